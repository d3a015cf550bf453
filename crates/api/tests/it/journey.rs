//! From the product to the receipt, through the API alone.

use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_from_the_basket_to_the_counter() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let near = world.get("/availability/DEMO-1?near=54.35,18.65&capability=pickup").await.ok(200);
        assert_eq!(near.text("/locations/0/location"), "gda-1");
        assert_eq!((near.number("/locations/0/available"), near.number("/available")), (20, 25));

        let basket = world.basket(&[("DEMO-1", 2), ("DEMO-2", 1)]).await;
        let shown = world.get(&format!("/baskets/{basket}")).await.ok(200);
        assert_eq!(shown.number("/quote/total/amount"), 2 * 12_999 + 4_950);
        let quote = json!({"channel": "shop",
            "lines": [{"sku": "DEMO-1", "quantity": 2}, {"sku": "DEMO-2", "quantity": 1}]});
        let quote = world.post("/quotes", quote).await.ok(200);
        assert_eq!(quote.body["total"], shown.body["quote"]["total"]);

        let checkout = format!("/baskets/{basket}/checkout");
        let once = fresh_key(db);
        let order = world.post_as(&world.key, &checkout, &once, pickup("gda-1")).await.ok(201);
        let again = world.post_as(&world.key, &checkout, &once, pickup("gda-1")).await.ok(201);
        assert_eq!(order.body, again.body);
        let second = world.post(&checkout, pickup("gda-1")).await.ok(409);
        assert_eq!(second.slug(), "orders/basket-placed");
        assert_eq!((order.text("/life"), order.text("/payment")), ("placed".into(), "due_at_pickup".into()));
        let (id, number) = (order.text("/id"), order.text("/number"));
        assert_eq!(world.get(&format!("/orders/{id}")).await.ok(200).text("/number"), number);
        assert_eq!(world.get(&format!("/orders/number:{number}")).await.ok(200).text("/id"), id);
        let after = world.get("/availability/DEMO-1").await.ok(200);
        assert_eq!(after.number("/available"), 73);

        let queue = world.get("/fulfilments?location=gda-1&state=open").await.ok(200);
        let work = queue.text("/items/0/id");
        assert_eq!(queue.number("/items/0/due/amount"), 30_948);
        let step = async |verb: &str, body| world.post(&format!("/fulfilments/{work}/{verb}"), body).await;
        let early = step("stage", json!({"bin": "A-1"})).await.ok(409);
        assert_eq!(early.slug(), "orders/wrong-state");
        assert_eq!(step("pick", json!({})).await.ok(200).text("/state"), "picked");
        assert_eq!(step("stage", json!({"bin": "A-1"})).await.ok(200).text("/state"), "ready");
        let wrong = json!({"proof": "code", "shown": "000000", "tenders": []});
        assert_eq!(step("hand-over", wrong).await.ok(403).slug(), "orders/wrong-proof");
        let code = world.get(&format!("/orders/{id}")).await.text("/fulfilments/0/code");
        let paid = json!({"proof": "code", "shown": code,
            "tenders": [{"method": "cash", "amount": {"amount": 30948, "currency": "PLN"},
                         "given": {"amount": 31000, "currency": "PLN"}}]});
        let receipt = step("hand-over", paid).await.ok(200);
        assert_eq!(receipt.number("/change/amount"), 52);
        let done = world.get(&format!("/orders/{id}")).await.ok(200);
        assert_eq!((done.text("/life"), done.text("/payment")), ("completed".into(), "paid".into()));
        let closed =
            world.post(&format!("/orders/{id}/cancellations"), json!({"reason": "customer"})).await.ok(409);
        assert_eq!(closed.slug(), "orders/closed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_scanned_in_one_walk_missed_by_the_piece_and_collected_in_parts() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 3), ("DEMO-2", 1)]).await.ok(201);
        let (id, work) = (order.text("/id"), order.text("/fulfilments/0/id"));
        assert_eq!(order.text("/fulfilments/0/clock"), "accept");
        let walk = world.post("/waves", json!({"location": "gda-1"})).await.ok(201);
        assert_eq!((walk.text("/stops/0/sku"), walk.number("/stops/0/quantity")), ("DEMO-1".into(), 3));
        let (first, second) =
            (walk.text("/stops/0/wanted_by/0/line"), walk.text("/stops/1/wanted_by/0/line"));
        let step = async |verb: &str, body| world.post(&format!("/fulfilments/{work}/{verb}"), body).await;
        assert_eq!(step("accept", json!({})).await.ok(200).text("/state"), "picking");
        let scanned = json!({"lines": [{"line": first, "quantity": 2}, {"line": second, "quantity": 1}]});
        let picking = step("picked", scanned).await.ok(200);
        assert_eq!((picking.text("/state"), picking.number("/lines/0/picked")), ("picking".into(), 2));
        let missing = json!({"missing": [{"line": first, "quantity": 1}], "reason": "not_found"});
        let left = step("shortages", missing).await.ok(200);
        assert_eq!(left.text("/life"), "placed");
        assert_eq!(left.number("/lines/0/cancelled"), 1);
        let told = world.get("/exceptions?kind=rejected").await.ok(200);
        let case = told.text("/items/0/id");
        let solved =
            world.post(&format!("/exceptions/{case}/solution"), json!({"note": "counted"})).await.ok(200);
        assert_eq!(solved.text("/state"), "solved");
        step("stage", json!({"bin": "A-1"})).await.ok(200);
        let one = json!({"proof": "staff", "lines": [{"line": first, "quantity": 1}], "rest": "released",
            "tenders": [{"method": "card", "amount": {"amount": 12_999, "currency": "PLN"}}]});
        assert_eq!(step("hand-over", one).await.ok(200).number("/total/amount"), 12_999);
        let done = world.get(&format!("/orders/{id}")).await.ok(200);
        assert_eq!((done.text("/life"), done.text("/payment")), ("completed".into(), "paid".into()));
        let close = format!("/waves/{}/close", walk.text("/id"));
        assert_eq!(world.post(&close, json!({})).await.ok(200).text("/state"), "closed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_kept_in_versions_and_tried_on_the_past() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let wrong = json!({"body": {"clocks": {"pick_minutes": 0}}});
        let refused = world.post("/policies/pl/service", wrong).await.ok(422);
        assert_eq!(
            (refused.slug(), refused.text("/errors/0/pointer")),
            ("orders/no-policy", "/clocks/pick_minutes".into())
        );
        let kept = world.post("/policies/pl/service", json!({"body": {}, "note": "usual"})).await.ok(201);
        assert_eq!((kept.number("/version"), kept.text("/state")), (1, "draft".into()));
        let active = world.post("/policies/pl/service/1/activate", json!({})).await.ok(200);
        assert_eq!(active.text("/state"), "active");
        assert_eq!(world.get("/policies/pl/service").await.ok(200).number("/items/0/version"), 1);
        assert_eq!(world.get("/policies/pl/nothing").await.ok(404).slug(), "api/malformed-id");
        let network = serde_json::to_value(orders::Network::standard(kernel::Currency::Pln, "PL")).unwrap();
        let told = world.post("/policies/pl/replay", json!({"body": network, "days": 7})).await.ok(200);
        assert_eq!(told.number("/comparison/second/orders"), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_goods_go_to_one_and_the_other_is_told() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        world.ordered(&[("DEMO-2", 2)]).await.ok(201);
        let basket = world.basket(&[("DEMO-2", 2)]).await;
        let checkout = format!("/baskets/{basket}/checkout");
        let once = fresh_key(db);
        let late = world.post_as(&world.key, &checkout, &once, pickup("gda-1")).await.ok(409);
        assert_eq!(late.slug(), "inventory/out-of-stock");
        // A refusal is not kept: with goods again, the same request succeeds.
        let more = json!({"sku": "DEMO-2", "location": "gda-1", "delta": 1, "cause": "received"});
        world.post("/stock/movements", more).await.ok(201);
        world.post_as(&world.key, &checkout, &once, pickup("gda-1")).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_gives_its_goods_back() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 5)]).await.ok(201).text("/id");
        assert_eq!(world.get("/availability/DEMO-1").await.number("/available"), 70);
        let path = format!("/orders/{order}/cancellations");
        let cancelled = world.post(&path, json!({"reason": "customer"})).await.ok(201);
        assert_eq!(cancelled.text("/life"), "cancelled");
        world.post(&path, json!({"reason": "customer"})).await.ok(201);
        assert_eq!(world.get("/availability/DEMO-1").await.number("/available"), 75);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_held_and_let_go() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let hold = json!({"sku": "DEMO-1", "location": "gda-1", "quantity": 3, "holder": "fitting 17"});
        let held = world.post("/reservations", hold).await.ok(201);
        let path = format!("/reservations/{}", held.text("/id"));
        assert_eq!(world.get(&path).await.ok(200).body, held.body);
        assert_eq!(world.get("/stock?sku=DEMO-1&location=gda-1").await.number("/items/0/available"), 17);
        assert_eq!(world.delete(&path).await.ok(200).text("/state"), "released");
        world.delete(&path).await.ok(200);
        assert_eq!(world.get("/stock?sku=DEMO-1&location=gda-1").await.number("/items/0/available"), 20);
        let order = world.ordered(&[("DEMO-1", 1)]).await.ok(201);
        assert!(order.body["payments"].as_array().unwrap().len() == 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_is_changed_line_by_line() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let filled = json!({"channel": "shop", "lines": [{"sku": "DEMO-2", "quantity": 2}]});
        assert_eq!(world.post("/baskets", filled).await.ok(201).number("/lines/0/quantity"), 2);
        let wrong = json!({"channel": "shop", "lines": [{"sku": "GONE", "quantity": 2}]});
        assert_eq!(world.post("/baskets", wrong).await.ok(422).text("/errors/0/pointer"), "/lines/0/sku");
        let basket = world.basket(&[]).await;
        let path = format!("/baskets/{basket}");
        let line = json!({"sku": "DEMO-1", "quantity": 2});
        let added = world.post(&format!("{path}/lines"), line.clone()).await.ok(201);
        let id = added.text("/lines/0/id");
        assert_eq!(world.post(&format!("{path}/lines"), line).await.ok(201).number("/lines/0/quantity"), 4);
        let changed = world.patch(&format!("{path}/lines/{id}"), json!({"quantity": 1})).await.ok(200);
        assert_eq!(changed.number("/lines/0/quantity"), 1);
        let emptied = world.delete(&format!("{path}/lines/{id}")).await.ok(200);
        assert!(emptied.body["lines"].as_array().unwrap().is_empty());
        assert_eq!(world.delete(&format!("{path}/lines/{id}")).await.ok(404).slug(), "orders/unknown-line");
        let empty = world.post(&format!("{path}/checkout"), pickup("gda-1")).await.ok(422);
        assert_eq!(empty.slug(), "orders/empty-basket");
    })
    .await;
}
