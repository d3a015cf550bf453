//! What one order writes, learned by looking: the rows that differ between two copies of a database, and a bare
//! `rusqlite` loop that writes the same rows again under fresh ids. It is the floor that P1 is held against: no HTTP,
//! no rules, no questions.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Rows of one table that one order wrote.
struct Written {
    table: String,
    insert: String,
    rows: Vec<Vec<Value>>,
    /// The column that counts up: the place of an event in the log.
    serial: Option<usize>,
}
/// Rows that it changed: the statement sets every column and finds the row by its key.
struct Changed {
    table: String,
    update: String,
    rows: Vec<Vec<Value>>,
}

pub struct Footprint {
    written: Vec<Written>,
    changed: Vec<Changed>,
}

impl Footprint {
    /// Compares `before` with `after`. Cursors and leases of the background are left out: they are not the order's.
    pub fn learn(before: &Path, after: &Path) -> rusqlite::Result<Self> {
        let db = Connection::open(after)?;
        db.execute("ATTACH DATABASE ?1 AS before", [before.to_string_lossy()])?;
        let mut names = db.prepare(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name NOT IN ('kernel_cursor', 'kernel_lease', 'kernel_migration') ORDER BY name",
        )?;
        let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let (mut written, mut changed) = (Vec::new(), Vec::new());
        for table in names {
            let mut info = db.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
            let columns: Vec<(String, i64)> =
                info.query_map([&table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            let list = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
            let key: Vec<&str> =
                columns.iter().filter(|(_, pk)| *pk > 0).map(|(name, _)| name.as_str()).collect();
            let known = key
                .iter()
                .map(|name| format!("b.\"{name}\" = n.\"{name}\""))
                .collect::<Vec<_>>()
                .join(" AND ");
            let known = if known.is_empty() { "0".to_owned() } else { known };
            let differing =
                format!("SELECT {list} FROM main.{table} EXCEPT SELECT {list} FROM before.{table}");
            let pick = |not: &str| {
                format!(
                    "SELECT * FROM ({differing}) n WHERE {not} EXISTS (SELECT 1 FROM before.{table} b WHERE {known})"
                )
            };
            let fresh = rows_of(&db, &pick("NOT"), columns.len())?;
            let other = rows_of(&db, &pick(""), columns.len())?;
            let marks = (1..=columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
            if !fresh.is_empty() {
                let serial =
                    columns.iter().position(|(name, _)| table == "kernel_event" && name == "position");
                written.push(Written {
                    table: table.clone(),
                    serial,
                    insert: format!("INSERT INTO {table} ({list}) VALUES ({marks})"),
                    rows: fresh,
                });
            }
            if !other.is_empty() {
                let set = columns
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, pk))| *pk == 0)
                    .map(|(i, (name, _))| format!("\"{name}\" = ?{}", i + 1))
                    .collect::<Vec<_>>()
                    .join(", ");
                let find = columns
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, pk))| *pk > 0)
                    .map(|(i, (name, _))| format!("\"{name}\" = ?{}", i + 1))
                    .collect::<Vec<_>>()
                    .join(" AND ");
                changed.push(Changed {
                    table: table.clone(),
                    update: format!("UPDATE {table} SET {set} WHERE {find}"),
                    rows: other,
                });
            }
        }
        Ok(Self { written, changed })
    }

    pub fn describe(&self) -> String {
        let inserts: usize = self.written.iter().map(|it| it.rows.len()).sum();
        let updates: usize = self.changed.iter().map(|it| it.rows.len()).sum();
        format!("{inserts} rows inserted in {} tables, {updates} updated", self.written.len())
    }

    /// Writes the same rows again and again, `batch` orders a transaction, for `span`; orders per second.
    pub fn replay(&self, file: &Path, batch: usize, span: Duration) -> rusqlite::Result<f64> {
        let mut db = Connection::open(file)?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = OFF;",
        )?;
        let (start, mut orders) = (Instant::now(), 0);
        while start.elapsed() < span {
            self.write(&mut db, orders, batch as u64, &|_| true)?;
            orders += batch as u64;
        }
        Ok(orders as f64 / start.elapsed().as_secs_f64())
    }

    /// A past of orders with these numbers, as fast as it can be written. What is still to be done about them (timers, jobs) is left out,
    /// and whoever listens has heard of them.
    pub fn age(&self, file: &Path, orders: Range<u64>) -> rusqlite::Result<()> {
        const BATCH: u64 = 5_000;
        let mut db = Connection::open(file)?;
        db.busy_timeout(Duration::from_secs(10))?;
        db.execute_batch(
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF;
             PRAGMA wal_autocheckpoint = 20000;",
        )?;
        let done = |table: &str| !["kernel_timer", "kernel_job"].contains(&table);
        for start in orders.clone().step_by(BATCH as usize) {
            self.write(&mut db, start, BATCH.min(orders.end - start), &done)?;
        }
        db.execute_batch(
            "UPDATE kernel_cursor SET position = (SELECT coalesce(max(position), 0) FROM kernel_event e
               WHERE e.partition = kernel_cursor.partition);
             ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);",
        )
    }

    /// One transaction of orders with the numbers after `done`.
    fn write(
        &self,
        db: &mut Connection,
        done: u64,
        many: u64,
        takes: &dyn Fn(&str) -> bool,
    ) -> rusqlite::Result<()> {
        db.set_prepared_statement_cache_capacity(256);
        let tx = db.transaction()?;
        for order in done + 1..=done + many {
            let mut place = (1i64 << 40) + order as i64 * 1_000;
            let mut fresh = Fresh { order, known: BTreeMap::new() };
            for table in self.written.iter().filter(|it| takes(&it.table)) {
                let mut insert = tx.prepare_cached(&table.insert)?;
                for row in &table.rows {
                    place += 1;
                    let values = row.iter().enumerate().map(|(n, value)| match table.serial == Some(n) {
                        true => Value::Integer(place),
                        false => fresh.value(value),
                    });
                    insert.execute(params_from_iter(values))?;
                }
            }
            for table in self.changed.iter().filter(|it| takes(&it.table)) {
                let mut update = tx.prepare_cached(&table.update)?;
                for row in &table.rows {
                    update.execute(params_from_iter(row))?;
                }
            }
        }
        tx.commit()
    }
}

