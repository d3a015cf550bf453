//! Several nodes on one PostgreSQL, and the background of one node.

use std::collections::BTreeMap;
use std::time::Duration;

use kernel::{Consumer, Engine, Fact, Fault, Query, Runtime, Tx, args, on};
use testkit::each_database;

use crate::{Put, TABLES, number, put};

async fn note(tx: &mut Tx, _: &Fact, put: Put) -> Result<(), Fault> {
    tx.exec("INSERT INTO seen (n) VALUES ($1)", args![put.n]).await?;
    Ok(())
}
fn table() -> Vec<Consumer> {
    vec![Consumer::new("test", vec![on!(Put => note)])]
}

/// Writers whose transactions overlap and commit out of order: what an insertion sequence would lose.
#[tokio::test(flavor = "multi_thread")]
async fn every_fact_is_heard_once_on_two_nodes_under_load() {
    each_database(&[TABLES], async |db| {
        let second = db.again().await.unwrap();
        let nodes = if db.engine() == Engine::Postgres { vec![db.clone(), second] } else { vec![db.clone()] };
        let running: Vec<_> = nodes.iter().map(|node| Runtime::start(node, table(), vec![])).collect();
        let mut tasks = Vec::new();
        for writer in 0..8i64 {
            let node = nodes[writer as usize % nodes.len()].clone();
            tasks.push(tokio::spawn(async move {
                for n in 0..60i64 {
                    let n = writer * 1000 + n;
                    node.run(&kernel::Actor::System, async |tx| {
                        put(tx, n).await?;
                        if n % 5 == 0 {
                            tokio::task::yield_now().await;
                            tx.count("SELECT COUNT(*) FROM t", args![]).await?;
                        }
                        Ok::<(), Fault>(())
                    })
                    .await
                    .unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let mut seen = (0, 0);
        for _ in 0..400 {
            let mut read = db.read().await.unwrap();
            seen = read.one("SELECT COUNT(*), COUNT(DISTINCT n) FROM seen", args![]).await.unwrap();
            if seen.0 >= 480 {
                break;
            }
            drop(read);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(seen, (480i64, 480i64));
        assert_eq!(number(db, "SELECT COUNT(*) FROM kernel_parked").await, 0);
        drop(running);
    })
    .await;
}

/// The facts of one subject come in the order of its versions, on every node that listens.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_each_subject_in_order() {
    each_database(&[TABLES], async |db| {
        let two = db.engine() == Engine::Postgres;
        let listener = if two { db.again().await.unwrap() } else { db.clone() };
        let other = two.then(|| Runtime::start(db, vec![], vec![]));
        let running = (Runtime::start(&listener, vec![], vec![]), other);
        let mut live = listener.live().subscribe();
        // A first fact, repeated until it is heard, shows that the listener listens.
        let mut ready = None;
        for n in 900_000..900_100 {
            crate::works(db, n).await;
            ready = tokio::time::timeout(Duration::from_millis(500), live.recv()).await.ok();
            if ready.is_some() {
                break;
            }
        }
        assert!(ready.is_some());
        for n in 0..70 {
            crate::works(db, n).await;
        }
        let mut last: BTreeMap<String, i64> = BTreeMap::new();
        let mut heard = 0;
        while heard < 70 {
            let fact = tokio::time::timeout(Duration::from_secs(10), live.recv()).await.unwrap().unwrap();
            let n = fact.read::<Put>().unwrap().unwrap().n;
            if n >= 900_000 {
                continue;
            }
            heard += 1;
            let before = last.insert(fact.subject.clone(), n);
            assert!(before.is_none_or(|before| before < n), "{before:?} before {n}");
        }
        drop(running);
    })
    .await;
}
