use inventory::{Error, Holder, Reason, Reserve, State, reserve, reserve_all};
use kernel::{Db, LocationId, Locations, VariantId};
use testkit::each_database;

use crate::world::*;

async fn race(buyers: usize, on_hand: i64) {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, on_hand).await;
        let buyers: Vec<_> =
            (0..buyers).map(|_| tokio::spawn(buy_one(db.clone(), variant, location))).collect();
        let mut sold = 0;
        for buyer in buyers {
            sold += i64::from(buyer.await.unwrap());
        }
        assert_eq!(sold, on_hand);
        assert_eq!(row(db, variant, location).await.reserved, on_hand);
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 0);
        assert_clean(db).await;
    })
    .await;
}

async fn buy_one(db: Db, variant: VariantId, location: LocationId) -> bool {
    match promise(&db, vec![request(&db, variant, location, 1)]).await {
        Ok(_) => true,
        Err(Error::OutOfStock { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_units_are_promised_once() {
    race(20, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_get_exactly_the_stock() {
    race(200, 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn baskets_in_opposite_order_do_not_stop_each_other() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (a, b) = (shelf(db, location, 30).await, shelf(db, location, 30).await);
        let baskets: Vec<_> = (0..80)
            .map(|n| {
                let (db, pair) = (db.clone(), if n % 2 == 0 { [a, b] } else { [b, a] });
                tokio::spawn(async move {
                    let requests = pair.iter().map(|variant| request(&db, *variant, location, 1)).collect();
                    match promise(&db, requests).await {
                        Ok(promised) => {
                            assert_eq!(promised.iter().map(|it| it.variant).collect::<Vec<_>>(), pair);
                            true
                        }
                        Err(Error::OutOfStock { .. }) => false,
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        let mut sold = 0;
        for basket in baskets {
            sold += i64::from(basket.await.unwrap());
        }
        assert_eq!(sold, 30);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_retry_takes_no_more_stock_and_other_content_is_refused() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (variant, other) = (shelf(db, location, 5).await, shelf(db, location, 5).await);
        let wanted = request(db, variant, location, 3);
        let first = promise(db, vec![wanted.clone()]).await.unwrap();
        let again = promise(db, vec![wanted.clone()]).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(row(db, variant, location).await.reserved, 3);
        for changed in [
            Reserve { quantity: units(1), ..wanted.clone() },
            Reserve { variant: other, ..wanted.clone() },
            Reserve { holder: Holder::desk("another").unwrap(), ..wanted.clone() },
        ] {
            let refused = promise(db, vec![changed]).await;
            assert!(matches!(refused, Err(Error::IdTaken(_))), "{refused:?}");
        }
        let doubled = promise(db, vec![wanted.clone(), wanted]).await;
        assert!(matches!(doubled, Err(Error::IdTaken(_))));
        assert_eq!(told(db, "inventory.stock_changed").await, 3);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_from_two_places_at_once_is_one_promise() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        let wanted = request(db, variant, location, 2);
        let twins: Vec<_> = (0..8)
            .map(|_| {
                let (db, wanted) = (db.clone(), wanted.clone());
                tokio::spawn(async move { promise(&db, vec![wanted]).await.unwrap() })
            })
            .collect();
        for twin in twins {
            assert_eq!(twin.await.unwrap()[0].id, wanted.id);
        }
        assert_eq!(row(db, variant, location).await.reserved, 2);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn all_or_nothing_and_the_unit_may_go_on() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (many, few) = (shelf(db, location, 5).await, shelf(db, location, 1).await);
        db.run(&SYSTEM, async |tx| {
            let both = vec![request(db, many, location, 2), request(db, few, location, 2)];
            let refused = tx.attempt(async |tx| reserve_all(tx, both).await).await;
            assert!(matches!(refused, Err(Error::OutOfStock { variant, wanted: 2, .. }) if variant == few));
            reserve_all(tx, vec![request(db, many, location, 1), request(db, many, location, 2)]).await
        })
        .await
        .unwrap();
        assert_eq!(row(db, many, location).await.reserved, 3);
        assert_eq!(row(db, few, location).await.reserved, 0);
        // What was undone did not reach the memory of this node either.
        assert_eq!(inventory::at(db, few, location).await.unwrap(), 1);
        assert_eq!(inventory::at(db, many, location).await.unwrap(), 2);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn the_guard_knows_safety_stock_and_what_cannot_be_sold() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        db.run(&SYSTEM, async |tx| {
            inventory::set_safety(tx, variant, location, units(3)).await?;
            let shown = inventory::SetAside {
                id: tx.new_id(),
                variant,
                location,
                bucket: inventory::Bucket::Display,
                units: 2,
                reference: None,
            };
            inventory::set_aside(tx, shown).await
        })
        .await
        .unwrap();
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        assert!(matches!(
            promise(db, vec![request(db, variant, location, 6)]).await,
            Err(Error::OutOfStock { .. })
        ));
        promise(db, vec![request(db, variant, location, 5)]).await.unwrap();
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn nonsense_is_refused_by_name() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        let wanted = request(db, variant, location, 1);
        let nothing = promise(db, vec![Reserve { quantity: units(0), ..wanted.clone() }]).await;
        assert!(matches!(nothing, Err(Error::Invalid { pointer: "/quantity", .. })));
        let late = Reserve { expires_at: Some(db.now().plus_minutes(-1)), ..wanted.clone() };
        assert!(matches!(promise(db, vec![late]).await, Err(Error::Invalid { pointer: "/expires_at", .. })));
        let nowhere = Reserve { location: LocationId::fresh(db.now()), ..wanted.clone() };
        assert!(matches!(promise(db, vec![nowhere]).await, Err(Error::UnknownLocation(_))));
        assert_eq!(row(db, variant, location).await.reserved, 0);
    })
    .await;
}

#[tokio::test]
async fn the_desk_needs_the_right_to_reserve_there_and_cannot_touch_orders() {
    each_database(AREAS, async |db| {
        let (here, there) = (store(db, "here").await, store(db, "there").await);
        let (variant, far) = (shelf(db, here, 5).await, shelf(db, there, 5).await);
        let rights = [kernel::Capability::ReserveStock];
        let clerk = key(db, &rights, Locations::Only([here].into()));
        let mine = request(db, variant, here, 1);
        let hold =
            async |wanted: &Reserve| db.run(&clerk, async |tx| reserve(tx, wanted.clone()).await).await;
        assert_eq!(hold(&mine).await.unwrap().state, State::Held);
        assert!(matches!(hold(&request(db, far, there, 1)).await, Err(Error::Denied(_))));

        let posing = Reserve { holder: Holder::new("order:1").unwrap(), ..request(db, variant, here, 1) };
        assert!(matches!(hold(&posing).await, Err(Error::HeldElsewhere(_))));
        let ordered = promise(db, vec![posing]).await.unwrap();
        let release =
            async |id| db.run(&clerk, async |tx| inventory::release(tx, id, Reason::Cancelled).await).await;
        assert!(matches!(release(ordered[0].id).await, Err(Error::HeldElsewhere(_))));
        assert_eq!(release(mine.id).await.unwrap().state, State::Released);
        assert_clean(db).await;
    })
    .await;
}
