//! Some units of a line came back: their share of its points goes with them.

use kernel::{
    EventId, LineId, LotId, Money, OrderId, PersonId, PostingId, Quantity, Query, Tx, args, row, rows,
};

use crate::earn::post;
use crate::ripen::shift;
use crate::{Error, Kind, PointsReversed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeBack {
    pub order: OrderId,
    /// How far each line is back by now: of so many units that left, so many came back. Not only those of the last return,
    /// so that telling it twice is harmless.
    pub lines: Vec<(LineId, Quantity, Quantity)>,
    /// The fact that says so: `fact.id`.
    pub reference: EventId,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: LotId,
    line: LineId,
    earned: i64,
    reversed: i64,
    remaining: i64,
    is_pending: i64,
}

struct Taken {
    lot: LotId,
    line: LineId,
    points: i64,
    is_pending: bool,
}

/// Takes away what the units earned, points that cannot be spent yet first; says how many. A line that is wholly back has no
/// points left.
pub async fn take_back(tx: &mut Tx, fact: TakeBack) -> Result<i64, Error> {
    let owners: Vec<(PersonId,)> = tx
        .all(
            "SELECT DISTINCT person FROM loyalty_earning WHERE order_id = $1 ORDER BY person",
            args![fact.order],
        )
        .await?;
    let mut gone = 0;
    for (person,) in owners {
        gone += take(tx, person, &fact).await?;
    }
    Ok(gone)
}

async fn take(tx: &mut Tx, person: PersonId, fact: &TakeBack) -> Result<i64, Error> {
    let lots: Vec<Row> = tx
        .all(
            "SELECT id, line, earned, reversed, remaining,
                    CAST(CASE WHEN ripened_at IS NULL THEN 1 ELSE 0 END AS bigint) AS is_pending
             FROM loyalty_lot WHERE person = $1 AND order_id = $2 ORDER BY is_pending DESC, id",
            args![person, fact.order],
        )
        .await?;
    let mut taken = Vec::new();
    for (line, returned, fulfilled) in &fact.lines {
        let own = || lots.iter().filter(|lot| lot.line == *line);
        let earned: i64 = own().map(|lot| lot.earned).sum();
        let gone: i64 = own().map(|lot| lot.reversed).sum();
        let mut due = share(earned, *returned, *fulfilled) - gone;
        for lot in own() {
            let points = lot.remaining.min(due);
            if points > 0 {
                due -= points;
                taken.push(Taken { lot: lot.id, line: *line, points, is_pending: lot.is_pending == 1 });
            }
        }
    }
    if taken.is_empty() {
        return Ok(0);
    }
    let points: i64 = taken.iter().map(|it| it.points).sum();
    let pending: i64 = taken.iter().filter(|it| it.is_pending).map(|it| it.points).sum();
    empty(tx, person, &taken).await?;
    let postings = taken.iter().map(|it| {
        row! { id: tx.new_id::<PostingId>(), lot: it.lot, line: it.line, points: -it.points }
    });
    let postings = rows(postings);
    post(tx, person, fact.order, fact.reference, Kind::Reversed, postings).await?;
    shift(tx, person, pending - points, -pending).await?;
    tx.publish(&PointsReversed { person, order: fact.order, points }).await?;
    Ok(points)
}

/// The points of the units that are back: a share of all that the line earned, like money.
fn share(earned: i64, returned: Quantity, fulfilled: Quantity) -> i64 {
    let points = Money::new(earned, kernel::Currency::Pln);
    points.share(Quantity::ZERO, returned.min(fulfilled), fulfilled).minor
}

async fn empty(tx: &mut Tx, person: PersonId, taken: &[Taken]) -> Result<(), Error> {
    let now = tx.now();
    let lots = taken.iter().map(|it| row! { lot: it.lot, points: it.points });
    tx.exec(
        "UPDATE loyalty_lot SET reversed = loyalty_lot.reversed + {row.int points},
             remaining = loyalty_lot.remaining - {row.int points},
             reversed_at = CASE WHEN loyalty_lot.remaining = {row.int points} THEN $1 ELSE loyalty_lot.reversed_at END
         FROM {rows $3}
         WHERE loyalty_lot.person = $2 AND loyalty_lot.id = {row.uuid lot}",
        args![now, person, rows(lots)],
    )
    .await?;
    Ok(())
}
