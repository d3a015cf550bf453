//! The returns desk: what is announced, what waits for somebody to look at it, how long shoppers wait for their money.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::{Capability, ChangeId, LineId, OrderId, PageRequest, Problem, Quantity, Timestamp};
use orders::{
    AcceptReturn, Disposition, Exchange, ExchangeTo, Instead, Order, PayBack, Proof, ReceiveReturn,
    RefundTimes, RefusalReason, Return, ReturnFilter, ReturnState,
};
use payments::Refund;
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::changes::{Looked, in_words};
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/returns", get(list))
        .route("/staff/returns/{code}", get(show))
        .route("/staff/returns/{code}/act", post(act))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    state: String,
    at: String,
    q: String,
    after: String,
}

struct Row {
    it: Return,
    number: String,
    who: String,
    place: String,
    pieces: i64,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "returns.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    asked: Asked,
    rows: Vec<Row>,
    total: Option<i64>,
    next: Option<String>,
    places: Vec<Choice>,
    times: RefundTimes,
    now: Timestamp,
}

impl ListPage {
    /// `3 h`, `2 d`: how long somebody waits.
    fn span(&self, millis: &i64) -> String {
        let minutes = millis / 60_000;
        match minutes {
            ..=119 => self.w.n("returns-minutes", minutes),
            120..=2879 => self.w.n("returns-hours", minutes / 60),
            _ => self.w.n("returns-days", minutes / 1440),
        }
        .into_owned()
    }
}

pub fn tone(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Expected => "info",
        ReturnState::Received => "warn",
        ReturnState::Accepted => "good",
        ReturnState::Rejected => "bad",
        ReturnState::Cancelled => "quiet",
    }
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    if !asked.q.trim().is_empty()
        && let Ok(it) = orders::return_by_code(&mut desk.db.read().await?, &asked.q).await
    {
        return Ok(Redirect::to(&format!("/staff/returns/{}", it.code)).into_response());
    }
    let places = desk.places().await?;
    let own = desk.own_places().await?;
    let location = match asked.at.as_str() {
        "" => None,
        code => Some(own.iter().find(|it| it.code == code).ok_or_else(not_found)?.id),
    };
    let filter = ReturnFilter { state: ReturnState::parse(&asked.state), location, scope: desk.scope() };
    let after = Some(asked.after.clone()).filter(|it| !it.is_empty());
    let request = PageRequest { limit: Some(50), after, count: true };
    let mut q = desk.db.read().await?;
    let found = orders::returns(&mut q, &filter, &request).await?;
    let times = orders::refund_times(&mut q, desk.now.plus_days(-30)).await?;
    let mut rows = Vec::new();
    let mut known = BTreeMap::<OrderId, Order>::new();
    for it in found.items {
        let order = match known.get(&it.order) {
            Some(order) => order.clone(),
            None => orders::order(&mut q, it.order).await?,
        };
        rows.push(Row {
            number: order.number.clone(),
            who: order.contact.name.clone().unwrap_or_default(),
            place: it
                .location
                .and_then(|id| places.get(id))
                .map(|it| it.location.name.clone())
                .unwrap_or_default(),
            pieces: it.lines.iter().map(|line| line.quantity.get()).sum(),
            tone: tone(it.state),
            it,
        });
        known.insert(order.id, order);
    }
    drop(q);
    let next = found.next.map(|next| {
        format!(
            "/staff/returns?state={}&at={}&after={}",
            ui::encode(&asked.state),
            ui::encode(&asked.at),
            ui::encode(&next)
        )
    });
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("nav-returns")),
        shell: desk.shell().await?,
        w: desk.w,
        places: own.iter().map(|it| Choice::new(it.code.clone(), it.name.clone())).collect(),
        now: desk.now,
        total: found.count,
        asked,
        rows,
        next,
        times,
    }))
}

struct Line {
    id: LineId,
    sku: String,
    name: String,
    back: orders::ReturnLine,
    /// What else there is of the product, the same included: SKU and name.
    others: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "return.html")]
struct DetailPage {
    page: Page,
    shell: Shell,
    w: Words,
    it: Return,
    tone: &'static str,
    order: Order,
    lines: Vec<Line>,
    refunds: Vec<Refund>,
    place: String,
    own: Vec<Choice>,
    opened_by: String,
    decided_by: String,
    refusal: Option<String>,
    may_receive: bool,
    may_decide: bool,
    may_cancel: bool,
    form: Form,
    /// Where something else can be collected.
    stores: Vec<Choice>,
    has_address: bool,
    looked: Option<Looked>,
    hidden: Vec<(String, String)>,
}

/// What stands in the form of the page, and what an exchange would come to.
#[derive(Default)]
struct Shown {
    form: Form,
    refusal: Option<String>,
    looked: Option<Looked>,
    hidden: Vec<(String, String)>,
}

