use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_changes_nothing() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let order = &world.krakow_order;
        let path = format!("/staff/orders/{}/act", order.id);
        let fulfilment = order.fulfilments[0].id.to_string();
        let fields = [("act", "pick"), ("fulfilment", fulfilment.as_str())];
        browser.post_bare(&path, &fields).await.is(403).has("Formularz stracił ważność");
        let forged = [("act", "pick"), ("fulfilment", fulfilment.as_str()), ("csrf", "0123456789")];
        browser.post_bare(&path, &forged).await.is(403);
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.fulfilments[0].state, orders::FulfilmentState::Open);
        browser.post(&path, &fields).await.is(303);
        let sign_out = browser.post_bare("/staff/sign-out", &[]).await;
        sign_out.is(403);
        browser.get("/staff").await.is(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_sees_and_acts_in_the_own_store_only() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let list = browser.get("/staff/orders").await;
        list.is(200).has(&world.krakow_order.number).lacks(&world.gdansk_order.number);
        browser.get("/staff/orders?at=gdansk").await.is(404);
        let theirs = &world.gdansk_order;
        browser.get(&format!("/staff/orders/{}", theirs.number)).await.is(404);
        browser.get(&format!("/staff/orders/row?id={}", theirs.id)).await.is(404);
        let fulfilment = theirs.fulfilments[0].id.to_string();
        let fields = [("act", "pick"), ("fulfilment", fulfilment.as_str())];
        browser.post(&format!("/staff/orders/{}/act", theirs.id), &fields).await.is(404);
        // Nor through an own order.
        browser.post(&format!("/staff/orders/{}/act", world.krakow_order.id), &fields).await.is(404);
        browser.get("/staff/queue?at=gdansk").await.is(404);
        browser.get("/staff/queue").await.is(200).has(&world.krakow_order.number);
        browser.get("/staff/stock?at=gdansk").await.is(404);
        let tell = [("at", "gdansk"), ("what", "received"), ("units", "5")];
        browser.post("/staff/stock/SZR-TURNIA/tell", &tell).await.is(403);
        let cancel = [("act", "cancel"), ("reason", "staff")];
        browser.post(&format!("/staff/orders/{}/act", world.krakow_order.id), &cancel).await.is(403);
        for path in ["/staff/access", "/staff/access/keys", "/staff/access/trail", "/staff/system"] {
            browser.get(path).await.is(403).has("Nie masz uprawnień");
        }
        let stored = orders::order(&mut db.read().await.unwrap(), theirs.id).await.unwrap();
        assert_eq!(stored.fulfilments[0].state, orders::FulfilmentState::Open);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_finds_one_customer_but_cannot_browse_them() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        browser.get("/staff/people").await.is(200).lacks("ewa.lis@example.com").has("Kogo szukasz?");
        browser.get("/staff/people?q=Jan").await.is(200).lacks("jan.wilk@example.com");
        browser.get("/staff/people?q=jan.wilk@example.com").await.is(200).has("Jan Wilk");
        browser.get("/staff/people?q=600700800").await.is(200).has("ewa.lis@example.com");
        let found = browser.get("/staff/search?q=Wilk").await;
        found.is(200).lacks("Jan Wilk");
        browser.get("/staff/people/conflicts").await.is(404);
        let agent = Browser::signed_in(&world.app, "agent@szron.example").await;
        agent.get("/staff/people").await.has("jan.wilk@example.com").has("ewa.lis@example.com");
        agent.get("/staff/people?q=wil").await.has("Jan Wilk").lacks("Ewa Lis");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_has_its_own_menu() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let offer = Browser::signed_in(&world.app, "oferta@szron.example").await;
        offer.get("/staff").await.has("href=\"/staff/products\"").lacks("href=\"/staff/people\"");
        offer.get("/staff/orders").await.is(403);
        offer.get("/staff/people").await.is(403);
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.get("/staff").await.has("href=\"/staff/queue\"").lacks("href=\"/staff/access\"");
        store
            .get("/staff/products/kurtka-turnia")
            .await
            .is(200)
            .has("<fieldset class=\"stack gap-4\" disabled>");
        let fields = [("status", "draft"), ("texts.pl.name", "Kurtka"), ("rows", "0"), ("version", "1")];
        store.post("/staff/products/kurtka-turnia", &fields).await.is(403);
    })
    .await;
}
