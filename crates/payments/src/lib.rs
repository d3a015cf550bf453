//! Payments: what is owed, what was granted and what moved, as three facts.
//!
//! An order opens an *intent* for what is owed; a *tender* is a way of paying that was accepted; a *transaction* is money
//! that moved. Providers are reached through the port [`Provider`], never inside a unit of work: [`start`] asks the
//! provider and then records the answer, and the provider's callbacks alone finish or undo a payment. Callbacks come late,
//! doubled and out of order; [`record_outcome`] is idempotent by the provider's own reference and never goes back.

mod audit;
mod callback;
mod error;
mod event;
mod intent;
mod open;
mod outcome;
mod provider;
mod query;
mod reduce;
mod refund;
mod start;
mod tender;
mod void;
mod work;

pub use audit::audit;
pub use callback::{Callback, CallbackState, Headers, StoredCallback, callbacks, store_callback};
pub use error::Error;
pub use event::{Authorised, Captured, Failed, Refunded, Voided};
pub use intent::{Intent, Method, State, Transaction, TransactionKind};
pub use open::{OpenIntent, open_intent};
pub use outcome::{Outcome, record_outcome};
pub use provider::{
    Answer, Provider, ProviderError, ProviderEvent, Providers, RefundAnswer, RefundRequest, Standing, Start,
    Started,
};
pub use query::{balances, intent, intents, refunds, tenders, transactions};
pub use reduce::reduce;
pub use refund::{GrantRefund, Refund, RefundState, grant_refund, pay_out, refund};
pub use start::{Shopper, record_started, start};
pub use tender::{TakeTender, Tender, take_tender};
pub use void::{void, withdraw};
pub use work::{SendRefund, SendVoid, WorkCallback, send_refund, send_void, work_callback, workers};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "payments", scripts: &[include_str!("../migrations/0001_payments.sql")] };
