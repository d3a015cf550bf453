//! A whole retailer on a wound clock: demo data, load, invariants.
//!
//! [`szron`] is the demo retailer as pure data and drawings. Nothing here knows a database: whoever loads it
//! turns it into verbs.

pub mod szron;
