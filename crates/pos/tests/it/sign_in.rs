use serde_json::json;

use crate::world::{Browser, each, somebody, till};

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_opens_the_till_of_the_own_store_and_nothing_else() {
    each(async |world| {
        let visitor = Browser::default();
        let page = visitor.get(world, "/pos").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("data-boot") && page.text.contains(&world.here.code));
        visitor.get(world, "/pos/api/me").await.refused(401, "access/signed-out");
        visitor.get(world, "/pos/api/goods?q=kurtka").await.refused(401, "access/signed-out");

        let (staff, pin) = somebody(world, &world.here).await;
        visitor.enter(world, &world.there, &staff, &pin).await.refused(401, "access/wrong-credentials");
        let me = visitor.enter(world, &world.here, &staff, &pin).await.fine();
        assert_eq!((&me["place"]["code"], &me["may"]["sell"]), (&json!(world.here.code), &json!(true)));
        assert_eq!(visitor.get(world, "/pos/api/me").await.fine()["staff"]["id"], json!(staff));

        visitor.post(world, "/pos/api/sign-out", json!(null)).await.fine();
        visitor.get(world, "/pos/api/me").await.refused(401, "access/signed-out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_pin_is_slowed_down_and_even_the_right_one_has_to_wait() {
    each(async |world| {
        let (staff, pin) = somebody(world, &world.here).await;
        let thief = Browser { english: true, ..Browser::default() };
        let mut refused = None;
        for guess in 0..20 {
            let answer = thief.enter(world, &world.here, &staff, &format!("{:06}", 900_000 + guess)).await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
            answer.refused(401, "access/wrong-credentials");
        }
        let problem = refused.expect("somebody stops it").refused(429, "access/too-many-tries");
        assert!(problem["retry_after"].as_i64().unwrap() > 0);
        assert!(problem["text"].as_str().unwrap().contains("minute"));
        thief.enter(world, &world.here, &staff, &pin).await.refused(429, "access/too-many-tries");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_page_sends_is_refused() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let body = Some(json!({ "name": "Ewa", "phone": "601 111 222", "email": "" }));
        let forged = browser.send(world, "POST", "/pos/api/people", body.clone(), false).await;
        forged.refused(403, "access/forged-form");
        let broken = browser.post(world, "/pos/api/people", json!({ "name": 5 })).await;
        broken.refused(400, "pos/broken-request");
        browser.send(world, "POST", "/pos/api/people", body, true).await.fine();
    })
    .await;
}
