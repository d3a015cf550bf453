//! How units end that nobody will get: what cancelling, expiring and rejecting have in common.

use inventory::Reason;
use kernel::{LineId, Money, Quantity, Tx};

use crate::{Error, FulfilmentState, Life, Order, ParkDue, PickupDue, PickupReminder, Units, clocks, store};

/// Ends fulfilments and gives their goods back, in memory and in the database.
pub(crate) async fn end(
    tx: &mut Tx,
    order: &mut Order,
    which: &[usize],
    state: FulfilmentState,
    why: Reason,
) -> Result<Vec<(LineId, Quantity)>, Error> {
    let now = tx.now();
    let (mut units, mut goods) = (Vec::new(), Vec::new());
    for at in which {
        let it = &mut order.fulfilments[*at];
        let was_parked = it.state == FulfilmentState::Parked;
        it.end(state, now)?;
        units.extend(it.lines.iter().map(|line| (line.line, line.quantity)));
        goods.extend(it.reservations());
        store::save_fulfilment(tx, it).await?;
        let it = it.clone();
        if it.due_at.is_some() {
            tx.cancel::<PickupDue>(it.id).await?;
            tx.cancel::<PickupReminder>(it.id).await?;
        }
        if was_parked {
            tx.cancel::<ParkDue>(it.id).await?;
        }
        clocks::stop(tx, &it).await?;
    }
    inventory::release_all(tx, &goods, why).await?;
    Ok(units)
}

/// Open units become cancelled ones; says what they would have cost.
pub(crate) async fn drop_units(
    tx: &mut Tx,
    order: &mut Order,
    units: &[(LineId, Quantity)],
    ended_as: Life,
) -> Result<Vec<Units>, Error> {
    let mut told = Vec::new();
    for (id, quantity) in units {
        let line = order.line_mut(*id).ok_or(Error::UnknownLine(*id))?;
        let before = line.cancelled_value();
        if !line.cancel(*quantity) {
            return Err(Error::UnknownLine(*id));
        }
        let gross = Money::new(line.cancelled_value().minor - before.minor, before.currency);
        told.push(Units { line: *id, variant: line.variant, quantity: *quantity, gross });
    }
    order.follow(ended_as, tx.now());
    store::save_lines(tx, order).await?;
    Ok(told)
}
