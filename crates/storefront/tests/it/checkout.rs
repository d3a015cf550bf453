use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use orders::{Life, PaymentState};

use crate::world::{Browser, Page, World, each_shop};

const JACKET: &str = "KURTKA-HALNA-GRANAT-M";

async fn fill(browser: &mut Browser<'_>, sku: &str) -> Page {
    browser.post("/basket", &[("sku", sku)]).await;
    browser.get("/checkout").await
}

async fn order<'p>(browser: &mut Browser<'_>, page: &Page, more: &[(&'p str, &'p str)]) -> Page {
    let (id, basket) = (page.field("order"), page.field("basket"));
    let mut fields = vec![
        ("order", id.as_str()),
        ("basket", basket.as_str()),
        ("delivery", "pickup"),
        ("store", "poznan"),
        ("payment", "on_pickup"),
        ("name", "Anna Nowak"),
        ("email", "anna@example.com"),
        ("phone", "601 234 567"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend(more);
    browser.post("/checkout", &fields).await
}

fn id_of(page: &Page) -> String {
    page.to().trim_start_matches("/o/").to_owned()
}

async fn reserved(world: &World<'_>, sku: &str) -> i64 {
    let filter = inventory::StockFilter { variant: Some(world.variants[sku]), ..Default::default() };
    let page = kernel::PageRequest::first(50);
    let rows = inventory::stock(&mut world.db.read().await.unwrap(), &filter, &page).await.unwrap();
    rows.items.iter().map(|row| row.reserved).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_put_aside_in_the_chosen_store() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        assert!(checkout.has("jest wszystko") && checkout.has("399,00\u{a0}zł"));
        let placed = order(&mut browser, &checkout, &[]).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER);
        let id = id_of(&placed);
        let stored = world.order(&id).await;
        assert_eq!(
            (stored.payment, stored.fulfilments[0].location),
            (PaymentState::DueAtPickup, world.places["poznan"])
        );
        assert_eq!(reserved(world, JACKET).await, 1);
        let page = browser.get(placed.to()).await;
        assert!(
            page.has("Odłożone dla Ciebie")
                && page.has(&stored.fulfilments[0].code)
                && page.has(&stored.number)
        );
        assert!(page.has("<svg class=\"code code-qr\"") && page.has("anna@example.com"));
        assert!(browser.get("/basket").await.has("Twój koszyk jest pusty"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_one_order() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        let first = order(&mut browser, &checkout, &[]).await;
        let second = order(&mut browser, &checkout, &[]).await;
        assert_eq!(first.to(), second.to());
        assert_eq!(reserved(world, JACKET).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_form_comes_back_whole_with_every_complaint() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        let wrong = [("email", "anna@"), ("phone", "12"), ("name", " "), ("store", "atlantis")];
        let page = order(&mut browser, &checkout, &wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for text in
            ["Wpisz adres e-mail", "Wpisz numer telefonu", "Wpisz imię", "Wybierz sklep", "value=\"anna@\""]
        {
            assert!(page.has(text), "{text}");
        }
        assert_eq!(page.field("order"), checkout.field("order"));
        let parcel =
            [("delivery", "ship"), ("street", ""), ("postcode", "0-1"), ("city", "Łódź"), ("phone", "")];
        let page = order(&mut browser, &checkout, &parcel).await;
        assert!(
            page.has("00-000")
                && page.has("Wpisz ulicę")
                && page.has("Kurier potrzebuje")
                && page.has("value=\"Łódź\"")
        );
        assert_eq!(reserved(world, JACKET).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gone_goods_are_named_and_nothing_typed_is_lost() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        world.stock(JACKET, "poznan", -2).await;
        let page = order(&mut browser, &checkout, &[]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(
            page.has("Ktoś był szybszy")
                && page.has("Kurtka Halna, granatowy, M")
                && page.has("value=\"Anna Nowak\"")
        );
        assert!(page.has("brakuje 1 pozycji"));
        let placed = order(&mut browser, &page, &[("store", "krakow")]).await;
        assert_eq!(world.order(&id_of(&placed)).await.fulfilments[0].location, world.places["krakow"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_online_leads_to_the_bank_and_back() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        let parcel = [
            ("delivery", "ship"),
            ("street", "Polna 3/4"),
            ("postcode", "00950"),
            ("city", "Warszawa"),
            ("payment", "online"),
        ];
        let placed = order(&mut browser, &checkout, &parcel).await;
        assert!(placed.to().starts_with("https://bank.example/ref-"), "{}", placed.to());
        let id = checkout.field("order");
        let stored = world.order(&id).await;
        assert_eq!(stored.payment, PaymentState::Pending);
        assert_eq!(stored.fulfilments[0].address.as_ref().unwrap().postcode, "00-950");
        let back = browser.get(&format!("/pay/return?order={id}")).await;
        assert_eq!(back.to(), format!("/o/{id}?back=1"));
        assert!(browser.get(back.to()).await.has("Czekamy na potwierdzenie z banku"));
        let again = browser.post(&format!("/o/{id}/pay"), &[]).await;
        assert_eq!(again.to(), placed.to());
        let intent =
            payments::intents(&mut world.db.read().await.unwrap(), stored.id).await.unwrap().remove(0);
        let paid = payments::Outcome {
            intent: intent.id,
            kind: payments::TransactionKind::Captured,
            reference: "move-1".into(),
            amount: intent.amount,
            happened_at: world.db.now(),
        };
        world
            .db
            .run(&kernel::Actor::System, async |tx| payments::record_outcome(tx, paid.clone()).await)
            .await
            .unwrap();
        kernel::settle(&world.db, &[orders::consumer()], &[]).await.unwrap();
        assert_eq!(browser.get(&format!("/pay/return?order={id}")).await.to(), format!("/o/{id}"));
        let page = browser.get(&format!("/o/{id}")).await;
        assert!(page.has("Opłacone") && page.has("Zamówienie przyjęte") && !page.has("data-test=\"pay\""));
    })
    .await;
}

/// Whoever the code at sign-in was sent to gets a gesture.
async fn gift(world: &World<'_>, minor: i64) {
    let mut read = world.db.read().await.unwrap();
    let person = customers::find_person(&mut read, "anna@example.com").await.unwrap()[0].id;
    drop(read);
    let gift = payments::GrantCredit {
        id: kernel::PostingId::fresh(world.db.now()),
        person,
        amount: kernel::Money::new(minor, kernel::Currency::Pln),
        cause: payments::CreditCause::Goodwill,
        order: None,
        reference: "case-1".to_owned(),
    };
    let given =
        world.db.run(&kernel::Actor::System, async |tx| payments::grant_credit(tx, gift.clone()).await);
    given.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn store_credit_pays_first_and_the_rest_goes_to_the_bank() {
    each_shop(async |world| {
        let mut browser = world.browser();
        crate::account::sign_in(world, &mut browser).await;
        assert!(!fill(&mut browser, JACKET).await.has("data-test=\"credit\""), "nobody has any");
        gift(world, 10_000).await;
        let checkout = browser.get("/checkout").await;
        assert!(checkout.has("Użyj środków na koncie: 100,00\u{a0}zł"));
        let refused = order(&mut browser, &checkout, &[("credit", "on")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.has("nie wystarczą na całość"));
        let both = [("credit", "on"), ("payment", "online")];
        let placed = order(&mut browser, &checkout, &both).await;
        assert!(placed.to().starts_with("https://bank.example/ref-"), "{}", placed.to());
        let stored = world.order(&checkout.field("order")).await;
        let intents = payments::intents(&mut world.db.read().await.unwrap(), stored.id).await.unwrap();
        let of = |method| intents.iter().find(|it| it.method == method).map(|it| it.amount.minor);
        assert_eq!(of(payments::Method::StoreCredit), Some(10_000));
        assert_eq!(of(payments::Method::Online), Some(39_900 - 10_000));
        assert!(browser.get("/account").await.has("Środki na koncie: 0,00\u{a0}zł"), "held by the order");

        gift(world, 100_000).await;
        let checkout = fill(&mut browser, JACKET).await;
        let placed = order(&mut browser, &checkout, &[("credit", "on")]).await;
        let stored = world.order(&id_of(&placed)).await;
        assert_eq!((stored.payment, stored.total.minor), (PaymentState::Authorised, 39_900));
        assert!(browser.get(placed.to()).await.has("Opłacone"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_bank_costs_nothing() {
    each_shop(async |world| {
        world.bank.is_closed.store(true, Ordering::SeqCst);
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        let placed = order(&mut browser, &checkout, &[("payment", "online")]).await;
        let id = checkout.field("order");
        assert_eq!(placed.to(), format!("/o/{id}?pay=later"));
        assert!(browser.get(placed.to()).await.has("chwilowo nie odpowiada"));
        world.bank.is_closed.store(false, Ordering::SeqCst);
        assert!(browser.post(&format!("/o/{id}/pay"), &[]).await.to().starts_with("https://bank.example/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_ordered_may_cancel() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        let placed = order(&mut browser, &checkout, &[]).await;
        let id = id_of(&placed);
        let mut stranger = world.browser();
        let page = stranger.get(placed.to()).await;
        assert!(
            page.has("Odłożone dla Ciebie")
                && !page.has("anna@example.com")
                && !page.has("data-test=\"cancel\"")
        );
        assert_eq!(stranger.post(&format!("/o/{id}/cancel"), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.order(&id).await.life, Life::Placed);
        browser.post(&format!("/o/{id}/cancel"), &[]).await;
        assert_eq!(world.order(&id).await.life, Life::Cancelled);
        assert_eq!(reserved(world, JACKET).await, 0);
        assert!(browser.get(placed.to()).await.has("Anulowane"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_basket_has_no_checkout() {
    each_shop(async |world| {
        let mut browser = world.browser();
        assert_eq!(browser.get("/checkout").await.to(), "/basket");
        assert_eq!(browser.post("/checkout", &[("name", "x")]).await.to(), "/basket");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_goes_to_the_nearest_locker_for_its_own_price() {
    each_shop(async |world| {
        offer_lockers(world).await;
        let mut browser = world.browser();
        let checkout = fill(&mut browser, JACKET).await;
        assert!(checkout.has("data-test=\"by-locker\"") && checkout.has("9,99"));
        assert!(checkout.has("Podaj miasto lub kod pocztowy"));
        let chosen = browser.post("/place", &[("q", "Poznań"), ("to", "/checkout?delivery=locker")]).await;
        assert_eq!(chosen.to(), "/checkout?delivery=locker");
        let checkout = browser.get(chosen.to()).await;
        assert!(checkout.has("data-test=\"locker-POZ01A\"") && checkout.has("value=\"locker\" checked"));

        let wrong = [("delivery", "locker"), ("locker", "POZ99Z"), ("phone", "601 234 567")];
        let refused = order(&mut browser, &checkout, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.has("Wybierz automat z listy"));
        let right = [("delivery", "locker"), ("locker", "POZ01A"), ("phone", "601 234 567")];
        let placed = order(&mut browser, &refused, &right).await;
        assert!(placed.to().starts_with("https://bank.example/ref-"), "{}", placed.to());
        let id = checkout.field("order");
        let stored = world.order(&id).await;
        assert_eq!(stored.delivery.gross.minor, 999);
        assert_eq!(stored.fulfilments[0].address.as_ref().unwrap().street, "ul. Cienista 4");
        let page = browser.get(&format!("/o/{id}")).await;
        assert!(page.has("Automat POZ01A") && page.has("ul. Cienista 4"));
    })
    .await;
}

async fn offer_lockers(world: &World<'_>) {
    let reference = catalog::markets(&mut world.db.read().await.unwrap()).await.unwrap().remove(0);
    let service = shipping::Service {
        market: reference.code,
        code: "locker".to_owned(),
        carrier: "simship".to_owned(),
        kind: shipping::Kind::Locker,
        name: catalog::Text::same("Automat"),
        fee: kernel::Money::new(999, reference.currency),
        free_from: None,
        position: 1,
        state: shipping::ServiceState::Offered,
    };
    let locker = shipping::PickupPoint {
        code: "POZ01A".to_owned(),
        name: "Automat POZ01A".to_owned(),
        address: inventory::Address {
            street: "ul. Cienista 4".to_owned(),
            postcode: "61-001".to_owned(),
            city: "Poznań".to_owned(),
            country: "PL".to_owned(),
        },
        place: inventory::Point::new(52.41, 16.93).unwrap(),
        hint: String::new(),
    };
    let saved = world.db.run(&kernel::Actor::System, async |tx| {
        shipping::save_service(tx, service.clone()).await?;
        shipping::store_points(tx, "simship", std::slice::from_ref(&locker)).await
    });
    saved.await.unwrap();
}
