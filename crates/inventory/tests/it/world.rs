//! What the tests build: places, shelves, buyers.

use std::collections::BTreeSet;
use std::sync::Arc;

use inventory::{
    Capability, Cause, Change, Error, Holder, Kind, Location, Move, Movement, Point, Reserve, Stock,
};
use kernel::{
    Actor, ApiKeyId, Area, ChannelCode, Db, Grants, LocationId, Locations, Quantity, Query, ReservationId,
    SellerCode, VariantId, args,
};

pub const AREAS: &[Area] = &[inventory::MIGRATIONS];
pub const SYSTEM: Actor = Actor::System;

pub fn units(n: i64) -> Quantity {
    Quantity::new(n).unwrap()
}

pub fn place(db: &Db, code: &str, lat: f64, lon: f64) -> Location {
    let id = LocationId::fresh(db.now());
    let seller = SellerCode::new("szron").unwrap();
    let mut location = Location::new(id, code, Kind::Store, code, seller);
    location.point = Point::new(lat, lon);
    location.capabilities = BTreeSet::from([Capability::Pickup]);
    location
}

pub async fn store(db: &Db, code: &str) -> LocationId {
    let location = place(db, code, 52.2297, 21.0122);
    db.run(&SYSTEM, async |tx| inventory::save_location(tx, location.clone()).await).await.unwrap().id
}

pub async fn tell(db: &Db, variant: VariantId, location: LocationId, change: Change) -> Movement {
    let fact = fact(db, variant, location, change);
    db.run(&SYSTEM, async |tx| inventory::move_stock(tx, fact.clone()).await).await.unwrap()
}

pub fn fact(db: &Db, variant: VariantId, location: LocationId, change: Change) -> Move {
    Move {
        id: kernel::MovementId::fresh(db.now()),
        variant,
        location,
        change,
        cause: if matches!(change, Change::Counted(_)) { Cause::Counted } else { Cause::Received },
        reference: None,
        at: None,
    }
}

/// A new variant with so many units on this shelf.
pub async fn shelf(db: &Db, location: LocationId, on_hand: i64) -> VariantId {
    let variant = VariantId::fresh(db.now());
    tell(db, variant, location, Change::Delta(on_hand)).await;
    variant
}

pub fn request(db: &Db, variant: VariantId, location: LocationId, quantity: i64) -> Reserve {
    let (id, holder) = (ReservationId::fresh(db.now()), Holder::desk("test").unwrap());
    Reserve::new(id, holder, variant, location, units(quantity))
}

pub fn channel(code: &str) -> ChannelCode {
    ChannelCode::new(code).unwrap()
}

/// A request for a shopper of this channel.
pub fn through(db: &Db, code: &str, variant: VariantId, location: LocationId, quantity: i64) -> Reserve {
    Reserve { channel: Some(channel(code)), ..request(db, variant, location, quantity) }
}

pub async fn keep(db: &Db, variant: VariantId, location: LocationId, code: &str, share: (i64, i64)) {
    let wanted = inventory::Protect {
        variant,
        location,
        channel: channel(code),
        protected: units(share.0),
        safety: units(share.1),
    };
    db.run(&SYSTEM, async |tx| inventory::protect(tx, wanted.clone()).await).await.unwrap();
}

/// What memory says that a channel may be promised.
pub async fn offered(db: &Db, code: &str, variant: VariantId, location: LocationId) -> i64 {
    let offer = inventory::offer(db, variant, Some(&channel(code))).await.unwrap();
    offer.at(inventory::places(db).await.unwrap().get(location).unwrap())
}

/// Reserves in a unit of its own.
pub async fn promise(db: &Db, requests: Vec<Reserve>) -> Result<Vec<inventory::Reservation>, Error> {
    db.run(&SYSTEM, async |tx| inventory::reserve_all(tx, requests.clone()).await).await
}

pub async fn row(db: &Db, variant: VariantId, location: LocationId) -> Stock {
    db.read()
        .await
        .unwrap()
        .one(
            "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version FROM inventory_stock
             WHERE variant = $1 AND location = $2",
            args![variant, location],
        )
        .await
        .unwrap()
}

/// How often an event was published.
pub async fn told(db: &Db, name: &'static str) -> i64 {
    let mut read = db.read().await.unwrap();
    read.count("SELECT COUNT(*) FROM kernel_event WHERE name = $1", args![name]).await.unwrap()
}

pub async fn assert_clean(db: &Db) {
    let breaches = inventory::audit(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!(breaches, []);
}

/// Somebody who may do some things in some places.
pub fn key(db: &Db, capabilities: &[kernel::Capability], locations: Locations) -> Actor {
    let capabilities = capabilities.iter().copied().collect();
    Actor::Key(ApiKeyId::fresh(db.now()), Arc::new(Grants { capabilities, locations }))
}

/// Lets everything happen that waits.
pub async fn settle(db: &Db) {
    kernel::settle(db, &[inventory::consumer()], &[]).await.unwrap();
}
