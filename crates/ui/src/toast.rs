//! A short message at the foot of the screen after something was done, with the way back.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{AppendHeaders, IntoResponseParts},
};

/// ```
/// # use axum::response::{IntoResponse, Redirect};
/// // after an htmx request: (headers, body)
/// let piece = (ui::toast("Przeniesiono", Some("/orders/undo/7")), "…").into_response();
/// // before a redirect, kept in a cookie until the next page:
/// let page = (ui::flash("Zapisano", None), Redirect::to("/orders")).into_response();
/// ```
///
/// `undo` is an address that takes a POST; the page is loaded anew afterwards.
pub fn toast(text: &str, undo: Option<&str>) -> impl IntoResponseParts + use<> {
    let detail = serde_json::json!({ "toast": message(text, undo) }).to_string();
    // A header carries ASCII only; JSON can spell the rest.
    let ascii = detail.chars().fold(String::new(), |mut out, letter| {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
        out
    });
    let value = HeaderValue::from_str(&ascii).expect("escaped JSON is plain ASCII");
    AppendHeaders([(HeaderName::from_static("hx-trigger"), value)])
}

/// The same across a redirect.
pub fn flash(text: &str, undo: Option<&str>) -> impl IntoResponseParts + use<> {
    let value = crate::encode(&message(text, undo).to_string()).replace('/', "%2F");
    let cookie = format!("toast={value}; Path=/; Max-Age=60; SameSite=Lax");
    AppendHeaders([(
        header::SET_COOKIE,
        HeaderValue::from_str(&cookie).expect("percent-encoded text is ASCII"),
    )])
}

fn message(text: &str, undo: Option<&str>) -> serde_json::Value {
    match undo {
        Some(undo) => serde_json::json!({ "text": text, "undo": undo }),
        None => serde_json::json!({ "text": text }),
    }
}
