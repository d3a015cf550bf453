//! Moving goods between our places: asked for, sent, received with differences. What left is on its way until somebody says
//! that it came; nothing is lost silently.

use std::collections::BTreeMap;

use kernel::{
    Capability, LocationId, MovementId, Page, PageRequest, Quantity, Query, SupplyId, Timestamp, TransferId,
    Tx, VariantId, args, row, rows, uuids,
};

use crate::arrive::{Rest, land};
use crate::change::Changes;
use crate::expect::write as write_supply;
use crate::move_stock::record;
use crate::save_location::require_location;
use crate::supply::{find_supply, tell as tell_supply};
use crate::{
    Cause, Change, Error, Expect, Move, Origin, Transfer, TransferChanged, TransferLine, TransferState,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestTransfer {
    /// Chosen by the caller, so that a retry is recognised as the same request.
    pub id: TransferId,
    pub source: LocationId,
    pub destination: LocationId,
    pub lines: Vec<(VariantId, Quantity)>,
    pub note: Option<String>,
}

/// Units of one variant, as somebody counted them when they left or came.
pub type Units = (VariantId, Quantity);

/// How long goods are on their way if nobody says.
const DAYS: i64 = 3;

/// Asks a place to send goods to another. Whoever adjusts stock at one of the two may ask.
pub async fn request_transfer(tx: &mut Tx, wanted: RequestTransfer) -> Result<Transfer, Error> {
    if tx.require(Capability::AdjustStock, wanted.source).is_err() {
        tx.require(Capability::AdjustStock, wanted.destination)?;
    }
    require_location(tx, wanted.source).await?;
    require_location(tx, wanted.destination).await?;
    let lines = added_up(&wanted.lines)?;
    if lines.is_empty() {
        return Err(Error::Invalid { pointer: "/lines", why: "at least one".to_owned() });
    }
    if wanted.source == wanted.destination {
        return Err(Error::Invalid { pointer: "/destination", why: "another place".to_owned() });
    }
    if wanted.note.as_ref().is_some_and(|note| note.chars().count() > 200) {
        return Err(Error::Invalid { pointer: "/note", why: "at most 200 characters".to_owned() });
    }
    let stored = tx
        .exec(
            "INSERT INTO inventory_transfer (id, source, destination, state, note, requested_by, requested_at, version)
             VALUES ($1, $2, $3, 'requested', $4, $5, $6, 1)
             ON CONFLICT (id) DO NOTHING",
            args![
                wanted.id,
                wanted.source,
                wanted.destination,
                wanted.note,
                tx.actor().to_string(),
                tx.now()
            ],
        )
        .await?;
    if stored == 0 {
        return repeat(tx, &wanted, &lines).await;
    }
    let lines =
        lines.iter().map(|(variant, units)| row! { transfer: wanted.id, variant: *variant, units: *units });
    tx.exec(
        "INSERT INTO inventory_transfer_line (transfer, variant, requested, sent, received)
         SELECT {row.uuid transfer}, {row.uuid variant}, {row.int units}, 0, 0 FROM {rows $1}",
        args![rows(lines)],
    )
    .await?;
    changed(tx, wanted.id).await
}

/// A used id is answered only if it asks for the same thing again.
async fn repeat(
    tx: &mut Tx,
    wanted: &RequestTransfer,
    lines: &BTreeMap<VariantId, i64>,
) -> Result<Transfer, Error> {
    let earlier = transfer(tx, wanted.id).await?;
    let asked: BTreeMap<VariantId, i64> = transfer_lines(tx, wanted.id)
        .await?
        .into_iter()
        .filter(|it| it.requested > 0)
        .map(|it| (it.variant, it.requested))
        .collect();
    let same = (earlier.source, earlier.destination) == (wanted.source, wanted.destination);
    if same && asked == *lines { Ok(earlier) } else { Err(Error::IdTaken(wanted.id.to_string())) }
}

fn added_up(lines: &[Units]) -> Result<BTreeMap<VariantId, i64>, Error> {
    let mut sum = BTreeMap::new();
    for (variant, units) in lines {
        *sum.entry(*variant).or_insert(0) += units.get();
    }
    if sum.values().any(|units| *units > Quantity::MAX) {
        return Err(Error::Invalid { pointer: "/lines", why: "fewer units".to_owned() });
    }
    Ok(sum)
}

/// The goods leave the source. What was packed counts, not what was asked for: variants that nobody asked for may go along.
/// Sending twice is harmless.
pub async fn send_transfer(
    tx: &mut Tx,
    id: TransferId,
    packed: &[Units],
    expected_at: Option<Timestamp>,
) -> Result<Transfer, Error> {
    let it = take(tx, id).await?;
    tx.require(Capability::AdjustStock, it.source)?;
    if it.state == TransferState::Sent {
        return Ok(it);
    }
    it.must_be(TransferState::Requested)?;
    let mut packed = added_up(packed)?;
    packed.retain(|_, units| *units > 0);
    if packed.is_empty() {
        return Err(Error::Invalid { pointer: "/lines", why: "nothing was packed".to_owned() });
    }
    let expected_at = expected_at.unwrap_or_else(|| tx.now().plus_days(DAYS));
    let mut changes = Changes::default();
    // In the order in which everybody takes rows.
    for (variant, units) in packed {
        let moved = fact(tx, &it, variant, it.source, -units, Cause::Transferred);
        record(tx, &mut changes, &moved).await?;
        let supply: SupplyId = tx.new_id();
        let coming = Expect {
            id: supply,
            variant,
            location: it.destination,
            reference: it.reference(),
            quantity: Quantity::new(units).unwrap_or(Quantity::ZERO),
            expected_at,
        };
        write_supply(tx, &coming, Origin::Transfer, Some(id)).await?;
        let fresh = find_supply(tx, supply).await?;
        tell_supply(tx, &fresh).await?;
        changes.forget(variant);
        tx.exec(
            "INSERT INTO inventory_transfer_line (transfer, variant, requested, sent, received, supply, sent_move)
             VALUES ($1, $2, 0, $3, 0, $4, $5)
             ON CONFLICT (transfer, variant) DO UPDATE
                 SET sent = excluded.sent, supply = excluded.supply, sent_move = excluded.sent_move",
            args![id, variant, units, supply, moved.id],
        )
        .await?;
    }
    changes.tell(tx).await?;
    tx.exec(
        "UPDATE inventory_transfer SET state = 'sent', sent_at = $1, expected_at = $2, version = version + 1
         WHERE id = $3",
        args![tx.now(), expected_at, id],
    )
    .await?;
    changed(tx, id).await
}

/// The goods are there, as they were counted on arrival. What is missing was lost on the way, what is too much was found:
/// both stand in the ledger of the destination. What nobody names did not come. Receiving twice is harmless.
pub async fn receive_transfer(tx: &mut Tx, id: TransferId, counted: &[Units]) -> Result<Transfer, Error> {
    let it = take(tx, id).await?;
    tx.require(Capability::AdjustStock, it.destination)?;
    if it.state == TransferState::Received {
        return Ok(it);
    }
    it.must_be(TransferState::Sent)?;
    let mut counted = added_up(counted)?;
    let mut lines: BTreeMap<VariantId, TransferLine> = BTreeMap::new();
    for line in transfer_lines(tx, id).await?.into_iter().filter(|it| it.sent > 0) {
        counted.entry(line.variant).or_insert(0);
        lines.insert(line.variant, line);
    }
    let mut changes = Changes::default();
    for (variant, units) in counted {
        let line = lines.get(&variant);
        let sent = line.map_or(0, |it| it.sent);
        let mut moves = [None; 2];
        if sent > 0 {
            let came = fact(tx, &it, variant, it.destination, sent, Cause::Transferred);
            record(tx, &mut changes, &came).await?;
            moves[0] = Some(came.id);
        }
        if units != sent {
            let cause = if units < sent { Cause::Lost } else { Cause::Found };
            let rest = fact(tx, &it, variant, it.destination, units - sent, cause);
            record(tx, &mut changes, &rest).await?;
            moves[1] = Some(rest.id);
        }
        if let Some(supply) = line.and_then(|it| it.supply) {
            let supply = find_supply(tx, supply).await?;
            land(tx, &mut changes, &supply, units, Rest::Lost).await?;
        }
        note_received(tx, id, variant, units, moves).await?;
    }
    changes.tell(tx).await?;
    close(tx, id, TransferState::Received).await?;
    changed(tx, id).await
}

async fn note_received(
    tx: &mut Tx,
    id: TransferId,
    variant: VariantId,
    units: i64,
    [came, rest]: [Option<MovementId>; 2],
) -> Result<(), Error> {
    tx.exec(
        "INSERT INTO inventory_transfer_line (transfer, variant, requested, sent, received, received_move,
             difference_move)
         VALUES ($1, $2, 0, 0, $3, $4, $5)
         ON CONFLICT (transfer, variant) DO UPDATE
             SET received = excluded.received, received_move = excluded.received_move,
                 difference_move = excluded.difference_move",
        args![id, variant, units, came, rest],
    )
    .await?;
    Ok(())
}

