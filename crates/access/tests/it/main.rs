//! Access through its front door, on both databases.

mod audit;
mod help;
mod keys;
mod pin;
mod sessions;
mod sign_in;
mod staff;
mod totp;
mod web;
