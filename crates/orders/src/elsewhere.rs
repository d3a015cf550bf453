//! Units that a location cannot provide: they come from elsewhere, wait for a person, or nobody gets them.

use kernel::{Capability, Fact, FulfilmentId, LineId, LocationId, Quantity, Tx, VariantId};

use crate::allot::{self, Allotted, Ask, To, Wanted};
use crate::cancel::CancelReason;
use crate::event::works;
use crate::exception::{self, Open};
use crate::history::{Change, note};
use crate::memory::trade;
use crate::place::{fulfilment, promises_of};
use crate::service::ShortPickup;
use crate::{
    Cancelled, Error, ExceptionKind, Fulfilment, FulfilmentState, Life, Mode, Order, ParkDue, PaymentState,
    PlanCause, Units, What, clocks, give_up, money, plans, store,
};

/// What became of them.
pub(crate) enum Fate {
    /// The first of those who took over.
    Moved(FulfilmentId),
    Parked,
    Dropped(Vec<Units>),
}
impl Fate {
    pub fn moved_to(&self) -> Option<FulfilmentId> {
        if let Fate::Moved(id) = self { Some(*id) } else { None }
    }
    pub fn dropped(self) -> Vec<Units> {
        if let Fate::Dropped(lines) = self { lines } else { Vec::new() }
    }
}

/// Finds another way for units of `from`, whose promises were taken back already.
pub(crate) async fn provide(
    tx: &mut Tx,
    order: &mut Order,
    from: &Fulfilment,
    units: &[(LineId, Quantity)],
    cause: PlanCause,
) -> Result<Fate, Error> {
    if let Some(first) = move_on(tx, order, from, units, cause).await? {
        return Ok(Fate::Moved(first));
    }
    let park_minutes = trade(tx, &order.channel).await?.service.shortage.park_minutes;
    if park_minutes > 0 && from.state != FulfilmentState::Parked {
        park(tx, order, from, units, park_minutes).await?;
        return Ok(Fate::Parked);
    }
    Ok(Fate::Dropped(let_go(tx, order, units).await?))
}

/// Nobody gets these units; the money for them is settled and the shopper is told.
pub(crate) async fn let_go(
    tx: &mut Tx,
    order: &mut Order,
    units: &[(LineId, Quantity)],
) -> Result<Vec<Units>, Error> {
    let lines = give_up::drop_units(tx, order, units, Life::Cancelled).await?;
    money::settle(tx, order, "unavailable").await?;
    tx.publish(&Cancelled {
        order: order.id,
        channel: order.channel.clone(),
        person: order.person,
        reason: CancelReason::Unavailable,
        lines: lines.clone(),
        fulfilments: works(order),
    })
    .await?;
    Ok(lines)
}

