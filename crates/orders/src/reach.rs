//! Which units of which work are taken out again when an order changes: those with which least was done.

use std::collections::BTreeMap;

use inventory::Reason;
use kernel::{LineId, Quantity, Tx};

use crate::pick::moved_on;
use crate::split::split_off;
use crate::{Error, Fulfilment, FulfilmentLine, FulfilmentState, Order, give_up};

/// How far work may have gone that is still called back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nobody has taken it.
    Untouched,
    /// These pieces were not picked.
    Unpicked,
    /// Whatever is still in the house.
    Anything,
}

impl Reach {
    /// How many units of a part it reaches.
    pub fn of(self, it: &Fulfilment, part: &FulfilmentLine) -> Quantity {
        let unpicked = part.quantity.minus(part.picked).unwrap_or(Quantity::ZERO);
        match it.state {
            FulfilmentState::OnHold | FulfilmentState::Open | FulfilmentState::Parked => part.quantity,
            FulfilmentState::Picking => match self {
                Reach::Untouched => Quantity::ZERO,
                Reach::Unpicked => unpicked,
                Reach::Anything => part.quantity,
            },
            FulfilmentState::Picked | FulfilmentState::Ready => match self {
                Reach::Untouched | Reach::Unpicked => Quantity::ZERO,
                Reach::Anything => part.quantity,
            },
            FulfilmentState::InTransit
            | FulfilmentState::Collected
            | FulfilmentState::Shipped
            | FulfilmentState::Received
            | FulfilmentState::Rejected
            | FulfilmentState::Expired
            | FulfilmentState::Cancelled => Quantity::ZERO,
        }
    }
}

/// The less was done, the sooner it is called back.
fn done(state: FulfilmentState) -> usize {
    use FulfilmentState::{OnHold, Open, Parked, Picked, Picking, Ready};
    let order = [Parked, OnHold, Open, Picking, Picked, Ready];
    order.iter().position(|it| *it == state).unwrap_or(order.len())
}

pub(crate) type Chosen = BTreeMap<usize, Vec<(LineId, Quantity)>>;

/// Where these units are taken from, by the place of the work in the order; refused if some are too far gone.
pub(crate) fn choose(order: &Order, wanted: &[(LineId, Quantity)], reach: Reach) -> Result<Chosen, Error> {
    let mut lines: Vec<LineId> = wanted.iter().map(|(line, _)| *line).collect();
    lines.sort();
    if wanted.is_empty() || lines.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::invalid("/lines", "at least one line, and each once"));
    }
    let mut chosen = Chosen::new();
    for (id, quantity) in wanted {
        let line = order.line(*id).ok_or(Error::UnknownLine(*id))?;
        if quantity.is_zero() || *quantity > line.open {
            return Err(Error::invalid("/lines", "at least one piece, and not more than is still to come"));
        }
        let part = |(at, it): (usize, &Fulfilment)| Some((at, reach.of(it, it.part(*id)?)));
        let mut works: Vec<_> = order.fulfilments.iter().enumerate().filter_map(part).collect();
        works.sort_by_key(|(at, _)| done(order.fulfilments[*at].state));
        let mut left = *quantity;
        for (at, free) in works {
            let take = free.min(left);
            if !take.is_zero() {
                chosen.entry(at).or_default().push((*id, take));
                left = left.minus(take).unwrap_or(Quantity::ZERO);
            }
        }
        if !left.is_zero() {
            return Err(Error::AlreadyPicked(*id));
        }
    }
    Ok(chosen)
}

/// Ends the work on these units and frees their goods. What is left of the work goes on.
pub(crate) async fn take_out(tx: &mut Tx, order: &mut Order, chosen: &Chosen) -> Result<(), Error> {
    let (ended, why) = (FulfilmentState::Cancelled, Reason::Cancelled);
    let (mut whole, mut freed) = (Vec::new(), Vec::new());
    for (at, units) in chosen {
        let it = &order.fulfilments[*at];
        let all = it.lines.iter().all(|part| units.contains(&(part.line, part.quantity)));
        if all {
            whole.push(*at);
            continue;
        }
        freed.extend(it.promises(units));
        let before = it.state;
        split_off(tx, order, *at, units, ended).await?;
        let mut rest = order.fulfilments[*at].clone();
        if before == FulfilmentState::Picking {
            rest.follow_picking(tx.now());
        }
        moved_on(tx, order, before, &mut rest).await?;
        order.fulfilments[*at] = rest;
    }
    inventory::release_part(tx, &freed, why).await?;
    give_up::end(tx, order, &whole, ended, why).await?;
    Ok(())
}
