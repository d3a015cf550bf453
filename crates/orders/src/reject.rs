//! A location that cannot provide the goods, or some of them, says so. They come from elsewhere if a place has them and the
//! policy lets it; otherwise they wait for a person or are cancelled, and the shopper gets the money back.

use inventory::Reason;
use kernel::{Capability, FulfilmentId, LineId, Quantity, Tx};

use crate::elsewhere::{give_up_parked, provide};
use crate::exception::{self, Open};
use crate::history::{Change, note};
use crate::pick::moved_on;
use crate::split::split_off;
use crate::{
    Error, ExceptionKind, Fulfilment, FulfilmentState, Mode, Order, PlanCause, RejectReason, Rejected, What,
    give_up, store,
};

/// Rejecting twice is harmless.
pub async fn reject(tx: &mut Tx, id: FulfilmentId, reason: RejectReason) -> Result<Order, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, id).await?;
    let it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    match it.state {
        FulfilmentState::Rejected => return Ok(order),
        FulfilmentState::OnHold | FulfilmentState::InTransit => {
            return Err(Error::WrongState { fulfilment: id, state: it.state });
        }
        FulfilmentState::Parked => {
            give_up_parked(tx, &mut order, at).await?;
            store::save(tx, &order).await?;
            return Ok(order);
        }
        _ => {}
    }
    let before = it.state;
    let units = give_up::end(tx, &mut order, &[at], FulfilmentState::Rejected, Reason::Rejected).await?;
    note(tx, order.id, What::Rejected, Change::states(before, reason).of(id)).await?;
    refused(tx, &mut order, at, &units, reason, PlanCause::Rejected).await?;
    Ok(order)
}

/// What a picker did not find, and why.
#[derive(Debug, Clone)]
pub struct ShortPick {
    pub fulfilment: FulfilmentId,
    pub missing: Vec<(LineId, Quantity)>,
    pub reason: RejectReason,
}

/// The units that were found go on; the missing ones become a rejected fulfilment of their own and are looked for
/// elsewhere.
pub async fn short_pick(tx: &mut Tx, request: ShortPick) -> Result<Order, Error> {
    if request.missing.is_empty() {
        return Err(Error::invalid("/missing", "at least one line"));
    }
    let (mut order, at) = store::take_by_fulfilment(tx, request.fulfilment).await?;
    let it = &order.fulfilments[at];
    tx.require(Capability::FulfilOrders, it.location)?;
    let before = it.state;
    let fits = matches!(before, FulfilmentState::Open | FulfilmentState::Picking | FulfilmentState::Picked);
    if !fits {
        return Err(Error::WrongState { fulfilment: it.id, state: before });
    }
    let promises = it.promises(&request.missing);
    let ended = FulfilmentState::Rejected;
    let Some(part) = split_off(tx, &mut order, at, &request.missing, ended).await? else {
        return reject(tx, request.fulfilment, request.reason).await;
    };
    inventory::release_part(tx, &promises, Reason::Rejected).await?;
    let id = order.fulfilments[part].id;
    note(tx, order.id, What::Rejected, Change::states(before, request.reason).of(id)).await?;
    let mut it = order.fulfilments[at].clone();
    let has_begun = it.state != FulfilmentState::Open;
    if has_begun || it.is_picked() {
        it.follow_picking(tx.now());
    }
    moved_on(tx, &order, before, &mut it).await?;
    order.fulfilments[at] = it;
    refused(tx, &mut order, part, &request.missing, request.reason, PlanCause::Rejected).await?;
    Ok(order)
}

/// What follows for units whose promises were taken back: another way, or none.
pub(crate) async fn refused(
    tx: &mut Tx,
    order: &mut Order,
    at: usize,
    units: &[(LineId, Quantity)],
    reason: RejectReason,
    cause: PlanCause,
) -> Result<(), Error> {
    let it: Fulfilment = order.fulfilments[at].clone();
    let fate = provide(tx, order, &it, units, cause).await?;
    let (fulfilment, location, detail) = (Some(it.id), Some(it.location), reason.to_string());
    // Books that may be wrong are looked at by the place itself.
    let kind = ExceptionKind::Rejected;
    if matches!(reason, RejectReason::NotFound | RejectReason::Damaged) && it.mode != Mode::Counter {
        exception::open(tx, order, Open { kind, fulfilment, location, detail, due_at: None }).await?;
    }
    store::save(tx, order).await?;
    let (moved_to, lines) = (fate.moved_to(), fate.dropped());
    let (location, person) = (it.location, order.person);
    let told = Rejected { order: order.id, fulfilment: it.id, location, person, reason, moved_to, lines };
    tx.publish(&told).await?;
    Ok(())
}
