use kernel::{
    BasketId, ComplaintId, Denied, ExceptionId, Fault, FieldError, FulfilmentId, LineId, LocationId, Money,
    Problem, ReturnId, VariantId, WaveId,
};

use crate::{ComplaintState, ExclusionReason, FulfilmentState, PolicyKind, ReturnState};

/// Why orders refused. Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no basket {0}")]
    UnknownBasket(BasketId),
    #[error("there is no line {0} in this basket")]
    UnknownLine(LineId),
    #[error("basket {0} has become an order")]
    BasketPlaced(BasketId),
    #[error("basket {0} is empty")]
    EmptyBasket(BasketId),
    #[error("a basket has at most {0} lines")]
    TooManyLines(usize),
    #[error("a line has 1 to {0} pieces")]
    TooMany(i64),
    #[error("{0} is not for sale")]
    NotForSale(VariantId),
    #[error("there is no order {0}")]
    UnknownOrder(String),
    #[error("there is no fulfilment {0}")]
    UnknownFulfilment(FulfilmentId),
    #[error("{0} was used before, for something else")]
    IdTaken(String),
    #[error("the order was changed by somebody else: it has version {now}")]
    Stale { now: i64 },
    #[error("{why}")]
    Invalid { pointer: &'static str, why: String },
    #[error("orders are not collected at {0}")]
    NoPickupThere(LocationId),
    #[error("{wanted} pieces of {variant} cannot be shipped from anywhere")]
    NothingToShip { variant: VariantId, wanted: i64 },
    #[error("the payments add up to {given}, {due} is to be paid")]
    WrongAmount { due: Money, given: Money },
    #[error("paying on pickup is for goods that are picked up")]
    NoPayOnPickup,
    #[error("the order is not paid yet")]
    NotPaid,
    #[error("what was shown does not belong to this order")]
    WrongProof,
    #[error("fulfilment {fulfilment} is {state}")]
    WrongState { fulfilment: FulfilmentId, state: FulfilmentState },
    #[error("order {0} is closed")]
    Closed(String),
    #[error("there is no return {0}")]
    UnknownReturn(String),
    #[error("return {id} is {state}")]
    WrongReturnState { id: ReturnId, state: ReturnState },
    #[error("so many pieces have not left, or they are back or announced already")]
    NothingToReturn,
    #[error("pieces of line {0} are picked or gone already")]
    AlreadyPicked(LineId),
    #[error("{0} more would be owed, and there is no way to pay it")]
    MoreToPay(Money),
    #[error("the time in which these goods come back is over")]
    TooLate,
    #[error("there is no complaint {0}")]
    UnknownComplaint(String),
    #[error("complaint {id} is {state}")]
    WrongComplaintState { id: ComplaintId, state: ComplaintState },
    #[error("the buyer does not have so many pieces, or complained about them already")]
    NothingToComplain,
    #[error("{variant} does not come back without a reason: {reason}")]
    NotReturnable { variant: VariantId, reason: ExclusionReason },
    #[error("somebody who comes for the buyer shows the buyer's code")]
    ProxyNeedsCode,
    #[error("{0} orders of this buyer wait without being paid already")]
    TooManyPickups(i64),
    #[error("orders of more than {0} are paid before they are collected")]
    PickupTooDear(Money),
    #[error("{0} reservations of this buyer were not collected: this one is paid first")]
    PayFirst(i64),
    #[error("there is no version {version} of the {kind} policy")]
    UnknownPolicy { kind: PolicyKind, version: i64 },
    #[error("this is no policy")]
    NoPolicy(Vec<FieldError>),
    #[error("there is no wave {0}")]
    UnknownWave(WaveId),
    #[error("nothing waits to be picked at {0}")]
    NothingToPick(LocationId),
    #[error("there is no exception {0}")]
    UnknownException(ExceptionId),
    #[error("exception {0} is solved")]
    ExceptionSolved(ExceptionId),
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    #[error(transparent)]
    Pricing(#[from] pricing::Error),
    #[error(transparent)]
    Inventory(#[from] inventory::Error),
    #[error(transparent)]
    Customers(#[from] customers::Error),
    #[error(transparent)]
    Sourcing(#[from] sourcing::Error),
    #[error(transparent)]
    Shipping(#[from] shipping::Error),
    #[error(transparent)]
    Payments(#[from] payments::Error),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    pub(crate) fn invalid(pointer: &'static str, why: impl Into<String>) -> Self {
        Error::Invalid { pointer, why: why.into() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownBasket(_) => Problem::new(404, "orders/unknown-basket", "No such basket"),
            Error::UnknownLine(_) => Problem::new(404, "orders/unknown-line", "No such line"),
            Error::BasketPlaced(_) => Problem::new(409, "orders/basket-placed", "Already ordered"),
            Error::EmptyBasket(_) => Problem::new(422, "orders/empty-basket", "The basket is empty"),
            Error::TooManyLines(_) => Problem::new(422, "orders/too-many-lines", "Too many lines"),
            Error::TooMany(most) => Problem::new(422, "orders/too-many", "Not a quantity for one line")
                .field("/quantity", format!("between 1 and {most}")),
            Error::NotForSale(_) => Problem::new(409, "orders/not-for-sale", "Not for sale"),
            Error::UnknownOrder(_) => Problem::new(404, "orders/unknown-order", "No such order"),
            Error::UnknownFulfilment(_) => {
                Problem::new(404, "orders/unknown-fulfilment", "No such fulfilment")
            }
            Error::IdTaken(_) => Problem::new(409, "orders/id-taken", "This id is in use"),
            Error::Stale { .. } => Problem::new(412, "orders/stale", "Changed in the meantime"),
            Error::Invalid { pointer, why } => {
                Problem::new(422, "orders/invalid", "Not acceptable").field(*pointer, why)
            }
            Error::NoPickupThere(_) => Problem::new(422, "orders/no-pickup-there", "No pickup at this place"),
            Error::NothingToShip { .. } => Problem::new(409, "orders/nothing-to-ship", "Out of stock"),
            Error::WrongAmount { .. } => {
                Problem::new(422, "orders/wrong-amount", "The payments do not add up")
            }
            Error::NoPayOnPickup => Problem::new(422, "orders/no-pay-on-pickup", "Cannot be paid on pickup"),
            Error::NotPaid => Problem::new(409, "orders/not-paid", "Not paid yet"),
            Error::WrongProof => Problem::new(403, "orders/wrong-proof", "Not this order"),
            Error::WrongState { .. } => Problem::new(409, "orders/wrong-state", "Not in this state"),
            Error::Closed(_) => Problem::new(409, "orders/closed", "This order is closed"),
            Error::UnknownReturn(_) => Problem::new(404, "orders/unknown-return", "No such return"),
            Error::WrongReturnState { .. } => {
                Problem::new(409, "orders/wrong-return-state", "The return is not in this state")
            }
            Error::NothingToReturn => {
                Problem::new(409, "orders/nothing-to-return", "Not so many pieces to return")
            }
            Error::AlreadyPicked(_) => {
                Problem::new(409, "orders/already-picked", "Too late to change these pieces")
            }
            Error::MoreToPay(_) => Problem::new(409, "orders/more-to-pay", "The difference cannot be paid"),
            Error::TooLate => Problem::new(409, "orders/too-late", "Too late for a return"),
            Error::UnknownComplaint(_) => Problem::new(404, "orders/unknown-complaint", "No such complaint"),
            Error::WrongComplaintState { .. } => {
                Problem::new(409, "orders/wrong-complaint-state", "The complaint is not in this state")
            }
            Error::NothingToComplain => {
                Problem::new(409, "orders/nothing-to-complain", "Not so many pieces to complain about")
            }
            Error::NotReturnable { .. } => Problem::new(409, "orders/not-returnable", "Cannot be returned"),
            Error::ProxyNeedsCode => {
                Problem::new(403, "orders/proxy-needs-code", "The buyer's code is needed")
            }
            Error::TooManyPickups(_) => {
                Problem::new(409, "orders/too-many-pickups", "Too many unpaid orders wait already")
            }
            Error::PickupTooDear(_) => {
                Problem::new(422, "orders/pickup-too-dear", "Too dear to be paid at pickup")
            }
            Error::PayFirst(_) => Problem::new(409, "orders/pay-first", "To be paid before it is collected"),
            Error::UnknownPolicy { .. } => {
                Problem::new(404, "orders/unknown-policy", "No such version of a policy")
            }
            Error::NoPolicy(faults) => {
                let problem = Problem::new(422, "orders/no-policy", "Not a policy");
                faults.iter().fold(problem, |it, fault| it.field(&fault.pointer, &fault.detail))
            }
            Error::UnknownWave(_) => Problem::new(404, "orders/unknown-wave", "No such wave"),
            Error::NothingToPick(_) => Problem::new(409, "orders/nothing-to-pick", "Nothing to pick"),
            Error::UnknownException(_) => Problem::new(404, "orders/unknown-exception", "No such exception"),
            Error::ExceptionSolved(_) => {
                Problem::new(409, "orders/exception-solved", "This exception is solved")
            }
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
            Error::Catalog(_)
            | Error::Pricing(_)
            | Error::Inventory(_)
            | Error::Customers(_)
            | Error::Sourcing(_)
            | Error::Shipping(_)
            | Error::Payments(_) => return below(error),
        };
        problem.detail(error)
    }
}

/// The refusal of a lower context is told as it is.
fn below(error: Error) -> Problem {
    match error {
        Error::Catalog(error) => error.into(),
        Error::Pricing(error) => error.into(),
        Error::Inventory(error) => error.into(),
        Error::Customers(error) => error.into(),
        Error::Shipping(error) => error.into(),
        Error::Payments(error) => error.into(),
        Error::Sourcing(error) => error.into(),
        other => Problem::new(500, "kernel/internal", "Something went wrong on our side").detail(other),
    }
}
