//! The few ideas every context shares: ids, money, time, the unit of work, events, timers, jobs and problems.
//!
//! [`Tx`] is the only door to the world; how it reaches SQLite or PostgreSQL stays inside this crate. A channel runs
//! a verb in `db.run(&actor, async |tx| …)` or, with an idempotency key, in `db.once(…)`. What a verb publishes is
//! heard later by [`Consumer`]s; what has to reach outside is a [`Job`]; what has to happen later is a timer.

mod actor;
mod backup;
mod baton;
mod consumer;
mod db;
mod event;
mod id;
mod job;
mod live;
mod log;
mod migrate;
mod page;
mod problem;
mod run;
mod runtime;
mod scalar;
mod sql;
mod time;
mod timer;
mod tx;

pub use actor::{Actor, Capability, Denied, Everywhere, Grants, Locations, Scope};
pub use backup::{BackupError, Contents, TableFile};
pub use consumer::{Consumer, Handler, Parked, parked, rewind, unpark};
pub use db::{Db, Options, Read, Sync};
pub use event::{Body, Event, Fact, PARTITIONS, Subject};
pub use id::*;
pub use job::{FailedJob, Job, JobError, Worker, failed_jobs, retry_job};
pub use live::Live;
pub use log::{Positions, audit, facts_about};
pub use migrate::Area;
pub use page::{Page, PageRequest};
pub use problem::{Breach, Fault, FieldError, Problem};
pub use run::OnceKey;
pub use runtime::{Runtime, ready, settle};
pub use scalar::{Currency, Delta, Money, Quantity};
pub use sql::{Arg, Engine, List, Row, Rows, ToArg, ints, rows, texts, uuids};
pub use time::{Clock, Date, SystemClock, Timestamp, WoundClock};
pub use timer::ring_timers;
pub use tx::{Query, Tx};

pub use chrono_tz::Tz;
#[doc(hidden)]
pub use sqlx;

/// The kernel's own tables; [`Db::migrate`] runs them first.
pub(crate) const MIGRATIONS: Area =
    Area { name: "kernel", scripts: &[include_str!("../migrations/0001_kernel.sql")] };
