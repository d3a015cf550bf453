//! Keeping promises: the goods leave the building.

use kernel::{Quantity, ReservationId, Tx};

use crate::settle::{Ending, settle};
use crate::{Cause, Error, Reservation};

/// All that is open of these promises leaves: one movement each, `on_hand` and `reserved` go down together. Doing so twice is
/// harmless. The caller's verb knows who may ask.
pub async fn fulfil(
    tx: &mut Tx,
    ids: &[ReservationId],
    cause: Cause,
    reference: Option<String>,
) -> Result<Vec<Reservation>, Error> {
    let parts: Vec<_> = ids.iter().map(|id| (*id, None)).collect();
    settle(tx, &parts, Ending::Fulfil { cause, reference }).await
}

/// Some units of each leave; the rest stays promised.
pub async fn fulfil_part(
    tx: &mut Tx,
    parts: &[(ReservationId, Quantity)],
    cause: Cause,
    reference: Option<String>,
) -> Result<Vec<Reservation>, Error> {
    let parts: Vec<_> = parts.iter().map(|(id, units)| (*id, Some(*units))).collect();
    settle(tx, &parts, Ending::Fulfil { cause, reference }).await
}
