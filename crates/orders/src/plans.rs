//! Decisions of sourcing, kept beside the order: what was asked, what was answered, and why not otherwise.

use kernel::{MarketCode, OrderId, PlanId, Query, Timestamp, Tx, args};
use sha2::{Digest, Sha256};
use sourcing::{Outcome, Request};
use sqlx::types::Json;

use crate::Error;
use crate::allot::Decision;

kernel::text_enum! {
    /// What made somebody ask.
    pub enum PlanCause {
        Placed = "placed",
        Rejected = "rejected",
        Shortfall = "shortfall",
        Retried = "retried",
        /// The shopper wants it elsewhere, or something else.
        Changed = "changed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPlan {
    pub id: PlanId,
    pub order: OrderId,
    pub cause: PlanCause,
    /// Zero: the market had not decided, the usual policy held.
    pub policy_version: i64,
    /// Of the question: the same question under the same policy has the same answer.
    pub digest: String,
    pub request: Request,
    pub outcome: Outcome,
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PlanId,
    order_id: OrderId,
    cause: PlanCause,
    policy_version: i64,
    digest: String,
    request: Json<Request>,
    explanation: Json<Outcome>,
    at: Timestamp,
}
impl From<Row> for OrderPlan {
    fn from(row: Row) -> Self {
        OrderPlan {
            id: row.id,
            order: row.order_id,
            cause: row.cause,
            policy_version: row.policy_version,
            digest: row.digest,
            request: row.request.0,
            outcome: row.explanation.0,
            at: row.at,
        }
    }
}

pub(crate) async fn keep(
    tx: &mut Tx,
    order: OrderId,
    cause: PlanCause,
    decision: &Decision,
) -> Result<(), Error> {
    let request = serde_json::to_value(&decision.request).map_err(kernel::Fault::from)?;
    let explanation = serde_json::to_value(&decision.outcome).map_err(kernel::Fault::from)?;
    let digest: String = Sha256::digest(request.to_string().as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let outcome = match decision.outcome {
        Outcome::Filled { .. } => "filled",
        Outcome::Unfillable { .. } => "unfillable",
    };
    let (id, at) = (tx.new_id::<PlanId>(), tx.now());
    tx.exec(
        "INSERT INTO orders_plan
             (order_id, id, cause, policy_version, outcome, digest, request, explanation, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![order, id, cause, decision.policy_version, outcome, digest, request, explanation, at],
    )
    .await?;
    Ok(())
}

/// All decisions about an order, oldest first.
pub async fn plans(q: &mut impl Query, order: OrderId) -> Result<Vec<OrderPlan>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT id, order_id, cause, policy_version, digest, request, explanation, at FROM orders_plan
             WHERE order_id = $1 ORDER BY at, id",
            args![order],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Decisions made when orders were placed since then, oldest first, a page at a time.
pub(crate) async fn placed_plans(
    q: &mut impl Query,
    market: &MarketCode,
    since: Timestamp,
    after: Option<&OrderPlan>,
    limit: i64,
) -> Result<Vec<OrderPlan>, Error> {
    let (from, id) = match after {
        Some(plan) => (plan.at, Some(plan.id)),
        None => (since, None),
    };
    let rows: Vec<Row> = q
        .all(
            "SELECT p.id, p.order_id, p.cause, p.policy_version, p.digest, p.request, p.explanation, p.at
             FROM orders_plan p JOIN orders_order o ON o.id = p.order_id
             WHERE p.cause = $1 AND o.market = $5 AND (p.at > $2 OR (p.at = $2 AND ($3 IS NULL OR p.id > $3)))
             ORDER BY p.at, p.id LIMIT $4",
            args![PlanCause::Placed, from, id, limit, *market],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
