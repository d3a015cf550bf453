//! The rules of channels in memory: few, read by every question, changed seldom. One change and all are read again.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use kernel::{ChannelCode, Db, LocationId, Query, VariantId, args};

use crate::{Cells, ChannelPolicy, Error, Policy, PolicyState};

const LOCKED: &str = "no panic while held";

/// The rules of all channels as they stood at one moment. A snapshot: it never changes.
#[derive(Debug, Default)]
pub struct Rules {
    pub(crate) stamp: u64,
    channels: HashMap<ChannelCode, Arc<ChannelRules>>,
}

/// What one channel may be promised.
#[derive(Debug)]
pub struct ChannelRules {
    pub channel: ChannelCode,
    pub(crate) policies: HashMap<LocationId, Policy>,
    pub(crate) excluded: HashSet<VariantId>,
    pub ahead: ChannelPolicy,
}

impl Rules {
    /// A channel that nobody has said anything about has no rules.
    pub fn of(&self, channel: &ChannelCode) -> Option<&Arc<ChannelRules>> {
        self.channels.get(channel)
    }
}

impl ChannelRules {
    pub fn policy(&self, location: LocationId) -> Option<&Policy> {
        self.policies.get(&location)
    }
    pub fn excludes(&self, variant: VariantId) -> bool {
        self.excluded.contains(&variant)
    }
    /// What is left of `available` for this channel, of a record that is trusted so far.
    pub(crate) fn allow(
        &self,
        location: LocationId,
        available: i64,
        confidence: impl FnOnce() -> i64,
    ) -> i64 {
        let Some(policy) = self.policies.get(&location) else { return available };
        let trusted = policy.least_confidence == 0 || confidence() >= policy.least_confidence;
        if policy.state == PolicyState::Closed || !trusted {
            return available.min(0);
        }
        available - policy.safety
    }
}

/// What a node remembers of rules.
#[derive(Default)]
pub(crate) struct RuleMemory {
    now: RwLock<Option<Arc<Rules>>>,
    epoch: AtomicU64,
    numbers: RwLock<HashMap<ChannelCode, u64>>,
    /// Places where some channel asks how far a record is trusted; `None` as long as nobody has read the rules.
    watched: RwLock<Option<HashSet<LocationId>>>,
}

impl RuleMemory {
    pub fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        *self.now.write().expect(LOCKED) = None;
    }
    /// Whether the age of a record matters to anybody at this place.
    pub fn watches(&self, location: LocationId) -> bool {
        self.watched.read().expect(LOCKED).as_ref().is_none_or(|places| places.contains(&location))
    }
    #[cfg(test)]
    pub fn watch_nothing(&self) {
        *self.watched.write().expect(LOCKED) = Some(HashSet::new());
    }
    /// Given once, in the order in which channels are asked for.
    pub fn number(&self, channel: &ChannelCode) -> u64 {
        if let Some(number) = self.numbers.read().expect(LOCKED).get(channel) {
            return *number;
        }
        let mut numbers = self.numbers.write().expect(LOCKED);
        let next = 1 + numbers.len() as u64;
        *numbers.entry(channel.clone()).or_insert(next)
    }
}

/// The rules of all channels, from memory.
pub async fn rules(db: &Db) -> Result<Arc<Rules>, Error> {
    let cells = db.shared::<Cells>();
    loop {
        if let Some(rules) = cells.rules.now.read().expect(LOCKED).clone() {
            return Ok(rules);
        }
        let epoch = cells.rules.epoch.load(Ordering::SeqCst);
        let rules = Arc::new(read(&mut db.read().await?, &cells).await?);
        let mut now = cells.rules.now.write().expect(LOCKED);
        // Asked under the lock: a rule saved while we read raised it before it comes for the lock.
        if cells.rules.epoch.load(Ordering::SeqCst) == epoch {
            let policies = rules.channels.values().flat_map(|it| it.policies.values());
            let watched: HashSet<LocationId> =
                policies.filter(|it| it.least_confidence > 0).map(|it| it.location).collect();
            let before = cells.rules.watched.write().expect(LOCKED).replace(watched.clone());
            *now = Some(rules.clone());
            drop(now);
            // Cells that were loaded while nobody asked for their age do not know it.
            if before.is_some_and(|before| !watched.is_subset(&before)) {
                cells.clear_cells();
            }
            return Ok(rules);
        }
    }
}

async fn read(db: &mut impl Query, cells: &Cells) -> Result<Rules, Error> {
    let mut channels = HashMap::new();
    for it in channel_policies(db).await? {
        of(&mut channels, &it.channel).ahead = it.clone();
    }
    for it in policies(db).await? {
        of(&mut channels, &it.channel).policies.insert(it.location, it.clone());
    }
    let excluded: Vec<(VariantId, ChannelCode)> =
        db.all("SELECT DISTINCT variant, channel FROM inventory_exclusion", args![]).await?;
    for (variant, channel) in excluded {
        of(&mut channels, &channel).excluded.insert(variant);
    }
    let channels = channels.into_iter().map(|(code, rules)| (code, Arc::new(rules))).collect();
    Ok(Rules { stamp: cells.stamp(), channels })
}

fn of<'a>(all: &'a mut HashMap<ChannelCode, ChannelRules>, channel: &ChannelCode) -> &'a mut ChannelRules {
    all.entry(channel.clone()).or_insert_with(|| ChannelRules {
        channel: channel.clone(),
        policies: HashMap::new(),
        excluded: HashSet::new(),
        ahead: ChannelPolicy::never(channel.clone()),
    })
}

/// What was said about places, by channel.
pub async fn policies(db: &mut impl Query) -> Result<Vec<Policy>, Error> {
    let rows = db
        .all(
            "SELECT location, channel, state, safety, least_confidence FROM inventory_policy
             ORDER BY channel, location",
            args![],
        )
        .await?;
    Ok(rows)
}

pub async fn policy(
    db: &mut impl Query,
    location: LocationId,
    channel: &ChannelCode,
) -> Result<Policy, Error> {
    let row = db
        .maybe(
            "SELECT location, channel, state, safety, least_confidence FROM inventory_policy
             WHERE location = $1 AND channel = $2",
            args![location, channel.clone()],
        )
        .await?;
    Ok(row.unwrap_or_else(|| Policy::open(location, channel.clone())))
}

/// Which channels may be promised goods that are on their way.
pub async fn channel_policies(db: &mut impl Query) -> Result<Vec<ChannelPolicy>, Error> {
    Ok(db.all("SELECT channel, ahead, horizon_days FROM inventory_channel ORDER BY channel", args![]).await?)
}

pub async fn channel_policy(db: &mut impl Query, channel: &ChannelCode) -> Result<ChannelPolicy, Error> {
    let row = db
        .maybe(
            "SELECT channel, ahead, horizon_days FROM inventory_channel WHERE channel = $1",
            args![channel.clone()],
        )
        .await?;
    Ok(row.unwrap_or_else(|| ChannelPolicy::never(channel.clone())))
}
