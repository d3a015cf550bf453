use kernel::{CallbackId, Currency, Denied, Fault, IntentId, Money, Problem, TenderId};

/// Why payments refused. Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no payment {0}")]
    UnknownIntent(IntentId),
    #[error("there is no refund {0}")]
    UnknownRefund(TenderId),
    #[error("there is no callback {0}")]
    UnknownCallback(CallbackId),
    #[error("`{0}` was used before, for something else")]
    IdTaken(String),
    #[error("payment {0} is over: it was paid, refused or withdrawn")]
    NotPayable(IntentId),
    #[error("payment {0} was captured; it can only be refunded")]
    AlreadyCaptured(IntentId),
    #[error("payment {0} is not made through a provider")]
    NotOnline(IntentId),
    #[error("the amount must be above zero")]
    AmountNotPositive,
    #[error("{given} was given, {amount} is needed")]
    TooLittleCash { amount: Money, given: Money },
    #[error("{wanted} is above what is left to pay, {due}")]
    MoreThanDue { wanted: Money, due: Money },
    #[error("{wanted} is above what is held and can be captured, {left}")]
    CaptureTooLarge { wanted: Money, left: Money },
    #[error("the money of payment {0} was asked for already; it can only be refunded")]
    CaptureUnderWay(IntentId),
    #[error("refund {0} is on its way through the provider that took the money")]
    RefundUnderWay(TenderId),
    #[error("{wanted} is above the free store credit, {left}")]
    NotEnoughCredit { wanted: Money, left: Money },
    #[error("store credit belongs to a person, and none was named")]
    CreditNeedsPerson,
    #[error("{pointer}: {why}")]
    Invalid { pointer: &'static str, why: String },
    /// The last guard: nothing that was asked for should come this far.
    #[error("the sums of payment {0} would not add up")]
    WrongSums(IntentId),
    #[error("{wanted} is above what can be refunded, {left}")]
    RefundTooLarge { wanted: Money, left: Money },
    #[error("the payment is in {expected}, not in {got}")]
    ForeignCurrency { expected: Currency, got: Currency },
    #[error("there is no payment provider `{0}`")]
    UnknownProvider(String),
    #[error("the payment provider does not answer: {0}")]
    ProviderSilent(String),
    #[error("the payment provider refused: {0}")]
    ProviderRefused(String),
    #[error("a callback has at most {0} bytes")]
    CallbackTooLarge(usize),
    /// A refund was heard before its capture. It is tried again.
    #[error("a refund of payment {0} was heard before its capture")]
    TooEarly(IntentId),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    pub(crate) fn invalid(pointer: &'static str, why: impl Into<String>) -> Self {
        Error::Invalid { pointer, why: why.into() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownIntent(_) => Problem::new(404, "payments/unknown-intent", "No such payment"),
            Error::UnknownRefund(_) => Problem::new(404, "payments/unknown-refund", "No such refund"),
            Error::UnknownCallback(_) => Problem::new(404, "payments/unknown-callback", "No such callback"),
            Error::IdTaken(_) => Problem::new(409, "payments/id-taken", "Id used before"),
            Error::NotPayable(_) => Problem::new(409, "payments/not-payable", "This payment is over"),
            Error::AlreadyCaptured(_) => Problem::new(409, "payments/already-captured", "Already paid"),
            Error::NotOnline(_) => Problem::new(409, "payments/not-online", "Not an online payment"),
            Error::AmountNotPositive => {
                Problem::new(422, "payments/amount-not-positive", "The amount must be above zero")
            }
            Error::TooLittleCash { .. } => {
                Problem::new(422, "payments/too-little-cash", "Not enough cash given")
            }
            Error::MoreThanDue { .. } => {
                Problem::new(422, "payments/more-than-due", "More than is left to pay")
            }
            Error::CaptureTooLarge { .. } => {
                Problem::new(409, "payments/capture-too-large", "More than is held")
            }
            Error::CaptureUnderWay(_) => {
                Problem::new(409, "payments/capture-under-way", "The money was asked for already")
            }
            Error::RefundUnderWay(_) => {
                Problem::new(409, "payments/refund-under-way", "On its way back already")
            }
            Error::NotEnoughCredit { .. } => {
                Problem::new(409, "payments/not-enough-credit", "Not enough store credit")
            }
            Error::CreditNeedsPerson => {
                Problem::new(422, "payments/credit-needs-person", "Whose store credit?")
            }
            Error::Invalid { pointer, why } => {
                Problem::new(422, "payments/invalid", "Not acceptable").field(*pointer, why)
            }
            Error::WrongSums(_) => Problem::new(409, "payments/wrong-sums", "The sums would not add up"),
            Error::RefundTooLarge { .. } => {
                Problem::new(409, "payments/refund-too-large", "More than can be refunded")
            }
            Error::ForeignCurrency { .. } => {
                Problem::new(422, "payments/foreign-currency", "Another currency than the payment's")
            }
            Error::UnknownProvider(_) => {
                Problem::new(422, "payments/unknown-provider", "No such payment provider")
            }
            Error::ProviderSilent(_) => {
                Problem::new(503, "payments/provider-silent", "The payment provider does not answer")
            }
            Error::ProviderRefused(_) => {
                Problem::new(502, "payments/provider-refused", "The payment provider refused")
            }
            Error::CallbackTooLarge(_) => {
                Problem::new(413, "payments/callback-too-large", "Too large a callback")
            }
            Error::TooEarly(_) => Problem::new(409, "payments/too-early", "Heard before its capture"),
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
