//! The carrier of the simulation. It keeps books of its own, does not always answer (sometimes after it has acted), refuses
//! now and then, and reports late, twice and in the wrong order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use inventory::{Address, Point};
use kernel::{ShipmentId, Timestamp};
use serde::{Deserialize, Serialize};
use shipping::{
    Answer, Callback, Carrier, CarrierError, Consignment, Created, Headers, Kind, Label, PickupPoint, Report,
    State, Step,
};

use super::StillClock;

pub const NAME: &str = "truck";
pub const LOCKER: &str = "GDY01A";
const SEAL: &str = "x-truck-seal";
const LOCKED: &str = "no panic while held";

pub struct Truck {
    clock: Arc<StillClock>,
    books: Mutex<Books>,
}

struct Books {
    rng: Rng,
    is_calm: bool,
    parcels: BTreeMap<String, Parcel>,
    /// Reports on their way, by the moment at which they arrive.
    post: Vec<(Timestamp, String, bool)>,
    reports: u64,
}

/// One shipment as the carrier knows it.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub shipment: ShipmentId,
    kind: Kind,
    is_cancelled: bool,
    /// How it ends, once it travels.
    pub end: Option<State>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Word {
    id: String,
    carrier_ref: String,
    step: String,
    at: Timestamp,
}

impl Truck {
    pub fn new(seed: u64, clock: Arc<StillClock>) -> Self {
        let books = Books {
            rng: Rng::with_seed(seed ^ 0x7ac4),
            is_calm: false,
            parcels: BTreeMap::new(),
            post: Vec::new(),
            reports: 0,
        };
        Self { clock, books: Mutex::new(books) }
    }
    /// From now on it answers at once and always.
    pub fn calm_down(&self) {
        self.books.lock().expect(LOCKED).is_calm = true;
    }
    pub fn parcels(&self) -> Vec<Parcel> {
        self.books.lock().expect(LOCKED).parcels.values().cloned().collect()
    }

    /// The reports that arrive by now.
    pub fn due(&self) -> Vec<Callback> {
        let now = self.clock.at();
        let mut books = self.books.lock().expect(LOCKED);
        let all = books.is_calm;
        let (mut due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut books.post).into_iter().partition(|(at, _, _)| all || *at <= now);
        books.post = later;
        due.sort_by_key(|(at, _, _)| *at);
        due.into_iter()
            .map(|(_, body, is_forged)| {
                let seal = if is_forged { "somebody else's".to_owned() } else { seal(&body) };
                Callback { carrier: NAME.to_owned(), headers: Headers::new([(SEAL, seal)]), body }
            })
            .collect()
    }
}

/// Enough to tell the carrier's own reports: nobody here tries to break it.
fn seal(body: &str) -> String {
    let sum = body
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}")
}

impl Books {
    fn is_silent(&mut self) -> bool {
        !self.is_calm && self.rng.u8(0..8) == 0
    }
    /// What will happen to it, told late, twice and out of order, sometimes by somebody else.
    fn travel(&mut self, carrier_ref: &str, now: Timestamp) {
        let end = match self.rng.u8(0..20) {
            0 => State::Lost,
            1 | 2 => State::Returned,
            _ => State::Delivered,
        };
        let Some(parcel) = self.parcels.get_mut(carrier_ref) else { return };
        parcel.end = Some(end);
        let waits = if parcel.kind == Kind::Locker { Step::Ready } else { Step::OutForDelivery };
        let last = Step::parse(end.as_str()).expect("every end is a step");
        for (hours, step) in [(2, Step::InTransit), (9, Step::Other), (20, waits), (26, last)] {
            self.reports += 1;
            let at = now.plus_hours(hours);
            let word = Word {
                id: format!("word-{}", self.reports),
                carrier_ref: carrier_ref.to_owned(),
                step: step.to_string(),
                at,
            };
            let body = serde_json::to_string(&word).expect("a report is JSON");
            for _ in 0..=self.rng.i64(-1..=2).max(0) {
                let late = self.rng.i64(0..=12);
                self.post.push((at.plus_hours(late), body.clone(), false));
            }
            if self.rng.u8(0..12) == 0 {
                self.post.push((now, body, true));
            }
        }
    }
}

