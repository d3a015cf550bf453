//! Keeping units for a channel, or from it.

use kernel::{Capability, ChannelCode, LocationId, Quantity, Query, Tx, VariantId, args};

use crate::change::Changes;
use crate::save_location::require_location;
use crate::stock::Effect;
use crate::take::{hold, protect_again, shares};
use crate::{Error, Share};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Protect {
    pub variant: VariantId,
    pub location: LocationId,
    pub channel: ChannelCode,
    /// So many units only this channel is promised, from now on; what it was promised before does not count.
    pub protected: Quantity,
    /// So many units this channel is not promised.
    pub safety: Quantity,
}

/// Sets the share of a channel at a place. With two zeros it ends. The same again changes nothing: what was taken of a share
/// stays taken until another share is set.
pub async fn protect(tx: &mut Tx, wanted: Protect) -> Result<(), Error> {
    tx.require(Capability::AdjustStock, wanted.location)?;
    require_location(tx, wanted.location).await?;
    tx.exec(
        "INSERT INTO inventory_stock (variant, location, version) VALUES ($1, $2, 0)
         ON CONFLICT (variant, location) DO NOTHING",
        args![wanted.variant, wanted.location],
    )
    .await?;
    hold(tx, wanted.variant, wanted.location).await?;
    let before = shares(tx, wanted.variant, wanted.location).await?;
    let before = before.into_iter().find(|it| it.channel == wanted.channel);
    let is = |it: &Share| (it.protected, it.safety) == (wanted.protected.get(), wanted.safety.get());
    match &before {
        Some(share) if is(share) => return Ok(()),
        None if wanted.protected.is_zero() && wanted.safety.is_zero() => return Ok(()),
        _ => write(tx, &wanted, before.as_ref()).await?,
    }
    tx.exec(
        "UPDATE inventory_stock SET version = version + 1 WHERE variant = $1 AND location = $2",
        args![wanted.variant, wanted.location],
    )
    .await?;
    let row = protect_again(tx, wanted.variant, wanted.location).await?;
    let mut changes = Changes::default();
    changes.note(row, Effect::default());
    changes.tell(tx).await
}

async fn write(tx: &mut Tx, wanted: &Protect, before: Option<&Share>) -> Result<(), Error> {
    if wanted.protected.is_zero() && wanted.safety.is_zero() {
        tx.exec(
            "DELETE FROM inventory_quota WHERE variant = $1 AND location = $2 AND channel = $3",
            args![wanted.variant, wanted.location, wanted.channel.clone()],
        )
        .await?;
        return Ok(());
    }
    // Another safety stock leaves the share and what was taken of it alone.
    let since = before.filter(|it| it.protected == wanted.protected.get()).map_or(tx.now(), |it| it.since);
    tx.exec(
        "INSERT INTO inventory_quota (variant, location, channel, safety, protected, taken, since)
         VALUES ($1, $2, $3, $4, $5, 0, $6)
         ON CONFLICT (variant, location, channel) DO UPDATE
             SET safety = excluded.safety, protected = excluded.protected, since = excluded.since",
        args![
            wanted.variant,
            wanted.location,
            wanted.channel.clone(),
            wanted.safety,
            wanted.protected,
            since
        ],
    )
    .await?;
    tx.exec(
        "UPDATE inventory_quota
         SET taken = (SELECT CAST(COALESCE(SUM(CASE WHEN r.supply IS NULL THEN r.open + r.fulfilled
                                                         ELSE r.landed END), 0) AS bigint)
                      FROM inventory_reservation r
                      WHERE r.variant = $1 AND r.location = $2 AND r.channel = $3
                          AND r.reserved_at >= inventory_quota.since)
         WHERE variant = $1 AND location = $2 AND channel = $3",
        args![wanted.variant, wanted.location, wanted.channel.clone()],
    )
    .await?;
    Ok(())
}

/// What channels have of a variant, by place.
pub async fn shares_of(db: &mut impl Query, variant: VariantId) -> Result<Vec<Share>, Error> {
    let found = db
        .all(
            "SELECT variant, location, channel, safety, protected, taken, since FROM inventory_quota
             WHERE variant = $1 ORDER BY location, channel",
            args![variant],
        )
        .await?;
    Ok(found)
}

/// Shares at a place, for its screen.
pub async fn shares_at(db: &mut impl Query, location: LocationId, limit: i64) -> Result<Vec<Share>, Error> {
    let found = db
        .all(
            "SELECT variant, location, channel, safety, protected, taken, since FROM inventory_quota
             WHERE location = $1 ORDER BY since DESC, variant LIMIT $2",
            args![location, limit],
        )
        .await?;
    Ok(found)
}
