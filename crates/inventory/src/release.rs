//! Taking promises back: the goods stay where they are and are free again.

use kernel::{Fact, Quantity, ReservationId, Tx};

use crate::reserve::find;
use crate::settle::{Ending, settle};
use crate::{Error, Reason, Reservation, ReservationDue};

/// Takes back what was held for the desk, for an actor who may reserve at this place. A promise to an order or a basket is
/// refused here: it ends with them. Doing so twice is harmless.
pub async fn release(tx: &mut Tx, id: ReservationId, why: Reason) -> Result<Reservation, Error> {
    let held = find(tx, id).await?;
    tx.require(kernel::Capability::ReserveStock, held.location)?;
    if !held.holder.is_desk() {
        return Err(Error::HeldElsewhere(id));
    }
    let mut ended = settle(tx, &[(id, None)], Ending::Release(why)).await?;
    Ok(ended.pop().expect("one promise was asked for"))
}

/// Takes back all that is open of these promises, for a verb of another context that knows who may ask.
pub async fn release_all(tx: &mut Tx, ids: &[ReservationId], why: Reason) -> Result<Vec<Reservation>, Error> {
    let parts: Vec<_> = ids.iter().map(|id| (*id, None)).collect();
    settle(tx, &parts, Ending::Release(why)).await
}

/// Takes back some units of each; the rest stays promised.
pub async fn release_part(
    tx: &mut Tx,
    parts: &[(ReservationId, Quantity)],
    why: Reason,
) -> Result<Vec<Reservation>, Error> {
    let parts: Vec<_> = parts.iter().map(|(id, units)| (*id, Some(*units))).collect();
    settle(tx, &parts, Ending::Release(why)).await
}

/// Time has run out. Nothing happens to a promise that was kept, taken back, made firm or prolonged.
pub async fn expire(tx: &mut Tx, _fact: &Fact, due: ReservationDue) -> Result<(), Error> {
    match settle(tx, &[(due.id, None)], Ending::Release(Reason::Expired)).await {
        Ok(_) | Err(Error::AlreadyFulfilled(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
