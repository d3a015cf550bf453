use kernel::IntentId;
use orders::{FulfilmentState, Life, PayAgain, PaymentState};
use payments::{State, TransactionKind};
use testkit::{each_database, each_database_with_clock};

use crate::world::{AREAS, now, online, pln, visitor, world};

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_waits_for_the_money_and_the_callback_alone_brings_it() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        assert_eq!(order.payment, PaymentState::Pending);
        let queued = async || {
            let mut read = db.read().await.unwrap();
            orders::queue(&mut read, world.krakow, &[FulfilmentState::Open]).await.unwrap().len()
        };
        assert_eq!(queued().await, 0);
        let intent = world.intent(order.id).await.id;
        // Out of order and doubled.
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-2").await;
        world.provider_says(intent, TransactionKind::Authorised, pln(12_300), "mov-1").await;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-2").await;
        let paid = world.order(order.id).await;
        assert_eq!((paid.payment, paid.fulfilments[0].state), (PaymentState::Paid, FulfilmentState::Open));
        assert_eq!(queued().await, 1);
        assert_eq!(world.facts("orders.paid").await.len(), 1);
        assert_eq!(world.facts("payments.captured").await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_payment_may_be_tried_again_while_the_goods_wait() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let first = world.intent(order.id).await.id;
        world.provider_says(first, TransactionKind::Failed, pln(12_300), "mov-1").await;
        assert_eq!(world.order(order.id).await.payment, PaymentState::Pending);
        let again = PayAgain { order: order.id, intent: IntentId::fresh(now(db)), by: online() };
        let second =
            world.run(&visitor(db), async |tx| orders::pay_again(tx, again.clone()).await).await.unwrap();
        assert_ne!(second.id, first);
        let repeated =
            world.run(&visitor(db), async |tx| orders::pay_again(tx, again.clone()).await).await.unwrap();
        assert_eq!(repeated.id, second.id);
        world.provider_says(second.id, TransactionKind::Captured, pln(12_300), "mov-2").await;
        assert_eq!(world.order(order.id).await.payment, PaymentState::Paid);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_nobody_pays_gives_its_goods_back_and_late_money_goes_back_too() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        clock.wind_minutes(29);
        world.settle().await;
        assert_eq!(world.order(order.id).await.life, Life::Placed);
        clock.wind_minutes(2);
        world.settle().await;
        let gone = world.order(order.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Expired, PaymentState::Unpaid));
        assert_eq!(gone.fulfilments[0].state, FulfilmentState::Cancelled);
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 0));
        let intent = world.intent(order.id).await;
        assert_eq!(intent.state, State::Voided);
        world.assert_clean().await;

        world.provider_says(intent.id, TransactionKind::Captured, pln(12_300), "late").await;
        let intent = world.intent(order.id).await;
        assert_eq!((intent.captured, intent.granted), (pln(12_300), pln(12_300)));
        assert_eq!(world.order(order.id).await.payment, PaymentState::Refunded);
        world.provider_says(intent.id, TransactionKind::Captured, pln(12_300), "late").await;
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(refunds.len(), 1);
        assert_eq!(refunds[0].reason, "late_payment");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_came_in_time_keeps_the_order_even_if_it_is_heard_late() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        clock.wind_minutes(31);
        // Both wait in the log: the capture and the end of the time to pay.
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        let kept = world.order(order.id).await;
        assert_eq!((kept.life, kept.payment), (Life::Placed, PaymentState::Paid));
        world.assert_clean().await;
    })
    .await;
}
