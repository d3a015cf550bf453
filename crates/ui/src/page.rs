//! What every page knows, and how it becomes an answer.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{Lang, Texts, Theme, Visit, Words};

/// The field `page` of every page struct; `document.html` reads it.
#[derive(Debug, Clone)]
pub struct Page {
    pub w: Words,
    pub lang: Lang,
    pub theme: Theme,
    pub compact: bool,
    /// Shown in the browser's tab before the name of the site.
    pub title: String,
    /// The name of the site or of the staff application.
    pub site: String,
    pub path: String,
    /// Sent back by every form (`m::csrf`) and by htmx; the session decides what it is.
    pub csrf: String,
}

impl Page {
    pub fn new(texts: &'static Texts, visit: &Visit, title: impl Into<String>) -> Self {
        Self {
            w: texts.words(visit.lang),
            lang: visit.lang,
            theme: visit.theme,
            compact: visit.compact,
            title: title.into(),
            site: "Spoina".to_owned(),
            path: visit.path.clone(),
            csrf: String::new(),
        }
    }

    pub fn site(mut self, name: impl Into<String>) -> Self {
        self.site = name.into();
        self
    }

    pub fn csrf(mut self, token: impl Into<String>) -> Self {
        self.csrf = token.into();
        self
    }

    /// `<html data-theme=…>`: empty when the system decides.
    pub fn theme_attr(&self) -> &'static str {
        match self.theme {
            Theme::Auto => "",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The same page in the other language.
    pub fn other_lang_href(&self) -> String {
        format!("/lang/{}?to={}", self.lang.other().code(), crate::encode(&self.path))
    }

    /// The same page, light or dark; without script it is a plain link.
    pub fn theme_href(&self) -> String {
        let next = if self.theme == Theme::Dark { "light" } else { "dark" };
        format!("/theme/{next}?to={}", crate::encode(&self.path))
    }

    pub fn density_href(&self) -> String {
        let next = if self.compact { "comfortable" } else { "compact" };
        format!("/density/{next}?to={}", crate::encode(&self.path))
    }

    /// What htmx sends with each request. Goes into `hx-headers:inherited` of the body.
    pub fn hx_headers(&self) -> String {
        serde_json::json!({ "X-CSRF-Token": self.csrf }).to_string()
    }

    /// The words that scripts need, as JSON in `data-words` of the body.
    pub fn script_words(&self) -> String {
        let word = |key: &str| self.w.t(key).into_owned();
        serde_json::json!({
            "undo": word("ui-undo"), "close": word("ui-close"), "failed": word("ui-request-failed"),
            "offline": word("ui-offline"), "nothing": word("ui-nothing-found"), "unsaved": word("ui-unsaved"),
            "zoom-in": word("ui-zoom-in"), "zoom-out": word("ui-zoom-out"),
        })
        .to_string()
    }
}

/// Turns a template into an answer that no cache in between may keep.
pub fn html(template: impl Template) -> Response {
    html_with(StatusCode::OK, template)
}

/// The same with another status: 404, 409, 422.
pub fn html_with(status: StatusCode, template: impl Template) -> Response {
    match template.render() {
        Ok(body) => (
            status,
            [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-cache"),
                (header::VARY, "Cookie, Accept-Language, HX-Request"),
            ],
            body,
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The frame of a staff screen: who works where, and the way to every other screen. Field `shell`.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    pub user: String,
    pub role: String,
    /// Where this person works at the moment; empty for the whole chain.
    pub location: String,
    /// Other places to switch to, as (address, name).
    pub locations: Vec<(String, String)>,
    pub home: String,
    pub sign_out: String,
    /// Answers `?q=` with a list of palette hits; empty switches the server search off.
    pub search: String,
    pub nav: Vec<Nav>,
}

/// An entry of the sidebar and of the command palette.
#[derive(Debug, Clone, Default)]
pub struct Nav {
    /// A heading shown above this entry.
    pub section: Option<String>,
    pub href: String,
    pub icon: &'static str,
    pub label: String,
    /// Work that waits there.
    pub count: Option<i64>,
    pub active: bool,
}

impl Nav {
    pub fn new(href: impl Into<String>, icon: &'static str, label: impl Into<String>) -> Self {
        Self { href: href.into(), icon, label: label.into(), ..Self::default() }
    }

    pub fn section(mut self, heading: impl Into<String>) -> Self {
        self.section = Some(heading.into());
        self
    }

    pub fn count(mut self, waiting: i64) -> Self {
        self.count = (waiting > 0).then_some(waiting);
        self
    }
}

impl Shell {
    /// Marks the entry whose address is the longest beginning of `path`.
    pub fn at(mut self, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        let under = |href: &str| {
            path == href
                || path.strip_prefix(href).is_some_and(|rest| href.ends_with('/') || rest.starts_with('/'))
        };
        let best =
            (0..self.nav.len()).filter(|&i| under(&self.nav[i].href)).max_by_key(|&i| self.nav[i].href.len());
        if let Some(best) = best {
            self.nav[best].active = true;
        }
        self
    }

    pub fn initials(&self) -> String {
        self.user.split_whitespace().filter_map(|part| part.chars().next()).take(2).collect()
    }
}

/// Where a list stands: `m::pager`.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    pub first: i64,
    pub last: i64,
    pub total: i64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// Page `number` (from 1) of `total` rows, `size` a page; `href(n)` is the address of page n.
    pub fn new(number: i64, size: i64, total: i64, href: impl Fn(i64) -> String) -> Self {
        let first = (number - 1) * size;
        Self {
            first: (first + 1).min(total),
            last: (first + size).min(total),
            total,
            previous: (number > 1).then(|| href(number - 1)),
            next: (first + size < total).then(|| href(number + 1)),
        }
    }
}

impl Pager {
    /// `51–100`
    pub fn range(&self) -> String {
        if self.first == self.last {
            self.last.to_string()
        } else {
            format!("{}–{}", self.first, self.last)
        }
    }
}
