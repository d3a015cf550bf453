//! Rows of returns: loading, storing, and the guard that no unit comes back twice.

use std::collections::BTreeMap;

use kernel::{
    Currency, LineId, LocationId, Money, OrderId, Quantity, Query, ReturnId, TenderId, Timestamp, Tx, args,
    row, rows, uuids,
};

use crate::{
    Basis, Disposition, Error, Order, RefusalReason, Return, ReturnLine, ReturnReason, ReturnState,
    ReturnWay, Share, number,
};

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    order_id: OrderId,
    pub id: ReturnId,
    code: String,
    state: ReturnState,
    basis: Basis,
    way: ReturnWay,
    location: Option<LocationId>,
    pub opened_at: Timestamp,
    opened_by: String,
    due_at: Timestamp,
    received_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    decided_by: Option<String>,
    refusal: Option<RefusalReason>,
    currency: Currency,
    gross_minor: i64,
    tax_minor: i64,
    delivery_minor: i64,
    delivery_tax_minor: i64,
    refund_minor: i64,
    refunded_at: Option<Timestamp>,
    document: Option<String>,
}

macro_rules! return_columns {
    () => {
        "r.order_id, r.id, r.code, r.state, r.basis, r.way, r.location, r.opened_at, r.opened_by, r.due_at, r.received_at,
         r.decided_at, r.decided_by, r.refusal, r.currency, r.gross_minor, r.tax_minor, r.delivery_minor,
         r.delivery_tax_minor, r.refund_minor, r.refunded_at, r.document"
    };
}
pub(crate) use return_columns;

#[derive(sqlx::FromRow)]
struct LineRow {
    return_id: ReturnId,
    line: LineId,
    reason: ReturnReason,
    quantity: Quantity,
    received: Quantity,
    accepted: Quantity,
    gross_minor: i64,
    tax_minor: i64,
}

/// Rows with their lines, in the order of the rows.
pub(crate) async fn whole(q: &mut impl Query, found: Vec<Row>) -> Result<Vec<Return>, Error> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (orders, ids) =
        (|| uuids(found.iter().map(|it| it.order_id)), || uuids(found.iter().map(|it| it.id)));
    let lines: Vec<LineRow> = q
        .all(
            "SELECT r.return_id, r.line, r.reason, r.quantity, r.received, r.accepted, r.gross_minor, r.tax_minor
             FROM orders_return_line r
             JOIN orders_line l ON l.order_id = r.order_id AND l.id = r.line
             WHERE r.order_id IN {uuids $1} AND r.return_id IN {uuids $2} ORDER BY l.position, l.id",
            args![orders(), ids()],
        )
        .await?;
    let parts: Vec<(ReturnId, LineId, Disposition, Quantity)> = q
        .all(
            "SELECT return_id, line, disposition, quantity FROM orders_return_part
             WHERE order_id IN {uuids $1} AND return_id IN {uuids $2} ORDER BY disposition",
            args![orders(), ids()],
        )
        .await?;
    let mut of = BTreeMap::<ReturnId, Vec<LineRow>>::new();
    for line in lines {
        of.entry(line.return_id).or_default().push(line);
    }
    let one = |row: Row| {
        let money = |minor| Money::new(minor, row.currency);
        let line = |it: LineRow| ReturnLine {
            line: it.line,
            reason: it.reason,
            quantity: it.quantity,
            received: it.received,
            accepted: it.accepted,
            worth: Share { gross: money(it.gross_minor), tax: money(it.tax_minor) },
            parts: (parts.iter().filter(|(id, line, ..)| (*id, *line) == (row.id, it.line)))
                .map(|(_, _, disposition, units)| (*disposition, *units))
                .collect(),
        };
        Return {
            id: row.id,
            order: row.order_id,
            code: row.code,
            state: row.state,
            basis: row.basis,
            way: row.way,
            location: row.location,
            opened_at: row.opened_at,
            opened_by: row.opened_by,
            due_at: row.due_at,
            received_at: row.received_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            refusal: row.refusal,
            worth: Share { gross: money(row.gross_minor), tax: money(row.tax_minor) },
            delivery: Share { gross: money(row.delivery_minor), tax: money(row.delivery_tax_minor) },
            refund: money(row.refund_minor),
            refunded_at: row.refunded_at,
            document: row.document,
            lines: of.remove(&row.id).unwrap_or_default().into_iter().map(line).collect(),
        }
    };
    Ok(found.into_iter().map(one).collect())
}

/// All returns of an order, oldest first.
pub async fn returns_of(q: &mut impl Query, order: OrderId) -> Result<Vec<Return>, Error> {
    let found: Vec<Row> = q
        .all(
            concat!(
                "SELECT ",
                return_columns!(),
                " FROM orders_return r WHERE r.order_id = $1 ORDER BY r.opened_at, r.id"
            ),
            args![order],
        )
        .await?;
    whole(q, found).await
}

