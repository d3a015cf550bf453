//! What can be promised, where: asked of memory. The answer that promises is always the guarded `UPDATE` of `reserve.rs`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Db, LocationId, Positions, VariantId};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use crate::places::places;
use crate::rules::rules;
use crate::{Cells, Error, Filter, Point, VariantCells};

/// The cells of one variant.
pub async fn available(db: &Db, variant: VariantId) -> Result<Arc<VariantCells>, Error> {
    let cells = db.shared::<Cells>();
    if let Some(at_hand) = cells.at_hand(variant) {
        return Ok(at_hand);
    }
    // Which cells remember their age hangs on the rules.
    rules(db).await?;
    Ok(cells.fetch(db, &[variant]).await?.remove(&variant).unwrap_or_default())
}

/// The cells of many variants; those not at hand are read together.
pub async fn many(db: &Db, variants: &[VariantId]) -> Result<HashMap<VariantId, Arc<VariantCells>>, Error> {
    rules(db).await?;
    Ok(db.shared::<Cells>().fetch(db, variants).await?)
}

/// What may be promised of a variant at one place.
pub async fn at(db: &Db, variant: VariantId, location: LocationId) -> Result<i64, Error> {
    let places = places(db).await?;
    let cells = available(db, variant).await?;
    Ok(places.get(location).map_or(0, |place| cells.at(place)))
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub location: LocationId,
    pub available: i64,
    pub distance_m: f64,
}

/// The nearest places that pass the filter, nearest first.
pub async fn nearest(
    db: &Db,
    variant: VariantId,
    point: Point,
    limit: usize,
    filter: &Filter,
) -> Result<Vec<Near>, Error> {
    let places = places(db).await?;
    let cells = available(db, variant).await?;
    let near = places.near(point, limit, |place| cells.at(place) >= filter.at_least && filter.fits(place));
    let told = near.into_iter().map(|(place, distance_m)| Near {
        location: place.location.id,
        available: cells.at(place),
        distance_m,
    });
    Ok(told.collect())
}

/// Until the live stream has brought something we cannot know where it began, so the log is read beside it.
const UNSURE: Duration = Duration::from_millis(500);
const PAGE: i64 = 500;

/// Keeps this node's memory right with what other nodes do, until the database is closed. The server runs it beside
/// `Runtime`, on every node.
pub async fn follow(db: Db) {
    let mut live = db.live().subscribe();
    let cells = db.shared::<Cells>();
    let mut from = loop {
        match db.events_end().await {
            Ok(end) => break Some(end),
            Err(_) => drop(timeout(UNSURE, live.recv()).await),
        }
    };
    // What was read before the end of the log was known may have missed something.
    cells.clear();
    loop {
        let heard = match from {
            Some(_) => timeout(UNSURE, live.recv()).await.ok(),
            None => Some(live.recv().await),
        };
        let flows = matches!(heard, Some(Ok(_)));
        match heard {
            Some(Ok(fact)) => cells.hear(&fact),
            Some(Err(RecvError::Lagged(_))) => cells.clear(),
            Some(Err(RecvError::Closed)) => return,
            None => {}
        }
        if let Some(at) = from.take() {
            from = catch_up(&db, &cells, at, flows).await;
        }
    }
}

/// Reads the log from where we listened first to its end; once the stream flows, for the last time.
async fn catch_up(db: &Db, cells: &Cells, mut at: Positions, flows: bool) -> Option<Positions> {
    loop {
        let Ok((facts, to)) = db.events(&at, PAGE).await else { return Some(at) };
        facts.iter().for_each(|fact| cells.hear(fact));
        at = to;
        if (facts.len() as i64) < PAGE {
            return (!flows).then_some(at);
        }
    }
}
