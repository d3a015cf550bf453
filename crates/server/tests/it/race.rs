//! Many want what only some can have: exactly the stock is sold, and everybody is told how it went.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::buyer::{Buyer, Order, Outcome, Twice};
use crate::world::{STORE, Store, World, until};

const BUYERS: usize = 200;
const UNITS: i64 = 50;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_race_for_fifty_units_on_one_node_with_sqlite() {
    race(Store::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_race_for_fifty_units_on_two_nodes_with_postgres() {
    race(Store::Postgres, 2).await;
}

async fn race(store: Store, nodes: usize) {
    let Some(world) = World::build(store, nodes).await else { return };
    world.start().await;
    world.sell(&["HOT", "LEFT", "RIGHT"]).await;
    world.open_store(&[("HOT", UNITS), ("LEFT", UNITS), ("RIGHT", UNITS)]).await;

    let world = Arc::new(world);
    let one = run(&world, "one", |_| vec![("HOT".to_owned(), 1)]).await;
    check(&world, &one, &["HOT"]).await;
    let both = ["LEFT", "RIGHT"].map(|sku| (sku.to_owned(), 1));
    let two = run(&world, "two", |buyer| {
        let mut lines = both.to_vec();
        if buyer % 2 == 1 {
            lines.reverse();
        }
        lines
    })
    .await;
    check(&world, &two, &["LEFT", "RIGHT"]).await;

    let numbers: BTreeSet<&str> = one.iter().chain(&two).map(|order| order.number.as_str()).collect();
    assert_eq!(numbers.len(), one.len() + two.len(), "a number was given twice");
    let orders = world.get("/orders?limit=1&count=true").await.ok(200);
    assert_eq!(orders.number("/count"), 2 * UNITS);
    let placed = world.events("orders.placed").await;
    let subjects: BTreeSet<&str> = placed.iter().filter_map(|event| event["subject"].as_str()).collect();
    assert_eq!((placed.len(), subjects.len()), (2 * UNITS as usize, 2 * UNITS as usize));
    world.audit();
    Arc::into_inner(world).expect("nobody else has it").close().await;
}

/// Everybody fills a basket, then all check out in the same moment. Gives the orders that were accepted.
async fn run(
    world: &Arc<World>,
    name: &'static str,
    wishes: impl Fn(usize) -> Vec<(String, i64)>,
) -> Vec<Order> {
    let (start, mut buyers) = (Arc::new(Barrier::new(BUYERS)), JoinSet::new());
    for number in 0..BUYERS {
        let (world, start, lines) = (world.clone(), start.clone(), wishes(number));
        buyers.spawn(async move {
            let email = format!("{name}-{number}@example.com");
            let buyer = Buyer { world: &world, node: number, email };
            let basket = buyer.fill(&lines).await;
            start.wait().await;
            let twice = if number % 3 == 0 { Twice::AtOnce } else { Twice::Afterwards };
            buyer.check_out(basket, &lines, twice).await
        });
    }
    let mut orders = Vec::new();
    for outcome in buyers.join_all().await {
        match outcome {
            Outcome::Ordered(order) => orders.push(order),
            Outcome::Refused(slug) => assert_eq!(slug, "inventory/out-of-stock"),
        }
    }
    orders
}

async fn check(world: &World, orders: &[Order], skus: &[&str]) {
    assert_eq!(orders.len() as i64, UNITS, "exactly the stock is sold");
    for sku in skus {
        let stock = world.get(&format!("/stock?sku={sku}&location={STORE}")).await.ok(200);
        assert_eq!((stock.number("/items/0/on_hand"), stock.number("/items/0/reserved")), (UNITS, UNITS));
        // The node that did not sell the last unit hears of it within a second; tests do not measure time.
        for node in &world.nodes {
            until("every node knows that nothing is left", 30, async || {
                let path = format!("/availability/{sku}");
                let answer =
                    world.send(node, "GET", &path, &world.public, None, None).await.expect("an answer");
                (answer.ok(200).number("/available") == 0).then_some(())
            })
            .await;
        }
    }
}
