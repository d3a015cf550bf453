//! Taking note of what a provider says happened.

use kernel::{IntentId, Money, TenderId, Timestamp, Tx, args};

use crate::event::{AuthorisationDue, Authorised, Captured, Failed, Refunded, Voided};
use crate::work::SendVoid;
use crate::{
    CaptureMode, CaptureState, Decline, Error, Intent, Method, RefundState, State, TransactionKind, query,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub intent: IntentId,
    pub kind: TransactionKind,
    /// What the provider calls this movement. The same movement reported twice counts once.
    pub reference: String,
    pub amount: Money,
    pub happened_at: Timestamp,
}

/// What a report says beside the movement, where the provider says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The capture that we asked for.
    pub ours: Option<TenderId>,
    /// Until when the provider holds what it authorised.
    pub expires_at: Option<Timestamp>,
    pub decline: Option<Decline>,
}

/// Records what happened and tells the others, once per movement, whatever the order of the reports.
pub async fn record_outcome(tx: &mut Tx, outcome: Outcome) -> Result<Intent, Error> {
    record_report(tx, outcome, Heard::default()).await
}

/// The same, with what the report says beside the movement.
pub async fn record_report(tx: &mut Tx, outcome: Outcome, heard: Heard) -> Result<Intent, Error> {
    if outcome.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let order = query::intent(tx, outcome.intent).await?.order;
    let mut intent = query::lock(tx, order, outcome.intent).await?;
    let before = intent.clone();
    let is_new =
        note(tx, &intent, outcome.kind, &outcome.reference, outcome.amount, outcome.happened_at).await?;
    let capture = settle_capture(tx, &mut intent, &outcome, heard.ours).await?;
    if is_new {
        intent.hear(outcome.kind, outcome.amount)?;
        take_note(tx, &mut intent, outcome.kind, &heard).await?;
    }
    query::save(tx, &intent).await?;
    if is_new && outcome.kind == TransactionKind::Captured {
        // What the order owed is paid by it; a surplus is money to give back and pays nothing.
        let pays = outcome.amount.minor.min(before.amount.minor - before.captured.minor);
        if pays > 0 && matches!(intent.method, Method::Online | Method::StoreCredit) {
            let paid = Money::new(pays, outcome.amount.currency);
            let id = capture.unwrap_or_else(|| tx.new_id());
            add_tender(tx, &intent, id, paid, &outcome).await?;
        }
    }
    settle_refund(tx, &intent, &outcome).await?;
    if is_new {
        tell(tx, &before, &intent, &outcome).await?;
    }
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

/// What a new report says beside the amounts.
async fn take_note(
    tx: &mut Tx,
    intent: &mut Intent,
    kind: TransactionKind,
    heard: &Heard,
) -> Result<(), Error> {
    match (kind, intent.state) {
        (TransactionKind::Failed, State::Failed) => intent.decline = heard.decline,
        (TransactionKind::Authorised, State::Authorised) => {
            if let Some(at) = heard.expires_at {
                intent.expires_at = Some(at);
                tx.publish_at(at, &AuthorisationDue { order: intent.order, intent: intent.id }).await?;
            }
        }
        // Agreed to in the moment in which we withdrew: the provider shall let it go.
        (TransactionKind::Authorised, State::Voided)
            if intent.capture == CaptureMode::AuthoriseThenCapture && intent.provider_ref.is_some() =>
        {
            intent.released.minor = intent.authorised.minor - intent.captured.minor;
            tx.enqueue(&SendVoid { intent: intent.id }).await?;
        }
        _ => {}
    }
    Ok(())
}

/// A capture that we asked for has arrived; its claim is over. The caller saves.
async fn settle_capture(
    tx: &mut Tx,
    intent: &mut Intent,
    outcome: &Outcome,
    ours: Option<TenderId>,
) -> Result<Option<TenderId>, Error> {
    let is_capture = outcome.kind == TransactionKind::Captured;
    if !is_capture || intent.capture == CaptureMode::Immediate {
        return Ok(None);
    }
    let by_reference = |it: &str| it == outcome.reference;
    let found = query::captures(tx, intent.order).await?.into_iter().find(|it| {
        it.intent == intent.id
            && (ours == Some(it.id) || it.provider_ref.as_deref().is_some_and(by_reference))
    });
    let Some(capture) = found.filter(|it| it.state != CaptureState::Done) else { return Ok(None) };
    if matches!(capture.state, CaptureState::Granted | CaptureState::Sent) {
        intent.claimed.minor -= capture.amount.minor;
    }
    tx.exec(
        "UPDATE payments_capture SET state = $3, provider_ref = $4, moved_at = $5 WHERE order_id = $1 AND id = $2",
        args![intent.order, capture.id, CaptureState::Done, outcome.reference, outcome.happened_at],
    )
    .await?;
    Ok(Some(capture.id))
}

async fn add_tender(
    tx: &mut Tx,
    intent: &Intent,
    id: TenderId,
    paid: Money,
    outcome: &Outcome,
) -> Result<(), Error> {
    let at = tx.now();
    tx.exec(
        "INSERT INTO payments_tender
             (order_id, id, intent, method, amount_minor, currency, reference, person, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            intent.order,
            id,
            intent.id,
            intent.method,
            paid.minor,
            paid.currency,
            outcome.reference,
            intent.person,
            at
        ],
    )
    .await?;
    Ok(())
}

/// A refund that we asked for has arrived.
async fn settle_refund(tx: &mut Tx, intent: &Intent, outcome: &Outcome) -> Result<(), Error> {
    if outcome.kind != TransactionKind::Refunded {
        return Ok(());
    }
    let asked = query::refunds(tx, intent.order)
        .await?
        .into_iter()
        .find(|it| it.intent == intent.id && it.provider_ref.as_deref() == Some(outcome.reference.as_str()));
    let Some(refund) = asked.filter(|it| it.moved_at.is_none()) else { return Ok(()) };
    let took = (outcome.happened_at.as_millis() - refund.granted_at.as_millis()).max(0);
    tx.exec(
        "UPDATE payments_refund SET state = $3, moved_at = $4, took_ms = $5
         WHERE order_id = $1 AND id = $2 AND moved_at IS NULL",
        args![intent.order, refund.id, RefundState::Done, outcome.happened_at, took],
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
