//! Reports of carriers: stored as they came and answered at once, worked on later by a job.

use kernel::{CallbackId, Fault, Id, Query, Timestamp, Tx, args};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::types::Json;

use crate::Error;
use crate::work::WorkCallback;

/// More than any carrier sends.
const MAX_BYTES: usize = 64 * 1024;
/// Kept of a report's headers: what a signature may need. Never cookies or credentials.
const NEVER_KEPT: &[&str] = &["authorization", "cookie", "proxy-authorization"];

/// Header fields with lower-case names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headers(Vec<(String, String)>);
impl Headers {
    pub fn new<N: AsRef<str>, V: Into<String>>(fields: impl IntoIterator<Item = (N, V)>) -> Self {
        let lower =
            fields.into_iter().map(|(name, value)| (name.as_ref().to_ascii_lowercase(), value.into()));
        Self(lower.filter(|(name, _)| !NEVER_KEPT.contains(&name.as_str())).collect())
    }
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

kernel::text_enum! {
    pub enum CallbackState {
        Received = "received",
        Worked = "worked",
        /// A second report of something known.
        Repeated = "repeated",
        /// Forged, or about something we do not know. A person may look at it.
        Refused = "refused",
    }
}

#[derive(Debug, Clone)]
pub struct Callback {
    pub carrier: String,
    pub headers: Headers,
    /// Exactly as received: signatures are made over bytes.
    pub body: String,
}

/// Keeps the callback and puts it in the queue of [`WorkCallback`]. Answer the carrier once this is committed.
///
/// Who sent it is not known yet, so what it claims to be does not matter here: only the same bytes are the same callback.
pub async fn store_callback(tx: &mut Tx, callback: Callback) -> Result<CallbackId, Error> {
    if callback.body.len() > MAX_BYTES {
        return Err(Error::CallbackTooLarge(MAX_BYTES));
    }
    let headers = serde_json::to_value(&callback.headers).map_err(Fault::from)?;
    let id = fingerprint(&callback, &headers.to_string());
    let at = tx.now();
    let fresh = tx
        .exec(
            "INSERT INTO shipping_callback (id, carrier, headers, body, state, received_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO NOTHING",
            args![id, callback.carrier, headers, callback.body, CallbackState::Received, at],
        )
        .await?;
    if fresh == 1 {
        tx.enqueue(&WorkCallback { callback: id }).await?;
    }
    Ok(id)
}

fn fingerprint(callback: &Callback, headers: &str) -> CallbackId {
    let mut hash = Sha256::new();
    for part in [&callback.carrier, headers, &callback.body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    CallbackId::from_uuid(uuid::Uuid::from_bytes(bytes))
}

#[derive(Debug, Clone)]
pub struct StoredCallback {
    pub id: CallbackId,
    pub carrier: String,
    pub headers: Headers,
    pub body: String,
    pub state: CallbackState,
    pub reason: Option<String>,
    pub received_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: CallbackId,
    carrier: String,
    headers: Json<Headers>,
    body: String,
    state: CallbackState,
    reason: Option<String>,
    received_at: Timestamp,
}
impl From<Row> for StoredCallback {
    fn from(row: Row) -> Self {
        StoredCallback {
            id: row.id,
            carrier: row.carrier,
            headers: row.headers.0,
            body: row.body,
            state: row.state,
            reason: row.reason,
            received_at: row.received_at,
        }
    }
}

pub(crate) async fn find(q: &mut impl Query, id: CallbackId) -> Result<StoredCallback, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT id, carrier, headers, body, state, reason, received_at FROM shipping_callback WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(StoredCallback::from).ok_or(Error::UnknownCallback(id))
}

/// The newest callbacks in a state, for a person to look at.
pub async fn callbacks(
    q: &mut impl Query,
    state: CallbackState,
    limit: i64,
) -> Result<Vec<StoredCallback>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT id, carrier, headers, body, state, reason, received_at FROM shipping_callback
             WHERE state = $1 ORDER BY received_at DESC LIMIT $2",
            args![state, limit],
        )
        .await?;
    Ok(rows.into_iter().map(StoredCallback::from).collect())
}

pub(crate) async fn close(
    tx: &mut Tx,
    id: CallbackId,
    state: CallbackState,
    reason: Option<String>,
) -> Result<(), Error> {
    let at = tx.now();
    tx.exec(
        "UPDATE shipping_callback SET state = $2, reason = $3, worked_at = $4 WHERE id = $1",
        args![id, state, reason, at],
    )
    .await?;
    Ok(())
}
