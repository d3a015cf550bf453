//! Taking units for promises: the guards. Each stands inside its `UPDATE` and is the whole formula of what a channel may be
//! promised, so two buyers cannot both take the last unit, whatever each of them has read before.

use kernel::{ChannelCode, LocationId, Query, SupplyId, Timestamp, Tx, VariantId, args};

use crate::trust::day_of;
use crate::{Error, Share, Stock};

/// Moves units from available to reserved; `None` if the channel may not have so many.
///
/// Most rows have no share and most channels no policy: one statement. Where there is a share, the row of stock is taken
/// first: whoever waits for a row sees it as it has become, but other tables as they were when its statement began, and
/// shares change only in the hands of whoever holds the row.
pub(crate) async fn take(
    tx: &mut Tx,
    (variant, location): (VariantId, LocationId),
    channel: Option<&ChannelCode>,
    units: i64,
) -> Result<Option<Stock>, Error> {
    let simple = tx
        .maybe(
            "UPDATE inventory_stock SET reserved = reserved + $1, version = version + 1
             WHERE variant = $2 AND location = $3 AND ruled = 0 AND on_hand - unavailable - safety - reserved >= $1
                 AND NOT EXISTS (SELECT 1 FROM inventory_policy p WHERE p.location = $3 AND p.channel = $4)
                 AND NOT EXISTS (SELECT 1 FROM inventory_exclusion e WHERE e.variant = $2 AND e.channel = $4)
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![units, variant, location, channel.cloned()],
        )
        .await?;
    if simple.is_some() {
        return Ok(simple);
    }
    let held = hold(tx, variant, location).await?;
    if held.is_none_or(|row| row.on_hand - row.unavailable - row.safety - row.reserved < units) {
        return Ok(None);
    }
    let now = tx.now();
    let taken: Option<Stock> = tx
        .maybe(
            "UPDATE inventory_stock SET reserved = reserved + $1, version = version + 1
             WHERE variant = $2 AND location = $3
                 AND on_hand - unavailable - safety - reserved - protected
                     + COALESCE((SELECT CASE WHEN q.protected > q.taken THEN q.protected - q.taken ELSE 0 END - q.safety
                                 FROM inventory_quota q
                                 WHERE q.variant = $2 AND q.location = $3 AND q.channel = $4), 0)
                     - COALESCE((SELECT p.safety FROM inventory_policy p
                                 WHERE p.location = $3 AND p.channel = $4), 0) >= $1
                 AND NOT EXISTS (SELECT 1 FROM inventory_policy p
                                 WHERE p.location = $3 AND p.channel = $4
                                     AND (p.state = 'closed' OR (p.least_confidence > 0 AND p.least_confidence >
                                         1000 - doubt - CASE WHEN 4 * ($5 - seen_day) > 600 THEN 600
                                                             WHEN $5 < seen_day THEN 0
                                                             ELSE 4 * ($5 - seen_day) END)))
                 AND NOT EXISTS (SELECT 1 FROM inventory_exclusion e WHERE e.variant = $2 AND e.channel = $4)
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![units, variant, location, channel.cloned(), day_of(now)],
        )
        .await?;
    match (taken, channel) {
        (Some(row), Some(channel)) if row.ruled > 0 => {
            count_taken(tx, (variant, location), channel, now, units).await?;
            Ok(Some(protect_again(tx, variant, location).await?))
        }
        (taken, _) => Ok(taken),
    }
}

/// Takes the row of stock, so that nobody else changes it or its shares before this unit ends.
pub(crate) async fn hold(
    tx: &mut Tx,
    variant: VariantId,
    location: LocationId,
) -> Result<Option<Stock>, Error> {
    let row = tx
        .maybe(
            "UPDATE inventory_stock SET version = version WHERE variant = $1 AND location = $2
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![variant, location],
        )
        .await?;
    Ok(row)
}

/// A promise that was made at `reserved_at` takes from the share of its channel, or gives back. What was promised before the
/// share was set has never counted.
pub(crate) async fn count_taken(
    tx: &mut Tx,
    (variant, location): (VariantId, LocationId),
    channel: &ChannelCode,
    reserved_at: Timestamp,
    units: i64,
) -> Result<(), Error> {
    tx.exec(
        "UPDATE inventory_quota SET taken = taken + $1
         WHERE variant = $2 AND location = $3 AND channel = $4 AND since <= $5",
        args![units, variant, location, channel.clone(), reserved_at],
    )
    .await?;
    Ok(())
}

/// Writes down on the row of stock what its shares come to now. The row is ours.
pub(crate) async fn protect_again(
    tx: &mut Tx,
    variant: VariantId,
    location: LocationId,
) -> Result<Stock, Error> {
    let row = tx
        .one(
            "UPDATE inventory_stock
             SET protected = (SELECT CAST(COALESCE(SUM(CASE WHEN q.protected > q.taken THEN q.protected - q.taken
                                                            ELSE 0 END), 0) AS bigint)
                              FROM inventory_quota q WHERE q.variant = $1 AND q.location = $2),
                 ruled = (SELECT COUNT(*) FROM inventory_quota q WHERE q.variant = $1 AND q.location = $2)
             WHERE variant = $1 AND location = $2
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![variant, location],
        )
        .await?;
    Ok(row)
}

pub(crate) async fn shares(
    db: &mut impl Query,
    variant: VariantId,
    location: LocationId,
) -> Result<Vec<Share>, Error> {
    let found = db
        .all(
            "SELECT variant, location, channel, safety, protected, taken, since FROM inventory_quota
             WHERE variant = $1 AND location = $2 ORDER BY channel",
            args![variant, location],
        )
        .await?;
    Ok(found)
}

/// Pegs units to goods that are on their way; `false` if too few of them are free, or the channel may not have them.
pub(crate) async fn peg(
    tx: &mut Tx,
    (variant, supply): (VariantId, SupplyId),
    channel: Option<&ChannelCode>,
    units: i64,
) -> Result<bool, Error> {
    let pegged = tx
        .exec(
            "UPDATE inventory_supply SET promised = promised + $1, version = version + 1
             WHERE variant = $2 AND id = $3 AND state = 'expected' AND quantity - received - promised >= $1
                 AND EXISTS (SELECT 1 FROM inventory_channel c
                             WHERE c.channel = $4 AND (c.ahead = 'preorder' OR (c.ahead = 'backorder'
                                 AND EXISTS (SELECT 1 FROM inventory_stock s
                                             WHERE s.variant = $2 AND s.location = inventory_supply.location))))
                 AND NOT EXISTS (SELECT 1 FROM inventory_policy p
                                 WHERE p.location = inventory_supply.location AND p.channel = $4 AND p.state = 'closed')
                 AND NOT EXISTS (SELECT 1 FROM inventory_exclusion e WHERE e.variant = $2 AND e.channel = $4)",
            args![units, variant, supply, channel.cloned()],
        )
        .await?;
    Ok(pegged == 1)
}
