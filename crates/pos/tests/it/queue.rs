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
