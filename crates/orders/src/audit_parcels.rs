//! The books of parcels against the work that they carry.

use std::collections::BTreeSet;

use kernel::{Breach, FulfilmentId, Id, OrderId, Query, args};
use shipping::Shipment;

use crate::{Error, FulfilmentState};

const BATCH: i64 = 500;

/// Breaches of: work that left with a carrier has parcels that left; no parcel of work that ended otherwise is under way.
pub(crate) async fn parcels(q: &mut impl Query, found: &mut Vec<Breach>) -> Result<(), Error> {
    let mut after = (OrderId::from_uuid(uuid::Uuid::nil()), FulfilmentId::from_uuid(uuid::Uuid::nil()));
    loop {
        let works: Vec<(OrderId, FulfilmentId, FulfilmentState)> = q
            .all(
                "SELECT order_id, id, state FROM orders_fulfilment
                 WHERE carrier IS NOT NULL AND (order_id > $1 OR (order_id = $1 AND id > $2))
                 ORDER BY order_id, id LIMIT $3",
                args![after.0, after.1, BATCH],
            )
            .await?;
        let Some(last) = works.last() else { return Ok(()) };
        after = (last.0, last.1);
        let ids: Vec<_> = works.iter().map(|it| (it.0, it.1)).collect();
        let shipments = shipping::of_fulfilments(q, &ids).await?;
        let left: BTreeSet<FulfilmentId> =
            shipments.iter().filter(|it| it.state.has_left()).map(|it: &Shipment| it.fulfilment).collect();
        for (order, id, state) in works {
            let has_left = left.contains(&id);
            let what = format!("{order} {id}");
            match state {
                FulfilmentState::Shipped if !has_left => {
                    found.push(Breach::new("orders.shipped_has_its_parcel", what));
                }
                FulfilmentState::Cancelled | FulfilmentState::Rejected | FulfilmentState::Expired
                    if has_left =>
                {
                    found.push(Breach::new("orders.no_parcel_of_ended_work", what));
                }
                _ => {}
            }
        }
    }
}
