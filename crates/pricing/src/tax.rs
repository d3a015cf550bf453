//! Rates of value added tax by country, class and day.

use std::collections::BTreeMap;

pub use catalog::TaxClass;
use kernel::Timestamp;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TaxRate {
    /// ISO 3166, two letters.
    pub country: String,
    pub class: TaxClass,
    pub valid_from: Timestamp,
    /// In hundredths of a percent: 2300 is 23 %.
    pub rate_bp: i64,
}

impl TaxRate {
    /// The rates of Poland as they have been since 2011: 23, 8, 5 and 0 %, and what is exempt.
    pub fn poland() -> Vec<TaxRate> {
        let valid_from: Timestamp = "2010-12-31T23:00:00Z".parse().expect("a moment"); // midnight in Warsaw
        let rates = [
            (TaxClass::Standard, 2300),
            (TaxClass::Reduced, 800),
            (TaxClass::SuperReduced, 500),
            (TaxClass::Zero, 0),
            (TaxClass::Exempt, 0),
        ];
        rates
            .into_iter()
            .map(|(class, rate_bp)| TaxRate { country: "PL".to_owned(), class, valid_from, rate_bp })
            .collect()
    }
}

/// What holds in one country at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxRates {
    pub country: String,
    pub rates: BTreeMap<TaxClass, i64>,
}
impl TaxRates {
    /// In hundredths of a percent. What is exempt needs no rate.
    pub fn rate_bp(&self, class: TaxClass) -> Result<i64, Error> {
        match (self.rates.get(&class), class) {
            (Some(rate), _) => Ok(*rate),
            (None, TaxClass::Exempt) => Ok(0),
            (None, _) => Err(Error::UnknownTax { country: self.country.clone(), class }),
        }
    }
}
