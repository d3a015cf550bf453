//! Products as rows: reading and writing many at once.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    BrandCode, CategoryId, Fault, ProductId, Query, Sku, Timestamp, Tx, VariantId, args, row, rows, texts,
    uuids,
};
use sqlx::types::Json;

use crate::attribute::Values;
use crate::text::{fold, words};
use crate::{
    Ean, Error, MediaId, OptionValue, Product, ProductMedia, ProductText, Status, TaxClass, Text, Variant,
    VariantStatus,
};

#[derive(sqlx::FromRow)]
pub struct ProductRow {
    id: ProductId,
    key: String,
    brand: Option<BrandCode>,
    status: Status,
    texts: Json<BTreeMap<String, ProductText>>,
    attributes: Json<Values>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}
impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Product {
        Product {
            id: row.id,
            key: row.key,
            brand: row.brand,
            status: row.status,
            texts: row.texts.0,
            attributes: row.attributes.0,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

#[derive(sqlx::FromRow)]
pub struct VariantRow {
    id: VariantId,
    product: ProductId,
    sku: Sku,
    ean: Option<Ean>,
    options: Json<Vec<OptionValue>>,
    attributes: Json<Values>,
    weight_g: Option<i64>,
    tax_class: TaxClass,
    position: i64,
    status: VariantStatus,
}
impl From<VariantRow> for Variant {
    fn from(row: VariantRow) -> Variant {
        Variant {
            id: row.id,
            product: row.product,
            sku: row.sku,
            ean: row.ean,
            options: row.options.0,
            attributes: row.attributes.0,
            weight_g: row.weight_g,
            tax_class: row.tax_class,
            position: row.position,
            status: row.status,
        }
    }
}

#[derive(sqlx::FromRow)]
struct MediaRow {
    product: ProductId,
    media: MediaId,
    alt: Text,
    color: Option<String>,
}

/// A product with all that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub product: Product,
    pub variants: Vec<Variant>,
    pub categories: Vec<CategoryId>,
    pub media: Vec<ProductMedia>,
}

pub async fn products_by_key(q: &mut impl Query, keys: &[&str]) -> Result<Vec<Product>, Fault> {
    let rows: Vec<ProductRow> = q
        .all(
            "SELECT id, key, brand, status, texts, attributes, version, created_at, updated_at
             FROM catalog_product WHERE key IN {texts $1}",
            args![texts(keys)],
        )
        .await?;
    Ok(rows.into_iter().map(Product::from).collect())
}

pub async fn variants_of(q: &mut impl Query, products: &[ProductId]) -> Result<Vec<Variant>, Fault> {
    let rows: Vec<VariantRow> = q
        .all(
            "SELECT id, product, sku, ean, options, attributes, weight_g, tax_class, position, status
             FROM catalog_variant WHERE product IN {uuids $1}",
            args![uuids(products.iter().copied())],
        )
        .await?;
    let mut variants: Vec<Variant> = rows.into_iter().map(Variant::from).collect();
    // Databases sort text by their own rules; comparing needs one order.
    variants.sort_by(|a, b| {
        (a.product, a.position, a.sku.as_str()).cmp(&(b.product, b.position, b.sku.as_str()))
    });
    Ok(variants)
}

pub async fn media_of(
    q: &mut impl Query,
    products: &[ProductId],
) -> Result<Vec<(ProductId, ProductMedia)>, Fault> {
    let rows: Vec<MediaRow> = q
        .all(
            "SELECT product, media, alt, color FROM catalog_product_media
             WHERE product IN {uuids $1} ORDER BY product, position",
            args![uuids(products.iter().copied())],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product, ProductMedia { media: row.media, alt: row.alt, color: row.color }))
        .collect())
}

pub async fn categories_of(
    q: &mut impl Query,
    products: &[ProductId],
) -> Result<Vec<(ProductId, CategoryId)>, Fault> {
    q.all(
        "SELECT product, category FROM catalog_product_category
         WHERE product IN {uuids $1} ORDER BY product, position",
        args![uuids(products.iter().copied())],
    )
    .await
}

/// The products with these keys and all that hangs on them, in four statements or one.
pub async fn wholes(q: &mut impl Query, keys: &[&str]) -> Result<BTreeMap<String, Whole>, Fault> {
    let products = products_by_key(q, keys).await?;
    if products.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    let mut by_id: BTreeMap<ProductId, Whole> = products
        .into_iter()
        .map(|product| {
            (product.id, Whole { product, variants: Vec::new(), categories: Vec::new(), media: Vec::new() })
        })
        .collect();
    for variant in variants_of(q, &ids).await? {
        if let Some(whole) = by_id.get_mut(&variant.product) {
            whole.variants.push(variant);
        }
    }
    for (product, category) in categories_of(q, &ids).await? {
        if let Some(whole) = by_id.get_mut(&product) {
            whole.categories.push(category);
        }
    }
    for (product, media) in media_of(q, &ids).await? {
        if let Some(whole) = by_id.get_mut(&product) {
            whole.media.push(media);
        }
    }
    Ok(by_id.into_values().map(|whole| (whole.product.key.clone(), whole)).collect())
}

