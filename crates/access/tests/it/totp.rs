use access::{Error, SignIn, SignedIn, Staff};
use kernel::Db;
use testkit::{TestClock, each_database_with_clock};

use crate::help::*;

fn code(secret: &str, db: &Db) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate((db.now().as_millis() / 1000) as u64).to_string()
}

async fn with_second_factor(db: &Db, clock: &TestClock) -> (Staff, String, Vec<String>) {
    let staff = administrator(db).await;
    let enrolment = db.run(&staff.actor(), async |tx| access::enrol_totp(tx, staff.id).await).await.unwrap();
    assert!(enrolment.url.starts_with("otpauth://totp/Spoina:anna%40szron.example?secret="));
    let right = code(&enrolment.secret, db);
    let wrong = db.run(&staff.actor(), async |tx| access::confirm_totp(tx, staff.id, "000000").await).await;
    assert!(matches!(wrong, Err(Error::WrongCode)));
    let codes =
        db.run(&staff.actor(), async |tx| access::confirm_totp(tx, staff.id, &right).await).await.unwrap();
    clock.wind_minutes(2);
    (staff, enrolment.secret, codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_alone_no_longer_opens() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (staff, secret, _) = with_second_factor(db, clock).await;
        let SignedIn::CodeNeeded(ticket) = access::sign_in(db, &credentials(PASSWORD)).await.unwrap() else {
            panic!("the code is needed")
        };
        assert!(!lives(db, ticket.reveal()).await, "a ticket is no session");
        let wrong = access::finish_sign_in(db, ticket.reveal(), "123456", "203.0.113.9").await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
        let right = code(&secret, db);
        let opened = access::finish_sign_in(db, ticket.reveal(), &right, "203.0.113.9").await.unwrap();
        assert_eq!(opened.session.staff, staff.id);
        assert!(lives(db, opened.token.reveal()).await);
        let again = access::finish_sign_in(db, ticket.reveal(), &right, "203.0.113.9").await;
        assert!(matches!(again, Err(Error::SignedOut)), "a ticket is good once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (_, secret, _) = with_second_factor(db, clock).await;
        let both = SignIn { code: Some(code(&secret, db)), ..credentials(PASSWORD) };
        assert!(matches!(access::sign_in(db, &both).await, Ok(SignedIn::Done(_))));
        assert!(matches!(access::sign_in(db, &both).await, Err(Error::WrongCredentials)));
        clock.wind_minutes(1);
        let both = SignIn { code: Some(code(&secret, db)), ..credentials(PASSWORD) };
        assert!(matches!(access::sign_in(db, &both).await, Ok(SignedIn::Done(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_stands_in_once() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (_, _, codes) = with_second_factor(db, clock).await;
        assert_eq!(codes.len(), 8);
        let both = SignIn { code: Some(codes[3].clone()), ..credentials(PASSWORD) };
        assert!(matches!(access::sign_in(db, &both).await, Ok(SignedIn::Done(_))));
        assert!(matches!(access::sign_in(db, &both).await, Err(Error::WrongCredentials)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_cannot_be_guessed_with_a_known_password() {
    each_database_with_clock(AREAS, async |db, clock| {
        with_second_factor(db, clock).await;
        let mut judged = 0;
        for n in 0..10 {
            let both = SignIn { code: Some(format!("{n:06}")), ..credentials(PASSWORD) };
            match access::sign_in(db, &both).await {
                Err(Error::WrongCredentials) => judged += 1,
                Err(Error::TooManyTries { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(judged, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_can_be_removed_by_its_owner() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (staff, _, _) = with_second_factor(db, clock).await;
        db.run(&staff.actor(), async |tx| access::remove_totp(tx, staff.id).await).await.unwrap();
        signed_in(db).await;
    })
    .await;
}
