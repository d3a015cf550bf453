//! Accepting what came back: the goods find their place, the money starts its way in the same moment, and a document says so.
//!
//! A refund reverses what was recorded, sums and taxes, and is never computed again. It is not kept back until the last day
//! of the law, and how long it takes is measured ([`refund_times`]).

use inventory::{Bucket, Cause, Change as Moved, Move, SetAside};
use kernel::{
    Capability, Fact, LineId, LocationId, Money, MovementId, Quantity, Query, ReturnId, Timestamp, Tx, args,
};
use payments::{Method, Refund, RefundState};

use crate::history::{Change, note};
use crate::return_policy::return_policy;
use crate::{
    Disposition, Error, Order, RefusalReason, Return, ReturnRejected, ReturnState, Returned, ReturnedUnits,
    Share, What, memory, money, receipt, return_store, store,
};

#[derive(Debug, Clone)]
pub struct AcceptReturn {
    pub id: ReturnId,
    /// What becomes of which units. What came and is not named stays the shopper's.
    pub lines: Vec<(LineId, Disposition, Quantity)>,
    pub pays: PayBack,
}

/// What a till took, a till gives back; what a provider took goes back through it in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayBack {
    /// The shopper stands here: cash and card are paid out with the acceptance.
    Here,
    /// [`payments::pay_out`] pays them later.
    Later,
    /// The buyer expressly agreed to have all of it as store credit.
    Credit,
}

/// Takes goods back. The same acceptance again gets the same answer.
pub async fn accept_return(tx: &mut Tx, request: AcceptReturn) -> Result<Return, Error> {
    let found = return_store::find_return(tx, request.id).await?;
    let location = found.location.ok_or(Error::WrongReturnState { id: found.id, state: found.state })?;
    tx.require(Capability::FulfilOrders, location)?;
    let mut order = store::take(tx, found.order).await?;
    let mut it = return_store::find_return(tx, request.id).await?;
    if it.state == ReturnState::Accepted {
        return repeat(it, &request);
    }
    let (now, by) = (tx.now(), tx.actor().to_string());
    it.accept(&request.lines, now, by)?;
    let units = value(&mut order, &mut it);
    give_delivery_back(tx, &mut order, &mut it).await?;
    return_store::take_back(tx, &it).await?;

    let refunds = start_refund(tx, &mut order, &mut it, location, request.pays).await?;
    store::save(tx, &order).await?;
    return_store::save(tx, &it, ReturnState::Received).await?;
    return_store::insert_parts(tx, &it).await?;
    return_store::insert_refunds(tx, &it, &refunds).await?;
    note(tx, order.id, What::Returned, Change::states(ReturnState::Received, it.refund)).await?;
    tx.publish(&Returned {
        order: order.id,
        id: it.id,
        channel: order.channel.clone(),
        person: order.person,
        location,
        basis: it.basis,
        lines: units,
        delivery: it.delivery.gross,
        refund: it.refund,
    })
    .await?;
    put_away(tx, &order, &it, location).await?;
    number(tx, &mut it, location).await?;
    Ok(it)
}

fn repeat(it: Return, request: &AcceptReturn) -> Result<Return, Error> {
    let mut asked = request.lines.clone();
    asked.sort_by_key(|(line, disposition, _)| (*line, *disposition));
    let mut known: Vec<_> = it
        .lines
        .iter()
        .flat_map(|line| line.parts.iter().map(|(what, units)| (line.line, *what, *units)))
        .collect();
    known.sort_by_key(|(line, disposition, _)| (*line, *disposition));
    if asked == known { Ok(it) } else { Err(Error::WrongReturnState { id: it.id, state: it.state }) }
}

/// What the accepted units were worth, line by line: their share of what was recorded.
fn value(order: &mut Order, it: &mut Return) -> Vec<ReturnedUnits> {
    let mut units = Vec::new();
    for back in &mut it.lines {
        let Some(line) = order.line_mut(back.line) else { continue };
        line.back.expected = line.back.expected.minus(back.received).unwrap_or(Quantity::ZERO);
        if back.accepted.is_zero() {
            continue;
        }
        back.worth = line.take_back(back.accepted);
        it.worth = it.worth.plus(back.worth);
        units.push(ReturnedUnits {
            line: line.id,
            variant: line.variant,
            quantity: back.accepted,
            gross: back.worth.gross,
            returned: line.back.returned,
            fulfilled: line.fulfilled,
        });
    }
    units
}