/// Other places take over if together they have everything; the first of them is told.
pub(crate) async fn move_on(
    tx: &mut Tx,
    order: &mut Order,
    from: &Fulfilment,
    units: &[(LineId, Quantity)],
    cause: PlanCause,
) -> Result<Option<FulfilmentId>, Error> {
    let wanted = units.iter().filter_map(|(line, quantity)| {
        let variant = order.line(*line)?.variant;
        Some(Wanted { line: *line, variant, quantity: *quantity })
    });
    let wanted: Vec<Wanted> = wanted.collect();
    // Whoever refused one of these lines before is not asked for it again.
    let refused = order.fulfilments.iter().filter(|it| {
        it.state == FulfilmentState::Rejected
            && it.lines.iter().any(|part| units.iter().any(|(line, _)| *line == part.line))
    });
    let mut refused: Vec<_> = refused.map(|it| it.location).collect();
    refused.extend((from.state == FulfilmentState::Rejected).then_some(from.location));
    let trade = trade(tx, &order.channel).await?;
    let store = from.destination.unwrap_or(from.location);
    let to = match (from.mode, &from.address) {
        (Mode::Ship, Some(address)) => To::Customer(address),
        (Mode::Transfer, _) => To::Store(store),
        (Mode::Pickup, _) if trade.service.shortage.pickup == ShortPickup::Transfer => To::Store(store),
        _ => return Ok(None),
    };
    if matches!(to, To::Store(_)) && !trade.network.transfers() {
        return Ok(None);
    }
    let mut not_there = Vec::new();
    for _ in 0..TRIES {
        let units = wanted.clone();
        let ask = Ask { trade: &trade, to, units, not_from: &refused, not_there: &not_there };
        let (parts, decision) = match allot::plan(tx, ask).await {
            Ok(planned) => planned,
            Err(Error::NothingToShip { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        match take_over(tx, order, &parts).await? {
            Taken::By(first) => {
                plans::keep(tx, order.id, cause, &decision).await?;
                return Ok(Some(first));
            }
            Taken::Gone(variant, location) => not_there.push((variant, location)),
        }
    }
    Ok(None)
}

/// How often a plan is made again because goods were sold in that very moment.
pub(crate) const TRIES: usize = 4;

/// Whether new work got its goods.
pub(crate) enum Taken {
    By(FulfilmentId),
    /// Sold in this very moment.
    Gone(VariantId, LocationId),
}

/// New work with its promises; nothing of it if the goods are sold in this very moment.
pub(crate) async fn take_over(tx: &mut Tx, order: &mut Order, parts: &[Allotted]) -> Result<Taken, Error> {
    let state = match order.payment {
        PaymentState::Pending => FulfilmentState::OnHold,
        _ => FulfilmentState::Open,
    };
    let mut new: Vec<Fulfilment> = parts.iter().map(|part| fulfilment(tx, order, part, state)).collect();
    let trade = trade(tx, &order.channel).await?;
    clocks::start(tx, &trade, &mut new).await?;
    let promises: Vec<_> = new.iter().flat_map(|it| promises_of(order, it)).collect();
    let (rows, id) = (&new, order.id);
    let reserved = tx
        .attempt(async |tx| -> Result<(), Error> {
            store::insert_fulfilments(tx, id, rows).await?;
            inventory::reserve_all(tx, promises.clone()).await?;
            Ok(())
        })
        .await;
    match reserved {
        Ok(()) => {}
        Err(Error::Inventory(inventory::Error::OutOfStock { variant, location, .. })) => {
            return Ok(Taken::Gone(variant, location));
        }
        Err(error) => return Err(error),
    }
    clocks::arm(tx, &new).await?;
    for it in &new {
        note(tx, order.id, What::Reallotted, Change::after(it.location).of(it.id)).await?;
    }
    let first = new.first().map(|it| it.id).ok_or(Error::UnknownOrder(order.number.clone()))?;
    order.fulfilments.extend(new);
    Ok(Taken::By(first))
}

/// The units wait for a person, with nothing promised.
async fn park(
    tx: &mut Tx,
    order: &mut Order,
    from: &Fulfilment,
    units: &[(LineId, Quantity)],
    minutes: i64,
) -> Result<(), Error> {
    let wanted = |(line, quantity): &(LineId, Quantity)| {
        let variant = order.line(*line)?.variant;
        Some(Wanted { line: *line, variant, quantity: *quantity })
    };
    let part = Allotted {
        location: from.destination.unwrap_or(from.location),
        mode: if from.mode == Mode::Transfer { Mode::Pickup } else { from.mode },
        address: from.address.clone(),
        destination: None,
        units: units.iter().filter_map(wanted).collect(),
    };
    let mut it = fulfilment(tx, order, &part, FulfilmentState::Parked);
    it.lines.iter_mut().for_each(|line| line.reservation = None);
    it.parent = Some(from.id);
    store::insert_fulfilments(tx, order.id, std::slice::from_ref(&it)).await?;
    let due = tx.now().plus_minutes(minutes);
    tx.publish_at(due, &ParkDue { order: order.id, fulfilment: it.id }).await?;
    let (kind, fulfilment) = (ExceptionKind::Unfillable, Some(it.id));
    let detail = from.mode.to_string();
    let location = Some(part.location);
    exception::open(tx, order, Open { kind, fulfilment, location, detail, due_at: None }).await?;
    note(tx, order.id, What::Parked, Change::after(it.location).of(it.id)).await?;
    order.fulfilments.push(it);
    Ok(())
}

/// Looks again for a place that has parked units; `None` if there is still none.
pub async fn retry_parked(tx: &mut Tx, id: FulfilmentId) -> Result<Option<FulfilmentId>, Error> {
    let (mut order, at) = store::take_by_fulfilment(tx, id).await?;
    let it = order.fulfilments[at].clone();
    tx.require(Capability::FulfilOrders, it.location)?;
    if it.state != FulfilmentState::Parked {
        return Err(Error::WrongState { fulfilment: id, state: it.state });
    }
    let found = replace_parked(tx, &mut order, at).await?;
    store::save(tx, &order).await?;
    Ok(found)
}

async fn replace_parked(tx: &mut Tx, order: &mut Order, at: usize) -> Result<Option<FulfilmentId>, Error> {
    let it = order.fulfilments[at].clone();
    let units = it.units();
    let mut first = here_after_all(tx, order, &it).await?;
    if first.is_none() {
        first = move_on(tx, order, &it, &units, PlanCause::Retried).await?;
    }
    if first.is_some() {
        let now = tx.now();
        order.fulfilments[at].end(FulfilmentState::Rejected, now)?;
        store::save_fulfilment(tx, &order.fulfilments[at]).await?;
        tx.cancel::<ParkDue>(it.id).await?;
        clocks::stop(tx, &order.fulfilments[at]).await?;
    }
    Ok(first)
}

/// The store of a pickup may have found or received the goods meanwhile.
async fn here_after_all(
    tx: &mut Tx,
    order: &mut Order,
    it: &Fulfilment,
) -> Result<Option<FulfilmentId>, Error> {
    if it.mode != Mode::Pickup {
        return Ok(None);
    }
    let wanted = it.lines.iter().filter_map(|part| {
        let variant = order.line(part.line)?.variant;
        Some(Wanted { line: part.line, variant, quantity: part.quantity })
    });
    let part = allot::pickup(tx, it.location, wanted.collect()).await?;
    match take_over(tx, order, &[part]).await? {
        Taken::By(first) => Ok(Some(first)),
        Taken::Gone(..) => Ok(None),
    }
}

/// The last look; then nobody gets the units.
pub async fn on_park_due(tx: &mut Tx, _fact: &Fact, due: ParkDue) -> Result<(), Error> {
    let Some(order) = store::find(tx, due.order).await? else { return Ok(()) };
    let parked = |order: &Order| {
        order.fulfilments.iter().position(|it| it.id == due.fulfilment && it.state == FulfilmentState::Parked)
    };
    if parked(&order).is_none() {
        return Ok(());
    }
    let mut order = store::take(tx, due.order).await?;
    let Some(at) = parked(&order) else { return Ok(()) };
    if replace_parked(tx, &mut order, at).await?.is_none() {
        give_up_parked(tx, &mut order, at).await?;
    }
    store::save(tx, &order).await
}

/// Parked units are let go.
pub(crate) async fn give_up_parked(tx: &mut Tx, order: &mut Order, at: usize) -> Result<Vec<Units>, Error> {
    let now = tx.now();
    let units = order.fulfilments[at].units();
    order.fulfilments[at].end(FulfilmentState::Cancelled, now)?;
    store::save_fulfilment(tx, &order.fulfilments[at]).await?;
    let id = order.fulfilments[at].id;
    tx.cancel::<ParkDue>(id).await?;
    clocks::stop(tx, &order.fulfilments[at]).await?;
    let before = FulfilmentState::Parked;
    note(tx, order.id, What::Cancelled, Change::states(before, CancelReason::Unavailable).of(id)).await?;
    let_go(tx, order, &units).await
}
