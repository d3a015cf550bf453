//! What needs a person: rejected, unfillable, late, payment; with an owner and a timer.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::{Capability, ExceptionId, StaffId, Timestamp};
use orders::{Exception, ExceptionFilter, ExceptionKind, ExceptionState};
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/exceptions", get(show)).route("/staff/exceptions/{id}/act", post(act))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    kind: String,
    mine: String,
}

struct Case {
    it: Exception,
    place: String,
    owner: String,
    detail: String,
    left: String,
    late: bool,
    may_act: bool,
}
impl Case {
    fn tone(&self) -> &'static str {
        match self.it.kind {
            ExceptionKind::Unfillable | ExceptionKind::Payment | ExceptionKind::Carrier => "bad",
            ExceptionKind::Rejected | ExceptionKind::Late => "warn",
        }
    }
    /// Goods that nobody had may be there by now.
    fn can_retry(&self) -> bool {
        self.it.kind == ExceptionKind::Unfillable
            && self.it.fulfilment.is_some()
            && self.it.detail != "shortfall"
    }
    /// The provider may give today what it refused yesterday.
    fn can_capture(&self) -> bool {
        self.it.kind == ExceptionKind::Payment && self.it.detail == "capture_refused"
    }
    fn is_open(&self) -> bool {
        self.it.state != ExceptionState::Solved
    }
}

#[derive(Template)]
#[template(path = "exceptions.html")]
struct ExceptionsPage {
    page: Page,
    shell: Shell,
    w: Words,
    kind: String,
    mine: bool,
    cases: Vec<Case>,
    staff: Vec<Choice>,
    may_capture: bool,
    address: String,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let w = desk.w;
    let mine = !asked.mine.is_empty();
    let filter = ExceptionFilter {
        kind: ExceptionKind::parse(&asked.kind),
        owner: desk.actor.staff().filter(|_| mine),
        location: desk.place().await?.map(|it| it.id),
        with_solved: None,
    };
    let found = orders::exceptions(&mut desk.db.read().await?, &filter, &desk.actor.locations()).await?;
    let places = desk.places().await?;
    let owners = found.iter().filter_map(|it| it.owner).map(|id| id.to_string()).collect();
    let names = crate::actors::names_of(&desk, owners).await?;
    let everywhere = desk.may(Capability::ManageOrders);
    let cases = found
        .into_iter()
        .map(|it| Case {
            place: it
                .location
                .and_then(|id| places.get(id))
                .map(|it| it.location.name.clone())
                .unwrap_or_default(),
            owner: it.owner.and_then(|id| names.get(&id.to_string()).cloned()).unwrap_or_default(),
            detail: detail(w, &it),
            left: left(w, it.due_at, desk.now),
            late: it.due_at < desk.now,
            may_act: everywhere
                || it.location.is_some_and(|place| desk.may_at(Capability::FulfilOrders, place)),
            it,
        })
        .collect();
    let staff = if everywhere { colleagues(&desk).await? } else { Vec::new() };
    Ok(ui::html(ExceptionsPage {
        page: desk.page(w.t("nav-exceptions")),
        shell: desk.shell().await?,
        w,
        address: format!(
            "/staff/exceptions?kind={}&mine={}",
            ui::encode(&asked.kind),
            ui::encode(&asked.mine)
        ),
        kind: asked.kind,
        mine,
        cases,
        staff,
        may_capture: everywhere,
    }))
}

async fn colleagues(desk: &Desk) -> Result<Vec<Choice>, Sorry> {
    let request = kernel::PageRequest::first(kernel::PageRequest::MAX);
    let all = access::staff_list(&mut desk.db.read().await?, &request).await?.items;
    Ok(all.into_iter().map(|it| Choice::new(it.id.to_string(), it.name)).collect())
}

/// The code of it in words.
fn detail(w: Words, it: &Exception) -> String {
    let keys =
        [format!("clock-{}", it.detail), format!("reject-{}", it.detail), format!("mode-{}", it.detail)];
    let own = format!("exception-detail-{}", it.detail);
    let found = [own].into_iter().chain(keys).find(|key| w.has(key));
    found.map_or_else(|| it.detail.clone(), |key| w.t(key).into_owned())
}

/// `35 min` left, or how long it is over.
pub fn left(w: Words, due: Timestamp, now: Timestamp) -> String {
    let minutes = due.since(now) / 60_000;
    let (key, minutes) = if minutes < 0 { ("clock-over", -minutes) } else { ("clock-left", minutes) };
    let text = match minutes {
        0..=119 => w.t1("clock-minutes", "n", minutes).into_owned(),
        120..=2_879 => w.t1("clock-hours", "n", minutes / 60).into_owned(),
        _ => w.t1("clock-days", "n", minutes / 1_440).into_owned(),
    };
    w.t1(key, "time", text).into_owned()
}

async fn act(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let id: ExceptionId = id.parse().map_err(|_| not_found())?;
    let found = orders::exception(&mut desk.db.read().await?, id).await?;
    if !found.location.map_or_else(|| desk.is_everywhere(), |place| desk.sees(place)) {
        return Err(not_found());
    }
    let what = form.value("act").to_owned();
    let note = form.text("note").map(str::to_owned);
    let owner = form.value("owner").parse::<StaffId>().ok();
    let parked = found.fulfilment;
    let done: bool = desk
        .db
        .run(&desk.actor, async |tx| match (what.as_str(), owner, parked) {
            ("take", _, _) => orders::take_exception(tx, id).await.map(|_| true),
            ("assign", Some(owner), _) => orders::assign_exception(tx, id, owner).await.map(|_| true),
            ("retry", _, Some(parked)) => orders::retry_parked(tx, parked).await.map(|found| found.is_some()),
            ("give-up", _, Some(parked)) => {
                orders::reject(tx, parked, orders::RejectReason::NotFound).await.map(|_| true)
            }
            ("solve", _, _) => orders::solve_exception(tx, id, note.clone()).await.map(|_| true),
            _ => Err(orders::Error::UnknownException(id)),
        })
        .await?;
    let key = if done { format!("exception-did-{what}") } else { "exception-nothing-found".to_owned() };
    let to = form.value("to");
    let to = if ui::is_local(to) && to.starts_with("/staff/") { to } else { "/staff/exceptions" };
    Ok((ui::flash(&desk.w.t1(&key, "number", &found.number), None), Redirect::to(to)).into_response())
}
