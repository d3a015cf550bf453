//! The books of orders, recomputed.

use std::collections::BTreeMap;

use inventory::Holder;
use kernel::{Breach, FulfilmentId, Id, LineId, OrderId, Quantity, Query, ReservationId, args};

use crate::money::standing;
use crate::{Error, Fulfilment, FulfilmentState, Life, Order, PaymentState, store};

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
const BACK_WITHIN: &str = "SELECT order_id FROM orders_line WHERE expected + returned > fulfilled LIMIT $1";
const BACK_EXPECTED: &str = "SELECT l.order_id FROM orders_line l
    LEFT JOIN (
        SELECT u.order_id, u.line, SUM(CASE WHEN r.state = 'expected' THEN u.quantity ELSE u.received END) AS open
        FROM orders_return_line u JOIN orders_return r ON r.order_id = u.order_id AND r.id = u.return_id
        WHERE r.state IN ('expected', 'received') GROUP BY u.order_id, u.line
    ) w ON w.order_id = l.order_id AND w.line = l.id
    WHERE l.expected <> COALESCE(w.open, 0)
    LIMIT $1";
const BACK_ACCEPTED: &str = "SELECT l.order_id FROM orders_line l
    LEFT JOIN (
        SELECT u.order_id, u.line, SUM(u.accepted) AS units, SUM(u.gross_minor) AS gross, SUM(u.tax_minor) AS tax
        FROM orders_return_line u JOIN orders_return r ON r.order_id = u.order_id AND r.id = u.return_id
        WHERE r.state = 'accepted' GROUP BY u.order_id, u.line
    ) w ON w.order_id = l.order_id AND w.line = l.id
    WHERE l.returned <> COALESCE(w.units, 0) OR l.returned_minor <> COALESCE(w.gross, 0)
       OR l.returned_tax_minor <> COALESCE(w.tax, 0)
    LIMIT $1";
const BACK_AT_ZERO: &str = "SELECT order_id FROM orders_line
    WHERE returned = quantity
      AND (returned_minor + reduced_minor <> gross_minor OR returned_tax_minor + reduced_tax_minor <> tax_minor)
    LIMIT $1";
const BACK_SUMS: &str = "SELECT r.order_id FROM orders_return r
    LEFT JOIN (
        SELECT order_id, return_id, SUM(gross_minor) AS gross, SUM(tax_minor) AS tax FROM orders_return_line
        GROUP BY order_id, return_id
    ) u ON u.order_id = r.order_id AND u.return_id = r.id
    LEFT JOIN (
        SELECT order_id, return_id, SUM(amount_minor) AS paid FROM orders_return_refund GROUP BY order_id, return_id
    ) f ON f.order_id = r.order_id AND f.return_id = r.id
    WHERE r.gross_minor <> COALESCE(u.gross, 0) OR r.tax_minor <> COALESCE(u.tax, 0)
       OR r.refund_minor <> COALESCE(f.paid, 0) OR r.refund_minor > r.gross_minor + r.delivery_minor
    LIMIT $1";
const BACK_PARTS: &str = "SELECT u.order_id FROM orders_return_line u
    LEFT JOIN (
        SELECT order_id, return_id, line, SUM(quantity) AS units FROM orders_return_part
        GROUP BY order_id, return_id, line
    ) p ON p.order_id = u.order_id AND p.return_id = u.return_id AND p.line = u.line
    WHERE u.accepted <> COALESCE(p.units, 0) OR u.accepted > u.received OR u.received > u.quantity
    LIMIT $1";
const ADDED: &str = "SELECT a.order_id FROM orders_added_line a
    LEFT JOIN orders_change c ON c.order_id = a.order_id AND c.id = a.change
    LEFT JOIN orders_line l ON l.order_id = a.order_id AND l.id = a.line
    WHERE c.id IS NULL OR l.id IS NULL
    LIMIT $1";
const REDUCED: &str = "SELECT l.order_id FROM orders_line l
    LEFT JOIN (
        SELECT order_id, line, SUM(reduced_minor) AS gross, SUM(reduced_tax_minor) AS tax FROM orders_complaint
        GROUP BY order_id, line
    ) c ON c.order_id = l.order_id AND c.line = l.id
    WHERE l.reduced_minor <> COALESCE(c.gross, 0) OR l.reduced_tax_minor <> COALESCE(c.tax, 0)
    LIMIT $1";
const COMPLAINTS: &str = "SELECT order_id FROM orders_complaint
    WHERE (state IN ('open', 'withdrawn')) <> (answered_at IS NULL)
       OR (state = 'refused') <> (refusal IS NOT NULL)
       OR (state IN ('agreed', 'settled')) <> (remedy IS NOT NULL)
       OR (lapsed_at IS NOT NULL AND lapsed_at < answer_due_at)
    LIMIT $1";
const BACK_DELIVERY: &str = "SELECT o.id FROM orders_order o
    LEFT JOIN (
        SELECT order_id, SUM(delivery_minor) AS gross, SUM(delivery_tax_minor) AS tax FROM orders_return GROUP BY order_id
    ) r ON r.order_id = o.id
    WHERE o.delivery_back_minor > o.delivery_minor OR o.delivery_back_minor <> COALESCE(r.gross, 0)
       OR o.delivery_back_tax_minor <> COALESCE(r.tax, 0)
    LIMIT $1";
/// Every order with returns, and the refunds that they say they started.
const BACK_REFUNDS: &str = "SELECT order_id, CAST(SUM(refund_minor) AS bigint) FROM orders_return
    WHERE order_id > $1 GROUP BY order_id ORDER BY order_id LIMIT $2";
