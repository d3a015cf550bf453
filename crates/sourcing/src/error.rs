//! Why sourcing refused: it was asked with data that make no sense. Goods that are nowhere are no refusal but an
//! [`Outcome`](crate::Outcome).

use kernel::{FieldError, Problem};

/// Clients may match on the slug of each, so a slug never changes. Every fault names its JSON pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("this is no policy of sourcing: {}", told(.0))]
    Policy(Vec<FieldError>),
    #[error("nobody can plan this: {}", told(.0))]
    Request(Vec<FieldError>),
}

fn told(faults: &[FieldError]) -> String {
    let each: Vec<_> = faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.detail)).collect();
    each.join("; ")
}

impl Error {
    pub fn faults(&self) -> &[FieldError] {
        match self {
            Error::Policy(faults) | Error::Request(faults) => faults,
        }
    }
    /// The same below a longer pointer: `/lines/0` becomes `/cases/7/lines/0`.
    pub(crate) fn below(mut self, prefix: &str) -> Self {
        let (Error::Policy(faults) | Error::Request(faults)) = &mut self;
        faults.iter_mut().for_each(|fault| fault.pointer.insert_str(0, prefix));
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::Policy(_) => Problem::new(422, "sourcing/invalid-policy", "Not a policy"),
            Error::Request(_) => Problem::new(422, "sourcing/invalid-request", "Nobody can plan this"),
        };
        let told = error.faults().iter().fold(problem, |it, fault| it.field(&fault.pointer, &fault.detail));
        told.detail(error)
    }
}

/// Collects faults with their pointers.
#[derive(Default)]
pub(crate) struct Faults(Vec<FieldError>);

impl Faults {
    pub(crate) fn add(&mut self, pointer: String, detail: impl std::fmt::Display) {
        self.0.push(FieldError { pointer, detail: detail.to_string() });
    }
    pub(crate) fn within(
        &mut self,
        range: std::ops::RangeInclusive<i64>,
        value: i64,
        pointer: impl FnOnce() -> String,
    ) {
        if !range.contains(&value) {
            self.add(pointer(), format!("lies between {} and {}", range.start(), range.end()));
        }
    }
    /// A name, a zone, a tag: short and visible.
    pub(crate) fn word(&mut self, text: &str, pointer: impl FnOnce() -> String) {
        if text.trim().is_empty() || text.chars().count() > 80 {
            self.add(pointer(), "has 1 to 80 letters");
        }
    }
    pub(crate) fn country(&mut self, text: &str, pointer: impl FnOnce() -> String) {
        if text.len() != 2 || !text.bytes().all(|letter| letter.is_ascii_uppercase()) {
            self.add(pointer(), "is a country of two capital letters, as in ISO 3166");
        }
    }
    pub(crate) fn verdict(self, wrap: fn(Vec<FieldError>) -> Error) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(wrap(self.0)) }
    }
}
