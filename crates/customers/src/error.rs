//! Why customers refused.

use kernel::{Denied, Fault, PersonId, Problem};

/// Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("this is not an e-mail address")]
    InvalidEmail,
    #[error("this is not a phone number; abroad it starts with + and the country code")]
    InvalidPhone,
    #[error("an e-mail address or a phone number is needed to know who it is")]
    NoIdentifier,
    #[error("no person {0}")]
    UnknownPerson(PersonId),
    #[error("this phone number belongs to another profile; the staff of a store can put it right")]
    PhoneTaken,
    #[error("no such conflict is open")]
    UnknownConflict,
    #[error("too many codes were sent to this address; try again in {minutes} min")]
    TooManyCodes { minutes: i64 },
    #[error("the code is wrong; {left} more attempts")]
    WrongCode { left: i64 },
    #[error("the code is used up or older than ten minutes; ask for a new one")]
    CodeExpired,
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::InvalidEmail => Problem::new(422, "customers/invalid-email", "Not an e-mail address"),
            Error::InvalidPhone => Problem::new(422, "customers/invalid-phone", "Not a phone number"),
            Error::NoIdentifier => {
                Problem::new(422, "customers/no-identifier", "Nothing identifies the person")
            }
            Error::UnknownPerson(_) => Problem::new(404, "customers/unknown-person", "Unknown person"),
            Error::PhoneTaken => {
                Problem::new(409, "customers/phone-taken", "Phone number belongs to another profile")
            }
            Error::UnknownConflict => Problem::new(404, "customers/unknown-conflict", "Unknown conflict"),
            Error::TooManyCodes { .. } => {
                Problem::new(429, "customers/too-many-codes", "Too many sign-in codes")
            }
            Error::WrongCode { .. } => Problem::new(422, "customers/wrong-code", "Wrong sign-in code"),
            Error::CodeExpired => Problem::new(422, "customers/code-expired", "Sign-in code expired"),
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
