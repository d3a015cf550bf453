//! The catalogue through its front door, on both databases.

mod list;
mod media;
mod reference;
mod save_product;
mod search;
mod world;
