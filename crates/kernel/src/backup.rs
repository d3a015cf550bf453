//! A copy of a whole live database, and its return, on either engine.
//!
//! Every table becomes one compressed file of rows as text: what PostgreSQL's `COPY` writes and reads in its text format
//! (tabs, a line for a row, `\N` for nothing). Both engines write the same: ids as 32 hexadecimal digits, times as RFC 3339. So
//! what was taken of an embedded database returns into PostgreSQL, and the other way round. All tables are read in one
//! snapshot while writers go on; the return happens in one transaction, into an empty database only.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};
use uuid::Uuid;

use crate::{Area, Db, Engine, Fault};

/// Who works on what right now is nobody's business after a return; migrations return by being run.
const LEFT_OUT: &[&str] = &["kernel_lease", "kernel_migration"];
/// Rows travel to PostgreSQL in pieces of about so many bytes.
const PIECE: usize = 1 << 20;

/// What a copy holds, table by table, in an order in which they may be filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The migrations that had run, by name: the shape of the tables.
    pub migrations: Vec<String>,
    pub tables: Vec<TableFile>,
}

/// `{table}.rows.gz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: u64,
    /// Of the compressed file, in hexadecimal digits.
    pub sha256: String,
}
impl TableFile {
    pub fn name(&self) -> String {
        format!("{}.rows.gz", self.table)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the database is not empty: a copy returns into an empty one only")]
    NotEmpty,
    #[error("the copy was made by a newer release: it knows the migration {0}")]
    Newer(String),
    #[error("{0} is not what was written when the copy was made")]
    Changed(String),
    #[error("{table}, row {row}: {why}")]
    Malformed { table: String, row: u64, why: String },
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    #[error(transparent)]
    Fault(#[from] Fault),
}
impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// How the engine keeps a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Uuid,
    Int,
    Real,
    Time,
    Text,
}
#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: Kind,
}

impl Db {
    /// Writes every table into `folder`, as of one moment.
    pub async fn backup(&self, folder: &Path) -> Result<Contents, BackupError> {
        match self.engine() {
            Engine::Sqlite => {
                let mut conn = sqlite(self.url()).await?;
                sqlx::query("BEGIN").execute(&mut conn).await?;
                let contents = sqlite_backup(&mut conn, folder).await?;
                conn.close().await?;
                Ok(contents)
            }
            Engine::Postgres => {
                let mut conn = postgres(self.url()).await?;
                sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut conn).await?;
                let contents = postgres_backup(&mut conn, folder).await?;
                conn.close().await?;
                Ok(contents)
            }
        }
    }

    /// Brings a copy back: makes the tables as they were, fills them, and brings them up to this release. Nothing is
    /// changed unless every file is what it was when the copy was made.
    pub async fn restore(
        &self,
        areas: &[Area],
        folder: &Path,
        contents: &Contents,
    ) -> Result<(), BackupError> {
        for file in &contents.tables {
            if sha256(&folder.join(file.name()))? != file.sha256 {
                return Err(BackupError::Changed(file.name()));
            }
        }
        let known: BTreeSet<String> = crate::migrate::names(areas).collect();
        if let Some(newer) = contents.migrations.iter().find(|name| !known.contains(*name)) {
            return Err(BackupError::Newer(newer.clone()));
        }
        match self.engine() {
            Engine::Sqlite => {
                let mut conn = sqlite(self.url()).await?;
                if !sqlite_tables(&mut conn).await?.is_empty() {
                    return Err(BackupError::NotEmpty);
                }
                self.migrate_some(areas, |name| contents.migrations.iter().any(|it| it == name)).await?;
                sqlite_fill(&mut conn, folder, contents).await?;
                conn.close().await?;
            }
            Engine::Postgres => {
                let mut conn = postgres(self.url()).await?;
                if !postgres_tables(&mut conn).await?.is_empty() {
                    return Err(BackupError::NotEmpty);
                }
                self.migrate_some(areas, |name| contents.migrations.iter().any(|it| it == name)).await?;
                postgres_fill(&mut conn, folder, contents).await?;
                conn.close().await?;
            }
        }
        self.migrate(areas).await?;
        Ok(())
    }
}

