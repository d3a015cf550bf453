//! SQL: every crate touches only its own tables, and writes only what SQLite, PostgreSQL and Citus all understand.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::rust::Literal;
use crate::tree::{Breach, CHANNELS, CONTEXTS, File, check, line_at, said};

/// A piece of SQL and where it starts in its file.
struct Statement {
    offset: usize,
    text: String,
}

/// Whole statements begin with their verb; pieces put together by macros are known by their keywords.
static SQL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP)\s+\S|\b(FROM|JOIN|INSERT INTO|DELETE FROM)\s+[a-z]+_[a-z_]+\b|\b(ORDER BY|WHERE)\s+[a-z(]",
    )
    .expect("a valid pattern")
});

fn is_sql(literal: &Literal) -> bool {
    SQL.is_match(&literal.text)
}

fn statements(file: &File) -> Vec<Statement> {
    if file.extension() == "sql" {
        return vec![Statement { offset: 0, text: without_comments(&file.text) }];
    }
    let literals = file.rust().map(|rust| rust.literals.as_slice()).unwrap_or_default();
    let sql = literals.iter().filter(|literal| is_sql(literal));
    sql.map(|literal| Statement { offset: literal.offset, text: without_comments(&literal.text) }).collect()
}

/// Blanks `-- …` to the end of the line, so that offsets stay.
fn without_comments(sql: &str) -> String {
    let lines = sql.split_inclusive('\n').map(|line| match line.find("--") {
        Some(start) => {
            let blank: String = line[start..].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
            format!("{}{blank}", &line[..start])
        }
        None => line.to_owned(),
    });
    lines.collect()
}

static TABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(DISTINCT\s+)?(?:FROM|JOIN|INTO|UPDATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|REFERENCES|INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?\w+\s+ON)\s+([a-z_][a-z0-9_]*)\b(\s*\()?",
    )
    .expect("a valid pattern")
});
static NEXT_TABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s+AS)?(?:\s+[a-z_][a-z0-9_]*)?\s*,\s*([a-z_][a-z0-9_]*)\b(\s*[(.])?")
        .expect("a valid pattern")
});
static NAMED_QUERY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b([a-z_][a-z0-9_]*)\s*(?:\([^)]*\)\s*)?AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(")
        .expect("a valid pattern")
});

/// The tables a statement names, each with its place. Functions that give rows are not tables.
fn tables(sql: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for hit in TABLE.captures_iter(sql) {
        let (keyword, name) = (&hit[0], hit.get(2).expect("the name is not optional"));
        if hit.get(1).is_some() {
            continue; // IS DISTINCT FROM compares
        }
        let has_columns =
            keyword.starts_with("INTO") || keyword.starts_with("TABLE") || keyword.contains(" ON ");
        let has_columns = has_columns || keyword.starts_with("REFERENCES") || keyword.starts_with("INDEX");
        if hit.get(3).is_none() || has_columns {
            found.push((name.start(), name.as_str().to_owned()));
        }
        if !keyword.starts_with("FROM") {
            continue;
        }
        let mut rest = name.end();
        while let Some(next) = NEXT_TABLE.captures(&sql[rest..]) {
            let name = next.get(1).expect("the name is not optional");
            if next.get(2).is_none() {
                found.push((rest + name.start(), name.as_str().to_owned()));
            }
            rest += name.end();
        }
    }
    found
}

/// The crate whose prefix a table bears.
fn owner_of(table: &str) -> Option<&'static str> {
    let owners = CONTEXTS.iter().chain(CHANNELS).chain(&["kernel", "server", "simulation"]);
    owners.copied().find(|owner| table.strip_prefix(owner).is_some_and(|rest| rest.starts_with('_')))
}

/// The benchmark learns and replays what others write, in bare SQL on purpose: it is the floor that they are held against.
/// The simulation breaks what others keep whole, to see whether the audit notices, and makes schemas that it drops again.
fn is_measuring(file: &File) -> bool {
    ["crates/server/src/bench/", "crates/server/src/simulate"].iter().any(|it| file.path.starts_with(it))
}

