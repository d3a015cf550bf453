//! Pieces that lie there but cannot be sold: damaged, in quality check, on display.

use kernel::{LocationId, MovementId, Query, Tx, VariantId, args};

use crate::change::Changes;
use crate::move_stock::{find_movement, insert, repeat, take_back};
use crate::save_location::require_location;
use crate::stock::Effect;
use crate::{Bucket, Cause, Change, Error, Movement, Stock};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SetAside {
    pub id: MovementId,
    pub variant: VariantId,
    pub location: LocationId,
    pub bucket: Bucket,
    /// Into the bucket, or out of it again.
    pub units: i64,
    pub reference: Option<String>,
}

/// Puts pieces into a bucket or takes them out. What is set aside stays on hand; if it was promised, that is a shortfall.
pub async fn set_aside(tx: &mut Tx, fact: SetAside) -> Result<Movement, Error> {
    tx.require(kernel::Capability::AdjustStock, fact.location)?;
    Change::Delta(fact.units).check()?;
    require_location(tx, fact.location).await?;
    let missing = Error::NotSetAside { variant: fact.variant, wanted: -fact.units };
    let row = shift(tx, &fact).await?;
    let movement = Movement {
        variant: fact.variant,
        id: fact.id,
        location: fact.location,
        delta: 0,
        stated: 0,
        counted: None,
        bucket: Some(fact.bucket),
        set_aside: fact.units,
        on_hand: row.as_ref().map_or(0, |row| row.on_hand),
        version: row.as_ref().map_or(0, |row| row.version),
        cause: Cause::SetAside,
        reference: fact.reference.clone(),
        reservation: None,
        actor: tx.actor().to_string(),
        happened_at: tx.now(),
        recorded_at: tx.now(),
    };
    let Some(row) = row else {
        // Told again after the bucket was emptied, it is still the same fact.
        return match find_movement(tx, fact.variant, fact.id).await? {
            None => Err(missing),
            earlier => repeat(earlier, &movement),
        };
    };
    let effect = Effect { unavailable: fact.units, ..Effect::default() };
    if !insert(tx, &movement).await? {
        take_back(tx, &row, effect).await?;
        return repeat(find_movement(tx, fact.variant, fact.id).await?, &movement);
    }
    if !fill(tx, &fact).await? {
        return Err(missing);
    }
    let mut changes = Changes::default();
    changes.note(row, effect);
    changes.tell(tx).await?;
    Ok(movement)
}

async fn shift(tx: &mut Tx, fact: &SetAside) -> Result<Option<Stock>, Error> {
    if fact.units > 0 {
        tx.exec(
            "INSERT INTO inventory_stock (variant, location, version) VALUES ($1, $2, 0)
             ON CONFLICT (variant, location) DO NOTHING",
            args![fact.variant, fact.location],
        )
        .await?;
    }
    let row = tx
        .maybe(
            "UPDATE inventory_stock SET unavailable = unavailable + $1, version = version + 1
             WHERE variant = $2 AND location = $3 AND unavailable + $1 >= 0
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![fact.units, fact.variant, fact.location],
        )
        .await?;
    Ok(row)
}

/// `false` if fewer lie in the bucket than shall come out.
async fn fill(tx: &mut Tx, fact: &SetAside) -> Result<bool, Error> {
    tx.exec(
        "INSERT INTO inventory_bucket (variant, location, bucket, units) VALUES ($1, $2, $3, 0)
         ON CONFLICT (variant, location, bucket) DO NOTHING",
        args![fact.variant, fact.location, fact.bucket],
    )
    .await?;
    let filled = tx
        .exec(
            "UPDATE inventory_bucket SET units = units + $1
             WHERE variant = $2 AND location = $3 AND bucket = $4 AND units + $1 >= 0",
            args![fact.units, fact.variant, fact.location, fact.bucket],
        )
        .await?;
    Ok(filled == 1)
}
