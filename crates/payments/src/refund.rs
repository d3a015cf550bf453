//! Giving money back: promised first, moved later.

use kernel::{Capability, IntentId, LocationId, Money, OrderId, PersonId, TenderId, Timestamp, Tx, args};

use crate::event::Refunded;
use crate::outcome::note;
use crate::work::SendRefund;
use crate::{CreditCause, Error, Intent, Method, Tender, TransactionKind, credit, query};

kernel::text_enum! {
    /// ```text
    /// granted ──▶ sent ──▶ done      through the provider that took the money
    ///    │          └────▶ refused   a person looks at it
    ///    └───────────────▶ done      paid out at a till, or store credit again
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
    /// The tender that gives it back, if the promise named one.
    pub tender: Option<TenderId>,
    /// The caller's key of the whole it is a part of.
    pub cause: Option<String>,
    /// Whose store credit it became, if it did not go back the way it came.
    pub person: Option<PersonId>,
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
    grant(tx, Grant { request, tender: None, cause: None, to: None }).await
}

/// A promise, and what is known of its way.
pub(crate) struct Grant<'a> {
    pub request: GrantRefund,
    pub tender: Option<&'a Tender>,
    pub cause: Option<String>,
    /// Who gets it as store credit instead.
    pub to: Option<PersonId>,
}

pub(crate) async fn grant(tx: &mut Tx, wanted: Grant<'_>) -> Result<Refund, Error> {
    let Grant { request, tender, cause, to } = wanted;
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
        tender: tender.map(|it| it.id),
        cause,
        person: to,
    };
    let stored = tx
        .exec(
            "INSERT INTO payments_refund (order_id, id, intent, amount_minor, currency, reason, state, granted_at,
                                          tender, cause, person)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                refund.order,
                refund.id,
                refund.intent,
                refund.amount.minor,
                refund.amount.currency,
                refund.reason,
                refund.state,
                refund.granted_at,
                refund.tender,
                refund.cause,
                refund.person
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
    let credited = match (to, tender) {
        (Some(person), _) => Some((person, CreditCause::Refunded)),
        (None, Some(tender)) => tender.person.map(|person| (person, CreditCause::GivenBack)),
        (None, None) if intent.method == Method::StoreCredit => {
            intent.person.map(|person| (person, CreditCause::GivenBack))
        }
        (None, None) => None,
    };
    if let Some((person, cause)) = credited {
        let reference = refund.id.to_string();
        credit::take_in(tx, person, cause, refund.order, &reference, refund.amount).await?;
        return moved(tx, &mut intent, refund).await;
    }
    if intent.provider_ref.is_some() && tender.is_none_or(|it| it.method == Method::Online) {
        tx.enqueue(&SendRefund { order: refund.order, refund: refund.id }).await?;
    }
    Ok(refund)
}

/// It goes back in this moment, through no provider. Twice is harmless.
async fn moved(tx: &mut Tx, intent: &mut Intent, refund: Refund) -> Result<Refund, Error> {
    let at = tx.now();
    let reference = refund.id.to_string();
    if !note(tx, intent, TransactionKind::Refunded, &reference, refund.amount, at).await? {
        return Ok(refund);
    }
    intent.hear(TransactionKind::Refunded, refund.amount)?;
    query::save(tx, intent).await?;
    tx.exec(
        "UPDATE payments_refund SET state = $3, moved_at = $4, took_ms = $5 WHERE order_id = $1 AND id = $2",
        args![refund.order, refund.id, RefundState::Done, at, at.as_millis() - refund.granted_at.as_millis()],
    )
    .await?;
    tx.publish(&Refunded { order: refund.order, intent: intent.id, amount: refund.amount }).await?;
    Ok(Refund { state: RefundState::Done, moved_at: Some(at), ..refund })
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
    let refund = known.ok_or(Error::UnknownRefund(id))?;
    let mut intent = query::lock(tx, order, refund.intent).await?;
    if refund.state == RefundState::Sent {
        return Err(Error::RefundUnderWay(id));
    }
    moved(tx, &mut intent, refund).await
}
