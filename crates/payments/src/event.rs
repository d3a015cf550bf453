//! What others may hear. The subject is the order, so an order hears of its money in order.

use kernel::{Event, IntentId, Money, OrderId, Subject};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            pub order: OrderId,
            pub intent: IntentId,
            pub amount: Money,
        }
        impl Event for $name {
            const NAME: &'static str = $text;
            fn subject(&self) -> Subject { self.order.into() }
        }
    )* };
}
events! {
    /// The provider holds the money for us.
    Authorised = "payments.authorised",
    /// Money came in: through a provider or over the counter.
    Captured = "payments.captured",
    Failed = "payments.failed",
    Voided = "payments.voided",
    /// Money went back.
    Refunded = "payments.refunded",
}
