//! Against solvers that share no line with ours: one that tries everything, and a mixed integer program.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use kernel::{LocationId, VariantId};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use sourcing::{
    Candidate, Destination, Kind, Mode, Outcome, Policy, Proof, Request, Rule, plan, sample::Retailer,
};

use crate::world::{any_case, standard};

/// A candidate as the policy prices it, worked out from the request alone.
struct Priced {
    location: LocationId,
    /// With the split.
    fixed: i64,
    stock: BTreeMap<VariantId, (i64, i64)>,
}

/// What comes together: units of variants, so many times.
struct Want {
    need: Vec<(VariantId, i64)>,
    demand: i64,
    is_group: bool,
}

struct Model {
    places: Vec<Priced>,
    wants: Vec<Want>,
    extra_parcel: i64,
    most: usize,
}

impl Model {
    fn of(request: &Request, policy: &Policy) -> Self {
        let fired: Vec<&Rule> = policy.rules.iter().filter(|rule| holds(rule, request)).collect();
        let mut weights = policy.weights;
        for rule in &fired {
            let change = rule.then.weights;
            weights.extra_parcel = change.extra_parcel.unwrap_or(weights.extra_parcel);
            weights.late_hour = change.late_hour.unwrap_or(weights.late_hour);
        }
        let (store, zone, point) = match &request.destination {
            Destination::Ship { zone, point, .. } => (None, zone.clone(), *point),
            Destination::Pickup { store, .. } => {
                let there = request.candidates.iter().find(|it| it.location == *store).unwrap();
                (Some(*store), there.zone.clone(), there.point)
            }
        };
        let metres = |it: &Candidate| Some(it.point?.metres_to(point?));
        let farthest = request.candidates.iter().filter_map(metres).max();
        let limits = &policy.constraints;

        let priced = |it: &Candidate| -> Option<Priced> {
            let is_there = |places: &sourcing::Places| {
                places.kinds.contains(&it.kind) || places.locations.contains(&it.location)
            };
            let own = store == Some(it.location);
            let mode = match store {
                _ if own => Mode::Pickup,
                Some(_) => Mode::Transfer,
                None => Mode::Ship,
            };
            let ways: Vec<_> =
                request.rates.iter().filter(|rate| rate.mode == mode && rate.to == zone).collect();
            let from_there = ways.iter().find(|rate| rate.from.as_ref() == Some(&it.zone));
            let rate = from_there.or_else(|| ways.iter().find(|rate| rate.from.is_none()));
            let banned = limits.exclude.contains(&it.location)
                || !limits.kinds.contains(&it.kind)
                || fired.iter().any(|rule| rule.then.exclude.as_ref().is_some_and(is_there))
                || fired.iter().any(|rule| rule.then.only.as_ref().is_some_and(|places| !is_there(places)))
                || !it.modes.contains(&mode)
                || it.capacity == Some(0)
                || !own && rate.is_none()
                || !own
                    && farthest.is_some()
                    && limits.max_distance_km.is_some_and(|km| metres(it).is_none_or(|m| m > km * 1_000));
            if banned {
                return None;
            }
            let (parcel, extra, kilogram, hours) = rate
                .filter(|_| !own)
                .map_or((0, 0, 0, 0), |it| (it.parcel, it.extra_unit, it.kilogram, it.hours));
            let late_ms = request.promised_at.map_or(0, |at| it.leaves_at.plus_hours(hours).since(at)).max(0);
            let late_hours = (late_ms + 3_599_999) / 3_600_000;
            let away = if own { 0 } else { metres(it).or(farthest).unwrap_or(0) };
            let percent = |amount: i64, percent: i64| amount * percent / 100;
            let unloved =
                fired.iter().filter_map(|rule| rule.then.prefer.as_ref()).filter(|it| !is_there(&it.places));
            let fixed = percent(parcel, weights.shipping_percent) - percent(extra, weights.shipping_percent)
                + percent(it.handling_order, weights.handling_percent)
                + away * weights.distance_km / 1_000
                + weights.extra_parcel
                + late_hours * weights.late_hour
                + unloved.map(|it| it.others_cost).sum::<i64>();
            let kept = if it.kind == Kind::Store && !own { limits.store_safety } else { 0 };
            let stock = it.stock.iter().filter_map(|row| {
                let line = request.lines.iter().find(|line| line.variant == row.variant)?;
                let left = row.available.get() - kept;
                let weight = (kilogram * line.weight_g + 999) / 1_000;
                let cost = percent(extra, weights.shipping_percent)
                    + percent(weight, weights.shipping_percent)
                    + percent(it.handling_unit, weights.handling_percent)
                    + weights.doubt * (1_000 - row.confidence) / 1_000
                    - percent(row.markdown, weights.markdown_percent);
                (left > 0 && row.confidence >= limits.min_confidence).then_some((row.variant, (left, cost)))
            });
            Some(Priced { location: it.location, fixed, stock: stock.collect() })
        };
        let wants = wants(request);
        let mut places: Vec<Priced> = request.candidates.iter().filter_map(priced).collect();
        places.retain(|it| wants.iter().any(|want| it.has(want) > 0));
        places.sort_by_key(|it| it.location);
        Self {
            places,
            wants,
            extra_parcel: weights.extra_parcel,
            most: limits.max_parcels.map_or(usize::MAX, |most| most as usize),
        }
    }

