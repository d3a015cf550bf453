//! Who works and who buys at Szron.

use std::collections::BTreeMap;

use access::{AddStaff, PasswordHash, PinHash, Role};
use customers::{Email, Evidence, Phone, Recognise};
use kernel::{ChannelCode, Db, LocationId, Problem};

use super::SYSTEM;
use crate::szron;

pub async fn load(db: &Db) -> Result<(), Problem> {
    let places: BTreeMap<String, LocationId> = inventory::locations(&mut db.read().await?)
        .await?
        .into_iter()
        .map(|place| (place.code, place.id))
        .collect();
    // Hashing is slow on purpose. One password for all is hashed once; the PINs differ and are hashed side by side.
    let password = PasswordHash::make(szron::DEMO_PASSWORD).await?;
    let staff = szron::staff();
    let mut hashing = tokio::task::JoinSet::new();
    for (place, person) in staff.iter().enumerate() {
        let pin = person.pin.clone();
        hashing.spawn(async move { (place, PinHash::make(&pin).await) });
    }
    let mut pins = BTreeMap::new();
    while let Some(done) = hashing.join_next().await {
        let (place, pin) = done.expect("hashing does not panic");
        pins.insert(place, pin?);
    }
    db.run(SYSTEM, async |tx| {
        for (place, person) in staff.iter().enumerate() {
            let role = match person.role {
                szron::Role::Administrator => Role::Administrator,
                szron::Role::Merchandiser => Role::Merchandiser,
                szron::Role::Agent => Role::Agent,
                szron::Role::StoreManager | szron::Role::StoreAssistant => Role::Store,
            };
            let request = AddStaff {
                id: tx.new_id(),
                email: person.email.clone(),
                name: person.name.clone(),
                language: "pl".to_owned(),
                roles: vec![role],
                locations: person.location.map(|code| places[code]).into_iter().collect(),
                password: Some(password.clone()),
                pin: pins.get(&place).cloned(),
            };
            access::add_staff(tx, request).await?;
        }
        Ok::<(), Problem>(())
    })
    .await?;
    let channel = ChannelCode::new("shop").expect("a code");
    db.run(SYSTEM, async |tx| {
        for customer in szron::customers() {
            let request = Recognise {
                email: Some(Email::parse(&customer.email)?),
                phone: Some(Phone::parse(&customer.phone)?),
                name: Some(customer.name()),
                visitor: None,
                channel: channel.clone(),
                evidence: Evidence::Staff,
            };
            customers::recognise(tx, request).await?;
        }
        Ok::<(), Problem>(())
    })
    .await
}
