//! What may be promised to whom, over HTTP: rules, supply, transfers, counts, and the explanation.

use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_sees_its_share_and_the_explanation_names_every_deduction() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let plain = world.get("/availability/DEMO-1").await.ok(200);
        assert_eq!(plain.number("/available"), 75);
        let share = json!({"sku": "DEMO-1", "location": "gda-1", "channel": "shop", "protected": 6, "safety": 1});
        world.put("/stock/shares", share).await.ok(200);
        assert_eq!(world.get("/availability/DEMO-1").await.ok(200).number("/available"), 69);
        let own = world.get("/availability/DEMO-1?channel=shop").await.ok(200);
        assert_eq!(own.number("/available"), 74);
        // Asked again, each from its own encoded answer.
        assert_eq!(world.get("/availability/DEMO-1").await.ok(200).number("/available"), 69);
        let many = world.post("/availability", json!({"skus": ["DEMO-1"], "channel": "shop"})).await.ok(200);
        assert_eq!(many.number("/items/0/available"), 74);

        let path = "/explain/availability?sku=DEMO-1&location=gda-1";
        let why = world.get(path).await.ok(200);
        assert_eq!(why.body["deductions"], json!([{"code": "protected", "units": 6, "channel": "shop"}]));
        assert_eq!(why.number("/available"), 14);
        let rule = json!({"location": "gda-1", "channel": "shop", "state": "closed"});
        world.put("/rules/places", rule).await.ok(200);
        let why = world.get(&format!("{path}&channel=shop")).await.ok(200);
        assert_eq!(why.number("/available"), 0);
        assert_eq!(why.text("/deductions/1/code"), "place_closed");
        assert_eq!(world.get("/availability/DEMO-1?channel=shop").await.number("/available"), 55);
        let refused = world
            .post(
                "/reservations",
                json!({"sku": "DEMO-1", "location": "gda-1", "quantity": 1, "holder": "x", "channel": "shop"}),
            )
            .await;
        assert_eq!(refused.slug(), "inventory/out-of-stock");
        let out = json!({"channel": "shop", "sku": "DEMO-1", "state": "excluded"});
        world.put("/rules/exclusions", out).await.ok(200);
        assert_eq!(world.get("/availability/DEMO-1?channel=shop").await.number("/available"), 0);
        let rules = world.get("/rules").await.ok(200);
        assert_eq!(rules.text("/places/0/location"), "gda-1");
        assert_eq!(rules.text("/exclusions/0/sku"), "DEMO-1");
        assert_eq!(world.get("/explain/availability?sku=DEMO-1&location=nowhere").await.status, 400);
        assert_eq!(world.get_as(&world.public, path).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backorder_gets_a_date_and_stands_on_stock_when_the_delivery_is_recorded() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let rule = json!({"channel": "shop", "ahead": "backorder", "horizon_days": 365});
        world.put("/rules/channels", rule).await.ok(200);
        let id = kernel::SupplyId::fresh(db.now());
        let path = format!("/supplies/{id}");
        let line = |days: i64| {
            json!({"sku": "DEMO-2", "location": "gda-1", "reference": "PO 1", "quantity": 5,
                "expected_at": db.now().plus_days(days).to_string()})
        };
        assert_eq!(world.put(&path, line(10)).await.ok(200).text("/state"), "expected");
        let seen = world.get("/availability/DEMO-2?channel=shop").await.ok(200);
        assert_eq!(seen.number("/incoming/0/units"), 5);
        let hold = json!({"sku": "DEMO-2", "location": "gda-1", "quantity": 4, "holder": "x", "channel": "shop",
            "from": "stock_or_supply"});
        let held = world.post("/reservations", hold).await.ok(201);
        let before = held.text("/promised_at");
        world.put(&path, line(20)).await.ok(200);
        let moved = world.get(&format!("/reservations/{}", held.text("/id"))).await.ok(200);
        assert_ne!(moved.text("/promised_at"), before);
        let came = world.post(&format!("{path}/arrivals"), json!({"units": 5})).await.ok(201);
        assert_eq!((came.text("/state").as_str(), came.number("/promised")), ("arrived", 0));
        let why = world.get("/explain/availability?sku=DEMO-2&location=gda-1").await.ok(200);
        assert_eq!((why.number("/on_hand"), why.number("/available")), (8, 4));
        assert_eq!(world.delete(&path).await.slug(), "inventory/supply-closed");
        assert_eq!(world.get("/supplies").await.ok(200).body["items"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_and_a_count_over_http() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let wanted = json!({"source": "central", "destination": "gda-1",
            "lines": [{"sku": "DEMO-1", "quantity": 3}]});
        let made = world.post("/transfers", wanted).await.ok(201);
        let path = format!("/transfers/{}", made.text("/id"));
        let packed = json!({"lines": [{"sku": "DEMO-1", "units": 3}]});
        assert_eq!(world.post(&format!("{path}/send"), packed).await.ok(200).text("/state"), "sent");
        assert_eq!(world.get("/supplies?location=gda-1").await.ok(200).number("/items/0/quantity"), 3);
        let late = world.post(&format!("{path}/cancel"), json!({})).await;
        assert_eq!(late.slug(), "inventory/wrong-transfer-state");
        let came = json!({"lines": [{"sku": "DEMO-1", "units": 2}]});
        let done = world.post(&format!("{path}/receive"), came).await.ok(200);
        assert_eq!((done.number("/lines/0/sent"), done.number("/lines/0/received")), (3, 2));
        assert_eq!(
            world.get("/transfers?state=received").await.ok(200).text("/items/0/id"),
            made.text("/id")
        );

        let round = json!({"location": "gda-1", "name": "Shelf 3", "skus": ["DEMO-1"]});
        let open = world.post("/counts", round).await.ok(201);
        let path = format!("/counts/{}", open.text("/id"));
        let line = json!({"sku": "DEMO-1", "units": 20});
        assert_eq!(world.post(&format!("{path}/lines"), line).await.ok(201).number("/difference"), -2);
        world.post(&format!("{path}/finish"), json!({})).await.ok(200);
        let line = json!({"sku": "DEMO-1", "units": 21});
        assert_eq!(world.post(&format!("{path}/lines"), line).await.slug(), "inventory/count-closed");
        assert_eq!(world.get(&path).await.ok(200).number("/lines/0/counted"), 20);
        let breaches = inventory::audit(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(breaches, []);
    })
    .await;
}
