use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_added_changed_and_let_go() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let at = format!("at.{}", world.gdansk);
        let new = |email: &'static str, password: &'static str| {
            [
                ("name", "Gosia Gdańska"),
                ("email", email),
                ("password", password),
                ("role.store", "on"),
                ("language", "pl"),
            ]
        };
        let weak = admin.post("/staff/access/new", &new("gosia@szron.example", "krotkie")).await;
        weak.is(422).has("od 10 do 200").has("Gosia Gdańska").lacks("krotkie");
        let nowhere = admin.post("/staff/access/new", &new("gosia@szron.example", "dlugie-haslo-1")).await;
        nowhere.is(422).has("musi mieć przypisany sklep");
        let fields = [&new("gosia@szron.example", "dlugie-haslo-1")[..], &[(at.as_str(), "on")]].concat();
        let added = admin.post("/staff/access/new", &fields).await;
        added.is(303);
        let twice = admin.post("/staff/access/new", &fields).await;
        twice.is(422).has("Ktoś inny ma już ten adres");
        let gosia = Browser::new(&world.app);
        gosia.sign_in("gosia@szron.example", "dlugie-haslo-1").await.is(303);
        gosia.get("/staff/orders").await.has(&world.gdansk_order.number).lacks(&world.krakow_order.number);

        let page = admin.get(&added.to).await;
        let version = page.input("version");
        let change = [
            ("name", "Gosia Gdańska"),
            ("language", "pl"),
            ("state", "suspended"),
            ("role.store", "on"),
            (at.as_str(), "on"),
            ("version", version.as_str()),
        ];
        admin.post(&added.to, &change).await.is(303);
        gosia.get("/staff/orders").await.is(303);
        admin.post(&added.to, &change).await.is(422).has("Ktoś zmienił to w międzyczasie");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_their_own_access_away() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let own = access::staff_by_email(&mut db.read().await.unwrap(), "admin@szron.example")
            .await
            .unwrap()
            .unwrap();
        let path = format!("/staff/access/people/{}", own.id);
        let change = [("name", "Ada"), ("language", "pl"), ("state", "active"), ("role.agent", "on")];
        admin.post(&path, &change).await.is(422).has("Nie możesz odebrać dostępu sobie.");
        admin.get("/staff/access").await.is(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_and_ends_when_revoked() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let none = admin.post("/staff/access/keys", &[("name", "ERP"), ("kind", "secret")]).await;
        none.is(422).has("Wybierz przynajmniej jedno uprawnienie.").has("value=\"ERP\"");
        let fields = [("name", "ERP"), ("kind", "secret"), ("right.stock.read", "on")];
        let shown = admin.post("/staff/access/keys", &fields).await;
        shown.is(200).has("Skopiuj go teraz");
        let (_, rest) = shown.body.split_once("<code class=\"secret\">").unwrap();
        let key = rest[..rest.find('<').unwrap()].to_owned();
        assert!(access::authenticate_key(db, &key).await.is_ok());
        let later = admin.get("/staff/access/keys").await;
        later.has("ERP").has("Stany: odczyt").lacks(&key);
        let id = access::keys(&mut db.read().await.unwrap()).await.unwrap()[0].id;
        admin.post(&format!("/staff/access/keys/{id}/revoke"), &[]).await.is(303);
        assert!(access::authenticate_key(db, &key).await.is_err());
        let agent = Browser::signed_in(&world.app, "agent@szron.example").await;
        agent.post("/staff/access/keys", &fields).await.is(403);
    })
    .await;
}
