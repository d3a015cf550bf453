use kernel::{LocationId, Problem};
use sourcing::{Destination, Error, Mode, Point, Rate, Request, plan};

use crate::world::{collected, line, location, rate, request, row, standard, store, units};

fn order() -> Request {
    request(vec![line(1, 1), line(2, 1)], vec![store(1, &[(1, 1), (2, 1)]), store(2, &[(1, 1)])])
}

type Spoil = fn(&mut Request);

#[test]
fn every_refusal_names_its_pointer() {
    let cases: &[(&str, Spoil)] = &[
        ("/lines", |it| it.lines.clear()),
        ("/lines/1/line", |it| it.lines[1].line = it.lines[0].line),
        ("/lines/1/weight_g", |it| (it.lines[1].variant, it.lines[1].weight_g) = (it.lines[0].variant, 5)),
        ("/lines/0/quantity", |it| it.lines[0].quantity = units(0)),
        ("/lines/0/quantity", |it| it.lines[0].quantity = units(1_000_001)),
        ("/lines/0/unit_value", |it| it.lines[0].unit_value = -1),
        ("/lines/0/weight_g", |it| it.lines[0].weight_g = -1),
        ("/lines/0/group", |it| it.lines[0].group = Some(String::new())),
        ("/lines/0/tags/1", |it| it.lines[0].tags = vec!["bulky".to_owned(), " ".to_owned()]),
        ("/destination/ship/country", |it| ship(it, "Poland", "PL", None)),
        ("/destination/ship/zone", |it| ship(it, "PL", "", None)),
        ("/destination/ship/point", |it| ship(it, "PL", "PL", Some(Point { lat: 91_000_000, lon: 0 }))),
        ("/destination/pickup/country", |it| pickup(it, "pl", location(1))),
        ("/destination/pickup/store", |it| pickup(it, "PL", location(9))),
        ("/destination/pickup/store", |it| {
            it.candidates[0].modes = vec![Mode::Ship];
            *it = collected(it.clone(), 1);
        }),
        ("/candidates/1/location", |it| it.candidates[1].location = it.candidates[0].location),
        ("/candidates/0/zone", |it| it.candidates[0].zone = String::new()),
        ("/candidates/0/handling_order", |it| it.candidates[0].handling_order = -1),
        ("/candidates/0/handling_unit", |it| it.candidates[0].handling_unit = -1),
        ("/candidates/0/point", |it| it.candidates[0].point = Some(Point { lat: 0, lon: 181_000_000 })),
        ("/candidates/0/stock/1/markdown", |it| it.candidates[0].stock[1].markdown = -1),
        ("/candidates/0/stock/1/confidence", |it| it.candidates[0].stock[1].confidence = 1_001),
        ("/candidates/1/stock/1/variant", |it| it.candidates[1].stock.push(row(1, 4))),
        ("/rates/0/mode", |it| it.rates[0].mode = Mode::Pickup),
        ("/rates/0/from", |it| it.rates[0].from = Some(String::new())),
        ("/rates/0/to", |it| it.rates[0].to = String::new()),
        ("/rates/0/parcel", |it| it.rates[0].parcel = -1),
        ("/rates/0/extra_unit", |it| it.rates[0].extra_unit = 1_001),
        ("/rates/0/kilogram", |it| it.rates[0].kilogram = -1),
        ("/rates/0/hours", |it| it.rates[0].hours = -1),
        ("/rates/2/to", |it| it.rates.push(Rate { hours: 1, ..rate(Mode::Ship, 5) })),
        ("", |it| {
            (it.lines[0].quantity, it.lines[0].weight_g) = (units(1_000_000), 100_000_000);
            it.candidates[0].stock[0].available = units(1_000_000);
            it.rates[0].kilogram = 1_000_000;
        }),
    ];
    for (pointer, spoil) in cases {
        let mut spoilt = order();
        spoil(&mut spoilt);
        let refused = plan(&spoilt, &standard()).unwrap_err();
        assert!(matches!(refused, Error::Request(_)));
        let told: Vec<&str> = refused.faults().iter().map(|it| it.pointer.as_str()).collect();
        assert!(told.contains(pointer), "{pointer}: {told:?}");
    }
}

#[test]
fn a_refusal_is_a_problem_with_a_page() {
    let mut spoilt = order();
    spoilt.lines[0].quantity = units(0);
    spoilt.rates[1].hours = -3;
    let problem = Problem::from(plan(&spoilt, &standard()).unwrap_err());
    assert_eq!((problem.slug(), problem.status, problem.errors.len()), ("sourcing/invalid-request", 422, 2));
}

#[test]
fn a_policy_that_was_never_checked_plans_nothing() {
    let mut policy = standard();
    policy.nodes = 0;
    assert!(matches!(plan(&order(), &policy), Err(Error::Policy(_))));
}

fn ship(it: &mut Request, country: &str, zone: &str, point: Option<Point>) {
    it.destination = Destination::Ship { country: country.to_owned(), zone: zone.to_owned(), point };
}
fn pickup(it: &mut Request, country: &str, store: LocationId) {
    it.destination = Destination::Pickup { country: country.to_owned(), store };
}