fn rows_of(db: &Connection, sql: &str, width: usize) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = db.prepare(sql)?;
    statement.query_map([], |row| (0..width).map(|i| row.get(i)).collect())?.collect()
}

/// Gives every id and every text of the learned rows a value of its own for this order, the same one wherever it
/// stands, so that unique keys hold and the indexes grow as they do in life.
struct Fresh {
    order: u64,
    known: BTreeMap<Vec<u8>, Vec<u8>>,
}
impl Fresh {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Blob(id) if id.len() == 16 => {
                let order = self.order;
                let next = self.known.len() as u64;
                let fresh = self.known.entry(id.clone()).or_insert_with(|| {
                    // Time-ordered like the real ones: the index grows at its end.
                    let mut bytes = vec![0xfe; 4];
                    bytes.extend(&order.to_be_bytes()[2..]);
                    bytes.extend(&next.to_be_bytes()[2..]);
                    bytes
                });
                Value::Blob(fresh.clone())
            }
            Value::Text(text) if text.len() <= 64 && !text.contains('{') => {
                // Same length, so that a row keeps its size: the tail becomes the order's count.
                let count = format!("{:08}", self.order % 100_000_000);
                if text.is_ascii() && text.len() > 8 {
                    Value::Text(format!("{}{count}", &text[..text.len() - 8]))
                } else {
                    Value::Text(text.clone())
                }
            }
            other => other.clone(),
        }
    }
}
