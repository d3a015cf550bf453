//! An intent: an amount that an order owes, how it shall be paid, and how far that has come.

use kernel::{Currency, IntentId, Money, OrderId, PersonId, Timestamp};

use crate::Error;

kernel::text_enum! {
    pub enum Method {
        /// Promised for the moment of hand-over; the till decides how.
        OnPickup = "on_pickup",
        /// Through a provider: redirect, callback.
        Online = "online",
        Cash = "cash",
        /// A card at the till's own terminal.
        Card = "card",
        /// Money that we owe the person already.
        StoreCredit = "store_credit",
    }
}

kernel::text_enum! {
    /// When the money is taken.
    pub enum CaptureMode {
        /// With the shopper's yes: BLIK, pay-by-link, a till.
        Immediate = "immediate",
        /// Held first, taken in parts when goods leave: cards, store credit.
        AuthoriseThenCapture = "authorise_then_capture",
    }
}

kernel::text_enum! {
    /// Why a bank or a shopper said no.
    pub enum Decline {
        Declined = "declined",
        InsufficientFunds = "insufficient_funds",
        /// The bank asked who it is and got no good answer.
        NotAuthenticated = "not_authenticated",
        WrongCode = "wrong_code",
        /// Refused in the bank's app, or on the payment page.
        Rejected = "rejected",
        /// Nobody answered in time.
        TimedOut = "timed_out",
    }
}

kernel::text_enum! {
    /// ```text
    /// open ──▶ pending ──▶ authorised ──▶ captured ──▶ partly_refunded ──▶ refunded
    ///   │         ├──▶ failed ──┘(a late success)
    ///   └─────────┴──▶ voided ──▶ captured   money moved although nobody waited for it any more
    ///                                         authorised ──▶ expired   the provider holds it no longer
    /// ```
    ///
    /// Captured in parts it stays authorised until all came in or the rest was released.
    pub enum State {
        Open = "open",
        /// The provider knows of it; the shopper is on the way.
        Pending = "pending",
        Authorised = "authorised",
        Captured = "captured",
        Failed = "failed",
        Voided = "voided",
        /// Nothing was captured before the authorisation ran out.
        Expired = "expired",
        PartlyRefunded = "partly_refunded",
        Refunded = "refunded",
    }
}

