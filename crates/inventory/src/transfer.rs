//! Goods that go from one of our places to another. Nothing here touches the outside world.

use kernel::{LocationId, MovementId, SupplyId, Timestamp, TransferId, VariantId};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Transfer {
    pub id: TransferId,
    pub source: LocationId,
    pub destination: LocationId,
    pub state: TransferState,
    pub note: Option<String>,
    pub requested_by: String,
    pub requested_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// When they shall be there.
    pub expected_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
}

kernel::text_enum! {
    /// ```text
    /// requested ──▶ sent ──▶ received    with what was lost or found on the way
    ///     └───────▶ cancelled            nothing has left yet
    /// ```
    pub enum TransferState {
        Requested = "requested",
        /// The goods have left the source and are supply of the destination.
        Sent = "sent",
        Received = "received",
        Cancelled = "cancelled",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TransferLine {
    pub transfer: TransferId,
    pub variant: VariantId,
    pub requested: i64,
    pub sent: i64,
    pub received: i64,
    pub supply: Option<SupplyId>,
    /// The movements that carried the goods, and the one that tells the difference.
    pub sent_move: Option<MovementId>,
    pub received_move: Option<MovementId>,
    pub difference_move: Option<MovementId>,
}

impl TransferLine {
    /// What came beyond what was sent; below zero, what was lost on the way.
    pub fn difference(&self) -> i64 {
        self.received - self.sent
    }
}

impl Transfer {
    /// The transfer may go on from this state only.
    pub(crate) fn must_be(&self, state: TransferState) -> Result<(), Error> {
        if self.state == state {
            return Ok(());
        }
        Err(Error::WrongTransferState { id: self.id, state: self.state })
    }
    /// How movements and supplies speak of it.
    pub fn reference(&self) -> String {
        format!("transfer:{}", self.id)
    }
}
