//! Taking money that is held: granted by whoever lets goods leave, moved by the provider afterwards.

use kernel::{Capability, Everywhere, Fact, IntentId, Money, OrderId, TenderId, Timestamp, Tx, args};

use crate::event::{AuthorisationDue, AuthorisationExpired, CaptureRefused, Voided};
use crate::outcome::{Heard, Outcome, record_report};
use crate::work::{SendCapture, SendVoid};
use crate::{CaptureMode, Error, Intent, Method, State, TransactionKind, credit, query};

kernel::text_enum! {
    /// ```text
    /// granted ──▶ sent ──▶ done
    ///    └─────────┴─────▶ refused   what was asked for is free again; a person looks at it
    /// ```
    pub enum CaptureState {
        Granted = "granted",
        /// The provider took the order and will report.
        Sent = "sent",
        Done = "done",
        Refused = "refused",
    }
}

/// A tender to be, hence its kind of id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub id: TenderId,
    pub order: OrderId,
    pub intent: IntentId,
    /// The caller's key of the whole it is a part of.
    pub cause: String,
    /// A short code: `shipped`, `handed_over` …
    pub why: String,
    pub amount: Money,
    pub state: CaptureState,
    pub provider_ref: Option<String>,
    /// What the provider said when it refused.
    pub refusal: Option<String>,
    pub granted_at: Timestamp,
    pub moved_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct GrantCapture {
    pub order: OrderId,
    /// Chosen by the caller, once per occasion: the id of the fulfilment that leaves.
    pub cause: String,
    pub amount: Money,
    pub why: String,
    /// Only from this payment; otherwise from whatever is held.
    pub intent: Option<IntentId>,
}

/// Takes so much of what is held, for whoever manages orders.
pub async fn capture(tx: &mut Tx, request: GrantCapture) -> Result<Vec<Capture>, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    grant_capture(tx, request).await
}

/// The same, for a verb of another context that knows who may ask: goods leave, so their price is taken. The same cause
/// again takes nothing more. Store credit comes first, then the oldest payment; a job asks the provider.
pub async fn grant_capture(tx: &mut Tx, request: GrantCapture) -> Result<Vec<Capture>, Error> {
    if request.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let mut intents = query::lock_all(tx, request.order).await?;
    let earlier = query::captures(tx, request.order).await?;
    let earlier: Vec<Capture> = earlier.into_iter().filter(|it| it.cause == request.cause).collect();
    if !earlier.is_empty() {
        let taken: i64 = earlier.iter().map(|it| it.amount.minor).sum();
        let same = Money::new(taken, earlier[0].amount.currency) == request.amount;
        return if same { Ok(earlier) } else { Err(Error::IdTaken(request.cause)) };
    }
    if let Some(foreign) = intents.iter().find(|it| it.amount.currency != request.amount.currency) {
        let (expected, got) = (foreign.amount.currency, request.amount.currency);
        return Err(Error::ForeignCurrency { expected, got });
    }
    intents.retain(|it| request.intent.is_none_or(|only| only == it.id) && holds(it));
    intents.sort_by_key(|it| (it.method != Method::StoreCredit, it.id));
    let left = Money::new(intents.iter().map(|it| it.capturable().minor).sum(), request.amount.currency);
    if request.amount.minor > left.minor {
        return Err(Error::CaptureTooLarge { wanted: request.amount, left });
    }
    let mut missing = request.amount.minor;
    let mut granted = Vec::new();
    for intent in intents {
        let part = intent.capturable().minor.min(missing);
        if part > 0 {
            granted.push(claim(tx, &intent, part, &request).await?);
            missing -= part;
        }
    }
    Ok(granted)
}

/// Sees to it that, all in all, `total` came in for what has left the house. Nothing is asked for what was captured at
/// once, given over the counter or granted before, so an order calls it without knowing how it was paid.
pub async fn capture_up_to(
    tx: &mut Tx,
    order: OrderId,
    cause: &str,
    total: Money,
    why: &str,
) -> Result<Vec<Capture>, Error> {
    let intents = query::lock_all(tx, order).await?;
    let secured: i64 = intents.iter().map(|it| it.captured.minor + it.claimed.minor - it.granted.minor).sum();
    let held: i64 = intents.iter().filter(|it| holds(it)).map(|it| it.capturable().minor).sum();
    let wanted = (total.minor - secured).min(held);
    if wanted <= 0 {
        return Ok(Vec::new());
    }
    let (cause, amount, why) = (cause.to_owned(), Money::new(wanted, total.currency), why.to_owned());
    grant_capture(tx, GrantCapture { order, cause, amount, why, intent: None }).await
}

/// Money waits here to be taken by us.
fn holds(intent: &Intent) -> bool {
    intent.capture == CaptureMode::AuthoriseThenCapture && !intent.capturable().is_zero()
}

