//! `spoina`: the whole product in one binary.

mod config;

fn main() {
    let _ = config::Config::load(None);
}
