//! Whatever is wrong with a request: the right problem, the right field, and nothing changed.

use axum::body::Body;
use axum::http::header;
use serde_json::{Value, json};
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_request_gets_its_own_problem_and_changes_nothing() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let basket = world.basket(&[("DEMO-1", 1)]).await;
        let before = world.picture().await;
        let movement = |change: Value| {
            let mut body = json!({"sku": "DEMO-1", "location": "gda-1", "delta": 1, "cause": "received"});
            for (key, value) in change.as_object().unwrap() {
                body[key] = value.clone();
            }
            body
        };
        let mut foreign = pickup("gda-1");
        foreign["payments"] =
            json!([{"method": "on_pickup", "amount": {"amount": 12999, "currency": "EUR"}}]);
        let mut nowhere = pickup("nowhere");
        nowhere["contact"]["email"] = json!("anna@example.com");
        let mut nobody = pickup("gda-1");
        nobody["contact"] = json!({"email": "not an address"});
        let checkout = format!("/baskets/{basket}/checkout");
        let checkout = checkout.as_str();
        let unknown_basket = "/baskets/basket_01h455vb4pex5vsknk084sn02q/lines";
        let line = json!({"sku": "DEMO-1", "quantity": 1});
        let lines = format!("/baskets/{basket}/lines");
        let lines = lines.as_str();
        let cases: Vec<(&str, &str, Value, u16, &str, &str)> = vec![
            (
                "POST",
                "/stock/movements",
                movement(json!({"sku": "NO-SUCH"})),
                422,
                "catalog/unknown-variant",
                "/sku",
            ),
            ("POST", "/stock/movements", movement(json!({"sku": " "})), 422, "api/invalid-body", "/sku"),
            (
                "POST",
                "/stock/movements",
                movement(json!({"location": "nowhere"})),
                422,
                "inventory/unknown-location",
                "/location",
            ),
            ("POST", "/stock/movements", movement(json!({"delta": 0})), 422, "api/invalid-body", "/delta"),
            (
                "POST",
                "/stock/movements",
                movement(json!({"delta": 9_999_999})),
                422,
                "api/invalid-body",
                "/delta",
            ),
            ("POST", "/stock/movements", movement(json!({"counted": 1})), 422, "api/invalid-body", "/delta"),
            (
                "POST",
                "/stock/movements",
                movement(json!({"cause": "magic"})),
                422,
                "api/invalid-body",
                "/cause",
            ),
            (
                "POST",
                "/stock/movements",
                movement(json!({"as_of": "yesterday"})),
                422,
                "api/invalid-body",
                "/as_of",
            ),
            ("POST", "/stock/movements", movement(json!({"extra": 1})), 422, "api/invalid-body", "/extra"),
            (
                "POST",
                "/stock/movements",
                movement(json!({"reference": "a\u{0}b"})),
                422,
                "api/invalid-body",
                "/reference",
            ),
            ("POST", "/stock/movements", json!({"sku": "DEMO-1"}), 422, "api/invalid-body", "/location"),
            ("POST", "/stock/movements", json!([]), 422, "api/invalid-body", ""),
            ("POST", lines, json!({"sku": "DEMO-1", "quantity": -1}), 422, "api/invalid-body", "/quantity"),
            ("POST", lines, json!({"sku": "DEMO-1", "quantity": 1.5}), 422, "api/invalid-body", "/quantity"),
            (
                "POST",
                lines,
                json!({"sku": "DEMO-1", "quantity": 99_999}),
                422,
                "orders/too-many",
                "/quantity",
            ),
            ("POST", lines, json!({"sku": "GONE", "quantity": 1}), 422, "catalog/unknown-variant", "/sku"),
            ("POST", unknown_basket, line.clone(), 404, "orders/unknown-basket", "-"),
            ("POST", "/baskets/nonsense/lines", line, 404, "api/malformed-id", "-"),
            ("POST", "/baskets", json!({"channel": "unknown"}), 422, "catalog/unknown-channel", "/channel"),
            ("POST", checkout, foreign, 422, "orders/wrong-amount", "-"),
            ("POST", checkout, nowhere, 422, "inventory/unknown-location", "/deliveries/0/location"),
            ("POST", checkout, nobody, 422, "customers/invalid-email", "/contact/email"),
            ("POST", checkout, json!({}), 422, "api/invalid-body", "/deliveries"),
            (
                "POST",
                "/quotes",
                json!({"channel": "shop", "lines": [{"sku": "X", "quantity": 1}]}),
                422,
                "catalog/unknown-variant",
                "/lines/0/sku",
            ),
            (
                "POST",
                "/availability",
                json!({"skus": ["DEMO-1", "X"]}),
                422,
                "catalog/unknown-variant",
                "/skus/1",
            ),
            (
                "POST",
                "/reservations",
                json!({"sku": "DEMO-1", "location": "gda-1", "quantity": 21, "holder": "x"}),
                409,
                "inventory/out-of-stock",
                "-",
            ),
            (
                "POST",
                "/people",
                json!({"channel": "shop", "phone": "12"}),
                422,
                "customers/invalid-phone",
                "/phone",
            ),
            ("POST", "/people", json!({"channel": "shop"}), 422, "api/invalid-body", "/email"),
            ("GET", "/products/no-such", json!(null), 404, "catalog/unknown-product", "-"),
            ("GET", "/variants/NO-SUCH", json!(null), 404, "catalog/unknown-variant", "-"),
            ("GET", "/availability/NO-SUCH", json!(null), 404, "catalog/unknown-variant", "-"),
            ("GET", "/orders/number:0000-0000", json!(null), 404, "orders/unknown-order", "-"),
            ("GET", "/people/email:nobody@example.com", json!(null), 404, "api/unknown-person", "-"),
            ("GET", "/stock?limit=0", json!(null), 400, "api/invalid-parameter", "?limit"),
            ("GET", "/stock?limit=many", json!(null), 400, "api/invalid-parameter", "?limit"),
            ("GET", "/stock?colour=red", json!(null), 400, "api/invalid-parameter", "?colour"),
            ("GET", "/stock?sku=NO-SUCH", json!(null), 400, "api/invalid-parameter", "?sku"),
            ("GET", "/locations?near=here", json!(null), 400, "api/invalid-parameter", "?near"),
            ("GET", "/events?after=!", json!(null), 400, "api/invalid-parameter", "?after"),
            ("GET", "/no/such/route", json!(null), 404, "api/unknown-route", "-"),
            ("DELETE", "/products", json!(null), 405, "api/wrong-method", "-"),
            ("PUT", "/products/Bad%20Key", product("A", &["A-1"]), 422, "catalog/invalid", "/key"),
            ("PUT", "/products/other", product("A", &["DEMO-1"]), 409, "catalog/sku-taken", "-"),
            ("PUT", "/products/other", json!({"texts": {}}), 422, "catalog/invalid", "/texts"),
        ];
        for (method, path, body, status, slug, pointer) in cases {
            let told = format!("{method} {path} {body}");
            let request = world.request(method, path, &world.key).header("idempotency-key", fresh_key(db));
            let request = match body {
                Value::Null => request.body(Body::empty()).unwrap(),
                body => json_body(request, &body),
            };
            let answer = world.send(request).await;
            assert_eq!((answer.status.as_u16(), answer.slug()), (status, slug), "{told}: {}", answer.body);
            if pointer != "-" {
                assert_eq!(answer.text("/errors/0/pointer"), pointer, "{told}: {}", answer.body);
            }
        }
        assert_eq!(world.picture().await, before);
        let told = world.delete("/products").await.ok(405);
        assert_eq!(told.headers[header::ALLOW], "GET,HEAD");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_refused_at_the_door() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let before = world.picture().await;
        let send = async |kind: Option<&str>, body: Vec<u8>| {
            let mut request =
                world.request("POST", "/stock/movements", &world.key).header("idempotency-key", "a");
            if let Some(kind) = kind {
                request = request.header(header::CONTENT_TYPE, kind);
            }
            world.send(request.body(Body::from(body)).unwrap()).await
        };
        let answer = send(Some("application/json"), b"{\"sku\": ".to_vec()).await.ok(400);
        assert_eq!(answer.slug(), "api/malformed-json");
        let answer = send(Some("application/json"), vec![0xff, 0xfe]).await.ok(400);
        assert_eq!(answer.slug(), "api/malformed-json");
        assert_eq!(
            send(Some("text/csv"), b"a,b".to_vec()).await.ok(415).slug(),
            "api/unsupported-media-type"
        );
        assert_eq!(send(None, b"{}".to_vec()).await.ok(415).slug(), "api/unsupported-media-type");
        let large = vec![b' '; (1 << 20) + 1];
        assert_eq!(send(Some("application/json"), large).await.ok(413).slug(), "api/too-large");
        assert_eq!(world.picture().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_request() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let fact = |delta| json!({"sku": "DEMO-1", "location": "gda-1", "delta": delta, "cause": "received"});
        let missing = json_body(world.request("POST", "/stock/movements", &world.key), &fact(1));
        assert_eq!(world.send(missing).await.ok(400).slug(), "api/idempotency-key-missing");

        let send = async |delta| world.post_as(&world.key, "/stock/movements", "one", fact(delta)).await;
        let first = send(7).await.ok(201);
        let again = send(7).await.ok(201);
        assert_eq!(first.body, again.body);
        let other = send(8).await.ok(409);
        assert_eq!(other.slug(), "kernel/key-reused");
        let stock = world.get("/stock?sku=DEMO-1&location=gda-1").await.ok(200);
        assert_eq!(stock.number("/items/0/on_hand"), 27);

        // The same key for another route, or of another caller, is another key.
        let basket = json!({"channel": "shop"});
        world.post_as(&world.key, "/baskets", "one", basket.clone()).await.ok(201);
        world.post_as(&world.public, "/baskets", "one", basket).await.ok(201);
        let long = "x".repeat(201);
        let answer = world.post_as(&world.key, "/stock/movements", &long, fact(1)).await.ok(400);
        assert_eq!(answer.slug(), "api/idempotency-key-malformed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let save = async |version: &str, name: &str| {
            let request =
                world.request("PUT", "/products/demo-product", &world.key).header(header::IF_MATCH, version);
            world.send(json_body(request, &product(name, &["DEMO-1", "DEMO-2"]))).await
        };
        let read = world.get("/products/demo-product").await.ok(200);
        let version = read.headers[header::ETAG].to_str().unwrap().to_owned();
        let saved = save(&version, "Kurtka zimowa").await.ok(200);
        assert_eq!(saved.number("/version"), read.number("/version") + 1);
        assert_eq!(save(&version, "Płaszcz").await.ok(412).slug(), "catalog/stale");
        assert_eq!(save("soon", "Płaszcz").await.ok(400).slug(), "api/if-match-malformed");
        let now = world.get("/products/demo-product").await;
        assert_eq!(now.text("/texts/pl/name"), "Kurtka zimowa");

        let place = world.get("/locations/gda-1").await.ok(200);
        let mut body = place.body.clone();
        for own in ["id", "code", "version"] {
            body.as_object_mut().unwrap().remove(own);
        }
        let put = async |version: &str, body: &Value| {
            let request =
                world.request("PUT", "/locations/gda-1", &world.key).header(header::IF_MATCH, version);
            world.send(json_body(request, body)).await
        };
        body["name"] = json!("Gdańsk Forum");
        put("\"1\"", &body).await.ok(200);
        body["name"] = json!("Gdańsk Manhattan");
        assert_eq!(put("\"1\"", &body).await.ok(412).slug(), "inventory/stale");
        assert_eq!(world.get("/locations/gda-1").await.text("/name"), "Gdańsk Forum");
    })
    .await;
}
