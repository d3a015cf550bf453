//! The receipt as an 80 mm print: what was issued, never computed anew.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Of};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use catalog::{Seller, TaxClass};
use inventory::Location;
use kernel::{Capability, OrderId, ReceiptId, TillId};
use orders::Receipt;
use ui::{Page, Visit, Words};

use crate::goods::letter;
use crate::refusal::Refusal;
use crate::till::Till;
use crate::{State, TEXTS, code128};

pub fn routes() -> Router<State> {
    Router::new().route("/pos/receipt/{order}", get(show))
}

#[derive(serde::Deserialize)]
struct Which {
    /// One receipt of the order; without it the last.
    r: Option<ReceiptId>,
    /// Opens the print dialog by itself.
    #[serde(default)]
    print: String,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    page: Page,
    w: Words,
    receipt: Receipt,
    seller: Seller,
    place: Location,
    till: String,
    cashier: String,
    bars: Vec<(u32, u32)>,
    width: u32,
    /// Earned by this order, and when they can be spent.
    points: i64,
    points_from: Option<String>,
    print: bool,
    nip: String,
}

impl ReceiptPage {
    fn letter(&self, class: &TaxClass) -> char {
        letter(*class)
    }
    /// An amount where the column says which currency.
    fn plain(&self, amount: &kernel::Money) -> String {
        self.w.decimal(amount.minor as f64 / 100.0, 2)
    }
    /// `23%`, `5,5%`
    fn rate(&self, bp: &i64) -> String {
        let places = if bp % 100 == 0 { 0 } else { 1 };
        format!("{}%", self.w.decimal(*bp as f64 / 100.0, places))
    }
    fn tax_sum(&self) -> String {
        let sum = self.receipt.taxes.iter().map(|it| it.tax.minor).sum();
        self.plain(&kernel::Money::new(sum, self.receipt.total.currency))
    }
    fn method(&self, method: &payments::Method) -> String {
        self.w.t(format!("receipt-{}", method.as_str())).into_owned()
    }
}

async fn show(
    Of(state): Of<State>,
    visit: Visit,
    till: Result<Till, Response>,
    Path(order): Path<OrderId>,
    Query(which): Query<Which>,
) -> Result<Response, Refusal> {
    let Ok(till) = till else { return Ok(Redirect::to("/pos").into_response()) };
    let (receipt, person) = {
        let mut q = till.db.read().await?;
        let all = orders::receipts(&mut q, order).await?;
        let wanted = match which.r {
            Some(id) => all.into_iter().find(|it| it.id == id),
            None => all.into_iter().rev().find(|it| it.location == till.here),
        };
        let Some(receipt) = wanted else { return Err(orders::Error::UnknownOrder(order.to_string()).into()) };
        (receipt, orders::order(&mut q, order).await?.person)
    };
    till.require(Capability::ReadOrders, receipt.location)?;
    let places = till.places().await?;
    let Some(place) = places.get(receipt.location).map(|it| it.location.clone()) else {
        return Err(inventory::Error::UnknownLocation(receipt.location.to_string()).into());
    };
    let w = TEXTS.words(visit.lang);
    let mut q = till.db.read().await?;
    let cashier = served_by(&mut q, &receipt).await?;
    let seller = catalog::seller(&mut q, &receipt.seller).await?;
    let policy = loyalty::policy(&mut q, receipt.total.currency, receipt.issued_at).await?;
    let policy = policy.filter(|_| person.is_some());
    let points = policy.map_or(0, |it| it.points(receipt.total));
    let points_from = policy.map(|it| w.day(receipt.issued_at.plus_days(it.delay_days), place.zone));
    let (bars, width) = code128(&receipt.order_number);
    let title = w.t1("receipt-title", "number", &receipt.number);
    let page = Page::new(&TEXTS, &visit, title).site(&state.site.name);
    Ok(ui::html_with(
        StatusCode::OK,
        ReceiptPage {
            w,
            till: receipt.till.as_ref().map(short).unwrap_or_default(),
            cashier,
            print: !which.print.is_empty(),
            nip: spaced_nip(&seller.tax_id),
            page,
            receipt,
            seller,
            place,
            bars,
            width,
            points,
            points_from,
        },
    ))
}

/// Who sold or handed over, by name; empty where that was no member of staff.
async fn served_by(q: &mut impl kernel::Query, receipt: &Receipt) -> Result<String, Refusal> {
    let history = orders::history(q, receipt.order).await?;
    let handed = history
        .iter()
        .find(|it| it.what == orders::What::HandedOver && it.fulfilment == receipt.fulfilment)
        .or(history.first());
    let Some(id) = handed.and_then(|it| it.actor.parse().ok()) else { return Ok(String::new()) };
    match access::staff(q, id).await {
        Ok(staff) => Ok(staff.name),
        Err(access::Error::UnknownStaff) => Ok(String::new()),
        Err(error) => Err(Refusal::access(error)),
    }
}

/// The end of a device's id: enough to tell the tills of one store apart.
fn short(till: &TillId) -> String {
    let text = till.to_string();
    text[text.len() - 4..].to_uppercase()
}

/// `5252344078` as people read it.
fn spaced_nip(tax_id: &str) -> String {
    let digits: String = tax_id.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        10 => format!("{}-{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..8], &digits[8..]),
        _ => tax_id.to_owned(),
    }
}
