//! Units of one variant at one location: the counters and what follows from them. Nothing here touches the outside world.

use kernel::{ChannelCode, LocationId, Timestamp, VariantId};

use crate::trust::confidence;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Stock {
    pub variant: VariantId,
    pub location: LocationId,
    pub on_hand: i64,
    pub unavailable: i64,
    pub safety: i64,
    pub reserved: i64,
    /// What is kept for channels: the sum of what is left of their shares.
    pub protected: i64,
    /// How many channels have a share or a safety stock of their own here.
    pub ruled: i64,
    /// What speaks against this record: see `trust.rs`.
    pub doubt: i64,
    /// The day (since 1970, UTC) on which somebody last handled or counted these goods.
    pub seen_day: i64,
    /// Rises with every change of this row.
    pub version: i64,
}

impl Stock {
    /// What may still be promised to anybody, a channel without a share included. The same formula stands as the guard
    /// inside the `UPDATE` of `take.rs`.
    pub fn available(&self) -> i64 {
        self.on_hand - self.unavailable - self.safety - self.reserved - self.protected
    }
    /// How many promised units are not there.
    pub fn short(&self) -> i64 {
        (self.reserved - (self.on_hand - self.unavailable)).max(0)
    }
    /// How far this record is trusted, of a thousand.
    pub fn confidence(&self, now: Timestamp) -> i64 {
        confidence(crate::trust::day_of(now), self.seen_day, self.doubt)
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

/// What a channel has of a variant at a place.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, serde::Serialize, serde::Deserialize)]
pub struct Share {
    pub variant: VariantId,
    pub location: LocationId,
    pub channel: ChannelCode,
    /// Units that this channel is not promised, beside the safety stock of the row.
    pub safety: i64,
    /// Units that are kept for this channel.
    pub protected: i64,
    /// What was promised to it since, and not taken back.
    pub taken: i64,
    /// Promises made before count for nothing here.
    pub since: Timestamp,
}

impl Share {
    /// What is still kept for the channel.
    pub fn left(&self) -> i64 {
        (self.protected - self.taken).max(0)
    }
}
