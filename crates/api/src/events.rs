//! Everything that happened, as CloudEvents: page by page, or as a stream that never ends.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Of;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use futures::Stream;
use kernel::{Capability, Everywhere, Fact, Positions};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::Result;
use crate::extract::{Caller, Params};
use crate::live::Listening;
use crate::lookup::wrong_parameter;
use crate::wire;

/// CloudEvents 1.0. Facts of one subject come in order; the body gets new fields over time and never loses one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CloudEvent {
    #[schema(value_type = String, example = "1.0")]
    specversion: &'static str,
    id: wire::EventId,
    #[schema(value_type = String, example = "/api/v1")]
    source: &'static str,
    #[serde(rename = "type")]
    #[schema(example = "orders.placed")]
    kind: String,
    /// The id that it is about.
    subject: String,
    /// The version that the subject reached with it, where it counts them; 0 otherwise.
    subjectversion: i64,
    time: wire::Time,
    #[schema(value_type = String, example = "application/json")]
    datacontenttype: &'static str,
    /// Who did it: an id, or `system`.
    actor: String,
    /// The event that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<wire::EventId>,
    #[schema(value_type = Object)]
    data: serde_json::Value,
}
impl From<&Fact> for CloudEvent {
    fn from(it: &Fact) -> Self {
        CloudEvent {
            specversion: "1.0",
            id: it.id.into(),
            source: "/api/v1",
            kind: it.name.clone(),
            subject: it.subject.clone(),
            subjectversion: it.subject_version,
            time: it.at.into(),
            datacontenttype: "application/json",
            actor: it.actor.clone(),
            cause: it.cause.map(Into::into),
            data: it.body.0.clone(),
        }
    }
}

/// `next` is always told: ask again with it and hear what happened since.
#[derive(Serialize, ToSchema)]
pub struct EventPage {
    items: Vec<CloudEvent>,
    next: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// `next` of the page before; empty for the start of the log; `end` for news only.
    #[param(pattern = "^(end|[0-9a-z.]{0,900})$", example = "")]
    after: Option<String>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 100)]
    limit: Option<wire::Limit>,
    /// Only these types, joined by commas.
    #[param(max_length = 1000, example = "orders.placed,orders.ready")]
    types: Option<String>,
}

async fn start(state: &State, after: Option<&str>) -> Result<Positions> {
    match after {
        None => Ok(Positions::default()),
        Some("end") => Ok(state.db.events_end().await?),
        Some(text) => text.parse().map_err(|why: String| wrong_parameter("after", why)),
    }
}
fn wanted(types: Option<&str>) -> Vec<String> {
    let types = types.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
    types.map(str::to_owned).collect()
}
fn passes(fact: &Fact, types: &[String]) -> bool {
    types.is_empty() || types.contains(&fact.name)
}

/// Events
///
/// The log is kept for ninety days.
#[utoipa::path(get, path = "/events", tag = "events", params(ListParams), responses((status = 200, body = EventPage)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<EventPage>> {
    caller.require(Capability::ReadEvents, Everywhere)?;
    let from = start(&state, params.after.as_deref()).await?;
    let limit = wire::page(params.limit, None, None).limit();
    let (facts, to) = state.db.events(&from, limit).await?;
    let types = wanted(params.types.as_deref());
    let items: Vec<CloudEvent> =
        facts.iter().filter(|fact| passes(fact, &types)).map(CloudEvent::from).collect();
    state.live.sent(items.len() as u64);
    Ok(Json(EventPage { items, next: to.to_string() }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StreamParams {
    /// Where to start; left out, with news only. `Last-Event-ID` of a reconnecting client wins.
    #[param(pattern = "^(end|[0-9a-z.]{0,900})$", example = "end")]
    after: Option<String>,
    /// Only these types, joined by commas.
    #[param(max_length = 1000, example = "orders.placed,orders.ready")]
    types: Option<String>,
    /// End the stream after so many events or, if there are none, at once: for a client that polls.
    #[param(minimum = 1, maximum = 1000, example = 1)]
    until: Option<u32>,
}

/// Events as they happen
///
/// Server-sent events; the id of each is the cursor to go on with.
#[utoipa::path(get, path = "/events/stream", tag = "events", params(StreamParams),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub async fn stream(
    Of(state): Of<State>,
    caller: Caller,
    headers: HeaderMap,
    Params(params): Params<StreamParams>,
) -> Result<Sse<impl Stream<Item = std::result::Result<Sent, Infallible>>>> {
    caller.require(Capability::ReadEvents, Everywhere)?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    // Listening begins before the log is read, so nothing falls between the two.
    let bell = state.db.live().subscribe();
    let from = start(&state, last.or(params.after.as_deref()).or(Some("end"))).await?;
    let reader = Reader {
        _listening: state.live.listen(),
        state,
        bell,
        from,
        types: wanted(params.types.as_deref()),
        ready: Vec::new().into_iter(),
        left: params.until,
        is_more: true,
    };
    let events = futures::stream::unfold(reader, async |mut reader| {
        let sent = reader.next().await?;
        Some((Ok(sent), reader))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Reads the log on, and waits for the bell at its end. The log alone is sent: it is in order and complete.
struct Reader {
    state: State,
    bell: broadcast::Receiver<Arc<Fact>>,
    from: Positions,
    types: Vec<String>,
    ready: std::vec::IntoIter<(Fact, String)>,
    left: Option<u32>,
    is_more: bool,
    _listening: Listening,
}

impl Reader {
    async fn next(&mut self) -> Option<Sent> {
        loop {
            if self.left == Some(0) {
                return None;
            }
            if let Some((fact, cursor)) = self.ready.next() {
                let event = CloudEvent::from(&fact);
                let sent = Sent::default().event(&event.kind).id(cursor).json_data(&event).ok()?;
                self.state.live.sent(1);
                self.left = self.left.map(|left| left - 1);
                return Some(sent);
            }
            if !self.is_more {
                if self.left.is_some() {
                    return None;
                }
                match self.bell.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
                // One look serves all that rang meanwhile.
                while self.bell.try_recv().is_ok() {}
            }
            let mut at = self.from.clone();
            // The client asks again with the last id it saw; our own fault is not worth a half-told stream.
            let (facts, to) = self.state.db.events(&self.from, 200).await.ok()?;
            self.is_more = facts.len() == 200;
            self.from = to;
            let told = facts.into_iter().filter_map(|fact| {
                at.pass(&fact);
                passes(&fact, &self.types).then(|| (fact, at.to_string()))
            });
            self.ready = told.collect::<Vec<_>>().into_iter();
        }
    }
}
