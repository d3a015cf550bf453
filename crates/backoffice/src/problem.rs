//! Refusals that no form can show, as a page in the reader's language; and the words for the slugs of problems.

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use ui::{Form, Page, Shell, Visit, Words};

use crate::desk::Desk;

/// A problem on its way out. [`show`] turns it into a page.
#[derive(Debug, Clone)]
pub struct Sorry(pub Problem);

impl<E: Into<Problem>> From<E> for Sorry {
    fn from(error: E) -> Self {
        Sorry(error.into())
    }
}
impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page that does not exist, or not for this reader.
pub fn not_found() -> Sorry {
    Sorry(Problem::new(404, "backoffice/not-found", "Not found"))
}

pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What happened, in the reader's language where we have words for it.
pub fn words(w: Words, problem: &Problem) -> String {
    let key = format!("problem-{}", problem.slug().replace('/', "-"));
    if w.has(&key) {
        return w.t(&key).into_owned();
    }
    match w.lang {
        ui::Lang::En => problem.detail.clone().unwrap_or_else(|| problem.title.to_owned()),
        ui::Lang::Pl => w.t("problem-other").into_owned(),
    }
}

/// Puts a refusal into the form it answers: by its fields where it names them, else above all.
pub fn refuse(w: Words, form: &mut Form, problem: &Problem) {
    if problem.errors.is_empty() {
        return form.fail("", words(w, problem));
    }
    let key = format!("problem-{}", problem.slug().replace('/', "-"));
    for error in &problem.errors {
        let text = if w.has(&key) {
            w.t(&key).into_owned()
        } else {
            match w.lang {
                ui::Lang::En => error.detail.clone(),
                ui::Lang::Pl => format!("{} ({})", w.t("problem-field"), error.detail),
            }
        };
        form.fail_at(&error.pointer, text);
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    page: Page,
    shell: Shell,
    code: u16,
    text: String,
}

#[derive(Template)]
#[template(path = "problem_piece.html")]
struct Piece {
    text: String,
}

/// Middleware: whatever a handler could not do becomes a page that says so and keeps the status.
pub async fn show(State(state): State<crate::State>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &state).await {
        Ok(visit) => visit,
        Err(never) => match never {},
    };
    let mut kept = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(Sorry(problem)) = response.extensions().get::<Sorry>().cloned() else { return response };
    let w = crate::TEXTS.words(visit.lang);
    let (status, text) = (response.status(), words(w, &problem));
    if visit.fragment {
        return ui::html_with(status, Piece { text });
    }
    let page = Page::new(&crate::TEXTS, &visit, w.t("problem-title")).site(&state.site.name);
    let (page, shell) = match Desk::from_request_parts(&mut kept, &state).await {
        Ok(desk) => (desk.page(w.t("problem-title")), desk.shell().await.unwrap_or_default()),
        Err(_) => (page, Shell::default()),
    };
    ui::html_with(status, ProblemPage { page, shell, code: status.as_u16(), text })
}
