//! A wallet, its lots and its postings. Nothing here touches the outside world.

use kernel::{EventId, Id, LineId, LotId, OrderId, PersonId, PostingId, Timestamp, WalletId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    pub id: WalletId,
    pub person: PersonId,
    pub spendable: i64,
    /// Earned, and not to be spent yet.
    pub pending: i64,
    pub next_spendable_at: Option<Timestamp>,
    /// What still holds points, soonest to be spendable first.
    pub lots: Vec<Lot>,
}

/// A person has one wallet, and its id is the person's under another name: there is nothing to look up and nothing to create
/// before the first point.
pub fn wallet_of(person: PersonId) -> WalletId {
    WalletId::from_uuid(person.uuid())
}
pub fn person_of(wallet: WalletId) -> PersonId {
    PersonId::from_uuid(wallet.uuid())
}

/// The points of one order line.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Lot {
    pub id: LotId,
    #[sqlx(rename = "order_id")]
    pub order: OrderId,
    pub line: LineId,
    pub earned: i64,
    pub remaining: i64,
    pub reversed: i64,
    pub earned_at: Timestamp,
    pub spendable_at: Timestamp,
    pub ripened_at: Option<Timestamp>,
    pub reversed_at: Option<Timestamp>,
}

kernel::text_enum! {
    /// ```text
    /// pending ──▶ spendable    the delay is over
    ///    └────────────┴──▶ reversed    the goods came back
    /// ```
    pub enum LotState {
        Pending = "pending",
        Spendable = "spendable",
        Reversed = "reversed",
    }
}

impl Lot {
    pub fn state(&self) -> LotState {
        match (self.reversed_at, self.ripened_at) {
            (Some(_), _) => LotState::Reversed,
            (None, Some(_)) => LotState::Spendable,
            (None, None) => LotState::Pending,
        }
    }
}

kernel::text_enum! {
    pub enum Kind {
        Earned = "earned",
        /// The goods came back, and their points with them.
        Reversed = "reversed",
    }
}

/// One change of the balance. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Posting {
    pub id: PostingId,
    pub lot: LotId,
    #[sqlx(rename = "order_id")]
    pub order: OrderId,
    pub line: LineId,
    pub kind: Kind,
    pub points: i64,
    /// The fact that brought it about.
    pub reference: EventId,
    pub posted_at: Timestamp,
}
