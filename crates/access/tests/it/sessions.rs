use kernel::Actor;
use testkit::{each_database, each_database_with_clock};

use crate::help::*;

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    each_database(AREAS, async |db| {
        administrator(db).await;
        let opened = signed_in(db).await;
        let other = signed_in(db).await;
        assert!(lives(db, opened.token.reveal()).await);
        db.run(&Actor::System, async |tx| access::sign_out(tx, opened.session.id).await).await.unwrap();
        assert!(!lives(db, opened.token.reveal()).await);
        assert!(lives(db, other.token.reveal()).await);
        assert!(!lives(db, "made up").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_replaced_and_the_old_one_lingers_a_minute() {
    each_database_with_clock(AREAS, async |db, clock| {
        administrator(db).await;
        let opened = signed_in(db).await;
        assert!(access::keep_session(db, &opened.session).await.unwrap().is_none());
        clock.wind_hours(2);
        let new = access::keep_session(db, &opened.session).await.unwrap().expect("a new token");
        let sibling = access::keep_session(db, &opened.session).await.unwrap();
        assert!(sibling.is_none(), "two requests rotate once");
        assert!(lives(db, opened.token.reveal()).await && lives(db, new.reveal()).await);
        let after =
            access::session(&mut db.read().await.unwrap(), new.reveal(), db.now()).await.unwrap().unwrap();
        assert_eq!(after.csrf(), opened.session.csrf(), "an open form stays good");
        clock.wind_minutes(2);
        assert!(!lives(db, opened.token.reveal()).await && lives(db, new.reveal()).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_idle_and_when_old() {
    each_database_with_clock(AREAS, async |db, clock| {
        administrator(db).await;
        let idle = signed_in(db).await;
        clock.wind_hours(13);
        assert!(!lives(db, idle.token.reveal()).await);

        let busy = signed_in(db).await;
        let mut token = busy.token.clone();
        for _ in 0..16 {
            clock.wind_hours(11);
            let Some(session) =
                access::session(&mut db.read().await.unwrap(), token.reveal(), db.now()).await.unwrap()
            else {
                break;
            };
            token = access::keep_session(db, &session).await.unwrap().unwrap_or(token);
        }
        assert!(!lives(db, token.reveal()).await, "a week is the most");
        access::prune(db).await.unwrap();
    })
    .await;
}
