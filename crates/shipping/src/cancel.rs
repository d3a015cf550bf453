//! Taking parcels back before they leave.

use kernel::{Capability, FulfilmentId, OrderId, ShipmentId, Tx};

use crate::{Error, SendCancel, Shipment, State, query};

/// Somebody unpacks it, or packs it for another carrier. Twice is harmless; what has left is refused.
pub async fn cancel(tx: &mut Tx, id: ShipmentId) -> Result<Shipment, Error> {
    let known = query::shipment(tx, id).await?;
    tx.require(Capability::FulfilOrders, known.location)?;
    end(tx, known.order, id).await
}

/// The goods will not leave through this fulfilment: its parcels are taken back. Refused once the carrier has them.
/// For a verb of another context.
pub async fn withdraw(tx: &mut Tx, order: OrderId, fulfilment: FulfilmentId) -> Result<(), Error> {
    for it in query::of_fulfilment(tx, order, fulfilment).await? {
        if it.state != State::Cancelled {
            end(tx, order, it.id).await?;
        }
    }
    Ok(())
}

async fn end(tx: &mut Tx, order: OrderId, id: ShipmentId) -> Result<Shipment, Error> {
    let mut it = query::lock(tx, order, id).await?;
    match it.state {
        State::Requested | State::Labelled | State::Failed => {}
        State::Cancelled => return Ok(it),
        state => return Err(Error::WrongState { shipment: id, state }),
    }
    (it.state, it.closed_at) = (State::Cancelled, Some(tx.now()));
    query::save(tx, &it).await?;
    // While the carrier is being asked, the answer sees that nobody wants it any more.
    if it.carrier_ref.is_some() {
        tx.enqueue(&SendCancel { order, shipment: id }).await?;
    }
    Ok(it)
}
