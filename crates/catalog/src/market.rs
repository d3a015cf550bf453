//! The dimensions of trade: markets, channels, brands and the legal sellers.

use kernel::{BrandCode, ChannelCode, Currency, MarketCode, PriceListCode, SellerCode, Tz};

use crate::Text;

/// A part of the trade under one law, one currency and one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market {
    pub code: MarketCode,
    /// ISO 3166, two letters: `PL`.
    pub country: String,
    pub currency: Currency,
    pub zone: Tz,
    /// The first one is the main one.
    pub languages: Vec<String>,
}

/// A way in which shoppers reach us: the web shop, the stores, a marketplace.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Channel {
    pub code: ChannelCode,
    pub market: MarketCode,
    pub brand: BrandCode,
    pub price_list: PriceListCode,
    pub name: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Brand {
    pub code: BrandCode,
    pub name: String,
}

/// Who sells in the eyes of the law: printed on receipts and invoices.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Seller {
    pub code: SellerCode,
    pub name: String,
    /// In Poland the NIP.
    pub tax_id: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
}
