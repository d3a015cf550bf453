//! Calls that a context or a channel does not make: time, chance and the database come through `Tx`.

use std::sync::LazyLock;

use regex::Regex;

use crate::tree::{Breach, File, check, said};

/// The kernel owns clock and driver, the server owns the process, test tools build worlds, a simulator is one of its own.
const CLOCK_OWNERS: &[&str] = &["kernel", "server", "testkit", "simulation", "simulator", "tidy"];
const DRIVER_OWNERS: &[&str] = &["kernel", "testkit", "tidy"];
const TEST_TOOLS: &[&str] = &["testkit", "tidy"];

struct Rule {
    pattern: &'static str,
    allowed_in: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        pattern: r"\bSystemTime::now\b",
        allowed_in: CLOCK_OWNERS,
        why: "time comes from tx.now() or the clock",
    },
    Rule {
        pattern: r"\b(?:Utc|Local)::now\b",
        allowed_in: CLOCK_OWNERS,
        why: "time comes from tx.now() or the clock",
    },
    Rule {
        pattern: r"\bUuid::(?:new_v\d|now_v\d)\b",
        allowed_in: CLOCK_OWNERS,
        why: "ids come from tx.new_id()",
    },
    Rule {
        pattern: r"\b(?:thread|time)::sleep(?:_until)?\b|\bsleep\(\s*(?:std::time::)?Duration",
        allowed_in: CLOCK_OWNERS,
        why: "nothing sleeps: use a timer or a job with a due time",
    },
    Rule {
        pattern: r"\bsqlx::\w+(?:::\w+)*",
        allowed_in: DRIVER_OWNERS,
        why: "sqlx stays inside the kernel, but for #[derive(sqlx::FromRow)] and sqlx::types::Json",
    },
    Rule {
        pattern: r"\.unwrap\(\)",
        allowed_in: TEST_TOOLS,
        why: "unwrap in product code: handle it, or expect(\"why this cannot be\")",
    },
    Rule {
        pattern: r"\bprintln!|\beprintln!",
        allowed_in: &["server", "simulation", "testkit", "tidy"],
        why: "use tracing",
    },
];

/// The derive is the driver's only trace outside the kernel.
const ALLOWED_OF_SQLX: &[&str] = &["sqlx::FromRow", "sqlx::types::Json"];

static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| RULES.iter().map(|rule| Regex::new(rule.pattern).expect("a valid pattern")).collect());

fn forbidden_calls(file: &File) -> Vec<Breach> {
    let (Some(owner), Some(rust)) = (file.owner(), file.rust().filter(|_| file.is_product())) else {
        return Vec::new();
    };
    let mut breaches = Vec::new();
    for (rule, pattern) in
        RULES.iter().zip(PATTERNS.iter()).filter(|(rule, _)| !rule.allowed_in.contains(&owner))
    {
        for hit in pattern.find_iter(&rust.code).filter(|hit| !ALLOWED_OF_SQLX.contains(&hit.as_str())) {
            breaches.push(file.breach(file.line_at(hit.start()), format!("{}: {}", hit.as_str(), rule.why)));
        }
    }
    breaches
}

#[test]
fn contexts_and_channels_take_time_chance_and_data_from_the_kernel() {
    check("what is asked of the outside world goes through the kernel", forbidden_calls);
}

#[test]
fn each_forbidden_call_is_seen() {
    for code in [
        "let a = std::time::SystemTime::now();",
        "let a = Utc::now();",
        "let a = chrono::Local::now();",
        "let a = Uuid::new_v4();",
        "let a = uuid::Uuid::now_v7();",
        "tokio::time::sleep(x).await;",
        "std::thread::sleep(x);",
        "sleep(Duration::from_secs(1)).await;",
        "sqlx::query(\"SELECT a\");",
        "fn f(pool: &sqlx::PgPool) {}",
        "fn f(x: sqlx::types::Uuid) {}",
        "use sqlx::FromStr;",
        "let a = b.unwrap();",
        "println!(\"x\");",
    ] {
        let breaches = forbidden_calls(&File::new("crates/orders/src/place.rs", &format!("\n{code}")));
        assert_eq!(said(&breaches).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2], "{code}");
    }
}

#[test]
fn what_is_allowed_passes() {
    let good = "#[derive(sqlx::FromRow)] struct A { #[sqlx(rename = \"b\")] b: sqlx::types::Json<B> }
        // Utc::now() in a comment
        const A: &str = \"SystemTime::now\"; let a = b.unwrap_or(1);
        #[cfg(test)] mod tests { fn a() { b.unwrap(); Utc::now(); } }";
    assert_eq!(said(&forbidden_calls(&File::new("crates/orders/src/place.rs", good))), []);
    assert_eq!(said(&forbidden_calls(&File::new("crates/kernel/src/time.rs", "Utc::now()"))), []);
    assert_eq!(said(&forbidden_calls(&File::new("crates/orders/tests/it/place.rs", "a.unwrap()"))), []);
}
