//! Taking note of what a carrier says.

use kernel::{OrderId, ShipmentId, Timestamp, Tx, args};

use crate::{Error, State, Step, Tracked, query};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrack {
    pub order: OrderId,
    pub shipment: ShipmentId,
    /// The carrier's number of the report: the same one twice counts once.
    pub event: String,
    pub step: Step,
    pub raw: String,
    pub place: Option<String>,
    pub happened_at: Timestamp,
}

/// Keeps a report, once, and moves the shipment on if it says more than we knew; `false` if it is known.
pub async fn record_track(tx: &mut Tx, new: NewTrack) -> Result<bool, Error> {
    let mut it = query::lock(tx, new.order, new.shipment).await?;
    let at = tx.now();
    let fresh = tx
        .exec(
            "INSERT INTO shipping_track (order_id, shipment, event, step, raw, place, happened_at, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (order_id, shipment, event) DO NOTHING",
            args![new.order, new.shipment, new.event, new.step, new.raw, new.place, new.happened_at, at],
        )
        .await?;
    if fresh == 0 {
        return Ok(false);
    }
    let Some(state) = new.step.state() else { return Ok(true) };
    let (order, fulfilment, shipment) = (it.order, it.fulfilment, it.id);
    if it.advance(state, new.happened_at) {
        query::save(tx, &it).await?;
        tx.publish(&Tracked { order, fulfilment, shipment, state: it.state, stray: false }).await?;
    } else if it.state == State::Cancelled {
        // Withdrawn, and on its way all the same.
        tx.publish(&Tracked { order, fulfilment, shipment, state, stray: true }).await?;
    }
    Ok(true)
}