/// Nothing has left yet, and nothing will. Doing so twice is harmless.
pub async fn cancel_transfer(tx: &mut Tx, id: TransferId) -> Result<Transfer, Error> {
    let it = take(tx, id).await?;
    if tx.require(Capability::AdjustStock, it.source).is_err() {
        tx.require(Capability::AdjustStock, it.destination)?;
    }
    if it.state == TransferState::Cancelled {
        return Ok(it);
    }
    it.must_be(TransferState::Requested)?;
    close(tx, id, TransferState::Cancelled).await?;
    changed(tx, id).await
}

fn fact(tx: &Tx, it: &Transfer, variant: VariantId, location: LocationId, delta: i64, cause: Cause) -> Move {
    Move {
        id: tx.new_id(),
        variant,
        location,
        change: Change::Delta(delta),
        cause,
        reference: Some(it.reference()),
        at: None,
    }
}

/// Takes the transfer, so that two people do not receive it at once.
async fn take(tx: &mut Tx, id: TransferId) -> Result<Transfer, Error> {
    let row = tx
        .maybe(
            "UPDATE inventory_transfer SET version = version WHERE id = $1
             RETURNING id, source, destination, state, note, requested_by, requested_at, sent_at, expected_at, closed_at,
                 version",
            args![id],
        )
        .await?;
    row.ok_or(Error::UnknownTransfer(id))
}

