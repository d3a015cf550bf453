use fastrand::Rng;
use kernel::Currency;
use sourcing::{
    Candidate, Constraints, Destination, Kind, Line, Mode, Outcome, Places, Plan, Point, Policy, Preference,
    Proof, Reason, Request, Rule, Shortage, Then, When, plan, sample::Retailer,
};

use crate::world::{
    any_case, collected, line, line_id, location, noon, place, rate, request, row, standard, store, units,
    warehouse,
};

fn filled(request: &Request, policy: &Policy) -> Plan {
    match plan(request, policy).unwrap() {
        Outcome::Filled { plan } => plan,
        Outcome::Unfillable { missing, .. } => panic!("missing {missing:?}"),
    }
}
/// Location, mode and units of each part, by their numbers.
fn parts(plan: &Plan) -> Vec<(String, &'static str, i64)> {
    let tail =
        |id: String| id.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('0').to_owned();
    let units = |part: &sourcing::Part| part.units.iter().map(|it| it.quantity.get()).sum();
    plan.parts.iter().map(|part| (tail(part.location.to_string()), part.mode.as_str(), units(part))).collect()
}
fn reason(plan: &Plan, number: usize) -> Reason {
    plan.explanation.candidates.iter().find(|it| it.location == location(number)).unwrap().reason
}
fn part(number: usize, mode: &'static str, units: i64) -> (String, &'static str, i64) {
    (number.to_string(), mode, units)
}

#[test]
fn one_parcel_from_the_warehouse_beats_two_from_stores() {
    let mut far = warehouse(1, &[(1, 9), (2, 9)]);
    far.handling_order = 600;
    let order = request(vec![line(1, 1), line(2, 1)], vec![far, store(2, &[(1, 1)]), store(3, &[(2, 1)])]);
    let best = filled(&order, &standard());
    assert_eq!(parts(&best), [part(1, "ship", 2)]);
    assert_eq!((best.cost.shipping, best.cost.handling, best.cost.split), (1_000, 600, 0));
    assert_eq!((best.cost.total(), best.proof), (1_600, Proof::Exact));
    assert_eq!([reason(&best, 2), reason(&best, 3)], [Reason::Dearer; 2]);

    let mut cheap_split = standard();
    cheap_split.weights.extra_parcel = 0;
    cheap_split.weights.shipping_percent = 10;
    let split = filled(&order, &cheap_split);
    assert_eq!(parts(&split), [part(2, "ship", 1), part(3, "ship", 1)]);
    assert_eq!(split.cost.total(), 200);
}

#[test]
fn a_line_is_shared_out_where_nobody_has_enough() {
    let order =
        request(vec![line(1, 5)], vec![store(1, &[(1, 2)]), store(2, &[(1, 2)]), store(3, &[(1, 1)])]);
    let best = filled(&order, &standard());
    assert_eq!(parts(&best), [part(1, "ship", 2), part(2, "ship", 2), part(3, "ship", 1)]);
    assert_eq!(best.cost.split, 2_000);
}

#[test]
fn a_group_travels_together_or_not_at_all() {
    let together = |mut line: Line| {
        line.group = Some("sofa".to_owned());
        line
    };
    let apart = [store(1, &[(1, 1)]), store(2, &[(2, 1)])];
    let order = request(vec![together(line(1, 1)), together(line(2, 1)), line(3, 1)], apart.to_vec());
    let mut order_with_third = order.clone();
    order_with_third.candidates.push(store(3, &[(3, 1)]));
    let Outcome::Unfillable { missing, plan: partial } = plan(&order_with_third, &standard()).unwrap() else {
        panic!("nobody has both")
    };
    let told: Vec<_> = missing.iter().map(|it| (it.line, it.quantity.get(), it.why)).collect();
    assert_eq!(told, [(line_id(1), 1, Shortage::NotTogether), (line_id(2), 1, Shortage::NotTogether)]);
    assert_eq!(parts(&partial), [part(3, "ship", 1)]);
    assert_eq!(reason(&partial, 1), Reason::GroupIncomplete);

    order_with_third.candidates.push(store(4, &[(1, 1), (2, 1)]));
    let best = filled(&order_with_third, &standard());
    assert_eq!(parts(&best), [part(3, "ship", 1), part(4, "ship", 2)]);
}