const SERIES: &str =
    "SELECT s.series, s.taken, CAST(COUNT(r.id) AS bigint), CAST(COALESCE(MAX(r.number), 0) AS bigint),
        CAST(COUNT(DISTINCT r.number) AS bigint)
    FROM orders_series s LEFT JOIN orders_receipt r ON r.series = s.series
    WHERE s.series LIKE 'receipt/%'
    GROUP BY s.series, s.taken LIMIT $1";
const RETURN_SERIES: &str =
    "SELECT s.series, s.taken, CAST(COUNT(r.id) AS bigint), CAST(COALESCE(MAX(r.number), 0) AS bigint),
        CAST(COUNT(DISTINCT r.number) AS bigint)
    FROM orders_series s LEFT JOIN orders_return r ON r.series = s.series
    WHERE s.series LIKE 'return/%'
    GROUP BY s.series, s.taken LIMIT $1";

/// Breaches of: ordered = open + fulfilled + cancelled; every open unit has a live promise and no other has; a number stands for one
/// order; a paid order has what is owed, an authorised one has it held, every capture belongs to goods that left; prices and taxes add up to the grosz; receipts have no gaps. Of what comes back:
/// never more than left; announced = returns that wait; returned, its worth and its tax = what was accepted; a line that is
/// back is worth zero; a delivery goes back once; refunds of returns = what payments promised back for them. Of what changed: a
/// line that was added says by which change; what was taken off a price was promised to a complaint; a complaint has one answer.
/// What was shipped with a carrier has its parcels under way, and nothing else has.
pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut found = Vec::new();
    for (invariant, sql) in [
        ("orders.line_quantities", LINES),
        ("orders.line_tax", LINE_TAX),
        ("orders.totals", TOTALS),
        ("orders.number_once", NUMBERS),
        ("orders.open_is_allotted", ALLOTTED),
        ("orders.life", LIFE),
        ("orders.returned_within_fulfilled", BACK_WITHIN),
        ("orders.expected_is_announced", BACK_EXPECTED),
        ("orders.returned_is_accepted", BACK_ACCEPTED),
        ("orders.returned_ends_at_zero", BACK_AT_ZERO),
        ("orders.return_sums", BACK_SUMS),
        ("orders.return_parts", BACK_PARTS),
        ("orders.delivery_goes_back_once", BACK_DELIVERY),
        ("orders.added_lines_are_explained", ADDED),
        ("orders.reduced_is_promised", REDUCED),
        ("orders.complaints_are_answered_once", COMPLAINTS),
    ] {
        let rows: Vec<(OrderId,)> = q.all(sql, args![NAMED]).await?;
        found.extend(rows.into_iter().map(|(order,)| Breach::new(invariant, order.to_string())));
    }
    for (invariant, sql) in
        [("orders.receipts_gapless", SERIES), ("orders.return_documents_gapless", RETURN_SERIES)]
    {
        let series: Vec<(String, i64, i64, i64, i64)> = q.all(sql, args![i64::MAX]).await?;
        let gaps = series
            .into_iter()
            .filter(|(_, taken, count, last, distinct)| taken != count || taken != last || count != distinct);
        found.extend(gaps.map(|(series, taken, count, last, _)| {
            let what = format!("{series}: {taken} taken, {count} printed, the last is {last}");
            Breach::new(invariant, what)
        }));
    }
    promises(q, &mut found).await?;
    money(q, &mut found).await?;
    refunds(q, &mut found).await?;
    crate::audit_parcels::parcels(q, &mut found).await?;
    Ok(found)
}

/// What returns say they gave back is what payments promised back for them.
async fn refunds(q: &mut impl Query, found: &mut Vec<Breach>) -> Result<(), Error> {
    let mut after = OrderId::from_uuid(uuid::Uuid::nil());
    loop {
        let sums: Vec<(OrderId, i64)> = q.all(BACK_REFUNDS, args![after, BATCH]).await?;
        let Some((last, _)) = sums.last() else { return Ok(()) };
        after = *last;
        for (order, said) in sums {
            let granted = payments::refunds(q, order).await?;
            let granted = granted.iter().filter(|it| it.reason == crate::money::RETURNED);
            let granted: i64 = granted.map(|it| it.amount.minor).sum();
            if granted != said {
                let what = format!("{order}: returns say {said}, {granted} granted");
                found.push(Breach::new("orders.return_refunds", what));
            }
        }
    }
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
        let captures = payments::captures_of(q, &ids).await?;
        for id in ids {
            let Some(order) = store::find(q, id).await? else { continue };
            if leaks(q, &order).await? {
                found.push(Breach::new("orders.closed_promises_nothing", id.to_string()));
            }
            let (captured, granted, tendered) = balances.get(&id).copied().unwrap_or_default();
            if let Some(what) = wrong(&order, captured, granted, tendered) {
                found.push(Breach::new("orders.paid_is_owed", format!("{id} {what}")));
            }
            if order.payment == PaymentState::Authorised {
                let intents = payments::intents(q, id).await?;
                if matches!(standing(&order, &intents), PaymentState::Pending | PaymentState::Overdue) {
                    found.push(Breach::new("orders.authorised_is_secured", id.to_string()));
                }
            }
            for capture in captures.iter().filter(|it| it.order == id) {
                let of = capture.cause.split('/').next().and_then(|it| it.parse::<FulfilmentId>().ok());
                let has_left = |it: &&Fulfilment| {
                    matches!(it.state, FulfilmentState::Shipped | FulfilmentState::Collected)
                };
                if !order.fulfilments.iter().filter(has_left).any(|it| Some(it.id) == of) {
                    let what = format!("{id} {} for {}", capture.id, capture.cause);
                    found.push(Breach::new("orders.captured_when_goods_leave", what));
                }
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
        PaymentState::DueAtPickup
        | PaymentState::Pending
        | PaymentState::Authorised
        | PaymentState::Overdue => held <= owed,
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
