//! How long a plan takes, and how many are proved to be the best: `cargo run --release -p sourcing --example measure`.
//!
//! Arguments, if given: orders, lines of an order, locations, seed.

use std::time::{Duration, Instant};

use sourcing::{Outcome, Policy, Proof, plan, sample::Retailer};

fn main() {
    let given: Vec<u64> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    let given = |at: usize, else_: u64| given.get(at).copied().unwrap_or(else_);
    let (orders, lines, locations, seed) = (given(0, 10_000), given(1, 10), given(2, 500), given(3, 1));
    let mut policy = Policy::standard(kernel::Currency::Pln);
    if let Ok(k) = std::env::var("K") {
        policy.constraints.max_parcels = Some(k.parse().unwrap());
    }
    if let Ok(k) = std::env::var("NODES") {
        policy.nodes = k.parse().unwrap();
    }
    let mut retailer = Retailer::new(seed, locations as usize);

    let mut spans = Vec::new();
    let (mut exact, mut filled, mut parts, mut gap, mut nodes, mut walked) = (0, 0, 0, 0, 0, 0);
    for _ in 0..orders {
        let request = retailer.order(lines as usize);
        let timed = |_| {
            let began = Instant::now();
            let outcome = plan(&request, &policy).expect("a sensible order");
            (began.elapsed(), outcome)
        };
        // The machine may be busy with something else: the fastest of three counts.
        let (span, outcome) = (0..3).map(timed).min_by_key(|(span, _)| *span).expect("three");
        spans.push(span);
        let plan = outcome.plan();
        match plan.proof {
            Proof::Exact => exact += 1,
            Proof::Within { gap: this, .. } => gap = this.max(gap),
        }
        filled += u64::from(matches!(outcome, Outcome::Filled { .. }));
        parts += plan.parts.len();
        nodes = plan.explanation.nodes.max(nodes);
        walked += u64::from(plan.explanation.nodes > 0);
    }
    let total: Duration = spans.iter().sum();
    spans.sort_unstable();
    let at = |permille: usize| spans[(spans.len() - 1) * permille / 1_000];
    println!("{orders} orders of {lines} lines, {locations} locations, seed {seed}");
    println!(
        "p50 {:?}, p90 {:?}, p99 {:?}, p99.9 {:?}, longest {:?}",
        at(500),
        at(900),
        at(990),
        at(999),
        at(1_000)
    );
    println!("all of them {total:?}");
    println!("exact {exact} of {orders}, largest gap {gap} minor units");
    println!("filled {filled}, {:.2} parts an order", parts as f64 / orders as f64);
    println!("walked {walked}, most nodes {nodes}");
}
