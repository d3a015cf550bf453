//! What handlers take from a request: who calls, the body, the query, the path, the two conditional headers. Whatever
//! does not fit is refused here with a problem that names the field.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use kernel::{Actor, Capability, OnceKey, Problem, Scope};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::State;
use crate::error::{ApiError, Result};

/// Who calls, by the key in `Authorization: Bearer …`.
pub struct Caller(pub Actor);

impl Caller {
    pub fn require(&self, capability: Capability, scope: impl Into<Scope>) -> Result<()> {
        Ok(self.0.require(capability, scope)?)
    }
    /// The places that a list may show: `None` for all.
    pub fn scope(&self) -> Option<Vec<kernel::LocationId>> {
        match self.0.locations() {
            kernel::Locations::All => None,
            kernel::Locations::Only(places) => Some(places.into_iter().collect()),
        }
    }
}
impl FromRequestParts<State> for Caller {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self> {
        let key = access::web::bearer(&parts.headers).ok_or(access::Error::UnknownKey)?;
        Ok(Caller(access::authenticate_key(&state.db, key).await?))
    }
}

/// A JSON body of up to one megabyte.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<State> for Body<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &State) -> Result<Self> {
        if !is_json(request.headers()) {
            let problem = Problem::new(415, "api/unsupported-media-type", "Not a type we read");
            return Err(problem.detail("send JSON as Content-Type: application/json").into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        Ok(Body(read_json(&bytes)?))
    }
}

pub fn too_large(rejection: BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(413, "api/too-large", "The body is too large")
            .detail("a request has at most one megabyte; use /imports for more")
            .into();
    }
    Problem::new(400, "api/malformed-json", "The body could not be read").detail(rejection.body_text()).into()
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(text) = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()) else { return false };
    let kind = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// Reads a body, or says where it is not what it should be.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let malformed = |error: &serde_json::Error| {
        let problem = Problem::new(400, "api/malformed-json", "The body is not JSON");
        ApiError::from(problem.detail(error))
    };
    // PostgreSQL keeps no NUL in texts, and nobody means one.
    if bytes.windows(6).any(|six| six == b"\\u0000")
        && let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes)
        && let Some(pointer) = find_nul(&value)
    {
        return Err(crate::error::invalid(pointer, "a text has no NUL character"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        if !error.inner().is_data() {
            return malformed(error.inner());
        }
        let told = error.inner().to_string();
        let detail = told.rsplit_once(" at line ").map_or(told.as_str(), |(detail, _)| detail);
        let mut pointer = pointer_of(error.path());
        // Serde tells the object; the client wants the field.
        for start in ["missing field `", "unknown field `", "duplicate field `"] {
            if let Some(name) = detail.strip_prefix(start).and_then(|rest| rest.split('`').next())
                && !pointer.ends_with(&format!("/{}", escape(name)))
            {
                pointer = format!("{pointer}/{}", escape(name));
            }
        }
        crate::error::invalid(pointer, detail)
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
fn find_nul(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => text.contains('\0').then(String::new),
        serde_json::Value::Array(items) => {
            items.iter().enumerate().find_map(|(i, item)| Some(format!("/{i}{}", find_nul(item)?)))
        }
        serde_json::Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            if key.contains('\0') {
                return Some(String::new());
            }
            Some(format!("/{}{}", escape(key), find_nul(item)?))
        }),
        _ => None,
    }
}

/// The query string.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for Params<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self> {
        let wrong = |name: &str, detail: &str| {
            let problem = Problem::new(400, "api/invalid-parameter", "A parameter needs a change");
            ApiError::from(problem.field(format!("?{name}"), detail))
        };
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(wrong("", "a parameter has no NUL character"));
        }
        match Query::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Params(params)),
            Err(rejection) => {
                let told = rejection.body_text();
                let told = told.strip_prefix("Failed to deserialize query string: ").unwrap_or(&told);
                let (name, detail) = match told.split_once(": ") {
                    Some((name, detail)) if !name.contains(' ') => (name, detail),
                    _ => (told.split('`').nth(1).unwrap_or_default(), told),
                };
                Err(wrong(name, detail))
            }
        }
    }
}

