//! What can be changed about an order after it was placed, and what a change comes to. No I/O.

use inventory::Address;
use kernel::{ChangeId, LineId, LocationId, Money, OrderId, Quantity, Timestamp, VariantId};
use serde::{Deserialize, Serialize};

use crate::{CancelReason, Order};

kernel::text_enum! {
    pub enum ChangeKind {
        Cancel = "cancel",
        Address = "address",
        Store = "store",
        Quantity = "quantity",
        Variant = "variant",
        /// Something else for goods that came back.
        Exchange = "exchange",
    }
}

/// One change of an order whose goods have not all left. Nothing that is recorded is rewritten: units are cancelled, lines are
/// added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// These pieces are not wanted any more.
    Cancel { lines: Vec<Pieces>, reason: CancelReason },
    /// What is still to be shipped goes there.
    Address { address: Address },
    /// What is still to be collected is collected there.
    Store { location: LocationId },
    /// So many pieces of a line in all, those included that have left. More of them is a new line, at the price of today.
    Quantity { line: LineId, quantity: Quantity },
    /// Another size or colour of the same product for so many pieces of a line. Where both cost the same today, the price
    /// that was agreed stays.
    Variant { line: LineId, quantity: Quantity, variant: VariantId },
}

/// Units of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pieces {
    pub line: LineId,
    pub quantity: Quantity,
}

impl Change {
    pub fn kind(&self) -> ChangeKind {
        match self {
            Change::Cancel { .. } => ChangeKind::Cancel,
            Change::Address { .. } => ChangeKind::Address,
            Change::Store { .. } => ChangeKind::Store,
            Change::Quantity { .. } => ChangeKind::Quantity,
            Change::Variant { .. } => ChangeKind::Variant,
        }
    }
}

/// What a change does, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOutcome {
    /// As the order stands afterwards.
    pub order: Order,
    /// Owed afterwards minus owed before: below zero the shopper owes less.
    pub difference: Money,
    /// Promised back because of it.
    pub refund: Money,
    /// What is to be paid when the goods are collected.
    pub due: Money,
}

/// What a change would do, looked at before it is made.
#[derive(Debug)]
pub enum Preview {
    Possible(Box<ChangeOutcome>),
    /// Why not.
    Refused(crate::Error),
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    pub id: ChangeId,
    pub order: OrderId,
    pub kind: ChangeKind,
    pub difference: Money,
    pub refund: Money,
    pub due: Money,
    pub at: Timestamp,
    pub actor: String,
}
