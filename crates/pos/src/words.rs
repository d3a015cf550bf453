//! The words of the screen's scripts, from the same Fluent files as everything else: all keys that begin with `t-`.
//!
//! A message with arguments keeps them as `{name}`; one that counts comes once per plural form of its language. So the
//! whole voice of the till is one JSON object, which a device can keep.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use ui::{Lang, Words};

use crate::TEXTS;

const SOURCE: &str = include_str!("../locales/en.ftl");

/// Counts that stand for the plural forms: `one`, `few` (Polish), all others.
const FORMS: [(&str, i64); 3] = [("one", 1), ("few", 2), ("other", 5)];

pub fn of(lang: Lang) -> &'static Value {
    static PL: LazyLock<Value> = LazyLock::new(|| collect(Lang::Pl));
    static EN: LazyLock<Value> = LazyLock::new(|| collect(Lang::En));
    match lang {
        Lang::Pl => &PL,
        Lang::En => &EN,
    }
}

fn collect(lang: Lang) -> Value {
    let w = TEXTS.words(lang);
    let all: Map<String, Value> = messages(SOURCE)
        .into_iter()
        .map(|(key, args)| (key["t-".len()..].to_owned(), said(w, &key, &args)))
        .collect();
    all.into()
}

fn said(w: Words, key: &str, args: &[String]) -> Value {
    let holes: Vec<(String, String)> = args.iter().map(|arg| (arg.clone(), format!("{{{arg}}}"))).collect();
    let mut filled: Vec<(&str, &dyn ui::Arg)> = Vec::new();
    for (name, hole) in holes.iter().filter(|(name, _)| name != "count") {
        filled.push((name, hole));
    }
    if !args.iter().any(|arg| arg == "count") {
        return w.args(key, &filled).into_owned().into();
    }
    let forms = FORMS.map(|(form, count)| {
        let mut filled = filled.clone();
        filled.push(("count", &count));
        (form.to_owned(), Value::from(w.args(key, &filled).replacen(&count.to_string(), "{count}", 1)))
    });
    json!(Map::from_iter(forms))
}

/// The keys for scripts, each with its arguments.
fn messages(source: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut ours = false;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            ours = line.starts_with("t-");
            if ours {
                found.push((line.split('=').next().unwrap_or_default().trim().to_owned(), Vec::new()));
            }
        }
        let Some((_, args)) = found.last_mut().filter(|_| ours) else { continue };
        for rest in line.split("{ $").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if !args.contains(&name) {
                args.push(name);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stay_open_and_counts_come_in_all_forms() {
        let (pl, en) = (of(Lang::Pl), of(Lang::En));
        assert_eq!(en["cart-pieces"]["one"], "{count} piece");
        assert_eq!(pl["cart-pieces"]["few"], "{count} sztuki");
        assert_eq!(pl["cart-pieces"]["other"], "{count} sztuk");
        assert!(en["added"].as_str().is_some_and(|text| text.contains("{name}")), "{}", en["added"]);
        assert!(!pl.to_string().contains('⟦'), "a word is missing");
    }
}
