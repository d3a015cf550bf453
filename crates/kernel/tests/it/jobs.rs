use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Actor, Job, JobError, Query, Worker, args, failed_jobs, retry_job, settle};
use testkit::each_database_with_clock;

use crate::TABLES;

#[derive(serde::Serialize, serde::Deserialize)]
struct Call {
    n: i64,
}
impl Job for Call {
    const KIND: &'static str = "test.call";
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_tried_again_until_it_succeeds_and_waits_for_a_person_when_it_cannot() {
    each_database_with_clock(&[TABLES], async |db, clock| {
        let calls = Arc::new(AtomicI64::new(0));
        let heard = calls.clone();
        let worker = Worker::new(move |_, _, call: Call| {
            let heard = heard.clone();
            async move {
                let nth = heard.fetch_add(1, Ordering::SeqCst);
                match call.n {
                    1 if nth < 2 => Err(JobError::Retry("nobody answers".into())),
                    1 => Ok(()),
                    _ => Err(JobError::GiveUp("the number does not exist".into())),
                }
            }
        });
        let workers = [worker];
        db.run(&Actor::System, async |tx| tx.enqueue(&Call { n: 1 }).await).await.unwrap();
        for _ in 0..4 {
            settle(db, &[], &workers).await.unwrap();
            clock.wind_hours(3);
        }
        assert_eq!(calls.load(Ordering::SeqCst), 3);
        db.run(&Actor::System, async |tx| tx.enqueue(&Call { n: 2 }).await).await.unwrap();
        settle(db, &[], &workers).await.unwrap();
        let failed = failed_jobs(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0].reason, "the number does not exist");
        db.run(&Actor::System, async |tx| retry_job(tx, failed[0].id).await).await.unwrap();
        settle(db, &[], &workers).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 5);
        let left = db.read().await.unwrap().count("SELECT COUNT(*) FROM kernel_job", args![]).await;
        assert_eq!(left.unwrap(), 1);
    })
    .await;
}
