//! A copy of a system that sells meanwhile, and its return into either kind of database.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::task::JoinSet;

use crate::buyer::{Buyer, Order, Outcome, Twice};
use crate::world::{STORE, Store, World, until};

const CLIENTS: usize = 8;
/// Orders before the copy is begun.
const BEFORE: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_busy_sqlite_returns_into_both() {
    copy_and_return(Store::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_busy_postgres_returns_into_both() {
    copy_and_return(Store::Postgres).await;
}

async fn copy_and_return(store: Store) {
    let Some(world) = World::build(store, 1).await else { return };
    world.start().await;
    world.sell(&["ONE", "TWO"]).await;
    world.open_store(&[("ONE", 100_000), ("TWO", 100_000)]).await;
    let world = Arc::new(world);
    let (done, is_over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        clients.spawn(shop(world.clone(), done.clone(), is_over.clone(), client));
    }
    let sold = async |many| {
        until("orders come in", 60, async || (done.load(Ordering::SeqCst) >= many).then_some(())).await
    };
    sold(BEFORE).await;
    let before = done.load(Ordering::SeqCst);
    let copy = world.folder.0.join("copy");
    let (shared, path) = (world.clone(), copy.to_str().expect("a path in UTF-8").to_owned());
    let place = [shared.database.clone(), shared.folder.0.to_str().expect("a path in UTF-8").to_owned()];
    let said = tokio::task::spawn_blocking(move || {
        shared.told(&["backup", &path, "--database", &place[0], "--dir", &place[1]])
    })
    .await
    .expect("nobody panics");
    println!("{store:?}: {said}");
    sold(done.load(Ordering::SeqCst) + 5).await; // it still sells
    is_over.store(true, Ordering::SeqCst);
    let log: Vec<Order> = clients.join_all().await.into_iter().flatten().collect();
    let world = Arc::into_inner(world).expect("the clients are done");
    world.audit();

    for target in [Store::Sqlite, Store::Postgres] {
        let Some(mut other) = World::empty(target, 1).await else { continue };
        other.key.clone_from(&world.key);
        other.public.clone_from(&world.public);
        let said = other.told(&restore(&copy, &other));
        println!("{store:?} to {target:?}: {said}");
        assert!(said.ends_with("every invariant holds"), "{said}");
        let again = other.run(&restore(&copy, &other));
        assert_eq!(again.status.code(), Some(2), "a copy returns into an empty database only");
        other.start().await;
        let mut found = 0;
        for order in &log {
            let answer = other.get(&format!("/orders/{}", order.id)).await;
            if answer.status == 200 {
                assert_eq!(answer.text("/number"), order.number);
                found += 1;
            }
        }
        assert!(
            found >= before,
            "{found} of the {before} orders that were acknowledged before the copy began"
        );
        assert!(found < log.len(), "nothing was sold after the copy: it says nothing about its moment");
        let buyer = Buyer { world: &other, node: 0, email: "after@example.com".to_owned() };
        let lines = [("ONE".to_owned(), 1)];
        let basket = buyer.fill(&lines).await;
        assert!(
            matches!(buyer.check_out(basket, &lines, Twice::Never).await, Outcome::Ordered(_)),
            "it sells again"
        );
        let stock = other.get(&format!("/stock?sku=TWO&location={STORE}")).await.ok(200);
        assert_eq!(stock.number("/items/0/on_hand"), 100_000);
        other.audit();
        other.close().await;
    }

    // One bit elsewhere, and nothing is brought back.
    let file = copy.join("tables/orders_order.rows.gz");
    let mut bytes = std::fs::read(&file).expect("a table");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).expect("a damaged table");
    let other = World::empty(Store::Sqlite, 0).await.expect("SQLite is always there");
    let output = other.run(&restore(&copy, &other));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("orders_order.rows.gz"), "{said}");
    other.close().await;
    world.close().await;
}

fn restore<'a>(copy: &'a Path, to: &'a World) -> [&'a str; 6] {
    let text = |path: &'a Path| path.to_str().expect("a path in UTF-8");
    ["restore", text(copy), "--database", &to.database, "--dir", text(&to.folder.0)]
}

async fn shop(
    world: Arc<World>,
    done: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
    client: usize,
) -> Vec<Order> {
    let mut log = Vec::new();
    for purchase in 0.. {
        if is_over.load(Ordering::SeqCst) {
            break;
        }
        let buyer = Buyer { world: &world, node: 0, email: format!("b{client}-{purchase}@example.com") };
        let lines = [("ONE".to_owned(), 1), ("TWO".to_owned(), 2)];
        let basket = buyer.fill(&lines).await;
        match buyer.check_out(basket, &lines, Twice::Never).await {
            Outcome::Ordered(order) => log.push(order),
            Outcome::Refused(slug) => panic!("there is enough of everything: {slug}"),
        }
        done.fetch_add(1, Ordering::SeqCst);
    }
    log
}
