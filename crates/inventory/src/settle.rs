//! How promises end, whoever ends them and why: what release, fulfil and expiry have in common.

use std::collections::BTreeMap;

use kernel::{Fault, LocationId, MovementId, Quantity, Query, ReservationId, SupplyId, Tx, VariantId, args};

use crate::change::Changes;
use crate::move_stock;
use crate::reserve::find_all;
use crate::stock::Effect;
use crate::supply::unpeg;
use crate::take::{count_taken, protect_again};
use crate::trust::day_of;
use crate::{Cause, Error, Movement, Reason, Released, Reservation, ReservationDue, Stock};

#[derive(Debug, Clone)]
pub(crate) enum Ending {
    /// The goods stay and are free again.
    Release(Reason),
    /// The goods leave.
    Fulfil { cause: Cause, reference: Option<String> },
}

/// Units of one promise that end; all that is open, if no number is given.
pub(crate) type Part = (ReservationId, Option<Quantity>);

/// A promise that ended, or some units of it.
struct Ended {
    now: Reservation,
    units: Quantity,
    /// So many of them lay there; the rest was on its way with `supply`.
    here: i64,
    supply: Option<SupplyId>,
}

/// How often a promise that changes under our eyes is looked at again.
const LOOKS: usize = 5;

/// Ends promises, in the order in which everybody takes rows; answers in the order asked.
pub(crate) async fn settle(tx: &mut Tx, parts: &[Part], ending: Ending) -> Result<Vec<Reservation>, Error> {
    let asked: BTreeMap<ReservationId, Option<Quantity>> = parts.iter().copied().collect();
    let found = find_all(tx, asked.keys().copied()).await?;
    if let Some(unknown) = asked.keys().find(|id| !found.iter().any(|it| it.id == **id)) {
        return Err(Error::UnknownReservation(*unknown));
    }
    let mut ended = Vec::with_capacity(found.len());
    for it in found {
        let part = asked.get(&it.id).copied().flatten();
        ended.push(end(tx, it, part, &ending).await?);
    }
    let mut cells: BTreeMap<(VariantId, LocationId), i64> = BTreeMap::new();
    let mut changes = Changes::default();
    for it in ended.iter().filter(|it| !it.units.is_zero()) {
        if it.here > 0 {
            *cells.entry((it.now.variant, it.now.location)).or_insert(0) += it.here;
        }
        if let Some(supply) = it.supply {
            unpeg(tx, it.now.variant, supply, it.units.get() - it.here).await?;
            changes.forget(it.now.variant);
        }
    }
    for ((variant, location), units) in cells {
        let leave = if matches!(ending, Ending::Fulfil { .. }) { units } else { 0 };
        let mut row = give_back(tx, variant, location, units, leave).await?;
        if row.ruled > 0 && leave == 0 {
            for it in ended.iter().filter(|it| (it.now.variant, it.now.location) == (variant, location)) {
                if let Some(channel) = &it.now.channel {
                    count_taken(tx, (variant, location), channel, it.now.reserved_at, -it.here).await?;
                }
            }
            row = protect_again(tx, variant, location).await?;
        }
        if let Ending::Fulfil { cause, reference } = &ending {
            let here = ended.iter().filter(|it| (it.now.variant, it.now.location) == (variant, location));
            record(tx, &row, units, here, *cause, reference).await?;
        }
        changes.note(row, Effect { on_hand: -leave, reserved: -units, ..Effect::default() });
    }
    for Ended { now: it, units, .. } in ended.iter().filter(|it| !it.units.is_zero()) {
        if it.open.is_zero() && it.expires_at.is_some() {
            tx.cancel::<ReservationDue>(it.id).await?;
        }
        if let Ending::Release(reason) = ending {
            tx.publish(&released(it, *units, reason)).await?;
        }
    }
    changes.tell(tx).await?;
    let ended: BTreeMap<_, _> = ended.into_iter().map(|it| (it.now.id, it.now)).collect();
    Ok(parts.iter().filter_map(|(id, _)| ended.get(id).cloned()).collect())
}

