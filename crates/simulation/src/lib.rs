//! A whole retailer on a wound clock: demo data, load, invariants.
//!
//! [`szron`] is the demo retailer as pure data and drawings and knows no database; [`load`] turns it into verbs.

mod load;
pub mod szron;

pub use load::{Art, art, live, load, lower_prices};
