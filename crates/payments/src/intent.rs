//! An intent: an amount that an order owes, how it shall be paid, and how far that has come.

use kernel::{Currency, IntentId, Money, OrderId, Timestamp};

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
    }
}

kernel::text_enum! {
    /// ```text
    /// open ──▶ pending ──▶ authorised ──▶ captured ──▶ partly_refunded ──▶ refunded
    ///   │         ├──▶ failed ──┘(a late success)
    ///   └─────────┴──▶ voided ──▶ captured   money moved although nobody waited for it any more
    /// ```
    pub enum State {
        Open = "open",
        /// The provider knows of it; the shopper is on the way.
        Pending = "pending",
        Authorised = "authorised",
        Captured = "captured",
        Failed = "failed",
        Voided = "voided",
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
    pub state: State,
    /// What is owed.
    pub amount: Money,
    pub authorised: Money,
    pub captured: Money,
    /// Promised back. Never more than `captured`.
    pub granted: Money,
    /// Gone back. Never more than `granted`.
    pub refunded: Money,
    pub provider: Option<String>,
    /// What the provider calls this payment.
    pub provider_ref: Option<String>,
    pub redirect_url: Option<String>,
    pub return_url: Option<String>,
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
                }
            }
            TransactionKind::Captured => {
                self.captured = add(self.captured)?;
                self.authorised.minor = self.authorised.minor.max(self.captured.minor);
                match self.state {
                    State::Open | State::Pending | State::Failed | State::Authorised | State::Voided => {
                        self.state = if self.captured.minor >= self.amount.minor {
                            State::Captured
                        } else {
                            State::Authorised
                        };
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
                if matches!(self.state, State::Open | State::Pending | State::Authorised | State::Failed)
                    && self.captured.is_zero()
                {
                    self.state = State::Voided;
                }
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

    /// Still to be paid.
    pub fn due(&self) -> Money {
        let open = match self.state {
            State::Voided | State::Failed | State::PartlyRefunded | State::Refunded => 0,
            State::Open | State::Pending | State::Authorised | State::Captured => {
                (self.amount.minor - self.captured.minor).max(0)
            }
        };
        Money::new(open, self.amount.currency)
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
    state: State,
    amount_minor: i64,
    currency: Currency,
    authorised_minor: i64,
    captured_minor: i64,
    granted_minor: i64,
    refunded_minor: i64,
    provider: Option<String>,
    provider_ref: Option<String>,
    redirect_url: Option<String>,
    return_url: Option<String>,
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
            state: row.state,
            amount: money(row.amount_minor),
            authorised: money(row.authorised_minor),
            captured: money(row.captured_minor),
            granted: money(row.granted_minor),
            refunded: money(row.refunded_minor),
            provider: row.provider,
            provider_ref: row.provider_ref,
            redirect_url: row.redirect_url,
            return_url: row.return_url,
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
            state: State::Pending,
            amount: pln(minor),
            authorised: pln(0),
            captured: pln(0),
            granted: pln(0),
            refunded: pln(0),
            provider: None,
            provider_ref: None,
            redirect_url: None,
            return_url: None,
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
    fn a_foreign_currency_is_not_this_payment() {
        let refused = owed(500).hear(TransactionKind::Captured, Money::new(500, Currency::Eur));
        assert!(matches!(refused, Err(Error::ForeignCurrency { .. })));
    }
}
