//! Locations in memory, with what it takes to find the nearest quickly.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use kernel::{Db, LocationId};

use crate::save_location::locations;
use crate::{Capability, Cells, Error, Location, LocationState, Point};

const LOCKED: &str = "no panic while held";

/// All locations as they stood at one moment, by code. A snapshot: it never changes.
#[derive(Debug)]
pub struct Places {
    stamp: u64,
    all: Vec<Place>,
    by_id: HashMap<LocationId, usize>,
}

#[derive(Debug)]
pub struct Place {
    pub location: Location,
    number: usize,
    sphere: Option<[f64; 3]>,
}

impl Place {
    pub(crate) fn number(&self) -> usize {
        self.number
    }
}

/// Which places count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Only places that can do this. Without it all that are active.
    pub capability: Option<Capability>,
    /// Only these; what a channel may promise from.
    pub locations: Option<Vec<LocationId>>,
    /// Only where so many are available. With `i64::MIN` all.
    pub at_least: i64,
}
impl Default for Filter {
    fn default() -> Self {
        Self { capability: None, locations: None, at_least: 1 }
    }
}
impl Filter {
    /// Every active place, whatever is available there.
    pub fn all() -> Self {
        Self { at_least: i64::MIN, ..Self::default() }
    }
    pub fn that_can(capability: Capability) -> Self {
        Self { capability: Some(capability), ..Self::default() }
    }
    pub fn at_least(self, units: i64) -> Self {
        Self { at_least: units, ..self }
    }
    pub(crate) fn fits(&self, place: &Place) -> bool {
        let location = &place.location;
        location.state == LocationState::Active
            && self.capability.is_none_or(|capability| location.capabilities.contains(&capability))
            && self.locations.as_ref().is_none_or(|list| list.contains(&location.id))
    }
}

impl Places {
    /// Differs whenever a location differs.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.all.iter()
    }
    pub fn len(&self) -> usize {
        self.all.len()
    }
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
    pub fn get(&self, id: LocationId) -> Option<&Place> {
        self.by_id.get(&id).map(|index| &self.all[*index])
    }
    pub fn by_code(&self, code: &str) -> Option<&Place> {
        self.all
            .binary_search_by(|place| place.location.code.as_str().cmp(code))
            .ok()
            .map(|index| &self.all[index])
    }
    /// The nearest places that pass, nearest first, with their distance in metres. Places without a point are nowhere.
    pub fn near(&self, point: Point, limit: usize, passes: impl Fn(&Place) -> bool) -> Vec<(&Place, f64)> {
        if limit == 0 {
            return Vec::new();
        }
        let here = point.on_sphere();
        let chord = |there: [f64; 3]| -> f64 { here.iter().zip(there).map(|(a, b)| (a - b) * (a - b)).sum() };
        let mut near: Vec<(f64, &Place)> = self
            .all
            .iter()
            .filter(|place| passes(place))
            .filter_map(|place| Some((chord(place.sphere?), place)))
            .collect();
        if near.len() > limit {
            near.select_nth_unstable_by(limit - 1, |a, b| a.0.total_cmp(&b.0));
            near.truncate(limit);
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let metres = |place: &Place| place.location.point.map_or(f64::NAN, |there| point.distance_m(there));
        near.into_iter().map(|(_, place)| (place, metres(place))).collect()
    }
}

/// What a node remembers of places. They are few and change seldom: one change and all are read again.
#[derive(Default)]
pub(crate) struct PlaceMemory {
    now: RwLock<Option<Arc<Places>>>,
    epoch: AtomicU64,
    /// Places that exist, for ever: nobody deletes one.
    known: RwLock<HashSet<LocationId>>,
}

impl PlaceMemory {
    pub fn knows(&self, location: LocationId) -> bool {
        self.known.read().expect(LOCKED).contains(&location)
    }
    pub fn learn(&self, location: LocationId) {
        self.known.write().expect(LOCKED).insert(location);
    }
    pub fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        *self.now.write().expect(LOCKED) = None;
    }
}

/// All locations, from memory.
pub async fn places(db: &Db) -> Result<Arc<Places>, Error> {
    let cells = db.shared::<Cells>();
    loop {
        if let Some(places) = cells.places.now.read().expect(LOCKED).clone() {
            return Ok(places);
        }
        let epoch = cells.places.epoch.load(Ordering::SeqCst);
        let read = locations(&mut db.read().await?).await?;
        let places = Arc::new(build(&cells, read));
        let mut now = cells.places.now.write().expect(LOCKED);
        // Asked under the lock: a location saved while we read raised it before it comes for the lock.
        if cells.places.epoch.load(Ordering::SeqCst) == epoch {
            cells.places.known.write().expect(LOCKED).extend(places.by_id.keys());
            *now = Some(places.clone());
            return Ok(places);
        }
    }
}

fn build(cells: &Cells, mut read: Vec<Location>) -> Places {
    // Databases sort text by their own rules; we search by bytes.
    read.sort_by(|a, b| a.code.cmp(&b.code));
    let all: Vec<Place> = read
        .into_iter()
        .map(|location| Place {
            number: cells.number(location.id),
            sphere: location.point.map(Point::on_sphere),
            location,
        })
        .collect();
    let by_id = all.iter().enumerate().map(|(index, place)| (place.location.id, index)).collect();
    Places { stamp: cells.stamp(), all, by_id }
}

#[cfg(test)]
impl Places {
    pub(crate) fn none(cells: &Cells) -> Places {
        build(cells, Vec::new())
    }
}
