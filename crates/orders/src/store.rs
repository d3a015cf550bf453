//! Rows of an order: loading it whole, taking it for a change, writing back what changed.

use std::collections::BTreeMap;

use catalog::Text;
use customers::{Email, Phone};
use inventory::Address;
use kernel::{
    BasketId, ChannelCode, Currency, FulfilmentId, LineId, LocationId, MarketCode, Money, OrderId, PersonId,
    Quantity, Query, ReservationId, SellerCode, Sku, TillId, Timestamp, Tx, VariantId, VisitorId, WaveId,
    args, row, rows, uuids,
};
use pricing::{Rounding, TaxClass};
use sqlx::types::Json;

use crate::{
    Back, Clock, Contact, DeliveryCost, Error, Fulfilment, FulfilmentLine, FulfilmentState, Life, Line, Mode,
    Order, PaymentState, Progress, Share,
};

macro_rules! order_columns {
    () => {
        "id, number, channel, market, seller, basket, person, visitor, till, email, phone, name, lang, currency,
         rounding, life, payment, fulfilment, delivery_minor, delivery_tax_minor, delivery_rate_bp, total_minor,
         tax_minor, placed_at, placed_by, payment_due_at, closed_at, version, delivery_back_minor,
         delivery_back_tax_minor"
    };
}

#[derive(sqlx::FromRow)]
pub(crate) struct Head {
    pub id: OrderId,
    pub number: String,
    pub channel: ChannelCode,
    pub market: MarketCode,
    pub seller: SellerCode,
    pub basket: Option<BasketId>,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    pub till: Option<TillId>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub name: Option<String>,
    pub lang: String,
    pub currency: Currency,
    pub rounding: Rounding,
    pub life: Life,
    pub payment: PaymentState,
    pub fulfilment: Progress,
    pub delivery_minor: i64,
    pub delivery_tax_minor: i64,
    pub delivery_rate_bp: i64,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub placed_at: Timestamp,
    pub placed_by: String,
    pub payment_due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
    pub delivery_back_minor: i64,
    pub delivery_back_tax_minor: i64,
}
impl Head {
    fn with(self, lines: Vec<Line>, fulfilments: Vec<Fulfilment>) -> Order {
        let money = |minor| Money::new(minor, self.currency);
        Order {
            id: self.id,
            number: self.number,
            channel: self.channel,
            market: self.market,
            seller: self.seller,
            basket: self.basket,
            person: self.person,
            visitor: self.visitor,
            till: self.till,
            contact: Contact { email: self.email, phone: self.phone, name: self.name, lang: self.lang },
            currency: self.currency,
            rounding: self.rounding,
            life: self.life,
            payment: self.payment,
            fulfilment: self.fulfilment,
            lines,
            fulfilments,
            delivery: DeliveryCost {
                gross: money(self.delivery_minor),
                tax: money(self.delivery_tax_minor),
                tax_rate_bp: self.delivery_rate_bp,
            },
            delivery_back: Share {
                gross: money(self.delivery_back_minor),
                tax: money(self.delivery_back_tax_minor),
            },
            total: money(self.total_minor),
            tax: money(self.tax_minor),
            placed_at: self.placed_at,
            placed_by: self.placed_by,
            payment_due_at: self.payment_due_at,
            closed_at: self.closed_at,
            version: self.version,
        }
    }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: LineId,
    variant: VariantId,
    sku: Sku,
    name: Text,
    quantity: Quantity,
    open: Quantity,
    fulfilled: Quantity,
    cancelled: Quantity,
    unit_minor: i64,
    gross_minor: i64,
    net_minor: i64,
    tax_minor: i64,
    tax_class: TaxClass,
    tax_rate_bp: i64,
    expected: Quantity,
    returned: Quantity,
    returned_minor: i64,
    returned_tax_minor: i64,
    reduced_minor: i64,
    reduced_tax_minor: i64,
}
impl LineRow {
    fn line(self, currency: Currency) -> Line {
        let money = |minor| Money::new(minor, currency);
        Line {
            id: self.id,
            variant: self.variant,
            sku: self.sku,
            name: self.name,
            quantity: self.quantity,
            open: self.open,
            fulfilled: self.fulfilled,
            cancelled: self.cancelled,
            unit: money(self.unit_minor),
            gross: money(self.gross_minor),
            net: money(self.net_minor),
            tax: money(self.tax_minor),
            tax_class: self.tax_class,
            tax_rate_bp: self.tax_rate_bp,
            back: Back {
                expected: self.expected,
                returned: self.returned,
                worth: Share { gross: money(self.returned_minor), tax: money(self.returned_tax_minor) },
                reduced: Share { gross: money(self.reduced_minor), tax: money(self.reduced_tax_minor) },
            },
        }
    }
}

