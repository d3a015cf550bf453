//! Saving and finding markets, channels, brands and sellers.

use kernel::{
    BrandCode, Capability, ChannelCode, Currency, Everywhere, MarketCode, Query, SellerCode, Tx, Tz, args,
};
use sqlx::types::Json;

use crate::{Brand, Channel, Error, Market, Reference, ReferenceSaved, Seller};

pub async fn save_market(tx: &mut Tx, market: &Market) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    let languages: serde_json::Value = market.languages.iter().map(String::as_str).collect();
    tx.exec(
        "INSERT INTO catalog_market (code, country, currency, zone, languages) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (code) DO UPDATE SET country = excluded.country, currency = excluded.currency,
             zone = excluded.zone, languages = excluded.languages",
        args![market.code, market.country, market.currency, market.zone.name(), languages],
    )
    .await?;
    tell(tx, Reference::Market, market.code.as_str()).await
}

pub async fn save_channel(tx: &mut Tx, channel: &Channel) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    market(tx, &channel.market).await?;
    brand(tx, &channel.brand).await?;
    tx.exec(
        "INSERT INTO catalog_channel (code, market, brand, price_list, name) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (code) DO UPDATE SET market = excluded.market, brand = excluded.brand,
             price_list = excluded.price_list, name = excluded.name",
        args![channel.code, channel.market, channel.brand, channel.price_list, channel.name],
    )
    .await?;
    tell(tx, Reference::Channel, channel.code.as_str()).await
}

pub async fn save_brand(tx: &mut Tx, brand: &Brand) -> Result<(), Error> {
    tx.require(Capability::ManageCatalog, Everywhere)?;
    let changed = tx
        .exec(
            "INSERT INTO catalog_brand (code, name) VALUES ($1, $2)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE catalog_brand.name <> excluded.name",
            args![brand.code, brand.name],
        )
        .await?;
    if changed == 0 {
        return Ok(());
    }
    tell(tx, Reference::Brand, brand.code.as_str()).await
}

pub async fn save_seller(tx: &mut Tx, seller: &Seller) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    tx.exec(
        "INSERT INTO catalog_seller (code, name, tax_id, street, postcode, city, country)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name, tax_id = excluded.tax_id, street = excluded.street,
             postcode = excluded.postcode, city = excluded.city, country = excluded.country",
        args![
            seller.code,
            seller.name,
            seller.tax_id,
            seller.street,
            seller.postcode,
            seller.city,
            seller.country
        ],
    )
    .await?;
    tell(tx, Reference::Seller, seller.code.as_str()).await
}

pub(crate) async fn tell(tx: &mut Tx, kind: Reference, code: &str) -> Result<(), Error> {
    tx.publish(&ReferenceSaved { kind, code: code.to_owned() }).await?;
    Ok(())
}

pub async fn market(q: &mut impl Query, code: &MarketCode) -> Result<Market, Error> {
    let row: Option<MarketRow> = q
        .maybe(
            "SELECT code, country, currency, zone, languages FROM catalog_market WHERE code = $1",
            args![code.clone()],
        )
        .await?;
    row.map(Market::from).ok_or_else(|| Error::UnknownMarket(code.clone()))
}

pub async fn markets(q: &mut impl Query) -> Result<Vec<Market>, Error> {
    let rows: Vec<MarketRow> = q
        .all("SELECT code, country, currency, zone, languages FROM catalog_market ORDER BY code", args![])
        .await?;
    Ok(rows.into_iter().map(Market::from).collect())
}

pub async fn channel(q: &mut impl Query, code: &ChannelCode) -> Result<Channel, Error> {
    q.maybe(
        "SELECT code, market, brand, price_list, name FROM catalog_channel WHERE code = $1",
        args![code.clone()],
    )
    .await?
    .ok_or_else(|| Error::UnknownChannel(code.clone()))
}

pub async fn channels(q: &mut impl Query) -> Result<Vec<Channel>, Error> {
    Ok(q.all("SELECT code, market, brand, price_list, name FROM catalog_channel ORDER BY code", args![])
        .await?)
}

pub async fn brand(q: &mut impl Query, code: &BrandCode) -> Result<Brand, Error> {
    q.maybe("SELECT code, name FROM catalog_brand WHERE code = $1", args![code.clone()])
        .await?
        .ok_or_else(|| Error::UnknownBrand(code.clone()))
}

pub async fn brands(q: &mut impl Query) -> Result<Vec<Brand>, Error> {
    Ok(q.all("SELECT code, name FROM catalog_brand ORDER BY name, code", args![]).await?)
}

pub async fn seller(q: &mut impl Query, code: &SellerCode) -> Result<Seller, Error> {
    q.maybe(
        "SELECT code, name, tax_id, street, postcode, city, country FROM catalog_seller WHERE code = $1",
        args![code.clone()],
    )
    .await?
    .ok_or_else(|| Error::UnknownSeller(code.clone()))
}

pub async fn sellers(q: &mut impl Query) -> Result<Vec<Seller>, Error> {
    Ok(q.all(
        "SELECT code, name, tax_id, street, postcode, city, country FROM catalog_seller ORDER BY code",
        args![],
    )
    .await?)
}

/// A time zone as the column spells it.
struct Zone(Tz);
kernel::sql_scalar!(Zone as String, |raw| Ok(Zone(raw.parse::<Tz>()?)));

#[derive(sqlx::FromRow)]
struct MarketRow {
    code: MarketCode,
    country: String,
    currency: Currency,
    zone: Zone,
    languages: Json<Vec<String>>,
}
impl From<MarketRow> for Market {
    fn from(row: MarketRow) -> Market {
        Market {
            code: row.code,
            country: row.country,
            currency: row.currency,
            zone: row.zone.0,
            languages: row.languages.0,
        }
    }
}
