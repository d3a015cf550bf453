//! Saving and finding rates of tax.

use kernel::{Capability, Everywhere, Query, Timestamp, Tx, args};

use crate::{Error, TaxClass, TaxRate, TaxRates};

/// From its day on this rate holds.
pub async fn save_tax(tx: &mut Tx, rate: &TaxRate) -> Result<(), Error> {
    tx.require(Capability::ManagePrices, Everywhere)?;
    let is_country = rate.country.len() == 2 && rate.country.bytes().all(|b| b.is_ascii_uppercase());
    if !is_country || !(0..=10_000).contains(&rate.rate_bp) {
        return Err(Error::InvalidTax);
    }
    tx.exec(
        "INSERT INTO pricing_tax (country, class, valid_from, rate_bp) VALUES ($1, $2, $3, $4)
         ON CONFLICT (country, class, valid_from) DO UPDATE SET rate_bp = excluded.rate_bp",
        args![rate.country, rate.class, rate.valid_from, rate.rate_bp],
    )
    .await?;
    Ok(())
}

pub async fn tax_rates(q: &mut impl Query, country: &str, at: Timestamp) -> Result<TaxRates, Error> {
    let rows: Vec<(TaxClass, i64)> = q
        .all(
            "SELECT class, rate_bp FROM pricing_tax WHERE country = $1 AND valid_from <= $2 ORDER BY valid_from",
            args![country.to_owned(), at],
        )
        .await?;
    // Later rows stand over earlier ones.
    Ok(TaxRates { country: country.to_owned(), rates: rows.into_iter().collect() })
}
