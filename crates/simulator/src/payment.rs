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
    Captured,
    Failed,
    Voided,
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
    Pay,
    Refuse,
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
    pub state: State,
    pub captured: i64,
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
    /// The bank refuses whatever the shopper does.
    pub fails: bool,
    /// Callbacks are signed with another secret.
    pub forged: bool,
    /// The API answers 503.
    pub silent: bool,
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
            state: State::Pending,
            captured: 0,
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
                (State::Pending, Decision::Pay) if fails => &[Kind::Failed],
                (State::Pending, Decision::Pay) => &[Kind::Authorised, Kind::Captured],
                (State::Pending, Decision::Refuse) => &[Kind::Failed],
                _ => &[],
            };
            let amount = payment.amount;
            let reports = kinds.iter().map(|kind| self.report(&mut book, id, *kind, amount)).collect();
            (book.payments.get(id)?.clone(), reports)
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
            let amount = payment.amount;
            let kinds: &[Kind] = match payment.state {
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
            Kind::Captured => (payment.state, payment.captured) = (State::Captured, amount),
            Kind::Failed => payment.state = State::Failed,
            Kind::Voided => payment.state = State::Voided,
            Kind::Authorised | Kind::Refunded => {}
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
    pub description: String,
    pub return_url: String,
    #[serde(default)]
    pub lang: String,
}
