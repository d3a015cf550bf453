//! Many units, one commit. One task (the keeper) owns the writing connection. A unit of work is a
//! queue of commands; the keeper runs one unit at a time inside a savepoint and commits when nobody
//! waits, or after `max_batch` units, or `max_delay` after the first.
//!
//! A unit never holds the connection, only its end of a channel. So it cannot lose the baton: when
//! its owner is dropped, cancelled or panics, the channel closes and the keeper undoes the savepoint.
//! A unit that keeps the keeper waiting longer than `hold` is undone too.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection};
use sqlx::{PgConnection, SqliteConnection, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::db::Bell;
use crate::sql::{Conn, Rows};
use crate::{Arg, Fault};

type Reply<T> = oneshot::Sender<Result<T, Fault>>;

pub(crate) enum Command {
    Exec(&'static str, Vec<Arg>, Reply<u64>),
    Rows(&'static str, Vec<Arg>, Reply<Rows>),
    Script(String, Reply<()>),
    /// Opens, keeps or undoes a nested part of the unit.
    Part(Part, Reply<()>),
    Commit {
        /// Somebody should wake up: events, timers or jobs were written.
        heard: bool,
        /// Run once the commit is on disk, even if the caller has left.
        after: Vec<AfterCommit>,
        done: Reply<()>,
    },
}

pub(crate) type AfterCommit = Box<dyn FnOnce() + Send>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Open,
    Keep,
    Undo,
}
impl Part {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Part::Open => "SAVEPOINT part",
            Part::Keep => "RELEASE SAVEPOINT part",
            Part::Undo => "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part",
        }
    }
}

pub(crate) type Unit = mpsc::UnboundedReceiver<Command>;

#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub max_batch: usize,
    pub max_delay: Duration,
    pub hold: Duration,
}

pub(crate) enum Target {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}
enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}
impl Held {
    async fn connect(target: &Target) -> Result<Self, sqlx::Error> {
        Ok(match target {
            Target::Sqlite(options) => Held::Sqlite(options.connect().await?),
            Target::Postgres(options) => Held::Postgres(options.connect().await?),
        })
    }
    fn conn(&mut self) -> Conn<'_> {
        match self {
            Held::Sqlite(c) => Conn::Sqlite(c),
            Held::Postgres(c) => Conn::Postgres(c),
        }
    }
    fn begin(&self) -> &'static str {
        if matches!(self, Held::Sqlite(_)) { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }
    async fn close(self) {
        match self {
            Held::Sqlite(c) => drop(c.close().await),
            Held::Postgres(c) => drop(c.close_hard().await),
        }
    }
}

/// Hands the baton from unit to unit until the last `Db` is gone.
pub(crate) async fn keep(target: Target, mut queue: mpsc::Receiver<Unit>, limits: Limits, bell: Bell) {
    let mut held = None;
    while let Some(first) = queue.recv().await {
        let conn = match held.take() {
            Some(conn) => Ok(conn),
            None => Held::connect(&target).await,
        };
        match conn {
            Ok(conn) => held = batch(conn, first, &mut queue, &limits, &bell).await,
            Err(error) => refuse(first, error.into()).await,
        }
    }
    if let Some(conn) = held {
        conn.close().await;
    }
}

/// What stands between the last kept change and the next unit.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    /// The unit is the first: undoing it is a plain rollback.
    None,
    /// The savepoint guards work that must stay.
    Kept,
    /// The savepoint is fresh, or was rolled back to: the next unit can use it as it is.
    Clean,
}

enum Outcome {
    Kept(Reply<()>, bool, Vec<AfterCommit>),
    Undone,
    /// The database gave up the whole transaction under our feet.
    Lost(Fault),
}

