//! What every HTTP channel needs of access: the client's address, cookies, sessions, CSRF checks, rate limits.
//!
//! ```text
//! from_fn_with_state(Arc<TrustedProxies>, client)     who sends this          → ClientAddress
//! from_fn_with_state(Sessions, carry_session)         whose cookie it carries → StaffSession, renewed cookie
//! from_fn_with_state(RateGate, limit_rate)            too fast? 429 with Retry-After
//! ```
//!
//! `axum` runs the layer that is added last first: add them in the opposite order.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Db, Problem};

use crate::{Error, RateLimiter, Session, SessionKind, Subject, Token, keep_session, session};

/// A problem on its way out, as `application/problem+json`, with `Retry-After` where waiting helps.
#[derive(Debug)]
pub struct Refusal {
    pub problem: Problem,
    pub retry_after: Option<i64>,
}
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { retry_after: error.retry_after(), problem: error.into() }
    }
}
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

// --- the client's address --------------------------------------------------------------------------------------------

/// Networks whose `X-Forwarded-For` we believe: `127.0.0.1, 10.0.0.0/8, fd00::/8`. Empty by default: nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

impl std::str::FromStr for TrustedProxies {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn network(text: &str) -> Result<(IpAddr, u8), String> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let bad = || format!("`{text}` is not an address or a network like 10.0.0.0/8");
    let address: IpAddr = address.parse().map_err(|_| bad())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Ok(most), |it| it.parse().map_err(|_| bad()))?;
    if bits <= most { Ok((address, bits)) } else { Err(bad()) }
}

impl TrustedProxies {
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, bits)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(it)) => {
                let shift = 32 - u32::from(*bits);
                shift == 32 || network.to_bits() >> shift == it.to_bits() >> shift
            }
            (IpAddr::V6(network), IpAddr::V6(it)) => {
                let shift = 128 - u32::from(*bits);
                shift == 128 || network.to_bits() >> shift == it.to_bits() >> shift
            }
            _ => false,
        })
    }

    /// The nearest sender that is not one of our proxies. What stands further left anybody could have written.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        for hop in hops.into_iter().rev() {
            if !self.trusts(client) {
                break;
            }
            match hop.parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// Where the request comes from. Unspecified if nobody told us (a test without a socket).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl std::fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_else(|| ClientAddress(peer(&parts.extensions))))
    }
}

fn peer(extensions: &axum::http::Extensions) -> IpAddr {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}

/// Middleware: finds out where the request comes from. Serve with `into_make_service_with_connect_info`.
pub async fn client(
    State(trusted): State<Arc<TrustedProxies>>,
    mut request: Request,
    next: Next,
) -> Response {
    let address = trusted.client(peer(request.extensions()), request.headers());
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

// --- cookies and sessions --------------------------------------------------------------------------------------------

/// How cookies are written. `secure`: the site is reached by HTTPS; then the names carry `__Host-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    pub secure: bool,
}

impl Cookies {
    /// One cookie per kind, so that a till and the back office live in one browser.
    pub fn name(self, kind: SessionKind) -> &'static str {
        match (kind, self.secure) {
            (SessionKind::Web, false) => "spoina_staff",
            (SessionKind::Web, true) => "__Host-spoina_staff",
            (SessionKind::Till, false) => "spoina_till",
            (SessionKind::Till, true) => "__Host-spoina_till",
            (SessionKind::Pending, false) => "spoina_ticket",
            (SessionKind::Pending, true) => "__Host-spoina_ticket",
        }
    }
    /// The value of a `Set-Cookie` header.
    pub fn set(self, kind: SessionKind, token: &Token) -> HeaderValue {
        self.write(kind, token.reveal(), kind.age_minutes() * 60)
    }
    pub fn clear(self, kind: SessionKind) -> HeaderValue {
        self.write(kind, "", 0)
    }
    pub fn read(self, headers: &HeaderMap, kind: SessionKind) -> Option<&str> {
        cookie(headers, self.name(kind))
    }
    fn write(self, kind: SessionKind, value: &str, seconds: i64) -> HeaderValue {
        let (name, secure) = (self.name(kind), if self.secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut header = HeaderValue::try_from(text).expect("a token is plain ASCII");
        header.set_sensitive(true);
        header
    }
}

/// The value of a cookie of the request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// For [`carry_session`].
#[derive(Clone)]
pub struct Sessions {
    pub db: Db,
    pub cookies: Cookies,
    /// Which cookie this channel looks at: `Web` in the back office, `Till` at the till.
    pub kind: SessionKind,
}