/// What stands in the path. What cannot be an id or a code names nothing: 404.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for Named<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(value)) if !parts.uri.path().contains("%00") => Ok(Named(value)),
            _ => Err(Problem::new(404, "api/malformed-id", "Nothing has such a name")
                .detail("the path holds an id or a code that cannot exist")
                .into()),
        }
    }
}

/// `Idempotency-Key`: the same request twice has one effect and one answer.
pub struct Once(String);

impl Once {
    pub fn key(&self, route: &'static str) -> OnceKey {
        OnceKey { route, key: self.0.clone() }
    }
}
impl FromRequestParts<State> for Once {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self> {
        let Some(key) = parts.headers.get("idempotency-key") else {
            let problem = Problem::new(400, "api/idempotency-key-missing", "An Idempotency-Key is missing");
            return Err(problem
                .field("Idempotency-Key:", "choose one for each request, for example a UUID")
                .into());
        };
        let key = key.to_str().ok().map(str::trim).filter(|key| (1..=200).contains(&key.len()));
        match key {
            Some(key) => Ok(Once(key.to_owned())),
            None => {
                let problem =
                    Problem::new(400, "api/idempotency-key-malformed", "The Idempotency-Key cannot be used");
                Err(problem.field("Idempotency-Key:", "1 to 200 printable ASCII characters").into())
            }
        }
    }
}

/// The version in `If-Match`; `None` without the header or with `*`.
pub struct IfMatch(pub Option<i64>);

impl FromRequestParts<State> for IfMatch {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self> {
        let Some(header) = parts.headers.get(header::IF_MATCH) else { return Ok(IfMatch(None)) };
        let text = header.to_str().unwrap_or_default().trim();
        let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
        if text == "*" {
            return Ok(IfMatch(None));
        }
        match text.parse::<i64>() {
            Ok(version) if version > 0 => Ok(IfMatch(Some(version))),
            _ => {
                let problem = Problem::new(400, "api/if-match-malformed", "If-Match holds no version");
                Err(problem.field("If-Match:", "the version that you read, for example \"3\"").into())
            }
        }
    }
}

/// The version of what was answered, for the client's next `If-Match`.
pub fn etag(version: i64) -> [(header::HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Line {
        sku: crate::wire::Sku,
        quantity: crate::wire::Pieces,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Basket {
        lines: Vec<Line>,
    }

    fn told(body: &str) -> (u16, String, String) {
        let problem = match read_json::<Basket>(body.as_bytes()) {
            Err(error) => error.into_problem(),
            Ok(basket) => panic!("{basket:?}"),
        };
        let error = problem.errors.first();
        let (pointer, detail) =
            error.map_or_else(Default::default, |it| (it.pointer.clone(), it.detail.clone()));
        (problem.status, pointer, detail)
    }

    #[test]
    fn a_refusal_names_the_field() {
        let negative = told(r#"{"lines": [{"sku": "A", "quantity": -1}]}"#);
        assert_eq!(negative, (422, "/lines/0/quantity".into(), "a quantity is between 1 and 1000000".into()));
        assert_eq!(told(r#"{"lines": [{"quantity": 1}]}"#).1, "/lines/0/sku");
        assert_eq!(told(r#"{"lines": [{"sku": "A", "quantity": 1, "x/y": 1}]}"#).1, "/lines/0/x~1y");
        assert_eq!(told(r#"{"lines": [{"sku": " A", "quantity": 1}]}"#).1, "/lines/0/sku");
        assert_eq!(told(r#"{"lines": [{"sku": "A\u0000", "quantity": 1}]}"#).1, "/lines/0/sku");
        assert_eq!(told(r#"{"lines": "#).0, 400);
        assert_eq!(told(r#"{"lines": []} x"#).0, 400);
        assert_eq!(told("[]").0, 422);
    }
}
