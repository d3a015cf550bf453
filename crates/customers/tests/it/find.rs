use customers::{Error, Recognise};
use kernel::PageRequest;
use testkit::each_database;

use crate::*;

async fn found(db: &Db, text: &str) -> Vec<PersonId> {
    let found = customers::find_person(&mut db.read().await.unwrap(), text).await.unwrap();
    found.into_iter().map(|it| it.id).collect()
}
async fn named(db: &Db, name: &str, address: &str) -> PersonId {
    recognise(db, Recognise { name: Some(name.into()), ..guest(Some(address), None) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_by_email_phone_card_id_and_name() {
    each_database(AREAS, async |db| {
        let contact = Recognise {
            name: Some("Żaneta Łęcka".into()),
            ..guest(Some("zanka@example.com"), Some("601234567"))
        };
        let zaneta = recognise(db, contact).await;
        named(db, "Zenon Lis", "zenon@example.com").await;
        let card = customers::card(&mut db.read().await.unwrap(), zaneta).await.unwrap();
        for text in [
            "Zanka@example.com",
            "601 234 567",
            "+48601234567",
            card.as_str(),
            &card.spaced(),
            &zaneta.to_string(),
            "żaneta",
            "zan",
            "lecka zaneta",
            "  Łęc  Żan ",
            "zanka",
        ] {
            assert_eq!(found(db, text).await, [zaneta], "{text}");
        }
        for text in ["nobody@example.com", "602345678", "zaneta lis", "", "?!", "2901234567896"] {
            assert_eq!(found(db, text).await, [], "{text}");
        }
        assert_eq!(found(db, "z").await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_in_pages_newest_first() {
    each_database(AREAS, async |db| {
        let mut all = Vec::new();
        for n in 0..7 {
            all.push(named(db, &format!("Anna Nowak{n}"), &format!("a{n}@example.com")).await);
        }
        all.reverse();
        let mut read = db.read().await.unwrap();
        for search in [None, Some("nowak anna")] {
            let (mut seen, mut request) = (Vec::new(), PageRequest { count: true, ..PageRequest::first(3) });
            loop {
                let page = customers::people(&mut read, search, &request).await.unwrap();
                assert_eq!(page.count, Some(7));
                assert!(page.items.iter().all(|it| it.email.is_some() && it.card.is_some()));
                seen.extend(page.items.into_iter().map(|it| it.id));
                match page.next {
                    Some(next) => request.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen, all, "{search:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_id_is_refused() {
    each_database(AREAS, async |db| {
        let stranger = PersonId::fresh(db.now());
        let answer = customers::person(&mut db.read().await.unwrap(), stranger).await;
        assert!(matches!(answer, Err(Error::UnknownPerson(id)) if id == stranger));
    })
    .await;
}
