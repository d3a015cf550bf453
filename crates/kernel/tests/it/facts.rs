use kernel::{Actor, Query, Subject, args, facts_about, settle};
use testkit::each_database_with_clock;

use crate::{TABLES, works};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_about_one_subject_since_a_moment() {
    each_database_with_clock(&[TABLES], async |db, clock| {
        let start = db.now();
        for n in 0..21 {
            works(db, n).await;
        }
        clock.wind_hours(1);
        let later = db.now();
        for n in 21..28 {
            works(db, n).await;
        }
        settle(db, &[], &[]).await.unwrap();
        let subject = Subject::named("n", "3");
        let mut read = db.read().await.unwrap();
        let versions =
            |facts: Vec<kernel::Fact>| facts.iter().map(|it| it.subject_version).collect::<Vec<_>>();
        let told = facts_about(&mut read, &subject, start, 100).await.unwrap();
        assert!(told.iter().all(|it| it.subject == "n:3" && it.actor == Actor::System.to_string()));
        assert_eq!(versions(told), [3, 10, 17, 24]);
        assert_eq!(versions(facts_about(&mut read, &subject, later, 100).await.unwrap()), [24]);
        assert_eq!(versions(facts_about(&mut read, &subject, start, 2).await.unwrap()), [3, 10]);
        assert_eq!(read.count("SELECT COUNT(*) FROM kernel_event", args![]).await.unwrap(), 28);
    })
    .await;
}
