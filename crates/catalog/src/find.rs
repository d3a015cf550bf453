//! Finding products and variants by their ids and keys.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{ProductId, Query, Sku, VariantId, args, texts, uuids};
use sqlx::types::Json;

use crate::attribute::COLOR;
use crate::product_rows::{ProductRow, VariantRow, categories_of, media_of, products_by_key, variants_of};
use crate::save_attribute::attributes_of;
use crate::{
    Attribute, Brand, Category, Ean, Error, Media, MediaId, NamedOption, OptionValue, Product, ProductMedia,
    Status, TaxClass, Text, Tree, Variant, VariantCard, VariantStatus, categories, save_reference,
};

/// All that the page of a product shows, but for price and stock.
#[derive(Debug, Clone)]
pub struct ProductPage {
    pub product: Product,
    pub brand: Option<Brand>,
    /// What is offered, in order; archived variants are left out.
    pub variants: Vec<Variant>,
    pub media: Vec<Picture>,
    /// The first is the main one.
    pub categories: Vec<Category>,
    /// From the root to the main category.
    pub path: Vec<Category>,
    /// The axes of the variants and the attributes of the product, with the words for their values.
    pub attributes: Vec<Attribute>,
}

/// A picture in its place, with what a page needs to leave room for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media: MediaId,
    pub alt: Text,
    pub color: Option<String>,
    pub mime: String,
    pub width: Option<i64>,
    pub height: Option<i64>,
}

