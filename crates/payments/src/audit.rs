//! The books of payments, recomputed from what moved.

use kernel::{Breach, Currency, IntentId, OrderId, PersonId, Query, args};

use crate::{CaptureState, Error, Method};

/// How many breaches of one kind are worth naming.
const NAMED: i64 = 100;

/// Breaches of: Σ refunds ≤ Σ captured ≤ Σ authorised, cached sums = what moved, tenders = captures, references unique; captured
/// + claimed + released ≤ authorised, claims = captures under way; credit: Σ postings = balance ≥ held = what orders hold.
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
        "payments.claims_within_authorised",
        q.all(
            "SELECT order_id, id FROM payments_intent
             WHERE captured_minor + claimed_minor + released_minor > authorised_minor LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.claims_are_captures",
        q.all(
            "SELECT i.order_id, i.id FROM payments_intent i
             LEFT JOIN (
                 SELECT order_id, intent, SUM(amount_minor) AS claimed FROM payments_capture
                 WHERE state IN ($2, $3) GROUP BY order_id, intent
             ) c ON c.order_id = i.order_id AND c.intent = i.id
             WHERE i.claimed_minor <> COALESCE(c.claimed, 0)
             LIMIT $1",
            args![NAMED, CaptureState::Granted, CaptureState::Sent],
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
    let mut note = |invariant: &'static str, rows: Vec<(PersonId, Currency)>| {
        found.extend(
            rows.into_iter().map(|(person, currency)| Breach::new(invariant, format!("{person} {currency}"))),
        );
    };
    note(
        "payments.credit_is_its_postings",
        q.all(
            "SELECT c.person, c.currency FROM payments_credit c
             LEFT JOIN (
                 SELECT person, currency, SUM(amount_minor) AS posted FROM payments_posting GROUP BY person, currency
             ) p ON p.person = c.person AND p.currency = c.currency
             WHERE c.balance_minor <> COALESCE(p.posted, 0) OR c.held_minor < 0 OR c.held_minor > c.balance_minor
             LIMIT $1",
            args![NAMED],
        )
        .await?,
    );
    note(
        "payments.credit_is_held_by_orders",
        q.all(
            "SELECT c.person, c.currency FROM payments_credit c
             LEFT JOIN (
                 SELECT person, currency, SUM(authorised_minor - captured_minor - released_minor) AS held
                 FROM payments_intent WHERE method = $2 AND person IS NOT NULL GROUP BY person, currency
             ) i ON i.person = c.person AND i.currency = c.currency
             WHERE c.held_minor <> COALESCE(i.held, 0)
             LIMIT $1",
            args![NAMED, Method::StoreCredit],
        )
        .await?,
    );
    Ok(found)
}
