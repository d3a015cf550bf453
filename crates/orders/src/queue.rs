//! The work of a location, and finding the goods that somebody came for.

use std::collections::BTreeMap;

use catalog::Text;
use customers::{Email, Phone};
use kernel::{
    Currency, FulfilmentId, LineId, List, LocationId, Money, OrderId, PersonId, Quantity, Query, Sku,
    Timestamp, VariantId, WaveId, args, texts, uuids,
};

use crate::{Clock, Error, FulfilmentState, Mode, PaymentState, money, number};

/// A fulfilment as queues and counters show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueItem {
    pub fulfilment: FulfilmentId,
    pub order: OrderId,
    pub number: String,
    pub location: LocationId,
    pub mode: Mode,
    pub state: FulfilmentState,
    pub code: String,
    pub bin: Option<String>,
    pub tracking: Option<String>,
    /// Transfers: the store that receives them.
    pub destination: Option<LocationId>,
    pub wave: Option<WaveId>,
    pub payment: PaymentState,
    /// To be paid when these goods are handed over.
    pub due: Money,
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub placed_at: Timestamp,
    pub ready_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    /// What is to be done next, and until when.
    pub clock: Option<Clock>,
    pub clock_due_at: Option<Timestamp>,
    pub version: i64,
    pub lines: Vec<QueueLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    pub line: LineId,
    pub variant: VariantId,
    pub sku: Sku,
    pub name: Text,
    pub quantity: Quantity,
    pub picked: Quantity,
    pub unit: Money,
    /// What these units cost.
    pub gross: Money,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: FulfilmentId,
    order_id: OrderId,
    number: String,
    location: LocationId,
    mode: Mode,
    state: FulfilmentState,
    code: String,
    bin: Option<String>,
    tracking: Option<String>,
    destination: Option<LocationId>,
    wave: Option<WaveId>,
    payment: PaymentState,
    currency: Currency,
    person: Option<PersonId>,
    name: Option<String>,
    email: Option<Email>,
    phone: Option<Phone>,
    placed_at: Timestamp,
    ready_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    clock: Option<Clock>,
    clock_due_at: Option<Timestamp>,
    version: i64,
    /// Lines came to it after it was placed: goods that came back may have paid a part of them.
    was_changed: i64,
}

macro_rules! item_columns {
    () => {
        "SELECT f.id, f.order_id, o.number, f.location, f.mode, f.state, f.code, f.bin, f.tracking, f.destination, f.wave,
                o.payment, o.currency, o.person, o.name, o.email, o.phone, f.placed_at, f.ready_at, f.due_at, f.clock,
                f.clock_due_at, o.version,
                CAST(CASE WHEN EXISTS (SELECT 1 FROM orders_added_line a WHERE a.order_id = o.id) THEN 1 ELSE 0 END
                    AS bigint) AS was_changed
         FROM orders_fulfilment f JOIN orders_order o ON o.id = f.order_id "
    };
}

/// Live work of a location in these states, oldest order first.
pub async fn queue(
    q: &mut impl Query,
    location: LocationId,
    states: &[FulfilmentState],
) -> Result<Vec<QueueItem>, Error> {
    let rows: Vec<Row> = q
        .all(
            concat!(
                item_columns!(),
                "WHERE f.location = $1 AND f.closed_at IS NULL AND f.state IN {texts $2}
                 ORDER BY f.placed_at, f.id LIMIT 500"
            ),
            args![location, texts(states.iter().map(|state| state.as_str()))],
        )
        .await?;
    items(q, rows).await
}

/// Transfers that are on their way to this store or will be.
pub(crate) async fn coming(q: &mut impl Query, store: LocationId) -> Result<Vec<QueueItem>, Error> {
    let rows: Vec<Row> = q
        .all(
            concat!(
                item_columns!(),
                "WHERE f.destination = $1 AND f.closed_at IS NULL ORDER BY f.placed_at, f.id LIMIT 500"
            ),
            args![store],
        )
        .await?;
    items(q, rows).await
}

/// One fulfilment, in whatever state.
pub async fn queue_item(q: &mut impl Query, id: FulfilmentId) -> Result<QueueItem, Error> {
    let rows: Vec<Row> = q.all(concat!(item_columns!(), "WHERE f.id = $1"), args![id]).await?;
    items(q, rows).await?.pop().ok_or(Error::UnknownFulfilment(id))
}

