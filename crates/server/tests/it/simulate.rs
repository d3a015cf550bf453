//! Some days of a whole retailer, on both databases; long runs are `spoina simulate --seeds 20`.

use std::process::Command;

use crate::world::{Scratch, bare};

fn simulate(folder: &Scratch, arguments: &[&str]) -> String {
    let mut command: Command = bare(&folder.0);
    let output = command.arg("simulate").args(arguments).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(said.ends_with("simulate: every invariant holds\n"), "{said}");
    said
}

fn digest(said: &str) -> &str {
    said.lines().next().and_then(|line| line.split("digest ").nth(1)).expect("a digest")
}

#[test]
fn a_retailer_lives_on_sqlite_and_a_seed_is_played_again() {
    let folder = Scratch::new("simulate");
    let run = ["--seed", "3", "--days", "4"];
    let first = simulate(&folder, &[&run[..], &["--mutants"]].concat());
    assert_eq!(digest(&first), digest(&simulate(&folder, &run)), "the same seed, another history");
    simulate(&folder, &["--seed", "10", "--seeds", "2", "--days", "4"]);
}

#[test]
fn a_retailer_lives_on_postgres() {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        println!("SKIPPED on PostgreSQL: TEST_POSTGRES_URL is not set");
        return;
    };
    let folder = Scratch::new("simulate");
    simulate(&folder, &["--seed", "5", "--seeds", "2", "--days", "3", "--mutants", "--database", &server]);
}
