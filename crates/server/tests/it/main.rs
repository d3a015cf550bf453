//! The whole product from outside: processes, HTTP, a browser.

mod axe;
mod backup;
mod browser;
mod buyer;
mod chrome;
mod commands;
mod crash;
mod demo;
mod journey_api;
mod race;
mod simulate;
mod stop;
mod world;
