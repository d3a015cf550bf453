//! Problems are a contract: each slug that code can answer has its page under `docs/problems`, and no page outlives its slug.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::tree::{Breach, CHANNELS, CONTEXTS, FILES, File, said, verdict};

static CALL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bProblem::[a-z_]+\s*\(").expect("a valid pattern"));
static SLUG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-z]+/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$").expect("a valid pattern"));

/// The slugs a file can answer, with their lines: in calls of `Problem`'s constructors, and, as a `match` may name them
/// beforehand, every literal of their shape whose first word is a crate.
fn slugs(file: &File) -> Vec<(usize, String)> {
    let Some(rust) = file.rust().filter(|_| file.is_product()) else { return Vec::new() };
    let in_calls = CALL.find_iter(&rust.code).filter_map(|call| {
        let literal = rust.literals_within(call.end() - 1).next()?;
        let is_slug =
            SLUG.is_match(&literal.text) || !literal.text.contains(' ') && !literal.text.contains('/');
        is_slug.then_some(literal)
    });
    let by_shape = rust.literals.iter().filter(|literal| {
        let first = literal.text.split('/').next().unwrap_or("");
        rust.code.contains("Problem") && SLUG.is_match(&literal.text) && is_crate(first)
    });
    let found: BTreeSet<_> = in_calls
        .chain(by_shape)
        .map(|literal| (file.line_at(literal.offset), literal.text.clone()))
        .collect();
    found.into_iter().collect()
}

fn is_crate(name: &str) -> bool {
    CONTEXTS.contains(&name) || CHANNELS.contains(&name) || ["kernel", "server", "simulation"].contains(&name)
}

/// The slug whose page a file is.
fn page(file: &File) -> Option<&str> {
    let slug = file.path.strip_prefix("docs/problems/")?.strip_suffix(".md")?;
    (slug != "README").then_some(slug)
}

fn compare(files: &[&File]) -> Vec<Breach> {
    let pages: BTreeMap<_, _> = files.iter().filter_map(|file| Some((page(file)?, *file))).collect();
    let mut breaches = Vec::new();
    let mut used = Vec::new();
    for file in files {
        if file.owner() == Some("tidy") {
            continue;
        }
        for (line, slug) in slugs(file) {
            if !pages.contains_key(slug.as_str()) {
                breaches.push(file.breach(line, format!("{slug} has no page docs/problems/{slug}.md")));
            }
            used.push(slug);
        }
    }
    for (slug, page) in pages {
        if !used.iter().any(|used| used == slug) {
            breaches.push(page.breach(1, format!("no code answers {slug}: the page is an orphan")));
        }
        if !page.text.starts_with("# ") {
            breaches.push(page.breach(1, "a page begins with its title: # …"));
        }
        if page.text.lines().filter(|line| !line.trim().is_empty()).count() < 3 {
            breaches.push(page.breach(1, "a page says what happened and how to put it right"));
        }
    }
    breaches
}

#[test]
fn every_problem_has_a_page_and_every_page_a_problem() {
    let files: Vec<_> = FILES.iter().collect();
    verdict("a slug is a promise: docs/problems/README.md", compare(&files));
    assert!(
        files.iter().filter(|file| page(file).is_some()).count() >= 4,
        "the kernel alone has four problems"
    );
}

#[test]
fn a_missing_page_and_an_orphan_are_seen() {
    let code = File::new(
        "crates/orders/src/error.rs",
        "fn f() {\n Problem::new(409, \"orders/gone\", \"Gone\");\n let (a, b) = (404, \"kernel/unknown-thing\");\n}",
    );
    let orphan = File::new("docs/problems/orders/old.md", "# Old\n\nWhat.\n\nHow.");
    let bare = File::new("docs/problems/orders/gone.md", "Gone");
    assert_eq!(
        said(&compare(&[&code, &orphan])),
        [
            (2, "orders/gone has no page docs/problems/orders/gone.md".into()),
            (3, "kernel/unknown-thing has no page docs/problems/kernel/unknown-thing.md".into()),
            (1, "no code answers orders/old: the page is an orphan".into()),
        ]
    );
    assert_eq!(compare(&[&code, &bare]).len(), 3);
}

#[test]
fn titles_paths_and_media_types_are_not_slugs() {
    let code = File::new(
        "crates/api/src/orders.rs",
        "const A: &str = \"application/json\"; const B: &str = \"/orders/mine\"; fn f() { Problem::new(s, t, \"Not so: a/b\") }",
    );
    assert_eq!(slugs(&code), []);
}
