//! Keeping what is owed, held and moved together: a surplus goes back, a debt that nobody has any more is withdrawn.

use kernel::{IntentId, Money, PersonId, Tx};
use payments::{Intent, Method, OpenIntent, State};

use crate::history::{Change, note};
use crate::{Error, Order, PaymentState, What};

/// What came in and was not promised back.
pub(crate) fn held(order: &Order, intents: &[Intent]) -> Money {
    let held = intents.iter().map(|it| it.captured.minor - it.granted.minor).sum();
    Money::new(held, order.currency)
}

/// The same, with what was asked for and what is held for us to take.
pub(crate) fn secured(order: &Order, intents: &[Intent]) -> Money {
    Money::new(intents.iter().map(|it| it.secured().minor).sum(), order.currency)
}

/// Came in or was asked for.
fn taken(order: &Order, intents: &[Intent]) -> i64 {
    held(order, intents).minor + intents.iter().map(|it| it.claimed.minor).sum::<i64>()
}

/// Where the money of an order stands, told from what is owed, what was granted and what moved.
pub(crate) fn standing(order: &Order, intents: &[Intent]) -> PaymentState {
    let (owed, held) = (order.owed().minor, held(order, intents).minor);
    let took = intents.iter().any(|it| !it.captured.is_zero());
    let gave = intents.iter().any(|it| !it.granted.is_zero());
    let is_out = order.lines.iter().any(|line| !line.fulfilled.is_zero());
    match owed {
        0 if order.total.is_zero() => PaymentState::Paid,
        0 if took => PaymentState::Refunded,
        0 => PaymentState::Unpaid,
        _ if held >= owed && gave => PaymentState::PartlyRefunded,
        _ if held >= owed => PaymentState::Paid,
        _ if order.payment == PaymentState::DueAtPickup && due_at_pickup(intents) > 0 => {
            PaymentState::DueAtPickup
        }
        _ if is_out && taken(order, intents) < order.due_by_now().minor => PaymentState::Overdue,
        _ if secured(order, intents).minor >= owed => PaymentState::Authorised,
        _ => PaymentState::Pending,
    }
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
    let nothing = Back { worth: Money::zero(order.currency), to: None };
    settle_back(tx, order, reason, nothing).await
}

/// What comes back with goods.
pub(crate) struct Back {
    /// What they were worth: goes back even while other goods are still to leave.
    pub worth: Money,
    /// Who expressly agreed to have it as store credit.
    pub to: Option<PersonId>,
}

pub(crate) async fn settle_back(
    tx: &mut Tx,
    order: &mut Order,
    reason: &'static str,
    back: Back,
) -> Result<(), Error> {
    let mut intents = payments::intents(tx, order.id).await?;
    let owed = order.owed();
    // What is paid on pickup is not held for goods that are still to leave.
    let at_pickup = order.payment == PaymentState::DueAtPickup;
    let later = if at_pickup { order.open_value().minor.min(due_at_pickup(&intents)) } else { 0 };
    let held = held(order, &intents).minor;
    let over = held - (owed.minor - later);
    // What came in for goods that are back is not kept for goods whose money is held for us elsewhere.
    let spare = (held - order.due_by_now().minor).min(secured(order, &intents).minor - owed.minor);
    let surplus = over.max(spare.min(back.worth.minor));
    let missing = (owed.minor - held + surplus.max(0)).max(0);
    if at_pickup && surplus > 0 && missing > 0 {
        renew(tx, &mut intents, Money::new(missing, order.currency)).await?;
    }
    if surplus > 0 {
        give_back(tx, order, Money::new(surplus, order.currency), reason, back.to).await?;
    }
    forgive(tx, intents, missing).await?;
    end(tx, order).await
}

/// Where the money stands now. If nothing more is to be taken, what is still held somewhere is let go.
pub(crate) async fn end(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    let mut intents = payments::intents(tx, order.id).await?;
    let is_over = !order.is_open() && taken(order, &intents) >= order.owed().minor;
    let is_held = |it: &Intent| !it.held().is_zero();
    if is_over && intents.iter().any(is_held) {
        payments::release_rest(tx, order.id).await?;
        intents = payments::intents(tx, order.id).await?;
    }
    order.payment = standing(order, &intents);
    Ok(())
}

/// Every tender that paid gives its share.
async fn give_back(
    tx: &mut Tx,
    order: &Order,
    surplus: Money,
    reason: &'static str,
    to: Option<PersonId>,
) -> Result<(), Error> {
    let key = tx.new_id::<IntentId>().to_string();
    match to {
        Some(person) => payments::give_back_as_credit(tx, order.id, person, surplus, reason, &key).await?,
        None => payments::give_back(tx, order.id, surplus, reason, &key).await?,
    };
    note(tx, order.id, What::RefundGranted, Change::states(surplus, reason)).await
}

/// A debt of which a part was paid and goes back: the paid part ends, and what is still due gets an intent of its own.
async fn renew(tx: &mut Tx, intents: &mut Vec<Intent>, missing: Money) -> Result<(), Error> {
    let Some(paid) = intents
        .iter_mut()
        .find(|it| it.method == Method::OnPickup && !it.is_over() && !it.captured.is_zero())
    else {
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

/// Open intents shrink to what is still owed: what was asked for already stays, then what is held goes before what is only
/// hoped for.
async fn forgive(tx: &mut Tx, mut intents: Vec<Intent>, owed: i64) -> Result<(), Error> {
    intents.retain(|it| !it.is_over());
    intents.sort_by_key(|it| (it.state != State::Authorised, it.id));
    let mut left = (owed - intents.iter().map(|it| it.claimed.minor).sum::<i64>()).max(0);
    for intent in intents {
        let more = (intent.due().minor - intent.claimed.minor).min(left);
        left -= more;
        let keep = intent.claimed.minor + more;
        if keep == intent.due().minor {
            continue;
        }
        if keep == 0 && intent.captured.is_zero() {
            payments::withdraw(tx, intent.id).await?;
        } else {
            let amount = Money::new(intent.captured.minor + keep, intent.amount.currency);
            payments::reduce(tx, intent.order, intent.id, amount).await?;
        }
    }
    Ok(())
}
