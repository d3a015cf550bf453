use testkit::{each_database, each_database_with_clock};
use totp_rs::{Builder, Secret};

use crate::world::{AREAS, Browser, PASSWORD, world};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_is_asked_and_comes_back() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::new(&world.app);
        let answer = browser.get("/staff/orders?life=placed").await;
        answer.is(303);
        assert_eq!(answer.to, "/staff/sign-in?to=/staff/orders%3Flife%3Dplaced");
        let form = browser.get(&answer.to).await;
        form.is(200).has("Logowanie dla zespołu");
        assert_eq!(form.input("to"), "/staff/orders?life=placed");
        let done = browser
            .post(
                "/staff/sign-in",
                &[
                    ("email", "admin@szron.example"),
                    ("password", PASSWORD),
                    ("to", "/staff/orders?life=placed"),
                ],
            )
            .await;
        assert_eq!((done.status.as_u16(), done.to.as_str()), (303, "/staff/orders?life=placed"));
        browser.get(&done.to).await.is(200).has(&world.krakow_order.number);
        let elsewhere = Browser::new(&world.app);
        let fields = [("email", "admin@szron.example"), ("password", PASSWORD), ("to", "//evil.example")];
        assert_eq!(elsewhere.post("/staff/sign-in", &fields).await.to, "/staff");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_keeps_the_address_and_says_so() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::speaking(&world.app, "en");
        let answer = browser.sign_in("admin@szron.example", "wrong-wrong-wrong").await;
        answer.is(401).has("The e-mail or the password is wrong.").has("value=\"admin@szron.example\"");
        answer.lacks("wrong-wrong-wrong");
        browser.get("/staff").await.is(303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_have_to_wait() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::new(&world.app);
        for _ in 0..40 {
            let answer = browser.sign_in("admin@szron.example", "wrong-wrong-wrong").await;
            if answer.status.as_u16() == 429 {
                answer.has("Za dużo prób. Odczekaj");
                assert!(answer.headers.contains_key("retry-after"));
                return;
            }
        }
        panic!("nobody was stopped");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_set_up_by_its_picture_and_asked_for_afterwards() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "agent@szron.example").await;
        browser.get("/staff/me").await.is(200).has("Włącz drugi składnik");
        let shown = browser.post("/staff/me/code/start", &[]).await;
        shown.is(200).has("<svg class=\"qr\"");
        let (_, rest) = shown.body.split_once("<code class=\"break\">").unwrap();
        let secret = rest[..rest.find('<').unwrap()].to_owned();
        let code = || {
            let totp = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap();
            totp.generate((db.now().as_millis() / 1000) as u64).to_string()
        };
        browser.post("/staff/me/code", &[("code", "000000")]).await.is(422).has("Ten kod nie pasuje");
        let done = browser.post("/staff/me/code", &[("code", &code())]).await;
        done.is(200).has("Kody zapasowe");

        clock.wind_minutes(2);
        let again = Browser::new(&world.app);
        let asked = again.sign_in("agent@szron.example", PASSWORD).await;
        asked.is(303);
        assert!(asked.to.starts_with("/staff/sign-in/code"), "{}", asked.to);
        again.get("/staff").await.is(303);
        again.get(&asked.to).await.is(200).has("Drugi składnik");
        again.post("/staff/sign-in/code", &[("code", "000000")]).await.has("Ten kod nie pasuje");
        again.post("/staff/sign-in/code", &[("code", &code()), ("to", "/staff")]).await.is(303);
        again.get("/staff").await.is(200).has("Dzień dobry, Agata");
        again.post("/staff/me/code/remove", &[("own", "not-my-password")]).await.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let out = browser.post("/staff/sign-out", &[]).await;
        assert_eq!((out.status.as_u16(), out.to.as_str()), (303, "/staff/sign-in"));
        browser.get("/staff").await.is(303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_password_changes_only_against_the_old_one() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let browser = Browser::signed_in(&world.app, "agent@szron.example").await;
        let form = |old: &'static str, new: &'static str| [("old", old), ("password", new), ("again", new)];
        let wrong = browser.post("/staff/me/password", &form("nie-to-haslo", "nowe-haslo-1234")).await;
        wrong.is(422).has("To nie jest obecne hasło.");
        browser.post("/staff/me/password", &form(PASSWORD, "krotkie")).await.is(422).has("od 10 do 200");
        browser.post("/staff/me/password", &form(PASSWORD, "nowe-haslo-1234")).await.is(303);
        browser.get("/staff").await.is(303);
        Browser::new(&world.app).sign_in("agent@szron.example", "nowe-haslo-1234").await.is(303);
    })
    .await;
}
