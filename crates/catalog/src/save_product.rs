//! Saving products: the whole of each, created or changed by its key. One or a hundred, the same statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{
    BrandCode, Capability, CategoryId, Everywhere, Fault, ProductId, Query, Sku, Tx, VariantId, args, texts,
};

use crate::attribute::axis;
use crate::product_rows::{Whole, store, wholes};
use crate::{Ean, Error, MediaId, Product, ProductSaved, SaveProduct, SaveVariant, Variant, VariantStatus};

kernel::text_enum! {
    pub enum Outcome { Created = "created", Changed = "changed", Unchanged = "unchanged" }
}

/// A product as it now is, and whether saving it made a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    pub product: Product,
    pub variants: Vec<Variant>,
    pub outcome: Outcome,
}

/// Creates the product with this key or changes it. Saying the same again changes nothing and tells nobody.
pub async fn save_product(tx: &mut Tx, wanted: SaveProduct) -> Result<Product, Error> {
    let saved = save_products(tx, vec![wanted]).await?.into_iter().next();
    Ok(saved.expect("one answer for one product")?.product)
}

/// Many products in one unit: an answer for each, in their order. What is refused leaves the others alone.
pub async fn save_products(
    tx: &mut Tx,
    wanted: Vec<SaveProduct>,
) -> Result<Vec<Result<Saved, Error>>, Error> {
    tx.require(Capability::ManageCatalog, Everywhere)?;
    let mut answers: Vec<Option<Result<Saved, Error>>> = wanted.iter().map(|_| None).collect();
    let mut waiting: Vec<(usize, SaveProduct)> = wanted.into_iter().map(normal).enumerate().collect();
    // The same key twice in a list: the second stands on what the first left.
    while !waiting.is_empty() {
        let mut keys = BTreeSet::new();
        let (round, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, product)| keys.insert(product.key.clone()));
        for (place, answer) in save_round(tx, round).await? {
            answers[place] = Some(answer);
        }
        waiting = later;
    }
    Ok(answers.into_iter().map(|answer| answer.expect("every product is in one round")).collect())
}

type Answer = (usize, Result<Saved, Error>);

