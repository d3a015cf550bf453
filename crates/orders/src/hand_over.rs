//! Handing goods over the counter to the shopper who came for them, with payment if it is still due.

use customers::{Email, Phone};
use kernel::{Capability, FulfilmentId, Money, Quantity, ReceiptId, TenderId, TillId, Tx};
use payments::{Method, TakeTender};

use crate::history::{Change, note};
use crate::memory::place;
use crate::receipt::{Issue, ReceiptTender, issue, leaving};
use crate::{
    Error, FulfilmentState, HandedOver, Life, Order, PaymentState, PickupDue, Receipt, What, money, number,
    receipts, store,
};

#[derive(Debug, Clone)]
pub struct HandOver {
    pub fulfilment: FulfilmentId,
    pub proof: Proof,
    /// Exactly what is due; empty if everything is paid.
    pub tenders: Vec<Pay>,
    pub till: Option<TillId>,
}

/// What the shopper showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    Code(String),
    Phone(String),
    Email(String),
    Number(String),
    /// The assistant made sure in another way and answers for it by name.
    Staff,
}

/// Money put on the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pay {
    /// Chosen by the till, so that a retry is recognised.
    pub id: TenderId,
    /// [`Method::Cash`] or [`Method::Card`].
    pub method: Method,
    pub amount: Money,
    /// Cash only.
    pub given: Option<Money>,
    pub reference: Option<String>,
}

/// The goods leave, the money is in, the receipt is printed. Asked again with the same tenders, the same receipt.
pub async fn hand_over(tx: &mut Tx, request: HandOver) -> Result<Receipt, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, request.fulfilment).await?;
    let location = order.fulfilments[at].location;
    tx.require(Capability::FulfilOrders, location)?;
    if order.fulfilments[at].state == FulfilmentState::Collected {
        return repeat(tx, &order, &request).await;
    }
    let proof = check(&request.proof, &order, &order.fulfilments[at].code)?;
    let before = order.fulfilments[at].state;
    order.fulfilments[at].collect(tx.now())?;
    let units: Vec<_> = order.fulfilments[at].lines.iter().map(|it| (it.line, it.quantity)).collect();
    let (lines, told) = leaving(&order, &units);
    let value = Money::new(lines.iter().map(|line| line.gross.minor).sum(), order.currency);
    let due = due(&order, value)?;
    let tenders = take(tx, &order, &request, location, due).await?;

    move_lines(tx, &mut order, &units).await?;
    if order.payment == PaymentState::DueAtPickup {
        let intents = payments::intents(tx, order.id).await?;
        if money::held(&order, &intents).minor >= order.owed().minor {
            order.payment = PaymentState::Paid;
        }
    }
    store::save(tx, &order).await?;
    let it = order.fulfilments[at].clone();
    store::save_fulfilment(tx, &it).await?;
    store::save_picked(tx, &it).await?;
    if it.due_at.is_some() {
        tx.cancel::<PickupDue>(it.id).await?;
    }
    note(tx, order.id, What::HandedOver, Change::states(before, proof).of(it.id)).await?;
    let receipt = tx.new_id::<ReceiptId>();
    tx.publish(&HandedOver {
        order: order.id,
        fulfilment: it.id,
        channel: order.channel.clone(),
        location,
        person: order.person,
        paid: value,
        lines: told,
        receipt,
    })
    .await?;
    let goods = it.reservations();
    inventory::fulfil(tx, &goods, inventory::Cause::Sold, Some(order.number.clone())).await?;
    let place = place(tx, location).await?;
    let till = request.till;
    let printed = Issue { order: &order, fulfilment: Some(it.id), location: &place, till, lines, tenders };
    issue(tx, receipt, printed).await
}

/// A used fulfilment is answered only to whoever handed it over: the tenders are the same.
async fn repeat(tx: &mut Tx, order: &Order, request: &HandOver) -> Result<Receipt, Error> {
    let state = FulfilmentState::Collected;
    let wrong = Error::WrongState { fulfilment: request.fulfilment, state };
    let taken = payments::tenders(tx, order.id).await?;
    let known = |pay: &Pay| taken.iter().any(|it| it.id == pay.id && it.amount == pay.amount);
    let printed = receipts(tx, order.id).await?;
    let printed = printed.into_iter().find(|it| it.fulfilment == Some(request.fulfilment));
    printed.filter(|_| request.tenders.iter().all(known)).ok_or(wrong)
}

