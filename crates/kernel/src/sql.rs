//! One SQL text for two engines: arguments, rows and the few tokens where the engines differ.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::{Id, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A parameter; `None` is a NULL that still knows its type, as PostgreSQL demands.
#[derive(Debug, Clone)]
pub enum Arg {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<Cow<'static, str>>),
    Uuid(Option<Uuid>),
    Time(Option<Timestamp>),
    Json(Option<serde_json::Value>),
}

pub trait ToArg {
    const NULL: Arg;
    fn to_arg(&self) -> Arg;
}
macro_rules! to_arg {
    ($($type:ty => $kind:ident, $with:expr);* $(;)?) => { $(
        impl ToArg for $type {
            const NULL: Arg = Arg::$kind(None);
            fn to_arg(&self) -> Arg { let with: fn(&$type) -> _ = $with; Arg::$kind(Some(with(self))) }
        }
    )* };
}
to_arg! {
    i64 => Int, |it| *it;
    f64 => Real, |it| *it;
    String => Text, |it| it.clone().into();
    &'static str => Text, |it| Cow::Borrowed(*it);
    Uuid => Uuid, |it| *it;
    Timestamp => Time, |it| *it;
    serde_json::Value => Json, |it| it.clone();
}
impl<T: ToArg> ToArg for Option<T> {
    const NULL: Arg = T::NULL;
    fn to_arg(&self) -> Arg {
        self.as_ref().map_or(T::NULL, T::to_arg)
    }
}

/// A list in one parameter, for `IN {uuids $1}`, `IN {texts $1}` and `IN {ints $1}`: the same statement text for
/// any length.
#[derive(Debug, Clone)]
pub struct List(serde_json::Value);
pub fn uuids<I: Id>(ids: impl IntoIterator<Item = I>) -> List {
    List(ids.into_iter().map(|id| id.uuid().simple().to_string()).collect())
}
pub fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> List {
    List(texts.into_iter().map(|text| text.as_ref().to_owned()).collect())
}
pub fn ints(numbers: impl IntoIterator<Item = i64>) -> List {
    List(numbers.into_iter().collect())
}
/// Many rows in one parameter, each made by [`crate::row!`]:
/// `INSERT INTO t (a, b) SELECT {row.uuid a}, {row.int b} FROM {rows $1}`.
pub fn rows(rows: impl IntoIterator<Item = serde_json::Value>) -> List {
    List(rows.into_iter().collect())
}
impl ToArg for List {
    const NULL: Arg = Arg::Json(None);
    fn to_arg(&self) -> Arg {
        Arg::Json(Some(self.0.clone()))
    }
}

/// `row! { variant: line.variant, quantity: 3 }`: one row for [`rows`].
#[macro_export]
macro_rules! row {
    ($($name:ident : $value:expr),* $(,)?) => {
        ::serde_json::Value::Object([$((stringify!($name).to_owned(), $crate::ToArg::to_arg(&$value).into_json())),*].into_iter().collect())
    };
}
impl Arg {
    /// As the `{row.…}` tokens read it back.
    pub fn into_json(self) -> serde_json::Value {
        match self {
            Arg::Int(it) => it.into(),
            Arg::Real(it) => it.into(),
            Arg::Text(it) => it.map(Cow::into_owned).into(),
            Arg::Uuid(it) => it.map(|uuid| uuid.simple().to_string()).into(),
            Arg::Time(it) => it.map(|at| at.to_string()).into(),
            Arg::Json(it) => it.unwrap_or_default(),
        }
    }
}

/// `args![order.id, quantity]`: the parameters `$1`, `$2` … of a statement.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::ToArg::to_arg(&$value)),*] };
}

/// Anything `#[derive(sqlx::FromRow)]` gives, and tuples.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

#[derive(Debug)]
pub enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}
impl Rows {
    pub(crate) fn read<T: Row>(&self) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Rows::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Rows::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        }
    }
}

