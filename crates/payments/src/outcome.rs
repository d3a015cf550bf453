//! Taking note of what a provider says happened.

use kernel::{IntentId, Money, TenderId, Timestamp, Tx, args};

use crate::event::{Authorised, Captured, Failed, Refunded, Voided};
use crate::{Error, Intent, Method, RefundState, TransactionKind, query};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub intent: IntentId,
    pub kind: TransactionKind,
    /// What the provider calls this movement. The same movement reported twice counts once.
    pub reference: String,
    pub amount: Money,
    pub happened_at: Timestamp,
}

/// Records what happened and tells the others, once per movement, whatever the order of the reports.
pub async fn record_outcome(tx: &mut Tx, outcome: Outcome) -> Result<Intent, Error> {
    if outcome.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let order = query::intent(tx, outcome.intent).await?.order;
    let mut intent = query::lock(tx, order, outcome.intent).await?;
    if !note(tx, &intent, outcome.kind, &outcome.reference, outcome.amount, outcome.happened_at).await? {
        settle_refund(tx, &intent, &outcome).await?;
        return Ok(intent);
    }
    let before = intent.clone();
    intent.hear(outcome.kind, outcome.amount)?;
    query::save(tx, &intent).await?;
    if outcome.kind == TransactionKind::Captured {
        // What the order owed is paid by it; a surplus is money to give back and pays nothing.
        let pays = outcome.amount.minor.min(before.amount.minor - before.captured.minor);
        if pays > 0 && intent.method == Method::Online {
            let paid = Money::new(pays, outcome.amount.currency);
            add_tender(tx, &intent, paid, &outcome).await?;
        }
    }
    settle_refund(tx, &intent, &outcome).await?;
    tell(tx, &before, &intent, &outcome).await?;
    Ok(intent)
}

/// Stores a movement; `false` if it is known.
pub(crate) async fn note(
    tx: &mut Tx,
    intent: &Intent,
    kind: TransactionKind,
    reference: &str,
    amount: Money,
    happened_at: Timestamp,
) -> Result<bool, Error> {
    let at = tx.now();
    let fresh = tx
        .exec(
            "INSERT INTO payments_transaction
                 (order_id, intent, kind, reference, amount_minor, currency, happened_at, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (order_id, intent, kind, reference) DO NOTHING",
            args![
                intent.order,
                intent.id,
                kind,
                reference.to_owned(),
                amount.minor,
                amount.currency,
                happened_at,
                at
            ],
        )
        .await?;
    Ok(fresh == 1)
}

async fn add_tender(tx: &mut Tx, intent: &Intent, paid: Money, outcome: &Outcome) -> Result<(), Error> {
    let (id, at) = (tx.new_id::<TenderId>(), tx.now());
    tx.exec(
        "INSERT INTO payments_tender (order_id, id, intent, method, amount_minor, currency, reference, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![intent.order, id, intent.id, intent.method, paid.minor, paid.currency, outcome.reference, at],
    )
    .await?;
    Ok(())
}

/// A refund that we asked for has arrived.
async fn settle_refund(tx: &mut Tx, intent: &Intent, outcome: &Outcome) -> Result<(), Error> {
    if outcome.kind != TransactionKind::Refunded {
        return Ok(());
    }
    tx.exec(
        "UPDATE payments_refund SET state = $4, moved_at = $5
         WHERE order_id = $1 AND intent = $2 AND provider_ref = $3 AND moved_at IS NULL",
        args![intent.order, intent.id, outcome.reference, RefundState::Done, outcome.happened_at],
    )
    .await?;
    Ok(())
}

async fn tell(tx: &mut Tx, before: &Intent, intent: &Intent, outcome: &Outcome) -> Result<(), Error> {
    let (order, id, amount) = (intent.order, intent.id, outcome.amount);
    let changed = before.state != intent.state;
    // Money that moved is always worth telling; the others only if they changed what we believed.
    match outcome.kind {
        TransactionKind::Captured => tx.publish(&Captured { order, intent: id, amount }).await?,
        TransactionKind::Refunded => tx.publish(&Refunded { order, intent: id, amount }).await?,
        TransactionKind::Authorised if changed => {
            tx.publish(&Authorised { order, intent: id, amount }).await?
        }
        TransactionKind::Failed if changed => tx.publish(&Failed { order, intent: id, amount }).await?,
        TransactionKind::Voided if changed => tx.publish(&Voided { order, intent: id, amount }).await?,
        TransactionKind::Authorised | TransactionKind::Failed | TransactionKind::Voided => return Ok(()),
    };
    Ok(())
}
