//! Why conversations refused.

use kernel::{Denied, Fault, MessageId, Problem};

/// Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no message {0}")]
    UnknownMessage(MessageId),
    #[error("{0} did not fail, so there is nothing to send again")]
    NotFailed(MessageId),
    #[error("the mail setting `{0}` is neither `file:<folder>` nor an smtp:// or smtps:// address")]
    InvalidMailer(String),
    #[error("`{0}` is not a sender: write `Name <address>` or the address alone")]
    InvalidSender(String),
    #[error("a letter could not be written: {0}")]
    Letter(#[from] askama::Error),
    #[error(transparent)]
    Orders(#[from] orders::Error),
    #[error(transparent)]
    Shipping(#[from] shipping::Error),
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    #[error(transparent)]
    Inventory(#[from] inventory::Error),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match error {
            Error::UnknownMessage(_) => Problem::new(404, "conversations/unknown-message", "Unknown message"),
            Error::NotFailed(_) => Problem::new(409, "conversations/not-failed", "The message did not fail"),
            Error::InvalidMailer(_) => {
                Problem::new(422, "conversations/invalid-mailer", "Invalid mail setting")
            }
            Error::InvalidSender(_) => {
                Problem::new(422, "conversations/invalid-sender", "Invalid sender of mail")
            }
            Error::Letter(_) => Problem::new(500, "conversations/letter", "The message could not be written"),
            Error::Orders(error) => return error.into(),
            Error::Shipping(error) => return error.into(),
            Error::Catalog(error) => return error.into(),
            Error::Inventory(error) => return error.into(),
            Error::Denied(denied) => return denied.into(),
            Error::Fault(fault) => return fault.into(),
        };
        problem.detail(error)
    }
}
