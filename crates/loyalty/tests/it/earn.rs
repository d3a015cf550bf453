use kernel::{Currency, EventId, Money, PageRequest, PersonId, Timestamp};
use loyalty::{Earn, Error, Kind, LotState, Policy, save_policy};
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

#[tokio::test]
async fn points_are_seen_at_once_and_spent_after_the_delay() {
    each_database_with_clock(AREAS, async |db, clock| {
        let person = PersonId::fresh(db.now());
        assert_eq!(wallet(db, person).await.next_spendable_at, None);
        let order = bought(db, person, &[9_999, 3_000]);
        let earned = earn(db, &order).await.unwrap();
        assert_eq!((earned.points, earned.spendable_at), (129, order.at.plus_days(14)));
        let shown = wallet(db, person).await;
        assert_eq!((shown.spendable, shown.pending), (0, 129));
        assert_eq!(shown.next_spendable_at, Some(earned.spendable_at));
        assert_eq!(shown.lots.iter().map(|lot| lot.earned).collect::<Vec<_>>(), [99, 30]);
        assert!(shown.lots.iter().all(|lot| lot.state() == LotState::Pending));

        clock.wind_days(13);
        settle(db).await;
        assert_eq!(points(db, person).await, (0, 129));
        clock.wind_days(1);
        settle(db).await;
        let shown = wallet(db, person).await;
        assert_eq!((shown.spendable, shown.pending, shown.next_spendable_at), (129, 0, None));
        assert!(shown.lots.iter().all(|lot| lot.state() == LotState::Spendable));
        assert_eq!(told(db, "loyalty.points_earned").await, 1);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_fact_earns_once() {
    each_database(AREAS, async |db| {
        let person = PersonId::fresh(db.now());
        let order = bought(db, person, &[10_000]);
        let first = earn(db, &order).await.unwrap();
        assert_eq!(earn(db, &order).await.unwrap(), first);
        assert_eq!(points(db, person).await, (0, 100));
        assert_eq!(told(db, "loyalty.points_earned").await, 1);
        let page = PageRequest { count: true, ..PageRequest::first(10) };
        let wallet = loyalty::wallet_of(person);
        let postings = loyalty::postings(&mut db.read().await.unwrap(), wallet, &page).await.unwrap();
        assert_eq!(postings.count, Some(1));
        assert_eq!((postings.items[0].kind, postings.items[0].points), (Kind::Earned, 100));
        assert_eq!(postings.items[0].reference, order.reference);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_fact_from_several_nodes_at_once_earns_once() {
    each_database(AREAS, async |db| {
        let person = PersonId::fresh(db.now());
        let order = bought(db, person, &[5_000, 5_000]);
        let twins: Vec<_> = (0..8)
            .map(|_| {
                let (db, order) = (db.clone(), order.clone());
                tokio::spawn(async move { earn(&db, &order).await.unwrap().points })
            })
            .collect();
        for twin in twins {
            assert_eq!(twin.await.unwrap(), 100);
        }
        assert_eq!(points(db, person).await, (0, 100));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn an_order_collected_in_parts_is_rounded_once() {
    each_database(AREAS, async |db| {
        let person = PersonId::fresh(db.now());
        let first = bought(db, person, &[150]);
        assert_eq!(earn(db, &first).await.unwrap().points, 1);
        let second =
            Earn { order: first.order, reference: EventId::fresh(db.now()), ..bought(db, person, &[160]) };
        // 1.50 and 1.60 are 3.10: three points, not one and one.
        assert_eq!(earn(db, &second).await.unwrap().points, 2);
        let order_points =
            loyalty::points_of_order(&mut db.read().await.unwrap(), person, first.order).await.unwrap();
        assert_eq!(order_points, 3);
        // What earns nothing is remembered as told, and changes nothing.
        let small = bought(db, person, &[99]);
        assert_eq!(earn(db, &small).await.unwrap().points, 0);
        assert_eq!(earn(db, &Earn { lines: vec![], ..small }).await.unwrap().points, 0);
        assert_eq!(points(db, person).await, (0, 3));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn the_policy_of_the_moment_holds() {
    each_database_with_clock(AREAS, async |db, clock| {
        let person = PersonId::fresh(db.now());
        let before = bought(db, person, &[10_000]);
        clock.wind_days(1);
        let double =
            Policy { currency: Currency::Pln, valid_from: db.now(), points_per_unit: 2, delay_days: 0 };
        db.run(&SYSTEM, async |tx| save_policy(tx, double).await).await.unwrap();
        assert_eq!(earn(db, &before).await.unwrap().points, 100);
        let after = bought(db, person, &[10_000]);
        let earned = earn(db, &after).await.unwrap();
        assert_eq!((earned.points, earned.spendable_at), (200, after.at));
        // Without a delay they can be spent at once.
        assert_eq!(points(db, person).await, (200, 100));
        let abroad = Earn {
            lines: vec![(after.lines[0].0, Money::new(10_000, Currency::Eur))],
            ..bought(db, person, &[])
        };
        assert_eq!(earn(db, &abroad).await.unwrap().points, 0);
        assert_eq!(loyalty::policies(&mut db.read().await.unwrap()).await.unwrap().len(), 2);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn nonsense_and_strangers_are_refused() {
    each_database(AREAS, async |db| {
        let person = PersonId::fresh(db.now());
        let mut mixed = bought(db, person, &[10_000, 10_000]);
        mixed.lines[1].1 = Money::new(10_000, Currency::Eur);
        assert!(matches!(earn(db, &mixed).await, Err(Error::MixedCurrencies)));
        let good = Policy {
            currency: Currency::Pln,
            valid_from: Timestamp::from_millis(0),
            points_per_unit: 1,
            delay_days: 14,
        };
        for (bad, field) in [
            (Policy { points_per_unit: -1, ..good }, "/points_per_unit"),
            (Policy { delay_days: 400, ..good }, "/delay_days"),
        ] {
            let refused = db.run(&SYSTEM, async |tx| save_policy(tx, bad).await).await;
            assert!(matches!(refused, Err(Error::Invalid { pointer, .. }) if pointer == field));
        }
        let shopper = kernel::Actor::Person(person);
        let refused = db.run(&shopper, async |tx| save_policy(tx, good).await).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        assert_eq!(points(db, person).await, (0, 0));
    })
    .await;
}
