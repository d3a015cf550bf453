//! What inventory tells the others. Names and fields are a contract: add, never change.

use kernel::{Event, LocationId, PersonId, ReservationId, Subject, Timestamp, VariantId};
use serde::{Deserialize, Serialize};

use crate::{Reason, Reservation, Stock};

/// Rows of stock as they stand after a change. One for each call of a verb, about its first variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChanged {
    pub cells: Vec<ChangedCell>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCell {
    pub variant: VariantId,
    pub location: LocationId,
    pub on_hand: i64,
    pub unavailable: i64,
    pub safety: i64,
    pub reserved: i64,
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
impl From<&Stock> for ChangedCell {
    fn from(it: &Stock) -> Self {
        ChangedCell {
            variant: it.variant,
            location: it.location,
            on_hand: it.on_hand,
            unavailable: it.unavailable,
            safety: it.safety,
            reserved: it.reserved,
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
