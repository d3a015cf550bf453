//! Paying by store credit: held at checkout and taken when the goods leave, or spent at once at a till.

use kernel::{IntentId, LocationId, Money, OrderId, PersonId, TenderId, TillId, Tx};

use crate::open::{Terms, open_with};
use crate::outcome::{Outcome, record_outcome};
use crate::tender::take;
use crate::{CaptureMode, Error, Intent, Method, OpenIntent, TakeTender, Tender, TransactionKind, credit};

#[derive(Debug, Clone)]
pub struct HoldCredit {
    pub intent: IntentId,
    pub order: OrderId,
    pub person: PersonId,
    pub amount: Money,
}

/// An order's payment by store credit, for a verb of another context that knows whose it is. From then on it behaves as a
/// card that was authorised: `grant_capture` takes it, `withdraw` and `release_rest` give it free, a refund brings it back.
pub async fn hold_credit(tx: &mut Tx, request: HoldCredit) -> Result<Intent, Error> {
    let new = OpenIntent {
        id: request.intent,
        order: request.order,
        amount: request.amount,
        method: Method::StoreCredit,
        provider: None,
        return_url: None,
    };
    let terms = Terms { capture: CaptureMode::AuthoriseThenCapture, person: Some(request.person) };
    let (intent, is_new) = open_with(tx, new, terms).await?;
    if !is_new {
        return Ok(intent);
    }
    credit::hold(tx, request.person, request.amount).await?;
    let happened_at = tx.now();
    let outcome = Outcome {
        intent: intent.id,
        kind: TransactionKind::Authorised,
        reference: intent.id.to_string(),
        amount: request.amount,
        happened_at,
    };
    record_outcome(tx, outcome).await
}

#[derive(Debug, Clone)]
pub struct SpendCredit {
    /// Chosen by the till, so that a retry is recognised.
    pub id: TenderId,
    pub order: OrderId,
    /// The debt it pays. Without one, the debt is noted along with the money.
    pub intent: Option<IntentId>,
    pub person: PersonId,
    pub amount: Money,
    pub till: Option<TillId>,
    pub location: LocationId,
}

/// A tender at a till, out of what no order holds.
pub async fn spend_credit(tx: &mut Tx, request: SpendCredit) -> Result<Tender, Error> {
    let tender = TakeTender {
        id: request.id,
        order: request.order,
        intent: request.intent,
        method: Method::StoreCredit,
        amount: request.amount,
        given: None,
        till: request.till,
        location: request.location,
        reference: None,
    };
    take(tx, tender, Some(request.person)).await
}
