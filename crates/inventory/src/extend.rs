//! Changing how long a promise holds, and for whom.

use kernel::{Fault, PersonId, ReservationId, Timestamp, Tx};

use crate::reserve::find;
use crate::settle::replace;
use crate::{Error, Holder, Reservation, ReservationDue, State};

/// Holds the promise until another moment; without one it becomes firm.
pub async fn extend(
    tx: &mut Tx,
    id: ReservationId,
    expires_at: Option<Timestamp>,
) -> Result<Reservation, Error> {
    change(tx, id, |it| it.expires_at = expires_at).await
}

/// A basket's soft promises become an order's firm ones; the goods never were free in between.
pub async fn firm_up(
    tx: &mut Tx,
    ids: &[ReservationId],
    holder: &Holder,
    person: Option<PersonId>,
) -> Result<Vec<Reservation>, Error> {
    let mut firm = Vec::with_capacity(ids.len());
    for id in ids {
        let changed = change(tx, *id, |it| {
            it.expires_at = None;
            it.holder = holder.clone();
            it.person = person.or(it.person);
        });
        firm.push(changed.await?);
    }
    Ok(firm)
}

async fn change(
    tx: &mut Tx,
    id: ReservationId,
    with: impl Fn(&mut Reservation),
) -> Result<Reservation, Error> {
    let was = find(tx, id).await?;
    match was.state {
        State::Held => {}
        State::Released => return Err(Error::AlreadyReleased(id)),
        State::Fulfilled => return Err(Error::AlreadyFulfilled(id)),
    }
    let mut now = was.clone();
    with(&mut now);
    if now == was {
        return Ok(was);
    }
    if now.expires_at.is_some_and(|due| due <= tx.now()) {
        return Err(Error::Invalid { pointer: "/expires_at", why: "this lies in the past".to_owned() });
    }
    if !replace(tx, &was, &now).await? {
        return Err(Fault::Ended("the reservation changed in the meantime").into());
    }
    match now.expires_at {
        Some(due) => tx.publish_at(due, &ReservationDue { id }).await?,
        None => {
            tx.cancel::<ReservationDue>(id).await?;
        }
    }
    Ok(now)
}
