//! Why access refused. Clients may match on the slug, so a slug never changes.

use kernel::{Denied, Fault, Problem};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Deliberately the same for an unknown account and a wrong password.
    #[error("the e-mail, the password or the code is wrong")]
    WrongCredentials,
    #[error("too many tries; wait {seconds} seconds")]
    TooManyTries { seconds: i64 },
    #[error("there is no valid session")]
    SignedOut,
    #[error("the key is missing, unknown or revoked")]
    UnknownKey,
    #[error("nobody here has this id")]
    UnknownStaff,
    #[error("somebody else has this e-mail address")]
    EmailTaken,
    #[error("this id was used before, for somebody else")]
    IdTaken,
    #[error("`{0}` is not an e-mail address")]
    NotAnEmail(String),
    #[error("a password has between 10 and 200 characters")]
    WeakPassword,
    #[error("a PIN has 4 to 6 digits")]
    NotAPin,
    #[error("the code does not fit; check the clock of the phone and try the next one")]
    WrongCode,
    #[error("no second factor is being set up")]
    NothingToConfirm,
    #[error("somebody who works only in stores needs a store")]
    NoLocation,
    #[error("somebody changed this meanwhile; look again")]
    Stale,
    #[error("the form came without its token; load the page again")]
    ForgedForm,
    #[error("slow down; try again in {seconds} seconds")]
    RateLimited { seconds: i64 },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// For the `Retry-After` header.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Error::TooManyTries { seconds } | Error::RateLimited { seconds } => Some(*seconds),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::WrongCredentials => Problem::new(401, "access/wrong-credentials", "Wrong credentials"),
            Error::TooManyTries { .. } => Problem::new(429, "access/too-many-tries", "Too many tries"),
            Error::SignedOut => Problem::new(401, "access/signed-out", "Please sign in"),
            Error::UnknownKey => Problem::new(401, "access/unknown-key", "No valid API key"),
            Error::UnknownStaff => Problem::new(404, "access/unknown-staff", "Unknown member of staff"),
            Error::EmailTaken => {
                Problem::new(409, "access/email-taken", "E-mail address taken").field("/email", &error)
            }
            Error::IdTaken => Problem::new(409, "access/id-taken", "Id used before"),
            Error::NotAnEmail(_) => {
                Problem::new(422, "access/not-an-email", "Not an e-mail address").field("/email", &error)
            }
            Error::WeakPassword => {
                Problem::new(422, "access/weak-password", "Password refused").field("/password", &error)
            }
            Error::NotAPin => Problem::new(422, "access/not-a-pin", "PIN refused").field("/pin", &error),
            Error::WrongCode => Problem::new(422, "access/wrong-code", "Wrong code").field("/code", &error),
            Error::NothingToConfirm => {
                Problem::new(409, "access/nothing-to-confirm", "No second factor is being set up")
            }
            Error::NoLocation => {
                Problem::new(422, "access/no-location", "A location is missing").field("/locations", &error)
            }
            Error::Stale => Problem::new(412, "access/stale", "Changed meanwhile"),
            Error::ForgedForm => Problem::new(403, "access/forged-form", "The form cannot be trusted"),
            Error::RateLimited { .. } => Problem::new(429, "access/rate-limited", "Too many requests"),
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