/// Test tools look at everybody's tables; all others keep to their own.
fn foreign_tables(file: &File) -> Vec<Breach> {
    let Some(owner) = file.owner() else { return Vec::new() };
    if !file.is_product() || is_measuring(file) || ["testkit", "tidy"].contains(&owner) {
        return Vec::new();
    }
    let statements = statements(file);
    let named: BTreeSet<_> = statements
        .iter()
        .flat_map(|statement| NAMED_QUERY.captures_iter(&statement.text).map(|hit| hit[1].to_owned()))
        .collect();
    let mut breaches = Vec::new();
    for statement in &statements {
        for (at, table) in tables(&statement.text) {
            let line = file.line_at(statement.offset) + line_at(&statement.text, at) - 1;
            match owner_of(&table) {
                Some(other) if other == owner => {}
                _ if named.contains(&table) => {}
                Some(other) => {
                    breaches.push(
                        file.breach(line, format!("{owner} touches {table}, which belongs to {other}")),
                    );
                }
                None if owner == "kernel" => {} // the databases' own catalogues
                None => {
                    breaches.push(file.breach(line, format!("table {table} lacks the prefix {owner}_")));
                }
            }
        }
    }
    breaches
}

/// What one of the databases does not know, or knows differently.
const FORBIDDEN: &[(&str, &str)] = &[
    (
        r"\b(?:SELECT|RETURNING)\s+(?:DISTINCT\s+)?(?:\w+\.)?\*",
        "name the columns: a later column must not change this",
    ),
    (r"\bILIKE\b", "ILIKE: fold the text in Rust and use LIKE"),
    (r"=\s*ANY\b", "= ANY: use IN {uuids $1} and its like"),
    (r"\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE)\b", "FOR UPDATE: put the guard inside the UPDATE"),
    (
        r"(?i)\bnow\s*\(\s*\)|\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|\bdatetime\s*\(",
        "time is a parameter: tx.now()",
    ),
    (r"(?i)\bBOOLEAN\b|\bBOOL\b", "BOOLEAN: a state or a timestamp"),
    (r"(?i)\b(?:GREATEST|LEAST)\s*\(", "GREATEST and LEAST: use CASE"),
    (r"CHECK\s*\(\s*\w+\s+(?:NOT\s+)?IN\s*\(", "CHECK (… IN …): states are checked in Rust"),
    (r"(?i)\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP\s+)?TRIGGER\b", "triggers: say it in a verb"),
    (r"\bDEFERRABLE\b|\bINITIALLY\s+DEFERRED\b", "a deferred constraint fails the whole batch"),
    (r"\bAS\s+\{uuid\}\s*\)", "CAST AS {uuid} does not exist on SQLite"),
    (
        r"\bgen_random_uuid\b|\brandomblob\b|\bRANDOM\s*\(",
        "ids and chance come from the application: tx.new_id()",
    ),
];

static FORBIDDEN_PATTERNS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    FORBIDDEN.iter().map(|(pattern, why)| (Regex::new(pattern).expect("a valid pattern"), *why)).collect()
});

fn forbidden_words(file: &File) -> Vec<Breach> {
    let is_exempt = file.owner().is_none_or(|owner| ["kernel", "testkit", "tidy"].contains(&owner));
    if !file.is_product() || is_exempt || is_measuring(file) {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for statement in statements(file) {
        for (pattern, why) in FORBIDDEN_PATTERNS.iter() {
            for hit in pattern.find_iter(&statement.text) {
                let line = file.line_at(statement.offset) + line_at(&statement.text, hit.start()) - 1;
                breaches.push(file.breach(line, *why));
            }
        }
    }
    breaches
}

static BUILDERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:format|write|writeln|format_args)!\s*\(|\.push_str\s*\(").expect("a valid pattern")
});

/// SQL is a constant text; what varies is a parameter.
fn built_sql(file: &File) -> Vec<Breach> {
    let is_exempt = file.owner().is_none_or(|owner| ["kernel", "testkit", "tidy"].contains(&owner));
    let Some(rust) = file.rust().filter(|_| file.is_product() && !is_exempt && !is_measuring(file)) else {
        return Vec::new();
    };
    let calls =
        BUILDERS.find_iter(&rust.code).filter(|call| rust.literals_within(call.end() - 1).any(is_sql));
    calls.map(|call| file.breach(file.line_at(call.start()), "SQL is not built: bind a parameter")).collect()
}

#[test]
fn every_crate_touches_only_its_own_tables() {
    check("a table belongs to the crate whose name it bears (docs/adr/0001)", foreign_tables);
}

#[test]
fn sql_is_what_both_databases_understand() {
    check("one SQL text for SQLite, PostgreSQL and Citus (docs/adr/0002)", forbidden_words);
}

#[test]
fn sql_is_never_built_from_pieces_at_run_time() {
    check("SQL is constant; what varies is bound", built_sql);
}

