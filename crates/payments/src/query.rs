//! Questions about the money of an order.

use std::collections::BTreeMap;

use kernel::{
    Currency, IntentId, LocationId, Money, OrderId, PersonId, Query, TenderId, TillId, Timestamp, args, uuids,
};

use crate::intent::IntentRow;
use crate::{
    Capture, CaptureState, Error, Intent, Method, Refund, RefundState, Tender, Transaction, TransactionKind,
};

macro_rules! intent_columns {
    () => {
        "order_id, id, method, capture, state, amount_minor, currency, authorised_minor, captured_minor, claimed_minor,
         released_minor, granted_minor, refunded_minor, provider, provider_ref, redirect_url, return_url, expires_at,
         decline, person, created_at, version"
    };
}

/// Everything the order owes or owed, oldest first.
pub async fn intents(q: &mut impl Query, order: OrderId) -> Result<Vec<Intent>, Error> {
    let rows: Vec<IntentRow> = q
        .all(
            concat!("SELECT ", intent_columns!(), " FROM payments_intent WHERE order_id = $1 ORDER BY id"),
            args![order],
        )
        .await?;
    Ok(rows.into_iter().map(Intent::from).collect())
}

/// By the intent alone; slower than [`intents`] where tables are spread over machines.
pub async fn intent(q: &mut impl Query, id: IntentId) -> Result<Intent, Error> {
    let row: Option<IntentRow> = q
        .maybe(concat!("SELECT ", intent_columns!(), " FROM payments_intent WHERE id = $1"), args![id])
        .await?;
    row.map(Intent::from).ok_or(Error::UnknownIntent(id))
}

pub(crate) async fn of_order(q: &mut impl Query, order: OrderId, id: IntentId) -> Result<Intent, Error> {
    let row: Option<IntentRow> = q
        .maybe(
            concat!("SELECT ", intent_columns!(), " FROM payments_intent WHERE order_id = $1 AND id = $2"),
            args![order, id],
        )
        .await?;
    row.map(Intent::from).ok_or(Error::UnknownIntent(id))
}

/// Takes the intent's row for this unit, so that two reports about one payment come one after the other.
pub(crate) async fn lock(tx: &mut kernel::Tx, order: OrderId, id: IntentId) -> Result<Intent, Error> {
    let at = tx.now();
    let row: Option<IntentRow> = tx
        .maybe(
            concat!(
                "UPDATE payments_intent SET version = version + 1, updated_at = $3
                 WHERE order_id = $1 AND id = $2
                 RETURNING ",
                intent_columns!()
            ),
            args![order, id, at],
        )
        .await?;
    row.map(Intent::from).ok_or(Error::UnknownIntent(id))
}

/// Takes all intents of the order for this unit, in the order of their ids: whoever divides money between them comes one
/// after the other.
pub(crate) async fn lock_all(tx: &mut kernel::Tx, order: OrderId) -> Result<Vec<Intent>, Error> {
    let ids: Vec<(IntentId,)> =
        tx.all("SELECT id FROM payments_intent WHERE order_id = $1 ORDER BY id", args![order]).await?;
    let mut taken = Vec::new();
    for (id,) in ids {
        taken.push(lock(tx, order, id).await?);
    }
    Ok(taken)
}

/// Writes back what [`Intent::hear`] changed, of a row that [`lock`] took. The statement refuses sums that cannot be.
pub(crate) async fn save(tx: &mut kernel::Tx, intent: &Intent) -> Result<(), Error> {
    let saved = tx
        .exec(
            "UPDATE payments_intent
             SET state = $3, authorised_minor = $4, captured_minor = $5, claimed_minor = $6, released_minor = $7,
                 granted_minor = $8, refunded_minor = $9, expires_at = $10, decline = $11
             WHERE order_id = $1 AND id = $2 AND $9 <= $8 AND $8 <= $5 AND $5 + $6 + $7 <= $4",
            args![
                intent.order,
                intent.id,
                intent.state,
                intent.authorised.minor,
                intent.captured.minor,
                intent.claimed.minor,
                intent.released.minor,
                intent.granted.minor,
                intent.refunded.minor,
                intent.expires_at,
                intent.decline
            ],
        )
        .await?;
    if saved == 1 { Ok(()) } else { Err(Error::WrongSums(intent.id)) }
}

#[derive(sqlx::FromRow)]
struct TenderRow {
    order_id: OrderId,
    id: TenderId,
    intent: IntentId,
    method: Method,
    amount_minor: i64,
    given_minor: Option<i64>,
    change_minor: i64,
    currency: Currency,
    till: Option<TillId>,
    location: Option<LocationId>,
    reference: Option<String>,
    person: Option<PersonId>,
    taken_at: Timestamp,
}

/// How the order was paid, oldest first.
pub async fn tenders(q: &mut impl Query, order: OrderId) -> Result<Vec<Tender>, Error> {
    let rows: Vec<TenderRow> = q
        .all(
            "SELECT order_id, id, intent, method, amount_minor, given_minor, change_minor, currency, till, location,
                    reference, person, taken_at
             FROM payments_tender WHERE order_id = $1 ORDER BY taken_at, id",
            args![order],
        )
        .await?;
    let tender = |row: TenderRow| {
        let money = |minor| Money::new(minor, row.currency);
        Tender {
            id: row.id,
            order: row.order_id,
            intent: row.intent,
            method: row.method,
            amount: money(row.amount_minor),
            given: row.given_minor.map(money),
            change: money(row.change_minor),
            till: row.till,
            location: row.location,
            reference: row.reference,
            person: row.person,
            taken_at: row.taken_at,
        }
    };
    Ok(rows.into_iter().map(tender).collect())
}

