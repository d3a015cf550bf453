//! The shop at `/`: home, lists, products with live stock, basket, checkout, orders, account. It translates between
//! shoppers and the contexts and decides nothing. [`State::new`] starts what runs beside the answers, [`router`] is mounted by
//! the server under its security headers, and [`State::finish`] is called before it stops.

mod account;
mod basket;
mod checkout;
mod codes;
mod complaints;
mod found;
mod frame;
mod help;
mod home;
mod listing;
mod live;
mod lockers;
mod media;
mod memory;
mod near;
mod order_page;
mod pay;
mod place;
mod product;
mod product_ld;
mod reference;
mod refusal;
mod returns;
mod shelf;
mod shopper;
mod state;
mod stores;
mod tile;
mod track;
mod ways;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

pub use state::{BrandArt, Site, State};

pub(crate) static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;
static ASSETS: ui::assets::Set = ui::assets::Set::of::<Files>("shop");

/// All routes of the shop, absolute. What no route knows is a page of the shop too: mount it as the fallback of the others.
pub fn router(state: State) -> Router {
    ui::assets::register(&ASSETS);
    let pages = Router::new()
        .route("/", get(home::home))
        .route("/c/{key}", get(listing::category))
        .route("/search", get(listing::search))
        .route("/search/quick", get(listing::quick))
        .route("/p/{key}", get(product::product))
        .route("/p/{key}/near", get(product::near_live))
        .route("/v/{sku}", get(product::by_sku))
        .route("/stores", get(stores::stores))
        .route("/stores/{code}", get(stores::store))
        .route("/store", post(stores::choose))
        .route("/place", post(place::choose))
        .route("/basket", get(basket::show).post(basket::add))
        .route("/basket/mini", get(basket::mini))
        .route("/basket/line", post(basket::change))
        .route("/basket/back", post(basket::put_back))
        .route("/checkout", get(checkout::show).post(checkout::place))
        .route("/pay/return", get(pay::back))
        .route("/o/{id}", get(order_page::show))
        .route("/o/{id}/live", get(order_page::live))
        .route("/o/{id}/cancel", post(order_page::cancel))
        .route("/o/{id}/drop", post(order_page::drop_pieces))
        .route("/o/{id}/pay", post(pay::again))
        .route("/o/{id}/complaints", get(complaints::show).post(complaints::open))
        .route("/o/{id}/complaints/{complaint}/withdraw", post(complaints::withdraw))
        .route("/o/{id}/returns", get(returns::form).post(returns::announce))
        .route("/o/{id}/returns/{return}", get(returns::show))
        .route("/o/{id}/returns/{return}/cancel", post(returns::cancel))
        .route("/o/{id}/returns/{return}/label", get(returns::label))
        .route("/returns", get(returns::start).post(returns::look))
        .route("/account", get(account::show))
        .route("/account/code", post(account::start))
        .route("/account/sign-in", post(account::finish))
        .route("/account/profile", post(account::edit))
        .route("/account/sign-out", post(account::sign_out))
        .route("/help", get(help::help))
        .fallback(async || refusal::missing())
        .layer(from_fn_with_state(state.clone(), shopper::carry));
    pages
        .route("/orders/{id}", get(async |Path(id): Path<String>| -> Response { to_order(&id) }))
        .route(
            "/orders/{id}/returns/{return}",
            get(async |Path((id, back)): Path<(String, String)>| -> Response { to_return(&id, &back) }),
        )
        .route("/media/{id}", get(media::media))
        .route("/favicon.ico", get(found::icon))
        .route("/robots.txt", get(found::robots))
        .route("/sitemap.xml", get(found::sitemap))
        // Pages and drawings; a live stream is left as it is.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(state)
}

/// Letters name the order's page like this.
fn to_order(id: &str) -> Response {
    Redirect::to(&format!("/o/{}", ui::encode(id).replace('/', ""))).into_response()
}
fn to_return(id: &str, back: &str) -> Response {
    let plain = |text: &str| ui::encode(text).replace('/', "");
    Redirect::to(&format!("/o/{}/returns/{}", plain(id), plain(back))).into_response()
}

/// A telephone number as a link dials it.
pub(crate) fn dial(phone: &str) -> String {
    phone.chars().filter(|c| !c.is_whitespace()).collect()
}
