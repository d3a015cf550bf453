//! Giving money back: promised first, moved later.

use kernel::{Capability, IntentId, LocationId, Money, OrderId, TenderId, Timestamp, Tx, args};

use crate::event::Refunded;
use crate::outcome::note;
use crate::work::SendRefund;
use crate::{Error, TransactionKind, query};

kernel::text_enum! {
    /// ```text
    /// granted ──▶ sent ──▶ done      through the provider that took the money
    ///    │          └────▶ refused   a person looks at it
    ///    └───────────────▶ done      paid out at a till
    /// ```
    pub enum RefundState {
        Granted = "granted",
        Sent = "sent",
        Done = "done",
        Refused = "refused",
    }
}

/// A tender that goes the other way, hence its kind of id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: TenderId,
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
    /// A short code: `cancelled`, `late_payment`, `returned` …
    pub reason: String,
    pub state: RefundState,
    pub provider_ref: Option<String>,
    pub granted_at: Timestamp,
    pub moved_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct GrantRefund {
    pub id: TenderId,
    pub order: OrderId,
    pub intent: IntentId,
    pub amount: Money,
    pub reason: String,
}

/// Promises money back, never more than came in. What a provider took goes back through it, by a job; what a till took
/// waits for [`pay_out`].
pub async fn refund(tx: &mut Tx, request: GrantRefund) -> Result<Refund, Error> {
    tx.require(Capability::ManageOrders, kernel::Everywhere)?;
    grant_refund(tx, request).await
}

/// The same, for a verb of another context that knows who may ask: a cancelled order gives back what it took.
pub async fn grant_refund(tx: &mut Tx, request: GrantRefund) -> Result<Refund, Error> {
    if request.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let mut intent = query::lock(tx, request.order, request.intent).await?;
    if request.amount.currency != intent.amount.currency {
        return Err(Error::ForeignCurrency {
            expected: intent.amount.currency,
            got: request.amount.currency,
        });
    }
    let refund = Refund {
        id: request.id,
        order: request.order,
        intent: request.intent,
        amount: request.amount,
        reason: request.reason,
        state: RefundState::Granted,
        provider_ref: None,
        granted_at: tx.now(),
        moved_at: None,
    };
    let stored = tx
        .exec(
            "INSERT INTO payments_refund (order_id, id, intent, amount_minor, currency, reason, state, granted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                refund.order,
                refund.id,
                refund.intent,
                refund.amount.minor,
                refund.amount.currency,
                refund.reason,
                refund.state,
                refund.granted_at
            ],
        )
        .await?;
    if stored == 0 {
        let earlier = query::refunds(tx, refund.order).await?;
        let same =
            |it: &Refund| it.id == refund.id && (it.intent, it.amount) == (refund.intent, refund.amount);
        return earlier.into_iter().find(same).ok_or(Error::IdTaken(refund.id.to_string()));
    }
    if refund.amount.minor > intent.refundable().minor {
        return Err(Error::RefundTooLarge { wanted: refund.amount, left: intent.refundable() });
    }
    intent.granted.minor += refund.amount.minor;
    query::save(tx, &intent).await?;
    if intent.provider_ref.is_some() {
        tx.enqueue(&SendRefund { order: refund.order, refund: refund.id }).await?;
    }
    Ok(refund)
}

/// Pays a promised refund out of a till's drawer or terminal. Twice is harmless.
pub async fn pay_out(
    tx: &mut Tx,
    order: OrderId,
    id: TenderId,
    location: LocationId,
) -> Result<Refund, Error> {
    tx.require(Capability::TakePayments, location)?;
    let known = query::refunds(tx, order).await?.into_iter().find(|it| it.id == id);
    let mut refund = known.ok_or(Error::UnknownRefund(id))?;
    let mut intent = query::lock(tx, order, refund.intent).await?;
    let at = tx.now();
    if note(tx, &intent, TransactionKind::Refunded, &id.to_string(), refund.amount, at).await? {
        intent.hear(TransactionKind::Refunded, refund.amount)?;
        query::save(tx, &intent).await?;
        tx.exec(
            "UPDATE payments_refund SET state = $3, moved_at = $4 WHERE order_id = $1 AND id = $2",
            args![order, id, RefundState::Done, at],
        )
        .await?;
        tx.publish(&Refunded { order, intent: intent.id, amount: refund.amount }).await?;
        (refund.state, refund.moved_at) = (RefundState::Done, Some(at));
    }
    Ok(refund)
}
