//! What an order does when it hears of its money. The provider's word alone pays an order; money for an order that has
//! ended goes back.

use kernel::{Fact, IntentId, Money, OrderId, Tx};
use payments::{Captured, Failed, Intent, Method, OpenIntent};

use crate::event::works;
use crate::exception::{self, Open};
use crate::history::{Change, note};
use crate::{
    Error, ExceptionKind, FulfilmentState, Order, Paid, PayBy, PaymentDue, PaymentState, What, clocks, money,
    open_basket::may_shop, store,
};

/// Money came in. Heard twice, nothing happens the second time.
pub async fn on_captured(tx: &mut Tx, _fact: &Fact, event: Captured) -> Result<(), Error> {
    let Some(order) = store::find(tx, event.order).await? else { return Ok(()) };
    let intents = payments::intents(tx, order.id).await?;
    let held = money::held(&order, &intents);
    let waits = matches!(order.payment, PaymentState::Pending | PaymentState::DueAtPickup);
    let is_paid = held.minor >= order.owed().minor;
    if held.minor <= order.owed().minor && !(waits && is_paid && order.is_open()) {
        return Ok(());
    }
    let mut order = store::take(tx, event.order).await?;
    pay(tx, &mut order).await?;
    store::save(tx, &order).await
}

/// Looks again, now that nobody else can change the order.
async fn pay(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    let intents = payments::intents(tx, order.id).await?;
    let held = money::held(order, &intents);
    if held.minor > order.owed().minor {
        money::settle(tx, order, if order.is_open() { "overpaid" } else { "late_payment" }).await?;
    }
    let waits = matches!(order.payment, PaymentState::Pending | PaymentState::DueAtPickup);
    if !order.is_open() || !waits || held.minor < order.owed().minor {
        return Ok(());
    }
    let before = std::mem::replace(&mut order.payment, PaymentState::Paid);
    order.payment_due_at = None;
    tx.cancel::<PaymentDue>(order.id).await?;
    release(tx, order).await?;
    note(tx, order.id, What::Paid, Change::states(before, order.payment)).await?;
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

/// What waited for the money goes into the queues.
pub(crate) async fn release(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    let held = |it: &crate::Fulfilment| it.state == FulfilmentState::OnHold;
    let held: Vec<usize> = (0..order.fulfilments.len()).filter(|at| held(&order.fulfilments[*at])).collect();
    for at in held {
        let mut it = order.fulfilments[at].clone();
        it.state = FulfilmentState::Open;
        clocks::wind(tx, order, &mut it).await?;
        store::save_fulfilment(tx, &it).await?;
        order.fulfilments[at] = it;
    }
    exception::settle(tx, order.id, None, &[ExceptionKind::Payment]).await
}

/// The provider refused. The goods stay promised until the time to pay runs out: the shopper may try again.
pub async fn on_failed(tx: &mut Tx, _fact: &Fact, event: Failed) -> Result<(), Error> {
    let Some(order) = store::find(tx, event.order).await? else { return Ok(()) };
    if order.is_open() && order.payment == PaymentState::Pending {
        note(tx, order.id, What::PaymentFailed, Change::after(event.intent)).await?;
        let (kind, detail) = (ExceptionKind::Payment, "failed".to_owned());
        let (fulfilment, location, due_at) = (None, None, order.payment_due_at);
        exception::open(tx, &order, Open { kind, fulfilment, location, detail, due_at }).await?;
    }
    Ok(())
}

#[derive(Debug, Clone)]
pub struct PayAgain {
    pub order: OrderId,
    /// Chosen by the caller, so that a retry is recognised.
    pub intent: IntentId,
    pub by: PayBy,
}

/// Another try after a refusal. A payment that is still under way is answered instead of opening a second one.
pub async fn pay_again(tx: &mut Tx, request: PayAgain) -> Result<Intent, Error> {
    may_shop(tx.actor())?;
    let order = store::take(tx, request.order).await?;
    if !order.is_open() {
        return Err(Error::Closed(order.number));
    }
    let intents = payments::intents(tx, order.id).await?;
    if let Some(open) = intents.iter().find(|it| !it.is_over() && it.method == Method::Online) {
        return Ok(open.clone());
    }
    let waiting: i64 = intents.iter().filter(|it| !it.is_over()).map(|it| it.due().minor).sum();
    let due = order.owed().minor - money::held(&order, &intents).minor - waiting;
    if request.by.method != Method::Online {
        return Err(Error::invalid("/method", "online"));
    }
    let intent = OpenIntent {
        id: request.intent,
        order: order.id,
        amount: Money::new(due, order.currency),
        method: Method::Online,
        provider: request.by.provider,
        return_url: request.by.return_url,
    };
    let intent = payments::open_intent(tx, intent).await?;
    note(tx, order.id, What::PaymentOpened, Change::after(intent.id)).await?;
    Ok(intent)
}
