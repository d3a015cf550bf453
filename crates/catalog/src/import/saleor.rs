//! The catalogue of a Saleor shop as a Django fixture: one JSON array of `{"model", "pk", "fields"}`. English texts; prices per
//! channel, stock per warehouse, pictures by name.

use std::collections::BTreeMap;
use std::io::Read;

use kernel::{BrandCode, Currency, Sku};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::csv::{label, short};
use super::json::elements;
use super::{ImportedImage, ImportedPrice, ImportedProduct, ImportedStock, Products, RowError, amount};
use crate::{
    Attribute, Brand, Choice, OptionValue, ProductText, SaveCategory, SaveProduct, SaveVariant, Status, Text,
    Value, slug,
};

/// Reads the whole fixture, then tells its products one by one. What belongs to a broken row is left out.
pub fn products(mut reader: Box<dyn Read + Send>) -> Result<Products, RowError> {
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|error| RowError::row(1, error.to_string()))?;
    let (mut shop, mut errors) = (Shop::default(), Vec::new());
    for row in elements::<Row>(text.trim_start_matches('\u{feff}'))? {
        if let Err(error) = row.and_then(|(line, row)| shop.take(line, row)) {
            errors.push(Err(error));
        }
    }
    let mut told = errors;
    for (pk, (line, product)) in &shop.products {
        told.push(shop.product(*pk, *line, product));
    }
    Ok(Box::new(told.into_iter()))
}

#[derive(Deserialize)]
struct Row {
    model: String,
    pk: Json,
    fields: Json,
}

/// Rows of a model by their key; as they were written where order says something.
#[derive(Default)]
struct Shop {
    categories: BTreeMap<i64, Category>,
    types: BTreeMap<i64, ProductType>,
    products: BTreeMap<i64, (i64, Product)>,
    variants: BTreeMap<i64, Variant>,
    media: Vec<Media>,
    listings: Vec<Listing>,
    prices: Vec<Price>,
    attributes: BTreeMap<i64, AttributeRow>,
    values: BTreeMap<i64, AttributeValue>,
    product_values: Vec<ProductValue>,
    /// Which variant an assignment is about.
    assignments: BTreeMap<i64, Assignment>,
    variant_values: Vec<VariantValue>,
    warehouses: BTreeMap<String, Warehouse>,
    stock: Vec<Stock>,
}

#[derive(Deserialize)]
struct Category {
    name: String,
    slug: String,
    parent: Option<i64>,
    #[serde(default)]
    lft: i64,
}
#[derive(Deserialize)]
struct ProductType {
    #[serde(default)]
    weight: Option<String>,
}
#[derive(Deserialize)]
struct Product {
    name: String,
    slug: String,
    product_type: i64,
    category: Option<i64>,
    #[serde(default)]
    description: Option<Json>,
    #[serde(default)]
    description_plaintext: Option<String>,
    #[serde(default)]
    seo_title: Option<String>,
    #[serde(default)]
    seo_description: Option<String>,
    #[serde(default)]
    weight: Option<String>,
}
#[derive(Deserialize)]
struct Variant {
    product: i64,
    sku: Option<String>,
    #[serde(default)]
    sort_order: Option<i64>,
    #[serde(default)]
    weight: Option<String>,
}
#[derive(Deserialize)]
struct Media {
    product: i64,
    image: Option<String>,
    #[serde(default)]
    alt: Option<String>,
    #[serde(default)]
    sort_order: Option<i64>,
}
#[derive(Deserialize)]
struct Listing {
    product: i64,
    is_published: bool,
}
#[derive(Deserialize)]
struct Price {
    variant: i64,
    currency: String,
    price_amount: Option<String>,
    #[serde(skip)]
    line: i64,
}
#[derive(Deserialize)]
struct AttributeRow {
    slug: String,
    name: String,
}
#[derive(Deserialize)]
struct AttributeValue {
    attribute: i64,
    name: String,
    slug: String,
    #[serde(default)]
    sort_order: Option<i64>,
}
#[derive(Deserialize)]
struct ProductValue {
    product: i64,
    value: i64,
}
#[derive(Deserialize)]
struct Assignment {
    variant: i64,
}
#[derive(Deserialize)]
struct VariantValue {
    value: i64,
    assignment: i64,
}
#[derive(Deserialize)]
struct Warehouse {
    slug: String,
}
#[derive(Deserialize)]
struct Stock {
    warehouse: Json,
    product_variant: i64,
    quantity: i64,
    #[serde(skip)]
    line: i64,
}

fn read<T: DeserializeOwned>(line: i64, row: Row) -> Result<T, RowError> {
    serde_json::from_value(row.fields)
        .map_err(|error| RowError::new(line, 0, format!("{}/{}", row.model, row.pk), error.to_string()))
}

