//! Refusals as pages of the shop, in the shopper's language, with their status.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use ui::{Page, Visit};

use crate::frame::Frame;
use crate::shopper::Shopper;
use crate::{State, TEXTS};

/// A problem on its way to becoming a page; `carry` renders it.
#[derive(Debug, Clone)]
pub struct Refused(pub Problem);

impl<E: Into<Problem>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused(error.into())
    }
}
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub fn missing() -> Refused {
    Refused(Problem::new(404, "storefront/no-such-page", "No such page"))
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal {
    page: Page,
    frame: Frame,
    status: u16,
    slug: String,
    text: String,
}

/// Even without a shopper and without a database there is a page.
pub async fn page_of(state: &State, visit: &Visit, shopper: Option<&Shopper>, problem: Problem) -> Response {
    let w = TEXTS.words(visit.lang);
    let slug = problem.slug().replace('/', "-");
    let by_slug = format!("refusal-{slug}");
    let by_status = match problem.status {
        404 => "refusal-missing",
        403 => "refusal-forbidden",
        409 | 412 => "refusal-conflict",
        429 => "refusal-often",
        503 => "refusal-busy",
        400..=499 => "refusal-wrong",
        _ => "refusal-broken",
    };
    let text = if w.has(&by_slug) { w.t(&by_slug) } else { w.t(by_status) }.into_owned();
    let title = if problem.status == 404 { w.t("refusal-missing-title") } else { w.t("refusal-title") };
    let frame = Frame::or_bare(state, shopper, visit).await;
    let page = frame.page(visit, title);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    ui::html_with(
        status,
        Refusal { page, frame, status: problem.status, slug: problem.slug().to_owned(), text },
    )
}
