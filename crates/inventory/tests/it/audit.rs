//! Every invariant is caught when it is broken by hand.

use inventory::{Bucket, Cause, Change, SetAside, fulfil_part, set_aside};
use testkit::each_database;

use crate::world::*;

const MUTANTS: &[(&str, &[&str])] = &[
    ("UPDATE inventory_stock SET on_hand = on_hand + 1", &["inventory.on_hand"]),
    ("DELETE FROM inventory_movement WHERE cause = 'received'", &["inventory.on_hand"]),
    ("UPDATE inventory_stock SET reserved = reserved + 1", &["inventory.reserved"]),
    ("UPDATE inventory_stock SET unavailable = unavailable + 1", &["inventory.unavailable"]),
    ("UPDATE inventory_bucket SET units = units + 1", &["inventory.unavailable", "inventory.bucket"]),
    (
        "UPDATE inventory_stock SET reserved = 0;
         UPDATE inventory_reservation SET open = 0, quantity = fulfilled",
        &["inventory.promise_state"],
    ),
    ("UPDATE inventory_reservation SET state = 'released'", &["inventory.promise_state"]),
    ("UPDATE inventory_reservation SET fulfilled = fulfilled - 1", &["inventory.promise_kept"]),
    (
        "UPDATE inventory_movement SET delta = delta - 100 WHERE cause = 'received';
         UPDATE inventory_stock SET on_hand = on_hand - 100",
        &["inventory.shortfall"],
    ),
    (
        "INSERT INTO inventory_shortfall (variant, location, version, units, worst, opened_at)
         SELECT variant, location, 1, 2, 2, '2026-11-20T00:00:00.000Z' FROM inventory_stock",
        &["inventory.shortfall"],
    ),
    ("DELETE FROM inventory_stock", &["inventory.row_missing"]),
];

#[tokio::test]
async fn every_broken_invariant_is_named() {
    for (mutant, expected) in MUTANTS {
        each_database(AREAS, async |db| {
            let location = store(db, "warszawa").await;
            let variant = shelf(db, location, 20).await;
            let held = promise(db, vec![request(db, variant, location, 5)]).await.unwrap();
            let id = held[0].id;
            db.run(&SYSTEM, async |tx| {
                fulfil_part(tx, &[(id, units(2))], Cause::Sold, None).await?;
                let broken = SetAside {
                    id: tx.new_id(),
                    variant,
                    location,
                    bucket: Bucket::Damaged,
                    units: 1,
                    reference: None,
                };
                set_aside(tx, broken).await
            })
            .await
            .unwrap();
            tell(db, variant, location, Change::Counted(18)).await;
            assert_clean(db).await;
            db.run(&SYSTEM, async |tx| tx.script(mutant).await).await.unwrap();
            let found = inventory::audit(&mut db.read().await.unwrap()).await.unwrap();
            for invariant in *expected {
                assert!(
                    found.iter().any(|breach| breach.invariant == *invariant),
                    "{mutant}: {invariant} is missing in {found:?}"
                );
            }
        })
        .await;
    }
}
