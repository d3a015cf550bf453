//! What orders tell the others. Names and fields are a contract: add, never change. Ids and numbers only.

use kernel::{
    BasketId, ChannelCode, Event, ExceptionId, FulfilmentId, LineId, LocationId, MarketCode, Money, OrderId,
    PersonId, Quantity, ReceiptId, ReturnId, Subject, TillId, VariantId, VisitorId,
};
use serde::{Deserialize, Serialize};

use crate::{Clock, ExceptionKind, FulfilmentState, Mode, Order, PaymentState, PolicyKind};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketChanged {
    pub basket: BasketId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    /// What changed, and to how many; zero: taken out. Empty after a merge.
    pub variant: Option<VariantId>,
    pub quantity: i64,
}
impl Event for BasketChanged {
    const NAME: &'static str = "orders.basket_changed";
    fn subject(&self) -> Subject {
        self.basket.into()
    }
}

/// Units of a line in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    pub line: LineId,
    pub variant: VariantId,
    pub quantity: Quantity,
    /// What these units cost.
    pub gross: Money,
}

/// A fulfilment in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub mode: Mode,
    pub state: FulfilmentState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub order: OrderId,
    pub number: String,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    pub basket: Option<BasketId>,
    pub total: Money,
    pub payment: PaymentState,
    pub lines: Vec<Units>,
    pub fulfilments: Vec<Work>,
}
impl Event for Placed {
    const NAME: &'static str = "orders.placed";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Everything that was owed has come in; work that was on hold is in the queues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub order: OrderId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub amount: Money,
    pub fulfilments: Vec<Work>,
}
impl Event for Paid {
    const NAME: &'static str = "orders.paid";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picked {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub mode: Mode,
}
impl Event for Picked {
    const NAME: &'static str = "orders.picked";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Waits for the shopper, who is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub person: Option<PersonId>,
    pub due_at: kernel::Timestamp,
}
impl Event for Ready {
    const NAME: &'static str = "orders.ready";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub channel: ChannelCode,
    pub location: LocationId,
    pub person: Option<PersonId>,
    /// What the goods that left cost: paid now or before.
    pub paid: Money,
    pub lines: Vec<Units>,
    pub receipt: ReceiptId,
}
impl Event for HandedOver {
    const NAME: &'static str = "orders.handed_over";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A sale over the counter: placed, paid and taken in one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    pub order: OrderId,
    pub number: String,
    pub channel: ChannelCode,
    pub location: LocationId,
    pub till: Option<TillId>,
    pub person: Option<PersonId>,
    pub total: Money,
    pub lines: Vec<Units>,
    pub receipt: ReceiptId,
}
impl Event for Sold {
    const NAME: &'static str = "orders.sold";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipped {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub channel: ChannelCode,
    pub location: LocationId,
    pub person: Option<PersonId>,
    pub paid: Money,
    pub lines: Vec<Units>,
}
impl Event for Shipped {
    const NAME: &'static str = "orders.shipped";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A location could not provide the goods. `moved_to` took over; without it the units were cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub person: Option<PersonId>,
    pub reason: crate::RejectReason,
    pub moved_to: Option<FulfilmentId>,
    pub lines: Vec<Units>,
}
impl Event for Rejected {
    const NAME: &'static str = "orders.rejected";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    pub order: OrderId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub reason: crate::CancelReason,
    /// The units that nobody will get.
    pub lines: Vec<Units>,
    pub fulfilments: Vec<Work>,
}
impl Event for Cancelled {
    const NAME: &'static str = "orders.cancelled";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Nobody paid, or nobody came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    pub order: OrderId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub lines: Vec<Units>,
}
impl Event for Expired {
    const NAME: &'static str = "orders.expired";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Goods are announced to come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnOpened {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub code: String,
    pub basis: crate::Basis,
    pub way: crate::ReturnWay,
    pub lines: Vec<Units>,
}
impl Event for ReturnOpened {
    const NAME: &'static str = "orders.return_opened";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// They lie somewhere of ours, and nobody has decided yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnReceived {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub location: LocationId,
    pub lines: Vec<Units>,
}
impl Event for ReturnReceived {
    const NAME: &'static str = "orders.return_received";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Units of a line that were accepted, and how far the line is back by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedUnits {
    pub line: LineId,
    pub variant: VariantId,
    pub quantity: Quantity,
    /// What these units were worth.
    pub gross: Money,
    /// Of all that left of the line, so many are back.
    pub returned: Quantity,
    pub fulfilled: Quantity,
}

