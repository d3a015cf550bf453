//! `spoina replay`: past orders through another policy of sourcing, as a table or as JSON.

use std::collections::BTreeSet;

use kernel::{LocationId, MarketCode, Money, Query};
use orders::{Network, PolicyKind, Replayed};
use sourcing::Totals;

use crate::args;
use crate::commands::open_beside;
use crate::config::Config;

pub async fn run(config: impl Fn() -> Result<Config, String>, options: args::Replay) -> Result<(), String> {
    let text = std::fs::read_to_string(&options.policy)
        .map_err(|error| format!("{}: {error}", options.policy.display()))?;
    let network = read(&text)?;
    let market = MarketCode::new(options.market.as_str())
        .ok_or_else(|| format!("`{}` is not the code of a market", options.market))?;
    if !(1..=3_650).contains(&options.days) {
        return Err("--days is between 1 and 3650".to_owned());
    }
    let db = open_beside(config, options.dir, options.database).await?;
    let told =
        orders::replay(&db, &market, &network, options.days).await.map_err(|error| error.to_string())?;
    if options.json {
        let body = serde_json::json!({
            "since": told.since, "skipped": told.skipped, "comparison": told.comparison,
        });
        println!("{body:#}");
        return Ok(());
    }
    let mut read = db.read().await.map_err(|fault| fault.to_string())?;
    print!("{}", table(&mut read, &told, &network).await?);
    Ok(())
}

/// A policy, or everything that is wrong with it.
fn read(text: &str) -> Result<Network, String> {
    let body: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    orders::check_policy(PolicyKind::Sourcing, &body).map_err(|faults| {
        let told = faults.iter().map(|it| format!("  {} {}", it.pointer, it.detail));
        format!("this is no policy:\n{}", told.collect::<Vec<_>>().join("\n"))
    })?;
    serde_json::from_value(body).map_err(|error| error.to_string())
}

async fn table(q: &mut impl Query, told: &Replayed, network: &Network) -> Result<String, String> {
    let compare = &told.comparison;
    let all = [&compare.actual, &compare.first, &compare.second];
    let currency = network.policy.currency;
    let mut text = format!(
        "{} orders since {}, {} of them sent differently\n\n{:<24}{:>16}{:>16}{:>16}\n",
        compare.second.orders, told.since, compare.changed, "", "in reality", "in force", "tried"
    );
    let mut row = |name: &str, of: &dyn Fn(&Totals) -> String| {
        let [actual, first, second] = all.map(of);
        text.push_str(&format!("{name:<24}{actual:>16}{first:>16}{second:>16}\n"));
    };
    let money = |minor: i64| Money::new(minor, currency).to_string();
    let share =
        |part: i64, of: i64| format!("{:.1} %", if of == 0 { 0.0 } else { part as f64 * 100.0 / of as f64 });
    row("orders", &|it| it.orders.to_string());
    row("shipping and handling", &|it| money(it.sum.shipping + it.sum.handling));
    row("  shipping", &|it| money(it.sum.shipping));
    row("  handling", &|it| money(it.sum.handling));
    row("split", &|it| share(it.split, it.orders));
    row("km per order", &|it| (it.sum.distance_m / 1_000 / it.orders.max(1)).to_string());
    row("after the promise", &|it| share(it.late, it.orders));
    row("unfillable", &|it| it.unfillable.to_string());
    text.push_str("\norders per location\n");
    let ids: BTreeSet<LocationId> = all.iter().flat_map(|it| it.load.keys().copied()).collect();
    for id in ids {
        let place = inventory::location(q, id).await.map_err(|error| error.to_string())?;
        let load = |it: &Totals| it.load.get(&id).map_or(0, |it| it.orders);
        let [actual, first, second] = all.map(load);
        text.push_str(&format!("  {:<22}{actual:>16}{first:>16}{second:>16}\n", place.code));
    }
    Ok(text)
}
