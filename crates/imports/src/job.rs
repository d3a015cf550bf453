//! An import as a row: how far it is, and what was wrong in the file.

use catalog::import::RowError;
use kernel::{ImportId, Page, PageRequest, Query, Timestamp, Tx, args, row, rows};

use crate::run::Tally;
use crate::{Error, Format, Kind, Options};

kernel::text_enum! {
    /// ```text
    /// waiting ──▶ running ──▶ done
    ///    └───────────┴──────▶ failed      the file as a whole could not be read, or was refused
    /// ```
    pub enum State { Waiting = "waiting", Running = "running", Done = "done", Failed = "failed" }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Import {
    pub id: ImportId,
    pub kind: Kind,
    pub format: Format,
    pub state: State,
    /// Why it failed as a whole.
    pub reason: Option<String>,
    pub actor: String,
    /// Rows of the file that were looked at so far.
    pub rows: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    /// Rows that could not be taken, and parts of rows: each has an error.
    pub failed: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// More than anybody reads; the count goes on.
const MOST_ERRORS: i64 = 1_000;

pub async fn find(q: &mut impl Query, id: ImportId) -> Result<Import, Error> {
    q.maybe(
        "SELECT id, kind, format, state, reason, actor, rows, created, changed, unchanged, failed, started_at, finished_at
         FROM imports_job WHERE id = $1",
        args![id],
    )
    .await?
    .ok_or(Error::UnknownImport(id))
}

/// The newest first.
pub async fn imports(q: &mut impl Query, page: &PageRequest) -> Result<Page<Import>, Error> {
    let after: Option<ImportId> = page.after();
    let rows = q
        .all(
            "SELECT id, kind, format, state, reason, actor, rows, created, changed, unchanged, failed, started_at, finished_at
             FROM imports_job WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2",
            args![after, page.limit() + 1],
        )
        .await?;
    Ok(Page::of(rows, page, |import: &Import| import.id.to_string()))
}

#[derive(sqlx::FromRow)]
struct ErrorRow {
    number: i64,
    line: i64,
    place: i64,
    pointer: String,
    detail: String,
}

/// What was wrong, in the order in which it was found.
pub async fn errors(q: &mut impl Query, id: ImportId, page: &PageRequest) -> Result<Page<RowError>, Error> {
    let after: i64 = page.after().unwrap_or(-1);
    let rows: Vec<ErrorRow> = q
        .all(
            "SELECT number, line, place, pointer, detail FROM imports_error
             WHERE import = $1 AND number > $2 ORDER BY number LIMIT $3",
            args![id, after, page.limit() + 1],
        )
        .await?;
    let page = Page::of(rows, page, |row| row.number.to_string());
    Ok(page.map(|row| RowError::new(row.line, row.place, row.pointer, row.detail)))
}

/// Stores a new import; `false` if its id was used before.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: ImportId,
    kind: Kind,
    format: Format,
    options: &Options,
    actor: &str,
) -> Result<bool, Error> {
    let (now, options) = (tx.now(), serde_json::to_value(options).map_err(kernel::Fault::from)?);
    let stored = tx
        .exec(
            "INSERT INTO imports_job (id, kind, format, state, options, actor, rows, created, changed, unchanged, failed, started_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, $7)
             ON CONFLICT (id) DO NOTHING",
            args![id, kind, format, State::Waiting, options, actor.to_owned(), now],
        )
        .await?;
    Ok(stored == 1)
}

/// From the beginning: a worker that died left a part behind, and the same rows again change nothing.
pub(crate) async fn begin(tx: &mut Tx, id: ImportId) -> Result<(), Error> {
    tx.exec("DELETE FROM imports_error WHERE import = $1", args![id]).await?;
    tx.exec(
        "UPDATE imports_job SET state = $1, rows = 0, created = 0, changed = 0, unchanged = 0, failed = 0
         WHERE id = $2",
        args![State::Running, id],
    )
    .await?;
    Ok(())
}

/// Notes how far we are, in the unit that did the work. `before` errors are stored already.
pub(crate) async fn progress(
    tx: &mut Tx,
    id: ImportId,
    tally: &Tally,
    before: i64,
    errors: &[RowError],
) -> Result<(), Error> {
    tx.exec(
        "UPDATE imports_job SET rows = $1, created = $2, changed = $3, unchanged = $4, failed = $5 WHERE id = $6",
        args![tally.rows, tally.created, tally.changed, tally.unchanged, tally.failed, id],
    )
    .await?;
    let left = (MOST_ERRORS - before).max(0) as usize;
    let told = (before..).zip(errors).take(left).map(|(number, error)| {
        let detail: String = error.detail.chars().take(500).collect();
        let pointer: String = error.pointer.chars().take(200).collect();
        row! { import: id, number: number, line: error.line, place: error.column, pointer: pointer, detail: detail }
    });
    let told: Vec<_> = told.collect();
    if !told.is_empty() {
        tx.exec(
            "INSERT INTO imports_error (import, number, line, place, pointer, detail)
             SELECT {row.uuid import}, {row.int number}, {row.int line}, {row.int place}, {row.text pointer}, {row.text detail}
             FROM {rows $1} WHERE true
             ON CONFLICT (import, number) DO NOTHING",
            args![rows(told)],
        )
        .await?;
    }
    Ok(())
}

pub(crate) async fn finish(
    tx: &mut Tx,
    id: ImportId,
    state: State,
    reason: Option<String>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.exec(
        "UPDATE imports_job SET state = $1, reason = $2, finished_at = $3 WHERE id = $4",
        args![state, reason, now, id],
    )
    .await?;
    tx.exec("DELETE FROM imports_payload WHERE import = $1", args![id]).await?;
    Ok(())
}
