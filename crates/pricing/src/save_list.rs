//! Price lists: one currency each.

use kernel::{Capability, Currency, Everywhere, MarketCode, PriceListCode, Query, Tx, args};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PriceList {
    pub code: PriceListCode,
    pub currency: Currency,
    pub market: MarketCode,
}

/// Creates the list or changes its market. The currency of a list that has prices stays.
pub async fn save_list(tx: &mut Tx, wanted: &PriceList) -> Result<(), Error> {
    tx.require(Capability::ManagePrices, Everywhere)?;
    let stored = tx
        .exec(
            "INSERT INTO pricing_list (code, currency, market) VALUES ($1, $2, $3)
             ON CONFLICT (code) DO UPDATE SET currency = excluded.currency, market = excluded.market
             WHERE pricing_list.currency = excluded.currency
                 OR NOT EXISTS (SELECT 1 FROM pricing_price p WHERE p.list = excluded.code)",
            args![wanted.code, wanted.currency, wanted.market],
        )
        .await?;
    if stored == 0 { Err(Error::CurrencyFixed(wanted.code.clone())) } else { Ok(()) }
}

pub async fn list(q: &mut impl Query, code: &PriceListCode) -> Result<PriceList, Error> {
    q.maybe("SELECT code, currency, market FROM pricing_list WHERE code = $1", args![code.clone()])
        .await?
        .ok_or_else(|| Error::UnknownList(code.clone()))
}

pub async fn lists(q: &mut impl Query) -> Result<Vec<PriceList>, Error> {
    Ok(q.all("SELECT code, currency, market FROM pricing_list ORDER BY code", args![]).await?)
}
