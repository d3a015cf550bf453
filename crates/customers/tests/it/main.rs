//! People through the front door, on every database that is there.

mod audit;
mod edit;
mod find;
mod link;
mod login;
mod recognise;
mod session;
mod timeline;
mod track;

use std::sync::Arc;

use customers::{Campaign, Email, Error, Evidence, Phone, Recognise};
use kernel::{
    Actor, Capability, ChannelCode, Db, Grants, Locations, PersonId, Query, StaffId, Tx, VisitorId, args,
};

const AREAS: &[kernel::Area] = &[customers::MIGRATIONS];

fn channel() -> ChannelCode {
    ChannelCode::new("shop-pl").unwrap()
}
fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}
fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}
fn staff(db: &Db, capabilities: &[Capability]) -> Actor {
    let grants = Grants { capabilities: capabilities.iter().copied().collect(), locations: Locations::All };
    Actor::Staff(StaffId::fresh(db.now()), Arc::new(grants))
}
fn new_visitor(db: &Db) -> VisitorId {
    VisitorId::fresh(db.now())
}
fn instagram() -> Campaign {
    Campaign::from_pairs([("utm_source", "instagram"), ("utm_campaign", "jesien"), ("fbclid", "IwAR0abc")])
}

/// A guest who states an e-mail, and perhaps a phone.
fn guest(email: Option<&str>, phone: Option<&str>) -> Recognise {
    Recognise {
        email: email.map(self::email),
        phone: phone.map(self::phone),
        name: None,
        visitor: None,
        channel: channel(),
        evidence: Evidence::Stated,
    }
}
async fn recognise(db: &Db, request: Recognise) -> PersonId {
    recognise_as(db, &Actor::System, request).await.unwrap()
}
async fn recognise_as(db: &Db, actor: &Actor, request: Recognise) -> Result<PersonId, Error> {
    db.run(actor, async |tx: &mut Tx| customers::recognise(tx, request.clone()).await).await
}
async fn person(db: &Db, id: PersonId) -> customers::Person {
    customers::person(&mut db.read().await.unwrap(), id).await.unwrap()
}
/// The names of the events in the log, as they were written.
async fn events(db: &Db) -> Vec<String> {
    let names: Vec<(String,)> =
        db.read().await.unwrap().all("SELECT name FROM kernel_event ORDER BY id", args![]).await.unwrap();
    names.into_iter().map(|it| it.0).collect()
}
async fn is_sound(db: &Db) {
    assert_eq!(customers::audit(&mut db.read().await.unwrap()).await.unwrap(), []);
}
