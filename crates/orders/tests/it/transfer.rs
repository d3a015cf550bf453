use orders::{
    Delivery, DeliveryMode, FulfilmentState, HandOver, Life, Mode, PaymentState, PolicyKind, Proof,
    RejectReason,
};
use payments::TransactionKind;
use serde_json::json;
use testkit::each_database;

use crate::world::{AREAS, address, card, online, pln, q, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_a_store_lacks_are_sent_to_it_and_collected_there() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.stock(world.krakow, world.socks, 1).await;
        world.send_to_stores().await;
        let order = world.ordered(&[(world.jacket, 1), (world.socks, 1)]).await;
        let transfer = order.fulfilments.iter().find(|it| it.mode == Mode::Transfer).unwrap().clone();
        assert_eq!((transfer.location, transfer.destination), (world.warehouse, Some(world.krakow)));
        let here = staff(db, &[world.krakow]);
        let there = staff(db, &[world.warehouse]);
        let early = world.run(&there, async |tx| orders::dispatch(tx, transfer.id).await).await;
        assert_eq!(slug(early.unwrap_err()), "orders/wrong-state");
        world.run(&there, async |tx| orders::pick(tx, transfer.id).await).await.unwrap();
        for _ in 0..2 {
            let it = world.run(&there, async |tx| orders::dispatch(tx, transfer.id).await).await.unwrap();
            assert_eq!(it.state, FulfilmentState::InTransit);
        }
        assert_eq!(world.counters(world.warehouse, world.jacket).await, (1, 1));
        world.assert_clean().await;
        let coming = orders::coming(&mut db.read().await.unwrap(), world.krakow).await.unwrap();
        assert_eq!(coming.iter().map(|it| it.fulfilment).collect::<Vec<_>>(), [transfer.id]);
        let mut arrived = None;
        for _ in 0..2 {
            let it = world.run(&here, async |tx| orders::receive(tx, transfer.id).await).await.unwrap();
            assert_eq!((it.state, it.location), (FulfilmentState::Picked, world.krakow));
            assert!(arrived.is_none_or(|before| before == it.id));
            arrived = Some(it.id);
        }
        assert_eq!(world.counters(world.warehouse, world.jacket).await, (0, 0));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 1));
        let id = arrived.unwrap();
        world.run(&here, async |tx| orders::stage(tx, id, None).await).await.unwrap();
        let take = HandOver::whole(id, Proof::Staff, vec![card(db, 12_300)], None);
        world.run(&here, async |tx| orders::hand_over(tx, take.clone()).await).await.unwrap();
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nowhere_is_refused_at_the_store_where_it_was_wanted() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.send_to_stores().await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let refused = world.place(&world.pickup(basket, world.krakow)).await;
        assert_eq!(slug(refused.unwrap_err()), "inventory/out-of-stock");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_find_the_goods_gets_them_from_elsewhere_if_the_policy_says_so() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.send_to_stores().await;
        world.decide(PolicyKind::Service, json!({ "shortage": { "pickup": "transfer" } })).await;
        let order = world.ordered(&[(world.jacket, 1)]).await;
        let (id, here) = (order.fulfilments[0].id, staff(db, &[world.krakow]));
        assert_eq!(order.fulfilments[0].location, world.krakow);
        let it =
            world.run(&here, async |tx| orders::reject(tx, id, RejectReason::NotFound).await).await.unwrap();
        let next = it.live().next().unwrap();
        assert_eq!(
            (it.life, next.mode, next.destination),
            (Life::Placed, Mode::Transfer, Some(world.krakow))
        );
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_order_is_collected_here_and_there_and_the_rest_is_sent() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.gdansk, world.shirt, 1).await;
        world.stock(world.warehouse, world.socks, 2).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1), (world.socks, 2)]).await;
        let lines = orders::basket(&mut db.read().await.unwrap(), basket).await.unwrap().lines;
        let line = |variant| lines.iter().find(|it| it.variant == variant).unwrap().id;
        let mode = |location| DeliveryMode::Pickup { location };
        let deliveries = vec![
            Delivery { mode: mode(world.krakow), lines: Some(vec![(line(world.jacket), q(1))]) },
            Delivery { mode: mode(world.gdansk), lines: Some(vec![(line(world.shirt), q(1))]) },
            Delivery { mode: DeliveryMode::Ship { address: address() }, lines: None },
        ];
        let request = orders::Place { deliveries, ..world.pickup(basket, world.krakow) };
        // What is sent is paid before.
        let refused = world.place(&request).await;
        assert_eq!(slug(refused.unwrap_err()), "orders/no-pay-on-pickup");
        let order = world.place(&orders::Place { payments: vec![online()], ..request }).await.unwrap();
        assert_eq!(order.fulfilments.len(), 3);
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(22_497), "mov-1").await;
        let all = staff(db, &[world.krakow, world.gdansk, world.warehouse]);
        let paid = world.order(order.id).await;
        // One payment, and a clock for each part.
        assert!(paid.fulfilments.iter().all(|it| it.clock_due_at.is_some()));
        for it in &paid.fulfilments {
            let id = it.id;
            if it.mode == Mode::Ship {
                world.run(&all, async |tx| orders::ship(tx, id, None).await).await.unwrap();
            } else {
                let take = HandOver::whole(id, Proof::Code(it.code.clone()), vec![], None);
                world.run(&all, async |tx| orders::hand_over(tx, take.clone()).await).await.unwrap();
            }
        }
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
