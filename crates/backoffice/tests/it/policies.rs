use kernel::MarketCode;
use orders::{PolicyKind, VersionState};
use testkit::each_database_with_clock;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_weighed_refused_by_field_tried_and_activated() {
    each_database_with_clock(AREAS, async |db, _| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let page = "/staff/policies/sourcing";
        browser.get(page).await.has("distance_km").has("Zwykła polityka");
        let wrong = [("act", "weights"), ("version", "0"), ("/policy/weights/distance_km", "-5")];
        browser.post(page, &wrong).await.is(422).has("/policy/weights/distance_km").has("role=\"alert\"");
        let typed = [("act", "save"), ("version", "0"), ("body", "{ not json")];
        browser.post(page, &typed).await.is(422).has("{ not json");
        let weights = [
            ("act", "weights"),
            ("version", "0"),
            ("/policy/weights/shipping_percent", "100"),
            ("/policy/weights/handling_percent", "100"),
            ("/policy/weights/distance_km", "7"),
            ("/policy/weights/extra_parcel", "1000"),
            ("/policy/weights/late_hour", "50"),
            ("/policy/constraints/store_safety", "1"),
            ("/warehouses/order", "200"),
            ("/warehouses/unit", "50"),
            ("/stores/order", "600"),
            ("/stores/unit", "100"),
            ("note", "blisko"),
        ];
        let saved = browser.post(page, &weights).await;
        assert_eq!(saved.to, "/staff/policies/sourcing?market=pl&version=1");
        browser.get(&saved.to).await.has("/policy/weights/distance_km").has("Szkic").has("blisko");
        let replay = [("act", "replay"), ("version", "1"), ("days", "30")];
        browser.post(page, &replay).await.is(200).has("Ostatnie 30 dni");
        browser.post(page, &[("act", "activate"), ("version", "1")]).await.is(303);
        let market = MarketCode::new("pl").unwrap();
        let mut read = db.read().await.unwrap();
        let active = orders::active_policy(&mut read, &market, PolicyKind::Sourcing).await.unwrap().unwrap();
        assert_eq!((active.version, active.state), (1, VersionState::Active));
        assert_eq!(active.body.pointer("/policy/weights/distance_km"), Some(&7.into()));
        drop(read);
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.get(page).await.is(403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_order_is_taken_and_solved_with_a_note() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        clock.wind_hours(30);
        kernel::settle(db, &[orders::consumer()], &[]).await.unwrap();
        let number = &world.krakow_order.number;
        let elsewhere = Browser::signed_in(&world.app, "oferta@szron.example").await;
        elsewhere.get("/staff/exceptions").await.is(403);
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        browser.get("/staff/exceptions").await.has(number).has("Spóźnione").has("Przyjąć").has("zostało");
        let mut read = db.read().await.unwrap();
        let case = orders::exceptions_of(&mut read, world.krakow_order.id).await.unwrap()[0].id;
        drop(read);
        let act = format!("/staff/exceptions/{case}/act");
        elsewhere.post(&act, &[("act", "take")]).await.is(403);
        browser.post(&act, &[("act", "take")]).await.is(303);
        browser.get("/staff/exceptions?mine=1").await.has(number).has("Kuba Krakowski");
        browser.post(&act, &[("act", "solve"), ("note", "zadzwonione")]).await.is(303);
        browser.get("/staff/exceptions").await.lacks(number);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_is_begun_scanned_printed_and_ended() {
    each_database_with_clock(AREAS, async |db, _| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let begun = browser.post("/staff/waves", &[("at", "krakow")]).await;
        assert!(begun.to.starts_with("/staff/waves/wave_"), "{}", begun.to);
        browser.get(&begun.to).await.has("SZR-TURNIA").has(&world.krakow_order.number).has("data-print");
        browser.get("/staff/queue").await.has(&begun.to);
        browser.post(&begun.to, &[("act", "scan"), ("code", "NIC")]).await.is(409).has("role=\"alert\"");
        browser.post(&begun.to, &[("act", "scan"), ("code", "SZR-TURNIA")]).await.is(303);
        let order = orders::order(&mut db.read().await.unwrap(), world.krakow_order.id).await.unwrap();
        assert_eq!(order.fulfilments[0].state, orders::FulfilmentState::Picked);
        browser.post(&begun.to, &[("act", "close")]).await.is(303);
        browser.get("/staff/queue").await.lacks(&begun.to);
    })
    .await;
}
