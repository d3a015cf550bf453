//! What things cost, and did before. A history is never read further back than the answer needs.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Currency, Money, PriceListCode, Query, Timestamp, VariantId, args, row, rows};

use crate::{Error, History, LOOK_BACK_DAYS, Price, PricePoint};

/// What these variants cost at a moment. What has no price is not in the answer.
///
/// The price that holds and the one before it say it all, unless the price was lowered: then the law asks for a month more.
pub async fn prices(
    q: &mut impl Query,
    list: &PriceListCode,
    variants: &[VariantId],
    at: Timestamp,
) -> Result<BTreeMap<VariantId, Price>, Error> {
    let asked: BTreeSet<VariantId> = variants.iter().copied().collect();
    let mut prices = BTreeMap::new();
    if asked.is_empty() {
        return Ok(prices);
    }
    let mut further = Vec::new();
    for (variant, steps) in last_two(q, list, &asked, at).await? {
        match back_to(&steps) {
            Some(start) => further.push(row! { variant: variant, start: start }),
            None => prices.extend(History::new(steps).at(at).map(|price| (variant, price))),
        }
    }
    if !further.is_empty() {
        for (variant, steps) in since(q, list, further, at).await? {
            prices.extend(History::new(steps).at(at).map(|price| (variant, price)));
        }
    }
    Ok(prices)
}

/// Prices of a variant by the moment from which they hold; of several at one moment the last one holds.
type Steps = Vec<(Timestamp, Money)>;

/// From when on the history has to be known, if what holds and what held before it do not say everything.
fn back_to(steps: &Steps) -> Option<Timestamp> {
    let (since, gross) = *steps.last()?;
    let (_, before) = *steps.iter().rev().find(|(from, _)| *from < since)?;
    match gross.minor.cmp(&before.minor) {
        std::cmp::Ordering::Less => Some(since.plus_days(-LOOK_BACK_DAYS)),
        // The same price was said twice: since when it holds, and what it was before, lies somewhere further back.
        std::cmp::Ordering::Equal => Some(Timestamp::from_millis(0)),
        std::cmp::Ordering::Greater => None,
    }
}

/// The price that holds and the one before it.
async fn last_two(
    q: &mut impl Query,
    list: &PriceListCode,
    asked: &BTreeSet<VariantId>,
    at: Timestamp,
) -> Result<BTreeMap<VariantId, Steps>, Error> {
    let asked = asked.iter().map(|variant| row! { variant: *variant });
    let found = q
        .all(
            "SELECT p.variant, p.valid_from, p.gross_minor, l.currency
             FROM (SELECT now.variant, now.since,
                       (SELECT MAX(o.valid_from) FROM pricing_price o
                        WHERE o.variant = now.variant AND o.list = $2 AND o.valid_from < now.since) AS earlier
                   FROM (SELECT a.variant,
                             (SELECT MAX(o.valid_from) FROM pricing_price o
                              WHERE o.variant = a.variant AND o.list = $2 AND o.valid_from <= $3) AS since
                         FROM (SELECT {row.uuid variant} AS variant FROM {rows $1}) a) now) steps
             JOIN pricing_price p ON p.variant = steps.variant AND p.list = $2
                 AND p.valid_from >= COALESCE(steps.earlier, steps.since) AND p.valid_from <= steps.since
             JOIN pricing_list l ON l.code = p.list
             ORDER BY p.variant, p.valid_from, p.revision",
            args![rows(asked), list.clone(), at],
        )
        .await?;
    Ok(by_variant(found))
}

/// What held at `start`, and every change after it, each variant from its own.
async fn since(
    q: &mut impl Query,
    list: &PriceListCode,
    starts: Vec<serde_json::Value>,
    at: Timestamp,
) -> Result<BTreeMap<VariantId, Steps>, Error> {
    let found = q
        .all(
            "SELECT p.variant, p.valid_from, p.gross_minor, l.currency
             FROM (SELECT a.variant, a.start,
                       (SELECT MAX(o.valid_from) FROM pricing_price o
                        WHERE o.variant = a.variant AND o.list = $2 AND o.valid_from <= a.start) AS held
                   FROM (SELECT {row.uuid variant} AS variant, {row.time start} AS start FROM {rows $1}) a) steps
             JOIN pricing_price p ON p.variant = steps.variant AND p.list = $2
                 AND p.valid_from >= COALESCE(steps.held, steps.start) AND p.valid_from <= $3
             JOIN pricing_list l ON l.code = p.list
             ORDER BY p.variant, p.valid_from, p.revision",
            args![rows(starts), list.clone(), at],
        )
        .await?;
    Ok(by_variant(found))
}

fn by_variant(rows: Vec<(VariantId, Timestamp, i64, Currency)>) -> BTreeMap<VariantId, Steps> {
    let mut points: BTreeMap<VariantId, Steps> = BTreeMap::new();
    for (variant, from, minor, currency) in rows {
        points.entry(variant).or_default().push((from, Money::new(minor, currency)));
    }
    points
}

/// Every price of a variant in a list, past and to come, oldest first.
pub async fn history(
    q: &mut impl Query,
    variant: VariantId,
    list: &PriceListCode,
) -> Result<Vec<PricePoint>, Error> {
    let rows: Vec<(i64, Currency, Timestamp, Timestamp, String)> = q
        .all(
            "SELECT p.gross_minor, l.currency, p.valid_from, p.recorded_at, p.actor
             FROM pricing_price p JOIN pricing_list l ON l.code = p.list
             WHERE p.variant = $1 AND p.list = $2
             ORDER BY p.valid_from, p.revision",
            args![variant, list.clone()],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(minor, currency, valid_from, recorded_at, actor)| PricePoint {
            gross: Money::new(minor, currency),
            valid_from,
            recorded_at,
            actor,
        })
        .collect())
}
