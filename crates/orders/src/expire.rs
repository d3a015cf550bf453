//! What time ends: orders that nobody paid, goods that nobody collected.

use inventory::Reason;
use kernel::{Fact, Tx};

use crate::cancel::{CancelReason, close};
use crate::history::{Change, note};
use crate::{
    Error, Expired, FulfilmentState, Life, PaymentDue, PaymentState, PickupDue, What, give_up, money, store,
};

/// The time to pay has run out. Money that came in at the last moment wins.
pub async fn on_payment_due(tx: &mut Tx, _fact: &Fact, due: PaymentDue) -> Result<(), Error> {
    let Some(order) = store::find(tx, due.order).await? else { return Ok(()) };
    if !order.is_open() || order.payment != PaymentState::Pending {
        return Ok(());
    }
    let mut order = store::take(tx, due.order).await?;
    let intents = payments::intents(tx, order.id).await?;
    let is_paid = money::secured(&order, &intents).minor >= order.owed().minor;
    let is_due = order.payment_due_at.is_some_and(|at| at <= tx.now());
    if is_paid || !is_due || !order.is_open() || order.payment != PaymentState::Pending {
        return Ok(());
    }
    close(tx, &mut order, CancelReason::Unpaid, Life::Expired).await
}

/// Nobody came. The goods go back to the shelf, the money to the shopper, and the shopper is told.
pub async fn on_pickup_due(tx: &mut Tx, _fact: &Fact, due: PickupDue) -> Result<(), Error> {
    let Some(order) = store::find(tx, due.order).await? else { return Ok(()) };
    let waits = |order: &crate::Order, now| {
        order.fulfilments.iter().position(|it| {
            it.id == due.fulfilment
                && it.state == FulfilmentState::Ready
                && it.due_at.is_some_and(|at| at <= now)
        })
    };
    if waits(&order, tx.now()).is_none() {
        return Ok(());
    }
    let mut order = store::take(tx, due.order).await?;
    let Some(at) = waits(&order, tx.now()) else { return Ok(()) };
    // The promise itself has no end of its own, so to inventory it is cancelled.
    let units = give_up::end(tx, &mut order, &[at], FulfilmentState::Expired, Reason::Cancelled).await?;
    let lines = give_up::drop_units(tx, &mut order, &units, Life::Expired).await?;
    money::settle(tx, &mut order, "not_collected").await?;
    store::save(tx, &order).await?;
    let it = &order.fulfilments[at];
    note(tx, order.id, What::Expired, Change::states(FulfilmentState::Ready, it.state).of(it.id)).await?;
    tx.publish(&Expired {
        order: order.id,
        channel: order.channel.clone(),
        person: order.person,
        fulfilment: it.id,
        location: it.location,
        lines,
    })
    .await?;
    Ok(())
}
