//! After the sale: a return from the number on the receipt to the refund, and the policy that decides.

use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_return_is_announced_with_a_public_key_and_accepted_by_the_store() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 2)]).await.ok(201);
        let (id, number, line) = (order.text("/id"), order.text("/number"), order.text("/lines/0/id"));
        let total = order.number("/total/amount");
        let work = format!("/fulfilments/{}", order.text("/fulfilments/0/id"));
        let paid = json!({"proof": "staff", "tenders": [
            {"method": "card", "amount": {"amount": total, "currency": "PLN"}, "reference": "T-1"}]});
        world.post(&format!("{work}/hand-over"), paid).await.ok(200);
        let can = world.get(&format!("/orders/{id}/returns")).await.ok(200);
        assert_eq!((can.text("/basis"), can.number("/lines/0/returnable")), ("withdrawal".to_owned(), 2));

        let asked = |mail: &str| {
            json!({"order": format!("number:{number}"), "proof": {"email": mail}, "way": "parcel",
                "lines": [{"line": line, "quantity": 1, "reason": "too_small"}]})
        };
        let open = async |mail| world.post_as(&world.public, "/returns", &fresh_key(db), asked(mail)).await;
        assert_eq!(open("eve@example.com").await.ok(403).slug(), "orders/wrong-proof");
        let it = open("Anna.Nowak@example.com").await.ok(201);
        assert_eq!((it.text("/state"), it.text("/basis")), ("expected".to_owned(), "withdrawal".to_owned()));
        let by_code = format!("/returns/code:{}", it.text("/code"));
        assert_eq!(world.get_as(&world.public, &by_code).await.status, 403);
        assert_eq!(world.get(&by_code).await.ok(200).text("/id"), it.text("/id"));

        let path = format!("/returns/{}", it.text("/id"));
        let part =
            json!({"lines": [{"line": line, "disposition": "restocked", "quantity": 1}], "pays": "here"});
        let early = world.post(&format!("{path}/accept"), part.clone()).await.ok(409);
        assert_eq!(early.slug(), "orders/wrong-return-state");
        let came = world.post(&format!("{path}/receive"), json!({"location": "waw-1"})).await.ok(200);
        assert_eq!(came.text("/location"), "waw-1");
        let done = world.post(&format!("{path}/accept"), part).await.ok(200);
        assert_eq!((done.text("/state"), done.number("/refund/amount")), ("accepted".to_owned(), total / 2));
        assert!(done.text("/document").starts_with("ZW/WAW-1/"), "{}", done.body);
        assert!(!done.body["refunded_at"].is_null(), "paid out at the counter: {}", done.body);
        let stock = world.get("/stock?sku=DEMO-1&location=waw-1").await.ok(200);
        assert_eq!(stock.number("/items/0/available"), 6);
        let after = world.get(&format!("/orders/{id}")).await.ok(200);
        assert_eq!(after.text("/payment"), "partly_refunded");
        assert_eq!(after.number("/lines/0/returned"), 1);
        let list = world.get("/returns?state=accepted&count=true").await.ok(200);
        assert_eq!((list.number("/count"), list.body["items"].as_array().map_or(0, Vec::len)), (1, 1));
        assert_eq!(world.get("/returns/return_01h455vb4pex5vsknk084sn02q").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_a_market_is_data_with_the_law_as_its_floor() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let path = "/markets/pl/return-policy";
        let first = world.get_as(&world.public, path).await.ok(200);
        assert_eq!((first.number("/withdrawal_days"), first.number("/goodwill_days")), (14, 30));
        let mut wanted = first.body.clone();
        wanted["goodwill_days"] = json!(60);
        wanted["excluded"] = json!([{"category": "underwear", "reason": "hygiene"}]);
        let saved = world.put(path, wanted.clone()).await.ok(200);
        assert_eq!(saved.number("/goodwill_days"), 60);
        let request = world.request("PUT", path, &world.key).header("if-match", "\"1\"");
        let stale = world.send(json_body(request, &wanted)).await.ok(412);
        assert_eq!(stale.slug(), "orders/stale");
        wanted["withdrawal_days"] = json!(7);
        let poor = world.put(path, wanted.clone()).await.ok(422);
        assert_eq!(poor.text("/errors/0/pointer"), "/withdrawal_days");
        let request = world.request("PUT", path, &world.public);
        assert_eq!(world.send(json_body(request, &wanted)).await.status, 403);
        assert_eq!(world.get("/markets/xx/return-policy").await.status, 404);
    })
    .await;
}
