use orders::{FulfilmentState, Life};
use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_from_the_queue_into_its_bin() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let order = &world.krakow_order;
        let fulfilment = order.fulfilments[0].id.to_string();
        browser.get("/staff/queue").await.has(&order.number).has("data-scan=\"SZR-TURNIA\"");
        let act = format!("/staff/orders/{}/act", order.id);
        let pick = [("act", "pick"), ("fulfilment", fulfilment.as_str()), ("to", "/staff/queue?at=krakow")];
        let picked = browser.post(&act, &pick).await;
        assert_eq!((picked.status.as_u16(), picked.to.as_str()), (303, "/staff/queue?at=krakow"));
        let stage =
            [("act", "stage"), ("fulfilment", fulfilment.as_str()), ("text", "A7"), ("to", "//evil.example")];
        let staged = browser.post(&act, &stage).await;
        assert_eq!(staged.to, format!("/staff/orders/{}", order.number));
        let page = browser.get(&staged.to).await;
        page.is(200).has("Czeka na odbiór").has("A7").has("Odłożone na półkę").has("Kuba Krakowski");
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.fulfilments[0].state, FulfilmentState::Ready);
        let late = [("act", "ship"), ("fulfilment", fulfilment.as_str())];
        browser.post(&act, &late).await.is(409).has("role=\"alert\"");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_cancels_and_the_goods_are_free_again() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "agent@szron.example").await;
        let order = &world.krakow_order;
        let before = inventory::at(db, world.jacket, world.krakow).await.unwrap();
        let act = format!("/staff/orders/{}/act", order.id);
        browser.post(&act, &[("act", "cancel"), ("reason", "customer")]).await.is(303);
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.life, Life::Cancelled);
        assert_eq!(inventory::at(db, world.jacket, world.krakow).await.unwrap(), before + 1);
        browser.get(&format!("/staff/orders/{}", order.number)).await.has("Anulowane").has("Agata Agent");
        browser
            .get("/staff/orders?life=cancelled")
            .await
            .has(&order.number)
            .lacks(&world.gdansk_order.number);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_stand_in_the_address_and_as_chips() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let list = browser.get("/staff/orders?life=placed&at=gdansk").await;
        list.has(&world.gdansk_order.number).lacks(&world.krakow_order.number);
        list.has("href=\"/staff/orders?at=gdansk\"")
            .has("href=\"/staff/orders?life=placed\"")
            .has("1 zamówienie");
        browser.get("/staff/orders?q=jan.wilk@example.com").await.has(&world.gdansk_order.number);
        let none = browser.get("/staff/orders?life=expired").await;
        none.has("Filtr ukrywa wszystkie zamówienia.").has("Wyczyść filtry");
        let row = browser.get(&format!("/staff/orders/row?id={}", world.gdansk_order.id)).await;
        row.is(200).has(&format!("data-id=\"{}\"", world.gdansk_order.id)).lacks("</html>");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_shows_the_events_behind_it() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        kernel::settle(db, &[orders::consumer()], &[]).await.unwrap();
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let page = browser.get(&format!("/staff/orders/{}", world.krakow_order.number)).await;
        page.has("Zdarzenia w dzienniku").has("orders.placed");
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store
            .get(&format!("/staff/orders/{}", world.krakow_order.number))
            .await
            .is(200)
            .lacks("Zdarzenia w dzienniku");
    })
    .await;
}
