//! `spoina`: the whole product in one binary.

mod args;
mod audit;
mod backup;
mod bench;
mod commands;
mod config;
mod demo;
mod hearing;
mod node;
mod replay;
mod serve;
mod simulate;
mod starter;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Logs go to standard error: standard output belongs to the command's answer.
    // In a simulation what goes wrong is meant to.
    let usual = if matches!(cli.command, Command::Simulate(_)) { "error" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("SPOINA_LOG").unwrap_or_else(|_| usual.into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // A simulation can be played again: one thread, one order of things.
    let runtime = match cli.command {
        Command::Simulate(_) => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("spoina: {why}");
            ExitCode::from(2)
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, String> {
    let config = || config::Config::load(cli.config.as_deref());
    match cli.command {
        Command::Demo(options) => demo::run(options).await.map(|()| ExitCode::SUCCESS),
        Command::Serve => serve::run(config()?).await.map(|()| ExitCode::SUCCESS),
        Command::Migrate => commands::migrate(config()?).await.map(|()| ExitCode::SUCCESS),
        Command::Import(options) => commands::import(config, options).await,
        Command::Audit(options) => commands::audit(config, options).await,
        Command::Simulate(options) => simulate::run(options).await,
        Command::Backup(options) => backup::backup(config, options).await,
        Command::Restore(options) => backup::restore(config, options).await,
        Command::Replay(options) => replay::run(config, options).await.map(|()| ExitCode::SUCCESS),
        Command::Bench(options) => bench::run(options).await,
        Command::Staff(args::Staff::Add { email, name, role, location, password, pin }) => {
            let wanted = commands::NewStaff { email, name, roles: role, locations: location, password, pin };
            commands::add_staff(config()?, wanted).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Key(args::Key::Add { name, publishable, capability, location }) => {
            let wanted =
                commands::NewKey { name, publishable, capabilities: capability, locations: location };
            commands::add_key(config()?, wanted).await.map(|()| ExitCode::SUCCESS)
        }
    }
}
