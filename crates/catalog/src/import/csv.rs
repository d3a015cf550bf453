//! The generic table of products: one row per variant, described in `docs/guide/importing.md`.

use std::collections::VecDeque;
use std::io::Read;

use kernel::{BrandCode, Currency, PriceListCode, Sku};

use super::table::{Row, Table};
use super::{ImportedImage, ImportedPrice, ImportedProduct, ImportedStock, Products, RowError, amount};
use crate::attribute::axis;
use crate::{
    Attribute, Brand, Choice, Ean, OptionValue, SaveCategory, SaveProduct, SaveVariant, Status, TaxClass,
    Text, Value, slug,
};

const TEXTS: [&str; 8] =
    ["name", "lead", "description", "features", "material", "care", "seo_title", "seo_description"];
const FIELDS: [&str; 12] = [
    "product", "sku", "ean", "brand", "category", "status", "weight_g", "tax", "price", "currency", "list",
    "image",
];

/// Rows of one product stand together; what they leave out is taken from the rows above them.
pub fn products(reader: Box<dyn Read + Send>, currency: Currency) -> Result<Products, RowError> {
    let table = Table::open(reader)?;
    table.require(&["sku"])?;
    let waiting = table.unknown(is_known).into_iter().map(Err).collect();
    Ok(Box::new(Groups { table, currency, waiting, current: None, is_over: false }))
}

fn is_known(header: &str) -> bool {
    let of_text =
        header.rsplit_once('_').is_some_and(|(field, lang)| TEXTS.contains(&field) && lang.len() == 2);
    let named = ["option:", "attribute:", "stock:"]
        .iter()
        .any(|start| header.strip_prefix(start).is_some_and(|rest| !rest.is_empty()));
    of_text || named || FIELDS.contains(&header)
}

struct Groups {
    table: Table,
    currency: Currency,
    /// Found and not yet told.
    waiting: VecDeque<Result<ImportedProduct, RowError>>,
    current: Option<ImportedProduct>,
    is_over: bool,
}

impl Iterator for Groups {
    type Item = Result<ImportedProduct, RowError>;
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(told) = self.waiting.pop_front() {
                return Some(told);
            }
            if self.is_over {
                return None;
            }
            match self.table.next_row() {
                None => {
                    self.is_over = true;
                    self.waiting.extend(self.current.take().map(Ok));
                }
                Some(Err(error)) => self.waiting.push_back(Err(error)),
                Some(Ok(row)) => self.take(&row),
            }
        }
    }
}

impl Groups {
    fn take(&mut self, row: &Row) {
        let key = match self.table.get(row, "product").or_else(|| self.table.get(row, "sku")) {
            Some(key) => slug(key),
            None => {
                self.waiting.push_back(Err(self.table.error(row, "sku", "this field is empty")));
                return;
            }
        };
        if self.current.as_ref().is_some_and(|current| current.product.key != key) {
            self.waiting.extend(self.current.take().map(Ok));
        }
        let mut product = self.current.take().unwrap_or_else(|| ImportedProduct {
            line: row.line,
            product: SaveProduct { key, keep_other_variants: true, ..SaveProduct::default() },
            ..ImportedProduct::default()
        });
        let before = product.clone();
        match self.add(row, &mut product) {
            Ok(()) => self.current = Some(product),
            Err(error) => {
                self.waiting.push_back(Err(error));
                // The rows around a broken one still make a product.
                self.current = (!before.product.variants.is_empty()).then_some(before);
            }
        }
    }

