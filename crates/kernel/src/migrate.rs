//! Migrations: forward only, each in its own transaction, on a connection of their own without the time limits of
//! units of work.

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::sql::script;
use crate::{Db, Engine, Fault};

/// The scripts of one context, in the order in which they run. Only ever append.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub name: &'static str,
    pub scripts: &'static [&'static str],
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS kernel_migration (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) {strict}";
/// Any number will do, as long as every node of every release uses the same.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7160271)";

impl Db {
    /// Runs what has not run yet, the kernel's own tables first; says how many scripts ran. Several nodes may
    /// start at once: one works, the others wait.
    pub async fn migrate(&self, areas: &[Area]) -> Result<usize, Fault> {
        self.migrate_some(areas, |_| true).await
    }

    /// Only those whose name is wanted: the tables as an earlier release had them.
    pub(crate) async fn migrate_some(
        &self,
        areas: &[Area],
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<usize, Fault> {
        let mut ran = 0;
        for (name, text) in scripts(areas).filter(|(name, _)| is_wanted(name)) {
            ran += usize::from(match self.engine() {
                Engine::Sqlite => sqlite(self.url(), &name, text).await?,
                Engine::Postgres => postgres(self.url(), &name, text).await?,
            });
        }
        Ok(ran)
    }
}

fn scripts(areas: &[Area]) -> impl Iterator<Item = (String, &'static str)> {
    let areas = [crate::MIGRATIONS].into_iter().chain(areas.iter().copied());
    areas.flat_map(|area| {
        let numbered = area.scripts.iter().enumerate();
        numbered.map(move |(number, text)| (format!("{}/{:04}", area.name, number + 1), *text))
    })
}
/// Every migration of this release.
pub(crate) fn names(areas: &[Area]) -> impl Iterator<Item = String> {
    scripts(areas).map(|(name, _)| name)
}

async fn sqlite(url: &str, name: &str, text: &str) -> Result<bool, Fault> {
    let mut conn: SqliteConnection = SqliteConnectOptions::from_str(url)?
        .busy_timeout(std::time::Duration::from_secs(60))
        .connect()
        .await?;
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(AssertSqlSafe(script(Engine::Sqlite, LEDGER))).execute(&mut *tx).await?;
    let fresh =
        sqlx::query("INSERT INTO kernel_migration (name, text) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(text)
            .execute(&mut *tx)
            .await?
            .rows_affected()
            == 1;
    if fresh {
        sqlx::raw_sql(AssertSqlSafe(script(Engine::Sqlite, text))).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    conn.close().await?;
    Ok(fresh)
}

async fn postgres(url: &str, name: &str, text: &str) -> Result<bool, Fault> {
    let mut conn: PgConnection = PgConnectOptions::from_str(url)?.connect().await?;
    let mut tx = conn.begin().await?;
    sqlx::raw_sql(LOCK).execute(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(script(Engine::Postgres, LEDGER))).execute(&mut *tx).await?;
    let fresh =
        sqlx::query("INSERT INTO kernel_migration (name, text) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(text)
            .execute(&mut *tx)
            .await?
            .rows_affected()
            == 1;
    if fresh {
        sqlx::raw_sql(AssertSqlSafe(script(Engine::Postgres, text))).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    conn.close().await?;
    Ok(fresh)
}
