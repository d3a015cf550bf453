//! Why pricing refused.

use kernel::{Currency, Denied, Fault, Money, PriceListCode, Problem, Timestamp, VariantId};

use crate::TaxClass;

/// Clients may match on the slug of each, so a slug never changes.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("there is no price list `{0}`")]
    UnknownList(PriceListCode),
    #[error("{variant} has no price in the list `{list}`")]
    NoPrice { variant: VariantId, list: PriceListCode },
    #[error("{variant} is not known to the catalogue")]
    UnknownVariant { variant: VariantId },
    #[error("this is about {wanted}, not {found}")]
    ForeignCurrency { wanted: Currency, found: Currency },
    #[error("{0} is not a price: it lies below zero or beyond all measure")]
    InvalidPrice(Money),
    #[error("a price from {0} on would change what has already been")]
    Backdated(Timestamp),
    #[error("no rate of tax is known for `{class}` in {country}")]
    UnknownTax { country: String, class: TaxClass },
    #[error("a rate of tax is between 0 and 100 %, for a country of two capital letters")]
    InvalidTax,
    #[error("the list `{0}` has prices already: its currency stays")]
    CurrencyFixed(PriceListCode),
    #[error("somebody else set this price at the same moment")]
    Meanwhile,
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownList(_) => Problem::new(404, "pricing/unknown-list", "Unknown price list"),
            Error::NoPrice { .. } => Problem::new(409, "pricing/no-price", "No price"),
            Error::UnknownVariant { .. } => Problem::new(404, "catalog/unknown-variant", "Unknown variant"),
            Error::ForeignCurrency { .. } => {
                Problem::new(422, "pricing/foreign-currency", "Another currency")
            }
            Error::InvalidPrice(_) => Problem::new(422, "pricing/invalid-price", "Not a price"),
            Error::Backdated(_) => Problem::new(422, "pricing/backdated", "The past is closed"),
            Error::UnknownTax { .. } => Problem::new(409, "pricing/unknown-tax", "No rate of tax"),
            Error::InvalidTax => Problem::new(422, "pricing/invalid-tax", "Not a rate of tax"),
            Error::CurrencyFixed(_) => Problem::new(409, "pricing/currency-fixed", "The currency stays"),
            Error::Meanwhile => Problem::new(409, "pricing/meanwhile", "Set by somebody else meanwhile"),
            Error::Catalog(inner) => return inner.clone().into(),
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
