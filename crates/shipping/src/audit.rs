//! The book of parcels, recomputed from what carriers told.

use kernel::{Breach, OrderId, Query, ShipmentId, args};

use crate::Error;

/// How many breaches of one kind are worth naming.
const NAMED: i64 = 100;

/// Breaches of: a state is never behind what was reported, what has a label has its number and its carrier's reference,
/// what left or ended says when.
pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut found = Vec::new();
    let mut note = |invariant: &'static str, rows: Vec<(OrderId, ShipmentId)>| {
        found.extend(
            rows.into_iter().map(|(order, shipment)| Breach::new(invariant, format!("{order} {shipment}"))),
        );
    };
    note(
        "shipping.states_follow_reports",
        q.all(
            "SELECT s.order_id, s.id FROM shipping_shipment s
             JOIN (
                 SELECT order_id, shipment, MAX(CASE step WHEN 'in_transit' THEN 3 WHEN 'out_for_delivery' THEN 3
                        WHEN 'ready' THEN 4 WHEN 'lost' THEN 5 WHEN 'delivered' THEN 6 WHEN 'returned' THEN 6
                        ELSE 0 END) AS reached
                 FROM shipping_track GROUP BY order_id, shipment
             ) t ON t.order_id = s.order_id AND t.shipment = s.id
             WHERE s.state NOT IN ('failed', 'cancelled')
                 AND t.reached > CASE s.state WHEN 'requested' THEN 0 WHEN 'labelled' THEN 1 WHEN 'handed_over' THEN 2
                     WHEN 'in_transit' THEN 3 WHEN 'ready' THEN 4 WHEN 'lost' THEN 5 ELSE 6 END
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "shipping.labels_have_numbers",
        q.all(
            "SELECT s.order_id, s.id FROM shipping_shipment s
             LEFT JOIN shipping_reference r ON r.carrier = s.carrier AND r.reference = s.carrier_ref
             LEFT JOIN shipping_label l ON l.order_id = s.order_id AND l.shipment = s.id
             WHERE s.state NOT IN ('requested', 'failed', 'cancelled')
                 AND (s.tracking IS NULL OR r.shipment IS NULL OR r.shipment <> s.id OR l.shipment IS NULL)
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "shipping.times_fit_states",
        q.all(
            "SELECT order_id, id FROM shipping_shipment
             WHERE (state IN ('handed_over', 'in_transit', 'ready', 'delivered', 'returned', 'lost')
                     AND handed_over_at IS NULL)
                 OR (state IN ('delivered', 'returned', 'lost', 'failed', 'cancelled') AND closed_at IS NULL)
                 OR (state IN ('requested', 'labelled', 'cancelled', 'failed') AND handed_over_at IS NOT NULL)
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    Ok(found)
}
