use axum::http::StatusCode;

use crate::world::each_shop;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_shows_goods_and_marks_the_browser() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let page = browser.get("/").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.has("Na miasto.") && page.has("Kurtka Halna") && page.has("/c/jackets"));
        assert!(browser.cookies["spoina_visitor"].starts_with("visitor_"));
        let again = browser.get("/").await;
        assert!(again.headers.get("set-cookie").is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_a_page_in_the_readers_language() {
    each_shop(async |world| {
        for path in ["/no-such-page", "/c/nothing", "/p/nothing", "/stores/nowhere", "/o/order_x", "/v/NONE"]
        {
            let mut browser = world.browser();
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(page.has("Nie ma takiej strony") && page.has("storefront/no-such-page"), "{path}");
            browser.lang = "en";
            assert!(browser.get(path).await.has("There is no such page"), "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_the_shop_and_nothing_private() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let robots = browser.get("/robots.txt").await;
        assert!(robots.has("Disallow: /checkout") && robots.has("Sitemap: https://shop.example/sitemap.xml"));
        let map = browser.get("/sitemap.xml").await;
        for path in ["/", "/c/jackets", "/p/kurtka-halna", "/stores/poznan"] {
            assert!(map.has(&format!("<loc>https://shop.example{path}</loc>")), "{path}");
        }
        assert!(browser.get("/basket").await.has("content=\"noindex\""));
        let product = browser.get("/p/kurtka-halna?utm_source=x").await;
        assert!(!product.has("noindex"));
        assert!(product.has("<link rel=\"canonical\" href=\"https://shop.example/p/kurtka-halna\">"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_keep_for_ever_and_cannot_run() {
    each_shop(async |world| {
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 5\"/>".to_vec();
        let media = world.state.blobs.put(svg).await.unwrap();
        let mut browser = world.browser();
        let page = browser.get(&format!("/media/{}", media.id)).await;
        assert_eq!(page.headers["content-type"], "image/svg+xml");
        assert!(page.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        let etag = page.headers["etag"].to_str().unwrap().to_owned();
        browser.headers.push(("if-none-match", etag));
        assert_eq!(browser.get(&format!("/media/{}", media.id)).await.status, StatusCode::NOT_MODIFIED);
        assert_eq!(browser.get("/media/../x").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_is_refused() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let token = browser.get("/stores").await.field("csrf");
        let refused = browser.post_raw("/basket", &[("sku", "BUTY-ROSA-GRANAT-42")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.has("storefront/foreign-form") && refused.has("nieaktualny"));
        let mut other = world.browser();
        other.get("/").await;
        let borrowed =
            other.post_raw("/basket", &[("csrf", token.as_str()), ("sku", "BUTY-ROSA-GRANAT-42")]).await;
        assert_eq!(borrowed.status, StatusCode::FORBIDDEN);
        browser.headers.push(("sec-fetch-site", "cross-site".to_owned()));
        let crossed =
            browser.post_raw("/basket", &[("csrf", token.as_str()), ("sku", "BUTY-ROSA-GRANAT-42")]).await;
        assert_eq!(crossed.status, StatusCode::FORBIDDEN);
        browser.headers.clear();
        assert!(browser.get("/basket").await.has("Twój koszyk jest pusty"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_lead_to_the_order_and_nowhere_else() {
    each_shop(async |world| {
        let mut browser = world.browser();
        assert_eq!(browser.get("/orders/order_01").await.to(), "/o/order_01");
        assert_eq!(browser.get("/orders/%2F%2Fevil.example").await.to(), "/o/evil.example");
    })
    .await;
}
