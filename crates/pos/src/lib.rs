//! The till at `/pos`: what an assistant in a store holds in the hand. Scan and sell, cash and card, receipts; orders that
//! shoppers come for; the store's queue; customers with everything they bought in any channel; stock here and elsewhere.
//!
//! The screen is one page with a small application over the JSON endpoints `/pos/api/…` of this crate; its only source of
//! data is `assets/source.js`. What is sold carries ids made on the device and stays there until the server has answered,
//! so that sending it again doubles nothing. Handlers translate; the verbs of the contexts decide, also who may do what
//! and where. Refusals are problems with a sentence in the reader's language ([`refusal`]).

mod barcode;
mod goods;
mod live;
mod people;
mod pickups;
mod receipt;
mod refusal;
mod returns;
mod sales;
mod scan;
mod shell;
mod sign_in;
mod till;
mod words;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use kernel::{ChannelCode, Db};

pub use barcode::code128;

static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;
static ASSETS: ui::assets::Set = ui::assets::Set::of::<Files>("pos");

/// What the till stands on.
#[derive(Clone)]
pub struct State {
    pub db: Db,
    pub site: Site,
}

#[derive(Clone, Debug)]
pub struct Site {
    /// Whose prices hold in the stores.
    pub channel: ChannelCode,
    /// The site is reached by HTTPS: cookies are bound to it.
    pub secure: bool,
    pub name: String,
}

/// Everything below `/pos`.
pub fn router(state: State) -> Router {
    ui::assets::register(&ASSETS);
    let sessions = access::web::Sessions {
        db: state.db.clone(),
        cookies: access::web::Cookies { secure: state.site.secure },
        kind: access::SessionKind::Till,
    };
    Router::new()
        .merge(shell::routes())
        .merge(sign_in::routes())
        .merge(scan::routes())
        .merge(goods::routes())
        .merge(people::routes())
        .merge(sales::routes())
        .merge(receipt::routes())
        .merge(pickups::routes())
        .merge(returns::routes())
        .merge(live::routes())
        .layer(from_fn(refusal::tell))
        .layer(from_fn_with_state(sessions, access::web::carry_session))
        .layer(from_fn(keep_private))
        .with_state(state)
}

/// Nothing here is for search engines or for a cache.
async fn keep_private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
