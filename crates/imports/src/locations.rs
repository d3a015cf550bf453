//! Locations of a file.

use std::io::Read;

use catalog::import::table::{Row as TableRow, Table};
use catalog::import::{RowError, json};
use inventory::{Address, Capability, Hours, Kind, Location, LocationState, Point, Span};
use kernel::{SellerCode, Tz};
use serde::Deserialize;

use crate::Error;
use crate::run::{Fate, Row, Run};

/// A location as it comes: what is left out is as for a new one.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LocationRow {
    #[serde(skip)]
    pub line: i64,
    code: String,
    name: String,
    #[serde(default = "store")]
    kind: Kind,
    #[serde(default)]
    seller: Option<SellerCode>,
    #[serde(default = "active")]
    state: LocationState,
    #[serde(default)]
    address: Address,
    #[serde(default)]
    point: Option<Point>,
    #[serde(default)]
    zone: Option<Tz>,
    #[serde(default)]
    hours: Hours,
    #[serde(default)]
    capabilities: Vec<Capability>,
    #[serde(default)]
    phone: Option<String>,
}
fn store() -> Kind {
    Kind::Store
}
fn active() -> LocationState {
    LocationState::Active
}

type Rows = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

pub(crate) fn from_json(reader: Box<dyn Read + Send>) -> Result<Rows, RowError> {
    let rows = json::rows::<LocationRow>(reader)?;
    Ok(Box::new(rows.map(|row| row.map(|(line, it)| Row::Location(Box::new(LocationRow { line, ..it }))))))
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const COLUMNS: [&str; 14] = [
    "code",
    "name",
    "kind",
    "seller",
    "state",
    "street",
    "postcode",
    "city",
    "country",
    "lat",
    "lon",
    "zone",
    "capabilities",
    "phone",
];

/// One row per location; `mon` to `sun` hold hours like `10:00-21:00`.
pub(crate) fn from_table(reader: Box<dyn Read + Send>) -> Result<Rows, RowError> {
    let mut table = Table::open(reader)?;
    table.require(&["code", "name"])?;
    let unknown = table.unknown(|header| COLUMNS.contains(&header) || DAYS.contains(&header));
    let rows = std::iter::from_fn(move || {
        Some(match table.next_row()? {
            Ok(row) => read(&table, &row).map(|it| Row::Location(Box::new(it))),
            Err(error) => Err(error),
        })
    });
    Ok(Box::new(unknown.into_iter().map(Err).chain(rows)))
}

fn read(table: &Table, row: &TableRow) -> Result<LocationRow, RowError> {
    let text = |header: &str| table.get(row, header).unwrap_or_default().to_owned();
    let degrees = |text: &str| text.replace(',', ".").parse::<f64>().map_err(|_| "degrees like 52.2297");
    let (lat, lon) = (table.read(row, "lat", degrees)?, table.read(row, "lon", degrees)?);
    let mut hours = Hours::default();
    for (day, header) in DAYS.iter().enumerate() {
        hours.week[day] = table.read(row, header, spans)?.unwrap_or_default();
    }
    let mut capabilities = Vec::new();
    for word in text("capabilities").split(['|', ',', ' ']).filter(|word| !word.is_empty()) {
        let known = Capability::parse(word);
        capabilities
            .push(known.ok_or_else(|| table.error(row, "capabilities", "pickup, ship, till or returns"))?);
    }
    let country = Some(text("country")).filter(|country| !country.is_empty());
    let kind = |text: &str| Kind::parse(text).ok_or("warehouse, store, supplier or transit");
    let state = |text: &str| LocationState::parse(text).ok_or("active or closed");
    Ok(LocationRow {
        line: row.line,
        code: table.need(row, "code")?.to_owned(),
        name: table.need(row, "name")?.to_owned(),
        kind: table.read(row, "kind", kind)?.unwrap_or(Kind::Store),
        seller: table.read(row, "seller", str::parse::<SellerCode>)?,
        state: table.read(row, "state", state)?.unwrap_or(LocationState::Active),
        address: Address {
            street: text("street"),
            postcode: text("postcode"),
            city: text("city"),
            country: country.unwrap_or_else(|| "PL".to_owned()),
        },
        point: lat.zip(lon).map(|(lat, lon)| Point { lat, lon }),
        zone: table.read(row, "zone", |text| text.parse::<Tz>().map_err(|_| "a zone like Europe/Warsaw"))?,
        hours,
        capabilities,
        phone: table.get(row, "phone").map(str::to_owned),
    })
}

/// `10:00-14:00 15:00-21:00`
fn spans(text: &str) -> Result<Vec<Span>, &'static str> {
    text.split_whitespace()
        .map(|span| {
            span.split_once('-').and_then(|(from, to)| Span::new(from, to)).ok_or("hours like 10:00-21:00")
        })
        .collect()
}

pub(crate) async fn apply(run: &mut Run<'_>, part: &[Row]) -> Result<(Vec<Fate>, Vec<RowError>), Error> {
    let rows: Vec<&LocationRow> = part
        .iter()
        .filter_map(|row| match row {
            Row::Location(row) => Some(&**row),
            Row::Product(_) | Row::Stock(_) | Row::Price(_) => None,
        })
        .collect();
    let run = &*run;
    run.db
        .run(run.actor, async |tx| {
            let sellers = catalog::sellers(tx).await?;
            let (mut fates, mut errors) = (Vec::new(), Vec::new());
            for row in &rows {
                let wanted = match &row.seller {
                    Some(code) => sellers.iter().find(|seller| seller.code == *code),
                    None => sellers.first(),
                };
                let Some(seller) = wanted else {
                    errors.push(RowError::new(row.line, 0, "seller", "there is no such legal seller"));
                    fates.push(Fate::Failed);
                    continue;
                };
                let before = inventory::location_by_code(tx, &row.code).await.ok();
                let id = before.as_ref().map_or_else(|| tx.new_id(), |before| before.id);
                let mut location = Location::new(id, &row.code, row.kind, &row.name, seller.code.clone());
                location.state = row.state;
                location.address = row.address.clone();
                if location.address.country.is_empty() {
                    location.address.country = "PL".to_owned();
                }
                location.point = row.point;
                location.zone = row.zone.unwrap_or(location.zone);
                location.hours = row.hours.clone();
                location.capabilities = row.capabilities.iter().copied().collect();
                location.phone = row.phone.clone();
                fates.push(match (inventory::save_location(tx, location).await, before) {
                    (Ok(_), None) => Fate::Created,
                    (Ok(after), Some(before)) if after.version == before.version => Fate::Unchanged,
                    (Ok(_), Some(_)) => Fate::Changed,
                    (Err(error @ (inventory::Error::Fault(_) | inventory::Error::Denied(_))), _) => {
                        return Err(Error::from(error));
                    }
                    (Err(inventory::Error::Invalid { pointer, why }), _) => {
                        errors.push(RowError::new(row.line, 0, pointer, why));
                        Fate::Failed
                    }
                    (Err(error), _) => {
                        errors.push(RowError::row(row.line, error.to_string()));
                        Fate::Failed
                    }
                });
            }
            run.note_in(tx, part.len(), &fates, &errors).await?;
            Ok((fates, errors))
        })
        .await
}
