//! What channels may be promised: the guard, the memory of a node and the explanation say the same.

use std::collections::BTreeMap;

use catalog::{ProductText, SaveCategory, SaveProduct, SaveVariant, Text};
use inventory::{Bucket, Error, Excluded, Policy, PolicyState, SetAside, Why};
use kernel::{Area, Db, LocationId, Sku, VariantId};
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

/// All three agree on what may be promised, to the unit.
async fn agree(db: &Db, code: &str, variant: VariantId, location: LocationId) -> i64 {
    let told =
        inventory::explain(&mut db.read().await.unwrap(), db.now(), variant, location, Some(&channel(code)))
            .await
            .unwrap();
    let units: i64 = told.deductions.iter().map(|it| it.units).sum();
    assert_eq!(units + told.available, told.on_hand, "{told:?}");
    let memory = offered(db, code, variant, location).await;
    assert_eq!(memory, told.available, "{told:?}");
    let more = promise(db, vec![through(db, code, variant, location, told.available.max(0) + 1)]).await;
    assert!(matches!(more, Err(Error::OutOfStock { .. })), "{more:?} {told:?}");
    if told.available > 0 {
        let all = vec![through(db, code, variant, location, told.available)];
        let refused = db
            .run(&SYSTEM, async |tx| {
                inventory::reserve_all(tx, all.clone()).await?;
                Err::<(), _>(Error::UnknownLocation("undone".to_owned()))
            })
            .await;
        assert!(matches!(refused, Err(Error::UnknownLocation(_))), "{refused:?}");
    }
    memory
}

async fn say(db: &Db, policy: Policy) {
    db.run(&SYSTEM, async |tx| inventory::set_policy(tx, &policy).await).await.unwrap();
}

#[tokio::test]
async fn guard_memory_and_explanation_agree_whatever_the_rules() {
    each_database_with_clock(AREAS, async |db, clock| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 20).await;
        let aside = SetAside {
            id: kernel::MovementId::fresh(db.now()),
            variant,
            location,
            bucket: Bucket::Display,
            units: 2,
            reference: None,
        };
        db.run(&SYSTEM, async |tx| {
            inventory::set_aside(tx, aside.clone()).await?;
            inventory::set_safety(tx, variant, location, units(1)).await
        })
        .await
        .unwrap();
        promise(db, vec![through(db, "shop", variant, location, 3)]).await.unwrap();
        assert_eq!(agree(db, "market", variant, location).await, 14);
        keep(db, variant, location, "shop", (4, 0)).await;
        keep(db, variant, location, "market", (0, 2)).await;
        assert_eq!(agree(db, "market", variant, location).await, 8);
        assert_eq!(agree(db, "shop", variant, location).await, 14);
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 10);

        let open = Policy::open(location, channel("market"));
        say(db, Policy { safety: 3, ..open.clone() }).await;
        assert_eq!(agree(db, "market", variant, location).await, 5);
        assert_eq!(agree(db, "shop", variant, location).await, 14);
        say(db, Policy { least_confidence: 700, ..open.clone() }).await;
        assert_eq!(agree(db, "market", variant, location).await, 8);
        // Two picks that found nothing: the record is doubted until somebody counts.
        for _ in 0..2 {
            db.run(&SYSTEM, async |tx| inventory::report_short_pick(tx, variant, location).await)
                .await
                .unwrap();
        }
        assert_eq!(agree(db, "market", variant, location).await, 0);
        assert_eq!(agree(db, "shop", variant, location).await, 14);
        tell(db, variant, location, inventory::Change::Counted(20)).await;
        assert_eq!(agree(db, "market", variant, location).await, 8);
        // Nobody has seen the goods for long.
        clock.wind_days(80);
        assert_eq!(agree(db, "market", variant, location).await, 0);
        tell(db, variant, location, inventory::Change::Delta(1)).await;
        assert_eq!(agree(db, "market", variant, location).await, 9);

        say(db, Policy { state: PolicyState::Closed, ..open.clone() }).await;
        assert_eq!(agree(db, "market", variant, location).await, 0);
        say(db, open).await;
        assert_eq!(agree(db, "market", variant, location).await, 9);
        let (one, market) = (Excluded::Variant(variant), channel("market"));
        db.run(&SYSTEM, async |tx| inventory::exclude(tx, one, &market).await).await.unwrap();
        assert_eq!(agree(db, "market", variant, location).await, 0);
        assert_eq!(agree(db, "shop", variant, location).await, 15);
        db.run(&SYSTEM, async |tx| inventory::include(tx, one, &market).await).await.unwrap();
        assert_eq!(agree(db, "market", variant, location).await, 9);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn the_explanation_names_every_deduction() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 10).await;
        promise(db, vec![through(db, "shop", variant, location, 2)]).await.unwrap();
        keep(db, variant, location, "shop", (4, 0)).await;
        say(db, Policy { safety: 1, ..Policy::open(location, channel("market")) }).await;
        let mut read = db.read().await.unwrap();
        let market = channel("market");
        let told = inventory::explain(&mut read, db.now(), variant, location, Some(&market)).await.unwrap();
        let said: Vec<_> = told.deductions.iter().map(|it| (it.why, it.units)).collect();
        assert_eq!(said, [(Why::Reserved, 2), (Why::Protected, 4), (Why::PlaceSafety, 1)]);
        assert_eq!(told.deductions[1].channel, Some(channel("shop")));
        assert_eq!((told.available, told.confidence, told.short), (3, 1000, 0));
        // What never lay there is explained too.
        let nothing = VariantId::fresh(db.now());
        let told = inventory::explain(&mut read, db.now(), nothing, location, None).await.unwrap();
        assert_eq!((told.on_hand, told.available, told.deductions.len()), (0, 0, 0));
        let nowhere = LocationId::fresh(db.now());
        let gone = inventory::explain(&mut read, db.now(), variant, nowhere, None).await;
        assert!(matches!(gone, Err(Error::UnknownLocation(_))));
    })
    .await;
}

