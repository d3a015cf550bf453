//! The work of a location: its queue, and what is done with each piece of it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Of;
use inventory::Places;
use kernel::{Capability, FulfilmentId, TenderId};
use orders::{FulfilmentState, HandOver, Pay, Proof, QueueItem, Receipt, Rest};
use payments::Method;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::lookup::wrong_parameter;
use crate::orders::{FulfilmentBody, OrderBody, whole};
use crate::quotes::TaxBody;
use crate::wire::{self, List};
use crate::work::{UnitsInput, units};
use crate::{State, locations, lookup};

/// A fulfilment as queues and counters show it.
#[derive(Serialize, ToSchema)]
pub struct QueueBody {
    id: wire::FulfilmentId,
    order: wire::OrderId,
    number: String,
    #[schema(example = "gda-1")]
    location: String,
    mode: wire::FulfilmentMode,
    state: wire::FulfilmentState,
    bin: Option<String>,
    tracking: Option<String>,
    payment: wire::OrderPayment,
    /// To be paid when these goods are handed over.
    due: wire::Money,
    person: Option<wire::PersonId>,
    name: Option<String>,
    placed_at: wire::Time,
    ready_at: Option<wire::Time>,
    due_at: Option<wire::Time>,
    /// Transfers: the store that receives them.
    destination: Option<String>,
    /// What is to be done next, and until when.
    clock: Option<wire::Clock>,
    clock_due_at: Option<wire::Time>,
    lines: Vec<QueueLineBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = QueueLine)]
pub struct QueueLineBody {
    line: wire::LineId,
    sku: wire::Sku,
    name: BTreeMap<String, String>,
    quantity: i64,
    picked: i64,
    gross: wire::Money,
}

impl QueueBody {
    pub fn of(it: QueueItem, places: &Places) -> Self {
        let lines = it.lines.into_iter().map(|it| QueueLineBody {
            line: it.line.into(),
            sku: it.sku.into(),
            name: it.name.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect(),
            quantity: it.quantity.get(),
            picked: it.picked.get(),
            gross: it.gross.into(),
        });
        QueueBody {
            id: it.fulfilment.into(),
            order: it.order.into(),
            number: it.number,
            location: lookup::code(places, it.location),
            mode: it.mode.into(),
            state: it.state.into(),
            bin: it.bin,
            tracking: it.tracking,
            payment: it.payment.into(),
            due: it.due.into(),
            person: it.person.map(Into::into),
            name: it.name,
            placed_at: it.placed_at.into(),
            ready_at: it.ready_at.map(Into::into),
            due_at: it.due_at.map(Into::into),
            destination: it.destination.map(|id| lookup::code(places, id)),
            clock: it.clock.map(Into::into),
            clock_due_at: it.clock_due_at.map(Into::into),
            lines: lines.collect(),
        }
    }
}

/// As printed.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptBody {
    #[schema(example = "GDA-1/2026/000123")]
    number: String,
    order: wire::OrderId,
    order_number: String,
    #[schema(example = "gda-1")]
    location: String,
    issued_at: wire::Time,
    total: wire::Money,
    /// Cash that went back.
    change: wire::Money,
    lines: Vec<ReceiptLineBody>,
    taxes: Vec<TaxBody>,
    tenders: Vec<TenderBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReceiptLine)]
pub struct ReceiptLineBody {
    sku: wire::Sku,
    name: BTreeMap<String, String>,
    quantity: i64,
    unit: wire::Money,
    gross: wire::Money,
    tax: wire::Money,
    tax_rate_bp: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Tender)]
pub struct TenderBody {
    method: wire::PaymentMethod,
    amount: wire::Money,
    given: Option<wire::Money>,
    change: wire::Money,
    reference: Option<String>,
}

impl ReceiptBody {
    pub fn of(it: Receipt, places: &Places) -> Self {
        let lines = it.lines.into_iter().map(|it| ReceiptLineBody {
            sku: it.sku.into(),
            name: it.name.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect(),
            quantity: it.quantity.get(),
            unit: it.unit.into(),
            gross: it.gross.into(),
            tax: it.tax.into(),
            tax_rate_bp: it.tax_rate_bp,
        });
        let tenders = it.tenders.into_iter().map(|it| TenderBody {
            method: it.method.into(),
            amount: it.amount.into(),
            given: it.given.map(Into::into),
            change: it.change.into(),
            reference: it.reference,
        });
        ReceiptBody {
            number: it.number,
            order: it.order.into(),
            order_number: it.order_number,
            location: lookup::code(places, it.location),
            issued_at: it.issued_at.into(),
            total: it.total.into(),
            change: it.change.into(),
            lines: lines.collect(),
            taxes: it.taxes.into_iter().map(Into::into).collect(),
            tenders: tenders.collect(),
        }
    }
}

