//! What channels may be promised, apart from how many lie there. Nothing here touches the outside world.

use kernel::{CategoryId, ChannelCode, LocationId, VariantId};

use crate::Error;

/// What a channel may be promised from a place, whatever the goods. Without one: everything.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Policy {
    pub location: LocationId,
    pub channel: ChannelCode,
    pub state: PolicyState,
    /// Units of every variant that this channel is not promised here.
    pub safety: i64,
    /// Records of stock that are trusted less are not promised. Zero: all are.
    pub least_confidence: i64,
}

kernel::text_enum! {
    pub enum PolicyState {
        Open = "open",
        /// This channel is promised nothing from here.
        Closed = "closed",
    }
}

/// Whether a channel may be promised goods that are on their way. Without one: never.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChannelPolicy {
    pub channel: ChannelCode,
    pub ahead: Ahead,
    /// What is expected later than so many days from now is not promised.
    pub horizon_days: i64,
}

kernel::text_enum! {
    pub enum Ahead {
        Never = "never",
        /// Of goods that were in stock at this place before.
        Backorder = "backorder",
        /// Also of goods that nobody has seen yet.
        Preorder = "preorder",
    }
}

/// What a channel is not promised, wherever it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Excluded {
    Variant(VariantId),
    /// And everything below it.
    Category(CategoryId),
}

impl Policy {
    pub fn open(location: LocationId, channel: ChannelCode) -> Self {
        Policy { location, channel, state: PolicyState::Open, safety: 0, least_confidence: 0 }
    }
    /// As if nobody had said anything.
    pub fn says_nothing(&self) -> bool {
        self.state == PolicyState::Open && self.safety == 0 && self.least_confidence == 0
    }
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(0..=kernel::Quantity::MAX).contains(&self.safety) {
            return Err(Error::Invalid { pointer: "/safety", why: "at least zero".to_owned() });
        }
        if !(0..=crate::trust::CERTAIN).contains(&self.least_confidence) {
            return Err(Error::Invalid { pointer: "/least_confidence", why: "0 to 1000".to_owned() });
        }
        Ok(())
    }
}

impl ChannelPolicy {
    pub fn never(channel: ChannelCode) -> Self {
        ChannelPolicy { channel, ahead: Ahead::Never, horizon_days: 0 }
    }
    pub(crate) fn check(&self) -> Result<(), Error> {
        let fits = (0..=730).contains(&self.horizon_days);
        if fits {
            Ok(())
        } else {
            Err(Error::Invalid { pointer: "/horizon_days", why: "0 to 730".to_owned() })
        }
    }
}
