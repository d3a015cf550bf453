//! What is asked: goods, where they have to go, and where they could come from. Plain data, put together by the caller.
//!
//! Amounts are minor units of `currency`; distances come from points; every moment is told by the caller.

use std::collections::BTreeMap;

use kernel::{Currency, LineId, LocationId, Quantity, Timestamp, VariantId};
use serde::{Deserialize, Serialize};

use crate::error::Faults;
use crate::{Error, Point};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub currency: Currency,
    /// 1 to 1,000; their order means nothing.
    pub lines: Vec<Line>,
    pub destination: Destination,
    /// Up to 10,000; their order means nothing. A store where goods are collected is always among them.
    pub candidates: Vec<Candidate>,
    /// What ways cost and how long they take.
    pub rates: Vec<Rate>,
    /// When the goods shall be with the customer or lie ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Timestamp>,
}

/// Units of one variant. Several lines may ask for the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub line: LineId,
    pub variant: VariantId,
    /// 1 to 1,000,000.
    pub quantity: Quantity,
    /// Lines of one group come from one location, whole, or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What rules may ask for: `bulky`, `fragile`, a category.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What one unit is sold for.
    #[serde(default)]
    pub unit_value: i64,
    /// Grams of one unit.
    #[serde(default)]
    pub weight_g: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Destination {
    /// Parcels to an address. Without a point, distances cost nothing and are not limited.
    Ship {
        country: String,
        zone: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        point: Option<Point>,
    },
    /// Collected in a store: from its own stock, and from others that send to it.
    Pickup { country: String, store: LocationId },
}

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Delivery {
        Ship = "ship",
        Pickup = "pickup",
    }
}

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Kind {
        Warehouse = "warehouse",
        Store = "store",
        /// Goods that somebody else holds for us.
        Supplier = "supplier",
    }
}

kernel::text_enum! {
    /// How a location provides goods.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Mode {
        /// A parcel to the customer.
        Ship = "ship",
        /// The customer collects it here.
        Pickup = "pickup",
        /// A parcel to the store where the customer collects it.
        Transfer = "transfer",
    }
}

/// A location as it is at this moment, seen by this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub location: LocationId,
    pub kind: Kind,
    /// Where its parcels start, for [`Rate::from`].
    pub zone: String,
    /// Without it the place is taken to be as far as the farthest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    pub modes: Vec<Mode>,
    /// What it costs to work on an order at all, and on each unit.
    #[serde(default)]
    pub handling_order: i64,
    #[serde(default)]
    pub handling_unit: i64,
    /// How many more orders it can take today; without it, any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// When goods handed to it now would leave or lie ready: opening hours and cut-off are the caller's.
    pub leaves_at: Timestamp,
    /// Rows of other variants are ignored, a missing row means nothing there.
    pub stock: Vec<Stock>,
}

/// A variant at a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    pub variant: VariantId,
    /// Available to promise.
    pub available: Quantity,
    /// What it is worth that a unit of old stock leaves.
    #[serde(default)]
    pub markdown: i64,
    /// How sure the record is, in thousandths: 1000 is counted a moment ago.
    #[serde(default = "certain")]
    pub confidence: i64,
}

fn certain() -> i64 {
    CERTAIN
}
pub(crate) const CERTAIN: i64 = 1_000;

/// A row of the price table. The row of a candidate's own zone goes before the one for anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Parcels to customers, or transfers to stores.
    pub mode: Mode,
    /// A zone of candidates; without it, from anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// A zone of destinations; stores have theirs as candidates.
    pub to: String,
    /// A parcel with its first unit.
    pub parcel: i64,
    /// Each further unit; at most as much as a parcel.
    #[serde(default)]
    pub extra_unit: i64,
    /// Added per kilogram. Units are weighed one by one, each rounded up to a whole minor unit, so that it does not
    /// matter which parcel they lie in.
    #[serde(default)]
    pub kilogram: i64,
    /// From leaving to arriving.
    #[serde(default)]
    pub hours: i64,
}

impl Destination {
    pub fn delivery(&self) -> Delivery {
        match self {
            Destination::Ship { .. } => Delivery::Ship,
            Destination::Pickup { .. } => Delivery::Pickup,
        }
    }
    pub fn country(&self) -> &str {
        match self {
            Destination::Ship { country, .. } | Destination::Pickup { country, .. } => country,
        }
    }
}

/// The largest amount of a row, in minor units.
const AMOUNT: std::ops::RangeInclusive<i64> = 0..=1_000_000_000;