#[test]
fn a_group_and_a_loose_line_do_not_get_the_same_unit() {
    let mut grouped = line(1, 1);
    (grouped.line, grouped.group) = (line_id(8), Some("set".to_owned()));
    let order = request(vec![line(1, 1), grouped], vec![store(1, &[(1, 1)]), store(2, &[(1, 1)])]);
    let best = filled(&order, &standard());
    assert_eq!(parts(&best), [part(1, "ship", 1), part(2, "ship", 1)]);
    let alone = request(order.lines.clone(), vec![store(1, &[(1, 1)])]);
    assert_eq!(plan(&alone, &standard()).unwrap().missing().len(), 1);
}

#[test]
fn a_store_hands_over_what_it_has_and_has_the_rest_sent() {
    let order = collected(
        request(
            vec![line(1, 1), line(2, 2)],
            vec![store(1, &[(1, 1), (2, 1)]), warehouse(2, &[(2, 50)]), store(3, &[(2, 1)])],
        ),
        1,
    );
    let mut policy = standard();
    policy.weights.extra_parcel = 0;
    let best = filled(&order, &policy);
    assert_eq!(parts(&best), [part(1, "pickup", 2), part(2, "transfer", 1)]);
    assert_eq!(best.cost.shipping, 400);

    policy.constraints.max_parcels = Some(1);
    let Outcome::Unfillable { missing, plan: partial } = plan(&order, &policy).unwrap() else {
        panic!("two are needed")
    };
    assert_eq!(
        missing.iter().map(|it| (it.quantity.get(), it.why)).collect::<Vec<_>>(),
        [(1, Shortage::MaxParcels)]
    );
    assert_eq!(parts(&partial), [part(1, "pickup", 2)]);
}

#[test]
fn what_is_nowhere_is_told_apart_from_what_can_be_sent() {
    let order = request(vec![line(1, 3), line(2, 1)], vec![store(1, &[(1, 2)]), store(2, &[])]);
    let outcome = plan(&order, &standard()).unwrap();
    let told: Vec<_> = outcome.missing().iter().map(|it| (it.line, it.quantity.get(), it.why)).collect();
    assert_eq!(told, [(line_id(1), 1, Shortage::OutOfStock), (line_id(2), 1, Shortage::OutOfStock)]);
    assert_eq!(parts(outcome.plan()), [part(1, "ship", 2)]);
    assert_eq!((outcome.plan().cost.total(), outcome.plan().proof), (1_000, Proof::Exact));

    let nowhere = plan(&request(vec![line(1, 1)], Vec::new()), &standard()).unwrap();
    assert_eq!((nowhere.missing().len(), nowhere.plan().parts.len(), nowhere.plan().cost.total()), (1, 0, 0));
}

#[test]
fn a_tie_goes_to_fewer_parts_and_then_to_the_earlier_location() {
    let mut policy = standard();
    policy.weights.extra_parcel = 0;
    let both = |number, handling| {
        let mut it = store(number, &[(1, 1), (2, 1)]);
        it.handling_order = handling;
        it
    };
    let order = request(
        vec![line(1, 1), line(2, 1)],
        vec![both(9, 1_000), both(5, 1_000), store(1, &[(1, 1)]), store(2, &[(2, 1)])],
    );
    let best = filled(&order, &policy);
    assert_eq!((parts(&best), best.cost.total()), (vec![part(5, "ship", 2)], 2_000));
    assert_eq!((reason(&best, 9), reason(&best, 1)), (Reason::Tie, Reason::Dearer));
}

