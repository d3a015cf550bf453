//! The payment provider of the simulation. Cards are held and taken in parts, codes are taken at once. It keeps books of its
//! own, does not always answer (sometimes after it has acted), reports late, twice and in the wrong order, and now and then
//! refuses money that it held; sometimes somebody forges a report.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use kernel::{Currency, IntentId, Money, TenderId, Timestamp};
use payments::{
    Answer, Callback, CaptureAnswer, CaptureMode, CaptureRequest, Headers, Heard, Provider, ProviderError,
    ProviderEvent, RefundAnswer, RefundRequest, Standing, Start, Started, TransactionKind,
};
use serde::{Deserialize, Serialize};

use super::StillClock;

pub const NAME: &str = "bank";
const SEAL: &str = "x-bank-seal";

pub struct Bank {
    clock: Arc<StillClock>,
    books: Mutex<Books>,
}

struct Books {
    seed: u64,
    /// How often each thing was asked for. Jobs ask side by side, so chance hangs on what is asked and not on who comes first.
    asked: BTreeMap<String, u64>,
    is_calm: bool,
    accounts: BTreeMap<String, Account>,
    /// Reports on their way, by the moment at which they arrive.
    post: Vec<(Timestamp, String, bool)>,
    taken: u64,
    refusals: u64,
}

/// One payment as the provider knows it.
#[derive(Debug, Clone)]
pub struct Account {
    pub intent: IntentId,
    pub amount: i64,
    pub captured: i64,
    pub refunded: i64,
    capture: CaptureMode,
    /// Aside for us, until then.
    held: Option<Timestamp>,
    is_withdrawn: bool,
    captures: BTreeMap<String, (String, i64)>,
    refunds: BTreeMap<String, i64>,
    events: Vec<Report>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Report {
    id: String,
    provider_ref: String,
    intent: IntentId,
    kind: String,
    reference: String,
    amount: i64,
    at: Timestamp,
    ours: Option<TenderId>,
    expires_at: Option<Timestamp>,
}
impl Report {
    fn event(&self) -> ProviderEvent {
        ProviderEvent {
            id: self.id.clone(),
            provider_ref: self.provider_ref.clone(),
            intent: Some(self.intent),
            kind: TransactionKind::parse(&self.kind).expect("we wrote it"),
            reference: self.reference.clone(),
            amount: Money::new(self.amount, Currency::Pln),
            happened_at: self.at,
            more: Heard { ours: self.ours, expires_at: self.expires_at, decline: None },
        }
    }
}

/// What the shopper does on the provider's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// By a card: held, if we want it so.
    Pays,
    /// By a code: taken at once, whatever was wanted.
    PaysAtOnce,
    IsRefused,
    Leaves,
}

const LOCKED: &str = "no panic while held";
/// How long money is held: for some cards not even until the goods are packed.
const HELD_DAYS: &[i64] = &[1, 5, 7, 7, 7];

