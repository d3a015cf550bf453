//! Small cases, every way to provide them tried, each weighed by the words of the documentation: none is better than the plan.

use std::collections::BTreeMap;

use fastrand::Rng;
use kernel::{Currency, Quantity, VariantId};
use sourcing::sample::Retailer;
use sourcing::{Candidate, Destination, Kind, Mode, Outcome, Point, Policy, Proof, Rate, Request, plan};

const CASES: u64 = 260;
const PLACES: usize = 4;
const LINES: usize = 3;

/// Fewest missing units first, then the least cost.
type Worth = (i64, i64);

#[derive(Default, Debug)]
struct Seen {
    parcels: u32,
    pickups: u32,
    to_a_store: u32,
    split: u32,
    groups: u32,
    unfillable: u32,
    limited: u32,
    full: u32,
    ties: u32,
}

#[test]
fn no_way_is_better_than_the_plan() {
    let mut seen = Seen::default();
    for seed in 0..CASES {
        let mut rng = Rng::with_seed(seed);
        let (request, policy) = case(&mut rng, seed);
        let outcome = plan(&request, &policy).expect("a sensible order");
        let found = outcome.plan();
        assert_eq!(found.proof, Proof::Exact, "case {seed}");
        let missing: i64 = outcome.missing().iter().map(|it| it.quantity.get()).sum();
        let ways = Ways::of(&request, &policy);
        let (best, how_many) = ways.best();
        assert_eq!((missing, found.cost.total()), best, "case {seed}: {found:#?}");
        let parts = found.parts.iter().map(|it| it.cost.total()).sum::<i64>();
        assert_eq!(parts, found.cost.total(), "case {seed}: the parts are the whole");
        check_units(&request, &outcome, seed);
        seen.ties += u32::from(how_many > 1);
        seen.split += u32::from(found.parts.len() > 1);
        seen.unfillable += u32::from(missing > 0);
        seen.groups += u32::from(request.lines.iter().any(|it| it.group.is_some()));
        seen.limited += u32::from(policy.constraints.max_parcels == Some(1));
        seen.full += u32::from(request.candidates.iter().any(|it| it.capacity == Some(0)));
        for part in &found.parts {
            match part.mode {
                Mode::Ship => seen.parcels += 1,
                Mode::Pickup => seen.pickups += 1,
                Mode::Transfer => seen.to_a_store += 1,
            }
        }
    }
    println!("{CASES} cases: {seen:?}");
    let all = [
        seen.parcels,
        seen.pickups,
        seen.to_a_store,
        seen.split,
        seen.groups,
        seen.unfillable,
        seen.limited,
        seen.full,
        seen.ties,
    ];
    assert!(all.iter().all(|count| *count > 0), "a kind of case never came: {seen:?}");
}

/// Never more than is there, never more than was asked, and what is given and missing is the order.
fn check_units(request: &Request, outcome: &Outcome, seed: u64) {
    let mut taken: BTreeMap<_, i64> = BTreeMap::new();
    for part in &outcome.plan().parts {
        let place = request.candidates.iter().find(|it| it.location == part.location).expect("a candidate");
        let mut of_variant: BTreeMap<VariantId, i64> = BTreeMap::new();
        for unit in &part.units {
            *taken.entry(unit.line).or_default() += unit.quantity.get();
            let line = request.lines.iter().find(|it| it.line == unit.line).expect("a line");
            *of_variant.entry(line.variant).or_default() += unit.quantity.get();
        }
        for (variant, units) in of_variant {
            let there =
                place.stock.iter().find(|it| it.variant == variant).map_or(0, |it| it.available.get());
            assert!(units <= there, "case {seed}: {units} of {there}");
        }
    }
    for missing in outcome.missing() {
        *taken.entry(missing.line).or_default() += missing.quantity.get();
    }
    for line in &request.lines {
        assert_eq!(taken.get(&line.line).copied().unwrap_or(0), line.quantity.get(), "case {seed}");
    }
}

