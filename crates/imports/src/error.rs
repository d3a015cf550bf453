//! Why an import could not be done at all. What is wrong in single rows is no error but part of the report.

use kernel::{Denied, Fault, ImportId, Problem};

use crate::{Format, Kind};

/// Clients may match on the slug of each, so a slug never changes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no import {0}")]
    UnknownImport(ImportId),
    #[error("{kind} cannot be read from {format}")]
    WrongFormat { kind: Kind, format: Format },
    #[error("{0} was used before, for another file")]
    IdTaken(ImportId),
    #[error("a file has at most {0} bytes here; larger ones are imported with `spoina import`")]
    TooLarge(usize),
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    #[error(transparent)]
    Pricing(#[from] pricing::Error),
    #[error(transparent)]
    Inventory(#[from] inventory::Error),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownImport(_) => Problem::new(404, "imports/unknown-import", "Unknown import"),
            Error::WrongFormat { .. } => {
                Problem::new(422, "imports/wrong-format", "This kind has another format")
            }
            Error::IdTaken(_) => Problem::new(409, "imports/id-taken", "Id used before"),
            Error::TooLarge(_) => Problem::new(413, "imports/too-large", "The file is too large"),
            Error::Catalog(_)
            | Error::Pricing(_)
            | Error::Inventory(_)
            | Error::Denied(_)
            | Error::Fault(_) => {
                return inner(error);
            }
        };
        problem.detail(error)
    }
}

fn inner(error: Error) -> Problem {
    match error {
        Error::Catalog(inner) => inner.into(),
        Error::Pricing(inner) => inner.into(),
        Error::Inventory(inner) => inner.into(),
        Error::Denied(inner) => inner.into(),
        Error::Fault(inner) => inner.into(),
        other => Problem::new(500, "kernel/internal", "Something went wrong on our side").detail(other),
    }
}

impl Error {
    /// Ours, and not the file's: the database, the disk.
    pub(crate) fn is_fault(&self) -> bool {
        self.fault().is_some()
    }
    pub(crate) fn fault(&self) -> Option<&Fault> {
        match self {
            Error::Fault(fault)
            | Error::Catalog(catalog::Error::Fault(fault))
            | Error::Pricing(pricing::Error::Fault(fault))
            | Error::Inventory(inventory::Error::Fault(fault)) => Some(fault),
            _ => None,
        }
    }
    /// The whole file is refused, not this row of it.
    pub(crate) fn is_denial(&self) -> bool {
        matches!(
            self,
            Error::Denied(_)
                | Error::Catalog(catalog::Error::Denied(_))
                | Error::Pricing(pricing::Error::Denied(_))
                | Error::Inventory(inventory::Error::Denied(_))
        )
    }
}
