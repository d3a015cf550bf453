//! What a verb did to stock, told once at its end: to shortfalls, to the log, and to this node's memory after the commit.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{LocationId, Tx, VariantId, args};

use crate::stock::Effect;
use crate::take::shares;
use crate::uncovered::uncovered;
use crate::{Cells, ChangedCell, Error, Share, Shortfall, Stock, StockChanged};

/// Rows in one event: an import that touches thousands is told in several.
const CELLS_PER_EVENT: usize = 500;

#[derive(Default)]
pub(crate) struct Changes {
    cells: BTreeMap<(VariantId, LocationId), Changed>,
    /// Variants whose goods on their way have changed: memory reads them anew.
    forgotten: BTreeSet<VariantId>,
}

struct Changed {
    short_before: i64,
    now: Stock,
}

impl Changes {
    /// `now` is the row as the statement returned it, `effect` what the statement did.
    pub fn note(&mut self, now: Stock, effect: Effect) {
        let short_before = now.before(effect).short();
        self.cells
            .entry((now.variant, now.location))
            .and_modify(|changed| changed.now = now)
            .or_insert(Changed { short_before, now });
    }

    pub fn forget(&mut self, variant: VariantId) {
        self.forgotten.insert(variant);
    }

    pub async fn tell(self, tx: &mut Tx) -> Result<(), Error> {
        let cells = tx.shared::<Cells>();
        if !self.forgotten.is_empty() {
            let (cells, variants) = (cells.clone(), self.forgotten);
            tx.after_commit(move || cells.forget(variants));
        }
        if self.cells.is_empty() {
            return Ok(());
        }
        for Changed { short_before, now } in self.cells.values() {
            if now.short() != *short_before {
                record_shortfall(tx, *short_before, now).await?;
            }
        }
        let mut rows: Vec<(Stock, Vec<Share>)> = Vec::with_capacity(self.cells.len());
        for Changed { now, .. } in self.cells.into_values() {
            let shares =
                if now.ruled > 0 { shares(tx, now.variant, now.location).await? } else { Vec::new() };
            rows.push((now, shares));
        }
        for part in rows.chunks(CELLS_PER_EVENT) {
            let cells = part.iter().map(|(row, shares)| ChangedCell::of(row, shares.clone()));
            tx.publish(&StockChanged { cells: cells.collect() }).await?;
        }
        tx.after_commit(move || cells.apply(&rows));
        Ok(())
    }
}

async fn record_shortfall(tx: &mut Tx, before: i64, row: &Stock) -> Result<(), Error> {
    let (short, now) = (row.short(), tx.now());
    if before == 0 {
        tx.exec(
            "INSERT INTO inventory_shortfall (variant, location, version, units, worst, opened_at)
             VALUES ($1, $2, $3, $4, $4, $5)",
            args![row.variant, row.location, row.version, short, now],
        )
        .await?;
    } else {
        let closed_at = (short == 0).then_some(now);
        tx.exec(
            "UPDATE inventory_shortfall
             SET units = $1, worst = CASE WHEN worst < $1 THEN $1 ELSE worst END, closed_at = $2
             WHERE variant = $3 AND location = $4 AND closed_at IS NULL",
            args![short, closed_at, row.variant, row.location],
        )
        .await?;
    }
    let uncovered = if short > 0 { uncovered(tx, row.variant, row.location).await? } else { Vec::new() };
    let told = Shortfall {
        variant: row.variant,
        location: row.location,
        units: short,
        version: row.version,
        uncovered,
    };
    tx.publish(&told).await?;
    Ok(())
}
