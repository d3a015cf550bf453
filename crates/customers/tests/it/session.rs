use customers::{Finish, Language, Session, SessionToken};
use kernel::Actor;
use testkit::each_database_with_clock;

use crate::*;

async fn sign_in(db: &Db) -> (Session, SessionToken) {
    db.run(&Actor::System, async |tx| {
        let code = customers::start_login(tx, &email("anna@example.com"), Language::Pl).await?.code;
        let request = Finish { email: email("anna@example.com"), code, visitor: None, channel: channel() };
        customers::finish_login(tx, request).await?.signed_in()
    })
    .await
    .unwrap()
}
async fn whose(db: &Db, token: &SessionToken) -> Option<PersonId> {
    let now = db.now();
    customers::session(&mut db.read().await.unwrap(), token, now).await.unwrap().map(|it| it.person)
}
async fn rotate(db: &Db, token: &SessionToken) -> Option<(Session, SessionToken)> {
    db.run(&Actor::System, async |tx| customers::rotate_session(tx, token).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_sixty_days() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (session, token) = sign_in(db).await;
        clock.wind_days(59);
        assert_eq!(whose(db, &token).await, Some(session.person));
        clock.wind_days(1);
        assert_eq!(whose(db, &token).await, None);
        assert_eq!(rotate(db, &token).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_token_overlaps_for_two_minutes() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (session, old) = sign_in(db).await;
        assert!(!session.is_stale(db.now()));
        clock.wind_days(1);
        assert!(session.is_stale(db.now()));
        let (next, new) = rotate(db, &old).await.unwrap();
        assert_eq!((next.id, next.person), (session.id, session.person));
        assert!(!next.is_stale(db.now()));
        // A request that ran at the same time keeps the old token and rotates nothing.
        assert_eq!(rotate(db, &old).await, None);
        assert_eq!(whose(db, &old).await, Some(session.person));
        clock.wind_minutes(3);
        assert_eq!(whose(db, &old).await, None);
        assert_eq!(whose(db, &new).await, Some(session.person));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_every_token_of_the_session_and_no_other() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (_, old) = sign_in(db).await;
        let (_, other) = sign_in(db).await;
        clock.wind_days(2);
        let (_, new) = rotate(db, &old).await.unwrap();
        db.run(&Actor::System, async |tx| customers::sign_out(tx, &new).await).await.unwrap();
        assert_eq!((whose(db, &old).await, whose(db, &new).await), (None, None));
        let anna = whose(db, &other).await.unwrap();
        db.run(&Actor::System, async |tx| customers::sign_out_everywhere(tx, anna).await).await.unwrap();
        assert_eq!(whose(db, &other).await, None);
    })
    .await;
}

#[test]
fn a_cookie_that_cannot_be_a_token_is_not_looked_up() {
    for bad in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
        assert!(SessionToken::parse(bad).is_none(), "{bad}");
    }
    assert!(SessionToken::parse(&"a0".repeat(32)).is_some());
}
