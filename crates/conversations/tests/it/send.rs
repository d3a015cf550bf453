use conversations::{Error, MailSent, MessageState};
use kernel::{Capability, Event, Grants, Locations, StaffId};
use testkit::{each_database, each_database_with_clock};

use crate::*;

async fn login_code(db: &Db) -> (MessageId, String) {
    db.run(&Actor::System, async |tx| {
        let code = customers::start_login(tx, &email("anna@example.com"), Language::Pl).await.unwrap();
        let message = conversations::send_login_code(tx, &code).await?;
        Ok::<_, Error>((message, code.code))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_one_mail_named_by_its_id() {
    each_database(AREAS, async |db| {
        let outbox = Outbox::new(db);
        let id = notify(db, &ready("fulfilment_1")).await.unwrap();
        settle(db, &outbox).await;
        let mails = outbox.mails();
        assert_eq!(mails.len(), 1);
        let (name, text) = &mails[0];
        assert_eq!(name, &format!("{id}.eml"));
        for part in [
            "To: anna@example.com",
            &format!("Message-ID: <{id}@"),
            "multipart/alternative",
            "text/plain",
            "text/html",
            "Kurtka Świnica",
            "481 503",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let sent = all(db).await.remove(0);
        assert_eq!(sent.state, MessageState::Sent);
        assert!(sent.sent_at.is_some());
        assert_eq!(events(db).await, [MailSent::NAME]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_again_after_a_crash_doubles_nothing() {
    each_database(AREAS, async |db| {
        let outbox = Outbox::new(db);
        let id = notify(db, &ready("fulfilment_1")).await.unwrap();
        settle(db, &outbox).await;
        let before = outbox.mails();
        // The process died between the folder and the database.
        db.run(&Actor::System, async |tx| {
            tx.exec("UPDATE conversations_message SET state = 'queued', sent_at = NULL", args![]).await
        })
        .await
        .unwrap();
        for _ in 0..2 {
            conversations::send_mail(db, &Mailer::file(&outbox.0), id).await.unwrap();
        }
        assert_eq!(outbox.mails(), before);
        assert_eq!(events(db).await.len(), 2, "told again for the second sending, not for the third");
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_tried_again_later() {
    each_database_with_clock(AREAS, async |db, clock| {
        let outbox = Outbox::new(db);
        std::fs::write(&outbox.0, "a file where the folder should be").unwrap();
        notify(db, &ready("fulfilment_1")).await.unwrap();
        settle(db, &outbox).await;
        assert_eq!(all(db).await[0].state, MessageState::Queued);
        std::fs::remove_file(&outbox.0).unwrap();
        clock.wind_hours(2);
        settle(db, &outbox).await;
        assert_eq!(outbox.mails().len(), 1);
        assert_eq!(all(db).await[0].state, MessageState::Sent);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_code_reaches_the_mail_and_no_screen_event_or_job() {
    each_database(AREAS, async |db| {
        let outbox = Outbox::new(db);
        let (id, code) = login_code(db).await;
        let words = async || conversations::message(&mut db.read().await.unwrap(), id).await.unwrap().1;
        assert_eq!(words().await.text, "");
        let jobs: Vec<(String,)> =
            db.read().await.unwrap().all("SELECT CAST(body AS text) FROM kernel_job", args![]).await.unwrap();
        assert!(jobs.iter().all(|it| !it.0.contains(&code)));
        settle(db, &outbox).await;
        assert!(outbox.mails()[0].1.contains(&code));
        let kept = db
            .read()
            .await
            .unwrap()
            .count("SELECT COUNT(*) FROM conversations_message WHERE text <> '' OR html <> ''", args![])
            .await
            .unwrap();
        assert_eq!(kept, 0);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_ran_out_is_not_sent_any_more() {
    each_database_with_clock(AREAS, async |db, clock| {
        let outbox = Outbox::new(db);
        login_code(db).await;
        clock.wind_minutes(11);
        settle(db, &outbox).await;
        assert_eq!(outbox.mails(), []);
        let failed = all(db).await.remove(0);
        assert_eq!(failed.state, MessageState::Failed);
        assert!(failed.reason.is_some());
        assert_eq!(events(db).await, ["conversations.mail_failed"]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_is_sent_again_by_somebody_who_may() {
    each_database_with_clock(AREAS, async |db, clock| {
        let outbox = Outbox::new(db);
        let notice = Notice { useless_after: Some(db.now().plus_minutes(1)), ..ready("fulfilment_1") };
        let id = notify(db, &notice).await.unwrap();
        clock.wind_minutes(2);
        settle(db, &outbox).await;
        let resend = async |capability| {
            let grants = Grants { capabilities: [capability].into(), locations: Locations::All };
            let actor = Actor::Staff(StaffId::fresh(db.now()), std::sync::Arc::new(grants));
            db.run(&actor, async |tx| conversations::resend(tx, id).await).await
        };
        assert!(matches!(resend(Capability::Sell).await, Err(Error::Denied(_))));
        db.run(&Actor::System, async |tx| {
            tx.exec("UPDATE conversations_message SET useless_after = NULL", args![]).await
        })
        .await
        .unwrap();
        resend(Capability::ManageOrders).await.unwrap();
        settle(db, &outbox).await;
        assert_eq!(outbox.mails().len(), 1);
        assert!(matches!(resend(Capability::ManageOrders).await, Err(Error::NotFailed(_))));
        is_sound(db).await;
    })
    .await;
}
