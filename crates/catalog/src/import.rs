//! File formats in which catalogues arrive. Pure: readers turn bytes into neutral rows and say what is wrong, where; nothing
//! here knows a database, prices or stock.

pub mod amount;
pub mod csv;
pub mod json;
pub mod pricerunner;
pub mod saleor;
pub mod table;

use kernel::{Money, PriceListCode, Sku};

use crate::{Attribute, Brand, SaveCategory, SaveProduct, Text};

/// A product of a file, with what the file says about it beyond the catalogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedProduct {
    /// Where it begins in the file, from 1.
    pub line: i64,
    pub product: SaveProduct,
    /// To be there before the product; parents first.
    pub categories: Vec<SaveCategory>,
    /// Axes and lists with the values that the product uses.
    pub attributes: Vec<Attribute>,
    pub brand: Option<Brand>,
    pub prices: Vec<ImportedPrice>,
    pub stock: Vec<ImportedStock>,
    pub images: Vec<ImportedImage>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPrice {
    pub sku: Sku,
    /// The list that the file names; otherwise one of the currency.
    pub list: Option<PriceListCode>,
    pub gross: Money,
    pub line: i64,
    /// The file has prices for several markets; one that we do not serve is no mistake.
    pub is_optional: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedStock {
    pub sku: Sku,
    /// Code of the location.
    pub location: String,
    pub quantity: i64,
    pub line: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedImage {
    /// A file name, or a hint at one; see [`pick_image`].
    pub source: String,
    /// What else may tell which file is meant.
    pub hint: String,
    pub alt: Text,
    pub color: Option<String>,
    pub line: i64,
}

/// What is wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RowError {
    /// From 1.
    pub line: i64,
    /// From 1: the column of a table, the character of a JSON text. Zero if the whole row is meant.
    pub column: i64,
    /// The header of the column, or a JSON pointer.
    pub pointer: String,
    pub detail: String,
}
impl RowError {
    pub fn new(line: i64, column: i64, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { line, column, pointer: pointer.into(), detail: detail.into() }
    }
    pub fn row(line: i64, detail: impl Into<String>) -> Self {
        Self::new(line, 0, "", detail)
    }
}

/// Products one after the other, and what is wrong between them.
pub type Products = Box<dyn Iterator<Item = Result<ImportedProduct, RowError>> + Send>;

/// Which of these files a picture means: the very name, else the one whose words agree best with those of the picture and
/// of its product. Exports rename pictures: `products/blue-shirt-1_c56ca56a.png` of the product Blue Polygon Shirt may lie there as
/// `blue-polygon-tee-front.webp`.
pub fn pick_image<'a>(image: &ImportedImage, files: &[&'a str]) -> Option<&'a str> {
    let name = image.source.rsplit(['/', '\\']).next().unwrap_or(&image.source);
    if let Some(file) = files.iter().find(|file| **file == name) {
        return Some(file);
    }
    let stem = stem(name);
    if let Some(file) = files.iter().find(|file| self::stem(file) == stem) {
        return Some(file);
    }
    let (wanted, hints) = (tokens(stem), tokens(&image.hint));
    let mut best: Option<(i64, Vec<String>, &str)> = None;
    for file in files {
        let own = tokens(self::stem(file));
        let score = own.iter().map(|token| weight(token, &wanted, &hints)).sum::<i64>();
        // Of equals the first in order: fronts come before backs.
        let is_better =
            best.as_ref().is_none_or(|(most, of, _)| score > *most || (score == *most && own < *of));
        if score >= 2 && is_better {
            best = Some((score, own, file));
        }
    }
    best.map(|(_, _, file)| file)
}

fn weight(token: &str, wanted: &[String], hints: &[String]) -> i64 {
    let begins_alike = |other: &String| {
        let common = token.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        common >= 4
    };
    if wanted.iter().any(|other| other == token) {
        3
    } else if hints.iter().any(|other| other == token) || wanted.iter().any(begins_alike) {
        1
    } else {
        -1
    }
}

/// Without folder, extension and the eight digits that upload tools add.
fn stem(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match stem.rsplit_once('_') {
        Some((stem, hash)) if hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => stem,
        _ => stem,
    }
}

fn tokens(text: &str) -> Vec<String> {
    let known = |word: String| match word.as_str() {
        "front" => "1".to_owned(),
        "back" => "2".to_owned(),
        "tee" => "shirt".to_owned(),
        _ => word,
    };
    crate::words(text).into_iter().map(known).filter(|word| word != "saleor" && word != "products").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(source: &str, hint: &str, files: &[&'static str]) -> Option<&'static str> {
        let image = ImportedImage {
            source: source.into(),
            hint: hint.into(),
            alt: Text::default(),
            color: None,
            line: 1,
        };
        pick_image(&image, files)
    }

    #[test]
    fn a_picture_is_found_by_its_name_or_by_its_words() {
        let files = [
            "blue-polygon-tee-back.webp",
            "blue-polygon-tee-front.webp",
            "blue-hoodie.webp",
            "white-cubes-tee-back.webp",
            "white-cubes-tee-front.webp",
        ];
        assert_eq!(
            picked("products/blue-hoodie_39853ca5.png", "Blue Hoodie", &files),
            Some("blue-hoodie.webp")
        );
        let front = picked("products/blue-shirt-1_c56ca56a.png", "Blue Polygon Shirt", &files);
        assert_eq!(front, Some("blue-polygon-tee-front.webp"));
        let front = picked("products/white_cubics_tee_76280780.png", "Cubes Fountain Tee", &files);
        assert_eq!(front, Some("white-cubes-tee-front.webp"));
        let back = picked("products/white_cubics_tee_back_5517f1bd.png", "Cubes Fountain Tee", &files);
        assert_eq!(back, Some("white-cubes-tee-back.webp"));
        assert_eq!(picked("cup.png", "Mighty Mug", &files), None);
    }
}
