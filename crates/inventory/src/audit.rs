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
        ("inventory.taken", TAKEN),
        ("inventory.protected", PROTECTED),
        ("inventory.promised_supply", PROMISED),
        ("inventory.supply_over", OVER),
        ("inventory.supply_came", CAME),
        ("inventory.transfer_sent", SENT),
        ("inventory.transfer_received", RECEIVED),
        ("inventory.transfer_supply", ON_ITS_WAY),
        ("inventory.count_moved", COUNTED),
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
    "SELECT s.variant, s.location, s.reserved AS stands, CAST(COALESCE(SUM(CASE WHEN r.supply IS NULL THEN r.open ELSE r.landed END), 0) AS bigint) AS should
     FROM inventory_stock s
     LEFT JOIN inventory_reservation r ON r.variant = s.variant AND r.location = s.location AND r.open > 0
     GROUP BY s.variant, s.location, s.reserved
     HAVING s.reserved <> COALESCE(SUM(CASE WHEN r.supply IS NULL THEN r.open ELSE r.landed END), 0) LIMIT 100";

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
           UNION ALL SELECT variant, location, open AS units FROM inventory_reservation
                     WHERE open > 0 AND (supply IS NULL OR landed > 0)) lost
     WHERE NOT EXISTS (SELECT 1 FROM inventory_stock s
                       WHERE s.variant = lost.variant AND s.location = lost.location)
     GROUP BY lost.variant, lost.location LIMIT 100";

const STATE: &str = "SELECT id, state, quantity, open, fulfilled, CAST(0 AS bigint) AS moved
     FROM inventory_reservation
     WHERE open + fulfilled > quantity OR (open > 0 AND state <> 'held') OR (open = 0 AND state = 'held')
         OR landed > open OR (supply IS NULL AND landed > 0)
         OR (supply IS NOT NULL AND landed >= open) OR (open = 0 AND fulfilled = 0 AND state <> 'released') OR (open = 0 AND fulfilled > 0 AND state <> 'fulfilled')
     LIMIT 100";

/// What left for a promise is in the ledger.
const KEPT: &str = "SELECT r.id, r.state, r.quantity, r.open, r.fulfilled, CAST(COALESCE(SUM(-m.delta), 0) AS bigint) AS moved
     FROM inventory_reservation r
     LEFT JOIN inventory_movement m ON m.variant = r.variant AND m.reservation = r.id
     GROUP BY r.variant, r.id, r.state, r.quantity, r.open, r.fulfilled
     HAVING r.fulfilled <> COALESCE(SUM(-m.delta), 0) LIMIT 100";

/// What was taken of a share is what was promised to its channel since the share was set.
const TAKEN: &str = "SELECT variant, location, stands, should FROM (
         SELECT q.variant AS variant, q.location AS location, q.channel AS channel, q.taken AS stands,
             (SELECT CAST(COALESCE(SUM(CASE WHEN r.supply IS NULL THEN r.open + r.fulfilled ELSE r.landed END), 0)
                          AS bigint)
              FROM inventory_reservation r
              WHERE r.variant = q.variant AND r.location = q.location AND r.channel = q.channel
                  AND r.reserved_at >= q.since) AS should
         FROM inventory_quota q) share
     WHERE stands <> should LIMIT 100";

/// A row of stock says what its shares come to, and how many there are.
const PROTECTED: &str = "SELECT variant, location, stands, should FROM (
         SELECT s.variant AS variant, s.location AS location, s.protected AS stands, s.ruled AS ruled,
             (SELECT CAST(COALESCE(SUM(CASE WHEN q.protected > q.taken THEN q.protected - q.taken ELSE 0 END), 0)
                          AS bigint)
              FROM inventory_quota q WHERE q.variant = s.variant AND q.location = s.location) AS should,
             (SELECT COUNT(*) FROM inventory_quota q
              WHERE q.variant = s.variant AND q.location = s.location) AS rules
         FROM inventory_stock s) row_of
     WHERE stands <> should OR ruled <> rules LIMIT 100";

