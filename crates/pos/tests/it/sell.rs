use serde_json::json;

use crate::world::{card, cash, each, goods, sale, till};

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_with_cash_gives_change_and_is_one_sale_however_often_it_is_sent() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, price) = goods(world, &browser).await[0];
        let before = inventory::at(&world.db, variant, world.here.id).await.unwrap();
        let body = sale(world, &[(variant, 2)], json!([cash(world, 2 * price, 2 * price + 1_500)]));
        let sold = browser.post(world, "/pos/api/sales", body.clone()).await.fine();
        assert_eq!((sold["total"].as_i64(), sold["change"].as_i64()), (Some(2 * price), Some(1_500)));
        for _ in 0..3 {
            let again = browser.post(world, "/pos/api/sales", body.clone()).await.fine();
            assert_eq!(again["number"], sold["number"]);
        }
        assert_eq!(inventory::at(&world.db, variant, world.here.id).await.unwrap(), before - 2);
        let today = browser.get(world, "/pos/api/sales").await.fine();
        assert_eq!(today.as_array().unwrap().len(), 1);

        let mut other = body;
        other["lines"][0]["quantity"] = json!(3);
        browser.post(world, "/pos/api/sales", other).await.refused(409, "orders/id-taken");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_and_card_share_a_sale_and_have_to_add_up() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, price) = goods(world, &browser).await[0];
        let short = sale(world, &[(variant, 1)], json!([card(world, price - 100)]));
        browser.post(world, "/pos/api/sales", short).await.refused(422, "orders/wrong-amount");
        let little = sale(world, &[(variant, 1)], json!([cash(world, price, price - 1)]));
        browser.post(world, "/pos/api/sales", little).await.refused(422, "payments/too-little-cash");
        let tenders = json!([cash(world, 1_000, 1_000), card(world, price - 1_000)]);
        let sold = browser.post(world, "/pos/api/sales", sale(world, &[(variant, 1)], tenders)).await.fine();
        assert_eq!(sold["total"].as_i64(), Some(price));
        let none = sale(world, &[], json!([]));
        browser.post(world, "/pos/api/sales", none).await.refused(422, "orders/invalid");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_at_the_till_sees_the_sale_in_the_profile() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let new = json!({ "name": "Ewa Żak", "phone": "601 111 222", "email": "" });
        let person = browser.post(world, "/pos/api/people", new.clone()).await.fine();
        assert_eq!(browser.post(world, "/pos/api/people", new).await.fine()["id"], person["id"]);
        let found = browser.get(world, "/pos/api/people?q=601111222").await.fine();
        assert_eq!(found[0]["name"], "Ewa Żak");
        let scanned =
            browser.get(world, &format!("/pos/api/scan?code={}", person["card"].as_str().unwrap())).await;
        assert_eq!(scanned.fine()["person"]["id"], person["id"]);

        let (variant, price) = goods(world, &browser).await[0];
        let mut body = sale(world, &[(variant, 1)], json!([card(world, price)]));
        body["person"] = person["id"].clone();
        browser.post(world, "/pos/api/sales", body).await.fine();
        let profile =
            browser.get(world, &format!("/pos/api/people/{}", person["id"].as_str().unwrap())).await.fine();
        assert_eq!(profile["orders"][0]["total"].as_i64(), Some(price));
        assert_eq!(profile["orders"][0]["lines"].as_array().unwrap().len(), 1);
        let bad = json!({ "name": "", "phone": "12", "email": "" });
        browser.post(world, "/pos/api/people", bad).await.refused(422, "customers/invalid-phone");
    })
    .await;
}
