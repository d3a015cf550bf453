//! Goods on their way back: what was announced, what came, what was accepted. No I/O.

use kernel::{LineId, LocationId, Money, OrderId, Quantity, ReturnId, Timestamp};

use crate::{Error, Share};

kernel::text_enum! {
    /// ```text
    /// expected ──▶ received ──▶ accepted    the money starts its way back in the same moment
    ///     │            └──────▶ rejected    the goods stay the shopper's
    ///     └──▶ cancelled                    nothing came, or the shopper keeps it
    /// ```
    pub enum ReturnState {
        Expected = "expected",
        Received = "received",
        Accepted = "accepted",
        Rejected = "rejected",
        Cancelled = "cancelled",
    }
}

kernel::text_enum! {
    /// By what right.
    pub enum Basis {
        /// A distance contract is withdrawn from; no reason is needed.
        Withdrawal = "withdrawal",
        /// The retailer's own promise.
        Goodwill = "goodwill",
        /// The goods are not as agreed.
        Complaint = "complaint",
        /// Somebody who answers for it said yes.
        Courtesy = "courtesy",
    }
}

kernel::text_enum! {
    pub enum ReturnWay {
        /// Brought to a store, whichever.
        Store = "store",
        Parcel = "parcel",
    }
}

kernel::text_enum! {
    /// What the shopper says.
    pub enum ReturnReason {
        TooSmall = "too_small",
        TooLarge = "too_large",
        ChangedMind = "changed_mind",
        NotAsShown = "not_as_shown",
        Damaged = "damaged",
        WrongItem = "wrong_item",
        Late = "late",
        Other = "other",
    }
}

kernel::text_enum! {
    /// What becomes of accepted units.
    #[derive(PartialOrd, Ord)]
    pub enum Disposition {
        /// Sellable again where they came back.
        Restocked = "restocked",
        /// On hand, and set aside as damaged.
        Damaged = "damaged",
        /// On hand, and set aside until the supplier takes them.
        ToSupplier = "to_supplier",
        /// Not worth keeping.
        WrittenOff = "written_off",
    }
}

