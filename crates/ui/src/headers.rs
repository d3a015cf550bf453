//! The security headers of every answer.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use axum::http::{HeaderName, HeaderValue, Response, header};
use tower::{Layer, Service};

/// A layer that adds the headers a page does not set itself. No inline script or style runs anywhere.
///
/// ```
/// let layer = ui::security_headers().allow("form-action", "https://secure.payu.com");
/// ```
///
/// Browsers hold `form-action` also against the redirect that follows a posted form, so a payment
/// provider's origin must be named here.
pub fn security_headers() -> SecurityHeaders {
    let policy = [
        ("default-src", "'self'"),
        ("img-src", "'self' data:"),
        ("style-src", "'self'"),
        ("script-src", "'self'"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("frame-ancestors", "'none'"),
        ("form-action", "'self'"),
    ];
    SecurityHeaders { policy: policy.map(|(name, value)| (name.to_owned(), value.to_owned())).into() }
}

#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    policy: BTreeMap<String, String>,
}

impl SecurityHeaders {
    /// Adds a source to a directive: an origin, or a keyword such as `'wasm-unsafe-eval'`.
    pub fn allow(mut self, directive: &str, source: &str) -> Self {
        let sources = self.policy.entry(directive.to_owned()).or_insert_with(|| "'self'".to_owned());
        if sources == "'none'" {
            sources.clear();
        }
        if !sources.is_empty() {
            sources.push(' ');
        }
        sources.push_str(source);
        self
    }

    pub fn policy(&self) -> String {
        self.policy.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ")
    }
}

impl<S> Layer<S> for SecurityHeaders {
    type Service = Secured<S>;

    fn layer(&self, inner: S) -> Secured<S> {
        let policy = HeaderValue::from_str(&self.policy()).expect("a policy is plain ASCII");
        Secured { inner, policy }
    }
}

#[derive(Debug, Clone)]
pub struct Secured<S> {
    inner: S,
    policy: HeaderValue,
}

impl<S, Q, B> Service<Q> for Secured<S>
where
    S: Service<Q, Response = Response<B>>,
    S::Future: Send + 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        let policy = self.policy.clone();
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            let headers = response.headers_mut();
            let mut add = |name: HeaderName, value: HeaderValue| {
                headers.entry(name).or_insert(value);
            };
            add(header::CONTENT_SECURITY_POLICY, policy);
            add(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            add(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
            add(
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(self), serial=(self)",
                ),
            );
            add(
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            );
            Ok(response)
        })
    }
}
