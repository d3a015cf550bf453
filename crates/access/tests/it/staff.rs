use access::{AddStaff, ChangeStaff, Error, PasswordHash, Role, StaffState};
use kernel::{Actor, Capability, Locations, PageRequest, StaffId};
use testkit::each_database;

use crate::help::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_adds_somebody_once() {
    each_database(AREAS, async |db| {
        let request = anna(db, &[Role::Administrator], &[]);
        let first = add(db, request.clone()).await;
        assert_eq!(first, add(db, request).await);
        assert_eq!(first.email, "anna@szron.example");
        let all = access::staff_list(&mut db.read().await.unwrap(), &PageRequest::default()).await.unwrap();
        assert_eq!(all.items, [first]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_belongs_to_one_person() {
    each_database(AREAS, async |db| {
        add(db, anna(db, &[Role::Administrator], &[])).await;
        let again = anna(db, &[Role::Agent], &[]);
        let refused = db.run(&Actor::System, async |tx| access::add_staff(tx, again.clone()).await).await;
        assert!(matches!(refused, Err(Error::EmailTaken)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_themselves_more_than_they_have() {
    each_database(AREAS, async |db| {
        let place = somewhere(db);
        let staff = add(db, anna(db, &[Role::Store], &[place])).await;
        let promote = ChangeStaff {
            id: staff.id,
            name: staff.name.clone(),
            language: "pl".to_owned(),
            state: StaffState::Active,
            roles: vec![Role::Administrator],
            locations: vec![],
            expected_version: None,
        };
        let refused =
            db.run(&staff.actor(), async |tx| access::change_staff(tx, promote.clone()).await).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        let unchanged = access::staff(&mut db.read().await.unwrap(), staff.id).await.unwrap();
        assert_eq!(unchanged, staff);
        assert_eq!(unchanged.grants().locations, Locations::Only([place].into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_change_is_refused_and_a_fresh_one_counts() {
    each_database(AREAS, async |db| {
        let staff = add(db, anna(db, &[Role::Agent], &[])).await;
        let change = ChangeStaff {
            id: staff.id,
            name: "Anna Nowak".to_owned(),
            language: "en".to_owned(),
            state: StaffState::Active,
            roles: vec![Role::Merchandiser],
            locations: vec![],
            expected_version: Some(staff.version),
        };
        let save =
            async || db.run(&Actor::System, async |tx| access::change_staff(tx, change.clone()).await).await;
        let after = save().await.unwrap();
        assert_eq!(after.name, "Anna Nowak");
        assert!(after.actor().allows(Capability::ManageCatalog, kernel::Everywhere));
        assert!(matches!(save().await, Err(Error::Stale)));
        let nobody = ChangeStaff { id: StaffId::fresh(db.now()), ..change.clone() };
        let refused = db.run(&Actor::System, async |tx| access::change_staff(tx, nobody.clone()).await).await;
        assert!(matches!(refused, Err(Error::UnknownStaff)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_staff_needs_a_store() {
    each_database(AREAS, async |db| {
        let request = anna(db, &[Role::Store], &[]);
        let refused = db.run(&Actor::System, async |tx| access::add_staff(tx, request.clone()).await).await;
        assert!(matches!(refused, Err(Error::NoLocation)));
        let request = AddStaff { email: "nobody".to_owned(), ..anna(db, &[Role::Agent], &[]) };
        let refused = db.run(&Actor::System, async |tx| access::add_staff(tx, request.clone()).await).await;
        assert!(matches!(refused, Err(Error::NotAnEmail(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_all_sessions() {
    each_database(AREAS, async |db| {
        let staff = administrator(db).await;
        let opened = signed_in(db).await;
        let hash = PasswordHash::make("another long password").await.unwrap();
        db.run(&staff.actor(), async |tx| access::set_password(tx, staff.id, hash.clone()).await)
            .await
            .unwrap();
        assert!(!lives(db, opened.token.reveal()).await);
        assert!(matches!(access::sign_in(db, &credentials(PASSWORD)).await, Err(Error::WrongCredentials)));
        assert!(access::sign_in(db, &credentials("another long password")).await.is_ok());
    })
    .await;
}