#[derive(sqlx::FromRow)]
struct RefundRow {
    order_id: OrderId,
    id: TenderId,
    intent: IntentId,
    amount_minor: i64,
    currency: Currency,
    reason: String,
    state: RefundState,
    provider_ref: Option<String>,
    granted_at: Timestamp,
    moved_at: Option<Timestamp>,
    tender: Option<TenderId>,
    cause: Option<String>,
    person: Option<PersonId>,
}

/// What was promised back, oldest first.
pub async fn refunds(q: &mut impl Query, order: OrderId) -> Result<Vec<Refund>, Error> {
    let rows: Vec<RefundRow> = q
        .all(
            "SELECT order_id, id, intent, amount_minor, currency, reason, state, provider_ref, granted_at, moved_at, tender,
                    cause, person
             FROM payments_refund WHERE order_id = $1 ORDER BY granted_at, id",
            args![order],
        )
        .await?;
    let refund = |row: RefundRow| Refund {
        id: row.id,
        order: row.order_id,
        intent: row.intent,
        amount: Money::new(row.amount_minor, row.currency),
        reason: row.reason,
        state: row.state,
        provider_ref: row.provider_ref,
        granted_at: row.granted_at,
        moved_at: row.moved_at,
        tender: row.tender,
        cause: row.cause,
        person: row.person,
    };
    Ok(rows.into_iter().map(refund).collect())
}

#[derive(sqlx::FromRow)]
struct CaptureRow {
    order_id: OrderId,
    id: TenderId,
    intent: IntentId,
    cause: String,
    why: String,
    amount_minor: i64,
    currency: Currency,
    state: CaptureState,
    provider_ref: Option<String>,
    refusal: Option<String>,
    granted_at: Timestamp,
    moved_at: Option<Timestamp>,
}

/// What was granted to be captured, oldest first.
pub async fn captures(q: &mut impl Query, order: OrderId) -> Result<Vec<Capture>, Error> {
    captures_of(q, &[order]).await
}

/// Of several orders, for auditors.
pub async fn captures_of(q: &mut impl Query, orders: &[OrderId]) -> Result<Vec<Capture>, Error> {
    let rows: Vec<CaptureRow> = q
        .all(
            "SELECT order_id, id, intent, cause, why, amount_minor, currency, state, provider_ref, refusal, granted_at,
                    moved_at
             FROM payments_capture WHERE order_id IN {uuids $1} ORDER BY granted_at, id",
            args![uuids(orders.iter().copied())],
        )
        .await?;
    let capture = |row: CaptureRow| Capture {
        id: row.id,
        order: row.order_id,
        intent: row.intent,
        cause: row.cause,
        why: row.why,
        amount: Money::new(row.amount_minor, row.currency),
        state: row.state,
        provider_ref: row.provider_ref,
        refusal: row.refusal,
        granted_at: row.granted_at,
        moved_at: row.moved_at,
    };
    Ok(rows.into_iter().map(capture).collect())
}

#[derive(sqlx::FromRow)]
struct TransactionRow {
    intent: IntentId,
    kind: TransactionKind,
    reference: String,
    amount_minor: i64,
    currency: Currency,
    happened_at: Timestamp,
    recorded_at: Timestamp,
}

/// What moved, in the order in which we learned of it.
pub async fn transactions(q: &mut impl Query, order: OrderId) -> Result<Vec<Transaction>, Error> {
    let rows: Vec<TransactionRow> = q
        .all(
            "SELECT intent, kind, reference, amount_minor, currency, happened_at, recorded_at
             FROM payments_transaction WHERE order_id = $1 ORDER BY recorded_at, kind, reference",
            args![order],
        )
        .await?;
    let transaction = |row: TransactionRow| Transaction {
        intent: row.intent,
        kind: row.kind,
        reference: row.reference,
        amount: Money::new(row.amount_minor, row.currency),
        happened_at: row.happened_at,
        recorded_at: row.recorded_at,
    };
    Ok(rows.into_iter().map(transaction).collect())
}

/// Captured, promised back and tendered, in minor units, for each order that has any. For auditors.
pub async fn balances(
    q: &mut impl Query,
    orders: &[OrderId],
) -> Result<BTreeMap<OrderId, (i64, i64, i64)>, Error> {
    let sums: Vec<(OrderId, i64, i64)> = q
        .all(
            "SELECT order_id, CAST(COALESCE(SUM(captured_minor), 0) AS bigint),
                    CAST(COALESCE(SUM(granted_minor), 0) AS bigint)
             FROM payments_intent WHERE order_id IN {uuids $1} GROUP BY order_id",
            args![uuids(orders.iter().copied())],
        )
        .await?;
    let paid: Vec<(OrderId, i64)> = q
        .all(
            "SELECT order_id, CAST(COALESCE(SUM(amount_minor), 0) AS bigint) FROM payments_tender
             WHERE order_id IN {uuids $1} GROUP BY order_id",
            args![uuids(orders.iter().copied())],
        )
        .await?;
    let paid: BTreeMap<OrderId, i64> = paid.into_iter().collect();
    let balance =
        |(order, captured, granted)| (order, (captured, granted, paid.get(&order).copied().unwrap_or(0)));
    Ok(sums.into_iter().map(balance).collect())
}
