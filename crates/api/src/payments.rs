//! What is owed and what moved, and the door through which providers call back.

use ::payments::{Callback, Headers, Intent};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Of;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use kernel::{Actor, Capability, Everywhere, IntentId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, too_large};
use crate::wire;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaymentBody {
    id: wire::PaymentId,
    order: wire::OrderId,
    method: wire::PaymentMethod,
    state: wire::PaymentState,
    /// What is owed.
    amount: wire::Money,
    authorised: wire::Money,
    captured: wire::Money,
    refunded: wire::Money,
    /// Taken at once, or held first and taken when goods leave.
    capture_mode: wire::CaptureMode,
    /// Held, and still to be captured.
    capturable: wire::Money,
    /// Until when the provider holds it.
    expires_at: Option<wire::Time>,
    /// Why it was refused.
    decline: Option<wire::Decline>,
    provider: Option<String>,
    /// Where the shopper pays.
    redirect_url: Option<String>,
    created_at: wire::Time,
}
impl From<Intent> for PaymentBody {
    fn from(it: Intent) -> Self {
        PaymentBody {
            id: it.id.into(),
            order: it.order.into(),
            method: it.method.into(),
            state: it.state.into(),
            amount: it.amount.into(),
            authorised: it.authorised.into(),
            captured: it.captured.into(),
            refunded: it.refunded.into(),
            capture_mode: it.capture.into(),
            capturable: it.capturable().into(),
            expires_at: it.expires_at.map(Into::into),
            decline: it.decline.map(Into::into),
            provider: it.provider,
            redirect_url: it.redirect_url,
            created_at: it.created_at.into(),
        }
    }
}

impl PaymentBody {
    pub fn id(&self) -> IntentId {
        self.id.0
    }
    /// Online, and nobody has been sent to the provider yet.
    pub fn is_waiting(&self) -> bool {
        self.method.0 == ::payments::Method::Online && self.state.0 == ::payments::State::Open
    }
    pub fn started(&mut self, redirect_url: String) {
        self.state = ::payments::State::Pending.into();
        self.redirect_url = Some(redirect_url);
    }
}

/// One payment
#[utoipa::path(get, path = "/payments/{payment}", tag = "payments", responses((status = 200, body = PaymentBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<IntentId>,
) -> Result<Json<PaymentBody>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    Ok(Json(::payments::intent(&mut state.db.read().await?, id).await?.into()))
}

/// Withdraw a payment that did not happen
///
/// 409 once money moved: that is a refund.
#[utoipa::path(post, path = "/payments/{payment}/void", tag = "payments",
    responses((status = 200, body = PaymentBody)))]
