//! The books of orders, recomputed.

use std::collections::BTreeMap;

use inventory::Holder;
use kernel::{Breach, FulfilmentId, Id, LineId, OrderId, Quantity, Query, ReservationId, args};

use crate::{Error, Life, Order, PaymentState, store};

/// How many breaches of one kind are worth naming.
const NAMED: i64 = 100;
/// Orders looked at in one go.
const BATCH: i64 = 500;

const LINES: &str =
    "SELECT order_id FROM orders_line WHERE quantity <> open + fulfilled + cancelled LIMIT $1";
const LINE_TAX: &str = "SELECT order_id FROM orders_line WHERE gross_minor <> net_minor + tax_minor LIMIT $1";
const TOTALS: &str = "SELECT o.id FROM orders_order o
    LEFT JOIN (SELECT order_id, SUM(gross_minor) AS gross, SUM(tax_minor) AS tax FROM orders_line GROUP BY order_id) l
        ON l.order_id = o.id
    WHERE o.total_minor <> COALESCE(l.gross, 0) + o.delivery_minor
       OR o.tax_minor <> COALESCE(l.tax, 0) + o.delivery_tax_minor
    LIMIT $1";
const NUMBERS: &str = "SELECT o.id FROM orders_order o
    LEFT JOIN orders_number n ON n.number = o.number
    WHERE n.order_id IS NULL OR n.order_id <> o.id
       OR (SELECT COUNT(*) FROM orders_number m WHERE m.order_id = o.id) <> 1
    LIMIT $1";
const ALLOTTED: &str = "SELECT l.order_id FROM orders_line l
    LEFT JOIN (
        SELECT u.order_id, u.line, SUM(u.quantity) AS live FROM orders_fulfilment_line u
        JOIN orders_fulfilment f ON f.order_id = u.order_id AND f.id = u.fulfilment
        WHERE f.closed_at IS NULL GROUP BY u.order_id, u.line
    ) w ON w.order_id = l.order_id AND w.line = l.id
    WHERE l.open <> COALESCE(w.live, 0)
    LIMIT $1";
const LIFE: &str = "SELECT o.id FROM orders_order o
    WHERE (o.life = 'placed') <> EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = o.id AND l.open > 0)
    LIMIT $1";
const SERIES: &str =
    "SELECT s.series, s.taken, CAST(COUNT(r.id) AS bigint), CAST(COALESCE(MAX(r.number), 0) AS bigint),
        CAST(COUNT(DISTINCT r.number) AS bigint)
    FROM orders_series s LEFT JOIN orders_receipt r ON r.series = s.series
    GROUP BY s.series, s.taken LIMIT $1";

/// Breaches of: ordered = open + fulfilled + cancelled; every open unit has a live promise and no other has; a number stands for one
/// order; a paid order has what is owed; prices and taxes add up to the grosz; receipts have no gaps.
pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut found = Vec::new();
    for (invariant, sql) in [
        ("orders.line_quantities", LINES),
        ("orders.line_tax", LINE_TAX),
        ("orders.totals", TOTALS),
        ("orders.number_once", NUMBERS),
        ("orders.open_is_allotted", ALLOTTED),
        ("orders.life", LIFE),
    ] {
        let rows: Vec<(OrderId,)> = q.all(sql, args![NAMED]).await?;
        found.extend(rows.into_iter().map(|(order,)| Breach::new(invariant, order.to_string())));
    }
    let series: Vec<(String, i64, i64, i64, i64)> = q.all(SERIES, args![i64::MAX]).await?;
    let gaps = series
        .into_iter()
        .filter(|(_, taken, count, last, distinct)| taken != count || taken != last || count != distinct);
    found.extend(gaps.map(|(series, taken, count, last, _)| {
        let what = format!("{series}: {taken} taken, {count} printed, the last is {last}");
        Breach::new("orders.receipts_gapless", what)
    }));
    promises(q, &mut found).await?;
    money(q, &mut found).await?;
    Ok(found)
}

