use access::{AddStaff, Opened, PasswordHash, PinHash, Role, SignIn, SignedIn, Staff};
use kernel::{Actor, Area, Db, LocationId, StaffId};

pub const AREAS: &[Area] = &[access::MIGRATIONS];
pub const PASSWORD: &str = "correct horse battery";

pub fn somewhere(db: &Db) -> LocationId {
    LocationId::fresh(db.now())
}

pub fn anna(db: &Db, roles: &[Role], locations: &[LocationId]) -> AddStaff {
    AddStaff {
        id: StaffId::fresh(db.now()),
        email: "Anna@Szron.example".to_owned(),
        name: "Anna Zych".to_owned(),
        language: "pl".to_owned(),
        roles: roles.to_vec(),
        locations: locations.to_vec(),
        password: None,
        pin: None,
    }
}

pub async fn add(db: &Db, request: AddStaff) -> Staff {
    db.run(&Actor::System, async |tx| access::add_staff(tx, request.clone()).await).await.unwrap()
}

pub async fn administrator(db: &Db) -> Staff {
    let password = PasswordHash::make(PASSWORD).await.unwrap();
    add(db, AddStaff { password: Some(password), ..anna(db, &[Role::Administrator], &[]) }).await
}

pub async fn assistant(db: &Db, place: LocationId, pin: &str) -> Staff {
    let pin = PinHash::make(pin).await.unwrap();
    add(db, AddStaff { pin: Some(pin), ..anna(db, &[Role::Store], &[place]) }).await
}

pub fn credentials(password: &str) -> SignIn {
    SignIn {
        email: "anna@szron.example ".to_owned(),
        password: password.to_owned(),
        code: None,
        address: "203.0.113.9".to_owned(),
    }
}

pub async fn signed_in(db: &Db) -> Opened {
    match access::sign_in(db, &credentials(PASSWORD)).await.unwrap() {
        SignedIn::Done(opened) => opened,
        SignedIn::CodeNeeded(_) => panic!("no second factor is on"),
    }
}

pub async fn lives(db: &Db, token: &str) -> bool {
    access::session(&mut db.read().await.unwrap(), token, db.now()).await.unwrap().is_some()
}
