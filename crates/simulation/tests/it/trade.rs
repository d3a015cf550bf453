use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use simulation::szron::{Delivery, Outcome, PastOrder, Step, autumn, opening_stock};

fn season() -> Vec<PastOrder> {
    autumn(7, 42, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap())
}

#[test]
fn the_same_seed_is_the_same_autumn() {
    assert_eq!(season(), season());
    assert_eq!(opening_stock(7), opening_stock(7));
    assert_ne!(season(), autumn(8, 42, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()));
}

#[test]
fn six_weeks_bring_about_six_hundred_orders_in_every_channel() {
    let orders = season();
    assert!((380..600).contains(&orders.len()), "{} orders", orders.len());
    let mut channels = BTreeMap::new();
    for order in &orders {
        *channels.entry(order.channel).or_insert(0) += 1;
    }
    assert_eq!(channels.len(), 7, "{channels:?}");
    let share = |wanted| orders.iter().filter(|o| o.outcome == wanted).count() as f64 / orders.len() as f64;
    assert!((0.85..0.97).contains(&share(Outcome::Completed)), "{}", share(Outcome::Completed));
    for some in [Outcome::Cancelled, Outcome::Expired, Outcome::Open] {
        assert!(share(some) > 0.003, "{some:?} {}", share(some));
    }
}

#[test]
fn stores_sell_most_on_saturday_and_nothing_on_sunday() {
    let mut by_day = BTreeMap::new();
    for order in season().iter().filter(|o| o.channel == "store") {
        *by_day.entry(order.placed_at.weekday().num_days_from_monday()).or_insert(0) += 1;
    }
    let saturday = Weekday::Sat.num_days_from_monday();
    assert!(by_day.iter().all(|(day, n)| *day == saturday || n < &by_day[&saturday]), "{by_day:?}");
    assert!(!by_day.contains_key(&Weekday::Sun.num_days_from_monday()));
}

#[test]
fn frost_sells_jackets() {
    let orders = season();
    let down = |from: i64, to: i64| {
        let start = orders[0].placed_at;
        let week = |o: &&PastOrder| (from..to).contains(&(o.placed_at - start).num_days());
        let lines = orders.iter().filter(week).flat_map(|o| &o.lines);
        lines.filter(|l| l.sku.contains("SNIEZNIK") || l.sku.contains("RYSA")).count()
    };
    assert!(down(26, 33) > down(0, 7), "{} in the frost, {} before", down(26, 33), down(0, 7));
}

/// Holds in any order of events, as even what was cancelled counts as taken.
#[test]
fn nothing_is_sold_that_is_not_there() {
    let mut shelf: BTreeMap<(String, &str), i64> =
        opening_stock(7).into_iter().map(|s| ((s.sku, s.location), s.quantity)).collect();
    for order in season() {
        for line in &order.lines {
            let left =
                shelf.get_mut(&(line.sku.clone(), order.delivery.location())).expect("it is carried there");
            *left -= line.quantity;
            assert!(*left >= 0, "{} at {}", line.sku, order.delivery.location());
        }
    }
}

#[test]
fn steps_follow_each_other_and_end_before_this_morning() {
    let morning = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap().and_hms_opt(7, 0, 0).unwrap().and_utc();
    let orders = season();
    assert!(
        orders
            .windows(2)
            .all(|pair| pair[0].placed_at <= pair[1].placed_at && pair[0].number < pair[1].number)
    );
    for order in &orders {
        let mut last = order.placed_at;
        for (step, at) in &order.steps {
            assert!(*at >= last && *at < morning, "{step:?} of order {}", order.number);
            last = *at;
        }
        let end = order.steps.last().map(|s| s.0);
        match order.outcome {
            Outcome::Completed => assert!(matches!(end, Some(Step::HandedOver | Step::Shipped))),
            Outcome::Cancelled => assert_eq!(end, Some(Step::Cancelled)),
            Outcome::Expired => assert_eq!(end, Some(Step::Expired)),
            Outcome::Open => assert!(!matches!(order.delivery, Delivery::Counter { .. })),
        }
        let skus: BTreeSet<_> = order.lines.iter().map(|l| &l.sku).collect();
        assert_eq!(skus.len(), order.lines.len());
        assert!(order.total_minor() > 0);
    }
}
