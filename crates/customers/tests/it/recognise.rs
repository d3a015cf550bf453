use customers::{Error, Evidence, Kind, Recognise};
use kernel::{Actor, Capability, PageRequest};
use testkit::each_database;

use crate::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_met_once_and_known_again() {
    each_database(AREAS, async |db| {
        let named = Recognise {
            name: Some("  Anna   Nowak ".into()),
            ..guest(Some("Anna@Example.com"), Some("601234567"))
        };
        let anna = recognise(db, named).await;
        let known = person(db, anna).await;
        assert_eq!(known.name.as_deref(), Some("Anna Nowak"));
        assert_eq!(known.email(), Some(email("anna@example.com")));
        assert_eq!(known.phone(), Some(phone("+48601234567")));
        assert!(known.card().is_some());
        assert_eq!(recognise(db, guest(Some("anna@example.com"), None)).await, anna);
        assert_eq!(recognise(db, guest(None, Some("+48 601 234 567"))).await, anna);
        assert_eq!(events(db).await, ["customers.person_created"]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_of_somebody_else_stays_there_and_the_conflict_is_written_down() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        let bruno = recognise(db, guest(Some("bruno@example.com"), Some("601234567"))).await;
        for _ in 0..2 {
            assert_eq!(recognise(db, guest(Some("anna@example.com"), Some("601234567"))).await, anna);
        }
        assert_eq!(person(db, anna).await.phone(), None);
        assert_eq!(person(db, bruno).await.phone(), Some(phone("601234567")));
        let open = conflicts(db).await;
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].kind, open[0].claimant, open[0].holder), (Kind::Phone, anna, bruno));
        assert_eq!(events(db).await.iter().filter(|it| *it == "customers.conflict_found").count(), 1);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_hang_an_address_on_a_profile_known_by_phone() {
    each_database(AREAS, async |db| {
        let owner = recognise(db, guest(None, Some("601234567"))).await;
        let stranger = recognise(db, guest(Some("stranger@example.com"), Some("601234567"))).await;
        assert_ne!(owner, stranger);
        assert_eq!(person(db, owner).await.email(), None);
        assert_eq!(conflicts(db).await.len(), 1);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_complete_a_profile_face_to_face() {
    each_database(AREAS, async |db| {
        let owner = recognise(db, guest(None, Some("601234567"))).await;
        let with_staff =
            Recognise { evidence: Evidence::Staff, ..guest(Some("owner@example.com"), Some("601234567")) };
        let assistant = staff(db, &[Capability::Sell]);
        assert_eq!(recognise_as(db, &assistant, with_staff.clone()).await.unwrap(), owner);
        assert_eq!(person(db, owner).await.email(), Some(email("owner@example.com")));
        assert!(person(db, owner).await.identifiers.iter().all(|it| it.evidence >= Evidence::Staff));
        let pretender = Actor::Visitor(new_visitor(db));
        assert!(matches!(recognise_as(db, &pretender, with_staff).await, Err(Error::Denied(_))));
        assert_eq!(events(db).await, ["customers.person_created", "customers.person_changed"]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stated_phone_fills_a_gap_and_never_adds_a_second() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        recognise(db, guest(Some("anna@example.com"), Some("601234567"))).await;
        recognise(db, guest(Some("anna@example.com"), Some("602345678"))).await;
        let phones = person(db, anna).await.identifiers.iter().filter(|it| it.kind == Kind::Phone).count();
        assert_eq!(phones, 1);
        assert_eq!(person(db, anna).await.phone(), Some(phone("601234567")));
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_recognised_by_nothing() {
    each_database(AREAS, async |db| {
        let nobody = recognise_as(db, &Actor::System, guest(None, None)).await;
        assert!(matches!(nobody, Err(Error::NoIdentifier)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_checkouts_at_once_meet_one_person() {
    each_database(AREAS, async |db| {
        let tasks: Vec<_> = (0..24)
            .map(|n| {
                let db = db.clone();
                let contact = guest(Some("anna@example.com"), (n % 2 == 0).then_some("601234567"));
                tokio::spawn(async move { recognise(&db, contact).await })
            })
            .collect();
        let mut people = std::collections::BTreeSet::new();
        for task in tasks {
            people.insert(task.await.unwrap());
        }
        assert_eq!(people.len(), 1);
        assert_eq!(events(db).await.iter().filter(|it| *it == "customers.person_created").count(), 1);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_closed_by_somebody_who_may_and_opens_again() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        recognise(db, guest(Some("bruno@example.com"), Some("601234567"))).await;
        recognise(db, guest(Some("anna@example.com"), Some("601234567"))).await;
        let close = async |actor: &Actor| {
            db.run(actor, async |tx| customers::close_conflict(tx, Kind::Phone, "+48601234567", anna).await)
                .await
        };
        assert!(matches!(close(&staff(db, &[Capability::Sell])).await, Err(Error::Denied(_))));
        let manager = staff(db, &[Capability::ManagePeople]);
        close(&manager).await.unwrap();
        assert!(conflicts(db).await.is_empty());
        assert!(matches!(close(&manager).await, Err(Error::UnknownConflict)));
        recognise(db, guest(Some("anna@example.com"), Some("601234567"))).await;
        assert_eq!(conflicts(db).await.len(), 1);
    })
    .await;
}

async fn conflicts(db: &Db) -> Vec<customers::Conflict> {
    customers::conflicts(&mut db.read().await.unwrap(), &PageRequest::default()).await.unwrap().items
}