const PROMISED: &str = "SELECT u.variant, u.location, u.promised AS stands,
         CAST(COALESCE(SUM(r.open - r.landed), 0) AS bigint) AS should
     FROM inventory_supply u
     LEFT JOIN inventory_reservation r ON r.variant = u.variant AND r.supply = u.id AND r.open > 0
     GROUP BY u.variant, u.id, u.location, u.promised HAVING u.promised <> COALESCE(SUM(r.open - r.landed), 0) LIMIT 100";

/// Nothing is promised of goods on their way that are not on their way.
const OVER: &str = "SELECT variant, location, promised AS stands,
         CASE WHEN state = 'expected' AND quantity > received THEN quantity - received ELSE 0 END AS should
     FROM inventory_supply
     WHERE promised > CASE WHEN state = 'expected' AND quantity > received THEN quantity - received ELSE 0 END LIMIT 100";

/// All of a supply that is closed has come or is lost.
const CAME: &str = "SELECT variant, location, received + lost AS stands, quantity AS should FROM inventory_supply
     WHERE (state <> 'expected' AND received + lost < quantity) OR (state = 'expected' AND lost > 0) LIMIT 100";

/// What a transfer sent left its source.
const SENT: &str = "SELECT l.variant, t.source AS location, l.sent AS stands,
         CAST(COALESCE(-m.delta, 0) AS bigint) AS should
     FROM inventory_transfer_line l
     JOIN inventory_transfer t ON t.id = l.transfer
     LEFT JOIN inventory_movement m ON m.variant = l.variant AND m.id = l.sent_move AND m.location = t.source
     WHERE l.sent <> COALESCE(-m.stated, 0) LIMIT 100";

/// What a transfer brought, with what was lost or found on its way, came to its destination.
const RECEIVED: &str = "SELECT l.variant, t.destination AS location, l.received AS stands,
         CAST(COALESCE(m.stated, 0) + COALESCE(d.stated, 0) AS bigint) AS should
     FROM inventory_transfer_line l
     JOIN inventory_transfer t ON t.id = l.transfer
     LEFT JOIN inventory_movement m
         ON m.variant = l.variant AND m.id = l.received_move AND m.location = t.destination
     LEFT JOIN inventory_movement d
         ON d.variant = l.variant AND d.id = l.difference_move AND d.location = t.destination
     WHERE l.received <> COALESCE(m.stated, 0) + COALESCE(d.stated, 0)
         OR (t.state = 'received' AND l.sent <> COALESCE(m.stated, 0)) LIMIT 100";

/// What was sent is on its way until it is received, and no longer.
const ON_ITS_WAY: &str = "SELECT l.variant, t.destination AS location,
         CAST(COALESCE(u.quantity - u.received - u.lost, 0) AS bigint) AS stands,
         CASE WHEN t.state = 'sent' THEN l.sent ELSE 0 END AS should
     FROM inventory_transfer_line l
     JOIN inventory_transfer t ON t.id = l.transfer
     LEFT JOIN inventory_supply u ON u.variant = l.variant AND u.id = l.supply
     WHERE (t.state = 'sent' AND (COALESCE(u.quantity, 0) <> l.sent OR u.state <> 'expected'))
         OR (t.state = 'received' AND l.sent > 0 AND (u.id IS NULL OR u.state = 'expected')) LIMIT 100";

/// What a count changed stands in the ledger.
const COUNTED: &str = "SELECT l.variant, c.location, l.difference AS stands,
         CAST(COALESCE(m.delta, 0) AS bigint) AS should
     FROM inventory_count_line l
     JOIN inventory_count c ON c.id = l.count
     LEFT JOIN inventory_movement m ON m.variant = l.variant AND m.id = l.movement
     WHERE l.difference <> COALESCE(m.delta, 0) OR (l.counted IS NOT NULL AND m.id IS NULL) LIMIT 100";
