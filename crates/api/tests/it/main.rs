//! The API as a client meets it: the router in this process, on both databases.

mod after_sale;
mod bad_input;
mod document;
mod events;
mod files;
mod journey;
mod keys;
mod parcels;
mod promise;
mod reading;
mod returns;
mod till;
mod world;
