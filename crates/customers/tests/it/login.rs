use customers::{Error, Evidence, Finish, Finished, Kind, Language, LoginCode, Refusal};
use kernel::Actor;
use testkit::{each_database, each_database_with_clock};

use crate::*;

async fn start(db: &Db, address: &str) -> Result<LoginCode, Error> {
    db.run(&Actor::System, async |tx| customers::start_login(tx, &email(address), Language::Pl).await).await
}
async fn finish(db: &Db, address: &str, code: &str, visitor: Option<VisitorId>) -> Finished {
    let request = Finish { email: email(address), code: code.to_owned(), visitor, channel: channel() };
    db.run(&Actor::System, async |tx| customers::finish_login(tx, request.clone()).await).await.unwrap()
}
fn wrong(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { char::from(digit as u8 + 1) }).collect()
}
fn refusal(finished: Finished) -> Refusal {
    match finished {
        Finished::Refused(refusal) => refusal,
        Finished::SignedIn { .. } => panic!("signed in"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_signs_in_to_the_profile_of_their_orders() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        let visitor = new_visitor(db);
        let code = start(db, "Anna@example.com").await.unwrap();
        assert_eq!(code.code.len(), 6);
        let spaced = format!(" {} {} ", &code.code[..3], &code.code[3..]);
        let (session, token) =
            finish(db, "anna@example.com", &spaced, Some(visitor)).await.signed_in().unwrap();
        assert_eq!(session.person, anna);
        let now = db.now();
        let found = customers::session(&mut db.read().await.unwrap(), &token, now).await.unwrap().unwrap();
        assert_eq!(found, session);
        let known = person(db, anna).await;
        let address = known.identifiers.iter().find(|it| it.kind == Kind::Email).unwrap();
        assert_eq!(address.evidence, Evidence::Verified);
        assert!(address.verified_at.is_some());
        assert_eq!(refusal(finish(db, "anna@example.com", &code.code, None).await), Refusal::CodeExpired);
        assert!(events(db).await.contains(&"customers.signed_in".to_owned()));
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_guesses_use_a_code_up() {
    each_database(AREAS, async |db| {
        let code = start(db, "anna@example.com").await.unwrap().code;
        for left in [4, 3, 2, 1] {
            let refused = refusal(finish(db, "anna@example.com", &wrong(&code), None).await);
            assert_eq!(refused, Refusal::WrongCode { left });
        }
        assert_eq!(refusal(finish(db, "anna@example.com", &wrong(&code), None).await), Refusal::CodeExpired);
        assert_eq!(refusal(finish(db, "anna@example.com", &code, None).await), Refusal::CodeExpired);
        let fresh = start(db, "anna@example.com").await.unwrap().code;
        assert!(finish(db, "anna@example.com", &fresh, None).await.signed_in().is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_guesses_share_no_attempt() {
    each_database(AREAS, async |db| {
        let code = start(db, "anna@example.com").await.unwrap().code;
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (db, code) = (db.clone(), wrong(&code));
                tokio::spawn(async move { refusal(finish(&db, "anna@example.com", &code, None).await) })
            })
            .collect();
        let mut counted = 0;
        for task in tasks {
            counted += usize::from(matches!(task.await.unwrap(), Refusal::WrongCode { .. }));
        }
        assert_eq!(counted, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_ten_minutes_and_the_newest_one_counts() {
    each_database_with_clock(AREAS, async |db, clock| {
        let old = start(db, "anna@example.com").await.unwrap().code;
        let new = start(db, "anna@example.com").await.unwrap().code;
        if old != new {
            let refused = refusal(finish(db, "anna@example.com", &old, None).await);
            assert_eq!(refused, Refusal::WrongCode { left: 4 });
        }
        clock.wind_minutes(10);
        assert_eq!(refusal(finish(db, "anna@example.com", &new, None).await), Refusal::CodeExpired);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_gets_five_codes_an_hour() {
    each_database_with_clock(AREAS, async |db, clock| {
        for _ in 0..5 {
            start(db, "anna@example.com").await.unwrap();
        }
        clock.wind_minutes(20);
        let refused = start(db, "anna@example.com").await;
        assert!(matches!(refused, Err(Error::TooManyCodes { minutes: 39..=41 })), "{refused:?}");
        start(db, "bruno@example.com").await.unwrap();
        clock.wind_minutes(41);
        start(db, "anna@example.com").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_code_nor_token_is_stored_in_clear_or_told_in_an_event() {
    each_database(AREAS, async |db| {
        let code = start(db, "anna@example.com").await.unwrap();
        let (_, token) = finish(db, "anna@example.com", &code.code, None).await.signed_in().unwrap();
        assert!(!format!("{code:?}{token:?}").contains(&code.code));
        let again = start(db, "anna@example.com").await.unwrap().code;
        let mut read = db.read().await.unwrap();
        let (salt, hash): (String, String) =
            read.one("SELECT salt, hash FROM customers_login", args![]).await.unwrap();
        assert!(hash.len() == 64 && salt != again && hash != again);
        let (stored,): (String,) = read.one("SELECT hash FROM customers_session", args![]).await.unwrap();
        assert_ne!(stored, token.as_str());
        let bodies: Vec<(String,)> =
            read.all("SELECT CAST(body AS text) FROM kernel_event", args![]).await.unwrap();
        assert!(bodies.iter().all(|it| !it.0.contains("anna") && !it.0.contains(token.as_str())));
    })
    .await;
}
