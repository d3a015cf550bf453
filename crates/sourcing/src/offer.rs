//! What a candidate would provide, how, and what it asks for it: a part has a price of its own, and each unit one.

use kernel::{LocationId, Timestamp};

use crate::error::Faults;
use crate::explain::Reason;
use crate::request::{CERTAIN, Candidate, Destination, Kind, Mode, Rate, Request, Stock};
use crate::terms::{Refusal, Terms};
use crate::wants::{Item, Wants};
use crate::{Cost, Error, Point};

pub(crate) struct Offers<'a> {
    /// All candidates, in order of location id.
    pub all: Vec<Offer<'a>>,
    /// Per offer and variant: the row of stock, if there is one.
    rows: Vec<Option<&'a Stock>>,
    variants: usize,
}

pub(crate) struct Offer<'a> {
    pub candidate: &'a Candidate,
    pub mode: Mode,
    pub distance_m: Option<i64>,
    pub arrives_at: Timestamp,
    pub late_hours: i64,
    /// For a part at all, with the split that only the first one is spared.
    pub fixed: Cost,
    pub refusal: Option<Refusal>,
    /// How many units are not counted on, of each variant.
    kept: i64,
    /// What each unit adds, as the policy weighs it, beside its weight.
    extra_unit: i64,
    handling_unit: i64,
    kilogram: i64,
    pub is_rated: bool,
}

impl<'a> Offers<'a> {
    pub(crate) fn of(request: &'a Request, terms: &Terms, wants: &Wants) -> Result<Self, Error> {
        let way = Way::of(request);
        let mut order: Vec<usize> = (0..request.candidates.len()).collect();
        order.sort_unstable_by_key(|at| request.candidates[*at].location);
        let distances: Vec<Option<i64>> =
            order.iter().map(|at| way.metres_from(&request.candidates[*at])).collect();
        let farthest = distances.iter().copied().max().flatten();
        let variants = wants.variants.len();
        let mut offers =
            Self { all: Vec::with_capacity(order.len()), rows: vec![None; order.len() * variants], variants };
        let mut guesses = Vec::new();
        for ((at, distance), rows) in order.iter().zip(distances).zip(offers.rows.chunks_exact_mut(variants))
        {
            let candidate = &request.candidates[*at];
            read_rows(candidate, *at, wants, rows, &mut guesses)?;
            let mut offer = Offer::of(candidate, &way, terms, distance, farthest.unwrap_or(0));
            offer.refusal = offer.refusal.or_else(|| terms.against(candidate));
            offer.refusal = offer.refusal.or_else(|| offer.hindered(terms, distance, farthest));
            offer.refusal = offer.refusal.or_else(|| offer.empty(terms, wants, rows));
            offers.all.push(offer);
        }
        Ok(offers)
    }

    fn row(&self, offer: usize, variant: usize) -> Option<&'a Stock> {
        self.rows[offer * self.variants + variant]
    }

    /// Units of a variant that may be counted on.
    pub(crate) fn available(&self, terms: &Terms, offer: usize, variant: usize) -> i64 {
        self.row(offer, variant).map_or(0, |row| self.all[offer].counted(terms, row))
    }

    /// How many of an item it could provide, if there were nothing else to provide.
    pub(crate) fn provides(&self, terms: &Terms, offer: usize, item: &Item) -> i64 {
        let most = |(variant, units): &(usize, i64)| {
            let available = self.available(terms, offer, *variant);
            if *units == 1 { available } else { available / units }
        };
        item.need.iter().map(most).min().unwrap_or(0).min(item.demand)
    }

    /// What a unit of a variant costs from there, beside the part itself.
    pub(crate) fn unit_cost(&self, terms: &Terms, wants: &Wants, offer: usize, variant: usize) -> Cost {
        let (Some(row), it) = (self.row(offer, variant), &self.all[offer]) else { return Cost::default() };
        let weights = &terms.weights;
        let weighed = (it.kilogram * wants.variants[variant].weight_g + 999) / 1_000;
        Cost {
            shipping: it.extra_unit + percent(weighed, weights.shipping_percent),
            handling: it.handling_unit,
            doubt: weights.doubt * (CERTAIN - row.confidence) / CERTAIN,
            markdown: -percent(row.markdown, weights.markdown_percent),
            ..Cost::default()
        }
    }

    /// What one of an item costs, and the sum of its parts without their signs.
    pub(crate) fn item_cost(&self, terms: &Terms, wants: &Wants, offer: usize, item: &Item) -> (i128, i128) {
        item.need.iter().fold((0, 0), |(cost, size), (variant, units)| {
            let unit = self.unit_cost(terms, wants, offer, *variant);
            let (each, units) = (i128::from(unit.total()), i128::from(*units));
            (cost + each * units, size + (each - 2 * i128::from(unit.markdown)) * units)
        })
    }
}

