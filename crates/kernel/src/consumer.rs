//! Consumers: what a context does when it hears facts. Its work and its cursor commit together, so inside this
//! database a fact takes effect once; towards the outside, through jobs, at least once.

use std::collections::BTreeSet;
use std::pin::Pin;

use crate::event::PARTITIONS;
use crate::log::{self, Positions};
use crate::{Actor, Db, EventId, Fact, Fault, Query, Timestamp, Tx, args, row, rows};

type Told<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// One line in the table of who hears what. Build it with [`crate::on!`].
#[derive(Clone, Copy)]
pub struct Handler {
    pub event: &'static str,
    pub run: for<'a> fn(&'a mut Tx, &'a Fact) -> Told<'a>,
}

/// `on!(orders::OrderPlaced => earn)`, with `async fn earn(tx: &mut Tx, fact: &Fact, event: OrderPlaced) -> Result<(), E>`.
#[macro_export]
macro_rules! on {
    ($event:ty => $verb:path) => {
        $crate::Handler {
            event: <$event as $crate::Event>::NAME,
            run: |tx, fact| {
                Box::pin(async move {
                    let event: $event =
                        ::serde::Deserialize::deserialize(&fact.body.0).map_err(|e| e.to_string())?;
                    $verb(tx, fact, event).await.map_err(|e| e.to_string())
                })
            },
        }
    };
}

/// One context's ear: a name that never changes, and what it does on which event.
#[derive(Clone)]
pub struct Consumer {
    pub name: &'static str,
    pub handlers: Vec<Handler>,
}
impl Consumer {
    pub fn new(name: &'static str, handlers: Vec<Handler>) -> Self {
        Self { name, handlers }
    }
    fn names(&self) -> Vec<&'static str> {
        let names: BTreeSet<_> = self.handlers.iter().map(|handler| handler.event).collect();
        names.into_iter().collect()
    }
    async fn hear(&self, tx: &mut Tx, fact: &Fact) -> Result<(), String> {
        tx.cause = Some(fact.id);
        for handler in self.handlers.iter().filter(|handler| handler.event == fact.name) {
            (handler.run)(tx, fact).await?;
        }
        Ok(())
    }
}

/// Facts in one unit of work.
const BATCH: i64 = 100;
/// After this many failures a parked fact waits for a person.
const PATIENCE: i64 = 8;

