//! What a retailer wants of sourcing, as data: what things weigh, what is not allowed, and rules for certain orders.

use kernel::{Currency, LocationId};
use serde::{Deserialize, Serialize};

use crate::error::Faults;
use crate::{Error, Kind, Rule};

/// JSON in and out; unknown fields are refused. Amounts are minor units of `currency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub name: String,
    /// Raised with each change; stands in every explanation.
    pub version: i64,
    pub currency: Currency,
    pub weights: Weights,
    #[serde(default)]
    pub constraints: Constraints,
    /// All whose `when` holds apply, in this order; a later one has the last word on weights.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// How many openings of locations may be looked at before the best plan so far is given, with what is proved about
    /// it. Most plans need fewer than ten.
    #[serde(default = "nodes")]
    pub nodes: i64,
}

fn nodes() -> i64 {
    2_000
}

/// Each weight twice: as it holds, and as a rule may change it.
macro_rules! weights {
    ($($(#[$doc:meta])* $name:ident in $range:expr),* $(,)?) => {
        /// What makes a plan dear. The sum of it all is what the best plan has least of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Weights { $($(#[$doc])* pub $name: i64),* }

        /// Weights that a rule changes; the others stay.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Reweigh { $(#[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<i64>),* }

        impl Weights {
            pub(crate) fn change(&mut self, by: &Reweigh) { $(self.$name = by.$name.unwrap_or(self.$name);)* }
            fn check(&self, faults: &mut Faults) {
                $(faults.within($range, self.$name, || format!("/weights/{}", stringify!($name)));)*
            }
        }
        impl Reweigh {
            pub(crate) fn is_empty(&self) -> bool { *self == Self::default() }
            pub(crate) fn check(&self, faults: &mut Faults, below: &str) {
                $(if let Some(weight) = self.$name {
                    faults.within($range, weight, || format!("{below}/{}", stringify!($name)));
                })*
            }
        }
    };
}
weights! {
    /// Of what the price table says: 100 is as it costs.
    shipping_percent in PERCENT,
    /// Of what the candidates say.
    handling_percent in PERCENT,
    /// Of what it is worth that old stock leaves.
    markdown_percent in PERCENT,
    /// For each kilometre that a part travels.
    distance_km in AMOUNT,
    /// For each part beyond the first.
    extra_parcel in AMOUNT,
    /// For each part and hour begun after the promised moment, up to a year.
    late_hour in AMOUNT,
    /// For a unit whose record says nothing: shared out by how sure the record is.
    doubt in AMOUNT,
}
const PERCENT: std::ops::RangeInclusive<i64> = 0..=1_000;
pub(crate) const AMOUNT: std::ops::RangeInclusive<i64> = 0..=1_000_000_000;

/// What no plan does, whatever it would save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Constraints {
    /// So many locations at most work on one order: each is a parcel, a transfer or the store of the pickup itself. Without it
    /// as many as it takes, up to 64.
    pub max_parcels: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_distance_km: Option<i64>,
    /// Records less sure are not counted on; in thousandths.
    pub min_confidence: i64,
    /// Units of each variant that a store keeps for those who come in; not from whom it hands the order to itself.
    pub store_safety: i64,
    pub kinds: Vec<Kind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<LocationId>,
}

impl Default for Constraints {
    fn default() -> Self {
        Self {
            max_parcels: Some(4),
            max_distance_km: None,
            min_confidence: 0,
            store_safety: 0,
            kinds: vec![Kind::Warehouse, Kind::Store],
            exclude: Vec::new(),
        }
    }
}

impl Policy {
    /// Cheapest for the retailer, on time, in few parcels: a parcel more has to save 10.00, an hour of delay 0.50.
    pub fn standard(currency: Currency) -> Self {
        Self {
            name: "standard".to_owned(),
            version: 1,
            currency,
            weights: Weights {
                shipping_percent: 100,
                handling_percent: 100,
                markdown_percent: 100,
                distance_km: 1,
                extra_parcel: 1_000,
                late_hour: 50,
                doubt: 500,
            },
            constraints: Constraints::default(),
            rules: Vec::new(),
            nodes: nodes(),
        }
    }

    /// Reads and checks. What is wrong is named by its pointer.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let policy: Policy = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let mut faults = Faults::default();
            faults.add(pointer(error.path()), error.inner());
            faults.verdict(Error::Policy).expect_err("one was added")
        })?;
        reader.end().map_err(|error| {
            let mut faults = Faults::default();
            faults.add(String::new(), error);
            faults.verdict(Error::Policy).expect_err("one was added")
        })?;
        policy.check()?;
        Ok(policy)
    }

    /// As people keep it: indented, fields in the order of this page.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers, texts and lists")
    }

    /// Names everything that is wrong.
    pub fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::default();
        faults.word(&self.name, || "/name".to_owned());
        faults.within(1..=i64::MAX, self.version, || "/version".to_owned());
        self.weights.check(&mut faults);
        self.constraints.check(&mut faults);
        for (at, rule) in self.rules.iter().enumerate() {
            rule.check(&mut faults, at);
            if let Some(first) = self.rules[..at].iter().position(|it| it.name == rule.name) {
                faults.add(format!("/rules/{at}/name"), format!("is the name of /rules/{first} already"));
            }
        }
        faults.within(1..=1_000_000, self.nodes, || "/nodes".to_owned());
        faults.verdict(Error::Policy)
    }
}

/// Nobody wants an order in more parts.
const MOST_PARTS: i64 = 64;

impl Constraints {
    pub(crate) fn most_parts(&self) -> i64 {
        self.max_parcels.unwrap_or(MOST_PARTS)
    }

    fn check(&self, faults: &mut Faults) {
        let field = |name: &str| format!("/constraints/{name}");
        faults.within(1..=MOST_PARTS, self.max_parcels.unwrap_or(1), || field("max_parcels"));
        faults.within(0..=50_000, self.max_distance_km.unwrap_or(0), || field("max_distance_km"));
        faults.within(0..=crate::request::CERTAIN, self.min_confidence, || field("min_confidence"));
        faults.within(0..=1_000_000, self.store_safety, || field("store_safety"));
        if self.kinds.is_empty() {
            faults.add(field("kinds"), "without a kind there is no location");
        }
    }
}

/// RFC 6901, from the way that the reader went.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |so_far, segment| match segment {
        Segment::Seq { index } => format!("{so_far}/{index}"),
        Segment::Map { key } | Segment::Enum { variant: key } => {
            format!("{so_far}/{}", key.replace('~', "~0").replace('/', "~1"))
        }
        Segment::Unknown => so_far,
    })
}
