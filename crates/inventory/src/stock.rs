//! Units of one variant at one location: the counters and what follows from them. Nothing here touches the outside world.

use kernel::{LocationId, VariantId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Stock {
    pub variant: VariantId,
    pub location: LocationId,
    pub on_hand: i64,
    pub unavailable: i64,
    pub safety: i64,
    pub reserved: i64,
    /// Rises with every change of this row.
    pub version: i64,
}

impl Stock {
    /// What may still be promised. The same formula stands as the guard inside the `UPDATE` of `reserve.rs`.
    pub fn available(&self) -> i64 {
        self.on_hand - self.unavailable - self.safety - self.reserved
    }
    /// How many promised units are not there.
    pub fn short(&self) -> i64 {
        (self.reserved - (self.on_hand - self.unavailable)).max(0)
    }
    /// The row before a change of these counters.
    pub(crate) fn before(&self, change: Effect) -> Stock {
        Stock {
            on_hand: self.on_hand - change.on_hand,
            unavailable: self.unavailable - change.unavailable,
            reserved: self.reserved - change.reserved,
            ..*self
        }
    }
}

/// What a verb did to the counters of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Effect {
    pub on_hand: i64,
    pub unavailable: i64,
    pub reserved: i64,
}