/// Every unit that somebody still waits for lies promised where it shall come from.
async fn promises(q: &mut impl Query, found: &mut Vec<Breach>) -> Result<(), Error> {
    let mut after = (OrderId::from_uuid(uuid::Uuid::nil()), FulfilmentId::from_uuid(uuid::Uuid::nil()));
    loop {
        let live: Vec<(OrderId, FulfilmentId)> = q
            .all(
                "SELECT order_id, id FROM orders_fulfilment
                 WHERE closed_at IS NULL AND state <> 'parked' AND (order_id, id) > ($1, $2) ORDER BY order_id, id LIMIT $3",
                args![after.0, after.1, BATCH],
            )
            .await?;
        let Some(last) = live.last() else { return Ok(()) };
        after = *last;
        for (order, fulfilment) in live {
            let units: Vec<(LineId, Option<ReservationId>, Quantity)> = q
                .all(
                    "SELECT line, reservation, quantity FROM orders_fulfilment_line
                     WHERE order_id = $1 AND fulfilment = $2",
                    args![order, fulfilment],
                )
                .await?;
            let promised = inventory::reservations(q, &Holder::of("order", order)).await?;
            let open: BTreeMap<_, _> = promised.iter().map(|it| (it.id, it.open)).collect();
            for (line, reservation, quantity) in units {
                if reservation.and_then(|id| open.get(&id).copied()) != Some(quantity) {
                    found
                        .push(Breach::new("orders.open_is_promised", format!("{order} {fulfilment} {line}")));
                }
            }
        }
    }
}

/// What came in against what is owed, order by order.
async fn money(q: &mut impl Query, found: &mut Vec<Breach>) -> Result<(), Error> {
    let mut after = OrderId::from_uuid(uuid::Uuid::nil());
    loop {
        let ids: Vec<(OrderId,)> = q
            .all("SELECT id FROM orders_order WHERE id > $1 ORDER BY id LIMIT $2", args![after, BATCH])
            .await?;
        let Some((last,)) = ids.last() else { return Ok(()) };
        after = *last;
        let ids: Vec<OrderId> = ids.into_iter().map(|(id,)| id).collect();
        let balances = payments::balances(q, &ids).await?;
        for id in ids {
            let Some(order) = store::find(q, id).await? else { continue };
            if leaks(q, &order).await? {
                found.push(Breach::new("orders.closed_promises_nothing", id.to_string()));
            }
            let (captured, granted, tendered) = balances.get(&id).copied().unwrap_or_default();
            if let Some(what) = wrong(&order, captured, granted, tendered) {
                found.push(Breach::new("orders.paid_is_owed", format!("{id} {what}")));
            }
        }
    }
}

/// Goods are held for an order that nobody works on any more.
async fn leaks(q: &mut impl Query, order: &Order) -> Result<bool, Error> {
    let ended: Vec<ReservationId> =
        order.fulfilments.iter().filter(|it| !it.state.is_live()).flat_map(|it| it.reservations()).collect();
    if ended.is_empty() {
        return Ok(false);
    }
    let promised = inventory::reservations(q, &Holder::of("order", order.id)).await?;
    Ok(promised.iter().any(|it| ended.contains(&it.id) && !it.open.is_zero()))
}

fn wrong(order: &Order, captured: i64, granted: i64, tendered: i64) -> Option<String> {
    let (held, owed) = (captured - granted, order.owed().minor);
    let is_right = match order.payment {
        PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Refunded => held == owed,
        PaymentState::Unpaid => held == 0,
        PaymentState::DueAtPickup | PaymentState::Pending => held <= owed,
    };
    // Nothing given back, nothing cancelled: what was tendered is the total.
    let whole = order.payment == PaymentState::Paid && granted == 0 && owed == order.total.minor;
    if !is_right {
        return Some(format!("is {}: {held} held, {owed} owed", order.payment));
    }
    if whole && tendered != owed {
        return Some(format!("tenders of {tendered} for {owed}"));
    }
    let overdue = order.life == Life::Completed && order.payment == PaymentState::DueAtPickup;
    overdue.then(|| "goods left without money".to_owned())
}