/// By the return alone.
pub async fn find_return(q: &mut impl Query, id: ReturnId) -> Result<Return, Error> {
    let found: Vec<Row> = q
        .all(concat!("SELECT ", return_columns!(), " FROM orders_return r WHERE r.id = $1"), args![id])
        .await?;
    whole(q, found).await?.pop().ok_or(Error::UnknownReturn(id.to_string()))
}

/// As people say it: `R-7KQ4-M2XR`, with or without lines, in small letters too.
pub async fn return_by_code(q: &mut impl Query, text: &str) -> Result<Return, Error> {
    let unknown = || Error::UnknownReturn(text.chars().take(40).collect());
    let code = number::read_return(text).ok_or_else(unknown)?;
    let found: Option<(ReturnId,)> =
        q.maybe("SELECT return_id FROM orders_return_code WHERE code = $1", args![code]).await?;
    find_return(q, found.ok_or_else(unknown)?.0).await
}

/// A new return with its code; `false` if its id was used before.
pub(crate) async fn insert(tx: &mut Tx, it: &mut Return) -> Result<bool, Error> {
    let currency = it.refund.currency;
    let stored = tx
        .exec(
            "INSERT INTO orders_return
                 (order_id, id, code, state, basis, way, opened_at, opened_by, due_at, currency)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                it.order,
                it.id,
                it.code,
                it.state,
                it.basis,
                it.way,
                it.opened_at,
                it.opened_by,
                it.due_at,
                currency
            ],
        )
        .await?;
    if stored == 0 {
        return Ok(false);
    }
    take_code(tx, it).await?;
    let lines =
        it.lines.iter().map(|line| row! { line: line.line, reason: line.reason, quantity: line.quantity });
    tx.exec(
        "INSERT INTO orders_return_line (order_id, return_id, line, reason, quantity)
         SELECT $1, $2, {row.uuid line}, {row.text reason}, {row.int quantity} FROM {rows $3}",
        args![it.order, it.id, rows(lines)],
    )
    .await?;
    Ok(true)
}

/// Makes the code of a stored return its own. If another return has it, this one gets another.
async fn take_code(tx: &mut Tx, it: &mut Return) -> Result<(), Error> {
    loop {
        let taken = tx
            .exec(
                "INSERT INTO orders_return_code (code, order_id, return_id) VALUES ($1, $2, $3)
                 ON CONFLICT (code) DO NOTHING",
                args![it.code, it.order, it.id],
            )
            .await?;
        if taken == 1 {
            return Ok(());
        }
        it.code = number::draw_return(tx);
        tx.exec(
            "UPDATE orders_return SET code = $3 WHERE order_id = $1 AND id = $2",
            args![it.order, it.id, it.code],
        )
        .await?;
    }
}

/// Announces units. The guard stands in the statement: however many ask at once, no unit comes back twice.
pub(crate) async fn expect(tx: &mut Tx, it: &Return) -> Result<(), Error> {
    let units = it.lines.iter().map(|line| row! { line: line.line, units: line.quantity });
    let announced = tx
        .exec(
            "UPDATE orders_line SET expected = orders_line.expected + {row.int units}
             FROM {rows $2}
             WHERE orders_line.order_id = $1 AND orders_line.id = {row.uuid line}
                 AND orders_line.expected + orders_line.returned + {row.int units} <= orders_line.fulfilled",
            args![it.order, rows(units)],
        )
        .await?;
    if announced as usize == it.lines.len() { Ok(()) } else { Err(Error::NothingToReturn) }
}

/// Units that were announced and will not come, or stay the shopper's: free to be announced again.
pub(crate) async fn forget(tx: &mut Tx, order: OrderId, units: &[(LineId, Quantity)]) -> Result<(), Error> {
    let units: Vec<_> = units.iter().filter(|(_, units)| !units.is_zero()).collect();
    if units.is_empty() {
        return Ok(());
    }
    let given = units.iter().map(|(line, units)| row! { line: *line, units: *units });
    let freed = tx
        .exec(
            "UPDATE orders_line SET expected = orders_line.expected - {row.int units}
             FROM {rows $2}
             WHERE orders_line.order_id = $1 AND orders_line.id = {row.uuid line}
                 AND orders_line.expected >= {row.int units}",
            args![order, rows(given)],
        )
        .await?;
    if freed as usize == units.len() { Ok(()) } else { Err(Error::NothingToReturn) }
}

