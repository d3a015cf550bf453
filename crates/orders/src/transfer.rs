//! Ship to store: goods for a pickup come from another place. They leave it, travel, and arrive where the shopper comes.
//! On the way they stand promised in the books of the source, where nobody else can have them; when the store has them in
//! its hands, goods and promise change places in one moment.

use inventory::{Cause, Change, Move};
use kernel::{Capability, FulfilmentId, LocationId, MovementId, Quantity, Query, Tx, VariantId};

use crate::allot::{Allotted, Wanted};
use crate::history::{Change as Entry, note};
use crate::memory::trade;
use crate::place::{fulfilment, promises_of};
use crate::queue::QueueItem;
use crate::{
    Dispatched, Error, Fulfilment, FulfilmentState, Mode, Order, Received, What, clocks, queue, store,
};

/// A picked transfer leaves for its store. Doing so twice is harmless.
pub async fn dispatch(tx: &mut Tx, id: FulfilmentId) -> Result<Fulfilment, Error> {
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let mut it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    let before = it.state;
    if !it.dispatch()? {
        return Ok(it);
    }
    clocks::wind(tx, &order, &mut it).await?;
    store::save_fulfilment(tx, &it).await?;
    note(tx, order.id, What::Dispatched, Entry::states(before, it.state).of(id)).await?;
    let destination = it.destination.unwrap_or(it.location);
    tx.publish(&Dispatched { order: order.id, fulfilment: id, location: it.location, destination }).await?;
    Ok(it)
}

/// A transfer has arrived: it is picked work of the store from now on. Doing so twice is harmless.
pub async fn receive(tx: &mut Tx, id: FulfilmentId) -> Result<Fulfilment, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, id).await?;
    let mut it = order.fulfilments[at].clone();
    let there = it.destination.ok_or(Error::WrongState { fulfilment: id, state: it.state })?;
    tx.require(Capability::FulfilOrders, there)?;
    if it.state == FulfilmentState::Received {
        let next = order.fulfilments.iter().find(|next| next.parent == Some(id));
        return next.cloned().ok_or(Error::UnknownFulfilment(id));
    }
    it.receive(tx.now())?;
    store::save_fulfilment(tx, &it).await?;
    clocks::stop(tx, &it).await?;
    let mut next = arrived(tx, &order, &it, there);
    let trade = trade(tx, &order.channel).await?;
    clocks::start(tx, &trade, std::slice::from_mut(&mut next)).await?;
    store::insert_fulfilments(tx, order.id, std::slice::from_ref(&next)).await?;
    clocks::arm(tx, std::slice::from_ref(&next)).await?;
    let before = FulfilmentState::InTransit;
    note(tx, order.id, What::Received, Entry::states(before, next.location).of(next.id)).await?;
    tx.publish(&Received { order: order.id, fulfilment: id, location: there, next: next.id }).await?;
    let moved = goods(&order, &it);
    inventory::fulfil(tx, &it.reservations(), Cause::Transferred, Some(order.number.clone())).await?;
    inventory::move_all(tx, movements(tx, &order, &moved, there)).await?;
    inventory::reserve_all(tx, promises_of(&order, &next)).await?;
    order.fulfilments.push(next.clone());
    Ok(next)
}

/// What comes to this store.
pub async fn coming(q: &mut impl Query, store: LocationId) -> Result<Vec<QueueItem>, Error> {
    queue::coming(q, store).await
}

fn goods(order: &Order, it: &Fulfilment) -> Vec<(VariantId, Quantity)> {
    it.lines.iter().filter_map(|part| Some((order.line(part.line)?.variant, part.quantity))).collect()
}

fn movements(tx: &Tx, order: &Order, goods: &[(VariantId, Quantity)], to: LocationId) -> Vec<Move> {
    let arrive = |(variant, quantity): &(VariantId, Quantity)| Move {
        id: tx.new_id::<MovementId>(),
        variant: *variant,
        location: to,
        change: Change::Delta(quantity.get()),
        cause: Cause::Transferred,
        reference: Some(order.number.clone()),
        at: None,
    };
    goods.iter().map(arrive).collect()
}

fn arrived(tx: &Tx, order: &Order, it: &Fulfilment, there: LocationId) -> Fulfilment {
    let wanted = it.lines.iter().filter_map(|part| {
        let variant = order.line(part.line)?.variant;
        Some(Wanted { line: part.line, variant, quantity: part.quantity })
    });
    let units = wanted.collect();
    let part = Allotted { location: there, mode: Mode::Pickup, address: None, destination: None, units };
    let mut next = fulfilment(tx, order, &part, FulfilmentState::Picked);
    let now = tx.now();
    next.lines.iter_mut().for_each(|line| line.picked = line.quantity);
    (next.accepted_at, next.picked_at, next.parent) = (Some(now), Some(now), Some(it.id));
    next
}
