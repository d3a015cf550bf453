//! What a change of an order does to its money, in one place: a surplus goes back, a debt that nobody has any more is
//! withdrawn, and what is owed on top is paid where the goods are collected.

use kernel::{IntentId, Money, Tx};
use payments::{Method, OpenIntent};

use crate::event::works;
use crate::{Error, Mode, Order, Paid, PaymentDue, PaymentState, money, settle};

/// What moves because of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moves {
    /// Promised back.
    pub refund: Money,
    /// To be brought along on pickup.
    pub due: Money,
}

/// Brings what is owed and what came in together again. `was`: where the money stood before the change. `reason` is the code
/// of the refunds.
pub(crate) async fn settle_up(
    tx: &mut Tx,
    order: &mut Order,
    was: PaymentState,
    reason: &'static str,
) -> Result<Moves, Error> {
    let waited = matches!(was, PaymentState::Pending | PaymentState::Overdue);
    let before = granted(tx, order).await?;
    money::settle(tx, order, reason).await?;
    raise(tx, order, waited).await?;
    // A parcel never leaves unpaid, so nothing is sent while anything is due at a counter.
    if order.payment == PaymentState::DueAtPickup && order.live().any(|it| it.mode == Mode::Ship) {
        return Err(Error::NoPayOnPickup);
    }
    if waited && !matches!(order.payment, PaymentState::Pending | PaymentState::Overdue) {
        paid_after_all(tx, order).await?;
    }
    let due = money::due_at_pickup(&payments::intents(tx, order.id).await?);
    let refund = granted(tx, order).await? - before;
    Ok(Moves { refund: Money::new(refund, order.currency), due: Money::new(due, order.currency) })
}

async fn granted(tx: &mut Tx, order: &Order) -> Result<i64, Error> {
    Ok(payments::intents(tx, order.id).await?.iter().map(|it| it.granted.minor).sum())
}

/// More is owed than anybody was asked for: it is paid on pickup, if everything that is still to come is picked up. A payment
/// through a provider is never raised behind the shopper's back.
async fn raise(tx: &mut Tx, order: &mut Order, waited: bool) -> Result<(), Error> {
    let intents = payments::intents(tx, order.id).await?;
    let asked: i64 = intents.iter().filter(|it| !it.is_over()).map(|it| it.due().minor).sum();
    let more = order.owed().minor - money::held(order, &intents).minor - asked;
    if more <= 0 {
        return Ok(());
    }
    let collected = order.live().all(|it| matches!(it.mode, Mode::Pickup | Mode::Transfer));
    let is_live = order.live().next().is_some();
    let more = Money::new(more, order.currency);
    if !collected || waited || !is_live {
        return Err(Error::MoreToPay(more));
    }
    // One debt at the counter, not two.
    let old = intents.iter().find(|it| it.method == Method::OnPickup && !it.is_over());
    let mut amount = more;
    if let Some(old) = old {
        amount.minor += old.due().minor;
        if old.captured.is_zero() {
            payments::withdraw(tx, old.id).await?;
        } else {
            payments::reduce(tx, order.id, old.id, old.captured).await?;
        }
    }
    let (id, method) = (tx.new_id::<IntentId>(), Method::OnPickup);
    let debt = OpenIntent { id, order: order.id, amount, method, provider: None, return_url: None };
    payments::open_intent(tx, debt).await?;
    order.payment = PaymentState::DueAtPickup;
    Ok(())
}

/// What came in is enough for what is left: the work need not wait any more.
async fn paid_after_all(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    order.payment_due_at = None;
    tx.cancel::<PaymentDue>(order.id).await?;
    if !order.is_open() {
        return Ok(());
    }
    settle::release(tx, order).await?;
    tx.publish(&Paid {
        order: order.id,
        channel: order.channel.clone(),
        person: order.person,
        amount: order.owed(),
        fulfilments: works(order),
    })
    .await?;
    Ok(())
}
