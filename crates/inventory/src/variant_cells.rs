//! What may be promised of one variant, place by place: a snapshot that never changes, in as little memory as can be.

use crate::places::{Place, Places};
use crate::supply::Coming;
use crate::{Filter, Share, Stock};

/// What the map of cells needs for a variant beside them.
const OVERHEAD: usize = 112;

/// What may be promised of one variant, place by place. A snapshot: it never changes.
#[derive(Debug, Clone, Default)]
pub struct VariantCells {
    pub(crate) stamp: u64,
    pub(crate) cells: Vec<Cell>,
    /// What few cells have, by the number of the place.
    pub(crate) details: Vec<Detail>,
    /// Goods on their way of which some are free, the soonest first.
    pub(crate) coming: Vec<Coming>,
}

/// What a cell says beyond its number: there where channels have shares, or where the record is doubted or its age matters.
#[derive(Debug, Clone)]
pub(crate) struct Detail {
    pub(crate) number: usize,
    pub seen_day: i64,
    pub doubt: i64,
    pub shares: Box<[Share]>,
}

/// A row as it goes into memory, with its shares.
pub(crate) type Known = (Stock, Vec<Share>);

/// Eight bytes, because there are tens of millions. Quantities beyond two billion are told as two billion.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    pub(crate) version: u32,
    pub(crate) available: i32,
}

impl VariantCells {
    /// Differs whenever anything differs, through eviction and reloading too: what was encoded from a snapshot is good as long
    /// as its stamp is.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
    /// What may still be promised there; below zero if promises cannot be kept.
    pub fn at(&self, place: &Place) -> i64 {
        self.cells.get(place.number()).map_or(0, |cell| i64::from(cell.available))
    }
    pub(crate) fn detail(&self, place: &Place) -> Option<&Detail> {
        let at = self.details.binary_search_by_key(&place.number(), |it| it.number).ok()?;
        self.details.get(at)
    }
    pub(crate) fn is_plain(&self) -> bool {
        self.details.is_empty()
    }
    pub(crate) fn coming(&self) -> &[Coming] {
        &self.coming
    }
    /// Whether the variant was ever stocked there.
    pub fn is_known_at(&self, place: &Place) -> bool {
        self.cells.get(place.number()).is_some_and(|cell| cell.version > 0)
    }
    /// The places that pass the filter, with what is available there.
    pub fn rows<'a>(
        &'a self,
        places: &'a Places,
        filter: &'a Filter,
    ) -> impl Iterator<Item = (&'a Place, i64)> {
        places
            .iter()
            .map(|place| (place, self.at(place)))
            .filter(|(place, available)| *available >= filter.at_least && filter.fits(place))
    }
    /// What may be promised over all places that pass the filter; a place in shortfall counts as empty.
    pub fn total(&self, places: &Places, filter: &Filter) -> i64 {
        self.rows(places, filter).map(|(_, available)| available.max(0)).sum()
    }

    pub(crate) fn put(&mut self, number: usize, (row, shares): &Known, is_watched: bool) -> bool {
        if number >= self.cells.len() {
            self.cells.reserve_exact(number + 1 - self.cells.len());
            self.cells.resize(number + 1, Cell::default());
        }
        let cell = &mut self.cells[number];
        let version = u32::try_from(row.version).unwrap_or(u32::MAX);
        let is_newer = version > cell.version || version == u32::MAX;
        if is_newer {
            let available = row.available().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
            *cell = Cell { version, available };
            self.put_detail(number, row, shares, is_watched);
        }
        is_newer
    }
    fn put_detail(&mut self, number: usize, row: &Stock, shares: &[Share], is_watched: bool) {
        let at = self.details.binary_search_by_key(&number, |it| it.number);
        let matters = is_watched || row.doubt > 0 || !shares.is_empty();
        let detail =
            || Detail { number, seen_day: row.seen_day, doubt: row.doubt, shares: shares.to_vec().into() };
        match at {
            Ok(at) if matters => self.details[at] = detail(),
            Ok(at) => drop(self.details.remove(at)),
            Err(at) if matters => self.details.insert(at, detail()),
            Err(_) => {}
        }
    }
    pub(crate) fn bytes(&self) -> usize {
        let shares: usize = self.details.iter().map(|it| it.shares.len()).sum();
        self.cells.capacity() * size_of::<Cell>()
            + self.details.capacity() * size_of::<Detail>()
            + shares * size_of::<Share>()
            + self.coming.capacity() * size_of::<Coming>()
            + OVERHEAD
    }
}
