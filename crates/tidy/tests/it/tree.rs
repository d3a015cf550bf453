//! The repository as the scanners see it: every text file of ours, its path and, for Rust, its code and literals.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::rust::Rust;

/// Contexts own words, rules and tables.
pub const CONTEXTS: &[&str] = &[
    "access",
    "catalog",
    "pricing",
    "inventory",
    "sourcing",
    "customers",
    "shipping",
    "payments",
    "orders",
    "loyalty",
    "conversations",
    "marketing",
    "insight",
    "imports",
];

/// Through these somebody reaches us; they translate and never decide.
pub const CHANNELS: &[&str] = &["api", "storefront", "pos", "backoffice", "connectors", "ui"];

/// What a file looks like that breaks a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// One text file, named from the root of the repository.
pub struct File {
    pub path: String,
    pub text: String,
    rust: Option<Rust>,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        let rust = path.ends_with(".rs").then(|| Rust::read(text));
        Self { path: path.to_owned(), text: text.to_owned(), rust }
    }

    /// The crate this file belongs to; `None` outside `crates/`.
    pub fn owner(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Code that ships: neither tests, benches, examples nor vendored files.
    pub fn is_product(&self) -> bool {
        let inner = self.path.splitn(3, '/').nth(2).unwrap_or("");
        self.owner().is_some()
            && !inner.starts_with("tests/")
            && !inner.starts_with("benches/")
            && !inner.starts_with("examples/")
            && !inner.ends_with("/tests.rs")
            && !self.is_vendored()
    }

    pub fn is_vendored(&self) -> bool {
        self.path.contains("/vendor/")
    }

    pub fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The file as Rust without its `#[cfg(test)]` parts.
    pub fn rust(&self) -> Option<&Rust> {
        self.rust.as_ref()
    }

    pub fn line_at(&self, offset: usize) -> usize {
        line_at(&self.text, offset)
    }

    pub fn breach(&self, line: usize, what: impl Into<String>) -> Breach {
        Breach { path: self.path.clone(), line, what: what.into() }
    }
}

pub fn line_at(text: &str, offset: usize) -> usize {
    1 + text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count()
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/tidy lies two levels down")
        .to_owned()
}

/// Every text file of the repository, read once for all tests.
pub static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let mut files = Vec::new();
    walk(&root(), "", &mut files);
    assert!(files.len() > 20, "the repository was not found: {} files", files.len());
    files
});

/// Places that hold what was built, fetched or stored rather than written.
const NOT_OURS: &[&str] = &[".git", "target", "data", "node_modules", "Cargo.lock"];

const TEXT: &[&str] = &[
    "rs", "toml", "md", "sql", "html", "txt", "css", "js", "mjs", "json", "svg", "sh", "py", "ftl", "csv",
    "yml", "yaml",
];

fn walk(folder: &Path, inner: &str, files: &mut Vec<File>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder of the repository can be read").flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if NOT_OURS.contains(&name.as_str()) && !inner.contains('/') {
            continue;
        }
        let path = if inner.is_empty() { name.clone() } else { format!("{inner}/{name}") };
        if kind.is_dir() {
            walk(&entry.path(), &path, files);
        } else if kind.is_file() {
            let is_script = path.starts_with("bin/") || path.starts_with(".ci/");
            let is_text = name.rsplit_once('.').is_some_and(|(_, extension)| TEXT.contains(&extension));
            if (is_script || is_text)
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                files.push(File::new(&path, &text));
            }
        }
    }
}

/// Runs a scanner over every file and fails with all breaches, one per line.
pub fn check(rule: &str, scan: impl Fn(&File) -> Vec<Breach>) {
    verdict(rule, FILES.iter().flat_map(scan).collect());
}

pub fn verdict(rule: &str, mut breaches: Vec<Breach>) {
    breaches.sort();
    breaches.dedup();
    let lines: Vec<_> = breaches.iter().map(Breach::to_string).collect();
    assert!(lines.is_empty(), "{rule}\n{}\n({} in all)", lines.join("\n"), lines.len());
}

/// What a scanner says about a snippet, without the path: for the tests of the scanners.
pub fn said(breaches: &[Breach]) -> Vec<(usize, String)> {
    breaches.iter().map(|breach| (breach.line, breach.what.clone())).collect()
}

#[test]
fn the_tree_holds_the_kernel_and_leaves_out_what_was_built() {
    assert!(FILES.iter().any(|file| file.path == "crates/kernel/src/lib.rs"));
    assert!(!FILES.iter().any(|file| file.path.starts_with("target/")));
}

#[test]
fn product_code_is_told_from_tests_and_vendored_files() {
    let is_product = |path: &str| File::new(path, "").is_product();
    assert!(is_product("crates/orders/src/place.rs"));
    assert!(is_product("crates/orders/migrations/0001.sql"));
    assert!(!is_product("crates/orders/tests/it/place.rs"));
    assert!(!is_product("crates/orders/src/line/tests.rs"));
    assert!(!is_product("crates/ui/assets/vendor/htmx.js"));
    assert!(!is_product("bin/test"));
}
