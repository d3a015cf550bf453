//! Bulk work from files. Readers of `catalog` turn a file into rows; here they become products, prices, stock and locations, a
//! hundred rows a unit of work. What is wrong is told by line and column and the rest goes on; the same file again changes
//! nothing.
//!
//! [`run`] works on a file at hand (the command line). [`accept`] stores a file with the request that brought it, and
//! [`worker`] does it later, on any node, again after a crash.

mod accept;
mod error;
mod file;
mod job;
mod locations;
mod pictures;
mod prices;
mod products;
mod run;
mod stock;

pub use accept::{Accept, Work, accept, worker};
pub use catalog::import::RowError;
pub use error::Error;
pub use file::open_file;
pub use job::{Import, State, errors, find, imports};
pub use pictures::Pictures;
pub use run::{Format, Kind, Options, Progress, Report, Started, run};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "imports", scripts: &[include_str!("../migrations/0001_imports.sql")] };