fn in_orders(rust: &str) -> File {
    File::new("crates/orders/src/place.rs", rust)
}

#[test]
fn a_foreign_table_is_seen_in_every_position() {
    for sql in [
        "SELECT a FROM inventory_stock",
        "SELECT a FROM orders_line l JOIN inventory_stock s ON s.a = l.a",
        "SELECT a FROM orders_line l, inventory_stock s",
        "INSERT INTO inventory_stock (a) VALUES ($1)",
        "UPDATE inventory_stock SET a = $1",
        "DELETE FROM inventory_stock",
        " FROM inventory_stock WHERE a = $1",
        "WITH mine AS (SELECT a FROM inventory_stock) SELECT a FROM mine",
    ] {
        let breaches = foreign_tables(&in_orders(&format!("\nconst Q: &str = \"{sql}\";")));
        assert_eq!(
            said(&breaches),
            [(2, "orders touches inventory_stock, which belongs to inventory".into())],
            "{sql}"
        );
    }
}

#[test]
fn a_migration_may_not_refer_to_a_foreign_table_nor_forget_its_prefix() {
    let sql = "-- FROM inventory_stock\nCREATE TABLE orders_line (\n  a {uuid} REFERENCES catalog_variant (id)\n);\nCREATE TABLE line (a {int});\nCREATE INDEX x ON pricing_list (a);";
    let breaches = foreign_tables(&File::new("crates/orders/migrations/0001.sql", sql));
    assert_eq!(
        said(&breaches),
        [
            (3, "orders touches catalog_variant, which belongs to catalog".into()),
            (5, "table line lacks the prefix orders_".into()),
            (6, "orders touches pricing_list, which belongs to pricing".into()),
        ]
    );
}

#[test]
fn own_tables_named_queries_functions_and_prose_pass() {
    let rust = r#"
        const A: &str = "WITH due AS (SELECT id FROM orders_order) UPDATE orders_order SET a = 1 WHERE id IN (SELECT id FROM due)";
        const B: &str = "SELECT a FROM orders_line, json_each(orders_line.body) WHERE a IS DISTINCT FROM reserved";
        const C: &str = "INSERT INTO orders_line (a) SELECT a FROM orders_basket ON CONFLICT (a) DO UPDATE SET a = $1";
        const D: &str = "taken from inventory_stock by hand";
        #[cfg(test)] mod tests { const E: &str = "SELECT a FROM inventory_stock"; }
    "#;
    assert_eq!(said(&foreign_tables(&in_orders(rust))), []);
}

#[test]
fn what_one_database_lacks_is_refused() {
    for (sql, bad) in [
        ("SELECT * FROM orders_line", true),
        ("SELECT l.* FROM orders_line l", true),
        ("UPDATE orders_line SET a = 1 RETURNING *", true),
        ("SELECT count(*) FROM orders_line", false),
        ("SELECT a FROM orders_line WHERE a ILIKE $1", true),
        ("SELECT a FROM orders_line WHERE a = ANY($1)", true),
        ("SELECT a FROM orders_line FOR UPDATE", true),
        ("UPDATE orders_line SET at = now()", true),
        ("CREATE TABLE orders_line (paid BOOLEAN)", true),
        ("CREATE TABLE orders_line (a {int} CHECK (a IN (1, 2)))", true),
        ("CREATE TABLE orders_line (a {int} CHECK (a >= 0))", false),
        ("SELECT CAST($1 AS {uuid}) FROM orders_line", true),
        ("SELECT CAST($1 AS bigint) FROM orders_line WHERE knowing = $1", false),
    ] {
        let breaches = forbidden_words(&in_orders(&format!("const Q: &str = \"{sql}\";")));
        assert_eq!(!breaches.is_empty(), bad, "{sql}: {breaches:?}");
    }
}

#[test]
fn built_sql_is_seen_and_other_formatting_is_not() {
    let bad = in_orders("fn a() {\n    format!(\n        \"SELECT a FROM orders_line WHERE a = {x}\")\n}");
    assert_eq!(said(&built_sql(&bad)).len(), 1);
    assert_eq!(said(&built_sql(&bad))[0].0, 2);
    let pushed = in_orders("fn a() { sql.push_str(\" ORDER BY a\") }");
    assert_eq!(built_sql(&pushed).len(), 1);
    let good = in_orders(
        "fn a() { format!(\"order {number} from {city}\"); tx.exec(\"SELECT a FROM orders_line\", args![]) }",
    );
    assert_eq!(said(&built_sql(&good)), []);
}
