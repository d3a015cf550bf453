//! An import from its first row to its report.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use catalog::TaxClass;
use catalog::import::{ImportedProduct, RowError, csv, json, pricerunner, saleor};
use kernel::{Actor, Currency, Db, ImportId, LocationId, Money, PriceListCode, Query, Tx};
use serde::{Deserialize, Serialize};

use crate::locations::LocationRow;
use crate::prices::PriceRow;
use crate::stock::StockRow;
use crate::{Error, Pictures, State, job, locations, prices, products, stock};

kernel::text_enum! {
    #[derive(Hash)]
    pub enum Kind { Products = "products", Stock = "stock", Locations = "locations", Prices = "prices" }
}
kernel::text_enum! {
    #[derive(Hash)]
    pub enum Format { Csv = "csv", Json = "json", Saleor = "saleor", PriceRunner = "pricerunner" }
}

/// What the file does not say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Of amounts without one.
    pub currency: Currency,
    /// Where prices go that name no list; otherwise the first list of their currency.
    pub list: Option<PriceListCode>,
    /// For variants that the file gives no price.
    pub price: Option<Money>,
    /// For variants that the file gives no stock: code of a location, quantity.
    pub stock: Vec<(String, i64)>,
    /// Where the file's stock lies, whatever location it names.
    pub location: Option<String>,
    /// For variants whose row says none.
    pub tax: Option<TaxClass>,
    #[serde(skip)]
    pub pictures: Option<Pictures>,
}
impl Default for Options {
    fn default() -> Self {
        Self {
            currency: Currency::Pln,
            list: None,
            price: None,
            stock: Vec::new(),
            location: None,
            tax: None,
            pictures: None,
        }
    }
}

/// How far an import is; also its counts in the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub rows: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub failed: i64,
}
pub type Progress = Tally;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub id: ImportId,
    pub rows: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub failed: i64,
    /// All of them; the table keeps the first thousand.
    pub errors: Vec<RowError>,
}

/// Which import this is: a new one, or one that waits.
#[derive(Debug, Clone, Copy)]
pub struct Started {
    pub id: ImportId,
    pub kind: Kind,
    pub format: Format,
}

/// Rows in one unit of work.
const BATCH: usize = 100;
/// Variants in one unit: some products have many.
const BATCH_VARIANTS: usize = 400;

pub(crate) enum Row {
    Product(Box<ImportedProduct>),
    Stock(StockRow),
    Price(PriceRow),
    Location(Box<LocationRow>),
}
type Rows = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Created,
    Changed,
    Unchanged,
    Failed,
}

/// Everything a batch needs beside its rows.
pub(crate) struct Run<'a> {
    pub db: &'a Db,
    pub actor: &'a Actor,
    pub id: ImportId,
    pub format: Format,
    pub options: &'a Options,
    pub lists: Vec<pricing::PriceList>,
    /// By code.
    pub places: HashMap<String, LocationId>,
    /// Categories, brands and values of attributes that are known to be there.
    pub ensured: BTreeSet<String>,
    tally: Tally,
    errors: Vec<RowError>,
    /// So many of them are in the table.
    stored: i64,
}

