//! What a channel may be promised of a variant, from memory: the cells as the rules of the channel leave them. The answer that
//! promises is always the guarded `UPDATE` of `take.rs`.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{ChannelCode, Db, Timestamp, VariantId};

use crate::places::{Place, Places, places};
use crate::rules::{ChannelRules, Rules, rules};
use crate::supply::Coming;
use crate::trust::{confidence, day_of};
use crate::{Ahead, Error, Filter, VariantCells, available, many};

/// What one variant can be offered as, through one channel or through none. A snapshot.
#[derive(Debug, Clone)]
pub struct Offer {
    variant: VariantId,
    cells: Arc<VariantCells>,
    rules: Option<Arc<ChannelRules>>,
    channel: Option<ChannelCode>,
    /// Tells channels apart in the keys of encoded answers.
    number: u64,
    rules_stamp: u64,
    now: Timestamp,
}

/// Goods on their way that a channel may be promised.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    pub place: &'a Place,
    pub units: i64,
    pub expected_at: Timestamp,
}

/// Whatever an encoded answer was made of: cells, places, rules, and the day, on which trust in a record hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamps(u64, u64, u64, i64);

impl Offer {
    /// To nobody in particular.
    #[cfg(test)]
    pub(crate) fn of_all(variant: VariantId, cells: Arc<VariantCells>) -> Self {
        let now = Timestamp::from_millis(0);
        Offer { variant, cells, rules: None, channel: None, number: 0, rules_stamp: 0, now }
    }
    fn new(
        variant: VariantId,
        cells: Arc<VariantCells>,
        all: &Rules,
        (channel, number): (Option<&ChannelCode>, u64),
        now: Timestamp,
    ) -> Self {
        let rules = channel.and_then(|it| all.of(it)).cloned();
        Offer { variant, cells, rules, channel: channel.cloned(), number, rules_stamp: all.stamp, now }
    }

    pub fn variant(&self) -> VariantId {
        self.variant
    }
    /// What may be promised there; below zero if promises cannot be kept.
    pub fn at(&self, place: &Place) -> i64 {
        let plain = self.cells.at(place);
        let Some(channel) = &self.channel else { return plain };
        let detail = if self.cells.is_plain() { None } else { self.cells.detail(place) };
        let share = detail.and_then(|it| it.shares.iter().find(|share| share.channel == *channel));
        let available = plain + share.map_or(0, |share| share.left() - share.safety);
        let Some(rules) = &self.rules else { return available };
        if rules.excludes(self.variant) {
            return available.min(0);
        }
        let trust = || detail.map_or(0, |it| confidence(day_of(self.now), it.seen_day, it.doubt));
        rules.allow(place.location.id, available, trust)
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
    /// Goods on their way that this channel may be promised, the soonest first.
    pub fn incoming<'a>(
        &'a self,
        places: &'a Places,
        filter: &'a Filter,
    ) -> impl Iterator<Item = Incoming<'a>> {
        let ahead = self.rules.as_ref().map(|it| &it.ahead).filter(|it| it.ahead != Ahead::Never);
        let latest = ahead.map_or(self.now, |it| self.now.plus_days(it.horizon_days));
        let excluded = self.rules.as_ref().is_some_and(|it| it.excludes(self.variant));
        let may = move |it: &Coming, place: &Place| {
            ahead.is_some_and(|it| it.ahead == Ahead::Preorder || self.cells.is_known_at(place))
                && !excluded
                && it.expected_at > self.now
                && it.expected_at <= latest
        };
        let open = |place: &Place| {
            let policy = self.rules.as_ref().and_then(|it| it.policy(place.location.id));
            policy.is_none_or(|it| it.state == crate::PolicyState::Open)
        };
        self.cells.coming().iter().filter_map(move |it| {
            let place = places.get(it.location)?;
            (may(it, place) && open(place) && filter.fits(place)).then_some(Incoming {
                place,
                units: it.units,
                expected_at: it.expected_at,
            })
        })
    }
    pub(crate) fn stamps(&self, places: &Places) -> Stamps {
        Stamps(self.cells.stamp(), places.stamp(), self.rules_stamp, day_of(self.now))
    }
    pub(crate) fn channel_number(&self) -> u64 {
        self.number
    }
}

/// What a channel may be promised of a variant.
pub async fn offer(db: &Db, variant: VariantId, channel: Option<&ChannelCode>) -> Result<Offer, Error> {
    let rules = rules(db).await?;
    let cells = available(db, variant).await?;
    Ok(Offer::new(variant, cells, &rules, numbered(db, channel), db.now()))
}

fn numbered<'a>(db: &Db, channel: Option<&'a ChannelCode>) -> (Option<&'a ChannelCode>, u64) {
    (channel, channel.map_or(0, |it| db.shared::<crate::Cells>().rules.number(it)))
}

/// What a channel may be promised of many variants; those not at hand are read together.
pub async fn offers(
    db: &Db,
    variants: &[VariantId],
    channel: Option<&ChannelCode>,
) -> Result<HashMap<VariantId, Offer>, Error> {
    let (rules, now) = (rules(db).await?, db.now());
    let cells = many(db, variants).await?;
    let channel = numbered(db, channel);
    let offer = |(variant, cells)| (variant, Offer::new(variant, cells, &rules, channel, now));
    Ok(cells.into_iter().map(offer).collect())
}

/// The nearest places that pass the filter for this offer, nearest first.
pub async fn nearest_offer(
    db: &Db,
    offer: &Offer,
    point: crate::Point,
    limit: usize,
    filter: &Filter,
) -> Result<Vec<crate::Near>, Error> {
    let places = places(db).await?;
    let near = places.near(point, limit, |place| offer.at(place) >= filter.at_least && filter.fits(place));
    let told = near.into_iter().map(|(place, distance_m)| crate::Near {
        location: place.location.id,
        available: offer.at(place),
        distance_m,
    });
    Ok(told.collect())
}