const WITH_CATALOG: &[Area] = &[catalog::MIGRATIONS, inventory::MIGRATIONS];

async fn product(db: &Db, key: &str, category: &str) -> VariantId {
    let text = ProductText { name: key.to_owned(), ..ProductText::default() };
    let sku = Sku::new(key.to_uppercase()).unwrap();
    let wanted = SaveProduct {
        key: key.to_owned(),
        texts: BTreeMap::from([("pl".to_owned(), text)]),
        categories: vec![category.to_owned()],
        variants: vec![SaveVariant::new(sku.clone())],
        ..SaveProduct::default()
    };
    db.run(&SYSTEM, async |tx| catalog::save_product(tx, wanted.clone()).await).await.unwrap();
    catalog::variant_by_sku(&mut db.read().await.unwrap(), &sku).await.unwrap().id
}

#[tokio::test]
async fn a_category_is_excluded_with_what_is_below_it_and_with_what_comes_into_it_later() {
    each_database(WITH_CATALOG, async |db| {
        for (key, parent) in [("shoes", None), ("boots", Some("shoes")), ("hats", None)] {
            let category = SaveCategory {
                key: key.to_owned(),
                parent: parent.map(str::to_owned),
                name: Text::new(key, key),
                about: Text::default(),
                position: 0,
            };
            db.run(&SYSTEM, async |tx| catalog::save_category(tx, category.clone()).await).await.unwrap();
        }
        let location = store(db, "warszawa").await;
        let (boot, hat) = (product(db, "boot", "boots").await, product(db, "hat", "hats").await);
        for variant in [boot, hat] {
            tell(db, variant, location, inventory::Change::Delta(5)).await;
        }
        settle(db).await;
        let market = channel("market");
        let shoes = catalog::category_by_key(&mut db.read().await.unwrap(), "shoes").await.unwrap().id;
        let shoes = Excluded::Category(shoes);
        db.run(&SYSTEM, async |tx| inventory::exclude(tx, shoes, &market).await).await.unwrap();
        assert_eq!(agree(db, "market", boot, location).await, 0);
        assert_eq!(agree(db, "market", hat, location).await, 5);
        // The hat becomes a boot, and the boot a hat.
        product(db, "hat", "boots").await;
        product(db, "boot", "hats").await;
        settle(db).await;
        assert_eq!(agree(db, "market", hat, location).await, 0);
        assert_eq!(agree(db, "market", boot, location).await, 5);
        db.run(&SYSTEM, async |tx| inventory::include(tx, shoes, &market).await).await.unwrap();
        assert_eq!(agree(db, "market", hat, location).await, 5);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn rules_are_for_those_who_manage_settings() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        let clerk = key(db, &[kernel::Capability::AdjustStock], kernel::Locations::All);
        let closed = Policy { state: PolicyState::Closed, ..Policy::open(location, channel("shop")) };
        let refused = db.run(&clerk, async |tx| inventory::set_policy(tx, &closed).await).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        let (one, shop) = (Excluded::Variant(variant), channel("shop"));
        let refused = db.run(&clerk, async |tx| inventory::exclude(tx, one, &shop).await).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        let wrong = Policy { least_confidence: 1001, ..closed };
        let refused = db.run(&SYSTEM, async |tx| inventory::set_policy(tx, &wrong).await).await;
        assert!(matches!(refused, Err(Error::Invalid { pointer: "/least_confidence", .. })));
        assert_eq!(offered(db, "shop", variant, location).await, 5);
    })
    .await;
}
