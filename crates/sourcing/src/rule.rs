//! A rule of a policy: for which orders it holds, and what it changes for them.

use kernel::LocationId;
use serde::{Deserialize, Serialize};

use crate::error::Faults;
use crate::policy::{AMOUNT, Reweigh};
use crate::request::{Candidate, Delivery, Destination, Kind, Line, Request};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique in the policy; explanations name it.
    pub name: String,
    #[serde(default, skip_serializing_if = "When::is_empty")]
    pub when: When,
    pub then: Then,
}

/// Everything that is given has to hold; what is left out always does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// The order goes to one of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// A parcel goes to one of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
    /// What the order is worth, in minor units: at least that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<i64>,
    /// Less than that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_below: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units_from: Option<i64>,
    /// Any line is in one of these groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Any line has one of these tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Then {
    /// No other place provides anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<Places>,
    /// These do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Places>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefer: Option<Preference>,
    #[serde(skip_serializing_if = "Reweigh::is_empty")]
    pub weights: Reweigh,
}

/// Locations by kind or by id: a place that is in either list is among them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Places {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<LocationId>,
}

/// A part from any other place costs so much more, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    pub places: Places,
    pub others_cost: i64,
}

impl Places {
    pub(crate) fn contain(&self, candidate: &Candidate) -> bool {
        self.kinds.contains(&candidate.kind) || self.locations.contains(&candidate.location)
    }
    fn check(&self, faults: &mut Faults, pointer: String) {
        if self.kinds.is_empty() && self.locations.is_empty() {
            faults.add(pointer, "names no kind and no location");
        }
    }
}

impl When {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn holds(&self, request: &Request) -> bool {
        let (value, to) = (request.value(), &request.destination);
        let zone = match to {
            Destination::Ship { zone, .. } => Some(zone),
            Destination::Pickup { .. } => None,
        };
        let among = |list: &[String], it: Option<&str>| {
            list.is_empty() || list.iter().any(|listed| Some(listed.as_str()) == it)
        };
        let any_line = |list: &[String], has: fn(&Line, &String) -> bool| {
            list.is_empty() || request.lines.iter().any(|line| list.iter().any(|listed| has(line, listed)))
        };
        self.delivery.is_none_or(|it| it == to.delivery())
            && among(&self.countries, Some(to.country()))
            && among(&self.zones, zone.map(String::as_str))
            && self.value_from.is_none_or(|from| value >= from)
            && self.value_below.is_none_or(|below| value < below)
            && self.units_from.is_none_or(|from| request.units() >= from)
            && any_line(&self.groups, |line, group| line.group.as_ref() == Some(group))
            && any_line(&self.tags, |line, tag| line.tags.contains(tag))
    }

    fn check(&self, faults: &mut Faults, below: &str) {
        for (at, country) in self.countries.iter().enumerate() {
            faults.country(country, || format!("{below}/countries/{at}"));
        }
        for (name, list) in [("zones", &self.zones), ("groups", &self.groups), ("tags", &self.tags)] {
            for (at, word) in list.iter().enumerate() {
                faults.word(word, || format!("{below}/{name}/{at}"));
            }
        }
        let numbers = [
            ("value_from", self.value_from),
            ("value_below", self.value_below),
            ("units_from", self.units_from),
        ];
        for (name, number) in numbers {
            faults.within(0..=i64::MAX, number.unwrap_or(0), || format!("{below}/{name}"));
        }
        if let (Some(from), Some(less)) = (self.value_from, self.value_below)
            && from >= less
        {
            faults.add(format!("{below}/value_below"), "no order is worth that little and that much");
        }
    }
}

impl Rule {
    pub(crate) fn check(&self, faults: &mut Faults, at: usize) {
        faults.word(&self.name, || format!("/rules/{at}/name"));
        self.when.check(faults, &format!("/rules/{at}/when"));
        let then = &self.then;
        let below = format!("/rules/{at}/then");
        if *then == Then::default() {
            faults.add(below.clone(), "changes nothing");
        }
        for (name, places) in [("only", &then.only), ("exclude", &then.exclude)] {
            if let Some(places) = places {
                places.check(faults, format!("{below}/{name}"));
            }
        }
        if let Some(Preference { places, others_cost }) = &then.prefer {
            places.check(faults, format!("{below}/prefer/places"));
            faults.within(AMOUNT, *others_cost, || format!("{below}/prefer/others_cost"));
        }
        then.weights.check(faults, &format!("{below}/weights"));
    }
}
