//! What just happened, for open screens: names and subjects of facts. Screens ask again for what they show, so nobody
//! hears more than they may see.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::stream::{Stream, unfold};
use kernel::Capability;
use tokio::sync::broadcast::error::RecvError;

use crate::State as Office;
use crate::desk::Desk;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/live", get(listen))
}

/// How long one connection lives: the browser comes back by itself, and whoever signed out does not.
const MINUTES: u64 = 20;

async fn listen(desk: Desk) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let facts = desk.db.live().subscribe();
    let ends = tokio::time::Instant::now() + Duration::from_secs(MINUTES * 60);
    let stream = unfold((facts, desk), move |(mut facts, desk)| async move {
        loop {
            let event = match tokio::time::timeout_at(ends, facts.recv()).await {
                Err(_) | Ok(Err(RecvError::Closed)) => return None,
                Ok(Err(RecvError::Lagged(_))) => Event::default().event("lagged").data(""),
                Ok(Ok(fact)) if hears(&desk, &fact.name) => {
                    let told = serde_json::json!([fact.name, fact.subject]).to_string();
                    Event::default().event("fact").data(told)
                }
                Ok(Ok(_)) => continue,
            };
            return Some((Ok(event), (facts, desk)));
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

/// Only what belongs to screens this person may open.
fn hears(desk: &Desk, name: &str) -> bool {
    match name.split('.').next().unwrap_or_default() {
        "orders" | "payments" | "shipping" | "conversations" | "loyalty" => desk.may(Capability::ReadOrders),
        "inventory" => desk.may(Capability::ReadStock),
        "catalog" | "pricing" => true,
        _ => false,
    }
}
