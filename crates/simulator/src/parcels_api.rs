//! The merchant's side: create, label, cancel, hand over, lockers, each request signed; and the tracking page for everybody.

use axum::extract::{OriginalUri, Path, Request, State as Shared};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, body};
use serde_json::json;

use crate::api::base;
use crate::label::label;
use crate::page::escape;
use crate::parcels::{NewParcel, ParcelBehaviour, Parcels, SentParcel};
use crate::sign::is_signed;

const MAX_BYTES: usize = 64 * 1024;

impl Parcels {
    /// `/shipments…` and `/points` for merchants, `/track/{number}` for everybody, `/control` for bad days.
    pub fn router(&self) -> Router {
        let merchant = Router::new()
            .route("/shipments", post(create))
            .route("/shipments/{id}/label", get(label_of))
            .route("/shipments/{id}/cancel", post(cancel))
            .route("/shipments/{id}/hand-over", post(hand_over))
            .route("/points", get(points))
            .layer(middleware::from_fn_with_state(self.clone(), check));
        Router::new()
            .merge(merchant)
            .route("/track/{number}", get(track))
            .route("/control", post(control))
            .with_state(self.clone())
    }
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

/// Refuses unsigned requests, and all of them on a bad day.
async fn check(Shared(carrier): Shared<Parcels>, request: Request, next: Next) -> Response {
    if carrier.behaviour().silent {
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
        parts.headers.get("simship-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_signed(&carrier.0.secret, parts.method.as_str(), parts.uri.path(), text, header) {
        return refuse(StatusCode::UNAUTHORIZED, "wrong signature");
    }
    next.run(Request::from_parts(parts, body::Body::from(bytes))).await
}

async fn create(
    Shared(carrier): Shared<Parcels>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
    Json(new): Json<NewParcel>,
) -> Response {
    match carrier.create(new) {
        Err(why) => refuse(StatusCode::UNPROCESSABLE_ENTITY, why),
        Ok((parcel, fresh)) => {
            let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
            let url = format!("{}/track/{}", base(&headers, &original, &uri), parcel.tracking);
            let body = json!({ "id": parcel.id, "tracking": parcel.tracking, "tracking_url": url });
            (status, Json(body)).into_response()
        }
    }
}

async fn label_of(Shared(carrier): Shared<Parcels>, Path(id): Path<String>) -> Response {
    match carrier.parcel(&id) {
        None => refuse(StatusCode::NOT_FOUND, "no such shipment"),
        Some(it) if it.is_cancelled => refuse(StatusCode::CONFLICT, "cancelled"),
        Some(it) => {
            let locker = carrier.0.lockers.iter().find(|known| Some(&known.code) == it.locker.as_ref());
            ([(header::CONTENT_TYPE, "image/svg+xml")], label(&it, locker)).into_response()
        }
    }
}

async fn cancel(Shared(carrier): Shared<Parcels>, Path(id): Path<String>) -> Response {
    match carrier.cancel(&id) {
        None => refuse(StatusCode::NOT_FOUND, "no such shipment"),
        Some(Err(())) => refuse(StatusCode::CONFLICT, "on its way"),
        Some(Ok(())) => Json(json!({ "state": "cancelled" })).into_response(),
    }
}

async fn hand_over(Shared(carrier): Shared<Parcels>, Path(id): Path<String>) -> Response {
    match carrier.hand_over(&id) {
        None => refuse(StatusCode::NOT_FOUND, "no such shipment"),
        Some(Err(())) => refuse(StatusCode::CONFLICT, "cancelled"),
        Some(Ok(())) => Json(json!({ "state": "handed_over" })).into_response(),
    }
}

async fn points(Shared(carrier): Shared<Parcels>) -> Response {
    Json(json!({ "points": carrier.0.lockers })).into_response()
}

async fn control(Shared(carrier): Shared<Parcels>, Json(behaviour): Json<ParcelBehaviour>) -> StatusCode {
    carrier.behave(behaviour);
    StatusCode::NO_CONTENT
}

async fn track(Shared(carrier): Shared<Parcels>, headers: HeaderMap, Path(number): Path<String>) -> Response {
    let lang = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    match carrier.parcel_by_tracking(&number) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(it) => Html(page(&it, lang.starts_with("en"))).into_response(),
    }
}

/// What happened, newest first, without a word about who sends or receives: anybody may type a number.
fn page(it: &SentParcel, english: bool) -> String {
    let say = |pl: &'static str, en: &'static str| if english { en } else { pl };
    let words = |status: &str| match status {
        "collected" => say("Odebrana od nadawcy", "Collected from the sender"),
        "sorted" => say("W sortowni", "At the sorting centre"),
        "out_for_delivery" => say("W doręczeniu", "Out for delivery"),
        "in_locker" => say("Czeka w automacie", "Waiting in the locker"),
        "delivered" => say("Doręczona", "Delivered"),
        "returned" => say("Zwrócona do nadawcy", "Returned to the sender"),
        "lost" => say("Zaginęła", "Lost"),
        _ => say("Nieznany", "Unknown"),
    };
    let happened: String = it
        .reports
        .iter()
        .rev()
        .map(|report| {
            let place = escape(report.place.as_deref().unwrap_or_default());
            format!("<li><strong>{}</strong> {place}</li>", words(&report.status))
        })
        .collect();
    let none = say("Nadawca zgłosił przesyłkę.", "The sender has announced the parcel.");
    let list = if happened.is_empty() { format!("<p>{none}</p>") } else { format!("<ol>{happened}</ol>") };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>SimShip {}</title></head>\
         <body><main><h1>SimShip</h1><p>{} <strong>{}</strong></p>{list}<p>{}</p></main></body></html>",
        say("pl", "en"),
        it.tracking,
        say("Przesyłka", "Parcel"),
        it.tracking,
        say("To symulator przewoźnika.", "This is a simulated carrier."),
    )
}
