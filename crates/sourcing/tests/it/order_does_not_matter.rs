//! The same question has the same answer, in whatever order it is put.

use fastrand::Rng;
use kernel::Currency;
use sourcing::sample::Retailer;
use sourcing::{Policy, plan};

#[test]
fn lines_and_places_may_stand_in_any_order() {
    let (mut retailer, mut rng) = (Retailer::new(7, 60), Rng::with_seed(7));
    let policy = Policy::standard(Currency::Pln);
    for _ in 0..60 {
        let asked = retailer.order(6);
        let mut again = asked.clone();
        rng.shuffle(&mut again.lines);
        rng.shuffle(&mut again.candidates);
        again.candidates.iter_mut().for_each(|it| rng.shuffle(&mut it.stock));
        let first = plan(&asked, &policy).expect("a sensible order");
        assert_eq!(first.plan().parts, plan(&again, &policy).expect("the same order").plan().parts);
    }
}
