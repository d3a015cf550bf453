//! SimShip: the carrier of the crate `simulator`, reached as any other would be.

use std::time::Duration;

use hmac::{Hmac, Mac};
use inventory::{Address, Point};
use kernel::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shipping::{
    Answer, Carrier, CarrierError, Consignment, Created, Headers, Label, Parcel, Party, PickupPoint, Report,
    Step,
};

pub const NAME: &str = "simship";
const SIGNATURE: &str = "simship-signature";
/// How far a report's time may be from ours, either way. Repeats within it are recognised by their number.
const TOLERANCE_MS: i64 = 300_000;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A client of one SimShip account.
#[derive(Clone)]
pub struct SimShip {
    base_url: String,
    secret: String,
    client: reqwest::Client,
}

impl SimShip {
    /// `base_url` is where the carrier's routes begin, for example `http://127.0.0.1:8080/simship`.
    pub fn new(base_url: impl Into<String>, secret: impl Into<String>) -> Self {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client without options");
        let base_url = base_url.into().trim_end_matches('/').to_owned();
        Self { base_url, secret: secret.into(), client }
    }

    /// The kind and the bytes of what was answered.
    async fn fetch(&self, method: &str, path: &str, body: String) -> Result<(String, Vec<u8>), CarrierError> {
        let signed = self.mac(&[method.as_bytes(), b"\n", path.as_bytes(), b"\n", body.as_bytes()]);
        let url = format!("{}{path}", self.base_url);
        let request = if method == "GET" { self.client.get(url) } else { self.client.post(url) };
        let silent = |error: reqwest::Error| CarrierError::Silent(error.to_string());
        let answer = request
            .header("content-type", "application/json")
            .header(SIGNATURE, format!("v1={}", hex(&signed.finalize().into_bytes())))
            .body(body)
            .send()
            .await
            .map_err(silent)?;
        let status = answer.status();
        let kind = answer.headers().get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
        let bytes = answer.bytes().await.map_err(silent)?;
        if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            return Err(CarrierError::Silent(status.to_string()));
        }
        if !status.is_success() {
            let why: String = String::from_utf8_lossy(&bytes).chars().take(200).collect();
            return Err(CarrierError::Refused(format!("{status}: {why}")));
        }
        if bytes.len() > MAX_BYTES {
            return Err(CarrierError::Refused("too large an answer".to_owned()));
        }
        Ok((kind, bytes.to_vec()))
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: String,
    ) -> Result<T, CarrierError> {
        let (_, bytes) = self.fetch(method, path, body).await?;
        serde_json::from_slice(&bytes).map_err(|error| CarrierError::Silent(error.to_string()))
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("a key of any length will do");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }

    /// The signature is over the time and the bytes as received, compared in constant time.
    fn check(&self, headers: &Headers, body: &str, received_at: Timestamp) -> Result<Report, CarrierError> {
        let wrong = |why: &str| CarrierError::Signature(why.to_owned());
        let header = headers.get(SIGNATURE).ok_or_else(|| wrong("none"))?;
        let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
        let time = part("t=").ok_or_else(|| wrong("no time"))?;
        let given = part("v1=").and_then(unhex).ok_or_else(|| wrong("not hexadecimal"))?;
        self.mac(&[time.as_bytes(), b".", body.as_bytes()])
            .verify_slice(&given)
            .map_err(|_| wrong("made with another secret or over another body"))?;
        let sent = time.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1000));
        let sent = sent.ok_or_else(|| wrong("its time is not a number"))?;
        if (received_at.as_millis() - sent).abs() > TOLERANCE_MS {
            return Err(wrong("made at another time"));
        }
        let it: ReportBody =
            serde_json::from_str(body).map_err(|error| CarrierError::Refused(error.to_string()))?;
        Ok(Report {
            id: it.id,
            carrier_ref: it.shipment,
            step: step(&it.status),
            raw: it.status,
            place: it.place,
            happened_at: Timestamp::from_millis(it.at),
        })
    }
}

/// What the carrier's words mean; new ones move nothing.
fn step(status: &str) -> Step {
    match status {
        "collected" | "sorted" => Step::InTransit,
        "out_for_delivery" => Step::OutForDelivery,
        "in_locker" => Step::Ready,
        "delivered" => Step::Delivered,
        "returned" => Step::Returned,
        "lost" => Step::Lost,
        _ => Step::Other,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some((digit(pair[0])? * 16 + digit(*pair.get(1)?)?) as u8)).collect()
}

