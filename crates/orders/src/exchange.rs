//! Something else for goods that came back: even, dearer or cheaper, here or in another store. The goods given in exchange are new
//! lines of the same order, so the money of the first purchase pays for them where it lies, and what comes back later is
//! reversed like everything else.

use inventory::Address;
use kernel::{ChangeId, Fault, LineId, LocationId, Money, Quantity, ReturnId, Tx, VariantId};
use serde::{Deserialize, Serialize};

use crate::add_goods::{Way, line_instead, line_today, provide, wanted};
use crate::change_order::look;
use crate::history::{Change as Entry, note};
use crate::settle_up::settle_up;
use crate::{
    AcceptReturn, ChangeKind, ChangeOutcome, Disposition, Error, Exchanged, Line, Order, PayBack, Preview,
    ReturnState, Share, Units, What, accept_return, change_store, return_store, store,
};

#[derive(Debug, Clone)]
pub struct Exchange {
    /// Chosen by the caller, so that a retry is recognised as the same exchange.
    pub id: ChangeId,
    /// What lies here and was not decided upon.
    pub of: ReturnId,
    /// What becomes of which units that came back. What is not named stays the shopper's.
    pub lines: Vec<(LineId, Disposition, Quantity)>,
    pub instead: Vec<Instead>,
    pub to: ExchangeTo,
    /// What is too much and was paid at a till.
    pub pays: PayBack,
}

/// What the shopper gets for units of a line that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instead {
    pub line: LineId,
    /// Of the same product, and at the same price today: then at the price that was paid.
    pub variant: VariantId,
    pub quantity: Quantity,
}

/// How the shopper gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeTo {
    /// In this store, where a difference is paid.
    Collect(LocationId),
    /// For what costs no more than what came back.
    Send(Address),
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "return")]
    of: ReturnId,
    lines: &'a [(LineId, Disposition, Quantity)],
    instead: &'a [Instead],
    to: &'a ExchangeTo,
}

/// Takes the goods back and promises the others, in one moment. The same request again gets the same answer.
pub async fn exchange(tx: &mut Tx, request: Exchange) -> Result<ChangeOutcome, Error> {
    let order = return_store::find_return(tx, request.of).await?.order;
    let Exchange { of, lines, instead, to, .. } = &request;
    let body = serde_json::to_value(Body { of: *of, lines, instead, to }).map_err(Fault::from)?;
    if let Some(before) = change_store::repeat(tx, order, request.id, &body).await? {
        return Ok(before);
    }
    let outcome = carry_out(tx, &request).await?;
    change_store::insert(tx, request.id, ChangeKind::Exchange, &body, &outcome).await?;
    Ok(outcome)
}

/// What an exchange would come to. Nothing of it stays.
pub async fn preview_exchange(tx: &mut Tx, request: &Exchange) -> Result<Preview, Error> {
    look(tx, async |tx| carry_out(tx, request).await).await
}

async fn carry_out(tx: &mut Tx, request: &Exchange) -> Result<ChangeOutcome, Error> {
    let found = return_store::find_return(tx, request.of).await?;
    let mut order = store::take(tx, found.order).await?;
    let it = return_store::find_return(tx, request.of).await?;
    if it.state != ReturnState::Received {
        return Err(Error::WrongReturnState { id: it.id, state: it.state });
    }
    if request.instead.is_empty() {
        return Err(Error::invalid("/instead", "at least one piece, else it is a return"));
    }
    let (owed, was) = (order.owed(), order.payment);
    let new = replacements(tx, &order, request).await?;
    let told: Vec<Units> = new.iter().map(|(line, _)| units(line)).collect();
    let goods = new.iter().map(|(line, _)| wanted(line)).collect();
    let way = match &request.to {
        ExchangeTo::Collect(location) => Way::Pickup(*location),
        ExchangeTo::Send(address) => {
            crate::place::check_address(address)?;
            Way::Ship(address.clone())
        }
    };
    change_store::add_lines(tx, &mut order, request.id, new).await?;
    // Promised before the others are on the shelf again: nobody is given back what they brought.
    provide(tx, &mut order, &way, goods).await?;
    let accept = AcceptReturn { id: it.id, lines: request.lines.clone(), pays: request.pays };
    let it = accept_return(tx, accept).await?;

    let mut order = store::take(tx, found.order).await?;
    let moves = settle_up(tx, &mut order, was, "changed").await?;
    store::save(tx, &order).await?;
    let difference = Money::new(order.owed().minor - owed.minor, order.currency);
    let refund = Money::new(it.refund.minor + moves.refund.minor, order.currency);
    note(tx, order.id, What::Exchanged, Entry::after(&it.code)).await?;
    tx.publish(&Exchanged {
        order: order.id,
        change: request.id,
        id: it.id,
        channel: order.channel.clone(),
        person: order.person,
        lines: told,
        difference,
        refund,
        due: moves.due,
    })
    .await?;
    Ok(ChangeOutcome { order, difference, refund, due: moves.due })
}

fn units(line: &Line) -> Units {
    Units { line: line.id, variant: line.variant, quantity: line.quantity, gross: line.gross }
}

/// The new lines, each with the one that it stands for.
async fn replacements(
    tx: &mut Tx,
    order: &Order,
    request: &Exchange,
) -> Result<Vec<(Line, Option<LineId>)>, Error> {
    let mut new: Vec<(Line, Option<LineId>)> = Vec::new();
    for it in &request.instead {
        let old = order.line(it.line).ok_or(Error::UnknownLine(it.line))?;
        let accepted: i64 =
            request.lines.iter().filter(|(line, ..)| *line == it.line).map(|(_, _, units)| units.get()).sum();
        let accepted = Quantity::new(accepted).unwrap_or(Quantity::ZERO);
        let used: i64 =
            new.iter().filter(|(_, of)| *of == Some(it.line)).map(|(line, _)| line.quantity.get()).sum();
        let from = Quantity::new(used).unwrap_or(Quantity::ZERO);
        let to = from.plus(it.quantity).filter(|to| *to <= accepted);
        let line = match to {
            // What came back is worth so much; piece for piece it stands for the new ones.
            Some(to) => {
                let worth = old.next_back(accepted);
                let share = |money: Money| money.share(from, to, accepted);
                let share = Share { gross: share(worth.gross), tax: share(worth.tax) };
                line_instead(tx, order, old, share, it.variant, it.quantity).await?
            }
            None => line_today(tx, order, it.variant, it.quantity).await?,
        };
        new.push((line, Some(it.line)));
    }
    Ok(new)
}
