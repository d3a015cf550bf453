//! Who asks: the browser by its cookie, the person if signed in, and the place they chose. One middleware finds out, hands it
//! to the handlers, and afterwards sets cookies, notes what was looked at and shows refusals as pages.

use std::convert::Infallible;

use access::web::same_site;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use customers::{Activity, ActivityKind, Campaign, SessionToken, Who};
use hmac::{Hmac, Mac};
use kernel::{Actor, PersonId, Problem, ProductId, VariantId, VisitorId};
use sha2::Sha256;
use ui::{Form, Visit, cookie};

use crate::place::Chosen;
use crate::refusal::{Refused, page_of};
use crate::{Site, State};

const VISITOR: &str = "spoina_visitor";
const PERSON: &str = "spoina_person";
const YEAR: i64 = 365 * 24 * 3600;

/// Who asks, for handlers.
#[derive(Debug, Clone)]
pub struct Shopper {
    pub visitor: VisitorId,
    pub person: Option<PersonId>,
    pub csrf: String,
    pub place: Option<Chosen>,
    /// Code of the store this browser shops at.
    pub store: Option<String>,
    /// Pieces in the basket.
    pub pieces: i64,
}

impl Shopper {
    pub fn actor(&self) -> Actor {
        self.person.map_or(Actor::Visitor(self.visitor), Actor::Person)
    }
}

impl<S: Sync> FromRequestParts<S> for Shopper {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Shopper>().cloned().expect("every page stands behind `carry`"))
    }
}

/// A token that only this site could have made for this browser.
pub fn token(site: &Site, visitor: VisitorId) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&site.secret).expect("any length will do");
    mac.update(b"form:");
    mac.update(visitor.to_string().as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The session of the signed-in person, for signing out.
pub fn session_token(headers: &HeaderMap) -> Option<SessionToken> {
    cookie(headers, PERSON).and_then(SessionToken::parse)
}

fn set_cookie(site: &Site, name: &str, value: &str, seconds: i64, is_hidden: bool) -> HeaderValue {
    let hidden = if is_hidden { "; HttpOnly" } else { "" };
    let secure = if site.secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}{hidden}; SameSite=Lax{secure}");
    HeaderValue::try_from(text).expect("cookies are written in plain ASCII")
}

/// Makes the browser the person's own.
pub fn person_cookie(site: &Site, token: Option<(&SessionToken, i64)>) -> HeaderValue {
    let (value, age) = token.map_or(("", 0), |(token, age)| (token.as_str(), age));
    let mut header = set_cookie(site, PERSON, value, age, true);
    header.set_sensitive(true);
    header
}

/// A preference that is no secret: the place, the store.
pub fn choice_cookie(site: &Site, name: &str, value: &str) -> HeaderValue {
    let age = if value.is_empty() { 0 } else { YEAR };
    set_cookie(site, name, &ui::encode(value), age, true)
}

/// What a handler says was looked at, put into its answer; otherwise a page is a page.
#[derive(Debug, Clone)]
pub struct Seen {
    pub kind: ActivityKind,
    pub product: Option<ProductId>,
    pub variant: Option<VariantId>,
    pub query: Option<String>,
}
impl Seen {
    pub fn of(kind: ActivityKind) -> Self {
        Self { kind, product: None, variant: None, query: None }
    }
}

/// Middleware of every page.
pub async fn carry(
    axum::extract::State(state): axum::extract::State<State>,
    visit: Visit,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let known = cookie(headers, VISITOR).and_then(|text| text.parse::<VisitorId>().ok());
    let visitor = known.unwrap_or_else(|| VisitorId::fresh(state.db.now()));
    let is_robot = is_robot(headers);
    let signed_in = match session_token(headers) {
        Some(token) => recall(&state, &token).await,
        None => Ok(SignedIn::default()),
    };
    let signed_in = match signed_in {
        Ok(found) => found,
        Err(problem) => return page_of(&state, &visit, None, problem).await,
    };
    let mut shopper = Shopper {
        visitor,
        person: signed_in.person,
        csrf: token(&state.site, visitor),
        place: Chosen::of(headers),
        store: cookie(headers, crate::place::STORE).map(str::to_owned),
        pieces: 0,
    };
    if known.is_some() || shopper.person.is_some() {
        shopper.pieces = crate::basket::pieces(&state, &shopper).await.unwrap_or(0);
    }
    let asked = Asked::of(&request, &visit);
    request.extensions_mut().insert(shopper.clone());
    let mut response = next.run(request).await;
    if let Some(Refused(problem)) = response.extensions_mut().remove::<Refused>() {
        let cookies: Vec<HeaderValue> =
            response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
        response = page_of(&state, &visit, Some(&shopper), problem).await;
        response.headers_mut().extend(cookies.into_iter().map(|it| (header::SET_COOKIE, it)));
    }
    let is_page = is_html(&response) && asked.is_get;
    if known.is_none() && !is_robot && (is_html(&response) || response.status().is_redirection()) {
        let value = set_cookie(&state.site, VISITOR, &visitor.to_string(), YEAR, true);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    if let Some(value) = signed_in.cookie
        && !sets(&response, PERSON)
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    let seen = response.extensions_mut().remove::<Seen>();
    if !is_robot && (seen.is_some() || (is_page && !visit.fragment && response.status() == StatusCode::OK)) {
        note(&state, &shopper, asked, seen);
    }
    response
}

/// What the request said, kept while the handler has it.
struct Asked {
    is_get: bool,
    path: String,
    campaign: Campaign,
}
impl Asked {
    fn of(request: &Request, visit: &Visit) -> Self {
        let pairs =
            Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|it| it.0).unwrap_or_default();
        let is_first_hand = !visit.fragment;
        let campaign = if is_first_hand {
            Campaign::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        } else {
            Campaign::default()
        };
        Self { is_get: request.method() == Method::GET, path: request.uri().path().to_owned(), campaign }
    }
}

