//! Availability in memory: for each variant somebody asked for, what may be promised at each place.
//!
//! The rows are the truth; a cell is a copy with the version of its row. A unit of this node puts its own rows here right
//! after its commit, other nodes' rows come with the log; the newer version wins, whatever order they arrive in. Variants
//! are loaded when first asked for and forgotten when memory is short.
//!
//! *No change is lost while a variant loads*: the loader takes its place in the map before it reads, and whatever is
//! applied from then on waits there and is merged into what was read. What was applied before then had been committed
//! before the read began, so the read saw it. After a gap in the log (`clear`) everything is read anew, and a load that
//! began before the gap starts over.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use kernel::{Db, Fact, Fault, LocationId, Query, VariantId, args, uuids};
use tokio::sync::watch;

use crate::offer::{Offer, Stamps};
use crate::places::{PlaceMemory, Places};
use crate::rules::RuleMemory;
use crate::supply::Coming;
use crate::variant_cells::{Known, VariantCells};
use crate::{LocationSaved, RulesChanged, Share, Stock, StockChanged, SupplyChanged};

const SHARDS: usize = 64;
/// 100,000 variants at 300 places take about 250 MB.
const DEFAULT_LIMIT: usize = 256 << 20;
const VARIANTS_PER_READ: usize = 100;
const ANSWER_BYTES_PER_SHARD: usize = (64 << 20) / SHARDS;

const LOCKED: &str = "no panic while held";

enum Slot {
    /// Dropping it, by landing or by giving up, wakes those who wait.
    Loading {
        flight: u64,
        pending: Vec<Known>,
        /// What is being read may be out of date: it is read again.
        is_stale: bool,
        done: watch::Sender<()>,
    },
    Ready {
        cells: Arc<VariantCells>,
        used: AtomicBool,
    },
}

#[derive(Default)]
struct Numbers {
    of: HashMap<LocationId, usize>,
}

type Answers = HashMap<(VariantId, u64, u64), (Stamps, Arc<[u8]>)>;

/// This node's memory of stock and places. `db.shared::<Cells>()`.
pub struct Cells {
    shards: Vec<RwLock<HashMap<VariantId, Slot>>>,
    answers: Vec<Mutex<(usize, Answers)>>,
    hasher: RandomState,
    /// Rises when events may have been missed: what was read before is not to be trusted.
    epoch: AtomicU64,
    flights: AtomicU64,
    stamps: AtomicU64,
    bytes: AtomicUsize,
    limit: usize,
    hand: AtomicUsize,
    numbers: RwLock<Numbers>,
    pub(crate) places: PlaceMemory,
    pub(crate) rules: RuleMemory,
}

impl Default for Cells {
    fn default() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }
}

/// How much this node remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    pub variants: usize,
    pub bytes: usize,
}

enum Look {
    Ready(Arc<VariantCells>),
    Mine,
    Theirs(watch::Receiver<()>),
}

