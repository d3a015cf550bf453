//! The floor that P2 is held against: the rows that one order writes to PostgreSQL, learned by looking, and written again by
//! `pgbench` under fresh ids from as many clients. No HTTP, no rules, no questions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Map, Value};

/// The tables as they were before the order, and where `pgbench` writes: what it leaves wakes nobody.
const COPY: &str = "bench_bare";
/// Scripts with other targets, so that clients meet at a row no more often than real orders do. pgbench takes up to 128.
const SCRIPTS: usize = 100;
/// What the background keeps for itself.
const NOT_THE_ORDERS: [&str; 3] = ["kernel_cursor", "kernel_lease", "kernel_migration"];

struct Column {
    name: String,
    kind: String,
    /// The database fills it in: a sequence, a transaction's number.
    is_given: bool,
    is_key: bool,
}
type Tables = BTreeMap<String, Vec<Column>>;
type Row = Map<String, Value>;

pub struct Bare {
    url: String,
    tables: Tables,
    /// Rows that the order wrote, and rows that it changed.
    fresh: Vec<(String, Row)>,
    changed: Vec<(String, Row)>,
}

impl Bare {
    /// Waits until the background has told everybody of the orders before, then copies the tables, so that what one order writes
    /// can be told.
    pub async fn begin_at_rest(url: &str) -> Result<Self, String> {
        for _ in 0..60 {
            let it = Self::begin(url)?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            let (fresh, changed) = it.differences()?;
            if fresh.is_empty() && changed.is_empty() {
                return Ok(it);
            }
        }
        Err("the background does not come to rest".to_owned())
    }

    /// What one order wrote since then, read before the background hears of it.
    pub fn learned(mut self) -> Result<Self, String> {
        (self.fresh, self.changed) = self.differences()?;
        Ok(self)
    }

    fn begin(url: &str) -> Result<Self, String> {
        let (fresh, changed) = (Vec::new(), Vec::new());
        let it = Self { url: url.to_owned(), tables: tables(url)?, fresh, changed };
        let mut script = format!("DROP SCHEMA IF EXISTS {COPY} CASCADE; CREATE SCHEMA {COPY};\n");
        for table in it.tables.keys() {
            let _ = writeln!(
                script,
                "CREATE TABLE {COPY}.{table} (LIKE public.{table} INCLUDING ALL); \
                 INSERT INTO {COPY}.{table} OVERRIDING SYSTEM VALUE TABLE public.{table};"
            );
        }
        psql(url, &script)?;
        Ok(it)
    }

    /// The statements of that order, written again by `clients` for `span`: orders per second.
    pub fn replay(&self, folder: &Path, clients: usize, span: Duration) -> Result<(f64, String), String> {
        let mut scripts = vec![String::from("\\set n :n + 1\nBEGIN;\n"); SCRIPTS];
        let (mut ids, mut inserts, mut updates) = (Ids::default(), 0, 0);
        for (table, row) in &self.fresh {
            inserts += 1;
            let columns: Vec<&Column> = self.tables[table].iter().filter(|it| !it.is_given).collect();
            let names: Vec<&str> = columns.iter().map(|it| it.name.as_str()).collect();
            let values: Vec<String> =
                columns.iter().map(|it| literal(table, it, &row[&it.name], &mut ids)).collect();
            for script in &mut scripts {
                let (names, values) = (names.join(", "), values.join(", "));
                let _ = writeln!(script, "INSERT INTO {table} ({names}) VALUES ({values});");
            }
        }
        for (table, row) in &self.changed {
            updates += 1;
            let columns = &self.tables[table];
            let keys: Vec<&Column> = columns.iter().filter(|it| it.is_key).collect();
            let set: Vec<String> = columns
                .iter()
                .filter(|it| !it.is_key && !it.is_given)
                .map(|it| format!("{} = {}", it.name, literal(table, it, &row[&it.name], &mut ids)))
                .collect();
            let targets = self.targets(table, &keys)?;
            for (n, script) in scripts.iter_mut().enumerate() {
                // A table of few rows is as hot for the order itself.
                let target = if targets.len() < SCRIPTS { row } else { &targets[n] };
                let found: Vec<String> =
                    keys.iter().map(|it| format!("{} = {}", it.name, plain(it, &target[&it.name]))).collect();
                let (set, found) = (set.join(", "), found.join(" AND "));
                let _ = writeln!(script, "UPDATE {table} SET {set} WHERE {found};");
            }
        }
        let mut command = Command::new(beside_psql("pgbench"));
        command.env("PGOPTIONS", format!("-c search_path={COPY}"));
        command.args(["-n", "-M", "prepared", "-j", "2", "-D", "n=0"]);
        command.args(["-c", &clients.to_string(), "-T", &span.as_secs().max(1).to_string()]);
        for (n, mut script) in scripts.into_iter().enumerate() {
            script.push_str("COMMIT;\n");
            let file: PathBuf = folder.join(format!("bare-{n}.sql"));
            std::fs::write(&file, script).map_err(|error| error.to_string())?;
            command.arg("-f").arg(file);
        }
        let said = ended(command.arg(&self.url).output(), "pgbench")?;
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let tps = tps.ok_or_else(|| format!("pgbench said no tps: {said}"))?;
        if let Some(failed) =
            said.lines().find_map(|line| line.strip_prefix("number of failed transactions: "))
            && !failed.starts_with("0 ")
        {
            return Err(format!("pgbench failed at {failed}"));
        }
        Ok((tps, format!("{inserts} rows inserted, {updates} updated")))
    }

