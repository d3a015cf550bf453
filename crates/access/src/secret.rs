//! Secrets: made here, shown once, kept as hashes. None of these types prints what it holds.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::Error;

/// A hash takes 19 MiB and some 20 ms: more than a few at once would let a stranger exhaust the machine.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

/// A password, hashed. Make it before the unit of work that stores it.
#[derive(Clone)]
pub struct PasswordHash(pub(crate) String);

impl PasswordHash {
    pub async fn make(password: &str) -> Result<Self, Error> {
        if !(10..=200).contains(&password.chars().count()) {
            return Err(Error::WeakPassword);
        }
        Ok(Self(hash(password.to_owned()).await))
    }
}

/// A till PIN, hashed.
#[derive(Clone)]
pub struct PinHash(pub(crate) String);

impl PinHash {
    pub async fn make(pin: &str) -> Result<Self, Error> {
        if !is_pin(pin) {
            return Err(Error::NotAPin);
        }
        Ok(Self(hash(pin.to_owned()).await))
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
impl std::fmt::Debug for PinHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHash(…)")
    }
}

pub(crate) fn is_pin(text: &str) -> bool {
    (4..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

async fn hash(secret: String) -> String {
    let _turn = AT_ONCE.acquire().await.expect("the semaphore is never closed");
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(secret.as_bytes())
            .expect("the default parameters hash any text")
            .to_string()
    })
    .await
    .expect("hashing does not panic")
}

/// Whether the secret fits. Without a hash it takes as long and says no, so that time tells nobody who works here.
pub(crate) async fn fits(secret: &str, hash: Option<String>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| {
        Argon2::default()
            .hash_password(b"nobody has this password")
            .expect("the default parameters hash any text")
            .to_string()
    });
    let _turn = AT_ONCE.acquire().await.expect("the semaphore is never closed");
    let secret = secret.to_owned();
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let text = hash.as_deref().unwrap_or(&NOBODY);
        let Ok(parsed) = phc::PasswordHash::new(text) else { return false };
        Argon2::default().verify_password(secret.as_bytes(), &parsed).is_ok() && known
    })
    .await
    .expect("verifying does not panic")
}

/// 256 random bits as text, for cookies and keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<32>()))
    }
    /// A random text with a prefix that says what it is, of letters and digits only.
    pub(crate) fn with_prefix(prefix: &str) -> Self {
        Self(format!("{prefix}{}", letters(43)))
    }
    /// The secret itself: for the cookie, or to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(&mut bytes[..]);
    bytes
}

/// Letters and digits without the ones that look alike.
pub(crate) fn letters(count: usize) -> String {
    const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut dice = rand::rng();
    (0..count).map(|_| char::from(LETTERS[dice.random_range(0..LETTERS.len())])).collect()
}

/// Tokens carry 256 random bits, so a plain hash suffices: there is nothing to guess.
pub(crate) fn fingerprint(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Compares in a time that does not depend on where the first difference is.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hash = PasswordHash::make("correct horse battery").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$"));
        assert!(fits("correct horse battery", Some(hash.0.clone())).await);
        assert!(!fits("correct horse", Some(hash.0.clone())).await);
        assert!(!fits("correct horse battery", None).await);
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }

    #[tokio::test]
    async fn short_secrets_are_refused() {
        assert!(matches!(PasswordHash::make("short").await, Err(Error::WeakPassword)));
        for bad in ["123", "1234567", "12a4", "١٢٣٤"] {
            assert!(matches!(PinHash::make(bad).await, Err(Error::NotAPin)), "{bad}");
        }
    }

    #[test]
    fn tokens_differ_and_stay_silent() {
        let token = Token::random();
        assert_eq!(token.reveal().len(), 43);
        assert_ne!(token, Token::random());
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(hex(&[0x0f, 0xa0]), "0fa0");
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
