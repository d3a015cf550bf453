//! Prices of a file.

use std::io::Read;

use catalog::import::table::Table;
use catalog::import::{RowError, amount, json};
use kernel::{Currency, Money, PriceListCode, Sku, Timestamp};
use pricing::SetPrice;
use serde::Deserialize;

use crate::Error;
use crate::run::{Fate, Row, Run};

#[derive(Debug, Clone)]
pub(crate) struct PriceRow {
    pub line: i64,
    columns: Columns,
    sku: Sku,
    list: Option<PriceListCode>,
    gross: Money,
    valid_from: Option<Timestamp>,
}

/// Where a row says what; zero where a file has no columns.
#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    sku: i64,
    price: i64,
    /// Of the list or, if none is named, of the currency that has none.
    list: i64,
}

#[derive(Deserialize)]
struct Body {
    sku: Sku,
    #[serde(default)]
    list: Option<PriceListCode>,
    gross: Money,
    #[serde(default)]
    valid_from: Option<Timestamp>,
}

type Rows = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

pub(crate) fn from_json(reader: Box<dyn Read + Send>) -> Result<Rows, RowError> {
    let rows = json::rows::<Body>(reader)?;
    Ok(Box::new(rows.map(|row| {
        row.map(|(line, it)| {
            let (sku, list, gross, valid_from) = (it.sku, it.list, it.gross, it.valid_from);
            Row::Price(PriceRow { line, columns: Columns::default(), sku, list, gross, valid_from })
        })
    })))
}

/// `sku, price`, and perhaps `currency, list, valid_from`
pub(crate) fn from_table(reader: Box<dyn Read + Send>, currency: Currency) -> Result<Rows, RowError> {
    const COLUMNS: [&str; 5] = ["sku", "price", "currency", "list", "valid_from"];
    let mut table = Table::open(reader)?;
    table.require(&["sku", "price"])?;
    let unknown = table.unknown(|header| COLUMNS.contains(&header));
    let rows = std::iter::from_fn(move || {
        let row = match table.next_row()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let read = || {
            let sku =
                table.need(&row, "sku")?.parse().map_err(|error: String| table.error(&row, "sku", error))?;
            let named = |text: &str| Currency::parse(&text.to_uppercase()).ok_or("a currency like PLN");
            let currency = table.read(&row, "currency", named)?.unwrap_or(currency);
            let gross = amount::parse(table.need(&row, "price")?, currency)
                .map_err(|why| table.error(&row, "price", why))?;
            let list = table.read(&row, "list", str::parse::<PriceListCode>)?;
            let valid_from = table.read(&row, "valid_from", str::parse::<Timestamp>)?;
            let column = |name: &str| table.error(&row, name, "").column;
            let named = if list.is_some() { "list" } else { "currency" };
            let columns = Columns { sku: column("sku"), price: column("price"), list: column(named) };
            Ok(Row::Price(PriceRow { line: row.line, columns, sku, list, gross, valid_from }))
        };
        Some(read())
    });
    Ok(Box::new(unknown.into_iter().map(Err).chain(rows)))
}

pub(crate) async fn apply(run: &mut Run<'_>, part: &[Row]) -> Result<(Vec<Fate>, Vec<RowError>), Error> {
    let rows: Vec<&PriceRow> = part
        .iter()
        .filter_map(|row| match row {
            Row::Price(row) => Some(row),
            Row::Product(_) | Row::Stock(_) | Row::Location(_) => None,
        })
        .collect();
    let run = &*run;
    run.db
        .run(run.actor, async |tx| {
            let skus: Vec<Sku> = rows.iter().map(|row| row.sku.clone()).collect();
            let known = catalog::variants_by_sku(tx, &skus).await?;
            let (mut fates, mut errors) = (vec![Fate::Failed; rows.len()], Vec::new());
            let (mut wanted, mut owners) = (Vec::new(), Vec::new());
            for (number, row) in rows.iter().enumerate() {
                let Some(variant) = known.get(&row.sku) else {
                    let detail = format!("there is no variant `{}`", row.sku);
                    errors.push(RowError::new(row.line, row.columns.sku, "sku", detail));
                    continue;
                };
                match run.list_for(row.list.as_ref(), row.gross.currency) {
                    Ok(list) => {
                        let (variant, gross, valid_from) = (variant.id, row.gross, row.valid_from);
                        wanted.push(SetPrice { list, variant, gross, valid_from });
                        owners.push(number);
                    }
                    Err(detail) => errors.push(RowError::new(row.line, row.columns.list, "list", detail)),
                }
            }
            for (number, answer) in owners.into_iter().zip(pricing::set_prices(tx, wanted).await?) {
                match answer {
                    Ok(true) => fates[number] = Fate::Changed,
                    Ok(false) => fates[number] = Fate::Unchanged,
                    Err(error) => errors.push(RowError::new(
                        rows[number].line,
                        rows[number].columns.price,
                        "price",
                        error.to_string(),
                    )),
                }
            }
            run.note_in(tx, part.len(), &fates, &errors).await?;
            Ok((fates, errors))
        })
        .await
}
