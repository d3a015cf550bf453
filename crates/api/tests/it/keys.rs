//! Who may come in, and how far.

use std::sync::Arc;

use access::{KeyKind, Limits, Rate, RateLimiter};
use axum::body::Body;
use axum::http::{Request, header};
use kernel::{Capability, Locations};
use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nothing_opens_but_the_probes_and_the_document() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let plain =
            async |path: &str| world.send(Request::builder().uri(path).body(Body::empty()).unwrap()).await;
        for path in
            ["/healthz", "/readyz", "/metrics", "/api/v1/healthz", "/api/v1/openapi.json", "/api/v1/docs"]
        {
            plain(path).await.ok(200);
        }
        for path in ["/api/v1/products", "/api/v1/stock", "/api/v1/orders", "/api/v1/events"] {
            let answer = plain(path).await.ok(401);
            assert_eq!(answer.slug(), "access/unknown-key");
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
        }
        assert_eq!(world.get_as("sk_made_up", "/products").await.ok(401).slug(), "access/unknown-key");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publishable_key_shops_and_reads_nothing_of_others() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let draft = json!({"status": "draft", "texts": {"pl": {"name": "Tajne"}}});
        world.put("/products/secret-product", draft).await.ok(200);
        let as_shopper = async |path: &str| world.get_as(&world.public, path).await;
        as_shopper("/products/demo-product").await.ok(200);
        as_shopper("/availability/DEMO-1").await.ok(200);
        as_shopper("/locations?near=54.35,18.65").await.ok(200);
        assert_eq!(as_shopper("/products/secret-product").await.ok(404).slug(), "catalog/unknown-product");
        assert_eq!(as_shopper("/products").await.ok(200).body["items"].as_array().unwrap().len(), 1);
        for path in ["/stock", "/orders", "/events", "/people/email:anna.nowak@example.com"] {
            assert_eq!(as_shopper(path).await.ok(403).slug(), "kernel/denied", "{path}");
        }
        let post = async |path: &str, body| world.post_as(&world.public, path, &fresh_key(db), body).await;
        let fact = json!({"sku": "DEMO-1", "location": "gda-1", "delta": 9, "cause": "received"});
        assert_eq!(post("/stock/movements", fact).await.ok(403).slug(), "kernel/denied");
        let basket = post("/baskets", json!({"channel": "shop"})).await.ok(201).text("/id");
        let line = json!({"sku": "DEMO-1", "quantity": 1});
        post(&format!("/baskets/{basket}/lines"), line).await.ok(201);
        let order = post(&format!("/baskets/{basket}/checkout"), pickup("gda-1")).await.ok(201).text("/id");
        assert_eq!(as_shopper(&format!("/orders/{order}")).await.ok(403).slug(), "kernel/denied");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_one_store_sees_and_moves_that_store_only() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let waw = world.get("/locations/waw-1").await.text("/id").parse().unwrap();
        let rights = [
            Capability::ReadStock,
            Capability::AdjustStock,
            Capability::ReadOrders,
            Capability::FulfilOrders,
        ];
        let own = key(db, KeyKind::Secret, &rights, Locations::Only([waw].into())).await;
        let order = world.ordered(&[("DEMO-1", 1)]).await.ok(201).text("/id");
        let stock = world.get_as(&own, "/stock?count=true").await.ok(200);
        assert_eq!(stock.number("/count"), 1);
        assert_eq!(stock.text("/items/0/location"), "waw-1");
        assert_eq!(world.get_as(&own, "/fulfilments?location=gda-1").await.ok(403).slug(), "kernel/denied");
        assert_eq!(
            world.get_as(&own, &format!("/orders/{order}")).await.ok(404).slug(),
            "orders/unknown-order"
        );
        assert!(world.get_as(&own, "/orders").await.ok(200).body["items"].as_array().unwrap().is_empty());
        let fact = |location| json!({"sku": "DEMO-1", "location": location, "delta": 1, "cause": "received"});
        world.post_as(&own, "/stock/movements", "a", fact("waw-1")).await.ok(201);
        assert_eq!(
            world.post_as(&own, "/stock/movements", "b", fact("gda-1")).await.ok(403).slug(),
            "kernel/denied"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_fast_waits() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let rate = Rate { burst: 3.0, per_second: 0.5 };
        let limits = Limits { per_address: rate, per_key: rate, per_account: rate };
        let state =
            api::State { limiter: Some(Arc::new(RateLimiter::new(limits))), ..api::State::new(db.clone()) };
        let world = World { app: api::router(state), ..world };
        for _ in 0..3 {
            world.get("/locations").await.ok(200);
        }
        let answer = world.get("/locations").await.ok(429);
        assert_eq!(answer.slug(), "access/rate-limited");
        assert_eq!(answer.headers[header::RETRY_AFTER], "2");
    })
    .await;
}
