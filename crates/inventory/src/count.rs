//! A round of counting at a place. The store stays open: each line says when somebody looked, and what moved after that is
//! taken into account. Nothing here touches the outside world.

use kernel::{CountId, LocationId, MovementId, Timestamp, VariantId};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    pub id: CountId,
    pub location: LocationId,
    pub name: String,
    pub state: CountState,
    pub opened_by: String,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
}

kernel::text_enum! {
    /// ```text
    /// open ──▶ finished     what was found stands
    ///   └────▶ cancelled    what was counted until then stands; the rest is not looked for any more
    /// ```
    pub enum CountState {
        Open = "open",
        Finished = "finished",
        Cancelled = "cancelled",
    }
}

/// One variant of a count. As long as nobody has looked, `counted` is empty.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CountLine {
    pub count: CountId,
    pub variant: VariantId,
    pub counted: Option<i64>,
    /// What the last look changed: found beyond the record, or missing.
    pub difference: i64,
    /// How often it was counted.
    pub round: i64,
    pub counted_by: Option<String>,
    pub counted_at: Option<Timestamp>,
    pub movement: Option<MovementId>,
}

impl Count {
    pub(crate) fn must_be_open(&self) -> Result<(), Error> {
        match self.state {
            CountState::Open => Ok(()),
            state => Err(Error::CountClosed { id: self.id, state }),
        }
    }
}
