use inventory::{Cause, Change, Error, Move, move_all, move_stock};
use kernel::{LocationId, Locations, VariantId};
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

#[tokio::test]
async fn a_fact_told_twice_is_recorded_once() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = VariantId::fresh(db.now());
        let delivery =
            Move { reference: Some("WZ/17".to_owned()), ..fact(db, variant, location, Change::Delta(7)) };
        let count = fact(db, variant, location, Change::Counted(5));
        let told_once =
            async |fact: &Move| db.run(&SYSTEM, async |tx| move_stock(tx, fact.clone()).await).await;
        let first = told_once(&delivery).await.unwrap();
        assert_eq!(told_once(&delivery).await.unwrap(), first);
        let counted = told_once(&count).await.unwrap();
        assert_eq!((counted.delta, counted.counted, counted.on_hand), (-2, Some(5), 5));
        assert_eq!(told_once(&count).await.unwrap(), counted);
        assert_eq!(row(db, variant, location).await.on_hand, 5);
        assert_eq!(row(db, variant, location).await.version, 2);
        let other = Move { change: Change::Delta(8), ..delivery };
        assert!(matches!(told_once(&other).await, Err(Error::IdTaken(_))));
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        assert_eq!(told(db, "inventory.stock_changed").await, 2);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_count_takes_into_account_what_moved_while_it_was_written_down() {
    each_database_with_clock(AREAS, async |db, clock| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        clock.wind_minutes(10);
        let looked = db.now();
        clock.wind_minutes(10);
        tell(db, variant, location, Change::Delta(-3)).await;
        // At that time nine lay there; three were sold since.
        let count = Move { at: Some(looked), ..fact(db, variant, location, Change::Counted(9)) };
        let counted = db.run(&SYSTEM, async |tx| move_stock(tx, count.clone()).await).await.unwrap();
        assert_eq!((counted.delta, counted.on_hand), (-1, 6));

        // A till that was offline tells of a sale before the count: the count has seen it.
        let late = Move {
            at: Some(looked.plus_minutes(-5)),
            cause: Cause::Sold,
            ..fact(db, variant, location, Change::Delta(-1))
        };
        let seen = db.run(&SYSTEM, async |tx| move_stock(tx, late.clone()).await).await.unwrap();
        assert_eq!((seen.stated, seen.delta, seen.on_hand), (-1, 0, 6));
        let after =
            Move { at: Some(looked.plus_minutes(5)), ..fact(db, variant, location, Change::Delta(-1)) };
        db.run(&SYSTEM, async |tx| move_stock(tx, after.clone()).await).await.unwrap();
        assert_eq!(row(db, variant, location).await.on_hand, 5);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn many_facts_are_one_change() {
    each_database(AREAS, async |db| {
        let (here, there) = (store(db, "here").await, store(db, "there").await);
        let (a, b) = (VariantId::fresh(db.now()), VariantId::fresh(db.now()));
        let facts = vec![
            fact(db, b, there, Change::Delta(5)),
            fact(db, a, here, Change::Delta(4)),
            fact(db, b, there, Change::Delta(-1)),
            fact(db, a, there, Change::Counted(2)),
        ];
        let recorded = db.run(&SYSTEM, async |tx| move_all(tx, facts.clone()).await).await.unwrap();
        let asked: Vec<_> = facts.iter().map(|fact| fact.id).collect();
        assert_eq!(recorded.iter().map(|it| it.id).collect::<Vec<_>>(), asked);
        assert_eq!(recorded.iter().map(|it| it.on_hand).collect::<Vec<_>>(), [5, 4, 4, 2]);
        assert_eq!(told(db, "inventory.stock_changed").await, 1);
        assert_eq!(inventory::at(db, b, there).await.unwrap(), 4);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_at_once_all_count() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 100).await;
        let tills: Vec<_> = (0..40)
            .map(|n| {
                let db = db.clone();
                let change = if n % 8 == 0 { Change::Counted(50) } else { Change::Delta(-1) };
                tokio::spawn(async move { tell(&db, variant, location, change).await })
            })
            .collect();
        for till in tills {
            till.await.unwrap();
        }
        assert_eq!(
            inventory::at(db, variant, location).await.unwrap(),
            row(db, variant, location).await.on_hand
        );
        assert_eq!(row(db, variant, location).await.version, 41);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn nonsense_and_strangers_are_refused() {
    each_database(AREAS, async |db| {
        let (here, there) = (store(db, "here").await, store(db, "there").await);
        let variant = shelf(db, here, 5).await;
        let by = async |actor: &kernel::Actor, fact: Move| {
            db.run(actor, async |tx| move_stock(tx, fact.clone()).await).await
        };
        let nowhere = LocationId::fresh(db.now());
        let gone = by(&SYSTEM, fact(db, variant, nowhere, Change::Delta(1))).await;
        assert!(matches!(gone, Err(Error::UnknownLocation(_))));
        for change in
            [Change::Delta(0), Change::Delta(i64::MIN), Change::Counted(-1), Change::Counted(i64::MAX)]
        {
            let refused = by(&SYSTEM, fact(db, variant, here, change)).await;
            assert!(matches!(refused, Err(Error::Invalid { pointer: "/change", .. })));
        }
        let ahead = Move { at: Some(db.now().plus_hours(1)), ..fact(db, variant, here, Change::Delta(1)) };
        assert!(matches!(by(&SYSTEM, ahead).await, Err(Error::Invalid { pointer: "/at", .. })));

        let till = key(db, &[kernel::Capability::Sell], Locations::Only([here].into()));
        let sale = |place| Move { cause: Cause::Sold, ..fact(db, variant, place, Change::Delta(-1)) };
        assert!(by(&till, sale(here)).await.is_ok());
        assert!(matches!(by(&till, sale(there)).await, Err(Error::Denied(_))));
        assert!(matches!(by(&till, fact(db, variant, here, Change::Delta(-1))).await, Err(Error::Denied(_))));
        assert_eq!(row(db, variant, here).await.on_hand, 4);
        assert_clean(db).await;
    })
    .await;
}