/// One real transaction. Returns the connection if it may be used again.
async fn batch(
    mut held: Held,
    first: Unit,
    queue: &mut mpsc::Receiver<Unit>,
    limits: &Limits,
    bell: &Bell,
) -> Option<Held> {
    let begin = held.begin();
    if let Err(error) = held.conn().control(begin).await {
        refuse(first, error.into()).await;
        held.close().await;
        return None;
    }
    let deadline = Instant::now() + limits.max_delay;
    let (mut members, mut hooks, mut published, mut lost) = (Vec::new(), Vec::new(), false, None);
    let (mut next, mut mark) = (Some(first), Mark::None);
    while let Some(mut unit) = next.take() {
        let open = match (mark, members.is_empty()) {
            (Mark::None, true) | (Mark::Clean, _) => Ok(()),
            (Mark::None, false) => held.conn().control("SAVEPOINT unit").await,
            (Mark::Kept, _) => held.conn().control("RELEASE SAVEPOINT unit; SAVEPOINT unit").await,
        };
        if let Err(error) = open {
            let fault = Fault::from(error);
            refuse(unit, fault.clone()).await;
            lost = Some(fault);
            break;
        }
        let has_savepoint = !members.is_empty() || mark == Mark::Clean;
        match run(&mut held, &mut unit, has_savepoint, limits.hold).await {
            Outcome::Kept(done, heard, after) => {
                members.push(done);
                hooks.extend(after);
                published |= heard;
                mark = if has_savepoint { Mark::Kept } else { Mark::None };
            }
            Outcome::Undone if has_savepoint => mark = Mark::Clean,
            Outcome::Undone => break,
            Outcome::Lost(fault) => {
                lost = Some(fault);
                break;
            }
        }
        if members.len() >= limits.max_batch || Instant::now() >= deadline {
            break;
        }
        next = queue.try_recv().ok();
        if next.is_none() {
            tokio::task::yield_now().await;
            next = queue.try_recv().ok();
        }
    }
    let result = match lost {
        Some(fault) => Err(fault),
        None if members.is_empty() => Err(Fault::Ended("nothing to commit")),
        None => held.conn().control("COMMIT").await.map_err(|error| Fault::Commit(error.into())),
    };
    let healthy = result.is_ok() || held.conn().control("ROLLBACK").await.is_ok();
    if result.is_ok() {
        hooks.into_iter().for_each(|hook| hook());
        if published {
            bell.ring();
        }
    }
    for done in members {
        let _ = done.send(result.clone()); // a caller that left no longer cares
    }
    if healthy {
        return Some(held);
    }
    held.close().await; // "no transaction is active" lands here as well: a new connection is cheap
    None
}

/// Runs one unit to its end and undoes it unless it asked to commit.
async fn run(held: &mut Held, unit: &mut Unit, has_savepoint: bool, hold: Duration) -> Outcome {
    let deadline = Instant::now() + hold;
    let (mut depth, mut failed) = (0u32, false);
    loop {
        let Ok(Some(command)) = timeout_at(deadline, unit.recv()).await else { break };
        let fine = match command {
            Command::Commit { heard, after, done } if depth == 0 && !failed => {
                return Outcome::Kept(done, heard, after);
            }
            Command::Part(part, reply) if !failed || part == Part::Undo => {
                let result = held.conn().control(part.sql()).await;
                depth = if part == Part::Open { depth + 1 } else { depth.saturating_sub(1) };
                failed = result.is_err();
                answer(reply, result, depth)
            }
            Command::Exec(sql, args, reply) if !failed => {
                let result = held.conn().exec(sql, args).await;
                failed = result.is_err();
                answer(reply, result, depth)
            }
            Command::Rows(sql, args, reply) if !failed => {
                let result = held.conn().rows(sql, args).await;
                failed = result.is_err();
                answer(reply, result, depth)
            }
            Command::Script(text, reply) if !failed => answer(reply, held.conn().script(text).await, 0),
            // After an error only undoing the failed part can follow. Dropping the reply says so.
            _ => false,
        };
        if !fine {
            break;
        }
    }
    unit.close();
    if !has_savepoint {
        return Outcome::Undone; // the batch has no other member: its ROLLBACK follows
    }
    match held.conn().control("ROLLBACK TO SAVEPOINT unit").await {
        Ok(()) => Outcome::Undone,
        Err(error) => Outcome::Lost(error.into()),
    }
}

/// `false` ends the unit: its statement failed outside any part, or nobody waits for the answer.
fn answer<T>(reply: Reply<T>, result: Result<T, sqlx::Error>, depth: u32) -> bool {
    let goes_on = result.is_ok() || depth > 0;
    reply.send(result.map_err(Fault::from)).is_ok() && goes_on
}

async fn refuse(mut unit: Unit, fault: Fault) {
    unit.close();
    while let Some(command) = unit.recv().await {
        match command {
            Command::Exec(_, _, reply) => drop(reply.send(Err(fault.clone()))),
            Command::Rows(_, _, reply) => drop(reply.send(Err(fault.clone()))),
            Command::Script(_, reply) | Command::Part(_, reply) => drop(reply.send(Err(fault.clone()))),
            Command::Commit { done, .. } => drop(done.send(Err(fault.clone()))),
        }
    }
}