pub async fn void(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<IntentId>,
) -> Result<Json<PaymentBody>> {
    actor.require(Capability::ManageOrders, Everywhere)?;
    let body = state
        .db
        .once(&once.key("POST /payments/{payment}/void"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(PaymentBody::from(::payments::void(tx, id).await?))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Capture)]
pub struct CaptureBody {
    id: wire::TenderId,
    payment: wire::PaymentId,
    amount: wire::Money,
    /// `shipped`, `handed_over`, or `again`.
    reason: String,
    state: wire::CaptureState,
    granted_at: wire::Time,
    moved_at: Option<wire::Time>,
}
impl From<::payments::Capture> for CaptureBody {
    fn from(it: ::payments::Capture) -> Self {
        CaptureBody {
            id: it.id.into(),
            payment: it.intent.into(),
            amount: it.amount.into(),
            reason: it.why,
            state: it.state.into(),
            granted_at: it.granted_at.into(),
            moved_at: it.moved_at.map(Into::into),
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundBody {
    id: wire::TenderId,
    payment: wire::PaymentId,
    amount: wire::Money,
    /// `returned`, `cancelled` …
    reason: String,
    state: wire::RefundState,
    /// It became store credit, because the buyer agreed to that or paid by it.
    is_credit: bool,
    granted_at: wire::Time,
    moved_at: Option<wire::Time>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderMoney)]
pub struct MoneyBody {
    /// What is owed for everything that was neither cancelled nor given back.
    owed: wire::Money,
    /// The part of it that has left.
    due_by_now: wire::Money,
    payments: Vec<PaymentBody>,
    /// Asked of what was held, once per hand-over or parcel.
    captures: Vec<CaptureBody>,
    refunds: Vec<RefundBody>,
}
impl MoneyBody {
    async fn of(q: &mut impl kernel::Query, order: &::orders::Order) -> Result<Self> {
        let intents = ::payments::intents(q, order.id).await?;
        let refund = |it: ::payments::Refund| {
            let by_credit =
                |intent: &Intent| intent.id == it.intent && intent.method == ::payments::Method::StoreCredit;
            RefundBody {
                is_credit: it.person.is_some() || intents.iter().any(by_credit),
                id: it.id.into(),
                payment: it.intent.into(),
                amount: it.amount.into(),
                reason: it.reason,
                state: it.state.into(),
                granted_at: it.granted_at.into(),
                moved_at: it.moved_at.map(Into::into),
            }
        };
        let refunds = ::payments::refunds(q, order.id).await?.into_iter().map(refund).collect();
        let captures = ::payments::captures(q, order.id).await?.into_iter().map(Into::into).collect();
        Ok(MoneyBody {
            owed: order.owed().into(),
            due_by_now: order.due_by_now().into(),
            payments: intents.into_iter().map(Into::into).collect(),
            captures,
            refunds,
        })
    }
}

/// The money of an order
///
/// What is owed, what was granted and what moved, as separate facts.
#[utoipa::path(get, path = "/orders/{order}/money", tag = "payments", responses((status = 200, body = MoneyBody)))]
pub async fn of_order(
    Of(state): Of<State>,
    caller: Caller,
    Named(key): Named<String>,
) -> Result<Json<MoneyBody>> {
    let order = crate::orders::find(&state, &caller, &key).await?;
    Ok(Json(MoneyBody::of(&mut state.db.read().await?, &order).await?))
}

/// Ask again for the money of goods that left
///
/// For an order that is `overdue` because a provider refused a capture. 409 if nothing is held any more; where nothing is
/// outstanding it changes nothing. Money is otherwise taken by itself when goods leave.
#[utoipa::path(post, path = "/orders/{order}/capture", tag = "payments", responses((status = 200, body = MoneyBody)))]
pub async fn capture(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Named(key): Named<String>,
) -> Result<Json<MoneyBody>> {
    caller.require(Capability::ManageOrders, Everywhere)?;
    let id = crate::orders::find(&state, &caller, &key).await?.id;
    let body = state
        .db
        .once(&once.key("POST /orders/{order}/capture"), &caller.0, &id, async |tx| {
            let order = ::orders::capture_again(tx, id).await?;
            MoneyBody::of(tx, &order).await
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInput {
    /// The language of the payment page.
    #[serde(default)]
    #[schema(value_type = Option<wire::Language>)]
    lang: Option<wire::Language>,
}

/// Ask for the page where the shopper pays
///
/// For a checkout whose answer came without `redirect_url`, because the provider was silent. Asked again, the same page.
#[utoipa::path(post, path = "/payments/{payment}/start", tag = "payments", request_body = StartInput,
    responses((status = 200, body = PaymentBody)))]
pub async fn start(
    Of(state): Of<State>,
    Caller(actor): Caller,
    _: Once,
    Named(id): Named<IntentId>,
    Body(input): Body<StartInput>,
) -> Result<Json<PaymentBody>> {
    actor.require(Capability::Shop, Everywhere)?;
    let mut read = state.db.read().await?;
    let intent = ::payments::intent(&mut read, id).await?;
    let order = ::orders::order(&mut read, intent.order).await?;
    drop(read);
    let shopper = ::payments::Shopper {
        lang: input.lang.map_or(order.contact.lang.clone(), |lang| lang.0.to_string()),
        email: order.contact.email.map(|email| email.to_string()),
        description: order.number,
        return_url: None,
    };
    ::payments::start(&state.db, &state.providers, &actor, id, shopper).await?;
    Ok(Json(::payments::intent(&mut state.db.read().await?, id).await?.into()))
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct CallbackBody {
    #[schema(example = "received")]
    status: String,
}
impl CallbackBody {
    pub fn received() -> Self {
        CallbackBody { status: "received".to_owned() }
    }
}

/// For payment providers
///
/// The report is stored as it came and answered at once; its signature is checked when it is worked on, right after.
#[utoipa::path(post, path = "/payments/callbacks/{provider}", tag = "payments", security(()),
    request_body(content = String, content_type = "application/json", description = "Whatever the provider sends."),
    responses((status = 202, body = CallbackBody)))]
pub async fn callback(
    Of(state): Of<State>,
    Named(provider): Named<String>,
    headers: HeaderMap,
    body: std::result::Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<CallbackBody>)> {
    let body = body.map_err(too_large)?;
    if state.providers.get(&provider).is_none() {
        let problem = kernel::Problem::new(404, "api/unknown-provider", "No such payment provider");
        return Err(problem.detail("this server does not work with such a provider").into());
    }
    let text = |_| invalid("", "a report is text in UTF-8");
    let body = String::from_utf8(body.to_vec()).map_err(text)?;
    if body.contains('\0') {
        return Err(invalid("", "a report has no NUL character"));
    }
    let fields = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let callback = Callback { provider, headers: Headers::new(fields), body };
    state.db.run(&Actor::System, async |tx| ::payments::store_callback(tx, callback.clone()).await).await?;
    Ok((StatusCode::ACCEPTED, Json(CallbackBody::received())))
}
