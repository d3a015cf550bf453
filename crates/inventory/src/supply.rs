//! Goods that are on their way: a line of a purchase order, or what another place has sent.

use kernel::{Fault, LocationId, Query, SupplyId, Timestamp, TransferId, Tx, VariantId, args, uuids};

use crate::{Error, SupplyChanged};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Supply {
    pub variant: VariantId,
    pub id: SupplyId,
    /// Where they will arrive.
    pub location: LocationId,
    pub origin: Origin,
    /// The number of the purchase order and its line, or the transfer.
    pub reference: String,
    pub transfer: Option<TransferId>,
    pub quantity: i64,
    /// What came.
    pub received: i64,
    /// What will never come.
    pub lost: i64,
    /// Open promises that are pegged to it.
    pub promised: i64,
    pub expected_at: Timestamp,
    pub state: SupplyState,
    pub noted_at: Timestamp,
    pub version: i64,
}

kernel::text_enum! {
    pub enum Origin {
        Purchase = "purchase",
        Transfer = "transfer",
    }
}

kernel::text_enum! {
    /// ```text
    /// expected ──▶ arrived      the last of it came
    ///    └───────▶ called_off   no more of it will come
    /// ```
    pub enum SupplyState {
        Expected = "expected",
        Arrived = "arrived",
        CalledOff = "called_off",
    }
}

impl Supply {
    /// What is still on its way.
    pub fn open(&self) -> i64 {
        if self.state == SupplyState::Expected { (self.quantity - self.received).max(0) } else { 0 }
    }
    /// What of it nobody was promised.
    pub fn free(&self) -> i64 {
        (self.open() - self.promised).max(0)
    }
}

/// Goods on their way as memory knows them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Coming {
    pub variant: VariantId,
    pub location: LocationId,
    pub units: i64,
    pub expected_at: Timestamp,
}

/// What is free of goods on their way, the soonest first.
pub(crate) async fn coming(db: &mut impl Query, variants: &[VariantId]) -> Result<Vec<Coming>, Fault> {
    db.all(
        "SELECT variant, location, quantity - received - promised AS units, expected_at FROM inventory_supply
         WHERE variant IN {uuids $1} AND state = 'expected' AND quantity - received - promised > 0
         ORDER BY expected_at, id",
        args![uuids(variants.iter().copied())],
    )
    .await
}

/// Gives units of goods on their way back to whoever comes next.
pub(crate) async fn unpeg(
    tx: &mut Tx,
    variant: VariantId,
    supply: SupplyId,
    units: i64,
) -> Result<(), Error> {
    tx.exec(
        "UPDATE inventory_supply SET promised = promised - $1, version = version + 1
         WHERE variant = $2 AND id = $3",
        args![units, variant, supply],
    )
    .await?;
    let now = find_supply(tx, supply).await?;
    tell(tx, &now).await
}

pub(crate) async fn tell(tx: &mut Tx, it: &Supply) -> Result<(), Error> {
    tx.publish(&SupplyChanged {
        supply: it.id,
        variant: it.variant,
        location: it.location,
        transfer: it.transfer,
        state: it.state,
        open: it.open(),
        promised: it.promised,
        expected_at: it.expected_at,
        version: it.version,
    })
    .await?;
    Ok(())
}

pub async fn find_supply(db: &mut impl Query, id: SupplyId) -> Result<Supply, Error> {
    let row = db
        .maybe(
            "SELECT variant, id, location, origin, reference, transfer, quantity, received, lost, promised, expected_at,
                 state, noted_at, version
             FROM inventory_supply WHERE id = $1",
            args![id],
        )
        .await?;
    row.ok_or(Error::UnknownSupply(id))
}

/// Which goods on their way a list shows.
#[derive(Debug, Clone, Default)]
pub struct SupplyFilter {
    pub variant: Option<VariantId>,
    pub location: Option<LocationId>,
    pub scope: Option<Vec<LocationId>>,
}

/// What is expected, the soonest first; at most 500.
pub async fn expected(db: &mut impl Query, filter: &SupplyFilter) -> Result<Vec<Supply>, Error> {
    let everywhere = i64::from(filter.scope.is_none());
    let rows = db
        .all(
            "SELECT variant, id, location, origin, reference, transfer, quantity, received, lost, promised, expected_at,
                 state, noted_at, version
             FROM inventory_supply
             WHERE state = 'expected' AND ($1 IS NULL OR variant = $1) AND ($2 IS NULL OR location = $2)
                 AND ($3 = 1 OR location IN {uuids $4})
             ORDER BY expected_at, id LIMIT 500",
            args![
                filter.variant,
                filter.location,
                everywhere,
                uuids(filter.scope.clone().unwrap_or_default())
            ],
        )
        .await?;
    Ok(rows)
}
