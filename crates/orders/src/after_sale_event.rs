//! What orders tell of changes, exchanges and complaints. Names and fields are a contract: add, never change.

use kernel::{ChangeId, ChannelCode, ComplaintId, Event, Money, OrderId, PersonId, ReturnId, Subject};
use serde::{Deserialize, Serialize};

use crate::{ChangeKind, ComplaintRefusal, Demand, Remedy, Units, Work};

/// Something about an order was changed after it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub order: OrderId,
    pub change: ChangeId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub kind: ChangeKind,
    /// Owed afterwards minus owed before.
    pub difference: Money,
    /// Promised back because of it.
    pub refund: Money,
    pub fulfilments: Vec<Work>,
}
impl Event for Changed {
    const NAME: &'static str = "orders.changed";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Something else was given for goods that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchanged {
    pub order: OrderId,
    pub change: ChangeId,
    #[serde(rename = "return")]
    pub id: ReturnId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    /// What is given.
    pub lines: Vec<Units>,
    /// Owed afterwards minus owed before.
    pub difference: Money,
    pub refund: Money,
    /// To be paid when it is collected.
    pub due: Money,
}
impl Event for Exchanged {
    const NAME: &'static str = "orders.exchanged";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Somebody complains about goods; an answer is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintOpened {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub demand: Demand,
    pub due_at: kernel::Timestamp,
}
impl Event for ComplaintOpened {
    const NAME: &'static str = "orders.complaint_opened";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Answered by somebody, or by silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintAnswered {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    /// `None`: refused.
    pub remedy: Option<Remedy>,
    pub refusal: Option<ComplaintRefusal>,
    /// Nobody answered in time, so what was asked is agreed to.
    pub lapsed: bool,
    /// The return with which the goods come back.
    pub back: Option<ReturnId>,
    pub refund: Money,
}
impl Event for ComplaintAnswered {
    const NAME: &'static str = "orders.complaint_answered";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintWithdrawn {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
}
impl Event for ComplaintWithdrawn {
    const NAME: &'static str = "orders.complaint_withdrawn";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Some days are left to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintWarned {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
    pub due_at: kernel::Timestamp,
}
impl Event for ComplaintWarned {
    const NAME: &'static str = "orders.complaint_warned";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The timer that reminds of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintWarning {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
}
impl Event for ComplaintWarning {
    const NAME: &'static str = "orders.complaint_warning";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}

/// The timer of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintDue {
    pub order: OrderId,
    #[serde(rename = "complaint")]
    pub id: ComplaintId,
}
impl Event for ComplaintDue {
    const NAME: &'static str = "orders.complaint_due";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}