/// The code of what was shown, for the history.
fn check(proof: &Proof, order: &Order, code: &str) -> Result<&'static str, Error> {
    let (is_right, name) = match proof {
        Proof::Code(shown) => (!code.is_empty() && shown.trim() == code, "code"),
        Proof::Phone(shown) => {
            (Phone::parse(shown).is_ok_and(|shown| order.contact.phone.as_ref() == Some(&shown)), "phone")
        }
        Proof::Email(shown) => {
            (Email::parse(shown).is_ok_and(|shown| order.contact.email.as_ref() == Some(&shown)), "email")
        }
        Proof::Number(shown) => (number::read(shown).is_some_and(|shown| shown == order.number), "number"),
        Proof::Staff => (true, "staff"),
    };
    if is_right { Ok(name) } else { Err(Error::WrongProof) }
}

/// What has to be paid before these goods may leave.
fn due(order: &Order, value: Money) -> Result<Money, Error> {
    match order.payment {
        PaymentState::DueAtPickup => Ok(value),
        PaymentState::Paid | PaymentState::PartlyRefunded => Ok(Money::zero(order.currency)),
        PaymentState::Pending | PaymentState::Unpaid | PaymentState::Refunded => Err(Error::NotPaid),
    }
}

async fn take(
    tx: &mut Tx,
    order: &Order,
    request: &HandOver,
    location: kernel::LocationId,
    due: Money,
) -> Result<Vec<ReceiptTender>, Error> {
    exact(&request.tenders, due)?;
    if due.is_zero() {
        let paid = payments::tenders(tx, order.id).await?;
        return Ok(paid.iter().map(ReceiptTender::from).collect());
    }
    let intents = payments::intents(tx, order.id).await?;
    let owed = intents.iter().find(|it| it.method == Method::OnPickup && !it.is_over());
    let owed = owed.ok_or(Error::NotPaid)?;
    let mut taken = Vec::new();
    for pay in &request.tenders {
        taken.push(tender(tx, order, Some(owed.id), pay, request.till, location).await?);
    }
    Ok(taken)
}

/// Not a grosz more, not one less; change is given from cash.
pub(crate) fn exact(tenders: &[Pay], due: Money) -> Result<(), Error> {
    let given = Money::sum(due.currency, tenders.iter().map(|pay| pay.amount));
    let counter = tenders.iter().all(|pay| matches!(pay.method, Method::Cash | Method::Card));
    match given {
        _ if !counter => Err(Error::invalid("/tenders", "a till takes cash and cards")),
        Some(given) if given == due => Ok(()),
        given => Err(Error::WrongAmount { due, given: given.unwrap_or(Money::zero(due.currency)) }),
    }
}

pub(crate) async fn tender(
    tx: &mut Tx,
    order: &Order,
    intent: Option<kernel::IntentId>,
    pay: &Pay,
    till: Option<TillId>,
    location: kernel::LocationId,
) -> Result<ReceiptTender, Error> {
    let taken = payments::take_tender(
        tx,
        TakeTender {
            id: pay.id,
            order: order.id,
            intent,
            method: pay.method,
            amount: pay.amount,
            given: pay.given,
            till,
            location,
            reference: pay.reference.clone(),
        },
    )
    .await?;
    Ok(ReceiptTender::from(&taken))
}

/// Open units become fulfilled ones.
pub(crate) async fn move_lines(
    tx: &mut Tx,
    order: &mut Order,
    units: &[(kernel::LineId, Quantity)],
) -> Result<(), Error> {
    for (id, quantity) in units {
        let moved = order.line_mut(*id).is_some_and(|line| line.fulfil(*quantity));
        if !moved {
            return Err(Error::UnknownLine(*id));
        }
    }
    order.follow(Life::Completed, tx.now());
    store::save_lines(tx, order).await
}
