//! Identifiers of different people that came together: a list for a person to look at.

use kernel::{Capability, ChannelCode, Everywhere, Page, PageRequest, PersonId, Query, Timestamp, Tx, args};

use crate::{ConflictFound, Error, Kind};

kernel::text_enum! {
    /// ```text
    /// open ──▶ closed    somebody looked and decided
    ///   ▲──────┘         it came up again
    /// ```
    pub enum ConflictState {
        Open = "open",
        Closed = "closed",
    }
}

/// `claimant` was given together with `value`, which belongs to `holder`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Conflict {
    pub kind: Kind,
    pub value: String,
    pub claimant: PersonId,
    pub holder: PersonId,
    pub channel: ChannelCode,
    pub state: ConflictState,
    pub found_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// Written once per pair; found again, it opens again.
pub(crate) async fn record(
    tx: &mut Tx,
    kind: Kind,
    value: &str,
    claimant: PersonId,
    holder: PersonId,
    channel: &ChannelCode,
) -> Result<(), Error> {
    let now = tx.now();
    let news = tx
        .exec(
            "INSERT INTO customers_conflict (value, kind, claimant, holder, channel, state, found_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (value, kind, claimant)
             DO UPDATE SET holder = excluded.holder, state = excluded.state, found_at = excluded.found_at
             WHERE customers_conflict.state <> excluded.state",
            args![value.to_owned(), kind, claimant, holder, *channel, ConflictState::Open, now],
        )
        .await?;
    if news == 1 {
        tx.publish(&ConflictFound { person: claimant, holder, kind }).await?;
    }
    Ok(())
}

/// Those that still wait, newest first.
pub async fn conflicts(q: &mut impl Query, request: &PageRequest) -> Result<Page<Conflict>, Error> {
    let after = request.after::<Timestamp>().unwrap_or(crate::link::forever());
    let found = q
        .all(
            "SELECT kind, value, claimant, holder, channel, state, found_at, closed_at FROM customers_conflict
             WHERE state = $1 AND found_at < $2 ORDER BY found_at DESC, value LIMIT $3",
            args![ConflictState::Open, after, request.limit() + 1],
        )
        .await?;
    Ok(Page::of(found, request, |it: &Conflict| it.found_at.to_string()))
}

/// Somebody looked, and it stays as it is.
pub async fn close_conflict(tx: &mut Tx, kind: Kind, value: &str, claimant: PersonId) -> Result<(), Error> {
    tx.require(Capability::ManagePeople, Everywhere)?;
    let now = tx.now();
    let closed = tx
        .exec(
            "UPDATE customers_conflict SET state = $1, closed_at = $2
             WHERE value = $3 AND kind = $4 AND claimant = $5 AND state = $6",
            args![ConflictState::Closed, now, value.to_owned(), kind, claimant, ConflictState::Open],
        )
        .await?;
    if closed == 1 { Ok(()) } else { Err(Error::UnknownConflict) }
}