/// Nothing of the order is kept: what the law gives back of the delivery goes with the last goods.
async fn give_delivery_back(tx: &mut Tx, order: &mut Order, it: &mut Return) -> Result<(), Error> {
    let paid = order.delivery;
    if !order.keeps_nothing() || !order.delivery_back.gross.is_zero() || paid.gross.is_zero() {
        return Ok(());
    }
    let policy = return_policy(tx, &order.market, order.currency).await?;
    let gross = policy.delivery_back(it.basis, paid.gross);
    let tax = Money::new(part(paid.tax.minor, gross.minor, paid.gross.minor), order.currency);
    it.delivery = Share { gross, tax };
    order.delivery_back = it.delivery;
    return_store::save_delivery_back(tx, order).await
}

/// `whole × of / all`, half up.
fn part(whole: i64, of: i64, all: i64) -> i64 {
    let (whole, of, all) = (i128::from(whole), i128::from(of), i128::from(all.max(1)));
    ((whole * of * 2 + all) / (all * 2)) as i64
}

/// What is not owed any more goes back the way it came, or becomes store credit if the buyer agreed to that.
async fn start_refund(
    tx: &mut Tx,
    order: &mut Order,
    it: &mut Return,
    location: LocationId,
    pays: PayBack,
) -> Result<Vec<Refund>, Error> {
    let before: Vec<_> = payments::refunds(tx, order.id).await?.into_iter().map(|it| it.id).collect();
    let to = match (pays, order.person) {
        (PayBack::Here | PayBack::Later, _) => None,
        (PayBack::Credit, Some(person)) => Some(person),
        (PayBack::Credit, None) => return Err(payments::Error::CreditNeedsPerson.into()),
    };
    let worth = Money::new(it.worth.gross.minor + it.delivery.gross.minor, order.currency);
    money::settle_back(tx, order, money::RETURNED, money::Back { worth, to }).await?;
    let mut fresh = payments::refunds(tx, order.id).await?;
    fresh.retain(|refund| !before.contains(&refund.id));
    it.refund = Money::new(fresh.iter().map(|refund| refund.amount.minor).sum(), order.currency);
    if pays == PayBack::Here {
        let intents = payments::intents(tx, order.id).await?;
        for refund in &mut fresh {
            let by_till = |it: &payments::Intent| match it.method {
                Method::OnPickup | Method::Cash | Method::Card => it.id == refund.intent,
                Method::Online | Method::StoreCredit => false,
            };
            if refund.state != RefundState::Done && intents.iter().any(by_till) {
                *refund = payments::pay_out(tx, order.id, refund.id, location).await?;
            }
        }
    }
    if fresh.iter().all(|refund| refund.state == RefundState::Done) {
        it.refunded_at = Some(tx.now());
    }
    Ok(fresh)
}

/// Facts about goods, at the place where they came back.
async fn put_away(tx: &mut Tx, order: &Order, it: &Return, location: LocationId) -> Result<(), Error> {
    let mut moves = Vec::new();
    let mut aside = Vec::new();
    for back in &it.lines {
        let Some(line) = order.line(back.line) else { continue };
        let reference = Some(it.code.clone());
        let fact = |tx: &Tx, cause, units: i64| Move {
            id: tx.new_id::<MovementId>(),
            variant: line.variant,
            location,
            change: Moved::Delta(units),
            cause,
            reference: reference.clone(),
            at: None,
        };
        if !back.accepted.is_zero() {
            moves.push(fact(tx, Cause::Returned, back.accepted.get()));
        }
        for (disposition, units) in &back.parts {
            let bucket = match disposition {
                Disposition::Restocked => continue,
                Disposition::WrittenOff => {
                    moves.push(fact(tx, Cause::Damaged, -units.get()));
                    continue;
                }
                Disposition::Damaged => Bucket::Damaged,
                Disposition::ToSupplier => Bucket::QualityCheck,
            };
            aside.push(SetAside {
                id: tx.new_id::<MovementId>(),
                variant: line.variant,
                location,
                bucket,
                units: units.get(),
                reference: reference.clone(),
            });
        }
    }
    inventory::move_all(tx, moves).await?;
    aside.sort_by_key(|it| (it.variant, it.location));
    for fact in aside {
        inventory::set_aside(tx, fact).await?;
    }
    Ok(())
}

