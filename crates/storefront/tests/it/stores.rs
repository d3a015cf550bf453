use axum::http::StatusCode;

use crate::world::each_shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_store_says_whether_it_is_open_and_until_when() {
    each_shop(async |world| {
        // Friday, ten in the morning.
        let mut browser = world.browser();
        let all = browser.get("/stores").await;
        assert!(all.has("Mróz Poznań") && all.has("Mróz Kraków") && !all.has("magazyn"));
        let page = browser.get("/stores/poznan").await;
        assert!(page.has("otwarte do 20:00") && page.has("10:00–20:00") && page.has("ClothingStore"));
        world.clock.wind_hours(12);
        assert!(browser.get("/stores/poznan").await.has("otwieramy jutro o 10:00"));
        world.clock.wind_hours(24);
        assert!(browser.get("/stores/poznan").await.has("otwieramy: poniedziałek, 23 listopada, 10:00"));
        assert_eq!(browser.get("/stores/magazyn").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn my_store_comes_first() {
    each_shop(async |world| {
        let mut browser = world.browser();
        browser.post("/store", &[("code", "krakow"), ("to", "/stores/krakow")]).await;
        assert!(browser.get("/stores/krakow").await.has("Mój sklep"));
        let page = browser.get("/p/kurtka-halna?v=KURTKA-HALNA-GRANAT-M").await;
        assert!(page.body.find("near-krakow").unwrap() < page.body.find("near-poznan").unwrap());
        browser.post("/store", &[("code", ""), ("to", "/")]).await;
        assert!(!browser.cookies.contains_key("spoina_store"));
    })
    .await;
}