fn silent<T>() -> Result<T, CarrierError> {
    Err(CarrierError::Silent("the line is dead".to_owned()))
}
fn unknown(carrier_ref: &str) -> CarrierError {
    CarrierError::Refused(format!("there is no parcel {carrier_ref}"))
}

impl Carrier for Truck {
    fn name(&self) -> &str {
        NAME
    }
    fn create(&self, request: Consignment) -> Answer<'_, Created> {
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            if books.is_silent() {
                return silent();
            }
            let carrier_ref = format!("parcel-{}", request.shipment);
            if !books.parcels.contains_key(&carrier_ref) && !books.is_calm && books.rng.u8(0..4) == 0 {
                return Err(CarrierError::Refused("the street is closed".to_owned()));
            }
            books.parcels.entry(carrier_ref.clone()).or_insert(Parcel {
                shipment: request.shipment,
                kind: request.kind,
                is_cancelled: false,
                end: None,
            });
            // It has acted, and still the answer may get lost.
            if books.is_silent() {
                return silent();
            }
            Ok(Created { tracking: carrier_ref.clone(), carrier_ref, tracking_url: None })
        })
    }
    fn label<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, Label> {
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            if books.is_silent() {
                return silent();
            }
            books.parcels.get(carrier_ref).ok_or_else(|| unknown(carrier_ref))?;
            Ok(Label { content_type: "application/pdf".to_owned(), body: b"%PDF-".to_vec() })
        })
    }
    fn cancel<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            if books.is_silent() {
                return silent();
            }
            let parcel = books.parcels.get_mut(carrier_ref).ok_or_else(|| unknown(carrier_ref))?;
            if parcel.end.is_some() {
                return Err(CarrierError::Refused("it is on its way".to_owned()));
            }
            parcel.is_cancelled = true;
            Ok(())
        })
    }
    fn hand_over<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        let now = self.clock.at();
        Box::pin(async move {
            let books = &mut *self.books.lock().expect(LOCKED);
            if books.is_silent() {
                return silent();
            }
            let parcel = books.parcels.get(carrier_ref).ok_or_else(|| unknown(carrier_ref))?;
            if parcel.is_cancelled {
                return Err(CarrierError::Refused("it was cancelled".to_owned()));
            }
            if parcel.end.is_none() {
                books.travel(carrier_ref, now);
            }
            if books.is_silent() { silent() } else { Ok(()) }
        })
    }
    fn points(&self) -> Answer<'_, Vec<PickupPoint>> {
        Box::pin(async move { Ok(vec![locker()]) })
    }
    fn verify<'a>(&'a self, headers: &'a Headers, body: &'a str, _at: Timestamp) -> Answer<'a, Report> {
        Box::pin(async move {
            if headers.get(SEAL) != Some(seal(body).as_str()) {
                return Err(CarrierError::Signature("not our seal".to_owned()));
            }
            let word: Word =
                serde_json::from_str(body).map_err(|error| CarrierError::Refused(error.to_string()))?;
            Ok(Report {
                id: word.id,
                carrier_ref: word.carrier_ref,
                step: Step::parse(&word.step).expect("we wrote it"),
                raw: word.step,
                place: None,
                happened_at: word.at,
            })
        })
    }
}

pub fn locker() -> PickupPoint {
    PickupPoint {
        code: LOCKER.to_owned(),
        name: format!("Automat {LOCKER}"),
        address: Address {
            street: "Świętojańska 3".to_owned(),
            postcode: "81-366".to_owned(),
            city: "Gdynia".to_owned(),
            country: "PL".to_owned(),
        },
        place: Point { lat: 54.51, lon: 18.54 },
        hint: String::new(),
    }
}