impl Shop {
    fn take(&mut self, line: i64, row: Row) -> Result<(), RowError> {
        let pk = row.pk.as_i64();
        let key = || pk.ok_or_else(|| RowError::new(line, 0, "pk", "a number"));
        match row.model.as_str() {
            "product.category" => drop(self.categories.insert(key()?, read(line, row)?)),
            "product.producttype" => drop(self.types.insert(key()?, read(line, row)?)),
            "product.product" => drop(self.products.insert(key()?, (line, read(line, row)?))),
            "product.productvariant" => drop(self.variants.insert(key()?, read(line, row)?)),
            "product.productmedia" => self.media.push(read(line, row)?),
            "product.productchannellisting" => self.listings.push(read(line, row)?),
            "product.productvariantchannellisting" => {
                let price: Price = read(line, row)?;
                self.prices.push(Price { line, ..price });
            }
            "attribute.attribute" => drop(self.attributes.insert(key()?, read(line, row)?)),
            "attribute.attributevalue" => drop(self.values.insert(key()?, read(line, row)?)),
            "attribute.assignedproductattributevalue" => self.product_values.push(read(line, row)?),
            "attribute.assignedvariantattribute" => drop(self.assignments.insert(key()?, read(line, row)?)),
            "attribute.assignedvariantattributevalue" => self.variant_values.push(read(line, row)?),
            "warehouse.warehouse" => {
                let pk = spelled(&row.pk);
                self.warehouses.insert(pk, read(line, row)?);
            }
            "warehouse.stock" => {
                let stock: Stock = read(line, row)?;
                self.stock.push(Stock { line, ..stock });
            }
            _ => {} // menus, pages, shipping, sales: not about the catalogue
        }
        Ok(())
    }

    fn product(&self, pk: i64, line: i64, row: &Product) -> Result<ImportedProduct, RowError> {
        let mut product = ImportedProduct { line, ..ImportedProduct::default() };
        let text = ProductText {
            name: row.name.clone(),
            description: described(row),
            seo_title: row.seo_title.clone().unwrap_or_default(),
            seo_description: row.seo_description.clone().unwrap_or_default(),
            ..ProductText::default()
        };
        let is_published = self.listings.iter().any(|listing| listing.product == pk && listing.is_published);
        product.product = SaveProduct {
            key: row.slug.clone(),
            status: if is_published { Status::Published } else { Status::Draft },
            texts: [("en".to_owned(), text)].into(),
            ..SaveProduct::default()
        };
        self.categories(row, &mut product);
        self.attributes(pk, &mut product);
        self.variants(pk, row, &mut product)
            .map_err(|why| RowError::new(line, 0, format!("product.product/{pk}"), why))?;
        let mut media: Vec<&Media> = self.media.iter().filter(|media| media.product == pk).collect();
        media.sort_by_key(|media| media.sort_order);
        product.images = media
            .into_iter()
            .filter_map(|media| {
                let alt = media.alt.as_deref().filter(|alt| !alt.is_empty()).unwrap_or(&row.name);
                Some(ImportedImage {
                    source: media.image.clone().filter(|image| !image.is_empty())?,
                    hint: format!("{} {}", row.slug, row.name),
                    alt: Text::of("en", alt),
                    color: None,
                    line,
                })
            })
            .collect();
        Ok(product)
    }

    fn categories(&self, row: &Product, into: &mut ImportedProduct) {
        let mut next = row.category;
        while let Some(category) = next.and_then(|pk| self.categories.get(&pk)) {
            let parent =
                category.parent.and_then(|pk| self.categories.get(&pk)).map(|parent| parent.slug.clone());
            if into.categories.iter().any(|seen| seen.key == category.slug) {
                break;
            }
            into.categories.insert(
                0,
                SaveCategory {
                    key: category.slug.clone(),
                    parent,
                    name: Text::of("en", &category.name),
                    about: Text::default(),
                    position: category.lft,
                },
            );
            next = category.parent;
        }
        into.product.categories =
            into.categories.last().map(|category| category.key.clone()).into_iter().collect();
    }

    /// The brand is an attribute there; the others stay attributes.
    fn attributes(&self, pk: i64, into: &mut ImportedProduct) {
        for assigned in self.product_values.iter().filter(|assigned| assigned.product == pk) {
            let Some(value) = self.values.get(&assigned.value) else { continue };
            let Some(attribute) = self.attributes.get(&value.attribute) else { continue };
            if attribute.slug == "brand" {
                if let Some(code) = BrandCode::new(short(&slug(&value.name))) {
                    into.product.brand = Some(code.clone());
                    into.brand = Some(Brand { code, name: value.name.clone() });
                }
                continue;
            }
            self.define(value.attribute, attribute, into);
            match into
                .product
                .attributes
                .entry(attribute.slug.clone())
                .or_insert_with(|| Value::Many(Vec::new()))
            {
                Value::Many(codes) => codes.push(value.slug.clone()),
                Value::Number(_) | Value::One(_) | Value::Text(_) => {}
            }
        }
    }

