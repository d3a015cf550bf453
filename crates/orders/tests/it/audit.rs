use orders::{HandOver, Proof};
use testkit::each_database;

use crate::world::{AREAS, World, card, damage, staff, world};

/// One order in the queue, one handed over.
async fn some_orders(db: &kernel::Db) -> World {
    let world = world(db).await;
    world.stock(world.krakow, world.jacket, 5).await;
    world.ordered(&[(world.jacket, 1)]).await;
    let done = world.ordered(&[(world.jacket, 1)]).await;
    let (fulfilment, tenders) = (done.fulfilments[0].id, vec![card(db, 12_300)]);
    let hand = HandOver::whole(fulfilment, Proof::Staff, tenders, None);
    world
        .run(&staff(db, &[world.krakow]), async |tx| orders::hand_over(tx, hand.clone()).await)
        .await
        .unwrap();
    some_returns(&world).await;
    world.assert_clean().await;
    world
}

/// Of three pairs of socks two are back, and one is announced.
async fn some_returns(world: &World) {
    let order = crate::returns::bought_online(world, &[(world.socks, 3)]).await;
    world.bring(&order, &[(0, 2)], world.gdansk).await;
    let request = crate::returns::opening(world, &order, &[(0, 1)]);
    let buyer = crate::world::visitor(&world.db);
    world.run(&buyer, async |tx| orders::open_return(tx, request.clone()).await).await.unwrap();
}

/// Every invariant is broken once, and its breach is named.
#[tokio::test(flavor = "multi_thread")]
async fn the_audit_names_every_broken_book() {
    const MUTANTS: &[(&str, &str)] = &[
        ("orders.line_quantities", "UPDATE orders_line SET open = 0 WHERE open = 1"),
        ("orders.line_tax", "UPDATE orders_line SET tax_minor = tax_minor + 1 WHERE open = 1"),
        ("orders.totals", "UPDATE orders_order SET total_minor = total_minor - 1 WHERE life = 'placed'"),
        (
            "orders.number_once",
            "DELETE FROM orders_number WHERE order_id IN (SELECT id FROM orders_order WHERE life = 'placed')",
        ),
        ("orders.open_is_allotted", "UPDATE orders_fulfilment_line SET quantity = 2 WHERE picked = 0"),
        ("orders.life", "UPDATE orders_order SET life = 'placed' WHERE payment = 'partly_refunded'"),
        ("orders.receipts_gapless", "UPDATE orders_series SET taken = 9 WHERE series LIKE 'receipt/%'"),
        (
            "orders.open_is_promised",
            "UPDATE inventory_reservation SET open = 0, state = 'released' WHERE open = 1",
        ),
        (
            "orders.closed_promises_nothing",
            "UPDATE inventory_reservation SET open = 1, state = 'held' WHERE open = 0 AND quantity = 1",
        ),
        ("orders.paid_is_owed", "UPDATE orders_order SET payment = 'paid' WHERE life = 'placed'"),
        (
            "payments.refunds_within_captures",
            "UPDATE payments_intent SET granted_minor = 20000 WHERE captured_minor = 12300",
        ),
        ("payments.sums_are_what_moved", "DELETE FROM payments_transaction WHERE amount_minor = 12300"),
        ("payments.tenders_are_captures", "DELETE FROM payments_tender WHERE amount_minor = 12300"),
        ("orders.returned_within_fulfilled", "UPDATE orders_line SET fulfilled = 2 WHERE returned = 2"),
        ("orders.expected_is_announced", "UPDATE orders_line SET expected = 0 WHERE expected = 1"),
        ("orders.returned_is_accepted", "UPDATE orders_line SET returned_tax_minor = 0 WHERE returned = 2"),
        ("orders.returned_ends_at_zero", "UPDATE orders_line SET returned = 3 WHERE returned = 2"),
        ("orders.return_sums", "UPDATE orders_return SET refund_minor = 1 WHERE state = 'accepted'"),
        ("orders.return_parts", "DELETE FROM orders_return_part"),
        (
            "orders.delivery_goes_back_once",
            "UPDATE orders_order SET delivery_back_minor = 1 WHERE payment = 'partly_refunded'",
        ),
        ("orders.return_refunds", "UPDATE payments_refund SET reason = 'cancelled'"),
        (
            "orders.return_documents_gapless",
            "UPDATE orders_series SET taken = 2 WHERE series LIKE 'return/%'",
        ),
    ];
    each_database(AREAS, async |db| {
        let world = some_orders(db).await;
        for (invariant, sql) in MUTANTS {
            let mut tx = db.begin(&kernel::Actor::System).await.unwrap();
            assert_eq!(tx.exec(sql, kernel::args![]).await.unwrap(), 1, "{sql}");
            let mut found = orders::audit(&mut tx).await.unwrap();
            found.extend(payments::audit(&mut tx).await.unwrap());
            let names: Vec<_> = found.iter().map(|breach| breach.invariant).collect();
            assert!(names.contains(invariant), "{invariant}: {names:?}");
            drop(tx); // the mutant vanishes
        }
        world.assert_clean().await;
        damage(db, "UPDATE orders_series SET taken = 9 WHERE series LIKE 'receipt/%'").await;
        assert_eq!(world.breaches().await.len(), 1);
    })
    .await;
}