pub(crate) async fn queue_items(q: &mut impl Query, ids: List) -> Result<Vec<QueueItem>, Error> {
    let rows: Vec<Row> = q
        .all(concat!(item_columns!(), "WHERE f.id IN {uuids $1} ORDER BY f.placed_at, f.id"), args![ids])
        .await?;
    items(q, rows).await
}

/// What the person at the counter came for: by code, phone, e-mail or order number. Only what waits in this location.
pub async fn find_for_pickup(
    q: &mut impl Query,
    location: LocationId,
    text: &str,
) -> Result<Vec<QueueItem>, Error> {
    let text = text.trim();
    let code = (text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned());
    let email = Email::parse(text).ok();
    let phone = if code.is_none() { Phone::parse(text).ok() } else { None };
    let number = number::read(text);
    if code.is_none() && email.is_none() && phone.is_none() && number.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = q
        .all(
            concat!(
                item_columns!(),
                "WHERE f.location = $1 AND f.closed_at IS NULL AND f.mode = $2
                     AND (f.code = $3 OR o.email = $4 OR o.phone = $5 OR o.number = $6)
                 ORDER BY f.placed_at, f.id LIMIT 50"
            ),
            args![location, Mode::Pickup, code, email, phone, number],
        )
        .await?;
    items(q, rows).await
}

#[derive(sqlx::FromRow)]
struct LineRow {
    fulfilment: FulfilmentId,
    line: LineId,
    variant: VariantId,
    sku: Sku,
    name: Text,
    quantity: Quantity,
    picked: Quantity,
    ordered: Quantity,
    fulfilled: Quantity,
    unit_minor: i64,
    gross_minor: i64,
}

/// The lines of all of them in one question.
async fn items(q: &mut impl Query, rows: Vec<Row>) -> Result<Vec<QueueItem>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let units: Vec<LineRow> = q
        .all(
            "SELECT u.fulfilment, u.line, l.variant, l.sku, l.name, u.quantity, u.picked, l.quantity AS ordered,
                    l.fulfilled, l.unit_minor, l.gross_minor
             FROM orders_fulfilment_line u JOIN orders_line l ON l.order_id = u.order_id AND l.id = u.line
             WHERE u.order_id IN {uuids $1} ORDER BY l.position, l.id",
            args![uuids(rows.iter().map(|row| row.order_id))],
        )
        .await?;
    let mut of = BTreeMap::<FulfilmentId, Vec<LineRow>>::new();
    for unit in units {
        of.entry(unit.fulfilment).or_default().push(unit);
    }
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let was_changed = row.was_changed == 1;
        let mut it = item(of.remove(&row.id).unwrap_or_default(), row);
        if was_changed && !it.due.is_zero() {
            let waits = money::due_at_pickup(&payments::intents(q, it.order).await?);
            it.due.minor = it.due.minor.min(waits);
        }
        found.push(it);
    }
    Ok(found)
}

fn item(units: Vec<LineRow>, row: Row) -> QueueItem {
    let line = |unit: LineRow| {
        let gross = Money::new(unit.gross_minor, row.currency);
        // What has left is at the front of a line; these units come next.
        let from = if row.state.is_live() { unit.fulfilled } else { Quantity::ZERO };
        let to = from.plus(unit.quantity).unwrap_or(unit.ordered).min(unit.ordered);
        QueueLine {
            line: unit.line,
            variant: unit.variant,
            sku: unit.sku,
            name: unit.name,
            quantity: unit.quantity,
            picked: unit.picked,
            unit: Money::new(unit.unit_minor, row.currency),
            gross: gross.share(from, to, unit.ordered),
        }
    };
    let lines: Vec<QueueLine> = units.into_iter().map(line).collect();
    let worth = lines.iter().map(|line| line.gross.minor).sum();
    let owes = row.payment == PaymentState::DueAtPickup && row.state.is_live();
    QueueItem {
        fulfilment: row.id,
        order: row.order_id,
        number: row.number,
        location: row.location,
        mode: row.mode,
        state: row.state,
        code: row.code,
        bin: row.bin,
        tracking: row.tracking,
        destination: row.destination,
        wave: row.wave,
        payment: row.payment,
        due: Money::new(if owes { worth } else { 0 }, row.currency),
        person: row.person,
        name: row.name,
        email: row.email,
        phone: row.phone,
        placed_at: row.placed_at,
        ready_at: row.ready_at,
        due_at: row.due_at,
        clock: row.clock,
        clock_due_at: row.clock_due_at,
        version: row.version,
        lines,
    }
}