/// Reads the file to its end and applies it. `progress` hears after every batch.
///
/// Fails only as a whole: when the actor may not do this, the file is not of this format, or the database does not answer.
pub async fn run(
    db: &Db,
    actor: &Actor,
    started: Started,
    reader: Box<dyn Read + Send>,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Error> {
    check(started.kind, started.format)?;
    let Started { id, kind, format } = started;
    let by = actor.to_string();
    db.run(actor, async |tx| {
        require(tx, kind)?;
        job::insert(tx, id, kind, format, options, &by).await?;
        job::begin(tx, id).await
    })
    .await?;
    let done = go(db, actor, started, reader, options, progress).await;
    let (state, reason) = match &done {
        Ok(_) => (State::Done, None),
        // The same file may be tried again.
        Err(error) if error.fault().is_some_and(kernel::Fault::is_passing) => return done,
        Err(error) => (State::Failed, Some(error.to_string())),
    };
    db.run(actor, async |tx| job::finish(tx, id, state, reason.clone()).await).await?;
    done
}

/// Products come in every format, the rest in our own.
pub(crate) fn check(kind: Kind, format: Format) -> Result<(), Error> {
    match (kind, format) {
        (Kind::Products, _) | (_, Format::Csv | Format::Json) => Ok(()),
        (_, Format::Saleor | Format::PriceRunner) => Err(Error::WrongFormat { kind, format }),
    }
}

/// Who may not do the smallest part of it need not wait for the first row to hear so.
pub(crate) fn require(tx: &Tx, kind: Kind) -> Result<(), Error> {
    use kernel::{Capability, Everywhere};
    let needed = match kind {
        Kind::Products => Capability::ManageCatalog,
        Kind::Prices => Capability::ManagePrices,
        Kind::Stock => Capability::AdjustStock,
        Kind::Locations => Capability::ManageLocations,
    };
    Ok(tx.require(needed, Everywhere)?)
}

async fn go(
    db: &Db,
    actor: &Actor,
    started: Started,
    reader: Box<dyn Read + Send>,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Error> {
    let mut run = Run {
        db,
        actor,
        id: started.id,
        format: started.format,
        options,
        lists: Vec::new(),
        places: HashMap::new(),
        ensured: BTreeSet::new(),
        tally: Tally::default(),
        errors: Vec::new(),
        stored: 0,
    };
    {
        let mut read = db.read().await?;
        run.lists = pricing::lists(&mut read).await?;
        run.learn_places(&mut read).await?;
    }
    match open(started, reader, options.currency) {
        Ok(mut rows) => {
            let mut is_over = false;
            while !is_over {
                let batch = run.fill(&mut rows, &mut is_over);
                run.apply(&batch).await?;
                progress(run.tally);
            }
        }
        Err(error) => {
            run.errors.push(error);
            run.tally.failed += 1;
            run.apply(&[]).await?;
        }
    }
    let Tally { rows, created, changed, unchanged, failed } = run.tally;
    Ok(Report { id: run.id, rows, created, changed, unchanged, failed, errors: run.errors })
}

fn open(started: Started, reader: Box<dyn Read + Send>, currency: Currency) -> Result<Rows, RowError> {
    Ok(match (started.kind, started.format) {
        (Kind::Products, format) => {
            let products = match format {
                Format::Csv => csv::products(reader, currency)?,
                Format::Json => json::products(reader)?,
                Format::Saleor => saleor::products(reader)?,
                Format::PriceRunner => pricerunner::products(reader)?,
            };
            Box::new(products.map(|row| row.map(|product| Row::Product(Box::new(product)))))
        }
        (Kind::Stock, Format::Json) => stock::from_json(reader)?,
        (Kind::Stock, _) => stock::from_table(reader)?,
        (Kind::Prices, Format::Json) => prices::from_json(reader)?,
        (Kind::Prices, _) => prices::from_table(reader, currency)?,
        (Kind::Locations, Format::Json) => locations::from_json(reader)?,
        (Kind::Locations, _) => locations::from_table(reader)?,
    })
}

impl Run<'_> {
    pub async fn learn_places(&mut self, q: &mut impl Query) -> Result<(), Error> {
        let all = inventory::locations(q).await?;
        self.places = all.into_iter().map(|location| (location.code, location.id)).collect();
        Ok(())
    }

    /// The next rows; what is wrong between them is noted.
    fn fill(&mut self, rows: &mut Rows, is_over: &mut bool) -> Vec<Row> {
        let (mut batch, mut variants) = (Vec::new(), 0);
        while batch.len() < BATCH && variants < BATCH_VARIANTS {
            match rows.next() {
                None => {
                    *is_over = true;
                    break;
                }
                Some(Ok(row)) => {
                    if let Row::Product(product) = &row {
                        variants += product.product.variants.len();
                    }
                    batch.push(row);
                }
                Some(Err(error)) => {
                    self.tally.rows += i64::from(error.line > 1);
                    self.tally.failed += 1;
                    self.errors.push(error);
                }
            }
        }
        batch
    }

    /// Applies a batch in one unit. If the unit cannot be kept it is done in halves, down to the row that spoils it.
    async fn apply(&mut self, batch: &[Row]) -> Result<(), Error> {
        let mut parts = vec![batch];
        while let Some(part) = parts.pop() {
            let error = match self.unit(part).await {
                Ok(()) => continue,
                Err(error) => error,
            };
            if error.is_denial() || part.is_empty() {
                return Err(error);
            }
            if part.len() > 1 {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            } else if error.fault().is_some_and(kernel::Fault::is_passing) {
                return Err(error);
            } else {
                let detail = if error.is_fault() {
                    "the database refused this row".to_owned()
                } else {
                    error.to_string()
                };
                self.errors.push(RowError::row(line(&part[0]), detail));
                self.tally.rows += 1;
                self.tally.failed += 1;
            }
        }
        Ok(())
    }

    async fn unit(&mut self, part: &[Row]) -> Result<(), Error> {
        let (fates, errors) = match part.first() {
            None => self.note(part.len(), &[], Vec::new()).await?,
            Some(Row::Product(_)) => products::apply(self, part).await?,
            Some(Row::Stock(_)) => stock::apply(self, part).await?,
            Some(Row::Price(_)) => prices::apply(self, part).await?,
            Some(Row::Location(_)) => locations::apply(self, part).await?,
        };
        self.tally = self.counted(part.len(), &fates, &errors);
        self.errors.extend(errors);
        self.stored = self.errors.len() as i64;
        Ok(())
    }

    /// The counts once these rows are kept.
    fn counted(&self, rows: usize, fates: &[Fate], errors: &[RowError]) -> Tally {
        let many = |fate: Fate| fates.iter().filter(|it| **it == fate).count() as i64;
        Tally {
            rows: self.tally.rows + rows as i64,
            created: self.tally.created + many(Fate::Created),
            changed: self.tally.changed + many(Fate::Changed),
            unchanged: self.tally.unchanged + many(Fate::Unchanged),
            // A row may be wrong in several places, and in a part only.
            failed: self.tally.failed + many(Fate::Failed).max(errors.len() as i64),
        }
    }

    /// Notes the progress in the unit that did the work.
    pub async fn note_in(
        &self,
        tx: &mut Tx,
        rows: usize,
        fates: &[Fate],
        errors: &[RowError],
    ) -> Result<(), Error> {
        let tally = self.counted(rows, fates, errors);
        let new: Vec<RowError> = self.errors[self.stored as usize..].iter().chain(errors).cloned().collect();
        job::progress(tx, self.id, &tally, self.stored, &new).await
    }

    async fn note(
        &self,
        rows: usize,
        fates: &[Fate],
        errors: Vec<RowError>,
    ) -> Result<(Vec<Fate>, Vec<RowError>), Error> {
        self.db.run(self.actor, async |tx| self.note_in(tx, rows, fates, &errors).await).await?;
        Ok((fates.to_vec(), errors))
    }

    /// The list in which an amount is a price: the one named, the one chosen for the import, or the first of its currency.
    pub fn list_for(
        &self,
        named: Option<&PriceListCode>,
        currency: Currency,
    ) -> Result<PriceListCode, String> {
        let fits = |list: &&pricing::PriceList| list.currency == currency;
        if let Some(code) = named {
            return match self.lists.iter().find(|list| list.code == *code) {
                Some(list) if fits(&list) => Ok(code.clone()),
                Some(list) => Err(format!("the list `{code}` is in {}", list.currency)),
                None => Err(format!("there is no price list `{code}`")),
            };
        }
        let chosen =
            self.options.list.as_ref().and_then(|code| self.lists.iter().find(|list| list.code == *code));
        chosen
            .filter(fits)
            .or_else(|| self.lists.iter().find(fits))
            .map(|list| list.code.clone())
            .ok_or_else(|| format!("there is no price list in {currency}"))
    }
}

fn line(row: &Row) -> i64 {
    match row {
        Row::Product(product) => product.line,
        Row::Stock(row) => row.line,
        Row::Price(row) => row.line,
        Row::Location(row) => row.line,
    }
}
