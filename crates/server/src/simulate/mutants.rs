//! An audit that cannot fail proves nothing. Each mutant breaks one invariant inside a unit of work that is never
//! committed; the audit, asked within that unit, has to name it.

use std::collections::BTreeSet;

use kernel::{Actor, Db};

use crate::audit::books;

/// The invariant, and what breaks it.
const MUTANTS: &[(&str, &str)] = &[
    ("inventory.on_hand", "UPDATE inventory_stock SET on_hand = on_hand + 1 WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_stock ORDER BY variant LIMIT 1)"),
    ("inventory.on_hand", "DELETE FROM inventory_movement WHERE id IN
         (SELECT id FROM inventory_movement WHERE delta <> 0 AND reservation IS NULL ORDER BY id LIMIT 1)"),
    ("inventory.unavailable", "UPDATE inventory_stock SET unavailable = unavailable + 1 WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_stock ORDER BY variant LIMIT 1)"),
    ("inventory.bucket", "UPDATE inventory_bucket SET units = units + 1 WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_bucket ORDER BY variant LIMIT 1)"),
    ("inventory.reserved", "UPDATE inventory_stock SET reserved = reserved + 1 WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_stock ORDER BY variant LIMIT 1)"),
    ("inventory.shortfall", "UPDATE inventory_stock SET reserved = reserved + 1000 WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_stock ORDER BY variant LIMIT 1)"),
    ("inventory.row_missing", "DELETE FROM inventory_stock WHERE (variant, location) IN
         (SELECT variant, location FROM inventory_movement ORDER BY id LIMIT 1)"),
    ("inventory.promise_state", "UPDATE inventory_reservation SET state = 'held' WHERE id IN
         (SELECT id FROM inventory_reservation WHERE state = 'released' ORDER BY id LIMIT 1)"),
    ("inventory.promise_kept", "UPDATE inventory_reservation SET fulfilled = fulfilled - 1 WHERE id IN
         (SELECT id FROM inventory_reservation WHERE fulfilled > 0 ORDER BY id LIMIT 1)"),
    ("orders.line_quantities", "UPDATE orders_line SET fulfilled = fulfilled + 1 WHERE id IN
         (SELECT id FROM orders_line ORDER BY id LIMIT 1)"),
    ("orders.line_tax", "UPDATE orders_line SET tax_minor = tax_minor + 1 WHERE id IN
         (SELECT id FROM orders_line ORDER BY id LIMIT 1)"),
    ("orders.totals", "UPDATE orders_order SET total_minor = total_minor + 1 WHERE id IN
         (SELECT id FROM orders_order ORDER BY id LIMIT 1)"),
    ("orders.number_once", "DELETE FROM orders_number WHERE number IN
         (SELECT number FROM orders_number ORDER BY number LIMIT 1)"),
    ("orders.open_is_allotted", "UPDATE orders_fulfilment SET closed_at = NULL WHERE id IN
         (SELECT id FROM orders_fulfilment WHERE closed_at IS NOT NULL ORDER BY id LIMIT 1)"),
    ("orders.life", "UPDATE orders_order SET life = 'placed' WHERE id IN
         (SELECT id FROM orders_order WHERE life = 'completed' ORDER BY id LIMIT 1)"),
    ("orders.receipts_gapless", "UPDATE orders_series SET taken = taken + 1 WHERE series IN
         (SELECT series FROM orders_series ORDER BY series LIMIT 1)"),
    ("orders.paid_is_owed", "UPDATE orders_order SET payment = 'unpaid' WHERE id IN
         (SELECT id FROM orders_order WHERE payment = 'paid' AND total_minor > 0 ORDER BY id LIMIT 1)"),
    ("orders.returned_is_accepted", "UPDATE orders_return_line SET gross_minor = gross_minor + 1 WHERE (return_id, line) IN
         (SELECT return_id, line FROM orders_return_line WHERE accepted > 0 ORDER BY return_id LIMIT 1)"),
    ("orders.return_refunds", "UPDATE orders_return SET refund_minor = refund_minor - 1 WHERE id IN
         (SELECT id FROM orders_return WHERE refund_minor > 0 ORDER BY id LIMIT 1)"),
    ("orders.added_lines_are_explained", "DELETE FROM orders_change WHERE id IN
         (SELECT change FROM orders_added_line ORDER BY line LIMIT 1)"),
    ("orders.reduced_is_promised", "UPDATE orders_complaint SET reduced_minor = reduced_minor - 1 WHERE id IN
         (SELECT id FROM orders_complaint WHERE reduced_minor > 0 ORDER BY id LIMIT 1)"),
    ("orders.complaints_are_answered_once", "UPDATE orders_complaint SET answered_at = NULL WHERE id IN
         (SELECT id FROM orders_complaint WHERE state = 'settled' ORDER BY id LIMIT 1)"),
    ("orders.shipped_has_its_parcel", "UPDATE orders_fulfilment SET carrier = 'nobody' WHERE id IN
         (SELECT id FROM orders_fulfilment WHERE state = 'shipped' AND carrier IS NULL ORDER BY id LIMIT 1)"),
    ("orders.no_parcel_of_ended_work", "UPDATE orders_fulfilment SET state = 'cancelled' WHERE id IN
         (SELECT id FROM orders_fulfilment WHERE state = 'shipped' AND carrier IS NOT NULL ORDER BY id LIMIT 1)"),
    ("shipping.states_follow_reports", "UPDATE shipping_shipment SET state = 'labelled' WHERE id IN
         (SELECT shipment FROM shipping_track WHERE step = 'delivered' ORDER BY shipment LIMIT 1)"),
    ("shipping.labels_have_numbers", "DELETE FROM shipping_reference WHERE (carrier, reference) IN
         (SELECT carrier, carrier_ref FROM shipping_shipment WHERE state = 'delivered' ORDER BY id LIMIT 1)"),
    ("shipping.times_fit_states", "UPDATE shipping_shipment SET handed_over_at = NULL WHERE id IN
         (SELECT id FROM shipping_shipment WHERE state = 'delivered' ORDER BY id LIMIT 1)"),
    ("payments.refunds_within_captures", "UPDATE payments_intent SET refunded_minor = captured_minor + 1 WHERE id IN
         (SELECT id FROM payments_intent WHERE captured_minor > 0 ORDER BY id LIMIT 1)"),
    ("payments.sums_are_what_moved", "DELETE FROM payments_transaction WHERE (order_id, intent, reference) IN
         (SELECT order_id, intent, reference FROM payments_transaction WHERE kind = 'captured' ORDER BY intent LIMIT 1)"),
    ("payments.grants_are_refunds",
        "UPDATE payments_intent SET granted_minor = granted_minor - 1 WHERE id IN
         (SELECT id FROM payments_intent WHERE granted_minor > 0 ORDER BY id LIMIT 1)",
    ),
    ("payments.tenders_are_captures", "DELETE FROM payments_tender WHERE id IN
         (SELECT id FROM payments_tender ORDER BY id LIMIT 1)"),
    ("payments.refunds_within_captures", "UPDATE payments_intent SET authorised_minor = captured_minor - 1 WHERE id IN
         (SELECT id FROM payments_intent WHERE captured_minor > 0 ORDER BY id LIMIT 1)"),
    ("payments.claims_within_authorised", "UPDATE payments_intent SET released_minor = authorised_minor + 1 WHERE id IN
         (SELECT id FROM payments_intent WHERE authorised_minor > 0 ORDER BY id LIMIT 1)"),
    ("payments.claims_are_captures", "UPDATE payments_capture SET state = 'sent' WHERE id IN
         (SELECT id FROM payments_capture WHERE state = 'done' ORDER BY id LIMIT 1)"),
    ("payments.provider_references", "DELETE FROM payments_reference WHERE reference IN
         (SELECT reference FROM payments_reference ORDER BY reference LIMIT 1)"),
    ("payments.credit_is_its_postings", "DELETE FROM payments_posting WHERE id IN
         (SELECT id FROM payments_posting ORDER BY id LIMIT 1)"),
    ("payments.credit_is_its_postings", "UPDATE payments_credit SET balance_minor = balance_minor + 1 WHERE person IN
         (SELECT person FROM payments_credit ORDER BY person LIMIT 1)"),
    ("payments.credit_is_held_by_orders",
        "UPDATE payments_credit SET balance_minor = balance_minor + 1, held_minor = held_minor + 1 WHERE person IN
         (SELECT person FROM payments_credit ORDER BY person LIMIT 1)",
    ),
    ("orders.captured_when_goods_leave", "UPDATE payments_capture SET cause = 'a whim' WHERE id IN
         (SELECT id FROM payments_capture ORDER BY id LIMIT 1)"),
    ("orders.authorised_is_secured", "UPDATE orders_order SET payment = 'authorised' WHERE id IN
         (SELECT id FROM orders_order WHERE payment IN ('due_at_pickup', 'pending') ORDER BY id LIMIT 1)"),
    ("loyalty.balance", "UPDATE loyalty_wallet SET pending = pending + 1 WHERE person IN
         (SELECT person FROM loyalty_wallet ORDER BY person LIMIT 1)"),
    ("loyalty.lot", "UPDATE loyalty_lot SET remaining = remaining + 1 WHERE id IN
         (SELECT id FROM loyalty_lot ORDER BY id LIMIT 1)"),
    ("loyalty.lot_postings", "DELETE FROM loyalty_posting WHERE id IN
         (SELECT id FROM loyalty_posting ORDER BY id LIMIT 1)"),
    ("loyalty.earned", "UPDATE loyalty_earning SET points = points + 1 WHERE (order_id, reference) IN
         (SELECT order_id, reference FROM loyalty_earning ORDER BY order_id LIMIT 1)"),
    ("loyalty.wallet_missing", "DELETE FROM loyalty_wallet WHERE person IN
         (SELECT person FROM loyalty_posting ORDER BY id LIMIT 1)"),
    ("customers.key", "DELETE FROM customers_identifier WHERE (person, kind, value) IN
         (SELECT person, kind, value FROM customers_identifier ORDER BY person LIMIT 1)"),
    ("customers.identifier", "DELETE FROM customers_key WHERE (value, kind) IN
         (SELECT value, kind FROM customers_key ORDER BY value LIMIT 1)"),
    ("conversations.sent_at", "UPDATE conversations_message SET sent_at = NULL WHERE id IN
         (SELECT id FROM conversations_message WHERE sent_at IS NOT NULL ORDER BY id LIMIT 1)"),
    ("events.positions", "DELETE FROM kernel_event WHERE position = 2"),
    ("events.cursor", "UPDATE kernel_cursor SET position = position + 1000000 WHERE consumer = 'loyalty' AND partition = 1"),
];

/// Lets them loose, one after the other.
pub async fn hunt(db: &Db) -> Result<Hunt, String> {
    let mut hunt = Hunt::default();
    for (n, (invariant, sql)) in MUTANTS.iter().enumerate() {
        let mut tx = db.begin(&Actor::System).await.map_err(|fault| fault.to_string())?;
        let touched = tx.exec(sql, Vec::new()).await.map_err(|fault| format!("{invariant}: {fault}"))?;
        if touched == 0 {
            continue;
        }
        let breaches = books(&mut tx).await.map_err(crate::commands::say)?;
        drop(tx);
        if breaches.iter().any(|breach| breach.invariant == *invariant) {
            hunt.caught.insert(n);
        } else {
            hunt.escaped.insert(n);
        }
    }
    Ok(hunt)
}

/// What became of the mutants; of several seeds together. In a short life there may be nothing that a mutant could break.
#[derive(Debug, Default)]
pub struct Hunt {
    /// Places in the list.
    caught: BTreeSet<usize>,
    escaped: BTreeSet<usize>,
}
impl Hunt {
    pub fn add(&mut self, other: Hunt) {
        self.caught.extend(other.caught);
        self.escaped.extend(other.escaped);
    }
    /// Prints the count, and what was not caught; whether that is nothing.
    pub fn report(&self) -> bool {
        let caught: Vec<usize> = self.caught.difference(&self.escaped).copied().collect();
        println!("mutants: {} of {} caught", caught.len(), MUTANTS.len());
        for (n, (invariant, _)) in MUTANTS.iter().enumerate() {
            if self.escaped.contains(&n) {
                println!("mutant {invariant}: not caught");
            } else if !caught.contains(&n) {
                println!("mutant {invariant}: nothing to break");
            }
        }
        caught.len() == MUTANTS.len()
    }
}
