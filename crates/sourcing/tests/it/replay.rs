use sourcing::{
    Case, Error, Kind, Measure, Policy, Shipment, Taken, measure, plan, replay, sample::Retailer,
};

use crate::world::{line, line_id, location, place, rate, request, standard, store, units, warehouse};

fn shipment(place: usize, given: &[(usize, i64)]) -> Shipment {
    let units = given.iter().map(|(line, count)| Taken { line: line_id(*line), quantity: units(*count) });
    Shipment { location: location(place), units: units.collect() }
}

fn order() -> sourcing::Request {
    let mut shed = warehouse(1, &[(1, 9), (2, 9)]);
    (shed.handling_order, shed.handling_unit) = (2_500, 10);
    request(vec![line(1, 2), line(2, 1)], vec![shed, store(2, &[(1, 2)]), store(3, &[(2, 1)])])
}

#[test]
fn what_happened_is_measured_by_the_same_table() {
    let mut order = order();
    order.candidates[1].stock[0].markdown = 300;
    let split = [shipment(2, &[(1, 2)]), shipment(3, &[(2, 1)])];
    let told = measure(&order, &split).unwrap();
    let expected = Measure { parts: 2, units: 3, shipping: 2_000, markdown: 600, ..Measure::default() };
    assert_eq!(told, expected);
    let short = measure(&order, &[shipment(1, &[(1, 1)])]).unwrap();
    assert_eq!((short.missing, short.handling, short.shipping), (2, 2_510, 1_000));
    order.rates.remove(0);
    assert_eq!(measure(&order, &split).unwrap().unpriced, 2);
}

#[test]
fn two_policies_are_compared_over_the_orders_of_the_past() {
    let few_parcels = Policy { name: "few parcels".to_owned(), ..standard() };
    let mut thrifty = standard();
    thrifty.weights.extra_parcel = 0;
    let actual = Some(vec![shipment(2, &[(1, 2)]), shipment(3, &[(2, 1)])]);
    let mut unknown = order();
    unknown.lines[0].quantity = units(2);
    let nowhere = request(vec![line(7, 1)], vec![place(1, Kind::Store, &[])]);
    let cases = [
        Case { request: order(), actual },
        Case { request: unknown, actual: None },
        Case { request: nowhere, actual: Some(Vec::new()) },
    ];
    let told = replay(cases, &few_parcels, &thrifty).unwrap();
    assert_eq!((told.actual.orders, told.first.orders, told.second.orders), (2, 3, 3));
    assert_eq!((told.actual.split, told.first.split, told.second.split), (1, 2, 2));
    assert_eq!((told.first.unfillable, told.first.sum.missing, told.actual.unfillable), (1, 1, 1));
    assert_eq!((told.first.sum.shipping, told.first.weighed, told.second.weighed), (4_000, 6_000, 4_000));
    assert_eq!((told.first.exact, told.changed), (3, 0));
    assert_eq!((told.first.load[&location(2)].orders, told.first.load[&location(2)].units), (2, 4));

    let mut dear_split = standard();
    dear_split.weights.extra_parcel = 5_000;
    let told = replay([Case { request: order(), actual: None }], &dear_split, &thrifty).unwrap();
    assert_eq!((told.changed, told.first.split, told.second.split), (1, 0, 1));
    assert_eq!((told.first.sum.handling, told.second.sum.handling), (2_530, 0));
}

#[test]
fn a_case_that_makes_no_sense_is_named() {
    let wrong = |actual: Vec<Shipment>| {
        let cases =
            [Case { request: order(), actual: None }, Case { request: order(), actual: Some(actual) }];
        let Err(Error::Request(faults)) = replay(cases, &standard(), &standard()) else { panic!("accepted") };
        faults.into_iter().map(|it| it.pointer).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(wrong(vec![shipment(9, &[(1, 1)])]), "/1/actual/0/location");
    assert_eq!(wrong(vec![shipment(1, &[(1, 1), (5, 1)])]), "/1/actual/0/units/1/line");
    assert_eq!(wrong(vec![shipment(1, &[(1, 3)])]), "/1/actual/0/units/0/quantity");
    assert_eq!(wrong(vec![shipment(1, &[(1, 1)]), shipment(1, &[(1, 1)])]), "/1/actual/1/location");
    let mut broken = order();
    broken.rates[0] = sourcing::Rate { hours: -1, ..rate(sourcing::Mode::Ship, 1) };
    let Err(Error::Request(faults)) =
        replay([Case { request: broken, actual: None }], &standard(), &standard())
    else {
        panic!("accepted")
    };
    assert_eq!(faults[0].pointer, "/0/request/rates/0/hours");
}

#[test]
fn a_plan_measures_as_it_was_planned() {
    let mut retailer = Retailer::new(2, 50);
    for _ in 0..40 {
        let request = retailer.order(5);
        let outcome = plan(&request, &standard()).unwrap();
        let parts = &outcome.plan().parts;
        let shipments: Vec<Shipment> =
            parts.iter().map(|it| Shipment { location: it.location, units: it.units.clone() }).collect();
        let told = measure(&request, &shipments).unwrap();
        let cost = outcome.plan().cost;
        assert_eq!(
            (told.shipping, told.handling, told.markdown),
            (cost.shipping, cost.handling, -cost.markdown)
        );
        assert_eq!(told.late_hours, parts.iter().map(|it| it.late_hours).max().unwrap_or(0));
    }
}
