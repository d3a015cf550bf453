//! The crates: described, drawn on the map, and calling only downwards.

use std::fs;

use toml::Table;

use crate::tree::{Breach, FILES, File, root, said, verdict};

/// Who may call whom: `docs/adr/0001`, and the drawing in ARCHITECTURE.md. Contexts never see channels, lower contexts never
/// see higher ones; upwards a context only publishes events, which `server` translates.
const MAY_CALL: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("access", &["kernel"]),
    ("catalog", &["kernel"]),
    ("sourcing", &["kernel"]),
    ("payments", &["kernel"]),
    ("inventory", &["kernel", "catalog"]),
    ("shipping", &["kernel", "catalog", "inventory"]),
    ("pricing", &["kernel", "catalog"]),
    ("customers", &["kernel", "catalog"]),
    ("loyalty", &["kernel", "catalog"]),
    (
        "orders",
        &[
            "kernel",
            "catalog",
            "sourcing",
            "pricing",
            "inventory",
            "shipping",
            "payments",
            "customers",
            "loyalty",
        ],
    ),
    ("conversations", LOWER),
    ("marketing", LOWER),
    ("insight", LOWER),
    ("connectors", LOWER),
    ("imports", LOWER),
    ("simulator", &["kernel"]),
    ("ui", &["kernel"]),
    ("api", CONTEXTS_AND_UI),
    ("storefront", CONTEXTS_AND_UI),
    ("pos", CONTEXTS_AND_UI),
    ("backoffice", CONTEXTS_AND_UI),
    ("simulation", BELOW_SERVER),
    ("server", SERVER),
    ("testkit", &["kernel"]),
    ("tidy", &[]),
];

const LOWER: &[&str] = &[
    "kernel",
    "catalog",
    "sourcing",
    "pricing",
    "inventory",
    "shipping",
    "payments",
    "customers",
    "loyalty",
    "orders",
];

const CONTEXTS_AND_UI: &[&str] = &[
    "kernel",
    "access",
    "catalog",
    "sourcing",
    "pricing",
    "inventory",
    "shipping",
    "payments",
    "customers",
    "loyalty",
    "orders",
    "conversations",
    "marketing",
    "insight",
    "connectors",
    "imports",
    "ui",
];

/// The binary also brings the demo retailer.
const SERVER: &[&str] = &[
    "kernel",
    "access",
    "catalog",
    "sourcing",
    "pricing",
    "inventory",
    "shipping",
    "payments",
    "customers",
    "loyalty",
    "orders",
    "conversations",
    "marketing",
    "insight",
    "connectors",
    "imports",
    "ui",
    "api",
    "storefront",
    "pos",
    "backoffice",
    "simulator",
    "simulation",
];

const BELOW_SERVER: &[&str] = &[
    "kernel",
    "access",
    "catalog",
    "sourcing",
    "pricing",
    "inventory",
    "shipping",
    "payments",
    "customers",
    "loyalty",
    "orders",
    "conversations",
    "marketing",
    "insight",
    "connectors",
    "imports",
    "ui",
    "api",
    "storefront",
    "pos",
    "backoffice",
    "simulator",
];

fn is_ours(name: &str) -> bool {
    MAY_CALL.iter().any(|(known, _)| *known == name)
}

fn manifests() -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml"))
}

fn parsed(file: &File) -> Table {
    file.text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.path))
}

fn line_of(file: &File, start: &str) -> usize {
    1 + file.text.lines().position(|line| line.trim_start().starts_with(start)).unwrap_or(0)
}

/// Everything a crate calls when it runs; what its tests call is free, but for channels.
fn calls(file: &File) -> Vec<Breach> {
    let owner = file.owner().expect("a manifest of a crate");
    let manifest = parsed(file);
    let Some((_, allowed)) = MAY_CALL.iter().find(|(name, _)| *name == owner) else {
        return vec![file.breach(1, format!("crate {owner} has no place in the list of who may call whom"))];
    };
    let mut breaches = Vec::new();
    let tables =
        ["dependencies", "build-dependencies"].into_iter().filter_map(|name| manifest.get(name)?.as_table());
    for called in tables.flat_map(|table| table.keys()).filter(|name| is_ours(name)) {
        if called == "testkit" {
            breaches.push(file.breach(line_of(file, called), "testkit is for tests: a dev-dependency"));
        } else if !allowed.contains(&called.as_str()) {
            breaches.push(file.breach(line_of(file, called), format!("{owner} may not call {called}")));
        }
    }
    breaches
}