#[test]
fn every_place_is_told_why_it_was_left() {
    let mut policy = standard();
    policy.constraints = Constraints {
        max_distance_km: Some(100),
        min_confidence: 500,
        store_safety: 1,
        exclude: vec![location(2)],
        ..Constraints::default()
    };
    let warsaw = Point::from_degrees(52.23, 21.01);
    let with = |number: usize, change: &dyn Fn(&mut Candidate)| {
        let mut it = store(number, &[(1, 5)]);
        it.point = warsaw;
        change(&mut it);
        it
    };
    policy.rules = vec![
        rule("not from here", Then { exclude: Some(only(12)), ..Then::default() }),
        rule(
            "shops and sheds",
            Then {
                only: Some(Places { kinds: vec![Kind::Store, Kind::Warehouse], locations: vec![] }),
                ..Then::default()
            },
        ),
    ];
    let mut order = request(
        vec![line(1, 1)],
        vec![
            with(1, &|_| {}),
            with(2, &|_| {}),
            with(3, &|it| it.kind = Kind::Supplier),
            with(4, &|it| it.modes = vec![Mode::Pickup]),
            with(5, &|it| it.capacity = Some(0)),
            with(6, &|it| it.point = Point::from_degrees(50.06, 19.94)),
            with(7, &|it| it.point = None),
            with(8, &|it| it.stock = vec![row(1, 0), row(7, 3)]),
            with(9, &|it| it.stock[0].confidence = 499),
            with(10, &|it| it.stock[0] = row(1, 1)),
            with(11, &|it| it.zone = "DE".to_owned()),
            with(12, &|_| {}),
            with(13, &|it| it.handling_order = 1),
        ],
    );
    order.destination = Destination::Ship { country: "PL".to_owned(), zone: "PL".to_owned(), point: warsaw };
    order.rates[0].from = Some("PL".to_owned());
    let best = filled(&order, &policy);
    let told: Vec<&str> = best.explanation.candidates.iter().map(|it| it.reason.as_str()).collect();
    let expected = [
        "chosen",
        "policy_excludes",
        "kind_not_allowed",
        "mode_not_offered",
        "no_capacity",
        "too_far",
        "no_point",
        "no_stock",
        "low_confidence",
        "only_safety",
        "no_rate",
        "rule_excludes",
        "dearer",
    ];
    assert_eq!(told, expected);
    let ruled_out = &best.explanation.candidates[11];
    assert_eq!((ruled_out.rule, best.explanation.rules[0].name.as_str()), (Some(0), "not from here"));
    assert_eq!((best.explanation.policy.as_str(), best.explanation.policy_version), ("standard", 1));
    let dearer = &best.explanation.candidates[12];
    assert_eq!((dearer.units, dearer.cost.handling, dearer.dearer_by), (1, 1, Some(1)));
    assert_eq!(best.explanation.candidates[5].distance_m.map(|metres| metres / 1_000), Some(252));
}

fn rule(name: &str, then: Then) -> Rule {
    Rule { name: name.to_owned(), when: When::default(), then }
}
fn only(number: usize) -> Places {
    Places { kinds: Vec::new(), locations: vec![location(number)] }
}

#[test]
fn rules_change_the_answer_only_where_they_hold() {
    let mut policy = standard();
    let abroad = When { countries: vec!["DE".to_owned()], ..When::default() };
    let dear = When { value_from: Some(20_000), value_below: Some(90_000), ..When::default() };
    let bulky = When { tags: vec!["bulky".to_owned()], ..When::default() };
    let sets = When { groups: vec!["set".to_owned()], units_from: Some(2), ..When::default() };
    let warehouses = || Places { kinds: vec![Kind::Warehouse], locations: Vec::new() };
    policy.rules = vec![
        Rule { when: abroad, ..rule("abroad", Then { only: Some(warehouses()), ..Then::default() }) },
        Rule {
            when: dear,
            ..rule(
                "dear",
                Then {
                    prefer: Some(Preference { places: warehouses(), others_cost: 900 }),
                    ..Then::default()
                },
            )
        },
        Rule { when: bulky, ..rule("bulky", Then { exclude: Some(only(2)), ..Then::default() }) },
        Rule {
            when: sets,
            ..rule(
                "sets",
                Then { prefer: Some(Preference { places: only(1), others_cost: 1 }), ..Then::default() },
            )
        },
    ];
    let mut shed = warehouse(1, &[(1, 9)]);
    shed.handling_order = 500;
    let order = request(vec![line(1, 1)], vec![shed, store(2, &[(1, 9)])]);
    let fired = |order: &Request| {
        let best = filled(order, &policy);
        let names: Vec<String> = best.explanation.rules.into_iter().map(|it| it.name).collect();
        (best.parts[0].location, names.join(" "))
    };
    assert_eq!(fired(&order), (location(2), String::new()));
    let mut to_germany = order.clone();
    to_germany.destination =
        Destination::Ship { country: "DE".to_owned(), zone: "PL".to_owned(), point: None };
    assert_eq!(fired(&to_germany), (location(1), "abroad".to_owned()));
    let mut dear = order.clone();
    dear.lines[0].quantity = units(2);
    assert_eq!(fired(&dear), (location(1), "dear".to_owned()));
    dear.lines[0].unit_value = 45_000;
    assert_eq!(fired(&dear), (location(2), String::new()));
    let mut bulky = order.clone();
    bulky.lines[0].tags = vec!["bulky".to_owned()];
    assert_eq!(fired(&bulky), (location(1), "bulky".to_owned()));
    let mut set = dear.clone();
    set.lines[0].group = Some("set".to_owned());
    assert_eq!(fired(&set), (location(2), "sets".to_owned()));
}

