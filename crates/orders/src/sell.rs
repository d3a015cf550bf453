//! A sale over the counter: a fact. It is priced, paid and taken in one moment, and never refused for lack of stock.

use customers::Phone;
use inventory::{Cause, Change, Move};
use kernel::{
    Capability, ChannelCode, FulfilmentId, LineId, LocationId, MovementId, OrderId, PersonId, Quantity,
    ReceiptId, TillId, Tx, VariantId,
};

use crate::hand_over::{Pay, exact, tender};
use crate::memory::{labels, place, trade};
use crate::place::{delivery_cost, lines};
use crate::receipt::{Issue, issue, leaving};
use crate::{
    Contact, Error, Fulfilment, FulfilmentLine, FulfilmentState, Life, Mode, Order, PaymentState, Progress,
    Receipt, Share, Sold, number, price, receipts, store,
};

#[derive(Debug, Clone)]
pub struct Sell {
    /// Made by the till: a sale that is sent twice is one sale.
    pub order: OrderId,
    pub till: Option<TillId>,
    pub location: LocationId,
    /// Whose prices hold.
    pub channel: ChannelCode,
    pub lines: Vec<SellLine>,
    pub person: Option<PersonId>,
    /// Exactly the total.
    pub tenders: Vec<Pay>,
    /// `pl` or `en`, for the receipt.
    pub lang: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SellLine {
    pub id: LineId,
    pub variant: VariantId,
    pub quantity: Quantity,
}

pub async fn sell(tx: &mut Tx, request: Sell) -> Result<(Order, Receipt), Error> {
    tx.require(Capability::Sell, request.location)?;
    if let Some(earlier) = store::find(tx, request.order).await? {
        return repeat(tx, earlier, &request).await;
    }
    if request.lines.is_empty() || request.lines.iter().any(|line| line.quantity.is_zero()) {
        return Err(Error::invalid("/lines", "at least one line, each with at least one piece"));
    }
    if request.lines.len() > crate::basket::MAX_LINES {
        return Err(Error::TooManyLines(crate::basket::MAX_LINES));
    }
    let mut order = draft(tx, &request).await?;
    exact(&request.tenders, order.total)?;
    if !store::insert(tx, &order).await? {
        // The same sale, sent twice in the same moment: the other one was faster.
        let earlier = store::find(tx, request.order).await?;
        return repeat(tx, earlier.ok_or(Error::IdTaken(request.order.to_string()))?, &request).await;
    }
    number::take(tx, &mut order).await?;
    store::insert_lines(tx, &order).await?;
    store::insert_fulfilments(tx, order.id, &order.fulfilments).await?;
    let mut tenders = Vec::new();
    for pay in &request.tenders {
        tenders.push(tender(tx, &order, None, pay, request.till, request.location).await?);
    }
    let receipt = tx.new_id::<ReceiptId>();
    let (printed, told) = sold_lines(&order);
    tx.publish(&Sold {
        order: order.id,
        number: order.number.clone(),
        channel: order.channel.clone(),
        location: request.location,
        till: request.till,
        person: request.person,
        total: order.total,
        lines: told,
        receipt,
    })
    .await?;
    inventory::move_all(tx, movements(tx, &order, request.location)).await?;
    let place = place(tx, request.location).await?;
    let fulfilment = order.fulfilments.first().map(|it| it.id);
    let (till, lines) = (request.till, printed);
    let printed = Issue { order: &order, fulfilment, location: &place, till, lines, tenders };
    let receipt = issue(tx, receipt, printed).await?;
    Ok((order, receipt))
}

/// A used id is answered only if it asks for the same sale.
async fn repeat(tx: &mut Tx, earlier: Order, request: &Sell) -> Result<(Order, Receipt), Error> {
    let taken = Error::IdTaken(request.order.to_string());
    let there = earlier.fulfilments.first().is_some_and(|it| it.location == request.location);
    let bought =
        |order: &Order| -> Vec<_> { order.lines.iter().map(|it| (it.variant, it.quantity)).collect() };
    let asked: Vec<_> = request.lines.iter().map(|it| (it.variant, it.quantity)).collect();
    if !there || bought(&earlier) != asked || earlier.till != request.till {
        return Err(taken);
    }
    let printed = receipts(tx, earlier.id).await?.into_iter().next();
    let printed = printed.ok_or(taken)?;
    Ok((earlier, printed))
}

async fn draft(tx: &mut Tx, request: &Sell) -> Result<Order, Error> {
    let trade = trade(tx, &request.channel).await?;
    let place = place(tx, request.location).await?;
    let variants: Vec<VariantId> = request.lines.iter().map(|line| line.variant).collect();
    let labels = labels(tx, &variants).await?;
    let bought: Vec<_> = request.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let quote = price::quote(tx, &trade, &bought, &labels, None).await?;
    let mut sold = lines(request.lines.iter().map(|line| line.id), &labels, &quote);
    for line in &mut sold {
        line.fulfil(line.quantity);
    }
    let at = tx.now();
    let counter = Fulfilment {
        id: tx.new_id::<FulfilmentId>(),
        order: request.order,
        location: request.location,
        mode: Mode::Counter,
        state: FulfilmentState::Collected,
        code: String::new(),
        bin: None,
        address: None,
        carrier: None,
        tracking: None,
        destination: None,
        parent: None,
        wave: None,
        placed_at: at,
        accepted_at: None,
        picked_at: None,
        ready_at: None,
        due_at: None,
        clock: None,
        clock_due_at: None,
        closed_at: Some(at),
        lines: request.lines.iter().map(taken).collect(),
    };
    Ok(Order {
        id: request.order,
        number: number::draw(tx),
        channel: request.channel.clone(),
        market: trade.market.code.clone(),
        seller: place.seller,
        basket: None,
        person: request.person,
        visitor: None,
        till: request.till,
        contact: Contact { email: None, phone: None::<Phone>, name: None, lang: request.lang.clone() },
        currency: quote.currency,
        rounding: quote.rounding,
        life: Life::Completed,
        payment: PaymentState::Paid,
        fulfilment: Progress::Fulfilled,
        lines: sold,
        fulfilments: vec![counter],
        delivery: delivery_cost(&quote),
        delivery_back: Share::zero(quote.currency),
        total: quote.total,
        tax: quote.tax,
        placed_at: at,
        placed_by: tx.actor().to_string(),
        payment_due_at: None,
        closed_at: Some(at),
        version: 1,
    })
}

fn taken(line: &SellLine) -> FulfilmentLine {
    FulfilmentLine { line: line.id, reservation: None, quantity: line.quantity, picked: line.quantity }
}

/// The lines as printed and as told; they have already left.
fn sold_lines(order: &Order) -> (Vec<crate::ReceiptLine>, Vec<crate::Units>) {
    let mut before = order.clone();
    for line in &mut before.lines {
        (line.open, line.fulfilled) = (line.quantity, Quantity::ZERO);
    }
    let units: Vec<_> = order.lines.iter().map(|line| (line.id, line.quantity)).collect();
    leaving(&before, &units)
}

fn movements(tx: &Tx, order: &Order, location: LocationId) -> Vec<Move> {
    let left = order.lines.iter().map(|line| Move {
        id: tx.new_id::<MovementId>(),
        variant: line.variant,
        location,
        change: Change::Delta(-line.quantity.get()),
        cause: Cause::Sold,
        reference: Some(order.number.clone()),
        at: None,
    });
    left.collect()
}
