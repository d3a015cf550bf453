//! Points that could only be seen become points that can be spent.

use kernel::{Fact, PersonId, Query, Tx, args};

use crate::{Error, LotRipened};

/// The delay is over. What was reversed meanwhile stays reversed; told again, nothing happens.
pub async fn ripen(tx: &mut Tx, _fact: &Fact, due: LotRipened) -> Result<(), Error> {
    let now = tx.now();
    let ripe: Vec<(i64,)> = tx
        .all(
            "UPDATE loyalty_lot SET ripened_at = $1
             WHERE person = $2 AND order_id = $3 AND reference = $4 AND ripened_at IS NULL AND reversed_at IS NULL
                 AND spendable_at <= $1
             RETURNING remaining",
            args![now, due.person, due.order, due.reference],
        )
        .await?;
    let points: i64 = ripe.iter().map(|(remaining,)| remaining).sum();
    shift(tx, due.person, points, -points).await
}

/// Changes what a wallet shows; never below zero, or the unit fails.
pub(crate) async fn shift(tx: &mut Tx, person: PersonId, spendable: i64, pending: i64) -> Result<(), Error> {
    if (spendable, pending) == (0, 0) {
        return Ok(());
    }
    let now = tx.now();
    tx.exec(
        "UPDATE loyalty_wallet SET spendable = spendable + $1, pending = pending + $2, changed_at = $3
         WHERE person = $4",
        args![spendable, pending, now, person],
    )
    .await?;
    Ok(())
}
