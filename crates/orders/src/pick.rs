//! Work in a location: picking and staging.

use kernel::{Capability, FulfilmentId, Tx};

use crate::history::{Change, note};
use crate::memory::trade;
use crate::{Error, Fulfilment, FulfilmentState, Picked, PickupDue, Ready, What, store};

/// Everything of the fulfilment lies in the picker's cart. What cannot be found is rejected, [`crate::reject`].
pub async fn pick(tx: &mut Tx, id: FulfilmentId) -> Result<Fulfilment, Error> {
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let mut it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    let before = it.state;
    it.pick(tx.now())?;
    if it.state == before {
        return Ok(it);
    }
    store::save_fulfilment(tx, &it).await?;
    store::save_picked(tx, &it).await?;
    note(tx, order.id, What::Picked, Change::states(before, it.state).of(id)).await?;
    tx.publish(&Picked { order: order.id, fulfilment: id, location: it.location, mode: it.mode }).await?;
    Ok(it)
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
    let policy = trade(tx, &order.channel).await?.policy.clone();
    let (before, due_at) = (it.state, policy.pickup_due(tx.now()));
    let is_news = it.stage(bin, tx.now(), due_at)?;
    store::save_fulfilment(tx, &it).await?;
    if is_news {
        debug_assert_eq!(it.state, FulfilmentState::Ready);
        note(tx, order.id, What::Staged, Change::states(before, it.state).of(id)).await?;
        tx.publish_at(due_at, &PickupDue { order: order.id, fulfilment: id }).await?;
        let (location, person) = (it.location, order.person);
        tx.publish(&Ready { order: order.id, fulfilment: id, location, person, due_at }).await?;
    }
    Ok(it)
}
