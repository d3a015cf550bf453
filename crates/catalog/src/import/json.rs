//! Products as JSON: an array, or one object per line, in the shape that `PUT /products/{key}` takes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use kernel::{BrandCode, Money, PriceListCode, Sku};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{ImportedImage, ImportedPrice, ImportedProduct, ImportedStock, Products, RowError};
use crate::{
    Ean, OptionValue, ProductMedia, ProductText, SaveProduct, SaveVariant, Status, TaxClass, Text, Values,
};

/// A row with its line, or what is wrong with it.
pub type Element<T> = Result<(i64, T), RowError>;
pub type Rows<T> = Box<dyn Iterator<Item = Element<T>> + Send>;

/// An array is read as a whole, lines are read one by one.
pub fn rows<T: DeserializeOwned + Send + 'static>(reader: Box<dyn Read + Send>) -> Result<Rows<T>, RowError> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let unread = |error: std::io::Error| RowError::row(1, error.to_string());
    let first = loop {
        let buffer = reader.fill_buf().map_err(unread)?;
        match buffer.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte)) {
            Some(byte) => break Some(*byte),
            None if buffer.is_empty() => break None,
            None => {
                // Only white space so far: an array may still follow, and lines of nothing are no rows.
                let many = buffer.len();
                reader.consume(many);
            }
        }
    };
    if first == Some(b'[') {
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(unread)?;
        return Ok(Box::new(elements(text.trim_start_matches('\u{feff}'))?.into_iter()));
    }
    Ok(Box::new(Lines { reader, line: 0 }.filter_map(|(line, text)| match text {
        Ok(text) if text.trim().is_empty() => None,
        Ok(text) => Some(element(line, 1, text.trim_end())),
        Err(error) => Some(Err(RowError::row(line, error.to_string()))),
    })))
}

struct Lines<R> {
    reader: R,
    line: i64,
}
impl<R: BufRead> Iterator for Lines<R> {
    type Item = (i64, std::io::Result<String>);
    fn next(&mut self) -> Option<Self::Item> {
        let mut text = String::new();
        self.line += 1;
        match self.reader.read_line(&mut text) {
            Ok(0) => None,
            Ok(_) => Some((self.line, Ok(text.trim_start_matches('\u{feff}').to_owned()))),
            Err(error) => Some((self.line, Err(error))),
        }
    }
}

/// The elements of an array, each read by itself: one that is wrong does not spoil the others.
pub fn elements<T: DeserializeOwned>(text: &str) -> Result<Vec<Element<T>>, RowError> {
    let raw: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|error| RowError::new(error.line() as i64, error.column() as i64, "", plain(&error)))?;
    let (mut line, mut seen, mut start) = (1i64, 0, 0);
    Ok(raw
        .into_iter()
        .map(|raw| {
            let at = raw.get().as_ptr() as usize - text.as_ptr() as usize;
            let between = &text[seen..at];
            if let Some(newline) = between.rfind('\n') {
                line += between.matches('\n').count() as i64;
                start = seen + newline + 1;
            }
            seen = at;
            element(line, text[start..at].chars().count() as i64 + 1, raw.get())
        })
        .collect())
}

fn element<T: DeserializeOwned>(line: i64, column: i64, text: &str) -> Element<T> {
    serde_json::from_str(text).map(|value| (line, value)).map_err(|error| {
        let (down, right) = (error.line() as i64 - 1, error.column() as i64);
        let column = if down <= 0 { column + right - 1 } else { right };
        RowError::new(line + down.max(0), column.max(1), "", plain(&error))
    })
}

/// Without the place, which is told beside.
pub(super) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(text, _)| text.to_owned())
}