#[derive(sqlx::FromRow)]
struct FulfilmentRow {
    id: FulfilmentId,
    location: LocationId,
    mode: Mode,
    state: FulfilmentState,
    code: String,
    bin: Option<String>,
    address: Option<Json<Address>>,
    carrier: Option<String>,
    tracking: Option<String>,
    destination: Option<LocationId>,
    parent: Option<FulfilmentId>,
    wave: Option<WaveId>,
    placed_at: Timestamp,
    accepted_at: Option<Timestamp>,
    picked_at: Option<Timestamp>,
    ready_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    clock: Option<Clock>,
    clock_due_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
}
impl FulfilmentRow {
    fn fulfilment(self, order: OrderId, lines: Vec<FulfilmentLine>) -> Fulfilment {
        Fulfilment {
            id: self.id,
            order,
            location: self.location,
            mode: self.mode,
            state: self.state,
            code: self.code,
            bin: self.bin,
            address: self.address.map(|address| address.0),
            carrier: self.carrier,
            tracking: self.tracking,
            destination: self.destination,
            parent: self.parent,
            wave: self.wave,
            placed_at: self.placed_at,
            accepted_at: self.accepted_at,
            picked_at: self.picked_at,
            ready_at: self.ready_at,
            due_at: self.due_at,
            clock: self.clock,
            clock_due_at: self.clock_due_at,
            closed_at: self.closed_at,
            lines,
        }
    }
}

async fn lines(q: &mut impl Query, head: &Head) -> Result<Vec<Line>, Error> {
    let found: Vec<LineRow> = q
        .all(
            "SELECT id, variant, sku, name, quantity, open, fulfilled, cancelled, unit_minor, gross_minor, net_minor,
                    tax_minor, tax_class, tax_rate_bp, expected, returned, returned_minor, returned_tax_minor,
                    reduced_minor, reduced_tax_minor
             FROM orders_line WHERE order_id = $1 ORDER BY position, id",
            args![head.id],
        )
        .await?;
    Ok(found.into_iter().map(|row| row.line(head.currency)).collect())
}

async fn fulfilments(q: &mut impl Query, order: OrderId) -> Result<Vec<Fulfilment>, Error> {
    let found: Vec<FulfilmentRow> = q
        .all(
            "SELECT id, location, mode, state, code, bin, address, carrier, tracking, destination, parent, wave, placed_at,
                    accepted_at, picked_at, ready_at, due_at, clock, clock_due_at, closed_at
             FROM orders_fulfilment WHERE order_id = $1 ORDER BY id",
            args![order],
        )
        .await?;
    let units: Vec<(FulfilmentId, LineId, Option<ReservationId>, Quantity, Quantity)> = q
        .all(
            "SELECT fulfilment, line, reservation, quantity, picked FROM orders_fulfilment_line
             WHERE order_id = $1 ORDER BY fulfilment, line",
            args![order],
        )
        .await?;
    let mut of = BTreeMap::<FulfilmentId, Vec<FulfilmentLine>>::new();
    for (fulfilment, line, reservation, quantity, picked) in units {
        of.entry(fulfilment).or_default().push(FulfilmentLine { line, reservation, quantity, picked });
    }
    let whole = |row: FulfilmentRow| {
        let lines = of.remove(&row.id).unwrap_or_default();
        row.fulfilment(order, lines)
    };
    Ok(found.into_iter().map(whole).collect())
}

