//! What happened to goods. A movement is a fact: it is recorded, never refused, never changed.

use kernel::{LocationId, MovementId, ReservationId, Timestamp, VariantId};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Movement {
    pub variant: VariantId,
    pub id: MovementId,
    pub location: LocationId,
    /// What it changed. Zero where a later count had already seen the change.
    pub delta: i64,
    /// The change we were told; zero for a count.
    pub stated: i64,
    pub counted: Option<i64>,
    /// Pieces that became unsellable, or sellable again.
    pub bucket: Option<Bucket>,
    pub set_aside: i64,
    /// What lay there afterwards.
    pub on_hand: i64,
    pub version: i64,
    pub cause: Cause,
    pub reference: Option<String>,
    pub reservation: Option<ReservationId>,
    pub actor: String,
    pub happened_at: Timestamp,
    pub recorded_at: Timestamp,
}

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Cause {
        Received = "received",
        Sold = "sold",
        Shipped = "shipped",
        Returned = "returned",
        Counted = "counted",
        Adjusted = "adjusted",
        Damaged = "damaged",
        Lost = "lost",
        Found = "found",
        Transferred = "transferred",
        /// To or from a bucket of unsellable pieces.
        SetAside = "set_aside",
    }
}

kernel::text_enum! {
    /// Why pieces that lie there cannot be sold.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Bucket {
        Damaged = "damaged",
        QualityCheck = "quality_check",
        Display = "display",
    }
}

/// How stock changed, as the person or device that saw it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// So many came or went.
    Delta(i64),
    /// So many lay there. With a time in the past, what moved since then is taken into account.
    Counted(i64),
}

/// More than anybody moves at once; keeps sums far from overflow.
const MOST: i64 = 1_000_000_000;

impl Change {
    pub(crate) fn check(self) -> Result<(), Error> {
        let invalid = |why: &str| Err(Error::Invalid { pointer: "/change", why: why.to_owned() });
        match self {
            Change::Delta(0) => invalid("a change of zero is no change"),
            Change::Delta(delta) if delta.checked_abs().is_none_or(|units| units > MOST) => {
                invalid("a change is between -1000000000 and 1000000000")
            }
            Change::Counted(units) if !(0..=MOST).contains(&units) => {
                invalid("a count is between 0 and 1000000000")
            }
            Change::Delta(_) | Change::Counted(_) => Ok(()),
        }
    }
}
