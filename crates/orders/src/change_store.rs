//! Rows of changes: what was asked, what it came to, which lines it added.

use kernel::{ChangeId, LineId, Money, OrderId, Query, Timestamp, Tx, args, row, rows};
use sqlx::types::Json;

use crate::{ChangeKind, ChangeOutcome, ChangeRecord, Error, Life, Line, Order, store};

/// What was asked under this id before, and what it came to.
pub(crate) async fn earlier(
    tx: &mut Tx,
    order: OrderId,
    id: ChangeId,
) -> Result<Option<(serde_json::Value, i64, i64, i64)>, Error> {
    let found: Option<(Json<serde_json::Value>, i64, i64, i64)> = tx
        .maybe(
            "SELECT body, difference_minor, refund_minor, due_minor FROM orders_change
             WHERE order_id = $1 AND id = $2",
            args![order, id],
        )
        .await?;
    Ok(found.map(|(body, difference, refund, due)| (body.0, difference, refund, due)))
}

/// The answer that was given before, if this is the same request again.
pub(crate) async fn repeat(
    tx: &mut Tx,
    order: OrderId,
    id: ChangeId,
    body: &serde_json::Value,
) -> Result<Option<ChangeOutcome>, Error> {
    let Some((asked, difference, refund, due)) = earlier(tx, order, id).await? else { return Ok(None) };
    if asked != *body {
        return Err(Error::IdTaken(id.to_string()));
    }
    let order = store::find(tx, order).await?.ok_or(Error::UnknownOrder(order.to_string()))?;
    let money = |minor| Money::new(minor, order.currency);
    let (difference, refund, due) = (money(difference), money(refund), money(due));
    Ok(Some(ChangeOutcome { order, difference, refund, due }))
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: ChangeId,
    kind: ChangeKind,
    body: &serde_json::Value,
    it: &ChangeOutcome,
) -> Result<(), Error> {
    let (at, actor) = (tx.now(), tx.actor().to_string());
    let (difference, refund, due) = (it.difference.minor, it.refund.minor, it.due.minor);
    tx.exec(
        "INSERT INTO orders_change (order_id, id, kind, body, difference_minor, refund_minor, due_minor, at, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![it.order.id, id, kind, body.clone(), difference, refund, due, at, actor],
    )
    .await?;
    Ok(())
}

/// Lines that a change adds, each with the line that it stands for. The order has something to come again.
pub(crate) async fn add_lines(
    tx: &mut Tx,
    order: &mut Order,
    id: ChangeId,
    new: Vec<(Line, Option<LineId>)>,
) -> Result<(), Error> {
    let first = order.lines.len();
    let links: Vec<(LineId, Option<LineId>)> = new.iter().map(|(line, old)| (line.id, *old)).collect();
    for (line, _) in new {
        order.total.minor += line.gross.minor;
        order.tax.minor += line.tax.minor;
        order.lines.push(line);
    }
    (order.life, order.closed_at) = (Life::Placed, None);
    order.follow(Life::Cancelled, tx.now());
    store::insert_lines_from(tx, order, first).await?;
    let links = links.into_iter().map(|(line, replaces)| row! { line: line, replaces: replaces });
    tx.exec(
        "INSERT INTO orders_added_line (order_id, line, change, replaces)
         SELECT $1, {row.uuid line}, $2, {row.uuid replaces} FROM {rows $3}",
        args![order.id, id, rows(links)],
    )
    .await?;
    tx.exec(
        "UPDATE orders_order SET total_minor = $2, tax_minor = $3 WHERE id = $1",
        args![order.id, order.total.minor, order.tax.minor],
    )
    .await?;
    store::save(tx, order).await
}

/// What was changed about an order, oldest first.
pub async fn changes(q: &mut impl Query, order: OrderId) -> Result<Vec<ChangeRecord>, Error> {
    let currency: Option<(kernel::Currency,)> =
        q.maybe("SELECT currency FROM orders_order WHERE id = $1", args![order]).await?;
    let (currency,) = currency.ok_or(Error::UnknownOrder(order.to_string()))?;
    let found: Vec<(ChangeId, ChangeKind, i64, i64, i64, Timestamp, String)> = q
        .all(
            "SELECT id, kind, difference_minor, refund_minor, due_minor, at, actor FROM orders_change
             WHERE order_id = $1 ORDER BY at, id",
            args![order],
        )
        .await?;
    let money = |minor| Money::new(minor, currency);
    let record = |(id, kind, difference, refund, due, at, actor)| ChangeRecord {
        id,
        order,
        kind,
        difference: money(difference),
        refund: money(refund),
        due: money(due),
        at,
        actor,
    };
    Ok(found.into_iter().map(record).collect())
}
