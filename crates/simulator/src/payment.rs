//! What the provider knows: payments, what moved, and how well it feels today.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Pending,
    /// Held for the merchant, who takes it in parts or lets it go.
    Authorised,
    Captured,
    Failed,
    Voided,
}

/// When the merchant wants a card's money. A BLIK code pays at once whatever was wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    #[default]
    Immediate,
    AuthoriseThenCapture,
}

/// Why a bank or a shopper said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decline {
    Declined,
    InsufficientFunds,
    Rejected,
    TimedOut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Authorised,
    Captured,
    Failed,
    Voided,
    Refunded,
}

/// What the shopper does on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// By a card: held, if the merchant wants it so.
    Pay,
    /// By a BLIK code: taken at once.
    PayAtOnce,
    Refuse,
    /// The bank says no to the card or the code.
    Decline(Decline),
    /// Goes back to the shop without deciding.
    Later,
}

/// Something that happened, as callbacks and queries tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Repeated deliveries of one report bear the same id.
    pub id: String,
    pub payment: String,
    /// The merchant's own id of the payment.
    pub key: String,
    pub kind: Kind,
    /// The provider's number of the movement.
    pub reference: String,
    pub amount: i64,
    pub currency: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The merchant's key of the capture that this movement is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<String>,
    /// Until when the money is held, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline: Option<Decline>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: String,
    pub key: String,
    pub order: String,
    pub amount: i64,
    pub currency: String,
    pub description: String,
    pub return_url: String,
    pub lang: String,
    pub capture: Capture,
    pub state: State,
    /// Until when it is held, once authorised.
    pub expires_at: Option<i64>,
    pub captured: i64,
    /// Let go by the merchant.
    pub released: i64,
    /// The merchant's key of each capture, its number and amount.
    pub captures: BTreeMap<String, (String, i64)>,
    /// The merchant's key of each refund, its number and amount.
    pub refunds: BTreeMap<String, (String, i64)>,
    pub reports: Vec<Report>,
}
impl Payment {
    pub fn refunded(&self) -> i64 {
        self.refunds.values().map(|(_, amount)| amount).sum()
    }
}

/// Bad days. The default is a good one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// How long a callback lingers before it is sent.
    pub delay_ms: u64,
    /// Every callback is delivered twice.
    pub doubled: bool,
    /// Reports of one decision are sent in the wrong order.
    pub reordered: bool,
    /// The shopper confirms in the bank's app at the moment the merchant withdraws: a capture follows the withdrawal.
    pub late_after_void: bool,
    /// Captures are taken on and only reported later, not answered as done.
    pub slow_captures: bool,
    /// The bank refuses whatever the shopper does.
    pub fails: bool,
    /// Callbacks are signed with another secret.
    pub forged: bool,
    /// The API answers 503.
    pub silent: bool,
}

/// How long a bank keeps money aside for a merchant: a week.
const HELD_MS: i64 = 7 * 24 * 3_600_000;

pub(crate) struct Taken {
    pub number: String,
    pub is_new: bool,
}
pub(crate) enum Refused {
    /// The bank holds it no longer.
    Expired,
    Conflict(String),
}

pub(crate) struct Inner {
    pub secret: String,
    pub callback_url: String,
    pub clock: Box<dyn Fn() -> i64 + Send + Sync>,
    pub client: reqwest::Client,
    state: Mutex<Book>,
    /// Deliveries under way.
    pub busy: watch::Sender<usize>,
}
#[derive(Default)]
struct Book {
    payments: BTreeMap<String, Payment>,
    by_key: BTreeMap<String, String>,
    numbers: u64,
    behaviour: Behaviour,
}

/// The provider. Cheap to clone; all clones are the same provider.
#[derive(Clone)]
pub struct Payments(pub(crate) Arc<Inner>);

impl Payments {
    /// `secret` signs both ways; reports go to `callback_url`.
    pub fn new(secret: impl Into<String>, callback_url: impl Into<String>) -> Self {
        let clock =
            || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        Self::with_clock(secret, callback_url, clock)
    }

