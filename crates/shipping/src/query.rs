//! Questions about shipments.

use kernel::{Fault, FulfilmentId, OrderId, Query, ShipmentId, Tx, args, uuids};

use crate::shipment::ShipmentRow;
use crate::{Error, Shipment, Track};

macro_rules! shipment_columns {
    () => {
        "order_id, id, fulfilment, location, carrier, service, kind, state, reference, sender, receiver, point, parcels,
         carrier_ref, tracking, tracking_url, tries, reason, requested_by, requested_at, labelled_at, handed_over_at,
         closed_at"
    };
}

fn read(rows: Vec<ShipmentRow>) -> Vec<Shipment> {
    rows.into_iter().map(Shipment::from).collect()
}

/// Everything that travels or travelled for an order, oldest first.
pub async fn shipments(q: &mut impl Query, order: OrderId) -> Result<Vec<Shipment>, Error> {
    let rows = q
        .all(
            concat!(
                "SELECT ",
                shipment_columns!(),
                " FROM shipping_shipment WHERE order_id = $1 ORDER BY requested_at, id"
            ),
            args![order],
        )
        .await?;
    Ok(read(rows))
}

pub async fn of_fulfilment(
    q: &mut impl Query,
    order: OrderId,
    fulfilment: FulfilmentId,
) -> Result<Vec<Shipment>, Error> {
    let rows = q
        .all(
            concat!(
                "SELECT ",
                shipment_columns!(),
                " FROM shipping_shipment WHERE order_id = $1 AND fulfilment = $2 ORDER BY requested_at, id"
            ),
            args![order, fulfilment],
        )
        .await?;
    Ok(read(rows))
}

/// Of many fulfilments at once, oldest first: for queues and auditors.
pub async fn of_fulfilments(
    q: &mut impl Query,
    of: &[(OrderId, FulfilmentId)],
) -> Result<Vec<Shipment>, Error> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let rows = q
        .all(
            concat!(
                "SELECT ",
                shipment_columns!(),
                " FROM shipping_shipment WHERE order_id IN {uuids $1} AND fulfilment IN {uuids $2}
                 ORDER BY requested_at, id"
            ),
            args![uuids(of.iter().map(|it| it.0)), uuids(of.iter().map(|it| it.1))],
        )
        .await?;
    Ok(read(rows))
}

/// By its id alone.
pub async fn shipment(q: &mut impl Query, id: ShipmentId) -> Result<Shipment, Error> {
    maybe(q, id).await?.ok_or(Error::UnknownShipment(id))
}

pub(crate) async fn maybe(q: &mut impl Query, id: ShipmentId) -> Result<Option<Shipment>, Error> {
    let row: Option<ShipmentRow> = q
        .maybe(concat!("SELECT ", shipment_columns!(), " FROM shipping_shipment WHERE id = $1"), args![id])
        .await?;
    Ok(row.map(Shipment::from))
}

/// Takes the row for this unit, so that two reports about one shipment come one after the other.
pub(crate) async fn lock(tx: &mut Tx, order: OrderId, id: ShipmentId) -> Result<Shipment, Error> {
    let row: Option<ShipmentRow> = tx
        .maybe(
            concat!(
                "UPDATE shipping_shipment SET version = version + 1 WHERE order_id = $1 AND id = $2 RETURNING ",
                shipment_columns!()
            ),
            args![order, id],
        )
        .await?;
    row.map(Shipment::from).ok_or(Error::UnknownShipment(id))
}

/// What may change after it was written down.
pub(crate) async fn save(tx: &mut Tx, it: &Shipment) -> Result<(), Fault> {
    tx.exec(
        "UPDATE shipping_shipment SET state = $3, carrier_ref = $4, tracking = $5, tracking_url = $6, tries = $7,
             reason = $8, labelled_at = $9, handed_over_at = $10, closed_at = $11
         WHERE order_id = $1 AND id = $2",
        args![
            it.order,
            it.id,
            it.state,
            it.carrier_ref,
            it.tracking,
            it.tracking_url,
            it.tries,
            it.reason,
            it.labelled_at,
            it.handed_over_at,
            it.closed_at
        ],
    )
    .await?;
    Ok(())
}

/// What carriers told about an order's parcels, in the order in which it happened.
pub async fn tracks(q: &mut impl Query, order: OrderId) -> Result<Vec<Track>, Error> {
    Ok(q.all(
        "SELECT shipment, event, step, raw, place, happened_at, recorded_at FROM shipping_track
         WHERE order_id = $1 ORDER BY happened_at, recorded_at, event",
        args![order],
    )
    .await?)
}

/// Which of ours a carrier means.
pub(crate) async fn by_reference(
    q: &mut impl Query,
    carrier: &str,
    reference: &str,
) -> Result<Option<(OrderId, ShipmentId)>, Error> {
    Ok(q.maybe(
        "SELECT order_id, shipment FROM shipping_reference WHERE carrier = $1 AND reference = $2",
        args![carrier.to_owned(), reference.to_owned()],
    )
    .await?)
}