impl Cells {
    /// Room for about so many bytes of cells. Put it in place with `db.share` before anybody asks.
    pub fn with_limit(bytes: usize) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            answers: (0..SHARDS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            epoch: AtomicU64::new(0),
            flights: AtomicU64::new(0),
            stamps: AtomicU64::new(1),
            bytes: AtomicUsize::new(0),
            limit: bytes,
            hand: AtomicUsize::new(0),
            numbers: RwLock::default(),
            places: PlaceMemory::default(),
            rules: RuleMemory::default(),
        }
    }

    pub fn memory(&self) -> Memory {
        let variants = self.shards.iter().map(|shard| shard.read().expect(LOCKED).len()).sum();
        Memory { variants, bytes: self.bytes.load(Ordering::Relaxed) }
    }

    /// Takes over rows that were committed, here or elsewhere. Older ones than those at hand are passed over.
    pub(crate) fn apply(&self, rows: &[Known]) {
        for known in rows {
            let (row, _) = known;
            let number = self.number(row.location);
            let is_watched = self.rules.watches(row.location);
            let mut shard = self.shard(row.variant).write().expect(LOCKED);
            match shard.get_mut(&row.variant) {
                None => {}
                Some(Slot::Loading { pending, .. }) => pending.push(known.clone()),
                Some(Slot::Ready { cells, .. }) => {
                    let before = cells.bytes();
                    let copy = Arc::make_mut(cells);
                    if copy.put(number, known, is_watched) {
                        copy.stamp = self.stamp();
                    }
                    self.bytes.fetch_add(cells.bytes(), Ordering::Relaxed);
                    self.bytes.fetch_sub(before, Ordering::Relaxed);
                }
            }
        }
        self.make_room();
    }

    /// What the log tells of other nodes' work.
    pub fn hear(&self, fact: &Fact) {
        match fact.read::<StockChanged>() {
            Some(Ok(event)) => {
                let rows: Vec<Known> = event.cells.iter().map(|it| (it.into(), it.shares.clone())).collect();
                self.apply(&rows);
            }
            Some(Err(_)) => self.clear(),
            None => {}
        }
        if let Some(Ok(event)) = fact.read::<LocationSaved>() {
            self.location_saved(event.location);
        }
        if let Some(Ok(event)) = fact.read::<SupplyChanged>() {
            self.forget([event.variant]);
        }
        if fact.read::<RulesChanged>().is_some() {
            self.rules.forget();
        }
    }

    /// Forgets what it knows of these variants; they are read again when they are asked for.
    pub(crate) fn forget(&self, variants: impl IntoIterator<Item = VariantId>) {
        for variant in variants {
            let mut shard = self.shard(variant).write().expect(LOCKED);
            match shard.get_mut(&variant) {
                None => {}
                Some(Slot::Loading { is_stale, .. }) => *is_stale = true,
                Some(Slot::Ready { cells, .. }) => {
                    self.bytes.fetch_sub(cells.bytes(), Ordering::Relaxed);
                    shard.remove(&variant);
                }
            }
        }
    }

    /// Forgets everything, because events may have been missed. It is read again when it is asked for.
    pub fn clear(&self) {
        self.clear_cells();
        self.places.forget();
        self.rules.forget();
    }

    pub(crate) fn clear_cells(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        for shard in &self.shards {
            self.sweep(&mut shard.write().expect(LOCKED), |_| false);
        }
    }

    /// An encoded answer made from these snapshots, from memory if it was made before. `form` tells apart what is made of
    /// one offer: filters, languages. What depends on the time of day does not belong in it.
    pub fn answer(
        &self,
        form: u64,
        offer: &Offer,
        places: &Places,
        make: impl FnOnce() -> Vec<u8>,
    ) -> Arc<[u8]> {
        let (variant, stamps) = (offer.variant(), offer.stamps(places));
        let key = (variant, offer.channel_number(), form);
        let shard = &self.answers[self.index(variant)];
        if let Some((of, answer)) = shard.lock().expect(LOCKED).1.get(&key)
            && *of == stamps
        {
            return answer.clone();
        }
        let answer: Arc<[u8]> = make().into();
        let mut shard = shard.lock().expect(LOCKED);
        let (bytes, answers) = &mut *shard;
        if *bytes + answer.len() > ANSWER_BYTES_PER_SHARD {
            answers.clear();
            *bytes = 0;
        }
        *bytes += answer.len();
        if let Some((_, old)) = answers.insert(key, (stamps, answer.clone())) {
            *bytes -= old.len();
        }
        answer
    }

    /// The cells of these variants; those not at hand are read in one go.
    pub(crate) async fn fetch(
        &self,
        db: &Db,
        variants: &[VariantId],
    ) -> Result<HashMap<VariantId, Arc<VariantCells>>, Fault> {
        let mut found = HashMap::with_capacity(variants.len());
        let mut missing = variants.to_vec();
        loop {
            let number = self.flights.fetch_add(1, Ordering::Relaxed);
            let mut flight = Flight { cells: self, number, variants: Vec::new() };
            let mut theirs = Vec::new();
            missing.retain(|variant| match self.look(*variant, number) {
                Look::Ready(cells) => {
                    found.insert(*variant, cells);
                    false
                }
                Look::Mine => {
                    flight.variants.push(*variant);
                    false
                }
                Look::Theirs(done) => {
                    theirs.push(done);
                    true
                }
            });
            flight.land(db, &mut found).await?;
            if missing.is_empty() {
                return Ok(found);
            }
            for mut done in theirs {
                let _ = done.changed().await; // an error is the end of that flight
            }
        }
    }

    pub(crate) fn at_hand(&self, variant: VariantId) -> Option<Arc<VariantCells>> {
        match self.shard(variant).read().expect(LOCKED).get(&variant) {
            Some(Slot::Ready { cells, used }) => {
                if !used.load(Ordering::Relaxed) {
                    used.store(true, Ordering::Relaxed);
                }
                Some(cells.clone())
            }
            _ => None,
        }
    }

    fn look(&self, variant: VariantId, flight: u64) -> Look {
        if let Some(cells) = self.at_hand(variant) {
            return Look::Ready(cells);
        }
        let mut shard = self.shard(variant).write().expect(LOCKED);
        match shard.get(&variant) {
            Some(Slot::Ready { cells, .. }) => Look::Ready(cells.clone()),
            // Asked for twice in one go: it is on its way with us.
            Some(Slot::Loading { flight: other, .. }) if *other == flight => Look::Mine,
            Some(Slot::Loading { done, .. }) => Look::Theirs(done.subscribe()),
            None => {
                let done = watch::Sender::new(());
                shard.insert(variant, Slot::Loading { flight, pending: Vec::new(), is_stale: false, done });
                Look::Mine
            }
        }
    }

    /// Puts what was read in place; `None` if it has to be read again.
    fn settle(
        &self,
        variant: VariantId,
        flight: u64,
        rows: &[Known],
        coming: Vec<Coming>,
        epoch: u64,
    ) -> Option<Arc<VariantCells>> {
        let highest = rows.iter().map(|(row, _)| self.number(row.location) + 1).max().unwrap_or(0);
        let mut fresh = VariantCells {
            stamp: self.stamp(),
            cells: Vec::with_capacity(highest),
            details: Vec::new(),
            coming,
        };
        let mut shard = self.shard(variant).write().expect(LOCKED);
        // Asked under the lock: `clear` raises the epoch before it comes for this shard.
        if self.epoch.load(Ordering::SeqCst) != epoch {
            return None;
        }
        let slot = shard.get_mut(&variant)?;
        let pending = match slot {
            Slot::Ready { cells, .. } => return Some(cells.clone()),
            Slot::Loading { flight: other, .. } if *other != flight => return None,
            Slot::Loading { is_stale, .. } if *is_stale => {
                *is_stale = false;
                return None;
            }
            Slot::Loading { pending, .. } => std::mem::take(pending),
        };
        for known in rows.iter().chain(&pending) {
            let location = known.0.location;
            fresh.put(self.number(location), known, self.rules.watches(location));
        }
        fresh.details.shrink_to_fit();
        let cells = Arc::new(fresh);
        self.bytes.fetch_add(cells.bytes(), Ordering::Relaxed);
        *slot = Slot::Ready { cells: cells.clone(), used: AtomicBool::new(true) };
        Some(cells)
    }

    /// The hand of a clock goes over the shards: what was not asked for since it last came by is forgotten.
    fn make_room(&self) {
        for _ in 0..2 * SHARDS {
            if self.bytes.load(Ordering::Relaxed) <= self.limit {
                return;
            }
            let hand = self.hand.fetch_add(1, Ordering::Relaxed) % SHARDS;
            self.sweep(&mut self.shards[hand].write().expect(LOCKED), |used| {
                used.swap(false, Ordering::Relaxed)
            });
        }
    }
    fn sweep(&self, shard: &mut HashMap<VariantId, Slot>, stays: impl Fn(&AtomicBool) -> bool) {
        shard.retain(|_, slot| match slot {
            Slot::Loading { .. } => true,
            Slot::Ready { cells, used } => {
                let stays = stays(used);
                if !stays {
                    self.bytes.fetch_sub(cells.bytes(), Ordering::Relaxed);
                }
                stays
            }
        });
    }

    pub(crate) fn knows(&self, location: LocationId) -> bool {
        self.places.knows(location)
    }
    pub(crate) fn learn(&self, location: LocationId) {
        self.places.learn(location);
    }
    pub(crate) fn location_saved(&self, location: LocationId) {
        self.places.learn(location);
        self.places.forget();
    }
    /// Where the cells of a place stand in every variant. Given once, in the order in which places appear.
    pub(crate) fn number(&self, location: LocationId) -> usize {
        if let Some(number) = self.numbers.read().expect(LOCKED).of.get(&location) {
            return *number;
        }
        let mut numbers = self.numbers.write().expect(LOCKED);
        let next = numbers.of.len();
        *numbers.of.entry(location).or_insert(next)
    }
    pub(crate) fn stamp(&self) -> u64 {
        self.stamps.fetch_add(1, Ordering::Relaxed)
    }
    fn index(&self, variant: VariantId) -> usize {
        self.hasher.hash_one(variant) as usize % SHARDS
    }
    fn shard(&self, variant: VariantId) -> &RwLock<HashMap<VariantId, Slot>> {
        &self.shards[self.index(variant)]
    }
}

