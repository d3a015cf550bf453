//! The catalogue: what is sold, how it is told, and in which dimensions we trade.
//!
//! Markets, channels, brands and legal sellers; products with variants, texts in several languages, attributes and
//! pictures; the tree of categories; one search for shop, till and back office. Prices and stock live elsewhere and know
//! variants by id. [`import`] reads the file formats in which catalogues arrive; it touches nothing.

mod attribute;
mod blobs;
mod cards;
mod category;
mod ean;
mod error;
mod event;
mod find;
pub mod import;
mod market;
mod media;
mod product;
mod product_rows;
mod save_attribute;
mod save_category;
mod save_media;
mod save_product;
mod save_reference;
mod search;
mod text;
mod variant;

pub use attribute::{Attribute, AttributeKind, COLOR, Choice, Filter, SIZE, Value, Values};
pub use blobs::{BlobStore, Blobs};
pub use cards::{Card, CardColor, Facet, ProductFilter, Sort, cards, facets, products};
pub use category::{Category, Tree};
pub use ean::Ean;
pub use error::Error;
pub use event::{CategorySaved, ProductSaved, Reference, ReferenceSaved};
pub use find::{
    NamedAxis, Picture, ProductPage, media_by_key, product, product_by_key, product_page, tax_classes,
    variant, variant_by_ean, variant_by_sku, variants, variants_by_sku,
};
pub use market::{Brand, Channel, Market, Seller};
pub use media::{Media, MediaId, MediaKind, sniff};
pub use product::{Product, ProductMedia, ProductText, SaveProduct, SaveVariant, Status, is_code, is_key};
pub use save_attribute::{attributes, extend_attribute, save_attribute};
pub use save_category::{SaveCategory, categories, category, category_by_key, save_category};
pub use save_media::{media, save_media};
pub use save_product::{Outcome, Saved, save_product, save_products};
pub use save_reference::{
    brand, brands, channel, channels, market, markets, save_brand, save_channel, save_market, save_seller,
    seller, sellers,
};
pub use search::{search, search_variants};
pub use text::{Text, fold, slug, words};
pub use variant::{NamedOption, OptionValue, TaxClass, Variant, VariantCard, VariantStatus};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "catalog", scripts: &[include_str!("../migrations/0001_catalogue.sql")] };
