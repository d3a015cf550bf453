use orders::PolicyKind;
use serde_json::json;
use testkit::each_database_with_clock;

use crate::world::{AREAS, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn who_reserves_too_much_or_too_dear_or_never_comes_pays_first() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 5).await;
        world.stock(world.krakow, world.socks, 50).await;
        let rules = json!({ "max_open_unpaid": 2, "max_unpaid_value": 20_000, "max_no_shows": 1 });
        world.decide(PolicyKind::Service, json!({ "pickup": rules })).await;
        let refusal = async |lines: &[(kernel::VariantId, i64)]| {
            let basket = world.basket(lines).await;
            slug(world.place(&world.pickup(basket, world.krakow)).await.unwrap_err())
        };
        assert_eq!(refusal(&[(world.jacket, 2)]).await, "orders/pickup-too-dear");
        let first = world.ordered(&[(world.socks, 1)]).await;
        let second = world.ordered(&[(world.socks, 1)]).await;
        assert_eq!(refusal(&[(world.socks, 1)]).await, "orders/too-many-pickups");
        // Paid online, nothing is limited.
        let basket = world.basket(&[(world.jacket, 2)]).await;
        world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let here = staff(db, &[world.krakow]);
        for order in [&first, &second] {
            let id = order.fulfilments[0].id;
            world
                .run(&here, async |tx| {
                    orders::pick(tx, id).await?;
                    orders::stage(tx, id, None).await
                })
                .await
                .unwrap();
        }
        clock.wind_days(2);
        clock.wind_hours(1);
        world.settle().await;
        assert_eq!(world.facts("orders.pickup_reminder").await.len(), 2);
        clock.wind_days(1);
        world.settle().await;
        assert_eq!(refusal(&[(world.socks, 1)]).await, "orders/pay-first");
        let person = world.order(first.id).await.person.unwrap();
        let mut read = db.read().await.unwrap();
        let since = db.now().plus_days(-180);
        assert_eq!(orders::no_shows(&mut read, person, since).await.unwrap(), 2);
        drop(read);
        // Half a year later it is forgotten.
        clock.wind_days(181);
        world.settle().await;
        world.ordered(&[(world.socks, 1)]).await;
        world.assert_clean().await;
    })
    .await;
}
