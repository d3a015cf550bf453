//! Goods that were looked for and not found: the record is doubted until somebody counts.

use kernel::{LocationId, Query, Tx, VariantId, args};

use crate::change::Changes;
use crate::save_location::require_location;
use crate::stock::Effect;
use crate::trust::REJECTION;
use crate::{Error, Stock};

/// Somebody looked for these goods and did not find them, or not all. Stock stays as it is: what lies there a count will say.
/// For a verb of another context that knows who may ask, and asks once for each time.
pub async fn report_short_pick(tx: &mut Tx, variant: VariantId, location: LocationId) -> Result<(), Error> {
    require_location(tx, location).await?;
    let row: Stock = tx
        .one(
            "INSERT INTO inventory_stock (variant, location, doubt, version) VALUES ($1, $2, $3, 1)
             ON CONFLICT (variant, location) DO UPDATE
                 SET doubt = inventory_stock.doubt + excluded.doubt, version = inventory_stock.version + 1
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![variant, location, REJECTION],
        )
        .await?;
    let mut changes = Changes::default();
    changes.note(row, Effect::default());
    changes.tell(tx).await
}