impl Bank {
    pub fn new(seed: u64, clock: Arc<StillClock>) -> Self {
        let books = Books {
            seed: seed ^ 0xba4c,
            asked: BTreeMap::new(),
            is_calm: false,
            accounts: BTreeMap::new(),
            post: Vec::new(),
            taken: 0,
            refusals: 0,
        };
        Self { clock, books: Mutex::new(books) }
    }
    /// From now on it answers at once and always.
    pub fn calm_down(&self) {
        self.books.lock().expect(LOCKED).is_calm = true;
    }
    /// What became of the money that we asked for.
    pub fn tally(&self) -> [(&'static str, u64); 2] {
        let books = self.books.lock().expect(LOCKED);
        [("held money is taken", books.taken), ("held money is refused", books.refusals)]
    }
    pub fn accounts(&self) -> Vec<Account> {
        self.books.lock().expect(LOCKED).accounts.values().cloned().collect()
    }

    pub fn decide(&self, provider_ref: &str, decision: Decision) {
        let now = self.clock.at();
        let books = &mut *self.books.lock().expect(LOCKED);
        let mut dice = books.dice(provider_ref);
        let Some(account) = books.accounts.get_mut(provider_ref) else { return };
        if account.is_withdrawn || account.captured > 0 || account.held.is_some() {
            return;
        }
        let (kind, amount) = match decision {
            Decision::Pays if account.capture == CaptureMode::AuthoriseThenCapture => {
                let days = HELD_DAYS[dice.usize(..HELD_DAYS.len())];
                account.held = Some(now.plus_days(days));
                (TransactionKind::Authorised, account.amount)
            }
            Decision::Pays | Decision::PaysAtOnce => {
                account.captured = account.amount;
                (TransactionKind::Captured, account.amount)
            }
            Decision::IsRefused => (TransactionKind::Failed, account.amount),
            Decision::Leaves => return,
        };
        books.report(&mut dice, provider_ref, kind, amount, now, None);
    }

    /// The reports that arrive by now.
    pub fn due(&self) -> Vec<Callback> {
        let now = self.clock.at();
        let mut books = self.books.lock().expect(LOCKED);
        let all = books.is_calm;
        let (due, later) =
            std::mem::take(&mut books.post).into_iter().partition(|(at, _, _)| all || *at <= now);
        books.post = later;
        let mut due: Vec<(Timestamp, String, bool)> = due;
        due.sort();
        due.into_iter().map(|(_, body, is_forged)| callback(body, is_forged)).collect()
    }
}

fn callback(body: String, is_forged: bool) -> Callback {
    let seal = if is_forged { "somebody else's".to_owned() } else { seal(&body) };
    Callback { provider: NAME.to_owned(), headers: Headers::new([(SEAL, seal)]), body }
}
/// Enough to tell the provider's own reports: nobody here tries to break it.
fn seal(body: &str) -> String {
    format!("{:016x}", sum(body))
}
fn sum(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Books {
    /// Says what happened, to whoever listens: late, twice, sometimes forged as well.
    fn report(
        &mut self,
        dice: &mut Rng,
        provider_ref: &str,
        kind: TransactionKind,
        amount: i64,
        at: Timestamp,
        ours: Option<TenderId>,
    ) -> String {
        let told = self.accounts[provider_ref].events.len();
        let reference = ours.map_or_else(|| format!("{provider_ref}-{told}"), |key| format!("taken-{key}"));
        let (intent, held) = (self.accounts[provider_ref].intent, self.accounts[provider_ref].held);
        let report = Report {
            id: format!("report-{reference}"),
            provider_ref: provider_ref.to_owned(),
            intent,
            kind: kind.as_str().to_owned(),
            reference: reference.clone(),
            amount,
            at,
            ours,
            expires_at: held.filter(|_| kind == TransactionKind::Authorised),
        };
        let body = serde_json::to_string(&report).expect("a report is JSON");
        self.accounts.get_mut(provider_ref).expect("it is known").events.push(report);
        let late = match dice.u8(0..10) {
            0 => 90,
            1..=3 => 20,
            _ => 0,
        };
        for _ in 0..=dice.i64(-1..=2).max(0) {
            let minutes = late + dice.i64(0..=late.max(1));
            self.post.push((at.plus_minutes(minutes), body.clone(), false));
        }
        if dice.u8(0..12) == 0 {
            self.post.push((at, body.replace("\"amount\":", "\"amount\":1"), true));
        }
        reference
    }
    fn dice(&mut self, what: &str) -> Rng {
        let times = self.asked.entry(what.to_owned()).or_default();
        *times += 1;
        Rng::with_seed(self.seed ^ sum(what) ^ times.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
    fn is_silent(&self, dice: &mut Rng) -> bool {
        !self.is_calm && dice.u8(0..8) == 0
    }
}

fn silent<T>() -> Result<T, ProviderError> {
    Err(ProviderError::Silent("the line is dead".to_owned()))
}
fn unknown(provider_ref: &str) -> ProviderError {
    ProviderError::Refused(format!("there is no payment {provider_ref}"))
}

impl Provider for Bank {
    fn name(&self) -> &str {
        NAME
    }
    fn start(&self, request: Start) -> Answer<'_, Started> {
        Box::pin(async move {
            let mut books = self.books.lock().expect(LOCKED);
            let provider_ref = format!("payment-{}", request.intent);
            let mut dice = books.dice(&provider_ref);
            if books.is_silent(&mut dice) {
                return silent();
            }
            books.accounts.entry(provider_ref.clone()).or_insert(Account {
                intent: request.intent,
                amount: request.amount.minor,
                captured: 0,
                refunded: 0,
                capture: request.capture,
                held: None,
                is_withdrawn: false,
                captures: BTreeMap::new(),
                refunds: BTreeMap::new(),
                events: Vec::new(),
            });
            // It has acted, and still the answer may get lost.
            if books.is_silent(&mut dice) {
                return silent();
            }
            Ok(Started { redirect_url: format!("https://bank.example/{provider_ref}"), provider_ref })
        })
    }
    fn verify<'a>(
        &'a self,
        headers: &'a Headers,
        body: &'a str,
        _at: Timestamp,
    ) -> Answer<'a, ProviderEvent> {
        Box::pin(async move {
            if headers.get(SEAL) != Some(seal(body).as_str()) {
                return Err(ProviderError::Signature("not our seal".to_owned()));
            }
            let report: Report =
                serde_json::from_str(body).map_err(|error| ProviderError::Refused(error.to_string()))?;
            Ok(report.event())
        })
    }
    fn capture(&self, request: CaptureRequest) -> Answer<'_, CaptureAnswer> {
        let now = self.clock.at();
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            let (key, amount) = (request.capture.to_string(), request.amount.minor);
            let mut dice = books.dice(&key);
            if books.is_silent(&mut dice) {
                return silent();
            }
            let account =
                books.accounts.get(&request.provider_ref).ok_or_else(|| unknown(&request.provider_ref))?;
            if let Some((reference, _)) = account.captures.get(&key) {
                return Ok(CaptureAnswer { reference: reference.clone(), is_done: true });
            }
            if account.is_withdrawn || account.held.is_none_or(|until| until <= now) {
                return Err(ProviderError::Expired("it is held no longer".to_owned()));
            }
            if account.captured + amount > account.amount {
                return Err(ProviderError::Refused("more than is held".to_owned()));
            }
            if !books.is_calm && dice.u8(0..4) == 0 {
                books.refusals += 1;
                return Err(ProviderError::Refused("the bank says no".to_owned()));
            }
            books.taken += 1;
            let is_done = dice.bool();
            if let Some(account) = books.accounts.get_mut(&request.provider_ref) {
                account.captured += amount;
            }
            let ours = Some(request.capture);
            let reference =
                books.report(&mut dice, &request.provider_ref, TransactionKind::Captured, amount, now, ours);
            if let Some(account) = books.accounts.get_mut(&request.provider_ref) {
                account.captures.insert(key, (reference.clone(), amount));
            }
            // It has acted, and still the answer may get lost.
            if books.is_silent(&mut dice) {
                return silent();
            }
            Ok(CaptureAnswer { reference, is_done })
        })
    }
    fn refund(&self, request: RefundRequest) -> Answer<'_, RefundAnswer> {
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            let key = request.refund.to_string();
            let mut dice = books.dice(&key);
            if books.is_silent(&mut dice) {
                return silent();
            }
            let account = books
                .accounts
                .get_mut(&request.provider_ref)
                .ok_or_else(|| unknown(&request.provider_ref))?;
            if !account.refunds.contains_key(&key) {
                if account.refunded + request.amount.minor > account.captured {
                    return Err(ProviderError::Refused("more than was paid".to_owned()));
                }
                account.refunded += request.amount.minor;
                account.refunds.insert(key.clone(), request.amount.minor);
                if books.is_silent(&mut dice) {
                    return silent();
                }
            }
            Ok(RefundAnswer { reference: format!("refund-{key}"), is_done: true })
        })
    }
    fn void<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move {
            {
                let books = &mut *self.books.lock().expect(LOCKED);
                let mut dice = books.dice(provider_ref);
                if books.is_silent(&mut dice) {
                    return silent();
                }
                let account = books.accounts.get_mut(provider_ref).ok_or_else(|| unknown(provider_ref))?;
                // Of what was taken in part, the rest goes; what is taken whole stays taken.
                if account.captured < account.amount {
                    account.is_withdrawn = true;
                }
            }
            self.query(provider_ref).await
        })
    }
    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move {
            let books = self.books.lock().expect(LOCKED);
            let account = books.accounts.get(provider_ref).ok_or_else(|| unknown(provider_ref))?;
            let events = account.events.iter().map(Report::event).collect();
            Ok(Standing { provider_ref: provider_ref.to_owned(), events })
        })
    }
}
