//! The till, through its router, on both databases.

mod basket;
mod hand_over;
mod queue;
mod receipt;
mod screens;
mod sell;
mod sign_in;
mod small;
mod world;
