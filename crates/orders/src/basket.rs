//! A basket: what somebody would like to buy, in whichever channel. Nothing is promised by it.

use kernel::{BasketId, ChannelCode, LineId, OrderId, PersonId, Quantity, Timestamp, VariantId, VisitorId};

kernel::text_enum! {
    pub enum BasketState {
        Open = "open",
        /// It became an order.
        Placed = "placed",
        /// Its lines moved to another basket of the same person.
        Merged = "merged",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    pub id: BasketId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    pub state: BasketState,
    /// What it became.
    pub order: Option<OrderId>,
    /// In the order in which they were added.
    pub lines: Vec<BasketLine>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One variant stands in a basket once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct BasketLine {
    pub id: LineId,
    pub variant: VariantId,
    pub quantity: Quantity,
    pub added_at: Timestamp,
}

/// More is a list for a sales representative, not a basket.
pub const MAX_LINES: usize = 200;
pub const MAX_QUANTITY: i64 = 9_999;

impl Basket {
    pub fn line(&self, id: LineId) -> Option<&BasketLine> {
        self.lines.iter().find(|line| line.id == id)
    }
    pub fn quantity_of(&self, variant: VariantId) -> Quantity {
        self.lines.iter().find(|line| line.variant == variant).map_or(Quantity::ZERO, |line| line.quantity)
    }
    /// How many pieces there are, over all lines.
    pub fn pieces(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
