//! Waves: work of a location that somebody picks in one walk.

use std::collections::BTreeMap;

use kernel::{
    Capability, FulfilmentId, LineId, LocationId, Quantity, Query, StaffId, Timestamp, Tx, WaveId, args,
    uuids,
};

use crate::queue::{QueueItem, queue_items};
use crate::{Error, FulfilmentState, accept, queue};

kernel::text_enum! {
    /// ```text
    /// open ──▶ closed    everything in it was picked or went another way
    /// ```
    pub enum WaveState {
        Open = "open",
        Closed = "closed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Wave {
    pub id: WaveId,
    pub location: LocationId,
    pub state: WaveState,
    /// Who walks.
    pub picker: Option<StaffId>,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// One stop of the walk: a variant, how many of it all the orders want, and which order wants how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub variant: kernel::VariantId,
    pub sku: kernel::Sku,
    pub name: catalog::Text,
    pub quantity: i64,
    pub picked: i64,
    pub wanted_by: Vec<Want>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    pub fulfilment: FulfilmentId,
    pub number: String,
    pub line: LineId,
    pub quantity: Quantity,
    pub picked: Quantity,
}

#[derive(Debug, Clone)]
pub struct OpenWave {
    /// Chosen by the caller, so that a retry is recognised.
    pub id: WaveId,
    pub location: LocationId,
    /// Left out: the oldest open work, up to twenty.
    pub fulfilments: Option<Vec<FulfilmentId>>,
}

/// As many orders as a cart has room for.
const MOST: usize = 20;

/// Takes open work together: all of it is accepted, and its clocks of picking start. The same wave again is answered.
pub async fn open_wave(tx: &mut Tx, request: OpenWave) -> Result<Wave, Error> {
    tx.require(Capability::FulfilOrders, request.location)?;
    if let Some(earlier) = find(tx, request.id).await? {
        let same = earlier.location == request.location;
        return if same { Ok(earlier) } else { Err(Error::IdTaken(request.id.to_string())) };
    }
    let open = queue(tx, request.location, &[FulfilmentState::Open, FulfilmentState::Picking]).await?;
    let free = open.iter().filter(|it| it.wave.is_none()).map(|it| it.fulfilment);
    let chosen: Vec<FulfilmentId> = match &request.fulfilments {
        Some(some) => free.filter(|id| some.contains(id)).take(MOST).collect(),
        None => free.take(MOST).collect(),
    };
    if chosen.is_empty() {
        return Err(Error::NothingToPick(request.location));
    }
    let (at, by, picker) = (tx.now(), tx.actor().to_string(), tx.actor().staff());
    tx.exec(
        "INSERT INTO orders_wave (id, location, state, picker, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![request.id, request.location, WaveState::Open, picker, by, at],
    )
    .await?;
    for id in chosen {
        accept(tx, id).await?;
        let order = crate::store::order_of(tx, id).await?;
        tx.exec(
            "UPDATE orders_fulfilment SET wave = $3 WHERE order_id = $1 AND id = $2 AND wave IS NULL",
            args![order, id, request.id],
        )
        .await?;
    }
    wave(tx, request.id).await
}

/// The walk is over; what was not picked is free for another one. Closing twice is harmless.
pub async fn close_wave(tx: &mut Tx, id: WaveId) -> Result<Wave, Error> {
    let found = wave(tx, id).await?;
    tx.require(Capability::FulfilOrders, found.location)?;
    let at = tx.now();
    tx.exec(
        "UPDATE orders_wave SET state = $2, closed_at = $3 WHERE id = $1 AND closed_at IS NULL",
        args![id, WaveState::Closed, at],
    )
    .await?;
    tx.exec(
        "UPDATE orders_fulfilment SET wave = NULL WHERE wave = $1 AND state = $2",
        args![id, FulfilmentState::Picking],
    )
    .await?;
    wave(tx, id).await
}

async fn find(q: &mut impl Query, id: WaveId) -> Result<Option<Wave>, Error> {
    Ok(q.maybe(
        "SELECT id, location, state, picker, opened_at, closed_at FROM orders_wave WHERE id = $1",
        args![id],
    )
    .await?)
}

pub async fn wave(q: &mut impl Query, id: WaveId) -> Result<Wave, Error> {
    find(q, id).await?.ok_or(Error::UnknownWave(id))
}

/// Walks that are under way there, newest first.
pub async fn waves(q: &mut impl Query, location: LocationId) -> Result<Vec<Wave>, Error> {
    Ok(q.all(
        "SELECT id, location, state, picker, opened_at, closed_at FROM orders_wave
         WHERE location = $1 AND closed_at IS NULL ORDER BY opened_at DESC, id LIMIT 100",
        args![location],
    )
    .await?)
}

/// The orders of a wave.
pub async fn wave_items(q: &mut impl Query, id: WaveId) -> Result<Vec<QueueItem>, Error> {
    let ids: Vec<(FulfilmentId,)> =
        q.all("SELECT id FROM orders_fulfilment WHERE wave = $1 ORDER BY placed_at, id", args![id]).await?;
    queue_items(q, uuids(ids.into_iter().map(|(id,)| id))).await
}

/// The list for the walk: each variant once, by SKU.
pub fn stops(items: &[QueueItem]) -> Vec<Stop> {
    let mut stops = BTreeMap::<String, Stop>::new();
    let walked = [FulfilmentState::Open, FulfilmentState::Picking, FulfilmentState::Picked];
    for item in items.iter().filter(|it| walked.contains(&it.state)) {
        for line in &item.lines {
            let stop = stops.entry(line.sku.to_string()).or_insert_with(|| Stop {
                variant: line.variant,
                sku: line.sku.clone(),
                name: line.name.clone(),
                quantity: 0,
                picked: 0,
                wanted_by: Vec::new(),
            });
            stop.quantity += line.quantity.get();
            stop.picked += line.picked.get();
            stop.wanted_by.push(Want {
                fulfilment: item.fulfilment,
                number: item.number.clone(),
                line: line.line,
                quantity: line.quantity,
                picked: line.picked,
            });
        }
    }
    stops.into_values().collect()
}
