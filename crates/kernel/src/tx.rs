//! The unit of work: the only door to the database, the clock, fresh ids and the outbox.

use std::sync::Arc;

use sqlx::Postgres;
use tokio::sync::{mpsc, oneshot};

use crate::baton::{AfterCommit, Command, Part, Unit};
use crate::db::{Bell, Shared};
use crate::sql::{Conn, Rows};
use crate::{Actor, Arg, Capability, Denied, EventId, Fault, Id, Row, Scope, Timestamp};

/// One unit of work. Nothing of it remains until it is committed, and dropping it undoes everything.
#[must_use = "a unit of work does nothing until it is committed"]
pub struct Tx {
    way: Way,
    now: Timestamp,
    actor: Actor,
    /// The event that this unit answers, if a handler runs it.
    pub(crate) cause: Option<EventId>,
    /// Set while a statement runs, and for good once one fails or is cut off: a unit that lost
    /// a piece must not be committed.
    broken: Option<Broken>,
    heard: bool,
    after: Vec<AfterCommit>,
    bell: Bell,
    shared: Shared,
}
pub(crate) enum Way {
    Baton { commands: mpsc::UnboundedSender<Command>, waiting: Option<(mpsc::Sender<Unit>, Unit)> },
    Direct(sqlx::Transaction<'static, Postgres>),
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    CutOff,
    Failed { may_rerun: bool },
}
impl Broken {
    fn why(self) -> &'static str {
        match self {
            Broken::CutOff => "a statement was cut off",
            Broken::Failed { .. } => "a statement failed",
        }
    }
}
const TAKEN: &str = "it was undone, or held the baton too long";

impl Tx {
    pub(crate) fn new(way: Way, now: Timestamp, actor: Actor, bell: Bell, shared: Shared) -> Self {
        Self { way, now, actor, cause: None, broken: None, heard: false, after: Vec::new(), bell, shared }
    }

    /// Read once: everything in a unit happens at the same moment.
    pub fn now(&self) -> Timestamp {
        self.now
    }
    pub fn new_id<I: Id>(&self) -> I {
        I::from_uuid(crate::id::fresh_uuid(self.now))
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// Refuses unless the actor may do this, here.
    pub fn require(&self, capability: Capability, scope: impl Into<Scope>) -> Result<(), Denied> {
        self.actor.require(capability, scope)
    }
    /// What this process keeps in memory beside the database. Change it only in [`Tx::after_commit`].
    pub fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.shared.get()
    }
    /// Runs once the unit is on disk: for memory that mirrors rows. It must be short and cannot fail.
    pub fn after_commit(&mut self, hook: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(hook));
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn exec(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Fault> {
        self.enter()?;
        let result = match &mut self.way {
            Way::Baton { commands, waiting } => {
                ask(commands, waiting, |reply| Command::Exec(sql, args, reply)).await
            }
            Way::Direct(tx) => Conn::Postgres(tx).exec(sql, args).await.map_err(Fault::from),
        };
        self.leave(result)
    }

    /// Several statements without parameters: test data.
    pub async fn script(&mut self, text: &str) -> Result<(), Fault> {
        self.enter()?;
        let result = match &mut self.way {
            Way::Baton { commands, waiting } => {
                ask(commands, waiting, |reply| Command::Script(text.to_owned(), reply)).await
            }
            Way::Direct(tx) => Conn::Postgres(tx).script(text.to_owned()).await.map_err(Fault::from),
        };
        self.leave(result)
    }

    /// Tries a part of the work. If it refuses, only that part is undone and the unit goes on.
    pub async fn attempt<T, E: From<Fault>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.part(Part::Open).await?;
        let (heard, hooks) = (self.heard, self.after.len());
        let result = work(self).await;
        if result.is_err() && self.broken != Some(Broken::CutOff) {
            self.broken = None;
            self.heard = heard;
            self.after.truncate(hooks);
        }
        self.part(if result.is_ok() { Part::Keep } else { Part::Undo }).await?;
        result
    }