#[test]
fn a_late_parcel_costs_each_hour_that_has_begun() {
    let mut slow = warehouse(1, &[(1, 9)]);
    slow.leaves_at = noon().plus_hours(3).plus_minutes(1);
    let mut order = request(vec![line(1, 1)], vec![slow]);
    order.promised_at = Some(noon().plus_hours(24));
    let best = filled(&order, &standard());
    assert_eq!((best.parts[0].late_hours, best.cost.lateness), (4, 200));
    assert_eq!(best.parts[0].arrives_at, noon().plus_hours(27).plus_minutes(1));
}

#[test]
fn weight_is_paid_unit_by_unit_and_old_stock_pays_back() {
    let mut heavy = line(1, 3);
    heavy.weight_g = 1_001;
    let mut old = store(1, &[(1, 9)]);
    (old.stock[0].markdown, old.stock[0].confidence) = (150, 900);
    let mut order = request(vec![heavy], vec![old]);
    order.rates[0] = sourcing::Rate { extra_unit: 50, kilogram: 100, ..rate(Mode::Ship, 1_000) };
    let best = filled(&order, &standard());
    assert_eq!(
        (best.cost.shipping, best.cost.markdown, best.cost.doubt),
        (1_000 + 2 * 50 + 3 * 101, -450, 150)
    );
}

#[test]
fn who_asks_in_another_order_gets_the_same_answer() {
    let mut dice = Rng::with_seed(11);
    let mut retailer = Retailer::new(5, 40);
    for case in 0..700 {
        let (mut asked, policy) = match case % 7 {
            0 => (retailer.order(6), standard()),
            _ => any_case(&mut dice, 6, 5),
        };
        let first = plan(&asked, &policy).unwrap();
        dice.shuffle(&mut asked.lines);
        dice.shuffle(&mut asked.candidates);
        dice.shuffle(&mut asked.rates);
        asked.candidates.iter_mut().for_each(|it| dice.shuffle(&mut it.stock));
        assert_eq!(plan(&asked, &policy).unwrap(), first);
    }
}

#[test]
fn nothing_is_promised_twice_and_every_unit_is_accounted_for() {
    let mut dice = Rng::with_seed(12);
    let mut retailer = Retailer::new(6, 60);
    for case in 0..1_200 {
        let (request, mut policy) = match case % 6 {
            0 => (retailer.order(8), standard()),
            _ => any_case(&mut dice, 8, 6),
        };
        // A budget that is far too small, too.
        policy.nodes = if dice.bool() { policy.nodes } else { 1 };
        let outcome = plan(&request, &policy).unwrap();
        let plan = outcome.plan();
        for part in &plan.parts {
            let there = request.candidates.iter().find(|it| it.location == part.location).unwrap();
            for row in &there.stock {
                let of_variant = |it: &&sourcing::Taken| {
                    request.lines.iter().any(|line| line.line == it.line && line.variant == row.variant)
                };
                let taken: i64 = part.units.iter().filter(of_variant).map(|it| it.quantity.get()).sum();
                assert!(taken <= row.available.get());
            }
            assert!(part.units.iter().all(|it| !it.quantity.is_zero()));
        }
        for line in &request.lines {
            let given: Vec<i64> = plan
                .parts
                .iter()
                .flat_map(|part| &part.units)
                .filter(|it| it.line == line.line)
                .map(|it| it.quantity.get())
                .collect();
            let missing: i64 =
                outcome.missing().iter().filter(|it| it.line == line.line).map(|it| it.quantity.get()).sum();
            assert_eq!(given.iter().sum::<i64>() + missing, line.quantity.get());
            assert!(line.group.is_none() || given.len() <= 1);
        }
        let mut sum = sourcing::Cost::default();
        plan.parts.iter().for_each(|part| sum += part.cost);
        assert_eq!(sum, plan.cost);
        assert!(policy.constraints.max_parcels.is_none_or(|most| plan.parts.len() as i64 <= most));
        let chosen = plan.explanation.candidates.iter().filter(|it| it.reason == Reason::Chosen).count();
        assert_eq!((chosen, plan.explanation.candidates.len()), (plan.parts.len(), request.candidates.len()));
        if let Proof::Within { cost_at_least, gap, .. } = plan.proof {
            assert_eq!(cost_at_least + gap, plan.cost.total());
        }
    }
}