async fn whole(q: &mut impl Query, head: Head) -> Result<Order, Error> {
    let lines = lines(q, &head).await?;
    let fulfilments = fulfilments(q, head.id).await?;
    Ok(head.with(lines, fulfilments))
}

pub(crate) async fn find(q: &mut impl Query, id: OrderId) -> Result<Option<Order>, Error> {
    let head: Option<Head> =
        q.maybe(concat!("SELECT ", order_columns!(), " FROM orders_order WHERE id = $1"), args![id]).await?;
    match head {
        Some(head) => Ok(Some(whole(q, head).await?)),
        None => Ok(None),
    }
}

/// Takes the order for this unit: whoever else wants to change it waits, and finds it changed.
pub(crate) async fn take(tx: &mut Tx, id: OrderId) -> Result<Order, Error> {
    let head: Option<Head> = tx
        .maybe(
            concat!(
                "UPDATE orders_order SET version = version + 1 WHERE id = $1 RETURNING ",
                order_columns!()
            ),
            args![id],
        )
        .await?;
    let head = head.ok_or(Error::UnknownOrder(id.to_string()))?;
    whole(tx, head).await
}

/// The order that a fulfilment belongs to, taken for this unit, and where the fulfilment stands in it.
pub(crate) async fn take_by_fulfilment(tx: &mut Tx, id: FulfilmentId) -> Result<(Order, usize), Error> {
    let order = order_of(tx, id).await?;
    let order = take(tx, order).await?;
    let at = order.fulfilments.iter().position(|it| it.id == id).ok_or(Error::UnknownFulfilment(id))?;
    Ok((order, at))
}

pub(crate) async fn order_of(q: &mut impl Query, id: FulfilmentId) -> Result<OrderId, Error> {
    let found: Option<(OrderId,)> =
        q.maybe("SELECT order_id FROM orders_fulfilment WHERE id = $1", args![id]).await?;
    Ok(found.ok_or(Error::UnknownFulfilment(id))?.0)
}

/// The order itself; its version was raised when it was taken.
pub(crate) async fn save(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    tx.exec(
        "UPDATE orders_order SET life = $2, payment = $3, fulfilment = $4, payment_due_at = $5, closed_at = $6
         WHERE id = $1",
        args![order.id, order.life, order.payment, order.fulfilment, order.payment_due_at, order.closed_at],
    )
    .await?;
    Ok(())
}

