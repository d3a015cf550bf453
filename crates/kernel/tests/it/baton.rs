//! The promises of the shared commit, broken on purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Actor, Area, Engine, Fault, Options, Query, args};
use testkit::{each_database, each_database_with};

use crate::{TABLES, kept, put, works};

const SYSTEM: &Actor = &Actor::System;

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_undoes_only_its_own_unit() {
    each_database(&[TABLES], async |db| {
        let mut tasks = Vec::new();
        for n in 0..60 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                let mut tx = db.begin(SYSTEM).await.unwrap();
                put(&mut tx, n).await.unwrap();
                assert!(n % 3 != 0, "on purpose");
                tx.commit().await.unwrap();
            }));
        }
        let mut survived = 0;
        for task in tasks {
            survived += i64::from(task.await.is_ok());
        }
        assert_eq!((survived, kept(db).await), (40, 40));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_cut_off_in_a_statement_cannot_commit() {
    each_database(&[TABLES], async |db| {
        for n in 0..50 {
            let mut tx = db.begin(SYSTEM).await.unwrap();
            put(&mut tx, n).await.unwrap();
            // Poll the statement once, then walk away from it but keep the unit.
            let cut = tokio::time::timeout(Duration::ZERO, put(&mut tx, 1000 + n)).await;
            if cut.is_err() {
                assert!(matches!(tx.commit().await, Err(Fault::Ended(_))));
            }
        }
        works(db, 500).await;
        let mut read = db.read().await.unwrap();
        let halves = read.count("SELECT COUNT(*) FROM t a WHERE n < 50 AND NOT EXISTS (SELECT 1 FROM t b WHERE b.n = a.n + 1000)", args![]).await.unwrap();
        assert_eq!(halves, 0);
        drop(read);
        kept(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hung_unit_loses_the_baton_and_everything_it_did() {
    let options = Options { hold: Duration::from_millis(200), ..Options::default() };
    each_database_with(options, &[TABLES], async |db, _| {
        let mut hung = db.begin(SYSTEM).await.unwrap();
        put(&mut hung, 1).await.unwrap();
        works(db, 2).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert!(put(&mut hung, 3).await.is_err());
        assert!(hung.commit().await.is_err());
        assert_eq!(kept(db).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_ends_the_unit_even_if_the_caller_looks_away() {
    each_database(&[TABLES], async |db| {
        works(db, 1).await;
        let mut tx = db.begin(SYSTEM).await.unwrap();
        put(&mut tx, 2).await.unwrap();
        assert!(put(&mut tx, 1).await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(kept(db).await, 1);
    })
    .await;
}

/// Twenty members wait for the commit; then one unit makes SQLite throw the whole transaction away.
#[tokio::test(flavor = "multi_thread")]
async fn when_the_database_drops_the_transaction_every_member_hears_of_it() {
    let options = Options { max_delay: Duration::from_secs(1), ..Options::default() };
    each_database_with(options, &[TABLES], async |db, _| {
        if db.engine() != Engine::Sqlite {
            return;
        }
        works(db, 0).await;
        let go = Arc::new(AtomicBool::new(false));
        let mut blocker = db.begin(SYSTEM).await.unwrap();
        put(&mut blocker, 1).await.unwrap(); // holds the baton while the others queue up
        let mut tasks = Vec::new();
        for n in 10..30 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                let mut tx = db.begin(SYSTEM).await.unwrap();
                put(&mut tx, n).await?;
                tx.commit().await
            }));
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let killer = {
            let (db, go) = (db.clone(), go.clone());
            tokio::spawn(async move {
                let mut tx = db.begin(SYSTEM).await.unwrap();
                let result = tx.exec("INSERT OR ROLLBACK INTO t (n) VALUES ($1)", args![0i64]).await;
                go.store(true, Ordering::SeqCst);
                result
            })
        };
        tokio::time::sleep(Duration::from_millis(50)).await;
        let first = blocker.commit().await;
        assert!(killer.await.unwrap().is_err() && go.load(Ordering::SeqCst));
        let mut failed = i64::from(first.is_err());
        for task in tasks {
            failed += i64::from(task.await.unwrap().is_err());
        }
        assert_eq!(failed, 21);
        assert_eq!(kept(db).await, 1);
        works(db, 99).await;
        assert_eq!(kept(db).await, 2);
    })
    .await;
}

/// A deferred constraint fails at COMMIT: nobody may be told that all is well.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_commit_fails_every_member() {
    const DEFERRED: Area = Area {
        name: "deferred",
        scripts: &[
            "CREATE TABLE child (n {int} NOT NULL REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED) {strict};",
        ],
    };
    let options = Options { max_delay: Duration::from_secs(1), ..Options::default() };
    each_database_with(options, &[TABLES, DEFERRED], async |db, _| {
        let mut blocker = db.begin_hot(1, SYSTEM).await.unwrap();
        put(&mut blocker, 1).await.unwrap();
        let bad = {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin_hot(1, SYSTEM).await.unwrap();
                tx.exec("INSERT INTO child (n) VALUES ($1)", args![77i64]).await.unwrap();
                tx.commit().await
            })
        };
        tokio::time::sleep(Duration::from_millis(50)).await;
        let first = blocker.commit().await;
        let second = bad.await.unwrap();
        assert!(matches!(first, Err(Fault::Commit(_))), "{first:?}");
        assert!(matches!(second, Err(Fault::Commit(_))), "{second:?}");
        assert_eq!(kept(db).await, 0);
        works(db, 5).await;
        assert_eq!(kept(db).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_part_is_undone_and_the_unit_goes_on() {
    each_database(&[TABLES], async |db| {
        let heard = Arc::new(AtomicBool::new(false));
        db.run(SYSTEM, async |tx| {
            put(tx, 1).await?;
            let part = tx
                .attempt(async |tx| {
                    let heard = heard.clone();
                    tx.after_commit(move || heard.store(true, Ordering::SeqCst));
                    put(tx, 2).await?;
                    put(tx, 1).await
                })
                .await;
            assert!(part.is_err());
            put(tx, 3).await
        })
        .await
        .unwrap();
        assert_eq!(kept(db).await, 2);
        assert!(!heard.load(Ordering::SeqCst), "the hook of the undone part did not run");
    })
    .await;
}

/// Two units that take two rows in opposite order: PostgreSQL ends one of them, and it runs again.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_run_again() {
    each_database(&[TABLES], async |db| {
        db.run(SYSTEM, async |tx| {
            tx.exec("INSERT INTO account (id, amount) VALUES (1, 0), (2, 0)", args![]).await
        })
        .await
        .unwrap();
        let mut tasks = Vec::new();
        for n in 0..8i64 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                let (first, second) = if n % 2 == 0 { (1i64, 2i64) } else { (2, 1) };
                db.run(SYSTEM, async |tx| {
                    tx.exec("UPDATE account SET amount = amount + 1 WHERE id = $1", args![first]).await?;
                    tx.exec("UPDATE account SET amount = amount + 1 WHERE id = $1", args![second]).await
                })
                .await
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += i64::from(task.await.unwrap().is_ok());
        }
        let sum = crate::number(db, "SELECT CAST(SUM(amount) AS bigint) FROM account").await;
        assert_eq!(sum, done * 2);
        assert_eq!(done, 8);
    })
    .await;
}
