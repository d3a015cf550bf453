//! Events are a contract: these texts may get new fields and never change otherwise.

use inventory::{
    ChangedCell, Fate, LocationSaved, PromiseMoved, Reason, Released, ReservationDue, Reserved, RulesChanged,
    Share, Shortfall, StockChanged, SupplyChanged, SupplyState, Uncovered,
};
use kernel::Event;

const VARIANT: &str = "variant_01h455vb4pex5vsknk084sn02q";
const LOCATION: &str = "location_01h455vb4pex5vsknk084sn02q";
const SUPPLY: &str = "supply_01h455vb4pex5vsknk084sn02q";
const RESERVATION: &str = "reservation_01h455vb4pex5vsknk084sn02q";

fn reads_back<E: Event + PartialEq + std::fmt::Debug>(event: E, golden: serde_json::Value, subject: &str) {
    assert_eq!(serde_json::to_value(&event).unwrap(), golden);
    assert_eq!(serde_json::from_value::<E>(golden).unwrap(), event);
    assert_eq!(event.subject().as_str(), subject);
}

#[test]
fn events_are_spelled_as_published() {
    let (variant, location) = (VARIANT.parse().unwrap(), LOCATION.parse().unwrap());
    let id = RESERVATION.parse().unwrap();
    let since = "2026-11-21T20:20:49.123Z".parse().unwrap();
    let channel = kernel::ChannelCode::new("shop").unwrap();
    let share = Share { variant, location, channel, safety: 0, protected: 4, taken: 1, since };
    let cell = ChangedCell {
        variant,
        location,
        on_hand: 5,
        unavailable: 1,
        safety: 2,
        reserved: 3,
        protected: 3,
        doubt: 250,
        seen_day: 20_778,
        shares: vec![share],
        version: 4,
    };
    reads_back(
        StockChanged { cells: vec![cell] },
        serde_json::json!({"cells": [{"variant": VARIANT, "location": LOCATION, "on_hand": 5, "unavailable": 1,
            "safety": 2, "reserved": 3, "protected": 3, "doubt": 250, "seen_day": 20_778, "shares": [{
                "variant": VARIANT, "location": LOCATION, "channel": "shop", "safety": 0, "protected": 4, "taken": 1,
                "since": "2026-11-21T20:20:49.123Z"}], "version": 4}]}),
        VARIANT,
    );
    reads_back(
        Reserved {
            id,
            holder: "api:call".to_owned(),
            variant,
            location,
            quantity: 2,
            person: None,
            expires_at: Some("2026-11-21T20:20:49.123Z".parse().unwrap()),
        },
        serde_json::json!({"id": RESERVATION, "holder": "api:call", "variant": VARIANT, "location": LOCATION,
            "quantity": 2, "person": null, "expires_at": "2026-11-21T20:20:49.123Z"}),
        RESERVATION,
    );
    reads_back(
        Released {
            id,
            holder: "order:1".to_owned(),
            reason: Reason::Expired,
            variant,
            location,
            quantity: 2,
            open: 0,
            person: None,
        },
        serde_json::json!({"id": RESERVATION, "holder": "order:1", "reason": "expired", "variant": VARIANT,
            "location": LOCATION, "quantity": 2, "open": 0, "person": null}),
        RESERVATION,
    );
    reads_back(ReservationDue { id }, serde_json::json!({"id": RESERVATION}), RESERVATION);
    reads_back(
        Shortfall {
            variant,
            location,
            units: 2,
            version: 7,
            uncovered: vec![Uncovered { reservation: id, holder: "order:1".to_owned(), units: 2 }],
        },
        serde_json::json!({"variant": VARIANT, "location": LOCATION, "units": 2, "version": 7,
            "uncovered": [{"reservation": RESERVATION, "holder": "order:1", "units": 2}]}),
        VARIANT,
    );
    reads_back(
        PromiseMoved {
            reservation: id,
            holder: "order:1".to_owned(),
            variant,
            location,
            units: 2,
            person: None,
            fate: Fate::Moved,
            from: Some(since),
            to: Some(since.plus_days(1)),
        },
        serde_json::json!({"reservation": RESERVATION, "holder": "order:1", "variant": VARIANT, "location": LOCATION,
            "units": 2, "person": null, "fate": "moved", "from": "2026-11-21T20:20:49.123Z",
            "to": "2026-11-22T20:20:49.123Z"}),
        RESERVATION,
    );
    let supply: kernel::SupplyId = SUPPLY.parse().unwrap();
    reads_back(
        SupplyChanged {
            supply,
            variant,
            location,
            transfer: None,
            state: SupplyState::Expected,
            open: 5,
            promised: 2,
            expected_at: since,
            version: 3,
        },
        serde_json::json!({"supply": SUPPLY, "variant": VARIANT, "location": LOCATION, "transfer": null,
            "state": "expected", "open": 5, "promised": 2, "expected_at": "2026-11-21T20:20:49.123Z", "version": 3}),
        SUPPLY,
    );
    reads_back(
        RulesChanged {
            channel: kernel::ChannelCode::new("shop").unwrap(),
            location: Some(location),
            variant: None,
        },
        serde_json::json!({"channel": "shop", "location": LOCATION, "variant": null}),
        "channel:shop",
    );
    reads_back(
        LocationSaved { location, version: 3 },
        serde_json::json!({"location": LOCATION, "version": 3}),
        LOCATION,
    );
}
