//! Withdrawing an intent: nobody waits for this money any more.

use kernel::{Capability, Everywhere, IntentId, Tx};

use crate::event::Voided;
use crate::work::SendVoid;
use crate::{Error, Intent, Method, State, TransactionKind, credit, query};

/// Withdraws what is still owed, for whoever manages orders.
pub async fn void(tx: &mut Tx, id: IntentId) -> Result<Intent, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    withdraw(tx, id).await
}

/// The same, for a verb of another context that knows who may ask. Withdrawing twice is harmless; money that came in is
/// refunded, not withdrawn.
///
/// The provider is told afterwards, by a job. If the shopper pays in the same moment, the provider's callback says so and
/// the order gives the money back.
pub async fn withdraw(tx: &mut Tx, id: IntentId) -> Result<Intent, Error> {
    let order = query::intent(tx, id).await?.order;
    let mut intent = query::lock(tx, order, id).await?;
    if intent.state == State::Voided {
        return Ok(intent);
    }
    if !intent.captured.is_zero() {
        return Err(Error::AlreadyCaptured(id));
    }
    if !intent.claimed.is_zero() {
        return Err(Error::CaptureUnderWay(id));
    }
    let (amount, held) = (intent.amount, intent.held());
    intent.hear(TransactionKind::Voided, amount)?;
    query::save(tx, &intent).await?;
    if let (Method::StoreCredit, Some(person)) = (intent.method, intent.person) {
        credit::release_held(tx, person, held).await?;
    }
    if intent.provider_ref.is_some() {
        tx.enqueue(&SendVoid { intent: id }).await?;
    }
    tx.publish(&Voided { order, intent: id, amount }).await?;
    Ok(intent)
}
