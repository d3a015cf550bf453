//! The shop, through its router, on both databases.

mod account;
mod basket;
mod checkout;
mod lists;
mod pages;
mod product;
mod stores;
mod track;
mod ways;
mod words;
mod world;
