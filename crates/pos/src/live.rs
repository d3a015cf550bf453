//! What happens in this store's queue, told the moment it happens. The screen reads the queue again; nothing is lost when
//! the stream breaks, because it does so after every reconnect too.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{Capability, Fact};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::State;
use crate::refusal::Refusal;
use crate::till::Till;

const ALIVE: Duration = Duration::from_secs(15);

pub fn routes() -> Router<State> {
    Router::new().route("/pos/api/live", get(live))
}

async fn live(till: Till) -> Result<Response, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let here = till.here.to_string();
    let heard = till.db.live().subscribe();
    let stream = futures::stream::unfold((heard, here, true), |(mut heard, here, first)| async move {
        let told = if first {
            json!({ "name": "hello" })
        } else {
            loop {
                match heard.recv().await {
                    Ok(fact) if touches(&fact, &here) => break change(&fact),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break json!({ "name": "hello" }),
                    Err(RecvError::Closed) => return None,
                }
            }
        };
        let event = Event::default().event("change").data(told.to_string());
        Some((Ok::<_, Infallible>(event), (heard, here, false)))
    });
    let sse = Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE));
    Ok(([("x-accel-buffering", "no")], sse).into_response())
}

/// Facts of orders that name this place.
fn touches(fact: &Fact, here: &str) -> bool {
    let body = &fact.body.0;
    let at = |it: &Value| it["location"].as_str() == Some(here);
    fact.name.starts_with("orders.")
        && (at(body) || body["fulfilments"].as_array().is_some_and(|works| works.iter().any(at)))
}

fn change(fact: &Fact) -> Value {
    json!({ "name": fact.name, "number": fact.body.0["number"], "order": fact.body.0["order"] })
}
