//! What others may hear. The subject is the order, so an order hears of its money in order; of store credit, the person.

use kernel::{Event, IntentId, Money, OrderId, PersonId, PostingId, Subject, TenderId};
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

/// When the provider will hold the money no longer: rung by a timer, one for a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisationDue {
    pub order: OrderId,
    pub intent: IntentId,
}
impl Event for AuthorisationDue {
    const NAME: &'static str = "payments.authorisation_due";
    fn subject(&self) -> Subject {
        self.intent.into()
    }
}

/// `amount` was held and never taken. Whatever is not shipped yet is not paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisationExpired {
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
}
impl Event for AuthorisationExpired {
    const NAME: &'static str = "payments.authorisation_expired";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// Goods left, and the provider would not give the money that it held. A person has to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRefused {
    pub order: OrderId,
    pub intent: IntentId,
    pub capture: TenderId,
    pub amount: Money,
}
impl Event for CaptureRefused {
    const NAME: &'static str = "payments.capture_refused";
    fn subject(&self) -> Subject {
        self.order.into()
    }
}

/// The store credit of a person grew by `amount`, or shrank where that is below zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditChanged {
    pub person: PersonId,
    pub posting: PostingId,
    pub order: Option<OrderId>,
    pub amount: Money,
}
impl Event for CreditChanged {
    const NAME: &'static str = "payments.credit_changed";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}