async fn close(tx: &mut Tx, id: TransferId, state: TransferState) -> Result<(), Error> {
    tx.exec(
        "UPDATE inventory_transfer SET state = $1, closed_at = $2, version = version + 1 WHERE id = $3",
        args![state, tx.now(), id],
    )
    .await?;
    Ok(())
}

async fn changed(tx: &mut Tx, id: TransferId) -> Result<Transfer, Error> {
    let it = transfer(tx, id).await?;
    tx.publish(&TransferChanged {
        transfer: id,
        source: it.source,
        destination: it.destination,
        state: it.state,
        version: it.version,
    })
    .await?;
    Ok(it)
}

pub async fn transfer(db: &mut impl Query, id: TransferId) -> Result<Transfer, Error> {
    let row = db
        .maybe(
            "SELECT id, source, destination, state, note, requested_by, requested_at, sent_at, expected_at, closed_at,
                 version
             FROM inventory_transfer WHERE id = $1",
            args![id],
        )
        .await?;
    row.ok_or(Error::UnknownTransfer(id))
}

pub async fn transfer_lines(db: &mut impl Query, id: TransferId) -> Result<Vec<TransferLine>, Error> {
    let rows = db
        .all(
            "SELECT transfer, variant, requested, sent, received, supply, sent_move, received_move, difference_move
             FROM inventory_transfer_line WHERE transfer = $1 ORDER BY variant",
            args![id],
        )
        .await?;
    Ok(rows)
}

/// Which transfers a list shows.
#[derive(Debug, Clone, Default)]
pub struct TransferFilter {
    /// From or to this place.
    pub location: Option<LocationId>,
    /// Only from or to these: what the actor may see.
    pub scope: Option<Vec<LocationId>>,
    pub state: Option<TransferState>,
}

/// The newest first.
pub async fn transfers(
    db: &mut impl Query,
    filter: &TransferFilter,
    page: &PageRequest,
) -> Result<Page<Transfer>, Error> {
    let everywhere = i64::from(filter.scope.is_none());
    let scope = uuids(filter.scope.clone().unwrap_or_default());
    let rows: Vec<Transfer> = db
        .all(
            "SELECT id, source, destination, state, note, requested_by, requested_at, sent_at, expected_at, closed_at,
                 version
             FROM inventory_transfer
             WHERE ($1 IS NULL OR id < $1) AND ($2 IS NULL OR source = $2 OR destination = $2)
                 AND ($3 IS NULL OR state = $3)
                 AND ($4 = 1 OR source IN {uuids $5} OR destination IN {uuids $5})
             ORDER BY id DESC LIMIT $6",
            args![
                page.after::<TransferId>(),
                filter.location,
                filter.state,
                everywhere,
                scope,
                page.limit() + 1
            ],
        )
        .await?;
    Ok(Page::of(rows, page, |it| it.id.to_string()))
}