    /// Returns once the unit is on disk, together with the others it shares a commit with.
    pub async fn commit(mut self) -> Result<(), Fault> {
        self.enter()?;
        let (heard, after) = (self.heard, std::mem::take(&mut self.after));
        match self.way {
            Way::Baton { waiting: Some(_), .. } => {
                after.into_iter().for_each(|hook| hook()); // nothing was asked, nothing to keep
                Ok(())
            }
            Way::Baton { commands, mut waiting } => {
                ask(&commands, &mut waiting, |done| Command::Commit { heard, after, done }).await
            }
            Way::Direct(tx) => {
                tx.commit().await.map_err(|error| Fault::Commit(error.into()))?;
                after.into_iter().for_each(|hook| hook());
                if heard {
                    self.bell.ring();
                }
                Ok(())
            }
        }
    }

    /// Somebody should look for work once this unit is on disk.
    pub(crate) fn wake(&mut self) {
        self.heard = true;
    }
    /// A statement failed in a way that a second run may survive.
    pub(crate) fn may_rerun(&self) -> bool {
        self.broken == Some(Broken::Failed { may_rerun: true })
    }

    async fn part(&mut self, part: Part) -> Result<(), Fault> {
        self.enter()?;
        let result = match &mut self.way {
            Way::Baton { commands, waiting } => {
                ask(commands, waiting, |reply| Command::Part(part, reply)).await
            }
            Way::Direct(tx) => Conn::Postgres(tx).control(part.sql()).await.map_err(Fault::from),
        };
        self.leave(result)
    }
    fn enter(&mut self) -> Result<(), Fault> {
        match self.broken {
            Some(broken) => Err(Fault::Ended(broken.why())),
            None => {
                self.broken = Some(Broken::CutOff);
                Ok(())
            }
        }
    }
    fn leave<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        self.broken = result.as_ref().err().map(|fault| Broken::Failed { may_rerun: fault.may_rerun() });
        result
    }
}

/// Sends a command to the keeper, queueing for the baton first if this is the first one.
async fn ask<T>(
    commands: &mpsc::UnboundedSender<Command>,
    waiting: &mut Option<(mpsc::Sender<Unit>, Unit)>,
    command: impl FnOnce(oneshot::Sender<Result<T, Fault>>) -> Command,
) -> Result<T, Fault> {
    let (reply, answer) = oneshot::channel();
    commands.send(command(reply)).map_err(|_| Fault::Ended(TAKEN))?;
    if let Some((queue, unit)) = waiting.take() {
        queue.send(unit).await.map_err(|_| Fault::Ended("the database is closed"))?;
    }
    answer.await.map_err(|_| Fault::Ended(TAKEN))?
}

/// What a unit of work and a plain reader have in common: one can ask.
pub trait Query: Send {
    fn rows(&mut self, sql: &'static str, args: Vec<Arg>)
    -> impl Future<Output = Result<Rows, Fault>> + Send;

    fn all<T: Row>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> impl Future<Output = Result<Vec<T>, Fault>> + Send {
        async move { Ok(self.rows(sql, args).await?.read()?) }
    }
    fn maybe<T: Row>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> impl Future<Output = Result<Option<T>, Fault>> + Send {
        async move { Ok(self.all(sql, args).await?.into_iter().next()) }
    }
    fn one<T: Row>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> impl Future<Output = Result<T, Fault>> + Send {
        async move { Ok(self.maybe(sql, args).await?.ok_or(sqlx::Error::RowNotFound)?) }
    }
    fn count(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> impl Future<Output = Result<i64, Fault>> + Send {
        async move { Ok(self.one::<(i64,)>(sql, args).await?.0) }
    }
}
impl Query for Tx {
    async fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Rows, Fault> {
        self.enter()?;
        let result = match &mut self.way {
            Way::Baton { commands, waiting } => {
                ask(commands, waiting, |reply| Command::Rows(sql, args, reply)).await
            }
            Way::Direct(tx) => Conn::Postgres(tx).rows(sql, args).await.map_err(Fault::from),
        };
        self.leave(result)
    }
}
