//! The page that carries the application: its words, its addresses, who is signed in.

use access::web::{StaffSession, cookie};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use ui::{Page, Visit};

use crate::refusal::Refusal;
use crate::sign_in::{PLACE_COOKIE, PlaceBody, at_hand, store, stores};
use crate::{State as App, TEXTS, words};

pub fn routes() -> Router<App> {
    Router::new().route("/pos", get(show)).route("/pos/", get(show))
}

#[derive(Template)]
#[template(path = "till.html")]
struct TillPage {
    page: Page,
    /// What the scripts begin with, as JSON.
    boot: String,
}

async fn show(
    State(state): State<App>,
    visit: Visit,
    headers: HeaderMap,
    session: Option<StaffSession>,
) -> Result<Response, Refusal> {
    let w = TEXTS.words(visit.lang);
    let me = at_hand(&state, session).await?;
    // A store that was closed meanwhile is chosen anew.
    let place = match cookie(&headers, PLACE_COOKIE) {
        Some(code) => store(&state, code).await.ok().map(|it| PlaceBody::from(&it)),
        None => None,
    };
    let page = Page::new(&TEXTS, &visit, w.t("till-title")).site(&state.site.name);
    let boot = json!({
        "lang": visit.lang.code(),
        "site": state.site.name,
        "icons": ui::asset("app/icons.svg"),
        "words": words::of(visit.lang),
        "places": stores(&state).await?,
        "place": place,
        "me": me,
        "other_lang": page.other_lang_href(),
    });
    Ok(ui::html(TillPage { page, boot: boot.to_string() }))
}