/// Ends one promise. If somebody else changed it since it was read, the rules are asked again.
async fn end(
    tx: &mut Tx,
    mut it: Reservation,
    part: Option<Quantity>,
    ending: &Ending,
) -> Result<Ended, Error> {
    for _ in 0..LOOKS {
        let mut next = it.clone();
        let units = match ending {
            Ending::Release(_) => next.release(part)?,
            Ending::Fulfil { .. } => next.fulfil(part)?,
        };
        // Time ran out only for a promise whose time has really run out: it may have been made firm since.
        let still_soft = it.expires_at.is_some_and(|due| due <= tx.now());
        if matches!(ending, Ending::Release(Reason::Expired)) && !still_soft {
            return Ok(Ended { now: it, units: Quantity::ZERO, here: 0, supply: None });
        }
        if units.is_zero() || replace(tx, &it, &next).await? {
            let here = if it.supply.is_some() { it.landed - next.here().min(it.landed) } else { units.get() };
            return Ok(Ended { now: next, units, here, supply: it.supply });
        }
        it = find_all(tx, [it.id]).await?.pop().ok_or(Error::UnknownReservation(it.id))?;
    }
    Err(Fault::Ended("a reservation kept changing").into())
}

/// Stores a promise if it still stands as it was read.
pub(crate) async fn replace(tx: &mut Tx, was: &Reservation, now: &Reservation) -> Result<bool, Error> {
    let stored = tx
        .exec(
            "UPDATE inventory_reservation
             SET open = $1, fulfilled = $2, state = $3, expires_at = $4, holder = $5, person = $6, supply = $14,
                 landed = $15
             WHERE variant = $7 AND id = $8 AND open = $9 AND fulfilled = $10
                 AND expires_at IS NOT DISTINCT FROM $11 AND holder = $12 AND supply IS NOT DISTINCT FROM $13
                 AND landed = $16",
            args![
                now.open,
                now.fulfilled,
                now.state,
                now.expires_at,
                now.holder,
                now.person,
                was.variant,
                was.id,
                was.open,
                was.fulfilled,
                was.expires_at,
                was.holder,
                was.supply,
                now.supply,
                now.landed,
                was.landed
            ],
        )
        .await?;
    Ok(stored == 1)
}

async fn give_back(
    tx: &mut Tx,
    variant: VariantId,
    location: LocationId,
    units: i64,
    leave: i64,
) -> Result<Stock, Error> {
    let row = tx
        .one(
            "UPDATE inventory_stock
             SET reserved = reserved - $1, on_hand = on_hand - $2, version = version + 1,
                 seen_day = CASE WHEN $2 > 0 AND seen_day < $5 THEN $5 ELSE seen_day END
             WHERE variant = $3 AND location = $4
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![units, leave, variant, location, day_of(tx.now())],
        )
        .await?;
    Ok(row)
}

/// One movement for each promise that was kept; the last of them shows what is left.
async fn record<'a>(
    tx: &mut Tx,
    row: &Stock,
    units: i64,
    kept: impl Iterator<Item = &'a Ended>,
    cause: Cause,
    reference: &Option<String>,
) -> Result<(), Error> {
    let mut on_hand = row.on_hand + units;
    for Ended { now: it, units: left, .. } in kept.filter(|it| !it.units.is_zero()) {
        on_hand -= left.get();
        let movement = Movement {
            variant: it.variant,
            id: tx.new_id::<MovementId>(),
            location: it.location,
            delta: -left.get(),
            stated: -left.get(),
            counted: None,
            bucket: None,
            set_aside: 0,
            on_hand,
            version: row.version,
            cause,
            reference: reference.clone(),
            reservation: Some(it.id),
            actor: tx.actor().to_string(),
            happened_at: tx.now(),
            recorded_at: tx.now(),
        };
        move_stock::insert(tx, &movement).await?;
    }
    Ok(())
}

fn released(it: &Reservation, units: Quantity, reason: Reason) -> Released {
    Released {
        id: it.id,
        holder: it.holder.to_string(),
        reason,
        variant: it.variant,
        location: it.location,
        quantity: units.get(),
        open: it.open.get(),
        person: it.person,
    }
}
