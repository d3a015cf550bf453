//! Small worlds to plan in: a warehouse here, a store there, a basket.

use fastrand::Rng;
use kernel::{Currency, LineId, LocationId, Quantity, Timestamp, VariantId};
use sourcing::{
    Candidate, Constraints, Destination, Kind, Line, Mode, Places, Point, Policy, Preference, Rate, Request,
    Reweigh, Rule, Stock, Then, When,
};

pub fn location(number: usize) -> LocationId {
    format!("location_{number:026}").parse().unwrap()
}
pub fn variant(number: usize) -> VariantId {
    format!("variant_{number:026}").parse().unwrap()
}
pub fn line_id(number: usize) -> LineId {
    format!("line_{number:026}").parse().unwrap()
}
pub fn units(count: i64) -> Quantity {
    Quantity::new(count).unwrap()
}
pub fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// Line and variant have the same number.
pub fn line(number: usize, quantity: i64) -> Line {
    Line {
        line: line_id(number),
        variant: variant(number),
        quantity: units(quantity),
        group: None,
        tags: Vec::new(),
        unit_value: 10_000,
        weight_g: 0,
    }
}

/// A place without a point that can do anything and works for nothing.
pub fn place(number: usize, kind: Kind, stock: &[(usize, i64)]) -> Candidate {
    Candidate {
        location: location(number),
        kind,
        zone: "PL".to_owned(),
        point: None,
        modes: Mode::ALL.to_vec(),
        handling_order: 0,
        handling_unit: 0,
        capacity: None,
        leaves_at: noon(),
        stock: stock.iter().map(|(number, available)| row(*number, *available)).collect(),
    }
}
pub fn store(number: usize, stock: &[(usize, i64)]) -> Candidate {
    place(number, Kind::Store, stock)
}
pub fn warehouse(number: usize, stock: &[(usize, i64)]) -> Candidate {
    place(number, Kind::Warehouse, stock)
}
pub fn row(number: usize, available: i64) -> Stock {
    Stock { variant: variant(number), available: units(available), markdown: 0, confidence: 1_000 }
}

pub fn rate(mode: Mode, parcel: i64) -> Rate {
    Rate { mode, from: None, to: "PL".to_owned(), parcel, extra_unit: 0, kilogram: 0, hours: 24 }
}

/// A parcel to Warsaw costs 10.00, a transfer 4.00.
pub fn request(lines: Vec<Line>, candidates: Vec<Candidate>) -> Request {
    Request {
        currency: Currency::Pln,
        lines,
        destination: Destination::Ship { country: "PL".to_owned(), zone: "PL".to_owned(), point: None },
        candidates,
        rates: vec![rate(Mode::Ship, 1_000), rate(Mode::Transfer, 400)],
        promised_at: None,
    }
}
pub fn collected(mut request: Request, store: usize) -> Request {
    request.destination = Destination::Pickup { country: "PL".to_owned(), store: location(store) };
    request
}

pub fn standard() -> Policy {
    Policy::standard(Currency::Pln)
}

