use kernel::{Actor, ring_timers};
use testkit::each_database_with_clock;

use crate::{Put, TABLES, number};

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_rings_once_at_its_time_and_can_be_moved_or_taken_back() {
    each_database_with_clock(&[TABLES], async |db, clock| {
        db.run(&Actor::System, async |tx| {
            let now = tx.now();
            tx.publish_at(now.plus_hours(1), &Put { n: 1 }).await?;
            tx.publish_at(now.plus_hours(1), &Put { n: 2 }).await?;
            tx.publish_at(now.plus_hours(1), &Put { n: 3 }).await?;
            tx.publish_at(now.plus_hours(5), &Put { n: 2 }).await?;
            assert!(tx.cancel::<Put>(kernel::Subject::named("n", "3")).await?);
            Ok::<(), kernel::Fault>(())
        })
        .await
        .unwrap();
        assert_eq!(ring_timers(db).await.unwrap(), 0);
        clock.wind_hours(2);
        assert_eq!(ring_timers(db).await.unwrap(), 1);
        assert_eq!(ring_timers(db).await.unwrap(), 0);
        clock.wind_hours(4);
        assert_eq!(ring_timers(db).await.unwrap(), 1);
        assert_eq!(number(db, "SELECT COUNT(*) FROM kernel_event").await, 2);
    })
    .await;
}
