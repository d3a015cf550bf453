//! One product: texts, variants, pictures, prices, stock.

mod edit;
mod media;
mod prices;
mod stock;
mod texts;
mod variants;
mod wish;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::State as Office;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/products/new", get(edit::blank).post(edit::create))
        .route("/staff/products/{key}", get(edit::show).post(edit::save))
        .route(
            "/staff/products/{key}/pictures",
            post(media::add).layer(DefaultBodyLimit::max(64 * 1024 * 1024)),
        )
        .route("/staff/products/{key}/prices", get(prices::show).post(prices::set))
        .route("/staff/products/{key}/stock", get(stock::show))
}
