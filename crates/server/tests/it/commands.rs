//! The commands that do one thing and end, as a person or a script meets them.

use std::process::Stdio;

use serde_json::json;

use crate::world::{Process, STORE, Scratch, Store, World, bare, free_port, until};

#[tokio::test(flavor = "multi_thread")]
async fn without_any_setting_it_serves() {
    let folder = Scratch::new("bare");
    let port = free_port();
    let mut command = bare(&folder.0);
    command.arg("serve").env("SPOINA_PORT", port.to_string()).stdin(Stdio::null()).stdout(Stdio::null());
    let node = Process::start(&mut command);
    until("it is ready", 60, async || {
        let answer = reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await;
        answer.is_ok_and(|it| it.status().is_success()).then_some(())
    })
    .await;
    let shop = reqwest::get(format!("http://127.0.0.1:{port}/")).await.map(|it| it.status().as_u16());
    assert_eq!(shop.expect("the shop answers"), 200);
    assert!(folder.0.join("data/spoina.db").exists(), "the database is in ./data");
    drop(node);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_through_a_running_server_and_what_is_wrong_in_it_is_told() {
    let world = World::build(Store::Sqlite, 1).await.expect("SQLite is always there");
    world.start().await;
    world.sell(&["ONE"]).await;
    let file = world.folder.0.join("prices.csv");
    let path = file.to_str().expect("a path in UTF-8");
    let remote = ["import", "prices", path, "--url", &world.nodes[0].url, "--key", &world.key];
    std::fs::write(&file, "sku,price\nONE,49.50\n").expect("a file");
    world.told(&remote);
    let quote = json!({"channel": "shop", "lines": [{"sku": "ONE", "quantity": 1}]});
    assert_eq!(world.post("/quotes", quote.clone()).await.ok(200).number("/total/amount"), 4_950);

    std::fs::write(&file, "sku,price\nONE,cheap\nNO-SUCH,1.00\nONE,39.00\n").expect("a file");
    let output = world.run(&["import", "prices", path]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("prices.csv:2:2:") && said.contains("prices.csv:3:1:"), "{said}");
    assert!(said.lines().last().is_some_and(|line| line.contains("2 failed")), "{said}");
    until("the rest is taken", 30, async || {
        let total = world.post("/quotes", quote.clone()).await.ok(200).number("/total/amount");
        (total == 3_900).then_some(())
    })
    .await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_names_what_does_not_hold() {
    let world = World::build(Store::Sqlite, 1).await.expect("SQLite is always there");
    world.start().await;
    world.sell(&["ONE"]).await;
    world.open_store(&[("ONE", 5)]).await;
    world.audit();
    let folder = world.folder.0.to_str().expect("a path in UTF-8");
    assert_eq!(world.told(&["audit", "--dir", folder]), "audit: every invariant holds");
    let file = rusqlite::Connection::open(world.folder.0.join("spoina.db")).expect("the database opens");
    file.execute("UPDATE inventory_stock SET on_hand = on_hand + 1", []).expect("goods out of nothing");
    drop(file);
    let output = world.run(&["audit", "--dir", folder]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.lines().last().is_some_and(|line| line.starts_with("audit: 1 breach")), "{said}");
    let nowhere = world.run(&["audit", "--dir", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2), "an audit of nothing is no clean audit");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_hired_once() {
    let world = World::build(Store::Sqlite, 1).await.expect("SQLite is always there");
    world.start().await;
    world.open_store(&[]).await;
    let hire = ["staff", "add", "maja@example.com", "--name", "Maja Wróbel", "--role", "store"];
    let more = ["--location", STORE, "--password", "correct horse battery", "--pin", "204613"];
    let wanted = [&hire[..], &more[..]].concat();
    assert!(world.told(&wanted).ends_with("maja@example.com"));
    let again = world.run(&wanted);
    assert_eq!(again.status.code(), Some(2), "{}", String::from_utf8_lossy(&again.stderr));
    let wrong =
        world.run(&["staff", "add", "x@example.com", "--name", "X", "--role", "king", "--password", "p"]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(wrong.status.code() == Some(2) && said.contains("administrator"), "{said}");

    // The key of a machine does what it was given, where it was given.
    let key = world.told(&["key", "add", "stock keeper", "--capability", "stock.read"]);
    assert_eq!(world.get_as(&key, "/stock").await.ok(200).status, 200);
    assert_eq!(world.get_as(&key, "/orders").await.ok(403).slug(), "kernel/denied");
    assert_eq!(world.get_as("sk_made_up", "/stock").await.status, 401);
    world.close().await;
}
