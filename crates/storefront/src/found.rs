//! For search engines and browsers: what may be looked at, what there is, and its icon.

use std::fmt::Write;

use axum::extract::State as Given;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use crate::State;
use crate::refusal::Refused;
use crate::shelf::ShelfKey;

/// What stands in the tab where no page says it.
pub async fn icon(Given(state): Given<State>) -> Redirect {
    match &state.site.brand.icon {
        Some(icon) => Redirect::temporary(&format!("/media/{icon}")),
        None => Redirect::permanent(ui::asset("app/favicon.svg")),
    }
}

pub async fn robots(Given(state): Given<State>) -> Response {
    let text = if state.site.demo {
        "User-agent: *\nDisallow: /\n".to_owned()
    } else {
        let closed =
            ["/basket", "/checkout", "/account", "/o/", "/pay/", "/search", "/staff", "/pos", "/api/"];
        let lines: String = closed.iter().map(|path| format!("Disallow: {path}\n")).collect();
        format!("User-agent: *\n{lines}Sitemap: {}/sitemap.xml\n", state.site.public_url)
    };
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

pub async fn sitemap(Given(state): Given<State>) -> Result<Response, Refused> {
    let reference = state.reference().await?;
    let shelf = state.shelf(ShelfKey::All).await?;
    let places = inventory::places(&state.db).await?;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let paths = ["/".to_owned(), "/stores".to_owned()]
        .into_iter()
        .chain(reference.tree.all().iter().map(|it| format!("/c/{}", it.key)))
        .chain(shelf.items.iter().map(|item| format!("/p/{}", item.card.key)))
        .chain(crate::stores::shops(&places).into_iter().map(|it| format!("/stores/{}", it.location.code)));
    for path in paths {
        let _ = writeln!(text, "<url><loc>{}{path}</loc></url>", state.site.public_url);
    }
    text.push_str("</urlset>\n");
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response())
}
