use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_both_languages_and_lacks_no_word() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let person = world.krakow_order.person.expect("an order with an e-mail has a person");
        let paths = [
            "/staff".to_owned(),
            "/staff/me".to_owned(),
            "/staff/orders".to_owned(),
            "/staff/orders?life=placed&payment=due_at_pickup&fulfilment=unfulfilled&channel=shop&at=krakow&from=2026-01-01&to=2027-01-01&q=lis".to_owned(),
            format!("/staff/orders/{}", world.krakow_order.number),
            format!("/staff/orders/{}/pick-list", world.krakow_order.id),
            format!("/staff/orders/{}/change", world.krakow_order.number),
            format!("/staff/orders/{}/complaint", world.krakow_order.number),
            "/staff/complaints".to_owned(),
            "/staff/complaints?state=all".to_owned(),
            "/staff/queue".to_owned(),
            "/staff/queue?at=gdansk".to_owned(),
            "/staff/exceptions".to_owned(),
            "/staff/exceptions?kind=late&mine=1".to_owned(),
            "/staff/policies/sourcing".to_owned(),
            "/staff/policies/service".to_owned(),
            "/staff/products".to_owned(),
            "/staff/products?q=nic-takiego".to_owned(),
            "/staff/products/new".to_owned(),
            "/staff/products/kurtka-turnia".to_owned(),
            "/staff/products/kurtka-turnia/prices".to_owned(),
            "/staff/products/kurtka-turnia/stock".to_owned(),
            "/staff/stock".to_owned(),
            "/staff/stock?at=all".to_owned(),
            "/staff/stock?q=turnia".to_owned(),
            "/staff/stock/SZR-TURNIA".to_owned(),
            "/staff/stock/SZR-TURNIA?at=krakow".to_owned(),
            "/staff/stock/SZR-TURNIA?at=krakow&channel=shop".to_owned(),
            "/staff/stock/shortfalls".to_owned(),
            "/staff/transfers".to_owned(),
            "/staff/transfers?state=sent".to_owned(),
            "/staff/transfers/new".to_owned(),
            "/staff/stock/incoming".to_owned(),
            "/staff/counts".to_owned(),
            "/staff/stock/rules".to_owned(),
            "/staff/stock/rules?channel=shop".to_owned(),
            "/staff/locations".to_owned(),
            "/staff/locations/new".to_owned(),
            "/staff/locations/krakow".to_owned(),
            "/staff/people".to_owned(),
            format!("/staff/people/{person}"),
            format!("/staff/people/{person}?kind=orders"),
            "/staff/people/conflicts".to_owned(),
            "/staff/access".to_owned(),
            "/staff/access/new".to_owned(),
            "/staff/access/keys".to_owned(),
            "/staff/access/trail".to_owned(),
            "/staff/system".to_owned(),
        ];
        for lang in ["pl", "en"] {
            let browser = Browser::speaking(&world.app, lang);
            browser.send(axum::http::Method::GET, "/staff/sign-in", None, Vec::new(), &[]).await.is(200);
            browser.sign_in("admin@szron.example", crate::world::PASSWORD).await.is(303);
            // The account speaks Polish; this browser has its own wish.
            let wish = [("cookie", if lang == "pl" { "lang=pl" } else { "lang=en" })];
            for path in &paths {
                let answer = browser.send(axum::http::Method::GET, path, None, Vec::new(), &wish).await;
                assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.body);
                answer.lacks("⟦").lacks(" style=").lacks("onclick=").has("</html>");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_customers_type_is_never_markup() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        browser.get("/staff/orders").await.lacks("Ewa Lis <b>").has("Ewa Lis &#60;b&#62;");
        let number = &world.krakow_order.number;
        browser.get(&format!("/staff/orders/{number}")).await.lacks("Ewa Lis <b>");
        browser.get("/staff/orders?q=%3Cscript%3E").await.is(200).lacks("<script>");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_page_is_told_in_the_shell() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        browser
            .get("/staff/orders/XXXX-XXXX")
            .await
            .is(404)
            .has("Nie udało się")
            .has("href=\"/staff/orders\"");
        browser.get("/staff/products/nie-ma").await.is(404).has("Nie ma takiego produktu.");
        browser.get("/staff/stock/NIE-MA").await.is(404);
        browser.get("/staff/people/person_x").await.is(404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_finds_orders_goods_and_people() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let number = &world.krakow_order.number;
        browser
            .get(&format!("/staff/search?q={number}"))
            .await
            .is(200)
            .has(&format!("/staff/orders/{number}"));
        browser
            .get("/staff/search?q=SZR-TURNIA")
            .await
            .has("/staff/stock/SZR-TURNIA")
            .has("/staff/products/kurtka-turnia");
        browser.get("/staff/search?q=ewa.lis@example.com").await.has("/staff/people/person_");
        browser.get("/staff/search?q=x").await.has("[]");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_place_is_remembered() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let to = browser.get("/staff/place?code=gdansk&to=/staff/queue").await;
        assert_eq!((to.status.as_u16(), to.to.as_str()), (303, "/staff/queue"));
        let queue = browser.get("/staff/queue").await;
        queue.has(&world.gdansk_order.number).lacks(&world.krakow_order.number);
    })
    .await;
}
