//! Lists, pages, people.

use access::AuditFilter;
use kernel::PageRequest;
use serde_json::json;
use testkit::each_database;

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_comes_in_pages_and_says_how_long_it_is() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let mut seen = Vec::new();
        let mut path = "/stock?limit=3&count=true".to_owned();
        loop {
            let page = world.get(&path).await.ok(200);
            assert_eq!(page.number("/count"), 4);
            for item in page.body["items"].as_array().unwrap() {
                seen.push(format!("{}@{}", item["sku"], item["location"]));
            }
            match page.body["next"].as_str() {
                Some(next) => path = format!("/stock?limit=3&count=true&after={next}"),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_reads_back_what_was_written() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let product = world.get("/products/demo-product").await.ok(200);
        assert_eq!(product.text("/texts/en/name"), "Kurtka (en)");
        assert_eq!(product.text("/variants/1/sku"), "DEMO-2");
        assert_eq!(product.body["attributes"]["warmth"], json!(3.5));
        let found = world.get("/products?search=kurtka&count=true").await.ok(200);
        assert_eq!((found.text("/items/0/key"), found.number("/count")), ("demo-product".into(), 1));
        assert_eq!(found.body["items"][0]["skus"], json!(["DEMO-1", "DEMO-2"]));
        let variant = world.get("/variants/DEMO-1").await.ok(200);
        assert_eq!(variant.text("/product_key"), "demo-product");
        // Saying the same again changes nothing.
        let again =
            world.put("/products/demo-product", crate::world::product("Kurtka", &["DEMO-1", "DEMO-2"]));
        assert_eq!(again.await.ok(200).body, product.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_told_nearest_first_with_their_hours() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let day = json!([{"from": "09:00", "to": "21:00"}]);
        let body = json!({
            "kind": "store", "name": "Sopot", "seller": "szron",
            "address": {"street": "Bohaterów Monte Cassino 1", "postcode": "81-704", "city": "Sopot", "country": "PL"},
            "point": {"lat": 54.44, "lon": 18.56}, "capabilities": ["pickup", "till"],
            "hours": {"week": [day, day, day, day, day, day, []],
                      "exceptions": [{"date": "2026-12-24", "spans": [{"from": "09:00", "to": "14:00"}]}]},
        });
        let saved = world.put("/locations/sop-1", body.clone()).await.ok(200);
        assert_eq!(world.put("/locations/sop-1", body).await.ok(200).body, saved.body);
        assert_eq!(saved.text("/hours/week/0/0/to"), "21:00");
        let near = world.get("/locations?near=54.44,18.57&capability=pickup&limit=2").await.ok(200);
        assert_eq!(near.text("/items/0/code"), "sop-1");
        assert_eq!(near.text("/items/1/code"), "gda-1");
        assert!((600..700).contains(&near.number("/items/0/distance_m")));
        assert_eq!(near.body["items"].as_array().unwrap().len(), 2);
        let wrong = json!({"kind": "store", "name": "X", "seller": "nobody",
            "address": {"street": "", "postcode": "", "city": "", "country": "PL"}});
        let refused = world.put("/locations/x", wrong).await.ok(422);
        assert_eq!((refused.slug(), refused.text("/errors/0/pointer")), ("catalog/unknown-seller", "/seller".into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_by_what_is_known_of_them_and_the_reading_is_noted() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let body = json!({"email": "Anna.Nowak@example.com", "phone": "600 100 200", "name": "Anna Nowak", "channel": "shop"});
        let made = world.post("/people", body.clone()).await.ok(201);
        let id = made.text("/id");
        assert_eq!(world.post("/people", body).await.ok(201).text("/id"), id);
        for name in ["email:anna.nowak@example.com", "phone:%2B48600100200", id.as_str()] {
            assert_eq!(world.get(&format!("/people/{name}")).await.ok(200).text("/id"), id, "{name}");
        }
        let wallet = world.get(&format!("/people/{id}/wallet")).await.ok(200);
        assert_eq!((wallet.number("/spendable"), wallet.number("/pending")), (0, 0));
        let same = world.get(&format!("/wallets/{}", wallet.text("/id"))).await.ok(200);
        assert_eq!(same.body, wallet.body);
        let visitor = world
            .post(
                "/track",
                json!({"channel": "shop", "activities": [
                    {"kind": "product_view", "path": "/p/demo-product", "product": "demo-product", "sku": "DEMO-1",
                     "campaign": {"utm_source": "facebook", "fbclid": "abc"}}]}),
            )
            .await
            .ok(202)
            .text("/visitor");
        let joined = json!({"email": "anna.nowak@example.com", "channel": "shop", "visitor": visitor});
        world.post("/people", joined).await.ok(201);
        let timeline = world.get(&format!("/people/{id}/timeline")).await.ok(200);
        let kinds: Vec<&str> =
            timeline.body["items"].as_array().unwrap().iter().filter_map(|it| it["kind"].as_str()).collect();
        assert!(kinds.contains(&"product_view"), "{kinds:?}");

        let of_anna = AuditFilter { subject: Some(id.clone()), actor: None };
        let mut read = db.read().await.unwrap();
        let trail = access::audit_trail(&mut read, &of_anna, &PageRequest::default()).await.unwrap();
        assert!(trail.items.len() >= 7, "{:?}", trail.items);
        assert!(trail.items.iter().all(|it| it.action == "person.read" && it.actor.starts_with("key_")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_credit_is_given_once_and_shown_with_its_postings() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let body = json!({"email": "anna.nowak@example.com", "name": "Anna Nowak", "channel": "shop"});
        let path = format!("/people/{}/credit", world.post("/people", body).await.ok(201).text("/id"));
        let gift = |amount: i64, cause: &str| json!({"amount": {"amount": amount, "currency": "PLN"}, "cause": cause, "reference": "case 17"});
        let given = world.post(&path, gift(2_000, "goodwill")).await.ok(201);
        assert_eq!((given.number("/balance/amount"), given.number("/free/amount")), (2_000, 2_000));
        let refused = world.post(&path, gift(2_000, "spent")).await.ok(422);
        assert_eq!((refused.slug(), refused.text("/errors/0/pointer")), ("payments/invalid", "/cause".into()));
        assert_eq!(world.post(&path, gift(-2_001, "corrected")).await.ok(409).slug(), "payments/not-enough-credit");
        world.post(&path, gift(-500, "corrected")).await.ok(201);
        let shown = world.get(&format!("{path}?count=true&limit=1")).await.ok(200);
        assert_eq!(shown.number("/balances/0/balance/amount"), 1_500);
        assert_eq!((shown.number("/postings/items/0/amount/amount"), shown.number("/postings/count")), (-500, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_money_of_an_order_is_told_as_three_facts() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let basket = world.post("/baskets", json!({"channel": "shop"})).await.ok(201).text("/id");
        let line = json!({"sku": "DEMO-1", "quantity": 1});
        world.post(&format!("/baskets/{basket}/lines"), line).await.ok(201);
        let placed = world
            .post(
                &format!("/baskets/{basket}/checkout"),
                json!({
                    "deliveries": [{"mode": "pickup", "location": "gda-1"}],
                    "contact": {"email": "anna.nowak@example.com"},
                    "payments": [{"method": "on_pickup"}],
                }),
            )
            .await
            .ok(201);
        let path = format!("/orders/{}", placed.text("/id"));
        let money = world.get(&format!("{path}/money")).await.ok(200);
        let total = placed.number("/total/amount");
        assert_eq!((money.number("/owed/amount"), money.number("/due_by_now/amount")), (total, 0));
        assert_eq!(money.number("/payments/0/captured/amount"), 0);
        assert_eq!(money.text("/payments/0/capture_mode"), "immediate");
        assert_eq!(money.body["captures"], json!([]));
        // Nothing is outstanding, so nothing changes.
        let again = world.post(&format!("{path}/capture"), json!({})).await.ok(200);
        assert_eq!(again.body, money.body);
        let credit = json!({
            "deliveries": [{"mode": "pickup", "location": "gda-1"}],
            "contact": {"email": "anna.nowak@example.com"},
            "payments": [{"method": "store_credit"}],
        });
        let basket = world.post("/baskets", json!({"channel": "shop"})).await.ok(201).text("/id");
        let line = json!({"sku": "DEMO-1", "quantity": 1});
        world.post(&format!("/baskets/{basket}/lines"), line).await.ok(201);
        let refused = world.post(&format!("/baskets/{basket}/checkout"), credit).await.ok(422);
        assert_eq!(refused.slug(), "payments/credit-needs-person");
    })
    .await;
}
