use axum::http::StatusCode;
use customers::{Email, Language};
use kernel::Actor;

use crate::world::{Browser, World, each_shop};

const ANNA: &str = "anna@example.com";

async fn code(world: &World<'_>) -> String {
    let email = Email::parse(ANNA).unwrap();
    let made =
        world.db.run(&Actor::System, async |tx| customers::start_login(tx, &email, Language::Pl).await).await;
    made.unwrap().code
}

pub async fn sign_in(world: &World<'_>, browser: &mut Browser<'_>) {
    let code = code(world).await;
    let done = browser.post("/account/sign-in", &[("email", ANNA), ("code", &code)]).await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/account"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_sent_and_shown_nowhere() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let page = browser.post("/account/code", &[("email", ANNA), ("to", "/checkout")]).await;
        assert!(page.status == StatusCode::OK && page.has("Sprawdź pocztę") && page.has(ANNA));
        let (mut q, page) = (world.db.read().await.unwrap(), kernel::PageRequest::first(5));
        let sent = conversations::messages(&mut q, conversations::MessageFilter::All, &page).await.unwrap();
        assert_eq!(sent.items.len(), 1);
        let wrong = browser.post("/account/code", &[("email", "anna")]).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.has("Wpisz adres e-mail"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_counts_and_a_right_one_opens_the_account() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let code = code(world).await;
        let other = if code == "000000" { "000001" } else { "000000" };
        let wrong = browser.post("/account/sign-in", &[("email", ANNA), ("code", other)]).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.has("Zostały 4 próby"));
        assert!(browser.get("/account").await.has("Zaloguj się"));
        let to = browser
            .post("/account/sign-in", &[("email", ANNA), ("code", &code), ("to", "//evil.example")])
            .await;
        assert_eq!(to.to(), "/account");
        let account = browser.get("/account").await;
        assert!(
            account.has(ANNA)
                && account.has("Karta klienta")
                && account.has("code-ean")
                && account.has("code-qr")
        );
        assert!(account.has("data-test=\"points-spendable\">0<"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_basket_follows_the_person_to_another_device() {
    each_shop(async |world| {
        let mut phone = world.browser();
        phone.post("/basket", &[("sku", "BUTY-ROSA-GRANAT-42")]).await;
        sign_in(world, &mut phone).await;
        assert!(phone.get("/basket").await.has("Buty Rosa"));
        let mut desk = world.browser();
        desk.post("/basket", &[("sku", "KURTKA-HALNA-GRANAT-M")]).await;
        sign_in(world, &mut desk).await;
        let basket = desk.get("/basket").await;
        assert!(basket.has("Buty Rosa") && basket.has("Kurtka Halna"));
        assert!(phone.get("/basket").await.has("Kurtka Halna"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn own_data_are_edited_and_mistakes_come_back() {
    each_shop(async |world| {
        let mut browser = world.browser();
        sign_in(world, &mut browser).await;
        let wrong = browser.post("/account/profile", &[("name", "Anna Nowak"), ("phone", "12")]).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.has("value=\"12\""));
        browser
            .post("/account/profile", &[("name", "Anna Nowak"), ("phone", "601234567"), ("language", "en")])
            .await;
        let account = browser.get("/account").await;
        assert!(account.has("Dzień dobry, Anna") && account.has("value=\"+48601234567\""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_every_session() {
    each_shop(async |world| {
        let (mut phone, mut desk) = (world.browser(), world.browser());
        sign_in(world, &mut phone).await;
        sign_in(world, &mut desk).await;
        desk.post("/account/sign-out", &[("everywhere", "on")]).await;
        assert!(!desk.cookies.contains_key("spoina_person"));
        assert!(phone.get("/account").await.has("Wyślij kod"));
        sign_in(world, &mut desk).await;
        desk.post("/account/sign-out", &[]).await;
        assert!(desk.get("/account").await.has("Wyślij kod"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn points_and_receipts_of_every_channel_are_shown() {
    each_shop(async |world| {
        let mut browser = world.browser();
        sign_in(world, &mut browser).await;
        let found = customers::find_person(&mut world.db.read().await.unwrap(), ANNA).await.unwrap();
        let person = found[0].id;
        let pay = orders::Pay {
            id: kernel::TenderId::fresh(world.db.now()),
            method: payments::Method::Card,
            amount: kernel::Money::new(49_900, kernel::Currency::Pln),
            given: None,
            reference: None,
        };
        let sale = orders::Sell {
            order: kernel::OrderId::fresh(world.db.now()),
            till: None,
            location: world.places["poznan"],
            channel: kernel::ChannelCode::new("shop").unwrap(),
            lines: vec![orders::SellLine {
                id: kernel::LineId::fresh(world.db.now()),
                variant: world.variants["BUTY-ROSA-GRANAT-42"],
                quantity: kernel::Quantity::positive(1).unwrap(),
            }],
            person: Some(person),
            tenders: vec![pay],
            lang: "pl".to_owned(),
        };
        world.db.run(&Actor::System, async |tx| orders::sell(tx, sale.clone()).await).await.unwrap();
        let earn = loyalty::Earn {
            person,
            order: kernel::OrderId::fresh(world.db.now()),
            reference: kernel::EventId::fresh(world.db.now()),
            lines: vec![(
                kernel::LineId::fresh(world.db.now()),
                kernel::Money::new(49_900, kernel::Currency::Pln),
            )],
            at: world.db.now(),
        };
        world.db.run(&Actor::System, async |tx| loyalty::earn(tx, earn.clone()).await).await.unwrap();
        let account = browser.get("/account").await;
        assert!(
            account.has("kupione w sklepie")
                && account.has("499 punktów w drodze")
                && account.has("data-test=\"points-pending\"")
        );
    })
    .await;
}
