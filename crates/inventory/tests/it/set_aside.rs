use inventory::{Bucket, Change, Error, SetAside, set_aside};
use testkit::each_database;

use crate::world::*;

#[tokio::test]
async fn what_is_set_aside_cannot_be_sold_until_it_comes_back() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        let aside = |units, bucket| SetAside {
            id: kernel::MovementId::fresh(db.now()),
            variant,
            location,
            bucket,
            units,
            reference: None,
        };
        let put = async |it: &SetAside| db.run(&SYSTEM, async |tx| set_aside(tx, it.clone()).await).await;
        let damaged = aside(3, Bucket::Damaged);
        put(&damaged).await.unwrap();
        put(&damaged).await.unwrap();
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 2);
        assert!(matches!(put(&aside(-1, Bucket::Display)).await, Err(Error::NotSetAside { .. })));
        assert!(matches!(put(&aside(-4, Bucket::Damaged)).await, Err(Error::NotSetAside { .. })));
        let back = aside(-3, Bucket::Damaged);
        let first = put(&back).await.unwrap();
        // Told again after the bucket is empty: still the same fact.
        assert_eq!(put(&back).await.unwrap(), first);
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        let stolen = SetAside { units: 1, ..damaged };
        assert!(matches!(put(&stolen).await, Err(Error::IdTaken(_))));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn damage_to_promised_goods_is_a_shortfall() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 2).await;
        promise(db, vec![request(db, variant, location, 2)]).await.unwrap();
        let broken = SetAside {
            id: kernel::MovementId::fresh(db.now()),
            variant,
            location,
            bucket: Bucket::Damaged,
            units: 1,
            reference: Some("wet".to_owned()),
        };
        db.run(&SYSTEM, async |tx| set_aside(tx, broken.clone()).await).await.unwrap();
        assert_eq!(told(db, "inventory.shortfall").await, 1);
        assert_clean(db).await;
        tell(db, variant, location, Change::Delta(1)).await;
        assert_eq!(inventory::shortfalls(&mut db.read().await.unwrap()).await.unwrap(), []);
        assert_clean(db).await;
    })
    .await;
}