impl ProductPage {
    pub fn attribute(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }
    /// The options of a variant with the words for them.
    pub fn options(&self, variant: &Variant) -> Vec<NamedOption> {
        named(&variant.options, &self.attributes)
    }
    /// The axes along which the variants differ, each with its values in the order in which they are shown.
    pub fn axes(&self) -> Vec<(NamedAxis, Vec<NamedOption>)> {
        let mut axes: Vec<(NamedAxis, Vec<NamedOption>)> = Vec::new();
        for option in self.variants.iter().flat_map(|variant| self.options(variant)) {
            let place = axes.iter().position(|(axis, _)| axis.axis == option.axis).unwrap_or_else(|| {
                axes.push((NamedAxis { axis: option.axis.clone(), label: option.label.clone() }, Vec::new()));
                axes.len() - 1
            });
            if !axes[place].1.contains(&option) {
                axes[place].1.push(option);
            }
        }
        for (axis, options) in &mut axes {
            if let Some(attribute) = self.attribute(&axis.axis) {
                options.sort_by_key(|option| {
                    attribute
                        .choices
                        .iter()
                        .position(|choice| choice.code == option.code)
                        .unwrap_or(usize::MAX)
                });
            }
        }
        axes
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAxis {
    pub axis: String,
    pub label: Text,
}

/// Options with their words; a code that nobody named stands for itself.
pub(crate) fn named(options: &[OptionValue], attributes: &[Attribute]) -> Vec<NamedOption> {
    options
        .iter()
        .map(|option| {
            let attribute = attributes.iter().find(|attribute| attribute.key == option.axis);
            let choice = attribute.and_then(|attribute| attribute.choice(&option.code));
            NamedOption {
                axis: option.axis.clone(),
                code: option.code.clone(),
                label: attribute.map_or_else(|| Text::same(&option.axis), |attribute| attribute.name.clone()),
                name: choice.map_or_else(|| Text::same(&option.code), |choice| choice.name.clone()),
                hex: choice.and_then(|choice| choice.hex.clone()),
            }
        })
        .collect()
}

pub async fn product(q: &mut impl Query, id: ProductId) -> Result<Product, Error> {
    let row: Option<ProductRow> = q
        .maybe(
            "SELECT id, key, brand, status, texts, attributes, version, created_at, updated_at
             FROM catalog_product WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(Product::from).ok_or_else(|| Error::UnknownProduct(id.to_string()))
}

/// The whole page in seven statements.
pub async fn product_by_key(q: &mut impl Query, key: &str) -> Result<ProductPage, Error> {
    let product = products_by_key(q, &[key]).await?.into_iter().next();
    page_of(q, product.ok_or_else(|| Error::UnknownProduct(key.to_owned()))?).await
}

pub async fn product_page(q: &mut impl Query, id: ProductId) -> Result<ProductPage, Error> {
    let product = product(q, id).await?;
    page_of(q, product).await
}

async fn page_of(q: &mut impl Query, product: Product) -> Result<ProductPage, Error> {
    let id = product.id;
    let mut variants = variants_of(q, &[id]).await?;
    variants.retain(|variant| variant.status == VariantStatus::Active);
    let links = media_of(q, &[id]).await?;
    let media = pictures(q, &links).await?;
    let tree: Tree = categories(q).await?;
    let own = categories_of(q, &[id]).await?;
    let categories: Vec<Category> = own.iter().filter_map(|(_, id)| tree.get(*id).cloned()).collect();
    let path =
        categories.first().map_or(Vec::new(), |main| tree.path(main.id).into_iter().cloned().collect());
    let keys: BTreeSet<&str> = (product.attributes.keys())
        .chain(variants.iter().flat_map(|variant| variant.attributes.keys()))
        .chain(variants.iter().flat_map(|variant| &variant.options).map(|option| &option.axis))
        .map(String::as_str)
        .collect();
    let attributes = attributes_of(q, &keys.into_iter().collect::<Vec<_>>()).await?;
    let brand = match &product.brand {
        Some(code) => save_reference::brand(q, code).await.ok(),
        None => None,
    };
    Ok(ProductPage { product, brand, variants, media, categories, path, attributes })
}

async fn pictures(q: &mut impl Query, links: &[(ProductId, ProductMedia)]) -> Result<Vec<Picture>, Error> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Media> = q
        .all(
            "SELECT id, kind, mime, width, height, bytes FROM catalog_media WHERE id IN {texts $1}",
            args![texts(links.iter().map(|(_, link)| link.media.as_str()))],
        )
        .await?;
    let known: BTreeMap<&MediaId, &Media> = rows.iter().map(|media| (&media.id, media)).collect();
    let pictures = links.iter().filter_map(|(_, link)| {
        let media = known.get(&link.media)?;
        Some(Picture {
            media: link.media.clone(),
            alt: link.alt.clone(),
            color: link.color.clone(),
            mime: media.mime.clone(),
            width: media.width,
            height: media.height,
        })
    });
    Ok(pictures.collect())
}

/// The pictures of these products as they stand, by key.
pub async fn media_by_key(
    q: &mut impl Query,
    keys: &[&str],
) -> Result<BTreeMap<String, Vec<ProductMedia>>, Error> {
    let rows: Vec<(String, MediaId, Text, Option<String>)> = q
        .all(
            "SELECT p.key, m.media, m.alt, m.color
             FROM catalog_product p JOIN catalog_product_media m ON m.product = p.id
             WHERE p.key IN {texts $1} ORDER BY p.key, m.position",
            args![texts(keys)],
        )
        .await?;
    let mut media: BTreeMap<String, Vec<ProductMedia>> = BTreeMap::new();
    for (key, id, alt, color) in rows {
        media.entry(key).or_default().push(ProductMedia { media: id, alt, color });
    }
    Ok(media)
}

pub async fn variant(q: &mut impl Query, id: VariantId) -> Result<Variant, Error> {
    let row: Option<VariantRow> = q
        .maybe(
            "SELECT id, product, sku, ean, options, attributes, weight_g, tax_class, position, status
             FROM catalog_variant WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(Variant::from).ok_or_else(|| Error::UnknownVariant(id.to_string()))
}

pub async fn variant_by_sku(q: &mut impl Query, sku: &Sku) -> Result<Variant, Error> {
    variants_by_sku(q, std::slice::from_ref(sku))
        .await?
        .remove(sku)
        .ok_or_else(|| Error::UnknownVariant(sku.to_string()))
}

pub async fn variants_by_sku(q: &mut impl Query, skus: &[Sku]) -> Result<BTreeMap<Sku, Variant>, Error> {
    let rows: Vec<VariantRow> = q
        .all(
            "SELECT id, product, sku, ean, options, attributes, weight_g, tax_class, position, status
             FROM catalog_variant WHERE sku IN {texts $1}",
            args![texts(skus)],
        )
        .await?;
    Ok(rows.into_iter().map(Variant::from).map(|variant| (variant.sku.clone(), variant)).collect())
}

/// By a scanned or typed barcode.
pub async fn variant_by_ean(q: &mut impl Query, ean: &str) -> Result<Variant, Error> {
    let unknown = || Error::UnknownVariant(ean.chars().take(40).collect());
    let ean = Ean::parse(ean).map_err(|_| unknown())?;
    let row: Option<VariantRow> = q
        .maybe(
            "SELECT id, product, sku, ean, options, attributes, weight_g, tax_class, position, status
             FROM catalog_variant WHERE ean = $1",
            args![ean],
        )
        .await?;
    row.map(Variant::from).ok_or_else(unknown)
}

/// How these variants are taxed; those that nobody knows are not in the answer.
pub async fn tax_classes(
    q: &mut impl Query,
    ids: &[VariantId],
) -> Result<BTreeMap<VariantId, TaxClass>, Error> {
    let rows: Vec<(VariantId, TaxClass)> = q
        .all(
            "SELECT id, tax_class FROM catalog_variant WHERE id IN {uuids $1}",
            args![uuids(ids.iter().copied())],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

#[derive(sqlx::FromRow)]
struct CardRow {
    id: VariantId,
    sku: Sku,
    ean: Option<Ean>,
    product: ProductId,
    product_key: String,
    name: Text,
    options: Json<Vec<OptionValue>>,
    weight_g: Option<i64>,
    tax_class: TaxClass,
    status: VariantStatus,
    product_status: Status,
}

/// Cards of variants in the order asked for, in three statements. Ids that nobody knows are left out.
pub async fn variants(q: &mut impl Query, ids: &[VariantId]) -> Result<Vec<VariantCard>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<CardRow> = q
        .all(
            "SELECT v.id, v.sku, v.ean, v.product, p.key AS product_key, p.name, v.options, v.weight_g, v.tax_class,
                    v.status, p.status AS product_status
             FROM catalog_variant v JOIN catalog_product p ON p.id = v.product
             WHERE v.id IN {uuids $1}",
            args![uuids(ids.iter().copied())],
        )
        .await?;
    let products: BTreeSet<ProductId> = rows.iter().map(|row| row.product).collect();
    let media = media_of(q, &products.into_iter().collect::<Vec<_>>()).await?;
    let axes: BTreeSet<&str> =
        rows.iter().flat_map(|row| &row.options.0).map(|it| it.axis.as_str()).collect();
    let attributes = attributes_of(q, &axes.into_iter().collect::<Vec<_>>()).await?;
    let mut by_id: BTreeMap<VariantId, VariantCard> = rows
        .into_iter()
        .map(|row| {
            let color = row.options.0.iter().find(|option| option.axis == COLOR).map(|it| it.code.as_str());
            let card = VariantCard {
                variant: row.id,
                picture: picture_of(&media, row.product, color).cloned(),
                options: named(&row.options.0, &attributes),
                sku: row.sku,
                ean: row.ean,
                product: row.product,
                product_key: row.product_key,
                name: row.name,
                tax_class: row.tax_class,
                weight_g: row.weight_g,
                status: row.status,
                product_status: row.product_status,
            };
            (row.id, card)
        })
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// The first picture of this colour, else the first of all.
pub(crate) fn picture_of<'a>(
    media: &'a [(ProductId, ProductMedia)],
    product: ProductId,
    color: Option<&str>,
) -> Option<&'a MediaId> {
    let mut own = media.iter().filter(|(of, _)| *of == product).map(|(_, link)| link);
    let of_color = own.clone().find(|link| color.is_some() && link.color.as_deref() == color);
    of_color.or_else(|| own.next()).map(|link| &link.media)
}
