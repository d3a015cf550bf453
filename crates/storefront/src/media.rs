//! Pictures, by the hash of what is in them: what an address shows never changes.

use axum::extract::{Path, State as Given};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::MediaId;

use crate::State;

/// A drawing may style itself and nothing else, wherever it is opened.
const LOCKED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub async fn media(Given(state): Given<State>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let Some(id) = MediaId::new(id) else { return StatusCode::NOT_FOUND.into_response() };
    let etag = format!("\"{}\"", &id.as_str()[..20]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    if known.contains(&etag) {
        return (
            StatusCode::NOT_MODIFIED,
            [(header::ETAG, etag), (header::CACHE_CONTROL, FOR_EVER.to_owned())],
        )
            .into_response();
    }
    match state.blobs.get(&id).await {
        Ok(Some((mime, bytes))) => (
            [
                (header::CONTENT_TYPE, mime.to_owned()),
                (header::CACHE_CONTROL, FOR_EVER.to_owned()),
                (header::ETAG, etag),
                (header::CONTENT_SECURITY_POLICY, LOCKED.to_owned()),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            ],
            bytes,
        )
            .into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
