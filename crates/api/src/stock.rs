//! What lies where, and the facts that change it.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::{Change, Move, StockFilter};
use kernel::{Capability, Everywhere, MovementId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Once, Params};
use crate::wire::{self, Page};
use crate::{State, locations, lookup};

/// A fact about stock: so many came or went (`delta`), or so many lay there (`counted`). Exactly one of the two.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MovementInput {
    /// Chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^movement_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::MovementId>,
    sku: wire::Sku,
    location: wire::Place,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    delta: Option<i64>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000, example = 20)]
    counted: Option<i64>,
    /// When it happened, or when the count looked.
    #[serde(default)]
    as_of: Option<wire::Time>,
    cause: wire::Cause,
    /// A document, an order: whatever you find it by.
    #[serde(default)]
    #[schema(max_length = 200)]
    reference: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct MovementBody {
    id: wire::MovementId,
    sku: wire::Sku,
    #[schema(example = "gda-1")]
    location: String,
    /// What it changed.
    delta: i64,
    counted: Option<i64>,
    /// What lay there afterwards.
    on_hand: i64,
    cause: wire::Cause,
    reference: Option<String>,
    happened_at: wire::Time,
    recorded_at: wire::Time,
}

#[derive(Serialize, ToSchema)]
pub struct StockBody {
    sku: wire::Sku,
    #[schema(example = "gda-1")]
    location: String,
    on_hand: i64,
    /// Damaged, in quality check, on display.
    unavailable: i64,
    safety: i64,
    /// Promised.
    reserved: i64,
    /// What may still be promised.
    available: i64,
    version: i64,
}

/// Record a stock movement
///
/// Facts are never refused: if promised goods are gone, that is recorded as a shortfall.
#[utoipa::path(post, path = "/stock/movements", tag = "stock", request_body = MovementInput,
    responses((status = 201, body = MovementBody)))]
pub async fn record(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<MovementInput>,
) -> Result<(StatusCode, Json<MovementBody>)> {
    let change = match (input.delta, input.counted) {
        (Some(0), None) => return Err(invalid("/delta", "a change of zero is no change")),
        (Some(delta), None) if delta.unsigned_abs() > wire::MOST_PIECES as u64 => {
            return Err(invalid("/delta", "between -1000000 and 1000000"));
        }
        (Some(delta), None) => Change::Delta(delta),
        (None, Some(counted)) if !(0..=wire::MOST_PIECES).contains(&counted) => {
            return Err(invalid("/counted", "between 0 and 1000000"));
        }
        (None, Some(counted)) => Change::Counted(counted),
        _ => return Err(invalid("/delta", "either delta or counted")),
    };
    if input.reference.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(invalid("/reference", "at most 200 characters"));
    }
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let variant = lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?;
    let body = state
        .db
        .once(&once.key("POST /stock/movements"), &actor, &input, async |tx| {
            let fact = Move {
                id: input.id.map_or_else(|| tx.new_id::<MovementId>(), |id| id.0),
                variant,
                location,
                change,
                cause: input.cause.0,
                reference: input.reference.clone(),
                at: input.as_of.map(|at| at.0),
            };
            let it = inventory::move_stock(tx, fact).await?;
            Ok::<_, ApiError>(MovementBody {
                id: it.id.into(),
                sku: input.sku.clone(),
                location: lookup::code(&places, it.location),
                delta: it.delta,
                counted: it.counted,
                on_hand: it.on_hand,
                cause: it.cause.into(),
                reference: it.reference,
                happened_at: it.happened_at.into(),
                recorded_at: it.recorded_at.into(),
            })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    #[param(value_type = Option<String>, example = "DEMO-1")]
    sku: Option<wire::Sku>,
    /// Code or id.
    #[param(value_type = Option<String>, example = "gda-1")]
    location: Option<wire::Place>,
    /// Only where fewer than this are available.
    #[param(minimum = -1_000_000, maximum = 1_000_000)]
    below: Option<i64>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// Stock by variant and location
#[utoipa::path(get, path = "/stock", tag = "stock", params(ListParams),
    responses((status = 200, body = Page<StockBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<StockBody>>> {
    caller.require(Capability::ReadStock, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = match &params.location {
        Some(place) => Some(locations::parameter(&places, "location", place)?),
        None => None,
    };
    let variant = match &params.sku {
        Some(sku) => {
            Some(lookup::variant(&state.db, &sku.0).await.map_err(|error| match error.status() {
                404 => lookup::wrong_parameter("sku", "there is no such variant"),
                _ => error,
            })?)
        }
        None => None,
    };
    let filter = StockFilter { variant, location, scope: caller.scope(), below: params.below };
    let page = wire::page(params.limit, params.after, params.count);
    let found = inventory::stock(&mut state.db.read_stale().await?, &filter, &page).await?;
    let skus = lookup::skus(&state.db, found.items.iter().map(|row| row.variant)).await?;
    let rows = found.items.iter().filter_map(|row| {
        Some(StockBody {
            sku: skus.get(&row.variant)?.clone(),
            location: lookup::code(&places, row.location),
            on_hand: row.on_hand,
            unavailable: row.unavailable,
            safety: row.safety,
            reserved: row.reserved,
            available: row.available(),
            version: row.version,
        })
    });
    Ok(Json(Page { items: rows.collect(), next: found.next, count: found.count }))
}