async fn save_round(tx: &mut Tx, round: Vec<(usize, SaveProduct)>) -> Result<Vec<Answer>, Error> {
    let mut known = Known::load(tx, &round).await?;
    let (mut answers, mut new, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for (place, product) in round {
        match plan(tx, &mut known, product) {
            Ok(Planned { whole, outcome: Outcome::Unchanged }) => {
                answers.push((place, Ok(saved(whole, Outcome::Unchanged))))
            }
            Ok(Planned { whole, outcome: Outcome::Created }) => new.push((place, whole)),
            Ok(Planned { whole, outcome: Outcome::Changed }) => changed.push((place, whole)),
            Err(refusal) => answers.push((place, Err(refusal))),
        }
    }
    let created: Vec<&Whole> = new.iter().map(|(_, whole)| whole).collect();
    let different: Vec<&Whole> = changed.iter().map(|(_, whole)| whole).collect();
    if created.is_empty() && different.is_empty() {
        return Ok(answers);
    }
    store(tx, &created, &different, &known.freed).await?;
    for Whole { product, .. } in created.iter().chain(&different) {
        tx.publish(&ProductSaved { product: product.id, version: product.version }).await?;
    }
    answers.extend(new.into_iter().map(|(place, whole)| (place, Ok(saved(whole, Outcome::Created)))));
    answers.extend(changed.into_iter().map(|(place, whole)| (place, Ok(saved(whole, Outcome::Changed)))));
    Ok(answers)
}

fn saved(whole: Whole, outcome: Outcome) -> Saved {
    Saved { product: whole.product, variants: whole.variants, outcome }
}

/// One spelling of axes, no category twice.
fn normal(mut wanted: SaveProduct) -> SaveProduct {
    for variant in &mut wanted.variants {
        for option in &mut variant.options {
            option.axis = axis(&option.axis);
        }
    }
    wanted.attributes = wanted.attributes.into_iter().map(|(key, value)| (axis(&key), value)).collect();
    let mut seen = BTreeSet::new();
    wanted.categories.retain(|key| seen.insert(key.clone()));
    wanted
}

/// What the plans of a round need to know, read in a handful of statements.
struct Known {
    wholes: BTreeMap<String, Whole>,
    categories: HashMap<String, CategoryId>,
    brands: BTreeSet<BrandCode>,
    media: BTreeSet<MediaId>,
    skus: HashMap<Sku, ProductId>,
    eans: HashMap<Ean, Holder>,
    /// Variants that lose their barcode to another one.
    freed: Vec<VariantId>,
}
#[derive(Clone, sqlx::FromRow)]
struct Holder {
    ean: Ean,
    sku: Sku,
    id: VariantId,
    status: VariantStatus,
}

impl Known {
    async fn load(tx: &mut Tx, round: &[(usize, SaveProduct)]) -> Result<Self, Fault> {
        let all = || round.iter().map(|(_, product)| product);
        let variants = || all().flat_map(|product| &product.variants);
        let keys: Vec<&str> = all().map(|product| product.key.as_str()).collect();
        let category_keys: BTreeSet<&str> = all().flat_map(|it| &it.categories).map(String::as_str).collect();
        let brand_codes: BTreeSet<&str> =
            all().filter_map(|it| it.brand.as_ref()).map(BrandCode::as_str).collect();
        let media_ids: BTreeSet<&str> = all().flat_map(|it| &it.media).map(|it| it.media.as_str()).collect();
        let skus: Vec<&str> = variants().map(|variant| variant.sku.as_str()).collect();
        let eans: Vec<&str> = variants().filter_map(|it| it.ean.as_ref()).map(Ean::as_str).collect();

        // Owners before products: what somebody commits in between is then seen as a product that changed, never as a
        // code that somebody else has.
        let mut known = Known {
            wholes: BTreeMap::new(),
            categories: HashMap::new(),
            brands: BTreeSet::new(),
            media: BTreeSet::new(),
            skus: HashMap::new(),
            eans: HashMap::new(),
            freed: Vec::new(),
        };
        if !category_keys.is_empty() {
            let rows: Vec<(String, CategoryId)> = tx
                .all(
                    "SELECT key, id FROM catalog_category WHERE key IN {texts $1}",
                    args![texts(category_keys)],
                )
                .await?;
            known.categories = rows.into_iter().collect();
        }
        if !brand_codes.is_empty() {
            let rows: Vec<(BrandCode,)> = tx
                .all("SELECT code FROM catalog_brand WHERE code IN {texts $1}", args![texts(brand_codes)])
                .await?;
            known.brands = rows.into_iter().map(|row| row.0).collect();
        }
        if !media_ids.is_empty() {
            let rows: Vec<(MediaId,)> = tx
                .all("SELECT id FROM catalog_media WHERE id IN {texts $1}", args![texts(media_ids)])
                .await?;
            known.media = rows.into_iter().map(|row| row.0).collect();
        }
        if !skus.is_empty() {
            let rows: Vec<(Sku, ProductId)> = tx
                .all("SELECT sku, product FROM catalog_variant WHERE sku IN {texts $1}", args![texts(skus)])
                .await?;
            known.skus = rows.into_iter().collect();
        }
        if !eans.is_empty() {
            let rows: Vec<Holder> = tx
                .all(
                    "SELECT ean, sku, id, status FROM catalog_variant WHERE ean IN {texts $1}",
                    args![texts(eans)],
                )
                .await?;
            known.eans = rows.into_iter().map(|holder| (holder.ean.clone(), holder)).collect();
        }
        known.wholes = wholes(tx, &keys).await?;
        Ok(known)
    }
}

struct Planned {
    whole: Whole,
    outcome: Outcome,
}

/// What the product will be; nothing is written yet.
fn plan(tx: &Tx, known: &mut Known, wanted: SaveProduct) -> Result<Planned, Error> {
    wanted.check()?;
    let old = known.wholes.get(&wanted.key).cloned();
    if let Some(expected) = wanted.expected_version {
        let found = old.as_ref().map_or(0, |old| old.product.version);
        if found != expected {
            return Err(Error::Stale { key: wanted.key, found });
        }
    }
    let id = old.as_ref().map_or_else(|| tx.new_id(), |old| old.product.id);
    if let Some(brand) = wanted.brand.as_ref().filter(|brand| !known.brands.contains(brand)) {
        return Err(Error::UnknownBrand(brand.clone()));
    }
    if let Some(unknown) = wanted.media.iter().find(|it| !known.media.contains(&it.media)) {
        return Err(Error::UnknownMedia(unknown.media.clone()));
    }
    let mut categories = Vec::new();
    for key in &wanted.categories {
        categories.push(*known.categories.get(key).ok_or_else(|| Error::UnknownCategory(key.clone()))?);
    }
    if let Some(taken) =
        wanted.variants.iter().find(|it| known.skus.get(&it.sku).is_some_and(|owner| *owner != id))
    {
        return Err(Error::SkuTaken(taken.sku.clone()));
    }
    let old_variants = old.as_ref().map_or(&[][..], |old| &old.variants);
    let variants = merge(tx, id, old_variants, wanted.variants, wanted.keep_other_variants);
    let freed = barcodes(known, &variants)?;

    let whole = Whole {
        product: Product {
            id,
            key: wanted.key,
            brand: wanted.brand,
            status: wanted.status,
            texts: wanted.texts,
            attributes: wanted.attributes,
            version: old.as_ref().map_or(1, |old| old.product.version),
            created_at: old.as_ref().map_or(tx.now(), |old| old.product.created_at),
            updated_at: old.as_ref().map_or(tx.now(), |old| old.product.updated_at),
        },
        variants,
        categories,
        media: wanted.media,
    };
    let outcome = match old {
        Some(old) if old == whole => Outcome::Unchanged,
        Some(_) => Outcome::Changed,
        None => Outcome::Created,
    };
    let mut whole = whole;
    if outcome == Outcome::Changed {
        whole.product.version += 1;
        whole.product.updated_at = tx.now();
    }
    // What this product takes, the next one of the round cannot.
    for variant in &whole.variants {
        known.skus.insert(variant.sku.clone(), id);
        if let Some(ean) = &variant.ean {
            let holder =
                Holder { ean: ean.clone(), sku: variant.sku.clone(), id: variant.id, status: variant.status };
            known.eans.insert(ean.clone(), holder);
        }
    }
    known.freed.extend(freed);
    Ok(Planned { whole, outcome })
}

/// Variants keep their id as long as they keep their SKU. What is no longer named is archived, never deleted: orders
/// and stock speak of it.
fn merge(
    tx: &Tx,
    product: ProductId,
    old: &[Variant],
    wanted: Vec<SaveVariant>,
    keep_others: bool,
) -> Vec<Variant> {
    let next = old.iter().map(|variant| variant.position + 1).max().unwrap_or(0);
    let mut fresh = 0;
    let mut variants: Vec<Variant> = Vec::new();
    for (place, it) in (0i64..).zip(wanted) {
        let before = old.iter().find(|variant| variant.sku == it.sku);
        let position = match before {
            Some(before) if keep_others => before.position,
            None if keep_others => {
                fresh += 1;
                next + fresh - 1
            }
            _ => place,
        };
        variants.push(Variant {
            id: before.map_or_else(|| tx.new_id(), |before| before.id),
            product,
            sku: it.sku,
            ean: it.ean,
            options: it.options,
            attributes: it.attributes,
            weight_g: it.weight_g,
            tax_class: it.tax_class,
            position,
            status: VariantStatus::Active,
        });
    }
    for before in old {
        if variants.iter().any(|variant| variant.id == before.id) {
            continue;
        }
        let mut kept = before.clone();
        if !keep_others {
            kept.status = VariantStatus::Archived;
        }
        let is_used_again = variants.iter().any(|variant| variant.ean == kept.ean);
        if kept.status == VariantStatus::Archived && is_used_again {
            kept.ean = None;
        }
        variants.push(kept);
    }
    variants.sort_by(|a, b| (a.position, a.sku.as_str()).cmp(&(b.position, b.sku.as_str())));
    variants
}

/// Refuses barcodes of others; says which variants have to let theirs go first.
fn barcodes(known: &Known, variants: &[Variant]) -> Result<Vec<VariantId>, Error> {
    let mut freed = Vec::new();
    for variant in variants.iter().filter(|variant| variant.status == VariantStatus::Active) {
        let Some(holder) = variant.ean.as_ref().and_then(|ean| known.eans.get(ean)) else { continue };
        if holder.id == variant.id {
            continue;
        }
        let lets_go = match variants.iter().find(|other| other.id == holder.id) {
            Some(sibling) => sibling.ean != variant.ean,
            None => holder.status == VariantStatus::Archived,
        };
        if !lets_go {
            return Err(Error::EanTaken { ean: holder.ean.clone(), sku: holder.sku.clone() });
        }
        freed.push(holder.id);
    }
    Ok(freed)
}

impl From<&Variant> for SaveVariant {
    fn from(variant: &Variant) -> Self {
        SaveVariant {
            sku: variant.sku.clone(),
            ean: variant.ean.clone(),
            options: variant.options.clone(),
            attributes: variant.attributes.clone(),
            weight_g: variant.weight_g,
            tax_class: variant.tax_class,
        }
    }
}
