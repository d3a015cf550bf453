use std::sync::atomic::{AtomicBool, Ordering};

use kernel::{Actor, Consumer, Fact, Fault, Query, Tx, args, on, parked, rewind, settle};
use testkit::{each_database, each_database_with_clock};

use crate::{Put, TABLES, number, works};

static MENDED: AtomicBool = AtomicBool::new(false);

/// Thirteen is not digestible until it is mended.
async fn note(tx: &mut Tx, _: &Fact, put: Put) -> Result<(), Fault> {
    tx.exec("INSERT INTO seen (n) VALUES ($1)", args![put.n]).await?;
    if put.n == 13 && !MENDED.load(Ordering::SeqCst) {
        return Err(Fault::Ended("thirteen is not digestible"));
    }
    Ok(())
}
async fn keep(tx: &mut Tx, _: &Fact, put: Put) -> Result<(), Fault> {
    tx.exec("INSERT INTO seen (n) VALUES ($1)", args![put.n]).await?;
    Ok(())
}
/// A handler whose statement fails: PostgreSQL would refuse everything after it.
async fn stumble(tx: &mut Tx, _: &Fact, put: Put) -> Result<(), Fault> {
    let n = if put.n == 3 { 2_000_000 } else { put.n + 1000 };
    tx.exec("INSERT INTO t (n) VALUES ($1)", args![n]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_fact_parks_its_subject_and_the_others_go_on() {
    each_database_with_clock(&[TABLES], async |db, clock| {
        MENDED.store(false, Ordering::SeqCst);
        let consumers = [Consumer::new("test", vec![on!(Put => note)])];
        for n in 0..100 {
            works(db, n).await;
        }
        settle(db, &consumers, &[]).await.unwrap();
        // 13 and everything after it of its subject (n % 7 == 6): 13, 20, …, 97.
        assert_eq!(number(db, "SELECT COUNT(*) FROM seen").await, 87);
        let waiting = parked(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(waiting.len(), 13);
        assert!(waiting.iter().any(|it| it.reason.contains("thirteen")));
        MENDED.store(true, Ordering::SeqCst);
        db.run(&Actor::System, async |tx| kernel::unpark(tx, "test", "n:6").await).await.unwrap();
        clock.wind_hours(1);
        settle(db, &consumers, &[]).await.unwrap();
        let mut read = db.read().await.unwrap();
        let seen: Vec<(i64,)> =
            read.all("SELECT n FROM seen WHERE n % 7 = 6 AND n > 6 ORDER BY n", args![]).await.unwrap();
        assert_eq!(seen.len(), 13);
        drop(read);
        assert_eq!(number(db, "SELECT COUNT(*) FROM kernel_parked").await, 0);
        assert_eq!(number(db, "SELECT COUNT(DISTINCT n) FROM seen").await, 100);
        assert_eq!(number(db, "SELECT COUNT(*) FROM seen").await, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_whose_statement_fails_parks_too() {
    each_database(&[TABLES], async |db| {
        let consumers = [Consumer::new("test", vec![on!(Put => stumble)])];
        for n in 0..20 {
            works(db, n).await;
        }
        settle(db, &consumers, &[]).await.unwrap();
        assert_eq!(number(db, "SELECT COUNT(*) FROM t WHERE n >= 1000").await, 17);
        assert_eq!(number(db, "SELECT COUNT(*) FROM kernel_parked").await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_model_is_rebuilt_by_hearing_the_log_again() {
    each_database(&[TABLES], async |db| {
        let consumers = [Consumer::new("test", vec![on!(Put => keep)])];
        for n in 100..120 {
            works(db, n).await;
        }
        settle(db, &consumers, &[]).await.unwrap();
        db.run(&Actor::System, async |tx| {
            tx.exec("DELETE FROM seen", args![]).await?;
            rewind(tx, "test").await
        })
        .await
        .unwrap();
        settle(db, &consumers, &[]).await.unwrap();
        assert_eq!(number(db, "SELECT COUNT(*) FROM seen").await, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_integrator_reads_the_log_page_by_page() {
    each_database(&[TABLES], async |db| {
        for n in 0..50 {
            works(db, n).await;
        }
        settle(db, &[], &[]).await.unwrap();
        let (mut at, mut all) = (kernel::Positions::default(), Vec::new());
        loop {
            let (facts, next) = db.events(&at, 7).await.unwrap();
            if facts.is_empty() {
                break;
            }
            all.extend(facts.into_iter().map(|fact| fact.read::<Put>().unwrap().unwrap().n));
            at = next.to_string().parse().unwrap();
        }
        all.sort_unstable();
        assert_eq!(all, (0..50).collect::<Vec<_>>());
    })
    .await;
}
