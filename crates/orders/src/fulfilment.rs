//! The work of one location for one order: pickup in a store, or a parcel from wherever the goods lie. No I/O.

use inventory::Address;
use kernel::{FulfilmentId, LineId, LocationId, OrderId, Quantity, ReservationId, Timestamp};

use crate::Error;

kernel::text_enum! {
    pub enum Mode {
        Pickup = "pickup",
        Ship = "ship",
        /// Sold and taken over the counter.
        Counter = "counter",
    }
}

kernel::text_enum! {
    /// ```text
    /// on_hold ──▶ open ──▶ picked ──▶ ready ──▶ collected
    ///    │         │         │   └─────────────▶ shipped
    ///    │         ├─────────┴──▶ rejected       the location could not provide the goods
    ///    └─────────┴──────────▶ cancelled · expired
    /// ```
    pub enum FulfilmentState {
        /// Waits for a payment; the goods are promised, the location has nothing to do yet.
        OnHold = "on_hold",
        Open = "open",
        Picked = "picked",
        /// In its bin; the shopper was told.
        Ready = "ready",
        Collected = "collected",
        Shipped = "shipped",
        Rejected = "rejected",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}
impl FulfilmentState {
    /// Goods are promised for it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::OnHold | Self::Open | Self::Picked | Self::Ready)
    }
    pub const LIVE: &'static [FulfilmentState] = &[Self::OnHold, Self::Open, Self::Picked, Self::Ready];
}

kernel::text_enum! {
    /// Why a location does not provide the goods.
    pub enum RejectReason {
        NotFound = "not_found",
        Damaged = "damaged",
        NoCapacity = "no_capacity",
        Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfilment {
    pub id: FulfilmentId,
    pub order: OrderId,
    pub location: LocationId,
    pub mode: Mode,
    pub state: FulfilmentState,
    /// Six digits that the shopper shows when collecting.
    pub code: String,
    pub bin: Option<String>,
    pub address: Option<Address>,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub placed_at: Timestamp,
    pub picked_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    /// Ready goods wait until then.
    pub due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub lines: Vec<FulfilmentLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FulfilmentLine {
    pub line: LineId,
    pub reservation: Option<ReservationId>,
    pub quantity: Quantity,
    pub picked: Quantity,
}

impl Fulfilment {
    pub(crate) fn reservations(&self) -> Vec<ReservationId> {
        self.lines.iter().filter_map(|line| line.reservation).collect()
    }

    fn wrong(&self) -> Error {
        Error::WrongState { fulfilment: self.id, state: self.state }
    }

    /// Everything lies in the picker's cart. Picking again is harmless.
    pub(crate) fn pick(&mut self, at: Timestamp) -> Result<(), Error> {
        match self.state {
            FulfilmentState::Open => {
                self.state = FulfilmentState::Picked;
                self.picked_at = Some(at);
                self.lines.iter_mut().for_each(|line| line.picked = line.quantity);
                Ok(())
            }
            FulfilmentState::Picked | FulfilmentState::Ready => Ok(()),
            FulfilmentState::OnHold
            | FulfilmentState::Collected
            | FulfilmentState::Shipped
            | FulfilmentState::Rejected
            | FulfilmentState::Expired
            | FulfilmentState::Cancelled => Err(self.wrong()),
        }
    }

    /// In its bin, waiting for the shopper. Staged again it moves to another bin; says whether the shopper is to be told.
    pub(crate) fn stage(
        &mut self,
        bin: Option<String>,
        at: Timestamp,
        due_at: Timestamp,
    ) -> Result<bool, Error> {
        if self.mode != Mode::Pickup {
            return Err(self.wrong());
        }
        match self.state {
            FulfilmentState::Picked => {
                self.state = FulfilmentState::Ready;
                self.bin = bin;
                self.ready_at = Some(at);
                self.due_at = Some(due_at);
                Ok(true)
            }
            FulfilmentState::Ready => {
                self.bin = bin;
                Ok(false)
            }
            FulfilmentState::OnHold
            | FulfilmentState::Open
            | FulfilmentState::Collected
            | FulfilmentState::Shipped
            | FulfilmentState::Rejected
            | FulfilmentState::Expired
            | FulfilmentState::Cancelled => Err(self.wrong()),
        }
    }

    /// The shopper stands at the counter; goods that were not staged yet may be fetched on the spot.
    pub(crate) fn collect(&mut self, at: Timestamp) -> Result<(), Error> {
        let fits =
            matches!(self.state, FulfilmentState::Open | FulfilmentState::Picked | FulfilmentState::Ready);
        if self.mode != Mode::Pickup || !fits {
            return Err(self.wrong());
        }
        self.close(FulfilmentState::Collected, at);
        self.lines.iter_mut().for_each(|line| line.picked = line.quantity);
        Ok(())
    }

    pub(crate) fn ship(&mut self, at: Timestamp) -> Result<(), Error> {
        let fits = matches!(self.state, FulfilmentState::Open | FulfilmentState::Picked);
        if self.mode != Mode::Ship || !fits {
            return Err(self.wrong());
        }
        self.close(FulfilmentState::Shipped, at);
        self.lines.iter_mut().for_each(|line| line.picked = line.quantity);
        Ok(())
    }

    /// The goods will not leave through this fulfilment; they are free again.
    pub(crate) fn end(&mut self, ended: FulfilmentState, at: Timestamp) -> Result<(), Error> {
        if !self.state.is_live() {
            return Err(self.wrong());
        }
        self.close(ended, at);
        Ok(())
    }

    fn close(&mut self, state: FulfilmentState, at: Timestamp) {
        self.state = state;
        self.closed_at = Some(at);
    }
}