    fn add(&self, row: &Row, into: &mut ImportedProduct) -> Result<(), RowError> {
        let table = &self.table;
        let sku: Sku =
            table.need(row, "sku")?.parse().map_err(|error: String| table.error(row, "sku", error))?;
        let mut variant = SaveVariant::new(sku.clone());
        variant.ean = table.read(row, "ean", Ean::parse)?;
        let weight = |text: &str| text.parse::<i64>().ok().filter(|grams| *grams >= 0).ok_or("whole grams");
        variant.weight_g = table.read(row, "weight_g", weight)?;
        variant.tax_class = table.read(row, "tax", tax_class)?.unwrap_or_default();
        for header in table.headers() {
            if let Some(name) = header.strip_prefix("option:")
                && let Some(value) = table.get(row, header)
            {
                let key = axis(&slug(name));
                choice(into, &key, name, value);
                variant.options.push(OptionValue::new(&key, value));
            }
            if let Some(name) = header.strip_prefix("attribute:")
                && let Some(value) = table.get(row, header)
            {
                self.attribute(into, name, value);
            }
            if let Some(location) = header.strip_prefix("stock:") {
                let quantity =
                    |text: &str| text.parse::<i64>().ok().filter(|it| *it >= 0).ok_or("a whole number");
                if let Some(quantity) = table.read(row, header, quantity)? {
                    let location = location.trim().to_owned();
                    into.stock.push(ImportedStock { sku: sku.clone(), location, quantity, line: row.line });
                }
            }
        }
        self.product(row, into)?;
        self.price(row, &sku, into)?;
        if let Some(images) = table.get(row, "image") {
            for source in images.split('|').map(str::trim).filter(|source| !source.is_empty()) {
                if into.images.iter().any(|image| image.source == source) {
                    continue;
                }
                let color = variant.options.iter().find(|option| option.axis == crate::COLOR);
                into.images.push(ImportedImage {
                    source: source.to_owned(),
                    hint: String::new(),
                    alt: Text::default(),
                    color: color.map(|option| option.code.clone()),
                    line: row.line,
                });
            }
        }
        into.product.variants.push(variant);
        Ok(())
    }

    /// What is said of the product; the first row that says something is heard.
    fn product(&self, row: &Row, into: &mut ImportedProduct) -> Result<(), RowError> {
        let table = &self.table;
        for header in table.headers() {
            let Some((field, lang)) = header.rsplit_once('_').filter(|(field, _)| TEXTS.contains(field))
            else {
                continue;
            };
            let Some(words) = table.get(row, header) else { continue };
            let text = into.product.texts.entry(lang.to_owned()).or_default();
            let place = match field {
                "name" => &mut text.name,
                "lead" => &mut text.lead,
                "description" => &mut text.description,
                "material" => &mut text.material,
                "care" => &mut text.care,
                "seo_title" => &mut text.seo_title,
                "seo_description" => &mut text.seo_description,
                _ => {
                    if text.features.is_empty() {
                        text.features = words.split('|').map(|feature| feature.trim().to_owned()).collect();
                    }
                    continue;
                }
            };
            if place.is_empty() {
                *place = words.to_owned();
            }
        }
        if let Some(status) =
            table.read(row, "status", |text| Status::parse(text).ok_or("draft, published or archived"))?
        {
            into.product.status = status;
        }
        if into.brand.is_none()
            && let Some(name) = table.get(row, "brand")
        {
            let code =
                BrandCode::new(short(&slug(name))).ok_or_else(|| table.error(row, "brand", "a name"))?;
            into.product.brand = Some(code.clone());
            into.brand = Some(Brand { code, name: name.to_owned() });
        }
        if into.product.categories.is_empty()
            && let Some(cell) = table.get(row, "category")
        {
            for path in cell.split('|') {
                let path: Vec<&str> =
                    path.split('>').map(str::trim).filter(|name| !name.is_empty()).collect();
                categories(into, &path)
                    .ok_or_else(|| table.error(row, "category", "a key, or names like Buty > Zimowe"))?;
            }
        }
        Ok(())
    }

    /// A list of codes if it is short, else a text that all languages share.
    fn attribute(&self, into: &mut ImportedProduct, name: &str, value: &str) {
        let key = axis(&slug(name));
        if into.product.attributes.contains_key(&key) {
            return;
        }
        let number = value.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
        let read = match number {
            Some(number) => Value::Number(number),
            None if value.chars().count() > 60 => Value::Text(Text::same(value)),
            None => {
                let codes: Vec<String> = value.split('|').map(|code| code.trim().to_owned()).collect();
                for code in &codes {
                    choice(into, &key, name, code);
                }
                Value::Many(codes)
            }
        };
        into.product.attributes.insert(key, read);
    }

    fn price(&self, row: &Row, sku: &Sku, into: &mut ImportedProduct) -> Result<(), RowError> {
        let table = &self.table;
        let currency = |text: &str| Currency::parse(&text.to_uppercase()).ok_or("a currency like PLN");
        let currency = table.read(row, "currency", currency)?.unwrap_or(self.currency);
        let list = table.read(row, "list", str::parse::<PriceListCode>)?;
        if let Some(gross) = table.read(row, "price", |text| amount::parse(text, currency))? {
            into.prices.push(ImportedPrice {
                sku: sku.clone(),
                list,
                gross,
                line: row.line,
                is_optional: false,
            });
        }
        Ok(())
    }
}

pub(super) fn tax_class(text: &str) -> Result<TaxClass, &'static str> {
    TaxClass::parse(text).ok_or("standard, reduced, super_reduced, zero or exempt")
}

