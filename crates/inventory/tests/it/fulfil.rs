use inventory::{Cause, Change, Error, Holder, Reason, State, fulfil, fulfil_part, release_all};
use kernel::PageRequest;
use testkit::each_database;

use crate::world::*;

#[tokio::test]
async fn goods_that_leave_lower_both_counters_and_are_in_the_ledger() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        let held = promise(db, vec![request(db, variant, location, 3), request(db, variant, location, 2)]);
        let held = held.await.unwrap();
        let ids = [held[0].id, held[1].id];
        let leave = async || {
            let by = Some("order 1001".to_owned());
            db.run(&SYSTEM, async |tx| fulfil(tx, &ids, Cause::Sold, by.clone()).await).await
        };
        assert!(leave().await.unwrap().iter().all(|it| it.state == State::Fulfilled));
        leave().await.unwrap();

        let stock = row(db, variant, location).await;
        assert_eq!((stock.on_hand, stock.reserved, stock.available()), (5, 0, 5));
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        let mut read = db.read().await.unwrap();
        let page = PageRequest { count: true, ..PageRequest::first(10) };
        let ledger = inventory::ledger(&mut read, variant, Some(location), &page).await.unwrap();
        assert_eq!(ledger.count, Some(3));
        let mut left: Vec<_> = ledger.items.iter().map(|it| (it.delta, it.on_hand)).collect();
        left.sort();
        assert!(left == [(-3, 5), (-2, 8), (10, 10)] || left == [(-3, 7), (-2, 5), (10, 10)], "{left:?}");
        assert!(
            ledger
                .items
                .iter()
                .filter(|it| it.delta < 0)
                .all(|it| { it.reference.as_deref() == Some("order 1001") && it.reservation.is_some() })
        );
        let refused = db.run(&SYSTEM, async |tx| release_all(tx, &ids, Reason::Cancelled).await).await;
        assert!(matches!(refused, Err(Error::AlreadyFulfilled(_))));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn part_leaves_part_is_given_back() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        let held = promise(db, vec![request(db, variant, location, 5)]).await.unwrap();
        let id = held[0].id;
        db.run(&SYSTEM, async |tx| fulfil_part(tx, &[(id, units(2))], Cause::Shipped, None).await)
            .await
            .unwrap();
        let stock = row(db, variant, location).await;
        assert_eq!((stock.on_hand, stock.reserved), (8, 3));
        let too_many =
            db.run(&SYSTEM, async |tx| fulfil_part(tx, &[(id, units(4))], Cause::Shipped, None).await).await;
        assert!(matches!(too_many, Err(Error::TooMany { .. })));
        let rest = db.run(&SYSTEM, async |tx| release_all(tx, &[id], Reason::Cancelled).await).await.unwrap();
        assert_eq!((rest[0].fulfilled.get(), rest[0].released()), (2, 3));
        let stock = row(db, variant, location).await;
        assert_eq!((stock.on_hand, stock.reserved), (8, 0));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_does_not_leave() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        let held = promise(db, vec![request(db, variant, location, 5)]).await.unwrap();
        let id = held[0].id;
        db.run(&SYSTEM, async |tx| release_all(tx, &[id], Reason::Cancelled).await).await.unwrap();
        let refused = db.run(&SYSTEM, async |tx| fulfil(tx, &[id], Cause::Sold, None).await).await;
        assert!(matches!(refused, Err(Error::AlreadyReleased(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeping_and_taking_back_at_once_ends_in_one_of_the_two() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 40).await;
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let mut wanted = request(db, variant, location, 2);
            wanted.holder = Holder::new("order:1").unwrap();
            let id = promise(db, vec![wanted]).await.unwrap()[0].id;
            let (one, other) = (db.clone(), db.clone());
            tasks.push(tokio::spawn(async move {
                one.run(&SYSTEM, async |tx| fulfil(tx, &[id], Cause::Sold, None).await).await.is_ok()
            }));
            tasks.push(tokio::spawn(async move {
                other.run(&SYSTEM, async |tx| release_all(tx, &[id], Reason::Cancelled).await).await.is_ok()
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.unwrap());
        }
        assert_eq!(done, 20);
        assert_eq!(row(db, variant, location).await.reserved, 0);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_sale_of_promised_goods_is_a_shortfall_and_never_a_refusal() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 3).await;
        let held = promise(db, vec![request(db, variant, location, 3)]).await.unwrap();
        tell(db, variant, location, Change::Delta(-2)).await;
        tell(db, variant, location, Change::Delta(-2)).await;
        let stock = row(db, variant, location).await;
        assert_eq!((stock.on_hand, stock.reserved, stock.short()), (-1, 3, 4));
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), -4);
        let short = async || inventory::shortfalls(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(short().await.iter().map(|it| (it.units, it.worst)).collect::<Vec<_>>(), [(4, 4)]);
        assert_eq!(told(db, "inventory.shortfall").await, 2);
        assert_clean(db).await;

        // Goods arrive, some of the promise is taken back, and the shortfall is over.
        tell(db, variant, location, Change::Delta(2)).await;
        assert_eq!(short().await.iter().map(|it| (it.units, it.worst)).collect::<Vec<_>>(), [(2, 4)]);
        let id = held[0].id;
        db.run(&SYSTEM, async |tx| release_all(tx, &[id], Reason::Rejected).await).await.unwrap();
        assert_eq!(short().await, []);
        assert_clean(db).await;

        // The next one is a new episode.
        promise(db, vec![request(db, variant, location, 1)]).await.unwrap();
        tell(db, variant, location, Change::Counted(0)).await;
        assert_eq!(short().await.iter().map(|it| (it.units, it.worst)).collect::<Vec<_>>(), [(1, 1)]);
        assert_clean(db).await;
    })
    .await;
}