    /// Rows that are new, and rows that are other than before.
    #[allow(clippy::type_complexity)]
    fn differences(&self) -> Result<(Vec<(String, Row)>, Vec<(String, Row)>), String> {
        let mut script = String::new();
        for (table, columns) in &self.tables {
            let same: Vec<String> =
                columns.iter().filter(|it| it.is_key).map(|it| format!("b.{0} = n.{0}", it.name)).collect();
            let same = if same.is_empty() { "false".to_owned() } else { same.join(" AND ") };
            let _ = writeln!(
                script,
                "SELECT '{table}', EXISTS (SELECT 1 FROM {COPY}.{table} b WHERE {same}), to_jsonb(n)
                 FROM (SELECT * FROM public.{table} EXCEPT SELECT * FROM {COPY}.{table}) n;"
            );
        }
        let (mut fresh, mut changed) = (Vec::new(), Vec::new());
        for line in psql(&self.url, &script)?.lines() {
            let mut parts = line.splitn(3, '|');
            let (Some(table), Some(was), Some(row)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(format!("psql said {line:?}"));
            };
            let row: Row = serde_json::from_str(row).map_err(|error| error.to_string())?;
            let to = if was == "t" { &mut changed } else { &mut fresh };
            to.push((table.to_owned(), row));
        }
        Ok((fresh, changed))
    }

    fn targets(&self, table: &str, keys: &[&Column]) -> Result<Vec<Row>, String> {
        let names: Vec<&str> = keys.iter().map(|it| it.name.as_str()).collect();
        let sql = format!(
            "SELECT to_jsonb(k) FROM (SELECT {} FROM {COPY}.{table} ORDER BY random() LIMIT {SCRIPTS}) k;",
            names.join(", ")
        );
        psql(&self.url, &sql)?
            .lines()
            .map(|line| serde_json::from_str(line).map_err(|it| it.to_string()))
            .collect()
    }
}

/// Gives every id of the learned rows a value of its own for each order, the same one wherever it stands. Time-ordered like
/// the real ones: an index grows at its end.
#[derive(Default)]
struct Ids(BTreeMap<String, usize>);
impl Ids {
    fn fresh(&mut self, id: &str) -> String {
        let next = self.0.len();
        let which = *self.0.entry(id.to_owned()).or_insert(next);
        format!(
            "('fe' || lpad(to_hex(:n::bigint), 14, '0') || lpad(to_hex(:client_id::bigint * 1000 + {which}), 16, '0'))::uuid"
        )
    }
}

fn literal(table: &str, column: &Column, value: &Value, ids: &mut Ids) -> String {
    match (column.kind.as_str(), value) {
        _ if table == "kernel_event" && column.name == "position" => "NULL".to_owned(), // the relay gives it later
        ("uuid", Value::String(id)) => ids.fresh(id),
        ("text", Value::String(text))
            if text.len() > 8 && text.len() <= 64 && text.is_ascii() && !text.contains('{') =>
        {
            // Same length, so that a row keeps its size: the tail becomes the order's count.
            let head = escaped(&text[..text.len() - 8]);
            format!("{head} || lpad((:client_id::bigint * 100000 + :n::bigint)::text, 8, '0')")
        }
        _ => plain(column, value),
    }
}

fn plain(column: &Column, value: &Value) -> String {
    let text = match value {
        Value::Null => return "NULL".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{}::{}", escaped(&text), column.kind)
}

/// pgbench takes a colon before a letter for a variable, in a string as well.
fn escaped(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace(':', "\\x3a"))
}

fn tables(url: &str) -> Result<Tables, String> {
    let sql = "SELECT c.relname, a.attname, t.typname,
            a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE '%(%', false),
            coalesce(a.attnum = ANY (i.indkey), false)
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum;";
    let mut tables = Tables::new();
    for line in psql(url, sql)?.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let [table, name, kind, is_given, is_key] = parts[..] else {
            return Err(format!("psql said {line:?}"));
        };
        if NOT_THE_ORDERS.contains(&table) {
            continue;
        }
        tables.entry(table.to_owned()).or_default().push(Column {
            name: name.to_owned(),
            kind: kind.to_owned(),
            is_given: is_given == "t",
            is_key: is_key == "t",
        });
    }
    Ok(tables)
}

/// Unaligned, tuples only.
fn psql(url: &str, script: &str) -> Result<String, String> {
    let folder = super::Scratch::new()?;
    let file = folder.0.join("script.sql");
    std::fs::write(&file, script).map_err(|error| error.to_string())?;
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg("-d").arg(url);
    ended(command.output(), "psql")
}

fn ended(output: std::io::Result<Output>, name: &str) -> Result<String, String> {
    let output = output.map_err(|error| format!("{name}, which comes with PostgreSQL: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Debian keeps the tools of the server beside it, out of the path.
fn beside_psql(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|version| version.path().join("bin").join(name)).filter(|it| it.is_file()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
