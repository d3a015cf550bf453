//! Safety stock: units that are kept back because a count may be wrong.

use kernel::{LocationId, Quantity, Query, Tx, VariantId, args};

use crate::change::Changes;
use crate::save_location::require_location;
use crate::stock::Effect;
use crate::{Error, Stock};

/// From now on, so many units of the variant are not promised at this place. Promises made before stand.
pub async fn set_safety(
    tx: &mut Tx,
    variant: VariantId,
    location: LocationId,
    units: Quantity,
) -> Result<(), Error> {
    tx.require(kernel::Capability::AdjustStock, location)?;
    require_location(tx, location).await?;
    let row: Option<Stock> = tx
        .maybe(
            "INSERT INTO inventory_stock (variant, location, safety, version) VALUES ($1, $2, $3, 1)
             ON CONFLICT (variant, location) DO UPDATE
                 SET safety = excluded.safety, version = inventory_stock.version + 1
                 WHERE inventory_stock.safety <> excluded.safety
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![variant, location, units],
        )
        .await?;
    let mut changes = Changes::default();
    if let Some(row) = row {
        changes.note(row, Effect::default());
    }
    changes.tell(tx).await
}
