//! Outside systems, one module each: how they are called, and how it is known that it is really them who call us.
//!
//! A connector implements a port of a context ([`payments::Provider`], [`shipping::Carrier`]) and decides nothing. It is only ever used by jobs
//! and channels, outside units of work.

pub mod simpay;
pub mod simship;

pub use simpay::SimPay;
pub use simship::SimShip;
