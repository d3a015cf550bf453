use testkit::each_database;

use crate::*;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_damage_is_noticed() {
    each_database(AREAS, async |db| {
        notify(db, &ready("fulfilment_1")).await.unwrap();
        is_sound(db).await;
        let noticed = async |damage: &'static str| -> Vec<&'static str> {
            db.run(&Actor::System, async |tx| tx.exec(damage, args![]).await).await.unwrap();
            let breaches = conversations::audit(&mut db.read().await.unwrap()).await.unwrap();
            breaches.into_iter().map(|it| it.invariant).collect()
        };
        assert_eq!(
            noticed("UPDATE conversations_message SET state = 'sent'").await,
            ["conversations.sent_at"]
        );
        assert_eq!(
            noticed("UPDATE conversations_message SET state = 'failed'").await,
            ["conversations.reason"]
        );
        assert_eq!(
            noticed("UPDATE conversations_message SET template = 'login_code', reason = 'x'").await,
            ["conversations.secret"]
        );
    })
    .await;
}
