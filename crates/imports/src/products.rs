//! Products of a file: what they need first, then the products themselves, their prices and their stock, in one unit.

use std::collections::{BTreeMap, HashMap};

use catalog::import::{ImportedProduct, ImportedStock, RowError};
use catalog::{Media, Outcome, SaveProduct, Saved};
use kernel::{LocationId, Problem, Sku, Tx, VariantId};
use pricing::SetPrice;

use crate::run::{Fate, Row, Run};
use crate::stock::Level;
use crate::{Error, Format, stock};

pub(crate) async fn apply(run: &mut Run<'_>, part: &[Row]) -> Result<(Vec<Fate>, Vec<RowError>), Error> {
    let products: Vec<&ImportedProduct> = part
        .iter()
        .filter_map(|row| match row {
            Row::Product(product) => Some(&**product),
            Row::Stock(_) | Row::Price(_) | Row::Location(_) => None,
        })
        .collect();
    let mut errors = Vec::new();
    ensure(run, &products, &mut errors).await?;
    if run.format == Format::Saleor {
        ensure_places(run, &products).await?;
    }
    let mut wanted: Vec<SaveProduct> = products.iter().map(|product| product.product.clone()).collect();
    let media = pictures(run, &products, &mut wanted, &mut errors).await?;
    if let Some(tax) = run.options.tax {
        wanted
            .iter_mut()
            .flat_map(|product| &mut product.variants)
            .for_each(|variant| variant.tax_class = tax);
    }
    let (run, told) = (&*run, errors);
    run.db
        .run(run.actor, async |tx| {
            let mut errors = told.clone();
            for media in &media {
                catalog::save_media(tx, media).await?;
            }
            let saved = catalog::save_products(tx, wanted.clone()).await?;
            let mut fates = Vec::new();
            for (answer, product) in saved.iter().zip(&products) {
                fates.push(match answer {
                    Ok(saved) => fate(saved.outcome),
                    Err(error) => {
                        errors.extend(refused(product.line, error));
                        Fate::Failed
                    }
                });
            }
            set_prices(run, tx, &products, &saved, &mut fates, &mut errors).await?;
            set_stock(run, tx, &products, &saved, &mut fates, &mut errors).await?;
            run.note_in(tx, part.len(), &fates, &errors).await?;
            Ok((fates, errors))
        })
        .await
}

fn fate(outcome: Outcome) -> Fate {
    match outcome {
        Outcome::Created => Fate::Created,
        Outcome::Changed => Fate::Changed,
        Outcome::Unchanged => Fate::Unchanged,
    }
}

/// A refusal as errors of the row: one for each field that is named.
fn refused(line: i64, error: &catalog::Error) -> Vec<RowError> {
    let problem = Problem::from(error.clone());
    if problem.errors.is_empty() {
        return vec![RowError::row(line, error.to_string())];
    }
    problem.errors.into_iter().map(|field| RowError::new(line, 0, field.pointer, field.detail)).collect()
}

