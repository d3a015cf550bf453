//! Customers: looking somebody up, the one profile, conflicts. Each look at a profile is written down.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use customers::{Conflict, Edit, Kind, Language, Person, PersonCard, Phone};
use kernel::{Capability, PageRequest, PersonId, Problem};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::board::{Row, rows};
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::timeline::{self, Bead};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/people", get(list))
        .route("/staff/people/conflicts", get(conflicts))
        .route("/staff/people/conflicts/close", post(close))
        .route("/staff/people/{id}", get(show).post(edit))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    after: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<PersonCard>,
    asked: Asked,
    total: Option<i64>,
    next: Option<String>,
    /// May look through everybody; others find one person by e-mail, phone or card.
    may_browse: bool,
    conflicts: usize,
}

/// Who works in some stores only has no business with the whole customer base: an exact identifier finds its owner.
fn may_browse(desk: &Desk) -> bool {
    desk.may(Capability::ReadPeople) && desk.is_everywhere()
}

/// Whether the text names one person: an e-mail, a phone, a card or an id, in full.
pub fn is_exact(text: &str) -> bool {
    let text = text.trim();
    text.parse::<PersonId>().is_ok()
        || customers::Email::parse(text).is_ok()
        || Phone::parse(text).is_ok()
        || customers::CardNumber::parse(text).is_some()
}

/// People this desk may find by these words.
pub async fn found(desk: &Desk, text: &str) -> Result<Vec<PersonCard>, Sorry> {
    if !desk.may(Capability::ReadPeople) || !(may_browse(desk) || is_exact(text)) {
        return Ok(Vec::new());
    }
    Ok(customers::find_person(&mut desk.db.read().await?, text).await?)
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadPeople)?;
    let may_browse = may_browse(&desk);
    let search = Some(asked.q.trim()).filter(|it| !it.is_empty());
    let request = PageRequest {
        limit: Some(50),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        count: search.is_none(),
    };
    let (rows, after, total) = match search {
        _ if may_browse => {
            let found = customers::people(&mut desk.db.read().await?, search, &request).await?;
            (found.items, found.next, found.count)
        }
        Some(text) => (found(&desk, text).await?, None, None),
        None => (Vec::new(), None, None),
    };
    let waiting = if may_browse {
        customers::conflicts(&mut desk.db.read().await?, &PageRequest::first(100)).await?.items.len()
    } else {
        0
    };
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("nav-people")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        total,
        next: after.map(|it| format!("/staff/people?q={}&after={}", ui::encode(&asked.q), ui::encode(&it))),
        may_browse,
        conflicts: waiting,
        asked,
    }))
}

