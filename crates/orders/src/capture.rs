//! Taking the money that is held for an order, when its goods leave.

use kernel::{Capability, Everywhere, FulfilmentId, Money, OrderId, Tx};
use payments::{Capture, CaptureState};

use crate::history::{Change, note};
use crate::receipt::ReceiptTender;
use crate::{Error, FulfilmentState, Order, PaymentState, What, money, store};

/// Goods of `fulfilment` are out of the house, and the lines say so: their money is asked for. How the order was paid is no
/// matter here: nothing is asked for what came in before.
pub(crate) async fn take(
    tx: &mut Tx,
    order: &mut Order,
    fulfilment: FulfilmentId,
    why: &'static str,
) -> Result<Vec<Capture>, Error> {
    let intents = payments::intents(tx, order.id).await?;
    if intents.iter().all(|it| it.held().is_zero()) {
        return Ok(Vec::new());
    }
    let total = order.due_by_now();
    let taken = payments::capture_up_to(tx, order.id, &fulfilment.to_string(), total, why).await?;
    money::end(tx, order).await?;
    // What was held has run out in this very moment: the goods stay.
    if order.payment == PaymentState::Overdue { Err(Error::NotPaid) } else { Ok(taken) }
}

/// How these goods were paid, for their receipt: what was taken for them, or, if that is only a part, everything so far.
pub(crate) async fn tenders(
    tx: &mut Tx,
    order: &Order,
    taken: Vec<Capture>,
    value: Money,
) -> Result<Vec<ReceiptTender>, Error> {
    let intents = payments::intents(tx, order.id).await?;
    let tender = |it: &Capture| {
        let method = intents.iter().find(|intent| intent.id == it.intent)?.method;
        let change = Money::zero(it.amount.currency);
        Some(ReceiptTender { method, amount: it.amount, given: None, change, reference: None })
    };
    if taken.iter().map(|it| it.amount.minor).sum::<i64>() == value.minor {
        return Ok(taken.iter().filter_map(tender).collect());
    }
    let paid = payments::tenders(tx, order.id).await?;
    let mut all: Vec<ReceiptTender> = paid.iter().map(ReceiptTender::from).collect();
    let asked = payments::captures(tx, order.id).await?;
    let asked = asked.iter().filter(|it| matches!(it.state, CaptureState::Granted | CaptureState::Sent));
    all.extend(asked.filter_map(tender));
    Ok(all)
}

/// Asks once more for the money of goods that left, after a provider refused it. Where nothing is outstanding it changes
/// nothing.
pub async fn capture_again(tx: &mut Tx, id: OrderId) -> Result<Order, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    let mut order = store::take(tx, id).await?;
    if order.payment != PaymentState::Overdue {
        return Ok(order);
    }
    if !again(tx, &mut order).await? {
        return Err(Error::NotPaid);
    }
    store::save(tx, &order).await?;
    Ok(order)
}

/// `false`: nobody holds anything for this order any more.
pub(crate) async fn again(tx: &mut Tx, order: &mut Order) -> Result<bool, Error> {
    let gone = |state| matches!(state, FulfilmentState::Shipped | FulfilmentState::Collected);
    let Some(last) = order.fulfilments.iter().rfind(|it| gone(it.state)).map(|it| it.id) else {
        return Ok(false);
    };
    let tries = payments::captures(tx, order.id).await?.len();
    let cause = format!("{last}/{tries}");
    let taken = payments::capture_up_to(tx, order.id, &cause, order.due_by_now(), "again").await?;
    if taken.is_empty() {
        return Ok(false);
    }
    let before = order.payment;
    money::end(tx, order).await?;
    note(tx, order.id, What::CaptureAsked, Change::states(before, order.payment).of(last)).await?;
    Ok(true)
}
