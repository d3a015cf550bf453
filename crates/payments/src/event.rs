//! What others may hear. The subject is the order, so an order hears of its money in order.

use kernel::{Event, IntentId, Money, OrderId, Subject};
use serde::{Deserialize, Serialize};

/// The provider holds the money for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorised {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for Authorised {
    const NAME: &'static str = "payments.authorised";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Money came in: through a provider or over the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for Captured {
    const NAME: &'static str = "payments.captured";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for Failed {
    const NAME: &'static str = "payments.failed";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for Voided {
    const NAME: &'static str = "payments.voided";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Money went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for Refunded {
    const NAME: &'static str = "payments.refunded";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}
