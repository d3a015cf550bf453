//! Memory and rows agree, whatever happens at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use inventory::{Cause, Cells, Change, Error, Filter, Reason, available, many, places};
use kernel::{Actor, Db, Engine, LocationId, Runtime, VariantId};
use testkit::each_database;

use crate::world::*;

#[tokio::test]
async fn availability_follows_each_commit_of_this_node() {
    each_database(AREAS, async |db| {
        let (a, b) = (store(db, "a").await, store(db, "b").await);
        let variant = shelf(db, a, 5).await;
        let before = available(db, variant).await.unwrap();
        tell(db, variant, b, Change::Delta(3)).await;
        let after = available(db, variant).await.unwrap();
        let places = places(db).await.unwrap();
        assert_ne!(before.stamp(), after.stamp());
        let rows: Vec<_> =
            after.rows(&places, &Filter::default()).map(|(place, n)| (place.location.id, n)).collect();
        assert_eq!(rows, [(a, 5), (b, 3)]);
        assert_eq!(after.total(&places, &Filter::default()), 8);
        assert_eq!(after.rows(&places, &Filter::all()).count(), 2);
        let unknown = VariantId::fresh(db.now());
        let both = many(db, &[variant, unknown, variant]).await.unwrap();
        assert_eq!(both[&variant].total(&places, &Filter::default()), 8);
        assert_eq!(both[&unknown].total(&places, &Filter::default()), 0);
        // A unit that is undone leaves no trace.
        let undone: Result<(), Error> = db
            .run(&SYSTEM, async |tx| {
                inventory::reserve_all(tx, vec![request(db, variant, a, 1)]).await?;
                Err(Error::UnknownLocation("x".to_owned()))
            })
            .await;
        assert!(undone.is_err());
        assert_eq!(inventory::at(db, variant, a).await.unwrap(), 5);
    })
    .await;
}

