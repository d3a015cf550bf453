//! Changing an order after it was placed: looked at first, then made. A look is the change itself, undone.

use inventory::Address;
use kernel::{
    Actor, Capability, ChangeId, Everywhere, Fault, LineId, LocationId, Money, OrderId, Quantity, Tx,
    VariantId,
};

use crate::add_goods::{Way, line_instead, line_today, provide, wanted};
use crate::allot::Wanted;
use crate::event::works;
use crate::history::{Change as Entry, note};
use crate::reach::{Chosen, Reach, choose, take_out};
use crate::service::CancelUntil;
use crate::settle_up::settle_up;
use crate::{
    CancelReason, Cancelled, Change, ChangeOutcome, Changed, Error, ExceptionKind, Life, Line, Mode, Order,
    PaymentDue, Preview, Share, Units, What, change_store, exception, give_up, memory, place, store,
};

#[derive(Debug, Clone)]
pub struct ChangeOrder {
    /// Chosen by the caller, so that a retry is recognised as the same change.
    pub id: ChangeId,
    pub order: OrderId,
    /// The order as it was looked at: changed by somebody else since, it is refused.
    pub version: i64,
    pub change: Change,
}

/// Makes a change. The same request again gets the same answer.
pub async fn change_order(tx: &mut Tx, request: ChangeOrder) -> Result<ChangeOutcome, Error> {
    let body = serde_json::to_value(&request.change).map_err(Fault::from)?;
    if let Some(before) = change_store::repeat(tx, request.order, request.id, &body).await? {
        return Ok(before);
    }
    store::at_version(tx, request.order, request.version).await?;
    let outcome = carry_out(tx, request.order, request.id, &request.change).await?;
    change_store::insert(tx, request.id, request.change.kind(), &body, &outcome).await?;
    Ok(outcome)
}

/// What a change would do. Nothing of it stays.
pub async fn preview_change(tx: &mut Tx, order: OrderId, change: &Change) -> Result<Preview, Error> {
    let id = tx.new_id::<ChangeId>();
    look(tx, async |tx| carry_out(tx, order, id, change).await).await
}

/// Does something and undoes it: what it would have come to, or why it is refused.
pub(crate) async fn look(
    tx: &mut Tx,
    work: impl AsyncFnOnce(&mut Tx) -> Result<ChangeOutcome, Error>,
) -> Result<Preview, Error> {
    let looked: Result<(), Look> = tx
        .attempt(async |tx| match work(tx).await {
            Ok(outcome) => Err(Look::Would(Box::new(outcome))),
            Err(error) => Err(Look::Wont(error)),
        })
        .await;
    match looked {
        Err(Look::Would(outcome)) => Ok(Preview::Possible(outcome)),
        Err(Look::Wont(error)) => refused(error),
        Ok(()) => unreachable!("a look always ends in an error"),
    }
}

/// A refusal is an answer; who may not ask, and what broke, is none.
fn refused(error: Error) -> Result<Preview, Error> {
    let is_answer = match &error {
        Error::Denied(_) | Error::Fault(_) | Error::UnknownOrder(_) => false,
        Error::Inventory(inventory::Error::OutOfStock { .. }) => true,
        Error::Catalog(_)
        | Error::Pricing(_)
        | Error::Inventory(_)
        | Error::Customers(_)
        | Error::Sourcing(_)
        | Error::Payments(_) => false,
        _ => true,
    };
    if is_answer { Ok(Preview::Refused(error)) } else { Err(error) }
}

enum Look {
    Would(Box<ChangeOutcome>),
    Wont(Error),
}
impl From<Fault> for Look {
    fn from(fault: Fault) -> Self {
        Look::Wont(fault.into())
    }
}

async fn carry_out(tx: &mut Tx, id: OrderId, by: ChangeId, change: &Change) -> Result<ChangeOutcome, Error> {
    let mut order = store::take(tx, id).await?;
    let reach = may_change(tx, &order, change).await?;
    if !order.is_open() {
        return Err(Error::Closed(order.number));
    }
    let (owed, was) = (order.owed(), order.payment);
    let dropped = match change {
        Change::Cancel { lines, .. } => {
            let units: Vec<_> = lines.iter().map(|it| (it.line, it.quantity)).collect();
            drop_pieces(tx, &mut order, &units, reach).await?
        }
        Change::Address { address } => {
            send_to(tx, &mut order, address, reach).await?;
            Vec::new()
        }
        Change::Store { location } => {
            collect_at(tx, &mut order, *location, reach).await?;
            Vec::new()
        }
        Change::Quantity { line, quantity } => {
            set_quantity(tx, &mut order, by, *line, *quantity, reach).await?
        }
        Change::Variant { line, quantity, variant } => {
            swap(tx, &mut order, by, (*line, *quantity), *variant, reach).await?;
            Vec::new()
        }
    };
    finish(tx, &mut order).await?;
    let moves = settle_up(tx, &mut order, was, "changed").await?;
    store::save(tx, &order).await?;
    let difference = Money::new(order.owed().minor - owed.minor, order.currency);
    tell(tx, &order, by, change, dropped, difference, moves.refund).await?;
    Ok(ChangeOutcome { order, difference, refund: moves.refund, due: moves.due })
}

