//! Sourcing through its front door.

mod answer;
mod exact;
mod policy;
mod refusals;
mod replay;
mod world;