/// Writes new and changed products with everything that is derived from them. Refuses as stale what somebody else
/// created or changed since it was read.
pub async fn store(
    tx: &mut Tx,
    new: &[&Whole],
    changed: &[&Whole],
    freed: &[VariantId],
) -> Result<(), Error> {
    if !new.is_empty() {
        let stored = tx
            .exec(
                "INSERT INTO catalog_product (id, key, brand, status, name, sort_key, texts, attributes, version, created_at, updated_at)
                 SELECT {row.uuid id}, {row.text key}, {row.text brand}, {row.text status}, {row.json name}, {row.text sort_key},
                        {row.json texts}, {row.json attributes}, {row.int version}, {row.time created_at}, {row.time updated_at}
                 FROM {rows $1} WHERE true
                 ON CONFLICT (key) DO NOTHING",
                args![rows(product_rows(new)?)],
            )
            .await?;
        if stored < new.len() as u64 {
            return Err(Error::Stale { key: new[0].product.key.clone(), found: 1 });
        }
    }
    if !changed.is_empty() {
        let stored = tx
            .exec(
                "UPDATE catalog_product SET brand = n.brand, status = n.status, name = n.name, sort_key = n.sort_key,
                     texts = n.texts, attributes = n.attributes, version = n.version, updated_at = n.updated_at
                 FROM (SELECT {row.uuid id} AS id, {row.text brand} AS brand, {row.text status} AS status,
                              {row.json name} AS name, {row.text sort_key} AS sort_key, {row.json texts} AS texts,
                              {row.json attributes} AS attributes, {row.int version} AS version,
                              {row.time updated_at} AS updated_at
                       FROM {rows $1}) AS n
                 WHERE catalog_product.id = n.id AND catalog_product.version = n.version - 1",
                args![rows(product_rows(changed)?)],
            )
            .await?;
        if stored < changed.len() as u64 {
            let product = &changed[0].product;
            return Err(Error::Stale { key: product.key.clone(), found: product.version });
        }
        forget_derived(tx, changed).await?;
    }
    if !freed.is_empty() {
        tx.exec(
            "UPDATE catalog_variant SET ean = NULL WHERE id IN {uuids $1}",
            args![uuids(freed.iter().copied())],
        )
        .await?;
    }
    let all: Vec<&Whole> = new.iter().chain(changed).copied().collect();
    store_variants(tx, &all).await?;
    store_links(tx, &all).await?;
    store_derived(tx, &all).await
}

fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, Fault> {
    Ok(serde_json::to_value(value)?)
}

fn product_rows(wholes: &[&Whole]) -> Result<Vec<serde_json::Value>, Fault> {
    wholes
        .iter()
        .map(|Whole { product: it, .. }| {
            let name = it.name();
            Ok(row! {
                id: it.id, key: it.key, brand: it.brand, status: it.status, name: name, sort_key: fold(name.get("pl")),
                texts: json(&it.texts)?, attributes: json(&it.attributes)?, version: it.version,
                created_at: it.created_at, updated_at: it.updated_at,
            })
        })
        .collect()
}

async fn forget_derived(tx: &mut Tx, wholes: &[&Whole]) -> Result<(), Error> {
    let ids = || args![uuids(wholes.iter().map(|whole| whole.product.id))];
    tx.exec("DELETE FROM catalog_product_category WHERE product IN {uuids $1}", ids()).await?;
    tx.exec("DELETE FROM catalog_product_media WHERE product IN {uuids $1}", ids()).await?;
    tx.exec("DELETE FROM catalog_facet WHERE product IN {uuids $1}", ids()).await?;
    tx.exec("DELETE FROM catalog_word WHERE product IN {uuids $1}", ids()).await?;
    Ok(())
}

async fn store_variants(tx: &mut Tx, wholes: &[&Whole]) -> Result<(), Error> {
    let mut variants = Vec::new();
    for it in wholes.iter().flat_map(|whole| &whole.variants) {
        variants.push(row! {
            id: it.id, product: it.product, sku: it.sku, ean: it.ean, options: json(&it.options)?,
            attributes: json(&it.attributes)?, weight_g: it.weight_g, tax_class: it.tax_class, position: it.position,
            status: it.status,
        });
    }
    if variants.is_empty() {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO catalog_variant (id, product, sku, ean, options, attributes, weight_g, tax_class, position, status)
         SELECT {row.uuid id}, {row.uuid product}, {row.text sku}, {row.text ean}, {row.json options},
                {row.json attributes}, {row.int weight_g}, {row.text tax_class}, {row.int position}, {row.text status}
         FROM {rows $1} WHERE true
         ON CONFLICT (id) DO UPDATE SET ean = excluded.ean, options = excluded.options,
             attributes = excluded.attributes, weight_g = excluded.weight_g, tax_class = excluded.tax_class,
             position = excluded.position, status = excluded.status",
        args![rows(variants)],
    )
    .await?;
    Ok(())
}