// --- the profile -------------------------------------------------------------------------------------------------

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct ProfileAsked {
    kind: String,
    after: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Page,
    shell: Shell,
    w: Words,
    person: Person,
    name: String,
    beads: Vec<Bead>,
    kind: String,
    kinds: Vec<Choice>,
    next: Option<String>,
    form: Form,
    languages: Vec<Choice>,
    conflicts: Vec<Conflict>,
    may_edit: bool,
    /// How often this profile was opened, newest first: who and when.
    looks: Vec<(String, kernel::Timestamp)>,
    wallet: loyalty::Wallet,
    orders: Vec<Row>,
    now: kernel::Timestamp,
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    id: PersonId,
    asked: ProfileAsked,
    form: Option<Form>,
) -> Result<Response, Sorry> {
    desk.require(Capability::ReadPeople)?;
    let what = if asked.after.is_empty() { "profile" } else { "timeline" };
    // The trail comes first: who reads a profile has left a trace even if the page then fails.
    let person = desk
        .db
        .run(&desk.actor, async |tx| {
            let person = customers::person(tx, id).await?;
            access::audit_read(tx, id, what).await?;
            Ok::<Person, customers::Error>(person)
        })
        .await?;
    let (beads, after) = timeline::page(desk, id, &asked.kind, &asked.after).await?;
    let filter = access::AuditFilter { subject: Some(id.to_string()), actor: None };
    let trail = access::audit_trail(&mut desk.db.read().await?, &filter, &PageRequest::first(8)).await?;
    let names =
        crate::actors::names_of(desk, trail.items.iter().map(|it| it.actor.clone()).collect()).await?;
    let conflicts = customers::conflicts(&mut desk.db.read().await?, &PageRequest::first(200)).await?;
    let wallet = loyalty::wallet(&mut desk.db.read().await?, id).await?;
    let own = match desk.may(Capability::ReadOrders) {
        true => orders::orders_of(&mut desk.db.read().await?, id, &PageRequest::first(8)).await?.items,
        false => Vec::new(),
    };
    let name = person
        .name
        .clone()
        .or_else(|| person.email().map(|it| it.to_string()))
        .unwrap_or_else(|| desk.w.t("person-nameless").into_owned());
    let form = form.unwrap_or_else(|| {
        Form::default()
            .set("name", person.name.clone().unwrap_or_default())
            .set("phone", person.phone().map(|it| it.spaced()).unwrap_or_default())
            .set("language", person.language.map(|it| it.as_str()).unwrap_or_default())
    });
    let mut languages = vec![Choice::new("", "–")];
    languages.extend(Language::ALL.iter().map(|it| Choice::new(it.as_str(), desk.w.t(format!("lang-{it}")))));
    let mut kinds = vec![Choice::new("", desk.w.t("all-of-them"))];
    kinds.extend(timeline::KINDS.iter().map(|it| Choice::new(*it, desk.w.t(format!("story-{it}")))));
    Ok(ui::html_with(
        status,
        PersonPage {
            page: desk.page(name.clone()),
            shell: desk.shell().await?,
            w: desk.w,
            beads,
            kind: asked.kind.clone(),
            kinds,
            next: after.map(|it| {
                format!("/staff/people/{id}?kind={}&after={}", ui::encode(&asked.kind), ui::encode(&it))
            }),
            form,
            languages,
            conflicts: conflicts
                .items
                .into_iter()
                .filter(|it| it.claimant == id || it.holder == id)
                .collect(),
            may_edit: desk.may(Capability::ManagePeople),
            looks: trail
                .items
                .iter()
                .map(|it| (names.get(&it.actor).cloned().unwrap_or_default(), it.at))
                .collect(),
            wallet,
            orders: rows(desk, own).await?,
            now: desk.now,
            person,
            name,
        },
    ))
}

async fn show(
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<ProfileAsked>,
) -> Result<Response, Sorry> {
    let id: PersonId = id.parse().map_err(|_| not_found())?;
    draw(&desk, StatusCode::OK, id, asked, None).await
}

async fn edit(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let person: PersonId = id.parse().map_err(|_| not_found())?;
    let phone = match form.text("phone").map(Phone::parse) {
        None => None,
        Some(Ok(phone)) => Some(phone),
        Some(Err(_)) => {
            form.fail("phone", desk.w.t("problem-customers-invalid-phone"));
            None
        }
    };
    if !form.is_fine() {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, person, ProfileAsked::default(), Some(form))
            .await;
    }
    let edit = Edit {
        person,
        name: form.text("name").map(str::to_owned),
        phone,
        language: Language::parse(form.value("language")),
    };
    match desk.db.run(&desk.actor, async |tx| customers::edit_person(tx, edit.clone()).await).await {
        Ok(_) => {
            let to = Redirect::to(&format!("/staff/people/{person}"));
            Ok((ui::flash(&desk.w.t("person-saved"), None), to).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, person, ProfileAsked::default(), Some(form)).await
        }
    }
}

// --- conflicts ---------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "conflicts.html")]
struct ConflictsPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<(Conflict, String, String)>,
}

async fn conflicts(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ReadPeople)?;
    if !may_browse(&desk) {
        return Err(not_found());
    }
    let found = customers::conflicts(&mut desk.db.read().await?, &PageRequest::first(100)).await?;
    let mut rows = Vec::new();
    for conflict in found.items {
        let claimant = customers::person(&mut desk.db.read().await?, conflict.claimant).await?;
        let holder = customers::person(&mut desk.db.read().await?, conflict.holder).await?;
        let name = |it: &Person| it.name.clone().unwrap_or_else(|| desk.w.t("person-nameless").into_owned());
        rows.push((conflict, name(&claimant), name(&holder)));
    }
    Ok(ui::html(ConflictsPage {
        page: desk.page(desk.w.t("conflicts-title")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
    }))
}

async fn close(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let kind = Kind::parse(form.value("kind")).ok_or_else(not_found)?;
    let claimant: PersonId = form.value("claimant").parse().map_err(|_| not_found())?;
    let value = form.value("value").to_owned();
    desk.db.run(&desk.actor, async |tx| customers::close_conflict(tx, kind, &value, claimant).await).await?;
    let to = Redirect::to("/staff/people/conflicts");
    Ok((ui::flash(&desk.w.t("conflict-closed"), None), to).into_response())
}
