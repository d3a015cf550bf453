//! What a market promises after the sale: one set of rules as data, told on the pages of the shop and applied alike in every
//! channel. The law of the market is the floor; what stands above it is the retailer's own promise.

use kernel::{Capability, Currency, Everywhere, MarketCode, Money, Query, Timestamp, Tx, Tz, args};
use sqlx::types::Json;

use crate::{Basis, Error, Order, ReturnPolicySaved};

/// Article 27 of the Polish act on consumer rights: so long a distance contract can be withdrawn from without a reason.
pub const LEAST_WITHDRAWAL_DAYS: i64 = 14;
/// Article 7a: a complaint that is not answered in that time is accepted.
pub const MOST_ANSWER_DAYS: i64 = 14;

kernel::text_enum! {
    /// Who pays for the parcel that comes back.
    pub enum Payer {
        Shopper = "shopper",
        Retailer = "retailer",
    }
}

kernel::text_enum! {
    /// Why goods of a category do not come back for a change of mind (article 38).
    pub enum ExclusionReason {
        CustomMade = "custom_made",
        Perishable = "perishable",
        /// Sealed for health or hygiene, and opened.
        Hygiene = "hygiene",
        SealedMedia = "sealed_media",
        Press = "press",
        Digital = "digital",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Exclusion {
    /// The key of a category; everything below it too.
    pub category: String,
    pub reason: ExclusionReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPolicy {
    pub market: MarketCode,
    /// Of what was ordered at a distance, from the delivery of the last piece on.
    pub withdrawal_days: i64,
    /// A carrier may need so long, where nobody tells us that the parcel arrived.
    pub transit_days: i64,
    /// Our own promise for whatever was bought, in a store too, with a receipt or an order number. Zero: none.
    pub goodwill_days: i64,
    /// Announced goods come back within so many days.
    pub send_days: i64,
    pub parcel_paid_by: Payer,
    /// The cheapest ordinary delivery on offer: of what a delivery cost, so much goes back when everything is withdrawn from
    /// (articles 32 and 33).
    /// `None`: all that was paid for it.
    pub standard_delivery: Option<Money>,
    /// A complaint is answered within so many days.
    pub answer_days: i64,
    pub excluded: Vec<Exclusion>,
    pub version: i64,
}

/// What a deadline depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Ordered without both sides standing in one room.
    pub at_distance: bool,
    /// A carrier brought the last piece.
    pub by_parcel: bool,
    /// When the last piece left us; `None`: some are still to come.
    pub left_at: Option<Timestamp>,
}
impl Purchase {
    pub fn of(order: &Order) -> Self {
        use crate::{FulfilmentState, Mode};
        let done = |it: &&crate::Fulfilment| {
            matches!(it.state, FulfilmentState::Collected | FulfilmentState::Shipped)
        };
        let last = order.fulfilments.iter().filter(done).max_by_key(|it| it.closed_at);
        Self {
            at_distance: order.basket.is_some(),
            by_parcel: last.is_some_and(|it| it.mode == Mode::Ship),
            left_at: if order.is_open() { None } else { last.and_then(|it| it.closed_at) },
        }
    }
}

impl ReturnPolicy {
    /// For a market that has not decided: what the law says, and thirty days of our own.
    pub fn usual(market: MarketCode) -> Self {
        Self {
            market,
            withdrawal_days: LEAST_WITHDRAWAL_DAYS,
            transit_days: 7,
            goodwill_days: 30,
            send_days: 14,
            parcel_paid_by: Payer::Shopper,
            standard_delivery: None,
            answer_days: MOST_ANSWER_DAYS,
            excluded: Vec::new(),
            version: 0,
        }
    }

    fn check(&self) -> Result<(), Error> {
        let within = |days: i64, from: i64, to: i64, pointer| match (from..=to).contains(&days) {
            true => Ok(()),
            false => Err(Error::invalid(pointer, format!("between {from} and {to} days"))),
        };
        within(self.withdrawal_days, LEAST_WITHDRAWAL_DAYS, 366, "/withdrawal_days")?;
        within(self.transit_days, 0, 60, "/transit_days")?;
        within(self.goodwill_days, 0, 366, "/goodwill_days")?;
        within(self.send_days, LEAST_WITHDRAWAL_DAYS, 366, "/send_days")?;
        within(self.answer_days, 1, MOST_ANSWER_DAYS, "/answer_days")?;
        if self.standard_delivery.is_some_and(|cost| !(0..=100_000_000).contains(&cost.minor)) {
            return Err(Error::invalid("/standard_delivery", "an amount that is not negative"));
        }
        let is_key = |key: &str| !key.is_empty() && key.len() <= 100 && !key.chars().any(char::is_whitespace);
        if self.excluded.len() > 200 || self.excluded.iter().any(|it| !is_key(&it.category)) {
            return Err(Error::invalid("/excluded", "keys of categories, at most 200"));
        }
        Ok(())
    }

    /// The last day on which goods of this purchase come back without a reason, and on what ground. While some of it is still
    /// to come, the clock has not started.
    pub fn last_day(&self, purchase: Purchase, zone: Tz) -> Option<(Basis, kernel::Date)> {
        let left = purchase.left_at?.date_in(zone);
        let transit = if purchase.by_parcel { self.transit_days } else { 0 };
        let by_law =
            purchase.at_distance.then(|| (Basis::Withdrawal, left.plus_days(self.withdrawal_days + transit)));
        let by_us =
            (self.goodwill_days > 0).then(|| (Basis::Goodwill, left.plus_days(self.goodwill_days + transit)));
        [by_law, by_us].into_iter().flatten().max_by_key(|(_, day)| *day)
    }

    /// On what ground goods come back today, the shopper's strongest right first.
    pub fn basis(&self, purchase: Purchase, now: Timestamp, zone: Tz) -> Option<Basis> {
        let today = now.date_in(zone);
        let Some(left) = purchase.left_at else {
            return Some(if purchase.at_distance { Basis::Withdrawal } else { Basis::Goodwill });
        };
        let left = left.date_in(zone);
        let transit = if purchase.by_parcel { self.transit_days } else { 0 };
        if purchase.at_distance && today <= left.plus_days(self.withdrawal_days + transit) {
            return Some(Basis::Withdrawal);
        }
        let is_kind = self.goodwill_days > 0 && today <= left.plus_days(self.goodwill_days + transit);
        is_kind.then_some(Basis::Goodwill)
    }

    /// What goes back of a delivery when nothing of the order is kept.
    pub fn delivery_back(&self, basis: Basis, paid: Money) -> Money {
        match basis {
            Basis::Withdrawal | Basis::Complaint => {
                let most = self.standard_delivery.map_or(paid.minor, |cost| cost.minor);
                Money::new(paid.minor.min(most), paid.currency)
            }
            Basis::Goodwill | Basis::Courtesy => Money::zero(paid.currency),
        }
    }
}

/// Decides for a market. `version` is the one that was read; zero for a market that has not decided yet.
pub async fn save_return_policy(tx: &mut Tx, policy: ReturnPolicy) -> Result<ReturnPolicy, Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    let policy = ReturnPolicy { version: policy.version + 1, ..policy };
    policy.check()?;
    let excluded = serde_json::to_value(&policy.excluded).map_err(kernel::Fault::from)?;
    let saved = tx
        .exec(
            "INSERT INTO orders_return_policy
                 (market, withdrawal_days, transit_days, goodwill_days, send_days, parcel_paid_by,
                  standard_delivery_minor, answer_days, excluded, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (market) DO UPDATE SET withdrawal_days = excluded.withdrawal_days,
                 transit_days = excluded.transit_days, goodwill_days = excluded.goodwill_days,
                 send_days = excluded.send_days, parcel_paid_by = excluded.parcel_paid_by,
                 standard_delivery_minor = excluded.standard_delivery_minor, answer_days = excluded.answer_days,
                 excluded = excluded.excluded, version = excluded.version
             WHERE orders_return_policy.version = excluded.version - 1",
            args![
                policy.market,
                policy.withdrawal_days,
                policy.transit_days,
                policy.goodwill_days,
                policy.send_days,
                policy.parcel_paid_by,
                policy.standard_delivery.map(|cost| cost.minor),
                policy.answer_days,
                excluded,
                policy.version
            ],
        )
        .await?;
    if saved == 1 {
        tx.publish(&ReturnPolicySaved { market: policy.market.clone() }).await?;
        return Ok(policy);
    }
    let now: Option<(i64,)> =
        tx.maybe("SELECT version FROM orders_return_policy WHERE market = $1", args![policy.market]).await?;
    Err(Error::Stale { now: now.map_or(0, |(version,)| version) })
}

#[derive(sqlx::FromRow)]
struct Row {
    withdrawal_days: i64,
    transit_days: i64,
    goodwill_days: i64,
    send_days: i64,
    parcel_paid_by: Payer,
    standard_delivery_minor: Option<i64>,
    answer_days: i64,
    excluded: Json<Vec<Exclusion>>,
    version: i64,
}

/// The market's policy, or the usual one.
pub async fn return_policy(
    q: &mut impl Query,
    market: &MarketCode,
    currency: Currency,
) -> Result<ReturnPolicy, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT withdrawal_days, transit_days, goodwill_days, send_days, parcel_paid_by, standard_delivery_minor,
                    answer_days, excluded, version
             FROM orders_return_policy WHERE market = $1",
            args![*market],
        )
        .await?;
    let Some(row) = row else { return Ok(ReturnPolicy::usual(market.clone())) };
    Ok(ReturnPolicy {
        market: market.clone(),
        withdrawal_days: row.withdrawal_days,
        transit_days: row.transit_days,
        goodwill_days: row.goodwill_days,
        send_days: row.send_days,
        parcel_paid_by: row.parcel_paid_by,
        standard_delivery: row.standard_delivery_minor.map(|minor| Money::new(minor, currency)),
        answer_days: row.answer_days,
        excluded: row.excluded.0,
        version: row.version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_law_is_the_floor_and_the_own_promise_stands_above_it() {
        let usual = ReturnPolicy::usual(MarketCode::new("pl").unwrap());
        let zone = Tz::Europe__Warsaw;
        let left_at = Some(at("2026-11-01T12:00:00Z"));
        let online = Purchase { at_distance: true, by_parcel: true, left_at };
        let basis = |purchase, now| usual.basis(purchase, at(now), zone);
        // Seven days on the road and fourteen to think; the last day counts to its end, by the clock of the market.
        assert_eq!(basis(online, "2026-11-22T22:59:59Z"), Some(Basis::Withdrawal));
        assert_eq!(basis(online, "2026-11-22T23:00:00Z"), Some(Basis::Goodwill));
        assert_eq!(basis(online, "2026-12-08T23:00:00Z"), None);
        let counter = Purchase { at_distance: false, by_parcel: false, left_at };
        assert_eq!(basis(counter, "2026-11-02T12:00:00Z"), Some(Basis::Goodwill));
        assert_eq!(basis(counter, "2026-12-02T12:00:00Z"), None);
        let waits = Purchase { left_at: None, ..online };
        assert_eq!(basis(waits, "2027-01-01T12:00:00Z"), Some(Basis::Withdrawal));
        let day = kernel::Date::new(2026, 12, 8).unwrap();
        assert_eq!(usual.last_day(online, zone), Some((Basis::Goodwill, day)));
    }

    #[test]
    fn nobody_promises_less_than_the_law() {
        let usual = ReturnPolicy::usual(MarketCode::new("pl").unwrap());
        let wrong = [
            ReturnPolicy { withdrawal_days: 13, ..usual.clone() },
            ReturnPolicy { answer_days: 15, ..usual.clone() },
            ReturnPolicy { send_days: 7, ..usual.clone() },
        ];
        assert!(wrong.iter().all(|policy| policy.check().is_err()));
        assert!(usual.check().is_ok());
        let paid = Money::new(2_499, Currency::Pln);
        let express =
            ReturnPolicy { standard_delivery: Some(Money::new(1_299, Currency::Pln)), ..usual.clone() };
        assert_eq!(express.delivery_back(Basis::Withdrawal, paid).minor, 1_299);
        assert_eq!(usual.delivery_back(Basis::Withdrawal, paid), paid);
        assert!(usual.delivery_back(Basis::Goodwill, paid).is_zero());
    }
}