kernel::text_enum! {
    /// What moved, or was said about money that did not.
    pub enum TransactionKind {
        Authorised = "authorised",
        Captured = "captured",
        Failed = "failed",
        Voided = "voided",
        Refunded = "refunded",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: IntentId,
    pub order: OrderId,
    pub method: Method,
    pub capture: CaptureMode,
    pub state: State,
    /// What is owed.
    pub amount: Money,
    pub authorised: Money,
    pub captured: Money,
    /// Asked of the provider and not moved yet.
    pub claimed: Money,
    /// Authorised, and nobody will take it any more.
    pub released: Money,
    /// Promised back. Never more than `captured`.
    pub granted: Money,
    /// Gone back. Never more than `granted`.
    pub refunded: Money,
    pub provider: Option<String>,
    /// What the provider calls this payment.
    pub provider_ref: Option<String>,
    pub redirect_url: Option<String>,
    pub return_url: Option<String>,
    /// Until when the provider holds what it authorised.
    pub expires_at: Option<Timestamp>,
    pub decline: Option<Decline>,
    /// Whose store credit it is.
    pub person: Option<PersonId>,
    pub created_at: Timestamp,
    pub version: i64,
}

impl Intent {
    /// Takes note of what happened at the provider or at the till. Facts are never refused, whatever was expected: a
    /// capture after a void, or above the amount, is money that we hold and have to give back.
    ///
    /// States only move forward, so the order in which reports arrive does not matter, with one exception: a refund
    /// that is heard before its capture waits ([`Error::TooEarly`]).
    pub fn hear(&mut self, kind: TransactionKind, amount: Money) -> Result<(), Error> {
        if amount.currency != self.amount.currency {
            return Err(Error::ForeignCurrency { expected: self.amount.currency, got: amount.currency });
        }
        let add = |sum: Money| sum.plus(amount).ok_or(Error::AmountNotPositive);
        match kind {
            TransactionKind::Authorised => {
                self.authorised.minor = self.authorised.minor.max(amount.minor);
                if matches!(self.state, State::Open | State::Pending | State::Failed) {
                    self.state = State::Authorised;
                    self.decline = None;
                }
            }
            TransactionKind::Captured => {
                self.captured = add(self.captured)?;
                let spoken_for = self.captured.minor + self.claimed.minor;
                self.authorised.minor = self.authorised.minor.max(spoken_for);
                self.released.minor = self.released.minor.min(self.authorised.minor - spoken_for);
                self.decline = None;
                match self.state {
                    State::Open
                    | State::Pending
                    | State::Failed
                    | State::Authorised
                    | State::Voided
                    | State::Expired => {
                        let ended = self.captured.minor + self.released.minor >= self.authorised.minor;
                        let is_whole =
                            self.captured.minor >= self.amount.minor || self.released.minor > 0 && ended;
                        self.state = if is_whole { State::Captured } else { State::Authorised };
                    }
                    State::Captured => {}
                    State::PartlyRefunded | State::Refunded => self.state = State::PartlyRefunded,
                }
            }
            TransactionKind::Failed => {
                if matches!(self.state, State::Open | State::Pending) {
                    self.state = State::Failed;
                }
            }
            TransactionKind::Voided => {
                let nothing_came = self.captured.is_zero() && self.claimed.is_zero();
                match self.state {
                    State::Open | State::Pending | State::Authorised | State::Failed if nothing_came => {
                        self.state = State::Voided;
                    }
                    State::Authorised if self.claimed.is_zero() => self.state = State::Captured,
                    _ => return Ok(()),
                }
                self.released.minor = self.authorised.minor - self.captured.minor;
            }
            TransactionKind::Refunded => {
                let refunded = add(self.refunded)?;
                if refunded.minor > self.captured.minor {
                    return Err(Error::TooEarly(self.id));
                }
                self.refunded = refunded;
                self.granted.minor = self.granted.minor.max(refunded.minor);
                self.state = if refunded == self.captured { State::Refunded } else { State::PartlyRefunded };
            }
        }
        Ok(())
    }

    /// The provider holds it no longer: what was not taken is lost.
    pub(crate) fn expire(&mut self) {
        self.released.minor = self.authorised.minor - self.captured.minor - self.claimed.minor;
        self.expires_at = None;
        if self.claimed.is_zero() && self.state == State::Authorised {
            self.state = if self.captured.is_zero() { State::Expired } else { State::Captured };
        }
    }

    /// Authorised, and neither taken, asked for nor released.
    pub fn held(&self) -> Money {
        let left = match self.state {
            State::Open | State::Pending | State::Failed | State::Voided | State::Expired => 0,
            State::Authorised | State::Captured | State::PartlyRefunded | State::Refunded => {
                self.authorised.minor - self.captured.minor - self.claimed.minor - self.released.minor
            }
        };
        Money::new(left.max(0), self.amount.currency)
    }

    /// What may still be asked of it: held, and owed.
    pub fn capturable(&self) -> Money {
        let owed = self.amount.minor - self.captured.minor - self.claimed.minor;
        Money::new(self.held().minor.min(owed).max(0), self.amount.currency)
    }

    /// Still to be paid.
    pub fn due(&self) -> Money {
        let open = match self.state {
            State::Voided | State::Failed | State::Expired | State::PartlyRefunded | State::Refunded => 0,
            State::Open | State::Pending | State::Authorised | State::Captured => {
                (self.amount.minor - self.captured.minor).max(0)
            }
        };
        Money::new(open, self.amount.currency)
    }

    /// Ours, asked for, or held for us to take; without what was promised back.
    pub fn secured(&self) -> Money {
        let held = match self.capture {
            CaptureMode::Immediate => 0,
            CaptureMode::AuthoriseThenCapture => self.capturable().minor,
        };
        let ours = self.captured.minor - self.granted.minor + self.claimed.minor;
        Money::new(ours + held, self.amount.currency)
    }

    /// Captured and not yet promised back.
    pub fn refundable(&self) -> Money {
        Money::new(self.captured.minor - self.granted.minor, self.amount.currency)
    }

    /// Nothing more is expected to come in.
    pub fn is_over(&self) -> bool {
        !matches!(self.state, State::Open | State::Pending | State::Authorised)
    }
}

/// Money that moved, or a word about money that did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub intent: IntentId,
    pub kind: TransactionKind,
    pub reference: String,
    pub amount: Money,
    pub happened_at: Timestamp,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(crate) struct IntentRow {
    order_id: OrderId,
    id: IntentId,
    method: Method,
    capture: CaptureMode,
    state: State,
    amount_minor: i64,
    currency: Currency,
    authorised_minor: i64,
    captured_minor: i64,
    claimed_minor: i64,
    released_minor: i64,
    granted_minor: i64,
    refunded_minor: i64,
    provider: Option<String>,
    provider_ref: Option<String>,
    redirect_url: Option<String>,
    return_url: Option<String>,
    expires_at: Option<Timestamp>,
    decline: Option<Decline>,
    person: Option<PersonId>,
    created_at: Timestamp,
    version: i64,
}
impl From<IntentRow> for Intent {
    fn from(row: IntentRow) -> Intent {
        let money = |minor| Money::new(minor, row.currency);
        Intent {
            id: row.id,
            order: row.order_id,
            method: row.method,
            capture: row.capture,
            state: row.state,
            amount: money(row.amount_minor),
            authorised: money(row.authorised_minor),
            captured: money(row.captured_minor),
            claimed: money(row.claimed_minor),
            released: money(row.released_minor),
            granted: money(row.granted_minor),
            refunded: money(row.refunded_minor),
            provider: row.provider,
            provider_ref: row.provider_ref,
            redirect_url: row.redirect_url,
            return_url: row.return_url,
            expires_at: row.expires_at,
            decline: row.decline,
            person: row.person,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pln(minor: i64) -> Money {
        Money::new(minor, Currency::Pln)
    }

    fn owed(minor: i64) -> Intent {
        let at = Timestamp::from_millis(1);
        Intent {
            id: IntentId::fresh(at),
            order: OrderId::fresh(at),
            method: Method::Online,
            capture: CaptureMode::Immediate,
            state: State::Pending,
            amount: pln(minor),
            authorised: pln(0),
            captured: pln(0),
            claimed: pln(0),
            released: pln(0),
            granted: pln(0),
            refunded: pln(0),
            provider: None,
            provider_ref: None,
            redirect_url: None,
            return_url: None,
            expires_at: None,
            decline: None,
            person: None,
            created_at: at,
            version: 1,
        }
    }

    #[test]
    fn reports_in_any_order_end_in_the_same_place() {
        use TransactionKind::{Authorised, Captured, Failed};
        for order in
            [[Authorised, Captured, Failed], [Failed, Captured, Authorised], [Captured, Failed, Authorised]]
        {
            let mut intent = owed(500);
            for kind in order {
                intent.hear(kind, pln(500)).unwrap();
            }
            assert_eq!(
                (intent.state, intent.captured, intent.authorised),
                (State::Captured, pln(500), pln(500))
            );
        }
    }

    #[test]
    fn money_that_came_after_a_void_is_still_ours_to_give_back() {
        let mut intent = owed(500);
        intent.hear(TransactionKind::Voided, pln(500)).unwrap();
        intent.hear(TransactionKind::Captured, pln(500)).unwrap();
        assert_eq!((intent.state, intent.refundable()), (State::Captured, pln(500)));
    }

    #[test]
    fn a_refund_waits_for_its_capture() {
        let mut intent = owed(500);
        assert!(matches!(intent.hear(TransactionKind::Refunded, pln(100)), Err(Error::TooEarly(_))));
        intent.hear(TransactionKind::Captured, pln(500)).unwrap();
        intent.hear(TransactionKind::Refunded, pln(100)).unwrap();
        assert_eq!(intent.state, State::PartlyRefunded);
        intent.hear(TransactionKind::Refunded, pln(400)).unwrap();
        assert_eq!(intent.state, State::Refunded);
    }

    #[test]
    fn parts_stay_authorised_until_the_rest_is_released() {
        let mut intent = owed(500);
        intent.hear(TransactionKind::Authorised, pln(500)).unwrap();
        intent.hear(TransactionKind::Captured, pln(200)).unwrap();
        assert_eq!((intent.state, intent.capturable()), (State::Authorised, pln(300)));
        intent.hear(TransactionKind::Voided, pln(300)).unwrap();
        assert_eq!((intent.state, intent.released, intent.capturable()), (State::Captured, pln(300), pln(0)));
        // The provider took it all the same: money is a fact.
        intent.hear(TransactionKind::Captured, pln(300)).unwrap();
        assert_eq!((intent.captured, intent.released), (pln(500), pln(0)));
    }

    #[test]
    fn an_authorisation_that_ran_out_holds_nothing() {
        let mut intent = owed(500);
        intent.hear(TransactionKind::Authorised, pln(500)).unwrap();
        intent.expire();
        assert_eq!((intent.state, intent.capturable(), intent.due()), (State::Expired, pln(0), pln(0)));
        intent.hear(TransactionKind::Captured, pln(500)).unwrap();
        assert_eq!((intent.state, intent.released), (State::Captured, pln(0)));
    }

    #[test]
    fn a_foreign_currency_is_not_this_payment() {
        let refused = owed(500).hear(TransactionKind::Captured, Money::new(500, Currency::Eur));
        assert!(matches!(refused, Err(Error::ForeignCurrency { .. })));
    }
}
