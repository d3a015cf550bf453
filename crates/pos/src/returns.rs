//! Returns at the counter: what somebody bought anywhere is found, looked at, taken back and paid back in one go.

use askama::Template;
use axum::extract::{Path, Query, State as Of};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use inventory::Location;
use kernel::{Capability, LineId, OrderId, Quantity, ReturnId, Sku, Timestamp};
use orders::{
    AcceptReturn, BackLine, Basis, Disposition, OpenReturn, Order, PayBack, Proof, Purchase, ReceiveReturn,
    Return, ReturnReason, ReturnState, ReturnWay,
};
use serde::{Deserialize, Serialize};
use ui::{Page, Visit, Words};

use crate::people::channels;
use crate::refusal::Refusal;
use crate::till::{Posted, Till};
use crate::{State, TEXTS, code128};

pub fn routes() -> Router<State> {
    Router::new()
        .route("/pos/api/returns", get(find).post(take_back))
        .route("/pos/api/returns/{order}", get(show))
        .route("/pos/returns/{order}/{return}", get(slip))
}

#[derive(Serialize)]
struct Found {
    order: OrderId,
    number: String,
    channel: String,
    name: Option<String>,
    at: Timestamp,
    total: i64,
    pieces: i64,
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

/// By order, receipt, phone, e-mail, card or the code of a return; bought in any channel.
async fn find(till: Till, Query(search): Query<Search>) -> Result<Json<Vec<Found>>, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let text: String = search.q.trim().chars().take(120).collect();
    if text.chars().count() < 3 {
        return Ok(Json(Vec::new()));
    }
    let cards = orders::find_for_return(&mut till.db.read().await?, &text).await?;
    let names = channels(&till).await?;
    let found = cards.into_iter().map(|it| Found {
        order: it.id,
        number: it.number,
        channel: names.get(&it.channel).cloned().unwrap_or_default(),
        name: it.name,
        at: it.placed_at,
        total: it.total.minor,
        pieces: it.pieces,
    });
    Ok(Json(found.collect()))
}

#[derive(Serialize)]
struct Detail {
    order: OrderId,
    number: String,
    channel: String,
    name: Option<String>,
    at: Timestamp,
    /// By what right goods come back today; none: the time is over.
    basis: Option<Basis>,
    until: Option<String>,
    /// Somebody is known to whom store credit can be given.
    has_person: bool,
    lines: Vec<Line>,
    returns: Vec<Announced>,
}
#[derive(Serialize)]
struct Line {
    id: LineId,
    sku: Sku,
    ean: Option<String>,
    name: String,
    picture: Option<catalog::MediaId>,
    /// Left with the shopper and not announced.
    returnable: i64,
    /// What each of the next pieces is worth, first to last.
    worth: Vec<i64>,
    excluded: Option<orders::ExclusionReason>,
}
#[derive(Serialize)]
struct Announced {
    id: ReturnId,
    code: String,
    state: ReturnState,
    lines: Vec<AnnouncedLine>,
    refund: i64,
    url: String,
}
#[derive(Serialize)]
struct AnnouncedLine {
    line: LineId,
    quantity: i64,
    reason: ReturnReason,
}

/// More pieces of one line than anybody carries to a counter.
const MOST_PIECES: i64 = 200;

async fn show(till: Till, Path(id): Path<OrderId>) -> Result<Json<Detail>, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let mut q = till.db.read().await?;
    let order = orders::order(&mut q, id).await?;
    let market = catalog::market(&mut q, &order.market).await?;
    let policy = orders::return_policy(&mut q, &order.market, order.currency).await?;
    let variants: Vec<_> = order.lines.iter().map(|line| line.variant).collect();
    let cards = catalog::variants(&mut q, &variants).await?;
    let excluded = orders::exclusions(&mut q, &policy, &variants).await?;
    let all = orders::returns_of(&mut q, order.id).await?;
    drop(q);
    let purchase = Purchase::of(&order);
    let line = |line: &orders::Line| {
        let card = cards.iter().find(|card| card.variant == line.variant);
        // What is announced may lie on this counter, so its pieces are counted too.
        let left = line.fulfilled.minus(line.back.returned).unwrap_or(Quantity::ZERO);
        Line {
            id: line.id,
            sku: line.sku.clone(),
            ean: card.and_then(|it| it.ean.as_ref()).map(|it| it.as_str().to_owned()),
            name: line.name.get(till.lang()).to_owned(),
            picture: card.and_then(|it| it.picture.clone()),
            returnable: line.returnable().get(),
            worth: (1..=left.get().min(MOST_PIECES))
                .filter_map(Quantity::new)
                .map(|units| line.next_back(units).gross.minor)
                .collect(),
            excluded: excluded.iter().find(|(it, _)| *it == line.variant).map(|(_, why)| *why),
        }
    };
    let names = channels(&till).await?;
    Ok(Json(Detail {
        order: order.id,
        number: order.number.clone(),
        channel: names.get(&order.channel).cloned().unwrap_or_default(),
        name: order.contact.name.clone(),
        at: order.placed_at,
        basis: policy.basis(purchase, till.now, market.zone),
        until: policy.last_day(purchase, market.zone).map(|(_, day)| day.to_string()),
        has_person: order.person.is_some(),
        lines: order.lines.iter().map(line).collect(),
        returns: all.iter().map(|it| announced(&order, it)).collect(),
    }))
}

fn announced(order: &Order, it: &Return) -> Announced {
    let line = |it: &orders::ReturnLine| AnnouncedLine {
        line: it.line,
        quantity: it.quantity.get(),
        reason: it.reason,
    };
    Announced {
        id: it.id,
        code: it.code.clone(),
        state: it.state,
        lines: it.lines.iter().map(line).collect(),
        refund: it.refund.minor,
        url: format!("/pos/returns/{}/{}", order.id, it.id),
    }
}

