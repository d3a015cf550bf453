//! Orders: read, listed, cancelled.

use std::collections::BTreeMap;

use ::orders::{CancelReason, Fulfilment, Order, OrderCard, OrderFilter};
use axum::Json;
use axum::extract::State as Of;
use axum::http::{HeaderName, StatusCode};
use inventory::Places;
use kernel::{Capability, Everywhere, OrderId, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Result;
use crate::extract::{Body, Caller, Named, Once, Params, etag};
use crate::payments::PaymentBody;
use crate::quotes::TaxBody;
use crate::wire::{self, Page};
use crate::{State, locations, lookup};

type Tagged<T> = ([(HeaderName, String); 1], Json<T>);

#[derive(Serialize, Deserialize, ToSchema)]
pub struct OrderBody {
    id: wire::OrderId,
    /// What people say and type.
    #[schema(example = "7KQ4-M2XR")]
    pub number: String,
    channel: wire::Channel,
    seller: wire::Seller,
    basket: Option<wire::BasketId>,
    person: Option<wire::PersonId>,
    pub contact: ContactBody,
    life: wire::OrderLife,
    payment: wire::OrderPayment,
    fulfilment: wire::OrderProgress,
    lines: Vec<OrderLineBody>,
    fulfilments: Vec<FulfilmentBody>,
    /// Gross.
    delivery: wire::Money,
    /// Gross, delivery included, as placed.
    total: wire::Money,
    /// Contained in the total.
    tax: wire::Money,
    taxes: Vec<TaxBody>,
    /// What is owed and how it is paid.
    pub payments: Vec<PaymentBody>,
    placed_at: wire::Time,
    /// Until then the goods wait for a payment.
    payment_due_at: Option<wire::Time>,
    closed_at: Option<wire::Time>,
    version: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderContact)]
pub struct ContactBody {
    pub email: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    pub lang: String,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct OrderLineBody {
    id: wire::LineId,
    sku: wire::Sku,
    /// As it was when ordered, by language.
    name: BTreeMap<String, String>,
    quantity: i64,
    open: i64,
    fulfilled: i64,
    cancelled: i64,
    /// Came back and was accepted.
    returned: i64,
    unit: wire::Money,
    gross: wire::Money,
    tax: wire::Money,
    tax_rate_bp: i64,
}

/// The work of one location for one order.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderFulfilment)]
pub struct FulfilmentBody {
    id: wire::FulfilmentId,
    #[schema(example = "gda-1")]
    location: String,
    mode: wire::FulfilmentMode,
    state: wire::FulfilmentState,
    /// What the shopper shows when collecting.
    code: String,
    bin: Option<String>,
    tracking: Option<String>,
    /// Transfers: the store that receives them.
    destination: Option<String>,
    ready_at: Option<wire::Time>,
    /// Ready goods wait until then.
    due_at: Option<wire::Time>,
    /// What is to be done next, and until when.
    clock: Option<wire::Clock>,
    clock_due_at: Option<wire::Time>,
    closed_at: Option<wire::Time>,
    lines: Vec<FulfilledLine>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = FulfilmentUnits)]
pub struct FulfilledLine {
    line: wire::LineId,
    quantity: i64,
    picked: i64,
}

/// An order as a line of a list.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCard)]
pub struct OrderLineOfList {
    id: wire::OrderId,
    number: String,
    channel: wire::Channel,
    person: Option<wire::PersonId>,
    life: wire::OrderLife,
    payment: wire::OrderPayment,
    fulfilment: wire::OrderProgress,
    total: wire::Money,
    pieces: i64,
    placed_at: wire::Time,
    version: i64,
}

impl FulfilmentBody {
    pub fn of(it: &Fulfilment, places: &Places) -> Self {
        let lines = it.lines.iter().map(|line| FulfilledLine {
            line: line.line.into(),
            quantity: line.quantity.get(),
            picked: line.picked.get(),
        });
        FulfilmentBody {
            id: it.id.into(),
            location: lookup::code(places, it.location),
            mode: it.mode.into(),
            state: it.state.into(),
            code: it.code.clone(),
            bin: it.bin.clone(),
            tracking: it.tracking.clone(),
            destination: it.destination.map(|id| lookup::code(places, id)),
            ready_at: it.ready_at.map(Into::into),
            due_at: it.due_at.map(Into::into),
            clock: it.clock.map(Into::into),
            clock_due_at: it.clock_due_at.map(Into::into),
            closed_at: it.closed_at.map(Into::into),
            lines: lines.collect(),
        }
    }
}

