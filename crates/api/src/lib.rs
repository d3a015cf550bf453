//! The JSON door for integrators: `/api/v1`, with its OpenAPI document and the operator's probes.
//!
//! Handlers translate: they read a request, call one verb in `db.once` or one question in `db.read`, and write the answer.
//! They never decide. What the world sees are the structs of this crate, so a column can change without breaking
//! anyone. The document is generated from the same code that serves.

mod availability;
mod baskets;
mod changes;
mod checkout;
mod complaints;
mod counts;
mod docs;
mod document;
mod doors;
mod error;
mod events;
mod examples;
mod exceptions;
mod explain;
mod extract;
mod fulfilments;
mod imports;
mod live;
mod locations;
mod lookup;
mod orders;
mod payments;
mod payments_credit;
mod people;
mod policies;
mod products;
mod quotes;
mod reservations;
mod return_policy;
mod returns;
mod rules;
mod shipping;
mod stock;
mod supplies;
mod system;
mod tills;
mod track;
mod transfers;
mod wallets;
mod waves;
mod wire;
mod work;

use std::sync::Arc;

use access::RateLimiter;
use access::web::{RateGate, TrustedProxies};
use axum::extract::DefaultBodyLimit;
use axum::{Router, middleware};
use kernel::Db;

pub use examples::Examples;
pub use live::Live;

/// A request without an upload. Imports are streamed and have a limit of their own.
const BODY_LIMIT: usize = 1 << 20;

/// What the door needs. Cheap to clone.
#[derive(Clone)]
pub struct State {
    pub db: Db,
    pub live: Arc<Live>,
    /// `None`: no limits, for a benchmark.
    pub limiter: Option<Arc<RateLimiter>>,
    pub trusted: Arc<TrustedProxies>,
    /// Payment providers, for callbacks and for the page where a shopper pays.
    pub providers: ::payments::Providers,
    /// Carriers, for their reports.
    pub carriers: ::shipping::Carriers,
    /// What the document shows as examples. `None`: what the server finds among its own goods and places.
    pub examples: Option<Arc<Examples>>,
}

impl State {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            live: Arc::default(),
            limiter: None,
            trusted: Arc::default(),
            providers: ::payments::Providers::default(),
            carriers: ::shipping::Carriers::default(),
            examples: None,
        }
    }
}

/// Everything under `/api/v1`, and `/healthz`, `/readyz`, `/metrics` at the root.
pub fn router(state: State) -> Router {
    let (v1, inner) = doors::v1().split_for_parts();
    let (probes, outer) = doors::probes().split_for_parts();
    let document = document::Document::new(inner, outer);
    let v1 = v1.merge(document.router()).fallback(doors::unknown_route);
    let v1 = around(v1, &state);
    let probes = around(probes, &state);
    Router::new().nest("/api/v1", v1).merge(probes).with_state(state)
}

fn around(router: Router<State>, state: &State) -> Router<State> {
    let mut router =
        router.method_not_allowed_fallback(doors::wrong_method).layer(DefaultBodyLimit::max(BODY_LIMIT));
    if let Some(limiter) = &state.limiter {
        let gate = RateGate { db: state.db.clone(), limiter: limiter.clone() };
        router = router.layer(middleware::from_fn_with_state(gate, access::web::limit_rate));
    }
    router
        .layer(middleware::from_fn_with_state(state.trusted.clone(), access::web::client))
        .layer(middleware::from_fn_with_state(state.clone(), live::observe))
}
