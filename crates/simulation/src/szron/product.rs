//! A product, its variants, and the codes printed on their labels.

use super::art::Art;
use super::attribute::Value;
use super::colour::Colour;
use super::text::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    Women,
    Men,
    Unisex,
    Kids,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Season {
    Autumn,
    Winter,
    Transition,
    Summer,
    AllYear,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    Down,
    SyntheticFill,
    Membrane,
    Softshell,
    Wool,
    Merino,
    Fleece,
    Cotton,
    Flannel,
    Corduroy,
    Denim,
    Viscose,
    StretchNylon,
    Leather,
    Suede,
    Mesh,
    Felt,
    Canvas,
    RecycledPolyester,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    Slim,
    Regular,
    Relaxed,
}

/// One thing of the assortment in all its colours and sizes.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// The model number; the first digit is the department. Barcodes are made of it, so it never changes.
    pub number: u16,
    /// Stable and fit for an address: lower-case ASCII with hyphens.
    pub key: &'static str,
    /// The middle of the SKU.
    pub code: &'static str,
    pub audience: Audience,
    pub name: Text,
    /// One line under the name.
    pub lead: Text,
    pub description: Text,
    pub features: &'static [Text],
    pub composition: Text,
    pub care: Text,
    /// The most exact first; [`Product::categories`] adds for whom it is.
    pub departments: &'static [&'static str],
    pub season: Season,
    pub material: Material,
    pub fit: Fit,
    /// Attribute keys with numbers, besides the weight.
    pub measures: &'static [(&'static str, i64)],
    /// The first one is the face of the product.
    pub colours: &'static [Colour],
    pub sizes: &'static [&'static str],
    /// Gross, in grosze, VAT of 23 % included.
    pub price_minor: i64,
    /// The gross price before it was lowered; the start of the price history.
    pub earlier_minor: Option<i64>,
    /// Grams of the middle size, with its packaging.
    pub weight_g: i64,
    /// How often it is bought, 1 to 10.
    pub appeal: u8,
    /// Keys of products that go well with it.
    pub goes_with: &'static [&'static str],
    pub art: Art,
}

impl Product {
    pub fn categories(&self) -> Vec<&'static str> {
        let who: &[&str] = match self.audience {
            Audience::Women => &["women"],
            Audience::Men => &["men"],
            Audience::Unisex => &["women", "men"],
            Audience::Kids => &["kids"],
        };
        [self.departments, who].concat()
    }

    /// Everything that can be filtered and compared, keys as in [`super::attributes`].
    pub fn attributes(&self) -> Vec<(&'static str, Value)> {
        let mut all = vec![
            ("gender", Value::Choice(self.audience.key())),
            ("season", Value::Choice(self.season.key())),
            ("material", Value::Choice(self.material.key())),
        ];
        if matches!(self.art, Art::Top(_) | Art::Legs(_) | Art::Skirt(_)) {
            all.push(("fit", Value::Choice(self.fit.key())));
        }
        all.extend(self.measures.iter().map(|(key, number)| (*key, Value::Number(*number))));
        all.push(("weight", Value::Number(self.weight_g)));
        all
    }
}

/// A sellable size and colour.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Variant {
    pub sku: String,
    /// EAN-13 with a right check digit.
    pub ean: String,
    pub colour: Colour,
    pub size: &'static str,
    pub weight_g: i64,
}

/// The variants of a product, colour by colour, sizes ascending.
pub fn variants(product: &Product) -> Vec<Variant> {
    let middle = product.sizes.len() as i64 / 2;
    let mut all = Vec::new();
    for (c, colour) in product.colours.iter().enumerate() {
        for (s, size) in product.sizes.iter().enumerate() {
            all.push(Variant {
                sku: format!("SZR-{}-{}-{size}", product.code, colour.key.to_uppercase()),
                ean: ean13(u32::from(product.number) * 100 + (c * 12 + s) as u32),
                colour: *colour,
                size,
                weight_g: product.weight_g + product.weight_g * (s as i64 - middle) / 25,
            });
        }
    }
    all
}

/// Szron's own range of Polish barcodes: 590 0000 and a five-digit item.
fn ean13(item: u32) -> String {
    let body = format!("5900000{item:05}");
    let check = (10 - weighted(&body) % 10) % 10;
    format!("{body}{check}")
}

/// Are these thirteen digits, the last of which vouches for the others?
pub fn ean_is_valid(ean: &str) -> bool {
    ean.len() == 13 && ean.bytes().all(|b| b.is_ascii_digit()) && weighted(ean).is_multiple_of(10)
}

fn weighted(digits: &str) -> u32 {
    digits.bytes().enumerate().map(|(i, b)| u32::from(b - b'0') * if i % 2 == 0 { 1 } else { 3 }).sum()
}

macro_rules! keys {
    ($name:ident { $($variant:ident = $key:literal),* }) => {
        impl $name {
            pub fn key(self) -> &'static str { match self { $(Self::$variant => $key),* } }
        }
    };
}
keys!(Audience { Women = "women", Men = "men", Unisex = "unisex", Kids = "kids" });
keys!(Season {
    Autumn = "autumn", Winter = "winter", Transition = "transition", Summer = "summer", AllYear = "all-year"
});
keys!(Fit { Slim = "slim", Regular = "regular", Relaxed = "relaxed" });
keys!(Material {
    Down = "down", SyntheticFill = "synthetic-fill", Membrane = "membrane", Softshell = "softshell", Wool = "wool",
    Merino = "merino", Fleece = "fleece", Cotton = "cotton", Flannel = "flannel", Corduroy = "corduroy",
    Denim = "denim", Viscose = "viscose", StretchNylon = "stretch-nylon", Leather = "leather", Suede = "suede",
    Mesh = "mesh", Felt = "felt", Canvas = "canvas", RecycledPolyester = "recycled-polyester"
});
