//! Changes, exchanges and complaints over HTTP.

use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_before_it_is_made_and_made_once() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 2)]).await.ok(201);
        let (id, line, version) = (order.text("/id"), order.text("/lines/0/id"), order.number("/version"));
        let unit = order.number("/lines/0/unit/amount");
        let path = format!("/orders/{id}/changes");
        let off = |version| {
            json!({"version": version, "change": {"kind": "cancel", "reason": "customer",
                "lines": [{"line": line, "quantity": 1}]}})
        };
        let seen = world.post(&format!("{path}?preview=true"), off(version)).await.ok(200);
        assert_eq!(seen.number("/difference/amount"), -unit);
        assert!(seen.body["refusal"].is_null());
        let much = json!({"version": version, "change": {"kind": "quantity", "line": line, "quantity": 900}});
        let refused = world.post(&format!("{path}?preview=true"), much.clone()).await.ok(200);
        assert_eq!(refused.text("/refusal/type"), "/problems/inventory/out-of-stock");
        assert_eq!(world.post(&path, much).await.ok(409).slug(), "inventory/out-of-stock");
        let before = world.get(&format!("/orders/{id}")).await.ok(200);
        assert_eq!(before.number("/version"), version, "nothing happened yet");

        let key = fresh_key(db);
        let made = world.post_as(&world.key, &path, &key, off(version)).await.ok(201);
        assert_eq!((made.number("/due/amount"), made.number("/order/lines/0/cancelled")), (unit, 1));
        assert_eq!(world.post_as(&world.key, &path, &key, off(version)).await.ok(201).body, made.body);
        assert_eq!(world.post(&path, off(version)).await.ok(412).slug(), "orders/stale");
        let list = world.get(&path).await.ok(200);
        assert_eq!(list.text("/items/0/kind"), "cancel");
        let half = json!({"version": 9, "change": {"kind": "store"}});
        assert_eq!(world.post(&path, half).await.ok(422).text("/errors/0/pointer"), "/change/location");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_came_back_are_exchanged_and_complaints_are_answered() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 2)]).await.ok(201);
        let (id, line) = (order.text("/id"), order.text("/lines/0/id"));
        let (total, unit) = (order.number("/total/amount"), order.number("/lines/0/unit/amount"));
        let work = format!("/fulfilments/{}", order.text("/fulfilments/0/id"));
        let paid = json!({"proof": "staff", "tenders": [
            {"method": "card", "amount": {"amount": total, "currency": "PLN"}, "reference": "T-1"}]});
        world.post(&format!("{work}/hand-over"), paid).await.ok(200);
        let asked = json!({"order": id, "way": "store",
            "lines": [{"line": line, "quantity": 1, "reason": "too_small"}]});
        let back = world.post("/returns", asked).await.ok(201).text("/id");
        world.post(&format!("/returns/{back}/receive"), json!({"location": "waw-1"})).await.ok(200);
        let swap = json!({"lines": [{"line": line, "disposition": "restocked", "quantity": 1}],
            "instead": [{"line": line, "sku": "DEMO-1", "quantity": 1}], "location": "waw-1"});
        let path = format!("/returns/{back}/exchange");
        let seen = world.post(&format!("{path}?preview=true"), swap.clone()).await.ok(200);
        assert_eq!(seen.number("/difference/amount"), 0);
        let nowhere = json!({"lines": swap["lines"], "instead": swap["instead"]});
        assert_eq!(world.post(&path, nowhere).await.ok(422).text("/errors/0/pointer"), "/location");
        let done = world.post(&path, swap).await.ok(201);
        assert_eq!((done.number("/refund/amount"), done.text("/order/life")), (0, "placed".to_owned()));
        assert_eq!(world.get(&format!("/returns/{back}")).await.ok(200).text("/state"), "accepted");

        let day = db.now().date_in(kernel::Tz::Europe__Warsaw).to_string();
        let asked = |mail: &str| {
            json!({"order": id, "proof": {"email": mail}, "line": line, "quantity": 1, "since": day,
                "what": "The seam came open.", "demand": "reduction",
                "amount": {"amount": 500, "currency": "PLN"}})
        };
        let open =
            async |mail| world.post_as(&world.public, "/complaints", &fresh_key(db), asked(mail)).await;
        assert_eq!(open("eve@example.com").await.ok(403).slug(), "orders/wrong-proof");
        let it = open("anna.nowak@example.com").await.ok(201);
        assert_eq!(it.text("/state"), "open");
        let path = format!("/complaints/code:{}", it.text("/code"));
        assert_eq!(world.get_as(&world.public, &path).await.status, 403);
        let vague = json!({"answer": "reduce"});
        assert_eq!(
            world.post(&format!("{path}/answer"), vague).await.ok(422).text("/errors/0/pointer"),
            "/amount"
        );
        let yes = json!({"answer": "reduce", "amount": {"amount": 400, "currency": "PLN"}});
        let done = world.post(&format!("{path}/answer"), yes).await.ok(200);
        assert_eq!((done.text("/state"), done.number("/reduced/amount")), ("settled".to_owned(), 400));
        let after = world.post(&format!("{path}/withdraw"), json!({})).await.ok(409);
        assert_eq!(after.slug(), "orders/wrong-complaint-state");
        let list = world.get("/complaints?state=settled&count=true").await.ok(200);
        assert_eq!(list.number("/count"), 1);
        let of = world.get(&format!("/orders/{id}/complaints")).await.ok(200);
        assert_eq!(of.text("/items/0/code"), it.text("/code"));
        assert!(unit > 400);
        assert_eq!(world.get("/complaints/complaint_01h455vb4pex5vsknk084sn02q").await.status, 404);
    })
    .await;
}
