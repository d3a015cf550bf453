//! Orders of the past under two policies, beside what really happened. Pure: whoever asks brings the orders as they were.

use std::collections::{BTreeMap, BTreeSet};

use kernel::LocationId;
use serde::{Deserialize, Serialize};

use crate::error::Faults;
use crate::offer::Offers;
use crate::plan::{Outcome, Taken, plan};
use crate::terms::Terms;
use crate::wants::Wants;
use crate::{Constraints, Error, Kind, Policy, Request, Weights};

/// An order as it stood when it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub request: Request,
    /// What was done, if anything; its locations are among the candidates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Vec<Shipment>>,
}

/// What one location did for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipment {
    pub location: LocationId,
    pub units: Vec<Taken>,
}

/// What an order came to, whatever a policy makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Measure {
    pub parts: i64,
    pub units: i64,
    /// Units that nobody provided.
    pub missing: i64,
    /// By the price table, in minor units. Ways without a row cost nothing and count as `unpriced`.
    pub shipping: i64,
    pub unpriced: i64,
    pub handling: i64,
    /// What it was worth that old stock left.
    pub markdown: i64,
    pub distance_m: i64,
    /// Of the latest part.
    pub late_hours: i64,
}

/// What many orders came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    pub orders: i64,
    /// Orders that came from more than one location.
    pub split: i64,
    /// Orders with missing units.
    pub unfillable: i64,
    pub late: i64,
    /// Sums; `late_hours` are those of each order's latest part.
    pub sum: Measure,
    /// Sum of the plans' costs as their own policy weighs them; 0 for what really happened.
    pub weighed: i64,
    /// Plans that are proved to be the best.
    pub exact: i64,
    pub load: BTreeMap<LocationId, Load>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Load {
    pub orders: i64,
    pub units: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// Only orders of which it is known.
    pub actual: Totals,
    pub first: Totals,
    pub second: Totals,
    /// Orders that the two policies send differently.
    pub changed: i64,
}

/// Plans each case under both policies and adds up. Stock and capacity are those of each case: what a policy would have used up
/// earlier is not followed from one order to the next.
pub fn replay(
    cases: impl IntoIterator<Item = Case>,
    first: &Policy,
    second: &Policy,
) -> Result<Comparison, Error> {
    let mut comparison = Comparison::default();
    for (at, case) in cases.into_iter().enumerate() {
        comparison.add(&case, first, second).map_err(|error| match error {
            Error::Policy(_) => error,
            Error::Request(_) => error.below(&format!("/{at}")),
        })?;
    }
    Ok(comparison)
}

impl Comparison {
    /// Adds one case, for callers that read as they go.
    pub fn add(&mut self, case: &Case, first: &Policy, second: &Policy) -> Result<(), Error> {
        let below = |error: Error| match error {
            Error::Policy(_) => error,
            Error::Request(_) => error.below("/request"),
        };
        let plans = [plan(&case.request, first).map_err(below)?, plan(&case.request, second).map_err(below)?];
        let [before, after] = plans.each_ref().map(shipments);
        if let Some(actual) = &case.actual {
            self.actual.add(&measure(&case.request, actual)?, actual);
        }
        self.first.add_plan(&case.request, &plans[0], &before)?;
        self.second.add_plan(&case.request, &plans[1], &after)?;
        self.changed += i64::from(before != after);
        Ok(())
    }
}

fn shipments(outcome: &Outcome) -> Vec<Shipment> {
    let parts = outcome.plan().parts.iter();
    parts.map(|part| Shipment { location: part.location, units: part.units.clone() }).collect()
}

impl Totals {
    fn add_plan(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        shipments: &[Shipment],
    ) -> Result<(), Error> {
        self.add(&measure(request, shipments)?, shipments);
        self.weighed += outcome.plan().cost.total();
        self.exact += i64::from(outcome.plan().proof == crate::Proof::Exact);
        Ok(())
    }

    fn add(&mut self, measure: &Measure, shipments: &[Shipment]) {
        self.orders += 1;
        self.split += i64::from(measure.parts > 1);
        self.unfillable += i64::from(measure.missing > 0);
        self.late += i64::from(measure.late_hours > 0);
        let sum = &mut self.sum;
        sum.parts += measure.parts;
        sum.units += measure.units;
        sum.missing += measure.missing;
        sum.shipping += measure.shipping;
        sum.unpriced += measure.unpriced;
        sum.handling += measure.handling;
        sum.markdown += measure.markdown;
        sum.distance_m += measure.distance_m;
        sum.late_hours += measure.late_hours;
        for shipment in shipments {
            let load = self.load.entry(shipment.location).or_default();
            load.orders += 1;
            load.units += shipment.units.iter().map(|it| it.quantity.get()).sum::<i64>();
        }
    }
}

/// What these shipments come to for this order. Refuses locations and lines that the request does not name, and more units of a
/// line than it asks for.
pub fn measure(request: &Request, shipments: &[Shipment]) -> Result<Measure, Error> {
    request.check()?;
    let policy = plain(request);
    let terms = Terms::of(&policy, request);
    let wants = Wants::of(request);
    let offers = Offers::of(request, &terms, &wants)?;
    let mut open: BTreeMap<_, i64> = request.lines.iter().map(|it| (it.line, it.quantity.get())).collect();
    let variants: BTreeMap<_, _> = request.lines.iter().map(|it| (it.line, it.variant)).collect();

    let mut sum = Measure::default();
    let mut seen = BTreeSet::new();
    let mut faults = Faults::default();
    for (place, shipment) in shipments.iter().enumerate() {
        let found = offers.all.binary_search_by_key(&shipment.location, |it| it.candidate.location);
        let Ok(at) = found else {
            faults.add(format!("/actual/{place}/location"), "is not among the candidates");
            continue;
        };
        if !seen.insert(at) {
            faults.add(format!("/actual/{place}/location"), "has a shipment already");
        }
        let mut cost = offers.all[at].fixed;
        for (unit, it) in shipment.units.iter().enumerate() {
            let Some(left) = open.get_mut(&it.line) else {
                faults.add(format!("/actual/{place}/units/{unit}/line"), "is not a line of the request");
                continue;
            };
            *left -= it.quantity.get();
            if *left < 0 {
                faults.add(format!("/actual/{place}/units/{unit}/quantity"), "more than was asked for");
            }
            let variant = wants.variants.binary_search_by_key(&variants[&it.line], |it| it.id);
            let variant = variant.expect("the variant of a line is wanted");
            cost += offers.unit_cost(&terms, &wants, at, variant).times(it.quantity.get());
            sum.units += it.quantity.get();
        }
        let offer = &offers.all[at];
        sum.parts += 1;
        sum.shipping += cost.shipping;
        sum.unpriced += i64::from(!offer.is_rated);
        sum.handling += cost.handling;
        sum.markdown -= cost.markdown;
        sum.distance_m += offer.distance_m.unwrap_or(0);
        sum.late_hours = sum.late_hours.max(offer.late_hours);
    }
    faults.verdict(Error::Request)?;
    sum.missing = open.values().sum();
    Ok(sum)
}

/// A policy that says what things cost and nothing else.
fn plain(request: &Request) -> Policy {
    Policy {
        weights: Weights {
            shipping_percent: 100,
            handling_percent: 100,
            markdown_percent: 100,
            distance_km: 0,
            extra_parcel: 0,
            late_hour: 0,
            doubt: 0,
        },
        constraints: Constraints { max_parcels: None, kinds: Kind::ALL.to_vec(), ..Constraints::default() },
        ..Policy::standard(request.currency)
    }
}
