//! Counting what lies at a place, line by line, while people buy.

use kernel::{
    Capability, CountId, LocationId, MovementId, Page, PageRequest, Quantity, Query, Timestamp, Tx,
    VariantId, args, row, rows, uuids,
};

use crate::save_location::require_location;
use crate::{
    Cause, Change, Count, CountChanged, CountLine, CountState, Error, Move, Movement, Stock, move_stock,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpenCount {
    /// Chosen by the caller, so that a retry is recognised as the same round.
    pub id: CountId,
    pub location: LocationId,
    pub name: String,
    /// What shall be counted; with none, whatever people find.
    pub variants: Vec<VariantId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// Chosen by the caller: the same look told twice is recorded once.
    pub id: MovementId,
    pub count: CountId,
    pub variant: VariantId,
    pub units: Quantity,
    /// When somebody looked; now, if nothing is said.
    pub at: Option<Timestamp>,
}

/// Starts a round.
pub async fn open_count(tx: &mut Tx, wanted: OpenCount) -> Result<Count, Error> {
    tx.require(Capability::AdjustStock, wanted.location)?;
    require_location(tx, wanted.location).await?;
    if !(1..=80).contains(&wanted.name.trim().chars().count()) {
        return Err(Error::Invalid { pointer: "/name", why: "1 to 80 characters".to_owned() });
    }
    let stored = tx
        .exec(
            "INSERT INTO inventory_count (id, location, name, state, opened_by, opened_at, version)
             VALUES ($1, $2, $3, 'open', $4, $5, 1)
             ON CONFLICT (id) DO NOTHING",
            args![
                wanted.id,
                wanted.location,
                wanted.name.trim().to_owned(),
                tx.actor().to_string(),
                tx.now()
            ],
        )
        .await?;
    if stored == 0 {
        let earlier = count(tx, wanted.id).await?;
        let same = (earlier.location, earlier.name.as_str()) == (wanted.location, wanted.name.trim());
        return if same { Ok(earlier) } else { Err(Error::IdTaken(wanted.id.to_string())) };
    }
    let lines = wanted.variants.iter().map(|variant| row! { count: wanted.id, variant: *variant });
    tx.exec(
        "INSERT INTO inventory_count_line (count, variant, difference, round)
         SELECT {row.uuid count}, {row.uuid variant}, 0, 0 FROM {rows $1} WHERE 1 = 1
         ON CONFLICT (count, variant) DO NOTHING",
        args![rows(lines)],
    )
    .await?;
    changed(tx, wanted.id).await
}

/// Somebody looked: so many lay there. The record becomes right at once; counting again puts the first look right. Answers
/// with what it changed.
pub async fn count_line(tx: &mut Tx, look: Counted) -> Result<CountLine, Error> {
    let round = take(tx, look.count).await?;
    tx.require(Capability::AdjustStock, round.location)?;
    if let Some(earlier) = line(tx, look.count, look.variant).await?
        && earlier.movement == Some(look.id)
        && earlier.counted == Some(look.units.get())
    {
        return Ok(earlier);
    }
    round.must_be_open()?;
    let at = look.at.unwrap_or(tx.now());
    if at < round.opened_at.plus_hours(-24) {
        return Err(Error::Invalid { pointer: "/at", why: "long before the round was opened".to_owned() });
    }
    let fact = Move {
        id: look.id,
        variant: look.variant,
        location: round.location,
        change: Change::Counted(look.units.get()),
        cause: Cause::Counted,
        reference: Some(format!("count:{}", look.count)),
        at: Some(at),
    };
    let told: Movement = move_stock(tx, fact).await?;
    tx.exec(
        "INSERT INTO inventory_count_line (count, variant, counted, difference, round, counted_by, counted_at, movement)
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7)
         ON CONFLICT (count, variant) DO UPDATE
             SET counted = excluded.counted, difference = excluded.difference,
                 round = inventory_count_line.round + 1, counted_by = excluded.counted_by,
                 counted_at = excluded.counted_at, movement = excluded.movement",
        args![
            look.count,
            look.variant,
            look.units,
            told.delta,
            told.actor,
            told.happened_at,
            told.id
        ],
    )
    .await?;
    tx.exec("UPDATE inventory_count SET version = version + 1 WHERE id = $1", args![look.count]).await?;
    changed(tx, look.count).await?;
    line(tx, look.count, look.variant).await?.ok_or(Error::UnknownCount(look.count))
}

