//! `spoina bench`: the hot paths over HTTP against a process of the real binary, each figure beside a reference that is
//! measured in the same run on the same machine. Machines differ and are noisy: read the ratios and the CPU per operation.

mod load;
mod rows;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::args;
use load::{Load, Spent};
use rows::Footprint;
use stage::Stage;

/// One line of the report.
struct Figure {
    id: &'static str,
    what: String,
    value: String,
    reference: String,
    target: &'static str,
    holds: Option<bool>,
}

const CLIENTS: usize = 64;

pub async fn run(options: args::Bench) -> Result<ExitCode, String> {
    let span = Duration::from_secs(options.seconds.clamp(1, 120));
    let wanted =
        |id: &str| options.only.is_empty() || options.only.iter().any(|it| it.eq_ignore_ascii_case(id));
    let mut figures = Vec::new();
    let orders = ["P0", "P1", "P3", "P4", "P5"].into_iter().any(wanted);
    let databases = [Some(None), options.postgres.as_ref().map(Some)].into_iter().flatten();
    for postgres in databases.filter(|_| orders) {
        let engine = if postgres.is_some() { "PostgreSQL" } else { "SQLite FULL" };
        eprintln!("bench: setting the stage on {engine}");
        let stage = Stage::build(postgres.cloned()).await?;
        if wanted("P0") {
            figures.push(whole_orders(&stage, engine, span).await?);
        }
        if wanted("P1") || wanted("P3") {
            figures.extend(checkouts(&stage, engine, span, &wanted).await?);
        }
        if wanted("P4") || wanted("P5") {
            figures.extend(availability(&stage, engine, span, &wanted).await?);
        }
    }
    if wanted("P10") {
        figures.push(first_answer().await?);
    }
    let missed = report(&figures);
    Ok(if options.check && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints the table; says how many figures miss their target.
fn report(figures: &[Figure]) -> usize {
    println!("| id | work | figure | reference | target | |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for it in figures {
        let verdict = match it.holds {
            Some(true) => "holds",
            Some(false) => "missed",
            None => "",
        };
        println!("| {} | {} | {} | {} | {} | {verdict} |", it.id, it.what, it.value, it.reference, it.target);
    }
    let missed = figures.iter().filter(|it| it.holds == Some(false)).count();
    match missed {
        0 => println!("bench: every figure holds"),
        many => println!("bench: {many} figures miss their target"),
    }
    missed
}

/// P0: basket, two lines, checkout with an address, payment on its way, order. CPU of the server (and of the database).
async fn whole_orders(stage: &Stage, engine: &str, span: Duration) -> Result<Figure, String> {
    let before = stage.cpu();
    let done = Load::run(8, span, async |client, n| {
        let basket = stage.open_basket(client, n).await?;
        stage.add_lines(client, &basket, n).await?;
        stage.check_out(client, &basket, n, true).await
    })
    .await?;
    let cpu = stage.cpu().since(before).per(done.count);
    Ok(Figure {
        id: "P0",
        what: format!("a whole order over HTTP, {engine}"),
        value: format!("{:.2} ms CPU an order ({})", cpu.as_secs_f64() * 1e3, done),
        reference: "Vendure 113 to 380 ms, Medusa 1,660 ms, Saleor 2,270 ms on such a machine".to_owned(),
        target: "≤ 1.0 ms",
        holds: Some(cpu.as_secs_f64() * 1e3 <= 1.0),
    })
}

/// P1: checkouts of two lines, spread over many variants. P3: everybody wants one variant.
async fn checkouts(
    stage: &Stage,
    engine: &str,
    span: Duration,
    wanted: &impl Fn(&str) -> bool,
) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let baskets = stage.fill_baskets(2_000 * span.as_secs() as usize, false).await?;
    // What one order leaves behind is learned from one order while nothing else happens.
    let footprint = match stage.file() {
        Some(file) => {
            let before = stage.copy(&file, "before").await?;
            stage.check_out(stage.client(), &baskets[0], 0, false).await?;
            let after = stage.copy(&file, "after").await?;
            Some((Footprint::learn(&before, &after).map_err(|error| error.to_string())?, before))
        }
        None => None,
    };
    let before = stage.cpu();
    let spread = stage.check_out_all(&baskets[1..], CLIENTS, span).await?;
    let cpu = stage.cpu().since(before).per(spread.count);
    if wanted("P1") {
        let (reference, ratio) = match &footprint {
            Some((footprint, file)) => {
                let file = file.clone();
                let rate = footprint.replay(&file, 64, span).map_err(|error| error.to_string())?;
                let ratio = spread.rate() / rate;
                (
                    format!("bare rusqlite loop {rate:.0}/s ({}), ratio {ratio:.2}", footprint.describe()),
                    Some(ratio),
                )
            }
            None => ("P2 of a later release brings pgbench".to_owned(), None),
        };
        figures.push(Figure {
            id: if ratio.is_some() { "P1" } else { "P2" },
            what: format!("checkout of two lines, {CLIENTS} clients, {engine}"),
            value: format!("{spread}, {:.2} ms CPU an order", cpu.as_secs_f64() * 1e3),
            reference,
            target: if ratio.is_some() { "ratio ≥ 0.5" } else { "" },
            holds: ratio.map(|ratio| ratio >= 0.5),
        });
    }
    if wanted("P3") {
        let stock = stage.put_stock_of_one(300).await?;
        let baskets = stage.fill_baskets(1_500 * span.as_secs() as usize, true).await?;
        let hot = stage.check_out_all(&baskets, CLIENTS, span).await?;
        let sold = stage.sold_of_one(stock).await?;
        let ratio = hot.rate() / spread.rate();
        figures.push(Figure {
            id: "P3",
            what: format!("flash sale of one variant, {CLIENTS} clients, {engine}"),
            value: format!("{hot}, {} refused, {sold} sold of {stock}", hot.refused),
            reference: format!("P1 spread: {:.0}/s, ratio {ratio:.2}", spread.rate()),
            target: "ratio ≥ 0.9, exactly the stock is sold",
            holds: Some(ratio >= 0.9 && sold == stock.min(hot.count + hot.refused)),
        });
    }
    Ok(figures)
}

/// P4: one variant in 500 locations. P5: the nearest ten of them.
async fn availability(
    stage: &Stage,
    engine: &str,
    span: Duration,
    wanted: &impl Fn(&str) -> bool,
) -> Result<Vec<Figure>, String> {
    let constant = stage.hammer("/healthz", span).await?;
    let mut figures = Vec::new();
    let mut measure = async |id, what: &str, path: &str, target, limit: f64| {
        let asked = stage.hammer(path, span).await?;
        let ratio = asked.1.as_secs_f64() / constant.1.as_secs_f64();
        figures.push(Figure {
            id,
            what: format!("{what}, {engine}"),
            value: format!("{} , {:.0} µs CPU a request", asked.0, asked.1.as_secs_f64() * 1e6),
            reference: format!("constant answer {:.0} µs, ratio {ratio:.2}", constant.1.as_secs_f64() * 1e6),
            target,
            holds: Some(ratio <= limit),
        });
        Ok::<(), String>(())
    };
    if wanted("P4") {
        measure("P4", "availability in 500 locations", &stage.everywhere(), "ratio ≤ 2.0", 2.0).await?;
    }
    if wanted("P5") {
        measure("P5", "nearest 10 stores with stock", &stage.nearest(), "ratio ≤ 3.0", 3.0).await?;
    }
    Ok(figures)
}

/// P10: how soon a process with a large ledger answers, and what it weighs then.
async fn first_answer() -> Result<Figure, String> {
    const VARIANTS: u64 = 100_000;
    const LOCATIONS: u64 = 300;
    eprintln!("bench: writing {VARIANTS} variants in {LOCATIONS} locations");
    let (took, resident) = Stage::first_answer(VARIANTS, LOCATIONS).await?;
    Ok(Figure {
        id: "P10",
        what: format!("start to first availability, {VARIANTS} variants × {LOCATIONS} locations, SQLite"),
        value: format!("{:.2} s, {} MB", took.as_secs_f64(), resident / 1_000_000),
        reference: "–".to_owned(),
        target: "< 1 s, < 400 MB",
        holds: Some(took < Duration::from_secs(1) && resident < 400_000_000),
    })
}

/// A folder that goes with the benchmark.
struct Scratch(PathBuf);
impl Scratch {
    fn new() -> Result<Self, String> {
        let path =
            std::env::temp_dir().join(format!("spoina-bench-{}-{}", std::process::id(), fastrand::u32(..)));
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }
}
impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Spent {
    fn per(self, count: u64) -> Duration {
        self.0 / u32::try_from(count.max(1)).unwrap_or(u32::MAX)
    }
}
