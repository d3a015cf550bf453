use kernel::{Denied, Fault, Problem};

/// Why loyalty refused. Clients may match on the slug, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the lines of one order are paid in one currency")]
    MixedCurrencies,
    #[error("{why}")]
    Invalid { pointer: &'static str, why: String },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::MixedCurrencies => Problem::new(422, "loyalty/mixed-currencies", "Several currencies"),
            Error::Invalid { pointer, why } => {
                Problem::new(422, "loyalty/invalid", "Not acceptable").field(*pointer, why)
            }
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
