//! The browser libraries are what their packages shipped, every one is listed, and each has its licence.

use std::{collections::BTreeSet, fs, path::Path};

use sha2::{Digest, Sha256};

#[derive(serde::Deserialize)]
struct Entry {
    package: String,
    version: String,
    licence: String,
    file: String,
    sha256: String,
}

fn manifest() -> Vec<Entry> {
    serde_json::from_str(include_str!("../../assets/vendor/manifest.json")).unwrap()
}

fn assets() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets"))
}

#[test]
fn every_listed_file_is_what_its_package_shipped() {
    for entry in manifest() {
        let bytes = fs::read(assets().join(&entry.file)).unwrap();
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, entry.sha256, "{} of {} {}", entry.file, entry.package, entry.version);
    }
}

#[test]
fn no_file_is_unlisted() {
    let listed: BTreeSet<_> = manifest().into_iter().map(|entry| entry.file).collect();
    let mut folders = vec![assets().join("vendor")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(assets()).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != "vendor/manifest.json" && !name.starts_with("vendor/licenses/") {
                assert!(listed.contains(&name), "{name} stands in no manifest");
            }
        }
    }
}

#[test]
fn only_known_licences_are_taken_in() {
    for entry in manifest() {
        let known = ["0BSD", "Apache-2.0", "BSD-2-Clause", "ISC", "MIT", "MPL-2.0", "OFL-1.1"];
        assert!(known.contains(&entry.licence.as_str()), "{}: {}", entry.package, entry.licence);
    }
}