/// The corrective document's number: everybody else who takes goods back here waits for it, so it comes last.
async fn number(tx: &mut Tx, it: &mut Return, location: LocationId) -> Result<(), Error> {
    let place = memory::place(tx, location).await?;
    let year = tx.now().date_in(place.zone).to_string();
    let year = year.split('-').next().unwrap_or_default();
    let series = format!("return/{location}/{year}");
    let number = receipt::next(tx, &series).await?;
    it.document = Some(format!("ZW/{}/{year}/{number:06}", place.code.to_uppercase()));
    return_store::save_document(tx, it, &series, number).await
}

/// The goods stay the shopper's, and the shopper is told why. Rejecting twice is harmless.
pub async fn reject_return(tx: &mut Tx, id: ReturnId, why: RefusalReason) -> Result<Return, Error> {
    let found = return_store::find_return(tx, id).await?;
    let location = found.location.ok_or(Error::WrongReturnState { id, state: found.state })?;
    tx.require(Capability::FulfilOrders, location)?;
    let order = store::take(tx, found.order).await?;
    let mut it = return_store::find_return(tx, id).await?;
    let (now, by) = (tx.now(), tx.actor().to_string());
    if !it.reject(why, now, by)? {
        return Ok(it);
    }
    return_store::save(tx, &it, ReturnState::Received).await?;
    let units: Vec<_> = it.lines.iter().map(|line| (line.line, line.received)).collect();
    return_store::forget(tx, order.id, &units).await?;
    note(tx, order.id, What::ReturnRejected, Change::states(ReturnState::Received, why)).await?;
    let (order, person, channel) = (order.id, order.person, order.channel.clone());
    tx.publish(&ReturnRejected { order, id, channel, person, location, reason: why }).await?;
    Ok(it)
}

/// A refund has moved: the returns of the order whose money is all back say since when.
pub async fn on_refunded(tx: &mut Tx, fact: &Fact, event: payments::Refunded) -> Result<(), Error> {
    let links = return_store::refunds_of(tx, event.order).await?;
    if links.is_empty() {
        return Ok(());
    }
    let refunds = payments::refunds(tx, event.order).await?;
    let is_done = |id| refunds.iter().any(|refund| refund.id == id && refund.state == RefundState::Done);
    let mut returns: Vec<ReturnId> = links.iter().map(|(id, ..)| *id).collect();
    returns.dedup();
    for id in returns {
        if links.iter().filter(|(it, ..)| *it == id).all(|(_, refund, _)| is_done(*refund)) {
            tx.exec(
                "UPDATE orders_return SET refunded_at = $3 WHERE order_id = $1 AND id = $2 AND refunded_at IS NULL",
                args![event.order, id, fact.at],
            )
            .await?;
        }
    }
    Ok(())
}

/// How long shoppers wait for their money, of returns that were decided since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RefundTimes {
    /// Accepted and all paid back.
    pub done: i64,
    /// Accepted, and money is still on its way.
    pub waiting: i64,
    /// From the arrival of the goods to the last of the money, in milliseconds.
    pub median: i64,
    pub longest: i64,
}

/// The newest thousand are looked at.
pub async fn refund_times(q: &mut impl Query, since: Timestamp) -> Result<RefundTimes, Error> {
    let rows: Vec<(Timestamp, Option<Timestamp>)> = q
        .all(
            "SELECT received_at, refunded_at FROM orders_return
             WHERE state = $1 AND opened_at >= $2 AND received_at IS NOT NULL ORDER BY opened_at DESC LIMIT 1000",
            args![ReturnState::Accepted, since],
        )
        .await?;
    let mut took: Vec<i64> =
        rows.iter().filter_map(|(came, back)| Some(back.as_ref()?.since(*came))).collect();
    took.sort_unstable();
    Ok(RefundTimes {
        done: took.len() as i64,
        waiting: (rows.len() - took.len()) as i64,
        median: took.get(took.len() / 2).copied().unwrap_or(0),
        longest: took.last().copied().unwrap_or(0),
    })
}