kernel::text_enum! {
    /// Why goods that came are not taken back.
    pub enum RefusalReason {
        Worn = "worn",
        Incomplete = "incomplete",
        NotOurs = "not_ours",
        Unsealed = "unsealed",
        TooLate = "too_late",
        Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub id: ReturnId,
    pub order: OrderId,
    /// What people say and write on the parcel: `R-7KQ4-M2XR`.
    pub code: String,
    pub state: ReturnState,
    pub basis: Basis,
    pub way: ReturnWay,
    /// Where the goods came back: anywhere, wherever they were bought.
    pub location: Option<LocationId>,
    pub opened_at: Timestamp,
    pub opened_by: String,
    /// The goods should be here by then.
    pub due_at: Timestamp,
    pub received_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<String>,
    pub refusal: Option<RefusalReason>,
    /// Of the accepted units.
    pub worth: Share,
    /// Of the delivery, given back because nothing was kept.
    pub delivery: Share,
    /// What was promised back because of it; less than it is worth where the rest paid for something else.
    pub refund: Money,
    /// When the last of the refund had moved.
    pub refunded_at: Option<Timestamp>,
    /// The corrective document: `ZW/KRK-01/2026/000012`.
    pub document: Option<String>,
    pub lines: Vec<ReturnLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnLine {
    pub line: LineId,
    pub reason: ReturnReason,
    /// Announced.
    pub quantity: Quantity,
    /// Came.
    pub received: Quantity,
    pub accepted: Quantity,
    pub worth: Share,
    pub parts: Vec<(Disposition, Quantity)>,
}

impl Return {
    fn wrong(&self) -> Error {
        Error::WrongReturnState { id: self.id, state: self.state }
    }
    pub fn line(&self, id: LineId) -> Option<&ReturnLine> {
        self.lines.iter().find(|it| it.line == id)
    }
    /// Nobody has decided yet: its units are spoken for.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ReturnState::Expected | ReturnState::Received)
    }

    /// The goods lie here. Told twice, nothing changes; says whether it was news.
    pub(crate) fn receive(
        &mut self,
        came: &[(LineId, Quantity)],
        location: LocationId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        match self.state {
            ReturnState::Expected => {}
            ReturnState::Received if self.location == Some(location) => return Ok(false),
            ReturnState::Received
            | ReturnState::Accepted
            | ReturnState::Rejected
            | ReturnState::Cancelled => return Err(self.wrong()),
        }
        let strangers = came.iter().find(|(line, _)| self.line(*line).is_none());
        if let Some((line, _)) = strangers {
            return Err(Error::UnknownLine(*line));
        }
        for line in &mut self.lines {
            let units = came.iter().filter(|(id, _)| *id == line.line).map(|(_, units)| units.get()).sum();
            line.received =
                Quantity::new(units).filter(|units| *units <= line.quantity).ok_or_else(|| {
                    Error::invalid("/lines", "more came than was announced: open a return for the rest")
                })?;
        }
        if self.lines.iter().all(|line| line.received.is_zero()) {
            return Err(Error::invalid("/lines", "at least one piece came"));
        }
        (self.state, self.location, self.received_at) = (ReturnState::Received, Some(location), Some(at));
        Ok(true)
    }

    /// Somebody looked at the goods and takes these back. Units that came and are not named here go back to the shopper.
    pub(crate) fn accept(
        &mut self,
        parts: &[(LineId, Disposition, Quantity)],
        at: Timestamp,
        by: String,
    ) -> Result<(), Error> {
        if self.state != ReturnState::Received {
            return Err(self.wrong());
        }
        for (line, disposition, units) in parts {
            let known = self.lines.iter_mut().find(|it| it.line == *line);
            let known = known.ok_or(Error::UnknownLine(*line))?;
            let sum = known.accepted.plus(*units).filter(|sum| *sum <= known.received && !units.is_zero());
            known.accepted = sum.ok_or_else(|| {
                Error::invalid("/lines", "more is accepted than came, or a part has no pieces")
            })?;
            match known.parts.iter_mut().find(|(it, _)| it == disposition) {
                Some((_, there)) => *there = there.plus(*units).unwrap_or(*there),
                None => known.parts.push((*disposition, *units)),
            }
        }
        if self.lines.iter().all(|line| line.accepted.is_zero()) {
            return Err(Error::invalid("/lines", "at least one piece is accepted; else reject it all"));
        }
        self.lines.iter_mut().for_each(|line| line.parts.sort());
        self.decide(ReturnState::Accepted, at, by);
        Ok(())
    }

    /// `false` if it was rejected before.
    pub(crate) fn reject(&mut self, why: RefusalReason, at: Timestamp, by: String) -> Result<bool, Error> {
        match self.state {
            ReturnState::Received => {
                self.refusal = Some(why);
                self.decide(ReturnState::Rejected, at, by);
                Ok(true)
            }
            ReturnState::Rejected => Ok(false),
            ReturnState::Expected | ReturnState::Accepted | ReturnState::Cancelled => Err(self.wrong()),
        }
    }

    /// `false` if it was cancelled before.
    pub(crate) fn cancel(&mut self, at: Timestamp, by: String) -> Result<bool, Error> {
        match self.state {
            ReturnState::Expected => {
                self.decide(ReturnState::Cancelled, at, by);
                Ok(true)
            }
            ReturnState::Cancelled => Ok(false),
            ReturnState::Received | ReturnState::Accepted | ReturnState::Rejected => Err(self.wrong()),
        }
    }

    fn decide(&mut self, state: ReturnState, at: Timestamp, by: String) {
        (self.state, self.decided_at, self.decided_by) = (state, Some(at), Some(by));
    }
}
