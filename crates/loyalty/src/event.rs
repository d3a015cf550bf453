//! What loyalty tells the others. Names and fields are a contract: add, never change.

use kernel::{Event, EventId, OrderId, PersonId, Subject, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsEarned {
    pub person: PersonId,
    pub order: OrderId,
    pub points: i64,
    pub spendable_at: Timestamp,
}
impl Event for PointsEarned {
    const NAME: &'static str = "loyalty.points_earned";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsReversed {
    pub person: PersonId,
    pub order: OrderId,
    /// How many were taken away: a positive number.
    pub points: i64,
}
impl Event for PointsReversed {
    const NAME: &'static str = "loyalty.points_reversed";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

/// The timer of what one fact earned: from now on it can be spent, as far as it was not reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotRipened {
    pub person: PersonId,
    pub order: OrderId,
    /// The fact that earned it.
    pub reference: EventId,
}
impl Event for LotRipened {
    const NAME: &'static str = "loyalty.lot_ripened";
    fn subject(&self) -> Subject {
        self.reference.into()
    }
}
