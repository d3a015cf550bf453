//! What a verb refused, on its way to the screen: the problem as it is, and a sentence for the reader.

use axum::extract::{FromRequestParts, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use ui::{Lang, Visit, Words};

use crate::TEXTS;

/// A problem on its way out. [`tell`] turns it into the answer.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub problem: Problem,
    /// Seconds after which trying again may help.
    pub retry_after: Option<i64>,
}

impl<E: Into<Problem>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal { problem: error.into(), retry_after: None }
    }
}
impl Refusal {
    pub fn access(error: access::Error) -> Self {
        Refusal { retry_after: error.retry_after(), problem: error.into() }
    }
    pub fn broken(detail: impl std::fmt::Display) -> Self {
        Problem::new(400, "pos/broken-request", "Broken request").detail(detail).into()
    }
}
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(serde::Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    problem: &'a Problem,
    /// For the person at the till.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<i64>,
}

/// Middleware: writes the refusal down as `application/problem+json` with a `text` in the reader's language.
pub async fn tell(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &()).await {
        Ok(visit) => visit,
        Err(never) => match never {},
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(refusal) = response.extensions().get::<Refusal>().cloned() else { return response };
    let w = TEXTS.words(visit.lang);
    let body =
        Body { text: sentence(w, &refusal), problem: &refusal.problem, retry_after: refusal.retry_after };
    let json = serde_json::to_vec(&body).unwrap_or_default();
    let mut told =
        (response.status(), [(header::CONTENT_TYPE, "application/problem+json")], json).into_response();
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        told.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    if let Some(seconds) = refusal.retry_after {
        told.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    told
}

/// What happened, in the reader's language where we have words for it.
fn sentence(w: Words, refusal: &Refusal) -> String {
    let problem = &refusal.problem;
    let key = format!("problem-{}", problem.slug().replace('/', "-"));
    if let Some(seconds) = refusal.retry_after {
        return w.n("problem-wait", (seconds + 59) / 60).into_owned();
    }
    if w.has(&key) {
        return w.t(&key).into_owned();
    }
    match w.lang {
        Lang::En => problem.detail.clone().unwrap_or_else(|| problem.title.to_owned()),
        Lang::Pl => w.t("problem-other").into_owned(),
    }
}
