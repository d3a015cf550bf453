//! Events are kept for months, copied to every consumer and sent to integrators: they carry ids and numbers, never contact
//! data or free text about people, so that an erasure need not rewrite history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::rust::closing;
use crate::tree::{Breach, FILES, File, said, verdict};

static STRUCT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bstruct\s+(\$?\w+)\s*(?:<[^>{]*>)?\s*\{").expect("a valid pattern"));
static IS_EVENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bimpl\s+(?:kernel::)?(?:\w+::)?Event\s+for\s+(\$?\w+)").expect("a valid pattern")
});
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:pub(?:\([^)]*\))?\s+)?(?:r#)?(\w+)\s*:\s*(.+)$").expect("a valid pattern")
});
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\w+").expect("a valid pattern"));
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"const\s+NAME\s*:\s*&(?:'static\s+)?str\s*=\s*").expect("a valid pattern"));

/// Types that are somebody's data whatever the field is called.
const PERSONAL_TYPES: &[&str] = &[
    "Email",
    "Phone",
    "Address",
    "Contact",
    "Identifier",
    "PersonName",
    "ContactPoint",
    "BirthDate",
    "IpAddr",
];

/// Names that make a text personal.
const PERSONAL_NAMES: &[&str] = &[
    "email",
    "mail",
    "phone",
    "telephone",
    "name",
    "first_name",
    "last_name",
    "surname",
    "address",
    "street",
    "postcode",
    "note",
    "notes",
    "comment",
    "message",
    "text",
    "body",
    "contact",
    "recipient",
    "ip",
    "user_agent",
    "birthday",
];

const TEXTS: &[&str] = &["String", "str", "Text", "Value"];

struct Field<'a> {
    file: &'a File,
    line: usize,
    name: String,
    kind: String,
}

fn fields<'a>(file: &'a File, code: &str, open: usize) -> Vec<Field<'a>> {
    let Some(close) = closing(code.as_bytes(), open) else { return Vec::new() };
    let (mut fields, mut start, mut depth) = (Vec::new(), open + 1, 0);
    for (at, byte) in code.bytes().enumerate().take(close + 1).skip(open + 1) {
        match byte {
            b'<' | b'(' | b'[' | b'{' => depth += 1,
            b'>' | b')' | b']' => depth -= 1,
            b',' | b'}' if depth == 0 => {
                let text = without_attributes(&code[start..at]);
                if let Some(field) = FIELD.captures(&text.replace('\n', " ")) {
                    let skipped = code[start..at].find(&field[1]).unwrap_or(0);
                    let line = file.line_at(start + skipped);
                    fields.push(Field {
                        file,
                        line,
                        name: field[1].to_owned(),
                        kind: field[2].trim().to_owned(),
                    });
                }
                start = at + 1;
            }
            b'}' => depth -= 1,
            _ => {}
        }
    }
    fields
}

fn without_attributes(field: &str) -> String {
    let mut rest = field.to_owned();
    while let Some(start) = rest.find("#[") {
        let end = closing(rest.as_bytes(), start + 1).map_or(rest.len(), |end| end + 1);
        rest.replace_range(start..end, "");
    }
    rest
}

fn is_personal(field: &Field) -> bool {
    let kinds: Vec<_> = WORD.find_iter(&field.kind).map(|word| word.as_str()).collect();
    let is_named_so = PERSONAL_NAMES.iter().any(|name| {
        field.name == *name
            || ["email", "phone", "address", "note"].contains(name)
                && field.name.ends_with(&format!("_{name}"))
    });
    kinds.iter().any(|kind| PERSONAL_TYPES.contains(kind))
        || is_named_so && kinds.iter().any(|kind| TEXTS.contains(kind))
}

