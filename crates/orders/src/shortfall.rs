//! The physical world took goods that were promised: whoever can be served from elsewhere is, before somebody walks in vain.

use inventory::{Reason, Shortfall};
use kernel::{Fact, FulfilmentId, LineId, LocationId, OrderId, Quantity, Query, Tx, VariantId, args};

use crate::elsewhere::move_on;
use crate::exception::{self, Open};
use crate::history::{Change, note};
use crate::split::split_off;
use crate::{Error, ExceptionKind, FulfilmentState, PlanCause, RejectReason, Rejected, What, give_up, store};

/// Work that still has to find units of the variant there.
#[derive(sqlx::FromRow)]
struct Waiting {
    order_id: OrderId,
    fulfilment: FulfilmentId,
    line: LineId,
    missing: i64,
}

/// Moves the youngest promises on until the others can be kept; what cannot be moved needs a person.
pub async fn on_shortfall(tx: &mut Tx, _fact: &Fact, it: Shortfall) -> Result<(), Error> {
    let mut short = short_now(tx, it.variant, it.location).await?;
    if short <= 0 {
        return Ok(());
    }
    for work in waiting(tx, it.variant, it.location).await? {
        if short <= 0 {
            break;
        }
        let units = work.missing.min(short);
        let Some(quantity) = Quantity::positive(units) else { continue };
        let moved = tx
            .attempt(async |tx| move_away(tx, work.order_id, work.fulfilment, work.line, quantity).await)
            .await;
        match moved {
            Ok(()) => {}
            Err(Error::NothingToShip { .. }) => ask_somebody(tx, &work, it.location).await?,
            Err(error) => return Err(error),
        }
        short -= units;
    }
    Ok(())
}

/// What the event said may be mended by now.
async fn short_now(tx: &mut Tx, variant: VariantId, location: LocationId) -> Result<i64, Error> {
    let open = inventory::shortfalls(tx).await?;
    let here = open.iter().find(|row| (row.variant, row.location) == (variant, location));
    Ok(here.map_or(0, |row| row.units))
}

/// Parcels before shoppers who come themselves, the youngest first: they have waited least.
async fn waiting(
    q: &mut impl Query,
    variant: VariantId,
    location: LocationId,
) -> Result<Vec<Waiting>, Error> {
    Ok(q.all(
        "SELECT u.order_id, u.fulfilment, u.line, u.quantity - u.picked AS missing
         FROM orders_fulfilment f
         JOIN orders_fulfilment_line u ON u.order_id = f.order_id AND u.fulfilment = f.id
         JOIN orders_line l ON l.order_id = u.order_id AND l.id = u.line
         WHERE f.location = $1 AND f.closed_at IS NULL AND f.state IN ('on_hold', 'open', 'picking')
             AND l.variant = $2 AND u.quantity > u.picked
         ORDER BY CASE WHEN f.mode = 'pickup' THEN 1 ELSE 0 END, f.placed_at DESC, f.id DESC LIMIT 100",
        args![location, variant],
    )
    .await?)
}

/// As if the place had rejected these units, if another place has them; refuses with [`Error::NothingToShip`] otherwise.
async fn move_away(
    tx: &mut Tx,
    order: OrderId,
    id: FulfilmentId,
    line: LineId,
    quantity: Quantity,
) -> Result<(), Error> {
    let mut order = store::take(tx, order).await?;
    let at = order.fulfilments.iter().position(|it| it.id == id).ok_or(Error::UnknownFulfilment(id))?;
    let (before, units) = (order.fulfilments[at].state, [(line, quantity)]);
    let promises = order.fulfilments[at].promises(&units);
    let part = match split_off(tx, &mut order, at, &units, FulfilmentState::Rejected).await? {
        Some(part) => {
            inventory::release_part(tx, &promises, Reason::Rejected).await?;
            part
        }
        None => {
            give_up::end(tx, &mut order, &[at], FulfilmentState::Rejected, Reason::Rejected).await?;
            at
        }
    };
    let it = order.fulfilments[part].clone();
    let Some(first) = move_on(tx, &mut order, &it, &units, PlanCause::Shortfall).await? else {
        let variant = order.line(line).ok_or(Error::UnknownLine(line))?.variant;
        return Err(Error::NothingToShip { variant, wanted: quantity.get() });
    };
    let reason = RejectReason::NotFound;
    note(tx, order.id, What::Rejected, Change::states(before, reason).of(it.id)).await?;
    store::save(tx, &order).await?;
    let (location, person, moved_to) = (it.location, order.person, Some(first));
    let lines = Vec::new();
    tx.publish(&Rejected { order: order.id, fulfilment: it.id, location, person, reason, moved_to, lines })
        .await?;
    Ok(())
}

async fn ask_somebody(tx: &mut Tx, work: &Waiting, location: LocationId) -> Result<(), Error> {
    let Some(order) = store::find(tx, work.order_id).await? else { return Ok(()) };
    let open = Open {
        kind: ExceptionKind::Unfillable,
        fulfilment: Some(work.fulfilment),
        location: Some(location),
        detail: "shortfall".to_owned(),
        due_at: None,
    };
    exception::open(tx, &order, open).await
}
