//! Every refusal leaves as a problem (RFC 9457), whoever refused: a room, the kernel, or the door itself.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use serde::Serialize;
use utoipa::ToSchema;

pub struct ApiError {
    problem: Problem,
    retry_after: Option<i64>,
}

pub type Result<T> = std::result::Result<T, ApiError>;

impl<E: Into<Problem>> From<E> for ApiError {
    fn from(error: E) -> Self {
        let problem: Problem = error.into();
        let retry_after = (problem.status == 503).then_some(1);
        ApiError { problem, retry_after }
    }
}
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.problem.status;
        let mut response =
            access::web::Refusal { problem: self.problem, retry_after: self.retry_after }.into_response();
        if status == 401 {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl ApiError {
    /// Something named in the body does not exist: not the route's fault, so 422 and the field.
    pub fn in_body(mut self, pointer: &str) -> Self {
        if self.problem.status == 404 {
            self.problem.status = 422;
        }
        if self.problem.errors.is_empty() {
            let detail = self.problem.detail.clone().unwrap_or_default();
            self.problem = self.problem.field(pointer, detail);
        }
        self
    }
    pub fn status(&self) -> u16 {
        self.problem.status
    }
    pub fn into_problem(self) -> Problem {
        self.problem
    }
}

/// The same for a `Result` of any room.
pub trait InBody<T> {
    /// What is missing was named in the body, at this place.
    fn in_body(self, pointer: &str) -> Result<T>;
}
impl<T, E: Into<ApiError>> InBody<T> for std::result::Result<T, E> {
    fn in_body(self, pointer: &str) -> Result<T> {
        self.map_err(|error| error.into().in_body(pointer))
    }
}

pub fn invalid(pointer: impl Into<String>, why: impl std::fmt::Display) -> ApiError {
    Problem::new(422, "api/invalid-body", "A field needs a change").field(pointer, why).into()
}

/// An RFC 9457 problem. Match on `type`; each is a page of the documentation.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "only its schema is used; problems are written by the kernel")]
pub struct ProblemBody {
    #[serde(rename = "type")]
    #[schema(example = "/problems/inventory/out-of-stock")]
    kind: String,
    #[schema(example = "Out of stock")]
    title: String,
    #[schema(minimum = 400, maximum = 599, example = 409)]
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// Fields of the request that need a change.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    errors: Vec<FieldErrorBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
#[allow(dead_code, reason = "only its schema is used")]
pub struct FieldErrorBody {
    /// JSON Pointer into the body; `?name` for a query parameter, `name:` for a header.
    #[schema(example = "/lines/0/quantity")]
    pointer: String,
    #[schema(example = "a quantity is between 1 and 1000000")]
    detail: String,
}