#[test]
fn a_small_budget_tells_how_far_the_best_plan_may_be() {
    let mut retailer = Retailer::new(8, 80);
    let (mut cut, mut worse) = (0, 0);
    for _ in 0..60 {
        let request = retailer.order(10);
        let patient = plan(&request, &Policy { nodes: 1_000_000, ..standard() }).unwrap();
        let hasty = plan(&request, &Policy { nodes: 1, ..standard() }).unwrap();
        assert_eq!(patient.plan().proof, Proof::Exact);
        let count = |outcome: &Outcome| outcome.missing().iter().map(|it| it.quantity.get()).sum::<i64>();
        let best = (count(&patient), patient.plan().cost.total());
        let found = (count(&hasty), hasty.plan().cost.total());
        assert!(best <= found);
        worse += usize::from(best < found);
        match hasty.plan().proof {
            Proof::Exact => assert_eq!(best, found),
            Proof::Within { missing_at_least, cost_at_least, .. } => {
                assert!((missing_at_least, cost_at_least) <= best);
                cut += 1;
            }
        }
    }
    println!("{cut} of 60 searches were cut, {worse} of them short of the best");
    assert!(cut > 0);
}

#[test]
fn another_currency_is_not_converted() {
    let order = request(vec![line(1, 1)], vec![place(1, Kind::Store, &[(1, 1)])]);
    let refused = plan(&order, &Policy::standard(Currency::Eur)).unwrap_err();
    assert_eq!(refused.faults()[0].pointer, "/currency");
}

#[test]
fn the_answer_reads_back_as_it_was_written() {
    let mut dice = Rng::with_seed(13);
    for _ in 0..200 {
        let (request, policy) = any_case(&mut dice, 5, 4);
        let outcome = plan(&request, &policy).unwrap();
        let text = serde_json::to_string(&outcome).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), outcome);
        let asked = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&asked).unwrap(), request);
    }
}

#[test]
fn numbers_at_their_limits_are_refused_or_planned_but_never_overflow() {
    let mut dice = Rng::with_seed(14);
    let (mut refused, mut planned) = (0, 0);
    for case in 0..1_500 {
        let (mut request, mut policy) = any_case(&mut dice, 7, 5);
        let huge =
            |dice: &mut Rng, most: i64| if dice.u8(0..3) == 0 { most } else { dice.i64(0..=most.min(100)) };
        let soft = if case % 2 == 0 { 1 } else { 10_000 };
        for line in &mut request.lines {
            line.quantity = units(huge(&mut dice, 1_000_000 / soft).max(1));
            line.unit_value = huge(&mut dice, 1_000_000_000);
        }
        for it in &mut request.candidates {
            it.handling_order = huge(&mut dice, 1_000_000_000 / soft);
            it.handling_unit = huge(&mut dice, 1_000_000_000 / soft);
            for row in &mut it.stock {
                row.available = units(huge(&mut dice, 1_000_000_000));
                row.markdown = huge(&mut dice, 1_000_000_000 / soft);
            }
        }
        for rate in &mut request.rates {
            (rate.parcel, rate.kilogram) = (1_000_000_000 / soft, huge(&mut dice, 1_000_000 / soft));
        }
        request.promised_at = Some(noon().plus_days(-4_000));
        policy.weights.late_hour = huge(&mut dice, 1_000_000_000 / soft);
        policy.nodes = 50;
        match plan(&request, &policy) {
            Ok(outcome) => {
                let mut sum = 0;
                outcome.plan().parts.iter().for_each(|part| sum += i128::from(part.cost.total()));
                assert_eq!(sum, i128::from(outcome.plan().cost.total()));
                planned += 1;
            }
            Err(error) => {
                assert_eq!(error.faults()[0].pointer, "");
                refused += 1;
            }
        }
    }
    println!("{planned} planned, {refused} refused");
    assert!(planned > 0 && refused > 0);
}
