use customers::{Edit, Error, Language, Recognise};
use kernel::{Actor, Capability};
use testkit::each_database;

use crate::*;

async fn edit(db: &Db, actor: &Actor, edit: &Edit) -> Result<customers::Person, Error> {
    db.run(actor, async |tx| customers::edit_person(tx, edit.clone()).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_edits_their_own_data_and_nobody_elses() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), Some("601234567"))).await;
        let bruno = recognise(db, guest(Some("bruno@example.com"), None)).await;
        let form = Edit {
            person: anna,
            name: Some("Anna Maria Nowak".into()),
            phone: Some(phone("602345678")),
            language: Some(Language::En),
        };
        assert!(matches!(edit(db, &Actor::Person(bruno), &form).await, Err(Error::Denied(_))));
        assert!(matches!(
            edit(db, &staff(db, &[Capability::ReadPeople]), &form).await,
            Err(Error::Denied(_))
        ));
        let edited = edit(db, &Actor::Person(anna), &form).await.unwrap();
        assert_eq!(edited.name.as_deref(), Some("Anna Maria Nowak"));
        assert_eq!(edited.phone(), Some(phone("602345678")));
        assert_eq!(edited.language, Some(Language::En));
        let again = edit(db, &Actor::Person(anna), &form).await.unwrap();
        assert_eq!(again.version, edited.version);
        assert_eq!(recognise(db, guest(None, Some("602345678"))).await, anna);
        // The number that was given up is free for somebody else.
        assert_ne!(recognise(db, guest(None, Some("601234567"))).await, anna);
        let found = customers::find_person(&mut db.read().await.unwrap(), "maria").await.unwrap();
        assert_eq!(found.len(), 1);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_of_another_profile_is_refused_and_nothing_changes() {
    each_database(AREAS, async |db| {
        let anna = recognise(
            db,
            Recognise { name: Some("Anna".into()), ..guest(Some("anna@example.com"), Some("602345678")) },
        )
        .await;
        recognise(db, guest(None, Some("601234567"))).await;
        let form =
            Edit { person: anna, name: Some("Ania".into()), phone: Some(phone("601234567")), language: None };
        assert!(matches!(edit(db, &Actor::Person(anna), &form).await, Err(Error::PhoneTaken)));
        let same = person(db, anna).await;
        assert_eq!((same.name.as_deref(), same.phone()), (Some("Anna"), Some(phone("602345678"))));
        is_sound(db).await;
    })
    .await;
}