/// Cells of every variant and place equal the rows, without reading them anew.
async fn assert_mirrored(db: &Db, variants: &[VariantId], locations: &[LocationId]) {
    let places = places(db).await.unwrap();
    let cells = many(db, variants).await.unwrap();
    for variant in variants {
        for location in locations {
            let shown = cells[variant].at(places.get(*location).unwrap());
            assert_eq!(shown, row(db, *variant, *location).await.available(), "{variant} at {location}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_storm_memory_and_rows_agree() {
    each_database(AREAS, async |db| {
        // Room for a few variants only, so that they come and go all the time.
        db.share(Cells::with_limit(700));
        let mut locations = Vec::new();
        for n in 0..4 {
            locations.push(store(db, &format!("store-{n}")).await);
        }
        let mut variants = Vec::new();
        for _ in 0..8 {
            let variant = shelf(db, locations[0], 30).await;
            for location in &locations[1..] {
                tell(db, variant, *location, Change::Delta(30)).await;
            }
            variants.push(variant);
        }
        let (variants, locations) = (Arc::new(variants), Arc::new(locations));
        let over = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (0..3)
            .map(|seed| {
                let (db, variants, over) = (db.clone(), variants.clone(), over.clone());
                tokio::spawn(async move {
                    let mut dice = fastrand::Rng::with_seed(seed);
                    let mut asked = 0;
                    while !over.load(Ordering::Relaxed) {
                        available(&db, variants[dice.usize(..variants.len())]).await.unwrap();
                        if dice.u8(..) < 4 {
                            db.shared::<Cells>().clear();
                        }
                        asked += 1;
                        tokio::task::yield_now().await;
                    }
                    asked
                })
            })
            .collect();
        let writers: Vec<_> = (0..6)
            .map(|seed| {
                let (db, variants, locations) = (db.clone(), variants.clone(), locations.clone());
                tokio::spawn(async move { storm(&db, &variants, &locations, seed).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        over.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.await.unwrap() > 0);
        }
        // What is at hand now is compared before anything is loaded anew by chance.
        for variant in variants.iter() {
            assert_mirrored(db, &[*variant], &locations).await;
        }
        assert_clean(db).await;
    })
    .await;
}

async fn storm(db: &Db, variants: &[VariantId], locations: &[LocationId], seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed + 100);
    let mut held = Vec::new();
    for _ in 0..40 {
        let variant = variants[dice.usize(..variants.len())];
        let location = locations[dice.usize(..locations.len())];
        match dice.u8(0..10) {
            0..=4 => match promise(db, vec![request(db, variant, location, dice.i64(1..4))]).await {
                Ok(promised) => held.push(promised[0].id),
                Err(Error::OutOfStock { .. }) => {}
                Err(other) => panic!("{other}"),
            },
            5 => drop(tell(db, variant, location, Change::Delta(dice.i64(-6..0))).await),
            6 => drop(tell(db, variant, location, Change::Counted(dice.i64(0..40))).await),
            7 | 8 if !held.is_empty() => {
                let id = held.swap_remove(dice.usize(..held.len()));
                db.run(&SYSTEM, async |tx| inventory::release_all(tx, &[id], Reason::Cancelled).await)
                    .await
                    .unwrap();
            }
            9 if !held.is_empty() => {
                let id = held.swap_remove(dice.usize(..held.len()));
                db.run(&SYSTEM, async |tx| inventory::fulfil(tx, &[id], Cause::Sold, None).await)
                    .await
                    .unwrap();
            }
            _ => {}
        }
    }
}

/// Looks until it is so; the test fails if it never is.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let look = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect(what);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_node_sees_what_this_one_did() {
    each_database(AREAS, async |here| {
        if here.engine() == Engine::Sqlite {
            return; // one process owns a SQLite file
        }
        let there = here.again().await.unwrap();
        let location = store(here, "warszawa").await;
        let variant = shelf(here, location, 50).await;
        let _running = (Runtime::start(here, vec![], vec![]), Runtime::start(&there, vec![], vec![]));
        let following =
            [tokio::spawn(inventory::follow(here.clone())), tokio::spawn(inventory::follow(there.clone()))];
        assert_eq!(inventory::at(&there, variant, location).await.unwrap(), 50);

        for n in 1..=5 {
            promise(here, vec![request(here, variant, location, 2)]).await.unwrap();
            assert_eq!(inventory::at(here, variant, location).await.unwrap(), 50 - 2 * n);
        }
        until("the other node hears of promises", async || {
            inventory::at(&there, variant, location).await.unwrap() == 40
        })
        .await;
        // And back, with a new place that the first node has not heard of.
        let new = store(&there, "krakow").await;
        tell(&there, variant, new, Change::Delta(7)).await;
        until("the first node hears of a new place and its stock", async || {
            inventory::at(here, variant, new).await.unwrap() == 7
        })
        .await;
        // Both at once.
        let nodes = [here.clone(), there.clone()];
        let buyers: Vec<_> = (0..30)
            .map(|n| {
                let db = nodes[n % 2].clone();
                tokio::spawn(
                    async move { promise(&db, vec![request(&db, variant, location, 2)]).await.is_ok() },
                )
            })
            .collect();
        let mut sold = 0;
        for buyer in buyers {
            sold += i64::from(buyer.await.unwrap());
        }
        assert_eq!(sold, 20);
        for node in &nodes {
            until("both nodes agree in the end", async || {
                inventory::at(node, variant, location).await.unwrap() == 0
            })
            .await;
        }
        assert_clean(here).await;
        following.iter().for_each(|task| task.abort());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_mends_what_a_node_could_not_see() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        let _running = Runtime::start(db, vec![], vec![]);
        let following = tokio::spawn(inventory::follow(db.clone()));
        // Another process writes the row and the event; this node's memory learns of it from the log alone.
        let event: inventory::StockChanged = serde_json::from_value(serde_json::json!({"cells": [{
            "variant": variant, "location": location, "on_hand": 2, "unavailable": 0, "safety": 0, "reserved": 0,
            "version": 2}]}))
        .unwrap();
        db.run(&Actor::System, async |tx| {
            tx.exec(
                "UPDATE inventory_stock SET on_hand = 2, version = 2 WHERE variant = $1",
                kernel::args![variant],
            )
            .await?;
            tx.publish(&event).await
        })
        .await
        .unwrap();
        until("the log is heard", async || inventory::at(db, variant, location).await.unwrap() == 2).await;
        following.abort();
    })
    .await;
}