/// Codes have at most 40 letters.
pub(super) fn short(slug: &str) -> String {
    slug.chars().filter(|c| *c != '_').take(40).collect::<String>().trim_matches('-').to_owned()
}

fn choice(into: &mut ImportedProduct, key: &str, name: &str, value: &str) {
    let place = into.attributes.iter().position(|attribute| attribute.key == key).unwrap_or_else(|| {
        into.attributes.push(Attribute::list(key, label(key, name), Vec::new()));
        into.attributes.len() - 1
    });
    let choices = &mut into.attributes[place].choices;
    if !choices.iter().any(|choice| choice.code == value) {
        choices.push(Choice::new(value, Text::same(value)));
    }
}

/// The names everybody knows in both languages; others are called as the file calls them.
pub(super) fn label(key: &str, name: &str) -> Text {
    match key {
        "color" => Text::new("Kolor", "Colour"),
        "size" => Text::new("Rozmiar", "Size"),
        "shoe-size" => Text::new("Rozmiar buta", "Shoe size"),
        "material" => Text::new("Materiał", "Material"),
        _ => Text::same(name),
    }
}

/// One name is the key of a category; several are a path of names whose keys hang together: `buty-zimowe`.
fn categories(into: &mut ImportedProduct, path: &[&str]) -> Option<()> {
    let (mut key, mut parent) = (String::new(), None);
    for name in path {
        let own = slug(name);
        if own.is_empty() {
            return None;
        }
        key = if key.is_empty() { own } else { format!("{key}-{own}") };
        if !crate::is_key(&key) {
            return None;
        }
        if !into.categories.iter().any(|category| category.key == key) {
            into.categories.push(SaveCategory {
                key: key.clone(),
                parent: parent.clone(),
                name: Text::same(name),
                about: Text::default(),
                position: 0,
            });
        }
        parent = Some(key.clone());
    }
    if !key.is_empty() && !into.product.categories.contains(&key) {
        into.product.categories.push(key);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<ImportedProduct>, Vec<RowError>) {
        let all: Vec<_> = products(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), Currency::Pln)
            .unwrap()
            .collect();
        let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        (good.into_iter().flatten().collect(), bad.into_iter().filter_map(Result::err).collect())
    }

    #[test]
    fn rows_of_one_product_become_one_product() {
        let (products, errors) = read(
            "product,sku,name_pl,name_en,category,option:size,option:colour,price,stock:waw-1,brand,tax\n\
             kurtka,K-M,Kurtka,Jacket,Kurtki > Puchowe,M,granat,\"199,90\",3,Szron,\n\
             kurtka,K-L,,,,L,granat,199.90,0,,\n\
             buty,B-42,Buty,Boots,shoes,42,,299,,,reduced\n",
        );
        assert_eq!(errors, []);
        assert_eq!(products.len(), 2);
        let jacket = &products[0];
        assert_eq!((jacket.product.variants.len(), jacket.prices.len(), jacket.stock.len()), (2, 2, 2));
        assert_eq!(jacket.product.categories, ["kurtki-puchowe"]);
        assert_eq!(jacket.categories[1].parent.as_deref(), Some("kurtki"));
        assert_eq!(jacket.product.variants[1].options[1], OptionValue::new("color", "granat"));
        assert_eq!(jacket.prices[0].gross.minor, 19_990);
        assert_eq!(jacket.brand.as_ref().unwrap().name, "Szron");
        assert_eq!(products[1].product.categories, ["shoes"]);
        assert_eq!(products[1].product.variants[0].tax_class, TaxClass::Reduced);
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_column_and_the_rest_is_kept() {
        let (products, errors) = read(
            "sku,name_pl,ean,price,colour\n\
             A,Dobra,,10,\n\
             B,Zła,5901234123458,10,\n\
             C,Zła,,dużo,\n\
             D,Dobra,,\"1,5\",\n\
             ,Bez kodu,,1,\n\
             E,za,dużo,pól,w,wierszu\n",
        );
        let keys: Vec<&str> = products.iter().map(|it| it.product.key.as_str()).collect();
        assert_eq!(keys, ["a", "d"]);
        let places: Vec<(i64, i64, &str)> =
            errors.iter().map(|error| (error.line, error.column, error.pointer.as_str())).collect();
        assert_eq!(places, [(1, 5, "colour"), (3, 3, "ean"), (4, 4, "price"), (6, 1, "sku"), (7, 6, "")]);
    }
}
