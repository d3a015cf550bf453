use access::{ChangeStaff, Error, SignIn, SignedIn, StaffState};
use kernel::{Actor, Problem};
use testkit::{each_database, each_database_with_clock};

use crate::help::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session() {
    each_database(AREAS, async |db| {
        let staff = administrator(db).await;
        let opened = signed_in(db).await;
        assert_eq!(opened.session.staff, staff.id);
        let found = access::session(&mut db.read().await.unwrap(), opened.token.reveal(), db.now())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.actor(), staff.actor());
        assert_eq!(found.csrf(), opened.session.csrf());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_and_a_wrong_password_look_the_same() {
    each_database(AREAS, async |db| {
        administrator(db).await;
        let wrong = access::sign_in(db, &credentials("wrong password")).await.unwrap_err();
        let nobody = SignIn { email: "nobody@szron.example".to_owned(), ..credentials(PASSWORD) };
        let unknown = access::sign_in(db, &nobody).await.unwrap_err();
        assert_eq!(Problem::from(wrong), Problem::from(unknown));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_even_with_the_right_password() {
    each_database_with_clock(AREAS, async |db, clock| {
        administrator(db).await;
        for _ in 0..5 {
            let refused = access::sign_in(db, &credentials("wrong password")).await;
            assert!(matches!(refused, Err(Error::WrongCredentials)));
        }
        let refused = access::sign_in(db, &credentials(PASSWORD)).await.unwrap_err();
        let seconds = refused.retry_after().unwrap();
        assert!((1..=30).contains(&seconds), "{seconds}");
        assert_eq!(Problem::from(refused).status, 429);
        clock.wind_minutes(1);
        signed_in(db).await;
        // The account starts afresh.
        for _ in 0..4 {
            assert!(access::sign_in(db, &credentials("wrong password")).await.is_err());
        }
        signed_in(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_guesses_do_not_slip_through() {
    each_database(AREAS, async |db| {
        administrator(db).await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { access::sign_in(&db, &credentials("wrong password")).await })
            })
            .collect();
        let mut judged = 0;
        for guess in guesses {
            match guess.await.unwrap() {
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
async fn one_address_cannot_try_all_accounts() {
    each_database(AREAS, async |db| {
        let mut judged = 0;
        for n in 0..33 {
            let request = SignIn { email: format!("a{n}@szron.example"), ..credentials("x") };
            match access::sign_in(db, &request).await {
                Err(Error::WrongCredentials) => judged += 1,
                Err(Error::TooManyTries { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(judged, 30);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_is_out_at_once() {
    each_database(AREAS, async |db| {
        let staff = administrator(db).await;
        let opened = signed_in(db).await;
        let change = ChangeStaff {
            id: staff.id,
            name: staff.name.clone(),
            language: staff.language.clone(),
            state: StaffState::Suspended,
            roles: staff.roles.clone(),
            locations: vec![],
            expected_version: None,
        };
        db.run(&Actor::System, async |tx| access::change_staff(tx, change.clone()).await).await.unwrap();
        assert!(!lives(db, opened.token.reveal()).await);
        assert!(matches!(access::sign_in(db, &credentials(PASSWORD)).await, Err(Error::WrongCredentials)));
    })
    .await;
}

#[test]
fn a_request_does_not_print_its_secret() {
    assert!(!format!("{:?}", credentials(PASSWORD)).contains("horse"));
    let _: fn(SignedIn) = |_| {};
}
