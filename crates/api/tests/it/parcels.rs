//! Parcels over HTTP: what is offered, where lockers are, packing, labels and reports.

use kernel::Actor;
use serde_json::json;
use testkit::each_database;

use crate::world::*;

fn courier() -> serde_json::Value {
    json!({
        "code": "courier", "carrier": "truck", "kind": "courier", "name": {"pl": "Kurier", "en": "Courier"},
        "fee": {"amount": 1499, "currency": "PLN"}, "position": 1, "state": "offered",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn services_are_data_and_the_nearest_lockers_are_listed() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let path = "/markets/pl/delivery-services";
        let saved = world.post(path, courier()).await.ok(200);
        assert_eq!(saved.number("/fee/amount"), 1499);
        let mut dearer = courier();
        dearer["fee"]["amount"] = json!(1999);
        world.post(path, dearer).await.ok(200);
        let listed = world.get_as(&world.public, path).await.ok(200);
        assert_eq!(listed.number("/items/0/fee/amount"), 1999);
        let mut paused = courier();
        paused["state"] = json!("paused");
        world.post(path, paused).await.ok(200);
        assert_eq!(world.get(path).await.ok(200).body["items"], json!([]));
        let mut foreign = courier();
        foreign["fee"]["currency"] = json!("EUR");
        assert_eq!(world.post(path, foreign).await.slug(), "api/invalid-body");
        let key = fresh_key(db);
        assert_eq!(world.post_as(&world.public, path, &key, courier()).await.status, 403);

        let points =
            [("A", 54.35, 18.65), ("B", 54.36, 18.66)].map(|(code, lat, lon)| shipping::PickupPoint {
                code: code.to_owned(),
                name: format!("Automat {code}"),
                address: inventory::Address::default(),
                place: inventory::Point::new(lat, lon).unwrap(),
                hint: String::new(),
            });
        db.run(&Actor::System, async |tx| shipping::store_points(tx, "truck", &points).await).await.unwrap();
        let near = world.get("/pickup-points?carrier=truck&near=54.36,18.66&limit=1").await.ok(200);
        assert_eq!(near.text("/items/0/code"), "B");
        assert_eq!(near.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(world.get("/pickup-points?carrier=truck&near=here").await.status, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn picked_goods_are_packed_followed_and_unpacked() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        world.post("/markets/pl/delivery-services", courier()).await.ok(200);
        let (order, work) = paid_parcel(&world).await;
        world.post(&format!("/fulfilments/{work}/pick"), json!(null)).await.ok(200);
        let pack = json!({"parcels": [{"size": "small", "weight_g": 900}]});
        let path = format!("/fulfilments/{work}/pack");
        let empty = json!({"parcels": [{"weight_g": 900}]});
        assert_eq!(world.post(&path, empty).await.slug(), "api/invalid-body");
        let packed = world.post(&path, pack.clone()).await.ok(201);
        assert_eq!(packed.text("/state"), "requested");
        assert_eq!(packed.text("/order"), order);
        assert_eq!(packed.number("/parcels/0/height_mm"), 80);
        assert_eq!(world.post(&path, pack).await.slug(), "shipping/already-packed");
        let shipment = format!("/shipments/{}", packed.text("/id"));
        assert_eq!(world.get(&format!("{shipment}/label")).await.slug(), "shipping/no-label");
        let early = world.post(&format!("/fulfilments/{work}/ship"), json!({})).await;
        assert_eq!(early.slug(), "shipping/no-label");

        // A carrier that this server does not know: the parcel waits for a person.
        let carriers = shipping::Carriers::default();
        kernel::settle(db, &[orders::consumer()], &shipping::workers(&carriers)).await.unwrap();
        assert_eq!(world.get(&shipment).await.ok(200).text("/state"), "failed");
        let waits = world.get("/exceptions?kind=carrier").await.ok(200);
        assert_eq!(waits.text("/items/0/detail"), "refused");
        world.post(&format!("{shipment}/retry"), json!(null)).await.ok(200);
        let cancelled = world.post(&format!("{shipment}/cancel"), json!(null)).await.ok(200);
        assert_eq!(cancelled.text("/state"), "cancelled");
        let listed = world.get(&format!("/fulfilments/{work}/shipments")).await.ok(200);
        assert_eq!(listed.text("/items/0/state"), "cancelled");
        // Without a carrier that works, a number is typed.
        let typed =
            world.post(&format!("/fulfilments/{work}/ship"), json!({"tracking": "62001"})).await.ok(200);
        assert_eq!(typed.text("/tracking"), "62001");

        let unknown = world.post("/shipping/callbacks/truck", json!({})).await;
        assert_eq!(unknown.slug(), "api/unknown-carrier");
        let mut read = db.read().await.unwrap();
        assert!(orders::audit(&mut read).await.unwrap().is_empty());
        assert!(shipping::audit(&mut read).await.unwrap().is_empty());
    })
    .await;
}

/// An order by courier, paid: its id, and the work of the warehouse.
async fn paid_parcel(world: &World) -> (String, String) {
    let basket = world.basket(&[("DEMO-1", 1)]).await.parse().unwrap();
    let db = &world.db;
    let address = inventory::Address {
        street: "Polna 3".to_owned(),
        postcode: "30-001".to_owned(),
        city: "Kraków".to_owned(),
        country: "PL".to_owned(),
    };
    let request = orders::Place {
        order: kernel::OrderId::fresh(db.now()),
        basket,
        deliveries: vec![orders::Delivery {
            mode: orders::DeliveryMode::Send {
                service: "courier".to_owned(),
                to: orders::SendTo::Door(address),
            },
            lines: None,
        }],
        contact: orders::Contact {
            email: Some(customers::Email::parse("anna@example.com").unwrap()),
            phone: None,
            name: Some("Anna Nowak".to_owned()),
            lang: "pl".to_owned(),
        },
        payments: vec![orders::PayBy::online("simpay", "http://localhost/back")],
    };
    let order = db.run(&Actor::System, async |tx| orders::place(tx, request.clone()).await).await.unwrap();
    let intent = payments::intents(&mut db.read().await.unwrap(), order.id).await.unwrap().remove(0);
    let outcome = payments::Outcome {
        intent: intent.id,
        kind: payments::TransactionKind::Captured,
        reference: "p-1".to_owned(),
        amount: intent.amount,
        happened_at: db.now(),
    };
    db.run(&Actor::System, async |tx| payments::record_outcome(tx, outcome.clone()).await).await.unwrap();
    kernel::settle(db, &[orders::consumer()], &[]).await.unwrap();
    (order.id.to_string(), order.fulfilments[0].id.to_string())
}
