//! The back office: pages for staff at `/staff`. It translates between the browser and the verbs of the contexts and
//! decides nothing itself.
//!
//! Every handler takes a [`desk::Desk`]: who works, what they may do, in which language. What a form sends arrives as
//! [`desk::Posted`], which refuses a form without its token. A refusal of a verb that no form can show becomes a
//! [`problem::Sorry`] and is rendered as a page by the middleware [`problem::show`].

mod actors;
mod board;
mod changes;
mod complaints;
mod counts;
mod desk;
mod exceptions;
mod home;
mod incoming;
mod live;
mod locations;
mod me;
mod order;
mod order_money;
mod parcels;
mod people;
mod policies;
mod problem;
mod product;
mod products;
mod queue;
mod returns;
mod search;
mod sign_in;
mod stock;
mod stock_rules;
mod system;
mod team;
mod timeline;
mod trail;
mod transfers;
mod typing;
mod waves;

use std::sync::LazyLock;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use kernel::Db;

static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;
static ASSETS: ui::assets::Set = ui::assets::Set::of::<Files>("office");

/// What the pages stand on.
#[derive(Clone)]
pub struct State {
    pub db: Db,
    /// Where pictures of products go; they are served at `/media/{id}` by the shop.
    pub blobs: catalog::Blobs,
    pub site: Site,
}

#[derive(Clone, Debug)]
pub struct Site {
    /// The site is reached by HTTPS: cookies are bound to it.
    pub secure: bool,
    /// Address of the shop, without a slash at its end.
    pub public_url: String,
    pub name: String,
}

/// Everything below `/staff`.
pub fn router(state: State) -> Router {
    ui::assets::register(&ASSETS);
    let sessions = access::web::Sessions {
        db: state.db.clone(),
        cookies: access::web::Cookies { secure: state.site.secure },
        kind: access::SessionKind::Web,
    };
    Router::new()
        .merge(sign_in::routes())
        .merge(me::routes())
        .merge(home::routes())
        .merge(crate::board::routes())
        .merge(order::routes())
        .merge(changes::routes())
        .merge(complaints::routes())
        .merge(parcels::routes())
        .merge(queue::routes())
        .merge(exceptions::routes())
        .merge(waves::routes())
        .merge(policies::routes())
        .merge(returns::routes())
        .merge(products::routes())
        .merge(product::routes())
        .merge(stock::routes())
        .merge(transfers::routes())
        .merge(incoming::routes())
        .merge(counts::routes())
        .merge(stock_rules::routes())
        .merge(locations::routes())
        .merge(people::routes())
        .merge(team::routes())
        .merge(trail::routes())
        .merge(system::routes())
        .merge(search::routes())
        .merge(live::routes())
        .layer(from_fn_with_state(state.clone(), problem::show))
        .layer(from_fn_with_state(sessions, access::web::carry_session))
        .layer(from_fn(no_index))
        .with_state(state)
}

/// Nothing here is for search engines.
async fn no_index(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let mut response = next.run(request).await;
    let name = axum::http::HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, axum::http::HeaderValue::from_static("noindex"));
    response
}
