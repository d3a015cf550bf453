//! Outside systems that live on this machine, for demonstrations and tests. They stand outside the house: they know none of
//! its crates, speak HTTP only, check signatures, refuse what a real one refuses and fail on demand.
//!
//! [`Payments`] is a payment provider called SimPay: an API to create, query, capture, withdraw and refund payments, a hosted
//! page where the shopper pays by a BLIK-like code or a card, and signed callbacks that are repeated until they are answered
//! with 2xx. [`Behaviour`] gives it bad days.
//!
//! [`Parcels`] is a carrier called SimShip: it gives numbers and labels, has lockers, moves parcels as its clock moves, and
//! reports each step in the same way.

mod api;
mod deliver;
mod label;
mod page;
mod parcels;
mod parcels_api;
mod parcels_deliver;
mod payment;
mod sign;

pub use parcels::{Address, Locker, ParcelBehaviour, ParcelReport, Parcels, SentParcel, Size};
pub use payment::{Behaviour, Capture, Decision, Decline, Kind, Payment, Payments, Report, State};
pub use sign::{sign_callback, sign_request};
