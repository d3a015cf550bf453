//! Categories, attributes, products with their drawings and prices, and what lay where on the first morning.

use std::collections::BTreeMap;

use catalog::{
    Attribute, AttributeKind, Blobs, Choice, Ean, Filter, Media, OptionValue, ProductMedia, ProductText,
    SaveCategory, SaveProduct, SaveVariant, Text, Value,
};
use inventory::{Cause, Change, Move};
use kernel::{Currency, Db, Money, Problem, Sku, VariantId};
use pricing::SetPrice;

use super::SYSTEM;
use super::network::{brand, price_list};
use crate::szron::{self, Colour, Product, View};

const SKUS: &str = "the SKUs of Szron are SKUs";

fn text(words: szron::Text) -> Text {
    Text::new(words.pl, words.en)
}

pub async fn load(db: &Db, blobs: &Blobs) -> Result<(), Problem> {
    db.run(SYSTEM, async |tx| {
        for (position, category) in szron::categories().into_iter().enumerate() {
            let wanted = SaveCategory {
                key: category.key.to_owned(),
                parent: category.parent.map(str::to_owned),
                name: text(category.name),
                about: text(category.about),
                position: position as i64,
            };
            catalog::save_category(tx, wanted).await?;
        }
        for attribute in attributes() {
            catalog::save_attribute(tx, attribute).await?;
        }
        Ok::<(), Problem>(())
    })
    .await?;
    // What is saved last is new in the shop: the face of the assortment comes at the end.
    let products: Vec<Product> = szron::products().into_iter().rev().collect();
    let mut pictures = draw_all(blobs, &products).await?;
    for some in products.chunks(8) {
        let drawn: Vec<Vec<Drawn>> = pictures.drain(..some.len()).collect();
        db.run(SYSTEM, async |tx| {
            for media in drawn.iter().flatten() {
                catalog::save_media(tx, &media.media).await?;
            }
            let wanted = some.iter().zip(&drawn).map(|(product, drawn)| goods(product, drawn)).collect();
            for (product, saved) in some.iter().zip(catalog::save_products(tx, wanted).await?) {
                let variants = saved?.variants;
                let price = product.earlier_minor.unwrap_or(product.price_minor);
                let prices = variants.iter().map(|variant| set_price(variant.id, price)).collect();
                for set in pricing::set_prices(tx, prices).await? {
                    set?;
                }
            }
            Ok::<(), Problem>(())
        })
        .await?;
    }
    Ok(())
}

fn set_price(variant: VariantId, minor: i64) -> SetPrice {
    SetPrice { list: price_list(), variant, gross: Money::new(minor, Currency::Pln), valid_from: None }
}

pub async fn lower_prices(db: &Db) -> Result<usize, Problem> {
    db.run(SYSTEM, async |tx| {
        let mut lowered = 0;
        for product in szron::products().into_iter().filter(|product| product.earlier_minor.is_some()) {
            let skus: Vec<Sku> = szron::variants(&product).into_iter().map(|it| sku(&it.sku)).collect();
            let variants = catalog::variants_by_sku(tx, &skus).await?;
            let prices =
                variants.values().map(|variant| set_price(variant.id, product.price_minor)).collect();
            for set in pricing::set_prices(tx, prices).await? {
                lowered += usize::from(set?);
            }
        }
        Ok::<usize, Problem>(lowered)
    })
    .await
}

fn sku(text: &str) -> Sku {
    Sku::new(text).expect(SKUS)
}

fn attributes() -> Vec<Attribute> {
    let mut all: Vec<Attribute> = Vec::new();
    for attribute in szron::attributes() {
        let choices = attribute.choices.iter().map(|(code, name)| Choice::new(*code, text(*name))).collect();
        let kind = if attribute.choices.is_empty() { AttributeKind::Number } else { AttributeKind::List };
        all.push(Attribute {
            key: attribute.key.to_owned(),
            name: text(attribute.name),
            kind,
            unit: attribute.unit.map(str::to_owned),
            choices,
            filter: if attribute.filter { Filter::Shown } else { Filter::Hidden },
            position: all.len() as i64 + 10,
        });
    }
    let (mut colours, mut sizes): (Vec<Choice>, Vec<Choice>) = (Vec::new(), Vec::new());
    for product in szron::products() {
        for colour in product.colours {
            if !colours.iter().any(|choice| choice.code == colour.key) {
                let choice =
                    Choice { hex: Some(colour.hex.to_owned()), ..Choice::new(colour.key, text(colour.name)) };
                colours.push(choice);
            }
        }
        for size in product.sizes {
            if !sizes.iter().any(|choice| choice.code == *size) {
                sizes.push(Choice::new(*size, Text::same(size)));
            }
        }
    }
    all.push(Attribute::list(catalog::COLOR, Text::new("Kolor", "Colour"), colours));
    all.push(Attribute {
        position: 1,
        ..Attribute::list(catalog::SIZE, Text::new("Rozmiar", "Size"), sizes)
    });
    all
}

