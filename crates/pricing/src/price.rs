//! A price and where it comes from. Nothing here touches the outside world.

use kernel::{Money, Timestamp};

/// What a variant costs at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Price {
    pub gross: Money,
    /// Since when it has been this much.
    pub since: Timestamp,
    /// What it was before, if it has been something else.
    pub previous: Option<Money>,
    /// Only while the price is a lowered one: the lowest price of the 30 days before it was lowered. Whoever announces the
    /// reduction has to show it (art. 4 ust. 2 and 3 of the Polish act on informing about prices, after directive
    /// 98/6/EC art. 6a). Each further reduction looks back from its own day.
    pub lowest_30_days: Option<Money>,
}
impl Price {
    /// The price was lowered, and may be announced so with [`Price::lowest_30_days`].
    pub fn is_reduced(&self) -> bool {
        self.lowest_30_days.is_some()
    }
}

/// One row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricePoint {
    pub gross: Money,
    pub valid_from: Timestamp,
    pub recorded_at: Timestamp,
    pub actor: String,
}

/// How far back the law looks from the day of a reduction.
pub const LOOK_BACK_DAYS: i64 = 30;

/// The prices of one variant in one list, by the moment from which they hold.
#[derive(Debug, Clone, Default)]
pub struct History(Vec<(Timestamp, Money)>);

impl History {
    /// From points in the order (valid from, revision): of several at one moment the last one holds.
    pub fn new(points: impl IntoIterator<Item = (Timestamp, Money)>) -> Self {
        let mut steps: Vec<(Timestamp, Money)> = Vec::new();
        for (from, gross) in points {
            match steps.last_mut() {
                Some(last) if last.0 == from => last.1 = gross,
                _ => steps.push((from, gross)),
            }
        }
        // Saying the same price again is no change of the price.
        steps.dedup_by(|later, earlier| later.1 == earlier.1);
        History(steps)
    }

    pub fn at(&self, at: Timestamp) -> Option<Price> {
        let known = self.0.partition_point(|(from, _)| *from <= at);
        let (since, gross) = *self.0[..known].last()?;
        let previous = known.checked_sub(2).map(|place| self.0[place].1);
        let is_lowered = previous.is_some_and(|previous| gross.minor < previous.minor);
        let lowest_30_days = if is_lowered { self.lowest_before(known - 1, since) } else { None };
        Some(Price { gross, since, previous, lowest_30_days })
    }

    /// The lowest of the prices that held in the 30 days before `since`, where step number `place` begins.
    fn lowest_before(&self, place: usize, since: Timestamp) -> Option<Money> {
        let start = since.plus_days(-LOOK_BACK_DAYS);
        let first = self.0.partition_point(|(from, _)| *from <= start).saturating_sub(1);
        self.0[first..place].iter().map(|(_, gross)| *gross).min_by_key(|gross| gross.minor)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn day(n: i64) -> Timestamp {
        "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().plus_days(n)
    }
    fn zl(minor: i64) -> Money {
        Money::new(minor, Currency::Pln)
    }
    fn lowest(points: &[(i64, i64)], at: i64) -> Option<i64> {
        let history = History::new(points.iter().map(|(from, minor)| (day(*from), zl(*minor))));
        history.at(day(at)).unwrap().lowest_30_days.map(|gross| gross.minor)
    }

    #[test]
    fn a_reduction_tells_the_lowest_price_of_the_thirty_days_before_it() {
        assert_eq!(lowest(&[(0, 20_000), (60, 15_000)], 61), Some(20_000));
        // A price that was raised just before the sale does not help.
        assert_eq!(lowest(&[(0, 16_000), (50, 20_000), (60, 15_000)], 61), Some(16_000));
        // What was cheaper, but longer ago, does not count.
        assert_eq!(lowest(&[(0, 14_000), (10, 20_000), (60, 15_000)], 61), Some(20_000));
        // On the edge: it held until 30 days before.
        assert_eq!(lowest(&[(0, 14_000), (30, 20_000), (60, 15_000)], 61), Some(20_000));
        assert_eq!(lowest(&[(0, 14_000), (31, 20_000), (60, 15_000)], 61), Some(14_000));
        // On sale for less than 30 days: from its first day.
        assert_eq!(lowest(&[(50, 20_000), (60, 15_000)], 61), Some(20_000));
        // A second step down counts from itself.
        assert_eq!(lowest(&[(0, 20_000), (60, 15_000), (65, 12_000)], 66), Some(15_000));
        // The longer a reduction lasts, its own days never count.
        assert_eq!(lowest(&[(0, 20_000), (60, 15_000)], 400), Some(20_000));
    }

    #[test]
    fn what_is_not_lowered_tells_nothing() {
        assert_eq!(lowest(&[(0, 20_000)], 5), None);
        assert_eq!(lowest(&[(0, 15_000), (60, 20_000)], 61), None);
        // The same price again is no reduction and does not begin anew.
        assert_eq!(lowest(&[(0, 20_000), (60, 15_000), (70, 15_000)], 71), Some(20_000));
        let history = History::new([(day(0), zl(5)), (day(9), zl(5))]);
        assert_eq!(history.at(day(10)).unwrap().since, day(0));
        assert!(history.at(day(-1)).is_none());
    }

    #[test]
    fn a_price_of_tomorrow_waits() {
        let history = History::new([(day(0), zl(5)), (day(9), zl(4))]);
        assert_eq!(history.at(day(8)).unwrap().gross, zl(5));
        assert_eq!(history.at(day(9)).unwrap().gross, zl(4));
    }
}