/// Where a consumer stands: what the database says, and how far this process has looked beyond it without finding
/// anything of interest.
pub(crate) struct Standing {
    stored: Positions,
    seen: Positions,
}
impl Standing {
    pub async fn load(db: &Db, consumer: &Consumer) -> Result<Self, Fault> {
        let rows: Vec<(i64, i64)> = db
            .read()
            .await?
            .all("SELECT partition, position FROM kernel_cursor WHERE consumer = $1", args![consumer.name])
            .await?;
        if rows.len() < PARTITIONS {
            db.run(&Actor::System, async |tx| {
                tx.exec(
                    "INSERT INTO kernel_cursor (consumer, partition, position)
                     SELECT CAST($1 AS text), n, 0 FROM
                         (WITH RECURSIVE p(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM p WHERE n < 63) SELECT n FROM p) q
                     WHERE true
                     ON CONFLICT (consumer, partition) DO NOTHING",
                    args![consumer.name],
                )
                .await
            })
            .await?;
        }
        let mut stored = Positions::default();
        for (partition, position) in rows {
            stored.0[partition as usize] = position;
        }
        Ok(Self { seen: stored.clone(), stored })
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Round {
    Idle,
    Worked,
    /// Another node moved our cursor: read it again.
    Overtaken,
}

/// Hears what is there, up to one batch.
pub(crate) async fn deliver(
    db: &Db,
    consumer: &Consumer,
    standing: &mut Standing,
    heads: &Positions,
) -> Result<Round, Fault> {
    if !standing.seen.behind(heads) {
        return Ok(Round::Idle);
    }
    let mut to = standing.seen.clone();
    let facts = log::next(db, &mut to, heads, &consumer.names(), BATCH).await?;
    if facts.is_empty() {
        standing.seen = to;
        return Ok(Round::Idle);
    }
    let blocked = blocked(db, consumer).await?;
    let together = if facts.iter().any(|fact| blocked.contains(&fact.subject)) {
        Batch::Failed
    } else {
        hear_all(db, consumer, standing, &to, &facts).await?
    };
    match together {
        Batch::Kept => {}
        Batch::Overtaken => return Ok(Round::Overtaken),
        Batch::Failed => {
            // One by one: each fact in its own unit, so that only the subject of the bad one waits.
            let mut at = standing.stored.clone();
            for fact in &facts {
                let mut next = at.clone();
                next.pass(fact);
                if !hear_or_park(db, consumer, &at, &next, fact).await? {
                    return Ok(Round::Overtaken);
                }
                at = next;
            }
            standing.stored = at;
            standing.seen = to;
            return Ok(Round::Worked);
        }
    }
    standing.stored = to.clone();
    standing.seen = to;
    Ok(Round::Worked)
}

enum Batch {
    Kept,
    Overtaken,
    Failed,
}

async fn hear_all(
    db: &Db,
    consumer: &Consumer,
    standing: &Standing,
    to: &Positions,
    facts: &[Fact],
) -> Result<Batch, Fault> {
    let mut tx = db.begin(&Actor::System).await?;
    if !advance(&mut tx, consumer, &standing.stored, to).await? {
        return Ok(Batch::Overtaken);
    }
    for fact in facts {
        if let Err(reason) = consumer.hear(&mut tx, fact).await {
            return if tx.may_rerun() {
                Err(Fault::Ended("a passing fault"))
            } else {
                tracing::debug!(consumer = consumer.name, fact = %fact.id, reason, "a batch goes one by one");
                Ok(Batch::Failed)
            };
        }
    }
    tx.commit().await?;
    Ok(Batch::Kept)
}

/// `false` if another node moved the cursor.
async fn hear_or_park(
    db: &Db,
    consumer: &Consumer,
    from: &Positions,
    to: &Positions,
    fact: &Fact,
) -> Result<bool, Fault> {
    let mut tx = db.begin(&Actor::System).await?;
    if !advance(&mut tx, consumer, from, to).await? {
        return Ok(false);
    }
    let waits = tx
        .maybe::<(i64,)>(
            "SELECT position FROM kernel_parked WHERE consumer = $1 AND partition = $2 AND subject = $3 LIMIT 1",
            args![consumer.name, fact.partition, fact.subject],
        )
        .await?
        .is_some();
    let refused = if waits {
        Some("an earlier fact of this subject is parked".to_owned())
    } else {
        let mut reason = None;
        let heard: Result<(), Fault> = tx
            .attempt(async |tx| {
                consumer.hear(tx, fact).await.map_err(|why| {
                    let passing = tx.may_rerun();
                    reason = Some(why);
                    if passing {
                        Fault::Commit(sqlx::Error::PoolTimedOut.into())
                    } else {
                        Fault::Ended("refused")
                    }
                })
            })
            .await;
        if matches!(heard, Err(Fault::Commit(_))) {
            return Err(Fault::Ended("a passing fault"));
        }
        heard.err().map(|fault| reason.unwrap_or_else(|| fault.to_string()))
    };
    if let Some(reason) = refused {
        tracing::warn!(consumer = consumer.name, fact = %fact.id, name = fact.name, reason, "parked");
        let now = tx.now();
        let next: Timestamp = now.plus_millis(if waits { 0 } else { backoff(1) });
        tx.exec(
            "INSERT INTO kernel_parked (consumer, partition, position, event, subject, reason, attempts, parked_at, next_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (consumer, partition, position) DO NOTHING",
            args![
                consumer.name, fact.partition, fact.position, fact.id, fact.subject, reason,
                i64::from(!waits), now, next
            ],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The guard doubles as a lock: of two nodes one finds a cursor moved.
async fn advance(tx: &mut Tx, consumer: &Consumer, from: &Positions, to: &Positions) -> Result<bool, Fault> {
    let moves = from.0.iter().zip(to.0).enumerate().filter(|(_, (a, b))| **a != *b);
    let moves: Vec<_> = moves
        .map(|(partition, (from, to))| row! { partition: partition as i64, from: *from, to: to })
        .collect();
    let wanted = moves.len() as u64;
    let moved = tx
        .exec(
            "UPDATE kernel_cursor SET position = {row.int to} FROM {rows $2}
             WHERE kernel_cursor.consumer = $1 AND kernel_cursor.partition = {row.int partition}
                 AND kernel_cursor.position = {row.int from}",
            args![consumer.name, rows(moves)],
        )
        .await?;
    Ok(moved == wanted)
}

async fn blocked(db: &Db, consumer: &Consumer) -> Result<BTreeSet<String>, Fault> {
    let subjects: Vec<(String,)> = db
        .read()
        .await?
        .all("SELECT DISTINCT subject FROM kernel_parked WHERE consumer = $1", args![consumer.name])
        .await?;
    Ok(subjects.into_iter().map(|(subject,)| subject).collect())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Parked {
    pub consumer: String,
    pub partition: i64,
    pub position: i64,
    pub event: EventId,
    pub subject: String,
    pub reason: String,
    pub attempts: i64,
    pub parked_at: Timestamp,
    /// Empty when only a person can help.
    pub next_at: Option<Timestamp>,
}

/// Everything that waits, for the screen where a person looks at it.
pub async fn parked(db: &mut impl Query) -> Result<Vec<Parked>, Fault> {
    db.all(
        "SELECT consumer, partition, position, event, subject, reason, attempts, parked_at, next_at
         FROM kernel_parked ORDER BY parked_at LIMIT 500",
        args![],
    )
    .await
}

/// A person has mended the cause: what is parked may be tried again.
pub async fn unpark(tx: &mut Tx, consumer: &str, subject: &str) -> Result<u64, Fault> {
    let now = tx.now();
    tx.wake();
    tx.exec(
        "UPDATE kernel_parked SET attempts = 0, next_at = $1 WHERE consumer = $2 AND subject = $3",
        args![now, consumer.to_owned(), subject.to_owned()],
    )
    .await
}

pub(crate) async fn is_any_parked(db: &Db) -> Result<bool, Fault> {
    let one: Option<(i64,)> =
        db.read().await?.maybe("SELECT position FROM kernel_parked LIMIT 1", args![]).await?;
    Ok(one.is_some())
}

/// Tries parked facts again, the first of each subject, in order; says how many were digested.
pub(crate) async fn retry(db: &Db, consumer: &Consumer, even_if_early: bool) -> Result<usize, Fault> {
    let now = if even_if_early { db.now().plus_days(1) } else { db.now() };
    let due: Vec<Parked> = db
        .read()
        .await?
        .all(
            "SELECT consumer, partition, position, event, subject, reason, attempts, parked_at, next_at
             FROM kernel_parked p WHERE consumer = $1 AND next_at <= $2 AND NOT EXISTS (
                 SELECT 1 FROM kernel_parked q WHERE q.consumer = p.consumer AND q.partition = p.partition
                     AND q.subject = p.subject AND q.position < p.position)
             ORDER BY partition, position LIMIT 100",
            args![consumer.name, now],
        )
        .await?;
    let mut digested = 0;
    for parked in due {
        digested += usize::from(retry_one(db, consumer, &parked).await?);
    }
    Ok(digested)
}

async fn retry_one(db: &Db, consumer: &Consumer, parked: &Parked) -> Result<bool, Fault> {
    let fact: Option<Fact> = db
        .read()
        .await?
        .maybe(
            "SELECT partition, position, id, name, subject, subject_version, actor, cause, at, body
             FROM kernel_event WHERE partition = $1 AND position = $2",
            args![parked.partition, parked.position],
        )
        .await?;
    let mut tx = db.begin(&Actor::System).await?;
    let mine = tx
        .exec(
            "DELETE FROM kernel_parked WHERE consumer = $1 AND partition = $2 AND position = $3",
            args![consumer.name, parked.partition, parked.position],
        )
        .await?;
    if mine == 0 {
        return Ok(false); // another node was faster
    }
    let Some(fact) = fact else {
        tx.commit().await?; // the log no longer has it: nothing to try
        return Ok(true);
    };
    let Err(reason) = consumer.hear(&mut tx, &fact).await else {
        tx.commit().await?;
        return Ok(true);
    };
    drop(tx);
    let attempts = parked.attempts + 1;
    let next = (attempts < PATIENCE).then(|| db.now().plus_millis(backoff(attempts)));
    tracing::warn!(consumer = consumer.name, fact = %fact.id, name = fact.name, reason, attempts, "still parked");
    db.run(&Actor::System, async |tx| {
        tx.exec(
            "UPDATE kernel_parked SET attempts = $1, next_at = $2, reason = $3
             WHERE consumer = $4 AND partition = $5 AND position = $6",
            args![attempts, next, reason, consumer.name, parked.partition, parked.position],
        )
        .await
    })
    .await?;
    Ok(false)
}

/// 0.2 s, 0.4 s … up to ten minutes.
fn backoff(attempts: i64) -> i64 {
    (200i64 << attempts.clamp(1, 12)).min(600_000)
}

/// Lets a consumer hear the whole log again: a read model is rebuilt. Its verbs recognise what they have done.
pub async fn rewind(tx: &mut Tx, consumer: &str) -> Result<(), Fault> {
    tx.wake();
    tx.exec("UPDATE kernel_cursor SET position = 0 WHERE consumer = $1", args![consumer.to_owned()]).await?;
    tx.exec("DELETE FROM kernel_parked WHERE consumer = $1", args![consumer.to_owned()]).await?;
    Ok(())
}
