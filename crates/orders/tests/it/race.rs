use kernel::OrderId;
use orders::Place;
use testkit::each_database;

use crate::world::{AREAS, World, now, slug, world};

async fn try_once(world: World, request: Place) -> Result<OrderId, String> {
    world.place(&request).await.map(|order| order.id).map_err(slug)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_get_fifty_units_once_each() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 50).await;
        let mut buyers = Vec::new();
        for n in 0..200 {
            let basket = world.basket(&[(world.jacket, 1)]).await;
            let mut request = world.pickup(basket, world.krakow);
            request.contact = crate::world::contact(&format!("buyer{n}@example.com"));
            // Every fourth buyer presses the button twice.
            for _ in 0..if n % 4 == 0 { 2 } else { 1 } {
                buyers.push(tokio::spawn(try_once(world.clone(), request.clone())));
            }
        }
        let mut sold = std::collections::BTreeSet::new();
        for buyer in buyers {
            match buyer.await.unwrap() {
                Ok(order) => drop(sold.insert(order)),
                Err(slug) => assert!(
                    ["inventory/out-of-stock", "orders/basket-placed"].contains(&slug.as_str()),
                    "{slug}"
                ),
            }
        }
        assert_eq!(sold.len(), 50);
        assert_eq!(world.counters(world.krakow, world.jacket).await, (50, 50));
        assert_eq!(world.facts("orders.placed").await.len(), 50);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn baskets_in_opposite_order_do_not_wait_for_each_other_for_ever() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 30).await;
        world.stock(world.krakow, world.shirt, 30).await;
        let mut buyers = Vec::new();
        for n in 0..80 {
            let mut lines = [(world.jacket, 1), (world.shirt, 1)];
            if n % 2 == 0 {
                lines.reverse();
            }
            let basket = world.basket(&lines).await;
            let mut request = world.pickup(basket, world.krakow);
            request.contact = crate::world::contact(&format!("pair{n}@example.com"));
            buyers.push(tokio::spawn(try_once(world.clone(), request)));
        }
        let mut sold = 0;
        for buyer in buyers {
            match buyer.await.unwrap() {
                Ok(_) => sold += 1,
                Err(slug) => assert_eq!(slug, "inventory/out-of-stock"),
            }
        }
        assert_eq!(sold, 30);
        assert_eq!(world.counters(world.krakow, world.shirt).await, (30, 30));
        let _ = now(db);
        world.assert_clean().await;
    })
    .await;
}
