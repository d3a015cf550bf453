//! What an empty database needs before anybody can sell: one market, its taxes, a price list, a seller, the usual channels.
//! Made once, on the first start; everything can be changed afterwards.

use catalog::{Brand, Channel, Market, Seller, Text};
use kernel::{
    Actor, BrandCode, ChannelCode, Currency, Db, MarketCode, PriceListCode, Problem, SellerCode, Tz,
};
use pricing::{PriceList, TaxRate};

const CODES: &str = "the starter's codes are codes";

/// Does nothing where a market exists. `false` if there was nothing to do.
pub async fn settle_in(db: &Db, name: &str) -> Result<bool, Problem> {
    db.run(&Actor::System, async |tx| {
        if !catalog::markets(tx).await?.is_empty() {
            return Ok::<bool, Problem>(false);
        }
        let market = MarketCode::new("pl").expect(CODES);
        let brand = BrandCode::new("main").expect(CODES);
        let list = PriceListCode::new("pln").expect(CODES);
        catalog::save_market(
            tx,
            &Market {
                code: market.clone(),
                country: "PL".to_owned(),
                currency: Currency::Pln,
                zone: Tz::Europe__Warsaw,
                languages: vec!["pl".to_owned(), "en".to_owned()],
            },
        )
        .await?;
        catalog::save_brand(tx, &Brand { code: brand.clone(), name: name.to_owned() }).await?;
        let seller = Seller {
            code: SellerCode::new("main").expect(CODES),
            name: name.to_owned(),
            tax_id: String::new(),
            street: String::new(),
            postcode: String::new(),
            city: String::new(),
            country: "PL".to_owned(),
        };
        catalog::save_seller(tx, &seller).await?;
        pricing::save_list(
            tx,
            &PriceList { code: list.clone(), currency: Currency::Pln, market: market.clone() },
        )
        .await?;
        for rate in TaxRate::poland() {
            pricing::save_tax(tx, &rate).await?;
        }
        let channels = [
            ("shop", "Sklep internetowy", "E-shop"),
            ("store", "Sklepy stacjonarne", "Stores"),
            ("phone", "Telefon", "Phone"),
            ("marketplace", "Platformy sprzedażowe", "Marketplaces"),
        ];
        for (code, pl, en) in channels {
            let channel = Channel {
                code: ChannelCode::new(code).expect(CODES),
                market: market.clone(),
                brand: brand.clone(),
                price_list: list.clone(),
                name: Text::new(pl, en),
            };
            catalog::save_channel(tx, &channel).await?;
        }
        Ok(true)
    })
    .await
}
