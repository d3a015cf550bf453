//! Imports through the front door, on both databases.

mod accept;
mod csv;
mod locations;
mod offers;
mod prices;
mod saleor;
mod stock;
mod world;
