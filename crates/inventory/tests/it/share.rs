//! Shares of channels: what is kept for one nobody else gets.

use inventory::{Cause, Error, Reason, fulfil, release_all};
use kernel::{Db, LocationId, VariantId};
use testkit::each_database;

use crate::world::*;

async fn buy(db: Db, code: &'static str, variant: VariantId, location: LocationId) -> (&'static str, bool) {
    match promise(&db, vec![through(&db, code, variant, location, 1)]).await {
        Ok(_) => (code, true),
        Err(Error::OutOfStock { .. }) => (code, false),
        Err(other) => panic!("{other}"),
    }
}

/// So many buyers of each channel at once; how many of each got a unit.
async fn rush(
    db: &Db,
    variant: VariantId,
    location: LocationId,
    buyers: &[(&'static str, usize)],
) -> Vec<i64> {
    let most = buyers.iter().map(|(_, n)| *n).max().unwrap_or_default();
    let all: Vec<_> = (0..most)
        .flat_map(|i| buyers.iter().filter(move |(_, n)| i < *n))
        .map(|(code, _)| tokio::spawn(buy(db.clone(), code, variant, location)))
        .collect();
    let mut sold = vec![0; buyers.len()];
    for buyer in all {
        let (code, got) = buyer.await.unwrap();
        let at = buyers.iter().position(|(it, _)| *it == code).unwrap();
        sold[at] += i64::from(got);
    }
    sold
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rush_of_the_marketplace_leaves_the_shop_its_share() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 50).await;
        keep(db, variant, location, "shop", (10, 0)).await;
        assert_eq!(offered(db, "shop", variant, location).await, 50);
        assert_eq!(offered(db, "market", variant, location).await, 40);
        assert_eq!(rush(db, variant, location, &[("market", 70)]).await, [40]);
        assert_eq!(offered(db, "market", variant, location).await, 0);
        assert_eq!(offered(db, "shop", variant, location).await, 10);
        assert_eq!(rush(db, variant, location, &[("shop", 30), ("market", 10)]).await, [10, 0]);
        assert_eq!(row(db, variant, location).await.reserved, 50);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_that_rush_together_sell_exactly_the_stock_and_no_foreign_share() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 50).await;
        keep(db, variant, location, "shop", (10, 0)).await;
        keep(db, variant, location, "app", (5, 0)).await;
        let sold = rush(db, variant, location, &[("shop", 40), ("market", 60), ("app", 30)]).await;
        assert_eq!(sold.iter().sum::<i64>(), 50, "{sold:?}");
        assert!(sold[0] >= 10 && sold[2] >= 5 && sold[1] <= 35, "{sold:?}");
        let row = row(db, variant, location).await;
        assert_eq!((row.reserved, row.protected, row.ruled), (50, 0, 2));
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 0);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_that_change_during_a_rush_stay_right() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 60).await;
        let editor = {
            let db = db.clone();
            tokio::spawn(async move {
                for n in [10, 0, 20, 5, 0, 15] {
                    keep(&db, variant, location, "shop", (n, 0)).await;
                }
            })
        };
        let sold = rush(db, variant, location, &[("shop", 50), ("market", 50)]).await;
        editor.await.unwrap();
        assert!(sold.iter().sum::<i64>() <= 60);
        let row = row(db, variant, location).await;
        assert_eq!(row.reserved, sold.iter().sum::<i64>());
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_is_kept_again_and_what_was_sold_is_used_up() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 20).await;
        // A promise that was made before has no part in the share.
        let old = promise(db, vec![through(db, "shop", variant, location, 2)]).await.unwrap();
        keep(db, variant, location, "shop", (10, 0)).await;
        assert_eq!(offered(db, "market", variant, location).await, 8);
        let two = vec![through(db, "shop", variant, location, 4), through(db, "shop", variant, location, 3)];
        let held = promise(db, two).await.unwrap();
        assert_eq!(offered(db, "market", variant, location).await, 8);
        assert_eq!(row(db, variant, location).await.protected, 3);
        db.run(&SYSTEM, async |tx| {
            release_all(tx, &[held[0].id, old[0].id], Reason::Cancelled).await?;
            fulfil(tx, &[held[1].id], Cause::Sold, None).await
        })
        .await
        .unwrap();
        let after = row(db, variant, location).await;
        assert_eq!((after.on_hand, after.reserved, after.protected), (17, 0, 7));
        assert_eq!(offered(db, "market", variant, location).await, 10);
        assert_eq!(offered(db, "shop", variant, location).await, 17);
        // Set anew, the share is whole again; the same once more changes nothing.
        keep(db, variant, location, "shop", (5, 0)).await;
        let version = row(db, variant, location).await.version;
        keep(db, variant, location, "shop", (5, 0)).await;
        assert_eq!(row(db, variant, location).await.version, version);
        keep(db, variant, location, "shop", (5, 2)).await;
        assert_eq!(offered(db, "shop", variant, location).await, 15);
        keep(db, variant, location, "shop", (0, 0)).await;
        let after = row(db, variant, location).await;
        assert_eq!((after.protected, after.ruled), (0, 0));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_till_sells_what_is_protected_and_the_share_is_short() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 6).await;
        keep(db, variant, location, "shop", (5, 0)).await;
        tell(db, variant, location, inventory::Change::Delta(-4)).await;
        assert_eq!(offered(db, "market", variant, location).await, -3);
        assert_eq!(offered(db, "shop", variant, location).await, 2);
        promise(db, vec![through(db, "shop", variant, location, 2)]).await.unwrap();
        assert!(promise(db, vec![through(db, "shop", variant, location, 1)]).await.is_err());
        assert_clean(db).await;
    })
    .await;
}
