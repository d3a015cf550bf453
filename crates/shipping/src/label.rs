//! The document that is glued on a parcel.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{OrderId, Query, ShipmentId, Tx, args};

use crate::{Created, Error, Labelled, SendCancel, Shipment, State, query};

/// More than any label has.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// As the carrier gave it: PDF, SVG, or what a label printer understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub content_type: String,
    pub body: Vec<u8>,
}
impl Label {
    /// Whether we keep it; otherwise the carrier sent something else.
    pub(crate) fn is_printable(&self) -> bool {
        let known = ["application/pdf", "image/svg+xml", "image/png", "application/zpl", "application/epl2"];
        known.contains(&self.content_type.as_str()) && (1..=MAX_BYTES).contains(&self.body.len())
    }
}

/// What the carrier answered. Nobody wants it any more: it is taken back at once.
pub(crate) async fn record_label(
    tx: &mut Tx,
    order: OrderId,
    id: ShipmentId,
    created: &Created,
    label: &Label,
) -> Result<Shipment, Error> {
    let mut it = query::lock(tx, order, id).await?;
    it.carrier_ref = Some(created.carrier_ref.clone());
    it.tracking = Some(created.tracking.clone());
    it.tracking_url = created.tracking_url.clone();
    let at = tx.now();
    it.labelled_at = it.labelled_at.or(Some(at));
    it.reason = None;
    tx.exec(
        "INSERT INTO shipping_reference (carrier, reference, order_id, shipment) VALUES ($1, $2, $3, $4)
         ON CONFLICT (carrier, reference) DO NOTHING",
        args![it.carrier, created.carrier_ref.clone(), order, id],
    )
    .await?;
    tx.exec(
        "INSERT INTO shipping_label (order_id, shipment, content_type, body) VALUES ($1, $2, $3, $4)
         ON CONFLICT (order_id, shipment) DO UPDATE SET content_type = excluded.content_type, body = excluded.body",
        args![order, id, label.content_type.clone(), STANDARD.encode(&label.body)],
    )
    .await?;
    let is_new = it.advance(State::Labelled, at);
    query::save(tx, &it).await?;
    if it.state == State::Cancelled {
        tx.enqueue(&SendCancel { order, shipment: id }).await?;
    } else if is_new {
        tx.publish(&Labelled { order, fulfilment: it.fulfilment, shipment: id }).await?;
    }
    Ok(it)
}

/// To be printed; [`Error::NoLabel`] while there is none.
pub async fn label(q: &mut impl Query, order: OrderId, id: ShipmentId) -> Result<Label, Error> {
    let row: Option<(String, String)> = q
        .maybe(
            "SELECT content_type, body FROM shipping_label WHERE order_id = $1 AND shipment = $2",
            args![order, id],
        )
        .await?;
    let (content_type, body) = row.ok_or(Error::NoLabel(id))?;
    let body = STANDARD.decode(body).map_err(|_| Error::NoLabel(id))?;
    Ok(Label { content_type, body })
}