/// Finds the rows of the variants that are wanted. Candidates mostly list the same variants in the same order: the place
/// where a row's variant was found last time is guessed first.
fn read_rows<'a>(
    candidate: &'a Candidate,
    at: usize,
    wants: &Wants,
    rows: &mut [Option<&'a Stock>],
    guesses: &mut Vec<usize>,
) -> Result<(), Error> {
    guesses.resize(guesses.len().max(candidate.stock.len()), 0);
    for (place, row) in candidate.stock.iter().enumerate() {
        if wants.variants[guesses[place]].id != row.variant {
            match wants.variants.binary_search_by_key(&row.variant, |it| it.id) {
                Ok(found) => guesses[place] = found,
                Err(_) => continue,
            }
        }
        if rows[guesses[place]].replace(row).is_some() {
            let mut faults = Faults::default();
            faults
                .add(format!("/candidates/{at}/stock/{place}/variant"), "has a row at this location already");
            return faults.verdict(Error::Request);
        }
    }
    Ok(())
}

fn percent(amount: i64, percent: i64) -> i64 {
    amount * percent / 100
}

impl<'a> Offer<'a> {
    fn of(candidate: &'a Candidate, way: &Way, terms: &Terms, distance: Option<i64>, farthest: i64) -> Self {
        let mode = way.mode(candidate);
        let rate = way.rate(candidate, mode);
        let (parcel, extra_unit, kilogram, hours) =
            rate.map_or((0, 0, 0, 0), |it| (it.parcel, it.extra_unit, it.kilogram, it.hours));
        let arrives_at = candidate.leaves_at.plus_hours(hours);
        let late_hours = way.late_hours(arrives_at);
        let weights = &terms.weights;
        let metres = if mode == Mode::Pickup { 0 } else { distance.unwrap_or(farthest) };
        let extra_unit = percent(extra_unit, weights.shipping_percent);
        let fixed = Cost {
            shipping: percent(parcel, weights.shipping_percent) - extra_unit,
            handling: percent(candidate.handling_order, weights.handling_percent),
            distance: metres * weights.distance_km / 1_000,
            split: weights.extra_parcel,
            lateness: late_hours * weights.late_hour,
            preference: terms.preference(candidate),
            ..Cost::default()
        };
        let guarded = candidate.kind == Kind::Store && mode != Mode::Pickup;
        let kept = if guarded { terms.constraints().store_safety } else { 0 };
        let is_rated = mode == Mode::Pickup || rate.is_some();
        let distance_m = distance;
        Self {
            candidate,
            mode,
            distance_m,
            arrives_at,
            late_hours,
            fixed,
            refusal: None,
            kept,
            extra_unit,
            handling_unit: percent(candidate.handling_unit, weights.handling_percent),
            kilogram,
            is_rated,
        }
    }

    /// Units of a row that may be counted on.
    fn counted(&self, terms: &Terms, row: &Stock) -> i64 {
        let sure = row.confidence >= terms.constraints().min_confidence;
        if sure { (row.available.get() - self.kept).max(0) } else { 0 }
    }

