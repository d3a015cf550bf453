//! Setting prices.

use std::collections::BTreeMap;

use kernel::{
    Actor, Capability, Everywhere, Money, PriceListCode, Query, Timestamp, Tx, VariantId, args, row, rows,
};

use crate::{ChangedPrice, Error, PriceChanged, PriceList, lists};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SetPrice {
    pub list: PriceListCode,
    pub variant: VariantId,
    pub gross: Money,
    /// From now on if left out.
    #[serde(default)]
    pub valid_from: Option<Timestamp>,
}

/// A hundred million in whole units: more than anything costs, far from overflow in any sum.
const MOST: i64 = 10_000_000_000;
/// How far behind a clock may be before its "now" is the past.
const PAST_MINUTES: i64 = 5;

/// Adds a price to the history; `false` if it says what holds anyway.
pub async fn set_price(tx: &mut Tx, wanted: SetPrice) -> Result<bool, Error> {
    let set = set_prices(tx, vec![wanted]).await?.into_iter().next();
    set.expect("one answer for one price")
}

/// Many prices in one unit: an answer for each, in their order. What is refused leaves the others alone.
///
/// The past is closed: only the operator may load a history from before.
pub async fn set_prices(tx: &mut Tx, wanted: Vec<SetPrice>) -> Result<Vec<Result<bool, Error>>, Error> {
    tx.require(Capability::ManagePrices, Everywhere)?;
    let known: BTreeMap<PriceListCode, PriceList> =
        lists(tx).await?.into_iter().map(|list| (list.code.clone(), list)).collect();
    let mut points = Points::load(tx, &wanted).await?;
    let (mut answers, mut new) = (Vec::new(), Vec::new());
    let mut told: BTreeMap<PriceListCode, Vec<ChangedPrice>> = BTreeMap::new();
    for price in wanted {
        let valid_from = price.valid_from.unwrap_or(tx.now());
        if let Err(refusal) = check(&known, &price) {
            answers.push(Err(refusal));
            continue;
        }
        // Whoever says what holds anyway changes nothing, not even the past.
        if points.hold(&price, valid_from) {
            answers.push(Ok(false));
            continue;
        }
        if valid_from < tx.now().plus_minutes(-PAST_MINUTES) && *tx.actor() != Actor::System {
            answers.push(Err(Error::Backdated(valid_from)));
            continue;
        }
        let revision = points.add(&price, valid_from);
        new.push(row! {
            variant: price.variant, list: price.list, valid_from: valid_from, revision: revision,
            gross_minor: price.gross.minor, recorded_at: tx.now(), actor: tx.actor().to_string(),
        });
        let changed = ChangedPrice { variant: price.variant, gross: price.gross, valid_from };
        told.entry(price.list).or_default().push(changed);
        answers.push(Ok(true));
    }
    if new.is_empty() {
        return Ok(answers);
    }
    let many = new.len() as u64;
    let stored = tx
        .exec(
            "INSERT INTO pricing_price (variant, list, valid_from, revision, gross_minor, recorded_at, actor)
             SELECT {row.uuid variant}, {row.text list}, {row.time valid_from}, {row.int revision},
                    {row.int gross_minor}, {row.time recorded_at}, {row.text actor}
             FROM {rows $1} WHERE true
             ON CONFLICT (variant, list, valid_from, revision) DO NOTHING",
            args![rows(new)],
        )
        .await?;
    if stored < many {
        return Err(Error::Meanwhile);
    }
    for (list, prices) in told {
        tx.publish(&PriceChanged { list, prices }).await?;
    }
    Ok(answers)
}

fn check(known: &BTreeMap<PriceListCode, PriceList>, price: &SetPrice) -> Result<(), Error> {
    let list = known.get(&price.list).ok_or_else(|| Error::UnknownList(price.list.clone()))?;
    if price.gross.currency != list.currency {
        return Err(Error::ForeignCurrency { wanted: list.currency, found: price.gross.currency });
    }
    if !(0..=MOST).contains(&price.gross.minor) {
        return Err(Error::InvalidPrice(price.gross));
    }
    Ok(())
}

type Key = (VariantId, PriceListCode);

/// The part of the histories that a unit touches, growing with it.
struct Points(BTreeMap<Key, BTreeMap<(Timestamp, i64), i64>>);

impl Points {
    /// Of each price that is wanted: what holds at its moment by now, under every revision.
    async fn load(tx: &mut Tx, wanted: &[SetPrice]) -> Result<Self, Error> {
        let now = tx.now();
        let moments = wanted.iter().map(|price| {
            row! { variant: price.variant, list: price.list, at: price.valid_from.unwrap_or(now) }
        });
        let rows: Vec<PointRow> = tx
            .all(
                "SELECT p.variant, p.list, p.valid_from, p.revision, p.gross_minor
                 FROM (SELECT {row.uuid variant} AS variant, {row.text list} AS list, {row.time at} AS at
                       FROM {rows $1}) w
                 JOIN pricing_price p ON p.variant = w.variant AND p.list = w.list
                     AND p.valid_from = (SELECT MAX(o.valid_from) FROM pricing_price o
                         WHERE o.variant = w.variant AND o.list = w.list AND o.valid_from <= w.at)",
                args![rows(moments)],
            )
            .await?;
        let mut points = Points(BTreeMap::new());
        for row in rows {
            let own = points.0.entry((row.variant, row.list)).or_default();
            own.insert((row.valid_from, row.revision), row.gross_minor);
        }
        Ok(points)
    }

    /// Is it this price at that moment already?
    fn hold(&self, price: &SetPrice, valid_from: Timestamp) -> bool {
        let own = self.0.get(&(price.variant, price.list.clone()));
        let there = own.and_then(|own| own.range(..=(valid_from, i64::MAX)).next_back());
        there.is_some_and(|(_, minor)| *minor == price.gross.minor)
    }

    /// The revision under which the price is stored.
    fn add(&mut self, price: &SetPrice, valid_from: Timestamp) -> i64 {
        let own = self.0.entry((price.variant, price.list.clone())).or_default();
        let last = own.range((valid_from, i64::MIN)..=(valid_from, i64::MAX)).next_back();
        let revision = last.map_or(1, |((_, revision), _)| revision + 1);
        own.insert((valid_from, revision), price.gross.minor);
        revision
    }
}

#[derive(sqlx::FromRow)]
struct PointRow {
    variant: VariantId,
    list: PriceListCode,
    valid_from: Timestamp,
    revision: i64,
    gross_minor: i64,
}
