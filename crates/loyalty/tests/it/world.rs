//! What the tests build: people, orders, what was paid.

use kernel::{Actor, Area, Currency, Db, EventId, LineId, Money, OrderId, PersonId, Query, args};
use loyalty::{Earn, Earned, Error, Reverse, Wallet};

pub const AREAS: &[Area] = &[loyalty::MIGRATIONS];
pub const SYSTEM: Actor = Actor::System;

pub fn pln(minor: i64) -> Money {
    Money::new(minor, Currency::Pln)
}

/// An order that somebody paid, a line for each amount.
pub fn bought(db: &Db, person: PersonId, amounts: &[i64]) -> Earn {
    let now = db.now();
    Earn {
        person,
        order: OrderId::fresh(now),
        reference: EventId::fresh(now),
        lines: amounts.iter().map(|minor| (LineId::fresh(now), pln(*minor))).collect(),
        at: now,
    }
}

pub async fn earn(db: &Db, fact: &Earn) -> Result<Earned, Error> {
    db.run(&SYSTEM, async |tx| loyalty::earn(tx, fact.clone()).await).await
}

pub async fn reverse(db: &Db, order: OrderId, lines: Option<Vec<LineId>>) -> i64 {
    let fact = Reverse { order, lines, reference: EventId::fresh(db.now()) };
    db.run(&SYSTEM, async |tx| loyalty::reverse(tx, fact.clone()).await).await.unwrap()
}

pub async fn wallet(db: &Db, person: PersonId) -> Wallet {
    loyalty::wallet(&mut db.read().await.unwrap(), person).await.unwrap()
}

/// What can be spent, and what only can be seen.
pub async fn points(db: &Db, person: PersonId) -> (i64, i64) {
    let wallet = wallet(db, person).await;
    (wallet.spendable, wallet.pending)
}

pub async fn told(db: &Db, name: &'static str) -> i64 {
    let mut read = db.read().await.unwrap();
    read.count("SELECT COUNT(*) FROM kernel_event WHERE name = $1", args![name]).await.unwrap()
}

pub async fn assert_clean(db: &Db) {
    let breaches = loyalty::audit(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!(breaches, []);
}

/// Lets everything happen that waits.
pub async fn settle(db: &Db) {
    kernel::settle(db, &[loyalty::consumer()], &[]).await.unwrap();
}