    /// What keeps the place from doing it.
    fn hindered(&self, terms: &Terms, distance: Option<i64>, farthest: Option<i64>) -> Option<Refusal> {
        let limit =
            terms.constraints().max_distance_km.filter(|_| self.mode != Mode::Pickup && farthest.is_some());
        let reason = if !self.candidate.modes.contains(&self.mode) {
            Reason::ModeNotOffered
        } else if self.candidate.capacity == Some(0) {
            Reason::NoCapacity
        } else if !self.is_rated {
            Reason::NoRate
        } else if limit.is_some() && distance.is_none() {
            Reason::NoPoint
        } else if limit.zip(distance).is_some_and(|(km, metres)| metres > km * 1_000) {
            Reason::TooFar
        } else {
            return None;
        };
        Some(reason.into())
    }

    /// Why it has nothing to give, if so.
    fn empty(&self, terms: &Terms, wants: &Wants, rows: &[Option<&Stock>]) -> Option<Refusal> {
        let there = || rows.iter().flatten().filter(|row| !row.available.is_zero());
        let counted = |variant: usize| rows[variant].map_or(0, |row| self.counted(terms, row));
        let whole = |item: &Item| item.need.iter().all(|(variant, units)| counted(*variant) >= *units);
        let reason = if wants.items.iter().any(whole) {
            return None;
        } else if there().next().is_none() {
            Reason::NoStock
        } else if there().all(|row| row.confidence < terms.constraints().min_confidence) {
            Reason::LowConfidence
        } else if there().all(|row| self.counted(terms, row) == 0) {
            Reason::OnlySafety
        } else {
            Reason::GroupIncomplete
        };
        Some(reason.into())
    }
}

/// Where the order goes, and what leads there.
struct Way<'a> {
    store: Option<LocationId>,
    spot: Option<crate::point::Spot>,
    /// Rows of the price table that end there.
    rates: Vec<&'a Rate>,
    promised_at: Option<Timestamp>,
}

impl<'a> Way<'a> {
    fn of(request: &'a Request) -> Self {
        let (mode, store, zone, point): (_, _, Option<&str>, Option<Point>) = match &request.destination {
            Destination::Ship { zone, point, .. } => (Mode::Ship, None, Some(zone), *point),
            Destination::Pickup { store, .. } => {
                let there = request.candidates.iter().find(|it| it.location == *store);
                (
                    Mode::Transfer,
                    Some(*store),
                    there.map(|it| it.zone.as_str()),
                    there.and_then(|it| it.point),
                )
            }
        };
        let leads_there = |rate: &&Rate| rate.mode == mode && Some(rate.to.as_str()) == zone;
        let rates = request.rates.iter().filter(leads_there).collect();
        Self { store, spot: point.map(Point::spot), rates, promised_at: request.promised_at }
    }

    fn mode(&self, candidate: &Candidate) -> Mode {
        match self.store {
            None => Mode::Ship,
            Some(store) if store == candidate.location => Mode::Pickup,
            Some(_) => Mode::Transfer,
        }
    }

    fn rate(&self, candidate: &Candidate, mode: Mode) -> Option<&'a Rate> {
        let from_there = |rate: &&&Rate| rate.from.as_ref() == Some(&candidate.zone);
        let own = self.rates.iter().find(from_there);
        let found = own.or_else(|| self.rates.iter().find(|rate| rate.from.is_none()));
        found.copied().filter(|_| mode != Mode::Pickup)
    }

    fn metres_from(&self, candidate: &Candidate) -> Option<i64> {
        Some(candidate.point?.spot().metres_to(self.spot.as_ref()?))
    }

    /// Hours begun after the promise.
    fn late_hours(&self, arrives_at: Timestamp) -> i64 {
        const HOUR_MS: i64 = 3_600_000;
        const YEAR: i64 = 24 * 365;
        let late_ms = self.promised_at.map_or(0, |promised| arrives_at.since(promised)).max(0);
        ((late_ms + HOUR_MS - 1) / HOUR_MS).min(YEAR)
    }
}
