//! Prices through the front door, on both databases.

mod list;
mod prices;
mod quote_basket;
mod set_price;
mod tax;
mod world;
