//! Goods that are not as agreed: what the shopper says and asks for, what we answer, and by when. No I/O.

use catalog::MediaId;
use kernel::{ComplaintId, Date, LineId, Money, OrderId, Quantity, ReturnId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Error, Share};

kernel::text_enum! {
    /// ```text
    /// open ──▶ agreed ──▶ settled      somebody repairs, replaces or takes back; then it is done
    ///   │  └─────────────▶ settled      a part of the price goes back at once
    ///   ├──▶ refused                    with a reason
    ///   └──▶ withdrawn                  the shopper asks for nothing any more
    /// ```
    /// Not answered in time it is agreed to, as it was asked (article 7a of the Polish act on consumer rights).
    pub enum ComplaintState {
        Open = "open",
        Agreed = "agreed",
        Settled = "settled",
        Refused = "refused",
        Withdrawn = "withdrawn",
    }
}

kernel::text_enum! {
    /// What the shopper asks for (articles 43d and 43e).
    pub enum Demand {
        Repair = "repair",
        Replacement = "replacement",
        /// A part of the price.
        Reduction = "reduction",
        /// The goods go back and the price too.
        Withdrawal = "withdrawal",
    }
}

kernel::text_enum! {
    /// What we promise.
    pub enum Remedy {
        Repair = "repair",
        Replace = "replace",
        Reduce = "reduce",
        Refund = "refund",
    }
}

kernel::text_enum! {
    /// Why we do not.
    pub enum ComplaintRefusal {
        AsAgreed = "as_agreed",
        Damaged = "damaged_by_use",
        Wear = "normal_wear",
        /// It showed more than two years after delivery.
        TooLate = "too_late",
        NotOurs = "not_ours",
        Other = "other",
    }
}

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    Repair,
    Replace,
    Reduce { amount: Money },
    Refund,
    Refuse { reason: ComplaintRefusal },
}
impl Answer {
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Answer::Repair => Some(Remedy::Repair),
            Answer::Replace => Some(Remedy::Replace),
            Answer::Reduce { .. } => Some(Remedy::Reduce),
            Answer::Refund => Some(Remedy::Refund),
            Answer::Refuse { .. } => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub id: ComplaintId,
    pub order: OrderId,
    /// What people say: `C-7KQ4-M2XR`.
    pub code: String,
    pub state: ComplaintState,
    pub line: LineId,
    pub quantity: Quantity,
    /// What is wrong, in the shopper's words.
    pub what: String,
    /// When it showed.
    pub since: Date,
    pub demand: Demand,
    /// The part of the price that is asked for.
    pub amount: Option<Money>,
    pub photos: Vec<MediaId>,
    pub opened_at: Timestamp,
    pub opened_by: String,
    /// Without an answer by then, what was asked is agreed to.
    pub answer_due_at: Timestamp,
    /// When we were reminded.
    pub warned_at: Option<Timestamp>,
    pub remedy: Option<Remedy>,
    pub refusal: Option<ComplaintRefusal>,
    /// What the shopper was told besides.
    pub note: String,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<String>,
    /// Nobody answered: agreed to by silence.
    pub lapsed_at: Option<Timestamp>,
    /// Taken off the price.
    pub reduced: Share,
    /// The goods come back with it, to be replaced or for the money.
    pub back: Option<ReturnId>,
    pub settled_at: Option<Timestamp>,
}

/// So long before the last moment somebody is reminded.
pub(crate) const WARN_DAYS: i64 = 3;

