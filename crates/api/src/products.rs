//! The catalogue: products with their variants, written whole and read by key or SKU.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::HeaderName;
use catalog::{
    MediaId, OptionValue, ProductFilter, ProductMedia, ProductText, SaveProduct, SaveVariant, Text,
};
use kernel::{Capability, Everywhere, Query, Sku};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, IfMatch, Named, Params, etag};
use crate::lookup;
use crate::wire::{self, Page};

type Tagged<T> = ([(HeaderName, String); 1], Json<T>);

/// A whole product. What is left out is empty afterwards; variants that are not named are archived, unless they shall stay.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    #[serde(default)]
    #[schema(value_type = Option<wire::ProductStatus>)]
    status: catalog::Status,
    #[serde(default)]
    brand: Option<wire::Brand>,
    /// By language; at least one has a name.
    texts: BTreeMap<String, ProductTexts>,
    /// A number, a code, a list of codes, or a text by language.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Attribute>)]
    attributes: catalog::Values,
    /// Keys of categories; the first is the main one.
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 500)]
    variants: Vec<VariantInput>,
    #[serde(default)]
    #[schema(max_items = 100)]
    media: Vec<MediaBody>,
    /// Variants that are not named stay as they are.
    #[serde(default)]
    keep_other_variants: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProductTexts {
    #[schema(max_length = 300, example = "Kurtka zimowa Morskie Oko")]
    name: String,
    #[schema(example = "Ciepła do minus dwudziestu")]
    lead: String,
    description: String,
    features: Vec<String>,
    material: String,
    care: String,
    seo_title: String,
    seo_description: String,
}

/// A number, a code, a list of codes, or a text by language.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Attribute {
    Number(f64),
    Code(String),
    Codes(Vec<String>),
    Text(BTreeMap<String, String>),
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantInput {
    sku: wire::Sku,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{8,14}$")]
    ean: Option<String>,
    #[serde(default)]
    options: Vec<OptionBody>,
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Attribute>)]
    attributes: catalog::Values,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000_000, example = 850)]
    weight_g: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Option<wire::TaxClass>)]
    tax_class: catalog::TaxClass,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Option)]
pub struct OptionBody {
    #[schema(pattern = "^[a-z0-9_-]{1,100}$", example = "size")]
    axis: String,
    #[schema(min_length = 1, max_length = 60, example = "M")]
    code: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Media)]
pub struct MediaBody {
    /// SHA-256 of a picture that is stored already.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    media: String,
    /// What it shows, by language.
    #[serde(default)]
    alt: BTreeMap<String, String>,
    /// Shows this colour only.
    #[serde(default)]
    color: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ProductBody {
    id: wire::ProductId,
    #[schema(example = "demo-product")]
    key: String,
    status: wire::ProductStatus,
    brand: Option<wire::Brand>,
    texts: BTreeMap<String, ProductTexts>,
    #[schema(value_type = BTreeMap<String, Attribute>)]
    attributes: catalog::Values,
    categories: Vec<String>,
    variants: Vec<VariantBody>,
    media: Vec<MediaBody>,
    version: i64,
    created_at: wire::Time,
    updated_at: wire::Time,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Variant)]
pub struct VariantBody {
    id: wire::VariantId,
    sku: wire::Sku,
    ean: Option<String>,
    options: Vec<OptionBody>,
    #[schema(value_type = BTreeMap<String, Attribute>)]
    attributes: catalog::Values,
    weight_g: Option<i64>,
    tax_class: wire::TaxClass,
    status: wire::VariantStatus,
}

/// A product as a line of a list.
#[derive(Serialize, ToSchema)]
pub struct ProductLine {
    id: wire::ProductId,
    #[schema(example = "demo-product")]
    key: String,
    /// By language.
    name: BTreeMap<String, String>,
    brand: Option<wire::Brand>,
    status: wire::ProductStatus,
    picture: Option<String>,
    skus: Vec<wire::Sku>,
    version: i64,
}

/// A variant with what its product says.
#[derive(Serialize, ToSchema)]
pub struct VariantCard {
    id: wire::VariantId,
    sku: wire::Sku,
    ean: Option<String>,
    product: wire::ProductId,
    #[schema(example = "demo-product")]
    product_key: String,
    name: BTreeMap<String, String>,
    options: Vec<NamedOption>,
    picture: Option<String>,
    weight_g: Option<i64>,
    tax_class: wire::TaxClass,
    status: wire::VariantStatus,
}

