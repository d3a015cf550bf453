//! What becomes of promises of goods on their way when the goods come, come later, or do not come: who was promised first is
//! served first, by what comes first.

use std::collections::BTreeMap;

use kernel::{LocationId, Query, SupplyId, Timestamp, Tx, VariantId, args};

use crate::change::Changes;
use crate::stock::Effect;
use crate::supply::tell;
use crate::take::{count_taken, protect_again, take};
use crate::{Error, Fate, PromiseMoved, Reservation, Stock, Supply, SupplyState};

/// Distributes all goods on their way to a place anew among the promises that wait for them there.
pub(crate) async fn repeg(
    tx: &mut Tx,
    changes: &mut Changes,
    variant: VariantId,
    location: LocationId,
) -> Result<(), Error> {
    changes.forget(variant);
    let mut supplies = hold(tx, variant, location).await?;
    let before: BTreeMap<SupplyId, i64> = supplies.iter().map(|it| (it.id, it.promised)).collect();
    let waiting = waiting(tx, variant, location).await?;
    supplies.iter_mut().for_each(|it| it.promised = 0);
    for it in waiting {
        let units = it.open.get() - it.landed;
        let next = supplies.iter_mut().find(|supply| supply.free() >= units);
        match next {
            Some(supply) => {
                supply.promised += units;
                move_to(tx, &it, supply).await?;
            }
            None => match take(tx, (variant, location), it.channel.as_ref(), units).await? {
                Some(row) => {
                    changes.note(row, Effect { reserved: units, ..Effect::default() });
                    land(tx, &it, Fate::Arrived).await?;
                }
                None => {
                    let row = owe(tx, &it, units).await?;
                    changes.note(row, Effect { reserved: units, ..Effect::default() });
                    land(tx, &it, Fate::Lost).await?;
                }
            },
        }
    }
    for it in supplies.iter_mut().filter(|it| before.get(&it.id) != Some(&it.promised)) {
        it.version += 1;
        tx.exec(
            "UPDATE inventory_supply SET promised = $1, version = $2 WHERE variant = $3 AND id = $4",
            args![it.promised, it.version, it.variant, it.id],
        )
        .await?;
        tell(tx, it).await?;
    }
    Ok(())
}

/// Goods have come and are kept for who waits for this supply, in the order of promises.
pub(crate) async fn serve(
    tx: &mut Tx,
    changes: &mut Changes,
    supply: &Supply,
    mut units: i64,
) -> Result<(), Error> {
    changes.forget(supply.variant);
    for it in waiting(tx, supply.variant, supply.location).await? {
        let came = (it.open.get() - it.landed).min(units);
        if it.supply != Some(supply.id) || came == 0 {
            continue;
        }
        units -= came;
        tx.exec(
            "UPDATE inventory_supply SET promised = promised - $1, version = version + 1
             WHERE variant = $2 AND id = $3",
            args![came, supply.variant, supply.id],
        )
        .await?;
        let row = owe(tx, &it, came).await?;
        changes.note(row, Effect { reserved: came, ..Effect::default() });
        if it.landed + came == it.open.get() {
            land(tx, &it, Fate::Arrived).await?;
        } else {
            tx.exec(
                "UPDATE inventory_reservation SET landed = landed + $1 WHERE variant = $2 AND id = $3",
                args![came, it.variant, it.id],
            )
            .await?;
        }
    }
    Ok(())
}

/// Takes all supplies of the variant to this place, the soonest first; with those that are closed and still promised.
async fn hold(tx: &mut Tx, variant: VariantId, location: LocationId) -> Result<Vec<Supply>, Error> {
    let mut held: Vec<Supply> = tx
        .all(
            "UPDATE inventory_supply SET version = version
             WHERE variant = $1 AND location = $2 AND (state = 'expected' OR promised > 0)
             RETURNING variant, id, location, origin, reference, transfer, quantity, received, lost, promised,
                 expected_at, state, noted_at, version",
            args![variant, location],
        )
        .await?;
    held.sort_by_key(|it| (it.state != SupplyState::Expected, it.expected_at, it.id));
    Ok(held)
}

async fn waiting(tx: &mut Tx, variant: VariantId, location: LocationId) -> Result<Vec<Reservation>, Error> {
    let found = tx
        .all(
            "SELECT variant, id, location, quantity, open, fulfilled, state, holder, person, code, channel,
                 supply, landed, promised_at, expires_at, reserved_at
             FROM inventory_reservation
             WHERE variant = $1 AND location = $2 AND open > 0 AND supply IS NOT NULL ORDER BY reserved_at, id",
            args![variant, location],
        )
        .await?;
    Ok(found)
}

async fn move_to(tx: &mut Tx, it: &Reservation, supply: &Supply) -> Result<(), Error> {
    if it.supply == Some(supply.id) && it.promised_at == Some(supply.expected_at) {
        return Ok(());
    }
    peg_to(tx, it, Some(supply.id), Some(supply.expected_at)).await?;
    if it.promised_at != Some(supply.expected_at) {
        told(tx, it, Fate::Moved, Some(supply.expected_at)).await?;
    }
    Ok(())
}

/// The promise stands on stock from now on; the date that it was promised for is remembered.
async fn land(tx: &mut Tx, it: &Reservation, fate: Fate) -> Result<(), Error> {
    peg_to(tx, it, None, it.promised_at).await?;
    told(tx, it, fate, None).await
}

async fn peg_to(
    tx: &mut Tx,
    it: &Reservation,
    supply: Option<SupplyId>,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.exec(
        "UPDATE inventory_reservation
         SET supply = $1, promised_at = $2, landed = CASE WHEN $1 IS NULL THEN 0 ELSE landed END
         WHERE variant = $3 AND id = $4",
        args![supply, at, it.variant, it.id],
    )
    .await?;
    Ok(())
}

async fn told(tx: &mut Tx, it: &Reservation, fate: Fate, to: Option<Timestamp>) -> Result<(), Error> {
    tx.publish(&PromiseMoved {
        reservation: it.id,
        holder: it.holder.to_string(),
        variant: it.variant,
        location: it.location,
        units: it.open.get(),
        person: it.person,
        fate,
        from: it.promised_at,
        to,
    })
    .await?;
    Ok(())
}

/// Promises units of stock whether they are there or not: where they are not, that is a shortfall.
async fn owe(tx: &mut Tx, it: &Reservation, units: i64) -> Result<Stock, Error> {
    let row: Stock = tx
        .one(
            "INSERT INTO inventory_stock (variant, location, reserved, version) VALUES ($1, $2, $3, 1)
             ON CONFLICT (variant, location) DO UPDATE
                 SET reserved = inventory_stock.reserved + excluded.reserved, version = inventory_stock.version + 1
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![it.variant, it.location, units],
        )
        .await?;
    match &it.channel {
        Some(channel) if row.ruled > 0 => {
            count_taken(tx, (it.variant, it.location), channel, it.reserved_at, units).await?;
            protect_again(tx, it.variant, it.location).await
        }
        _ => Ok(row),
    }
}