impl OrderBody {
    pub fn of(it: Order, payments: Vec<payments::Intent>, places: &Places) -> Self {
        let taxes = it.taxes().into_iter().map(Into::into).collect();
        let lines = it.lines.into_iter().map(|it| OrderLineBody {
            id: it.id.into(),
            sku: it.sku.into(),
            name: it.name.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect(),
            quantity: it.quantity.get(),
            open: it.open.get(),
            fulfilled: it.fulfilled.get(),
            cancelled: it.cancelled.get(),
            returned: it.back.returned.get(),
            unit: it.unit.into(),
            gross: it.gross.into(),
            tax: it.tax.into(),
            tax_rate_bp: it.tax_rate_bp,
        });
        OrderBody {
            id: it.id.into(),
            number: it.number,
            channel: it.channel.into(),
            seller: it.seller.into(),
            basket: it.basket.map(Into::into),
            person: it.person.map(Into::into),
            contact: ContactBody {
                email: it.contact.email.map(|email| email.to_string()),
                phone: it.contact.phone.map(|phone| phone.to_string()),
                name: it.contact.name,
                lang: it.contact.lang,
            },
            life: it.life.into(),
            payment: it.payment.into(),
            fulfilment: it.fulfilment.into(),
            lines: lines.collect(),
            fulfilments: it.fulfilments.iter().map(|it| FulfilmentBody::of(it, places)).collect(),
            delivery: it.delivery.gross.into(),
            total: it.total.into(),
            tax: it.tax.into(),
            taxes,
            payments: payments.into_iter().map(Into::into).collect(),
            placed_at: it.placed_at.into(),
            payment_due_at: it.payment_due_at.map(Into::into),
            closed_at: it.closed_at.map(Into::into),
            version: it.version,
        }
    }
}

/// The whole order with its payments.
pub async fn whole(q: &mut impl Query, order: Order, places: &Places) -> Result<OrderBody> {
    let payments = ::payments::intents(q, order.id).await?;
    Ok(OrderBody::of(order, payments, places))
}

/// The order in the path: its id, or `number:` and its number. What the caller's locations have no part in is not
/// there.
pub async fn find(state: &State, caller: &Caller, text: &str) -> Result<Order> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    let unknown = || ::orders::Error::UnknownOrder(text.chars().take(60).collect());
    let mut read = state.db.read().await?;
    let order = match text.strip_prefix("number:") {
        Some(number) => ::orders::order_by_number(&mut read, number).await?,
        None => {
            let id = text.parse::<OrderId>().map_err(|_| unknown())?;
            ::orders::order(&mut read, id).await?
        }
    };
    let seen =
        caller.scope().is_none_or(|places| order.fulfilments.iter().any(|it| places.contains(&it.location)));
    if seen { Ok(order) } else { Err(unknown().into()) }
}

/// One order
#[utoipa::path(get, path = "/orders/{order}", tag = "sales", responses((status = 200, body = OrderBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Tagged<OrderBody>> {
    let order = find(&state, &caller, &text).await?;
    let places = lookup::places(&state.db).await?;
    let version = order.version;
    Ok((etag(version), Json(whole(&mut state.db.read().await?, order, &places).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    #[param(value_type = Option<String>, example = "placed")]
    life: Option<wire::OrderLife>,
    #[param(value_type = Option<String>)]
    payment: Option<wire::OrderPayment>,
    #[param(value_type = Option<String>)]
    fulfilment: Option<wire::OrderProgress>,
    #[param(value_type = Option<String>)]
    channel: Option<wire::Channel>,
    /// Code or id of a location that has a part in it.
    #[param(value_type = Option<String>)]
    location: Option<wire::Place>,
    #[param(value_type = Option<String>)]
    person: Option<wire::PersonId>,
    /// A number, an e-mail address, a phone number or a name.
    #[param(max_length = 200)]
    search: Option<String>,
    /// Placed from then on.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<wire::Time>,
    /// Placed before then.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<wire::Time>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 20)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// Orders, newest first
#[utoipa::path(get, path = "/orders", tag = "sales", params(ListParams),
    responses((status = 200, body = Page<OrderLineOfList>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<OrderLineOfList>>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = match &params.location {
        Some(place) => Some(locations::parameter(&places, "location", place)?),
        None => None,
    };
    let filter = OrderFilter {
        life: params.life.map(|it| it.0),
        payment: params.payment.map(|it| it.0),
        fulfilment: params.fulfilment.map(|it| it.0),
        channel: params.channel.map(|it| it.0),
        location,
        scope: caller.scope(),
        person: params.person.map(|it| it.0),
        query: params.search,
        from: params.from.map(|it| it.0),
        to: params.to.map(|it| it.0),
    };
    let page = wire::page(params.limit, params.after, params.count);
    let found = ::orders::orders(&mut state.db.read_stale().await?, &filter, &page).await?;
    Ok(Json(Page::of(found)))
}
impl From<OrderCard> for OrderLineOfList {
    fn from(it: OrderCard) -> Self {
        OrderLineOfList {
            id: it.id.into(),
            number: it.number,
            channel: it.channel.into(),
            person: it.person.map(Into::into),
            life: it.life.into(),
            payment: it.payment.into(),
            fulfilment: it.fulfilment.into(),
            total: it.total.into(),
            pieces: it.pieces,
            placed_at: it.placed_at.into(),
            version: it.version,
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancellationInput {
    reason: wire::CancelReason,
}

/// Cancel what is still open
///
/// The goods are free again and money that came in goes back. What has left stays sold: then it is a 409.
#[utoipa::path(post, path = "/orders/{order}/cancellations", tag = "sales", request_body = CancellationInput,
    responses((status = 201, body = OrderBody)))]
pub async fn cancel(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<CancellationInput>,
) -> Result<(StatusCode, Json<OrderBody>)> {
    let order = find(&state, &caller, &text).await?.id;
    let reason: CancelReason = input.reason.0;
    let places = lookup::places(&state.db).await?;
    let key = once.key("POST /orders/{order}/cancellations");
    let body = state
        .db
        .once(&key, &caller.0, &(order, &input), async |tx| {
            let order = ::orders::cancel(tx, order, reason).await?;
            whole(tx, order, &places).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}
