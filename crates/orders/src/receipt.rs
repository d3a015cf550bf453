//! Receipts: what left, what it cost, how it was paid, under a number without gaps.

use catalog::Text;
use kernel::{
    Currency, FulfilmentId, LocationId, Money, OrderId, Quantity, Query, ReceiptId, SellerCode, Sku, TillId,
    Timestamp, Tx, args,
};
use payments::{Method, Tender};
use pricing::{TaxClass, TaxSummary};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::order::tax_summary;
use crate::{Error, Order, Units};

/// As printed. What stands in it never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: ReceiptId,
    pub order: OrderId,
    /// `KRK-01/2026/000123`
    pub number: String,
    pub fulfilment: Option<FulfilmentId>,
    pub location: LocationId,
    pub till: Option<TillId>,
    pub issued_at: Timestamp,
    pub total: Money,
    /// Cash that went back to the shopper.
    pub change: Money,
    pub order_number: String,
    pub seller: SellerCode,
    pub lines: Vec<ReceiptLine>,
    pub taxes: Vec<TaxSummary>,
    pub tenders: Vec<ReceiptTender>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    pub sku: Sku,
    pub name: Text,
    pub quantity: Quantity,
    pub unit: Money,
    pub gross: Money,
    pub tax: Money,
    pub tax_class: TaxClass,
    pub tax_rate_bp: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptTender {
    pub method: Method,
    pub amount: Money,
    pub given: Option<Money>,
    pub change: Money,
    pub reference: Option<String>,
}
impl From<&Tender> for ReceiptTender {
    fn from(it: &Tender) -> Self {
        ReceiptTender {
            method: it.method,
            amount: it.amount,
            given: it.given,
            change: it.change,
            reference: it.reference.clone(),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    number: String,
    order_number: String,
    seller: SellerCode,
    change: Money,
    lines: Vec<ReceiptLine>,
    taxes: Vec<TaxSummary>,
    tenders: Vec<ReceiptTender>,
}

/// What leaves now: units of lines with their share of price and tax. Call it before the lines are moved on.
pub(crate) fn leaving(order: &Order, units: &[(kernel::LineId, Quantity)]) -> (Vec<ReceiptLine>, Vec<Units>) {
    let parts = units.iter().filter_map(|(id, quantity)| {
        let line = order.line(*id)?;
        let share = line.next_units(*quantity);
        let printed = ReceiptLine {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: *quantity,
            unit: line.unit,
            gross: share.gross,
            tax: share.tax,
            tax_class: line.tax_class,
            tax_rate_bp: line.tax_rate_bp,
        };
        let told = Units { line: *id, variant: line.variant, quantity: *quantity, gross: share.gross };
        Some((printed, told))
    });
    parts.unzip()
}

pub(crate) struct Issue<'a> {
    pub order: &'a Order,
    pub fulfilment: Option<FulfilmentId>,
    pub location: &'a inventory::Location,
    pub till: Option<TillId>,
    pub lines: Vec<ReceiptLine>,
    pub tenders: Vec<ReceiptTender>,
}

/// Prints the receipt. The number is taken here, so this comes last in a unit: everybody else at the location waits for it.
pub(crate) async fn issue(tx: &mut Tx, id: ReceiptId, it: Issue<'_>) -> Result<Receipt, Error> {
    let currency = it.order.currency;
    let sum = |amounts: &mut dyn Iterator<Item = i64>| Money::new(amounts.sum(), currency);
    let total = sum(&mut it.lines.iter().map(|line| line.gross.minor));
    let change = sum(&mut it.tenders.iter().map(|tender| tender.change.minor));
    let parts =
        it.lines.iter().map(|line| (line.tax_class, line.tax_rate_bp, line.gross.minor, line.tax.minor));
    let taxes = tax_summary(parts, currency);
    let issued_at = tx.now();
    let year = issued_at.date_in(it.location.zone).to_string();
    let year = year.split('-').next().unwrap_or_default();
    let series = format!("receipt/{}/{year}", it.location.id);
    let number = next(tx, &series).await?;
    let spelled = format!("{}/{year}/{number:06}", it.location.code.to_uppercase());
    let receipt = Receipt {
        id,
        order: it.order.id,
        number: spelled,
        fulfilment: it.fulfilment,
        location: it.location.id,
        till: it.till,
        issued_at,
        total,
        change,
        order_number: it.order.number.clone(),
        seller: it.location.seller.clone(),
        lines: it.lines,
        taxes,
        tenders: it.tenders,
    };
    let body = Body {
        number: receipt.number.clone(),
        order_number: receipt.order_number.clone(),
        seller: receipt.seller.clone(),
        change,
        lines: receipt.lines.clone(),
        taxes: receipt.taxes.clone(),
        tenders: receipt.tenders.clone(),
    };
    let body = serde_json::to_value(&body).map_err(kernel::Fault::from)?;
    tx.exec(
        "INSERT INTO orders_receipt
             (order_id, id, series, number, fulfilment, location, till, issued_at, total_minor, currency, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            receipt.order,
            id,
            series,
            number,
            receipt.fulfilment,
            receipt.location,
            receipt.till,
            issued_at,
            total.minor,
            currency,
            body
        ],
    )
    .await?;
    Ok(receipt)
}

/// The next number of a series. A unit that does not commit gives it back.
pub(crate) async fn next(tx: &mut Tx, series: &str) -> Result<i64, Error> {
    let (taken,): (i64,) = tx
        .one(
            "INSERT INTO orders_series (series, taken) VALUES ($1, 1)
             ON CONFLICT (series) DO UPDATE SET taken = orders_series.taken + 1
             RETURNING taken",
            args![series.to_owned()],
        )
        .await?;
    Ok(taken)
}

#[derive(sqlx::FromRow)]
struct Row {
    order_id: OrderId,
    id: ReceiptId,
    fulfilment: Option<FulfilmentId>,
    location: LocationId,
    till: Option<TillId>,
    issued_at: Timestamp,
    total_minor: i64,
    currency: Currency,
    body: Json<Body>,
}

/// All receipts of an order, oldest first.
pub async fn receipts(q: &mut impl Query, order: OrderId) -> Result<Vec<Receipt>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT order_id, id, fulfilment, location, till, issued_at, total_minor, currency, body
             FROM orders_receipt WHERE order_id = $1 ORDER BY issued_at, id",
            args![order],
        )
        .await?;
    let receipt = |row: Row| Receipt {
        id: row.id,
        order: row.order_id,
        number: row.body.0.number,
        fulfilment: row.fulfilment,
        location: row.location,
        till: row.till,
        issued_at: row.issued_at,
        total: Money::new(row.total_minor, row.currency),
        change: row.body.0.change,
        order_number: row.body.0.order_number,
        seller: row.body.0.seller,
        lines: row.body.0.lines,
        taxes: row.body.0.taxes,
        tenders: row.body.0.tenders,
    };
    Ok(rows.into_iter().map(receipt).collect())
}