const TOKENS: &[(&str, &str, &str)] = &[
    // token, SQLite, PostgreSQL
    ("{uuid}", "BLOB", "uuid"),
    ("{int}", "INTEGER", "bigint"),
    ("{time}", "TEXT", "timestamptz"),
    ("{json}", "TEXT", "jsonb"),
    ("{strict}", "STRICT", ""),
    ("{clustered}", "STRICT, WITHOUT ROWID", ""),
    ("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    ("{skip_locked}", "", "FOR UPDATE SKIP LOCKED"),
    // SQLite has one writer, so an event gets its place when it is written; on PostgreSQL the relay gives it.
    (
        "{position}",
        "(SELECT COALESCE(MAX(position), 0) + 1 FROM kernel_event WHERE partition = $1)",
        "CAST(NULL AS bigint)",
    ),
];

/// Tokens with a word of their own: `{uuids $1}`, `{row.int quantity}`. `@` stands for the word.
const PATTERNS: &[(&str, &str, &str)] = &[
    (
        "{uuids ",
        "(SELECT unhex(value) FROM json_each(@))",
        "(SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(@) AS list(value))",
    ),
    (
        "{texts ",
        "(SELECT value FROM json_each(@))",
        "(SELECT value FROM jsonb_array_elements_text(@) AS list(value))",
    ),
    (
        "{ints ",
        "(SELECT value FROM json_each(@))",
        "(SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(@) AS list(value))",
    ),
    ("{rows ", "json_each(@) AS r", "jsonb_array_elements(@) AS r(value)"),
    ("{row.uuid ", "unhex(r.value ->> '@')", "CAST(r.value ->> '@' AS uuid)"),
    ("{row.int ", "CAST(r.value ->> '@' AS INTEGER)", "CAST(r.value ->> '@' AS bigint)"),
    ("{row.real ", "CAST(r.value ->> '@' AS REAL)", "CAST(r.value ->> '@' AS double precision)"),
    ("{row.text ", "(r.value ->> '@')", "(r.value ->> '@')"),
    ("{row.time ", "(r.value ->> '@')", "CAST(r.value ->> '@' AS timestamptz)"),
    ("{row.json ", "(r.value -> '@')", "(r.value -> '@')"),
];

pub fn script(engine: Engine, text: &str) -> String {
    let pick = |sqlite: &'static str, postgres: &'static str| {
        if engine == Engine::Sqlite { sqlite } else { postgres }
    };
    let text = TOKENS
        .iter()
        .fold(text.to_owned(), |text, (token, sqlite, postgres)| text.replace(token, pick(sqlite, postgres)));
    PATTERNS.iter().fold(text, |text, (start, sqlite, postgres)| {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(start) {
            let (before, token) = rest.split_at(at);
            let token = &token[start.len()..];
            let end = token.find('}').expect("a token is closed");
            out.push_str(before);
            out.push_str(&pick(sqlite, postgres).replace('@', &token[..end]));
            rest = &token[end + 1..];
        }
        out.push_str(rest);
        out
    })
}

/// Resolves the tokens of a statement, once per statement and process.
pub fn render(engine: Engine, sql: &'static str) -> &'static str {
    /// Address, length and engine of a statement, and what it became.
    type Known = RwLock<HashMap<(usize, usize, bool), &'static str>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Default::default);
    if !sql.contains('{') {
        return sql;
    }
    let key = (sql.as_ptr() as usize, sql.len(), engine == Engine::Sqlite);
    if let Some(known) = KNOWN.read().expect("no panic while held").get(&key) {
        return known;
    }
    let text: &'static str = script(engine, sql).leak();
    KNOWN.write().expect("no panic while held").insert(key, text);
    text
}

macro_rules! bound {
    ($sql:expr, $args:expr, $time:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Int(it) => query.bind(it),
                Arg::Real(it) => query.bind(it),
                Arg::Text(it) => query.bind(it),
                Arg::Uuid(it) => query.bind(it),
                Arg::Time(it) => query.bind(it.map($time)),
                Arg::Json(it) => query.bind(it.map(Json)),
            };
        }
        query
    }};
}

/// A connection of either engine, with the three things we ask of it.
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}
impl Conn<'_> {
    pub async fn exec(self, sql: &'static str, args: Vec<Arg>) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Conn::Sqlite(c) => {
                bound!(render(Engine::Sqlite, sql), args, |t| t.to_string()).execute(c).await?.rows_affected()
            }
            Conn::Postgres(c) => {
                bound!(render(Engine::Postgres, sql), args, |t| t.utc()).execute(c).await?.rows_affected()
            }
        })
    }
    pub async fn rows(self, sql: &'static str, args: Vec<Arg>) -> Result<Rows, sqlx::Error> {
        Ok(match self {
            Conn::Sqlite(c) => {
                Rows::Sqlite(bound!(render(Engine::Sqlite, sql), args, |t| t.to_string()).fetch_all(c).await?)
            }
            Conn::Postgres(c) => {
                Rows::Postgres(bound!(render(Engine::Postgres, sql), args, |t| t.utc()).fetch_all(c).await?)
            }
        })
    }
    /// Several statements without parameters, in one go.
    pub async fn script(self, text: String) -> Result<(), sqlx::Error> {
        match self {
            Conn::Sqlite(c) => {
                sqlx::raw_sql(AssertSqlSafe(script(Engine::Sqlite, &text))).execute(c).await?;
            }
            Conn::Postgres(c) => {
                sqlx::raw_sql(AssertSqlSafe(script(Engine::Postgres, &text))).execute(c).await?;
            }
        }
        Ok(())
    }
    /// Transaction control: cached on SQLite, one round trip on PostgreSQL.
    pub async fn control(self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Conn::Sqlite(c) => {
                sqlx::query(sql).execute(c).await?;
            }
            Conn::Postgres(c) => {
                sqlx::raw_sql(sql).execute(c).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_becomes_the_words_of_its_engine() {
        let text = "SELECT a FROM t WHERE v IN {uuids $2} AND b {int}";
        assert_eq!(
            script(Engine::Sqlite, text),
            "SELECT a FROM t WHERE v IN (SELECT unhex(value) FROM json_each($2)) AND b INTEGER"
        );
        assert!(script(Engine::Postgres, text).contains("jsonb_array_elements_text($2)"));
    }
}
