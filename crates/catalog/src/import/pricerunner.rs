//! Offers of a price comparison site: `product_id, product_title, vendor_id, cluster_id, cluster_label, category_id,
//! category_label`. Each offer becomes a product with one variant. They have neither price nor stock.

use std::collections::VecDeque;
use std::io::Read;

use kernel::Sku;

use super::table::Table;
use super::{ImportedProduct, Products, RowError};
use crate::{ProductText, SaveCategory, SaveProduct, SaveVariant, Text, Value, slug};

pub fn products(reader: Box<dyn Read + Send>) -> Result<Products, RowError> {
    let table = Table::open(reader)?;
    table.require(&["product_id", "product_title", "category_label"])?;
    Ok(Box::new(Offers { table, waiting: VecDeque::new() }))
}

struct Offers {
    table: Table,
    waiting: VecDeque<RowError>,
}
impl Iterator for Offers {
    type Item = Result<ImportedProduct, RowError>;
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.waiting.pop_front() {
            return Some(Err(error));
        }
        Some(match self.table.next_row()? {
            Err(error) => Err(error),
            Ok(row) => offer(&self.table, &row),
        })
    }
}

fn offer(table: &Table, row: &super::table::Row) -> Result<ImportedProduct, RowError> {
    let id = table.need(row, "product_id")?;
    let title = table.need(row, "product_title")?;
    let category = table.need(row, "category_label")?;
    let sku: Sku =
        format!("PR-{id}").parse().map_err(|error: String| table.error(row, "product_id", error))?;
    let text = ProductText {
        name: title.to_owned(),
        lead: table.get(row, "cluster_label").unwrap_or_default().to_owned(),
        ..ProductText::default()
    };
    let mut product = SaveProduct {
        key: slug(&format!("offer-{id}")),
        texts: [("en".to_owned(), text)].into(),
        categories: vec![slug(category)],
        variants: vec![SaveVariant::new(sku)],
        ..SaveProduct::default()
    };
    for (header, key) in [("vendor_id", "vendor"), ("cluster_id", "cluster")] {
        let number = table.read(row, header, |text| text.parse::<i64>().map_err(|_| "a whole number"))?;
        if let Some(number) = number {
            product.attributes.insert(key.to_owned(), Value::Number(number as f64));
        }
    }
    let category = SaveCategory {
        key: slug(category),
        parent: None,
        name: Text::of("en", category),
        about: Text::default(),
        position: 0,
    };
    Ok(ImportedProduct { line: row.line, product, categories: vec![category], ..ImportedProduct::default() })
}
