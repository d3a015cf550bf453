//! A location that cannot provide the goods says so. Parcels are sent from elsewhere; somebody who wanted to come to this
//! store is told that these units are cancelled, and gets the money back.

use inventory::Reason;
use kernel::{Capability, FulfilmentId, LineId, Quantity, Tx};

use crate::allot::{self, Wanted};
use crate::history::{Change, note};
use crate::place::{fulfilment, promises_of};
use crate::{
    CancelReason, Cancelled, Error, FulfilmentState, Life, Mode, Order, RejectReason, Rejected, What,
    event::works, give_up, money, store,
};

/// Rejecting twice is harmless.
pub async fn reject(tx: &mut Tx, id: FulfilmentId, reason: RejectReason) -> Result<Order, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, id).await?;
    let it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    match it.state {
        FulfilmentState::Rejected => return Ok(order),
        FulfilmentState::OnHold => return Err(Error::WrongState { fulfilment: id, state: it.state }),
        _ => {}
    }
    let before = it.state;
    let units = give_up::end(tx, &mut order, &[at], FulfilmentState::Rejected, Reason::Rejected).await?;
    note(tx, order.id, What::Rejected, Change::states(before, reason).of(id)).await?;
    let moved_to = match it.mode {
        Mode::Ship => send_from_elsewhere(tx, &mut order, at, &units).await?,
        Mode::Pickup | Mode::Counter => None,
    };
    let lines = match moved_to {
        Some(_) => Vec::new(),
        None => give_up::drop_units(tx, &mut order, &units, Life::Cancelled).await?,
    };
    if moved_to.is_none() {
        money::settle(tx, &mut order, "unavailable").await?;
        tx.publish(&Cancelled {
            order: order.id,
            channel: order.channel.clone(),
            person: order.person,
            reason: CancelReason::Unavailable,
            lines: lines.clone(),
            fulfilments: works(&order),
        })
        .await?;
    }
    store::save(tx, &order).await?;
    let (location, person) = (it.location, order.person);
    let order_id = order.id;
    tx.publish(&Rejected { order: order_id, fulfilment: id, location, person, reason, moved_to, lines })
        .await?;
    Ok(order)
}

/// Other places take over if together they have everything; the first of them is told.
async fn send_from_elsewhere(
    tx: &mut Tx,
    order: &mut Order,
    at: usize,
    units: &[(LineId, Quantity)],
) -> Result<Option<FulfilmentId>, Error> {
    let rejected = order.fulfilments[at].clone();
    let Some(address) = &rejected.address else { return Ok(None) };
    let wanted = units.iter().filter_map(|(line, quantity)| {
        let variant = order.line(*line)?.variant;
        Some(Wanted { line: *line, variant, quantity: *quantity })
    });
    let refused = order.fulfilments.iter().filter(|it| it.state == FulfilmentState::Rejected);
    let refused: Vec<_> = refused.map(|it| it.location).collect();
    let parcels = match allot::ship(tx, address, wanted.collect(), &refused).await {
        Ok(parcels) => parcels,
        Err(Error::NothingToShip { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut first = None;
    for parcel in &parcels {
        let new = fulfilment(tx, order, parcel, FulfilmentState::Open);
        let reserved = tx
            .attempt(async |tx| -> Result<(), Error> {
                store::insert_fulfilments(tx, order.id, std::slice::from_ref(&new)).await?;
                inventory::reserve_all(tx, promises_of(order, &new)).await?;
                Ok(())
            })
            .await;
        match reserved {
            Ok(()) => {}
            // Sold in this very moment: an assistant tries again or the units are cancelled.
            Err(Error::Inventory(inventory::Error::OutOfStock { .. })) if first.is_none() => return Ok(None),
            Err(error) => return Err(error),
        }
        note(tx, order.id, What::Reallotted, Change::after(new.location).of(new.id)).await?;
        first = first.or(Some(new.id));
        order.fulfilments.push(new);
    }
    Ok(first)
}