/// The body of a product, with what an import may add: prices, stock and pictures.
#[derive(Debug, Clone, Deserialize)]
pub struct ProductBody {
    pub key: String,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub brand: Option<BrandCode>,
    #[serde(default)]
    pub texts: BTreeMap<String, ProductText>,
    /// Short for the names and descriptions in `texts`.
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub description: Text,
    #[serde(default)]
    pub attributes: Values,
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub variants: Vec<VariantBody>,
    #[serde(default)]
    pub media: Vec<ProductMedia>,
    /// File names.
    #[serde(default)]
    pub images: Vec<String>,
    #[serde(default)]
    pub keep_other_variants: bool,
    #[serde(default)]
    pub expected_version: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct VariantBody {
    pub sku: Sku,
    #[serde(default)]
    pub ean: Option<Ean>,
    #[serde(default)]
    pub options: Options,
    #[serde(default)]
    pub attributes: Values,
    #[serde(default)]
    pub weight_g: Option<i64>,
    #[serde(default)]
    pub tax_class: TaxClass,
    #[serde(default)]
    pub price: Option<Money>,
    #[serde(default)]
    pub prices: Vec<PriceBody>,
    /// Quantity by code of the location.
    #[serde(default)]
    pub stock: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PriceBody {
    #[serde(default)]
    pub list: Option<PriceListCode>,
    pub gross: Money,
}

/// `{"size": "M"}` or `[{"axis": "size", "code": "M"}]`
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Options {
    List(Vec<OptionValue>),
    Map(BTreeMap<String, String>),
}
impl Default for Options {
    fn default() -> Self {
        Options::List(Vec::new())
    }
}
impl Options {
    pub fn into_list(self) -> Vec<OptionValue> {
        match self {
            Options::List(list) => list,
            Options::Map(map) => map.into_iter().map(|(axis, code)| OptionValue::new(&axis, code)).collect(),
        }
    }
}

pub fn products(reader: Box<dyn Read + Send>) -> Result<Products, RowError> {
    Ok(Box::new(rows::<ProductBody>(reader)?.map(|row| row.map(|(line, body)| imported(line, body)))))
}

fn imported(line: i64, body: ProductBody) -> ImportedProduct {
    let mut texts = body.texts;
    for (lang, name) in body.name.iter() {
        texts.entry(lang.to_owned()).or_default().name = name.to_owned();
    }
    for (lang, description) in body.description.iter() {
        texts.entry(lang.to_owned()).or_default().description = description.to_owned();
    }
    let (mut variants, mut prices, mut stock) = (Vec::new(), Vec::new(), Vec::new());
    for it in body.variants {
        let single = it.price.map(|gross| PriceBody { list: None, gross });
        for price in single.into_iter().chain(it.prices) {
            let (list, gross) = (price.list, price.gross);
            prices.push(ImportedPrice { sku: it.sku.clone(), list, gross, line, is_optional: false });
        }
        for (location, quantity) in it.stock {
            stock.push(ImportedStock { sku: it.sku.clone(), location, quantity, line });
        }
        variants.push(SaveVariant {
            sku: it.sku,
            ean: it.ean,
            options: it.options.into_list(),
            attributes: it.attributes,
            weight_g: it.weight_g,
            tax_class: it.tax_class,
        });
    }
    let images = body.images.into_iter().map(|source| ImportedImage {
        source,
        hint: String::new(),
        alt: Text::default(),
        color: None,
        line,
    });
    ImportedProduct {
        line,
        images: images.collect(),
        product: SaveProduct {
            key: body.key,
            status: body.status,
            brand: body.brand,
            texts,
            attributes: body.attributes,
            categories: body.categories,
            variants,
            media: body.media,
            keep_other_variants: body.keep_other_variants,
            expected_version: body.expected_version,
        },
        prices,
        stock,
        ..ImportedProduct::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<ImportedProduct>, Vec<RowError>) {
        let all: Vec<_> =
            products(Box::new(std::io::Cursor::new(text.as_bytes().to_vec()))).unwrap().collect();
        let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        (good.into_iter().flatten().collect(), bad.into_iter().filter_map(Result::err).collect())
    }
    const GOOD: &str = r#"{"key":"a","name":{"pl":"Ą"},"variants":[{"sku":"A","options":{"size":"M"},"price":{"amount":5,"currency":"PLN"},"stock":{"waw":2}}]}"#;

    #[test]
    fn an_array_and_lines_say_the_same() {
        let (array, none) = read(&format!("[{GOOD},\n{GOOD}]"));
        let (lines, also_none) = read(&format!("{GOOD}\n\n{GOOD}\n"));
        assert_eq!((none.len(), also_none.len()), (0, 0));
        assert_eq!(array.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(lines.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(array[0].product, lines[1].product);
        assert_eq!(array[0].product.texts["pl"].name, "Ą");
        assert_eq!((array[0].prices[0].gross.minor, array[0].stock[0].quantity), (5, 2));
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_column() {
        let (good, bad) = read(&format!(
            "[{GOOD},\n  {{\"key\": 5}},\n {{\n\"key\":\"b\",\n\"variants\":[{{\"sku\":\"\"}}]}},\n{GOOD}]"
        ));
        assert_eq!(good.len(), 2);
        assert_eq!((bad[0].line, bad[0].column), (2, 11));
        assert_eq!(bad[1].line, 5);
        assert!(bad[0].detail.contains("expected a string") && !bad[0].detail.contains("line"));
        let (good, bad) = read(&format!("{GOOD}\n{{broken\n{GOOD}"));
        assert_eq!((good.len(), bad[0].line), (2, 2));
        let whole = products(Box::new(std::io::Cursor::new(b"[1,\n2".to_vec()))).err().unwrap();
        assert_eq!(whole.line, 2);
        assert_eq!(read("").0.len(), 0);
    }
}
