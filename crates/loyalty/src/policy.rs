//! How points are earned. Nothing here touches the outside world.

use kernel::{Currency, Money, Timestamp};

use crate::Error;

/// For what is paid in one currency, from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Policy {
    pub currency: Currency,
    pub valid_from: Timestamp,
    /// Points for each full unit of the currency (1 zł). Zero: nothing is earned.
    pub points_per_unit: i64,
    /// So long points are shown and cannot be spent yet.
    pub delay_days: i64,
}

impl Policy {
    /// What an amount is worth; the part of a unit that is left over earns nothing.
    pub fn points(&self, paid: Money) -> i64 {
        let units = paid.minor.max(0) / 10_i64.pow(paid.currency.exponent());
        units.saturating_mul(self.points_per_unit)
    }
    pub(crate) fn check(&self) -> Result<(), Error> {
        let invalid = |pointer, why: &str| Err(Error::Invalid { pointer, why: why.to_owned() });
        if !(0..=1_000).contains(&self.points_per_unit) {
            return invalid("/points_per_unit", "between 0 and 1000");
        }
        if !(0..=366).contains(&self.delay_days) {
            return invalid("/delay_days", "between 0 and 366");
        }
        Ok(())
    }
}

/// Splits points over lines by what was paid for each; no point is lost.
pub(crate) fn split(points: i64, paid: &[i64]) -> Vec<i64> {
    // An amount of points is an amount like any other to largest remainders.
    let parts = Money::new(points, Currency::Pln).allocate(paid);
    parts.into_iter().map(|part| part.minor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pln(minor: i64) -> Money {
        Money::new(minor, Currency::Pln)
    }

    #[test]
    fn a_full_zloty_earns_and_a_part_of_one_does_not() {
        let at = Timestamp::from_millis(0);
        let policy = Policy { currency: Currency::Pln, valid_from: at, points_per_unit: 1, delay_days: 14 };
        assert_eq!([99, 100, 12_999, -500].map(|minor| policy.points(pln(minor))), [0, 1, 129, 0]);
        let double = Policy { points_per_unit: 2, ..policy };
        assert_eq!(double.points(pln(199)), 2);
    }

    #[test]
    fn no_point_is_lost_in_a_split() {
        assert_eq!(split(1, &[60, 60]), [1, 0]);
        assert_eq!(split(129, &[9_999, 3_000, 0]), [99, 30, 0]);
        assert_eq!(split(0, &[99]), [0]);
    }
}
