//! What a plan comes to, part by part.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// Minor units of the currency of request and policy, as the policy weighs them. All but `markdown` are at least zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cost {
    pub shipping: i64,
    pub handling: i64,
    pub distance: i64,
    /// For each part beyond the first.
    pub split: i64,
    pub lateness: i64,
    /// What a record that may be wrong is expected to cost.
    pub doubt: i64,
    /// What the rules add to places that they do not prefer.
    pub preference: i64,
    /// Old stock that leaves is worth something: zero or less.
    pub markdown: i64,
}

impl Cost {
    pub fn total(&self) -> i64 {
        let added = self.shipping + self.handling + self.distance + self.split;
        added + self.lateness + self.doubt + self.preference + self.markdown
    }
    pub(crate) fn times(self, units: i64) -> Self {
        Self {
            shipping: self.shipping * units,
            handling: self.handling * units,
            distance: self.distance * units,
            split: self.split * units,
            lateness: self.lateness * units,
            doubt: self.doubt * units,
            preference: self.preference * units,
            markdown: self.markdown * units,
        }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.shipping += other.shipping;
        self.handling += other.handling;
        self.distance += other.distance;
        self.split += other.split;
        self.lateness += other.lateness;
        self.doubt += other.doubt;
        self.preference += other.preference;
        self.markdown += other.markdown;
    }
}
