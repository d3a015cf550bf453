//! Why a unit is not sellable: every deduction between what lies there and what a channel may be promised.

use std::collections::BTreeMap;

use kernel::{ChannelCode, LocationId, Query, Timestamp, VariantId, args};

use crate::save_location::location;
use crate::supply::{SupplyFilter, expected};
use crate::take::shares;
use crate::{
    Bucket, ChannelPolicy, Error, LocationState, Policy, PolicyState, Share, Stock, Supply, channel_policy,
    policy,
};

/// The whole calculation for one variant at one place, for one channel or for none.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub variant: VariantId,
    pub location: LocationId,
    pub channel: Option<ChannelCode>,
    pub on_hand: i64,
    /// In the order in which they are taken off; together with `available` they are what lies there.
    pub deductions: Vec<Deduction>,
    /// What may be promised; the guard says the same.
    pub available: i64,
    /// How many promised units are not there.
    pub short: i64,
    pub confidence: i64,
    /// When somebody last handled or counted the goods, to the day.
    pub seen_at: Option<Timestamp>,
    /// Goods on their way to this place, whoever may be promised them.
    pub incoming: Vec<Supply>,
    /// Whether this channel may be promised goods that are on their way.
    pub ahead: Option<ChannelPolicy>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction {
    pub why: Why,
    pub units: i64,
    /// Whose share it is.
    pub channel: Option<ChannelCode>,
}

kernel::text_enum! {
    /// Why units are not sellable.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Why {
        Damaged = "damaged",
        QualityCheck = "quality_check",
        /// On display: can be touched, is not sold.
        Display = "display",
        /// Promised to somebody.
        Reserved = "reserved",
        /// Kept back because a count may be wrong.
        Safety = "safety",
        /// Kept for another channel.
        Protected = "protected",
        /// Kept from this channel, of this variant at this place.
        ChannelSafety = "channel_safety",
        /// Kept from this channel, of every variant at this place.
        PlaceSafety = "place_safety",
        /// The record of stock is trusted less than this channel demands here.
        Doubtful = "doubtful",
        /// This channel is promised nothing from this place.
        PlaceClosed = "place_closed",
        /// This channel is not promised the variant, or its category.
        Excluded = "excluded",
        /// The place is closed.
        Closed = "closed",
    }
}

/// What the calculation starts from.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub stock: Stock,
    pub buckets: BTreeMap<Bucket, i64>,
    pub shares: Vec<Share>,
    pub policy: Option<Policy>,
    pub state: LocationState,
    pub is_excluded: bool,
    pub confidence: i64,
}

/// Deductions one by one; what blocks everything takes off all that is left.
pub(crate) fn deduce(facts: &Facts, channel: Option<&ChannelCode>) -> (Vec<Deduction>, i64) {
    let mut left = facts.stock.on_hand;
    let mut all = Vec::new();
    let mut take = |left: &mut i64, why: Why, units: i64, of: Option<&ChannelCode>| {
        if units != 0 {
            *left -= units;
            all.push(Deduction { why, units, channel: of.cloned() });
        }
    };
    for (bucket, units) in &facts.buckets {
        let why = match bucket {
            Bucket::Damaged => Why::Damaged,
            Bucket::QualityCheck => Why::QualityCheck,
            Bucket::Display => Why::Display,
        };
        take(&mut left, why, *units, None);
    }
    take(&mut left, Why::Reserved, facts.stock.reserved, None);
    take(&mut left, Why::Safety, facts.stock.safety, None);
    for share in &facts.shares {
        if Some(&share.channel) == channel {
            take(&mut left, Why::ChannelSafety, share.safety, channel);
        } else {
            take(&mut left, Why::Protected, share.left(), Some(&share.channel));
        }
    }
    let (mut is_closed, mut is_doubtful) = (false, false);
    if let Some(policy) = &facts.policy {
        is_closed = policy.state == PolicyState::Closed;
        is_doubtful = policy.least_confidence > facts.confidence;
        if !is_closed && !is_doubtful && !facts.is_excluded {
            take(&mut left, Why::PlaceSafety, policy.safety, channel);
        }
    }
    let blocks = [
        (Why::Excluded, facts.is_excluded),
        (Why::PlaceClosed, is_closed),
        (Why::Doubtful, is_doubtful),
        (Why::Closed, facts.state == LocationState::Closed),
    ];
    for (why, holds) in blocks {
        if holds && left > 0 {
            let rest = left;
            take(&mut left, why, rest, channel);
        }
    }
    (all, left)
}

