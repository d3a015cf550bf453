//! Signatures: HMAC-SHA256, in hex.

use hmac::{Hmac, Mac};
use sha2::Sha256;

fn hmac(secret: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
    parts.iter().for_each(|part| mac.update(part));
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some((digit(pair[0])? * 16 + digit(*pair.get(1)?)?) as u8)).collect()
}

/// `simpay-signature` of a merchant's request: over method, path below the base address, and body.
pub fn sign_request(secret: &str, method: &str, path: &str, body: &str) -> String {
    let mac = hmac(secret, &[method.as_bytes(), b"\n", path.as_bytes(), b"\n", body.as_bytes()]);
    format!("v1={}", hex(&mac.finalize().into_bytes()))
}

/// `simpay-signature` of a callback: over the time (Unix seconds) and the body as sent.
pub fn sign_callback(secret: &str, seconds: i64, body: &str) -> String {
    let time = seconds.to_string();
    let mac = hmac(secret, &[time.as_bytes(), b".", body.as_bytes()]);
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}

/// In constant time.
pub(crate) fn is_signed(secret: &str, method: &str, path: &str, body: &str, header: &str) -> bool {
    let Some(given) = header.strip_prefix("v1=").and_then(unhex) else { return false };
    let mac = hmac(secret, &[method.as_bytes(), b"\n", path.as_bytes(), b"\n", body.as_bytes()]);
    mac.verify_slice(&given).is_ok()
}
