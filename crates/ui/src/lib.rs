//! The look and the voice of every screen.

mod check;
mod form;
mod headers;
mod page;
mod visit;
mod words;

pub mod assets;
pub mod chart;

pub use assets::asset;
pub use check::check_locales;
pub use chrono_tz::Tz;
pub use form::{Choice, Form};
pub use headers::{SecurityHeaders, security_headers};
pub use page::{Nav, Page, Pager, Shell, html, html_with};
pub use visit::{Lang, Theme, Visit, cookie, is_local};
pub use words::{Amount, Arg, Count, Fraction, Moment, Texts, WARSAW, Words, Zone};

/// Assets and the addresses that remember language, theme and density.
pub fn router<S: Clone + Send + Sync + 'static>() -> axum::Router<S> {
    assets::router().merge(visit::router())
}

/// Percent-encodes a value for a query.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
