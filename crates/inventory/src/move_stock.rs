//! Recording what happened to goods: deliveries, sales, returns, counts, corrections. The physical world wins: nothing here
//! is refused for lack of stock.

use std::collections::BTreeSet;

use kernel::{LocationId, MovementId, Query, Timestamp, Tx, VariantId, args};

use crate::change::Changes;
use crate::save_location::require_location;
use crate::stock::Effect;
use crate::{Cause, Change, Error, Movement, Stock, trust};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Move {
    /// Chosen by the caller, so that a retry is recognised as the same fact.
    pub id: MovementId,
    pub variant: VariantId,
    pub location: LocationId,
    pub change: Change,
    pub cause: Cause,
    /// A document, an order, a till sale: whatever the caller finds it by.
    pub reference: Option<String>,
    /// When it happened, or when the count looked; now, if nothing is said.
    pub at: Option<Timestamp>,
}

/// A device's clock may be ahead of ours by so much.
const CLOCK_SKEW_MILLIS: i64 = 5 * 60_000;

/// Records one fact. The same fact told twice is recorded once.
pub async fn move_stock(tx: &mut Tx, fact: Move) -> Result<Movement, Error> {
    let mut recorded = move_all(tx, vec![fact]).await?;
    Ok(recorded.pop().expect("one fact gives one movement"))
}

/// Records many facts as one change, told once; answers in the order asked.
pub async fn move_all(tx: &mut Tx, facts: Vec<Move>) -> Result<Vec<Movement>, Error> {
    let places: BTreeSet<_> = facts.iter().map(|fact| (fact.location, fact.cause)).collect();
    for (location, cause) in places {
        authorise(tx, location, cause)?;
        require_location(tx, location).await?;
    }
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by_key(|i| (facts[*i].variant, facts[*i].location));
    let mut changes = Changes::default();
    let mut recorded: Vec<Option<Movement>> = vec![None; facts.len()];
    for i in order {
        recorded[i] = Some(record(tx, &mut changes, &facts[i]).await?);
    }
    changes.tell(tx).await?;
    Ok(recorded.into_iter().flatten().collect())
}

/// Whoever may sell at a place may say what was sold and brought back there; the rest is for those who adjust stock.
fn authorise(tx: &Tx, location: LocationId, cause: Cause) -> Result<(), Error> {
    let sells = matches!(cause, Cause::Sold | Cause::Returned)
        && tx.require(kernel::Capability::Sell, location).is_ok();
    if !sells {
        tx.require(kernel::Capability::AdjustStock, location)?;
    }
    Ok(())
}

pub(crate) async fn record(tx: &mut Tx, changes: &mut Changes, fact: &Move) -> Result<Movement, Error> {
    fact.change.check()?;
    if fact.reference.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(Error::Invalid { pointer: "/reference", why: "at most 200 characters".to_owned() });
    }
    let now = tx.now();
    let at = fact.at.unwrap_or(now);
    if at.since(now) > CLOCK_SKEW_MILLIS {
        return Err(Error::Invalid { pointer: "/at", why: "this lies in the future".to_owned() });
    }
    let at = at.min(now);
    let delta = match fact.change {
        Change::Delta(delta) if at == now => delta,
        Change::Delta(_) | Change::Counted(_) => {
            let there = lock(tx, fact).await?.on_hand;
            match fact.change {
                _ if at < now && is_counted_since(tx, fact, at).await? => 0,
                Change::Delta(delta) => delta,
                Change::Counted(units) if at < now => units - (there - moved_since(tx, fact, at).await?),
                Change::Counted(units) => units - there,
            }
        }
    };
    let row = add(tx, fact, delta, trust::day_of(at)).await?;
    let (stated, counted) = match fact.change {
        Change::Delta(delta) => (delta, None),
        Change::Counted(units) => (0, Some(units)),
    };
    let movement = Movement {
        variant: fact.variant,
        id: fact.id,
        location: fact.location,
        delta,
        stated,
        counted,
        bucket: None,
        set_aside: 0,
        on_hand: row.on_hand,
        version: row.version,
        cause: fact.cause,
        reference: fact.reference.clone(),
        reservation: None,
        actor: tx.actor().to_string(),
        happened_at: at,
        recorded_at: now,
    };
    if !insert(tx, &movement).await? {
        take_back(tx, &row, Effect { on_hand: delta, ..Effect::default() }).await?;
        return repeat(find_movement(tx, fact.variant, fact.id).await?, &movement);
    }
    let row = trust_again(tx, row, &movement).await?;
    changes.note(row, Effect { on_hand: delta, ..Effect::default() });
    Ok(movement)
}

