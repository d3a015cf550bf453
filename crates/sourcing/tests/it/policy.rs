use kernel::{Currency, Problem};
use sourcing::{Error, Policy};

const STANDARD: &str = include_str!("golden/standard.json");
const EVERYTHING: &str = include_str!("golden/everything.json");

#[test]
fn a_policy_reads_back_as_it_was_written() {
    assert_eq!(Policy::from_json(STANDARD).unwrap(), Policy::standard(Currency::Pln));
    for text in [STANDARD, EVERYTHING] {
        assert_eq!(Policy::from_json(text).unwrap().to_json(), text.trim_end());
    }
}

#[test]
fn what_is_left_out_has_its_default() {
    let short = r#"{"name": "standard", "version": 1, "currency": "PLN", "weights": {"shipping_percent": 100,
        "handling_percent": 100, "markdown_percent": 100, "distance_km": 1, "extra_parcel": 1000, "late_hour": 50, "doubt": 500}}"#;
    assert_eq!(Policy::from_json(short).unwrap(), Policy::standard(Currency::Pln));
}

/// The policy with everything in it, changed in one place.
fn refused(from: &str, to: &str) -> Vec<String> {
    assert_eq!(EVERYTHING.matches(from).count(), 1, "{from} stands there once");
    let Err(Error::Policy(faults)) = Policy::from_json(&EVERYTHING.replace(from, to)) else {
        panic!("{to} is accepted")
    };
    faults.into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn every_refusal_names_its_pointer() {
    let cases = [
        (r#""name": "everything""#, r#""name": " ""#, "/name"),
        (r#""version": 7"#, r#""version": 0"#, "/version"),
        (r#""currency": "PLN""#, r#""currency": "ZLT""#, "/currency"),
        (r#""shipping_percent": 100"#, r#""shipping_percent": 1001"#, "/weights/shipping_percent"),
        (r#""distance_km": 2"#, r#""distance_km": -1"#, "/weights/distance_km"),
        (r#""distance_km": 2"#, r#""distance_km": 1.5"#, "/weights/distance_km"),
        (r#""max_parcels": 3"#, r#""max_parcels": 0"#, "/constraints/max_parcels"),
        (r#""max_parcels": 3"#, r#""max_parcels": 65"#, "/constraints/max_parcels"),
        (r#""max_distance_km": 400"#, r#""max_distance_km": -4"#, "/constraints/max_distance_km"),
        (r#""min_confidence": 300"#, r#""min_confidence": 1001"#, "/constraints/min_confidence"),
        (r#""store_safety": 1"#, r#""store_safety": -1"#, "/constraints/store_safety"),
        (r#""supplier""#, r#""barn""#, "/constraints/kinds/2"),
        (r#""location_00000000000000000000000009""#, r#""nowhere""#, "/constraints/exclude/0"),
        (r#""name": "abroad""#, r#""name": "heavy""#, "/rules/1/name"),
        (r#""delivery": "ship""#, r#""delivery": "drone""#, "/rules/0/when/delivery"),
        (r#""DE""#, r#""de""#, "/rules/0/when/countries/0"),
        (r#""EU-1""#, r#""""#, "/rules/0/when/zones/0"),
        (r#""value_from": 5000"#, r#""value_from": 99999999"#, "/rules/0/when/value_below"),
        (r#""units_from": 2"#, r#""units_from": -2"#, "/rules/0/when/units_from"),
        (r#""sofa""#, r#"" ""#, "/rules/1/when/groups/0"),
        (r#""bulky""#, r#""""#, "/rules/1/when/tags/0"),
        (r#""others_cost": 500"#, r#""others_cost": -500"#, "/rules/0/then/prefer/others_cost"),
        (r#""late_hour": 100"#, r#""late_hour": -100"#, "/rules/1/then/weights/late_hour"),
        (r#""nodes": 5000"#, r#""nodes": 0"#, "/nodes"),
    ];
    for (from, to, pointer) in cases {
        assert_eq!(refused(from, to), [pointer], "{to}");
    }
}

#[test]
fn what_nobody_knows_is_refused_where_it_stands() {
    let cases = [
        (r#""version": 7"#, r#""version": 7, "verison": 8"#, "/verison"),
        (r#""distance_km": 2"#, r#""distance_km": 2, "wieght": 1"#, "/weights/wieght"),
        (r#""store_safety": 1"#, r#""store_safety": 1, "x/y~z": 1"#, "/constraints/x~1y~0z"),
        (r#""units_from": 2"#, r#""units_from": 2, "weather": "rain""#, "/rules/0/when/weather"),
        (r#""others_cost": 500"#, r#""others_cost": 500, "by": 1"#, "/rules/0/then/prefer/by"),
    ];
    for (from, to, pointer) in cases {
        assert_eq!(refused(from, to), [pointer], "{to}");
    }
    let Err(Error::Policy(faults)) = Policy::from_json("{") else { panic!("half a policy is accepted") };
    assert_eq!(faults.len(), 1);
    let Err(Error::Policy(faults)) = Policy::from_json(&format!("{STANDARD} and more")) else {
        panic!("more than a policy is accepted")
    };
    assert_eq!(faults[0].pointer, "");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let mut policy = Policy::from_json(EVERYTHING).unwrap();
    policy.weights.doubt = -1;
    policy.constraints.kinds.clear();
    policy.rules[0].then = sourcing::Then::default();
    policy.rules[1].then.only = Some(sourcing::Places::default());
    policy.rules[1].then.exclude = Some(sourcing::Places::default());
    let problem = Problem::from(policy.check().unwrap_err());
    let pointers: Vec<&str> = problem.errors.iter().map(|it| it.pointer.as_str()).collect();
    let expected = [
        "/weights/doubt",
        "/constraints/kinds",
        "/rules/0/then",
        "/rules/1/then/only",
        "/rules/1/then/exclude",
    ];
    assert_eq!(pointers, expected);
    assert_eq!((problem.slug(), problem.status), ("sourcing/invalid-policy", 422));
}
