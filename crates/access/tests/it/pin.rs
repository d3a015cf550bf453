use access::{Error, PinSignIn, Role, SessionKind};
use kernel::{Capability, Db, LocationId, Locations, StaffId};
use testkit::{each_database, each_database_with_clock};

use crate::help::*;

async fn enter(db: &Db, staff: StaffId, location: LocationId, pin: &str) -> Result<access::Opened, Error> {
    let request = PinSignIn { location, staff, pin: pin.to_owned(), address: "10.0.0.1".to_owned() };
    access::pin_sign_in(db, &request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_opens_the_till_of_the_own_store_only() {
    each_database(AREAS, async |db| {
        let (here, there) = (somewhere(db), somewhere(db));
        let staff = assistant(db, here, "4711").await;
        let opened = enter(db, staff.id, here, "4711").await.unwrap();
        assert_eq!((opened.session.kind, opened.session.location), (SessionKind::Till, Some(here)));
        assert!(opened.session.allows(Capability::Sell));
        assert_eq!(opened.session.grants.locations, Locations::Only([here].into()));
        assert!(matches!(enter(db, staff.id, there, "4711").await, Err(Error::WrongCredentials)));
        assert!(matches!(enter(db, staff.id, here, "4712").await, Err(Error::WrongCredentials)));
        let cards = access::staff_at(&mut db.read().await.unwrap(), here).await.unwrap();
        assert_eq!(cards.len(), 1);
        assert!(access::staff_at(&mut db.read().await.unwrap(), there).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pins_cannot_be_tried_out() {
    each_database_with_clock(AREAS, async |db, clock| {
        let here = somewhere(db);
        let staff = assistant(db, here, "4711").await;
        for n in 0..5 {
            assert!(matches!(
                enter(db, staff.id, here, &format!("{n:04}")).await,
                Err(Error::WrongCredentials)
            ));
        }
        assert!(matches!(enter(db, staff.id, here, "4711").await, Err(Error::TooManyTries { .. })));
        clock.wind_minutes(1);
        assert!(enter(db, staff.id, here, "4711").await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_session_of_a_manager_manages_nothing() {
    each_database(AREAS, async |db| {
        let here = somewhere(db);
        let pin = access::PinHash::make("123456").await.unwrap();
        let boss = add(
            db,
            access::AddStaff { pin: Some(pin), ..anna(db, &[Role::Administrator, Role::Store], &[here]) },
        )
        .await;
        let opened = enter(db, boss.id, here, "123456").await.unwrap();
        assert!(!opened.session.allows(Capability::ManageAccess));
        assert!(boss.actor().allows(Capability::ManageAccess, here));
    })
    .await;
}