/// Says why units of a variant at a place may not be promised, from the rows as they stand.
pub async fn explain(
    db: &mut impl Query,
    now: Timestamp,
    variant: VariantId,
    place: LocationId,
    channel: Option<&ChannelCode>,
) -> Result<Explanation, Error> {
    let state = location(db, place).await?.state;
    let stock: Option<Stock> = db
        .maybe(
            "SELECT variant, location, on_hand, unavailable, safety, reserved, protected, ruled, doubt, seen_day,
                 version
             FROM inventory_stock WHERE variant = $1 AND location = $2",
            args![variant, place],
        )
        .await?;
    let stock = stock.unwrap_or(Stock {
        variant,
        location: place,
        on_hand: 0,
        unavailable: 0,
        safety: 0,
        reserved: 0,
        protected: 0,
        ruled: 0,
        doubt: 0,
        seen_day: 0,
        version: 0,
    });
    let buckets: Vec<(Bucket, i64)> = db
        .all(
            "SELECT bucket, units FROM inventory_bucket WHERE variant = $1 AND location = $2 AND units > 0",
            args![variant, place],
        )
        .await?;
    let (mut said, mut ahead, mut is_excluded) = (None, None, false);
    if let Some(channel) = channel {
        said = Some(policy(db, place, channel).await?);
        ahead = Some(channel_policy(db, channel).await?);
        let excluded = db.count(
            "SELECT COUNT(*) FROM inventory_exclusion WHERE variant = $1 AND channel = $2",
            args![variant, channel.clone()],
        );
        is_excluded = excluded.await? > 0;
    }
    let confidence = stock.confidence(now);
    let facts = Facts {
        stock,
        buckets: buckets.into_iter().collect(),
        shares: shares(db, variant, place).await?,
        policy: said,
        state,
        is_excluded,
        confidence,
    };
    let (deductions, available) = deduce(&facts, channel);
    let filter = SupplyFilter { variant: Some(variant), location: Some(place), scope: None };
    Ok(Explanation {
        variant,
        location: place,
        channel: channel.cloned(),
        on_hand: stock.on_hand,
        deductions,
        available,
        short: stock.short(),
        confidence,
        seen_at: (stock.seen_day > 0).then(|| Timestamp::from_millis(stock.seen_day * 86_400_000)),
        incoming: expected(db, &filter).await?,
        ahead,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_accounted_for() {
        let at = Timestamp::from_millis(1);
        let (variant, location) = (VariantId::fresh(at), LocationId::fresh(at));
        let (shop, market) = (ChannelCode::new("shop").unwrap(), ChannelCode::new("market").unwrap());
        let share = |channel: &ChannelCode, safety, protected, taken| Share {
            variant,
            location,
            channel: channel.clone(),
            safety,
            protected,
            taken,
            since: at,
        };
        let stock = Stock {
            variant,
            location,
            on_hand: 20,
            unavailable: 3,
            safety: 1,
            reserved: 4,
            protected: 5,
            ruled: 2,
            doubt: 0,
            seen_day: 0,
            version: 1,
        };
        let mut facts = Facts {
            stock,
            buckets: BTreeMap::from([(Bucket::Display, 1), (Bucket::Damaged, 2)]),
            shares: vec![share(&shop, 0, 6, 1), share(&market, 1, 0, 0)],
            policy: Some(Policy { safety: 2, ..Policy::open(location, market.clone()) }),
            state: LocationState::Active,
            is_excluded: false,
            confidence: 1000,
        };
        let told = |facts: &Facts, channel: &ChannelCode| {
            let (all, left) = deduce(facts, Some(channel));
            assert_eq!(all.iter().map(|it| it.units).sum::<i64>() + left, 20);
            (all.into_iter().map(|it| (it.why, it.units)).collect::<Vec<_>>(), left)
        };
        let (all, left) = told(&facts, &market);
        assert_eq!(left, 4);
        assert!(all.contains(&(Why::Protected, 5)) && all.contains(&(Why::Display, 1)));
        assert!(all.contains(&(Why::ChannelSafety, 1)) && all.contains(&(Why::PlaceSafety, 2)));
        facts.policy = None;
        assert_eq!(told(&facts, &shop).1, 12);
        facts.is_excluded = true;
        assert_eq!(
            told(&facts, &market),
            (
                vec![
                    (Why::Damaged, 2),
                    (Why::Display, 1),
                    (Why::Reserved, 4),
                    (Why::Safety, 1),
                    (Why::Protected, 5),
                    (Why::ChannelSafety, 1),
                    (Why::Excluded, 6)
                ],
                0
            )
        );
    }
}
