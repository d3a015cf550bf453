use orders::{FulfilmentState, What};
use testkit::each_database;

use crate::world::{AREAS, slug, staff, world};

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
