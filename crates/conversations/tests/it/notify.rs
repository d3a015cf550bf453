use conversations::{Desk, Error, MessageFilter, MessageState, Template};
use kernel::{OrderId, PersonId};
use testkit::each_database;

use crate::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_told_twice_is_one_message() {
    each_database(AREAS, async |db| {
        let outbox = Outbox::new(db);
        assert!(notify(db, &ready("fulfilment_1")).await.is_some());
        assert_eq!(notify(db, &ready("fulfilment_1")).await, None);
        assert!(notify(db, &ready("fulfilment_2")).await.is_some());
        settle(db, &outbox).await;
        assert_eq!(outbox.mails().len(), 2);
        assert_eq!(all(db).await.len(), 2);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_keeps_what_it_said_and_to_whom() {
    each_database(AREAS, async |db| {
        db.share(Desk { shop_url: "https://szron.example".into(), ..Desk::default() });
        let (person, order) = (PersonId::fresh(db.now()), OrderId::fresh(db.now()));
        let notice =
            Notice { person: Some(person), order: Some(order), lang: Language::En, ..ready("fulfilment_1") };
        let id = notify(db, &notice).await.unwrap();
        notify(db, &ready("fulfilment_2")).await;
        let mut read = db.read().await.unwrap();
        let (message, words) = conversations::message(&mut read, id).await.unwrap();
        assert_eq!(message.subject, "Order 7KQ4-M2XR is ready for pickup");
        assert_eq!((message.template, message.state), (Template::OrderReady, MessageState::Queued));
        assert_eq!(
            (message.recipient, message.person, message.order),
            (email("anna@example.com"), Some(person), Some(order))
        );
        assert!(words.html.contains("https://szron.example") && words.text.contains("481 503"));
        for filter in [MessageFilter::Order(order), MessageFilter::Person(person)] {
            let found = conversations::messages(&mut read, filter, &PageRequest::default()).await.unwrap();
            assert_eq!(found.items.iter().map(|it| it.id).collect::<Vec<_>>(), [id], "{filter:?}");
        }
        let sent = MessageFilter::State(MessageState::Sent);
        let none = conversations::messages(&mut read, sent, &PageRequest::default()).await.unwrap();
        assert_eq!(none.items, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_in_pages_newest_first() {
    each_database(AREAS, async |db| {
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(notify(db, &ready(&format!("fulfilment_{n}"))).await.unwrap());
        }
        ids.reverse();
        let (mut seen, mut request) = (Vec::new(), PageRequest::first(2));
        loop {
            let page = conversations::messages(&mut db.read().await.unwrap(), MessageFilter::All, &request)
                .await
                .unwrap();
            seen.extend(page.items.into_iter().map(|it| it.id));
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, ids);
        let stranger = MessageId::fresh(db.now());
        let unknown = conversations::message(&mut db.read().await.unwrap(), stranger).await;
        assert!(matches!(unknown, Err(Error::UnknownMessage(id)) if id == stranger));
    })
    .await;
}
