//! A retailer with a market, a list, a seller and a warehouse, and files of lines.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use catalog::{Brand, Channel, Market, Seller, Text};
use imports::{Error, Format, Kind, Options, Report, Started, run};
use inventory::{Location, StockFilter};
use kernel::{
    Actor, BrandCode, ChannelCode, Currency, Db, ImportId, MarketCode, PageRequest, PriceListCode,
    SellerCode, Sku, Tz,
};

pub const AREAS: &[kernel::Area] =
    &[catalog::MIGRATIONS, pricing::MIGRATIONS, inventory::MIGRATIONS, imports::MIGRATIONS];

pub fn list() -> PriceListCode {
    PriceListCode::new("pln").unwrap()
}

pub async fn retailer(db: &Db) {
    db.run(&Actor::System, async |tx| {
        let market = MarketCode::new("pl").unwrap();
        catalog::save_market(
            tx,
            &Market {
                code: market.clone(),
                country: "PL".into(),
                currency: Currency::Pln,
                zone: Tz::Europe__Warsaw,
                languages: vec!["pl".into()],
            },
        )
        .await?;
        let brand = Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".into() };
        catalog::save_brand(tx, &brand).await?;
        let channel = Channel {
            code: ChannelCode::new("shop").unwrap(),
            market: market.clone(),
            brand: brand.code,
            price_list: list(),
            name: Text::new("Sklep", "Shop"),
        };
        catalog::save_channel(tx, &channel).await?;
        pricing::save_list(tx, &pricing::PriceList { code: list(), currency: Currency::Pln, market }).await?;
        let seller = Seller {
            code: SellerCode::new("szron").unwrap(),
            name: "Szron sp. z o.o.".into(),
            tax_id: "5250000000".into(),
            street: "Zimowa 1".into(),
            postcode: "00-001".into(),
            city: "Warszawa".into(),
            country: "PL".into(),
        };
        catalog::save_seller(tx, &seller).await?;
        let id = tx.new_id();
        let warehouse = Location::new(id, "waw", inventory::Kind::Warehouse, "Magazyn", seller.code);
        inventory::save_location(tx, warehouse).await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

pub async fn import(db: &Db, kind: Kind, format: Format, file: &str, options: &Options) -> Report {
    try_import(db, &Actor::System, kind, format, file, options).await.unwrap()
}

pub async fn try_import(
    db: &Db,
    actor: &Actor,
    kind: Kind,
    format: Format,
    file: &str,
    options: &Options,
) -> Result<Report, Error> {
    let started = Started { id: ImportId::fresh(db.now()), kind, format };
    run(db, actor, started, Box::new(Cursor::new(file.to_owned().into_bytes())), options, &mut |_| ()).await
}

pub fn counts(report: &Report) -> (i64, i64, i64, i64, i64) {
    (report.rows, report.created, report.changed, report.unchanged, report.failed)
}

/// What lies in the warehouse of this code.
pub async fn on_hand(db: &Db, sku: &str, location: &str) -> i64 {
    let mut read = db.read().await.unwrap();
    let variant = catalog::variant_by_sku(&mut read, &Sku::new(sku).unwrap()).await.unwrap().id;
    let location = inventory::location_by_code(&mut read, location).await.unwrap().id;
    let filter = StockFilter { variant: Some(variant), location: Some(location), ..StockFilter::default() };
    let stock = inventory::stock(&mut read, &filter, &PageRequest::first(1)).await.unwrap();
    stock.items.first().map_or(0, |stock| stock.on_hand)
}

/// Gross price in minor units.
pub async fn price(db: &Db, sku: &str) -> Option<i64> {
    let mut read = db.read().await.unwrap();
    let variant = catalog::variant_by_sku(&mut read, &Sku::new(sku).unwrap()).await.unwrap().id;
    let prices = pricing::prices(&mut read, &list(), &[variant], db.now()).await.unwrap();
    prices.get(&variant).map(|price| price.gross.minor)
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// A file of the shared data, if it is there; says so loudly if it is not.
pub fn shared(path: &str) -> Option<PathBuf> {
    let Ok(data) = std::env::var("SPOINA_DATA") else {
        eprintln!("SKIPPED: {path} is not looked at, because SPOINA_DATA names no folder");
        return None;
    };
    let path = Path::new(&data).join(path);
    assert!(path.exists(), "{} is missing", path.display());
    Some(path)
}
