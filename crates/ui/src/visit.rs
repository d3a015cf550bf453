//! What a request says about its reader: language, theme, density, the page they are on, and
//! whether they ask for a whole page or a piece of it.

use std::convert::Infallible;

use axum::{
    Router,
    extract::{FromRequestParts, OriginalUri, Path, Query},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};

/// The languages of the screens. Polish is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Pl,
    En,
}

impl Lang {
    pub fn code(self) -> &'static str {
        match self {
            Self::Pl => "pl",
            Self::En => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "pl" => Some(Self::Pl),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Pl => Self::En,
            Self::En => Self::Pl,
        }
    }

    /// The name of the language, in that language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pl => "Polski",
            Self::En => "English",
        }
    }

    fn of(headers: &HeaderMap) -> Self {
        cookie(headers, "lang").and_then(Self::parse).unwrap_or_else(|| {
            let accepted =
                headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
            accepted
                .split(',')
                .filter_map(|it| Self::parse(it.trim().get(..2)?.to_ascii_lowercase().as_str()))
                .next()
                .unwrap_or_default()
        })
    }
}

/// Light or dark as the reader chose; `Auto` follows the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The extractor every page handler takes.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    pub lang: Lang,
    pub theme: Theme,
    /// Staff tables: `true` for more rows on a screen.
    pub compact: bool,
    /// Path and query as the reader sees them, for links that come back here.
    pub path: String,
    /// Set when htmx asks for a piece of the page: answer with a block, not with the whole document.
    pub fragment: bool,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let path = uri.path_and_query().map_or_else(|| "/".to_owned(), |it| it.as_str().to_owned());
        let headers = &parts.headers;
        let says =
            |name: &str, value: &str| headers.get(name).is_some_and(|it| it.as_bytes() == value.as_bytes());
        Ok(Self {
            lang: Lang::of(headers),
            theme: Theme::parse(cookie(headers, "theme").unwrap_or_default()),
            compact: cookie(headers, "density") == Some("compact"),
            path,
            fragment: says("hx-request", "true") && !says("hx-request-type", "full"),
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// The value of a cookie, if the request carries it.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// `/lang/en?to=/cart` and `/theme/dark?to=/cart`: remember the choice in a cookie and come back.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/lang/{choice}", get(async |path, query| remember("lang", &["pl", "en"], path, query)))
        .route(
            "/theme/{choice}",
            get(async |path, query| remember("theme", &["auto", "light", "dark"], path, query)),
        )
        .route(
            "/density/{choice}",
            get(async |path, query| remember("density", &["compact", "comfortable"], path, query)),
        )
}

#[derive(serde::Deserialize)]
struct Back {
    #[serde(default)]
    to: String,
}

fn remember(name: &str, allowed: &[&str], Path(choice): Path<String>, Query(back): Query<Back>) -> Response {
    if !allowed.contains(&choice.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let cookie = format!("{name}={choice}; Path=/; Max-Age=31536000; SameSite=Lax");
    let to = if is_local(&back.to) { back.to } else { "/".to_owned() };
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, to)]).into_response()
}

/// A path on this site: never `//elsewhere` and nothing that breaks a header.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}
