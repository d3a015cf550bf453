//! Only what can be done is offered.

use axum::http::StatusCode;
use inventory::Capability;
use orders::PaymentState;

use crate::world::{Browser, Page, each_shop};

const JACKET: &str = "KURTKA-HALNA-GRANAT-M";
const SHIP: &str = "name=\"delivery\" value=\"ship\"";
const PICKUP: &str = "name=\"delivery\" value=\"pickup\"";
const ONLINE: &str = "name=\"payment\" value=\"online\"";
const ON_PICKUP: &str = "name=\"payment\" value=\"on_pickup\"";
const NO_WAY: &str = "data-test=\"no-way\"";

async fn send(browser: &mut Browser<'_>, page: &Page, more: &[(&str, &str)]) -> Page {
    let (order, basket) = (page.field("order"), page.field("basket"));
    let mut fields = vec![("order", order.as_str()), ("basket", basket.as_str())];
    fields.extend([("name", "Anna Nowak"), ("email", "anna@example.com"), ("phone", "601 234 567")]);
    fields.extend([("street", "Polna 3"), ("postcode", "61-001"), ("city", "Poznań")]);
    fields.extend(more);
    browser.post("/checkout", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_bank_one_pays_in_the_store() {
    each_shop(async |world| {
        let shop = world.without_bank();
        let mut browser = shop.browser();
        let product = browser.get("/p/kurtka-halna").await;
        assert!(product.has("Odbierz i zapłać w sklepie") && !product.has("Dostawa w 1–2 dni robocze"));
        assert!(!product.has("Wysyłka w ciągu"));
        let help = browser.get("/help").await;
        assert!(help.has("Zapłacisz przy kasie") && !help.has("online") && !help.has("kurierem"));

        browser.post("/basket", &[("sku", JACKET)]).await;
        let basket = browser.get("/basket").await;
        assert!(basket.has("Odbiór w sklepie") && !basket.has("Kurier") && basket.has("href=\"/checkout\""));
        let checkout = browser.get("/checkout").await;
        assert!(checkout.has(PICKUP) && checkout.has(ON_PICKUP));
        assert!(!checkout.has(SHIP) && !checkout.has(ONLINE) && !checkout.has(NO_WAY));

        // A form from before, or made up.
        let sent = send(&mut browser, &checkout, &[("delivery", "ship")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has("Wysyłka jest chwilowo niedostępna") && sent.has(PICKUP) && !sent.has(SHIP));
        let there = [("delivery", "pickup"), ("store", "poznan")];
        let sent = send(&mut browser, &checkout, &[there[0], there[1], ("payment", "online")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has("Płatność online jest chwilowo niedostępna") && sent.has("Anna Nowak"));

        let placed = send(&mut browser, &checkout, &[there[0], there[1], ("payment", "on_pickup")]).await;
        let id = placed.to().trim_start_matches("/o/").to_owned();
        assert_eq!(world.order(&id).await.payment, PaymentState::DueAtPickup);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_done_the_basket_waits() {
    each_shop(async |world| {
        for store in ["poznan", "krakow"] {
            world.lets(store, &[Capability::Till]).await;
        }
        let shop = world.without_bank();
        let mut browser = shop.browser();
        browser.post("/basket", &[("sku", JACKET)]).await;
        let basket = browser.get("/basket").await;
        assert!(basket.has(NO_WAY) && basket.has("Kurtka Halna") && !basket.has("href=\"/checkout\""));
        let checkout = browser.get("/checkout").await;
        assert_eq!(checkout.status, StatusCode::OK);
        assert!(checkout.has("Nie przyjmujemy teraz zamówień w sieci") && !checkout.has("data-checkout"));
        let sent = send(&mut browser, &checkout, &[("delivery", "pickup"), ("store", "poznan")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has(NO_WAY));
        assert!(browser.get("/basket").await.has("Kurtka Halna"), "nothing was ordered");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_without_stores_sends_parcels() {
    each_shop(async |world| {
        for store in ["poznan", "krakow"] {
            world.lets(store, &[Capability::Till]).await;
        }
        let mut browser = world.browser();
        browser.post("/basket", &[("sku", JACKET)]).await;
        let basket = browser.get("/basket").await;
        assert!(basket.has("Kurier") && !basket.has("Odbiór w sklepie"));
        let checkout = browser.get("/checkout").await;
        assert!(checkout.has(&format!("{SHIP} checked")) && checkout.has(&format!("{ONLINE} checked")));
        assert!(!checkout.has(PICKUP) && !checkout.has(ON_PICKUP));
        let sent = send(&mut browser, &checkout, &[("delivery", "ship"), ("payment", "online")]).await;
        assert!(sent.to().starts_with("https://bank.example/"), "{}", sent.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_store_has_together_comes_by_parcel_if_it_can() {
    each_shop(async |world| {
        let mut browser = world.browser();
        for sku in ["KURTKA-HALNA-GRANAT-S", "BUTY-ROSA-GRANAT-42"] {
            browser.post("/basket", &[("sku", sku)]).await;
        }
        let nowhere = browser.get("/checkout").await;
        assert!(nowhere.has("Żaden sklep nie ma teraz wszystkiego. Zmień koszyk"));
        assert!(nowhere.has(PICKUP) && !nowhere.has(SHIP), "the warehouse has none of it");
        for sku in ["KURTKA-HALNA-GRANAT-S", "BUTY-ROSA-GRANAT-42"] {
            world.stock(sku, "magazyn", 1).await;
        }
        let by_parcel = browser.get("/checkout").await;
        assert!(by_parcel.has(&format!("{SHIP} checked")) && by_parcel.has("Kurier może przywieźć całość"));
        let changed = send(&mut browser, &by_parcel, &[("delivery", "pickup")]).await;
        assert!(changed.has(&format!("{PICKUP} checked")), "what the shopper chose stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_waits_for_a_bank_that_went_offers_no_payment() {
    each_shop(async |world| {
        let mut browser = world.browser();
        browser.post("/basket", &[("sku", JACKET)]).await;
        let checkout = browser.get("/checkout").await;
        let fields = [("delivery", "pickup"), ("store", "poznan"), ("payment", "online")];
        assert!(send(&mut browser, &checkout, &fields).await.to().starts_with("https://bank.example/"));
        let path = format!("/o/{}", checkout.field("order"));
        assert!(browser.get(&path).await.has("data-test=\"pay\""));
        let shop = world.without_bank();
        let mut later = shop.browser();
        later.cookies = browser.cookies.clone();
        assert!(!later.get(&path).await.has("data-test=\"pay\""));
        assert_eq!(later.post(&format!("{path}/pay"), &[]).await.to(), path);
    })
    .await;
}
