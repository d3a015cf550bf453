//! What things cost together, without storing anything.

use axum::Json;
use axum::extract::State as Of;
use kernel::{BasketId, LineId, Sku};
use orders::{Basket, BasketLine, BasketState};
use pricing::{Quote, TaxSummary};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{InBody, Result, invalid};
use crate::extract::{Body, Caller};
use crate::wire;
use crate::{State, lookup};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteInput {
    channel: wire::Channel,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<QuoteLineInput>,
    /// With the cost of a parcel.
    #[serde(default)]
    ship: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteLineInput {
    sku: wire::Sku,
    quantity: wire::Pieces,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Quote)]
pub struct QuoteBody {
    lines: Vec<QuoteLineBody>,
    /// Gross, without delivery.
    goods: wire::Money,
    delivery: Option<wire::Money>,
    net: wire::Money,
    tax: wire::Money,
    /// Gross: what the shopper pays.
    total: wire::Money,
    /// By rate.
    taxes: Vec<TaxBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = QuoteLine)]
pub struct QuoteLineBody {
    sku: wire::Sku,
    quantity: i64,
    unit: wire::Money,
    gross: wire::Money,
    net: wire::Money,
    tax: wire::Money,
    /// 2300 is 23 %.
    tax_rate_bp: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = TaxSummary)]
pub struct TaxBody {
    tax_class: wire::TaxClass,
    /// 2300 is 23 %.
    tax_rate_bp: i64,
    net: wire::Money,
    tax: wire::Money,
    gross: wire::Money,
}
impl From<TaxSummary> for TaxBody {
    fn from(it: TaxSummary) -> Self {
        TaxBody {
            tax_class: it.tax_class.into(),
            tax_rate_bp: it.tax_rate_bp,
            net: it.net.into(),
            tax: it.tax.into(),
            gross: it.gross.into(),
        }
    }
}

impl QuoteBody {
    pub async fn of(state: &State, quote: Quote) -> Result<Self> {
        let skus = lookup::skus(&state.db, quote.lines.iter().map(|line| line.variant)).await?;
        let lines = quote.lines.iter().filter_map(|it| {
            Some(QuoteLineBody {
                sku: skus.get(&it.variant)?.clone(),
                quantity: it.quantity.get(),
                unit: it.unit_gross.into(),
                gross: it.gross.into(),
                net: it.net.into(),
                tax: it.tax.into(),
                tax_rate_bp: it.tax_rate_bp,
            })
        });
        Ok(QuoteBody {
            lines: lines.collect(),
            goods: quote.goods.into(),
            delivery: quote.delivery.map(|it| it.gross.into()),
            net: quote.net.into(),
            tax: quote.tax.into(),
            total: quote.total.into(),
            taxes: quote.tax_summary.into_iter().map(Into::into).collect(),
        })
    }
}

/// What lines would cost
///
/// The same quote that the checkout asks; nothing is stored.
#[utoipa::path(post, path = "/quotes", tag = "sales", request_body = QuoteInput,
    responses((status = 200, body = QuoteBody)))]
pub async fn quote(
    Of(state): Of<State>,
    _: Caller,
    Body(input): Body<QuoteInput>,
) -> Result<Json<QuoteBody>> {
    if !(1..=orders::MAX_LINES).contains(&input.lines.len()) {
        return Err(invalid("/lines", "1 to 200 lines"));
    }
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let skus: Vec<Sku> = input.lines.iter().map(|line| line.sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |i| format!("/lines/{i}/sku")).await?;
    let now = state.db.now();
    let lines = variants.into_iter().zip(&input.lines).map(|(variant, line)| BasketLine {
        id: LineId::fresh(now),
        variant,
        quantity: line.quantity.0,
        added_at: now,
    });
    let basket = Basket {
        id: BasketId::fresh(now),
        channel: input.channel.0.clone(),
        person: None,
        visitor: None,
        state: BasketState::Open,
        order: None,
        lines: lines.collect(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let quote = orders::quote_basket(&mut state.db.read().await?, &basket, now, input.ship).await?;
    Ok(Json(QuoteBody::of(&state, quote).await?))
}
