//! Writing and reading the rules by which points are earned.

use kernel::{Currency, Everywhere, Query, Timestamp, Tx, args};

use crate::{Error, Policy};

/// A rule that holds from its moment on. What was earned before stays.
pub async fn save_policy(tx: &mut Tx, policy: Policy) -> Result<(), Error> {
    tx.require(kernel::Capability::ManageLoyalty, Everywhere)?;
    policy.check()?;
    tx.exec(
        "INSERT INTO loyalty_policy (currency, valid_from, points_per_unit, delay_days) VALUES ($1, $2, $3, $4)
         ON CONFLICT (currency, valid_from) DO UPDATE
             SET points_per_unit = excluded.points_per_unit, delay_days = excluded.delay_days",
        args![policy.currency, policy.valid_from, policy.points_per_unit, policy.delay_days],
    )
    .await?;
    Ok(())
}

/// The rule for a currency at a moment; without one nothing is earned.
pub async fn policy(db: &mut impl Query, currency: Currency, at: Timestamp) -> Result<Option<Policy>, Error> {
    let found = db
        .maybe(
            "SELECT currency, valid_from, points_per_unit, delay_days FROM loyalty_policy
             WHERE currency = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1",
            args![currency, at],
        )
        .await?;
    Ok(found)
}

/// All rules, by currency, newest first.
pub async fn policies(db: &mut impl Query) -> Result<Vec<Policy>, Error> {
    let found = db
        .all(
            "SELECT currency, valid_from, points_per_unit, delay_days FROM loyalty_policy
             ORDER BY currency, valid_from DESC",
            args![],
        )
        .await?;
    Ok(found)
}
