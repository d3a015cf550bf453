//! What others may hear. The subject is the order, so an order hears of its parcels in order.

use kernel::{Event, FulfilmentId, OrderId, ShipmentId, Subject};
use serde::{Deserialize, Serialize};

use crate::State;

/// The carrier gave a number and a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub shipment: ShipmentId,
}
impl Event for Labelled {
    const NAME: &'static str = "shipping.labelled";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The carrier does not do what it was asked for; a person decides. `reason`: `refused`, `silent`, `not_cancelled`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub shipment: ShipmentId,
    pub reason: String,
}
impl Event for Failed {
    const NAME: &'static str = "shipping.failed";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A report moved the shipment on. `stray`: it is under way although it was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub shipment: ShipmentId,
    pub state: State,
    #[serde(default)]
    pub stray: bool,
}
impl Event for Tracked {
    const NAME: &'static str = "shipping.tracked";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}
