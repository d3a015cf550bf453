//! Screens of what may be promised: the calculation, shares, rules, transfers, deliveries, counts.

use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_variant_says_why_not_more_is_sellable() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let path = "/staff/stock/SZR-TURNIA";
        let page = admin.get(&format!("{path}?at=krakow")).await;
        page.is(200).has("Dlaczego nie więcej").has("Obiecane").has("Żaden kanał nie ma tu udziału");
        let share = [("at", "krakow"), ("channel", "shop"), ("protected", "2"), ("kept", "0")];
        admin.post(&format!("{path}/share"), &share).await.is(303);
        admin.get(&format!("{path}?at=krakow")).await.has("Chronione dla innego kanału");
        admin.get(&format!("{path}?at=krakow&channel=shop")).await.lacks("Chronione dla innego kanału");
        let aside = [("at", "krakow"), ("what", "aside_display"), ("units", "1")];
        admin.post(&format!("{path}/tell"), &aside).await.is(303);
        admin.get(&format!("{path}?at=krakow")).await.has("można dotknąć w sklepie");
        let rules = "/staff/stock/rules";
        let closed = [
            ("channel", "shop"),
            ("state:krakow", "closed"),
            ("safety:krakow", "0"),
            ("confidence:krakow", "0"),
        ];
        admin.post(&format!("{rules}/places"), &closed).await.is(303);
        admin.get(&format!("{path}?at=krakow&channel=shop")).await.has("Miejsce zamknięte dla kanału");
        let wrong = [
            ("channel", "shop"),
            ("state:krakow", "open"),
            ("safety:krakow", "x"),
            ("confidence:krakow", "0"),
        ];
        admin.post(&format!("{rules}/places"), &wrong).await.is(422);
        let out = [("channel", "shop"), ("sku", "SZR-TURNIA")];
        admin.post(&format!("{rules}/exclusions"), &out).await.is(303);
        admin.get(rules).await.has("Kurtka Turnia");
        let days = [("channel", "shop"), ("ahead", "backorder"), ("days", "30")];
        admin.post(&format!("{rules}/channel"), &days).await.is(303);
        let krakow = Browser::signed_in(&world.app, "krakow@szron.example").await;
        krakow.post(&format!("{rules}/channel"), &days).await.is(403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_asked_for_packed_and_unpacked_on_screens() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let id = admin.get("/staff/transfers/new").await.input("id");
        let asked =
            [("id", id.as_str()), ("source", "gdansk"), ("destination", "krakow"), ("lines", "SZR-TURNIA 2")];
        admin.post("/staff/transfers/new", &asked).await.is(303);
        admin.post("/staff/transfers/new", &asked).await.is(303);
        let wrong = [("source", "gdansk"), ("destination", "krakow"), ("lines", "NIE-MA 2")];
        admin.post("/staff/transfers/new", &wrong).await.is(422).has("NIE-MA");
        let path = format!("/staff/transfers/{id}");
        admin.get(&path).await.is(200).has("Kurtka Turnia").has("Wyślij");
        let krakow = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let line = format!("units:{}", world.jacket);
        krakow.post(&format!("{path}/send"), &[(line.as_str(), "2")]).await.is(403);
        admin.post(&format!("{path}/send"), &[(line.as_str(), "2")]).await.is(303);
        krakow.get("/staff/stock/incoming").await.has("Kurtka Turnia");
        krakow.post(&format!("{path}/receive"), &[(line.as_str(), "x")]).await.is(422);
        krakow.post(&format!("{path}/receive"), &[(line.as_str(), "1")]).await.is(303);
        krakow.get(&path).await.has("Przyjęte").has("−1");
        krakow.get("/staff/stock/SZR-TURNIA?at=krakow").await.has("Przesunięcie").has(&path);
        admin.get("/staff/transfers?state=received").await.has("Gdańsk Długa → Kraków Floriańska");
        admin.get("/staff/transfers/transfer_x").await.is(404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_expected_and_arrives_and_people_count_with_a_phone() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let krakow = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let id = krakow.get("/staff/stock/incoming").await.input("id");
        let line = [
            ("id", id.as_str()),
            ("sku", "SZR-TURNIA"),
            ("at", "krakow"),
            ("units", "4"),
            ("when", "2027-02-01"),
            ("reference", "PO 7"),
        ];
        krakow.post("/staff/stock/incoming", &line).await.is(303);
        krakow.post("/staff/stock/incoming", &[("sku", "NIE-MA"), ("at", "krakow")]).await.is(422);
        let page = krakow.get("/staff/stock/incoming").await;
        page.has("PO 7").has("Kurtka Turnia");
        let before = inventory::at(db, world.jacket, world.krakow).await.unwrap();
        krakow.post(&format!("/staff/stock/incoming/{id}/arrive"), &[("units", "4")]).await.is(303);
        assert_eq!(inventory::at(db, world.jacket, world.krakow).await.unwrap(), before + 4);

        let id = krakow.get("/staff/counts").await.input("id");
        let round = [("id", id.as_str()), ("at", "krakow"), ("name", "Regał 3"), ("q", "turnia")];
        krakow.post("/staff/counts", &round).await.is(303);
        let path = format!("/staff/counts/{id}");
        krakow.get(&path).await.is(200).has("Kurtka Turnia").has("do policzenia");
        krakow
            .post(&format!("{path}/line"), &[("code", "nic"), ("units", "1")])
            .await
            .is(422)
            .has("Nie znamy");
        krakow.post(&format!("{path}/line"), &[("code", "SZR-TURNIA"), ("units", "8")]).await.is(303);
        krakow.get(&path).await.has("−1").has("1 pozycja policzona");
        krakow.post(&format!("{path}/finish"), &[]).await.is(303);
        krakow.get("/staff/counts").await.has("Zakończone");
        assert_eq!(inventory::audit(&mut db.read().await.unwrap()).await.unwrap(), []);
    })
    .await;
}
