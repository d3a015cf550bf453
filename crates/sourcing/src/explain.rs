//! Why the plan is as it is: every candidate with its costs and the reason why it was taken or left.

use kernel::LocationId;
use serde::{Deserialize, Serialize};

use crate::{Cost, Mode};

/// Stable: kept beside orders and read years later. Fields are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub policy: String,
    pub policy_version: i64,
    /// Rules that held, in order.
    pub rules: Vec<Fired>,
    /// Openings of locations that were looked at.
    pub nodes: i64,
    /// All of them, in order of location id.
    pub candidates: Vec<Considered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// Its place in the policy.
    pub rule: usize,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    pub location: LocationId,
    pub mode: Mode,
    pub reason: Reason,
    /// The rule behind the reason, by its place in the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<i64>,
    pub late_hours: i64,
    /// Units of the order that it could provide.
    pub units: i64,
    /// What a part with all of them would cost, as a further part. Without units: what a part would cost at all.
    pub cost: Cost,
    /// Every plan with it costs at least so much more than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dearer_by: Option<i64>,
}

kernel::text_enum! {
    /// What became of a candidate. The first that applies, in this order after `undecided`.
    pub enum Reason {
        Chosen = "chosen",
        /// No plan with it costs less; `dearer_by` says what is known about the difference.
        Dearer = "dearer",
        /// Alone it would cost the same: fewer parts go first, then the earlier location id.
        Tie = "tie",
        /// The search ended before it was known whether a plan with it would cost less.
        Undecided = "undecided",
        PolicyExcludes = "policy_excludes",
        KindNotAllowed = "kind_not_allowed",
        RuleExcludes = "rule_excludes",
        RuleWantsOthers = "rule_wants_others",
        ModeNotOffered = "mode_not_offered",
        NoCapacity = "no_capacity",
        /// The price table has no way from there.
        NoRate = "no_rate",
        /// There is a limit to distance, and nobody knows where it is.
        NoPoint = "no_point",
        TooFar = "too_far",
        NoStock = "no_stock",
        LowConfidence = "low_confidence",
        /// What it has it keeps for those who come in.
        OnlySafety = "only_safety",
        /// It has something, but no loose line and no whole group.
        GroupIncomplete = "group_incomplete",
    }
}
