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
         UPDATE inventory_reservation SET open = 0, quantity = fulfilled WHERE fulfilled > 0",
        &["inventory.promise_state"],
    ),
    ("UPDATE inventory_reservation SET state = 'released'", &["inventory.promise_state"]),
    (
        "UPDATE inventory_reservation SET fulfilled = fulfilled - 1 WHERE fulfilled > 0",
        &["inventory.promise_kept"],
    ),
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
    ("UPDATE inventory_quota SET taken = taken + 1", &["inventory.taken"]),
    ("UPDATE inventory_stock SET protected = protected + 1", &["inventory.protected"]),
    ("DELETE FROM inventory_quota", &["inventory.protected"]),
    ("UPDATE inventory_supply SET promised = 0", &["inventory.promised_supply"]),
    ("UPDATE inventory_supply SET quantity = 1 WHERE origin = 'purchase'", &["inventory.supply_over"]),
    ("UPDATE inventory_supply SET state = 'arrived' WHERE origin = 'purchase'", &["inventory.supply_came"]),
    ("UPDATE inventory_reservation SET landed = 1", &["inventory.promise_state"]),
    (
        "UPDATE inventory_transfer_line SET sent = sent + 1",
        &["inventory.transfer_sent", "inventory.transfer_supply"],
    ),
    ("UPDATE inventory_transfer_line SET received = received + 1", &["inventory.transfer_received"]),
    ("DELETE FROM inventory_supply WHERE origin = 'transfer'", &["inventory.transfer_supply"]),
    ("UPDATE inventory_count_line SET difference = difference + 1", &["inventory.count_moved"]),
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
            work(db, variant, location).await;
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

/// A share of a channel, a preorder, transfers on their way and received with a loss, a count.
async fn work(db: &kernel::Db, variant: kernel::VariantId, location: kernel::LocationId) {
    keep(db, variant, location, "shop", (3, 0)).await;
    promise(db, vec![through(db, "shop", variant, location, 1)]).await.unwrap();
    let there = store(db, "krakow").await;
    let ahead = inventory::Ahead::Preorder;
    let policy = inventory::ChannelPolicy { channel: channel("shop"), ahead, horizon_days: 30 };
    let line = inventory::Expect {
        id: kernel::SupplyId::fresh(db.now()),
        variant,
        location: there,
        reference: "PO 1".to_owned(),
        quantity: units(4),
        expected_at: db.now().plus_days(2),
    };
    let from = inventory::From::StockOrSupply;
    let early = inventory::Reserve { from, ..through(db, "shop", variant, there, 3) };
    db.run(&SYSTEM, async |tx| {
        inventory::set_channel_policy(tx, &policy).await?;
        inventory::expect(tx, line.clone()).await?;
        inventory::reserve_all(tx, vec![early.clone()]).await?;
        for lost in [0, 1] {
            let id = tx.new_id();
            let lines = vec![(variant, units(2))];
            let note = None;
            let wanted = inventory::RequestTransfer { id, source: location, destination: there, lines, note };
            inventory::request_transfer(tx, wanted).await?;
            inventory::send_transfer(tx, id, &[(variant, units(2))], None).await?;
            if lost > 0 {
                inventory::receive_transfer(tx, id, &[(variant, units(2 - lost))]).await?;
            }
        }
        let (id, name) = (tx.new_id(), "round".to_owned());
        inventory::open_count(tx, inventory::OpenCount { id, location, name, variants: vec![variant] })
            .await?;
        let look = inventory::Counted { id: tx.new_id(), count: id, variant, units: units(13), at: None };
        inventory::count_line(tx, look).await.map(drop)
    })
    .await
    .unwrap();
}
