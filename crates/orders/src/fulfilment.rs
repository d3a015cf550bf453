//! The work of one location for one order: pickup in a store, or a parcel from wherever the goods lie. No I/O.

use inventory::Address;
use kernel::{FulfilmentId, LineId, LocationId, OrderId, Quantity, ReservationId, Timestamp, WaveId};

use crate::{Clock, Error};

kernel::text_enum! {
    pub enum Mode {
        Pickup = "pickup",
        Ship = "ship",
        /// Sold and taken over the counter.
        Counter = "counter",
        /// To the store where the shopper collects it.
        Transfer = "transfer",
    }
}

kernel::text_enum! {
    /// ```text
    /// on_hold ──▶ open ──▶ picking ──▶ picked ──┬──▶ ready ──────▶ collected    pickup
    ///    │         │          │          │      ├─────────────────▶ shipped      ship
    ///    │         │          │          │      └──▶ in_transit ─▶ received     transfer
    ///    │         ├──────────┴──────────┴──▶ rejected       the location could not provide the goods
    ///    │         │◀─────── parked                          nobody can: a person decides, or time does
    ///    └─────────┴──▶ cancelled · expired                  from every state above
    /// ```
    /// Steps may be left out: a parcel is shipped as soon as it is picked, a shopper may come before the goods are staged.
    pub enum FulfilmentState {
        /// Waits for a payment; the goods are promised, the location has nothing to do yet.
        OnHold = "on_hold",
        Open = "open",
        /// Somebody has taken it and walks with the list.
        Picking = "picking",
        Picked = "picked",
        /// In its bin; the shopper was told.
        Ready = "ready",
        /// On its way to the store where it is collected.
        InTransit = "in_transit",
        /// Nothing is promised: no place has the goods.
        Parked = "parked",
        Collected = "collected",
        Shipped = "shipped",
        /// Arrived at the store, where other work goes on with it.
        Received = "received",
        Rejected = "rejected",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}
impl FulfilmentState {
    /// Somebody still waits for it.
    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }
    pub const LIVE: &'static [FulfilmentState] =
        &[Self::OnHold, Self::Open, Self::Picking, Self::Picked, Self::Ready, Self::InTransit, Self::Parked];
    /// What a location has on its hands.
    pub const WORK: &'static [FulfilmentState] = &[Self::Open, Self::Picking, Self::Picked, Self::Ready];
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
    /// Transfers: the store that receives them.
    pub destination: Option<LocationId>,
    /// What it was a part of, before its units went another way than the rest.
    pub parent: Option<FulfilmentId>,
    pub wave: Option<WaveId>,
    pub placed_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub picked_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    /// Ready goods wait until then.
    pub due_at: Option<Timestamp>,
    /// What the location has to do next, and until when.
    pub clock: Option<Clock>,
    pub clock_due_at: Option<Timestamp>,
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
    pub(crate) fn units(&self) -> Vec<(LineId, Quantity)> {
        self.lines.iter().map(|it| (it.line, it.quantity)).collect()
    }
    /// The promises behind these units.
    pub(crate) fn promises(&self, units: &[(LineId, Quantity)]) -> Vec<(ReservationId, Quantity)> {
        let promise = |(id, quantity): &(LineId, Quantity)| Some((self.part(*id)?.reservation?, *quantity));
        units.iter().filter_map(promise).collect()
    }
    pub fn part(&self, line: LineId) -> Option<&FulfilmentLine> {
        self.lines.iter().find(|it| it.line == line)
    }
    pub fn is_picked(&self) -> bool {
        self.lines.iter().all(|it| it.picked == it.quantity)
    }

    fn wrong(&self) -> Error {
        Error::WrongState { fulfilment: self.id, state: self.state }
    }

    /// Somebody takes the work; `false` if it was taken before.
    pub(crate) fn accept(&mut self, at: Timestamp) -> Result<bool, Error> {
        match self.state {
            FulfilmentState::Open => {
                self.state = FulfilmentState::Picking;
                self.accepted_at = Some(at);
                Ok(true)
            }
            FulfilmentState::Picking | FulfilmentState::Picked | FulfilmentState::Ready => Ok(false),
            _ => Err(self.wrong()),
        }
    }

    /// So many of each named line lie in the cart now. Said twice it is harmless; the last one makes it picked.
    pub(crate) fn set_picked(&mut self, picked: &[(LineId, Quantity)], at: Timestamp) -> Result<(), Error> {
        let same = picked.iter().all(|(id, units)| self.part(*id).is_some_and(|it| it.picked == *units));
        match self.state {
            FulfilmentState::Open | FulfilmentState::Picking => {}
            FulfilmentState::Picked => {}
            FulfilmentState::Ready if same => return Ok(()),
            _ => return Err(self.wrong()),
        }
        for (id, units) in picked {
            let part = self.lines.iter_mut().find(|it| it.line == *id).ok_or(Error::UnknownLine(*id))?;
            if *units > part.quantity {
                return Err(Error::invalid("/lines", "more is picked than is wanted here"));
            }
            part.picked = *units;
        }
        self.follow_picking(at);
        Ok(())
    }

    /// Picked when the last unit is.
    pub(crate) fn follow_picking(&mut self, at: Timestamp) {
        self.accepted_at = self.accepted_at.or(Some(at));
        if !self.is_picked() {
            self.state = FulfilmentState::Picking;
            self.picked_at = None;
        } else if self.state != FulfilmentState::Picked {
            self.state = FulfilmentState::Picked;
            self.picked_at = Some(at);
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
            _ => Err(self.wrong()),
        }
    }

    /// Whether goods may leave it over the counter; those that were not staged yet may be fetched on the spot.
    pub(crate) fn may_be_collected(&self) -> Result<(), Error> {
        let fits = matches!(
            self.state,
            FulfilmentState::Open
                | FulfilmentState::Picking
                | FulfilmentState::Picked
                | FulfilmentState::Ready
        );
        if self.mode == Mode::Pickup && fits { Ok(()) } else { Err(self.wrong()) }
    }
    /// The shopper stands at the counter.
    pub(crate) fn collect(&mut self, at: Timestamp) -> Result<(), Error> {
        self.may_be_collected()?;
        self.close(FulfilmentState::Collected, at);
        self.lines.iter_mut().for_each(|line| line.picked = line.quantity);
        Ok(())
    }

    pub(crate) fn ship(&mut self, at: Timestamp) -> Result<(), Error> {
        let fits =
            matches!(self.state, FulfilmentState::Open | FulfilmentState::Picking | FulfilmentState::Picked);
        if self.mode != Mode::Ship || !fits {
            return Err(self.wrong());
        }
        self.close(FulfilmentState::Shipped, at);
        self.lines.iter_mut().for_each(|line| line.picked = line.quantity);
        Ok(())
    }

    /// A transfer leaves for its store; `false` if it left before.
    pub(crate) fn dispatch(&mut self) -> Result<bool, Error> {
        match (self.mode, self.state) {
            (Mode::Transfer, FulfilmentState::Picked) => {
                self.state = FulfilmentState::InTransit;
                Ok(true)
            }
            (Mode::Transfer, FulfilmentState::InTransit) => Ok(false),
            _ => Err(self.wrong()),
        }
    }
    /// A transfer has arrived.
    pub(crate) fn receive(&mut self, at: Timestamp) -> Result<(), Error> {
        if self.mode != Mode::Transfer || self.state != FulfilmentState::InTransit {
            return Err(self.wrong());
        }
        self.close(FulfilmentState::Received, at);
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

    /// Takes these units out. What is left keeps going; `false` if nothing would be.
    pub(crate) fn take_out(&mut self, units: &[(LineId, Quantity)]) -> Result<bool, Error> {
        let mut left = self.lines.clone();
        for (id, quantity) in units {
            let part = left.iter_mut().find(|it| it.line == *id).ok_or(Error::UnknownLine(*id))?;
            if quantity.is_zero() {
                return Err(Error::invalid("/lines", "at least one piece of each"));
            }
            let rest = part.quantity.minus(*quantity);
            part.quantity = rest.ok_or(Error::invalid("/lines", "more than is wanted here"))?;
            part.picked = part.picked.min(part.quantity);
        }
        left.retain(|it| !it.quantity.is_zero());
        if left.is_empty() {
            return Ok(false);
        }
        self.lines = left;
        Ok(true)
    }

    fn close(&mut self, state: FulfilmentState, at: Timestamp) {
        self.state = state;
        self.closed_at = Some(at);
        (self.clock, self.clock_due_at) = (None, None);
    }
}
