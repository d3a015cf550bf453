//! Events are a contract: these texts may get new fields and never change otherwise.

use inventory::{
    ChangedCell, LocationSaved, Reason, Released, ReservationDue, Reserved, Shortfall, StockChanged,
};
use kernel::Event;

const VARIANT: &str = "variant_01h455vb4pex5vsknk084sn02q";
const LOCATION: &str = "location_01h455vb4pex5vsknk084sn02q";
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
    let cell =
        ChangedCell { variant, location, on_hand: 5, unavailable: 1, safety: 2, reserved: 3, version: 4 };
    reads_back(
        StockChanged { cells: vec![cell] },
        serde_json::json!({"cells": [{"variant": VARIANT, "location": LOCATION, "on_hand": 5, "unavailable": 1,
            "safety": 2, "reserved": 3, "version": 4}]}),
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
        Shortfall { variant, location, units: 2, version: 7 },
        serde_json::json!({"variant": VARIANT, "location": LOCATION, "units": 2, "version": 7}),
        VARIANT,
    );
    reads_back(
        LocationSaved { location, version: 3 },
        serde_json::json!({"location": LOCATION, "version": 3}),
        LOCATION,
    );
}