/// Staff by capability; the buyer may call pieces off as long as the market's policy says.
async fn may_change(tx: &mut Tx, order: &Order, change: &Change) -> Result<Reach, Error> {
    let actor = tx.actor();
    let is_cancel = matches!(change, Change::Cancel { .. });
    if actor.allows(Capability::ManageOrders, Everywhere) {
        return Ok(if is_cancel { Reach::Anything } else { Reach::Unpicked });
    }
    let is_own = match actor {
        Actor::Person(me) => order.person == Some(*me),
        Actor::Visitor(me) => order.visitor == Some(*me),
        Actor::System | Actor::Staff(..) | Actor::Key(..) => false,
    };
    let until = memory::trade(tx, &order.channel).await?.service.cancel.shopper_until;
    match (is_own && is_cancel, until) {
        (true, CancelUntil::Accepted) => Ok(Reach::Untouched),
        (true, CancelUntil::Picked) => Ok(Reach::Unpicked),
        (true, CancelUntil::Never) | (false, _) => {
            tx.require(Capability::ManageOrders, Everywhere)?;
            Ok(Reach::Anything)
        }
    }
}

/// How many pieces of a line their buyer may call off now.
pub fn cancellable(order: &Order, line: LineId, until: CancelUntil) -> Quantity {
    let reach = match until {
        CancelUntil::Never => return Quantity::ZERO,
        CancelUntil::Accepted => Reach::Untouched,
        CancelUntil::Picked => Reach::Unpicked,
    };
    let parts = order.fulfilments.iter().filter_map(|it| Some(reach.of(it, it.part(line)?).get()));
    Quantity::new(parts.sum()).unwrap_or(Quantity::ZERO)
}

async fn drop_pieces(
    tx: &mut Tx,
    order: &mut Order,
    units: &[(LineId, Quantity)],
    reach: Reach,
) -> Result<Vec<Units>, Error> {
    let chosen = choose(order, units, reach)?;
    take_out(tx, order, &chosen).await?;
    give_up::drop_units(tx, order, units, Life::Cancelled).await
}

async fn send_to(tx: &mut Tx, order: &mut Order, address: &Address, reach: Reach) -> Result<(), Error> {
    place::check_address(address)?;
    let parcels = live_by(order, |it| it.mode == Mode::Ship, reach)?;
    if parcels.is_empty() {
        return Err(Error::invalid("/address", "nothing of this order is still to be shipped"));
    }
    for at in parcels {
        let it = &mut order.fulfilments[at];
        let abroad = it.address.as_ref().is_some_and(|before| before.country != address.country);
        if abroad {
            return Err(Error::invalid("/address/country", "taxes were agreed for another country"));
        }
        it.address = Some(address.clone());
        store::save_address(tx, it).await?;
    }
    Ok(())
}

/// Live work of a kind, by its place in the order; refused if a piece of it is too far gone.
fn live_by(
    order: &Order,
    is_meant: impl Fn(&crate::Fulfilment) -> bool,
    reach: Reach,
) -> Result<Vec<usize>, Error> {
    let mut found = Vec::new();
    for (at, it) in order.fulfilments.iter().enumerate().filter(|(_, it)| it.state.is_live() && is_meant(it))
    {
        if let Some(gone) = it.lines.iter().find(|part| reach.of(it, part) != part.quantity) {
            return Err(Error::AlreadyPicked(gone.line));
        }
        found.push(at);
    }
    Ok(found)
}

async fn collect_at(tx: &mut Tx, order: &mut Order, location: LocationId, reach: Reach) -> Result<(), Error> {
    let works = live_by(order, |it| matches!(it.mode, Mode::Pickup | Mode::Transfer), reach)?;
    if works.is_empty() {
        return Err(Error::invalid("/location", "nothing of this order is still to be collected"));
    }
    let is_there = |at: &usize| Way::of(&order.fulfilments[*at]) == Some(Way::Pickup(location));
    if works.iter().all(is_there) {
        return Err(Error::invalid("/location", "the order is collected there already"));
    }
    let mut units: Vec<Wanted> = Vec::new();
    for part in works.iter().flat_map(|at| &order.fulfilments[*at].lines) {
        let variant = order.line(part.line).ok_or(Error::UnknownLine(part.line))?.variant;
        match units.iter_mut().find(|it| it.line == part.line) {
            Some(known) => known.quantity = known.quantity.plus(part.quantity).unwrap_or(known.quantity),
            None => units.push(Wanted { line: part.line, variant, quantity: part.quantity }),
        }
    }
    let all: Chosen = works.iter().map(|at| (*at, order.fulfilments[*at].units())).collect();
    take_out(tx, order, &all).await?;
    provide(tx, order, &Way::Pickup(location), units).await
}

