//! Orders that shoppers come for: finding them, handing them over with payment, and the store's queue before that.

use axum::extract::{Path, Query};
use axum::routing::{get, post};
use axum::{Json, Router};
use customers::Phone;
use kernel::{
    Capability, FulfilmentId, LineId, OrderId, PersonId, Quantity, ReceiptId, Sku, TillId, Timestamp,
    VariantId,
};
use orders::{
    Clock, FulfilmentState, HandOver, Mode, PaymentState, PickLines, Proof, QueueItem, RejectReason, Rest,
    ShortPick,
};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::refusal::Refusal;
use crate::sales::{ReceiptBody, TenderInput, told};
use crate::till::{Posted, Till};

pub fn routes() -> Router<State> {
    Router::new()
        .route("/pos/api/pickups", get(find))
        .route("/pos/api/pickups/{fulfilment}", get(show))
        .route("/pos/api/pickups/{fulfilment}/hand-over", post(hand_over))
        .route("/pos/api/queue", get(queue))
        .route("/pos/api/queue/{fulfilment}/pick", post(pick))
        .route("/pos/api/queue/{fulfilment}/accept", post(accept))
        .route("/pos/api/queue/{fulfilment}/picked", post(picked))
        .route("/pos/api/queue/{fulfilment}/short", post(short))
        .route("/pos/api/queue/{fulfilment}/dispatch", post(dispatch))
        .route("/pos/api/queue/{fulfilment}/receive", post(receive))
        .route("/pos/api/queue/{fulfilment}/stage", post(stage))
        .route("/pos/api/queue/{fulfilment}/reject", post(reject))
}

/// A fulfilment as the counter shows it. The code stays out: it is what the shopper has to show.
#[derive(Serialize)]
pub struct PickupBody {
    pub id: FulfilmentId,
    pub order: OrderId,
    pub number: String,
    pub mode: Mode,
    pub state: FulfilmentState,
    pub bin: Option<String>,
    pub payment: PaymentState,
    pub due: i64,
    pub worth: i64,
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub placed_at: Timestamp,
    pub ready_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    /// What is to be done next, and until when.
    pub clock: Option<Clock>,
    pub clock_due_at: Option<Timestamp>,
    /// Transfers: from where, to where.
    pub from: Option<String>,
    pub to: Option<String>,
    pub pieces: i64,
    pub lines: Vec<PickupLine>,
}
#[derive(Serialize)]
pub struct PickupLine {
    id: LineId,
    variant: VariantId,
    sku: Sku,
    ean: Option<String>,
    name: String,
    picture: Option<catalog::MediaId>,
    quantity: i64,
    picked: i64,
    unit: i64,
    gross: i64,
}

/// Bodies of these items, with the pictures and barcodes of their goods.
async fn bodies(till: &Till, items: Vec<QueueItem>) -> Result<Vec<PickupBody>, Refusal> {
    let mut ids: Vec<VariantId> =
        items.iter().flat_map(|it| it.lines.iter().map(|line| line.variant)).collect();
    ids.sort();
    ids.dedup();
    let cards = catalog::variants(&mut till.db.read().await?, &ids).await?;
    let places = till.places().await?;
    let name = |id| places.get(id).map(|it| it.location.name.clone()).unwrap_or_default();
    let card = |id| cards.iter().find(|card| card.variant == id);
    let line = |it: &orders::QueueLine| PickupLine {
        id: it.line,
        variant: it.variant,
        sku: it.sku.clone(),
        ean: card(it.variant).and_then(|it| it.ean.as_ref()).map(|it| it.as_str().to_owned()),
        name: it.name.get(till.lang()).to_owned(),
        picture: card(it.variant).and_then(|it| it.picture.clone()),
        quantity: it.quantity.get(),
        picked: it.picked.get(),
        unit: it.unit.minor,
        gross: it.gross.minor,
    };
    let body = |it: &QueueItem| PickupBody {
        id: it.fulfilment,
        order: it.order,
        number: it.number.clone(),
        mode: it.mode,
        state: it.state,
        bin: it.bin.clone(),
        payment: it.payment,
        due: it.due.minor,
        worth: it.lines.iter().map(|line| line.gross.minor).sum(),
        person: it.person,
        name: it.name.clone(),
        email: it.email.as_ref().map(|it| it.as_str().to_owned()),
        phone: it.phone.as_ref().map(Phone::spaced),
        placed_at: it.placed_at,
        ready_at: it.ready_at,
        due_at: it.due_at,
        clock: it.clock,
        clock_due_at: it.clock_due_at,
        from: (it.mode == Mode::Transfer).then(|| name(it.location)),
        to: it.destination.map(name),
        pieces: it.lines.iter().map(|line| line.quantity.get()).sum(),
        lines: it.lines.iter().map(line).collect(),
    };
    Ok(items.iter().map(body).collect())
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

/// What waits here and answers the text: a code, a phone, an e-mail, an order number.
pub async fn found(till: &Till, text: &str) -> Result<Vec<PickupBody>, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let text: String = text.trim().chars().take(120).collect();
    let items = orders::find_for_pickup(&mut till.db.read().await?, till.here, &text).await?;
    bodies(till, items).await
}

