//! A market, a channel, two lists and a product for the tests.

use catalog::{Brand, Channel, Market, ProductText, SaveProduct, SaveVariant, TaxClass, Text};
use kernel::{
    Actor, BrandCode, ChannelCode, Currency, Db, MarketCode, Money, PriceListCode, Problem, Sku, Tz,
    VariantId,
};
use pricing::{Error, PriceList, SetPrice, TaxRate, save_list, save_tax, set_price};

pub const AREAS: &[kernel::Area] = &[catalog::MIGRATIONS, pricing::MIGRATIONS];

pub fn code(text: &str) -> PriceListCode {
    PriceListCode::new(text).unwrap()
}
pub fn zl(minor: i64) -> Money {
    Money::new(minor, Currency::Pln)
}

/// The channel, and a variant of each tax class: standard, super reduced.
pub async fn shop(db: &Db) -> (Channel, [VariantId; 2]) {
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
            price_list: code("pln"),
            name: Text::new("Sklep", "Shop"),
        };
        catalog::save_channel(tx, &channel).await?;
        for (list, currency) in [("pln", Currency::Pln), ("eur", Currency::Eur)] {
            save_list(tx, &PriceList { code: code(list), currency, market: market.clone() }).await?;
        }
        for rate in TaxRate::poland() {
            save_tax(tx, &rate).await?;
        }
        let classes = [("JACKET", TaxClass::Standard), ("BOOK", TaxClass::SuperReduced)];
        let variants = classes
            .map(|(sku, tax_class)| SaveVariant { tax_class, ..SaveVariant::new(Sku::new(sku).unwrap()) });
        let name = ProductText { name: "Rzecz".into(), ..ProductText::default() };
        let product = SaveProduct {
            key: "thing".into(),
            texts: [("pl".to_owned(), name)].into(),
            variants: variants.to_vec(),
            ..SaveProduct::default()
        };
        catalog::save_product(tx, product).await?;
        let known =
            catalog::variants_by_sku(tx, &[Sku::new("JACKET").unwrap(), Sku::new("BOOK").unwrap()]).await?;
        let ids = ["JACKET", "BOOK"].map(|sku| known[&Sku::new(sku).unwrap()].id);
        Ok::<_, Error>((channel, ids))
    })
    .await
    .unwrap()
}

pub async fn price(db: &Db, actor: &Actor, wanted: SetPrice) -> Result<bool, String> {
    let set = db.run(actor, async |tx| set_price(tx, wanted.clone()).await).await;
    set.map_err(|refusal| Problem::from(refusal).slug().to_owned())
}

pub fn pln(variant: VariantId, minor: i64) -> SetPrice {
    SetPrice { list: code("pln"), variant, gross: zl(minor), valid_from: None }
}
