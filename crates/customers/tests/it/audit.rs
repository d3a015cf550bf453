use customers::Recognise;
use kernel::Actor;
use testkit::each_database;

use crate::*;

/// Breaks one thing by hand and names the invariants that notice.
async fn noticed(db: &Db, damage: &'static str) -> Vec<&'static str> {
    db.run(&Actor::System, async |tx| tx.exec(damage, args![]).await).await.unwrap();
    let breaches = customers::audit(&mut db.read().await.unwrap()).await.unwrap();
    breaches.into_iter().map(|it| it.invariant).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_damage_is_noticed() {
    each_database(AREAS, async |db| {
        let visitor = new_visitor(db);
        recognise(db, Recognise { visitor: Some(visitor), ..guest(Some("anna@example.com"), None) }).await;
        is_sound(db).await;
        assert_eq!(noticed(db, "UPDATE customers_visitor SET person = NULL").await, ["customers.visitor"]);
        assert_eq!(
            noticed(db, "DELETE FROM customers_link").await,
            [""; 0],
            "a visitor of nobody without a link is sound"
        );
        assert_eq!(
            noticed(db, "DELETE FROM customers_key WHERE kind = 'email'").await,
            ["customers.identifier"]
        );
        assert_eq!(
            noticed(db, "DELETE FROM customers_identifier WHERE kind = 'card'").await,
            ["customers.key", "customers.identifier", "customers.card"]
        );
    })
    .await;
}
