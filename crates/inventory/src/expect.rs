//! Expecting goods: what was ordered and when it will come, as the buyer or the supplier tells it, again and again.

use kernel::{Capability, LocationId, Quantity, SupplyId, Timestamp, TransferId, Tx, VariantId, args};

use crate::change::Changes;
use crate::repeg::repeg;
use crate::save_location::require_location;
use crate::supply::{find_supply, tell};
use crate::{Error, Origin, Supply, SupplyState};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expect {
    /// Chosen by the caller: the same line told again is the same supply, with another date or quantity.
    pub id: SupplyId,
    pub variant: VariantId,
    pub location: LocationId,
    /// Purchase order and line, as the buyer calls them.
    pub reference: String,
    /// All that was ordered, what has come already included.
    pub quantity: Quantity,
    pub expected_at: Timestamp,
}

/// Goods are on their way, or their date or quantity is another now. Promises move with them: to another supply that comes
/// sooner, to what lies there, or to a later date, and whoever holds them hears of it.
pub async fn expect(tx: &mut Tx, wanted: Expect) -> Result<Supply, Error> {
    tx.require(Capability::AdjustStock, wanted.location)?;
    require_location(tx, wanted.location).await?;
    if wanted.quantity.is_zero() {
        return Err(Error::Invalid { pointer: "/quantity", why: "at least one".to_owned() });
    }
    if !(1..=120).contains(&wanted.reference.trim().chars().count()) {
        return Err(Error::Invalid { pointer: "/reference", why: "1 to 120 characters".to_owned() });
    }
    let earlier = match find_supply(tx, wanted.id).await {
        Ok(earlier) => Some(earlier),
        Err(Error::UnknownSupply(_)) => None,
        Err(error) => return Err(error),
    };
    let mut changes = Changes::default();
    let Some(earlier) = earlier else {
        write(tx, &wanted, Origin::Purchase, None).await?;
        let fresh = find_supply(tx, wanted.id).await?;
        tell(tx, &fresh).await?;
        changes.forget(wanted.variant);
        changes.tell(tx).await?;
        return Ok(fresh);
    };
    if (earlier.variant, earlier.location, earlier.origin)
        != (wanted.variant, wanted.location, Origin::Purchase)
    {
        return Err(Error::IdTaken(wanted.id.to_string()));
    }
    let same = earlier.quantity == wanted.quantity.get()
        && earlier.expected_at == wanted.expected_at
        && earlier.reference == wanted.reference;
    if same {
        return Ok(earlier);
    }
    if earlier.state != SupplyState::Expected {
        return Err(Error::SupplyClosed { id: earlier.id, state: earlier.state });
    }
    tx.exec(
        "UPDATE inventory_supply SET quantity = $1, expected_at = $2, reference = $3, version = version + 1,
             state = CASE WHEN received >= $1 THEN 'arrived' ELSE state END
         WHERE variant = $4 AND id = $5",
        args![wanted.quantity, wanted.expected_at, wanted.reference.clone(), wanted.variant, wanted.id],
    )
    .await?;
    repeg(tx, &mut changes, wanted.variant, wanted.location).await?;
    changes.tell(tx).await?;
    let now = find_supply(tx, wanted.id).await?;
    tell(tx, &now).await?;
    Ok(now)
}

/// No more of it will come. Doing so twice is harmless.
pub async fn call_off(tx: &mut Tx, id: SupplyId) -> Result<Supply, Error> {
    let it = find_supply(tx, id).await?;
    tx.require(Capability::AdjustStock, it.location)?;
    match (it.state, it.origin) {
        (SupplyState::CalledOff, _) => return Ok(it),
        (SupplyState::Expected, Origin::Purchase) => {}
        (state, _) => return Err(Error::SupplyClosed { id, state }),
    }
    tx.exec(
        "UPDATE inventory_supply SET state = 'called_off', lost = quantity - received, version = version + 1
         WHERE variant = $1 AND id = $2 AND state = 'expected'",
        args![it.variant, id],
    )
    .await?;
    let mut changes = Changes::default();
    repeg(tx, &mut changes, it.variant, it.location).await?;
    changes.tell(tx).await?;
    let now = find_supply(tx, id).await?;
    tell(tx, &now).await?;
    Ok(now)
}

pub(crate) async fn write(
    tx: &mut Tx,
    it: &Expect,
    origin: Origin,
    transfer: Option<TransferId>,
) -> Result<(), Error> {
    tx.exec(
        "INSERT INTO inventory_supply (variant, id, location, origin, reference, transfer, quantity, received, lost,
             promised, expected_at, state, noted_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, 'expected', $9, 1)",
        args![
            it.variant,
            it.id,
            it.location,
            origin,
            it.reference.clone(),
            transfer,
            it.quantity,
            it.expected_at,
            tx.now()
        ],
    )
    .await?;
    Ok(())
}
