//! The look and the voice of every screen: tokens, base templates, browser libraries, two languages,
//! charts. It knows no business. How a page is built, in the crate `storefront` for example:
//!
//! 1. `askama.toml` beside the crate's `Cargo.toml`: `[general]` `dirs = ["templates", "../ui/templates"]`.
//! 2. Words in `locales/pl.ftl` and `locales/en.ftl`, and a test that calls [`check_locales`].
//! 3. A struct with a field `page` (and `shell: ui::Shell` for staff), a template of the same name, a handler:
//!
//! ```ignore
//! static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));
//!
//! #[derive(Template)]
//! #[template(path = "cart.html")]
//! struct Cart { page: ui::Page, lines: Vec<Line> }
//!
//! #[derive(Template)]                       // the same file, one block of it, for htmx
//! #[template(path = "cart.html", block = "lines")]
//! struct Lines { page: ui::Page, lines: Vec<Line> }
//!
//! async fn cart(visit: ui::Visit) -> Response {
//!     let title = TEXTS.words(visit.lang).t("cart-title");
//!     let page = ui::Page::new(&TEXTS, &visit, title).site("Szron").csrf(session.csrf());
//!     if visit.fragment { ui::html(Lines { page, lines }) } else { ui::html(Cart { page, lines }) }
//! }
//! ```
//!
//! ```text
//! {% extends "document.html" %}   {# staff: "staff.html"; its blocks: heading, subheading, actions, content #}
//! {% import "macros.html" as m %}
//! {% block head %}<link rel="stylesheet" href="{{ ui::asset("shop/shop.css") }}">{% endblock %}
//! {% block content %}
//! <h1>{{ page.title }}</h1> {{ page.w.n("cart-lines", lines.len()) }}
//! {% block lines %}{% for line in lines %}{{ page.w.money(line.price) }}{% endfor %}{% endblock %}
//! <form method="post" action="/cart">{% call m::csrf(page) %}{% endcall %}
//! <button class="btn btn-main">{% call m::icon("basket") %}{% endcall %}{{ page.w.t("ui-save") }}</button></form>
//! {% endblock %}
//! ```
//!
//! The crate's own styles and modules are a [`assets::Set`]. The server merges [`router`] once and wraps
//! everything in [`security_headers`]: no inline script, style or `style=` works, nor do htmx features
//! that evaluate text (`hx-on`, `js:` values, trigger filters). In htmx 4 attributes are inherited only
//! when they say so (`hx-target:inherited`), and answers with 4xx are swapped in: a refused form is
//! simply rendered again with its [`Form`] and status 422. `cargo run -p ui --example gallery` shows it all.

mod check;
mod form;
mod headers;
mod page;
mod toast;
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
pub use toast::{flash, toast};
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
