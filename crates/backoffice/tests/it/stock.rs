use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_on_the_shelf_stands_in_the_ledger_once() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let page = browser.get("/staff/stock/SZR-TURNIA?at=krakow").await;
        page.is(200).has("Przyjęcie").has("Kraków Floriańska").lacks("Gdańsk");
        let id = page.input("id");
        let before = inventory::at(db, world.jacket, world.krakow).await.unwrap();
        let path = "/staff/stock/SZR-TURNIA/tell";
        let told = [
            ("id", id.as_str()),
            ("at", "krakow"),
            ("what", "received"),
            ("units", "7"),
            ("reference", "WZ 12"),
        ];
        browser.post(path, &told).await.is(303);
        browser.post(path, &told).await.is(303);
        assert_eq!(inventory::at(db, world.jacket, world.krakow).await.unwrap(), before + 7);
        let other = [("id", id.as_str()), ("at", "krakow"), ("what", "received"), ("units", "8")];
        browser.post(path, &other).await.is(422).has("Ten formularz już zapisano");
        browser.get("/staff/stock/SZR-TURNIA?at=krakow").await.has("WZ 12").has("Kuba Krakowski");
        browser
            .post(path, &[("at", "krakow"), ("what", "counted"), ("units", "x")])
            .await
            .is(422)
            .has("Wpisz liczbę");
        browser.post(path, &[("at", "krakow"), ("what", "adjusted"), ("units", "0")]).await.is(422);
        browser.post(path, &[("at", "krakow"), ("what", "counted"), ("units", "3")]).await.is(303);
        browser.post(path, &[("at", "krakow"), ("what", "aside_display"), ("units", "1")]).await.is(303);
        browser.post(path, &[("at", "krakow"), ("what", "safety"), ("units", "1")]).await.is(303);
        // 3 counted, 1 promised, 1 on display, 1 kept back.
        assert_eq!(inventory::at(db, world.jacket, world.krakow).await.unwrap(), 0);
        browser.post(path, &[("at", "krakow"), ("what", "aside_display"), ("units", "-9")]).await.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_promised_goods_are_a_shortfall_for_the_store_that_lacks_them() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let path = "/staff/stock/SZR-TURNIA/tell";
        admin.post(path, &[("at", "gdansk"), ("what", "counted"), ("units", "0")]).await.is(303);
        admin.get("/staff/stock/shortfalls").await.has("Gdańsk Długa").has("SZR-TURNIA");
        admin.get("/staff/stock").await.has("1 brak");
        let krakow = Browser::signed_in(&world.app, "krakow@szron.example").await;
        krakow.get("/staff/stock/shortfalls").await.has("Niczego nie brakuje");
        admin.get("/staff/stock?at=all&below=0").await.has("Gdańsk Długa").lacks("Kraków Floriańska</td>");
        admin.get("/staff/products/kurtka-turnia/stock").await.has("−1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_hours_are_edited_as_text() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let page = admin.get("/staff/locations/krakow").await;
        page.has("10:00-20:00");
        let version = page.input("version");
        let base = [
            ("version", version.as_str()),
            ("name", "Kraków Rynek"),
            ("kind", "store"),
            ("state", "active"),
            ("seller", "szron"),
            ("country", "PL"),
            ("lat", "50,06"),
            ("lon", "19.94"),
            ("can.pickup", "on"),
            ("exceptions", "2026-12-24 10:00-14:00\n2026-12-25"),
        ];
        let with = |day: &'static str| [&base[..], &[("day.0", day)]].concat();
        let wrong = admin.post("/staff/locations/krakow", &with("rano")).await;
        wrong.is(422).has("Godziny zapisz jak 10:00-20:00.").has("value=\"rano\"");
        admin.post("/staff/locations/krakow", &with("9:00–17:00")).await.is(303);
        let stored = inventory::location(&mut db.read().await.unwrap(), world.krakow).await.unwrap();
        assert_eq!(stored.name, "Kraków Rynek");
        assert_eq!(stored.hours.week[0][0].to_string_pair(), ("09:00".to_owned(), "17:00".to_owned()));
        assert_eq!(stored.hours.exceptions.len(), 2);
        admin
            .post("/staff/locations/krakow", &with("9:00-17:00"))
            .await
            .is(422)
            .has("Ktoś zmienił to miejsce");
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.post("/staff/locations/krakow", &with("9:00-17:00")).await.is(403);
    })
    .await;
}

trait Pair {
    fn to_string_pair(&self) -> (String, String);
}
impl Pair for inventory::Span {
    fn to_string_pair(&self) -> (String, String) {
        (self.from.to_string(), self.to.to_string())
    }
}
