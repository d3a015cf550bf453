//! The books of payments, recomputed from what moved.

use kernel::{Breach, IntentId, OrderId, Query, args};

use crate::Error;

/// How many breaches of one kind are worth naming.
const NAMED: i64 = 100;

/// Breaches of: Σ refunds ≤ Σ captured ≤ Σ authorised, cached sums = what moved, tenders = captures, references unique.
pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut found = Vec::new();
    let mut note = |invariant: &'static str, rows: Vec<(OrderId, IntentId)>| {
        found.extend(
            rows.into_iter().map(|(order, intent)| Breach::new(invariant, format!("{order} {intent}"))),
        );
    };
    note(
        "payments.refunds_within_captures",
        q.all(
            "SELECT order_id, id FROM payments_intent
             WHERE refunded_minor > granted_minor OR granted_minor > captured_minor OR captured_minor > authorised_minor
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.sums_are_what_moved",
        q.all(
            "SELECT i.order_id, i.id FROM payments_intent i
             LEFT JOIN (
                 SELECT order_id, intent,
                        SUM(CASE WHEN kind = 'captured' THEN amount_minor ELSE 0 END) AS captured,
                        SUM(CASE WHEN kind = 'refunded' THEN amount_minor ELSE 0 END) AS refunded
                 FROM payments_transaction GROUP BY order_id, intent
             ) t ON t.order_id = i.order_id AND t.intent = i.id
             WHERE i.captured_minor <> COALESCE(t.captured, 0) OR i.refunded_minor <> COALESCE(t.refunded, 0)
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.grants_are_refunds",
        q.all(
            "SELECT i.order_id, i.id FROM payments_intent i
             LEFT JOIN (
                 SELECT order_id, intent, SUM(amount_minor) AS granted FROM payments_refund GROUP BY order_id, intent
             ) r ON r.order_id = i.order_id AND r.intent = i.id
             WHERE i.granted_minor < COALESCE(r.granted, 0)
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.tenders_are_captures",
        q.all(
            "SELECT i.order_id, i.id FROM payments_intent i
             LEFT JOIN (
                 SELECT order_id, intent, SUM(amount_minor) AS paid FROM payments_tender GROUP BY order_id, intent
             ) t ON t.order_id = i.order_id AND t.intent = i.id
             WHERE COALESCE(t.paid, 0)
                 <> CASE WHEN i.captured_minor > i.amount_minor THEN i.amount_minor ELSE i.captured_minor END
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.provider_references",
        q.all(
            "SELECT i.order_id, i.id FROM payments_intent i
             LEFT JOIN payments_reference r ON r.provider = i.provider AND r.reference = i.provider_ref
             WHERE i.provider_ref IS NOT NULL AND (r.intent IS NULL OR r.intent <> i.id)
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    Ok(found)
}
