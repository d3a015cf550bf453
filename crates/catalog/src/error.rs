//! Why the catalogue refused.

use kernel::{BrandCode, ChannelCode, Denied, Fault, MarketCode, Problem, SellerCode, Sku};

use crate::{Ean, MediaId};

/// Clients may match on the slug of each, so a slug never changes.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("there is no product `{0}`")]
    UnknownProduct(String),
    #[error("there is no variant `{0}`")]
    UnknownVariant(String),
    #[error("there is no channel `{0}`")]
    UnknownChannel(ChannelCode),
    #[error("there is no market `{0}`")]
    UnknownMarket(MarketCode),
    #[error("there is no brand `{0}`")]
    UnknownBrand(BrandCode),
    #[error("there is no seller `{0}`")]
    UnknownSeller(SellerCode),
    #[error("there is no category `{0}`")]
    UnknownCategory(String),
    #[error("there is no picture `{0}`")]
    UnknownMedia(MediaId),
    #[error("`{key}` has version {found} by now")]
    Stale { key: String, found: i64 },
    #[error("`{0}` is not a barcode number: the last digit does not fit the others")]
    InvalidEan(String),
    #[error("the SKU {0} belongs to another product")]
    SkuTaken(Sku),
    #[error("the barcode {ean} belongs to {sku}")]
    EanTaken { ean: Ean, sku: Sku },
    #[error("`{0}` cannot stand below itself")]
    CategoryLoop(String),
    #[error("{} is not as it should be", .0.iter().map(|(at, why)| format!("{at}: {why}")).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<(String, String)>),
    #[error("this file cannot be shown: {0}")]
    InvalidMedia(&'static str),
    #[error("the store of pictures did not answer: {0}")]
    Storage(String),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let problem = match &error {
            Error::UnknownProduct(_) => Problem::new(404, "catalog/unknown-product", "Unknown product"),
            Error::UnknownVariant(_) => Problem::new(404, "catalog/unknown-variant", "Unknown variant"),
            Error::UnknownChannel(_) => Problem::new(404, "catalog/unknown-channel", "Unknown channel"),
            Error::UnknownMarket(_) => Problem::new(404, "catalog/unknown-market", "Unknown market"),
            Error::UnknownBrand(_) => Problem::new(422, "catalog/unknown-brand", "Unknown brand"),
            Error::UnknownSeller(_) => Problem::new(404, "catalog/unknown-seller", "Unknown seller"),
            Error::UnknownCategory(_) => Problem::new(422, "catalog/unknown-category", "Unknown category"),
            Error::UnknownMedia(_) => Problem::new(422, "catalog/unknown-media", "Unknown picture"),
            Error::Stale { .. } => Problem::new(412, "catalog/stale", "Changed by somebody else meanwhile"),
            Error::InvalidEan(_) => Problem::new(422, "catalog/invalid-ean", "Not a barcode number"),
            Error::SkuTaken(_) => Problem::new(409, "catalog/sku-taken", "SKU taken"),
            Error::EanTaken { .. } => Problem::new(409, "catalog/ean-taken", "Barcode taken"),
            Error::CategoryLoop(_) => Problem::new(422, "catalog/category-loop", "A category below itself"),
            Error::Invalid(fields) => {
                let problem = Problem::new(422, "catalog/invalid", "Some fields need a change");
                return fields.iter().fold(problem, |problem, (pointer, why)| problem.field(pointer, why));
            }
            Error::InvalidMedia(_) => Problem::new(422, "catalog/invalid-media", "Not a picture we can show"),
            Error::Storage(reason) => {
                return Problem::new(503, "catalog/storage", "The store of pictures did not answer")
                    .detail(reason);
            }
            Error::Denied(denied) => return (*denied).into(),
            Error::Fault(fault) => return fault.clone().into(),
        };
        problem.detail(error)
    }
}
