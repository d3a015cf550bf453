use orders::{FulfilmentState, Life, PaymentState};
use payments::TransactionKind;
use testkit::each_database_with_clock;

use crate::world::{AREAS, pln, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_nobody_collects_go_back_to_the_shelf_and_the_money_to_the_shopper() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        let reserved = world.ordered(&[(world.jacket, 1)]).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let prepaid = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let intent = world.intent(prepaid.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        // A slow store costs the shopper nothing: the clock starts when the goods are ready.
        clock.wind_days(5);
        world.settle().await;
        let here = staff(db, &[world.krakow]);
        for order in [&reserved, &prepaid] {
            let id = order.fulfilments[0].id;
            world
                .run(&here, async |tx| {
                    orders::pick(tx, id).await?;
                    orders::stage(tx, id, Some("A".to_owned())).await
                })
                .await
                .unwrap();
        }
        clock.wind_hours(71);
        world.settle().await;
        assert_eq!(world.order(reserved.id).await.fulfilments[0].state, FulfilmentState::Ready);
        clock.wind_hours(2);
        world.settle().await;
        let gone = world.order(reserved.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Expired, PaymentState::Unpaid));
        assert_eq!(gone.fulfilments[0].state, FulfilmentState::Expired);
        let gone = world.order(prepaid.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Expired, PaymentState::Refunded));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (2, 0));
        assert_eq!(world.facts("orders.expired").await.len(), 2);
        world.assert_clean().await;
    })
    .await;
}