/// Accepted units are back: out of what was expected, into what was returned, with what they were worth.
pub(crate) async fn take_back(tx: &mut Tx, it: &Return) -> Result<(), Error> {
    let taken: Vec<_> = it.lines.iter().filter(|line| !line.received.is_zero()).collect();
    let units = taken.iter().map(|line| {
        row! {
            line: line.line, came: line.received, taken: line.accepted, gross: line.worth.gross.minor,
            tax: line.worth.tax.minor,
        }
    });
    let back = tx
        .exec(
            "UPDATE orders_line SET expected = orders_line.expected - {row.int came},
                 returned = orders_line.returned + {row.int taken},
                 returned_minor = orders_line.returned_minor + {row.int gross},
                 returned_tax_minor = orders_line.returned_tax_minor + {row.int tax}
             FROM {rows $2}
             WHERE orders_line.order_id = $1 AND orders_line.id = {row.uuid line}
                 AND orders_line.expected >= {row.int came}
                 AND orders_line.expected - {row.int came} + orders_line.returned + {row.int taken} <= orders_line.fulfilled",
            args![it.order, rows(units)],
        )
        .await?;
    if back as usize == taken.len() { Ok(()) } else { Err(Error::NothingToReturn) }
}

/// The return as it stands now, and its lines.
pub(crate) async fn save(tx: &mut Tx, it: &Return, was: ReturnState) -> Result<(), Error> {
    let saved = tx
        .exec(
            "UPDATE orders_return SET state = $3, location = $4, received_at = $5, decided_at = $6, decided_by = $7,
                 refusal = $8, gross_minor = $9, tax_minor = $10, delivery_minor = $11, delivery_tax_minor = $12,
                 refund_minor = $13, refunded_at = $14
             WHERE order_id = $1 AND id = $2 AND state = $15",
            args![
                it.order,
                it.id,
                it.state,
                it.location,
                it.received_at,
                it.decided_at,
                it.decided_by,
                it.refusal,
                it.worth.gross.minor,
                it.worth.tax.minor,
                it.delivery.gross.minor,
                it.delivery.tax.minor,
                it.refund.minor,
                it.refunded_at,
                was
            ],
        )
        .await?;
    if saved != 1 {
        return Err(Error::WrongReturnState { id: it.id, state: it.state });
    }
    let lines = it.lines.iter().map(|line| {
        row! {
            line: line.line, received: line.received, accepted: line.accepted, gross: line.worth.gross.minor,
            tax: line.worth.tax.minor,
        }
    });
    tx.exec(
        "UPDATE orders_return_line SET received = {row.int received}, accepted = {row.int accepted},
             gross_minor = {row.int gross}, tax_minor = {row.int tax}
         FROM {rows $3}
         WHERE orders_return_line.order_id = $1 AND orders_return_line.return_id = $2
             AND orders_return_line.line = {row.uuid line}",
        args![it.order, it.id, rows(lines)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn insert_parts(tx: &mut Tx, it: &Return) -> Result<(), Error> {
    let parts = it.lines.iter().flat_map(|line| {
        line.parts.iter().map(|(disposition, units)| {
            row! { line: line.line, disposition: *disposition, units: *units }
        })
    });
    tx.exec(
        "INSERT INTO orders_return_part (order_id, return_id, line, disposition, quantity)
         SELECT $1, $2, {row.uuid line}, {row.text disposition}, {row.int units} FROM {rows $3}",
        args![it.order, it.id, rows(parts)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn insert_refunds(
    tx: &mut Tx,
    it: &Return,
    refunds: &[payments::Refund],
) -> Result<(), Error> {
    let refunds = refunds.iter().map(|refund| row! { refund: refund.id, amount: refund.amount.minor });
    tx.exec(
        "INSERT INTO orders_return_refund (order_id, return_id, refund, amount_minor)
         SELECT $1, $2, {row.uuid refund}, {row.int amount} FROM {rows $3}",
        args![it.order, it.id, rows(refunds)],
    )
    .await?;
    Ok(())
}

/// Which refunds which returns of an order started.
pub(crate) async fn refunds_of(
    q: &mut impl Query,
    order: OrderId,
) -> Result<Vec<(ReturnId, TenderId, i64)>, Error> {
    let found = q
        .all(
            "SELECT return_id, refund, amount_minor FROM orders_return_refund WHERE order_id = $1",
            args![order],
        )
        .await?;
    Ok(found)
}

/// The part of the delivery that went back.
pub(crate) async fn save_delivery_back(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let back = order.delivery_back;
    tx.exec(
        "UPDATE orders_order SET delivery_back_minor = $2, delivery_back_tax_minor = $3 WHERE id = $1",
        args![order.id, back.gross.minor, back.tax.minor],
    )
    .await?;
    Ok(())
}

/// The number of the corrective document, gapless in its series. Taken last in a unit.
pub(crate) async fn save_document(tx: &mut Tx, it: &Return, series: &str, number: i64) -> Result<(), Error> {
    tx.exec(
        "UPDATE orders_return SET series = $3, number = $4, document = $5 WHERE order_id = $1 AND id = $2",
        args![it.order, it.id, series.to_owned(), number, it.document],
    )
    .await?;
    Ok(())
}
