//! What `/metrics` tells: requests by route and status, how long they took, how many are under way. Technical figures
//! only; nothing about the business, because this page asks for no key.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State as Of};
use axum::middleware::Next;
use axum::response::Response;

use crate::State;

const BOUNDS_MS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

#[derive(Default)]
pub struct Live {
    under_way: AtomicI64,
    listeners: AtomicI64,
    events_sent: AtomicU64,
    routes: Mutex<HashMap<String, Route>>,
}

#[derive(Default)]
struct Route {
    statuses: BTreeMap<u16, u64>,
    buckets: [u64; BOUNDS_MS.len() + 1],
    micros: u64,
}

impl Live {
    fn note(&self, method: &str, path: &str, status: u16, micros: u64) {
        let mut name = String::with_capacity(method.len() + path.len() + 1);
        name.push_str(method);
        name.push(' ');
        name.push_str(path);
        let mut routes = self.routes.lock().expect("no panic while held");
        let route = routes.entry(name).or_default();
        *route.statuses.entry(status).or_default() += 1;
        let bucket = BOUNDS_MS.iter().position(|bound| micros <= bound * 1_000).unwrap_or(BOUNDS_MS.len());
        route.buckets[bucket] += 1;
        route.micros += micros;
    }
    /// A client listens to the stream of events until the guard is dropped.
    pub(crate) fn listen(self: &std::sync::Arc<Self>) -> Listening {
        self.listeners.fetch_add(1, Ordering::Relaxed);
        Listening(self.clone())
    }
    pub(crate) fn sent(&self, events: u64) {
        self.events_sent.fetch_add(events, Ordering::Relaxed);
    }
    /// All requests answered so far, and those that were our fault.
    pub fn answered(&self) -> (u64, u64) {
        let routes = self.routes.lock().expect("no panic while held");
        let statuses = routes.values().flat_map(|route| &route.statuses);
        statuses.fold((0, 0), |(all, ours), (status, count)| {
            (all + count, ours + if *status >= 500 { *count } else { 0 })
        })
    }

    /// In the text format of Prometheus.
    pub fn page(&self) -> String {
        let mut out = String::new();
        let mut line = |text: std::fmt::Arguments<'_>| {
            let _ = writeln!(out, "{text}"); // a String takes everything
        };
        line(format_args!("# HELP spoina_http_requests_total Requests answered, by route and status."));
        line(format_args!("# TYPE spoina_http_requests_total counter"));
        let routes = self.routes.lock().expect("no panic while held");
        let sorted: BTreeMap<&String, &Route> = routes.iter().collect();
        for (name, route) in &sorted {
            let (method, path) = name.split_once(' ').unwrap_or_default();
            for (status, count) in &route.statuses {
                line(format_args!(
                    "spoina_http_requests_total{{method=\"{method}\",route=\"{path}\",status=\"{status}\"}} {count}"
                ));
            }
        }
        line(format_args!("# HELP spoina_http_request_seconds How long answers took, by route."));
        line(format_args!("# TYPE spoina_http_request_seconds histogram"));
        for (name, route) in &sorted {
            let (method, path) = name.split_once(' ').unwrap_or_default();
            let labels = format!("method=\"{method}\",route=\"{path}\"");
            let mut sum = 0;
            for (bound, count) in BOUNDS_MS.iter().zip(route.buckets) {
                sum += count;
                let seconds = *bound as f64 / 1000.0;
                line(format_args!("spoina_http_request_seconds_bucket{{{labels},le=\"{seconds}\"}} {sum}"));
            }
            sum += route.buckets[BOUNDS_MS.len()];
            line(format_args!("spoina_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {sum}"));
            let seconds = route.micros as f64 / 1e6;
            line(format_args!("spoina_http_request_seconds_sum{{{labels}}} {seconds}"));
            line(format_args!("spoina_http_request_seconds_count{{{labels}}} {sum}"));
        }
        for (name, help, value) in [
            ("spoina_http_under_way", "Requests being answered.", self.under_way.load(Ordering::Relaxed)),
            (
                "spoina_event_listeners",
                "Clients of the event stream.",
                self.listeners.load(Ordering::Relaxed),
            ),
        ] {
            line(format_args!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"));
        }
        let sent = self.events_sent.load(Ordering::Relaxed);
        line(format_args!(
            "# HELP spoina_events_sent_total Events told to integrators.\n# TYPE spoina_events_sent_total counter\n\
             spoina_events_sent_total {sent}"
        ));
        out
    }
}

pub(crate) struct Listening(std::sync::Arc<Live>);
impl Drop for Listening {
    fn drop(&mut self) {
        self.0.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

struct UnderWay<'a>(&'a AtomicI64);
impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Middleware: counts and times every request.
pub(crate) async fn observe(Of(state): Of<State>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = match request.method().as_str() {
        known @ ("GET" | "PUT" | "POST" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS") => known.to_owned(),
        _ => "OTHER".to_owned(),
    };
    let path = request.extensions().get::<MatchedPath>().cloned();
    state.live.under_way.fetch_add(1, Ordering::Relaxed);
    let _under_way = UnderWay(&state.live.under_way);
    let response = next.run(request).await;
    let path = path.as_ref().map_or("(none)", MatchedPath::as_str);
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    state.live.note(&method, path, response.status().as_u16(), micros);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_adds_up() {
        let live = Live::default();
        live.note("GET", "/healthz", 200, 700);
        live.note("GET", "/healthz", 200, 30_000);
        live.note("GET", "/healthz", 503, 9_000_000);
        let page = live.page();
        for line in [
            "spoina_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 2",
            "spoina_http_request_seconds_bucket{method=\"GET\",route=\"/healthz\",le=\"0.001\"} 1",
            "spoina_http_request_seconds_bucket{method=\"GET\",route=\"/healthz\",le=\"5\"} 2",
            "spoina_http_request_seconds_count{method=\"GET\",route=\"/healthz\"} 3",
            "spoina_http_under_way 0",
        ] {
            assert!(page.lines().any(|it| it == line), "{line}\n{page}");
        }
        assert_eq!(live.answered(), (3, 1));
    }
}
