//! Codes from an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, one step of tolerance).

use kernel::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// What the new owner of a second factor must see, once.
pub struct Enrolment {
    /// For the QR code.
    pub url: String,
    /// The same secret to type by hand, base32.
    pub secret: String,
}
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

pub(crate) fn new_secret() -> Secret {
    Secret::from(crate::secret::random::<20>().to_vec())
}

/// `None` if the stored secret is damaged.
pub(crate) fn totp(secret: &str, account: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).ok()?)
        .with_issuer(Some("Spoina"))
        .with_account_name(account.replace(':', ""))
        .build()
        .ok()
}

/// The step whose code this is, if it lies within the tolerance and after the last one used.
pub(crate) fn step_of(secret: &str, code: &str, now: Timestamp, last: i64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret, "")?.check(&code, (now.as_millis() / 1000) as u64)?;
    Some(step as i64).filter(|step| *step > last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_for_its_moment_and_once() {
        let secret = new_secret().to_base32();
        let now = Timestamp::from_millis(1_800_000_000_000);
        let code = totp(&secret, "").unwrap().generate(1_800_000_000).to_string();
        let step = step_of(&secret, &code, now, 0).unwrap();
        assert_eq!(step, 60_000_000);
        assert_eq!(step_of(&secret, &code, now, step), None);
        assert_eq!(step_of(&secret, &code, now.plus_minutes(5), 0), None);
        assert!(step_of(&secret, &format!("{} {}", &code[..3], &code[3..]), now, 0).is_some());
        assert_eq!(step_of(&secret, "abc", now, 0), None);
    }
}
