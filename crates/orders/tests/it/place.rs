use kernel::{Actor, OrderId};
use orders::{
    Delivery, DeliveryMode, FulfilmentState, Life, Mode, PayBy, PaymentState, Place, Policy, Progress,
};
use payments::Method;
use testkit::each_database;

use crate::world::{AREAS, address, now, online, pln, q, slug, visitor, world};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_promises_its_goods_and_knows_what_is_owed() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 3).await;
        world.stock(world.krakow, world.shirt, 3).await;
        let order = world.ordered(&[(world.jacket, 1), (world.shirt, 2)]).await;
        assert_eq!((order.total, order.tax), (pln(32_298), pln(6_039))); // 322.98 · 23/123 = 60.395…
        assert_eq!((order.life, order.payment), (Life::Placed, PaymentState::DueAtPickup));
        assert_eq!(order.fulfilments[0].state, FulfilmentState::Open);
        assert_eq!(order.fulfilments[0].code.len(), 6);
        assert_eq!(world.counters(world.krakow, world.shirt).await, (3, 2));
        let stored = world.order(order.id).await;
        assert_eq!(stored, order);
        assert!(order.person.is_some());
        let intent = world.intent(order.id).await;
        assert_eq!((intent.amount, intent.method), (pln(32_298), Method::OnPickup));
        let mut read = db.read().await.unwrap();
        let found = orders::order_by_number(&mut read, &order.number.to_lowercase().replace('-', "")).await;
        assert_eq!(found.unwrap().id, order.id);
        drop(read);
        let placed = world.facts("orders.placed").await;
        assert_eq!(placed.len(), 1);
        assert_eq!(placed[0]["total"]["amount"], 32_298);
        assert_eq!(placed[0]["lines"].as_array().unwrap().len(), 2);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_is_the_same_order_and_another_order_from_the_same_basket_is_refused() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 5).await;
        let basket = world.basket(&[(world.jacket, 2)]).await;
        let request = world.pickup(basket, world.krakow);
        let first = world.place(&request).await.unwrap();
        let again = world.place(&request).await.unwrap();
        assert_eq!(first, again);
        let other = Place { order: OrderId::fresh(now(db)), ..request.clone() };
        assert_eq!(slug(world.place(&other).await.unwrap_err()), "orders/basket-placed");
        assert_eq!(world.counters(world.krakow, world.jacket).await, (5, 2));
        let second = world.basket(&[(world.jacket, 1)]).await;
        let taken = Place { basket: second, ..request };
        assert_eq!(slug(world.place(&taken).await.unwrap_err()), "orders/id-taken");
        assert_eq!(world.facts("orders.placed").await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_and_leaves_nothing_behind() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let request = world.pickup(basket, world.krakow);
        assert_eq!(slug(world.place(&request).await.unwrap_err()), "inventory/out-of-stock");
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 0));

        let at_warehouse = world.pickup(basket, world.warehouse);
        assert_eq!(slug(world.place(&at_warehouse).await.unwrap_err()), "orders/no-pickup-there");
        let little = PayBy { amount: Some(pln(1)), ..PayBy::on_pickup() };
        let wrong = Place { payments: vec![little], ..request.clone() };
        assert_eq!(slug(world.place(&wrong).await.unwrap_err()), "orders/wrong-amount");
        let unpaid = Place { payments: vec![], ..request.clone() };
        assert_eq!(slug(world.place(&unpaid).await.unwrap_err()), "orders/wrong-amount");
        let till =
            Place { payments: vec![PayBy { method: Method::Cash, ..PayBy::on_pickup() }], ..request.clone() };
        assert_eq!(slug(world.place(&till).await.unwrap_err()), "orders/invalid");
        let parcel = Place { payments: vec![PayBy::on_pickup()], ..world.parcel(basket) };
        assert_eq!(slug(world.place(&parcel).await.unwrap_err()), "orders/no-pay-on-pickup");
        let nobody =
            Place { contact: orders::Contact { lang: "pl".to_owned(), ..Default::default() }, ..request };
        assert_eq!(slug(world.place(&nobody).await.unwrap_err()), "orders/invalid");
        let empty = world.basket(&[]).await;
        let none = world.pickup(empty, world.krakow);
        assert_eq!(slug(world.place(&none).await.unwrap_err()), "orders/empty-basket");
        assert_eq!(world.facts("orders.placed").await.len(), 0);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parcels_leave_the_warehouse_first_then_wherever_everything_is_then_line_by_line() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let of = async |lines: &[_]| {
            let basket = world.basket(lines).await;
            let order = world.place(&world.parcel(basket)).await?;
            let works = order.fulfilments.iter().map(|it| (it.location, it.mode, it.state));
            Ok::<_, orders::Error>(works.collect::<Vec<_>>())
        };
        let hold = FulfilmentState::OnHold;
        let both = of(&[(world.jacket, 1), (world.shirt, 1)]).await.unwrap();
        assert_eq!(both, [(world.krakow, Mode::Ship, hold)]);
        let one = of(&[(world.jacket, 1)]).await.unwrap();
        assert_eq!(one, [(world.warehouse, Mode::Ship, hold)]);
        assert_eq!(slug(of(&[(world.jacket, 1)]).await.unwrap_err()), "orders/nothing-to-ship");

        world.stock(world.warehouse, world.jacket, 2).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let split = of(&[(world.jacket, 3), (world.shirt, 1)]).await.unwrap();
        assert_eq!(split, [(world.warehouse, Mode::Ship, hold), (world.krakow, Mode::Ship, hold)]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_order_may_be_collected_here_and_shipped_there() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.gdansk, world.jacket, 1).await;
        world.stock(world.warehouse, world.shirt, 2).await;
        let policy = Policy {
            ship_fee: pln(1_499),
            ..Policy::usual(kernel::MarketCode::new("pl").unwrap(), kernel::Currency::Pln)
        };
        world.run(&Actor::System, async |tx| orders::save_policy(tx, policy.clone()).await).await.unwrap();
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 2)]).await;
        let read = orders::basket(&mut db.read().await.unwrap(), basket).await.unwrap();
        let jacket = read.lines.iter().find(|line| line.variant == world.jacket).unwrap().id;
        let there = Delivery {
            mode: DeliveryMode::Pickup { location: world.gdansk },
            lines: Some(vec![(jacket, q(1))]),
        };
        let home = Delivery { mode: DeliveryMode::Ship { address: address() }, lines: None };
        let request =
            Place { deliveries: vec![there, home], payments: vec![online()], ..world.parcel(basket) };
        let order = world.place(&request).await.unwrap();
        assert_eq!(order.total, pln(12_300 + 2 * 9_999 + 1_499));
        assert_eq!(order.delivery.gross, pln(1_499));
        assert_eq!(order.fulfilment, Progress::Unfulfilled);
        let modes: Vec<_> = order.fulfilments.iter().map(|it| (it.location, it.mode)).collect();
        assert_eq!(modes, [(world.gdansk, Mode::Pickup), (world.warehouse, Mode::Ship)]);
        let taxes: i64 = order.taxes().iter().map(|rate| rate.gross.minor).sum();
        assert_eq!(taxes, order.total.minor);
        world.assert_clean().await;

        let basket = world.basket(&[(world.shirt, 1)]).await;
        let nowhere = Place { deliveries: vec![], ..world.parcel(basket) };
        let refused = world.run(&visitor(db), async |tx| orders::place(tx, nowhere.clone()).await).await;
        assert_eq!(slug(refused.unwrap_err()), "orders/invalid");
    })
    .await;
}