fn case(rng: &mut Rng, seed: u64) -> (Request, Policy) {
    let mut request = Retailer::new(seed, PLACES).order(LINES);
    let two = |units: Quantity| Quantity::new(units.get().min(2)).expect("one or two");
    request.lines.iter_mut().for_each(|line| line.quantity = two(line.quantity));
    for line in &mut request.lines {
        line.group = None;
    }
    if rng.u8(0..3) == 0 {
        request.lines[..2].iter_mut().for_each(|line| line.group = Some("set".to_owned()));
    }
    if rng.u8(0..3) == 0 {
        let store = request.candidates[1..][rng.usize(..PLACES - 1)].location;
        request.destination = Destination::Pickup { country: "PL".to_owned(), store };
    }
    // Goods where there were none, or the plain plan would be the only one.
    let variants: Vec<VariantId> = request.lines.iter().map(|line| line.variant).collect();
    for place in &mut request.candidates {
        place.capacity = (rng.u8(0..12) == 0).then_some(0);
        place.stock.clear();
        for variant in &variants {
            if rng.u8(0..10) < 6 {
                place.stock.push(sourcing::Stock {
                    variant: *variant,
                    available: Quantity::new(rng.i64(1..=3)).expect("a few"),
                    markdown: if rng.u8(0..4) == 0 { rng.i64(0..1_500) } else { 0 },
                    confidence: [1_000, 900, 700][rng.usize(..3)],
                });
            }
        }
    }
    let mut policy = Policy::standard(Currency::Pln);
    policy.constraints.max_parcels = [Some(1), Some(2), Some(4), None][rng.usize(..4)];
    policy.constraints.store_safety = rng.i64(0..2);
    policy.constraints.min_confidence = [0, 0, 800][rng.usize(..3)];
    policy.weights.extra_parcel = [0, 1_000, 5_000][rng.usize(..3)];
    policy.weights.distance_km = [0, 3][rng.usize(..2)];
    if seed.is_multiple_of(4) {
        // Places that differ in nothing but their name.
        let model = request.candidates[1].clone();
        for place in request.candidates.iter_mut().skip(1) {
            let (location, stock) = (place.location, std::mem::take(&mut place.stock));
            *place = Candidate { location, ..model.clone() };
            place.stock = stock
                .into_iter()
                .map(|it| sourcing::Stock { markdown: 0, confidence: 1_000, ..it })
                .collect();
        }
        policy.weights.distance_km = 0;
    }
    (request, policy)
}

/// Everything that could be done.
struct Ways<'a> {
    request: &'a Request,
    policy: &'a Policy,
    places: Vec<&'a Candidate>,
    /// Variants with how many are wanted of each; a group is one thing that is wanted once.
    items: Vec<(Vec<(VariantId, i64)>, i64)>,
}

impl<'a> Ways<'a> {
    fn of(request: &'a Request, policy: &'a Policy) -> Self {
        let mut items: Vec<(Vec<(VariantId, i64)>, i64)> = Vec::new();
        let mut group: Vec<(VariantId, i64)> = Vec::new();
        for line in &request.lines {
            match line.group {
                Some(_) => group.push((line.variant, line.quantity.get())),
                None => items.push((vec![(line.variant, 1)], line.quantity.get())),
            }
        }
        if !group.is_empty() {
            items.push((group, 1));
        }
        let mut ways = Self { request, policy, places: Vec::new(), items };
        ways.places = request.candidates.iter().filter(|it| ways.may(it)).collect();
        ways
    }

    fn mode(&self, place: &Candidate) -> Mode {
        match &self.request.destination {
            Destination::Ship { .. } => Mode::Ship,
            Destination::Pickup { store, .. } if *store == place.location => Mode::Pickup,
            Destination::Pickup { .. } => Mode::Transfer,
        }
    }
    fn may(&self, place: &Candidate) -> bool {
        place.modes.contains(&self.mode(place))
            && place.capacity != Some(0)
            && self.policy.constraints.kinds.contains(&place.kind)
    }
    fn rate(&self, place: &Candidate) -> Option<&Rate> {
        let (mode, to) = match &self.request.destination {
            Destination::Ship { zone, .. } => (Mode::Ship, zone.clone()),
            Destination::Pickup { store, .. } => {
                let there = self.request.candidates.iter().find(|it| it.location == *store).expect("a store");
                (Mode::Transfer, there.zone.clone())
            }
        };
        if self.mode(place) == Mode::Pickup {
            return None;
        }
        let fits = |it: &&Rate| it.mode == mode && it.to == to;
        let rates: Vec<&Rate> = self.request.rates.iter().filter(fits).collect();
        let own = rates.iter().find(|it| it.from.as_ref() == Some(&place.zone));
        Some(own.or(rates.iter().find(|it| it.from.is_none())).expect("a rate"))
    }
    fn goal(&self) -> Option<Point> {
        match &self.request.destination {
            Destination::Ship { point, .. } => *point,
            Destination::Pickup { store, .. } => {
                self.request.candidates.iter().find(|it| it.location == *store).and_then(|it| it.point)
            }
        }
    }

