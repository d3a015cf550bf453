//! Past orders through another policy of sourcing, before it goes live.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Db, FulfilmentId, LineId, LocationId, MarketCode, OrderId, Quantity, Query, Timestamp, args, uuids,
};
use sourcing::{Case, Comparison, Shipment, Taken};

use crate::plans::{OrderPlan, placed_plans};
use crate::versions::network;
use crate::{Error, FulfilmentState, Mode, Network};

/// What came out of it. `actual` is what really left, `first` the policy in force, `second` the one that is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    pub since: Timestamp,
    /// Decisions of that time that were made in another currency and tell nothing.
    pub skipped: i64,
    pub comparison: Comparison,
}

const PAGE: i64 = 200;
/// A month of a large retailer; more is sampled by asking for fewer days.
const MOST: i64 = 200_000;

/// Every decision since `days` ago is made again under the policy in force and under `tried`, with the stock and the ways
/// of its time.
pub async fn replay(db: &Db, market: &MarketCode, tried: &Network, days: i64) -> Result<Replayed, Error> {
    tried.policy.check()?;
    let mut read = db.read().await?;
    let now = catalog::market(&mut read, market).await?;
    let (current, _) = network(&mut read, &now).await?;
    drop(read);
    let since = db.now().plus_days(-days.clamp(1, 3_650));
    let mut told = Replayed { since, skipped: 0, comparison: Comparison::default() };
    let mut last: Option<OrderPlan> = None;
    let mut seen = 0;
    while seen < MOST {
        let mut read = db.read().await?;
        let page = placed_plans(&mut read, market, since, last.as_ref(), PAGE).await?;
        let actual = shipments(&mut read, page.iter().map(|it| it.order)).await?;
        drop(read);
        for plan in &page {
            let currency = plan.request.currency;
            if currency != current.policy.currency || currency != tried.policy.currency {
                told.skipped += 1;
                continue;
            }
            let actual = actual.get(&plan.order).map(|all| own(plan, all));
            let case = Case { request: plan.request.clone(), actual };
            told.comparison.add(&case, &current.policy, &tried.policy)?;
        }
        seen += page.len() as i64;
        // Planning takes time; others shall have the processor too.
        tokio_yield().await;
        match page.into_iter().last() {
            Some(plan) => last = Some(plan),
            None => break,
        }
    }
    Ok(told)
}

async fn tokio_yield() {
    let mut again = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut again) {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(())
    })
    .await;
}

/// What was done about the lines of this decision, by places that it knew.
fn own(plan: &OrderPlan, all: &[(LocationId, LineId, Quantity)]) -> Vec<Shipment> {
    let lines: BTreeSet<LineId> = plan.request.lines.iter().map(|it| it.line).collect();
    let known: BTreeSet<LocationId> = plan.request.candidates.iter().map(|it| it.location).collect();
    let mut by_place = BTreeMap::<LocationId, BTreeMap<LineId, i64>>::new();
    for (location, line, quantity) in all.iter().filter(|it| known.contains(&it.0) && lines.contains(&it.1)) {
        *by_place.entry(*location).or_default().entry(*line).or_default() += quantity.get();
    }
    let taken = |(line, units): (LineId, i64)| Some(Taken { line, quantity: Quantity::positive(units)? });
    by_place
        .into_iter()
        .map(|(location, units)| Shipment { location, units: units.into_iter().filter_map(taken).collect() })
        .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    order_id: OrderId,
    id: FulfilmentId,
    parent: Option<FulfilmentId>,
    location: LocationId,
    mode: Mode,
    state: FulfilmentState,
    line: LineId,
    quantity: Quantity,
}

type Done = BTreeMap<OrderId, Vec<(LocationId, LineId, Quantity)>>;

/// Where units came from in the end: not what was rejected, and a transfer counts where it began.
async fn shipments(q: &mut impl Query, orders: impl Iterator<Item = OrderId>) -> Result<Done, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT f.order_id, f.id, f.parent, f.location, f.mode, f.state, u.line, u.quantity
             FROM orders_fulfilment f
             JOIN orders_fulfilment_line u ON u.order_id = f.order_id AND u.fulfilment = f.id
             WHERE f.order_id IN {uuids $1} ORDER BY f.order_id, f.id, u.line",
            args![uuids(orders)],
        )
        .await?;
    let arrived: BTreeSet<FulfilmentId> =
        rows.iter().filter(|row| row.state == FulfilmentState::Received).map(|row| row.id).collect();
    let mut done = Done::new();
    for row in rows {
        let over = matches!(row.state, FulfilmentState::Rejected | FulfilmentState::Parked);
        let again = row.mode == Mode::Pickup && row.parent.is_some_and(|parent| arrived.contains(&parent));
        if !over && !again {
            done.entry(row.order_id).or_default().push((row.location, row.line, row.quantity));
        }
    }
    Ok(done)
}
