use kernel::{Actor, OrderId, args};
use payments::{Method, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, hear, held, hold, owed, pln, rich, run, take};

/// Each breaks one invariant by hand.
const MUTANTS: &[(&str, &str)] = &[
    ("payments.refunds_within_captures", "UPDATE payments_intent SET granted_minor = captured_minor + 1"),
    ("payments.sums_are_what_moved", "DELETE FROM payments_transaction WHERE kind = 'captured'"),
    ("payments.grants_are_refunds", "UPDATE payments_intent SET granted_minor = 0, refunded_minor = 0"),
    ("payments.tenders_are_captures", "DELETE FROM payments_tender"),
    ("payments.provider_references", "UPDATE payments_intent SET provider_ref = 'pay_nobody'"),
    ("payments.claims_within_authorised", "UPDATE payments_intent SET released_minor = authorised_minor + 1"),
    ("payments.claims_are_captures", "UPDATE payments_intent SET claimed_minor = claimed_minor + 1"),
    ("payments.claims_are_captures", "UPDATE payments_capture SET state = 'refused' WHERE state = 'granted'"),
    ("payments.credit_is_its_postings", "UPDATE payments_credit SET balance_minor = balance_minor + 1"),
    ("payments.credit_is_its_postings", "DELETE FROM payments_posting WHERE cause = 'spent'"),
    ("payments.credit_is_held_by_orders", "UPDATE payments_credit SET held_minor = held_minor - 1"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_invariant_is_named() {
    each_database(AREAS, async |db| {
        let paid = owed(db, Method::Online, 500).await;
        hear(db, paid.id, TransactionKind::Captured, 500, "mov").await.unwrap();
        let order = paid.order;
        run(db, async |tx| payments::give_back(tx, order, pln(200), "returned", "r").await).await.unwrap();
        let card = held(db, 10_000).await;
        take(db, card.order, "parcel", 4_000).await.unwrap();
        let person = rich(db, 1_000).await;
        let order = OrderId::fresh(db.now());
        hold(db, person, order, 600).await.unwrap();
        take(db, order, "parcel", 200).await.unwrap();
        assert_clean(db).await;
        for (invariant, sql) in MUTANTS {
            let mut tx = db.begin(&Actor::System).await.unwrap();
            assert!(tx.exec(sql, args![]).await.unwrap() > 0, "{sql}");
            let found = payments::audit(&mut tx).await.unwrap();
            let names: Vec<_> = found.iter().map(|breach| breach.invariant).collect();
            assert!(names.contains(invariant), "{invariant}: {names:?}");
            drop(tx); // the mutant vanishes
        }
        assert_clean(db).await;
    })
    .await;
}
