use kernel::{CallbackId, Denied, Fault, FulfilmentId, Problem, ShipmentId};

use crate::State;

/// Why shipping refused. Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no shipment {0}")]
    UnknownShipment(ShipmentId),
    #[error("there is no callback {0}")]
    UnknownCallback(CallbackId),
    #[error("there is no delivery service `{0}`")]
    UnknownService(String),
    #[error("there is no pickup point `{0}`, or it is closed")]
    UnknownPoint(String),
    #[error("`{0}` was used before, for something else")]
    IdTaken(String),
    #[error("fulfilment {0} is packed already")]
    AlreadyPacked(FulfilmentId),
    #[error("shipment {shipment} is {state}")]
    WrongState { shipment: ShipmentId, state: State },
    #[error("shipment {0} has no label yet")]
    NoLabel(ShipmentId),
    #[error("{why}")]
    Invalid { pointer: &'static str, why: String },
    #[error("a report has at most {0} bytes")]
    CallbackTooLarge(usize),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownShipment(_) => Problem::new(404, "shipping/unknown-shipment", "No such shipment"),
            Error::UnknownCallback(_) => Problem::new(404, "shipping/unknown-callback", "No such callback"),
            Error::UnknownService(_) => {
                Problem::new(422, "shipping/unknown-service", "No such delivery service")
            }
            Error::UnknownPoint(_) => Problem::new(422, "shipping/unknown-point", "No such pickup point"),
            Error::IdTaken(_) => Problem::new(409, "shipping/id-taken", "Id used before"),
            Error::AlreadyPacked(_) => Problem::new(409, "shipping/already-packed", "Packed already"),
            Error::WrongState { .. } => Problem::new(409, "shipping/wrong-state", "Not in this state"),
            Error::NoLabel(_) => Problem::new(409, "shipping/no-label", "No label yet"),
            Error::Invalid { pointer, why } => {
                Problem::new(422, "shipping/invalid", "Not acceptable").field(*pointer, why)
            }
            Error::CallbackTooLarge(_) => {
                Problem::new(413, "shipping/callback-too-large", "Too large a report")
            }
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
