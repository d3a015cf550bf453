//! Every invariant is caught when it is broken by hand.

use kernel::PersonId;
use testkit::each_database_with_clock;

use crate::world::*;

const MUTANTS: &[(&str, &str)] = &[
    ("UPDATE loyalty_wallet SET spendable = spendable + 1", "loyalty.balance"),
    ("UPDATE loyalty_wallet SET spendable = spendable + 1", "loyalty.spendable"),
    ("UPDATE loyalty_wallet SET pending = pending + 1", "loyalty.pending"),
    ("UPDATE loyalty_posting SET points = points + 1", "loyalty.balance"),
    ("UPDATE loyalty_posting SET points = points + 1", "loyalty.lot_postings"),
    ("DELETE FROM loyalty_posting WHERE kind = 'reversed'", "loyalty.lot_postings"),
    ("UPDATE loyalty_lot SET remaining = earned, reversed = 0", "loyalty.lot"),
    ("UPDATE loyalty_lot SET reversed = 0", "loyalty.lot"),
    ("DELETE FROM loyalty_lot", "loyalty.earned"),
    ("UPDATE loyalty_earning SET points = points + 1", "loyalty.earned"),
    ("DELETE FROM loyalty_wallet", "loyalty.wallet_missing"),
    ("UPDATE loyalty_lot SET ripened_at = NULL WHERE reversed_at IS NULL", "loyalty.spendable"),
];

#[tokio::test]
async fn every_broken_invariant_is_named() {
    for (mutant, invariant) in MUTANTS {
        each_database_with_clock(AREAS, async |db, clock| {
            let person = PersonId::fresh(db.now());
            let order = bought(db, person, &[9_999, 3_000]);
            earn(db, &order).await.unwrap();
            reverse(db, order.order, Some(vec![order.lines[1].0])).await;
            clock.wind_days(15);
            settle(db).await;
            earn(db, &bought(db, person, &[4_000])).await.unwrap();
            assert_eq!(points(db, person).await, (99, 40));
            assert_clean(db).await;
            db.run(&SYSTEM, async |tx| tx.script(mutant).await).await.unwrap();
            let found = loyalty::audit(&mut db.read().await.unwrap()).await.unwrap();
            assert!(
                found.iter().any(|breach| breach.invariant == *invariant),
                "{mutant}: {invariant} is missing in {found:?}"
            );
        })
        .await;
    }
}
