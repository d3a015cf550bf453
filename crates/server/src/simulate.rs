//! `spoina simulate`: a whole retailer from a seed, on a clock of its own and a database that goes away with it.

mod mutants;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Actor, Db, Options, SystemClock, Timestamp};
use simulation::{House, Plan, Report, StillClock};

use crate::args;
use crate::node::AREAS;

/// Before the clocks change in autumn, so that a month has a night of 25 hours.
const FIRST_DAY: &str = "2026-10-09T05:00:00Z";

pub async fn run(options: args::Simulate) -> Result<ExitCode, String> {
    let (mut total, mut hunt) = (Report::default(), mutants::Hunt::default());
    for seed in (options.seed..).take(options.seeds.max(1) as usize) {
        let started = Instant::now();
        // Nothing here is to outlive the run, so nothing waits for the disk; and a busy day is one long breath.
        let database =
            Options { hold: Duration::from_secs(600), sync: kernel::Sync::Normal, ..Options::default() };
        let clock = Arc::new(StillClock::new(FIRST_DAY.parse::<Timestamp>().expect("a moment")));
        let place = Place::new(seed, options.database.as_deref()).await?;
        let db = Db::open(&place.url, clock.clone(), database).await.map_err(|fault| fault.to_string())?;
        kernel::ids_from(seed);
        let plan = Plan { seed, days: options.days, acts_a_day: options.acts };
        let lived = simulation::simulate(&db, clock, house(&place), plan).await;
        let report = match lived {
            Ok(report) => report,
            Err(stop) => {
                println!("simulate: {stop}");
                println!(
                    "simulate: FAILED; play it again with --seed {seed} --days {} --acts {}",
                    options.days, options.acts
                );
                return Ok(ExitCode::FAILURE);
            }
        };
        println!(
            "seed {seed}: {} days in {:.1} s, every invariant holds after each, digest {:016x}",
            options.days,
            started.elapsed().as_secs_f64(),
            report.digest
        );
        for (what, count) in report.counts {
            *total.counts.entry(what).or_default() += count;
        }
        if options.mutants {
            hunt.add(mutants::hunt(&db).await?);
        }
        drop(db);
        place.close().await?;
    }
    for (what, count) in &total.counts {
        println!("{count:>8}  {what}");
    }
    if options.mutants && !hunt.report() {
        println!("simulate: FAILED; the audit did not catch every mutant");
        return Ok(ExitCode::FAILURE);
    }
    let never: Vec<&str> =
        total.counts.iter().filter(|(_, count)| **count == 0).map(|(what, _)| *what).collect();
    if never.is_empty() {
        println!("simulate: every invariant holds");
        return Ok(ExitCode::SUCCESS);
    }
    println!("simulate: FAILED; it never came to: {}", never.join(", "));
    Ok(ExitCode::FAILURE)
}

/// The same consumers, workers and books as a server has.
fn house(place: &Place) -> House {
    let (outbox, desk) = (place.folder.join("outbox"), crate::node::desk);
    House {
        areas: AREAS,
        consumers: crate::hearing::consumers(),
        workers: Box::new(move |providers, carriers| {
            let mut workers = payments::workers(providers);
            workers.extend(shipping::workers(carriers));
            workers.push(conversations::mail_worker(conversations::Mailer::file(outbox.clone())));
            workers.push(imports::worker());
            workers
        }),
        prepare: Box::new(move |db| {
            db.share(desk("https://shop.example", "Szron", "Szron <shop@shop.example>")?);
            Ok(())
        }),
        audit: |read| Box::pin(crate::audit::books(read)),
    }
}

/// Where a run lives.
struct Place {
    folder: std::path::PathBuf,
    url: String,
    /// On PostgreSQL: the server, and the schema to drop.
    schema: Option<(String, String)>,
}
impl Place {
    async fn new(seed: u64, server: Option<&str>) -> Result<Self, String> {
        let name = format!("simulation_{}_{seed}", std::process::id());
        let folder = std::env::temp_dir().join(format!("spoina-{name}"));
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let Some(server) = server.filter(|it| !it.starts_with("sqlite:")) else {
            let url = format!("sqlite://{}/spoina.db", folder.display());
            return Ok(Self { folder, url, schema: None });
        };
        script(server, &format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await?;
        let sign = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{sign}options=-c%20search_path%3D{name}");
        Ok(Self { folder, url, schema: Some((server.to_owned(), name)) })
    }
    async fn close(self) -> Result<(), String> {
        if let Some((server, name)) = &self.schema {
            script(server, &format!("DROP SCHEMA {name} CASCADE")).await?;
        }
        std::fs::remove_dir_all(&self.folder).map_err(|error| format!("{}: {error}", self.folder.display()))
    }
}

async fn script(server: &str, text: &str) -> Result<(), String> {
    let few = Options { connections: 1, batons: 0, ..Options::default() };
    let db = Db::open(server, Arc::new(SystemClock), few).await.map_err(|fault| fault.to_string())?;
    let mut tx = db.begin(&Actor::System).await.map_err(|fault| fault.to_string())?;
    tx.script(text).await.map_err(|fault| fault.to_string())?;
    tx.commit().await.map_err(|fault| fault.to_string())
}