#[derive(Serialize, ToSchema)]
pub struct NamedOption {
    axis: String,
    code: String,
    /// `Rozmiar`
    label: BTreeMap<String, String>,
    /// `M`
    name: BTreeMap<String, String>,
}

fn words(text: &Text) -> BTreeMap<String, String> {
    text.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect()
}
fn text(words: &BTreeMap<String, String>) -> Text {
    words.iter().map(|(lang, words)| (lang.as_str(), words.clone())).collect()
}

impl From<&ProductTexts> for ProductText {
    fn from(it: &ProductTexts) -> Self {
        let it = it.clone();
        ProductText {
            name: it.name,
            lead: it.lead,
            description: it.description,
            features: it.features,
            material: it.material,
            care: it.care,
            seo_title: it.seo_title,
            seo_description: it.seo_description,
        }
    }
}
impl From<&ProductText> for ProductTexts {
    fn from(it: &ProductText) -> Self {
        let it = it.clone();
        ProductTexts {
            name: it.name,
            lead: it.lead,
            description: it.description,
            features: it.features,
            material: it.material,
            care: it.care,
            seo_title: it.seo_title,
            seo_description: it.seo_description,
        }
    }
}
impl From<&OptionValue> for OptionBody {
    fn from(it: &OptionValue) -> Self {
        OptionBody { axis: it.axis.clone(), code: it.code.clone() }
    }
}

impl ProductInput {
    fn read(&self, key: String, expected_version: Option<i64>) -> Result<SaveProduct> {
        let mut variants = Vec::with_capacity(self.variants.len());
        for (i, it) in self.variants.iter().enumerate() {
            let ean = match &it.ean {
                None => None,
                Some(ean) => Some(
                    catalog::Ean::parse(ean)
                        .map_err(|error| ApiError::from(error).in_body(&format!("/variants/{i}/ean")))?,
                ),
            };
            let options = it.options.iter().map(|it| OptionValue::new(&it.axis, &it.code)).collect();
            variants.push(SaveVariant {
                ean,
                options,
                attributes: it.attributes.clone(),
                weight_g: it.weight_g,
                tax_class: it.tax_class,
                ..SaveVariant::new(it.sku.0.clone())
            });
        }
        let mut media = Vec::with_capacity(self.media.len());
        for (i, it) in self.media.iter().enumerate() {
            let id = serde_json::from_value::<MediaId>(it.media.clone().into());
            let id = id.map_err(|error| invalid(format!("/media/{i}/media"), error))?;
            media.push(ProductMedia { media: id, alt: text(&it.alt), color: it.color.clone() });
        }
        Ok(SaveProduct {
            key,
            status: self.status,
            brand: self.brand.clone().map(|it| it.0),
            texts: self.texts.iter().map(|(lang, text)| (lang.clone(), text.into())).collect(),
            attributes: self.attributes.clone(),
            categories: self.categories.clone(),
            variants,
            media,
            keep_other_variants: self.keep_other_variants,
            expected_version,
        })
    }
}

impl ProductBody {
    fn of(page: catalog::ProductPage) -> Self {
        let it = page.product;
        let variants = page.variants.into_iter().map(|it| VariantBody {
            id: it.id.into(),
            sku: it.sku.into(),
            ean: it.ean.map(|ean| ean.to_string()),
            options: it.options.iter().map(Into::into).collect(),
            attributes: it.attributes,
            weight_g: it.weight_g,
            tax_class: it.tax_class.into(),
            status: it.status.into(),
        });
        let media = page.media.into_iter().map(|it| MediaBody {
            media: it.media.to_string(),
            alt: words(&it.alt),
            color: it.color,
        });
        ProductBody {
            id: it.id.into(),
            key: it.key,
            status: it.status.into(),
            brand: it.brand.map(Into::into),
            texts: it.texts.iter().map(|(lang, text)| (lang.clone(), text.into())).collect(),
            attributes: it.attributes,
            categories: page.categories.into_iter().map(|it| it.key).collect(),
            variants: variants.collect(),
            media: media.collect(),
            version: it.version,
            created_at: it.created_at.into(),
            updated_at: it.updated_at.into(),
        }
    }
}

/// Shoppers see what is published.
fn sees_all(caller: &Caller) -> bool {
    let behind = [Capability::ManageCatalog, Capability::ReadStock, Capability::ReadOrders];
    behind.into_iter().any(|capability| caller.0.allows(capability, Everywhere))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Key of a category; what stands below it counts too.
    #[param(pattern = "^[a-z0-9_-]{1,100}$")]
    category: Option<String>,
    /// Words, a SKU or a barcode.
    #[param(max_length = 200)]
    search: Option<String>,
    #[param(value_type = Option<String>, example = "published")]
    status: Option<wire::ProductStatus>,
    #[param(value_type = Option<String>)]
    brand: Option<wire::Brand>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 20)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// Products
