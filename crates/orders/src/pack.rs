//! Packing: picked goods become parcels for a carrier, and what carriers say about them becomes work or facts.

use kernel::{Capability, Fact, FulfilmentId, ShipmentId, Tx};
use shipping::{CreateShipment, Kind, Parcel, Party, Shipment, State};

use crate::exception::{Open, open, settle};
use crate::history::{Change, note};
use crate::memory::place;
use crate::way::way;
use crate::{Error, ExceptionKind, Fulfilment, FulfilmentState, Mode, Order, What, store};

#[derive(Debug, Clone)]
pub struct Pack {
    /// Chosen by the caller, so that a retry is recognised as the same packing.
    pub shipment: ShipmentId,
    pub fulfilment: FulfilmentId,
    /// Left out: what the shopper chose.
    pub service: Option<String>,
    /// Another locker than the shopper chose, because that one is gone or of another carrier.
    pub point: Option<String>,
    pub parcels: Vec<Parcel>,
}

/// The goods stand packed; the carrier is asked for a label. The same request again gets the same answer; packing goods
/// that are packed already is refused, unless that failed or was taken back.
pub async fn pack(tx: &mut Tx, request: Pack) -> Result<Shipment, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, request.fulfilment).await?;
    let it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    if it.mode != Mode::Ship || !matches!(it.state, FulfilmentState::Picked | FulfilmentState::Shipped) {
        return Err(Error::WrongState { fulfilment: it.id, state: it.state });
    }
    let new = consignment(tx, &order, &it, &request).await?;
    let earlier = shipping::of_fulfilment(tx, order.id, it.id).await?;
    let is_repeat = earlier.iter().any(|known| known.id == request.shipment);
    if it.state == FulfilmentState::Shipped && !is_repeat {
        return Err(Error::WrongState { fulfilment: it.id, state: it.state });
    }
    let shipment = shipping::create(tx, new).await?;
    if !is_repeat {
        order.fulfilments[at].carrier = Some(shipment.carrier.clone());
        store::save_fulfilment(tx, &order.fulfilments[at]).await?;
        settle(tx, order.id, Some(it.id), &[ExceptionKind::Carrier]).await?;
        note(tx, order.id, What::Packed, Change::after(&shipment.service).of(it.id)).await?;
    }
    Ok(shipment)
}

