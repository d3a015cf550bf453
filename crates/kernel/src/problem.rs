//! What went wrong, for us (`Fault`) and for the client (`Problem`).

use std::sync::Arc;

/// Something outside the business went wrong: the disk, the database, the network.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    #[error("database: {0}")]
    Database(Arc<sqlx::Error>),
    #[error("json: {0}")]
    Json(Arc<serde_json::Error>),
    /// The unit failed, was cut off or held the baton too long. Nothing of it remains.
    #[error("the unit of work had already ended: {0}")]
    Ended(&'static str),
    /// The shared commit failed. Where the connection broke, the outcome is unknown: ask again with the same ids.
    #[error("the commit failed: {0}")]
    Commit(Arc<sqlx::Error>),
    /// The idempotency key was used before, for another request.
    #[error("this idempotency key was used before, for another request")]
    KeyReused,
}
impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Fault::Database(error.into())
    }
}
impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Fault::Json(error.into())
    }
}
impl Fault {
    /// The caller may simply ask again.
    pub fn is_passing(&self) -> bool {
        match self {
            Fault::Database(error) => passes(error),
            Fault::Ended(_) | Fault::Commit(_) => true,
            Fault::Json(_) | Fault::KeyReused => false,
        }
    }
    /// Nothing of the unit was kept and running it again may succeed: deadlock, serialisation, a busy file, a
    /// failover before the commit.
    pub(crate) fn may_rerun(&self) -> bool {
        match self {
            Fault::Database(error) => passes(error),
            Fault::Commit(error) => error.as_database_error().is_some() && passes(error),
            Fault::Ended(_) | Fault::Json(_) | Fault::KeyReused => false,
        }
    }
}

/// PostgreSQL: serialization_failure, deadlock_detected, query_canceled (waited longer than `hold`), admin_shutdown, cannot_connect_now, read_only_sql_transaction (a
/// demoted primary), too_many_connections. SQLite: BUSY, LOCKED, BUSY_SNAPSHOT.
fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        _ => matches!(
            error.as_database_error().and_then(|e| e.code()).as_deref(),
            Some("40001" | "40P01" | "57014" | "57P01" | "57P03" | "25006" | "53300" | "5" | "6" | "517")
        ),
    }
}

/// One thing wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) into the request body.
    pub pointer: String,
    pub detail: String,
}

/// [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details. `type` is a page of our docs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'static str,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}
impl Problem {
    pub fn new(status: u16, slug: &str, title: &'static str) -> Self {
        Self { kind: format!("/problems/{slug}"), title, status, detail: None, errors: Vec::new() }
    }
    pub fn detail(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }
    pub fn field(mut self, pointer: impl Into<String>, detail: impl std::fmt::Display) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), detail: detail.to_string() });
        self
    }
    /// `inventory/out-of-stock`: what clients match on.
    pub fn slug(&self) -> &str {
        self.kind.trim_start_matches("/problems/")
    }
}
impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        match fault {
            Fault::KeyReused => {
                Problem::new(409, "kernel/key-reused", "Idempotency key used before").detail(fault)
            }
            passing if passing.is_passing() => {
                tracing::warn!(fault = %passing, "a unit of work met a passing fault");
                Problem::new(503, "kernel/busy", "Please try again")
            }
            fault => {
                tracing::error!(%fault, "a fault reached the client");
                Problem::new(500, "kernel/internal", "Something went wrong on our side")
            }
        }
    }
}
impl From<crate::Denied> for Problem {
    fn from(denied: crate::Denied) -> Problem {
        Problem::new(403, "kernel/denied", "Not allowed").detail(denied)
    }
}

/// One invariant that does not hold, for `spoina audit`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Breach {
    /// Short name of the invariant, for example `inventory.on_hand`.
    pub invariant: &'static str,
    pub detail: String,
}
impl Breach {
    pub fn new(invariant: &'static str, detail: impl Into<String>) -> Self {
        Self { invariant, detail: detail.into() }
    }
}