// --- files -----------------------------------------------------------------------------------------------------------

fn at(path: &Path) -> impl Fn(std::io::Error) -> BackupError {
    let name = path.display().to_string();
    move |error| BackupError::File(name.clone(), error)
}

fn sha256(path: &Path) -> Result<String, BackupError> {
    let mut hash = Sha256::new();
    std::io::copy(&mut File::open(path).map_err(at(path))?, &mut hash).map_err(at(path))?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

type Out = GzEncoder<BufWriter<File>>;

fn create(path: &Path) -> Result<Out, BackupError> {
    let file = File::create(path).map_err(at(path))?;
    Ok(GzEncoder::new(BufWriter::new(file), Compression::fast()))
}

fn finish(
    table: String,
    columns: &[Column],
    rows: u64,
    out: Out,
    path: &Path,
) -> Result<TableFile, BackupError> {
    let file = out.finish().map_err(at(path))?.into_inner().map_err(|error| at(path)(error.into_error()))?;
    file.sync_all().map_err(at(path))?;
    let columns = columns.iter().map(|it| it.name.clone()).collect();
    Ok(TableFile { table, columns, rows, sha256: sha256(path)? })
}

/// A cell as `COPY` writes it.
fn escape(cell: Option<&str>, line: &mut String) {
    let Some(text) = cell else { return line.push_str("\\N") };
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c => line.push(c),
        }
    }
}

fn unescape(cell: &str) -> Result<Option<String>, String> {
    if cell == "\\N" {
        return Ok(None);
    }
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match rest.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('v') => '\u{b}',
            Some('\\') => '\\',
            other => return Err(format!("a backslash before {other:?}")),
        });
    }
    Ok(Some(text))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// Tables before those that point to them.
fn by_reference(tables: Vec<String>, references: &[(String, String)]) -> Vec<String> {
    let mut left = tables;
    let mut sorted: Vec<String> = Vec::new();
    while !left.is_empty() {
        let waits = |table: &String| {
            references.iter().any(|(from, to)| from == table && to != from && left.contains(to))
        };
        let (later, now): (Vec<_>, Vec<_>) = left.iter().cloned().partition(waits);
        if now.is_empty() {
            sorted.extend(later); // a ring of references: no order is right
            return sorted;
        }
        sorted.extend(now);
        left = later;
    }
    sorted
}

// --- SQLite ----------------------------------------------------------------------------------------------------------

async fn sqlite(url: &str) -> Result<SqliteConnection, Fault> {
    let options = SqliteConnectOptions::from_str(url)?.busy_timeout(std::time::Duration::from_secs(60));
    Ok(options.foreign_keys(true).connect().await?)
}

async fn sqlite_tables(conn: &mut SqliteConnection) -> Result<Vec<String>, Fault> {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .fetch_all(&mut *conn)
    .await?;
    let references: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    )
    .fetch_all(conn)
    .await?;
    Ok(by_reference(names.into_iter().map(|(name,)| name).collect(), &references))
}

async fn sqlite_columns(conn: &mut SqliteConnection, table: &str) -> Result<Vec<Column>, Fault> {
    let columns: Vec<(String, String)> =
        sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid")
            .bind(table)
            .fetch_all(conn)
            .await?;
    let kind = |declared: &str| match declared {
        "BLOB" => Kind::Uuid,
        "INTEGER" => Kind::Int,
        "REAL" => Kind::Real,
        _ => Kind::Text,
    };
    Ok(columns.into_iter().map(|(name, declared)| Column { kind: kind(&declared), name }).collect())
}

