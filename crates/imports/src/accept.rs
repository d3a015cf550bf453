//! Accepting a file with a request, and working on it afterwards.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use catalog::import::RowError;
use kernel::{
    Actor, Capability, Db, Everywhere, Grants, ImportId, Job, JobError, JobId, Locations, Query, Tx, Worker,
    args,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::run::{check, require};
use crate::{Error, Format, Import, Kind, Options, Started, State, find, job, run};

/// A file that came with a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    /// Chosen by the caller, so that a retry is recognised as the same request.
    pub id: ImportId,
    pub kind: Kind,
    pub format: Format,
    #[serde(default)]
    pub options: Options,
    pub body: String,
}

/// All that an import may come to need.
const NEEDED: [Capability; 4] = [
    Capability::ManageCatalog,
    Capability::ManagePrices,
    Capability::AdjustStock,
    Capability::ManageLocations,
];

/// What is larger comes over the command line.
const LARGEST: usize = 32 * 1024 * 1024;

/// Stores the file and sends for a worker. The same id again answers how far it is.
pub async fn accept(tx: &mut Tx, request: Accept) -> Result<Import, Error> {
    check(request.kind, request.format)?;
    require(tx, request.kind)?;
    // The worker acts everywhere, so whoever is bound to some places cannot send it.
    let is_bound = tx.actor().locations() != Locations::All;
    if is_bound && matches!(request.kind, Kind::Stock | Kind::Products) {
        return Err(kernel::Denied(Capability::AdjustStock, true).into());
    }
    if request.body.len() > LARGEST {
        return Err(Error::TooLarge(LARGEST));
    }
    let actor = tx.actor().to_string();
    if !job::insert(tx, request.id, request.kind, request.format, &request.options, &actor).await? {
        let earlier = find(tx, request.id).await?;
        let is_same =
            (earlier.kind, earlier.format, &earlier.actor) == (request.kind, request.format, &actor);
        return if is_same { Ok(earlier) } else { Err(Error::IdTaken(request.id)) };
    }
    let capabilities: serde_json::Value = NEEDED
        .into_iter()
        .filter(|capability| tx.actor().allows(*capability, Everywhere))
        .map(|capability| capability.as_str())
        .collect();
    tx.exec(
        "INSERT INTO imports_payload (import, capabilities, body) VALUES ($1, $2, $3)",
        args![request.id, capabilities, request.body],
    )
    .await?;
    tx.enqueue(&Work { import: request.id }).await?;
    find(tx, request.id).await
}

/// A file waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Work {
    pub import: ImportId,
}
impl Job for Work {
    const KIND: &'static str = "imports.work";
}

/// Does accepted imports, one row after the other; once more from the beginning if a worker died, which changes nothing
/// that was done.
pub fn worker() -> Worker {
    Worker::new(|db, _: JobId, work: Work| work_on(db, work))
}

#[derive(sqlx::FromRow)]
struct Waiting {
    options: Json<Options>,
    capabilities: Json<BTreeSet<Capability>>,
    body: String,
}

async fn work_on(db: Db, work: Work) -> Result<(), JobError> {
    let again = |error: Error| JobError::Retry(error.to_string());
    let mut read = db.read().await?;
    let import = find(&mut read, work.import).await.map_err(again)?;
    let waiting: Option<Waiting> = read
        .maybe(
            "SELECT j.options, p.capabilities, p.body FROM imports_job j JOIN imports_payload p ON p.import = j.id WHERE j.id = $1",
            args![work.import],
        )
        .await?;
    drop(read);
    let Some(waiting) = waiting.filter(|_| import.state != State::Done) else { return Ok(()) };
    let actor = actor(&import.actor, waiting.capabilities.0);
    let started = Started { id: import.id, kind: import.kind, format: import.format };
    let reader = Box::new(Cursor::new(waiting.body.into_bytes()));
    match run(&db, &actor, started, reader, &waiting.options.0, &mut |_| ()).await {
        Ok(_) => Ok(()),
        // A refusal is told in the import itself; nothing gets better by trying again.
        Err(error) if !error.is_fault() => Ok(()),
        Err(error) => Err(JobError::Retry(error.to_string())),
    }
}

/// Whoever brought the file, with what they could do then.
fn actor(text: &str, capabilities: BTreeSet<Capability>) -> Actor {
    let grants = Arc::new(Grants { capabilities, locations: Locations::All });
    match (text.parse(), text.parse()) {
        (Ok(staff), _) => Actor::Staff(staff, grants),
        (_, Ok(key)) => Actor::Key(key, grants),
        (Err(_), Err(_)) => Actor::System,
    }
}

impl Import {
    /// How a person would say it, for logs and the command line.
    pub fn summary(&self) -> String {
        format!(
            "{} rows: {} created, {} changed, {} unchanged, {} failed",
            self.rows, self.created, self.changed, self.unchanged, self.failed
        )
    }
}

impl crate::Report {
    pub fn summary(&self) -> String {
        format!(
            "{} rows: {} created, {} changed, {} unchanged, {} failed",
            self.rows, self.created, self.changed, self.unchanged, self.failed
        )
    }
    /// `line 12, column 3 (ean): …`
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.errors.iter().map(told)
    }
}

fn told(error: &RowError) -> String {
    let column = if error.column > 0 { format!(", column {}", error.column) } else { String::new() };
    let pointer = if error.pointer.is_empty() { String::new() } else { format!(" ({})", error.pointer) };
    format!("line {}{column}{pointer}: {}", error.line, error.detail)
}
