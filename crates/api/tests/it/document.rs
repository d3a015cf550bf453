//! The document says what is served, and what it says is true.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use testkit::each_database;

use crate::world::*;

fn operations(document: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            all.push((method.to_uppercase(), path.clone()));
        }
    }
    all
}

/// Every `$ref` of the document.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                found.insert(name.to_owned());
            }
            fields.values().for_each(|it| references(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_documented_is_served() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let document = world.get("/openapi.json").await.ok(200).body;
        assert_eq!(document["openapi"].as_str().map(|it| &it[..3]), Some("3.1"));
        let all = operations(&document);
        assert!(all.len() >= 50, "{}", all.len());
        for (method, path) in &all {
            let uri = path.replace(['{', '}'], "");
            let request = Request::builder().method(method.as_str()).uri(&uri).body(Body::empty()).unwrap();
            let answer = world.send(request).await;
            assert!(
                !["api/unknown-route", "api/wrong-method"].contains(&answer.slug()),
                "{method} {path} is documented and not served"
            );
            assert!(answer.status.as_u16() < 500, "{method} {path}: {}", answer.body);
        }
        let ids: BTreeSet<&str> = all
            .iter()
            .map(|(method, path)| {
                document["paths"][path][method.to_lowercase()]["operationId"].as_str().unwrap()
            })
            .collect();
        assert_eq!(ids.len(), all.len(), "operation ids repeat");
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for name in found {
            assert!(document.pointer(&name[1..]).is_some(), "{name} leads nowhere");
        }
    })
    .await;
}

/// Routes enter the router in `doors.rs` through `routes!`, which documents them; only the document itself is served
/// beside it, and described there.
#[test]
fn what_is_served_is_documented() {
    let mut handlers = 0;
    let doors = include_str!("../../src/doors.rs");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        if name != "document" {
            for way in [".route(", ".route_service(", ".nest_service("] {
                assert!(!text.contains(way), "{name}.rs serves a route that no document knows: {way}");
            }
        }
        let mut rest = text.as_str();
        while let Some(at) = rest.find("#[utoipa::path(") {
            rest = &rest[at + 15..];
            let handler = rest.split("pub async fn ").nth(1).unwrap().split('(').next().unwrap();
            assert!(
                doors.contains(&format!("{name}::{handler}")),
                "{name}::{handler} is described, not served"
            );
            handlers += 1;
        }
    }
    assert!(handlers >= 45, "{handlers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_changes_something_needs_a_key_and_says_so() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let document = world.get("/openapi.json").await.body;
        for (method, path) in operations(&document).into_iter().filter(|(method, _)| method == "POST") {
            let parameters = document["paths"][&path][method.to_lowercase()]["parameters"].clone();
            let said = parameters.as_array().is_some_and(|all| {
                all.iter().any(|it| it["name"] == "Idempotency-Key" && it["required"] == json!(true))
            });
            let short = path.trim_start_matches("/api/v1");
            let mut uri = short.to_owned();
            for part in short.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                let name = if part == "provider" {
                    "simpay".to_owned()
                } else {
                    format!("{part}_01h455vb4pex5vsknk084sn02q")
                };
                uri = uri.replace(&format!("{{{part}}}"), &name);
            }
            let answer = world.send(json_body(world.request("POST", &uri, &world.key), &json!({}))).await;
            assert_eq!(answer.slug() == "api/idempotency-key-missing", said, "{path}: {}", answer.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_are_those_of_this_server() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let ids = [("order".to_owned(), "order_7zzzzzzzzzzzzzzzzzzzzzzzzz".to_owned())].into();
        let examples =
            api::Examples { sku: "SZR-1".into(), location: "krk-1".into(), ids, ..Default::default() };
        let state = api::State { examples: Some(examples.into()), ..api::State::new(db.clone()) };
        let world = World { app: api::router(state), ..world };
        let document = world.get("/openapi.json").await.body;
        assert_eq!(document["components"]["schemas"]["Sku"]["examples"], json!(["SZR-1"]));
        assert_eq!(document["components"]["schemas"]["Place"]["examples"], json!(["krk-1"]));
        assert_eq!(
            document["components"]["schemas"]["OrderId"]["examples"],
            json!(["order_7zzzzzzzzzzzzzzzzzzzzzzzzz"])
        );
        assert!(!document.to_string().contains("DEMO-1"));

        let discovered = World { app: api::router(api::State::new(db.clone())), ..world };
        let document = discovered.get("/openapi.json").await.body;
        assert_eq!(document["components"]["schemas"]["Sku"]["examples"], json!(["DEMO-1"]));
        assert_eq!(document["components"]["schemas"]["Place"]["examples"], json!(["gda-1"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_people_lists_every_operation_without_scripts() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let document = world.get("/openapi.json").await.body;
        let page = world.get("/docs").await.ok(200);
        let html = page.body.as_str().unwrap();
        for (method, path) in operations(&document) {
            let id =
                document["paths"][&path][method.to_lowercase()]["operationId"].as_str().unwrap().to_owned();
            assert!(html.contains(&format!("<article id=\"{id}\"")), "{id}");
        }
        assert!(!html.contains("<script") && !html.contains(" style=") && !html.contains("http://"));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        world.get("/docs.css").await.ok(200);
    })
    .await;
}