/// Goods were accepted, and their money is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub location: LocationId,
    pub basis: crate::Basis,
    pub lines: Vec<ReturnedUnits>,
    /// Given back of the delivery.
    pub delivery: Money,
    /// What was promised back because of it.
    pub refund: Money,
}
impl Event for Returned {
    const NAME: &'static str = "orders.returned";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The goods stay the shopper's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnRejected {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub location: LocationId,
    pub reason: crate::RefusalReason,
}
impl Event for ReturnRejected {
    const NAME: &'static str = "orders.return_rejected";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Nothing came, or the shopper keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnCancelled {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
}
impl Event for ReturnCancelled {
    const NAME: &'static str = "orders.return_cancelled";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A market has decided what it promises after the sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnPolicySaved {
    pub market: kernel::MarketCode,
}
impl Event for ReturnPolicySaved {
    const NAME: &'static str = "orders.return_policy_saved";
    fn subject(&self) -> Subject {
        Subject::named("market", self.market.as_str())
    }
}

/// The timer of an announced return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnDue {
    pub order: OrderId,
    #[serde(rename = "return")]
    pub id: ReturnId,
}
impl Event for ReturnDue {
    const NAME: &'static str = "orders.return_due";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}

/// The timer of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentDue {
    pub order: OrderId,
}
impl Event for PaymentDue {
    const NAME: &'static str = "orders.payment_due";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The timer of goods that wait in their bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickupDue {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
}
impl Event for PickupDue {
    const NAME: &'static str = "orders.pickup_due";
    fn subject(&self) -> Subject {
        self.fulfilment.into()
    }
}

/// Somebody in the location has taken the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
}
impl Event for Accepted {
    const NAME: &'static str = "orders.accepted";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A service clock ran out before the step was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub clock: Clock,
}
impl Event for Late {
    const NAME: &'static str = "orders.late";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The timer of a service clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockDue {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub clock: Clock,
}
impl Event for ClockDue {
    const NAME: &'static str = "orders.clock_due";
    fn subject(&self) -> Subject {
        self.fulfilment.into()
    }
}

/// Ready goods go back soon: the shopper is to be reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickupReminder {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
}
impl Event for PickupReminder {
    const NAME: &'static str = "orders.pickup_reminder";
    fn subject(&self) -> Subject {
        self.fulfilment.into()
    }
}

/// The timer of units that no place could provide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkDue {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
}
impl Event for ParkDue {
    const NAME: &'static str = "orders.park_due";
    fn subject(&self) -> Subject {
        self.fulfilment.into()
    }
}

/// A transfer left for the store where it is collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatched {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub destination: LocationId,
}
impl Event for Dispatched {
    const NAME: &'static str = "orders.dispatched";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// A transfer arrived; `next` is the work that goes on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub location: LocationId,
    pub next: FulfilmentId,
}
impl Event for Received {
    const NAME: &'static str = "orders.received";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Something needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionOpened {
    pub exception: ExceptionId,
    pub order: OrderId,
    pub kind: ExceptionKind,
    pub fulfilment: Option<FulfilmentId>,
    pub location: Option<LocationId>,
}
impl Event for ExceptionOpened {
    const NAME: &'static str = "orders.exception_opened";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The timer of something that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionDue {
    pub exception: ExceptionId,
    pub order: OrderId,
}
impl Event for ExceptionDue {
    const NAME: &'static str = "orders.exception_due";
    fn subject(&self) -> Subject {
        self.exception.into()
    }
}

/// Nobody solved it in time: `role` is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    pub exception: ExceptionId,
    pub order: OrderId,
    pub kind: ExceptionKind,
    pub location: Option<LocationId>,
    pub role: String,
}
impl Event for Escalated {
    const NAME: &'static str = "orders.escalated";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// From now on another version of a policy decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyActivated {
    pub market: MarketCode,
    pub kind: PolicyKind,
    pub version: i64,
}
impl Event for PolicyActivated {
    const NAME: &'static str = "orders.policy_activated";
    fn subject(&self) -> Subject {
        Subject::named("policy", &format!("{}/{}", self.market, self.kind))
    }
}

pub(crate) fn works(order: &Order) -> Vec<Work> {
    let work = |it: &crate::Fulfilment| Work {
        fulfilment: it.id,
        location: it.location,
        mode: it.mode,
        state: it.state,
    };
    order.fulfilments.iter().map(work).collect()
}
