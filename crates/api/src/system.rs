//! For whoever operates the server: is it alive, can it work, what does it do.

use axum::Json;
use axum::extract::State as Of;
use axum::http::{HeaderName, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::error::Result;

#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the process is alive
///
/// Asks nothing of the database, so a failover does not make an orchestrator kill healthy nodes.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()), responses((status = 200, body = Health)))]
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Whether the node can work
///
/// 503 while the database does not answer: send no requests here.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()), responses((status = 200, body = Health)))]
pub async fn readyz(Of(state): Of<State>) -> Result<Json<Health>> {
    if let Err(fault) = kernel::ready(&state.db).await {
        tracing::warn!(%fault, "not ready");
        return Err(kernel::Problem::new(503, "api/not-ready", "The database does not answer").into());
    }
    Ok(Json(Health { status: "ready" }))
}

/// Figures for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()),
    responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(Of(state): Of<State>) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.live.page())
}
