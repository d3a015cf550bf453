//! Service clocks: what a location has to do next and until when, counted in the hours in which its doors are open. No I/O.

use inventory::Location;
use kernel::Timestamp;

use crate::service::Clocks;
use crate::{Fulfilment, FulfilmentState};

kernel::text_enum! {
    /// ```text
    /// accept ──▶ pick ──▶ ready ──▶ collect
    /// ```
    /// Each begins where the one before it ends. `collect` is the shopper's.
    pub enum Clock {
        Accept = "accept",
        Pick = "pick",
        Ready = "ready",
        Collect = "collect",
    }
}

impl Fulfilment {
    /// Which clock its state winds up, and when that ran out.
    pub(crate) fn clock_of(
        &self,
        clocks: &Clocks,
        place: &Location,
        from: Timestamp,
    ) -> Option<(Clock, Timestamp)> {
        let within = |clock, minutes: Option<i64>| Some((clock, working(place, from, minutes?)));
        match self.state {
            FulfilmentState::Open => within(Clock::Accept, clocks.accept_minutes),
            FulfilmentState::Picking => within(Clock::Pick, clocks.pick_minutes),
            FulfilmentState::Picked => within(Clock::Ready, clocks.ready_minutes),
            FulfilmentState::Ready => Some((Clock::Collect, self.due_at?)),
            _ => None,
        }
    }
}

/// The end of so many minutes with open doors. A place that tells no hours works round the clock.
pub(crate) fn working(place: &Location, from: Timestamp, minutes: i64) -> Timestamp {
    let (hours, zone) = (&place.hours, place.zone);
    let mut at = from;
    let mut left = minutes * 60_000;
    // Half a year of days is more than any clock needs.
    for _ in 0..200 {
        if !hours.is_open(at, zone) {
            match hours.next_opening(at, zone) {
                Some(opening) => at = opening,
                None => break,
            }
        }
        match hours.closing(at, zone) {
            Some(close) if close.since(at) < left => {
                left -= close.since(at);
                at = close;
            }
            _ => break,
        }
    }
    at.plus_millis(left)
}

#[cfg(test)]
mod tests {
    use inventory::{Hours, Kind, Span};
    use kernel::{LocationId, SellerCode};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_stands_still_while_the_doors_are_closed() {
        let day = [Span::new("10:00", "20:00").unwrap()];
        let id = LocationId::fresh(at("2026-01-01T00:00:00Z"));
        let mut place = Location::new(id, "krakow", Kind::Store, "Kraków", SellerCode::new("szron").unwrap());
        // Without hours it works round the clock.
        assert_eq!(working(&place, at("2026-11-20T23:00:00Z"), 90), at("2026-11-21T00:30:00Z"));
        place.hours = Hours::default().on_days(0..=5, &day);
        // A Friday; Warsaw is one hour ahead of UTC.
        assert_eq!(working(&place, at("2026-11-20T12:00:00Z"), 60), at("2026-11-20T13:00:00Z"));
        assert_eq!(working(&place, at("2026-11-20T22:00:00Z"), 60), at("2026-11-21T10:00:00Z"));
        // Saturday, half an hour before closing: Sunday does not count.
        assert_eq!(working(&place, at("2026-11-21T18:30:00Z"), 60), at("2026-11-23T09:30:00Z"));
        // Two whole days of ten hours.
        assert_eq!(working(&place, at("2026-11-19T09:00:00Z"), 1_200), at("2026-11-20T19:00:00Z"));
    }
}
