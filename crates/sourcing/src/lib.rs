//! Where to take the goods from. [`plan`] gets an order, the places that might provide it and a [`Policy`], and finds the
//! cheapest way to provide all of it: which location gives which units, as a parcel, a transfer or over its own counter.
//! Pure: no clock, no chance, no I/O; the same question has the same answer, in whatever order it is put.
//!
//! The best plan is proved to be the best, or the answer says how far from it it may be ([`Proof`]). Every candidate is
//! explained ([`Explanation`]). What cannot be provided is told apart from what can ([`Outcome::Unfillable`]); only data that
//! make no sense are an [`Error`]. [`replay`] compares two policies over orders of the past.
//!
//! Amounts are minor units of one currency, whole numbers throughout.
//!
//! The way of an order: `terms` (the policy for this order), `wants` (its lines as items), `offer` (what each candidate would give
//! and ask), `board` (all of it as numbers), `search` with `cover` and `knots` (which offers to open), `answer` (the plan in
//! words again).

mod answer;
mod board;
mod cost;
mod cover;
mod error;
mod explain;
mod knots;
mod offer;
mod plan;
mod point;
mod policy;
mod replay;
mod request;
mod rule;
pub mod sample;
mod search;
mod terms;
mod wants;

pub use cost::Cost;
pub use error::Error;
pub use explain::{Considered, Explanation, Fired, Reason};
pub use plan::{Missing, Outcome, Part, Plan, Proof, Shortage, Taken, plan};
pub use point::Point;
pub use policy::{Constraints, Policy, Reweigh, Weights};
pub use replay::{Case, Comparison, Load, Measure, Shipment, Totals, measure, replay};
pub use request::{Candidate, Delivery, Destination, Kind, Line, Mode, Rate, Request, Stock};
pub use rule::{Places, Preference, Rule, Then, When};
