use kernel::Sku;
use testkit::each_database;

use crate::world::{AREAS, Browser, list, world};

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"5\"><rect width=\"4\" height=\"5\"/></svg>";

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_saved_and_a_second_editor_is_told_what_changed() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "oferta@szron.example").await;
        let page = browser.get("/staff/products/kurtka-turnia").await;
        let version = page.input("version");
        let path = "/staff/products/kurtka-turnia";
        let form = |name: &'static str, version: &str| {
            [
                ("version", version.to_owned()),
                ("status", "published".to_owned()),
                ("texts.pl.name", name.to_owned()),
                ("texts.pl.features", "Ciepła\n\nLekka".to_owned()),
                ("texts.en.name", "Turnia jacket".to_owned()),
                ("rows", "1".to_owned()),
                ("variants.0.sku", "SZR-TURNIA".to_owned()),
                ("variants.0.keep", "on".to_owned()),
                ("variants.0.ean", "5901234123457".to_owned()),
            ]
        };
        fn pairs<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
            form.iter().map(|(name, value)| (*name, value.as_str())).collect()
        }
        browser.post(path, &pairs(&form("Kurtka Turnia II", &version))).await.is(303);
        let stored = catalog::product_by_key(&mut db.read().await.unwrap(), "kurtka-turnia").await.unwrap();
        assert_eq!(stored.product.text("pl").name, "Kurtka Turnia II");
        assert_eq!(stored.product.text("pl").features, ["Ciepła", "Lekka"]);
        assert_eq!(stored.variants[0].ean.as_ref().unwrap().to_string(), "5901234123457");

        let conflict = browser.post(path, &pairs(&form("Kurtka Zmarzła", &version))).await;
        conflict.is(409).has("Ktoś zapisał ten produkt").has("Kurtka Turnia II").has("Kurtka Zmarzła");
        let now = conflict.input("version");
        browser.post(path, &pairs(&form("Kurtka Zmarzła", &now))).await.is(303);

        let mut wrong = form("Kurtka Zmarzła", "99");
        wrong[8].1 = "123".to_owned();
        browser
            .post(path, &pairs(&wrong))
            .await
            .is(422)
            .has("To nie jest poprawny kod EAN.")
            .has("value=\"123\"");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_product_gets_its_address_and_variants() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "oferta@szron.example").await;
        browser.get("/staff/products/new").await.is(200);
        let empty = browser.post("/staff/products/new", &[("status", "draft"), ("rows", "3")]).await;
        empty.is(422).has("role=\"alert\"");
        let fields = [
            ("status", "draft"),
            ("texts.pl.name", "Czapka Śnieżka"),
            ("rows", "3"),
            ("axes", "size "),
            ("variants.0.sku", "SZR-SNIEZKA-M"),
            ("variants.0.size", "M"),
            ("variants.1.sku", "SZR-SNIEZKA-L"),
            ("variants.1.size", "L"),
        ];
        let done = browser.post("/staff/products/new", &fields).await;
        assert_eq!((done.status.as_u16(), done.to.as_str()), (303, "/staff/products/czapka-sniezka"));
        let stored = catalog::product_by_key(&mut db.read().await.unwrap(), "czapka-sniezka").await.unwrap();
        assert_eq!(stored.variants.len(), 2);
        assert_eq!(stored.variants[1].option("size"), Some("L"));
        browser.get("/staff/products?status=draft").await.has("Czapka Śnieżka").lacks("Kurtka Turnia");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_looked_at_before_they_are_kept() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "oferta@szron.example").await;
        browser.get("/staff/products/kurtka-turnia").await.is(200);
        let path = "/staff/products/kurtka-turnia/pictures";
        browser.upload(path, "a.svg", SVG).await.is(303);
        let known =
            async || catalog::product_by_key(&mut db.read().await.unwrap(), "kurtka-turnia").await.unwrap();
        assert_eq!(known().await.media.len(), 1);
        let page = browser.get("/staff/products/kurtka-turnia").await;
        page.has(&format!("/media/{}", known().await.media[0].media));
        browser.upload(path, "a.exe", b"MZ not a picture").await.is(422).has("Tego pliku nie pokażemy");
        let active = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        browser.upload(path, "b.svg", active).await.is(422);
        assert_eq!(known().await.media.len(), 1);
        *browser.csrf.lock().unwrap() = "forged".to_owned();
        browser.upload(path, "c.svg", SVG).await.is(403);
        let _ = world.gdansk;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_change_together_and_tell_the_lowest_of_thirty_days() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "oferta@szron.example").await;
        browser.get("/staff/products/kurtka-turnia/prices").await.is(200).has("349,00");
        let path = "/staff/products/kurtka-turnia/prices";
        let name = format!("gross.{}", world.jacket);
        let wrong = browser.post(path, &[("list", "pln"), (&name, "dużo")]).await;
        wrong.is(422).has("To nie jest kwota.").has("value=\"dużo\"");
        let past = browser.post(path, &[("list", "pln"), (&name, "299"), ("from", "2020-01-01T10:00")]).await;
        past.is(422).has("Cena nie może obowiązywać od przeszłości.");
        browser.post(path, &[("list", "pln"), (&name, "299,90")]).await.is(303);
        let sku = Sku::new("SZR-TURNIA").unwrap();
        let id = catalog::variant_by_sku(&mut db.read().await.unwrap(), &sku).await.unwrap().id;
        let prices = pricing::prices(&mut db.read().await.unwrap(), &list(), &[id], db.now()).await.unwrap();
        assert_eq!(prices[&id].gross.minor, 29_990);
        assert_eq!(prices[&id].lowest_30_days.unwrap().minor, 34_900);
        browser.get(path).await.has("299,90").has("Olga Oferta");
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.post(path, &[("list", "pln"), (&name, "1")]).await.is(403);
    })
    .await;
}
