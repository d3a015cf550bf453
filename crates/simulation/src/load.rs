//! Szron moves in: the retailer's data, turned into verbs. The demo, the tests of the screens and the benchmark use it.

mod art;
mod goods;
pub(crate) mod network;
mod people;
mod promise;
mod trade;

use catalog::Blobs;
use kernel::{Actor, Db, Problem};

pub use art::{Art, art};
pub use promise::replenish;
pub use trade::live;

/// Brings in market, channels, places, goods with pictures and prices, opening stock, staff and customers. Prices that were
/// lowered start with what they were before; [`lower_prices`] lowers them at its time.
///
/// `seed` makes the stock; every number is the same for the same seed.
pub async fn load(db: &Db, blobs: &Blobs, seed: u64) -> Result<(), Problem> {
    network::load(db).await?;
    goods::load(db, blobs).await?;
    goods::stock(db, seed).await?;
    people::load(db).await
}

/// The price cut of the season, [`crate::szron::PRICES_FELL_DAYS_AGO`] days before today.
pub async fn lower_prices(db: &Db) -> Result<usize, Problem> {
    goods::lower_prices(db).await
}

pub(crate) const SYSTEM: &Actor = &Actor::System;
