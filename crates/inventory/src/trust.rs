//! How far a record of stock is trusted: a number of 0 to 1000 from its age and from what has spoken against it. Nothing here
//! touches the outside world, and the guard of `take.rs` computes the same.
//!
//! ```text
//! confidence = 1000 − doubt − 4 × days since somebody last handled or counted the goods (at most 600), not below 0
//! doubt      = 250 for each time the goods were looked for and not found
//!            + 150 for each shortfall that a fact uncovered
//!            = 0 after a count
//! ```
//!
//! A record that a count confirmed today has 1000. After fifty quiet days it has 800; two rejected picks take it to 500 at once.

use kernel::Timestamp;

pub const CERTAIN: i64 = 1000;
pub(crate) const REJECTION: i64 = 250;
pub(crate) const SHORTFALL: i64 = 150;
pub(crate) const PER_DAY: i64 = 4;
pub(crate) const MOST_FOR_AGE: i64 = 600;

pub(crate) fn day_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(86_400_000)
}

pub(crate) fn confidence(today: i64, seen_day: i64, doubt: i64) -> i64 {
    let age = (PER_DAY * (today - seen_day).max(0)).min(MOST_FOR_AGE);
    (CERTAIN - doubt - age).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_falls_with_age_and_with_every_rejection() {
        assert_eq!(confidence(100, 100, 0), 1000);
        assert_eq!(confidence(150, 100, 0), 800);
        assert_eq!(confidence(9_000, 100, 0), 400);
        assert_eq!(confidence(100, 100, 2 * REJECTION), 500);
        assert_eq!(confidence(9_000, 100, 3 * REJECTION), 0);
        // A device's clock may be ahead of ours.
        assert_eq!(confidence(100, 101, 0), 1000);
    }
}
