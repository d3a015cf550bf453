//! What a market promises its shoppers, as data.

use kernel::{Capability, Currency, Everywhere, MarketCode, Money, Query, Timestamp, Tx, args};

use crate::Error;
use crate::memory::Memory;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub market: MarketCode,
    /// How long goods wait for a payment through a provider.
    pub payment_minutes: i64,
    /// How long ready goods wait for the shopper. The clock starts when the shopper is told, so a store that is slow
    /// costs the shopper nothing; the same for goods that are paid and goods that will be.
    pub keep_days: i64,
    /// What a parcel costs.
    pub ship_fee: Money,
    /// From this value of goods on, it costs nothing.
    pub ship_free_from: Option<Money>,
}

impl Policy {
    /// For a market that has not decided: half an hour to pay, three days to come, free delivery.
    pub fn usual(market: MarketCode, currency: Currency) -> Self {
        Self {
            market,
            payment_minutes: 30,
            keep_days: 3,
            ship_fee: Money::zero(currency),
            ship_free_from: None,
        }
    }
    /// What bringing goods of this value to the shopper costs.
    pub fn fee(&self, goods: Money) -> Money {
        match self.ship_free_from {
            Some(limit) if goods.minor >= limit.minor => Money::zero(goods.currency),
            Some(_) | None => self.ship_fee,
        }
    }
    pub(crate) fn payment_due(&self, at: Timestamp) -> Timestamp {
        at.plus_minutes(self.payment_minutes)
    }
    pub(crate) fn pickup_due(&self, at: Timestamp) -> Timestamp {
        at.plus_days(self.keep_days)
    }
}

pub async fn save_policy(tx: &mut Tx, policy: Policy) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    if policy.payment_minutes < 1 || policy.keep_days < 1 || policy.ship_fee.minor < 0 {
        return Err(Error::invalid("/policy", "minutes and days are at least 1, a fee is not negative"));
    }
    tx.exec(
        "INSERT INTO orders_policy (market, payment_minutes, keep_days, ship_minor, ship_free_from_minor)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (market) DO UPDATE SET payment_minutes = excluded.payment_minutes, keep_days = excluded.keep_days,
             ship_minor = excluded.ship_minor, ship_free_from_minor = excluded.ship_free_from_minor",
        args![
            policy.market,
            policy.payment_minutes,
            policy.keep_days,
            policy.ship_fee.minor,
            policy.ship_free_from.map(|limit| limit.minor)
        ],
    )
    .await?;
    let memory = tx.shared::<Memory>();
    tx.after_commit(move || memory.forget());
    Ok(())
}

/// The market's policy, or the usual one.
pub async fn policy(q: &mut impl Query, market: &MarketCode, currency: Currency) -> Result<Policy, Error> {
    let row: Option<(i64, i64, i64, Option<i64>)> = q
        .maybe(
            "SELECT payment_minutes, keep_days, ship_minor, ship_free_from_minor FROM orders_policy WHERE market = $1",
            args![*market],
        )
        .await?;
    let Some((payment_minutes, keep_days, ship, free_from)) = row else {
        return Ok(Policy::usual(market.clone(), currency));
    };
    Ok(Policy {
        market: market.clone(),
        payment_minutes,
        keep_days,
        ship_fee: Money::new(ship, currency),
        ship_free_from: free_from.map(|minor| Money::new(minor, currency)),
    })
}
