//! Sales over the counter, and the receipts of the day.

use axum::routing::get;
use axum::{Json, Router};
use kernel::{
    Capability, Currency, LineId, Money, OrderId, PageRequest, PersonId, Quantity, TenderId, TillId,
    Timestamp, VariantId,
};
use orders::{FulfilmentState, OrderFilter, Pay, Receipt, Sell, SellLine};
use payments::Method;
use serde::{Deserialize, Serialize};

use crate::State;
use crate::people::channels;
use crate::refusal::Refusal;
use crate::till::{Posted, Till};

pub fn routes() -> Router<State> {
    Router::new().route("/pos/api/sales", get(today).post(sell))
}

#[derive(Clone, Deserialize)]
pub struct TenderInput {
    id: TenderId,
    method: Method,
    amount: i64,
    given: Option<i64>,
    reference: Option<String>,
}
impl TenderInput {
    pub fn pay(&self, currency: Currency) -> Pay {
        let money = |minor| Money::new(minor, currency);
        Pay {
            id: self.id,
            method: self.method,
            amount: money(self.amount),
            given: self.given.map(money),
            reference: self.reference.clone().filter(|it| !it.trim().is_empty()),
        }
    }
}

#[derive(Clone, Deserialize)]
struct SaleInput {
    /// Made by the device, like every id in here: sent twice it is one sale.
    order: OrderId,
    till: Option<TillId>,
    lines: Vec<LineInput>,
    person: Option<PersonId>,
    tenders: Vec<TenderInput>,
}
#[derive(Clone, Deserialize)]
struct LineInput {
    id: LineId,
    variant: VariantId,
    quantity: Quantity,
}

/// What the device keeps of a receipt: how to show it again.
#[derive(Serialize)]
pub struct ReceiptBody {
    pub order: OrderId,
    pub order_number: String,
    pub number: String,
    pub total: i64,
    pub change: i64,
    pub issued_at: Timestamp,
    pub url: String,
    /// What the policy grants for it; the wallet follows in a moment.
    pub points: i64,
}

pub async fn told(till: &Till, receipt: &Receipt, person: Option<PersonId>) -> Result<ReceiptBody, Refusal> {
    let mut q = till.db.read().await?;
    let policy = loyalty::policy(&mut q, receipt.total.currency, receipt.issued_at).await?;
    let points = policy.filter(|_| person.is_some()).map_or(0, |it| it.points(receipt.total));
    Ok(ReceiptBody {
        order: receipt.order,
        order_number: receipt.order_number.clone(),
        number: receipt.number.clone(),
        total: receipt.total.minor,
        change: receipt.change.minor,
        issued_at: receipt.issued_at,
        url: format!("/pos/receipt/{}?r={}", receipt.order, receipt.id),
        points,
    })
}

async fn sell(Posted { till, body: sale }: Posted<SaleInput>) -> Result<Json<ReceiptBody>, Refusal> {
    let (_, market) = till.trade().await?;
    let request = Sell {
        order: sale.order,
        till: sale.till,
        location: till.here,
        channel: till.site.channel.clone(),
        lines: sale
            .lines
            .iter()
            .map(|line| SellLine { id: line.id, variant: line.variant, quantity: line.quantity })
            .collect(),
        person: sale.person,
        tenders: sale.tenders.iter().map(|it| it.pay(market.currency)).collect(),
        lang: till.lang().to_owned(),
    };
    let (order, receipt) =
        till.db.run(&till.actor, async |tx| orders::sell(tx, request.clone()).await).await?;
    Ok(Json(told(&till, &receipt, order.person).await?))
}

#[derive(Serialize)]
struct SoldBody {
    order: OrderId,
    number: String,
    channel: String,
    name: Option<String>,
    at: Timestamp,
    total: i64,
    pieces: i64,
    url: String,
}

/// What left over this counter in the last day: sales and collected orders, newest first.
async fn today(till: Till) -> Result<Json<Vec<SoldBody>>, Refusal> {
    till.require(Capability::ReadOrders, till.here)?;
    let names = channels(&till).await?;
    let filter = OrderFilter {
        location: Some(till.here),
        scope: Some(vec![till.here]),
        from: Some(till.now.plus_days(-14)),
        ..OrderFilter::default()
    };
    let page = orders::orders(&mut till.db.read().await?, &filter, &PageRequest::first(60)).await?;
    let left = |works: &[orders::CardWork]| {
        works.iter().any(|work| work.location == till.here && work.state == FulfilmentState::Collected)
    };
    let sold = page.items.into_iter().filter(|it| left(&it.works)).map(|it| SoldBody {
        url: format!("/pos/receipt/{}", it.id),
        order: it.id,
        number: it.number,
        channel: names.get(&it.channel).cloned().unwrap_or_default(),
        name: it.name,
        at: it.placed_at,
        total: it.total.minor,
        pieces: it.pieces,
    });
    Ok(Json(sold.collect()))
}