/// A small order with everything that sourcing knows: groups, pickup, tight stock, prices that are often the same.
pub fn any_case(dice: &mut Rng, locations: usize, lines: usize) -> (Request, Policy) {
    let kind = |dice: &mut Rng| if dice.u8(0..3) == 0 { Kind::Warehouse } else { Kind::Store };
    let few = |dice: &mut Rng, list: &[i64]| list[dice.usize(0..list.len())];
    let is_pickup = dice.u8(0..3) == 0;
    let lines: Vec<Line> = (0..lines)
        .map(|at| {
            let variant_number = dice.usize(0..lines + 1);
            Line {
                line: line_id(at),
                variant: variant(variant_number),
                quantity: units(few(dice, &[1, 1, 1, 2, 3])),
                group: (dice.u8(0..4) == 0).then(|| ["set", "pair"][dice.usize(0..2)].to_owned()),
                tags: if dice.u8(0..5) == 0 { vec!["bulky".to_owned()] } else { Vec::new() },
                unit_value: few(dice, &[1_000, 5_000]),
                weight_g: variant_number as i64 * 300,
            }
        })
        .collect();
    let count = lines.len();
    let mut candidates: Vec<Candidate> = (0..locations)
        .map(|at| {
            let mut it = place(at, kind(dice), &[]);
            it.zone = if it.kind == Kind::Warehouse { "PL-W" } else { "PL" }.to_owned();
            it.point = (dice.u8(0..12) > 0)
                .then(|| Point { lat: 52_000_000 + dice.i32(0..4) * 500_000, lon: 21_000_000 });
            it.modes.retain(|mode| *mode == Mode::Pickup || dice.u8(0..12) > 0);
            it.handling_order = few(dice, &[0, 100, 100, 300]);
            it.handling_unit = few(dice, &[0, 50, 50, 400]);
            it.capacity = (dice.u8(0..5) == 0).then(|| dice.u32(0..3));
            it.leaves_at = noon().plus_hours(dice.i64(0..4) * 10);
            for number in 0..count + 1 {
                if dice.u8(0..5) > 0 {
                    let markdown = few(dice, &[0, 0, 0, 200, 900]);
                    let confidence = few(dice, &[1_000, 1_000, 1_000, 600, 100]);
                    it.stock.push(Stock {
                        markdown,
                        confidence,
                        ..row(number, few(dice, &[0, 1, 2, 2, 3, 4, 6]))
                    });
                }
            }
            it
        })
        .collect();
    let rates = [(Mode::Ship, Some("PL-W")), (Mode::Ship, None), (Mode::Transfer, None)];
    let rates = rates.map(|(mode, from)| Rate {
        from: from.map(str::to_owned),
        extra_unit: few(dice, &[0, 100]),
        kilogram: few(dice, &[0, 333]),
        hours: few(dice, &[10, 24]),
        ..rate(mode, few(dice, &[400, 900, 1_000]))
    });
    let store = dice.usize(0..locations);
    candidates[store].zone = "PL".to_owned();
    let request = Request {
        currency: Currency::Pln,
        destination: match is_pickup {
            true => Destination::Pickup { country: "PL".to_owned(), store: location(store) },
            false => Destination::Ship {
                country: "PL".to_owned(),
                zone: "PL".to_owned(),
                point: (dice.u8(0..8) > 0).then_some(Point { lat: 52_200_000, lon: 21_000_000 }),
            },
        },
        lines,
        candidates,
        rates: rates.to_vec(),
        promised_at: dice.bool().then(|| noon().plus_hours(30)),
    };
    (request, any_policy(dice, locations))
}

fn any_policy(dice: &mut Rng, locations: usize) -> Policy {
    let mut policy = standard();
    policy.nodes = 1_000_000;
    policy.weights.extra_parcel = [0, 100, 1_000][dice.usize(0..3)];
    policy.weights.distance_km = dice.i64(0..3);
    policy.weights.markdown_percent = [0, 100, 150][dice.usize(0..3)];
    policy.constraints = Constraints {
        max_parcels: [None, None, None, Some(1), Some(2), Some(3)][dice.usize(0..6)],
        max_distance_km: [None, None, None, Some(60)][dice.usize(0..4)],
        min_confidence: [0, 0, 500][dice.usize(0..3)],
        store_safety: [0, 0, 1][dice.usize(0..3)],
        ..Constraints::default()
    };
    if dice.u8(0..3) == 0 {
        let places = match dice.bool() {
            true => Places { kinds: vec![Kind::Warehouse], locations: Vec::new() },
            false => Places { kinds: Vec::new(), locations: vec![location(dice.usize(0..locations))] },
        };
        let mut then = Then::default();
        match dice.u8(0..4) {
            0 => then.only = Some(places),
            1 => then.exclude = Some(places),
            2 => then.prefer = Some(Preference { places, others_cost: 250 }),
            _ => {
                then.weights = Reweigh { extra_parcel: Some(2_000), late_hour: Some(0), ..Reweigh::default() }
            }
        }
        let when = match dice.u8(0..3) {
            0 => When::default(),
            1 => When { tags: vec!["bulky".to_owned()], ..When::default() },
            _ => When { value_from: Some(4_000), countries: vec!["PL".to_owned()], ..When::default() },
        };
        policy.rules.push(Rule { name: "any".to_owned(), when, then });
    }
    policy
}
