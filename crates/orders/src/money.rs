//! Keeping what is owed and what came in together: a surplus goes back, a debt that nobody has any more is withdrawn.

use kernel::{IntentId, Money, TenderId, Tx};
use payments::{GrantRefund, Intent, Method, OpenIntent};

use crate::history::{Change, note};
use crate::{Error, Order, PaymentState, What};

/// What came in and was not promised back.
pub(crate) fn held(order: &Order, intents: &[Intent]) -> Money {
    let held = intents.iter().map(|it| it.captured.minor - it.granted.minor).sum();
    Money::new(held, order.currency)
}

/// What the shopper shall bring along.
pub(crate) fn due_at_pickup(intents: &[Intent]) -> i64 {
    let waits = intents.iter().filter(|it| it.method == Method::OnPickup && !it.is_over());
    waits.map(|it| it.due().minor).sum()
}

/// The code of refunds that returns start.
pub(crate) const RETURNED: &str = "returned";

/// After units were cancelled, or came back, or money came that nobody waited for. `reason` is the code of the refund.
pub(crate) async fn settle(tx: &mut Tx, order: &mut Order, reason: &'static str) -> Result<(), Error> {
    let mut intents = payments::intents(tx, order.id).await?;
    let owed = order.owed();
    // What is paid on pickup is not held for goods that are still to leave.
    let later = if order.payment == PaymentState::DueAtPickup {
        order.open_value().minor.min(due_at_pickup(&intents))
    } else {
        0
    };
    let surplus = held(order, &intents).minor - (owed.minor - later);
    let missing = (owed.minor - held(order, &intents).minor + surplus.max(0)).max(0);
    if surplus > 0 && missing > 0 {
        renew(tx, &mut intents, Money::new(missing, order.currency)).await?;
    }
    if surplus > 0 {
        give_back(tx, order, &intents, surplus, reason).await?;
    }
    forgive(tx, &intents, Money::new(missing, order.currency)).await?;
    let took = intents.iter().any(|it| !it.captured.is_zero());
    let gave = surplus > 0 || intents.iter().any(|it| !it.granted.is_zero());
    order.payment = match (owed.is_zero(), took) {
        (true, false) if order.total.is_zero() => PaymentState::Paid,
        (true, false) => PaymentState::Unpaid,
        (true, true) => PaymentState::Refunded,
        (false, _) if missing > 0 => order.payment,
        (false, _) if gave => PaymentState::PartlyRefunded,
        (false, _) => PaymentState::Paid,
    };
    Ok(())
}

/// The newest money first.
async fn give_back(
    tx: &mut Tx,
    order: &Order,
    intents: &[Intent],
    surplus: i64,
    reason: &'static str,
) -> Result<(), Error> {
    let mut left = surplus;
    for intent in intents.iter().rev() {
        let part = intent.refundable().minor.min(left);
        if part <= 0 {
            continue;
        }
        let refund = GrantRefund {
            id: tx.new_id::<TenderId>(),
            order: order.id,
            intent: intent.id,
            amount: Money::new(part, order.currency),
            reason: reason.to_owned(),
        };
        payments::grant_refund(tx, refund).await?;
        left -= part;
    }
    let given = Money::new(surplus - left, order.currency);
    note(tx, order.id, What::RefundGranted, Change::states(given, reason)).await
}

/// A debt of which a part was paid and goes back: the paid part ends, and what is still due gets an intent of its own.
async fn renew(tx: &mut Tx, intents: &mut Vec<Intent>, missing: Money) -> Result<(), Error> {
    let Some(paid) = intents.iter_mut().find(|it| !it.is_over() && !it.captured.is_zero()) else {
        return Ok(());
    };
    let (order, method) = (paid.order, paid.method);
    *paid = payments::reduce(tx, order, paid.id, paid.captured).await?;
    debug_assert_eq!(method, Method::OnPickup);
    let id = tx.new_id::<IntentId>();
    let rest = OpenIntent { id, order, amount: missing, method, provider: None, return_url: None };
    intents.push(payments::open_intent(tx, rest).await?);
    Ok(())
}

/// Open intents shrink to what is still owed.
async fn forgive(tx: &mut Tx, intents: &[Intent], owed: Money) -> Result<(), Error> {
    let mut left = owed.minor;
    for intent in intents.iter().filter(|it| !it.is_over()) {
        let keep = intent.due().minor.min(left);
        left -= keep;
        if keep == intent.due().minor {
            continue;
        }
        if keep == 0 && intent.captured.is_zero() {
            payments::withdraw(tx, intent.id).await?;
        } else {
            let amount = Money::new(intent.captured.minor + keep, owed.currency);
            payments::reduce(tx, intent.order, intent.id, amount).await?;
        }
    }
    Ok(())
}
