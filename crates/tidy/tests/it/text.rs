//! Every file: finished, of a size that tells one story, and bound to no machine.

use std::sync::LazyLock;

use regex::Regex;

use crate::tree::{Breach, File, check, line_at, said};

/// Beyond this a file tells two stories.
const LONGEST: usize = 600;

/// Put together here so that this file does not find itself.
static LOOSE_ENDS: LazyLock<Regex> = LazyLock::new(|| {
    let words = ["TO", "DO|FIX", "ME|XX", "X"].concat();
    let phrases = ["coming", " soon|lorem", " ipsum"].concat();
    let calls = ["todo", "!\\(|unimplemented", "!\\("].concat();
    Regex::new(&format!(r"\b(?:{words})\b|(?i:{phrases})|\b(?:{calls})")).expect("a valid pattern")
});
static MACHINE_PATHS: LazyLock<Regex> = LazyLock::new(|| {
    let places =
        ["/work/(?:main|shared|brief|\\.)", "|/root/", "|/home/[a-z]+/", "|/tmp/[a-zA-Z]", "|/Users/"]
            .concat();
    Regex::new(&format!(r#"(?:^|[\s"'`(=:])(?:file://)?(?:{places})"#)).expect("a valid pattern")
});
static IGNORED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&[r"#\[ign", r"ore\b|\.sk", r"ip\(\)|\bxit\("].concat()).expect("a valid pattern")
});

fn is_ours(file: &File) -> bool {
    !file.is_vendored() && !file.path.ends_with("LICENSE")
}

fn all(file: &File, pattern: &Regex, why: &str) -> Vec<Breach> {
    let hits = pattern.find_iter(&file.text);
    hits.map(|hit| file.breach(line_at(&file.text, hit.end() - 1), format!("{}: {why}", hit.as_str().trim())))
        .collect()
}

fn loose_ends(file: &File) -> Vec<Breach> {
    if is_ours(file) { all(file, &LOOSE_ENDS, "finish it, or open an issue") } else { Vec::new() }
}

fn machine_paths(file: &File) -> Vec<Breach> {
    if is_ours(file) { all(file, &MACHINE_PATHS, "a path of one machine") } else { Vec::new() }
}

/// A test that does not run proves nothing.
fn ignored_tests(file: &File) -> Vec<Breach> {
    let is_test = file.extension() == "rs" && is_ours(file);
    if is_test { all(file, &IGNORED, "a test runs or is removed") } else { Vec::new() }
}

/// Drawings and the assortment of the demo are data written as code: long lists, one story.
fn is_data(file: &File) -> bool {
    file.path.starts_with("crates/simulation/src/szron/")
}

fn too_long(file: &File) -> Vec<Breach> {
    let is_source = ["rs", "js", "mjs", "css", "html", "py", "sql", "sh"].contains(&file.extension());
    let lines = file.text.lines().count();
    if is_source && file.is_product() && !is_data(file) && lines > LONGEST {
        return vec![file.breach(lines, format!("{lines} lines: does it tell two stories?"))];
    }
    Vec::new()
}

#[test]
fn no_loose_ends() {
    check("what is in the tree is finished", loose_ends);
}

#[test]
fn no_machine_paths() {
    check("the tree works on every machine", machine_paths);
}

#[test]
fn no_ignored_tests() {
    check("every test runs", ignored_tests);
}

#[test]
fn files_tell_one_story() {
    check(&format!("files stay under {LONGEST} lines"), too_long);
}

#[test]
fn loose_ends_are_seen() {
    for parts in [["// TO", "DO: later"], ["<p>Coming ", "soon</p>"], ["todo", "!()"], ["// FIX", "ME"]] {
        let file = File::new("crates/orders/src/place.rs", &format!("\n{}", parts.concat()));
        assert_eq!(said(&loose_ends(&file)).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
    }
    assert_eq!(loose_ends(&File::new("README.md", "what to do; METHODS; soon")).len(), 0);
}

#[test]
fn machine_paths_are_seen() {
    for parts in [["see /wo", "rk/main/x"], ["\"/tm", "p/spoina\""], ["`/ro", "ot/.cargo`"]] {
        let file = File::new("docs/guide/a.md", &format!("\n{}", parts.concat()));
        assert_eq!(said(&machine_paths(&file)).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
    }
    assert_eq!(
        machine_paths(&File::new("a.md", "/usr/bin/chromium ${TMPDIR:-/tmp}/x /staff/work/")).len(),
        0
    );
}

#[test]
fn ignored_tests_and_long_files_are_seen() {
    let ignored =
        File::new("crates/orders/tests/it/place.rs", &["#[test]\n#[ign", "ore]\nfn a() {}"].concat());
    assert_eq!(said(&ignored_tests(&ignored)).len(), 1);
    let long = "fn a() {}\n".repeat(LONGEST + 1);
    assert_eq!(too_long(&File::new("crates/orders/src/place.rs", &long)).len(), 1);
    assert_eq!(too_long(&File::new("crates/orders/tests/it/place.rs", &long)).len(), 0);
    assert_eq!(too_long(&File::new("crates/ui/assets/vendor/htmx.js", &long)).len(), 0);
}
