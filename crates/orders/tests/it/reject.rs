use orders::{FulfilmentState, Life, PaymentState, RejectReason};
use payments::TransactionKind;
use testkit::each_database;

use crate::world::{AREAS, pln, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_parcel_leaves_from_elsewhere_and_is_refunded_when_nobody_has_it() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        let all = staff(db, &[world.warehouse, world.krakow]);
        let reject = async |id| {
            world.run(&all, async |tx| orders::reject(tx, id, RejectReason::NotFound).await).await.unwrap()
        };
        let moved = reject(order.fulfilments[0].id).await;
        let next = moved.live().next().unwrap();
        assert_eq!((next.location, next.state), (world.krakow, FulfilmentState::Open));
        assert_eq!(world.counters(world.warehouse, world.jacket).await, (1, 0));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 1));
        world.assert_clean().await;
        // The warehouse has refused before, so it is not asked again.
        let gone = reject(next.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Cancelled, PaymentState::Refunded));
        assert_eq!(world.facts("orders.rejected").await.len(), 2);
        assert_eq!(world.facts("orders.cancelled").await.len(), 1);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_find_the_goods_frees_the_shopper() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let order = world.ordered(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let here = staff(db, &[world.krakow]);
        let id = order.fulfilments[0].id;
        for _ in 0..2 {
            let gone = world
                .run(&here, async |tx| orders::reject(tx, id, RejectReason::Damaged).await)
                .await
                .unwrap();
            assert_eq!((gone.life, gone.payment), (Life::Cancelled, PaymentState::Unpaid));
        }
        assert_eq!(world.counters(world.krakow, world.shirt).await, (1, 0));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
