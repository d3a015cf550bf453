//! Planning: the request under a policy, the best plan there is, and what is proved about it.

use kernel::{Currency, LineId, LocationId, Quantity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::board::Board;
use crate::error::Faults;
use crate::offer::Offers;
use crate::search::search;
use crate::terms::Terms;
use crate::wants::Wants;
use crate::{Cost, Error, Explanation, Mode, Policy, Request};

/// What can be done for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Every unit has its place.
    Filled { plan: Plan },
    /// Some units cannot be provided under this policy. The plan is the best for the others: as many units as possible, then
    /// the cheapest. The caller decides what becomes of it.
    Unfillable { missing: Vec<Missing>, plan: Plan },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub currency: Currency,
    /// In order of location id.
    pub parts: Vec<Part>,
    pub cost: Cost,
    pub proof: Proof,
    pub explanation: Explanation,
}

/// What one location does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub location: LocationId,
    pub mode: Mode,
    /// In order of line id.
    pub units: Vec<Taken>,
    pub cost: Cost,
    /// From the location to where the order goes, if both have a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<i64>,
    /// At the customer's, or ready in the store.
    pub arrives_at: Timestamp,
    /// Hours begun after the promise.
    pub late_hours: i64,
}

/// Units of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub line: LineId,
    pub quantity: Quantity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    pub line: LineId,
    pub quantity: Quantity,
    pub why: Shortage,
}

kernel::text_enum! {
    pub enum Shortage {
        /// All places together have too few that may be counted on.
        OutOfStock = "out_of_stock",
        /// There are enough, but no place has the whole group.
        NotTogether = "not_together",
        /// More parcels would be needed than the policy allows.
        MaxParcels = "max_parcels",
    }
}

/// What is known about the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proof {
    /// No plan provides more units, and none of those that provide as many costs less.
    Exact,
    /// The policy's `nodes` ended the search. No plan leaves fewer units missing than `missing_at_least`; if that many are
    /// missing, none costs less than `cost_at_least`, `gap` minor units below this one.
    Within { missing_at_least: i64, cost_at_least: i64, gap: i64 },
}

impl Outcome {
    /// The plan, whole or not.
    pub fn plan(&self) -> &Plan {
        match self {
            Outcome::Filled { plan } | Outcome::Unfillable { plan, .. } => plan,
        }
    }
    /// Nothing, if every unit has its place.
    pub fn missing(&self) -> &[Missing] {
        match self {
            Outcome::Filled { .. } => &[],
            Outcome::Unfillable { missing, .. } => missing,
        }
    }
}

/// Plans an order: the cheapest way under the policy to provide all of it, or as much as possible.
///
/// The same request and policy give the same plan, in whatever order lines and candidates stand. Of plans that cost the same, one
/// with fewer parts goes first, then the one whose locations come first: the sum of their places in the order of ids.
pub fn plan(request: &Request, policy: &Policy) -> Result<Outcome, Error> {
    policy.check()?;
    request.check()?;
    if request.currency != policy.currency {
        let mut faults = Faults::default();
        faults.add("/currency".to_owned(), format!("the policy weighs in {}", policy.currency));
        faults.verdict(Error::Request)?;
    }
    let terms = Terms::of(policy, request);
    let wants = Wants::of(request);
    let offers = Offers::of(request, &terms, &wants)?;
    let board = Board::set(&wants, &offers, &terms)?;
    let found = search(&board, policy.nodes);
    Ok(Answer { request, terms: &terms, wants: &wants, offers: &offers, board: &board, found: &found }
        .write())
}
