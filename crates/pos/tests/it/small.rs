//! The least that can be sold: two stores, one clerk in each, a jacket in two sizes and a book with another tax.

use access::{AddStaff, PinHash, Role};
use catalog::{Brand, Channel, Market, ProductText, SaveProduct, SaveVariant, Seller, TaxClass, Text};
use inventory::{Capability, Cause, Change, Kind, Location, Move};
use kernel::{
    Actor, BrandCode, ChannelCode, Currency, Db, MarketCode, Money, PriceListCode, Problem, SellerCode, Sku,
};

const PIN: &str = "204613";

pub fn pin(_: &str, _: &str) -> String {
    PIN.to_owned()
}

pub async fn build(db: &Db) -> Result<(), Problem> {
    let pin = PinHash::make(PIN).await?;
    let (market, brand) = (MarketCode::new("pl").unwrap(), BrandCode::new("szron").unwrap());
    let (seller, list) = (SellerCode::new("szron").unwrap(), PriceListCode::new("pln").unwrap());
    db.run(&Actor::System, async |tx| {
        let languages = vec!["pl".into(), "en".into()];
        let zone = kernel::Tz::Europe__Warsaw;
        let trade =
            Market { code: market.clone(), country: "PL".into(), currency: Currency::Pln, zone, languages };
        catalog::save_market(tx, &trade).await?;
        catalog::save_brand(tx, &Brand { code: brand.clone(), name: "Szron".into() }).await?;
        let firm = Seller {
            code: seller.clone(),
            name: "Szron sp. z o.o.".into(),
            tax_id: "5252344078".into(),
            street: "ul. Testowa 1".into(),
            postcode: "00-001".into(),
            city: "Warszawa".into(),
            country: "PL".into(),
        };
        catalog::save_seller(tx, &firm).await?;
        let prices =
            pricing::PriceList { code: list.clone(), currency: Currency::Pln, market: market.clone() };
        pricing::save_list(tx, &prices).await?;
        for rate in pricing::TaxRate::poland() {
            pricing::save_tax(tx, &rate).await?;
        }
        for code in ["shop", "store"] {
            let channel = Channel {
                code: ChannelCode::new(code).unwrap(),
                market: market.clone(),
                brand: brand.clone(),
                price_list: list.clone(),
                name: Text::same(code),
            };
            catalog::save_channel(tx, &channel).await?;
        }
        let mut first = None;
        for (code, clerk) in [("gdynia", "Maja Test"), ("sopot", "Jan Test")] {
            let mut place = Location::new(tx.new_id(), code, Kind::Store, code, seller.clone());
            place.capabilities.extend([Capability::Pickup, Capability::Till]);
            let place = inventory::save_location(tx, place).await?;
            first = first.or(Some(place.id));
            let hired = AddStaff {
                id: tx.new_id(),
                email: format!("{code}@example.com"),
                name: clerk.into(),
                language: "pl".into(),
                roles: vec![Role::Store],
                locations: vec![place.id],
                password: None,
                pin: Some(pin.clone()),
            };
            access::add_staff(tx, hired).await?;
        }
        let jacket = [("KURTKA-M", TaxClass::Standard, 49_900), ("KURTKA-L", TaxClass::Standard, 52_999)];
        let book = [("KSIAZKA", TaxClass::SuperReduced, 3_995)];
        for (key, name, variants) in
            [("kurtka", "Kurtka", &jacket[..]), ("ksiazka", "Kurtka na deszcz: poradnik", &book[..])]
        {
            let wanted = SaveProduct {
                key: key.into(),
                brand: Some(brand.clone()),
                status: catalog::Status::Published,
                texts: [("pl".to_owned(), ProductText { name: name.into(), ..ProductText::default() })]
                    .into(),
                variants: variants
                    .iter()
                    .map(|(sku, tax_class, _)| SaveVariant {
                        tax_class: *tax_class,
                        ..SaveVariant::new(Sku::new(*sku).unwrap())
                    })
                    .collect(),
                ..SaveProduct::default()
            };
            let saved = catalog::save_products(tx, vec![wanted]).await?.remove(0)?;
            for variant in &saved.variants {
                let gross = variants.iter().find(|it| it.0 == variant.sku.as_str()).map(|it| it.2).unwrap();
                let gross = Money::new(gross, Currency::Pln);
                let price =
                    pricing::SetPrice { list: list.clone(), variant: variant.id, gross, valid_from: None };
                pricing::set_price(tx, price).await?;
                let delivered = Move {
                    id: tx.new_id(),
                    variant: variant.id,
                    location: first.unwrap(),
                    change: Change::Delta(10),
                    cause: Cause::Received,
                    reference: None,
                    at: None,
                };
                inventory::move_stock(tx, delivered).await?;
            }
        }
        Ok(())
    })
    .await
}
