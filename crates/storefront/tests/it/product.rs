use axum::http::StatusCode;

use crate::world::each_shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_straight_to_the_variant() {
    each_shop(async |world| {
        let mut browser = world.browser();
        for link in [
            "/p/kurtka-halna?v=KURTKA-HALNA-GRANAT-S",
            "/p/kurtka-halna?variant=kurtka-halna-granat-s&fbclid=x",
        ] {
            let page = browser.get(link).await;
            assert!(page.has("name=\"sku\" value=\"KURTKA-HALNA-GRANAT-S\""), "{link}");
            assert!(page.has("Została ostatnia sztuka") && page.has("399,00\u{a0}zł"));
        }
        assert_eq!(browser.get("/v/BUTY-ROSA-GRANAT-43").await.to(), "/p/buty-rosa?v=BUTY-ROSA-GRANAT-43");
        let ad = browser.get("/v/BUTY-ROSA-GRANAT-43?utm_source=instagram&fbclid=IwAR0").await;
        assert_eq!(ad.to(), "/p/buty-rosa?v=BUTY-ROSA-GRANAT-43&utm_source=instagram&fbclid=IwAR0");
        let open = browser.get("/p/kurtka-halna").await;
        assert!(!open.has("name=\"sku\"") && open.has("data-needs-size"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_say_what_is_left() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let page = browser.get("/p/kurtka-halna?c=granat").await;
        assert!(page.has("została 1"));
        let gone = browser.get("/p/kurtka-halna?v=KURTKA-HALNA-MECH-M").await;
        assert!(gone.has("Wyprzedane w tym rozmiarze") && !gone.has("data-test=\"add\""));
        assert!(gone.has("Teraz w żadnym sklepie"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_are_told_nearest_first() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let link = "/p/kurtka-halna?v=KURTKA-HALNA-GRANAT-M";
        let set = browser.post("/place", &[("q", "31-100"), ("to", link)]).await;
        assert_eq!((set.status, set.to()), (StatusCode::SEE_OTHER, link));
        let page = browser.get(link).await;
        let (near, far) = (page.body.find("near-krakow").unwrap(), page.body.find("near-poznan").unwrap());
        assert!(near < far && page.has("2 sztuki") && page.has("dostępne"));
        browser.post("/place", &[("lat", "52.41"), ("lon", "16.9"), ("to", "https://evil.example")]).await;
        let page = browser.get(link).await;
        assert!(page.body.find("near-poznan").unwrap() < page.body.find("near-krakow").unwrap());
        let unknown = browser.post("/place", &[("q", "Atlantyda"), ("to", "//evil.example")]).await;
        assert_eq!(unknown.to(), "/stores");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_name_becomes_markup() {
    each_shop(async |world| {
        let mut world = world.fresh();
        world.add("zla", "</script><b onclick=x>Zła</b>", "jackets", &["mech"], &["M"], 1_000).await;
        let mut browser = world.browser();
        for path in ["/p/zla", "/c/jackets", "/search?q=zla"] {
            let page = browser.get(path).await;
            assert!(page.has("Zła") && !page.has("<b onclick"), "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_read_offers_of_every_variant() {
    each_shop(async |world| {
        let page = world.browser().get("/p/kurtka-halna").await;
        assert!(page.has("\"@type\":\"ProductGroup\"") && page.has("\"price\":\"399.00\""));
        assert!(page.has("https://schema.org/OutOfStock") && page.has("https://schema.org/InStock"));
        assert!(page.has("https://shop.example/p/kurtka-halna?v=KURTKA-HALNA-GRANAT-M"));
    })
    .await;
}