/// The return, if this desk may see it: those that lie in its places, and those that are still on their way.
async fn find(desk: &Desk, code: &str) -> Result<Return, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let mut q = desk.db.read().await?;
    let it = match code.parse() {
        Ok(id) => orders::find_return(&mut q, id).await?,
        Err(_) => orders::return_by_code(&mut q, code).await?,
    };
    if it.location.is_none_or(|at| desk.sees(at)) { Ok(it) } else { Err(not_found()) }
}

async fn show(desk: Desk, Path(code): Path<String>) -> Result<Response, Sorry> {
    let it = find(&desk, &code).await?;
    draw(&desk, StatusCode::OK, it, Shown::default()).await
}

async fn draw(desk: &Desk, status: StatusCode, it: Return, shown: Shown) -> Result<Response, Sorry> {
    let places = desk.places().await?;
    let own = desk.own_places().await?;
    let mut q = desk.db.read().await?;
    let order = orders::order(&mut q, it.order).await?;
    let decided = it.decided_at;
    let refunds = payments::refunds(&mut q, order.id).await?;
    let refunds =
        refunds.into_iter().filter(|one| one.reason == "returned" && Some(one.granted_at) == decided);
    let refunds = refunds.collect();
    let mut lines = Vec::new();
    for back in &it.lines {
        let Some(line) = order.line(back.line) else { continue };
        lines.push(Line {
            id: line.id,
            sku: line.sku.to_string(),
            name: line.name.get(desk.lang()).to_owned(),
            back: back.clone(),
            others: siblings(&mut q, line.variant, desk.lang()).await?,
        });
    }
    drop(q);
    let people = [Some(it.opened_by.clone()), it.decided_by.clone()].into_iter().flatten().collect();
    let names = crate::actors::names_of(desk, people).await?;
    let name = |who: Option<&String>| who.and_then(|it| names.get(it)).cloned().unwrap_or_default();
    let stores = places
        .iter()
        .filter(|it| it.location.can(inventory::Capability::Pickup))
        .map(|it| Choice::new(it.location.code.clone(), it.location.name.clone()));
    let mut stores: Vec<Choice> = stores.collect();
    // Where the shopper stands comes first.
    let here = it.location.and_then(|id| places.get(id)).map(|it| it.location.code.clone());
    stores.sort_by_key(|it| (Some(&it.value) != here.as_ref(), catalog::fold(&it.label)));
    let may_at = |at| desk.may_at(Capability::FulfilOrders, at);
    Ok(ui::html_with(
        status,
        DetailPage {
            page: desk.page(it.code.clone()),
            shell: desk.shell().await?,
            w: desk.w,
            tone: tone(it.state),
            lines,
            stores,
            has_address: address_of(&order).is_some(),
            form: shown.form,
            looked: shown.looked,
            hidden: shown.hidden,
            place: it
                .location
                .and_then(|id| places.get(id))
                .map(|it| it.location.name.clone())
                .unwrap_or_default(),
            may_receive: it.state == ReturnState::Expected && own.iter().any(|place| may_at(place.id)),
            may_decide: it.state == ReturnState::Received && it.location.is_some_and(may_at),
            may_cancel: it.state == ReturnState::Expected && desk.may(Capability::ManageOrders),
            own: own
                .iter()
                .filter(|it| may_at(it.id))
                .map(|it| Choice::new(it.code.clone(), it.name.clone()))
                .collect(),
            opened_by: name(Some(&it.opened_by)),
            decided_by: name(it.decided_by.as_ref()),
            refusal: shown.refusal,
            refunds,
            order,
            it,
        },
    ))
}

/// What there is of the product of a variant.
async fn siblings(
    q: &mut kernel::Read,
    variant: kernel::VariantId,
    lang: &str,
) -> Result<Vec<Choice>, Sorry> {
    let own = catalog::variants(q, &[variant]).await?;
    let Some(card) = own.first() else { return Ok(Vec::new()) };
    let page = catalog::product_page(q, card.product).await?;
    let all: Vec<_> = page.variants.iter().map(|it| it.id).collect();
    let cards = catalog::variants(q, &all).await?;
    Ok(cards.iter().map(|it| Choice::new(it.sku.to_string(), it.full_name(lang))).collect())
}

/// Where the order was sent.
fn address_of(order: &Order) -> Option<inventory::Address> {
    order.fulfilments.iter().rev().find_map(|it| it.address.clone())
}

