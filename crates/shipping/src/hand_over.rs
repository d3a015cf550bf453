//! Parcels leave the building.

use kernel::{FulfilmentId, OrderId, Tx};

use crate::{Error, SendHandOver, Shipment, State, query};

/// The parcels of this fulfilment go to their carrier; `None` if it has none. Without a label they stay:
/// [`Error::NoLabel`]. Twice is harmless. For a verb of another context, which lets the goods go.
pub async fn hand_over(
    tx: &mut Tx,
    order: OrderId,
    fulfilment: FulfilmentId,
) -> Result<Option<Shipment>, Error> {
    let all = query::of_fulfilment(tx, order, fulfilment).await?;
    let Some(live) = all.iter().find(|it| it.state.is_live()) else { return Ok(None) };
    let mut it = query::lock(tx, order, live.id).await?;
    if it.state == State::Requested {
        return Err(Error::NoLabel(it.id));
    }
    let at = tx.now();
    if it.advance(State::HandedOver, at) {
        query::save(tx, &it).await?;
        tx.enqueue(&SendHandOver { order, shipment: it.id }).await?;
    }
    Ok(Some(it))
}
