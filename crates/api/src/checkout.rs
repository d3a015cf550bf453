//! From the basket to the order.

use ::orders::{Contact, Delivery, DeliveryMode, PayBy, Place, SendTo};
use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use customers::{Email, Phone};
use inventory::{Address, Places};
use kernel::{Actor, BasketId, LineId, OrderId, Quantity};
use payments::{Method, Shopper};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once};
use crate::orders::{OrderBody, whole};
use crate::wire;
use crate::{State, lookup};

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
        /// Left out for a locker.
        address: Option<AddressInput>,
        /// A delivery service of the market; left out, the store chooses and the market's usual fee is taken.
        #[schema(pattern = "^[a-z0-9-]{2,40}$", example = "courier")]
        service: Option<String>,
        /// The locker, for a service of this kind.
        #[schema(max_length = 40)]
        point: Option<String>,
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
    service: Option<String>,
    #[serde(default)]
    point: Option<String>,
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
    /// `on_pickup` where everything is picked up, `online`, or `store_credit` of the person whose basket it is; cash and cards
    /// belong to a till.
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
        if matches!(self.mode, wire::DeliveryMode::Pickup) && (self.service.is_some() || self.point.is_some())
        {
            return Err(invalid(format!("{at}/service"), "only for ship"));
        }
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
                if self.point.is_some() {
                    return Err(invalid(format!("{at}/point"), "a locker or an address"));
                }
                let address = address.read(&format!("{at}/address"))?;
                match &self.service {
                    None => DeliveryMode::Ship { address },
                    Some(service) => {
                        DeliveryMode::Send { service: service.clone(), to: SendTo::Door(address) }
                    }
                }
            }
            (wire::DeliveryMode::Ship, None, None) if self.point.is_some() => {
                let service = self.service.clone();
                let service =
                    service.ok_or_else(|| invalid(format!("{at}/service"), "whose locker it is"))?;
                let to = SendTo::Point(self.point.clone().unwrap_or_default());
                DeliveryMode::Send { service, to }
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
    pub fn read(&self, at: &str) -> Result<Address> {
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
            wire::CheckoutMethod::StoreCredit => Method::StoreCredit,
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
