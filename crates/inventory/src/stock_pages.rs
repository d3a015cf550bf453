//! Lists for screens and integrators: stock, the ledger, what is short.

use kernel::{LocationId, Page, PageRequest, Query, Timestamp, VariantId, args, uuids};

use crate::{Error, Movement, Stock};

#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    pub variant: Option<VariantId>,
    pub location: Option<LocationId>,
    /// Only these locations: what the actor may see.
    pub scope: Option<Vec<LocationId>>,
    /// Only where fewer than so many are available.
    pub below: Option<i64>,
}

/// Rows of stock by variant, then location.
pub async fn stock(
    db: &mut impl Query,
    filter: &StockFilter,
    page: &PageRequest,
) -> Result<Page<Stock>, Error> {
    let after: Vec<&str> = page.after.as_deref().unwrap_or_default().split('.').collect();
    let after_variant: Option<VariantId> = after.first().and_then(|text| text.parse().ok());
    let after_location: Option<LocationId> = after.get(1).and_then(|text| text.parse().ok());
    let below = filter.below.unwrap_or(i64::MAX);
    let scope = match (&filter.location, &filter.scope) {
        (Some(one), None) => Some(vec![*one]),
        (Some(one), Some(list)) => Some(list.iter().copied().filter(|it| it == one).collect()),
        (None, scope) => scope.clone(),
    };
    let everywhere = i64::from(scope.is_none());
    let scope = uuids(scope.unwrap_or_default());
    let limit = page.limit() + 1;
    let rows: Vec<Stock> = match (filter.variant, filter.location) {
        (Some(variant), _) => {
            db.all(
                "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version FROM inventory_stock
                 WHERE variant = $1 AND ($2 IS NULL OR location > $2)
                     AND on_hand - unavailable - safety - reserved - protected < $3 AND ($4 = 1 OR location IN {uuids $5})
                 ORDER BY location LIMIT $6",
                args![variant, after_location, below, everywhere, scope, limit],
            )
            .await?
        }
        (None, Some(location)) => {
            db.all(
                "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version FROM inventory_stock
                 WHERE location = $1 AND ($2 IS NULL OR variant > $2)
                     AND on_hand - unavailable - safety - reserved - protected < $3 AND location IN {uuids $4}
                 ORDER BY variant LIMIT $5",
                args![location, after_variant, below, scope, limit],
            )
            .await?
        }
        (None, None) => {
            db.all(
                "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version FROM inventory_stock
                 WHERE ($1 IS NULL OR (variant, location) > ($1, $2))
                     AND on_hand - unavailable - safety - reserved - protected < $3 AND ($4 = 1 OR location IN {uuids $5})
                 ORDER BY variant, location LIMIT $6",
                args![after_variant, after_location, below, everywhere, scope, limit],
            )
            .await?
        }
    };
    let mut answer = Page::of(rows, page, |row| format!("{}.{}", row.variant, row.location));
    if page.count {
        let count = db
            .count(
                "SELECT COUNT(*) FROM inventory_stock
                 WHERE ($1 IS NULL OR variant = $1) AND on_hand - unavailable - safety - reserved - protected < $2
                     AND ($3 = 1 OR location IN {uuids $4})",
                args![filter.variant, below, everywhere, scope],
            )
            .await?;
        answer.count = Some(count);
    }
    Ok(answer)
}

/// What happened to a variant, newest first, at one place or everywhere.
pub async fn ledger(
    db: &mut impl Query,
    variant: VariantId,
    location: Option<LocationId>,
    page: &PageRequest,
) -> Result<Page<Movement>, Error> {
    let (number, id) = page.after.as_deref().and_then(|text| text.split_once('.')).unwrap_or_default();
    let number: i64 = number.parse().unwrap_or(i64::MAX);
    let id: Option<kernel::MovementId> = id.parse().ok();
    let limit = page.limit() + 1;
    let mut answer = match location {
        Some(location) => {
            let after = id.map(|_| number);
            let rows: Vec<Movement> = db
                .all(
                    "SELECT variant, id, location, delta, stated, counted, bucket, set_aside, on_hand, version, cause,
                         reference, reservation, actor, happened_at, recorded_at
                     FROM inventory_movement
                     WHERE variant = $1 AND location = $2 AND ($3 IS NULL OR (version, id) < ($3, $4))
                     ORDER BY version DESC, id DESC LIMIT $5",
                    args![variant, location, after, id, limit],
                )
                .await?;
            Page::of(rows, page, |it| format!("{}.{}", it.version, it.id))
        }
        None => {
            let after = id.map(|_| Timestamp::from_millis(number.clamp(0, MAX_MILLIS)));
            let rows: Vec<Movement> = db
                .all(
                    "SELECT variant, id, location, delta, stated, counted, bucket, set_aside, on_hand, version, cause,
                         reference, reservation, actor, happened_at, recorded_at
                     FROM inventory_movement
                     WHERE variant = $1 AND ($2 IS NULL OR (recorded_at, id) < ($2, $3))
                     ORDER BY recorded_at DESC, id DESC LIMIT $4",
                    args![variant, after, id, limit],
                )
                .await?;
            Page::of(rows, page, |it| format!("{}.{}", it.recorded_at.as_millis(), it.id))
        }
    };
    if page.count {
        let count = db
            .count(
                "SELECT COUNT(*) FROM inventory_movement WHERE variant = $1 AND ($2 IS NULL OR location = $2)",
                args![variant, location],
            )
            .await?;
        answer.count = Some(count);
    }
    Ok(answer)
}

/// The end of the year 9999: a cursor is text that anybody can change.
const MAX_MILLIS: i64 = 253_402_300_799_999;

/// Promised goods that are not there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ShortfallRow {
    pub variant: VariantId,
    pub location: LocationId,
    pub units: i64,
    pub worst: i64,
    pub opened_at: Timestamp,
}

/// What is short now, oldest first.
pub async fn shortfalls(db: &mut impl Query) -> Result<Vec<ShortfallRow>, Error> {
    let rows = db
        .all(
            "SELECT variant, location, units, worst, opened_at FROM inventory_shortfall
             WHERE closed_at IS NULL ORDER BY opened_at, variant LIMIT 500",
            args![],
        )
        .await?;
    Ok(rows)
}