async fn sqlite_backup(conn: &mut SqliteConnection, folder: &Path) -> Result<Contents, BackupError> {
    let migrations: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM kernel_migration ORDER BY name").fetch_all(&mut *conn).await?;
    let mut files = Vec::new();
    for table in sqlite_tables(conn).await?.into_iter().filter(|it| !LEFT_OUT.contains(&it.as_str())) {
        let columns = sqlite_columns(conn, &table).await?;
        let cells = columns.iter().map(|it| {
            let name = quoted(&it.name);
            match it.kind {
                Kind::Uuid => format!("lower(hex({name}))"),
                Kind::Real => format!("CASE WHEN {name} IS NOT NULL THEN printf('%!.17g', {name}) END"),
                Kind::Int | Kind::Time | Kind::Text => format!("CAST({name} AS TEXT)"),
            }
        });
        // `hex` makes an empty text of nothing, so what is nothing is asked apart.
        let cells = cells.zip(&columns).map(|(cell, it)| match it.kind {
            Kind::Uuid => format!("CASE WHEN {} IS NOT NULL THEN {cell} END", quoted(&it.name)),
            _ => cell,
        });
        let cells = cells.collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {cells} FROM {}", quoted(&table));
        let path = folder.join(format!("{table}.rows.gz"));
        let (mut out, mut count, mut line) = (create(&path)?, 0, String::new());
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            line.clear();
            for n in 0..columns.len() {
                if n > 0 {
                    line.push('\t');
                }
                escape(row.try_get::<Option<&str>, _>(n)?, &mut line);
            }
            line.push('\n');
            out.write_all(line.as_bytes()).map_err(at(&path))?;
            count += 1;
        }
        drop(rows);
        files.push(finish(table, &columns, count, out, &path)?);
    }
    Ok(Contents { migrations: migrations.into_iter().map(|(name,)| name).collect(), tables: files })
}

async fn sqlite_fill(
    conn: &mut SqliteConnection,
    folder: &Path,
    contents: &Contents,
) -> Result<(), BackupError> {
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
    for file in contents.tables.iter().rev() {
        let sql = format!("DELETE FROM {}", quoted(&file.table));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    for file in &contents.tables {
        let kinds = sqlite_columns(&mut tx, &file.table).await?;
        let kind = |name: &String| kinds.iter().find(|it| it.name == *name).map(|it| it.kind);
        let malformed =
            |row, why: &str| BackupError::Malformed { table: file.table.clone(), row, why: why.to_owned() };
        let kinds: Vec<Kind> = file
            .columns
            .iter()
            .map(|name| kind(name).ok_or_else(|| malformed(0, &format!("no column {name}"))))
            .collect::<Result<_, _>>()?;
        let places = (1..=kinds.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", quoted(&file.table), list(&file.columns));
        let path = folder.join(file.name());
        let lines = BufReader::new(GzDecoder::new(File::open(&path).map_err(at(&path))?)).lines();
        let mut count = 0;
        for line in lines {
            let line = line.map_err(at(&path))?;
            count += 1;
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.len() != kinds.len() {
                return Err(malformed(count, "the wrong number of cells"));
            }
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (cell, kind) in cells.into_iter().zip(&kinds) {
                let cell = unescape(cell).map_err(|why| malformed(count, &why))?;
                query = match (cell, kind) {
                    (None, _) => query.bind(None::<String>),
                    (Some(text), Kind::Uuid) => query
                        .bind(Uuid::try_parse(&text).map_err(|error| malformed(count, &error.to_string()))?),
                    (Some(text), Kind::Int) => {
                        query.bind(text.parse::<i64>().map_err(|error| malformed(count, &error.to_string()))?)
                    }
                    (Some(text), Kind::Real) => {
                        query.bind(text.parse::<f64>().map_err(|error| malformed(count, &error.to_string()))?)
                    }
                    (Some(text), Kind::Time | Kind::Text) => query.bind(text),
                };
            }
            query.execute(&mut *tx).await?;
        }
        if count != file.rows {
            return Err(malformed(count, "rows are missing"));
        }
    }
    tx.commit().await?;
    Ok(())
}

// --- PostgreSQL ------------------------------------------------------------------------------------------------------

async fn postgres(url: &str) -> Result<PgConnection, Fault> {
    Ok(PgConnectOptions::from_str(url)?.connect().await?)
}

async fn postgres_tables(conn: &mut PgConnection) -> Result<Vec<String>, Fault> {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name",
    )
    .fetch_all(&mut *conn)
    .await?;
    let references: Vec<(String, String)> = sqlx::query_as(
        "SELECT f.relname::text, t.relname::text FROM pg_constraint c
         JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
         WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace",
    )
    .fetch_all(conn)
    .await?;
    Ok(by_reference(names.into_iter().map(|(name,)| name).collect(), &references))
}

async fn postgres_columns(conn: &mut PgConnection, table: &str) -> Result<Vec<Column>, Fault> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(conn)
    .await?;
    let kind = |declared: &str| match declared {
        "uuid" => Kind::Uuid,
        "timestamp with time zone" => Kind::Time,
        _ => Kind::Text,
    };
    Ok(columns.into_iter().map(|(name, declared)| Column { kind: kind(&declared), name }).collect())
}