async fn set_quantity(
    tx: &mut Tx,
    order: &mut Order,
    by: ChangeId,
    line: LineId,
    quantity: Quantity,
    reach: Reach,
) -> Result<Vec<Units>, Error> {
    let it = order.line(line).ok_or(Error::UnknownLine(line))?.clone();
    let now = it.quantity.minus(it.cancelled).unwrap_or(Quantity::ZERO);
    if let Some(less) = now.minus(quantity).filter(|less| !less.is_zero()) {
        return drop_pieces(tx, order, &[(line, less)], reach).await;
    }
    let more = quantity.minus(now).filter(|more| !more.is_zero());
    let more = more.ok_or(Error::invalid("/quantity", "so many pieces are ordered already"))?;
    let way = order.live().filter(|work| work.part(line).is_some()).find_map(Way::of);
    let way = way.ok_or(Error::AlreadyPicked(line))?;
    let new = line_today(tx, order, it.variant, more).await?;
    let goods = vec![wanted(&new)];
    change_store::add_lines(tx, order, by, vec![(new, None)]).await?;
    provide(tx, order, &way, goods).await?;
    Ok(Vec::new())
}

async fn swap(
    tx: &mut Tx,
    order: &mut Order,
    by: ChangeId,
    pieces: (LineId, Quantity),
    variant: VariantId,
    reach: Reach,
) -> Result<(), Error> {
    let old = order.line(pieces.0).ok_or(Error::UnknownLine(pieces.0))?.clone();
    same_product(tx, old.variant, variant).await?;
    let chosen = choose(order, &[pieces], reach)?;
    let way = chosen.keys().find_map(|at| Way::of(&order.fulfilments[*at]));
    let way = way.ok_or(Error::AlreadyPicked(old.id))?;
    let new = line_instead(tx, order, &old, last_units(&old, pieces.1), variant, pieces.1).await?;
    let goods = vec![wanted(&new)];
    take_out(tx, order, &chosen).await?;
    change_store::add_lines(tx, order, by, vec![(new, Some(old.id))]).await?;
    give_up::drop_units(tx, order, &[pieces], Life::Cancelled).await?;
    provide(tx, order, &way, goods).await
}

/// What the next units are worth that are cancelled: they go from the back.
fn last_units(line: &Line, units: Quantity) -> Share {
    let kept = line.quantity.minus(line.cancelled).unwrap_or(Quantity::ZERO);
    let from = kept.minus(units).unwrap_or(Quantity::ZERO);
    let share = |money: Money| money.share(from, kept, line.quantity);
    Share { gross: share(line.gross), tax: share(line.tax) }
}

async fn same_product(tx: &mut Tx, old: VariantId, new: VariantId) -> Result<(), Error> {
    let cards = catalog::variants(tx, &[old, new]).await?;
    let product = |id| cards.iter().find(|card| card.variant == id).map(|card| card.product);
    let is_another = old != new && product(new).is_some() && product(old) == product(new);
    if is_another {
        Ok(())
    } else {
        Err(Error::invalid("/variant", "another size or colour of the same product"))
    }
}

/// Nothing is left to come: nobody waits for its money or looks after it any more.
async fn finish(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    if order.is_open() {
        return Ok(());
    }
    if order.payment_due_at.take().is_some() {
        tx.cancel::<PaymentDue>(order.id).await?;
    }
    exception::settle(tx, order.id, None, ExceptionKind::ALL).await
}

async fn tell(
    tx: &mut Tx,
    order: &Order,
    by: ChangeId,
    change: &Change,
    dropped: Vec<Units>,
    difference: Money,
    refund: Money,
) -> Result<(), Error> {
    let kind = change.kind();
    note(tx, order.id, What::Changed, Entry::after(kind)).await?;
    if !dropped.is_empty() {
        let reason = match change {
            Change::Cancel { reason, .. } if tx.actor().allows(Capability::ManageOrders, Everywhere) => {
                *reason
            }
            _ => CancelReason::Customer,
        };
        tx.publish(&Cancelled {
            order: order.id,
            channel: order.channel.clone(),
            person: order.person,
            reason,
            lines: dropped,
            fulfilments: works(order),
        })
        .await?;
    }
    tx.publish(&Changed {
        order: order.id,
        change: by,
        channel: order.channel.clone(),
        person: order.person,
        kind,
        difference,
        refund,
        fulfilments: works(order),
    })
    .await?;
    Ok(())
}
