//! What needs no database: words, scripts and styles.

use std::collections::BTreeSet;
use std::fs;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_word_is_there_in_both_languages() {
    ui::check_locales(
        include_str!("../../locales/pl.ftl"),
        include_str!("../../locales/en.ftl"),
        format!("{ROOT}/templates"),
        format!("{ROOT}/src"),
    );
}

fn scripts() -> Vec<(String, String)> {
    let files = fs::read_dir(format!("{ROOT}/assets")).unwrap().flatten();
    let scripts = files.filter(|file| file.path().extension().is_some_and(|it| it == "js"));
    scripts
        .map(|file| {
            (file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path()).unwrap())
        })
        .collect()
}

#[test]
fn every_word_of_the_scripts_exists() {
    let known: BTreeSet<&str> = include_str!("../../locales/en.ftl")
        .lines()
        .filter_map(|line| line.strip_prefix("t-")?.split(' ').next())
        .collect();
    let mut missing = Vec::new();
    for (file, text) in scripts() {
        for call in ["t(\"", "n(\""] {
            for (at, _) in text.match_indices(call) {
                let before = text[..at].chars().last().unwrap_or(' ');
                let key = text[at + call.len()..].split('"').next().unwrap_or_default();
                let is_call = !before.is_ascii_alphanumeric() && before != '.';
                if is_call && !known.contains(key) {
                    missing.push(format!("{file}: {key}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn nothing_is_said_in_words_outside_the_word_files() {
    for (file, text) in scripts() {
        // The one letter that folding has to name.
        let polish = text.chars().find(|c| "ąćęńóśźżĄĆĘŁŃÓŚŹŻ".contains(*c));
        assert_eq!(polish, None, "{file}");
        assert!(!text.contains("style="), "{file}");
    }
}