    /// The best of all plans: missing units, cost, parts, places in the order of ids. And how many openings are as good but for
    /// parts and places.
    fn best(&self) -> ((i64, i64, usize, usize), usize) {
        let mut found: Vec<(i64, i64, usize, usize)> = Vec::new();
        for set in 0..1_u32 << self.places.len() {
            let open: Vec<usize> = (0..self.places.len()).filter(|at| set >> at & 1 == 1).collect();
            if open.len() > self.most {
                continue;
            }
            let fixed: i64 = open.iter().map(|at| self.places[*at].fixed).sum();
            let spared = if open.is_empty() { 0 } else { self.extra_parcel };
            let mut stock: Vec<BTreeMap<VariantId, i64>> = open
                .iter()
                .map(|at| {
                    self.places[*at].stock.iter().map(|(variant, (left, _))| (*variant, *left)).collect()
                })
                .collect();
            let (missing, cost) = self.share(&open, &mut stock, 0);
            found.push((missing, fixed - spared + cost, open.len(), open.iter().sum()));
        }
        let best = *found.iter().min().unwrap();
        let ties = found.iter().filter(|it| (it.0, it.1) == (best.0, best.1)).count();
        (best, ties)
    }

    /// Every way to place the groups, then every way to take each loose variant.
    fn share(&self, open: &[usize], stock: &mut [BTreeMap<VariantId, i64>], from: usize) -> (i64, i64) {
        let group = (from..self.wants.len()).find(|at| self.wants[*at].is_group);
        let Some(at) = group else {
            let loose = self.wants.iter().filter(|want| !want.is_group);
            let taken = loose.map(|want| {
                let variant = want.need[0].0;
                let rows: Vec<(i64, i64)> = (0..open.len())
                    .filter_map(|place| {
                        let left = *stock[place].get(&variant)?;
                        Some((left, self.places[open[place]].stock[&variant].1))
                    })
                    .collect();
                take(&rows, want.demand)
            });
            return taken.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        };
        let want = &self.wants[at];
        let without = self.share(open, stock, at + 1);
        let mut best = (without.0 + want.need.iter().map(|(_, units)| units).sum::<i64>(), without.1);
        for place in 0..open.len() {
            if want
                .need
                .iter()
                .all(|(variant, units)| stock[place].get(variant).is_some_and(|left| left >= units))
            {
                let rows = &self.places[open[place]].stock;
                let cost: i64 = want.need.iter().map(|(variant, units)| rows[variant].1 * units).sum();
                want.need
                    .iter()
                    .for_each(|(variant, units)| *stock[place].get_mut(variant).unwrap() -= units);
                let rest = self.share(open, stock, at + 1);
                want.need
                    .iter()
                    .for_each(|(variant, units)| *stock[place].get_mut(variant).unwrap() += units);
                best = best.min((rest.0, rest.1 + cost));
            }
        }
        best
    }