    /// With a clock of its own (milliseconds since 1970): receivers refuse callbacks whose time is far from theirs, so
    /// beside a server with a wound clock the provider has to be wound as well.
    pub fn with_clock(
        secret: impl Into<String>,
        callback_url: impl Into<String>,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            secret: secret.into(),
            callback_url: callback_url.into(),
            clock: Box::new(clock),
            client: reqwest::Client::builder()
                .timeout(Duration::from_secs(10))
                .build()
                .expect("a client without options"),
            state: Mutex::default(),
            busy: watch::Sender::new(0),
        }))
    }

    pub fn behave(&self, behaviour: Behaviour) {
        self.book().behaviour = behaviour;
    }
    pub fn behaviour(&self) -> Behaviour {
        self.book().behaviour.clone()
    }

    pub fn payment(&self, id: &str) -> Option<Payment> {
        self.book().payments.get(id).cloned()
    }
    /// By the merchant's own id.
    pub fn payment_by_key(&self, key: &str) -> Option<Payment> {
        let book = self.book();
        book.by_key.get(key).and_then(|id| book.payments.get(id)).cloned()
    }

    /// A payment that was taken in an earlier life, so that it can be paid back. One that is known stays as it is.
    pub fn remember(&self, id: &str, order: &str, amount: i64, currency: &str) {
        let past = Payment {
            id: id.to_owned(),
            key: format!("past-{id}"),
            order: order.to_owned(),
            amount,
            currency: currency.to_owned(),
            description: String::new(),
            return_url: String::new(),
            lang: "pl".to_owned(),
            capture: Capture::Immediate,
            state: State::Captured,
            expires_at: None,
            captured: amount,
            released: 0,
            captures: BTreeMap::new(),
            refunds: BTreeMap::new(),
            reports: Vec::new(),
        };
        let mut book = self.book();
        book.by_key.entry(past.key.clone()).or_insert_with(|| past.id.clone());
        book.payments.entry(past.id.clone()).or_insert(past);
    }

    /// Returns when no callback is on its way.
    pub async fn delivered(&self) {
        let mut busy = self.0.busy.subscribe();
        let _ = busy.wait_for(|many| *many == 0).await;
    }

    /// The same key again gives the same payment; `None` if it was used for something else.
    pub(crate) fn create(&self, new: NewPayment) -> Option<(Payment, bool)> {
        let mut book = self.book();
        if let Some(known) = book.by_key.get(&new.key).and_then(|id| book.payments.get(id)) {
            let same =
                (known.amount, &known.currency, &known.order) == (new.amount, &new.currency, &new.order);
            return same.then(|| (known.clone(), false));
        }
        let id = book.number("pay", &self.0.secret);
        let payment = Payment {
            id: id.clone(),
            key: new.key.clone(),
            order: new.order,
            amount: new.amount,
            currency: new.currency,
            description: new.description,
            return_url: new.return_url,
            lang: new.lang,
            capture: new.capture,
            state: State::Pending,
            expires_at: None,
            captured: 0,
            released: 0,
            captures: BTreeMap::new(),
            refunds: BTreeMap::new(),
            reports: Vec::new(),
        };
        book.by_key.insert(new.key, id.clone());
        book.payments.insert(id, payment.clone());
        Some((payment, true))
    }

    /// The shopper decides, on the page or in a test. What is decided stays decided.
    pub fn decide(&self, id: &str, decision: Decision) -> Option<Payment> {
        let (payment, reports) = {
            let mut book = self.book();
            let fails = book.behaviour.fails;
            let payment = book.payments.get(id)?;
            let kinds: &[Kind] = match (payment.state, decision) {
                (State::Pending, Decision::Pay | Decision::PayAtOnce) if fails => &[Kind::Failed],
                (State::Pending, Decision::Pay) if payment.capture == Capture::AuthoriseThenCapture => {
                    &[Kind::Authorised]
                }
                (State::Pending, Decision::Pay | Decision::PayAtOnce) => &[Kind::Authorised, Kind::Captured],
                (State::Pending, Decision::Refuse | Decision::Decline(_)) => &[Kind::Failed],
                _ => &[],
            };
            let amount = payment.amount;
            let is_held = kinds == [Kind::Authorised];
            let decline = match decision {
                Decision::Decline(why) => Some(why),
                Decision::Refuse => Some(Decline::Rejected),
                _ => Some(Decline::Declined),
            };
            let mut reports: Vec<Report> =
                kinds.iter().map(|kind| self.report(&mut book, id, *kind, amount)).collect();
            for report in &mut reports {
                match report.kind {
                    Kind::Failed => report.decline = decline,
                    Kind::Authorised if is_held => report.expires_at = Some(report.at + HELD_MS),
                    _ => {}
                }
            }
            let payment = book.payments.get_mut(id)?;
            payment.expires_at = reports.iter().find_map(|it| it.expires_at).or(payment.expires_at);
            for report in &reports {
                if let Some(told) = payment.reports.iter_mut().find(|it| it.id == report.id) {
                    told.clone_from(report);
                }
            }
            (payment.clone(), reports)
        };
        self.send(reports);
        Some(payment)
    }

    /// `Err` when the money is already taken.
    pub(crate) fn void(&self, id: &str) -> Option<Result<Payment, Payment>> {
        let (payment, reports) = {
            let mut book = self.book();
            let late = book.behaviour.late_after_void;
            let payment = book.payments.get(id)?;
            let amount = payment.amount - payment.captured;
            let kinds: &[Kind] = match payment.state {
                State::Authorised => &[Kind::Voided],
                // The rest of one that was taken in part was let go before.
                State::Captured if payment.released > 0 => &[],
                State::Captured => return Some(Err(payment.clone())),
                State::Failed | State::Voided => &[],
                State::Pending if late => &[Kind::Voided, Kind::Captured],
                State::Pending => &[Kind::Voided],
            };
            let reports = kinds.iter().map(|kind| self.report(&mut book, id, *kind, amount)).collect();
            (book.payments.get(id)?.clone(), reports)
        };
        self.send(reports);
        Some(Ok(payment))
    }

    /// The number of the capture; `Err` when more is asked than is held, or the key was used for another amount.
    pub(crate) fn capture(&self, id: &str, key: &str, amount: i64) -> Option<Result<Taken, Refused>> {
        let (number, reports) = {
            let mut book = self.book();
            let payment = book.payments.get(id)?;
            if let Some((number, earlier)) = payment.captures.get(key) {
                return Some(if *earlier == amount {
                    Ok(Taken { number: number.clone(), is_new: false })
                } else {
                    Err(Refused::Conflict("this key was used for another amount".to_owned()))
                });
            }
            if payment.expires_at.is_some_and(|at| at <= (self.0.clock)()) {
                return Some(Err(Refused::Expired));
            }
            let left = match payment.state {
                State::Authorised => payment.amount - payment.captured - payment.released,
                _ => 0,
            };
            if amount <= 0 || amount > left {
                return Some(Err(Refused::Conflict(format!("{left} is held"))));
            }
            let mut report = self.report(&mut book, id, Kind::Captured, amount);
            report.capture = Some(key.to_owned());
            let number = report.reference.clone();
            if let Some(payment) = book.payments.get_mut(id) {
                payment.captures.insert(key.to_owned(), (number.clone(), amount));
                if let Some(told) = payment.reports.last_mut() {
                    told.clone_from(&report);
                }
            }
            (number, vec![report])
        };
        self.send(reports);
        Some(Ok(Taken { number, is_new: true }))
    }

    /// The number of the refund; `Err` when more is asked than is left, or the key was used for another amount.
    pub(crate) fn refund(&self, id: &str, key: &str, amount: i64) -> Option<Result<(String, bool), String>> {
        let (number, reports) = {
            let mut book = self.book();
            let payment = book.payments.get(id)?;
            if let Some((number, earlier)) = payment.refunds.get(key) {
                return Some(if *earlier == amount {
                    Ok((number.clone(), false))
                } else {
                    Err("this key was used for another amount".to_owned())
                });
            }
            let left = payment.captured - payment.refunded();
            if amount <= 0 || amount > left {
                return Some(Err(format!("{left} is left to refund")));
            }
            let report = self.report(&mut book, id, Kind::Refunded, amount);
            let number = report.reference.clone();
            if let Some(payment) = book.payments.get_mut(id) {
                payment.refunds.insert(key.to_owned(), (number.clone(), amount));
            }
            (number, vec![report])
        };
        self.send(reports);
        Some(Ok((number, true)))
    }

    fn report(&self, book: &mut Book, id: &str, kind: Kind, amount: i64) -> Report {
        let (number, reference) = (book.number("ev", &self.0.secret), book.number("mov", &self.0.secret));
        let at = (self.0.clock)();
        let payment = book.payments.get_mut(id).expect("the caller found it");
        match kind {
            Kind::Authorised => payment.state = State::Authorised,
            Kind::Captured => {
                payment.captured += amount;
                if payment.captured >= payment.amount {
                    payment.state = State::Captured;
                }
            }
            Kind::Failed => payment.state = State::Failed,
            Kind::Voided if payment.captured > 0 => {
                (payment.state, payment.released) = (State::Captured, amount);
            }
            Kind::Voided => payment.state = State::Voided,
            Kind::Refunded => {}
        }
        let report = Report {
            id: number,
            payment: id.to_owned(),
            key: payment.key.clone(),
            kind,
            reference,
            amount,
            currency: payment.currency.clone(),
            at,
            capture: None,
            expires_at: None,
            decline: None,
        };
        payment.reports.push(report.clone());
        report
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.state.lock().expect("no panic while held")
    }
}

impl Book {
    /// Not to be guessed without the secret.
    fn number(&mut self, prefix: &str, secret: &str) -> String {
        self.numbers += 1;
        let hash = Sha256::digest(format!("{secret}/{prefix}/{}", self.numbers));
        let tail: String = hash[..10].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{prefix}_{tail}")
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NewPayment {
    pub key: String,
    pub order: String,
    pub amount: i64,
    pub currency: String,
    #[serde(default)]
    pub capture: Capture,
    #[serde(default)]
    pub description: String,
    pub return_url: String,
    #[serde(default)]
    pub lang: String,
}