/// Quantities of all lines.
pub(crate) async fn save_lines(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let changed = order.lines.iter().map(|line| {
        row! { line: line.id, open: line.open, fulfilled: line.fulfilled, cancelled: line.cancelled }
    });
    tx.exec(
        "UPDATE orders_line SET open = {row.int open}, fulfilled = {row.int fulfilled}, cancelled = {row.int cancelled}
         FROM {rows $2} WHERE orders_line.order_id = $1 AND orders_line.id = {row.uuid line}",
        args![order.id, rows(changed)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn save_fulfilment(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    crate::pack::take_back(tx, it).await?;
    tx.exec(
        "UPDATE orders_fulfilment SET state = $3, bin = $4, carrier = $5, tracking = $6, accepted_at = $7, picked_at = $8,
             ready_at = $9, due_at = $10, clock = $11, clock_due_at = $12, closed_at = $13
         WHERE order_id = $1 AND id = $2",
        args![
            it.order,
            it.id,
            it.state,
            it.bin,
            it.carrier,
            it.tracking,
            it.accepted_at,
            it.picked_at,
            it.ready_at,
            it.due_at,
            it.clock,
            it.clock_due_at,
            it.closed_at
        ],
    )
    .await?;
    Ok(())
}

/// Where a parcel goes.
pub(crate) async fn save_address(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    let address = it.address.as_ref().map(|address| serde_json::json!(address));
    tx.exec(
        "UPDATE orders_fulfilment SET address = $3 WHERE order_id = $1 AND id = $2",
        args![it.order, it.id, address],
    )
    .await?;
    Ok(())
}

/// Which units it still has, after some were taken out of it, and the promises behind them.
pub(crate) async fn save_units(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    tx.exec(
        "DELETE FROM orders_fulfilment_line WHERE order_id = $1 AND fulfilment = $2 AND line NOT IN {uuids $3}",
        args![it.order, it.id, uuids(it.lines.iter().map(|line| line.line))],
    )
    .await?;
    let left = it.lines.iter().map(|line| {
        row! { line: line.line, reservation: line.reservation, quantity: line.quantity, picked: line.picked }
    });
    tx.exec(
        "UPDATE orders_fulfilment_line SET quantity = {row.int quantity}, picked = {row.int picked},
             reservation = {row.uuid reservation}
         FROM {rows $3}
         WHERE orders_fulfilment_line.order_id = $1 AND orders_fulfilment_line.fulfilment = $2
             AND orders_fulfilment_line.line = {row.uuid line}",
        args![it.order, it.id, rows(left)],
    )
    .await?;
    Ok(())
}

/// What was picked of each line.
pub(crate) async fn save_picked(tx: &mut Tx, it: &Fulfilment) -> Result<(), Error> {
    let picked = it.lines.iter().map(|line| row! { line: line.line, picked: line.picked });
    tx.exec(
        "UPDATE orders_fulfilment_line SET picked = {row.int picked}
         FROM {rows $3}
         WHERE orders_fulfilment_line.order_id = $1 AND orders_fulfilment_line.fulfilment = $2
             AND orders_fulfilment_line.line = {row.uuid line}",
        args![it.order, it.id, rows(picked)],
    )
    .await?;
    Ok(())
}

/// A new order: the row of its own; `false` if its id was used before.
pub(crate) async fn insert(tx: &mut Tx, order: &Order) -> Result<bool, Error> {
    let contact = &order.contact;
    let stored = tx
        .exec(
            "INSERT INTO orders_order
                 (id, number, channel, market, seller, basket, person, visitor, till, email, phone, name, lang, currency,
                  rounding, life, payment, fulfilment, delivery_minor, delivery_tax_minor, delivery_rate_bp, total_minor,
                  tax_minor, placed_at, placed_by, payment_due_at, closed_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                  $22, $23, $24, $25, $26, $27, $28)
             ON CONFLICT (id) DO NOTHING",
            args![
                order.id,
                order.number,
                order.channel,
                order.market,
                order.seller,
                order.basket,
                order.person,
                order.visitor,
                order.till,
                contact.email,
                contact.phone,
                contact.name,
                contact.lang,
                order.currency,
                order.rounding,
                order.life,
                order.payment,
                order.fulfilment,
                order.delivery.gross.minor,
                order.delivery.tax.minor,
                order.delivery.tax_rate_bp,
                order.total.minor,
                order.tax.minor,
                order.placed_at,
                order.placed_by,
                order.payment_due_at,
                order.closed_at,
                order.version
            ],
        )
        .await?;
    Ok(stored == 1)
}

pub(crate) async fn insert_lines(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    insert_lines_from(tx, order, 0).await
}

/// The lines from this position on.
pub(crate) async fn insert_lines_from(tx: &mut Tx, order: &Order, first: usize) -> Result<(), Error> {
    let lines = order.lines.iter().enumerate().skip(first).map(|(position, line)| {
        row! {
            id: line.id,
            position: position as i64,
            variant: line.variant,
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            open: line.open,
            fulfilled: line.fulfilled,
            unit: line.unit.minor,
            gross: line.gross.minor,
            net: line.net.minor,
            tax: line.tax.minor,
            class: line.tax_class,
            rate: line.tax_rate_bp,
        }
    });
    tx.exec(
        "INSERT INTO orders_line
             (order_id, id, position, variant, sku, name, quantity, open, fulfilled, cancelled, unit_minor, gross_minor,
              net_minor, tax_minor, tax_class, tax_rate_bp)
         SELECT $1, {row.uuid id}, {row.int position}, {row.uuid variant}, {row.text sku}, {row.json name},
             {row.int quantity}, {row.int open}, {row.int fulfilled}, 0, {row.int unit}, {row.int gross}, {row.int net},
             {row.int tax}, {row.text class}, {row.int rate}
         FROM {rows $2}",
        args![order.id, rows(lines)],
    )
    .await?;
    Ok(())
}

/// Two statements for any number of locations.
pub(crate) async fn insert_fulfilments(tx: &mut Tx, order: OrderId, new: &[Fulfilment]) -> Result<(), Error> {
    let works = new.iter().map(|it| {
        let address = it.address.as_ref().map(|address| serde_json::json!(address));
        row! {
            id: it.id,
            location: it.location,
            mode: it.mode,
            state: it.state,
            code: it.code,
            bin: it.bin,
            address: address,
            destination: it.destination,
            parent: it.parent,
            placed_at: it.placed_at,
            accepted_at: it.accepted_at,
            picked_at: it.picked_at,
            ready_at: it.ready_at,
            due_at: it.due_at,
            clock: it.clock,
            clock_due_at: it.clock_due_at,
            closed_at: it.closed_at,
        }
    });
    tx.exec(
        "INSERT INTO orders_fulfilment
             (order_id, id, location, mode, state, code, bin, address, destination, parent, placed_at, accepted_at,
              picked_at, ready_at, due_at, clock, clock_due_at, closed_at)
         SELECT $1, {row.uuid id}, {row.uuid location}, {row.text mode}, {row.text state}, {row.text code},
             {row.text bin}, CASE WHEN {row.text address} IS NULL THEN NULL ELSE {row.json address} END,
             {row.uuid destination}, {row.uuid parent}, {row.time placed_at}, {row.time accepted_at},
             {row.time picked_at}, {row.time ready_at}, {row.time due_at},
             {row.text clock}, {row.time clock_due_at}, {row.time closed_at}
         FROM {rows $2}",
        args![order, rows(works)],
    )
    .await?;
    let units = new.iter().flat_map(|it| it.lines.iter().map(move |line| (it.id, line))).map(|(id, line)| {
        row! {
            fulfilment: id,
            line: line.line,
            reservation: line.reservation,
            quantity: line.quantity,
            picked: line.picked,
        }
    });
    tx.exec(
        "INSERT INTO orders_fulfilment_line (order_id, fulfilment, line, reservation, quantity, picked)
         SELECT $1, {row.uuid fulfilment}, {row.uuid line}, {row.uuid reservation}, {row.int quantity}, {row.int picked}
         FROM {rows $2}",
        args![order, rows(units)],
    )
    .await?;
    Ok(())
}

/// Refuses unless the order still has this version; takes it for this unit. For `If-Match`, before the verb.
pub async fn at_version(tx: &mut Tx, id: OrderId, version: i64) -> Result<(), Error> {
    let as_expected = tx
        .exec("UPDATE orders_order SET version = version WHERE id = $1 AND version = $2", args![id, version])
        .await?;
    if as_expected == 1 {
        return Ok(());
    }
    let now: Option<(i64,)> = tx.maybe("SELECT version FROM orders_order WHERE id = $1", args![id]).await?;
    let (now,) = now.ok_or(Error::UnknownOrder(id.to_string()))?;
    Err(Error::Stale { now })
}
