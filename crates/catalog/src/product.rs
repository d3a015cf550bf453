//! A product: what a page of the shop is about. What is sold are its variants.

use std::collections::BTreeMap;

use kernel::{BrandCode, ProductId, Sku, Timestamp};

use crate::attribute::Values;
use crate::{Ean, Error, MediaId, OptionValue, TaxClass, Text};

kernel::text_enum! {
    /// ```text
    /// draft ⇄ published ⇄ archived
    /// ```
    /// Shoppers see what is published; what is archived stays known to orders and returns.
    #[derive(Default)]
    pub enum Status {
        Draft = "draft",
        #[default]
        Published = "published",
        Archived = "archived",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: ProductId,
    /// For addresses: `kurtka-morskie-oko`.
    pub key: String,
    pub brand: Option<BrandCode>,
    pub status: Status,
    /// By language.
    pub texts: BTreeMap<String, ProductText>,
    pub attributes: Values,
    /// Rises with every change, from 1.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a product says about itself in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ProductText {
    pub name: String,
    /// One line under the name.
    pub lead: String,
    pub description: String,
    pub features: Vec<String>,
    pub material: String,
    pub care: String,
    pub seo_title: String,
    pub seo_description: String,
}

impl Product {
    /// In this language, else in Polish, else in English, else in any.
    pub fn text(&self, lang: &str) -> &ProductText {
        static NONE: ProductText = ProductText {
            name: String::new(),
            lead: String::new(),
            description: String::new(),
            features: Vec::new(),
            material: String::new(),
            care: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
        };
        [lang, "pl", "en"]
            .iter()
            .find_map(|lang| self.texts.get(*lang))
            .or_else(|| self.texts.values().next())
            .unwrap_or(&NONE)
    }
    pub fn name(&self) -> Text {
        name_of(&self.texts)
    }
}

pub(crate) fn name_of(texts: &BTreeMap<String, ProductText>) -> Text {
    texts
        .iter()
        .filter(|(_, text)| !text.name.is_empty())
        .map(|(lang, text)| (lang.as_str(), text.name.clone()))
        .collect()
}

/// A picture of a product, in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProductMedia {
    pub media: MediaId,
    #[serde(default)]
    pub alt: Text,
    /// Shows this colour only.
    #[serde(default)]
    pub color: Option<String>,
}

/// A whole product as somebody wants it to be.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SaveProduct {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub brand: Option<BrandCode>,
    pub texts: BTreeMap<String, ProductText>,
    #[serde(default)]
    pub attributes: Values,
    /// Keys; the first is the one that breadcrumbs show.
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub variants: Vec<SaveVariant>,
    #[serde(default)]
    pub media: Vec<ProductMedia>,
    /// Variants that are not named stay as they are; otherwise they are archived.
    #[serde(default)]
    pub keep_other_variants: bool,
    /// Refuse if somebody changed the product since this version was read.
    #[serde(default)]
    pub expected_version: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SaveVariant {
    pub sku: Sku,
    #[serde(default)]
    pub ean: Option<Ean>,
    #[serde(default)]
    pub options: Vec<OptionValue>,
    #[serde(default)]
    pub attributes: Values,
    #[serde(default)]
    pub weight_g: Option<i64>,
    #[serde(default)]
    pub tax_class: TaxClass,
}
impl SaveVariant {
    pub fn new(sku: Sku) -> Self {
        Self {
            sku,
            ean: None,
            options: Vec::new(),
            attributes: Values::new(),
            weight_g: None,
            tax_class: TaxClass::Standard,
        }
    }
}

/// A key stands in addresses.
pub fn is_key(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}
/// A code of a choice: `XXL`, `42.5`, `granat`.
pub fn is_code(text: &str) -> bool {
    (1..=60).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control)
}

const MOST_VARIANTS: usize = 500;
const MOST_MEDIA: usize = 100;
const LONGEST_TEXT: usize = 50_000;

impl SaveProduct {
    /// Everything that can be said without asking the database.
    pub fn check(&self) -> Result<(), Error> {
        let mut wrong: Vec<(String, String)> = Vec::new();
        let mut say = |at: String, why: &str| wrong.push((at, why.to_owned()));
        if !is_key(&self.key) {
            say("/key".into(), "1 to 100 letters a-z, digits and hyphens");
        }
        if name_of(&self.texts).is_empty() {
            say("/texts".into(), "a name in at least one language");
        }
        for (lang, text) in &self.texts {
            if !(2..=8).contains(&lang.len()) || !lang.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                say(format!("/texts/{lang}"), "a language like pl or en");
            }
            if text.name.chars().count() > 300 {
                say(format!("/texts/{lang}/name"), "at most 300 letters");
            }
            if text.description.len() > LONGEST_TEXT {
                say(format!("/texts/{lang}/description"), "too long");
            }
        }
        if self.variants.len() > MOST_VARIANTS {
            say("/variants".into(), "at most 500 variants");
        }
        if self.media.len() > MOST_MEDIA {
            say("/media".into(), "at most 100 pictures");
        }
        for key in self.attributes.keys().filter(|key| !is_key(key)) {
            say(format!("/attributes/{key}"), "a key of letters a-z, digits and hyphens");
        }
        for (place, variant) in self.variants.iter().enumerate() {
            let earlier = &self.variants[..place];
            if earlier.iter().any(|other| other.sku == variant.sku) {
                say(format!("/variants/{place}/sku"), "the same SKU twice");
            }
            if variant.ean.is_some() && earlier.iter().any(|other| other.ean == variant.ean) {
                say(format!("/variants/{place}/ean"), "the same barcode twice");
            }
            if !variant.options.is_empty() && earlier.iter().any(|other| other.options == variant.options) {
                say(format!("/variants/{place}/options"), "the same options twice");
            }
            for (number, option) in variant.options.iter().enumerate() {
                if !is_key(&option.axis) || !is_code(&option.code) {
                    say(format!("/variants/{place}/options/{number}"), "an axis and a short code");
                }
            }
            if variant.weight_g.is_some_and(|weight| weight < 0) {
                say(format!("/variants/{place}/weight_g"), "not below zero");
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}