#[utoipa::path(get, path = "/products", tag = "catalogue", params(ListParams),
    responses((status = 200, body = Page<ProductLine>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<ProductLine>>> {
    let status = match sees_all(&caller) {
        true => params.status.map(|it| it.0),
        false => Some(catalog::Status::Published),
    };
    let filter = ProductFilter {
        category: params.category,
        search: params.search,
        status,
        brand: params.brand.map(|it| it.0),
        ..ProductFilter::default()
    };
    let page = wire::page(params.limit, params.after, params.count);
    let found = catalog::products(&mut state.db.read_stale().await?, &filter, &page).await?;
    let skus = lookup::skus(&state.db, found.items.iter().flat_map(|card| card.variants.clone())).await?;
    let found = found.map(|it| ProductLine {
        id: it.product.into(),
        key: it.key,
        name: words(&it.name),
        brand: it.brand.map(Into::into),
        status: it.status.into(),
        picture: it.picture.map(|it| it.to_string()),
        skus: it.variants.iter().filter_map(|id| skus.get(id).cloned()).collect(),
        version: it.version,
    });
    Ok(Json(found.into()))
}

/// One product with its variants
#[utoipa::path(get, path = "/products/{key}", tag = "catalogue", responses((status = 200, body = ProductBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(key): Named<String>,
) -> Result<Tagged<ProductBody>> {
    let page = catalog::product_by_key(&mut state.db.read().await?, &key).await?;
    if page.product.status != catalog::Status::Published && !sees_all(&caller) {
        return Err(catalog::Error::UnknownProduct(key).into());
    }
    Ok((etag(page.product.version), Json(ProductBody::of(page))))
}

/// Create or replace a product
///
/// The same content again changes nothing. With `If-Match` only if the product still has that version.
#[utoipa::path(put, path = "/products/{key}", tag = "catalogue", request_body = ProductInput,
    params(("If-Match" = Option<String>, Header, description = "The version that you read.",
        pattern = "^(\"[1-9][0-9]{0,8}\"|[*])$")),
    responses((status = 200, body = ProductBody)))]
pub async fn save(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(key): Named<String>,
    IfMatch(version): IfMatch,
    Body(input): Body<ProductInput>,
) -> Result<Tagged<ProductBody>> {
    actor.require(Capability::ManageCatalog, Everywhere)?;
    let wanted = input.read(key.clone(), version)?;
    let page = state
        .db
        .run(&actor, async |tx| {
            catalog::save_product(tx, wanted.clone()).await?;
            catalog::product_by_key(tx, &key).await
        })
        .await?;
    Ok((etag(page.product.version), Json(ProductBody::of(page))))
}

/// One variant
#[utoipa::path(get, path = "/variants/{sku}", tag = "catalogue", responses((status = 200, body = VariantCard)))]
pub async fn variant(
    Of(state): Of<State>,
    caller: Caller,
    Named(sku): Named<Sku>,
) -> Result<Json<VariantCard>> {
    let id = lookup::variant(&state.db, &sku).await?;
    let found = card(&mut state.db.read().await?, id).await?;
    match found {
        Some(it) if it.product_status == catalog::Status::Published || sees_all(&caller) => {
            Ok(Json(VariantCard::of(it)))
        }
        _ => Err(catalog::Error::UnknownVariant(sku.to_string()).into()),
    }
}

async fn card(q: &mut impl Query, id: kernel::VariantId) -> Result<Option<catalog::VariantCard>> {
    Ok(catalog::variants(q, &[id]).await?.pop())
}

impl VariantCard {
    fn of(it: catalog::VariantCard) -> Self {
        let options = it.options.iter().map(|option| NamedOption {
            axis: option.axis.clone(),
            code: option.code.clone(),
            label: words(&option.label),
            name: words(&option.name),
        });
        VariantCard {
            id: it.variant.into(),
            sku: it.sku.into(),
            ean: it.ean.map(|ean| ean.to_string()),
            product: it.product.into(),
            product_key: it.product_key,
            name: words(&it.name),
            options: options.collect(),
            picture: it.picture.map(|it| it.to_string()),
            weight_g: it.weight_g,
            tax_class: it.tax_class.into(),
            status: it.status.into(),
        }
    }
}
