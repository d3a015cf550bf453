//! What the carrier knows: parcels, where they are, its lockers, and how well it feels today.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

const HOUR: i64 = 3_600_000;
/// When what happens after the parcel was handed over.
const TO_THE_DOOR: &[(i64, &str)] = &[
    (2 * HOUR, "collected"),
    (9 * HOUR, "sorted"),
    (20 * HOUR, "out_for_delivery"),
    (24 * HOUR, "delivered"),
];
const TO_A_LOCKER: &[(i64, &str)] =
    &[(2 * HOUR, "collected"), (9 * HOUR, "sorted"), (22 * HOUR, "in_locker"), (46 * HOUR, "delivered")];

/// A machine with boxes. Its code and address are invented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Locker {
    pub code: String,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub latitude: f64,
    pub longitude: f64,
    /// How to find it.
    pub hint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub weight_g: i64,
    pub length_mm: i64,
    pub width_mm: i64,
    pub height_mm: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct NewParcel {
    pub key: String,
    pub reference: String,
    /// Left out: to the door.
    #[serde(default)]
    pub locker: Option<String>,
    pub sender: Address,
    pub receiver: Address,
    pub parcels: Vec<Size>,
}

/// Something that happened, as reports and the tracking page tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelReport {
    /// Repeated deliveries of one report bear the same id.
    pub id: String,
    pub shipment: String,
    pub tracking: String,
    /// `collected`, `sorted`, `out_for_delivery`, `in_locker`, `delivered`, `returned`, `lost`.
    pub status: String,
    pub place: Option<String>,
    /// Milliseconds since 1970.
    pub at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentParcel {
    pub id: String,
    pub key: String,
    pub tracking: String,
    pub reference: String,
    pub locker: Option<String>,
    pub sender: Address,
    pub receiver: Address,
    pub parcels: Vec<Size>,
    pub handed_over_at: Option<i64>,
    pub is_cancelled: bool,
    pub reports: Vec<ParcelReport>,
}

/// Bad days. The default is a good one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ParcelBehaviour {
    /// Every report is delivered twice.
    pub doubled: bool,
    /// Reports that are due together are sent in the wrong order.
    pub reordered: bool,
    /// Reports are signed with another secret.
    pub forged: bool,
    /// The API answers 503.
    pub silent: bool,
    /// No new parcel is taken.
    pub refuses: bool,
    /// What is delivered in this time is lost instead.
    pub loses: bool,
    /// What is delivered in this time goes back instead.
    pub returns: bool,
}

pub(crate) struct Inner {
    pub secret: String,
    pub callback_url: String,
    pub clock: Box<dyn Fn() -> i64 + Send + Sync>,
    pub client: reqwest::Client,
    pub lockers: Vec<Locker>,
    state: Mutex<Book>,
    /// Deliveries of reports under way.
    pub busy: watch::Sender<usize>,
}
#[derive(Default)]
struct Book {
    parcels: BTreeMap<String, SentParcel>,
    by_key: BTreeMap<String, String>,
    numbers: u64,
    behaviour: ParcelBehaviour,
}

/// The carrier. Cheap to clone; all clones are the same carrier.
#[derive(Clone)]
pub struct Parcels(pub(crate) Arc<Inner>);

