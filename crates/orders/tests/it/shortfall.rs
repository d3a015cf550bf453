use inventory::{Cause, Change, Move};
use kernel::{Actor, LocationId, MovementId};
use orders::{ExceptionKind, FulfilmentState, PlanCause};
use payments::TransactionKind;
use testkit::each_database;

use crate::world::{AREAS, World, pln, world};

/// Somebody buys it in the store, promised or not.
async fn sold(world: &World, location: LocationId, variant: kernel::VariantId) {
    let id = MovementId::fresh(world.db.now());
    let change = Change::Delta(-1);
    let fact = Move { id, variant, location, change, cause: Cause::Sold, reference: None, at: None };
    let moved: Result<_, orders::Error> =
        world.db.run(&Actor::System, async |tx| Ok(inventory::move_stock(tx, fact.clone()).await?)).await;
    moved.unwrap();
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_whose_goods_were_sold_over_the_counter_leaves_from_elsewhere() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        assert_eq!(order.fulfilments[0].location, world.krakow);
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        world.stock(world.warehouse, world.jacket, 1).await;
        sold(&world, world.krakow, world.jacket).await;
        let it = world.order(order.id).await;
        let live: Vec<_> = it.live().map(|it| (it.location, it.state)).collect();
        assert_eq!(live, [(world.warehouse, FulfilmentState::Open)]);
        assert_eq!(world.counters(world.krakow, world.jacket).await, (0, 0));
        let mut read = db.read().await.unwrap();
        let why: Vec<_> =
            orders::plans(&mut read, order.id).await.unwrap().into_iter().map(|it| it.cause).collect();
        assert_eq!(why, [PlanCause::Placed, PlanCause::Shortfall]);
        assert!(inventory::shortfalls(&mut read).await.unwrap().is_empty());
        drop(read);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_whose_goods_were_sold_is_not_sent_away_before_somebody_has_looked() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let order = world.ordered(&[(world.jacket, 1)]).await;
        sold(&world, world.krakow, world.jacket).await;
        let it = world.order(order.id).await;
        assert_eq!(it.live().next().unwrap().state, FulfilmentState::Open);
        let open = orders::exceptions_of(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!((open.len(), open[0].kind), (1, ExceptionKind::Unfillable));
        world.assert_clean().await;
    })
    .await;
}
