use std::collections::BTreeSet;

use access::{Error, KeyKind, NewKey, ShownKey};
use kernel::{Actor, ApiKeyId, Capability, Db, Everywhere, Locations};
use testkit::{each_database, each_database_with_clock};

use crate::help::*;

async fn create(db: &Db, kind: KeyKind, capabilities: &[Capability], locations: Locations) -> ShownKey {
    let request = NewKey {
        id: ApiKeyId::fresh(db.now()),
        kind,
        name: "Warehouse".to_owned(),
        capabilities: capabilities.iter().copied().collect(),
        locations,
    };
    db.run(&Actor::System, async |tx| access::create_key(tx, request.clone()).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_may_what_it_was_made_for_and_where() {
    each_database(AREAS, async |db| {
        let here = somewhere(db);
        let only = Locations::Only([here].into());
        let shown =
            create(db, KeyKind::Secret, &[Capability::ReadStock, Capability::AdjustStock], only).await;
        assert!(shown.key.reveal().starts_with("sk_"));
        let actor = access::authenticate_key(db, shown.key.reveal()).await.unwrap();
        assert!(actor.allows(Capability::AdjustStock, here));
        assert!(!actor.allows(Capability::AdjustStock, somewhere(db)));
        assert!(!actor.allows(Capability::ManageCatalog, Everywhere));
        assert_eq!(actor, access::authenticate_key(db, shown.key.reveal()).await.unwrap());
        let listed = access::keys(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(listed[0].actor(), actor);
        assert!(listed[0].last_used_at.is_some() && shown.key.reveal().starts_with(&listed[0].hint));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publishable_key_shops_and_nothing_else() {
    each_database(AREAS, async |db| {
        let shown = create(db, KeyKind::Publishable, Capability::ALL, Locations::All).await;
        assert!(shown.key.reveal().starts_with("pk_"));
        let actor = access::authenticate_key(db, shown.key.reveal()).await.unwrap();
        assert_eq!(actor.grants().unwrap().capabilities, BTreeSet::from([Capability::Shop]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_opens_nothing_here_at_once_and_elsewhere_when_heard() {
    each_database_with_clock(AREAS, async |db, clock| {
        let shown = create(db, KeyKind::Secret, &[Capability::ReadStock], Locations::All).await;
        let key = shown.key.reveal();
        let other = db.again().await.unwrap();
        access::authenticate_key(db, key).await.unwrap();
        access::authenticate_key(&other, key).await.unwrap();
        db.run(&Actor::System, async |tx| access::revoke_key(tx, shown.id).await).await.unwrap();
        assert!(matches!(access::authenticate_key(db, key).await, Err(Error::UnknownKey)));
        kernel::settle(db, &[], &[]).await.unwrap();
        let (facts, _) = db.events(&Default::default(), 100).await.unwrap();
        for fact in &facts {
            access::hear(&other, fact);
        }
        assert!(matches!(access::authenticate_key(&other, key).await, Err(Error::UnknownKey)));
        clock.wind_minutes(1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_hears_nothing_forgets_a_key_within_a_minute() {
    each_database_with_clock(AREAS, async |db, clock| {
        let shown = create(db, KeyKind::Secret, &[Capability::ReadStock], Locations::All).await;
        let deaf = db.again().await.unwrap();
        access::authenticate_key(&deaf, shown.key.reveal()).await.unwrap();
        db.run(&Actor::System, async |tx| access::revoke_key(tx, shown.id).await).await.unwrap();
        assert!(access::authenticate_key(&deaf, shown.key.reveal()).await.is_ok());
        clock.wind_minutes(1);
        assert!(access::authenticate_key(&deaf, shown.key.reveal()).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_key_of_ours_is_refused() {
    each_database(AREAS, async |db| {
        for key in ["", "sk_", "sk_guess", "whatever", &"sk_".repeat(100)] {
            assert!(matches!(access::authenticate_key(db, key).await, Err(Error::UnknownKey)), "{key}");
        }
    })
    .await;
}
