//! What integrators hear.

use axum::body::Body;
use futures::StreamExt;
use serde_json::{Value, json};
use testkit::each_database;
use tower::ServiceExt;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_page_by_page_and_nothing_is_told_twice() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let order = world.ordered(&[("DEMO-1", 1)]).await.ok(201).text("/id");
        kernel::settle(db, &[], &[]).await.unwrap();
        let (mut ids, mut placed, mut after) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = world.get(&format!("/events?limit=2&after={after}")).await.ok(200);
            let items = page.body["items"].as_array().unwrap().clone();
            if items.is_empty() {
                break;
            }
            for item in items {
                assert_eq!(
                    (item["specversion"].as_str(), item["source"].as_str()),
                    (Some("1.0"), Some("/api/v1"))
                );
                ids.push(item["id"].to_string());
                if item["type"] == "orders.placed" {
                    placed.push(item["data"]["order"].clone());
                }
            }
            after = page.text("/next");
        }
        assert_eq!(placed, [json!(order)]);
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(count > 5);
        let news = world.get("/events?after=end").await.ok(200);
        assert!(news.body["items"].as_array().unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_tells_what_happens_and_goes_on_where_it_broke_off() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        kernel::settle(db, &[], &[]).await.unwrap();
        let end = world.get("/events?after=end").await.text("/next");
        world.ordered(&[("DEMO-1", 1)]).await.ok(201);
        world.ordered(&[("DEMO-1", 1)]).await.ok(201);
        kernel::settle(db, &[], &[]).await.unwrap();
        let hear = async |after: &str| {
            let path = format!("/events/stream?types=orders.placed&until=1&after={after}");
            let request = world.request("GET", &path, &world.key).body(Body::empty()).unwrap();
            let response = world.app.clone().oneshot(request).await.unwrap();
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            let mut text = String::new();
            let mut stream = response.into_body().into_data_stream();
            while let Some(piece) = stream.next().await {
                text.push_str(&String::from_utf8_lossy(&piece.unwrap()));
            }
            let field =
                |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("").to_owned();
            let data: Value = serde_json::from_str(&field("data: ")).unwrap_or_default();
            (field("id: "), data["data"]["order"].clone())
        };
        let (cursor, first) = hear(&end).await;
        let (cursor, second) = hear(&cursor).await;
        assert!(first.is_string() && second.is_string() && first != second);
        let (_, none) = hear(&cursor).await;
        assert!(none.is_null());
    })
    .await;
}