#[derive(Deserialize)]
struct ReportBody {
    id: String,
    shipment: String,
    status: String,
    #[serde(default)]
    place: Option<String>,
    at: i64,
}

#[derive(Serialize)]
struct PartyBody {
    name: String,
    street: String,
    postcode: String,
    city: String,
    country: String,
    phone: Option<String>,
    email: Option<String>,
}
impl From<Party> for PartyBody {
    fn from(it: Party) -> Self {
        PartyBody {
            name: it.name,
            street: it.address.street,
            postcode: it.address.postcode,
            city: it.address.city,
            country: it.address.country,
            phone: it.phone,
            email: it.email,
        }
    }
}

#[derive(Serialize)]
struct NewParcel {
    key: String,
    reference: String,
    locker: Option<String>,
    sender: PartyBody,
    receiver: PartyBody,
    parcels: Vec<Parcel>,
}

#[derive(Deserialize)]
struct ParcelBody {
    id: String,
    tracking: String,
    #[serde(default)]
    tracking_url: Option<String>,
}

#[derive(Deserialize)]
struct PointsBody {
    points: Vec<PointBody>,
}
#[derive(Deserialize)]
struct PointBody {
    code: String,
    name: String,
    street: String,
    postcode: String,
    city: String,
    country: String,
    latitude: f64,
    longitude: f64,
    #[serde(default)]
    hint: String,
}
impl PointBody {
    /// `None` if it is not on this planet.
    fn read(self) -> Option<PickupPoint> {
        let (street, postcode, city, country) = (self.street, self.postcode, self.city, self.country);
        Some(PickupPoint {
            code: self.code,
            name: self.name,
            address: Address { street, postcode, city, country },
            place: Point::new(self.latitude, self.longitude)?,
            hint: self.hint,
        })
    }
}

/// The carrier's numbers are letters, digits and `_`; anything else never reaches a path.
fn segment(text: &str) -> Result<&str, CarrierError> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then_some(text).ok_or_else(|| CarrierError::Refused("not a shipment's number".to_owned()))
}

impl Carrier for SimShip {
    fn name(&self) -> &str {
        NAME
    }

    fn create(&self, request: Consignment) -> Answer<'_, Created> {
        Box::pin(async move {
            let new = NewParcel {
                key: request.shipment.to_string(),
                reference: request.reference,
                locker: request.point,
                sender: request.sender.into(),
                receiver: request.receiver.into(),
                parcels: request.parcels,
            };
            let body =
                serde_json::to_string(&new).map_err(|error| CarrierError::Refused(error.to_string()))?;
            let parcel: ParcelBody = self.ask("POST", "/shipments", body).await?;
            // Shown as a link: only what a browser opens safely.
            let url =
                parcel.tracking_url.filter(|it| it.starts_with("https://") || it.starts_with("http://"));
            Ok(Created { carrier_ref: parcel.id, tracking: parcel.tracking, tracking_url: url })
        })
    }

    fn label<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, Label> {
        Box::pin(async move {
            let path = format!("/shipments/{}/label", segment(carrier_ref)?);
            let (content_type, body) = self.fetch("GET", &path, String::new()).await?;
            Ok(Label { content_type, body })
        })
    }

    fn cancel<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let path = format!("/shipments/{}/cancel", segment(carrier_ref)?);
            self.fetch("POST", &path, String::new()).await.map(drop)
        })
    }

    fn hand_over<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let path = format!("/shipments/{}/hand-over", segment(carrier_ref)?);
            self.fetch("POST", &path, String::new()).await.map(drop)
        })
    }

    fn points(&self) -> Answer<'_, Vec<PickupPoint>> {
        Box::pin(async move {
            let body: PointsBody = self.ask("GET", "/points", String::new()).await?;
            Ok(body.points.into_iter().filter_map(PointBody::read).collect())
        })
    }

    fn verify<'a>(
        &'a self,
        headers: &'a Headers,
        body: &'a str,
        received_at: Timestamp,
    ) -> Answer<'a, Report> {
        Box::pin(async move { self.check(headers, body, received_at) })
    }
}
