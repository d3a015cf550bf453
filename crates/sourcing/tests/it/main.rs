//! The planner through its front door.

mod exhaustive;
mod order_does_not_matter;
mod policy;