/// Variants on their way from the database. Dropped before it lands, it gives their places back.
struct Flight<'a> {
    cells: &'a Cells,
    number: u64,
    variants: Vec<VariantId>,
}

impl Flight<'_> {
    async fn land(mut self, db: &Db, found: &mut HashMap<VariantId, Arc<VariantCells>>) -> Result<(), Fault> {
        self.variants.sort();
        self.variants.dedup();
        while !self.variants.is_empty() {
            let epoch = self.cells.epoch.load(Ordering::SeqCst);
            let part: Vec<_> = self.variants.iter().copied().take(VARIANTS_PER_READ).collect();
            let mut read = db.read().await?;
            let rows: Vec<Stock> = read
                .all(
                    "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                         version
                     FROM inventory_stock WHERE variant IN {uuids $1} ORDER BY variant",
                    args![uuids(part.iter().copied())],
                )
                .await?;
            let mut shares: HashMap<(VariantId, LocationId), Vec<Share>> = HashMap::new();
            if rows.iter().any(|row| row.ruled > 0) {
                let found: Vec<Share> = read
                    .all(
                        "SELECT variant, location, channel, safety, protected, taken, since FROM inventory_quota
                         WHERE variant IN {uuids $1}",
                        args![uuids(part.iter().copied())],
                    )
                    .await?;
                for it in found {
                    shares.entry((it.variant, it.location)).or_default().push(it);
                }
            }
            let coming = crate::supply::coming(&mut read, &part).await?;
            drop(read);
            let known: Vec<Known> = rows
                .into_iter()
                .map(|row| (row, shares.remove(&(row.variant, row.location)).unwrap_or_default()))
                .collect();
            for variant in part {
                let from = known.partition_point(|(row, _)| row.variant < variant);
                let to = known.partition_point(|(row, _)| row.variant <= variant);
                let coming = coming.iter().filter(|it| it.variant == variant).cloned().collect();
                let settled = self.cells.settle(variant, self.number, &known[from..to], coming, epoch);
                if let Some(cells) = settled {
                    found.insert(variant, cells);
                    self.variants.retain(|it| *it != variant);
                }
            }
            self.cells.make_room();
        }
        Ok(())
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        for variant in &self.variants {
            let mut shard = self.cells.shard(*variant).write().expect(LOCKED);
            if matches!(shard.get(variant), Some(Slot::Loading { flight, .. }) if *flight == self.number) {
                shard.remove(variant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    fn row(variant: VariantId, location: LocationId, on_hand: i64, version: i64) -> Known {
        let zero = Stock {
            variant,
            location,
            on_hand,
            unavailable: 0,
            safety: 0,
            reserved: 0,
            protected: 0,
            ruled: 0,
            doubt: 0,
            seen_day: 0,
            version,
        };
        (zero, Vec::new())
    }
    /// As if somebody had read the rules, and no age mattered.
    fn nobody_watches(cells: &Cells) {
        cells.rules.watch_nothing();
    }
    fn at(cells: &Cells, variant: VariantId, location: LocationId) -> Option<i64> {
        let number = cells.number(location);
        cells.at_hand(variant).map(|it| i64::from(it.cells[number].available))
    }
    fn ids() -> (VariantId, LocationId) {
        let at = Timestamp::from_millis(1);
        (VariantId::fresh(at), LocationId::fresh(at))
    }

    #[test]
    fn a_change_that_commits_while_a_variant_loads_is_not_lost() {
        let (cells, (variant, location)) = (Cells::default(), ids());
        assert!(matches!(cells.look(variant, 1), Look::Mine));
        let epoch = cells.epoch.load(Ordering::SeqCst);
        // The read saw version 1; version 2 is committed and applied before what was read is put in place.
        cells.apply(&[row(variant, location, 4, 2)]);
        cells.settle(variant, 1, &[row(variant, location, 5, 1)], Vec::new(), epoch).unwrap();
        assert_eq!(at(&cells, variant, location), Some(4));
        // The other way round: the read is newer than what waited.
        let (variant, location) = ids();
        assert!(matches!(cells.look(variant, 2), Look::Mine));
        cells.apply(&[row(variant, location, 4, 2)]);
        cells.settle(variant, 2, &[row(variant, location, 3, 3)], Vec::new(), epoch).unwrap();
        assert_eq!(at(&cells, variant, location), Some(3));
    }

    #[test]
    fn a_load_that_began_before_a_gap_in_the_log_starts_over() {
        let (cells, (variant, location)) = (Cells::default(), ids());
        assert!(matches!(cells.look(variant, 1), Look::Mine));
        let epoch = cells.epoch.load(Ordering::SeqCst);
        cells.clear();
        assert!(cells.settle(variant, 1, &[row(variant, location, 5, 1)], Vec::new(), epoch).is_none());
        assert_eq!(at(&cells, variant, location), None);
        let epoch = cells.epoch.load(Ordering::SeqCst);
        assert!(cells.settle(variant, 1, &[row(variant, location, 5, 1)], Vec::new(), epoch).is_some());
        assert_eq!(at(&cells, variant, location), Some(5));
    }

    #[tokio::test]
    async fn a_load_that_is_given_up_wakes_those_who_wait_for_it() {
        let (cells, (variant, _)) = (Cells::default(), ids());
        let flight = Flight { cells: &cells, number: 1, variants: vec![variant] };
        assert!(matches!(cells.look(variant, 1), Look::Mine));
        let Look::Theirs(mut done) = cells.look(variant, 2) else { panic!("it is loading") };
        drop(flight);
        assert!(done.changed().await.is_err());
        assert!(matches!(cells.look(variant, 2), Look::Mine));
    }

    #[test]
    fn an_older_row_changes_nothing_and_a_newer_one_changes_the_stamp() {
        let (cells, (variant, location)) = (Cells::default(), ids());
        assert!(matches!(cells.look(variant, 1), Look::Mine));
        cells.settle(variant, 1, &[row(variant, location, 5, 7)], Vec::new(), 0).unwrap();
        let before = cells.at_hand(variant).unwrap();
        cells.apply(&[row(variant, location, 9, 6)]);
        assert_eq!(cells.at_hand(variant).unwrap().stamp(), before.stamp());
        cells.apply(&[row(variant, location, 4, 8)]);
        let after = cells.at_hand(variant).unwrap();
        assert_ne!(after.stamp(), before.stamp());
        // Who held the old snapshot still sees it whole.
        assert_eq!((before.cells[0].available, after.cells[0].available), (5, 4));
    }

    #[test]
    fn memory_stays_within_its_limit_and_the_wanted_stay() {
        let now = Timestamp::from_millis(1);
        let places: Vec<_> = (0..300).map(|_| LocationId::fresh(now)).collect();
        let load = |cells: &Cells, variant| {
            assert!(matches!(cells.look(variant, 1), Look::Mine));
            let rows: Vec<_> = places.iter().map(|place| row(variant, *place, 5, 1)).collect();
            cells.settle(variant, 1, &rows, Vec::new(), 0).unwrap();
            cells.make_room();
        };
        let roomy = Cells::default();
        nobody_watches(&roomy);
        for _ in 0..200 {
            load(&roomy, VariantId::fresh(now));
        }
        let memory = roomy.memory();
        assert_eq!(memory.variants, 200);
        assert!(memory.bytes / 200 * 100_000 < DEFAULT_LIMIT, "{memory:?}");

        let tight = Cells::with_limit(500_000);
        nobody_watches(&tight);
        let wanted = VariantId::fresh(now);
        load(&tight, wanted);
        for _ in 0..1_000 {
            load(&tight, VariantId::fresh(now));
            assert!(tight.at_hand(wanted).is_some(), "what is asked for all the time stays");
        }
        assert!(tight.memory().bytes <= 500_000, "{:?}", tight.memory());
        assert!(tight.memory().variants > 50, "{:?}", tight.memory());
    }

    #[test]
    fn an_answer_is_made_once_for_each_snapshot() {
        let (cells, (variant, location)) = (Cells::default(), ids());
        assert!(matches!(cells.look(variant, 1), Look::Mine));
        let offer = |snapshot: &Arc<VariantCells>| Offer::of_all(variant, snapshot.clone());
        let first = cells.settle(variant, 1, &[row(variant, location, 5, 7)], Vec::new(), 0).unwrap();
        let places = Places::none(&cells);
        let made = std::cell::Cell::new(0);
        let make = || {
            made.set(made.get() + 1);
            made.get().to_string().into_bytes()
        };
        assert_eq!(*cells.answer(0, &offer(&first), &places, make), *b"1");
        assert_eq!(*cells.answer(0, &offer(&first), &places, make), *b"1");
        assert_eq!(*cells.answer(1, &offer(&first), &places, make), *b"2");
        cells.apply(&[row(variant, location, 4, 8)]);
        let second = cells.at_hand(variant).unwrap();
        assert_eq!(*cells.answer(0, &offer(&second), &places, make), *b"3");
        assert_eq!(*cells.answer(0, &offer(&second), &Places::none(&cells), make), *b"4");
    }
}