    /// The attribute with all its values in their order.
    fn define(&self, pk: i64, attribute: &AttributeRow, into: &mut ImportedProduct) {
        if into.attributes.iter().any(|known| known.key == attribute.slug) {
            return;
        }
        let mut values: Vec<&AttributeValue> =
            self.values.values().filter(|value| value.attribute == pk).collect();
        values.sort_by_key(|value| value.sort_order);
        let choices = values.iter().map(|value| Choice::new(value.slug.clone(), Text::of("en", &value.name)));
        let name = label(&attribute.slug, &attribute.name);
        into.attributes.push(Attribute::list(&attribute.slug, name, choices.collect()));
    }

    fn variants(&self, pk: i64, row: &Product, into: &mut ImportedProduct) -> Result<(), String> {
        let mut variants: Vec<(i64, &Variant)> =
            self.variants.iter().filter(|(_, it)| it.product == pk).map(|(pk, it)| (*pk, it)).collect();
        variants.sort_by_key(|(pk, variant)| (variant.sort_order, *pk));
        let only = variants.len() == 1;
        for (number, (variant_pk, variant)) in (1..).zip(variants) {
            // Without a SKU of its own it is called after its product.
            let named = match variant.sku.as_deref().filter(|sku| !sku.is_empty()) {
                Some(sku) => sku.to_owned(),
                None if only => row.slug.clone(),
                None => format!("{}-{number}", row.slug),
            };
            let sku: Sku = named.parse()?;
            let mut save = SaveVariant::new(sku.clone());
            let of_type = || self.types.get(&row.product_type).and_then(|it| it.weight.as_deref());
            let weight = variant.weight.as_deref().or(row.weight.as_deref()).or_else(of_type);
            save.weight_g = weight.and_then(grams);
            save.options = self.options(variant_pk, into);
            into.product.variants.push(save);
            for price in self.prices.iter().filter(|price| price.variant == variant_pk) {
                let Some(currency) = Currency::parse(&price.currency) else { continue };
                let Some(text) = &price.price_amount else { continue };
                let gross = amount::parse(text, currency)?;
                let (sku, line) = (sku.clone(), price.line);
                into.prices.push(ImportedPrice { sku, list: None, gross, line, is_optional: true });
            }
            for stock in self.stock.iter().filter(|stock| stock.product_variant == variant_pk) {
                let Some(warehouse) = self.warehouses.get(&spelled(&stock.warehouse)) else { continue };
                into.stock.push(ImportedStock {
                    sku: sku.clone(),
                    location: warehouse.slug.clone(),
                    quantity: stock.quantity,
                    line: stock.line,
                });
            }
        }
        Ok(())
    }

    fn options(&self, variant: i64, into: &mut ImportedProduct) -> Vec<OptionValue> {
        let mut options = Vec::new();
        for assigned in &self.variant_values {
            let is_ours = self.assignments.get(&assigned.assignment).is_some_and(|it| it.variant == variant);
            let Some(value) = self.values.get(&assigned.value).filter(|_| is_ours) else { continue };
            let Some(attribute) = self.attributes.get(&value.attribute) else { continue };
            self.define(value.attribute, attribute, into);
            options.push(OptionValue::new(&attribute.slug, value.slug.clone()));
        }
        options
    }
}

fn spelled(pk: &Json) -> String {
    pk.as_str().map_or_else(|| pk.to_string(), str::to_owned)
}

/// `1000.0:g`; nothing weighs nothing.
fn grams(text: &str) -> Option<i64> {
    let (number, unit) = text.split_once(':')?;
    let number: f64 = number.parse().ok()?;
    let factor = match unit {
        "g" => 1.0,
        "kg" => 1000.0,
        "lb" => 453.592_37,
        "oz" => 28.349_523,
        _ => return None,
    };
    Some((number * factor).round() as i64).filter(|grams| *grams > 0)
}

/// The paragraphs of the editor, without their markup.
fn described(product: &Product) -> String {
    let blocks =
        product.description.as_ref().and_then(|it| it.get("blocks")?.as_array()).cloned().unwrap_or_default();
    let paragraphs: Vec<String> = blocks
        .iter()
        .filter_map(|block| {
            let data = block.get("data")?;
            if let Some(items) = data.get("items").and_then(Json::as_array) {
                return Some(items.iter().filter_map(Json::as_str).map(bare).collect::<Vec<_>>().join("\n"));
            }
            data.get("text").and_then(Json::as_str).map(bare)
        })
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    if paragraphs.is_empty() {
        product.description_plaintext.clone().unwrap_or_default()
    } else {
        paragraphs.join("\n\n")
    }
}

/// Text without tags and with its characters instead of their names.
fn bare(markup: &str) -> String {
    let (mut text, mut depth) = (String::with_capacity(markup.len()), 0);
    for letter in markup.chars() {
        match letter {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    let named =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let text = named.iter().fold(text, |text, (name, letter)| text.replace(name, letter));
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_units_are_read() {
        assert_eq!(bare("Launch <b>new&nbsp;markets</b> &amp; more<br/> "), "Launch new markets & more");
        assert_eq!(
            (grams("1000.0:g"), grams("1.5:kg"), grams("0.0:g"), grams("odd")),
            (Some(1000), Some(1500), None, None)
        );
    }
}
