//! Goods that were expected have come.

use kernel::{Capability, MovementId, Quantity, SupplyId, Tx, args};

use crate::change::Changes;
use crate::move_stock::{find_movement, record};
use crate::repeg::{repeg, serve};
use crate::supply::{find_supply, tell};
use crate::{Cause, Change, Error, Move, Movement, Origin, Supply, SupplyState};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Arrive {
    /// Chosen by the caller, so that a retry is recognised as the same delivery.
    pub id: MovementId,
    pub supply: SupplyId,
    pub units: Quantity,
    pub rest: Rest,
}

/// What becomes of what did not come with this delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rest {
    /// It follows.
    #[default]
    Follows,
    /// It never will.
    Lost,
}

/// Puts a delivery on the shelf and serves who waits for it, in the order of promises. The same delivery told twice is
/// recorded once; more than was ordered is recorded as it came.
pub async fn arrive(tx: &mut Tx, delivery: Arrive) -> Result<Movement, Error> {
    let supply = find_supply(tx, delivery.supply).await?;
    tx.require(Capability::AdjustStock, supply.location)?;
    if let Some(earlier) = find_movement(tx, supply.variant, delivery.id).await? {
        let is_same = earlier.location == supply.location && earlier.stated == delivery.units.get();
        return if is_same { Ok(earlier) } else { Err(Error::IdTaken(delivery.id.to_string())) };
    }
    if supply.state != SupplyState::Expected || supply.origin != Origin::Purchase {
        return Err(Error::SupplyClosed { id: supply.id, state: supply.state });
    }
    let fact = Move {
        id: delivery.id,
        variant: supply.variant,
        location: supply.location,
        change: Change::Delta(delivery.units.get()),
        cause: Cause::Received,
        reference: Some(supply.reference.clone()),
        at: None,
    };
    let mut changes = Changes::default();
    let movement = record(tx, &mut changes, &fact).await?;
    land(tx, &mut changes, &supply, delivery.units.get(), delivery.rest).await?;
    changes.tell(tx).await?;
    Ok(movement)
}

/// Writes down on the supply what came, and serves who waits. The movement has been recorded.
pub(crate) async fn land(
    tx: &mut Tx,
    changes: &mut Changes,
    supply: &Supply,
    units: i64,
    rest: Rest,
) -> Result<(), Error> {
    let is_last = i64::from(rest == Rest::Lost);
    tx.exec(
        "UPDATE inventory_supply SET received = received + $1, version = version + 1,
             state = CASE WHEN $2 = 1 OR received + $1 >= quantity THEN 'arrived' ELSE state END,
             lost = CASE WHEN $2 = 1 AND received + $1 < quantity THEN quantity - received - $1 ELSE 0 END
         WHERE variant = $3 AND id = $4",
        args![units, is_last, supply.variant, supply.id],
    )
    .await?;
    serve(tx, changes, supply, units).await?;
    let now = find_supply(tx, supply.id).await?;
    if now.promised > now.open() {
        repeg(tx, changes, supply.variant, supply.location).await?;
    }
    let now = find_supply(tx, supply.id).await?;
    tell(tx, &now).await
}