/// Middleware: recognises the session of the cookie and renews the cookie when its token was rotated.
pub async fn carry_session(State(it): State<Sessions>, mut request: Request, next: Next) -> Response {
    let Some(token) = it.cookies.read(request.headers(), it.kind).map(str::to_owned) else {
        return next.run(request).await;
    };
    let found = async {
        let found = session(&mut it.db.read().await?, &token, it.db.now()).await?;
        let Some(found) = found.filter(|session| session.kind == it.kind) else { return Ok(None) };
        let renewed = keep_session(&it.db, &found).await?;
        Ok::<_, Error>(Some((found, renewed)))
    };
    match found.await {
        Err(error) => Refusal::from(error).into_response(),
        Ok(None) => {
            let mut response = next.run(request).await;
            if !sets(&response, it.cookies.name(it.kind)) {
                response.headers_mut().append(header::SET_COOKIE, it.cookies.clear(it.kind));
            }
            response
        }
        Ok(Some((found, renewed))) => {
            request.extensions_mut().insert(StaffSession(found));
            let mut response = next.run(request).await;
            // The handler may have signed out or in again: its cookie wins.
            if let Some(token) = renewed
                && !sets(&response, it.cookies.name(it.kind))
            {
                response.headers_mut().append(header::SET_COOKIE, it.cookies.set(it.kind, &token));
            }
            response
        }
    }
}

fn sets(response: &Response, name: &str) -> bool {
    response.headers().get_all(header::SET_COOKIE).iter().any(|value| {
        value.to_str().is_ok_and(|text| text.split_once('=').is_some_and(|(key, _)| key.trim() == name))
    })
}

/// The session behind the request. As `Option<StaffSession>` where a visitor without one is welcome.
#[derive(Debug, Clone)]
pub struct StaffSession(pub Session);

impl std::ops::Deref for StaffSession {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.0
    }
}
impl<S: Sync> FromRequestParts<S> for StaffSession {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get().cloned().ok_or_else(|| Error::SignedOut.into())
    }
}
impl<S: Sync> OptionalFromRequestParts<S> for StaffSession {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().cloned())
    }
}

/// The name of the form field, and of the header for scripts.
pub const CSRF_FIELD: &str = "_csrf";
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Refuses a form that somebody else's page may have sent: by the token of the form field or of the header.
pub fn require_csrf(session: &Session, headers: &HeaderMap, field: Option<&str>) -> Result<(), Error> {
    let header = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    session.require_csrf(field.or(header))
}

/// Whether a browser says that the request comes from this very site; for forms that have no session yet, like
/// sign-in. A client that is no browser sends neither header and is let through: it has no cookies to abuse.
pub fn same_site(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site").and_then(|it| it.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

// --- rate limits -----------------------------------------------------------------------------------------------------

/// For [`limit_rate`].
#[derive(Clone)]
pub struct RateGate {
    pub db: Db,
    pub limiter: Arc<RateLimiter>,
}

/// Middleware: counts the request for its address, its API key and its account.
pub async fn limit_rate(
    State(gate): State<RateGate>,
    ClientAddress(address): ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let now = gate.db.now();
    let key = bearer(request.headers());
    let account = request.extensions().get::<StaffSession>().map(|session| session.staff.to_string());
    let address = address.to_string();
    let refused =
        [Some(Subject::Address(&address)), key.map(Subject::Key), account.as_deref().map(Subject::Account)]
            .into_iter()
            .flatten()
            .find_map(|subject| gate.limiter.take(subject, now).err());
    match refused {
        Some(wait) => Refusal::from(Error::RateLimited { seconds: wait.0 }).into_response(),
        None => next.run(request).await,
    }
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), HeaderValue::from_static(value))])
    }

    #[test]
    fn only_a_trusted_proxy_may_speak_for_others() {
        let trusted: TrustedProxies = "127.0.0.1, 10.0.0.0/8".parse().unwrap();
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let spoofed = from("1.2.3.4, 203.0.113.9, 10.0.0.7");
        assert_eq!(trusted.client(ip("127.0.0.1"), &spoofed), ip("203.0.113.9"));
        assert_eq!(trusted.client(ip("::ffff:127.0.0.1"), &spoofed), ip("203.0.113.9"));
        assert_eq!(trusted.client(ip("198.51.100.1"), &spoofed), ip("198.51.100.1"));
        assert_eq!(TrustedProxies::default().client(ip("127.0.0.1"), &spoofed), ip("127.0.0.1"));
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
        assert!("proxy".parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn a_cookie_is_closed_to_scripts_and_other_sites() {
        let cookies = Cookies { secure: true };
        let set = cookies.set(SessionKind::Web, &Token::random());
        let text = set.to_str().unwrap();
        assert!(text.starts_with("__Host-spoina_staff=") && text.contains("; Path=/;"));
        assert!(text.ends_with("HttpOnly; SameSite=Lax; Secure"));
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("lang=pl; spoina_staff=abc"))]);
        assert_eq!(Cookies { secure: false }.read(&headers, SessionKind::Web), Some("abc"));
        assert_eq!(cookies.read(&headers, SessionKind::Web), None);
    }

    #[test]
    fn another_site_is_recognised() {
        let with = |pairs: &[(&'static str, &'static str)]| {
            HeaderMap::from_iter(
                pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))),
            )
        };
        assert!(same_site(&with(&[("sec-fetch-site", "same-origin")])));
        assert!(!same_site(&with(&[("sec-fetch-site", "cross-site")])));
        assert!(same_site(&with(&[("origin", "https://szron.pl"), ("host", "szron.pl")])));
        assert!(!same_site(&with(&[("origin", "https://evil.example"), ("host", "szron.pl")])));
    }
}
