//! Payments: what is owed, what was granted and what moved, as three facts.
//!
//! An order opens an *intent* for what is owed; a *tender* is a way of paying that was accepted; a *transaction* is money
//! that moved. Providers are reached through the port [`Provider`], never inside a unit of work: [`start`] asks the
//! provider and then records the answer, and the provider's callbacks alone finish or undo a payment. Callbacks come late,
//! doubled and out of order; [`record_outcome`] is idempotent by the provider's own reference and never goes back.
//!
//! Money that is held ([`CaptureMode::AuthoriseThenCapture`]) is taken in parts when goods leave: [`grant_capture`] claims it,
//! a job asks the provider, [`release_rest`] lets go of what nobody takes. [`give_back`] divides what goes back among the
//! tenders that paid. Store credit is a ledger of its own and pays like a card that was authorised.

mod audit;
mod callback;
mod capture;
mod credit;
mod error;
mod event;
mod give_back;
mod hold_credit;
mod intent;
mod open;
mod outcome;
mod plan;
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
pub use capture::{Capture, CaptureState, GrantCapture, capture, capture_up_to, grant_capture, release_rest};
pub use credit::{
    Credit, CreditCause, CreditPosting, GrantCredit, credit, credit_postings, credits, grant_credit,
};
pub use error::Error;
pub use event::{
    AuthorisationDue, AuthorisationExpired, Authorised, CaptureRefused, Captured, CreditChanged, Failed,
    Refunded, Voided,
};
pub use give_back::{give_back, give_back_as_credit};
pub use hold_credit::{HoldCredit, SpendCredit, hold_credit, spend_credit};
pub use intent::{CaptureMode, Decline, Intent, Method, State, Transaction, TransactionKind};
pub use open::{OpenIntent, open_intent, open_to_capture};
pub use outcome::{Heard, Outcome, record_outcome, record_report};
pub use provider::{
    Answer, CaptureAnswer, CaptureRequest, Provider, ProviderError, ProviderEvent, Providers, RefundAnswer,
    RefundRequest, Standing, Start, Started,
};
pub use query::{balances, captures, captures_of, intent, intents, refunds, tenders, transactions};
pub use reduce::reduce;
pub use refund::{GrantRefund, Refund, RefundState, grant_refund, pay_out, refund};
pub use start::{Shopper, record_started, start};
pub use tender::{TakeTender, Tender, take_tender};
pub use void::{void, withdraw};
pub use work::{
    Reconcile, SendCapture, SendRefund, SendVoid, WorkCallback, reconcile, send_capture, send_refund,
    send_void, work_callback, workers,
};

pub const MIGRATIONS: kernel::Area = kernel::Area {
    name: "payments",
    scripts: &[
        include_str!("../migrations/0001_payments.sql"),
        include_str!("../migrations/0002_captures_and_credit.sql"),
    ],
};

/// What payments do by themselves: an authorisation that ran out holds nothing.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new("payments", vec![kernel::on!(AuthorisationDue => capture::on_authorisation_due)])
}
