use axum::http::StatusCode;

use crate::world::each_shop;

const JACKET: &str = "KURTKA-HALNA-GRANAT-M";

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_is_filled_changed_and_emptied() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let added = browser.post("/basket", &[("sku", JACKET)]).await;
        assert_eq!((added.status, added.to()), (StatusCode::SEE_OTHER, "/basket"));
        let page = browser.get("/basket").await;
        assert!(page.has("Kurtka Halna") && page.has("399,00\u{a0}zł"));
        let line = page.field("line");
        browser.post("/basket/line", &[("line", &line), ("quantity", "3")]).await;
        assert!(browser.get("/basket").await.has("1197,00\u{a0}zł"));
        let out = browser.post("/basket/line", &[("line", &line), ("quantity", "0")]).await;
        assert!(out.headers.get_all("set-cookie").iter().any(|it| it.to_str().unwrap().contains("toast=")));
        assert!(browser.get("/basket").await.has("Twój koszyk jest pusty"));
        let undo = format!("/basket/back?variant={}&quantity=3", world.variants[JACKET]);
        assert_eq!(browser.post(&undo, &[]).await.status, StatusCode::NO_CONTENT);
        assert!(browser.get("/basket").await.has("1197,00\u{a0}zł"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_size_has_to_be_picked_first() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let asked =
            browser.post("/basket", &[("key", "kurtka-halna"), ("back", "/p/kurtka-halna?c=granat")]).await;
        assert_eq!(asked.to(), "/p/kurtka-halna?c=granat&size-needed=1#sizes");
        assert!(browser.get("/p/kurtka-halna?c=granat&size-needed=1").await.has("Najpierw wybierz: rozmiar"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_basket_survives_a_restart_and_belongs_to_its_browser() {
    each_shop(async |world| {
        let mut browser = world.browser();
        browser.post("/basket", &[("sku", JACKET)]).await;
        let other_node = world.fresh();
        let mut same = other_node.browser();
        same.cookies = browser.cookies.clone();
        assert!(same.get("/basket").await.has("Kurtka Halna"));
        assert!(!world.browser().get("/basket").await.has("Kurtka Halna"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_is_said_before_anybody_orders() {
    each_shop(async |world| {
        let mut browser = world.browser();
        browser.post("/basket", &[("sku", "KURTKA-HALNA-GRANAT-S"), ("quantity", "2")]).await;
        let page = browser.get("/basket").await;
        assert!(page.has("Została tylko 1 sztuka") && page.has("popraw zaznaczone"));
        world.stock("KURTKA-HALNA-GRANAT-S", "krakow", -1).await;
        assert!(browser.get("/basket").await.has("Już niedostępne"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn htmx_gets_the_drawer_and_the_count() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let token = browser.get("/stores").await.field("csrf");
        browser.headers.push(("hx-request", "true".to_owned()));
        browser.headers.push(("x-csrf-token", token));
        let piece = browser.post_raw("/basket", &[("sku", JACKET)]).await;
        assert!(piece.has("Dodano do koszyka") && piece.has("id=\"basket-count\"") && !piece.has("<html"));
        let refused = browser.post_raw("/basket", &[("sku", "NOBODY-KNOWS-IT")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn picking_up_here_leads_to_the_checkout_with_that_store() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let taken = browser.post("/basket", &[("sku", JACKET), ("store", "poznan")]).await;
        assert_eq!(taken.to(), "/checkout?store=poznan");
        let page = browser.get("/checkout?store=poznan").await;
        assert!(page.has("value=\"poznan\" checked"));
    })
    .await;
}
