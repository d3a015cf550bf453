use kernel::Actor;
use orders::{CancelReason, FulfilmentState, HandOver, Life, PaymentState, Place, Proof};
use payments::{State, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, card, pln, q, slug, staff, visitor, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_gives_back_goods_and_money_once() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        let basket = world.basket(&[(world.jacket, 2)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(24_600), "mov-1").await;
        let stranger = world
            .run(&visitor(db), async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await)
            .await;
        assert_eq!(slug(stranger.unwrap_err()), "kernel/denied");
        let owner = Actor::Person(order.person.unwrap());
        for _ in 0..2 {
            let gone = world
                .run(&owner, async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await)
                .await
                .unwrap();
            assert_eq!((gone.life, gone.payment), (Life::Cancelled, PaymentState::Refunded));
        }
        assert_eq!(world.counters(world.krakow, world.jacket).await, (2, 0));
        let gone = world.order(order.id).await;
        assert_eq!((gone.lines[0].cancelled, gone.lines[0].open), (q(2), q(0)));
        assert_eq!(gone.fulfilments[0].state, FulfilmentState::Cancelled);
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(refunds.iter().map(|it| it.amount.minor).sum::<i64>(), 24_600);
        assert_eq!(world.facts("orders.cancelled").await.len(), 1);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_collected_stays_sold_and_the_rest_is_not_owed_any_more() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.socks, 2).await;
        world.stock(world.gdansk, world.socks, 1).await;
        let basket = world.basket(&[(world.socks, 3)]).await;
        let line = orders::basket(&mut db.read().await.unwrap(), basket).await.unwrap().lines[0].id;
        let mut request = world.pickup(basket, world.krakow);
        request.deliveries[0].lines = Some(vec![(line, q(2))]);
        let there =
            orders::Delivery { mode: orders::DeliveryMode::Pickup { location: world.gdansk }, lines: None };
        let request = Place { deliveries: vec![request.deliveries[0].clone(), there], ..request };
        let order = world.place(&request).await.unwrap();
        let here = staff(db, &[world.krakow]);
        let mine = order.fulfilments.iter().find(|it| it.location == world.krakow).unwrap();
        let hand = HandOver::whole(mine.id, Proof::Staff, vec![card(db, 198)], None);
        let receipt = world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        assert_eq!(receipt.total, pln(198));
        assert_eq!(world.order(order.id).await.payment, PaymentState::DueAtPickup);
        let done = world
            .run(&Actor::System, async |tx| orders::cancel(tx, order.id, CancelReason::Staff).await)
            .await
            .unwrap();
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        assert_eq!((done.lines[0].fulfilled, done.lines[0].cancelled), (q(2), q(1)));
        let intent = world.intent(order.id).await;
        assert_eq!((intent.state, intent.amount), (State::Captured, pln(198)));
        assert_eq!(world.counters(world.gdansk, world.socks).await, (1, 0));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let order = world.ordered(&[(world.jacket, 1)]).await;
        let cancel_at = async |version| {
            world
                .run(&Actor::System, async |tx| {
                    orders::at_version(tx, order.id, version).await?;
                    orders::cancel(tx, order.id, CancelReason::Staff).await
                })
                .await
        };
        assert_eq!(slug(cancel_at(order.version + 1).await.unwrap_err()), "orders/stale");
        assert_eq!(world.order(order.id).await.life, Life::Placed);
        assert!(cancel_at(order.version).await.is_ok());
    })
    .await;
}
