//! Writing down what shall travel, and asking the carrier for it.

use kernel::{Capability, FulfilmentId, LocationId, OrderId, ShipmentId, Tx, args};

use crate::{Error, Kind, Parcel, Party, RequestLabel, Shipment, State, query};

#[derive(Debug, Clone)]
pub struct CreateShipment {
    /// Chosen by the caller, so that a retry is recognised; the carrier gets it as key too.
    pub id: ShipmentId,
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub carrier: String,
    pub service: String,
    pub kind: Kind,
    pub reference: String,
    pub sender: Party,
    pub receiver: Party,
    pub point: Option<String>,
    pub parcels: Vec<Parcel>,
}

/// The parcels stand packed; a job asks the carrier for number and label. Goods that are in a parcel already are not
/// packed again: [`Error::AlreadyPacked`]. For a verb of another context, which knows that the goods lie there.
pub async fn create(tx: &mut Tx, new: CreateShipment) -> Result<Shipment, Error> {
    tx.require(Capability::FulfilOrders, new.location)?;
    let shipment = Shipment {
        id: new.id,
        order: new.order,
        fulfilment: new.fulfilment,
        location: new.location,
        carrier: new.carrier,
        service: new.service,
        kind: new.kind,
        state: State::Requested,
        reference: new.reference,
        sender: new.sender,
        receiver: new.receiver,
        point: new.point.filter(|_| new.kind == Kind::Locker),
        parcels: new.parcels,
        carrier_ref: None,
        tracking: None,
        tracking_url: None,
        tries: 0,
        reason: None,
        requested_by: tx.actor().to_string(),
        requested_at: tx.now(),
        labelled_at: None,
        handed_over_at: None,
        closed_at: None,
    };
    shipment.check()?;
    if let Some(earlier) = query::maybe(tx, shipment.id).await? {
        let same = |it: &Shipment| {
            (it.fulfilment, &it.carrier, &it.service, &it.point, &it.parcels)
                == (
                    shipment.fulfilment,
                    &shipment.carrier,
                    &shipment.service,
                    &shipment.point,
                    &shipment.parcels,
                )
        };
        return if same(&earlier) { Ok(earlier) } else { Err(Error::IdTaken(shipment.id.to_string())) };
    }
    insert(tx, &shipment).await?;
    tx.enqueue(&RequestLabel { order: shipment.order, shipment: shipment.id }).await?;
    Ok(shipment)
}

async fn insert(tx: &mut Tx, it: &Shipment) -> Result<(), Error> {
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(kernel::Fault::from);
    let stored = tx
        .exec(
            "INSERT INTO shipping_shipment
                 (order_id, id, fulfilment, location, carrier, service, kind, state, reference, sender, receiver, point,
                  parcels, tries, requested_by, requested_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, 1)
             ON CONFLICT DO NOTHING",
            args![
                it.order,
                it.id,
                it.fulfilment,
                it.location,
                it.carrier,
                it.service,
                it.kind,
                it.state,
                it.reference,
                json(serde_json::to_value(&it.sender))?,
                json(serde_json::to_value(&it.receiver))?,
                it.point,
                json(serde_json::to_value(&it.parcels))?,
                it.requested_by,
                it.requested_at
            ],
        )
        .await?;
    if stored == 1 { Ok(()) } else { Err(Error::AlreadyPacked(it.fulfilment)) }
}

/// What failed is asked for once more: the same parcels, the same carrier, the same key. Harmless while it is asked for.
pub async fn retry(tx: &mut Tx, id: ShipmentId) -> Result<Shipment, Error> {
    let known = query::shipment(tx, id).await?;
    tx.require(Capability::FulfilOrders, known.location)?;
    let live = query::of_fulfilment(tx, known.order, known.fulfilment).await?;
    if live.iter().any(|it| it.state.is_live() && it.id != id) {
        return Err(Error::AlreadyPacked(known.fulfilment));
    }
    let mut it = query::lock(tx, known.order, id).await?;
    match it.state {
        State::Failed => {}
        State::Requested => return Ok(it),
        state => return Err(Error::WrongState { shipment: id, state }),
    }
    (it.state, it.reason, it.closed_at, it.tries) = (State::Requested, None, None, 0);
    query::save(tx, &it).await?;
    tx.enqueue(&RequestLabel { order: it.order, shipment: it.id }).await?;
    Ok(it)
}
