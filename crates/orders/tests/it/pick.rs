use orders::{Clock, FulfilmentState, Life, PaymentState, PickLines, RejectReason, ShortPick, What};
use testkit::each_database;

use payments::TransactionKind;

use crate::world::{AREAS, pln, q, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_picked_staged_and_found_by_whatever_the_shopper_says() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        let order = world.ordered(&[(world.jacket, 1)]).await;
        let id = order.fulfilments[0].id;
        let here = staff(db, &[world.krakow]);
        let there = staff(db, &[world.gdansk]);
        let refused = world.run(&there, async |tx| orders::pick(tx, id).await).await;
        assert_eq!(slug(refused.unwrap_err()), "kernel/denied");
        let early = world.run(&here, async |tx| orders::stage(tx, id, None).await).await;
        assert_eq!(slug(early.unwrap_err()), "orders/wrong-state");
        for _ in 0..2 {
            let it = world.run(&here, async |tx| orders::pick(tx, id).await).await.unwrap();
            assert_eq!(it.state, FulfilmentState::Picked);
        }
        for bin in ["A-1", "B-2"] {
            let bin = Some(bin.to_owned());
            let it = world.run(&here, async |tx| orders::stage(tx, id, bin.clone()).await).await.unwrap();
            assert_eq!((it.state, it.bin), (FulfilmentState::Ready, bin));
        }
        assert_eq!(world.facts("orders.ready").await.len(), 1);
        let mut read = db.read().await.unwrap();
        for text in [&order.fulfilments[0].code, "anna@example.com", &order.number] {
            let found = orders::find_for_pickup(&mut read, world.krakow, text).await.unwrap();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].bin.as_deref(), found[0].due.minor), (Some("B-2"), 12_300));
            assert_eq!(found[0].lines[0].quantity, found[0].lines[0].picked);
        }
        assert!(orders::find_for_pickup(&mut read, world.gdansk, &order.number).await.unwrap().is_empty());
        assert!(orders::find_for_pickup(&mut read, world.krakow, "nobody").await.unwrap().is_empty());
        let what: Vec<What> =
            orders::history(&mut read, order.id).await.unwrap().iter().map(|entry| entry.what).collect();
        assert_eq!(what, [What::Placed, What::Picked, What::Staged]);
        drop(read);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_scanned_one_by_one_and_the_last_scan_ends_the_walk() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        world.stock(world.krakow, world.socks, 1).await;
        let order = world.ordered(&[(world.jacket, 2), (world.socks, 1)]).await;
        let (it, here) = (&order.fulfilments[0], staff(db, &[world.krakow]));
        assert_eq!(it.clock, Some(Clock::Accept));
        let (jacket, socks) = (order.lines[0].id, order.lines[1].id);
        let scan = async |line, units| {
            let request = PickLines { fulfilment: it.id, lines: vec![(line, q(units))] };
            world.run(&here, async |tx| orders::pick_lines(tx, request.clone()).await).await
        };
        for _ in 0..2 {
            let begun = scan(jacket, 1).await.unwrap();
            assert_eq!((begun.state, begun.clock), (FulfilmentState::Picking, Some(Clock::Pick)));
        }
        assert_eq!(slug(scan(jacket, 3).await.unwrap_err()), "orders/invalid");
        scan(socks, 1).await.unwrap();
        let done = scan(jacket, 2).await.unwrap();
        assert_eq!((done.state, done.clock), (FulfilmentState::Picked, Some(Clock::Ready)));
        // Put back on the shelf: it is not picked any more.
        assert_eq!(scan(jacket, 1).await.unwrap().state, FulfilmentState::Picking);
        assert_eq!(scan(jacket, 2).await.unwrap().state, FulfilmentState::Picked);
        assert_eq!(world.facts("orders.accepted").await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_picker_does_not_find_is_cancelled_and_the_rest_goes_on() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        world.stock(world.krakow, world.socks, 1).await;
        let order = world.ordered(&[(world.jacket, 2), (world.socks, 1)]).await;
        let (id, here) = (order.fulfilments[0].id, staff(db, &[world.krakow]));
        let (jacket, socks) = (order.lines[0].id, order.lines[1].id);
        let found = PickLines { fulfilment: id, lines: vec![(jacket, q(1)), (socks, q(1))] };
        world.run(&here, async |tx| orders::pick_lines(tx, found.clone()).await).await.unwrap();
        let short =
            ShortPick { fulfilment: id, missing: vec![(jacket, q(1))], reason: RejectReason::NotFound };
        let it = world.run(&here, async |tx| orders::short_pick(tx, short.clone()).await).await.unwrap();
        assert_eq!((it.life, it.payment), (Life::Placed, PaymentState::DueAtPickup));
        let rest = it.live().next().unwrap();
        assert_eq!((rest.id, rest.state), (id, FulfilmentState::Picked));
        assert_eq!(it.owed(), pln(12_399));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (2, 1));
        let open = orders::exceptions_of(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!((open.len(), open[0].detail.as_str()), (1, "not_found"));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_units_of_a_parcel_leave_from_elsewhere() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 2).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 2)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        assert_eq!(order.fulfilments.len(), 1);
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(24_600), "mov-1").await;
        let all = staff(db, &[world.warehouse, world.krakow]);
        let (id, jacket) = (order.fulfilments[0].id, order.lines[0].id);
        let short =
            ShortPick { fulfilment: id, missing: vec![(jacket, q(1))], reason: RejectReason::Damaged };
        let it = world.run(&all, async |tx| orders::short_pick(tx, short.clone()).await).await.unwrap();
        let mut live: Vec<_> = it.live().map(|it| (it.location, it.lines[0].quantity.get())).collect();
        live.sort();
        let mut wanted = vec![(world.warehouse, 1), (world.krakow, 1)];
        wanted.sort();
        assert_eq!(live, wanted);
        let why = orders::plans(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(why.len(), 2);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
