use kernel::{ChannelCode, Currency, Event, Id, Money, Quantity};
use orders::{
    CancelReason, Cancelled, FulfilmentState, HandedOver, Mode, PaymentState, Placed, Sold, Units, Work,
};
use serde_json::json;

/// The same ids in every run.
fn id<I: Id>(n: u128) -> I {
    I::from_uuid(uuid::Uuid::from_u128(n))
}
fn pln(minor: i64) -> Money {
    Money::new(minor, Currency::Pln)
}
fn units() -> Units {
    Units { line: id(1), variant: id(2), quantity: Quantity::new(3).unwrap(), gross: pln(297) }
}
fn units_json() -> serde_json::Value {
    json!({
        "line": "line_00000000000000000000000001",
        "variant": "variant_00000000000000000000000002",
        "quantity": 3,
        "gross": { "amount": 297, "currency": "PLN" },
    })
}

/// Stored events are read for months, by others too: fields are added, never changed.
#[test]
fn the_wire_form_of_events_stays() {
    let placed = Placed {
        order: id(4),
        number: "7KQ4-M2XR".to_owned(),
        channel: ChannelCode::new("shop").unwrap(),
        person: Some(id(5)),
        visitor: None,
        basket: Some(id(6)),
        total: pln(297),
        payment: PaymentState::DueAtPickup,
        lines: vec![units()],
        fulfilments: vec![Work {
            fulfilment: id(7),
            location: id(8),
            mode: Mode::Pickup,
            state: FulfilmentState::Open,
        }],
    };
    let golden = json!({
        "order": "order_00000000000000000000000004",
        "number": "7KQ4-M2XR",
        "channel": "shop",
        "person": "person_00000000000000000000000005",
        "visitor": null,
        "basket": "basket_00000000000000000000000006",
        "total": { "amount": 297, "currency": "PLN" },
        "payment": "due_at_pickup",
        "lines": [units_json()],
        "fulfilments": [{
            "fulfilment": "fulfilment_00000000000000000000000007",
            "location": "location_00000000000000000000000008",
            "mode": "pickup",
            "state": "open",
        }],
    });
    assert_eq!(serde_json::to_value(&placed).unwrap(), golden);
    assert_eq!(serde_json::from_value::<Placed>(golden).unwrap(), placed);
    assert_eq!(placed.subject().as_str(), "order_00000000000000000000000004");

    let handed = HandedOver {
        order: id(4),
        fulfilment: id(7),
        channel: ChannelCode::new("shop").unwrap(),
        location: id(8),
        person: None,
        paid: pln(297),
        lines: vec![units()],
        receipt: id(9),
    };
    let golden = json!({
        "order": "order_00000000000000000000000004",
        "fulfilment": "fulfilment_00000000000000000000000007",
        "channel": "shop",
        "location": "location_00000000000000000000000008",
        "person": null,
        "paid": { "amount": 297, "currency": "PLN" },
        "lines": [units_json()],
        "receipt": "receipt_00000000000000000000000009",
    });
    assert_eq!(serde_json::to_value(&handed).unwrap(), golden);

    let sold = Sold {
        order: id(4),
        number: "7KQ4-M2XR".to_owned(),
        channel: ChannelCode::new("store").unwrap(),
        location: id(8),
        till: Some(id(10)),
        person: Some(id(5)),
        total: pln(297),
        lines: vec![units()],
        receipt: id(9),
    };
    let golden = json!({
        "order": "order_00000000000000000000000004",
        "number": "7KQ4-M2XR",
        "channel": "store",
        "location": "location_00000000000000000000000008",
        "till": "till_0000000000000000000000000a",
        "person": "person_00000000000000000000000005",
        "total": { "amount": 297, "currency": "PLN" },
        "lines": [units_json()],
        "receipt": "receipt_00000000000000000000000009",
    });
    assert_eq!(serde_json::to_value(&sold).unwrap(), golden);

    let cancelled = Cancelled {
        order: id(4),
        channel: ChannelCode::new("shop").unwrap(),
        person: None,
        reason: CancelReason::Unpaid,
        lines: vec![],
        fulfilments: vec![],
    };
    assert_eq!(
        serde_json::to_value(&cancelled).unwrap(),
        json!({
            "order": "order_00000000000000000000000004", "channel": "shop", "person": null, "reason": "unpaid",
            "lines": [], "fulfilments": [],
        })
    );
}