    /// The same as a mixed integer program; missing units and cost. A missing unit costs more than anything else.
    fn program(&self) -> (i64, i64) {
        const DEAR: f64 = 1e6;
        let mut it = Problem::new(OptimizationDirection::Minimize);
        let open: Vec<Variable> =
            self.places.iter().map(|place| it.add_binary_var(place.fixed as f64)).collect();
        if self.most < open.len() {
            it.add_constraint(open.iter().map(|open| (*open, 1.0)), ComparisonOp::Le, self.most as f64);
        }
        let mut uses: BTreeMap<(usize, VariantId), Vec<(Variable, f64)>> = BTreeMap::new();
        let mut missing = Vec::new();
        for want in &self.wants {
            let units: i64 = want.need.iter().map(|(_, units)| units).sum();
            let short = it.add_integer_var(DEAR * units as f64, (0, want.demand as i32));
            missing.push((short, units));
            let mut filled = vec![(short, 1.0)];
            for (place, priced) in self.places.iter().enumerate() {
                let has = priced.has(want).min(want.demand);
                if has > 0 {
                    let cost: i64 =
                        want.need.iter().map(|(variant, units)| priced.stock[variant].1 * units).sum();
                    let taken = it.add_integer_var(cost as f64, (0, has as i32));
                    it.add_constraint([(taken, 1.0), (open[place], -(has as f64))], ComparisonOp::Le, 0.0);
                    filled.push((taken, 1.0));
                    for (variant, units) in &want.need {
                        uses.entry((place, *variant)).or_default().push((taken, *units as f64));
                    }
                }
            }
            it.add_constraint(filled, ComparisonOp::Eq, want.demand as f64);
        }
        for ((place, variant), terms) in uses {
            it.add_constraint(terms, ComparisonOp::Le, self.places[place].stock[&variant].0 as f64);
        }
        let solution = it.solve().unwrap().into_solution().unwrap();
        let missing: i64 =
            missing.iter().map(|(short, units)| solution.var_value(*short).round() as i64 * units).sum();
        let cost = (solution.objective() - DEAR * missing as f64).round() as i64;
        (missing, cost - self.extra_parcel)
    }
}

impl Priced {
    fn has(&self, want: &Want) -> i64 {
        let of =
            |(variant, units): &(VariantId, i64)| self.stock.get(variant).map_or(0, |(left, _)| left / units);
        want.need.iter().map(of).min().unwrap_or(0)
    }
}

/// The cheapest way to take units from rows of (left, cost), by trying all; missing units first.
fn take(rows: &[(i64, i64)], demand: i64) -> (i64, i64) {
    let Some(((left, cost), rest)) = rows.split_first() else { return (demand, 0) };
    let ways = (0..=demand.min(*left)).map(|taken| {
        let others = take(rest, demand - taken);
        (others.0, others.1 + taken * cost)
    });
    ways.min().unwrap()
}

fn wants(request: &Request) -> Vec<Want> {
    let mut groups: BTreeMap<Option<&String>, BTreeMap<VariantId, i64>> = BTreeMap::new();
    for line in &request.lines {
        *groups.entry(line.group.as_ref()).or_default().entry(line.variant).or_default() +=
            line.quantity.get();
    }
    let wants = groups.into_iter().flat_map(|(group, variants)| match group {
        Some(_) => vec![Want { need: variants.into_iter().collect(), demand: 1, is_group: true }],
        None => variants
            .into_iter()
            .map(|(variant, demand)| Want { need: vec![(variant, 1)], demand, is_group: false })
            .collect(),
    });
    wants.collect()
}

fn holds(rule: &Rule, request: &Request) -> bool {
    let value: i64 = request.lines.iter().map(|line| line.unit_value * line.quantity.get()).sum();
    rule.when.value_from.is_none_or(|from| value >= from)
        && (rule.when.tags.is_empty()
            || request.lines.iter().any(|line| line.tags.contains(&rule.when.tags[0])))
}