impl Parcels {
    /// `secret` signs both ways; reports go to `callback_url`; the clock tells milliseconds since 1970 and moves the parcels.
    pub fn with_clock(
        secret: impl Into<String>,
        callback_url: impl Into<String>,
        lockers: Vec<Locker>,
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
            lockers,
            state: Mutex::default(),
            busy: watch::Sender::new(0),
        }))
    }

    pub fn behave(&self, behaviour: ParcelBehaviour) {
        self.book().behaviour = behaviour;
    }
    pub fn behaviour(&self) -> ParcelBehaviour {
        self.book().behaviour.clone()
    }
    pub fn parcel(&self, id: &str) -> Option<SentParcel> {
        self.book().parcels.get(id).cloned()
    }
    pub fn parcel_by_tracking(&self, tracking: &str) -> Option<SentParcel> {
        self.book().parcels.values().find(|it| it.tracking == tracking).cloned()
    }
    /// By the merchant's own id.
    pub fn parcel_by_key(&self, key: &str) -> Option<SentParcel> {
        let book = self.book();
        book.by_key.get(key).and_then(|id| book.parcels.get(id)).cloned()
    }

    /// Returns when no report is on its way.
    pub async fn delivered(&self) {
        let mut busy = self.0.busy.subscribe();
        let _ = busy.wait_for(|many| *many == 0).await;
    }

    /// Moves parcels as the clock moves, for as long as the process lives.
    pub async fn run(self) {
        loop {
            self.advance();
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Everything that has happened by now is reported.
    pub fn advance(&self) {
        let now = (self.0.clock)();
        let due = {
            let mut book = self.book();
            let behaviour = book.behaviour.clone();
            let moving: Vec<String> = book
                .parcels
                .values()
                .filter(|it| !it.is_cancelled && it.handed_over_at.is_some())
                .map(|it| it.id.clone())
                .collect();
            moving.iter().flat_map(|id| self.due(&mut book, &behaviour, id, now)).collect::<Vec<_>>()
        };
        self.send(due);
    }

    fn due(&self, book: &mut Book, behaviour: &ParcelBehaviour, id: &str, now: i64) -> Vec<ParcelReport> {
        let Some(parcel) = book.parcels.get(id).cloned() else { return Vec::new() };
        let Some(start) = parcel.handed_over_at else { return Vec::new() };
        let story = if parcel.locker.is_some() { TO_A_LOCKER } else { TO_THE_DOOR };
        let told = parcel.reports.len();
        let mut fresh = Vec::new();
        for (after, status) in story.iter().skip(told).filter(|(after, _)| start + after <= now) {
            let status = match *status {
                "delivered" if behaviour.loses => "lost",
                "delivered" if behaviour.returns => "returned",
                usual => usual,
            };
            let place = match status {
                "collected" | "returned" => parcel.sender.city.clone(),
                "sorted" => "Stryków".to_owned(),
                "in_locker" => parcel.locker.clone().unwrap_or_default(),
                _ => parcel.receiver.city.clone(),
            };
            fresh.push(ParcelReport {
                id: book.number("rep", &self.0.secret),
                shipment: id.to_owned(),
                tracking: parcel.tracking.clone(),
                status: status.to_owned(),
                place: Some(place),
                at: start + after,
            });
        }
        if let Some(known) = book.parcels.get_mut(id) {
            known.reports.extend(fresh.iter().cloned());
        }
        fresh
    }

    /// The same key again gives the same parcel; `Err` says what is wrong with it.
    pub(crate) fn create(&self, new: NewParcel) -> Result<(SentParcel, bool), &'static str> {
        let mut book = self.book();
        if let Some(known) = book.by_key.get(&new.key).and_then(|id| book.parcels.get(id)) {
            let same = (&known.locker, &known.receiver, &known.parcels)
                == (&new.locker, &new.receiver, &new.parcels);
            return if same {
                Ok((known.clone(), false))
            } else {
                Err("this key was used for another parcel")
            };
        }
        if book.behaviour.refuses {
            return Err("nothing is taken today");
        }
        self.check(&new)?;
        let id = book.number("par", &self.0.secret);
        let parcel = SentParcel {
            tracking: book.tracking(&self.0.secret),
            id: id.clone(),
            key: new.key.clone(),
            reference: new.reference,
            locker: new.locker,
            sender: new.sender,
            receiver: new.receiver,
            parcels: new.parcels,
            handed_over_at: None,
            is_cancelled: false,
            reports: Vec::new(),
        };
        book.by_key.insert(new.key, id.clone());
        book.parcels.insert(id, parcel.clone());
        Ok((parcel, true))
    }

    fn check(&self, new: &NewParcel) -> Result<(), &'static str> {
        let to = &new.receiver;
        if new.key.is_empty() || to.name.is_empty() || to.street.is_empty() || to.city.is_empty() {
            return Err("key, name, street or city is missing");
        }
        let digits = to.postcode.bytes().filter(u8::is_ascii_digit).count();
        if to.country != "PL" || to.postcode.len() != 6 || digits != 5 {
            return Err("only to Polish postcodes: 00-000");
        }
        if new.parcels.is_empty() || new.parcels.iter().any(|it| it.weight_g < 1 || it.weight_g > 30_000) {
            return Err("a parcel weighs up to 30 kg");
        }
        if let Some(code) = &new.locker {
            if !self.0.lockers.iter().any(|it| it.code == *code) {
                return Err("there is no such locker");
            }
            let phone = to.phone.as_deref().unwrap_or_default();
            if phone.bytes().filter(u8::is_ascii_digit).count() < 9 {
                return Err("a parcel for a locker needs a phone number");
            }
            if new.parcels.len() != 1 {
                return Err("a locker takes one parcel at a time");
            }
        }
        Ok(())
    }

    /// `Err` when it is on its way.
    pub(crate) fn cancel(&self, id: &str) -> Option<Result<(), ()>> {
        let mut book = self.book();
        let parcel = book.parcels.get_mut(id)?;
        if parcel.handed_over_at.is_some() {
            return Some(Err(()));
        }
        parcel.is_cancelled = true;
        Some(Ok(()))
    }

    /// From now on it travels; `Err` when it was cancelled.
    pub fn hand_over(&self, id: &str) -> Option<Result<(), ()>> {
        let now = (self.0.clock)();
        let mut book = self.book();
        let parcel = book.parcels.get_mut(id)?;
        if parcel.is_cancelled {
            return Some(Err(()));
        }
        parcel.handed_over_at = parcel.handed_over_at.or(Some(now));
        Some(Ok(()))
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
    /// Sixteen digits, the last one checks the others (Luhn).
    fn tracking(&mut self, secret: &str) -> String {
        self.numbers += 1;
        let hash = Sha256::digest(format!("{secret}/tracking/{}", self.numbers));
        let mut digits = vec![6, 2];
        digits.extend(hash.iter().take(13).map(|byte| u32::from(byte % 10)));
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| match (place % 2, digit * 2) {
                (0, doubled) => doubled / 10 + doubled % 10,
                _ => *digit,
            })
            .sum();
        digits.push((10 - sum % 10) % 10);
        digits.iter().map(u32::to_string).collect()
    }
}