    /// Units of a variant that may be counted on.
    fn counted(&self, place: &Candidate, variant: VariantId) -> i64 {
        let Some(row) = place.stock.iter().find(|it| it.variant == variant) else { return 0 };
        if row.confidence < self.policy.constraints.min_confidence {
            return 0;
        }
        let guarded = place.kind == Kind::Store && self.mode(place) != Mode::Pickup;
        (row.available.get() - if guarded { self.policy.constraints.store_safety } else { 0 }).max(0)
    }

    /// What a part costs that gives these units.
    fn part(&self, place: &Candidate, units: &BTreeMap<VariantId, i64>) -> i64 {
        let weights = &self.policy.weights;
        let percent = |amount: i64, percent: i64| amount * percent / 100;
        let rate = self.rate(place);
        let (parcel, extra, kilogram, hours) =
            rate.map_or((0, 0, 0, 0), |it| (it.parcel, it.extra_unit, it.kilogram, it.hours));
        let extra = percent(extra, weights.shipping_percent);
        let mut cost = percent(parcel, weights.shipping_percent) - extra;
        cost += percent(place.handling_order, weights.handling_percent);
        if self.mode(place) != Mode::Pickup
            && let (Some(from), Some(to)) = (place.point, self.goal())
        {
            cost += from.metres_to(to) * weights.distance_km / 1_000;
        }
        let late =
            self.request.promised_at.map_or(0, |at| place.leaves_at.plus_hours(hours).since(at)).max(0);
        cost += (late + 3_599_999) / 3_600_000 * weights.late_hour;
        for (variant, many) in units {
            let line = self.request.lines.iter().find(|it| it.variant == *variant).expect("a line");
            let row = place.stock.iter().find(|it| it.variant == *variant).expect("a row");
            let weighed = percent((kilogram * line.weight_g + 999) / 1_000, weights.shipping_percent);
            let each = extra
                + weighed
                + percent(place.handling_unit, weights.handling_percent)
                + weights.doubt * (1_000 - row.confidence) / 1_000
                - percent(row.markdown, weights.markdown_percent);
            cost += each * many;
        }
        cost
    }

    /// The best there is, and how many ways are as good.
    fn best(&self) -> (Worth, u32) {
        let mut best = ((i64::MAX, i64::MAX), 0);
        let mut given = vec![BTreeMap::new(); self.places.len()];
        self.walk(0, 0, 0, &mut given, 0, &mut best);
        best
    }

    /// Gives the units of item after item to place after place, or to nobody.
    fn walk(
        &self,
        item: usize,
        unit: i64,
        from: usize,
        given: &mut Vec<BTreeMap<VariantId, i64>>,
        missing: i64,
        best: &mut (Worth, u32),
    ) {
        let Some((need, demand)) = self.items.get(item) else {
            return self.weigh(given, missing, best);
        };
        if unit == *demand {
            return self.walk(item + 1, 0, 0, given, missing, best);
        }
        // Units of one item are alike: later ones go to the same place or to a later one.
        for at in from..self.places.len() {
            let fits = need.iter().all(|(variant, many)| {
                given[at].get(variant).copied().unwrap_or(0) + many <= self.counted(self.places[at], *variant)
            });
            if !fits {
                continue;
            }
            need.iter().for_each(|(variant, many)| *given[at].entry(*variant).or_default() += many);
            self.walk(item, unit + 1, at, given, missing, best);
            need.iter().for_each(|(variant, many)| *given[at].get_mut(variant).expect("given") -= many);
        }
        let rest = need.iter().map(|(_, many)| many).sum::<i64>() * (demand - unit);
        self.walk(item + 1, 0, 0, given, missing + rest, best);
    }

    fn weigh(&self, given: &[BTreeMap<VariantId, i64>], missing: i64, best: &mut (Worth, u32)) {
        let parts: Vec<(usize, BTreeMap<VariantId, i64>)> = given
            .iter()
            .enumerate()
            .map(|(at, units)| (at, units.iter().filter(|it| *it.1 > 0).map(|it| (*it.0, *it.1)).collect()))
            .filter(|(_, units): &(usize, BTreeMap<VariantId, i64>)| !units.is_empty())
            .collect();
        if self.policy.constraints.max_parcels.is_some_and(|most| parts.len() as i64 > most) {
            return;
        }
        let split = self.policy.weights.extra_parcel * (parts.len() as i64 - 1).max(0);
        let cost = parts.iter().map(|(at, units)| self.part(self.places[*at], units)).sum::<i64>() + split;
        match (missing, cost).cmp(&best.0) {
            std::cmp::Ordering::Less => *best = ((missing, cost), 1),
            std::cmp::Ordering::Equal => best.1 += 1,
            std::cmp::Ordering::Greater => {}
        }
    }
}
