//! What an order does when it hears of its money. The provider's word alone pays an order, and undoes it; money for an order
//! that has ended goes back.

use kernel::{Fact, FulfilmentId, IntentId, Money, OrderId, Tx};
use payments::{
    AuthorisationExpired, Authorised, CaptureRefused, Captured, Failed, Intent, Method, OpenIntent, Voided,
};

use crate::event::works;
use crate::exception::{self, Open};
use crate::history::{Change, note};
use crate::{
    Error, ExceptionKind, FulfilmentState, Order, Paid, PayBy, PaymentDue, PaymentState, What, capture,
    clocks, money, open_basket::may_shop, store,
};

/// Money came in. Heard twice, nothing happens the second time.
pub async fn on_captured(tx: &mut Tx, _fact: &Fact, event: Captured) -> Result<(), Error> {
    let Some(order) = follow(tx, event.order).await? else { return Ok(()) };
    // Asked for again by a person, and here it is.
    let is_open = |it: &crate::Exception| it.kind == ExceptionKind::Payment && it.solved_at.is_none();
    if order.is_secured() && exception::exceptions_of(tx, order.id).await?.iter().any(is_open) {
        exception::settle(tx, order.id, None, &[ExceptionKind::Payment]).await?;
    }
    Ok(())
}

/// Money is held for us. Goods that left without it are asked for at once.
pub async fn on_authorised(tx: &mut Tx, _fact: &Fact, event: Authorised) -> Result<(), Error> {
    let order = follow(tx, event.order).await?;
    if order.is_none_or(|it| it.payment != PaymentState::Overdue) {
        return Ok(());
    }
    let mut order = store::take(tx, event.order).await?;
    let asked = payments::captures(tx, order.id).await?;
    if order.payment == PaymentState::Overdue && asked.iter().all(|it| it.intent != event.intent) {
        capture::again(tx, &mut order).await?;
        store::save(tx, &order).await?;
    }
    Ok(())
}

/// The order as it stands now that its money was looked at.
async fn follow(tx: &mut Tx, id: OrderId) -> Result<Option<Order>, Error> {
    let Some(order) = store::find(tx, id).await? else { return Ok(None) };
    let intents = payments::intents(tx, id).await?;
    let is_known = money::standing(&order, &intents) == order.payment;
    if is_known && money::secured(&order, &intents).minor <= order.owed().minor {
        return Ok(Some(order));
    }
    let mut order = store::take(tx, id).await?;
    pay(tx, &mut order).await?;
    store::save(tx, &order).await?;
    Ok(Some(order))
}

/// Looks again, now that nobody else can change the order.
async fn pay(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    let before = order.payment;
    let intents = payments::intents(tx, order.id).await?;
    if money::secured(order, &intents).minor > order.owed().minor {
        money::settle(tx, order, if order.is_open() { "overpaid" } else { "late_payment" }).await?;
    } else {
        order.payment = money::standing(order, &intents);
    }
    if before == order.payment || !order.is_secured() {
        return Ok(());
    }
    exception::settle(tx, order.id, None, &[ExceptionKind::Payment]).await?;
    match before {
        PaymentState::Pending | PaymentState::DueAtPickup if order.is_open() => {
            go_on(tx, order, before).await
        }
        PaymentState::Overdue => note(tx, order.id, What::Paid, Change::states(before, order.payment)).await,
        PaymentState::Pending
        | PaymentState::DueAtPickup
        | PaymentState::Authorised
        | PaymentState::Paid
        | PaymentState::PartlyRefunded
        | PaymentState::Refunded
        | PaymentState::Unpaid => Ok(()),
    }
}

/// The money is here or held for us: the work may begin.
async fn go_on(tx: &mut Tx, order: &mut Order, before: PaymentState) -> Result<(), Error> {
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
    Ok(())
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

/// Goods left, and the provider would not give the money that it held.
pub async fn on_capture_refused(tx: &mut Tx, fact: &Fact, event: CaptureRefused) -> Result<(), Error> {
    let asked = payments::captures(tx, event.order).await?;
    let cause = asked.into_iter().find(|it| it.id == event.capture).map(|it| it.cause).unwrap_or_default();
    let fulfilment = cause.split('/').next().and_then(|id| id.parse::<FulfilmentId>().ok());
    lost(tx, fact, event.order, "capture_refused", fulfilment).await
}

/// The provider holds it no longer.
pub async fn on_authorisation_expired(
    tx: &mut Tx,
    fact: &Fact,
    event: AuthorisationExpired,
) -> Result<(), Error> {
    lost(tx, fact, event.order, "authorisation_expired", None).await
}

/// Somebody let a payment go by hand.
pub async fn on_voided(tx: &mut Tx, fact: &Fact, event: Voided) -> Result<(), Error> {
    lost(tx, fact, event.order, "voided", None).await
}

/// Money that an order counted on will not come. The goods stay promised and the work stays where it is; nothing leaves, and
/// a person looks after it.
async fn lost(
    tx: &mut Tx,
    fact: &Fact,
    id: OrderId,
    detail: &'static str,
    fulfilment: Option<FulfilmentId>,
) -> Result<(), Error> {
    let Some(order) = store::find(tx, id).await? else { return Ok(()) };
    let intents = payments::intents(tx, id).await?;
    let now = money::standing(&order, &intents);
    if order.payment == now && !matches!(now, PaymentState::Pending | PaymentState::Overdue) {
        return Ok(());
    }
    let mut order = store::take(tx, id).await?;
    let intents = payments::intents(tx, id).await?;
    let before = order.payment;
    order.payment = money::standing(&order, &intents);
    store::save(tx, &order).await?;
    // While there is time to pay, the shopper is simply not done yet.
    let is_short = match order.payment {
        PaymentState::Overdue => true,
        PaymentState::Pending => order.payment_due_at.is_none(),
        _ => false,
    };
    let known = exception::exceptions_of(tx, id).await?;
    let is_heard = |it: &crate::Exception| {
        it.kind == ExceptionKind::Payment
            && it.detail == detail
            && it.fulfilment == fulfilment
            && it.opened_at >= fact.at
    };
    if !is_short || known.iter().any(is_heard) {
        return Ok(());
    }
    note(tx, id, What::PaymentLost, Change::states(before, detail)).await?;
    let (kind, detail) = (ExceptionKind::Payment, detail.to_owned());
    exception::open(tx, &order, Open { kind, fulfilment, location: None, detail, due_at: None }).await
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
    if !order.is_open() && order.payment != PaymentState::Overdue {
        return Err(Error::Closed(order.number));
    }
    let intents = payments::intents(tx, order.id).await?;
    let is_open = |it: &&Intent| {
        it.method == Method::Online && matches!(it.state, payments::State::Open | payments::State::Pending)
    };
    let waits = |it: &&Intent| it.method == Method::Online && !it.is_over();
    if let Some(open) = intents.iter().find(is_open).or(intents.iter().find(waits)) {
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
    let intent = payments::open_to_capture(tx, intent).await?;
    note(tx, order.id, What::PaymentOpened, Change::after(intent.id)).await?;
    Ok(intent)
}
