//! Work in a location: taking it, picking, staging.

use kernel::{Capability, FulfilmentId, LineId, Quantity, Tx};

use crate::history::{Change, note};
use crate::memory::trade;
use crate::{
    Accepted, Error, Fulfilment, FulfilmentState, Order, Picked, PickupDue, PickupReminder, Ready, What,
    clocks, store,
};

/// Somebody takes the work and starts to walk. Taking it again is harmless.
pub async fn accept(tx: &mut Tx, id: FulfilmentId) -> Result<Fulfilment, Error> {
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let mut it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    let before = it.state;
    if it.accept(tx.now())? {
        clocks::wind(tx, &order, &mut it).await?;
        store::save_fulfilment(tx, &it).await?;
        note(tx, order.id, What::Accepted, Change::states(before, it.state).of(id)).await?;
        tx.publish(&Accepted { order: order.id, fulfilment: id, location: it.location }).await?;
    }
    Ok(it)
}

/// Everything of the fulfilment lies in the picker's cart. What cannot be found is told by [`crate::short_pick`] or
/// [`crate::reject`].
pub async fn pick(tx: &mut Tx, id: FulfilmentId) -> Result<Fulfilment, Error> {
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let all = order.fulfilments[at].units();
    picked(tx, order, at, &all).await
}

/// How much of some lines lies in the cart.
#[derive(Debug, Clone)]
pub struct PickLines {
    pub fulfilment: FulfilmentId,
    /// To how many each named line is set: with every scan one more. Said twice it is harmless.
    pub lines: Vec<(LineId, Quantity)>,
}

/// Scan to pick: the last unit makes the fulfilment picked.
pub async fn pick_lines(tx: &mut Tx, request: PickLines) -> Result<Fulfilment, Error> {
    if request.lines.is_empty() {
        return Err(Error::invalid("/lines", "at least one line"));
    }
    let (order, at) = store::take_by_fulfilment(tx, request.fulfilment).await?;
    picked(tx, order, at, &request.lines).await
}

async fn picked(
    tx: &mut Tx,
    order: Order,
    at: usize,
    lines: &[(LineId, Quantity)],
) -> Result<Fulfilment, Error> {
    let mut it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    it.set_picked(lines, tx.now())?;
    if it == order.fulfilments[at] {
        return Ok(it);
    }
    moved_on(tx, &order, order.fulfilments[at].state, &mut it).await?;
    store::save_picked(tx, &it).await?;
    Ok(it)
}

/// Stores work that was picked further, and tells if it changed its state.
pub(crate) async fn moved_on(
    tx: &mut Tx,
    order: &Order,
    before: FulfilmentState,
    it: &mut Fulfilment,
) -> Result<(), Error> {
    if it.state != before {
        clocks::wind(tx, order, it).await?;
    }
    store::save_fulfilment(tx, it).await?;
    let (id, location, mode) = (it.id, it.location, it.mode);
    match it.state {
        FulfilmentState::Picked if before != it.state => {
            note(tx, order.id, What::Picked, Change::states(before, it.state).of(id)).await?;
            tx.publish(&Picked { order: order.id, fulfilment: id, location, mode }).await?;
        }
        FulfilmentState::Picking if before == FulfilmentState::Open => {
            note(tx, order.id, What::Accepted, Change::states(before, it.state).of(id)).await?;
            tx.publish(&Accepted { order: order.id, fulfilment: id, location }).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Into its bin. The shopper is told and the clock starts: the goods wait as long as the market's policy says.
pub async fn stage(tx: &mut Tx, id: FulfilmentId, bin: Option<String>) -> Result<Fulfilment, Error> {
    let bin = bin.map(|bin| bin.trim().to_owned()).filter(|bin| !bin.is_empty());
    if bin.as_ref().is_some_and(|bin| bin.chars().count() > 40) {
        return Err(Error::invalid("/bin", "a bin has at most 40 characters"));
    }
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let mut it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    let trade = trade(tx, &order.channel).await?;
    let (before, due_at) = (it.state, trade.policy.pickup_due(tx.now()));
    let is_news = it.stage(bin, tx.now(), due_at)?;
    if is_news {
        clocks::wind(tx, &order, &mut it).await?;
    }
    store::save_fulfilment(tx, &it).await?;
    if is_news {
        debug_assert_eq!(it.state, FulfilmentState::Ready);
        note(tx, order.id, What::Staged, Change::states(before, it.state).of(id)).await?;
        tx.publish_at(due_at, &PickupDue { order: order.id, fulfilment: id }).await?;
        if let Some(hours) = trade.service.pickup.remind_hours {
            let at = due_at.plus_hours(-hours);
            // Told this moment, reminded the next: that helps nobody.
            if at > tx.now().plus_hours(1) {
                tx.publish_at(at, &PickupReminder { order: order.id, fulfilment: id }).await?;
            }
        }
        let (location, person) = (it.location, order.person);
        tx.publish(&Ready { order: order.id, fulfilment: id, location, person, due_at }).await?;
    }
    Ok(it)
}
