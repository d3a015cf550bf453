//! From the ad to the points through the API alone, on a catalogue that another shop wrote.

use std::path::{Path, PathBuf};

use kernel::{Clock, SystemClock, VisitorId};
use serde_json::{Value, json};

use crate::world::{Letter, STORE, Store, World, pickup, store_body, until};

const EMAIL: &str = "anna.nowak@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_runs_on_a_small_saleor_catalogue_with_sqlite() {
    journey(Store::Sqlite, &fixture()).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn the_journey_runs_on_a_small_saleor_catalogue_with_postgres() {
    journey(Store::Postgres, &fixture()).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn the_journey_runs_on_the_real_saleor_catalogue_with_sqlite() {
    if let Some(catalogue) = real() {
        journey(Store::Sqlite, &catalogue).await;
    }
}
#[tokio::test(flavor = "multi_thread")]
async fn the_journey_runs_on_the_real_saleor_catalogue_with_postgres() {
    if let Some(catalogue) = real() {
        journey(Store::Postgres, &catalogue).await;
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../imports/tests/fixtures/saleor.json")
}
fn real() -> Option<PathBuf> {
    let Ok(data) = std::env::var("SPOINA_DATA") else {
        println!("SKIPPED on the real catalogue: SPOINA_DATA is not set");
        return None;
    };
    Some(Path::new(&data).join("saleor-catalogue/populatedb_data.json"))
}

async fn journey(store: Store, catalogue: &Path) {
    let Some(world) = World::build(store, 1).await else { return };
    let file = catalogue.to_str().expect("a path in UTF-8");
    let import = || {
        let output = world.run(&["import", "saleor", file]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = said.lines().last().unwrap_or_default().to_owned();
        (output.status.code(), last, said)
    };
    let (code, counts, said) = import();
    // The small one has rows that are wrong: they are told, and the rest is there.
    let is_small = catalogue == fixture();
    assert_eq!((code, counts.contains(" 0 failed")), (Some(i32::from(is_small)), !is_small), "{said}");
    println!("{store:?}: {counts}");
    let (_, again, _) = import();
    assert!(again.contains(" 0 created, 0 changed"), "the same file again: {again}");
    world.start().await;
    let goods = choose(&world).await;
    world.open_store(&[(&goods.sku, 5)]).await;

    // An ad, and the page behind it.
    let visitor = VisitorId::fresh(SystemClock.now());
    let path = format!("/p/{}", goods.key);
    let campaign = json!({"utm_source": "instagram", "utm_medium": "paid", "utm_campaign": "jesien", "fbclid": "IwAR0abc"});
    let seen = json!({"visitor": visitor, "channel": "shop", "activities": [
        {"kind": "ad_click", "path": path, "product": goods.key, "sku": goods.sku, "campaign": campaign},
        {"kind": "product_view", "path": path, "product": goods.key, "sku": goods.sku},
    ]});
    let tracked = world.post_as(&world.public, "/track", seen).await.ok(202);
    assert_eq!(tracked.number("/accepted"), 2);
    let product = world.get_as(&world.public, &format!("/products/{}", goods.key)).await.ok(200);
    let skus: Vec<&str> = product.body["variants"]
        .as_array()
        .expect("variants")
        .iter()
        .filter_map(|it| it["sku"].as_str())
        .collect();
    assert!(skus.contains(&goods.sku.as_str()), "{}", product.body);
    let near = format!("/availability/{}?channel=shop&near=54.35,18.65&capability=pickup", goods.sku);
    let available = world.get_as(&world.public, &near).await.ok(200);
    assert_eq!(available.text("/locations/0/location"), STORE);
    assert_eq!(available.number("/locations/0/available"), 5);
    assert!(available.number("/locations/0/distance_m") < 2_000);

    // Basket and order.
    let open = json!({"channel": "shop", "visitor": visitor});
    let basket = world.post_as(&world.public, "/baskets", open).await.ok(201).text("/id");
    let line = json!({"sku": goods.sku, "quantity": 2});
    world.post_as(&world.public, &format!("/baskets/{basket}/lines"), line).await.ok(201);
    let shown = world.get_as(&world.public, &format!("/baskets/{basket}")).await.ok(200);
    let total = 2 * goods.price;
    assert_eq!(shown.number("/quote/total/amount"), total);
    let order =
        world.post_as(&world.public, &format!("/baskets/{basket}/checkout"), pickup(EMAIL)).await.ok(201);
    let (id, number) = (order.text("/id"), order.text("/number"));
    let code = order.text("/fulfilments/0/code");
    let left = world.get_as(&world.public, &near).await.ok(200);
    assert_eq!(left.number("/locations/0/available"), 3, "promised at that instant");

    // The store.
    let queue = world.get(&format!("/fulfilments?location={STORE}&state=open")).await.ok(200);
    assert_eq!((queue.items().len(), queue.text("/items/0/number")), (1, number.clone()));
    assert_eq!(queue.number("/items/0/due/amount"), total);
    let work = format!("/fulfilments/{}", queue.text("/items/0/id"));
    assert_eq!(world.post(&format!("{work}/pick"), json!({})).await.ok(200).text("/state"), "picked");
    assert_eq!(
        world.post(&format!("{work}/stage"), json!({"bin": "A-12"})).await.ok(200).text("/state"),
        "ready"
    );
    let letter = until("the letter that the order waits", 30, async || {
        let spelled = |it: &Letter| it.text.split_whitespace().collect::<String>().contains(&code);
        world.letters().into_iter().find(|it| it.to == EMAIL && spelled(it))
    })
    .await;
    assert!(letter.text.contains(&number), "{letter:?}");
    let paid = json!({"proof": "code", "shown": code, "tenders": [
        {"method": "card", "amount": {"amount": total, "currency": "PLN"}, "reference": "T-000123"}]});
    let receipt = world.post(&format!("{work}/hand-over"), paid).await.ok(200);
    assert_eq!((receipt.number("/total/amount"), receipt.text("/order_number")), (total, number));
    assert_eq!(receipt.text("/tenders/0/method"), "card");
    let done = world.get(&format!("/orders/{id}")).await.ok(200);
    assert_eq!((done.text("/life"), done.text("/payment")), ("completed".to_owned(), "paid".to_owned()));

    // Points and the one profile.
    let person = done.text("/person");
    let points = until("points in the wallet", 30, async || {
        let wallet = world.get(&format!("/people/email:{EMAIL}/wallet")).await;
        let points =
            wallet.body["pending"].as_i64().unwrap_or(0) + wallet.body["spendable"].as_i64().unwrap_or(0);
        (points > 0).then_some(points)
    })
    .await;
    assert_eq!(points, total / 100, "one point for each full złoty");
    let wanted = [
        "ad_click",
        "product_view",
        "orders.placed",
        "conversations.mail_sent",
        "orders.handed_over",
        "loyalty.points_earned",
    ];
    let timeline = until("the whole story in the timeline", 30, async || {
        let page = world.get(&format!("/people/{person}/timeline?limit=100")).await.ok(200);
        let kinds: Vec<&str> = page.items().iter().filter_map(|entry| entry["kind"].as_str()).collect();
        wanted.iter().all(|kind| kinds.contains(kind)).then_some(page)
    })
    .await;
    let entry = |kind: &str| -> &Value {
        timeline.items().iter().find(|entry| entry["kind"] == kind).expect("just looked for")
    };
    assert_eq!(
        entry("ad_click")["data"]["campaign"]["clicks"]["fbclid"],
        "IwAR0abc",
        "{}",
        entry("ad_click")
    );
    assert_eq!(entry("orders.handed_over")["data"]["total"]["amount"], total);
    assert_eq!(entry("loyalty.points_earned")["data"]["points"], points);
    one_comes_back(&world, &id, &person, &goods).await;
    world.jobs_are_done(30).await;
    world.audit();
    world.close().await;
}

/// One of the two comes back in another store: sellable there, its points gone, its money back on the card that paid, and the
/// profile says so.
async fn one_comes_back(world: &World, order: &str, person: &str, goods: &Goods) {
    const OTHER: &str = "krk-1";
    world.put(&format!("/locations/{OTHER}"), store_body("Szron Kraków")).await.ok(200);
    let can = world.get(&format!("/orders/{order}/returns")).await.ok(200);
    let line = can.text("/lines/0/line");
    assert_eq!((can.number("/lines/0/returnable"), can.text("/basis")), (2, "withdrawal".to_owned()));
    let asked = json!({"order": order, "proof": {"email": EMAIL}, "way": "store",
        "lines": [{"line": line, "quantity": 1, "reason": "too_small"}]});
    let back = world.post_as(&world.public, "/returns", asked).await.ok(201);
    let code = back.text("/code");
    until("the letter with the code", 30, async || {
        world.letters().into_iter().find(|it| it.to == EMAIL && it.text.contains(&code))
    })
    .await;
    let path = format!("/returns/code:{code}");
    world.post(&format!("{path}/receive"), json!({"location": OTHER})).await.ok(200);
    let part = json!({"lines": [{"line": line, "disposition": "restocked", "quantity": 1}], "pays": "here"});
    let done = world.post(&format!("{path}/accept"), part).await.ok(200);
    assert_eq!((done.number("/refund/amount"), done.text("/state")), (goods.price, "accepted".to_owned()));
    assert!(done.text("/document").starts_with("ZW/KRK-1/"), "{}", done.body);
    let near = format!("/availability/{}?channel=shop&near=54.35,18.65&capability=pickup", goods.sku);
    let available = world.get_as(&world.public, &near).await.ok(200);
    let there =
        available.body["locations"].as_array().and_then(|all| all.iter().find(|it| it["location"] == OTHER));
    assert_eq!(there.and_then(|it| it["available"].as_i64()), Some(1), "{}", available.body);
    let after = world.get(&format!("/orders/{order}")).await.ok(200);
    assert_eq!(
        (after.text("/payment"), after.number("/lines/0/returned")),
        ("partly_refunded".to_owned(), 1)
    );
    assert_eq!(after.number("/payments/0/refunded/amount"), goods.price, "{}", after.body["payments"]);
    until("the points of one of two to be gone", 30, async || {
        let wallet = world.get(&format!("/people/{person}/wallet")).await;
        let left =
            wallet.body["pending"].as_i64().unwrap_or(0) + wallet.body["spendable"].as_i64().unwrap_or(0);
        // Of an odd number of points the first piece takes the larger half.
        let all = 2 * goods.price / 100;
        (left == all - (all + 1) / 2).then_some(())
    })
    .await;
    let wanted = ["orders.return_opened", "orders.returned", "loyalty.points_reversed"];
    until("the return in the timeline", 30, async || {
        let page = world.get(&format!("/people/{person}/timeline?limit=100")).await.ok(200);
        let kinds: Vec<&str> = page.items().iter().filter_map(|entry| entry["kind"].as_str()).collect();
        wanted.iter().all(|kind| kinds.contains(kind)).then_some(())
    })
    .await;
    until("the letter that the money is on its way", 30, async || {
        let accepted = |it: &Letter| it.to == EMAIL && it.text.contains("Zwrot przyjęty");
        world.letters().into_iter().find(accepted)
    })
    .await;
}

struct Goods {
    key: String,
    sku: String,
    price: i64,
}

/// Something that is published and has a price: the dearest, so that there are points to earn.
async fn choose(world: &World) -> Goods {
    let products = world.get_as(&world.public, "/products?limit=200").await.ok(200);
    let mut best: Option<Goods> = None;
    for product in products.items() {
        let key = product["key"].as_str().expect("a key");
        for sku in product["skus"].as_array().expect("SKUs").iter().filter_map(Value::as_str) {
            let wanted = json!({"channel": "shop", "lines": [{"sku": sku, "quantity": 1}]});
            let quote = world.post_as(&world.public, "/quotes", wanted).await;
            let price = quote.body["total"]["amount"].as_i64().unwrap_or(0);
            if price > best.as_ref().map_or(0, |it| it.price) && is_plain(sku) {
                best = Some(Goods { key: key.to_owned(), sku: sku.to_owned(), price });
            }
        }
    }
    best.unwrap_or_else(|| panic!("nothing can be bought: {}", products.body))
}

/// Stands in an address as it is.
fn is_plain(sku: &str) -> bool {
    sku.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
