//! A test every channel runs over its own words.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::words::{COMMON_EN, COMMON_PL};

/// Compares two Fluent files with each other and with their use in templates and code; the answer
/// lists every key that one language lacks, whose arguments differ, or that is used and does not exist.
///
/// ```ignore
/// #[test]
/// fn every_word_is_there_in_both_languages() {
///     let root = env!("CARGO_MANIFEST_DIR");
///     ui::check_locales(
///         include_str!("../../locales/pl.ftl"), include_str!("../../locales/en.ftl"),
///         format!("{root}/templates"), format!("{root}/src"),
///     );
/// }
/// ```
///
/// Keys are found where they are literal: `t("…")`, `n("…"`, `t1("…"`, `t2("…"`, `with("…"`, `args("…"`.
///
/// # Panics
/// With the list, if it is not empty.
pub fn check_locales(pl: &str, en: &str, templates: impl AsRef<Path>, src: impl AsRef<Path>) {
    let (pl, en) = (messages(pl), messages(en));
    let (common_pl, common_en) = (messages(COMMON_PL), messages(COMMON_EN));
    let mut complaints = BTreeSet::new();
    for (here, there, lang) in [(&pl, &en, "en"), (&en, &pl, "pl")] {
        for (key, arguments) in here {
            match there.get(key) {
                None => {
                    complaints.insert(format!("{lang}.ftl lacks `{key}`"));
                }
                Some(others) if others != arguments => {
                    complaints.insert(format!("`{key}` has different arguments in pl and en"));
                }
                Some(_) => {}
            }
        }
    }
    for (file, key) in used(templates.as_ref(), "html").into_iter().chain(used(src.as_ref(), "rs")) {
        for (words, common, lang) in [(&pl, &common_pl, "pl"), (&en, &common_en, "en")] {
            if !words.contains_key(&key) && !common.contains_key(&key) {
                complaints.insert(format!("{file}: `{key}` is missing in {lang}.ftl"));
            }
        }
    }
    let list: Vec<_> = complaints.into_iter().collect();
    assert!(list.is_empty(), "words to put right:\n  {}", list.join("\n  "));
}

/// Key → the names of its arguments.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = None;
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name = line.split('=').next().unwrap_or_default().trim().to_owned();
            found.entry(name.clone()).or_default();
            key = Some(name);
        }
        let Some(arguments) = key.as_ref().and_then(|key| found.get_mut(key)) else { continue };
        if !line.starts_with('#') {
            arguments.extend(line.split('$').skip(1).map(|rest| word(rest).to_owned()));
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn used(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return keys };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            keys.extend(used(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let code: String = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            for call in [".t(", ".n(", ".t1(", ".t2(", ".with(", ".args("] {
                for rest in code.split(call).skip(1) {
                    let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
                    let key = word(rest);
                    if !key.is_empty() && rest[key.len()..].starts_with('"') {
                        keys.push((name.clone(), key.to_owned()));
                    }
                }
            }
        }
    }
    keys
}
