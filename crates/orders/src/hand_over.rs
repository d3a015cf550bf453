//! Handing goods over the counter to the shopper who came for them, with payment if it is still due.

use customers::{Email, Phone};
use inventory::Reason;
use kernel::{
    Capability, FulfilmentId, LineId, Money, OrderId, Quantity, Query, ReceiptId, TenderId, TillId, Tx, args,
};
use payments::{Method, TakeTender};

use crate::event::works;
use crate::history::{Change, note};
use crate::memory::place;
use crate::receipt::{Issue, ReceiptTender, issue, leaving};
use crate::split::split_off;
use crate::{
    CancelReason, Cancelled, Error, Fulfilment, FulfilmentState, HandedOver, Life, Order, PaymentState,
    PickupDue, PickupReminder, Receipt, What, capture, clocks, give_up, money, number, receipts, store,
};

#[derive(Debug, Clone)]
pub struct HandOver {
    pub fulfilment: FulfilmentId,
    pub proof: Proof,
    /// Exactly what is due; empty if everything is paid.
    pub tenders: Vec<Pay>,
    pub till: Option<TillId>,
    /// What is taken; left out, everything.
    pub lines: Option<Vec<(LineId, Quantity)>>,
    /// What becomes of that which is not taken.
    pub rest: Rest,
    /// Somebody else came for it: this is the name, and the code that only the buyer can have given is the proof.
    pub proxy: Option<String>,
    /// Chosen by the caller, so that a retry is recognised by the receipt.
    pub receipt: Option<ReceiptId>,
}
impl HandOver {
    /// Everything, to the buyer.
    pub fn whole(fulfilment: FulfilmentId, proof: Proof, tenders: Vec<Pay>, till: Option<TillId>) -> Self {
        Self { fulfilment, proof, tenders, till, lines: None, rest: Rest::Stays, proxy: None, receipt: None }
    }
}

kernel::text_enum! {
    /// What becomes of goods that were not taken along.
    pub enum Rest {
        /// Waits on, as long as it would have.
        Stays = "stays",
        /// Tried on and not wanted: back to the shelf, and nothing is paid for it.
        Released = "released",
    }
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
    if let Some(printed) = printed_before(tx, &order, &request).await? {
        return Ok(printed);
    }
    if order.fulfilments[at].state == FulfilmentState::Collected {
        return repeat(tx, &order, &request).await;
    }
    let proof = check(&request.proof, &order, &order.fulfilments[at].code)?;
    let proxy = proxy(&request)?;
    let before = order.fulfilments[at].state;
    order.fulfilments[at].may_be_collected()?;
    let units = request.lines.clone().unwrap_or_else(|| order.fulfilments[at].units());
    let goods = order.fulfilments[at].promises(&units);
    let split = split_off(tx, &mut order, at, &units, FulfilmentState::Collected).await?;
    if split.is_none() {
        order.fulfilments[at].collect(tx.now())?;
    }
    let (lines, told) = leaving(&order, &units);
    let value = Money::new(lines.iter().map(|line| line.gross.minor).sum(), order.currency);
    let due = due(tx, &order, value).await?;
    let mut tenders = take(tx, &order, &request, location, due).await?;

    move_lines(tx, &mut order, &units).await?;
    let of = order.fulfilments[split.unwrap_or(at)].id;
    // Paid at the counter or held by a provider, or the one for a part of it and the other for the rest.
    let is_held = order.payment == PaymentState::Authorised;
    let taken = capture::take(tx, &mut order, of, "handed_over").await?;
    if is_held || !taken.is_empty() {
        tenders = capture::tenders(tx, &order, taken, value).await?;
    }
    // What is taken leaves before what is not wanted is free again: both may stand on one promise.
    inventory::fulfil_part(tx, &goods, inventory::Cause::Sold, Some(order.number.clone())).await?;
    if let (Some(_), Rest::Released) = (split, request.rest) {
        release_rest(tx, &mut order, at).await?;
    }
    if order.payment == PaymentState::DueAtPickup {
        let intents = payments::intents(tx, order.id).await?;
        order.payment = money::standing(&order, &intents);
    }
    store::save(tx, &order).await?;
    let it = order.fulfilments[split.unwrap_or(at)].clone();
    if split.is_none() {
        store::save_fulfilment(tx, &it).await?;
        store::save_picked(tx, &it).await?;
        clocks::stop(tx, &it).await?;
        if it.due_at.is_some() {
            tx.cancel::<PickupDue>(it.id).await?;
            tx.cancel::<PickupReminder>(it.id).await?;
        }
    }
    note(tx, order.id, What::HandedOver, Change::states(before, proof).of(it.id)).await?;
    let receipt = request.receipt.unwrap_or_else(|| tx.new_id::<ReceiptId>());
    if let Some(name) = proxy {
        remember_proxy(tx, &it, receipt, name).await?;
    }
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
    let place = place(tx, location).await?;
    let till = request.till;
    let printed = Issue { order: &order, fulfilment: Some(it.id), location: &place, till, lines, tenders };
    issue(tx, receipt, printed).await
}

