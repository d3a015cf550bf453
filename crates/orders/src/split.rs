//! When units of a fulfilment go another way than the rest, they become a fulfilment of their own.

use kernel::{FulfilmentId, LineId, Quantity, Tx};

use crate::{Error, Fulfilment, FulfilmentLine, FulfilmentState, Order, store};

/// Takes units out of a fulfilment into a new one that is over at once; says where it stands. `None` and no change if
/// that would be all of it. The promises stay with the old one: the caller ends the part of them that is meant.
pub(crate) async fn split_off(
    tx: &mut Tx,
    order: &mut Order,
    at: usize,
    units: &[(LineId, Quantity)],
    ended: FulfilmentState,
) -> Result<Option<usize>, Error> {
    let mut rest = order.fulfilments[at].clone();
    let mut lines: Vec<_> = units.iter().map(|(line, _)| *line).collect();
    lines.sort();
    if lines.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::invalid("/lines", "a line stands there twice"));
    }
    if !rest.take_out(units)? {
        return Ok(None);
    }
    let now = tx.now();
    let line = |(line, quantity): &(LineId, Quantity)| {
        let stays = matches!(ended, FulfilmentState::Rejected | FulfilmentState::Cancelled);
        let picked = if stays { Quantity::ZERO } else { *quantity };
        FulfilmentLine { line: *line, reservation: None, quantity: *quantity, picked }
    };
    let part = Fulfilment {
        id: tx.new_id::<FulfilmentId>(),
        state: ended,
        parent: Some(rest.id),
        clock: None,
        clock_due_at: None,
        closed_at: Some(now),
        lines: units.iter().map(line).collect(),
        ..rest.clone()
    };
    store::save_units(tx, &rest).await?;
    store::insert_fulfilments(tx, order.id, std::slice::from_ref(&part)).await?;
    order.fulfilments[at] = rest;
    order.fulfilments.push(part);
    Ok(Some(order.fulfilments.len() - 1))
}
