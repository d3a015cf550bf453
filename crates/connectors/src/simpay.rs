//! SimPay: the payment provider of the crate `simulator`, reached as any other would be.

use std::time::Duration;

use hmac::{Hmac, Mac};
use kernel::{Currency, IntentId, Money, TenderId, Timestamp};
use payments::{
    Answer, CaptureAnswer, CaptureMode, CaptureRequest, Decline, Headers, Heard, Provider, ProviderError,
    ProviderEvent, RefundAnswer, RefundRequest, Standing, Start, Started, TransactionKind,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

pub const NAME: &str = "simpay";
const SIGNATURE: &str = "simpay-signature";
/// How far a callback's time may be from ours, either way. Repeats within it are recognised by their number.
const TOLERANCE_MS: i64 = 300_000;

/// A client of one SimPay account.
#[derive(Clone)]
pub struct SimPay {
    base_url: String,
    secret: String,
    client: reqwest::Client,
}

impl SimPay {
    /// `base_url` is where the provider's routes begin, for example `http://127.0.0.1:8080/simpay`.
    pub fn new(base_url: impl Into<String>, secret: impl Into<String>) -> Self {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client without options");
        let base_url = base_url.into().trim_end_matches('/').to_owned();
        Self { base_url, secret: secret.into(), client }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: String,
    ) -> Result<T, ProviderError> {
        let signed = self.mac(&[method.as_bytes(), b"\n", path.as_bytes(), b"\n", body.as_bytes()]);
        let url = format!("{}{path}", self.base_url);
        let request = if method == "GET" { self.client.get(url) } else { self.client.post(url) };
        let silent = |error: reqwest::Error| ProviderError::Silent(error.to_string());
        let answer = request
            .header("content-type", "application/json")
            .header(SIGNATURE, format!("v1={}", hex(&signed.finalize().into_bytes())))
            .body(body)
            .send()
            .await
            .map_err(silent)?;
        let status = answer.status();
        let text = answer.text().await.map_err(silent)?;
        if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            return Err(ProviderError::Silent(status.to_string()));
        }
        if !status.is_success() {
            let why: String = text.chars().take(200).collect();
            return Err(match status {
                reqwest::StatusCode::GONE => ProviderError::Expired(why),
                _ => ProviderError::Refused(format!("{status}: {why}")),
            });
        }
        serde_json::from_str(&text).map_err(|error| ProviderError::Silent(error.to_string()))
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("a key of any length will do");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }

    /// The signature is over the time and the bytes as received, compared in constant time.
    fn check(
        &self,
        headers: &Headers,
        body: &str,
        received_at: Timestamp,
    ) -> Result<ProviderEvent, ProviderError> {
        let wrong = |why: &str| ProviderError::Signature(why.to_owned());
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
        let report: Report =
            serde_json::from_str(body).map_err(|error| ProviderError::Refused(error.to_string()))?;
        report.read()
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
struct Report {
    id: String,
    payment: String,
    key: String,
    kind: TransactionKind,
    reference: String,
    amount: i64,
    currency: Currency,
    at: i64,
    /// Our key of the capture that this movement is.
    #[serde(default)]
    capture: Option<String>,
    #[serde(default)]
    expires_at: Option<i64>,
    #[serde(default)]
    decline: Option<String>,
}
impl Report {
    fn read(self) -> Result<ProviderEvent, ProviderError> {
        Ok(ProviderEvent {
            id: self.id,
            provider_ref: self.payment,
            intent: self.key.parse::<IntentId>().ok(),
            kind: self.kind,
            reference: self.reference,
            amount: Money::new(self.amount, self.currency),
            happened_at: Timestamp::from_millis(self.at),
            more: Heard {
                ours: self.capture.and_then(|key| key.parse::<TenderId>().ok()),
                expires_at: self.expires_at.map(Timestamp::from_millis),
                decline: self.decline.map(|why| Decline::parse(&why).unwrap_or(Decline::Declined)),
            },
        })
    }
}

#[derive(Serialize)]
struct NewPayment {
    key: String,
    order: String,
    amount: i64,
    currency: Currency,
    capture: CaptureMode,
    description: String,
    return_url: String,
    lang: String,
}
#[derive(Deserialize)]
struct PaymentBody {
    id: String,
    #[serde(default)]
    redirect_url: String,
    #[serde(default)]
    reports: Vec<Report>,
}
impl PaymentBody {
    fn standing(self) -> Result<Standing, ProviderError> {
        let events: Result<_, _> = self.reports.into_iter().map(Report::read).collect();
        Ok(Standing { provider_ref: self.id, events: events? })
    }
}
/// A part of a payment that moves on our word, in either direction.
#[derive(Serialize)]
struct NewPart {
    key: String,
    amount: i64,
}
#[derive(Deserialize)]
struct PartBody {
    id: String,
    state: String,
}

fn json(body: &impl Serialize) -> Result<String, ProviderError> {
    serde_json::to_string(body).map_err(|error| ProviderError::Refused(error.to_string()))
}

/// Our own ids and the provider's are letters, digits and `_`; anything else never reaches a path.
fn segment(text: &str) -> Result<&str, ProviderError> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then_some(text).ok_or_else(|| ProviderError::Refused("not a payment's number".to_owned()))
}

impl Provider for SimPay {
    fn name(&self) -> &str {
        NAME
    }

    fn start(&self, request: Start) -> Answer<'_, Started> {
        Box::pin(async move {
            let new = NewPayment {
                key: request.intent.to_string(),
                order: request.order.to_string(),
                amount: request.amount.minor,
                currency: request.amount.currency,
                capture: request.capture,
                description: request.description,
                return_url: request.return_url,
                lang: request.lang,
            };
            let payment: PaymentBody = self.ask("POST", "/payments", json(&new)?).await?;
            Ok(Started { provider_ref: payment.id, redirect_url: payment.redirect_url })
        })
    }

    fn verify<'a>(
        &'a self,
        headers: &'a Headers,
        body: &'a str,
        received_at: Timestamp,
    ) -> Answer<'a, ProviderEvent> {
        Box::pin(async move { self.check(headers, body, received_at) })
    }

    fn capture(&self, request: CaptureRequest) -> Answer<'_, CaptureAnswer> {
        Box::pin(async move {
            let path = format!("/payments/{}/captures", segment(&request.provider_ref)?);
            let new = NewPart { key: request.capture.to_string(), amount: request.amount.minor };
            let capture: PartBody = self.ask("POST", &path, json(&new)?).await?;
            Ok(CaptureAnswer { reference: capture.id, is_done: capture.state == "done" })
        })
    }

    fn refund(&self, request: RefundRequest) -> Answer<'_, RefundAnswer> {
        Box::pin(async move {
            let path = format!("/payments/{}/refunds", segment(&request.provider_ref)?);
            let new = NewPart { key: request.refund.to_string(), amount: request.amount.minor };
            let refund: PartBody = self.ask("POST", &path, json(&new)?).await?;
            Ok(RefundAnswer { reference: refund.id, is_done: refund.state == "done" })
        })
    }

    fn void<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move {
            let path = format!("/payments/{}/void", segment(provider_ref)?);
            self.ask::<PaymentBody>("POST", &path, String::new()).await?.standing()
        })
    }

    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move {
            let path = format!("/payments/{}", segment(provider_ref)?);
            self.ask::<PaymentBody>("GET", &path, String::new()).await?.standing()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"id":"ev_1","payment":"pay_1","key":"x","kind":"captured","reference":"mov_1","amount":500,"currency":"PLN","at":1760000000000}"#;

    fn signed(secret: &str, seconds: i64, body: &str) -> Headers {
        let mac = SimPay::new("", secret).mac(&[seconds.to_string().as_bytes(), b".", body.as_bytes()]);
        Headers::new([(SIGNATURE, format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes())))])
    }

    #[test]
    fn only_the_secret_and_the_untouched_body_pass() {
        let simpay = SimPay::new("http://localhost", "whsec");
        let now = Timestamp::from_millis(1_760_000_010_000);
        let event = simpay.check(&signed("whsec", 1_760_000_000, BODY), BODY, now).unwrap();
        assert_eq!((event.id.as_str(), event.amount.minor), ("ev_1", 500));
        let touched = BODY.replace("500", "5");
        let late = now.plus_hours(1);
        for (headers, body, at) in [
            (signed("other", 1_760_000_000, BODY), BODY, now),
            (signed("whsec", 1_760_000_000, BODY), touched.as_str(), now),
            (signed("whsec", 1_760_000_000, BODY), BODY, late),
            (Headers::new([(SIGNATURE, "t=1,v1=zz")]), BODY, now),
            (Headers::default(), BODY, now),
        ] {
            assert!(matches!(simpay.check(&headers, body, at), Err(ProviderError::Signature(_))));
        }
    }
}