/// Money put on the counter.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenderInput {
    /// Chosen by the till or by us; a retry with the same one takes no more money.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^tender_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::TenderId>,
    method: wire::CounterMethod,
    amount: wire::Money,
    /// Cash only: what the shopper gave.
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    given: Option<wire::Money>,
    /// What the card terminal printed.
    #[serde(default)]
    #[schema(max_length = 100)]
    reference: Option<String>,
}
impl TenderInput {
    pub fn read(&self, fresh: TenderId, at: &str) -> Result<Pay> {
        let wrong = |it: &wire::Money| !(0..=1_000_000_000_000).contains(&it.amount);
        if wrong(&self.amount) {
            return Err(invalid(format!("{at}/amount/amount"), "not below zero"));
        }
        if self.given.as_ref().is_some_and(wrong) {
            return Err(invalid(format!("{at}/given/amount"), "not below zero"));
        }
        if self.reference.as_ref().is_some_and(|text| text.chars().count() > 100) {
            return Err(invalid(format!("{at}/reference"), "at most 100 characters"));
        }
        Ok(Pay {
            id: self.id.map_or(fresh, |id| id.0),
            method: match self.method {
                wire::CounterMethod::Cash => Method::Cash,
                wire::CounterMethod::Card => Method::Card,
            },
            amount: self.amount.into(),
            given: self.given.map(Into::into),
            reference: self.reference.clone(),
        })
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Code or id.
    #[param(value_type = String, example = "gda-1")]
    location: wire::Place,
    /// States joined by commas; left out, all that is not finished.
    #[param(pattern = "^[a-z_,]{1,200}$", example = "open,picked,ready")]
    state: Option<String>,
}

/// The queue of a location, oldest first
#[utoipa::path(get, path = "/fulfilments", tag = "store", params(ListParams),
    responses((status = 200, body = List<QueueBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<List<QueueBody>>> {
    let places = lookup::places(&state.db).await?;
    let location = locations::parameter(&places, "location", &params.location)?;
    may_look(&caller, location)?;
    let states = match &params.state {
        None => FulfilmentState::LIVE.to_vec(),
        Some(text) => {
            let states = text.split(',').map(|word| FulfilmentState::parse(word.trim()));
            let states: Option<Vec<_>> = states.collect();
            states.ok_or_else(|| wrong_parameter("state", "open, picked, ready, …, joined by commas"))?
        }
    };
    let found = orders::queue(&mut state.db.read().await?, location, &states).await?;
    Ok(Json(List { items: found.into_iter().map(|it| QueueBody::of(it, &places)).collect() }))
}

pub fn may_look(caller: &Caller, location: kernel::LocationId) -> Result<()> {
    if caller.0.allows(Capability::FulfilOrders, location) {
        return Ok(());
    }
    caller.require(Capability::ReadOrders, location)
}

/// One fulfilment
#[utoipa::path(get, path = "/fulfilments/{fulfilment}", tag = "store", responses((status = 200, body = QueueBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<QueueBody>> {
    let found = orders::queue_item(&mut state.db.read().await?, id).await?;
    may_look(&caller, found.location)?;
    Ok(Json(QueueBody::of(found, &*lookup::places(&state.db).await?)))
}

/// Everything lies in the picker's cart
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/pick", tag = "store",
    responses((status = 200, body = FulfilmentBody)))]
pub async fn pick(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<FulfilmentBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/pick"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::pick(tx, id).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// Where the goods wait.
    #[serde(default)]
    #[schema(max_length = 40, example = "A-12")]
    bin: Option<String>,
}

/// The goods are ready in their bin
///
/// The shopper is told.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/stage", tag = "store", request_body = StageInput,
    responses((status = 200, body = FulfilmentBody)))]
