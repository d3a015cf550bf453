//! `spoina bench`: the hot paths beside their references, measured in the same run.

mod rows;

use std::process::ExitCode;

use crate::args;

pub async fn run(options: args::Bench) -> Result<ExitCode, String> {
    let _ = (options, rows::Footprint::describe);
    Err("not wired".to_owned())
}
