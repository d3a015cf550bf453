//! The merchant's side: create, query, capture, withdraw, refund. Every request is signed.

use axum::extract::{OriginalUri, Path, Request, State as Shared};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, body};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::page;
use crate::payment::{Behaviour, NewPayment, Payment, Payments, Refused, Report, State};
use crate::sign::is_signed;

const MAX_BYTES: usize = 64 * 1024;

impl Payments {
    /// `/payments…` for merchants, `/pay/{id}` for shoppers, `/control` for bad days. Mount it at the root of a port or
    /// nest it under a path.
    pub fn router(&self) -> Router {
        let merchant = Router::new()
            .route("/payments", post(create))
            .route("/payments/{id}", get(query))
            .route("/payments/{id}/void", post(void))
            .route("/payments/{id}/captures", post(capture))
            .route("/payments/{id}/refunds", post(refund))
            .layer(middleware::from_fn_with_state(self.clone(), check));
        Router::new()
            .merge(merchant)
            .route("/pay/{id}", get(page::show).post(page::decide))
            .route("/pay.css", get(page::style))
            .route("/control", post(control))
            .with_state(self.clone())
    }
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

/// Refuses unsigned requests, and all of them on a bad day.
async fn check(Shared(provider): Shared<Payments>, request: Request, next: Next) -> Response {
    if provider.behaviour().silent {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "out of order");
    }
    let (parts, content) = request.into_parts();
    let Ok(bytes) = body::to_bytes(content, MAX_BYTES).await else {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large");
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return refuse(StatusCode::BAD_REQUEST, "not UTF-8");
    };
    let header =
        parts.headers.get("simpay-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_signed(&provider.0.secret, parts.method.as_str(), parts.uri.path(), text, header) {
        return refuse(StatusCode::UNAUTHORIZED, "wrong signature");
    }
    next.run(Request::from_parts(parts, body::Body::from(bytes))).await
}

#[derive(Serialize)]
struct PaymentBody {
    id: String,
    key: String,
    state: State,
    amount: i64,
    currency: String,
    captured: i64,
    refunded: i64,
    redirect_url: String,
    reports: Vec<Report>,
}
impl PaymentBody {
    fn of(payment: Payment, base: &str) -> Self {
        PaymentBody {
            redirect_url: format!("{base}/pay/{}", payment.id),
            refunded: payment.refunded(),
            id: payment.id,
            key: payment.key,
            state: payment.state,
            amount: payment.amount,
            currency: payment.currency,
            captured: payment.captured,
            reports: payment.reports,
        }
    }
}

/// Where the shopper reaches us: the address the merchant used, up to where our routes begin.
pub(crate) fn base(headers: &HeaderMap, original: &Uri, inner: &Uri) -> String {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let prefix = original.path().strip_suffix(inner.path()).unwrap_or_default();
    format!("http://{host}{prefix}")
}

async fn create(
    Shared(provider): Shared<Payments>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
    Json(new): Json<NewPayment>,
) -> Response {
    if new.amount <= 0 || new.currency.len() != 3 || new.key.is_empty() || !new.return_url.starts_with("http")
    {
        return refuse(StatusCode::BAD_REQUEST, "amount, currency, key or return_url is wrong");
    }
    match provider.create(new) {
        None => refuse(StatusCode::CONFLICT, "this key was used for another payment"),
        Some((payment, fresh)) => {
            let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json(PaymentBody::of(payment, &base(&headers, &original, &uri)))).into_response()
        }
    }
}

async fn query(
    Shared(provider): Shared<Payments>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    match provider.payment(&id) {
        None => refuse(StatusCode::NOT_FOUND, "no such payment"),
        Some(payment) => Json(PaymentBody::of(payment, &base(&headers, &original, &uri))).into_response(),
    }
}

async fn void(Shared(provider): Shared<Payments>, Path(id): Path<String>) -> Response {
    match provider.void(&id) {
        None => refuse(StatusCode::NOT_FOUND, "no such payment"),
        Some(Err(_)) => refuse(StatusCode::CONFLICT, "already captured"),
        Some(Ok(payment)) => Json(PaymentBody::of(payment, "")).into_response(),
    }
}

#[derive(Deserialize)]
struct NewPart {
    key: String,
    amount: i64,
}

async fn capture(
    Shared(provider): Shared<Payments>,
    Path(id): Path<String>,
    Json(new): Json<NewPart>,
) -> Response {
    let state = if provider.behaviour().slow_captures { "accepted" } else { "done" };
    match provider.capture(&id, &new.key, new.amount) {
        None => refuse(StatusCode::NOT_FOUND, "no such payment"),
        Some(Err(Refused::Expired)) => refuse(StatusCode::GONE, "the authorisation ran out"),
        Some(Err(Refused::Conflict(why))) => refuse(StatusCode::CONFLICT, &why),
        Some(Ok(taken)) => {
            let status = if taken.is_new { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json(json!({ "id": taken.number, "state": state }))).into_response()
        }
    }
}

async fn refund(
    Shared(provider): Shared<Payments>,
    Path(id): Path<String>,
    Json(new): Json<NewPart>,
) -> Response {
    match provider.refund(&id, &new.key, new.amount) {
        None => refuse(StatusCode::NOT_FOUND, "no such payment"),
        Some(Err(why)) => refuse(StatusCode::CONFLICT, &why),
        Some(Ok((number, fresh))) => {
            let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json(json!({ "id": number, "state": "done" }))).into_response()
        }
    }
}

async fn control(Shared(provider): Shared<Payments>, Json(behaviour): Json<Behaviour>) -> StatusCode {
    provider.behave(behaviour);
    StatusCode::NO_CONTENT
}
