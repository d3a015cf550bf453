//! Handing a parcel to a carrier.

use inventory::Cause;
use kernel::{Capability, FulfilmentId, Money, Tx};

use crate::hand_over::move_lines;
use crate::history::{Change, note};
use crate::receipt::leaving;
use crate::{Error, Fulfilment, FulfilmentState, Shipped, What, capture, clocks, pack, store};

/// The parcel is gone; `tracking` is the carrier's number, if it was typed: what was packed for a carrier has its own, and
/// stays until it has its label. Shipping twice is harmless.
pub async fn ship(tx: &mut Tx, id: FulfilmentId, tracking: Option<String>) -> Result<Fulfilment, Error> {
    if tracking.as_ref().is_some_and(|text| text.chars().count() > 80) {
        return Err(Error::invalid("/tracking", "a tracking number has at most 80 characters"));
    }
    let (mut order, at) = store::take_by_fulfilment(tx, id).await?;
    let location = order.fulfilments[at].location;
    tx.require(Capability::FulfilOrders, location)?;
    if order.fulfilments[at].state == FulfilmentState::Shipped {
        return Ok(order.fulfilments[at].clone());
    }
    if !order.is_secured() {
        return Err(Error::NotPaid);
    }
    let before = order.fulfilments[at].state;
    order.fulfilments[at].ship(tx.now())?;
    if tracking.is_some() {
        order.fulfilments[at].tracking = tracking;
    }
    pack::let_go(tx, &mut order.fulfilments[at]).await?;
    let units: Vec<_> = order.fulfilments[at].lines.iter().map(|it| (it.line, it.quantity)).collect();
    let (_, told) = leaving(&order, &units);
    move_lines(tx, &mut order, &units).await?;
    capture::take(tx, &mut order, id, "shipped").await?;
    store::save(tx, &order).await?;
    let it = order.fulfilments[at].clone();
    store::save_fulfilment(tx, &it).await?;
    store::save_picked(tx, &it).await?;
    clocks::stop(tx, &it).await?;
    note(tx, order.id, What::Shipped, Change::states(before, it.state).of(id)).await?;
    tx.publish(&Shipped {
        order: order.id,
        fulfilment: id,
        channel: order.channel.clone(),
        location,
        person: order.person,
        paid: Money::new(told.iter().map(|units| units.gross.minor).sum(), order.currency),
        lines: told,
    })
    .await?;
    inventory::fulfil(tx, &it.reservations(), Cause::Shipped, Some(order.number.clone())).await?;
    Ok(it)
}
