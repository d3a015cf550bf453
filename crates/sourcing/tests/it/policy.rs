//! A policy is data: it comes back as it was written, and what makes no sense is named.

use kernel::Currency;
use sourcing::sample::Retailer;
use sourcing::{Error, Policy, plan};

#[test]
fn a_policy_comes_back_as_it_was_written() {
    let policy = Policy::standard(Currency::Pln);
    let text = serde_json::to_string(&policy).expect("JSON");
    assert_eq!(serde_json::from_str::<Policy>(&text).expect("the same"), policy);
    let unknown = text.replacen("\"name\"", "\"nmae\"", 1);
    assert!(serde_json::from_str::<Policy>(&unknown).is_err(), "an unknown field is refused");
}

#[test]
fn a_weight_beyond_its_range_is_named() {
    let request = Retailer::new(1, 3).order(1);
    let mut policy = Policy::standard(Currency::Pln);
    policy.weights.extra_parcel = -1;
    let Err(Error::Policy(faults)) = plan(&request, &policy) else { panic!("a negative weight was taken") };
    assert!(faults.iter().any(|it| it.pointer == "/weights/extra_parcel"), "{faults:?}");
}

#[test]
fn a_line_that_stands_twice_is_named() {
    let mut request = Retailer::new(1, 3).order(2);
    request.lines[1].line = request.lines[0].line;
    let refused = plan(&request, &Policy::standard(Currency::Pln));
    let Err(Error::Request(faults)) = refused else { panic!("the same line twice was taken") };
    assert!(faults.iter().any(|it| it.pointer == "/lines/1/line"), "{faults:?}");
}
