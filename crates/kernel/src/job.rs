//! Jobs: work that reaches outside — mail, payment providers, carriers. A row that a worker leases; no unit of work
//! is open while it runs, and the answer comes back as a verb. At least once: pass the job's id on as idempotency key.

use std::pin::Pin;
use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::event::Body;
use crate::{Actor, Db, Fault, JobId, Query, Timestamp, Tx, args};

pub trait Job: Serialize + DeserializeOwned + Send {
    const KIND: &'static str;
}

/// Why a job did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Later it may: the other side did not answer.
    #[error("{0}")]
    Retry(String),
    /// Never: a person has to look.
    #[error("{0}")]
    GiveUp(String),
}
impl From<Fault> for JobError {
    fn from(fault: Fault) -> Self {
        JobError::Retry(fault.to_string())
    }
}

/// How long a worker may take before another one may try.
const LEASE_MINUTES: i64 = 2;
/// After so many attempts, a day later all told, the job waits for a person.
const PATIENCE: i64 = 14;

impl Tx {
    pub async fn enqueue<J: Job>(&mut self, job: &J) -> Result<JobId, Fault> {
        let now = self.now();
        self.enqueue_at(now, job).await
    }
    pub async fn enqueue_at<J: Job>(&mut self, due: Timestamp, job: &J) -> Result<JobId, Fault> {
        let (id, body): (JobId, _) = (self.new_id(), serde_json::to_value(job)?);
        self.wake();
        self.exec(
            "INSERT INTO kernel_job (id, kind, body, due_at, attempts) VALUES ($1, $2, $3, $4, 0)",
            args![id, J::KIND, body, due],
        )
        .await?;
        Ok(id)
    }
}

type Done = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// Who does the jobs of a kind.
#[derive(Clone)]
pub struct Worker {
    pub kind: &'static str,
    run: Arc<dyn Fn(Db, JobId, serde_json::Value) -> Done + Send + Sync>,
}
impl Worker {
    pub fn new<J: Job, F>(work: impl Fn(Db, JobId, J) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let run = move |db, id, body| -> Done {
            match serde_json::from_value::<J>(body) {
                Ok(job) => Box::pin(work(db, id, job)),
                Err(error) => {
                    let why = format!("the job's body is not understood: {error}");
                    Box::pin(async move { Err(JobError::GiveUp(why)) })
                }
            }
        };
        Self { kind: J::KIND, run: Arc::new(run) }
    }
}

#[derive(sqlx::FromRow)]
struct Leased {
    id: JobId,
    body: Body,
    attempts: i64,
}

/// The kinds of which something is due.
pub(crate) async fn kinds_due(db: &Db) -> Result<Vec<String>, Fault> {
    let now = db.now();
    let kinds: Vec<(String,)> = db
        .read()
        .await?
        .all(
            "SELECT DISTINCT kind FROM kernel_job WHERE due_at <= $1 AND failed_at IS NULL
                 AND (leased_until IS NULL OR leased_until < $1)",
            args![now],
        )
        .await?;
    Ok(kinds.into_iter().map(|(kind,)| kind).collect())
}

/// Leases and does up to eight due jobs of this kind, side by side; says how many.
pub(crate) async fn work(db: &Db, worker: &Worker) -> Result<usize, Fault> {
    let now = db.now();
    let waiting = db
        .read()
        .await?
        .maybe::<(i64,)>(
            "SELECT attempts FROM kernel_job WHERE kind = $1 AND due_at <= $2 AND failed_at IS NULL
                 AND (leased_until IS NULL OR leased_until < $2) LIMIT 1",
            args![worker.kind, now],
        )
        .await?;
    if waiting.is_none() {
        return Ok(0);
    }
    let leased: Vec<Leased> = db
        .run(&Actor::System, async |tx| {
            let now = tx.now();
            tx.all(
                "UPDATE kernel_job SET leased_until = $1, attempts = attempts + 1 WHERE id IN
                     (SELECT id FROM kernel_job WHERE kind = $2 AND due_at <= $3 AND failed_at IS NULL
                          AND (leased_until IS NULL OR leased_until < $3)
                      ORDER BY due_at LIMIT 8 {skip_locked})
                 RETURNING id, body, attempts",
                args![now.plus_minutes(LEASE_MINUTES), worker.kind, now],
            )
            .await
        })
        .await
        .map_err(|fault: Fault| fault)?;
    let many = leased.len();
    let mut tasks = tokio::task::JoinSet::new();
    for job in leased {
        let (db, worker) = (db.clone(), worker.clone());
        tasks.spawn(async move {
            let done = (worker.run)(db.clone(), job.id, job.body.0).await;
            settle(&db, worker.kind, job.id, job.attempts, done).await
        });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(settled) => settled?,
            // The lease runs out and the job is tried again.
            Err(panic) => tracing::error!(kind = worker.kind, %panic, "a job panicked"),
        }
    }
    Ok(many)
}

async fn settle(
    db: &Db,
    kind: &str,
    id: JobId,
    attempts: i64,
    done: Result<(), JobError>,
) -> Result<(), Fault> {
    let (failed, reason) = match done {
        Ok(()) => {
            db.run(&Actor::System, async |tx| {
                tx.exec("DELETE FROM kernel_job WHERE id = $1", args![id]).await
            })
            .await?;
            return Ok(());
        }
        Err(JobError::Retry(reason)) => (attempts >= PATIENCE, reason),
        Err(JobError::GiveUp(reason)) => (true, reason),
    };
    tracing::warn!(kind, job = %id, attempts, failed, reason, "a job did not succeed");
    db.run(&Actor::System, async |tx| {
        let now = tx.now();
        let due = now.plus_millis((1000i64 << attempts.clamp(0, 13)).min(7_200_000));
        let failed_at = failed.then_some(now);
        tx.exec(
            "UPDATE kernel_job SET leased_until = NULL, due_at = $1, failed_at = $2, reason = $3 WHERE id = $4",
            args![due, failed_at, reason, id],
        )
        .await
    })
    .await?;
    Ok(())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FailedJob {
    pub id: JobId,
    pub kind: String,
    pub attempts: i64,
    pub failed_at: Timestamp,
    pub reason: String,
}

/// What waits for a person.
pub async fn failed_jobs(db: &mut impl Query) -> Result<Vec<FailedJob>, Fault> {
    db.all(
        "SELECT id, kind, attempts, failed_at, COALESCE(reason, '') AS reason
         FROM kernel_job WHERE failed_at IS NOT NULL ORDER BY failed_at LIMIT 500",
        args![],
    )
    .await
}

/// A person has mended the cause.
pub async fn retry_job(tx: &mut Tx, id: JobId) -> Result<(), Fault> {
    let now = tx.now();
    tx.wake();
    tx.exec(
        "UPDATE kernel_job SET failed_at = NULL, attempts = 0, due_at = $1 WHERE id = $2 AND failed_at IS NOT NULL",
        args![now, id],
    )
    .await?;
    Ok(())
}