fn description(file: &File) -> Vec<Breach> {
    let manifest = parsed(file);
    let package = manifest.get("package").and_then(|package| package.as_table()).cloned().unwrap_or_default();
    let text = |key: &str| package.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let mut breaches = Vec::new();
    if text("description").len() < 20 {
        breaches.push(file.breach(1, "a crate says in its description what it is for"));
    }
    if Some(text("name").as_str()) != file.owner() {
        breaches.push(file.breach(line_of(file, "name"), "folder and package have one name"));
    }
    let takes_lints = manifest.get("lints").and_then(|lints| lints.get("workspace")?.as_bool()) == Some(true);
    if !takes_lints {
        breaches.push(file.breach(1, "[lints] workspace = true is missing"));
    }
    let inherits =
        |key: &str| package.get(key).and_then(|value| value.get("workspace")?.as_bool()) == Some(true);
    for key in
        ["version", "edition", "rust-version", "license", "publish"].into_iter().filter(|key| !inherits(key))
    {
        breaches.push(file.breach(line_of(file, "name"), format!("{key}.workspace = true is missing")));
    }
    breaches
}

/// `lib.rs` is the front door; its first words say what stands behind it.
fn front_door(file: &File) -> Vec<Breach> {
    let is_door = file.path.ends_with("/src/lib.rs") || file.path.ends_with("/src/main.rs");
    if is_door && !file.text.trim_start().starts_with("//!") {
        return vec![
            file.breach(1, "the front door opens with a paragraph (//!) that says what stands behind it"),
        ];
    }
    Vec::new()
}

#[test]
fn every_crate_is_described() {
    assert!(manifests().count() >= 2);
    verdict("a stranger finds the way", manifests().flat_map(description).collect());
    let doors = FILES.iter().filter(|file| file.owner().is_some());
    verdict("a stranger finds the way", doors.flat_map(front_door).collect());
}

#[test]
fn every_crate_has_a_door() {
    for owner in manifests().filter_map(File::owner) {
        let folder = root().join("crates").join(owner).join("src");
        assert!(
            folder.join("lib.rs").exists() || folder.join("main.rs").exists(),
            "crates/{owner} has no front door"
        );
    }
}

#[test]
fn every_crate_is_on_the_map() {
    let map =
        fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md, the map of the house");
    let missing: Vec<_> = manifests()
        .filter(|file| !is_on_map(&map, file.owner().expect("a crate")))
        .map(|file| file.breach(1, "this crate is not on the map in ARCHITECTURE.md"))
        .collect();
    verdict("ARCHITECTURE.md names every crate", missing);
}

fn is_on_map(map: &str, name: &str) -> bool {
    map.lines().any(|line| {
        let bare = line.trim_start_matches([' ', '|', '*', '-', '│', '├', '└', '─']);
        bare.starts_with(&format!("{name}/"))
            || line.contains(&format!("`{name}`"))
            || line.contains(&format!("`{name}/`"))
            || line.contains(&format!("crates/{name}"))
    })
}

#[test]
fn crates_call_downwards_only() {
    verdict("call down, listen up (ARCHITECTURE.md)", manifests().flat_map(calls).collect());
}

#[test]
fn the_list_itself_has_no_circle() {
    for (caller, allowed) in MAY_CALL {
        for called in *allowed {
            let back = MAY_CALL.iter().find(|(name, _)| name == called).expect("listed").1;
            assert!(!back.contains(caller), "{caller} and {called} may call each other");
        }
    }
}

#[test]
fn a_call_upwards_is_seen() {
    let manifest = |owner: &str, called: &str| {
        let text = format!(
            "[package]\nname = \"{owner}\"\n[dependencies]\nkernel.workspace = true\n{called}.workspace = true\n"
        );
        File::new(&format!("crates/{owner}/Cargo.toml"), &text)
    };
    assert_eq!(said(&calls(&manifest("inventory", "orders"))), [(5, "inventory may not call orders".into())]);
    assert_eq!(said(&calls(&manifest("orders", "api"))), [(5, "orders may not call api".into())]);
    assert_eq!(
        said(&calls(&manifest("orders", "testkit"))),
        [(5, "testkit is for tests: a dev-dependency".into())]
    );
    assert_eq!(calls(&manifest("gossip", "orders")).len(), 1);
    assert_eq!(said(&calls(&manifest("orders", "serde"))), []);
    assert_eq!(said(&calls(&manifest("orders", "inventory"))), []);
}

#[test]
fn a_bare_manifest_and_a_bare_door_are_seen() {
    let bare = File::new("crates/orders/Cargo.toml", "[package]\nname = \"order\"\ndescription = \"x\"\n");
    assert_eq!(description(&bare).len(), 8);
    assert_eq!(front_door(&File::new("crates/orders/src/lib.rs", "mod place;")).len(), 1);
    assert_eq!(front_door(&File::new("crates/orders/src/lib.rs", "//! Orders.\nmod place;")).len(), 0);
}

#[test]
fn the_map_is_read_as_a_tree_or_as_prose() {
    assert!(
        is_on_map("  pos/   till", "pos")
            && is_on_map("│ ├── pos/", "pos")
            && is_on_map("the `pos` crate", "pos")
    );
    assert!(!is_on_map("a position, composition/pos", "pos"));
}
