use serde_json::json;

use crate::world::{card, each, goods, order_for, till};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_code_paid_by_card_and_handed_over_once() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, price) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let id = &ordered.fulfilment;
        for text in [&ordered.code, &ordered.order.number, "ola.test%40example.com", "601234567"] {
            let found = browser.get(world, &format!("/pos/api/pickups?q={text}")).await.fine();
            assert_eq!(found[0]["id"].as_str(), Some(id.as_str()), "{text}");
            assert!(found[0].get("code").is_none(), "the code is for the shopper to show");
        }
        let shown = browser.get(world, &format!("/pos/api/pickups/{id}")).await.fine();
        assert_eq!((shown["due"].as_i64(), shown["payment"].as_str()), (Some(price), Some("due_at_pickup")));

        let path = format!("/pos/api/pickups/{id}/hand-over");
        let give = |proof: &str, tenders| json!({ "proof": { "kind": "shown", "value": proof }, "tenders": tenders });
        let wrong = if ordered.code == "000000" { "111111" } else { "000000" };
        let answer = browser.post(world, &path, give(wrong, json!([card(world, price)]))).await;
        answer.refused(403, "orders/wrong-proof");
        let unpaid = browser.post(world, &path, give(&ordered.code, json!([]))).await;
        unpaid.refused(422, "orders/wrong-amount");

        let right = give(&ordered.code, json!([card(world, price)]));
        let receipt = browser.post(world, &path, right.clone()).await.fine();
        assert_eq!(receipt["total"].as_i64(), Some(price));
        assert_eq!(browser.post(world, &path, right).await.fine()["number"], receipt["number"]);
        let late = give(&ordered.code, json!([card(world, price)]));
        browser.post(world, &path, late).await.refused(409, "orders/wrong-state");
        let left = browser.get(world, &format!("/pos/api/pickups?q={}", ordered.code)).await.fine();
        assert!(left.as_array().unwrap().is_empty());
        let page = browser.get(world, receipt["url"].as_str().unwrap()).await;
        assert!(page.text.contains(&ordered.order.number) && page.text.contains("0042"), "{}", page.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_stores_order_is_neither_shown_nor_handed_over() {
    each(async |world| {
        let (browser, neighbour) = (till(world, &world.here).await, till(world, &world.there).await);
        let (variant, price) = goods(world, &browser).await[0];
        let ordered = order_for(world, &world.here, variant).await;
        let id = &ordered.fulfilment;
        let found = neighbour.get(world, &format!("/pos/api/pickups?q={}", ordered.code)).await.fine();
        assert!(found.as_array().unwrap().is_empty());
        neighbour.get(world, &format!("/pos/api/pickups/{id}")).await.refused(403, "kernel/denied");
        let body =
            json!({ "proof": { "kind": "shown", "value": ordered.code }, "tenders": [card(world, price)] });
        let path = format!("/pos/api/pickups/{id}/hand-over");
        neighbour.post(world, &path, body.clone()).await.refused(403, "kernel/denied");
        neighbour
            .post(world, &format!("/pos/api/queue/{id}/pick"), json!(null))
            .await
            .refused(403, "kernel/denied");
        let receipt = browser.post(world, &path, body).await.fine();
        let page = neighbour.get(world, receipt["url"].as_str().unwrap()).await;
        page.refused(403, "kernel/denied");
    })
    .await;
}
