//! Winding service clocks, and what happens when one runs out.

use kernel::{Fact, Tx};

use crate::exception::{Open, open, settle};
use crate::memory::{Trade, place, trade};
use crate::{Clock, ClockDue, Error, ExceptionKind, Fulfilment, Late, Order, store};

/// Sets the clock that the state of new work asks for; [`arm`] follows once the rows stand.
pub(crate) async fn start(tx: &mut Tx, trade: &Trade, works: &mut [Fulfilment]) -> Result<(), Error> {
    let now = tx.now();
    for it in works {
        let place = place(tx, it.location).await?;
        let clock = it.clock_of(&trade.service.clocks, &place, now);
        (it.clock, it.clock_due_at) = (clock.map(|it| it.0), clock.map(|it| it.1));
    }
    Ok(())
}

/// The timers of clocks that run. Goods that wait for their shopper have a timer of their own.
pub(crate) async fn arm(tx: &mut Tx, works: &[Fulfilment]) -> Result<(), Error> {
    for it in works {
        if let (Some(clock), Some(due)) = (it.clock, it.clock_due_at)
            && clock != Clock::Collect
        {
            tx.publish_at(due, &ClockDue { order: it.order, fulfilment: it.id, clock }).await?;
        }
    }
    Ok(())
}

/// The work has moved on: its next clock starts now, and being late with the step before is over. Call it before the
/// fulfilment is stored.
pub(crate) async fn wind(tx: &mut Tx, order: &Order, it: &mut Fulfilment) -> Result<(), Error> {
    let trade = trade(tx, &order.channel).await?;
    let before = it.clock;
    start(tx, &trade, std::slice::from_mut(it)).await?;
    if before.is_some() && matches!(it.clock, Some(Clock::Collect) | None) {
        tx.cancel::<ClockDue>(it.id).await?;
    }
    arm(tx, std::slice::from_ref(it)).await?;
    settle(tx, order.id, Some(it.id), &[ExceptionKind::Late]).await
}

/// The work is over, whichever way.
pub(crate) async fn stop(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    tx.cancel::<ClockDue>(it.id).await?;
    settle(tx, it.order, Some(it.id), &[ExceptionKind::Late, ExceptionKind::Unfillable]).await
}

/// A step took too long: somebody has to look, and the others hear of it.
pub async fn on_clock_due(tx: &mut Tx, _fact: &Fact, due: ClockDue) -> Result<(), Error> {
    let Some(order) = store::find(tx, due.order).await? else { return Ok(()) };
    let Some(it) = order.fulfilments.iter().find(|it| it.id == due.fulfilment) else { return Ok(()) };
    let is_out = it.clock == Some(due.clock) && it.clock_due_at.is_some_and(|at| at <= tx.now());
    if !is_out {
        return Ok(());
    }
    let (fulfilment, location, clock) = (Some(it.id), Some(it.location), due.clock);
    let detail = clock.to_string();
    open(tx, &order, Open { kind: ExceptionKind::Late, fulfilment, location, detail, due_at: None }).await?;
    tx.publish(&Late { order: order.id, fulfilment: it.id, location: it.location, clock }).await?;
    Ok(())
}
