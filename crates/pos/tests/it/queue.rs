use serde_json::json;

use crate::world::{each, goods, order_for, till};

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_leads_an_order_from_the_shelf_to_its_bin() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, _) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let id = &ordered.fulfilment;
        let lanes = async || {
            let queue = browser.get(world, "/pos/api/queue").await.fine();
            ["open", "picked", "ready"].map(|lane| queue[lane].as_array().unwrap().len())
        };
        assert_eq!(lanes().await, [1, 0, 0]);
        let early = browser.post(world, &format!("/pos/api/queue/{id}/stage"), json!({ "bin": "A1" })).await;
        early.refused(409, "orders/wrong-state");
        browser.post(world, &format!("/pos/api/queue/{id}/pick"), json!(null)).await.fine();
        assert_eq!(lanes().await, [0, 1, 0]);
        let staged =
            browser.post(world, &format!("/pos/api/queue/{id}/stage"), json!({ "bin": " A1 " })).await.fine();
        assert_eq!((staged["bin"].as_str(), staged["state"].as_str()), (Some("A1"), Some("ready")));
        assert_eq!(lanes().await, [0, 0, 1]);
        let waiting = browser.get(world, "/pos/api/pickups").await.fine();
        assert_eq!(waiting[0]["bin"], "A1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_cannot_be_found_leave_the_queue() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, _) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let path = format!("/pos/api/queue/{}/reject", ordered.fulfilment);
        let gone = browser.post(world, &path, json!({ "reason": "not_found" })).await.fine();
        assert_eq!(gone["state"], "rejected");
        let queue = browser.get(world, "/pos/api/queue").await.fine();
        assert!(queue["open"].as_array().unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_scanned_into_the_cart_and_handed_over_to_whoever_has_the_code() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, _) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let id = &ordered.fulfilment;
        let path = |what: &str| format!("/pos/api/queue/{id}/{what}");
        browser.post(world, &path("accept"), json!(null)).await.fine();
        let queue = browser.get(world, "/pos/api/queue").await.fine();
        let job = &queue["open"][0];
        assert_eq!((job["state"].as_str(), job["clock"].as_str()), (Some("picking"), Some("pick")));
        let (line, pieces) = (job["lines"][0]["id"].clone(), job["lines"][0]["quantity"].as_i64().unwrap());
        let lines = json!({ "lines": [{ "line": line, "quantity": pieces }] });
        for _ in 0..2 {
            let it = browser.post(world, &path("picked"), lines.clone()).await.fine();
            assert_eq!(
                (it["state"].as_str(), it["lines"][0]["picked"].as_i64()),
                (Some("picked"), Some(pieces))
            );
        }
        let hand =
            json!({ "proof": { "kind": "staff" }, "tenders": [], "till": null, "proxy": "Jan Kowalski" });
        let refused = browser.post(world, &format!("/pos/api/pickups/{id}/hand-over"), hand).await;
        refused.refused(403, "orders/proxy-needs-code");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_on_the_shelf_is_said_piece_by_piece() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, _) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let queue = browser.get(world, "/pos/api/queue").await.fine();
        let line = &queue["open"][0]["lines"][0];
        let missing = json!({ "missing": [{ "line": line["id"], "quantity": line["quantity"] }], "reason": "not_found" });
        let path = format!("/pos/api/queue/{}/short", ordered.fulfilment);
        let gone = browser.post(world, &path, missing).await.fine();
        assert_eq!(gone["state"], "rejected");
    })
    .await;
}