async fn claim(tx: &mut Tx, intent: &Intent, part: i64, request: &GrantCapture) -> Result<Capture, Error> {
    let capture = Capture {
        id: tx.new_id(),
        order: intent.order,
        intent: intent.id,
        cause: request.cause.clone(),
        why: request.why.clone(),
        amount: Money::new(part, intent.amount.currency),
        state: CaptureState::Granted,
        provider_ref: None,
        refusal: None,
        granted_at: tx.now(),
        moved_at: None,
    };
    let claimed = tx
        .exec(
            "UPDATE payments_intent SET claimed_minor = claimed_minor + $3
             WHERE order_id = $1 AND id = $2
                 AND authorised_minor - captured_minor - claimed_minor - released_minor >= $3",
            args![intent.order, intent.id, part],
        )
        .await?;
    if claimed == 0 {
        return Err(Error::CaptureTooLarge { wanted: capture.amount, left: intent.capturable() });
    }
    tx.exec(
        "INSERT INTO payments_capture
             (order_id, id, intent, cause, why, amount_minor, currency, state, granted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            capture.order,
            capture.id,
            capture.intent,
            capture.cause,
            capture.why,
            capture.amount.minor,
            capture.amount.currency,
            capture.state,
            capture.granted_at
        ],
    )
    .await?;
    if intent.method == Method::StoreCredit {
        return spend(tx, intent, capture).await;
    }
    tx.enqueue(&SendCapture { order: capture.order, capture: capture.id }).await?;
    Ok(capture)
}

/// What we owe already moves at once.
async fn spend(tx: &mut Tx, intent: &Intent, capture: Capture) -> Result<Capture, Error> {
    let person = intent.person.ok_or(Error::CreditNeedsPerson)?;
    credit::spend_held(tx, person, intent.order, &capture.id.to_string(), capture.amount).await?;
    let outcome = Outcome {
        intent: intent.id,
        kind: TransactionKind::Captured,
        reference: capture.id.to_string(),
        amount: capture.amount,
        happened_at: capture.granted_at,
    };
    record_report(tx, outcome, Heard { ours: Some(capture.id), ..Heard::default() }).await?;
    let moved_at = Some(capture.granted_at);
    Ok(Capture { state: CaptureState::Done, moved_at, ..capture })
}

/// The provider would not give it: the claim is free again, and somebody is told.
pub(crate) async fn refuse(
    tx: &mut Tx,
    order: OrderId,
    id: TenderId,
    why: &str,
    is_gone: bool,
) -> Result<(), Error> {
    let found = query::captures(tx, order).await?.into_iter().find(|it| it.id == id);
    let Some(capture) = found else { return Ok(()) };
    let mut intent = query::lock(tx, order, capture.intent).await?;
    let refused = tx
        .exec(
            "UPDATE payments_capture SET state = $3, refusal = $4
             WHERE order_id = $1 AND id = $2 AND state IN ($5, $6)",
            args![
                order,
                id,
                CaptureState::Refused,
                why.chars().take(200).collect::<String>(),
                CaptureState::Granted,
                CaptureState::Sent
            ],
        )
        .await?;
    if refused == 0 {
        return Ok(()); // a report was faster
    }
    intent.claimed.minor -= capture.amount.minor;
    if is_gone || !intent.released.is_zero() {
        intent.expire();
    }
    query::save(tx, &intent).await?;
    let (intent, amount) = (intent.id, capture.amount);
    tx.publish(&CaptureRefused { order, intent, capture: id, amount }).await?;
    if is_gone {
        tx.publish(&AuthorisationExpired { order, intent, amount }).await?;
    }
    Ok(())
}

/// The order is closed: what is held and was not asked for goes back to the shopper. Twice is harmless.
pub async fn release_rest(tx: &mut Tx, order: OrderId) -> Result<(), Error> {
    for mut intent in query::lock_all(tx, order).await? {
        if intent.captured.is_zero() && intent.claimed.is_zero() {
            if !intent.is_over() {
                crate::withdraw(tx, intent.id).await?;
            }
        } else if intent.capture == CaptureMode::AuthoriseThenCapture && !intent.held().is_zero() {
            let rest = intent.held();
            let_go(tx, &mut intent).await?;
            query::save(tx, &intent).await?;
            tx.publish(&Voided { order, intent: intent.id, amount: rest }).await?;
        }
    }
    Ok(())
}

/// Gives up what is held and not claimed. The caller saves.
pub(crate) async fn let_go(tx: &mut Tx, intent: &mut Intent) -> Result<(), Error> {
    let rest = intent.held();
    intent.released.minor += rest.minor;
    if intent.claimed.is_zero() && !intent.captured.is_zero() && intent.state == State::Authorised {
        intent.state = State::Captured;
    }
    match (intent.method, intent.person) {
        (Method::StoreCredit, Some(person)) => {
            credit::release_held(tx, person, rest).await?;
        }
        _ if intent.provider_ref.is_some() => {
            tx.enqueue(&SendVoid { intent: intent.id }).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Time is up for what the provider held. Called too early, or after the money was taken, it changes nothing.
pub(crate) async fn on_authorisation_due(tx: &mut Tx, _: &Fact, due: AuthorisationDue) -> Result<(), Error> {
    let (order, id) = (due.order, due.intent);
    let mut intent = query::lock(tx, order, id).await?;
    let rest = intent.held();
    if rest.is_zero() || intent.expires_at.is_none_or(|at| at > tx.now()) {
        return Ok(());
    }
    intent.expire();
    query::save(tx, &intent).await?;
    tx.publish(&AuthorisationExpired { order, intent: id, amount: rest }).await?;
    Ok(())
}
