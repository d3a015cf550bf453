//! Taking points away again, because the goods came back or the order came to nothing.

use kernel::{
    EventId, LineId, LotId, OrderId, PersonId, PostingId, Query, Timestamp, Tx, args, row, rows, uuids,
};

use crate::earn::post;
use crate::ripen::shift;
use crate::{Error, Kind, PointsReversed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverse {
    pub order: OrderId,
    /// These lines, whole; all of the order, if none are named.
    pub lines: Option<Vec<LineId>>,
    /// The fact that says so: `fact.id`.
    pub reference: EventId,
}

#[derive(sqlx::FromRow)]
struct Emptied {
    id: LotId,
    line: LineId,
    reversed: i64,
    ripened_at: Option<Timestamp>,
}

/// Empties the lots of the lines and says how many points went. A line that was reversed before is passed over, so telling it
/// twice is harmless.
pub async fn reverse(tx: &mut Tx, fact: Reverse) -> Result<i64, Error> {
    let owners: Vec<(PersonId,)> = tx
        .all(
            "SELECT DISTINCT person FROM loyalty_earning WHERE order_id = $1 ORDER BY person",
            args![fact.order],
        )
        .await?;
    let mut gone = 0;
    for (person,) in owners {
        gone += empty(tx, person, &fact).await?;
    }
    Ok(gone)
}

async fn empty(tx: &mut Tx, person: PersonId, fact: &Reverse) -> Result<i64, Error> {
    let now = tx.now();
    let whole = i64::from(fact.lines.is_none());
    let lines = uuids(fact.lines.iter().flatten().copied());
    let emptied: Vec<Emptied> = tx
        .all(
            "UPDATE loyalty_lot SET reversed = reversed + remaining, remaining = 0, reversed_at = $1
             WHERE person = $2 AND order_id = $3 AND reversed_at IS NULL AND ($4 = 1 OR line IN {uuids $5})
             RETURNING id, line, reversed, ripened_at",
            args![now, person, fact.order, whole, lines],
        )
        .await?;
    let points: i64 = emptied.iter().map(|lot| lot.reversed).sum();
    if points == 0 {
        return Ok(0);
    }
    let spendable: i64 = emptied.iter().filter(|lot| lot.ripened_at.is_some()).map(|lot| lot.reversed).sum();
    let postings = emptied.iter().map(|lot| {
        row! { id: tx.new_id::<PostingId>(), lot: lot.id, line: lot.line, points: -lot.reversed }
    });
    let postings = rows(postings);
    post(tx, person, fact.order, fact.reference, Kind::Reversed, postings).await?;
    shift(tx, person, -spendable, spendable - points).await?;
    tx.publish(&PointsReversed { person, order: fact.order, points }).await?;
    Ok(points)
}