/// How many cases of each kind were compared; none may be zero.
#[derive(Default)]
struct Kinds(BTreeMap<&'static str, usize>);

impl Kinds {
    fn count(&mut self, kind: &'static str, is: bool) {
        *self.0.entry(kind).or_default() += usize::from(is);
    }
    fn see(&mut self, request: &Request, policy: &Policy, outcome: &Outcome) {
        let plan = outcome.plan();
        let is_pickup = matches!(request.destination, Destination::Pickup { .. });
        let modes: BTreeSet<&str> = plan.parts.iter().map(|part| part.mode.as_str()).collect();
        let grouped = |part: &sourcing::Part| {
            part.units
                .iter()
                .any(|it| request.lines.iter().any(|line| line.line == it.line && line.group.is_some()))
        };
        let shared = wants(request)
            .iter()
            .flat_map(|want| want.need.iter().map(|it| it.0).collect::<Vec<_>>())
            .fold(BTreeMap::<VariantId, usize>::new(), |mut seen, variant| {
                *seen.entry(variant).or_default() += 1;
                seen
            });
        let mut parts_of = BTreeMap::<_, usize>::new();
        plan.parts
            .iter()
            .flat_map(|part| &part.units)
            .for_each(|it| *parts_of.entry(it.line).or_default() += 1);
        let reasons: BTreeSet<&str> =
            plan.explanation.candidates.iter().map(|it| it.reason.as_str()).collect();
        self.count("all", true);
        self.count("shipped", modes.contains("ship"));
        self.count("picked up from the store's own stock", modes.contains("pickup"));
        self.count("sent to the store (BOSS)", modes.contains("transfer"));
        self.count("pickup and transfer together", modes.contains("pickup") && modes.contains("transfer"));
        self.count("several parts", plan.parts.len() > 1);
        self.count("a line from several places", parts_of.values().any(|parts| *parts > 1));
        self.count("a group provided", plan.parts.iter().any(grouped));
        self.count("a variant wanted by a group and others", shared.values().any(|wanted| *wanted > 1));
        self.count("something missing", !outcome.missing().is_empty());
        self.count(
            "parcels at their limit",
            policy.constraints.max_parcels == Some(plan.parts.len() as i64) && !is_pickup,
        );
        self.count("a rule fired", !plan.explanation.rules.is_empty());
        self.count("old stock", plan.cost.markdown < 0);
        self.count("late", plan.cost.lateness > 0);
        self.count("too far", reasons.contains("too_far"));
        self.count("low confidence", reasons.contains("low_confidence"));
        self.count("only safety stock", reasons.contains("only_safety"));
        self.count("no capacity", reasons.contains("no_capacity"));
        self.count(
            "excluded by a rule",
            reasons.contains("rule_excludes") || reasons.contains("rule_wants_others"),
        );
    }
    fn report(&self, title: &str) {
        println!("{title}");
        self.0.iter().for_each(|(kind, count)| println!("  {count:>6}  {kind}"));
        assert!(self.0.values().all(|count| *count > 0), "a kind was never met: {:?}", self.0);
    }
}

#[test]
fn no_plan_is_better_than_the_best_of_all_plans() {
    let mut dice = Rng::with_seed(20_261_128);
    let mut kinds = Kinds::default();
    for case in 0..8_000 {
        let (locations, lines) = (dice.usize(1..7), dice.usize(1..5));
        let (request, policy) = any_case(&mut dice, locations, lines);
        let outcome = plan(&request, &policy).unwrap();
        let model = Model::of(&request, &policy);
        let (best, ties) = model.best();
        let plan = outcome.plan();
        let missing: i64 = outcome.missing().iter().map(|it| it.quantity.get()).sum();
        let place = |location| model.places.iter().position(|it| it.location == location).unwrap();
        let places = plan.parts.iter().map(|part| place(part.location)).sum();
        let ours = (missing, plan.cost.total(), plan.parts.len(), places);
        assert_eq!(
            ours,
            best,
            "case {case}: {}",
            serde_json::to_string_pretty(&(&request, &policy, plan)).unwrap()
        );
        assert_eq!(plan.proof, Proof::Exact, "case {case}");
        kinds.see(&request, &policy, &outcome);
        kinds.count("ties", ties > 1);
    }
    kinds.report("against everything tried:");
}

#[test]
fn a_mixed_integer_program_finds_nothing_better() {
    let mut dice = Rng::with_seed(7);
    let mut kinds = Kinds::default();
    for case in 0..600 {
        let (locations, lines) = (dice.usize(7..16), dice.usize(3..9));
        let (request, policy) = any_case(&mut dice, locations, lines);
        let outcome = plan(&request, &policy).unwrap();
        let missing: i64 = outcome.missing().iter().map(|it| it.quantity.get()).sum();
        if outcome.plan().parts.is_empty() {
            continue;
        }
        let ours = (missing, outcome.plan().cost.total());
        assert_eq!(outcome.plan().proof, Proof::Exact, "case {case}");
        assert_eq!(ours, Model::of(&request, &policy).program(), "case {case}");
        kinds.see(&request, &policy, &outcome);
    }
    kinds.report("against a mixed integer program:");
}

/// Orders of the imaginary retailer: fewer places, so that the program ends in time.
#[test]
fn the_retailers_orders_are_planned_as_the_program_would() {
    let mut retailer = Retailer::new(3, 24);
    let (mut compared, mut exact) = (0, 0);
    for case in 0..60 {
        let request = retailer.order(6);
        let outcome = plan(&request, &standard()).unwrap();
        let missing: i64 = outcome.missing().iter().map(|it| it.quantity.get()).sum();
        let (least_missing, least) = Model::of(&request, &standard()).program();
        let ours = (missing, outcome.plan().cost.total());
        match outcome.plan().proof {
            Proof::Exact => assert_eq!(ours, (least_missing, least), "case {case}"),
            Proof::Within { missing_at_least, cost_at_least, gap } => {
                assert!(missing_at_least <= least_missing && ours >= (least_missing, least), "case {case}");
                assert!(
                    missing_at_least < missing || cost_at_least <= least && gap >= ours.1 - least,
                    "case {case}"
                );
            }
        }
        compared += 1;
        exact += usize::from(outcome.plan().proof == Proof::Exact);
    }
    println!("the retailer's orders: {compared} compared, {exact} of them exact");
    assert!(compared > 0 && exact * 100 >= compared * 99);
}
