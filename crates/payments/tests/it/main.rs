//! Payments through the front door, on both databases.

mod callback;
mod outcome;
mod refund;
mod tender;
mod world;