/// With `?q=` the goods that somebody came for; without it everything that waits in a bin.
async fn find(till: Till, Query(search): Query<Search>) -> Result<Json<Vec<PickupBody>>, Refusal> {
    if !search.q.trim().is_empty() {
        return Ok(Json(found(&till, &search.q).await?));
    }
    till.require(Capability::ReadOrders, till.here)?;
    let mut ready = orders::queue(&mut till.db.read().await?, till.here, &[FulfilmentState::Ready]).await?;
    ready.retain(|it| it.mode == Mode::Pickup);
    ready.sort_by_key(|it| std::cmp::Reverse(it.ready_at));
    Ok(Json(bodies(&till, ready).await?))
}

async fn show(till: Till, Path(id): Path<FulfilmentId>) -> Result<Json<PickupBody>, Refusal> {
    let item = orders::queue_item(&mut till.db.read().await?, id).await?;
    till.require(Capability::ReadOrders, item.location)?;
    let mut bodies = bodies(&till, vec![item]).await?;
    bodies.pop().map(Json).ok_or_else(|| orders::Error::UnknownFulfilment(id).into())
}

#[derive(Clone, Deserialize)]
struct HandOverInput {
    proof: ProofInput,
    #[serde(default)]
    tenders: Vec<TenderInput>,
    till: Option<TillId>,
    /// What is taken along; left out, everything.
    #[serde(default)]
    lines: Option<Vec<UnitsInput>>,
    #[serde(default)]
    rest: Option<Rest>,
    #[serde(default)]
    proxy: Option<String>,
    /// Made by the till: a retry is recognised by it.
    #[serde(default)]
    receipt: Option<ReceiptId>,
}

#[derive(Clone, Deserialize)]
struct UnitsInput {
    line: LineId,
    quantity: Quantity,
}
fn units(list: &[UnitsInput]) -> Vec<(LineId, Quantity)> {
    list.iter().map(|it| (it.line, it.quantity)).collect()
}
#[derive(Clone, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "lowercase")]
enum ProofInput {
    /// Whatever the shopper told or showed: a code, a phone, an e-mail or the order's number.
    Shown(String),
    /// The assistant made sure and answers for it.
    Staff,
}
impl ProofInput {
    fn read(&self) -> Proof {
        match self {
            ProofInput::Staff => Proof::Staff,
            ProofInput::Shown(text) => {
                let text = text.trim().to_owned();
                let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
                match () {
                    () if is_code => Proof::Code(text),
                    () if text.contains('@') => Proof::Email(text),
                    () if Phone::parse(&text).is_ok() => Proof::Phone(text),
                    () => Proof::Number(text),
                }
            }
        }
    }
}

async fn hand_over(
    Path(fulfilment): Path<FulfilmentId>,
    Posted { till, body }: Posted<HandOverInput>,
) -> Result<Json<ReceiptBody>, Refusal> {
    let (_, market) = till.trade().await?;
    let request = HandOver {
        fulfilment,
        proof: body.proof.read(),
        tenders: body.tenders.iter().map(|it| it.pay(market.currency)).collect(),
        till: body.till,
        lines: body.lines.as_deref().map(units),
        rest: body.rest.unwrap_or(Rest::Stays),
        proxy: body.proxy.clone().filter(|name| !name.trim().is_empty()),
        receipt: body.receipt,
    };
    let receipt = till.db.run(&till.actor, async |tx| orders::hand_over(tx, request.clone()).await).await?;
    let person = orders::order(&mut till.db.read().await?, receipt.order).await?.person;
    Ok(Json(told(&till, &receipt, person).await?))
}