async fn postgres_backup(conn: &mut PgConnection, folder: &Path) -> Result<Contents, BackupError> {
    let migrations: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM kernel_migration ORDER BY name").fetch_all(&mut *conn).await?;
    let mut files = Vec::new();
    for table in postgres_tables(conn).await?.into_iter().filter(|it| !LEFT_OUT.contains(&it.as_str())) {
        let columns = postgres_columns(conn, &table).await?;
        let cells = columns.iter().map(|it| {
            let name = quoted(&it.name);
            match it.kind {
                Kind::Uuid => format!("replace({name}::text, '-', '')"),
                Kind::Time => {
                    format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                }
                Kind::Int | Kind::Real | Kind::Text => name,
            }
        });
        let cells = cells.collect::<Vec<_>>().join(", ");
        let sql = format!("COPY (SELECT {cells} FROM {}) TO STDOUT", quoted(&table));
        let path = folder.join(format!("{table}.rows.gz"));
        let (mut out, mut count) = (create(&path)?, 0);
        let mut pieces = conn.copy_out_raw(&sql).await?;
        while let Some(piece) = pieces.try_next().await? {
            // Within a cell a new line is written as `\n`, so a bare one ends a row.
            count += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
            out.write_all(&piece).map_err(at(&path))?;
        }
        drop(pieces);
        files.push(finish(table, &columns, count, out, &path)?);
    }
    Ok(Contents { migrations: migrations.into_iter().map(|(name,)| name).collect(), tables: files })
}

async fn postgres_fill(
    conn: &mut PgConnection,
    folder: &Path,
    contents: &Contents,
) -> Result<(), BackupError> {
    let mut tx = conn.begin().await?;
    for file in contents.tables.iter().rev() {
        let sql = format!("DELETE FROM {}", quoted(&file.table));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    for file in &contents.tables {
        let path = folder.join(file.name());
        let mut rows = BufReader::with_capacity(PIECE, GzDecoder::new(File::open(&path).map_err(at(&path))?));
        let sql = format!("COPY {} ({}) FROM STDIN", quoted(&file.table), list(&file.columns));
        let mut sink = tx.copy_in_raw(&sql).await?;
        loop {
            let piece = rows.fill_buf().map_err(at(&path))?;
            if piece.is_empty() {
                break;
            }
            let length = piece.len();
            sink.send(piece).await?;
            rows.consume(length);
        }
        let count = sink.finish().await?;
        if count != file.rows {
            let why = "rows are missing".to_owned();
            return Err(BackupError::Malformed { table: file.table.clone(), row: count, why });
        }
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_survives_a_cell() {
        for text in ["", "\\N", "a\tb\nc\\n", "żółć\r\n", "\u{b}\u{c}\u{8}"] {
            let mut line = String::new();
            escape(Some(text), &mut line);
            assert!(!line.contains(['\t', '\n']), "{line:?}");
            assert_eq!(unescape(&line), Ok(Some(text.to_owned())));
        }
        let mut line = String::new();
        escape(None, &mut line);
        assert_eq!(unescape(&line), Ok(None));
        assert!(unescape("\\x").is_err());
    }

    #[test]
    fn a_table_comes_after_what_it_points_to() {
        let text = |it: &str| it.to_owned();
        let tables = ["brand", "channel", "market"].map(text).to_vec();
        let sorted =
            by_reference(tables, &[(text("channel"), text("market")), (text("channel"), text("brand"))]);
        assert_eq!(sorted, ["brand", "market", "channel"].map(text));
    }
}
