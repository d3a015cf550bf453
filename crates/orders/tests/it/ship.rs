use orders::{FulfilmentState, Life, Progress};
use payments::TransactionKind;
use testkit::each_database;

use crate::world::{AREAS, pln, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_split_order_is_done_when_its_last_parcel_left() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        let all = staff(db, &[world.warehouse, world.krakow]);
        let send = async |at: usize| {
            let id = order.fulfilments[at].id;
            world.run(&all, async |tx| orders::ship(tx, id, Some("PL123".to_owned())).await).await
        };
        assert_eq!(slug(send(0).await.unwrap_err()), "orders/not-paid");
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(22_299), "mov-1").await;
        for _ in 0..2 {
            let it = send(0).await.unwrap();
            assert_eq!((it.state, it.tracking.as_deref()), (FulfilmentState::Shipped, Some("PL123")));
        }
        let half = world.order(order.id).await;
        assert_eq!((half.life, half.fulfilment), (Life::Placed, Progress::PartlyFulfilled));
        send(1).await.unwrap();
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.fulfilment), (Life::Completed, Progress::Fulfilled));
        assert_eq!(world.counters(world.warehouse, world.jacket).await, (0, 0));
        assert_eq!(world.facts("orders.shipped").await.len(), 2);
        world.assert_clean().await;
    })
    .await;
}
