//! What we write to people: one message per fact and template, in their language, kept as it was said.
//!
//! A fact of another context becomes a letter in the same unit that hears it; a job carries it to the mail server or
//! into a folder. Sign-in codes come straight from the channel, so that no event ever holds one.

mod audit;
mod desk;
mod error;
mod event;
mod find;
mod hear;
mod letter;
mod mailer;
mod message;
mod news;
mod notify;
mod reading;
mod send;
mod speech;

pub use audit::audit;
pub use desk::Desk;
pub use error::Error;
pub use event::{MailFailed, MailSent};
pub use find::{MessageFilter, message, messages};
pub use hear::{
    consumer, on_handed_over, on_order_cancelled, on_order_expired, on_order_placed, on_order_ready,
    on_order_shipped, on_parcel_tracked, on_payment_failed, on_return_opened, on_return_received,
    on_return_rejected, on_returned,
};
pub use letter::{
    AmountRow, HandedOver, Letter, LineView, LoginCode, OrderCancelled, OrderExpired, OrderPlaced,
    OrderReady, OrderView, ParcelReady, PaymentFailed, PlaceView, ReceiptView, ReturnAccepted, ReturnOpened,
    ReturnReceived, ReturnRejected, Shipped,
};
pub use mailer::Mailer;
pub use message::{Medium, Message, MessageState, Template, Words};
pub use news::News;
pub use notify::{Notice, notify, send_login_code};
pub use send::{SendMail, mail_worker, resend, send_mail};
pub use speech::HoursRow;

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "conversations", scripts: &[include_str!("../migrations/0001_messages.sql")] };