fn goods(product: &Product, drawn: &[Drawn]) -> SaveProduct {
    let words = |lang: &str| ProductText {
        name: product.name.of(lang).to_owned(),
        lead: product.lead.of(lang).to_owned(),
        description: product.description.of(lang).to_owned(),
        features: product.features.iter().map(|feature| feature.of(lang).to_owned()).collect(),
        material: product.composition.of(lang).to_owned(),
        care: product.care.of(lang).to_owned(),
        ..ProductText::default()
    };
    let value = |value: szron::Value| match value {
        szron::Value::Choice(code) => Value::One(code.to_owned()),
        szron::Value::Number(number) => Value::Number(number as f64),
    };
    SaveProduct {
        key: product.key.to_owned(),
        brand: Some(brand()),
        texts: ["pl", "en"].map(|lang| (lang.to_owned(), words(lang))).into_iter().collect(),
        attributes: product.attributes().into_iter().map(|(key, it)| (key.to_owned(), value(it))).collect(),
        categories: product.categories().into_iter().map(str::to_owned).collect(),
        variants: szron::variants(product).iter().map(variant).collect(),
        media: drawn.iter().map(|it| it.of(product)).collect(),
        ..SaveProduct::default()
    }
}

fn variant(variant: &szron::Variant) -> SaveVariant {
    SaveVariant {
        ean: Some(Ean::parse(&variant.ean).expect("the barcodes of Szron check")),
        options: vec![
            OptionValue::new(catalog::COLOR, variant.colour.key),
            OptionValue::new(catalog::SIZE, variant.size),
        ],
        weight_g: Some(variant.weight_g),
        ..SaveVariant::new(sku(&variant.sku))
    }
}

struct Drawn {
    media: Media,
    colour: Colour,
    view: View,
}
impl Drawn {
    fn of(&self, product: &Product) -> ProductMedia {
        let (pl, en) = match self.view {
            View::Front => ("przód", "front"),
            View::Back => ("tył", "back"),
            View::Detail => ("materiał z bliska", "fabric close up"),
            View::Worn => ("na sylwetce", "worn"),
        };
        ProductMedia {
            media: self.media.id.clone(),
            alt: Text::new(
                format!("{}, {}, {pl}", product.name.pl, self.colour.name.pl),
                format!("{}, {}, {en}", product.name.en, self.colour.name.en),
            ),
            color: Some(self.colour.key.to_owned()),
        }
    }
}

/// Draws on every core; drawings are pure.
async fn draw_all(blobs: &Blobs, products: &[Product]) -> Result<Vec<Vec<Drawn>>, Problem> {
    let hands = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    let mut tasks = tokio::task::JoinSet::new();
    for hand in 0..hands {
        let mine: Vec<(usize, Product)> =
            products.iter().copied().enumerate().skip(hand).step_by(hands).collect();
        let blobs = blobs.clone();
        tasks.spawn(async move {
            let mut drawn = Vec::new();
            for (place, product) in mine {
                let mut pictures = Vec::new();
                for colour in product.colours {
                    for view in View::ALL {
                        let drawing = szron::draw(&product, colour, view);
                        let media = blobs.put(drawing.into_bytes()).await?;
                        pictures.push(Drawn { media, colour: *colour, view });
                    }
                }
                drawn.push((place, pictures));
            }
            Ok::<_, catalog::Error>(drawn)
        });
    }
    let mut all: BTreeMap<usize, Vec<Drawn>> = BTreeMap::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.expect("drawing does not panic")?);
    }
    Ok(all.into_values().collect())
}

pub async fn stock(db: &Db, seed: u64) -> Result<(), Problem> {
    let rows: Vec<szron::Stock> =
        szron::opening_stock(seed).into_iter().filter(|row| row.quantity > 0).collect();
    let places: BTreeMap<String, kernel::LocationId> = inventory::locations(&mut db.read().await?)
        .await?
        .into_iter()
        .map(|place| (place.code, place.id))
        .collect();
    for some in rows.chunks(400) {
        db.run(SYSTEM, async |tx| {
            let skus: Vec<Sku> = some.iter().map(|row| sku(&row.sku)).collect();
            let variants: BTreeMap<String, VariantId> = catalog::variants_by_sku(tx, &skus)
                .await?
                .into_iter()
                .map(|(sku, variant)| (sku.to_string(), variant.id))
                .collect();
            let mut facts = Vec::new();
            for row in some {
                facts.push(Move {
                    id: tx.new_id(),
                    variant: variants[&row.sku],
                    location: places[row.location],
                    change: Change::Delta(row.quantity),
                    cause: Cause::Received,
                    reference: Some("opening".to_owned()),
                    at: None,
                });
            }
            inventory::move_all(tx, facts).await?;
            Ok::<(), Problem>(())
        })
        .await?;
    }
    Ok(())
}
