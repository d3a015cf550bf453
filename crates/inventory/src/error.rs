use kernel::{
    CountId, Denied, Fault, LocationId, Problem, Quantity, ReservationId, SupplyId, TransferId, VariantId,
};

use crate::{CountState, SupplyState, TransferState};

/// Why inventory refused. Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{wanted} of {variant} wanted at {location}, fewer available")]
    OutOfStock { variant: VariantId, location: LocationId, wanted: i64 },
    #[error("there is no location `{0}`")]
    UnknownLocation(String),
    #[error("there is no reservation {0}")]
    UnknownReservation(ReservationId),
    /// The id of a reservation or a movement was used before, for something else.
    #[error("{0} was used before, for something else")]
    IdTaken(String),
    #[error("reservation {0} was already fulfilled")]
    AlreadyFulfilled(ReservationId),
    #[error("reservation {0} was already released")]
    AlreadyReleased(ReservationId),
    #[error("the goods of reservation {0} are still on their way")]
    NotHereYet(ReservationId),
    #[error("there is no supply {0}")]
    UnknownSupply(SupplyId),
    #[error("supply {id} is {state}")]
    SupplyClosed { id: SupplyId, state: SupplyState },
    #[error("there is no transfer {0}")]
    UnknownTransfer(TransferId),
    #[error("transfer {id} is {state}")]
    WrongTransferState { id: TransferId, state: TransferState },
    #[error("there is no count {0}")]
    UnknownCount(CountId),
    #[error("count {id} is {state}")]
    CountClosed { id: CountId, state: CountState },
    #[error("only {open} of {id} are still promised")]
    TooMany { id: ReservationId, open: Quantity },
    #[error("reservation {0} belongs to an order or a basket: change that instead")]
    HeldElsewhere(ReservationId),
    #[error("fewer than {wanted} pieces of {variant} are set aside like that")]
    NotSetAside { variant: VariantId, wanted: i64 },
    #[error("another location has the code `{0}`")]
    CodeTaken(String),
    #[error("the location was changed by somebody else: it has version {now}")]
    Stale { now: i64 },
    #[error("{why}")]
    Invalid { pointer: &'static str, why: String },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::OutOfStock { .. } => Problem::new(409, "inventory/out-of-stock", "Out of stock"),
            Error::UnknownLocation(_) => Problem::new(404, "inventory/unknown-location", "No such location"),
            Error::UnknownReservation(_) => {
                Problem::new(404, "inventory/unknown-reservation", "No such reservation")
            }
            Error::IdTaken(_) => Problem::new(409, "inventory/id-taken", "This id is in use"),
            Error::AlreadyFulfilled(_) => {
                Problem::new(409, "inventory/already-fulfilled", "Already fulfilled")
            }
            Error::AlreadyReleased(_) => Problem::new(409, "inventory/already-released", "Already released"),
            Error::NotHereYet(_) => Problem::new(409, "inventory/not-here-yet", "The goods have not arrived"),
            Error::UnknownSupply(_) => Problem::new(404, "inventory/unknown-supply", "No such supply"),
            Error::SupplyClosed { .. } => {
                Problem::new(409, "inventory/supply-closed", "Nothing more is expected")
            }
            Error::UnknownTransfer(_) => Problem::new(404, "inventory/unknown-transfer", "No such transfer"),
            Error::WrongTransferState { .. } => {
                Problem::new(409, "inventory/wrong-transfer-state", "Not in this state")
            }
            Error::UnknownCount(_) => Problem::new(404, "inventory/unknown-count", "No such count"),
            Error::CountClosed { .. } => Problem::new(409, "inventory/count-closed", "This count is closed"),
            Error::TooMany { .. } => Problem::new(409, "inventory/too-many", "More than is promised"),
            Error::HeldElsewhere(_) => {
                Problem::new(409, "inventory/held-elsewhere", "Part of an order or a basket")
            }
            Error::NotSetAside { .. } => Problem::new(409, "inventory/not-set-aside", "Not set aside"),
            Error::CodeTaken(_) => Problem::new(409, "inventory/code-taken", "This code is in use"),
            Error::Stale { .. } => Problem::new(412, "inventory/stale", "Changed in the meantime"),
            Error::Invalid { pointer, why } => {
                Problem::new(422, "inventory/invalid", "Not acceptable").field(*pointer, why)
            }
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