impl Request {
    pub fn value(&self) -> i64 {
        self.lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.quantity.get() * line.unit_value))
    }
    pub fn units(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// Whether this can be planned at all; names everything that is wrong with it.
    pub fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::default();
        faults.within(1..=1_000, self.lines.len() as i64, || "/lines".to_owned());
        faults.within(0..=10_000, self.candidates.len() as i64, || "/candidates".to_owned());
        self.check_lines(&mut faults);
        self.check_destination(&mut faults);
        self.check_candidates(&mut faults);
        self.check_rates(&mut faults);
        faults.verdict(Error::Request)
    }

    fn check_lines(&self, faults: &mut Faults) {
        let mut seen = BTreeMap::new();
        let mut weights = BTreeMap::new();
        for (at, line) in self.lines.iter().enumerate() {
            let field = |name: &str| format!("/lines/{at}/{name}");
            if let Some(first) = seen.insert(line.line, at) {
                faults.add(field("line"), format!("stands at /lines/{first} already"));
            }
            if *weights.entry(line.variant).or_insert(line.weight_g) != line.weight_g {
                faults.add(field("weight_g"), "the same variant weighs something else on another line");
            }
            faults.within(1..=1_000_000, line.quantity.get(), || field("quantity"));
            faults.within(AMOUNT, line.unit_value, || field("unit_value"));
            faults.within(0..=100_000_000, line.weight_g, || field("weight_g"));
            if let Some(group) = &line.group {
                faults.word(group, || field("group"));
            }
            for (tag, text) in line.tags.iter().enumerate() {
                faults.word(text, || format!("/lines/{at}/tags/{tag}"));
            }
        }
    }

    fn check_destination(&self, faults: &mut Faults) {
        match &self.destination {
            Destination::Ship { country, zone, point } => {
                faults.country(country, || "/destination/ship/country".to_owned());
                faults.word(zone, || "/destination/ship/zone".to_owned());
                if point.is_some_and(|point| !point.exists()) {
                    faults.add("/destination/ship/point".to_owned(), "is not on this planet");
                }
            }
            Destination::Pickup { country, store } => {
                faults.country(country, || "/destination/pickup/country".to_owned());
                match self.candidates.iter().find(|it| it.location == *store) {
                    None => faults.add("/destination/pickup/store".to_owned(), "is not among the candidates"),
                    Some(it) if !it.modes.contains(&Mode::Pickup) => {
                        faults.add("/destination/pickup/store".to_owned(), "hands over no orders")
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn check_candidates(&self, faults: &mut Faults) {
        let mut order: Vec<(LocationId, usize)> =
            self.candidates.iter().enumerate().map(|(at, it)| (it.location, at)).collect();
        order.sort_unstable();
        for pair in order.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let (first, again) = (pair[0].1, pair[1].1);
            faults.add(
                format!("/candidates/{again}/location"),
                format!("stands at /candidates/{first} already"),
            );
        }
        for (at, it) in self.candidates.iter().enumerate() {
            let field = |name: &str| format!("/candidates/{at}/{name}");
            faults.word(&it.zone, || field("zone"));
            faults.within(AMOUNT, it.handling_order, || field("handling_order"));
            faults.within(AMOUNT, it.handling_unit, || field("handling_unit"));
            if it.point.is_some_and(|point| !point.exists()) {
                faults.add(field("point"), "is not on this planet");
            }
            for (row, stock) in it.stock.iter().enumerate() {
                let field = |name: &str| format!("/candidates/{at}/stock/{row}/{name}");
                faults.within(AMOUNT, stock.markdown, || field("markdown"));
                faults.within(0..=CERTAIN, stock.confidence, || field("confidence"));
            }
        }
    }

    fn check_rates(&self, faults: &mut Faults) {
        let mut seen = BTreeMap::new();
        for (at, rate) in self.rates.iter().enumerate() {
            let field = |name: &str| format!("/rates/{at}/{name}");
            if rate.mode == Mode::Pickup {
                faults.add(field("mode"), "who collects travels at their own cost");
            }
            if let Some(from) = &rate.from {
                faults.word(from, || field("from"));
            }
            faults.word(&rate.to, || field("to"));
            faults.within(AMOUNT, rate.parcel, || field("parcel"));
            faults.within(AMOUNT, rate.extra_unit, || field("extra_unit"));
            faults.within(0..=1_000_000, rate.kilogram, || field("kilogram"));
            if rate.extra_unit > rate.parcel {
                faults.add(field("extra_unit"), "a further unit costs at most as much as a parcel");
            }
            faults.within(0..=100_000, rate.hours, || field("hours"));
            if let Some(first) = seen.insert((rate.mode, &rate.from, &rate.to), at) {
                faults.add(field("to"), format!("this way has its price at /rates/{first} already"));
            }
        }
    }
}
