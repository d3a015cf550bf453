use customers::{Activity, ActivityKind, Campaign, Recognise, Who};
use kernel::{Actor, PageRequest};
use testkit::each_database;

use crate::*;

async fn look(db: &Db, visitor: VisitorId, path: &str) {
    let activity = Activity {
        who: Who::Visitor(visitor),
        kind: ActivityKind::PageView,
        channel: channel(),
        at: db.now(),
        path: path.to_owned(),
        product: None,
        variant: None,
        query: None,
        campaign: Campaign::default(),
    };
    db.run(&Actor::System, async |tx| customers::track(tx, vec![activity.clone()]).await).await.unwrap();
}
async fn is_now(db: &Db, visitor: VisitorId, address: &str) -> PersonId {
    recognise(db, Recognise { visitor: Some(visitor), ..guest(Some(address), None) }).await
}
/// Oldest first, which reads as a story.
async fn story(db: &Db, person: PersonId) -> Vec<String> {
    let page =
        customers::timeline(&mut db.read().await.unwrap(), person, &PageRequest::default()).await.unwrap();
    page.items.into_iter().rev().map(|it| it.subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_did_before_sign_in_joins_the_person() {
    each_database(AREAS, async |db| {
        let visitor = new_visitor(db);
        look(db, visitor, "/ad").await;
        look(db, visitor, "/p/kurtka").await;
        let anna = is_now(db, visitor, "anna@example.com").await;
        look(db, visitor, "/basket").await;
        assert_eq!(story(db, anna).await, ["/ad", "/p/kurtka", "/basket"]);
        let browsers = customers::visitors_of(&mut db.read().await.unwrap(), anna).await.unwrap();
        assert_eq!(browsers.len(), 1);
        assert_eq!(browsers[0].person, Some(anna));
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_on_the_same_browser_is_a_switch_and_not_a_merge() {
    each_database(AREAS, async |db| {
        let tablet = new_visitor(db);
        look(db, tablet, "/1").await;
        let anna = is_now(db, tablet, "anna@example.com").await;
        look(db, tablet, "/2").await;
        let bruno = is_now(db, tablet, "bruno@example.com").await;
        look(db, tablet, "/3").await;
        is_now(db, tablet, "bruno@example.com").await;
        look(db, tablet, "/4").await;
        assert_eq!(is_now(db, tablet, "anna@example.com").await, anna);
        look(db, tablet, "/5").await;
        assert_eq!(story(db, anna).await, ["/1", "/2", "/5"]);
        assert_eq!(story(db, bruno).await, ["/3", "/4"]);
        let switches = events(db).await.iter().filter(|it| *it == "customers.visitor_recognised").count();
        assert_eq!(switches, 3);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_browsers_of_one_person_read_as_one_story() {
    each_database(AREAS, async |db| {
        let (laptop, phone) = (new_visitor(db), new_visitor(db));
        look(db, laptop, "/1").await;
        look(db, phone, "/2").await;
        look(db, laptop, "/3").await;
        let anna = is_now(db, laptop, "anna@example.com").await;
        assert_eq!(story(db, anna).await, ["/1", "/3"]);
        is_now(db, phone, "anna@example.com").await;
        assert_eq!(story(db, anna).await, ["/1", "/2", "/3"]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_identifications_of_one_browser_leave_one_owner() {
    each_database(AREAS, async |db| {
        let visitor = new_visitor(db);
        let tasks: Vec<_> = (0..12)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(
                    async move { is_now(&db, visitor, &format!("person{}@example.com", n % 3)).await },
                )
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        is_sound(db).await;
    })
    .await;
}
