//! Sales of a till, a batch at a time. Each sale has its own id, made by the till, so a batch that is sent again
//! doubles nothing; each has its own result.

use axum::Json;
use axum::extract::State as Of;
use kernel::{LineId, Problem, Sku, TenderId, TillId};
use orders::{Sell, SellLine};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, InBody, ProblemBody, Result, invalid};
use crate::extract::{Body, Caller, Named};
use crate::fulfilments::{ReceiptBody, TenderInput};
use crate::wire::{self, List};
use crate::{State, lookup};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesInput {
    location: wire::Place,
    /// Whose prices hold.
    channel: wire::Channel,
    #[schema(min_items = 1, max_items = 100)]
    sales: Vec<SaleInput>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleInput {
    /// Made by the till: a sale that is sent twice is one sale.
    #[schema(value_type = String, pattern = "^order_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    order: wire::OrderId,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<SaleLineInput>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^person_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    person: Option<wire::PersonId>,
    /// Exactly the total.
    #[schema(max_items = 10)]
    tenders: Vec<TenderInput>,
    #[serde(default)]
    #[schema(value_type = Option<wire::Language>)]
    lang: Option<wire::Language>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleLineInput {
    sku: wire::Sku,
    quantity: wire::Pieces,
}

/// What became of a sale: a receipt, or the problem that stood in its way.
#[derive(Serialize, ToSchema)]
pub struct SaleResult {
    order: wire::OrderId,
    /// 201 or the status of the problem.
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemBody>)]
    problem: Option<Problem>,
}

/// Record sales of a till
///
/// Sales are facts and never refused for stock. The results stand in the order of the sales.
#[utoipa::path(post, path = "/tills/{till}/sales", tag = "store", request_body = SalesInput,
    responses((status = 200, body = List<SaleResult>)))]
pub async fn sell(
    Of(state): Of<State>,
    caller: Caller,
    Named(till): Named<TillId>,
    Body(input): Body<SalesInput>,
) -> Result<Json<List<SaleResult>>> {
    if !(1..=100).contains(&input.sales.len()) {
        return Err(invalid("/sales", "1 to 100 sales"));
    }
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    caller.require(kernel::Capability::Sell, location)?;
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let mut items = Vec::with_capacity(input.sales.len());
    for (i, sale) in input.sales.iter().enumerate() {
        let sold = one(&state, &caller, till, location, &input.channel.0, sale, &format!("/sales/{i}")).await;
        items.push(match sold {
            Ok((number, receipt)) => SaleResult {
                order: sale.order,
                status: 201,
                number: Some(number),
                receipt: Some(ReceiptBody::of(receipt, &places)),
                problem: None,
            },
            // Not the sale's fault: the till sends the batch again.
            Err(error) if error.status() >= 500 => return Err(error),
            Err(error) => SaleResult {
                order: sale.order,
                status: error.status(),
                number: None,
                receipt: None,
                problem: Some(error.into_problem()),
            },
        });
    }
    Ok(Json(List { items }))
}

async fn one(
    state: &State,
    caller: &Caller,
    till: TillId,
    location: kernel::LocationId,
    channel: &kernel::ChannelCode,
    sale: &SaleInput,
    at: &str,
) -> Result<(String, orders::Receipt)> {
    let now = state.db.now();
    let skus: Vec<Sku> = sale.lines.iter().map(|line| line.sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |n| format!("{at}/lines/{n}/sku")).await?;
    let lines = variants.into_iter().zip(&sale.lines).map(|(variant, line)| SellLine {
        id: LineId::fresh(now),
        variant,
        quantity: line.quantity.0,
    });
    if sale.tenders.len() > 10 {
        return Err(invalid(format!("{at}/tenders"), "at most 10"));
    }
    let mut tenders = Vec::with_capacity(sale.tenders.len());
    for (n, it) in sale.tenders.iter().enumerate() {
        tenders.push(it.read(TenderId::fresh(now), &format!("{at}/tenders/{n}"))?);
    }
    let person = sale.person.map(|id| id.0);
    let person = lookup::check_person(&state.db, caller, person, &format!("{at}/person")).await?;
    let request = Sell {
        order: sale.order.0,
        till: Some(till),
        location,
        channel: channel.clone(),
        lines: lines.collect(),
        person,
        tenders,
        lang: sale.lang.map_or(customers::Language::default(), |it| it.0).to_string(),
    };
    let (order, receipt) = state
        .db
        .run(&caller.0, async |tx| orders::sell(tx, request.clone()).await.map_err(ApiError::from))
        .await?;
    Ok((order.number, receipt))
}
