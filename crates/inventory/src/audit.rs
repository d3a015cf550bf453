//! The invariants of stock, asked of the rows. Each check is one statement, so it sees one moment, beside a live server.

use kernel::{Breach, Fault, LocationId, Query, ReservationId, VariantId, args};

/// Counters of a row against what they should be.
#[derive(sqlx::FromRow)]
struct Counters {
    variant: VariantId,
    location: LocationId,
    stands: i64,
    should: i64,
}

#[derive(sqlx::FromRow)]
struct Promise {
    id: ReservationId,
    state: String,
    quantity: i64,
    open: i64,
    fulfilled: i64,
    moved: i64,
}

/// Everything that does not hold, at most some hundred of each kind. Empty is good.
pub async fn audit(db: &mut impl Query) -> Result<Vec<Breach>, Fault> {
    let mut breaches = Vec::new();
    for (invariant, sql) in [
        ("inventory.on_hand", ON_HAND),
        ("inventory.unavailable", UNAVAILABLE),
        ("inventory.bucket", BUCKET),
        ("inventory.reserved", RESERVED),
        ("inventory.shortfall", SHORTFALL),
        ("inventory.row_missing", ROW_MISSING),
    ] {
        let rows: Vec<Counters> = db.all(sql, args![]).await?;
        breaches.extend(rows.into_iter().map(|it| {
            let what =
                format!("{} at {}: {} stands, {} follows", it.variant, it.location, it.stands, it.should);
            Breach::new(invariant, what)
        }));
    }
    for (invariant, sql) in [("inventory.promise_state", STATE), ("inventory.promise_kept", KEPT)] {
        let rows: Vec<Promise> = db.all(sql, args![]).await?;
        breaches.extend(rows.into_iter().map(|it| {
            let what = format!(
                "{} is {}: {} promised, {} open, {} fulfilled, {} moved",
                it.id, it.state, it.quantity, it.open, it.fulfilled, it.moved
            );
            Breach::new(invariant, what)
        }));
    }
    Ok(breaches)
}

const ON_HAND: &str =
    "SELECT s.variant, s.location, s.on_hand AS stands, CAST(COALESCE(SUM(m.delta), 0) AS bigint) AS should
     FROM inventory_stock s
     LEFT JOIN inventory_movement m ON m.variant = s.variant AND m.location = s.location
     GROUP BY s.variant, s.location, s.on_hand HAVING s.on_hand <> COALESCE(SUM(m.delta), 0) LIMIT 100";

const UNAVAILABLE: &str =
    "SELECT s.variant, s.location, s.unavailable AS stands, CAST(COALESCE(SUM(b.units), 0) AS bigint) AS should
     FROM inventory_stock s
     LEFT JOIN inventory_bucket b ON b.variant = s.variant AND b.location = s.location
     GROUP BY s.variant, s.location, s.unavailable HAVING s.unavailable <> COALESCE(SUM(b.units), 0) LIMIT 100";

const BUCKET: &str =
    "SELECT b.variant, b.location, b.units AS stands, CAST(COALESCE(SUM(m.set_aside), 0) AS bigint) AS should
     FROM inventory_bucket b
     LEFT JOIN inventory_movement m
         ON m.variant = b.variant AND m.location = b.location AND m.bucket = b.bucket
     GROUP BY b.variant, b.location, b.bucket, b.units HAVING b.units <> COALESCE(SUM(m.set_aside), 0) LIMIT 100";

const RESERVED: &str =
    "SELECT s.variant, s.location, s.reserved AS stands, CAST(COALESCE(SUM(r.open), 0) AS bigint) AS should
     FROM inventory_stock s
     LEFT JOIN inventory_reservation r ON r.variant = s.variant AND r.location = s.location AND r.open > 0
     GROUP BY s.variant, s.location, s.reserved HAVING s.reserved <> COALESCE(SUM(r.open), 0) LIMIT 100";

/// What is promised and not there is recorded, to the unit, and nothing else is.
const SHORTFALL: &str = "SELECT variant, location, stands, should FROM (
         SELECT s.variant AS variant, s.location AS location,
             (SELECT CAST(COALESCE(SUM(f.units), 0) AS bigint) FROM inventory_shortfall f
              WHERE f.variant = s.variant AND f.location = s.location AND f.closed_at IS NULL) AS stands,
             CASE WHEN s.reserved > s.on_hand - s.unavailable
                 THEN s.reserved - (s.on_hand - s.unavailable) ELSE 0 END AS should
         FROM inventory_stock s) short
     WHERE stands <> should LIMIT 100";

/// Goods moved, or promised, in a place that has no row of stock.
const ROW_MISSING: &str = "SELECT lost.variant, lost.location, CAST(0 AS bigint) AS stands,
         CAST(SUM(lost.units) AS bigint) AS should
     FROM (SELECT variant, location, delta AS units FROM inventory_movement
           UNION ALL SELECT variant, location, open AS units FROM inventory_reservation WHERE open > 0) lost
     WHERE NOT EXISTS (SELECT 1 FROM inventory_stock s
                       WHERE s.variant = lost.variant AND s.location = lost.location)
     GROUP BY lost.variant, lost.location LIMIT 100";

const STATE: &str = "SELECT id, state, quantity, open, fulfilled, CAST(0 AS bigint) AS moved
     FROM inventory_reservation
     WHERE open + fulfilled > quantity OR (open > 0 AND state <> 'held') OR (open = 0 AND state = 'held')
         OR (open = 0 AND fulfilled = 0 AND state <> 'released') OR (open = 0 AND fulfilled > 0 AND state <> 'fulfilled')
     LIMIT 100";

/// What left for a promise is in the ledger.
const KEPT: &str = "SELECT r.id, r.state, r.quantity, r.open, r.fulfilled, CAST(COALESCE(SUM(-m.delta), 0) AS bigint) AS moved
     FROM inventory_reservation r
     LEFT JOIN inventory_movement m ON m.variant = r.variant AND m.reservation = r.id
     GROUP BY r.variant, r.id, r.state, r.quantity, r.open, r.fulfilled
     HAVING r.fulfilled <> COALESCE(SUM(-m.delta), 0) LIMIT 100";