/// A receipt's id that was used is answered with the receipt.
async fn printed_before(tx: &mut Tx, order: &Order, request: &HandOver) -> Result<Option<Receipt>, Error> {
    let Some(id) = request.receipt else { return Ok(None) };
    Ok(receipts(tx, order.id).await?.into_iter().find(|it| it.id == id))
}

/// The name of who came instead of the buyer.
fn proxy(request: &HandOver) -> Result<Option<String>, Error> {
    let Some(name) = request.proxy.as_ref().map(|name| name.trim().to_owned()) else { return Ok(None) };
    if name.is_empty() || name.chars().count() > 120 {
        return Err(Error::invalid("/proxy", "a name has 1 to 120 characters"));
    }
    match request.proof {
        Proof::Code(_) => Ok(Some(name)),
        _ => Err(Error::ProxyNeedsCode),
    }
}

async fn remember_proxy(tx: &mut Tx, it: &Fulfilment, receipt: ReceiptId, name: String) -> Result<(), Error> {
    let at = tx.now();
    tx.exec(
        "INSERT INTO orders_proxy (order_id, receipt, fulfilment, name, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (order_id, receipt) DO NOTHING",
        args![it.order, receipt, it.id, name, at],
    )
    .await?;
    Ok(())
}

/// Who came for the goods of an order instead of the buyer, by receipt.
pub async fn proxies(q: &mut impl Query, order: OrderId) -> Result<Vec<(ReceiptId, String)>, Error> {
    Ok(q.all("SELECT receipt, name FROM orders_proxy WHERE order_id = $1 ORDER BY at, receipt", args![order])
        .await?)
}

/// What the shopper did not want goes back to the shelf; nothing is owed for it any more.
async fn release_rest(tx: &mut Tx, order: &mut Order, at: usize) -> Result<(), Error> {
    let before = order.fulfilments[at].state;
    let units = give_up::end(tx, order, &[at], FulfilmentState::Cancelled, Reason::Cancelled).await?;
    let lines = give_up::drop_units(tx, order, &units, Life::Cancelled).await?;
    money::settle(tx, order, "not_wanted").await?;
    let (id, reason) = (order.fulfilments[at].id, CancelReason::Customer);
    note(tx, order.id, What::Released, Change::states(before, reason).of(id)).await?;
    tx.publish(&Cancelled {
        order: order.id,
        channel: order.channel.clone(),
        person: order.person,
        reason,
        lines,
        fulfilments: works(order),
    })
    .await?;
    Ok(())
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
async fn due(tx: &mut Tx, order: &Order, value: Money) -> Result<Money, Error> {
    match order.payment {
        // What was taken in exchange has paid a part of it.
        PaymentState::DueAtPickup => {
            let waits = money::due_at_pickup(&payments::intents(tx, order.id).await?);
            Ok(Money::new(value.minor.min(waits), order.currency))
        }
        PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Authorised => {
            Ok(Money::zero(order.currency))
        }
        PaymentState::Pending | PaymentState::Overdue | PaymentState::Unpaid | PaymentState::Refunded => {
            Err(Error::NotPaid)
        }
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
