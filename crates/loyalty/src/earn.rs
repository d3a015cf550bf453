//! Earning points for what was paid.

use std::collections::BTreeMap;

use kernel::{
    Currency, EventId, LineId, LotId, Money, OrderId, PersonId, PostingId, Query, Timestamp, Tx, args, row,
    rows,
};

use crate::policy::split;
use crate::save_policy::policy;
use crate::{Error, Kind, LotRipened, PointsEarned};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earn {
    pub person: PersonId,
    pub order: OrderId,
    /// The fact that says so: `fact.id`. Told twice it earns once.
    pub reference: EventId,
    /// What was paid for each line, in one currency.
    pub lines: Vec<(LineId, Money)>,
    /// When it was paid: the policy of that moment holds, and the delay begins.
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Earned {
    pub points: i64,
    pub spendable_at: Timestamp,
}

/// One line's share of the points.
struct Share {
    lot: LotId,
    line: LineId,
    points: i64,
}

/// Adds the points that a fact is worth to the person's wallet.
pub async fn earn(tx: &mut Tx, fact: Earn) -> Result<Earned, Error> {
    if let Some(earlier) = earlier(tx, &fact).await? {
        return Ok(earlier);
    }
    let lines = per_line(&fact)?;
    let Some(currency) = fact.lines.first().map(|(_, paid)| paid.currency) else {
        return Ok(Earned { points: 0, spendable_at: fact.at });
    };
    let paid = Money::new(lines.values().sum(), currency);
    let earned = worth(tx, &fact, paid).await?;
    if !insert(tx, &fact, paid, earned).await? {
        // Somebody told the same fact at the same time and was faster.
        return Ok(self::earlier(tx, &fact).await?.unwrap_or(earned));
    }
    if earned.points == 0 {
        return Ok(earned);
    }
    let weights: Vec<i64> = lines.values().copied().collect();
    let shares: Vec<Share> = lines
        .keys()
        .zip(split(earned.points, &weights))
        .filter(|(_, points)| *points > 0)
        .map(|(line, points)| Share { lot: tx.new_id(), line: *line, points })
        .collect();
    let is_ripe = earned.spendable_at <= tx.now();
    store(tx, &fact, &shares, earned.spendable_at, is_ripe).await?;
    credit(tx, fact.person, earned.points, is_ripe).await?;
    if !is_ripe {
        let due = LotRipened { person: fact.person, order: fact.order, reference: fact.reference };
        tx.publish_at(earned.spendable_at, &due).await?;
    }
    let told = PointsEarned {
        person: fact.person,
        order: fact.order,
        points: earned.points,
        spendable_at: earned.spendable_at,
    };
    tx.publish(&told).await?;
    Ok(earned)
}

/// What was paid for each line; one that is named twice is added up.
fn per_line(fact: &Earn) -> Result<BTreeMap<LineId, i64>, Error> {
    let mut lines = BTreeMap::new();
    for (line, paid) in &fact.lines {
        if paid.currency != fact.lines[0].1.currency {
            return Err(Error::MixedCurrencies);
        }
        *lines.entry(*line).or_insert(0) += paid.minor;
    }
    Ok(lines)
}

/// All that was paid for the order so far is rounded once; what it earned before is taken off.
async fn worth(tx: &mut Tx, fact: &Earn, paid: Money) -> Result<Earned, Error> {
    let Some(policy) = policy(tx, paid.currency, fact.at).await? else {
        return Ok(Earned { points: 0, spendable_at: fact.at });
    };
    let (paid_before, points_before): (i64, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(paid_minor), 0) AS bigint), CAST(COALESCE(SUM(points), 0) AS bigint)
             FROM loyalty_earning WHERE order_id = $1 AND currency = $2 AND person = $3",
            args![fact.order, paid.currency, fact.person],
        )
        .await?;
    let all = Money::new(paid_before + paid.minor, paid.currency);
    Ok(Earned {
        points: (policy.points(all) - points_before).max(0),
        spendable_at: fact.at.plus_days(policy.delay_days),
    })
}

async fn earlier(tx: &mut Tx, fact: &Earn) -> Result<Option<Earned>, Error> {
    let found = tx
        .maybe(
            "SELECT points, spendable_at FROM loyalty_earning WHERE order_id = $1 AND reference = $2",
            args![fact.order, fact.reference],
        )
        .await?;
    Ok(found)
}

/// Stores what the fact is worth; `false` if it was told before.
async fn insert(tx: &mut Tx, fact: &Earn, paid: Money, earned: Earned) -> Result<bool, Error> {
    let currency: Currency = paid.currency;
    let stored = tx
        .exec(
            "INSERT INTO loyalty_earning
                 (order_id, reference, person, currency, paid_minor, points, earned_at, spendable_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (order_id, reference) DO NOTHING",
            args![
                fact.order,
                fact.reference,
                fact.person,
                currency,
                paid.minor,
                earned.points,
                fact.at,
                earned.spendable_at
            ],
        )
        .await?;
    Ok(stored == 1)
}

async fn store(
    tx: &mut Tx,
    fact: &Earn,
    shares: &[Share],
    spendable_at: Timestamp,
    is_ripe: bool,
) -> Result<(), Error> {
    let now = tx.now();
    let lots = shares.iter().map(|it| row! { lot: it.lot, line: it.line, points: it.points });
    tx.exec(
        "INSERT INTO loyalty_lot (person, id, order_id, reference, line, earned, remaining, earned_at, spendable_at,
             ripened_at)
         SELECT $2, {row.uuid lot}, $3, $4, {row.uuid line}, {row.int points}, {row.int points}, $5, $6, $7
         FROM {rows $1}",
        args![
            rows(lots),
            fact.person,
            fact.order,
            fact.reference,
            fact.at,
            spendable_at,
            is_ripe.then_some(now)
        ],
    )
    .await?;
    let postings = shares.iter().map(|it| {
        row! { id: tx.new_id::<PostingId>(), lot: it.lot, line: it.line, points: it.points }
    });
    let postings = rows(postings);
    post(tx, fact.person, fact.order, fact.reference, Kind::Earned, postings).await
}

/// Writes postings whose rows have `id`, `lot`, `line` and `points`.
pub(crate) async fn post(
    tx: &mut Tx,
    person: PersonId,
    order: OrderId,
    reference: EventId,
    kind: Kind,
    postings: kernel::List,
) -> Result<(), Error> {
    let now = tx.now();
    tx.exec(
        "INSERT INTO loyalty_posting (person, id, lot, order_id, line, kind, points, reference, posted_at)
         SELECT $2, {row.uuid id}, {row.uuid lot}, $3, {row.uuid line}, $4, {row.int points}, $5, $6
         FROM {rows $1}",
        args![postings, person, order, kind, reference, now],
    )
    .await?;
    Ok(())
}

async fn credit(tx: &mut Tx, person: PersonId, points: i64, is_ripe: bool) -> Result<(), Error> {
    let (spendable, pending) = if is_ripe { (points, 0) } else { (0, points) };
    let now = tx.now();
    tx.exec(
        "INSERT INTO loyalty_wallet (person, spendable, pending, opened_at, changed_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (person) DO UPDATE SET spendable = loyalty_wallet.spendable + excluded.spendable,
             pending = loyalty_wallet.pending + excluded.pending, changed_at = excluded.changed_at",
        args![person, spendable, pending, now],
    )
    .await?;
    Ok(())
}