pub async fn stage(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<StageInput>,
) -> Result<Json<FulfilmentBody>> {
    short(&input.bin, "/bin", 40)?;
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/stage"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::stage(tx, id, input.bin.clone()).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

fn short(text: &Option<String>, pointer: &str, most: usize) -> Result<()> {
    let fits = |text: &String| text.chars().count() <= most && !text.chars().any(char::is_control);
    if text.as_ref().is_none_or(fits) {
        Ok(())
    } else {
        Err(invalid(pointer, format!("at most {most} characters")))
    }
}

/// What the shopper showed: one of the four, or `staff`: the assistant made sure in another way and answers for it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverInput {
    proof: wire::ProofKind,
    /// The code, phone, e-mail address or number that was shown.
    #[serde(default)]
    #[schema(max_length = 254, example = "123456")]
    shown: Option<String>,
    /// Exactly what is due; empty if everything is paid.
    #[serde(default)]
    #[schema(max_items = 10)]
    tenders: Vec<TenderInput>,
    /// What is taken; left out, everything.
    #[serde(default)]
    #[schema(max_items = 200)]
    lines: Option<Vec<UnitsInput>>,
    /// What becomes of that which is not taken; left out, it stays.
    #[serde(default)]
    #[schema(value_type = Option<wire::Rest>)]
    rest: Option<wire::Rest>,
    /// The name of somebody else who came for it; the proof is then the buyer's code.
    #[serde(default)]
    #[schema(max_length = 120)]
    proxy: Option<String>,
}

/// Hand the goods over
///
/// With payment if it is still due. The answer is the receipt.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/hand-over", tag = "store", request_body = HandOverInput,
    responses((status = 200, body = ReceiptBody)))]
pub async fn hand_over(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<HandOverInput>,
) -> Result<Json<ReceiptBody>> {
    short(&input.shown, "/shown", 254)?;
    let shown = || input.shown.clone().ok_or_else(|| invalid("/shown", "what the shopper showed"));
    let proof = match input.proof {
        wire::ProofKind::Code => Proof::Code(shown()?),
        wire::ProofKind::Phone => Proof::Phone(shown()?),
        wire::ProofKind::Email => Proof::Email(shown()?),
        wire::ProofKind::Number => Proof::Number(shown()?),
        wire::ProofKind::Staff => Proof::Staff,
    };
    if input.tenders.len() > 10 {
        return Err(invalid("/tenders", "at most 10"));
    }
    let mut tenders = Vec::with_capacity(input.tenders.len());
    for (i, it) in input.tenders.iter().enumerate() {
        tenders.push(it.read(TenderId::fresh(state.db.now()), &format!("/tenders/{i}"))?);
    }
    short(&input.proxy, "/proxy", 120)?;
    let lines = match &input.lines {
        Some(list) => Some(units(list, "/lines")?),
        None => None,
    };
    let rest = input.rest.map_or(Rest::Stays, |it| it.0);
    let request =
        HandOver { lines, rest, proxy: input.proxy.clone(), ..HandOver::whole(id, proof, tenders, None) };
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/hand-over"), &actor, &(id, &input), async |tx| {
            let receipt = orders::hand_over(tx, request.clone()).await?;
            Ok::<_, ApiError>(ReceiptBody::of(receipt, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipInput {
    /// The carrier's number.
    #[serde(default)]
    #[schema(max_length = 100, example = "620012345678901234567890")]
    tracking: Option<String>,
}

/// The parcel left
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/ship", tag = "store", request_body = ShipInput,
    responses((status = 200, body = FulfilmentBody)))]
pub async fn ship(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<ShipInput>,
) -> Result<Json<FulfilmentBody>> {
    short(&input.tracking, "/tracking", 100)?;
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/ship"), &actor, &(id, &input), async |tx| {
            let shipped = orders::ship(tx, id, input.tracking.clone()).await?;
            Ok::<_, ApiError>(FulfilmentBody::of(&shipped, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectInput {
    reason: wire::RejectReason,
}

/// This location cannot provide the goods
///
/// Another location takes over if one can; the answer is the order as it then stands.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/reject", tag = "store", request_body = RejectInput,
    responses((status = 200, body = OrderBody)))]
pub async fn reject(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<RejectInput>,
) -> Result<Json<OrderBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/reject"), &actor, &(id, &input), async |tx| {
            let order = orders::reject(tx, id, input.reason.0).await?;
            whole(tx, order, &places).await
        })
        .await?;
    Ok(Json(body))
}