/// What somebody counted is not doubted any more; a shortfall that a fact uncovers is a doubt.
async fn trust_again(tx: &mut Tx, row: Stock, told: &Movement) -> Result<Stock, Error> {
    let before = row.before(Effect { on_hand: told.delta, ..Effect::default() });
    let doubt = match told.counted {
        Some(_) => 0,
        None if before.short() == 0 && row.short() > 0 => row.doubt + trust::SHORTFALL,
        None => row.doubt,
    };
    if doubt == row.doubt {
        return Ok(row);
    }
    let row = tx
        .one(
            "UPDATE inventory_stock SET doubt = $1 WHERE variant = $2 AND location = $3
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![doubt, row.variant, row.location],
        )
        .await?;
    Ok(row)
}

/// A used id is answered only if it tells the same fact again.
pub(crate) fn repeat(earlier: Option<Movement>, told: &Movement) -> Result<Movement, Error> {
    let said = |it: &Movement| {
        (it.location, it.stated, it.counted, it.bucket, it.set_aside, it.cause, it.reference.clone())
    };
    earlier.filter(|earlier| said(earlier) == said(told)).ok_or_else(|| Error::IdTaken(told.id.to_string()))
}

/// Makes sure that the row exists and that nobody else changes it before this unit ends.
async fn lock(tx: &mut Tx, fact: &Move) -> Result<Stock, Error> {
    let row = tx
        .one(
            "INSERT INTO inventory_stock (variant, location, version) VALUES ($1, $2, 0)
             ON CONFLICT (variant, location) DO UPDATE SET version = inventory_stock.version
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![fact.variant, fact.location],
        )
        .await?;
    Ok(row)
}

/// What somebody handled is there: it was seen on this `day`.
async fn add(tx: &mut Tx, fact: &Move, delta: i64, day: i64) -> Result<Stock, Error> {
    let row = tx
        .one(
            "INSERT INTO inventory_stock (variant, location, on_hand, seen_day, version) VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (variant, location) DO UPDATE
                 SET on_hand = inventory_stock.on_hand + excluded.on_hand, version = inventory_stock.version + 1,
                     seen_day = CASE WHEN excluded.seen_day > inventory_stock.seen_day THEN excluded.seen_day
                         ELSE inventory_stock.seen_day END
             RETURNING variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version",
            args![fact.variant, fact.location, delta, day],
        )
        .await?;
    Ok(row)
}

/// Undoes the counters of a fact that turned out to be recorded already. Nobody saw them: the row is ours until the
/// unit ends.
pub(crate) async fn take_back(tx: &mut Tx, row: &Stock, effect: Effect) -> Result<(), Error> {
    tx.exec(
        "UPDATE inventory_stock SET on_hand = on_hand - $1, unavailable = unavailable - $2, version = version - 1
         WHERE variant = $3 AND location = $4",
        args![effect.on_hand, effect.unavailable, row.variant, row.location],
    )
    .await?;
    Ok(())
}

/// What moved after a moment that lies behind us: a count that looked then knows nothing of it.
async fn moved_since(tx: &mut Tx, fact: &Move, at: Timestamp) -> Result<i64, Error> {
    let moved = tx
        .count(
            "SELECT CAST(COALESCE(SUM(delta), 0) AS bigint) FROM inventory_movement
             WHERE variant = $1 AND location = $2 AND happened_at > $3",
            args![fact.variant, fact.location, at],
        )
        .await?;
    Ok(moved)
}

/// Somebody counted after this happened, so the count has seen it.
async fn is_counted_since(tx: &mut Tx, fact: &Move, at: Timestamp) -> Result<bool, Error> {
    let counts = tx
        .count(
            "SELECT COUNT(*) FROM inventory_movement
             WHERE variant = $1 AND location = $2 AND counted IS NOT NULL AND happened_at >= $3 AND id <> $4",
            args![fact.variant, fact.location, at, fact.id],
        )
        .await?;
    Ok(counts > 0)
}

/// Stores a movement; `false` if its id was used before.
pub(crate) async fn insert(tx: &mut Tx, it: &Movement) -> Result<bool, Error> {
    let stored = tx
        .exec(
            "INSERT INTO inventory_movement (variant, id, location, delta, stated, counted, bucket, set_aside, on_hand,
                 version, cause, reference, reservation, actor, happened_at, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (variant, id) DO NOTHING",
            args![
                it.variant,
                it.id,
                it.location,
                it.delta,
                it.stated,
                it.counted,
                it.bucket,
                it.set_aside,
                it.on_hand,
                it.version,
                it.cause,
                it.reference,
                it.reservation,
                it.actor,
                it.happened_at,
                it.recorded_at
            ],
        )
        .await?;
    Ok(stored == 1)
}

pub(crate) async fn find_movement(
    tx: &mut Tx,
    variant: VariantId,
    id: MovementId,
) -> Result<Option<Movement>, Error> {
    let found = tx
        .maybe(
            "SELECT variant, id, location, delta, stated, counted, bucket, set_aside, on_hand, version, cause,
                 reference, reservation, actor, happened_at, recorded_at
             FROM inventory_movement WHERE variant = $1 AND id = $2",
            args![variant, id],
        )
        .await?;
    Ok(found)
}
