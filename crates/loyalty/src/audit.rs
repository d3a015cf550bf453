//! The invariants of points, asked of the rows. Each check is one statement, so it sees one moment, beside a live server.

use kernel::{Breach, Fault, LotId, OrderId, PersonId, Query, args};

#[derive(sqlx::FromRow)]
struct WalletRow {
    person: PersonId,
    stands: i64,
    should: i64,
}
#[derive(sqlx::FromRow)]
struct LotRow {
    id: LotId,
    stands: i64,
    should: i64,
}
#[derive(sqlx::FromRow)]
struct OrderRow {
    order_id: OrderId,
    stands: i64,
    should: i64,
}

/// Everything that does not hold, at most some hundred of each kind. Empty is good.
pub async fn audit(db: &mut impl Query) -> Result<Vec<Breach>, Fault> {
    let mut breaches = Vec::new();
    let told =
        |whose: String, stands: i64, should: i64| format!("{whose}: {stands} stands, {should} follows");
    for (invariant, sql) in [
        ("loyalty.balance", BALANCE),
        ("loyalty.pending", PENDING),
        ("loyalty.spendable", SPENDABLE),
        ("loyalty.wallet_missing", WALLET_MISSING),
    ] {
        let rows: Vec<WalletRow> = db.all(sql, args![]).await?;
        let found = rows.into_iter().map(|it| told(it.person.to_string(), it.stands, it.should));
        breaches.extend(found.map(|what| Breach::new(invariant, what)));
    }
    for (invariant, sql) in [("loyalty.lot", LOT), ("loyalty.lot_postings", LOT_POSTINGS)] {
        let rows: Vec<LotRow> = db.all(sql, args![]).await?;
        let found = rows.into_iter().map(|it| told(it.id.to_string(), it.stands, it.should));
        breaches.extend(found.map(|what| Breach::new(invariant, what)));
    }
    let rows: Vec<OrderRow> = db.all(EARNED, args![]).await?;
    let found = rows.into_iter().map(|it| told(it.order_id.to_string(), it.stands, it.should));
    breaches.extend(found.map(|what| Breach::new("loyalty.earned", what)));
    Ok(breaches)
}

const BALANCE: &str =
    "SELECT w.person, w.spendable + w.pending AS stands, CAST(COALESCE(SUM(p.points), 0) AS bigint) AS should
     FROM loyalty_wallet w LEFT JOIN loyalty_posting p ON p.person = w.person
     GROUP BY w.person, w.spendable, w.pending
     HAVING w.spendable + w.pending <> COALESCE(SUM(p.points), 0) LIMIT 100";

const PENDING: &str =
    "SELECT w.person, w.pending AS stands, CAST(COALESCE(SUM(l.remaining), 0) AS bigint) AS should
     FROM loyalty_wallet w LEFT JOIN loyalty_lot l ON l.person = w.person AND l.ripened_at IS NULL
     GROUP BY w.person, w.pending HAVING w.pending <> COALESCE(SUM(l.remaining), 0) LIMIT 100";

const SPENDABLE: &str =
    "SELECT w.person, w.spendable AS stands, CAST(COALESCE(SUM(l.remaining), 0) AS bigint) AS should
     FROM loyalty_wallet w LEFT JOIN loyalty_lot l ON l.person = w.person AND l.ripened_at IS NOT NULL
     GROUP BY w.person, w.spendable HAVING w.spendable <> COALESCE(SUM(l.remaining), 0) LIMIT 100";

const WALLET_MISSING: &str =
    "SELECT p.person, CAST(0 AS bigint) AS stands, CAST(SUM(p.points) AS bigint) AS should
     FROM loyalty_posting p
     WHERE NOT EXISTS (SELECT 1 FROM loyalty_wallet w WHERE w.person = p.person)
     GROUP BY p.person LIMIT 100";

/// What was earned remains or was reversed, and a lot is reversed exactly when it is empty.
const LOT: &str = "SELECT id, remaining AS stands, earned - reversed AS should FROM loyalty_lot
     WHERE remaining < 0 OR remaining + reversed <> earned OR (reversed_at IS NOT NULL AND remaining <> 0)
         OR (reversed_at IS NULL AND remaining = 0) LIMIT 100";

const LOT_POSTINGS: &str =
    "SELECT l.id, l.remaining AS stands, CAST(COALESCE(SUM(p.points), 0) AS bigint) AS should
     FROM loyalty_lot l LEFT JOIN loyalty_posting p ON p.person = l.person AND p.lot = l.id
     GROUP BY l.person, l.id, l.remaining HAVING l.remaining <> COALESCE(SUM(p.points), 0) LIMIT 100";

/// What an order earned lies in its lots, to the point.
const EARNED: &str =
    "SELECT e.order_id, e.points AS stands, CAST(COALESCE(SUM(l.earned), 0) AS bigint) AS should
     FROM loyalty_earning e
     LEFT JOIN loyalty_lot l ON l.person = e.person AND l.order_id = e.order_id AND l.reference = e.reference
     GROUP BY e.order_id, e.reference, e.points HAVING e.points <> COALESCE(SUM(l.earned), 0) LIMIT 100";
