use kernel::{Actor, BasketId, PersonId, VisitorId};
use orders::{BasketState, OpenBasket};
use testkit::each_database;

use crate::world::{AREAS, now, q, slug, visitor, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_holds_each_variant_once_and_forgets_what_is_set_to_zero() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let id = world.basket(&[(world.jacket, 1), (world.shirt, 2)]).await;
        let basket = world
            .run(&visitor(db), async |tx| orders::add_line(tx, id, world.jacket, q(2)).await)
            .await
            .unwrap();
        assert_eq!((basket.quantity_of(world.jacket), basket.pieces()), (q(3), 5));
        let line = basket.lines.iter().find(|line| line.variant == world.shirt).unwrap().id;
        let basket =
            world.run(&visitor(db), async |tx| orders::remove_line(tx, id, line).await).await.unwrap();
        assert_eq!(basket.lines.len(), 1);
        let read = orders::basket(&mut db.read().await.unwrap(), id).await.unwrap();
        assert_eq!((read.lines, read.version), (basket.lines, basket.version));
        let many = world
            .run(&visitor(db), async |tx| orders::set_quantity(tx, id, world.jacket, q(10_000)).await)
            .await;
        assert_eq!(slug(many.unwrap_err()), "orders/too-many");
        assert!(world.facts("orders.basket_changed").await.len() >= 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_brings_baskets_together_and_doubles_nothing() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let anna = PersonId::fresh(now(db));
        let browser = VisitorId::fresh(now(db));
        let open = async |id, person, visitor| {
            let channel = world.channel.clone();
            let new = OpenBasket { id, channel, person, visitor };
            world.run(&Actor::System, async |tx| orders::open_basket(tx, new.clone()).await).await.unwrap();
        };
        let (home, phone) = (BasketId::fresh(now(db)), BasketId::fresh(now(db)));
        open(home, Some(anna), None).await;
        open(phone, None, Some(browser)).await;
        world
            .run(&Actor::System, async |tx| {
                orders::set_quantity(tx, home, world.jacket, q(1)).await?;
                orders::set_quantity(tx, home, world.shirt, q(3)).await?;
                orders::set_quantity(tx, phone, world.jacket, q(2)).await?;
                Ok(())
            })
            .await
            .unwrap();
        let found = orders::basket_of_visitor(&mut db.read().await.unwrap(), browser, &world.channel).await;
        assert_eq!(found.unwrap().map(|it| it.id), Some(phone));
        for _ in 0..2 {
            let me = Actor::Person(anna);
            let one = world.run(&me, async |tx| orders::adopt_basket(tx, phone, anna).await).await.unwrap();
            assert_eq!((one.quantity_of(world.jacket), one.quantity_of(world.shirt)), (q(2), q(3)));
        }
        let mut read = db.read().await.unwrap();
        let mine = orders::basket_of_person(&mut read, anna, &world.channel).await.unwrap().unwrap();
        assert_eq!((mine.id, mine.pieces()), (phone, 5));
        assert_eq!(orders::basket(&mut read, home).await.unwrap().state, BasketState::Merged);
        drop(read);
        let stranger = Actor::Person(PersonId::fresh(now(db)));
        let refused =
            world.run(&stranger, async |tx| orders::set_quantity(tx, phone, world.socks, q(1)).await).await;
        assert_eq!(slug(refused.unwrap_err()), "orders/unknown-basket");
    })
    .await;
}