fn note(state: &State, shopper: &Shopper, asked: Asked, seen: Option<Seen>) {
    let seen = seen.unwrap_or_else(|| Seen::of(ActivityKind::PageView));
    let activity = |kind, campaign| Activity {
        who: Who::Visitor(shopper.visitor),
        kind,
        channel: state.site.channel.clone(),
        at: state.db.now(),
        path: asked.path.clone(),
        product: seen.product,
        variant: seen.variant,
        query: seen.query.clone(),
        campaign,
    };
    if !asked.campaign.is_empty() {
        state.tracker.see(activity(ActivityKind::AdClick, asked.campaign.clone()));
    }
    state.tracker.see(activity(seen.kind, Campaign::default()));
}

#[derive(Default)]
struct SignedIn {
    person: Option<PersonId>,
    cookie: Option<HeaderValue>,
}

/// The session behind the cookie, its token renewed once a day.
async fn recall(state: &State, token: &SessionToken) -> Result<SignedIn, Problem> {
    let now = state.db.now();
    let session = customers::session(&mut state.db.read().await?, token, now).await?;
    let Some(session) = session else {
        return Ok(SignedIn { person: None, cookie: Some(person_cookie(&state.site, None)) });
    };
    let mut cookie = None;
    if session.is_stale(now) {
        let actor = Actor::Person(session.person);
        let renewed = state.db.run(&actor, async |tx| customers::rotate_session(tx, token).await).await?;
        if let Some((session, token)) = renewed {
            cookie = Some(person_cookie(&state.site, Some((&token, session.max_age(now)))));
        }
    }
    Ok(SignedIn { person: Some(session.person), cookie })
}

fn is_html(response: &Response<Body>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn sets(response: &Response, name: &str) -> bool {
    response.headers().get_all(header::SET_COOKIE).iter().any(|value| {
        value.to_str().is_ok_and(|text| text.split_once('=').is_some_and(|(key, _)| key.trim() == name))
    })
}

/// Crawlers get pages, but no cookies and no place in the statistics.
fn is_robot(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    ["bot", "crawl", "spider", "slurp", "facebookexternalhit", "preview"]
        .iter()
        .any(|word| agent.contains(word))
}

/// A form that this browser got from us. Anything else is refused before the handler sees it.
pub struct Posted(pub Form);

impl FromRequest<State> for Posted {
    type Rejection = Refused;
    async fn from_request(request: Request, state: &State) -> Result<Self, Refused> {
        let foreign = || Refused(Problem::new(403, "storefront/foreign-form", "This form is out of date"));
        if !same_site(request.headers()) {
            return Err(foreign());
        }
        let shopper =
            request.extensions().get::<Shopper>().cloned().expect("every page stands behind `carry`");
        let by_header =
            request.headers().get("x-csrf-token").and_then(|it| it.to_str().ok()).map(str::to_owned);
        let has_body = request.headers().contains_key(header::CONTENT_TYPE);
        let pairs = if has_body {
            let unreadable =
                |_| Refused(Problem::new(422, "storefront/unreadable-form", "The form cannot be read"));
            axum::Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(unreadable)?.0
        } else {
            Vec::new()
        };
        let form = Form::of(pairs);
        let given = form.text("csrf").map(str::to_owned).or(by_header).unwrap_or_default();
        if !equal(given.as_bytes(), shopper.csrf.as_bytes()) {
            return Err(foreign());
        }
        Ok(Posted(form))
    }
}

/// Without telling by the time it takes where they differ.
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0
}
