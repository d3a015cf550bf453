//! Sales that a till sends.

use kernel::{OrderId, TillId};
use serde_json::{Value, json};
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_sent_twice_sells_once() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let (till, order) = (TillId::fresh(db.now()), OrderId::fresh(db.now()));
        let sale = |order: OrderId, sku: &str, paid: i64| -> Value {
            json!({"order": order, "lines": [{"sku": sku, "quantity": 1}],
                   "tenders": [{"method": "card", "amount": {"amount": paid, "currency": "PLN"}}]})
        };
        let wrong = OrderId::fresh(db.now());
        let batch = json!({"location": "gda-1", "channel": "shop",
            "sales": [sale(order, "DEMO-1", 12_999), sale(wrong, "DEMO-1", 1), sale(OrderId::fresh(db.now()), "GONE", 1)]});
        let path = format!("/tills/{till}/sales");
        let first = world.post(&path, batch.clone()).await.ok(200);
        assert_eq!(first.number("/items/0/status"), 201);
        assert_eq!(first.number("/items/0/receipt/total/amount"), 12_999);
        assert_eq!(first.number("/items/1/status"), 422);
        assert_eq!(first.text("/items/2/problem/type"), "/problems/catalog/unknown-variant");
        assert_eq!(first.text("/items/2/problem/errors/0/pointer"), "/sales/2/lines/0/sku");
        let second = world.post(&path, batch).await.ok(200);
        assert_eq!(first.body["items"][0], second.body["items"][0]);
        assert_eq!(world.get("/stock?sku=DEMO-1&location=gda-1").await.number("/items/0/on_hand"), 19);
        let sold = world.get(&format!("/orders/{order}")).await.ok(200);
        assert_eq!(sold.text("/life"), "completed");
    })
    .await;
}