#[derive(Clone, Deserialize)]
struct TakeBackInput {
    /// Made by the device, or the one that the shopper announced: sent twice it is one return.
    id: ReturnId,
    order: OrderId,
    lines: Vec<LineInput>,
    /// The shopper expressly agreed to store credit instead of money.
    #[serde(default)]
    credit: bool,
}
#[derive(Clone, Deserialize)]
struct LineInput {
    line: LineId,
    quantity: Quantity,
    reason: ReturnReason,
    disposition: Disposition,
}

/// Announced if it was not, received here, accepted, and paid back: one unit, so that nobody stands there with half of it.
async fn take_back(Posted { till, body }: Posted<TakeBackInput>) -> Result<Json<Announced>, Refusal> {
    let done = till
        .db
        .run(&till.actor, async |tx| {
            let all = orders::returns_of(tx, body.order).await?;
            let known = all.into_iter().find(|it| it.id == body.id);
            let request = OpenReturn {
                id: body.id,
                order: body.order,
                proof: Proof::Staff,
                way: ReturnWay::Store,
                basis: None,
                lines: (body.lines.iter())
                    .map(|it| BackLine { line: it.line, quantity: it.quantity, reason: it.reason })
                    .collect(),
            };
            let it = match known {
                Some(it) => it,
                None => orders::open_return(tx, request).await?,
            };
            if it.state == ReturnState::Expected {
                let lines = body.lines.iter().map(|it| (it.line, it.quantity)).collect();
                let request = ReceiveReturn { id: it.id, location: till.here, lines: Some(lines) };
                orders::receive_return(tx, request).await?;
            }
            let lines = body.lines.iter().map(|it| (it.line, it.disposition, it.quantity)).collect();
            let pays = if body.credit { PayBack::Credit } else { PayBack::Here };
            orders::accept_return(tx, AcceptReturn { id: body.id, lines, pays }).await
        })
        .await?;
    let order = orders::order(&mut till.db.read().await?, done.order).await?;
    Ok(Json(announced(&order, &done)))
}

struct Row {
    name: String,
    sku: Sku,
    quantity: i64,
    gross: String,
}

/// The confirmation: what came back, what was paid back, how.
#[derive(Template)]
#[template(path = "return_slip.html")]
struct SlipPage {
    page: Page,
    w: Words,
    seller: catalog::Seller,
    place: Location,
    number: String,
    document: String,
    when: String,
    rows: Vec<Row>,
    tax: String,
    delivery: Option<String>,
    refund: String,
    ways: Vec<(String, String, bool)>,
    bars: Vec<(u32, u32)>,
    width: u32,
    code: String,
}

async fn slip(
    Of(state): Of<State>,
    visit: Visit,
    till: Result<Till, Response>,
    Path((order, id)): Path<(OrderId, ReturnId)>,
) -> Result<Response, Refusal> {
    let Ok(till) = till else { return Ok(Redirect::to("/pos").into_response()) };
    let mut q = till.db.read().await?;
    let order = orders::order(&mut q, order).await?;
    let it = orders::returns_of(&mut q, order.id).await?.into_iter().find(|it| it.id == id);
    let unknown = || orders::Error::UnknownReturn(id.to_string());
    let it = it.filter(|it| it.state == ReturnState::Accepted).ok_or_else(unknown)?;
    let location = it.location.ok_or_else(unknown)?;
    till.require(Capability::ReadOrders, location)?;
    let place = inventory::location(&mut q, location).await?;
    let seller = catalog::seller(&mut q, &order.seller).await?;
    let intents = payments::intents(&mut q, order.id).await?;
    let refunds = payments::refunds(&mut q, order.id).await?;
    let tenders = payments::tenders(&mut q, order.id).await?;
    drop(q);
    let w = TEXTS.words(visit.lang);
    let decided = it.decided_at.unwrap_or(it.opened_at);
    let own = refunds.iter().filter(|refund| refund.reason == "returned" && refund.granted_at == decided);
    let ways = own.map(|refund| {
        let given = refund.person.map(|_| payments::Method::StoreCredit);
        let tender = tenders.iter().find(|tender| Some(tender.id) == refund.tender);
        let intent = intents.iter().find(|intent| intent.id == refund.intent).map(|intent| intent.method);
        let method = given.or(tender.map(|tender| tender.method)).or(intent);
        let method = method.map_or("online", |method| method.as_str());
        let is_done = refund.state == payments::RefundState::Done;
        (w.t(format!("receipt-{method}")).into_owned(), w.money(refund.amount), is_done)
    });
    let rows = it.lines.iter().filter(|line| !line.accepted.is_zero()).filter_map(|back| {
        let line = order.line(back.line)?;
        Some(Row {
            name: line.name.get(w.lang.code()).to_owned(),
            sku: line.sku.clone(),
            quantity: back.accepted.get(),
            gross: w.money(back.worth.gross),
        })
    });
    let document = it.document.clone().unwrap_or_default();
    let (bars, width) = code128(&it.code);
    let page = Page::new(&TEXTS, &visit, w.t1("return-slip-title", "number", &document));
    Ok(ui::html(SlipPage {
        page: page.site(&state.site.name),
        when: w.date_time(decided, place.zone),
        rows: rows.collect(),
        tax: w.money(it.worth.tax),
        delivery: (!it.delivery.gross.is_zero()).then(|| w.money(it.delivery.gross)),
        refund: w.money(it.refund),
        ways: ways.collect(),
        number: order.number,
        document,
        code: it.code,
        seller,
        place,
        bars,
        width,
        w,
    }))
}