impl Complaint {
    fn wrong(&self) -> Error {
        Error::WrongComplaintState { id: self.id, state: self.state }
    }
    /// `false` if this was the answer before.
    pub(crate) fn answer(
        &mut self,
        answer: &Answer,
        note: &str,
        at: Timestamp,
        by: String,
    ) -> Result<bool, Error> {
        match self.state {
            ComplaintState::Open => {}
            ComplaintState::Agreed | ComplaintState::Settled | ComplaintState::Refused
                if self.said(answer) =>
            {
                return Ok(false);
            }
            ComplaintState::Agreed
            | ComplaintState::Settled
            | ComplaintState::Refused
            | ComplaintState::Withdrawn => return Err(self.wrong()),
        }
        (self.state, self.remedy, self.refusal) = match answer {
            Answer::Refuse { reason } => (ComplaintState::Refused, None, Some(*reason)),
            Answer::Reduce { .. } => (ComplaintState::Settled, answer.remedy(), None),
            Answer::Repair | Answer::Replace | Answer::Refund => {
                (ComplaintState::Agreed, answer.remedy(), None)
            }
        };
        note.trim().clone_into(&mut self.note);
        (self.answered_at, self.answered_by) = (Some(at), Some(by));
        if self.state == ComplaintState::Settled {
            self.settled_at = Some(at);
        }
        Ok(true)
    }
    fn said(&self, answer: &Answer) -> bool {
        match answer {
            Answer::Refuse { reason } => self.refusal == Some(*reason),
            Answer::Reduce { amount } => self.remedy == answer.remedy() && self.reduced.gross == *amount,
            Answer::Repair | Answer::Replace | Answer::Refund => self.remedy == answer.remedy(),
        }
    }
    /// What silence agrees to.
    pub(crate) fn as_asked(&self) -> Answer {
        match self.demand {
            Demand::Repair => Answer::Repair,
            Demand::Replacement => Answer::Replace,
            Demand::Reduction => match self.amount {
                Some(amount) => Answer::Reduce { amount },
                None => Answer::Refund,
            },
            Demand::Withdrawal => Answer::Refund,
        }
    }
    /// What was promised is done; `false` if that was said before.
    pub(crate) fn settle(&mut self, at: Timestamp) -> Result<bool, Error> {
        match self.state {
            ComplaintState::Agreed => {
                (self.state, self.settled_at) = (ComplaintState::Settled, Some(at));
                Ok(true)
            }
            ComplaintState::Settled => Ok(false),
            ComplaintState::Open | ComplaintState::Refused | ComplaintState::Withdrawn => Err(self.wrong()),
        }
    }
    /// `false` if it was withdrawn before.
    pub(crate) fn withdraw(&mut self) -> Result<bool, Error> {
        match self.state {
            ComplaintState::Open => {
                self.state = ComplaintState::Withdrawn;
                Ok(true)
            }
            ComplaintState::Withdrawn => Ok(false),
            ComplaintState::Agreed | ComplaintState::Settled | ComplaintState::Refused => Err(self.wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn complaint(demand: Demand) -> Complaint {
        let at = Timestamp::from_millis(1);
        Complaint {
            id: ComplaintId::fresh(at),
            order: OrderId::fresh(at),
            code: "C-7KQ4-M2XR".to_owned(),
            state: ComplaintState::Open,
            line: LineId::fresh(at),
            quantity: Quantity::new(1).unwrap(),
            what: "the seam is open".to_owned(),
            since: Date::new(2026, 11, 1).unwrap(),
            demand,
            amount: (demand == Demand::Reduction).then(|| Money::new(500, Currency::Pln)),
            photos: Vec::new(),
            opened_at: at,
            opened_by: "system".to_owned(),
            answer_due_at: at,
            warned_at: None,
            remedy: None,
            refusal: None,
            note: String::new(),
            answered_at: None,
            answered_by: None,
            lapsed_at: None,
            reduced: Share::zero(Currency::Pln),
            back: None,
            settled_at: None,
        }
    }

    #[test]
    fn silence_agrees_to_what_was_asked() {
        let said = |demand| complaint(demand).as_asked().remedy().unwrap();
        assert_eq!(said(Demand::Repair), Remedy::Repair);
        assert_eq!(said(Demand::Replacement), Remedy::Replace);
        assert_eq!(said(Demand::Reduction), Remedy::Reduce);
        assert_eq!(said(Demand::Withdrawal), Remedy::Refund);
    }

    #[test]
    fn an_answer_is_given_once() {
        let at = Timestamp::from_millis(2);
        let mut it = complaint(Demand::Repair);
        assert!(it.answer(&Answer::Repair, " gladly ", at, "me".to_owned()).unwrap());
        assert_eq!((it.state, it.note.as_str()), (ComplaintState::Agreed, "gladly"));
        assert!(!it.answer(&Answer::Repair, "again", at, "me".to_owned()).unwrap());
        let other = Answer::Refuse { reason: ComplaintRefusal::Wear };
        assert!(it.answer(&other, "no", at, "me".to_owned()).is_err());
        assert!(it.withdraw().is_err());
        assert!(it.settle(at).unwrap() && !it.settle(at).unwrap());
        let mut it = complaint(Demand::Repair);
        assert!(it.settle(at).is_err());
        assert!(it.withdraw().unwrap() && !it.withdraw().unwrap());
    }
}