/// What the form says is given for what came back.
async fn exchange_of(
    desk: &Desk,
    it: &Return,
    form: &Form,
    parts: &[(LineId, Disposition, Quantity)],
) -> Result<Result<Exchange, String>, Sorry> {
    let places = desk.places().await?;
    let mut q = desk.db.read().await?;
    let order = orders::order(&mut q, it.order).await?;
    let mut instead = Vec::new();
    for line in &it.lines {
        let Some(text) = form.text(&format!("instead-{}", line.line)) else { continue };
        let known = match kernel::Sku::new(text) {
            Some(sku) => catalog::variant_by_sku(&mut q, &sku).await.ok(),
            None => None,
        };
        let Some(variant) = known else {
            return Ok(Err(desk.w.t1("return-no-sku", "sku", text).into_owned()));
        };
        let units = parts.iter().filter(|(id, ..)| *id == line.line).map(|(_, _, units)| units.get()).sum();
        let Some(quantity) = Quantity::positive(units) else { continue };
        instead.push(Instead { line: line.line, variant: variant.id, quantity });
    }
    if instead.is_empty() {
        return Ok(Err(desk.w.t("return-choose-instead").into_owned()));
    }
    let to = match (form.value("to"), address_of(&order)) {
        ("", Some(address)) => ExchangeTo::Send(address),
        (code, _) => match places.by_code(code) {
            Some(place) => ExchangeTo::Collect(place.location.id),
            None => return Ok(Err(desk.w.t("change-incomplete").into_owned())),
        },
    };
    let id = form.value("change").parse().unwrap_or_else(|_| ChangeId::fresh(desk.now));
    let lines = parts.to_vec();
    Ok(Ok(Exchange { id, of: it.id, lines, instead, to, pays: PayBack::Later }))
}

/// What a number field of a line says.
fn units(form: &Form, field: &str, line: LineId) -> Quantity {
    form.value(format!("{field}-{line}")).parse().ok().and_then(Quantity::new).unwrap_or(Quantity::ZERO)
}

async fn act(Path(code): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, pairs } = posted;
    let it = find(&desk, &code).await?;
    let what = form.value("act").to_owned();
    let own = desk.own_places().await?;
    let location = own.iter().find(|place| place.code == form.value("at")).map(|place| place.id);
    let came: Vec<_> = it.lines.iter().map(|line| (line.line, units(&form, "came", line.line))).collect();
    let parts = it.lines.iter().flat_map(|line| {
        Disposition::ALL.iter().map(|what| (line.line, *what, units(&form, what.as_str(), line.line)))
    });
    let parts: Vec<_> = parts.filter(|(_, _, units)| !units.is_zero()).collect();
    let why = RefusalReason::parse(form.value("reason")).unwrap_or(RefusalReason::Other);
    let (id, as_credit) = (it.id, form.is_on("credit"));
    let mut wanted = None;
    if matches!(what.as_str(), "look" | "exchange") {
        wanted = match exchange_of(&desk, &it, &form, &parts).await? {
            Ok(exchange) => Some(exchange),
            Err(text) => {
                let shown = Shown { form, refusal: Some(text), ..Shown::default() };
                return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, shown).await;
            }
        };
    }
    if what == "look"
        && let Some(exchange) = &wanted
    {
        let looked =
            desk.db.run(&desk.actor, async |tx| orders::preview_exchange(tx, exchange).await).await?;
        let looked = Some(in_words(&desk, &*desk.places().await?, looked));
        let again = ["csrf", "act", "change"];
        let mut hidden: Vec<_> =
            pairs.into_iter().filter(|(name, _)| !again.contains(&name.as_str())).collect();
        hidden.push(("change".to_owned(), exchange.id.to_string()));
        return draw(&desk, StatusCode::OK, it, Shown { form, looked, hidden, refusal: None }).await;
    }
    let done = desk
        .db
        .run(&desk.actor, async |tx| match what.as_str() {
            "receive" => {
                let location = location.ok_or_else(|| inventory::Error::UnknownLocation(String::new()))?;
                let request = ReceiveReturn { id, location, lines: Some(came.clone()) };
                orders::receive_return(tx, request).await
            }
            "accept" => {
                let pays = if as_credit { PayBack::Credit } else { PayBack::Later };
                let request = AcceptReturn { id, lines: parts.clone(), pays };
                orders::accept_return(tx, request).await
            }
            "exchange" => {
                let missing = || orders::Error::UnknownReturn(id.to_string());
                orders::exchange(tx, wanted.clone().ok_or_else(missing)?).await?;
                orders::find_return(tx, id).await
            }
            "reject" => orders::reject_return(tx, id, why).await,
            "cancel" => orders::cancel_return(tx, id, Proof::Staff).await,
            _ => Err(orders::Error::UnknownReturn(id.to_string())),
        })
        .await;
    match done {
        Ok(it) => {
            let said = desk.w.t1(format!("return-did-{what}"), "code", &it.code).into_owned();
            Ok((ui::flash(&said, None), Redirect::to(&format!("/staff/returns/{}", it.code))).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            let it = find(&desk, &code).await?;
            let text = crate::problem::words(desk.w, &problem);
            let shown = Shown { form, refusal: Some(text), ..Shown::default() };
            draw(&desk, crate::problem::status(&problem), it, shown).await
        }
    }
}
