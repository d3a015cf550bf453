//! Stock of a file: how much lies where.

use std::io::Read;

use catalog::import::RowError;
use catalog::import::json;
use catalog::import::table::Table;
use inventory::{Cause, Change, Move, StockFilter};
use kernel::{LocationId, PageRequest, Quantity, Sku, Tx, VariantId};
use serde::Deserialize;

use crate::Error;
use crate::run::{Fate, Row, Run};

#[derive(Debug, Clone)]
pub(crate) struct StockRow {
    pub line: i64,
    /// Of the SKU and of the location; zero where a file has no columns.
    columns: (i64, i64),
    sku: Sku,
    location: String,
    quantity: Quantity,
}

#[derive(Deserialize)]
struct Body {
    sku: Sku,
    location: String,
    quantity: Quantity,
}

type Rows = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

pub(crate) fn from_json(reader: Box<dyn Read + Send>) -> Result<Rows, RowError> {
    let rows = json::rows::<Body>(reader)?;
    Ok(Box::new(rows.map(|row| {
        row.map(|(line, body)| {
            Row::Stock(StockRow {
                line,
                columns: (0, 0),
                sku: body.sku,
                location: body.location,
                quantity: body.quantity,
            })
        })
    })))
}

/// `sku, location, quantity`
pub(crate) fn from_table(reader: Box<dyn Read + Send>) -> Result<Rows, RowError> {
    const COLUMNS: [&str; 3] = ["sku", "location", "quantity"];
    let mut table = Table::open(reader)?;
    table.require(&COLUMNS)?;
    let unknown = table.unknown(|header| COLUMNS.contains(&header));
    let rows = std::iter::from_fn(move || {
        let row = match table.next_row()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let read = || {
            let sku =
                table.need(&row, "sku")?.parse().map_err(|error: String| table.error(&row, "sku", error))?;
            let location = table.need(&row, "location")?.to_owned();
            let quantity = table.need(&row, "quantity")?.parse::<i64>().ok().and_then(Quantity::new);
            let quantity =
                quantity.ok_or_else(|| table.error(&row, "quantity", "a whole number from 0 on"))?;
            let column = |name: &str| table.error(&row, name, "").column;
            let columns = (column("sku"), column("location"));
            Ok(Row::Stock(StockRow { line: row.line, columns, sku, location, quantity }))
        };
        Some(read())
    });
    Ok(Box::new(unknown.into_iter().map(Err).chain(rows)))
}

/// How much shall lie somewhere.
pub(crate) struct Level {
    pub variant: VariantId,
    pub location: LocationId,
    pub quantity: i64,
    /// The variant was made in this unit: nothing of it lies anywhere.
    pub is_new: bool,
}

/// Counts what differs; says for each level whether it did.
pub(crate) async fn set(run: &Run<'_>, tx: &mut Tx, levels: &[Level]) -> Result<Vec<bool>, Error> {
    let (mut moves, mut differs) = (Vec::new(), Vec::new());
    for level in levels {
        let (variant, location) = (level.variant, level.location);
        let there = if level.is_new {
            0
        } else {
            let filter =
                StockFilter { variant: Some(variant), location: Some(location), ..StockFilter::default() };
            let found = inventory::stock(tx, &filter, &PageRequest::first(1)).await?;
            found.items.first().map_or(0, |stock| stock.on_hand)
        };
        differs.push(there != level.quantity);
        if there == level.quantity {
            continue;
        }
        let (change, cause) = match level.is_new {
            true => (Change::Delta(level.quantity), Cause::Received),
            false => (Change::Counted(level.quantity), Cause::Counted),
        };
        let reference = Some(run.id.to_string());
        moves.push(Move { id: tx.new_id(), variant, location, change, cause, reference, at: None });
    }
    if !moves.is_empty() {
        inventory::move_all(tx, moves).await?;
    }
    Ok(differs)
}

pub(crate) async fn apply(run: &mut Run<'_>, part: &[Row]) -> Result<(Vec<Fate>, Vec<RowError>), Error> {
    let rows: Vec<&StockRow> = part
        .iter()
        .filter_map(|row| match row {
            Row::Stock(row) => Some(row),
            Row::Product(_) | Row::Price(_) | Row::Location(_) => None,
        })
        .collect();
    let run = &*run;
    run.db
        .run(run.actor, async |tx| {
            let skus: Vec<Sku> = rows.iter().map(|row| row.sku.clone()).collect();
            let known = catalog::variants_by_sku(tx, &skus).await?;
            let (mut fates, mut errors) = (vec![Fate::Failed; rows.len()], Vec::new());
            let (mut levels, mut owners) = (Vec::new(), Vec::new());
            for (number, row) in rows.iter().enumerate() {
                let Some(variant) = known.get(&row.sku) else {
                    let detail = format!("there is no variant `{}`", row.sku);
                    errors.push(RowError::new(row.line, row.columns.0, "sku", detail));
                    continue;
                };
                let code = run.options.location.as_ref().unwrap_or(&row.location);
                let Some(location) = run.places.get(code) else {
                    errors.push(RowError::new(
                        row.line,
                        row.columns.1,
                        "location",
                        format!("there is no location `{code}`"),
                    ));
                    continue;
                };
                owners.push(number);
                levels.push(Level {
                    variant: variant.id,
                    location: *location,
                    quantity: row.quantity.get(),
                    is_new: false,
                });
            }
            for (number, is_changed) in owners.into_iter().zip(set(run, tx, &levels).await?) {
                fates[number] = if is_changed { Fate::Changed } else { Fate::Unchanged };
            }
            run.note_in(tx, part.len(), &fates, &errors).await?;
            Ok((fates, errors))
        })
        .await
}