#[derive(Serialize)]
struct Queue {
    open: Vec<PickupBody>,
    picked: Vec<PickupBody>,
    ready: Vec<PickupBody>,
    /// Transfers that come here.
    arriving: Vec<PickupBody>,
}

/// The work of this store: to be picked, picked, waiting for its shopper or its courier.
async fn queue(till: Till) -> Result<Json<Queue>, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let items = orders::queue(&mut till.db.read().await?, till.here, FulfilmentState::WORK).await?;
    let arriving = orders::coming(&mut till.db.read().await?, till.here).await?;
    let arriving = bodies(&till, arriving).await?;
    let all = bodies(&till, items).await?;
    let (mut open, mut picked, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    for it in all {
        match it.state {
            FulfilmentState::Picked => picked.push(it),
            FulfilmentState::Ready => ready.push(it),
            _ => open.push(it),
        }
    }
    Ok(Json(Queue { open, picked, ready, arriving }))
}

async fn told_again(till: &Till, id: FulfilmentId) -> Result<Json<PickupBody>, Refusal> {
    let item = orders::queue_item(&mut till.db.read().await?, id).await?;
    let mut bodies = bodies(till, vec![item]).await?;
    bodies.pop().map(Json).ok_or_else(|| orders::Error::UnknownFulfilment(id).into())
}

async fn pick(
    Path(id): Path<FulfilmentId>,
    Posted { till, .. }: Posted<()>,
) -> Result<Json<PickupBody>, Refusal> {
    till.db.run(&till.actor, async |tx| orders::pick(tx, id).await).await?;
    told_again(&till, id).await
}

async fn accept(
    Path(id): Path<FulfilmentId>,
    Posted { till, .. }: Posted<()>,
) -> Result<Json<PickupBody>, Refusal> {
    till.db.run(&till.actor, async |tx| orders::accept(tx, id).await).await?;
    told_again(&till, id).await
}

#[derive(Clone, Deserialize)]
struct Picked {
    /// To how many each line is set: one more with every scan.
    lines: Vec<UnitsInput>,
}

async fn picked(
    Path(id): Path<FulfilmentId>,
    Posted { till, body }: Posted<Picked>,
) -> Result<Json<PickupBody>, Refusal> {
    let request = PickLines { fulfilment: id, lines: units(&body.lines) };
    till.db.run(&till.actor, async |tx| orders::pick_lines(tx, request.clone()).await).await?;
    told_again(&till, id).await
}

#[derive(Clone, Deserialize)]
struct Missing {
    missing: Vec<UnitsInput>,
    reason: RejectReason,
}

async fn short(
    Path(id): Path<FulfilmentId>,
    Posted { till, body }: Posted<Missing>,
) -> Result<Json<PickupBody>, Refusal> {
    let request = ShortPick { fulfilment: id, missing: units(&body.missing), reason: body.reason };
    till.db.run(&till.actor, async |tx| orders::short_pick(tx, request.clone()).await).await?;
    told_again(&till, id).await
}

async fn dispatch(
    Path(id): Path<FulfilmentId>,
    Posted { till, .. }: Posted<()>,
) -> Result<Json<PickupBody>, Refusal> {
    till.db.run(&till.actor, async |tx| orders::dispatch(tx, id).await).await?;
    told_again(&till, id).await
}

/// The answer is the work that goes on with it here.
async fn receive(
    Path(id): Path<FulfilmentId>,
    Posted { till, .. }: Posted<()>,
) -> Result<Json<PickupBody>, Refusal> {
    let next = till.db.run(&till.actor, async |tx| orders::receive(tx, id).await).await?;
    told_again(&till, next.id).await
}

#[derive(Clone, Deserialize)]
struct Bin {
    bin: Option<String>,
}

async fn stage(
    Path(id): Path<FulfilmentId>,
    Posted { till, body }: Posted<Bin>,
) -> Result<Json<PickupBody>, Refusal> {
    till.db.run(&till.actor, async |tx| orders::stage(tx, id, body.bin.clone()).await).await?;
    told_again(&till, id).await
}

#[derive(Clone, Deserialize)]
struct Why {
    reason: RejectReason,
}

async fn reject(
    Path(id): Path<FulfilmentId>,
    Posted { till, body }: Posted<Why>,
) -> Result<Json<PickupBody>, Refusal> {
    till.db.run(&till.actor, async |tx| orders::reject(tx, id, body.reason).await).await?;
    told_again(&till, id).await
}
