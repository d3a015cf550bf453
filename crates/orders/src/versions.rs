//! Policies in versions: drafted, tried on past orders, activated; the one before is kept and can come back.

use kernel::{Capability, Everywhere, FieldError, MarketCode, Query, Timestamp, Tx, args};
use serde_json::Value;
use sqlx::types::Json;

use crate::memory::Memory;
use crate::{Error, Service};

kernel::text_enum! {
    pub enum PolicyKind {
        /// How long service may take, and what happens when it does not: [`Service`].
        Service = "service",
        /// Where the goods of an order are taken from.
        Sourcing = "sourcing",
    }
}

kernel::text_enum! {
    /// ```text
    /// draft ──▶ active ──▶ retired
    ///             ▲───────────┘
    /// ```
    pub enum VersionState {
        Draft = "draft",
        /// One of each kind in a market.
        Active = "active",
        Retired = "retired",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    pub market: MarketCode,
    pub kind: PolicyKind,
    pub version: i64,
    pub state: VersionState,
    pub body: Value,
    pub note: String,
    pub saved_by: String,
    pub saved_at: Timestamp,
    pub activated_by: Option<String>,
    pub activated_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    market: MarketCode,
    kind: PolicyKind,
    version: i64,
    state: VersionState,
    body: Json<Value>,
    note: String,
    saved_by: String,
    saved_at: Timestamp,
    activated_by: Option<String>,
    activated_at: Option<Timestamp>,
}
impl From<Row> for PolicyVersion {
    fn from(row: Row) -> Self {
        PolicyVersion {
            market: row.market,
            kind: row.kind,
            version: row.version,
            state: row.state,
            body: row.body.0,
            note: row.note,
            saved_by: row.saved_by,
            saved_at: row.saved_at,
            activated_by: row.activated_by,
            activated_at: row.activated_at,
        }
    }
}

#[derive(Debug, Clone)]
pub struct DraftPolicy {
    pub market: MarketCode,
    pub kind: PolicyKind,
    pub body: Value,
    /// Why, for those who read the list of versions.
    pub note: String,
}

/// Whether this could be a policy: everything that is wrong with it, by field.
pub fn check_policy(kind: PolicyKind, body: &Value) -> Result<(), Vec<FieldError>> {
    let faults = match kind {
        PolicyKind::Service => read::<Service>(body).map(|it| it.faults()),
        PolicyKind::Sourcing => read::<crate::Network>(body).map(|it| it.faults()),
    };
    match faults {
        Ok(faults) if faults.is_empty() => Ok(()),
        Ok(faults) => Err(faults),
        Err(why) => Err(vec![FieldError { pointer: String::new(), detail: why }]),
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &Value) -> Result<T, String> {
    serde_json::from_value(body.clone()).map_err(|error| error.to_string())
}

/// Keeps a new version; nothing changes until it is activated.
pub async fn draft_policy(tx: &mut Tx, draft: DraftPolicy) -> Result<PolicyVersion, Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    if draft.note.chars().count() > 200 {
        return Err(Error::invalid("/note", "a note has at most 200 characters"));
    }
    check_policy(draft.kind, &draft.body).map_err(Error::NoPolicy)?;
    let (at, by) = (tx.now(), tx.actor().to_string());
    let (version,): (i64,) = tx
        .one(
            "INSERT INTO orders_rulebook (market, kind, version, state, body, note, saved_by, saved_at)
             SELECT $1, $2, COALESCE(MAX(version), 0) + 1, $3, $4, $5, $6, $7
             FROM orders_rulebook WHERE market = $1 AND kind = $2
             RETURNING version",
            args![draft.market, draft.kind, VersionState::Draft, draft.body, draft.note, by, at],
        )
        .await?;
    policy_version(tx, &draft.market, draft.kind, version).await
}

/// From now on this version decides. Activating it again is harmless.
pub async fn activate_policy(
    tx: &mut Tx,
    market: &MarketCode,
    kind: PolicyKind,
    version: i64,
) -> Result<PolicyVersion, Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    let found = policy_version(tx, market, kind, version).await?;
    if found.state == VersionState::Active {
        return Ok(found);
    }
    // What was fit for an older release may not be fit for this one.
    check_policy(kind, &found.body).map_err(Error::NoPolicy)?;
    tx.exec(
        "UPDATE orders_rulebook SET state = $3 WHERE market = $1 AND kind = $2 AND state = $4",
        args![*market, kind, VersionState::Retired, VersionState::Active],
    )
    .await?;
    let (at, by) = (tx.now(), tx.actor().to_string());
    tx.exec(
        "UPDATE orders_rulebook SET state = $4, activated_by = $5, activated_at = $6
         WHERE market = $1 AND kind = $2 AND version = $3",
        args![*market, kind, version, VersionState::Active, by, at],
    )
    .await?;
    tx.publish(&crate::PolicyActivated { market: market.clone(), kind, version }).await?;
    let memory = tx.shared::<Memory>();
    tx.after_commit(move || memory.forget());
    policy_version(tx, market, kind, version).await
}

pub async fn policy_version(
    q: &mut impl Query,
    market: &MarketCode,
    kind: PolicyKind,
    version: i64,
) -> Result<PolicyVersion, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT market, kind, version, state, body, note, saved_by, saved_at, activated_by, activated_at
             FROM orders_rulebook WHERE market = $1 AND kind = $2 AND version = $3",
            args![*market, kind, version],
        )
        .await?;
    row.map(Into::into).ok_or(Error::UnknownPolicy { kind, version })
}

/// The newest hundred versions, newest first.
pub async fn policy_versions(
    q: &mut impl Query,
    market: &MarketCode,
    kind: PolicyKind,
) -> Result<Vec<PolicyVersion>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT market, kind, version, state, body, note, saved_by, saved_at, activated_by, activated_at
             FROM orders_rulebook WHERE market = $1 AND kind = $2 ORDER BY version DESC LIMIT 100",
            args![*market, kind],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The active version, if the market has decided.
pub async fn active_policy(
    q: &mut impl Query,
    market: &MarketCode,
    kind: PolicyKind,
) -> Result<Option<PolicyVersion>, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT market, kind, version, state, body, note, saved_by, saved_at, activated_by, activated_at
             FROM orders_rulebook WHERE market = $1 AND kind = $2 AND state = $3",
            args![*market, kind, VersionState::Active],
        )
        .await?;
    Ok(row.map(Into::into))
}

/// The market's service, or the usual one.
pub async fn service(q: &mut impl Query, market: &MarketCode) -> Result<Service, Error> {
    let active = active_policy(q, market, PolicyKind::Service).await?;
    // A body that this release does not understand any more must not stop the trade.
    Ok(active.and_then(|it| read(&it.body).ok()).unwrap_or_default())
}

/// The market's network with the version that decided, or the usual one with version zero.
pub(crate) async fn network(
    q: &mut impl Query,
    market: &catalog::Market,
) -> Result<(crate::Network, i64), Error> {
    let active = active_policy(q, &market.code, PolicyKind::Sourcing).await?;
    let read = |it: PolicyVersion| Some((crate::network_of(&it)?, it.version));
    let usual = || (crate::Network::standard(market.currency, &market.country), 0);
    Ok(active.and_then(read).unwrap_or_else(usual))
}

/// The network that a version says, numbered by it; `None` if this release does not understand it.
pub fn network_of(version: &PolicyVersion) -> Option<crate::Network> {
    let mut network: crate::Network = read(&version.body).ok()?;
    network.policy.version = version.version;
    Some(network)
}
