//! What inventory tells the others. Names and fields are a contract: add, never change.

use kernel::{
    ChannelCode, CountId, Event, LocationId, PersonId, ReservationId, Subject, SupplyId, Timestamp,
    TransferId, VariantId,
};
use serde::{Deserialize, Serialize};

use crate::{CountState, Reason, Reservation, Share, Stock, SupplyState, TransferState, Uncovered};

/// Rows of stock as they stand after a change. One for each call of a verb, about its first variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChanged {
    pub cells: Vec<ChangedCell>,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCell {
    pub variant: VariantId,
    pub location: LocationId,
    pub on_hand: i64,
    pub unavailable: i64,
    pub safety: i64,
    pub reserved: i64,
    #[serde(default)]
    pub protected: i64,
    #[serde(default)]
    pub doubt: i64,
    #[serde(default)]
    pub seen_day: i64,
    /// What channels have of it, where any has a share.
    #[serde(default)]
    pub shares: Vec<Share>,
    pub version: i64,
}
impl Event for StockChanged {
    const NAME: &'static str = "inventory.stock_changed";
    fn subject(&self) -> Subject {
        match self.cells.first() {
            Some(cell) => cell.variant.into(),
            None => Subject::named("stock", "none"),
        }
    }
}
impl ChangedCell {
    pub(crate) fn of(it: &Stock, shares: Vec<Share>) -> Self {
        ChangedCell {
            variant: it.variant,
            location: it.location,
            on_hand: it.on_hand,
            unavailable: it.unavailable,
            safety: it.safety,
            reserved: it.reserved,
            protected: it.protected,
            doubt: it.doubt,
            seen_day: it.seen_day,
            shares,
            version: it.version,
        }
    }
}
impl From<&ChangedCell> for Stock {
    fn from(it: &ChangedCell) -> Self {
        Stock {
            variant: it.variant,
            location: it.location,
            on_hand: it.on_hand,
            unavailable: it.unavailable,
            safety: it.safety,
            reserved: it.reserved,
            protected: it.protected,
            ruled: it.shares.len() as i64,
            doubt: it.doubt,
            seen_day: it.seen_day,
            version: it.version,
        }
    }
}

/// A soft promise was made. A firm one is told by whoever asked for it: `orders.placed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    pub id: ReservationId,
    pub holder: String,
    pub variant: VariantId,
    pub location: LocationId,
    pub quantity: i64,
    pub person: Option<PersonId>,
    pub expires_at: Option<Timestamp>,
}
impl Event for Reserved {
    const NAME: &'static str = "inventory.reserved";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}
impl From<&Reservation> for Reserved {
    fn from(it: &Reservation) -> Self {
        Reserved {
            id: it.id,
            holder: it.holder.to_string(),
            variant: it.variant,
            location: it.location,
            quantity: it.quantity.get(),
            person: it.person,
            expires_at: it.expires_at,
        }
    }
}

/// A promise, or some units of it, was taken back and the goods are free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    pub id: ReservationId,
    pub holder: String,
    pub reason: Reason,
    pub variant: VariantId,
    pub location: LocationId,
    /// How many units; `open` are still promised.
    pub quantity: i64,
    pub open: i64,
    pub person: Option<PersonId>,
}
impl Event for Released {
    const NAME: &'static str = "inventory.released";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}

/// The timer of a soft promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationDue {
    pub id: ReservationId,
}
impl Event for ReservationDue {
    const NAME: &'static str = "inventory.reservation_due";
    fn subject(&self) -> Subject {
        self.id.into()
    }
}

/// A fact took goods that were promised: `units` of the promises at this place cannot be kept. Zero: all can again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    pub variant: VariantId,
    pub location: LocationId,
    pub units: i64,
    pub version: i64,
    /// Which promises lose, the latest first: soft ones before firm ones.
    #[serde(default)]
    pub uncovered: Vec<Uncovered>,
}
impl Event for Shortfall {
    const NAME: &'static str = "inventory.shortfall";
    fn subject(&self) -> Subject {
        self.variant.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationSaved {
    pub location: LocationId,
    pub version: i64,
}
impl Event for LocationSaved {
    const NAME: &'static str = "inventory.location_saved";
    fn subject(&self) -> Subject {
        self.location.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}

/// What channels may be promised was changed: everything, a place, a variant or a channel. Whoever keeps a copy reads it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesChanged {
    pub channel: ChannelCode,
    pub location: Option<LocationId>,
    pub variant: Option<VariantId>,
}
impl Event for RulesChanged {
    const NAME: &'static str = "inventory.rules_changed";
    fn subject(&self) -> Subject {
        Subject::named("channel", self.channel.as_str())
    }
}

/// Goods that are on their way are new, have another date or quantity, or have come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyChanged {
    pub supply: SupplyId,
    pub variant: VariantId,
    pub location: LocationId,
    pub transfer: Option<TransferId>,
    pub state: SupplyState,
    /// What is still on its way.
    pub open: i64,
    pub promised: i64,
    pub expected_at: Timestamp,
    pub version: i64,
}
impl Event for SupplyChanged {
    const NAME: &'static str = "inventory.supply_changed";
    fn subject(&self) -> Subject {
        self.supply.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}

kernel::text_enum! {
    /// What became of a promise of goods that are on their way.
    pub enum Fate {
        /// It will be kept at another time.
        Moved = "moved",
        /// The goods are here and lie ready for it.
        Arrived = "arrived",
        /// Nothing that is expected can keep it: a shortfall tells who has to look for goods elsewhere.
        Lost = "lost",
    }
}

/// A promise of goods on their way stands on something else now. `from` and `to` are dates; where the goods lie there, `to` is
/// empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseMoved {
    pub reservation: ReservationId,
    pub holder: String,
    pub variant: VariantId,
    pub location: LocationId,
    pub units: i64,
    pub person: Option<PersonId>,
    pub fate: Fate,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}
impl Event for PromiseMoved {
    const NAME: &'static str = "inventory.promise_moved";
    fn subject(&self) -> Subject {
        self.reservation.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferChanged {
    pub transfer: TransferId,
    pub source: LocationId,
    pub destination: LocationId,
    pub state: TransferState,
    pub version: i64,
}
impl Event for TransferChanged {
    const NAME: &'static str = "inventory.transfer_changed";
    fn subject(&self) -> Subject {
        self.transfer.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountChanged {
    pub count: CountId,
    pub location: LocationId,
    pub state: CountState,
    pub version: i64,
}
impl Event for CountChanged {
    const NAME: &'static str = "inventory.count_changed";
    fn subject(&self) -> Subject {
        self.count.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}
