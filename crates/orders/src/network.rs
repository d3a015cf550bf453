//! Where goods are taken from, as data: how a plan is weighed, what ways cost, what each place can take. No I/O.

use std::collections::BTreeMap;

use inventory::{Kind, Location, TimeOfDay};
use kernel::{Currency, FieldError, Timestamp};
use serde::{Deserialize, Serialize};
use sourcing::{Mode, Rate};

use crate::clock::working;

/// The body of a policy of kind `sourcing`. JSON in and out; unknown fields are refused. Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    pub policy: sourcing::Policy,
    /// Zones are countries. Without a row for transfers nothing is sent to stores.
    #[serde(default)]
    pub rates: Vec<Rate>,
    #[serde(default)]
    pub warehouses: Handling,
    #[serde(default)]
    pub stores: Handling,
    /// Places that differ from their kind, by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, Handling>,
    /// When a parcel shall have arrived; left out, nothing is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise_hours: Option<i64>,
}

/// What work costs in a place, and how much of it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Handling {
    pub order: i64,
    pub unit: i64,
    /// Orders that may be open there; left out, any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// What comes later leaves on the next day of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<TimeOfDay>,
    /// Minutes with open doors until goods are ready to leave.
    pub prepare_minutes: i64,
}

impl Network {
    /// For a market that has not decided: parcels from wherever it is cheapest, warehouses before stores, nothing sent to
    /// stores.
    pub fn standard(currency: Currency, country: &str) -> Self {
        let rate = Rate {
            mode: Mode::Ship,
            from: None,
            to: country.to_owned(),
            parcel: 1_200,
            extra_unit: 0,
            kilogram: 0,
            hours: 24,
        };
        Self {
            policy: sourcing::Policy::standard(currency),
            rates: vec![rate],
            warehouses: Handling { order: 200, unit: 50, prepare_minutes: 120, ..Handling::default() },
            stores: Handling { order: 600, unit: 100, prepare_minutes: 120, ..Handling::default() },
            places: BTreeMap::new(),
            promise_hours: None,
        }
    }

    /// Whether goods may be sent to stores at all.
    pub(crate) fn transfers(&self) -> bool {
        self.rates.iter().any(|rate| rate.mode == Mode::Transfer)
    }
    pub(crate) fn has_capacities(&self) -> bool {
        let all = [&self.warehouses, &self.stores].into_iter().chain(self.places.values());
        all.into_iter().any(|it| it.capacity.is_some())
    }
    pub(crate) fn handling(&self, place: &Location) -> Handling {
        let usual = if place.kind == Kind::Store { self.stores } else { self.warehouses };
        self.places.get(&place.code).copied().unwrap_or(usual)
    }

    /// When goods that are ordered now would leave.
    pub(crate) fn leaves_at(&self, place: &Location, now: Timestamp) -> Timestamp {
        let handling = self.handling(place);
        let ready = working(place, now, handling.prepare_minutes.max(1));
        let Some(cut_off) = handling.cut_off else { return ready };
        let date = ready.date_in(place.zone);
        let last = date.start_in(place.zone).plus_minutes(minutes(cut_off));
        if ready <= last {
            return ready;
        }
        let tomorrow = date.plus_days(1).start_in(place.zone);
        let opening = place.hours.next_opening(tomorrow.plus_millis(-1), place.zone);
        opening.unwrap_or(tomorrow.plus_hours(8))
    }

    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if let Err(error) = self.policy.check() {
            let told = error.faults().iter();
            faults.extend(told.map(|it| FieldError {
                pointer: format!("/policy{}", it.pointer),
                detail: it.detail.clone(),
            }));
        }
        let mut within = |pointer: String, value: i64, most: i64| {
            if !(0..=most).contains(&value) {
                faults.push(FieldError { pointer, detail: format!("lies between 0 and {most}") });
            }
        };
        for (at, rate) in self.rates.iter().enumerate() {
            within(format!("/rates/{at}/parcel"), rate.parcel, MOST);
            within(format!("/rates/{at}/extra_unit"), rate.extra_unit, rate.parcel.clamp(0, MOST));
            within(format!("/rates/{at}/kilogram"), rate.kilogram, MOST);
            within(format!("/rates/{at}/hours"), rate.hours, 100_000);
        }
        let kinds = [("/warehouses".to_owned(), &self.warehouses), ("/stores".to_owned(), &self.stores)];
        let places = self.places.iter().map(|(code, it)| (format!("/places/{code}"), it));
        for (below, it) in kinds.into_iter().chain(places) {
            within(format!("{below}/order"), it.order, MOST);
            within(format!("{below}/unit"), it.unit, MOST);
            within(format!("{below}/prepare_minutes"), it.prepare_minutes, 100_000);
        }
        within("/promise_hours".to_owned(), self.promise_hours.unwrap_or(0), 10_000);
        for (at, rate) in self.rates.iter().enumerate() {
            let same =
                |other: &&Rate| (other.mode, &other.from, &other.to) == (rate.mode, &rate.from, &rate.to);
            if self.rates[..at].iter().any(|other| same(&other)) {
                let detail = "this way has its price already".to_owned();
                faults.push(FieldError { pointer: format!("/rates/{at}"), detail });
            }
            if rate.mode == Mode::Pickup {
                let detail = "who collects travels at their own cost".to_owned();
                faults.push(FieldError { pointer: format!("/rates/{at}/mode"), detail });
            }
        }
        faults
    }
}
const MOST: i64 = 1_000_000_000;

fn minutes(time: TimeOfDay) -> i64 {
    let text = time.to_string();
    let (hour, minute) = text.split_once(':').unwrap_or(("0", "0"));
    hour.parse::<i64>().unwrap_or(0) * 60 + minute.parse::<i64>().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use inventory::{Hours, Span};
    use kernel::{LocationId, SellerCode};

    use super::*;

    #[test]
    fn what_is_ordered_after_the_cut_off_leaves_on_the_next_day_of_work() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let id = LocationId::fresh(at("2026-01-01T00:00:00Z"));
        let mut place = Location::new(id, "mag", Kind::Warehouse, "M", SellerCode::new("szron").unwrap());
        place.hours = Hours::default().on_days(0..=4, &[Span::new("06:00", "22:00").unwrap()]);
        let mut network = Network::standard(Currency::Pln, "PL");
        network.warehouses.cut_off = Some("15:00".parse().unwrap());
        // A Friday; Warsaw is one hour ahead of UTC.
        assert_eq!(network.leaves_at(&place, at("2026-11-20T11:00:00Z")), at("2026-11-20T13:00:00Z"));
        assert_eq!(network.leaves_at(&place, at("2026-11-20T13:00:00Z")), at("2026-11-23T05:00:00Z"));
        assert!(network.faults().is_empty());
        network.stores.order = -1;
        network.policy.weights.distance_km = -1;
        let told: Vec<_> = network.faults().into_iter().map(|it| it.pointer).collect();
        assert_eq!(told, ["/policy/weights/distance_km", "/stores/order"]);
    }
}