async fn consignment(
    tx: &mut Tx,
    order: &Order,
    it: &Fulfilment,
    request: &Pack,
) -> Result<CreateShipment, Error> {
    let chosen = way(tx, order.id).await?;
    let code = request.service.clone().or(chosen.as_ref().map(|way| way.service.clone()));
    let code = code.ok_or(Error::invalid("/service", "no service was chosen for this order"))?;
    let service = shipping::service(tx, &order.market, &code).await?;
    let mut address = it.address.clone().unwrap_or_default();
    let mut point = chosen.as_ref().and_then(|way| way.point.clone());
    match service.kind {
        Kind::Courier if chosen.is_some_and(|way| way.kind == Kind::Locker) => {
            return Err(Error::invalid("/service", "the shopper gave no address, only a locker"));
        }
        Kind::Courier => point = None,
        Kind::Locker => {
            point = request.point.clone().or(point);
            let code = point.as_deref().ok_or(Error::invalid("/point", "this service goes to a locker"))?;
            // A locker that closed since it was chosen is the carrier's to refuse.
            match shipping::point(tx, &service.carrier, code).await {
                Ok(known) => address = known.address,
                Err(shipping::Error::UnknownPoint(_)) if request.point.is_none() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    let from = place(tx, it.location).await?;
    let contact = &order.contact;
    Ok(CreateShipment {
        id: request.shipment,
        order: order.id,
        fulfilment: it.id,
        location: it.location,
        carrier: service.carrier,
        service: service.code,
        kind: service.kind,
        reference: order.number.clone(),
        sender: Party { name: from.name, address: from.address, email: None, phone: from.phone },
        receiver: Party {
            name: contact.name.clone().unwrap_or_default(),
            address,
            email: contact.email.as_ref().map(ToString::to_string),
            phone: contact.phone.as_ref().map(ToString::to_string),
        },
        point,
        parcels: request.parcels.clone(),
    })
}

/// The parcels are taken apart again, or go with another carrier. What has left is refused.
pub async fn unpack(tx: &mut Tx, id: ShipmentId) -> Result<Shipment, Error> {
    let known = shipping::shipment(tx, id).await?;
    let (mut order, at) = store::take_by_fulfilment(tx, known.fulfilment).await?;
    let is_new = known.state.is_live();
    let shipment = shipping::cancel(tx, id).await?;
    settle(tx, order.id, Some(known.fulfilment), &[ExceptionKind::Carrier]).await?;
    if is_new {
        order.fulfilments[at].carrier = None;
        store::save_fulfilment(tx, &order.fulfilments[at]).await?;
        note(tx, order.id, What::Unpacked, Change::default().of(known.fulfilment)).await?;
    }
    Ok(shipment)
}

/// The carrier is asked once more for what it did not give.
pub async fn pack_again(tx: &mut Tx, id: ShipmentId) -> Result<Shipment, Error> {
    let known = shipping::shipment(tx, id).await?;
    let (order, at) = store::take_by_fulfilment(tx, known.fulfilment).await?;
    let it = &order.fulfilments[at];
    if it.state != FulfilmentState::Picked {
        return Err(Error::WrongState { fulfilment: it.id, state: it.state });
    }
    let shipment = shipping::retry(tx, id).await?;
    settle(tx, order.id, Some(known.fulfilment), &[ExceptionKind::Carrier]).await?;
    Ok(shipment)
}

/// The goods leave: so do their parcels. Says under which carrier and number.
pub(crate) async fn let_go(tx: &mut Tx, it: &mut Fulfilment) -> Result<(), Error> {
    if it.carrier.is_none() {
        return Ok(());
    }
    match shipping::hand_over(tx, it.order, it.id).await? {
        Some(shipment) => {
            it.carrier = Some(shipment.carrier);
            it.tracking = shipment.tracking;
        }
        // Its carrier failed: it left by hand.
        None => it.carrier = None,
    }
    settle(tx, it.order, Some(it.id), &[ExceptionKind::Carrier]).await
}

/// The goods will not leave through this fulfilment. Refused once the carrier has them.
pub(crate) async fn take_back(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    let ended = matches!(
        it.state,
        FulfilmentState::Rejected
            | FulfilmentState::Expired
            | FulfilmentState::Cancelled
            | FulfilmentState::Parked
    );
    if ended && it.mode == Mode::Ship && it.carrier.is_some() {
        shipping::withdraw(tx, it.order, it.id).await?;
    }
    Ok(())
}

/// A carrier does not do what it was asked for: somebody tries again or chooses another one.
pub async fn on_parcel_failed(tx: &mut Tx, _fact: &Fact, it: shipping::Failed) -> Result<(), Error> {
    let is_over = shipping::shipment(tx, it.shipment).await?.state != State::Failed;
    // Heard again, or late: somebody has helped it along meanwhile.
    if is_over && it.reason != "not_cancelled" {
        return Ok(());
    }
    trouble(tx, it.order, it.fulfilment, &it.reason).await
}

/// What a carrier reports may be more than we knew: a parcel that it has scanned has left, whoever forgot to say so.
pub async fn on_parcel_tracked(tx: &mut Tx, _fact: &Fact, it: shipping::Tracked) -> Result<(), Error> {
    if it.stray {
        return trouble(tx, it.order, it.fulfilment, "stray").await;
    }
    let id = it.fulfilment;
    let (order, at) = store::take_by_fulfilment(tx, id).await?;
    let waits = [FulfilmentState::Open, FulfilmentState::Picking, FulfilmentState::Picked];
    if waits.contains(&order.fulfilments[at].state) {
        let left = tx.attempt(async |tx| crate::ship(tx, id, None).await).await;
        match left {
            Ok(_) => {}
            Err(Error::Fault(fault)) => return Err(fault.into()),
            Err(_) => return trouble(tx, order.id, id, "stray").await,
        }
    }
    match it.state {
        State::Lost => trouble(tx, order.id, id, "lost").await,
        State::Returned => trouble(tx, order.id, id, "returned").await,
        State::Delivered => settle(tx, order.id, Some(id), &[ExceptionKind::Carrier]).await,
        _ => Ok(()),
    }
}

async fn trouble(
    tx: &mut Tx,
    order: kernel::OrderId,
    fulfilment: FulfilmentId,
    reason: &str,
) -> Result<(), Error> {
    let Some(order) = store::find(tx, order).await? else { return Ok(()) };
    let location = order.fulfilments.iter().find(|it| it.id == fulfilment).map(|it| it.location);
    let new = Open {
        kind: ExceptionKind::Carrier,
        fulfilment: Some(fulfilment),
        location,
        detail: reason.to_owned(),
        due_at: None,
    };
    open(tx, &order, new).await
}