/// Brands, categories and attributes that the batch needs and that are not known to be there.
async fn ensure(
    run: &mut Run<'_>,
    products: &[&ImportedProduct],
    errors: &mut Vec<RowError>,
) -> Result<(), Error> {
    let is_new = |name: &String| !run.ensured.contains(name);
    let mut names = Vec::new();
    let (mut brands, mut categories, mut attributes) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    for product in products {
        if let Some(brand) = product.brand.as_ref().filter(|brand| is_new(&format!("brand {}", brand.code))) {
            names.push(format!("brand {}", brand.code));
            brands.insert(brand.code.clone(), brand);
        }
        for category in product.categories.iter().filter(|it| is_new(&format!("category {}", it.key))) {
            names.push(format!("category {}", category.key));
            categories.push((product.line, category));
        }
        for attribute in &product.attributes {
            let named = |code: &str| format!("choice {} {code}", attribute.key);
            if attribute.choices.iter().any(|choice| is_new(&named(&choice.code))) {
                names.extend(attribute.choices.iter().map(|choice| named(&choice.code)));
                let wanted = attributes.entry(attribute.key.clone()).or_insert_with(|| attribute.clone());
                for choice in &attribute.choices {
                    if wanted.choice(&choice.code).is_none() {
                        wanted.choices.push(choice.clone());
                    }
                }
            }
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    let refused = run
        .db
        .run(run.actor, async |tx| {
            let mut refused = Vec::new();
            for brand in brands.values() {
                // What is there keeps the name that people gave it.
                if catalog::brand(tx, &brand.code).await.is_err() {
                    catalog::save_brand(tx, brand).await?;
                }
            }
            let tree = catalog::categories(tx).await?;
            let mut done: Vec<&str> = Vec::new();
            for (line, category) in &categories {
                if tree.by_key(&category.key).is_some() || done.contains(&category.key.as_str()) {
                    continue;
                }
                done.push(&category.key);
                match catalog::save_category(tx, (*category).clone()).await {
                    Ok(_) => {}
                    Err(error @ (catalog::Error::Fault(_) | catalog::Error::Denied(_))) => {
                        return Err(Error::from(error));
                    }
                    Err(error) => refused.push(RowError::new(*line, 0, "category", error.to_string())),
                }
            }
            for attribute in attributes.values() {
                catalog::extend_attribute(tx, attribute).await?;
            }
            Ok(refused)
        })
        .await?;
    errors.extend(refused);
    run.ensured.extend(names);
    Ok(())
}

/// A Saleor shop brings its warehouses. They become ours unless the import says where the goods lie, or nobody sells yet.
async fn ensure_places(run: &mut Run<'_>, products: &[&ImportedProduct]) -> Result<(), Error> {
    if run.options.location.is_some() {
        return Ok(());
    }
    let mut codes: Vec<&str> = products
        .iter()
        .flat_map(|product| &product.stock)
        .map(|stock| stock.location.as_str())
        .filter(|code| !run.places.contains_key(*code))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(());
    }
    let may = run.actor.allows(kernel::Capability::ManageLocations, kernel::Everywhere);
    let seller = catalog::sellers(&mut run.db.read().await?).await?.into_iter().next().filter(|_| may);
    let Some(seller) = seller else { return Ok(()) };
    let made = run
        .db
        .run(run.actor, async |tx| {
            let mut made = Vec::new();
            for code in &codes {
                let mut place = inventory::Location::new(
                    tx.new_id(),
                    code,
                    inventory::Kind::Warehouse,
                    code,
                    seller.code.clone(),
                );
                place.capabilities.insert(inventory::Capability::Ship);
                match inventory::save_location(tx, place).await {
                    Ok(place) => made.push((place.code, place.id)),
                    // A code that is none of ours: its stock will be told row by row.
                    Err(inventory::Error::Invalid { .. } | inventory::Error::CodeTaken(_)) => {}
                    Err(error) => return Err(Error::from(error)),
                }
            }
            Ok(made)
        })
        .await?;
    run.places.extend(made);
    Ok(())
}

/// Stores the pictures and links them. Without a folder of pictures products keep those that they have.
async fn pictures(
    run: &Run<'_>,
    products: &[&ImportedProduct],
    wanted: &mut [SaveProduct],
    errors: &mut Vec<RowError>,
) -> Result<Vec<Media>, Error> {
    let mut media: BTreeMap<catalog::MediaId, Media> = BTreeMap::new();
    if let Some(pictures) = &run.options.pictures {
        for (product, save) in products.iter().zip(wanted.iter_mut()) {
            for (picture, link) in pictures.of(product, errors).await? {
                media.insert(picture.id.clone(), picture);
                save.media.push(link);
            }
        }
    }
    let keys: Vec<&str> = products
        .iter()
        .zip(wanted.iter())
        .filter(|(_, save)| save.media.is_empty())
        .map(|(product, _)| product.product.key.as_str())
        .collect();
    let mut kept = catalog::media_by_key(&mut run.db.read().await?, &keys).await?;
    for save in wanted.iter_mut().filter(|save| save.media.is_empty()) {
        save.media = kept.remove(&save.key).unwrap_or_default();
    }
    Ok(media.into_values().collect())
}

type Answers = [Result<Saved, catalog::Error>];

fn ids(saved: &Saved) -> HashMap<&Sku, VariantId> {
    saved.variants.iter().map(|variant| (&variant.sku, variant.id)).collect()
}

async fn set_prices(
    run: &Run<'_>,
    tx: &mut Tx,
    products: &[&ImportedProduct],
    saved: &Answers,
    fates: &mut [Fate],
    errors: &mut Vec<RowError>,
) -> Result<(), Error> {
    let (mut wanted, mut places) = (Vec::new(), Vec::new());
    for (number, (product, answer)) in products.iter().zip(saved).enumerate() {
        let Ok(saved) = answer else { continue };
        let ids = ids(saved);
        let (mut is_priced, mut why_not) = (product.prices.is_empty(), None);
        for price in &product.prices {
            let Some(variant) = ids.get(&price.sku) else { continue };
            match run.list_for(price.list.as_ref(), price.gross.currency) {
                Ok(list) => {
                    is_priced = true;
                    wanted.push(SetPrice { list, variant: *variant, gross: price.gross, valid_from: None });
                    places.push((number, price.line));
                }
                // Of the prices for several markets one has to be ours, otherwise the product cannot be sold.
                Err(detail) if price.is_optional => {
                    why_not = Some(RowError::new(price.line, 0, "price", detail))
                }
                Err(detail) => {
                    is_priced = true;
                    errors.push(RowError::new(price.line, 0, "price", detail));
                }
            }
        }
        errors.extend(why_not.filter(|_| !is_priced));
        let Some(gross) = run.options.price else { continue };
        for variant in &product.product.variants {
            let has_price = product.prices.iter().any(|price| price.sku == variant.sku);
            let Some(id) = ids.get(&variant.sku).filter(|_| !has_price) else { continue };
            match run.list_for(None, gross.currency) {
                Ok(list) => {
                    wanted.push(SetPrice { list, variant: *id, gross, valid_from: None });
                    places.push((number, product.line));
                }
                Err(detail) => errors.push(RowError::new(product.line, 0, "price", detail)),
            }
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    for ((number, line), answer) in places.into_iter().zip(pricing::set_prices(tx, wanted).await?) {
        match answer {
            Ok(true) => changed(&mut fates[number]),
            Ok(false) => {}
            Err(error) => errors.push(RowError::new(line, 0, "price", error.to_string())),
        }
    }
    Ok(())
}

async fn set_stock(
    run: &Run<'_>,
    tx: &mut Tx,
    products: &[&ImportedProduct],
    saved: &Answers,
    fates: &mut [Fate],
    errors: &mut Vec<RowError>,
) -> Result<(), Error> {
    let (mut levels, mut owners): (Vec<Level>, Vec<usize>) = (Vec::new(), Vec::new());
    for (number, (product, answer)) in products.iter().zip(saved).enumerate() {
        let Ok(saved) = answer else { continue };
        let ids = ids(saved);
        let is_new = saved.outcome == Outcome::Created;
        let mut take = |variant: VariantId, location: LocationId, quantity: i64| {
            levels.push(Level { variant, location, quantity, is_new });
            owners.push(number);
        };
        for stock in &product.stock {
            let Some(variant) = ids.get(&stock.sku) else { continue };
            match place(run, stock) {
                Ok(location) => take(*variant, location, stock.quantity),
                Err(error) => errors.push(error),
            }
        }
        for (code, quantity) in &run.options.stock {
            let bare = product
                .product
                .variants
                .iter()
                .filter(|it| !product.stock.iter().any(|stock| stock.sku == it.sku));
            for variant in bare.filter_map(|variant| ids.get(&variant.sku)) {
                match run.places.get(code) {
                    Some(location) => take(*variant, *location, *quantity),
                    None => errors.push(RowError::new(
                        product.line,
                        0,
                        "stock",
                        format!("there is no location `{code}`"),
                    )),
                }
            }
        }
    }
    for (number, is_changed) in owners.into_iter().zip(stock::set(run, tx, &levels).await?) {
        if is_changed {
            changed(&mut fates[number]);
        }
    }
    Ok(())
}

fn place(run: &Run<'_>, stock: &ImportedStock) -> Result<LocationId, RowError> {
    let code = run.options.location.as_ref().unwrap_or(&stock.location);
    let found = run.places.get(code).copied();
    let error = |why: String| RowError::new(stock.line, 0, format!("stock:{code}"), why);
    if !(0..=kernel::Quantity::MAX).contains(&stock.quantity) {
        return Err(error("a whole number from 0 on".to_owned()));
    }
    found.ok_or_else(|| error(format!("there is no location `{code}`")))
}

/// A product that is as it was, with another price or stock, is changed all the same.
fn changed(fate: &mut Fate) {
    if *fate == Fate::Unchanged {
        *fate = Fate::Changed;
    }
}
