//! The whole product from outside: processes, HTTP, a browser.

mod buyer;
mod crash;
mod journey_api;
mod race;
mod world;