/// The round ends; what nobody looked at stays as it was. Doing so twice is harmless.
pub async fn finish_count(tx: &mut Tx, id: CountId) -> Result<Count, Error> {
    end(tx, id, CountState::Finished).await
}

/// The round is given up; what was counted until now stands. Doing so twice is harmless.
pub async fn cancel_count(tx: &mut Tx, id: CountId) -> Result<Count, Error> {
    end(tx, id, CountState::Cancelled).await
}

async fn end(tx: &mut Tx, id: CountId, state: CountState) -> Result<Count, Error> {
    let it = take(tx, id).await?;
    tx.require(Capability::AdjustStock, it.location)?;
    if it.state == state {
        return Ok(it);
    }
    it.must_be_open()?;
    tx.exec(
        "UPDATE inventory_count SET state = $1, closed_at = $2, version = version + 1 WHERE id = $3",
        args![state, tx.now(), id],
    )
    .await?;
    changed(tx, id).await
}

async fn take(tx: &mut Tx, id: CountId) -> Result<Count, Error> {
    let row = tx
        .maybe(
            "UPDATE inventory_count SET version = version WHERE id = $1
             RETURNING id, location, name, state, opened_by, opened_at, closed_at, version",
            args![id],
        )
        .await?;
    row.ok_or(Error::UnknownCount(id))
}

async fn changed(tx: &mut Tx, id: CountId) -> Result<Count, Error> {
    let it = count(tx, id).await?;
    tx.publish(&CountChanged { count: id, location: it.location, state: it.state, version: it.version })
        .await?;
    Ok(it)
}

pub async fn count(db: &mut impl Query, id: CountId) -> Result<Count, Error> {
    let row = db
        .maybe(
            "SELECT id, location, name, state, opened_by, opened_at, closed_at, version FROM inventory_count
             WHERE id = $1",
            args![id],
        )
        .await?;
    row.ok_or(Error::UnknownCount(id))
}

async fn line(db: &mut impl Query, count: CountId, variant: VariantId) -> Result<Option<CountLine>, Error> {
    let row = db
        .maybe(
            "SELECT count, variant, counted, difference, round, counted_by, counted_at, movement
             FROM inventory_count_line WHERE count = $1 AND variant = $2",
            args![count, variant],
        )
        .await?;
    Ok(row)
}

/// What was counted, the last look first; then what is still to be counted.
pub async fn count_lines(db: &mut impl Query, id: CountId) -> Result<Vec<CountLine>, Error> {
    let rows = db
        .all(
            "SELECT count, variant, counted, difference, round, counted_by, counted_at, movement
             FROM inventory_count_line WHERE count = $1
             ORDER BY CASE WHEN counted IS NULL THEN 1 ELSE 0 END, counted_at DESC, variant LIMIT 5000",
            args![id],
        )
        .await?;
    Ok(rows)
}

/// Rounds at these places, the newest first.
pub async fn counts(
    db: &mut impl Query,
    scope: Option<Vec<LocationId>>,
    page: &PageRequest,
) -> Result<Page<Count>, Error> {
    let everywhere = i64::from(scope.is_none());
    let rows: Vec<Count> = db
        .all(
            "SELECT id, location, name, state, opened_by, opened_at, closed_at, version FROM inventory_count
             WHERE ($1 IS NULL OR id < $1) AND ($2 = 1 OR location IN {uuids $3})
             ORDER BY id DESC LIMIT $4",
            args![page.after::<CountId>(), everywhere, uuids(scope.unwrap_or_default()), page.limit() + 1],
        )
        .await?;
    Ok(Page::of(rows, page, |it| it.id.to_string()))
}

/// What is worth counting at a place: the records that most speaks against, then the ones that nobody has seen for longest.
pub async fn worth_counting(
    db: &mut impl Query,
    location: LocationId,
    limit: i64,
) -> Result<Vec<Stock>, Error> {
    let rows = db
        .all(
            "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version
             FROM inventory_stock WHERE location = $1 AND (on_hand <> 0 OR doubt > 0)
             ORDER BY doubt DESC, seen_day, variant LIMIT $2",
            args![location, limit],
        )
        .await?;
    Ok(rows)
}
