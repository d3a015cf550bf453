//! An imaginary retailer with orders as they come: the same for the same seed. For benchmarks and demonstrations; nothing
//! else asks for chance here.

use kernel::{Currency, LineId, LocationId, Quantity, Timestamp, VariantId};

use crate::Point;
use crate::request::{Candidate, Destination, Kind, Line, Mode, Rate, Request, Stock};

/// A network of warehouses and stores in Poland. One location in a hundred, and at least one, is a warehouse.
pub struct Retailer {
    dice: Dice,
    places: Vec<Candidate>,
    orders: u64,
}

/// How much of an order the warehouses have, in percent of its lines: from the order as it should be to the one that has to be
/// put together from whatever the stores hold.
const WAREHOUSES_HAVE: [u64; 4] = [100, 90, 60, 0];

impl Retailer {
    pub fn new(seed: u64, locations: usize) -> Self {
        let mut dice = Dice(seed);
        let places = (0..locations).map(|at| place(&mut dice, at)).collect();
        Self { dice, places, orders: 0 }
    }

    /// The next order: so many lines, to an address or, one in five, to a store. Goods are everywhere, thinly spread or rare.
    pub fn order(&mut self, lines: usize) -> Request {
        self.orders += 1;
        let dice = &mut self.dice;
        let warehouses_have = WAREHOUSES_HAVE[dice.below(4) as usize];
        let grouped = if dice.one_in(10) { 2 } else { 0 };
        let lines: Vec<Line> = (0..lines)
            .map(|at| Line {
                line: line_id(self.orders * 1_000 + at as u64),
                variant: variant_id(dice.below(5_000) * 1_000 + at as u64),
                quantity: units(
                    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 5][dice.below(20) as usize],
                ),
                group: (at < grouped).then(|| "set".to_owned()),
                tags: Vec::new(),
                unit_value: dice.between(1_000, 50_000),
                weight_g: dice.between(100, 3_000),
            })
            .collect();
        let spreads: Vec<Spread> = lines
            .iter()
            .map(|_| Spread {
                warehouses: warehouses_have,
                stores: [70, 30, 30, 8, 3][dice.below(5) as usize],
                is_old: dice.one_in(10),
            })
            .collect();
        let mut candidates = self.places.clone();
        for it in &mut candidates {
            let stocked = lines.iter().zip(&spreads);
            it.stock = stocked.filter_map(|(line, spread)| stock(dice, it.kind, line, spread)).collect();
            it.leaves_at = NOW.plus_minutes(dice.between(0, 36 * 60));
        }
        let destination = match dice.one_in(5).then(|| dice.below(candidates.len() as u64) as usize) {
            Some(store) if candidates[store].modes.contains(&Mode::Pickup) => {
                Destination::Pickup { country: "PL".to_owned(), store: candidates[store].location }
            }
            _ => Destination::Ship {
                country: "PL".to_owned(),
                zone: "PL".to_owned(),
                point: Some(somewhere(dice)),
            },
        };
        let promised_at = Some(NOW.plus_hours(dice.between(24, 72)));
        Request { currency: Currency::Pln, lines, destination, candidates, rates: rates(), promised_at }
    }
}

const NOW: Start = Start(1_795_000_000_000);

/// The moment at which all orders come.
struct Start(i64);
impl Start {
    fn plus_minutes(&self, minutes: i64) -> Timestamp {
        Timestamp::from_millis(self.0).plus_minutes(minutes)
    }
    fn plus_hours(&self, hours: i64) -> Timestamp {
        self.plus_minutes(hours * 60)
    }
}

fn place(dice: &mut Dice, at: usize) -> Candidate {
    let is_warehouse = at.is_multiple_of(100);
    let (kind, zone, modes, handling) = match is_warehouse {
        true => (Kind::Warehouse, "PL-W", vec![Mode::Ship, Mode::Transfer], (300, 60)),
        false => (Kind::Store, "PL", vec![Mode::Ship, Mode::Pickup, Mode::Transfer], (450, 150)),
    };
    Candidate {
        location: location_id(at as u64 + 1),
        kind,
        zone: zone.to_owned(),
        point: Some(somewhere(dice)),
        modes,
        handling_order: handling.0 + dice.between(0, 100),
        handling_unit: handling.1 + dice.between(0, 50),
        capacity: Some(if dice.one_in(25) && !is_warehouse { 0 } else { 40 }),
        leaves_at: NOW.plus_hours(0),
        stock: Vec::new(),
    }
}

/// Where a line is to be found.
struct Spread {
    /// In so many of a hundred.
    warehouses: u64,
    stores: u64,
    /// Stores would rather see it go.
    is_old: bool,
}

fn stock(dice: &mut Dice, kind: Kind, line: &Line, spread: &Spread) -> Option<Stock> {
    let percent = if kind == Kind::Warehouse { spread.warehouses } else { spread.stores };
    if dice.below(100) >= percent {
        return None;
    }
    let (available, confidence, markdown) = match kind {
        Kind::Warehouse => (dice.between(10, 500), 1_000, 0),
        _ => {
            let old = if spread.is_old && dice.one_in(2) { dice.between(1, 15) * 100 } else { 0 };
            (dice.between(1, 4), dice.between(700, 1_000), old)
        }
    };
    Some(Stock { variant: line.variant, available: units(available), markdown, confidence })
}

fn rates() -> Vec<Rate> {
    let rate = |mode, from: Option<&str>, to: &str, parcel, hours| Rate {
        mode,
        from: from.map(str::to_owned),
        to: to.to_owned(),
        parcel,
        extra_unit: 50,
        kilogram: 40,
        hours,
    };
    vec![
        rate(Mode::Ship, Some("PL-W"), "PL", 990, 24),
        rate(Mode::Ship, None, "PL", 1_290, 24),
        rate(Mode::Transfer, Some("PL-W"), "PL", 350, 20),
        rate(Mode::Transfer, None, "PL", 600, 30),
    ]
}

fn somewhere(dice: &mut Dice) -> Point {
    let mut micro = |from: i64, to: i64| dice.between(from, to) as i32;
    Point { lat: micro(49_500_000, 54_400_000), lon: micro(14_800_000, 23_500_000) }
}

fn units(count: i64) -> Quantity {
    Quantity::new(count).expect("a small number")
}

/// Digits are letters of ids too.
fn location_id(number: u64) -> LocationId {
    format!("location_{number:026}").parse().expect("26 digits")
}
fn variant_id(number: u64) -> VariantId {
    format!("variant_{number:026}").parse().expect("26 digits")
}
fn line_id(number: u64) -> LineId {
    format!("line_{number:026}").parse().expect("26 digits")
}

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);
impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as u64) as i64
    }
    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}