async fn store_links(tx: &mut Tx, wholes: &[&Whole]) -> Result<(), Error> {
    let (mut categories, mut media) = (Vec::new(), Vec::new());
    for whole in wholes {
        let product = whole.product.id;
        for (position, category) in (0i64..).zip(&whole.categories) {
            categories.push(row! { product: product, category: *category, position: position });
        }
        for (position, it) in (0i64..).zip(&whole.media) {
            media.push(
                row! { product: product, position: position, media: it.media, alt: it.alt, color: it.color },
            );
        }
    }
    if !categories.is_empty() {
        tx.exec(
            "INSERT INTO catalog_product_category (product, category, position)
             SELECT {row.uuid product}, {row.uuid category}, {row.int position} FROM {rows $1}",
            args![rows(categories)],
        )
        .await?;
    }
    if !media.is_empty() {
        tx.exec(
            "INSERT INTO catalog_product_media (product, position, media, alt, color)
             SELECT {row.uuid product}, {row.int position}, {row.text media}, {row.json alt}, {row.text color}
             FROM {rows $1}",
            args![rows(media)],
        )
        .await?;
    }
    Ok(())
}

async fn store_derived(tx: &mut Tx, wholes: &[&Whole]) -> Result<(), Error> {
    let (mut facets, mut found_by) = (Vec::new(), Vec::new());
    for whole in wholes {
        let product = whole.product.id;
        for (axis, code, variant) in facets_of(whole) {
            facets.push(row! { axis: axis, code: code, product: product, variant: variant });
        }
        for (word, weight) in words_of(whole) {
            found_by.push(row! { stem: stem(&word), word: word, product: product, weight: weight });
        }
    }
    if !facets.is_empty() {
        tx.exec(
            "INSERT INTO catalog_facet (axis, code, product, variant)
             SELECT {row.text axis}, {row.text code}, {row.uuid product}, {row.uuid variant} FROM {rows $1}",
            args![rows(facets)],
        )
        .await?;
    }
    if !found_by.is_empty() {
        tx.exec(
            "INSERT INTO catalog_word (stem, word, product, weight)
             SELECT {row.text stem}, {row.text word}, {row.uuid product}, {row.int weight} FROM {rows $1}",
            args![rows(found_by)],
        )
        .await?;
    }
    Ok(())
}

/// What lists filter by: the options of what is sold, and the codes of the product itself.
fn facets_of(whole: &Whole) -> BTreeSet<(String, String, VariantId)> {
    let mut facets = BTreeSet::new();
    for variant in whole.variants.iter().filter(|variant| variant.status == VariantStatus::Active) {
        for option in &variant.options {
            facets.insert((option.axis.clone(), option.code.clone(), variant.id));
        }
        for (key, value) in whole.product.attributes.iter().chain(&variant.attributes) {
            facets.extend(
                value
                    .codes()
                    .iter()
                    .filter(|code| code.chars().count() <= 60)
                    .map(|code| (key.clone(), (*code).to_owned(), variant.id)),
            );
        }
    }
    facets
}

/// How much a word in this place says.
const NAME: i64 = 8;
const CODE: i64 = 10;
const KEY: i64 = 3;
const LEAD: i64 = 1;

/// The words a product is found by. Those of its category, brand and options are looked up where they are named.
fn words_of(whole: &Whole) -> BTreeMap<String, i64> {
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    let mut add = |text: &str, weight: i64| {
        for word in words(text) {
            let best = found.entry(word).or_default();
            *best = (*best).max(weight);
        }
    };
    for text in whole.product.texts.values() {
        add(&text.name, NAME);
        add(&text.lead, LEAD);
    }
    add(&whole.product.key, KEY);
    for variant in &whole.variants {
        add(variant.sku.as_str(), CODE);
        // As one word too: some people type a code without its hyphens.
        add(&variant.sku.as_str().replace(|c: char| !c.is_alphanumeric(), ""), CODE);
        if let Some(ean) = &variant.ean {
            add(ean.as_str(), CODE);
        }
    }
    found
}

/// The first two letters: words are looked up by equality of these, then by their beginning.
pub fn stem(word: &str) -> String {
    word.chars().take(2).collect()
}
