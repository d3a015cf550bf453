//! The rules of the house, one module each.

mod calls;
mod crates;
mod events;
mod problems;
mod rust;
mod sql;
mod templates;
mod text;
mod tree;
