//! Orders: placed from a basket, read, cancelled.

use std::collections::BTreeMap;

use ::orders::{
    CancelReason, Contact, Delivery, DeliveryMode, Fulfilment, Order, OrderCard, OrderFilter, PayBy, Place,
};
use axum::Json;
use axum::extract::State as Of;
use axum::http::{HeaderName, StatusCode};
use customers::{Email, Phone};
use inventory::{Address, Places};
use kernel::{Actor, BasketId, Capability, Everywhere, LineId, OrderId, Quantity, Query};
use payments::{Method, Shopper};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params, etag};
use crate::payments::PaymentBody;
use crate::quotes::TaxBody;
use crate::wire::{self, Page};
use crate::{State, locations, lookup};

type Tagged<T> = ([(HeaderName, String); 1], Json<T>);

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckoutInput {
    /// The id of the order, chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^order_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    order: Option<wire::OrderId>,
    #[schema(min_items = 1, max_items = 20, value_type = Vec<DeliveryChoice>)]
    deliveries: Vec<DeliveryInput>,
    contact: ContactInput,
    /// They add up to the total; one may leave its amount out and takes the rest.
    #[schema(min_items = 1, max_items = 5)]
    payments: Vec<PayInput>,
}

/// Where some lines go: to a location where they are collected, or to an address.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case")]
#[schema(as = Delivery)]
#[allow(dead_code, reason = "only its schema is used: a tagged enum would lose the place of an error")]
pub enum DeliveryChoice {
    Pickup {
        location: wire::Place,
        /// Left out: everything that no other delivery names.
        #[schema(max_items = 200)]
        lines: Option<Vec<DeliveryLineInput>>,
    },
    Ship {
        address: AddressInput,
        /// Left out: everything that no other delivery names.
        #[schema(max_items = 200)]
        lines: Option<Vec<DeliveryLineInput>>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryInput {
    mode: wire::DeliveryMode,
    #[serde(default)]
    location: Option<wire::Place>,
    #[serde(default)]
    address: Option<AddressInput>,
    #[serde(default)]
    lines: Option<Vec<DeliveryLineInput>>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryLineInput {
    line: wire::LineId,
    quantity: wire::Pieces,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Address)]
pub struct AddressInput {
    #[schema(min_length = 1, max_length = 200, example = "Długa 1/2")]
    street: String,
    #[schema(min_length = 1, max_length = 20, example = "80-827")]
    postcode: String,
    #[schema(min_length = 1, max_length = 200, example = "Gdańsk")]
    city: String,
    /// ISO 3166.
    #[schema(pattern = "^[A-Z]{2}$", example = "PL")]
    country: String,
}

/// An e-mail address or a phone number at least.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Contact)]
pub struct ContactInput {
    #[serde(default)]
    #[schema(max_length = 254, example = "anna.nowak@example.com")]
    email: Option<String>,
    #[serde(default)]
    #[schema(max_length = 40, example = "+48600100200")]
    phone: Option<String>,
    #[serde(default)]
    #[schema(max_length = 120, example = "Anna Nowak")]
    name: Option<String>,
    /// The language of messages.
    #[serde(default)]
    #[schema(value_type = Option<wire::Language>)]
    lang: Option<wire::Language>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayInput {
    /// `on_pickup` where everything is picked up, or `online`; cash and cards belong to a till.
    method: wire::CheckoutMethod,
    /// Left out: the rest.
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    amount: Option<wire::Money>,
    /// For `online`. Left out where there is only one.
    #[serde(default)]
    #[schema(max_length = 40, example = "simpay")]
    provider: Option<String>,
    /// Where the provider sends the shopper afterwards.
    #[serde(default)]
    #[schema(max_length = 1000, pattern = "^https?://[!-~]+$", example = "https://example.com/thanks")]
    return_url: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct OrderBody {
    id: wire::OrderId,
    /// What people say and type.
    #[schema(example = "7KQ4-M2XR")]
    number: String,
    channel: wire::Channel,
    seller: wire::Seller,
    basket: Option<wire::BasketId>,
    person: Option<wire::PersonId>,
    contact: ContactBody,
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
    payments: Vec<PaymentBody>,
    placed_at: wire::Time,
    /// Until then the goods wait for a payment.
    payment_due_at: Option<wire::Time>,
    closed_at: Option<wire::Time>,
    version: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderContact)]
pub struct ContactBody {
    email: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    lang: String,
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
    ready_at: Option<wire::Time>,
    /// Ready goods wait until then.
    due_at: Option<wire::Time>,
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
            ready_at: it.ready_at.map(Into::into),
            due_at: it.due_at.map(Into::into),
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

impl CheckoutInput {
    fn read(&self, state: &State, places: &Places, basket: BasketId, order: OrderId) -> Result<Place> {
        if !(1..=20).contains(&self.deliveries.len()) {
            return Err(invalid("/deliveries", "1 to 20 deliveries"));
        }
        if !(1..=5).contains(&self.payments.len()) {
            return Err(invalid("/payments", "1 to 5 payments"));
        }
        let mut deliveries = Vec::with_capacity(self.deliveries.len());
        for (i, it) in self.deliveries.iter().enumerate() {
            deliveries.push(it.read(places, &format!("/deliveries/{i}"))?);
        }
        let mut payments = Vec::with_capacity(self.payments.len());
        for (i, it) in self.payments.iter().enumerate() {
            payments.push(it.read(state, &format!("/payments/{i}"))?);
        }
        Ok(Place { order, basket, deliveries, contact: self.contact.read()?, payments })
    }
}

impl DeliveryInput {
    fn read(&self, places: &Places, at: &str) -> Result<Delivery> {
        let mode = match (self.mode, &self.location, &self.address) {
            (wire::DeliveryMode::Pickup, Some(place), None) => {
                let location = lookup::location(places, place).in_body(&format!("{at}/location"))?;
                DeliveryMode::Pickup { location }
            }
            (wire::DeliveryMode::Pickup, _, Some(_)) => {
                return Err(invalid(format!("{at}/address"), "only for ship"));
            }
            (wire::DeliveryMode::Pickup, None, None) => {
                return Err(invalid(format!("{at}/location"), "where the goods are collected"));
            }
            (wire::DeliveryMode::Ship, None, Some(address)) => {
                DeliveryMode::Ship { address: address.read(&format!("{at}/address"))? }
            }
            (wire::DeliveryMode::Ship, Some(_), _) => {
                return Err(invalid(format!("{at}/location"), "only for pickup"));
            }
            (wire::DeliveryMode::Ship, None, None) => {
                return Err(invalid(format!("{at}/address"), "where the goods go"));
            }
        };
        let lines: Option<Vec<(LineId, Quantity)>> = self
            .lines
            .as_ref()
            .map(|lines| lines.iter().map(|line| (line.line.0, line.quantity.0)).collect());
        if lines.as_ref().is_some_and(|lines| lines.len() > ::orders::MAX_LINES) {
            return Err(invalid(format!("{at}/lines"), "at most 200 lines"));
        }
        Ok(Delivery { mode, lines })
    }
}

impl AddressInput {
    fn read(&self, at: &str) -> Result<Address> {
        for (name, text, most) in
            [("street", &self.street, 200), ("postcode", &self.postcode, 20), ("city", &self.city, 200)]
        {
            if text.trim().is_empty() || text.chars().count() > most {
                return Err(invalid(format!("{at}/{name}"), format!("1 to {most} characters")));
            }
        }
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(invalid(format!("{at}/country"), "two capital letters, for example PL"));
        }
        let it = self.clone();
        Ok(Address { street: it.street, postcode: it.postcode, city: it.city, country: it.country })
    }
}

impl ContactInput {
    fn read(&self) -> Result<Contact> {
        let email = match &self.email {
            Some(text) => Some(Email::parse(text).in_body("/contact/email")?),
            None => None,
        };
        let phone = match &self.phone {
            Some(text) => Some(Phone::parse(text).in_body("/contact/phone")?),
            None => None,
        };
        let lang = self.lang.map_or(customers::Language::default(), |it| it.0);
        Ok(Contact { email, phone, name: self.name.clone(), lang: lang.to_string() })
    }
}

impl PayInput {
    fn read(&self, state: &State, at: &str) -> Result<PayBy> {
        let method = match self.method {
            wire::CheckoutMethod::OnPickup => Method::OnPickup,
            wire::CheckoutMethod::Online => Method::Online,
        };
        let provider = match (method, &self.provider) {
            (Method::Online, Some(name)) if state.providers.get(name).is_some() => Some(name.clone()),
            (Method::Online, Some(_)) => {
                return Err(invalid(format!("{at}/provider"), "there is no such payment provider"));
            }
            (Method::Online, None) => {
                let mut names = state.providers.names();
                match (names.next(), names.next()) {
                    (Some(only), None) => Some(only.to_owned()),
                    _ => return Err(invalid(format!("{at}/provider"), "which payment provider")),
                }
            }
            _ => None,
        };
        let url_fits = |url: &String| {
            url.len() <= 1000
                && (url.starts_with("https://") || url.starts_with("http://"))
                && url.bytes().all(|b| b.is_ascii_graphic())
        };
        if self.return_url.as_ref().is_some_and(|url| !url_fits(url)) {
            return Err(invalid(format!("{at}/return_url"), "an address that begins with https://"));
        }
        if self.amount.is_some_and(|it| !(1..=1_000_000_000_000).contains(&it.amount)) {
            return Err(invalid(format!("{at}/amount/amount"), "above zero"));
        }
        Ok(PayBy {
            method,
            amount: self.amount.map(Into::into),
            provider,
            return_url: self.return_url.clone(),
        })
    }
}

/// Place the order
///
/// The goods are promised in the same moment, or it is a 409. Reserve and pay in the store is `pickup` with payment
/// `on_pickup`; with `online` the answer's payment says in `redirect_url` where the shopper pays.
#[utoipa::path(post, path = "/baskets/{basket}/checkout", tag = "sales", request_body = CheckoutInput,
    responses((status = 201, body = OrderBody)))]
pub async fn checkout(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(basket): Named<BasketId>,
    Body(input): Body<CheckoutInput>,
) -> Result<(StatusCode, Json<OrderBody>)> {
    let places = lookup::places(&state.db).await?;
    let fresh = input.order.map_or_else(|| OrderId::fresh(state.db.now()), |id| id.0);
    let request = input.read(&state, &places, basket, fresh)?;
    let online = request.payments.iter().any(|it| it.method == Method::Online);
    let mut body = state
        .db
        .once(&once.key("POST /baskets/{basket}/checkout"), &actor, &(basket, &input), async |tx| {
            let order = ::orders::place(tx, request.clone()).await?;
            whole(tx, order, &places).await
        })
        .await?;
    if online {
        start(&state, &actor, &mut body).await;
    }
    Ok((StatusCode::CREATED, Json(body)))
}

/// Asks the provider for its page. The order stands whatever the provider says: without a page the client asks for it
/// later.
async fn start(state: &State, actor: &Actor, body: &mut OrderBody) {
    for payment in body.payments.iter_mut().filter(|it| it.is_waiting()) {
        let shopper = Shopper {
            lang: body.contact.lang.clone(),
            email: body.contact.email.clone(),
            description: body.number.clone(),
            return_url: None,
        };
        match ::payments::start(&state.db, &state.providers, actor, payment.id(), shopper).await {
            Ok(started) => payment.started(started.redirect_url),
            Err(error) => tracing::warn!(%error, payment = %payment.id(), "a payment could not be started"),
        }
    }
}

/// The order in the path: its id, or `number:` and its number. What the caller's locations have no part in is not
/// there.
async fn find(state: &State, caller: &Caller, text: &str) -> Result<Order> {
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
            whole(tx, order, &places).await.map_err(ApiError::from)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}
