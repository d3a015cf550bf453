//! A sellable size and colour of a product. Its business key is the SKU.

use kernel::{ProductId, Sku, VariantId};

use crate::attribute::{COLOR, Values, axis};
use crate::{Ean, MediaId, Status, Text};

kernel::text_enum! {
    /// How the law taxes it; the rate belongs to the country and the day and is found in `pricing`.
    #[derive(Default, PartialOrd, Ord, Hash)]
    pub enum TaxClass {
        #[default]
        Standard = "standard",
        Reduced = "reduced",
        SuperReduced = "super_reduced",
        Zero = "zero",
        Exempt = "exempt",
    }
}
kernel::text_enum! {
    #[derive(Default)]
    pub enum VariantStatus {
        #[default]
        Active = "active",
        /// No longer offered; still known to orders, stock and returns.
        Archived = "archived",
    }
}

/// Size M, colour granat: a value on an axis along which variants differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OptionValue {
    pub axis: String,
    pub code: String,
}
impl OptionValue {
    pub fn new(key: &str, code: impl Into<String>) -> Self {
        OptionValue { axis: axis(key), code: code.into() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub id: VariantId,
    pub product: ProductId,
    pub sku: Sku,
    pub ean: Option<Ean>,
    pub options: Vec<OptionValue>,
    pub attributes: Values,
    pub weight_g: Option<i64>,
    pub tax_class: TaxClass,
    pub position: i64,
    pub status: VariantStatus,
}
impl Variant {
    pub fn option(&self, axis: &str) -> Option<&str> {
        self.options.iter().find(|option| option.axis == axis).map(|option| option.code.as_str())
    }
    pub fn color(&self) -> Option<&str> {
        self.option(COLOR)
    }
}

/// An option with the words for it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NamedOption {
    pub axis: String,
    pub code: String,
    /// `Rozmiar`
    pub label: Text,
    /// `M`
    pub name: Text,
    /// `#rrggbb`, for colours.
    pub hex: Option<String>,
}

/// A variant as baskets, order lines, tills and stock lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantCard {
    pub variant: VariantId,
    pub sku: Sku,
    pub ean: Option<Ean>,
    pub product: ProductId,
    pub product_key: String,
    /// The product's name; the options say which one of its variants it is.
    pub name: Text,
    pub options: Vec<NamedOption>,
    pub picture: Option<MediaId>,
    pub tax_class: TaxClass,
    pub weight_g: Option<i64>,
    pub status: VariantStatus,
    pub product_status: Status,
}
impl VariantCard {
    /// `M, granatowy`
    pub fn options_text(&self, lang: &str) -> String {
        self.options.iter().map(|option| option.name.get(lang)).collect::<Vec<_>>().join(", ")
    }
    /// `Kurtka Morskie Oko, M, granatowy`: for lines of documents.
    pub fn full_name(&self, lang: &str) -> String {
        let (name, options) = (self.name.get(lang), self.options_text(lang));
        if options.is_empty() { name.to_owned() } else { format!("{name}, {options}") }
    }
    pub fn is_sold(&self) -> bool {
        self.status == VariantStatus::Active && self.product_status == Status::Published
    }
}
