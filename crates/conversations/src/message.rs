//! A message that we send, and the moves it may make. Nothing here touches the outside world.

use customers::{Email, Language};
use kernel::{MessageId, OrderId, PersonId, Timestamp};

kernel::text_enum! {
    /// What a message is about. Each has a page and a plain text under `templates/mail`.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Template {
        OrderPlaced = "order_placed",
        OrderReady = "order_ready",
        OrderReminder = "order_reminder",
        OrderExpired = "order_expired",
        OrderCancelled = "order_cancelled",
        HandedOver = "handed_over",
        Shipped = "shipped",
        ParcelReady = "parcel_ready",
        PaymentFailed = "payment_failed",
        ReturnOpened = "return_opened",
        ReturnReceived = "return_received",
        ReturnAccepted = "return_accepted",
        ReturnRejected = "return_rejected",
        OrderChanged = "order_changed",
        ComplaintOpened = "complaint_opened",
        ComplaintAnswered = "complaint_answered",
        LoginCode = "login_code",
    }
}
impl Template {
    /// Its words open somebody's account: no screen shows them, and they are forgotten once they are sent.
    pub fn is_secret(self) -> bool {
        match self {
            Template::LoginCode => true,
            Template::OrderPlaced
            | Template::OrderReady
            | Template::OrderReminder
            | Template::OrderExpired
            | Template::OrderCancelled
            | Template::HandedOver
            | Template::Shipped
            | Template::ParcelReady
            | Template::PaymentFailed
            | Template::ReturnOpened
            | Template::ReturnReceived
            | Template::ReturnAccepted
            | Template::ReturnRejected
            | Template::OrderChanged
            | Template::ComplaintOpened
            | Template::ComplaintAnswered => false,
        }
    }
}

kernel::text_enum! {
    /// How it travels. Mail is the first way.
    pub enum Medium {
        Email = "email",
    }
}

kernel::text_enum! {
    /// ```text
    /// queued ──▶ sent      the mail server has it
    ///   │  ▲
    ///   ▼  │ resend
    /// failed               refused for good, or useless by now
    /// ```
    pub enum MessageState {
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    pub id: MessageId,
    pub template: Template,
    /// The id of what it tells: with the template it is unique.
    pub reference: String,
    pub person: Option<PersonId>,
    #[sqlx(rename = "order_id")]
    pub order: Option<OrderId>,
    #[sqlx(rename = "channel")]
    pub medium: Medium,
    pub recipient: Email,
    pub lang: Language,
    pub subject: String,
    pub state: MessageState,
    /// Why it failed.
    pub reason: Option<String>,
    pub queued_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// What a message says. Empty for secret ones.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Words {
    pub text: String,
    pub html: String,
}
