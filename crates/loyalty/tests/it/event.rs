//! Events are a contract: these texts may get new fields and never change otherwise.

use kernel::Event;
use loyalty::{LotRipened, PointsEarned, PointsReversed};

const PERSON: &str = "person_01h455vb4pex5vsknk084sn02q";
const ORDER: &str = "order_01h455vb4pex5vsknk084sn02q";
const FACT: &str = "event_01h455vb4pex5vsknk084sn02q";

fn reads_back<E: Event + PartialEq + std::fmt::Debug>(event: E, golden: serde_json::Value, subject: &str) {
    assert_eq!(serde_json::to_value(&event).unwrap(), golden);
    assert_eq!(serde_json::from_value::<E>(golden).unwrap(), event);
    assert_eq!(event.subject().as_str(), subject);
}

#[test]
fn events_are_spelled_as_published() {
    let (person, order) = (PERSON.parse().unwrap(), ORDER.parse().unwrap());
    reads_back(
        PointsEarned {
            person,
            order,
            points: 129,
            spendable_at: "2026-12-05T20:20:49.123Z".parse().unwrap(),
        },
        serde_json::json!({"person": PERSON, "order": ORDER, "points": 129,
            "spendable_at": "2026-12-05T20:20:49.123Z"}),
        PERSON,
    );
    reads_back(
        PointsReversed { person, order, points: 30 },
        serde_json::json!({"person": PERSON, "order": ORDER, "points": 30}),
        PERSON,
    );
    reads_back(
        LotRipened { person, order, reference: FACT.parse().unwrap() },
        serde_json::json!({"person": PERSON, "order": ORDER, "reference": FACT}),
        FACT,
    );
}