/// All events of one crate, with the structs of that crate inside them.
fn personal_fields(files: &[&File]) -> (usize, Vec<Breach>) {
    let mut structs: BTreeMap<String, Vec<Field>> = BTreeMap::new();
    let mut events = Vec::new();
    for file in files {
        let Some(rust) = file.rust().filter(|_| file.is_product()) else { continue };
        for hit in STRUCT.captures_iter(&rust.code) {
            let open = hit.get(0).expect("the whole match").end() - 1;
            structs.insert(hit[1].to_owned(), fields(file, &rust.code, open));
        }
        events.extend(IS_EVENT.captures_iter(&rust.code).map(|hit| hit[1].to_owned()));
    }
    let mut breaches = Vec::new();
    for event in &events {
        let (mut seen, mut next) = (BTreeSet::new(), vec![event.clone()]);
        while let Some(name) = next.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            for field in structs.get(&name).into_iter().flatten() {
                if is_personal(field) {
                    let what = format!(
                        "event {event} carries {}: {}, which may tell who somebody is",
                        field.name, field.kind
                    );
                    breaches.push(field.file.breach(field.line, what));
                }
                next.extend(WORD.find_iter(&field.kind).map(|word| word.as_str().to_owned()));
            }
        }
    }
    (events.len(), breaches)
}

/// An event is called `context.what_happened`, by the context that saw it.
fn foreign_names(file: &File) -> Vec<Breach> {
    let (Some(owner), Some(rust)) = (file.owner(), file.rust().filter(|_| file.is_product())) else {
        return Vec::new();
    };
    if !IS_EVENT.is_match(&rust.code) || owner == "kernel" {
        return Vec::new();
    }
    let named =
        NAME.find_iter(&rust.code).filter_map(|hit| rust.literals.iter().find(|l| l.offset > hit.start()));
    let foreign = named.filter(|name| {
        let (context, what) = name.text.split_once('.').unwrap_or((&name.text, ""));
        context != owner
            || what.is_empty()
            || !what.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.')
    });
    foreign
        .map(|name| {
            let what = format!("{:?}: an event is named {owner}.what_happened", name.text);
            file.breach(file.line_at(name.offset), what)
        })
        .collect()
}

#[test]
fn events_carry_no_personal_data() {
    let owners: BTreeSet<_> = FILES.iter().filter_map(File::owner).filter(|owner| *owner != "tidy").collect();
    let (mut seen, mut breaches) = (0, Vec::new());
    for owner in owners {
        let files: Vec<_> = FILES.iter().filter(|file| file.owner() == Some(owner)).collect();
        let (events, found) = personal_fields(&files);
        seen += events;
        breaches.extend(found);
    }
    verdict("ids and numbers only in events", breaches);
    assert!(seen > 0, "no event was found: the scanner is blind");
}

#[test]
fn events_are_named_by_their_context() {
    let files = FILES.iter().filter(|file| file.owner() != Some("tidy"));
    verdict("context.what_happened", files.flat_map(foreign_names).collect());
}

#[test]
fn personal_fields_are_seen_in_the_event_and_below_it() {
    let file = File::new(
        "crates/orders/src/event.rs",
        "pub struct OrderPlaced {\n    pub order: OrderId,\n    #[serde(default)]\n    pub to: Option<Email>,\n    pub lines: Vec<Line>,\n}
pub struct Line {\n    pub name: String,\n    pub total: Money,\n    pub gift_note: Option<String>,\n    pub reason: String,\n}
pub struct Contact { pub email: Email }
impl kernel::Event for OrderPlaced { const NAME: &'static str = \"orders.placed\"; }",
    );
    let (events, breaches) = personal_fields(&[&file]);
    assert_eq!(events, 1);
    let lines: Vec<_> = said(&breaches).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 8, 10]);
}

#[test]
fn an_event_written_by_a_macro_is_seen() {
    let code = "macro_rules! events { ($name:ident = $text:literal) => {
        pub struct $name { pub order: OrderId,\n pub note: String }
        impl Event for $name { const NAME: &'static str = $text; } } }";
    let (events, breaches) = personal_fields(&[&File::new("crates/payments/src/event.rs", code)]);
    assert_eq!((events, said(&breaches).len()), (1, 1));
}

#[test]
fn a_foreign_or_shapeless_event_name_is_seen() {
    let named = |name: &str| {
        let code = format!("impl Event for Gone {{\n const NAME: &'static str = \"{name}\"; }}");
        foreign_names(&File::new("crates/orders/src/event.rs", &code)).len()
    };
    assert_eq!(
        (named("orders.gone"), named("inventory.gone"), named("gone"), named("orders.Gone!")),
        (0, 1, 1, 1)
    );
}
