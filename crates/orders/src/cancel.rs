//! Cancelling what is still open of an order.

use inventory::Reason;
use kernel::{Actor, Capability, Everywhere, OrderId, Tx};

use crate::event::works;
use crate::history::{Change, history, note};
use crate::{
    Cancelled, Error, ExceptionKind, FulfilmentState, Life, Order, PaymentDue, What, exception, give_up,
    money, store,
};

kernel::text_enum! {
    pub enum CancelReason {
        /// The shopper changed their mind.
        Customer = "customer",
        Staff = "staff",
        /// Nobody paid in time.
        Unpaid = "unpaid",
        /// The location could not find the goods.
        Unavailable = "unavailable",
        Fraud = "fraud",
    }
}

/// Open units are cancelled, goods are free again, money that came in goes back. What has left stays sold.
/// Cancelling twice is harmless.
pub async fn cancel(tx: &mut Tx, id: OrderId, reason: CancelReason) -> Result<Order, Error> {
    let mut order = store::take(tx, id).await?;
    may_cancel(tx.actor(), &order)?;
    match order.life {
        Life::Cancelled | Life::Expired => return Ok(order),
        // Part of it had left before the rest was cancelled: the same request again is the same answer.
        Life::Completed if was_cancelled(tx, id).await? => return Ok(order),
        Life::Completed => return Err(Error::Closed(order.number)),
        Life::Placed => {}
    }
    close(tx, &mut order, reason, Life::Cancelled).await?;
    Ok(order)
}

async fn was_cancelled(tx: &mut Tx, id: OrderId) -> Result<bool, Error> {
    Ok(history(tx, id).await?.iter().any(|entry| entry.what == What::Cancelled))
}

/// A shopper the own order; staff by capability.
fn may_cancel(actor: &Actor, order: &Order) -> Result<(), Error> {
    match (actor, order.person) {
        (Actor::Person(me), Some(owner)) if *me == owner => Ok(()),
        (Actor::Visitor(me), _) if order.visitor == Some(*me) => Ok(()),
        _ => Ok(actor.require(Capability::ManageOrders, Everywhere)?),
    }
}

pub(crate) async fn close(
    tx: &mut Tx,
    order: &mut Order,
    reason: CancelReason,
    ended_as: Life,
) -> Result<(), Error> {
    let live: Vec<usize> =
        order.fulfilments.iter().enumerate().filter(|(_, it)| it.state.is_live()).map(|(at, _)| at).collect();
    let before = order.life;
    let units = give_up::end(tx, order, &live, FulfilmentState::Cancelled, Reason::Cancelled).await?;
    let lines = give_up::drop_units(tx, order, &units, ended_as).await?;
    if order.payment_due_at.take().is_some() {
        tx.cancel::<PaymentDue>(order.id).await?;
    }
    exception::settle(tx, order.id, None, ExceptionKind::ALL).await?;
    money::settle(tx, order, "cancelled").await?;
    store::save(tx, order).await?;
    note(tx, order.id, What::Cancelled, Change::states(before, reason)).await?;
    tx.publish(&Cancelled {
        order: order.id,
        channel: order.channel.clone(),
        person: order.person,
        reason,
        lines,
        fulfilments: works(order),
    })
    .await?;
    Ok(())
}
