//! Goods that are expected: lines of purchase orders, and what transfers have sent.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::{Arrive, Expect, Places, Rest, Supply, SupplyFilter};
use kernel::{Capability, Everywhere, MovementId, SupplyId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wire::{self, List};
use crate::{State, locations, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplyInput {
    sku: wire::Sku,
    location: wire::Place,
    /// Purchase order and line, as you call them.
    #[schema(min_length = 1, max_length = 120, example = "PO 12/2026 1")]
    reference: String,
    /// All that was ordered, what has come already included.
    quantity: wire::Pieces,
    #[schema(value_type = String, format = DateTime)]
    expected_at: wire::Time,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct SupplyBody {
    id: wire::SupplyId,
    sku: Option<wire::Sku>,
    #[schema(example = "central")]
    location: String,
    origin: wire::SupplyOrigin,
    reference: String,
    transfer: Option<wire::TransferId>,
    quantity: i64,
    received: i64,
    lost: i64,
    /// Open promises that stand on it.
    promised: i64,
    expected_at: wire::Time,
    state: wire::SupplyState,
}

fn body(it: Supply, skus: &HashMap<VariantId, wire::Sku>, places: &Places) -> SupplyBody {
    SupplyBody {
        id: it.id.into(),
        sku: skus.get(&it.variant).cloned(),
        location: lookup::code(places, it.location),
        origin: it.origin.into(),
        transfer: it.transfer.map(Into::into),
        quantity: it.quantity,
        received: it.received,
        lost: it.lost,
        promised: it.promised,
        expected_at: it.expected_at.into(),
        state: it.state.into(),
        reference: it.reference,
    }
}

async fn told(state: &State, it: Supply) -> Result<Json<SupplyBody>> {
    let skus = lookup::skus(&state.db, [it.variant]).await?;
    Ok(Json(body(it, &skus, &*lookup::places(&state.db).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Where it will arrive: code or id.
    #[param(value_type = Option<String>, example = "gda-1")]
    location: Option<wire::Place>,
    #[param(value_type = Option<String>, example = "DEMO-1")]
    sku: Option<wire::Sku>,
}

/// What is expected
///
/// The soonest first, at most 500.
#[utoipa::path(get, path = "/supplies", tag = "stock", params(ListParams),
    responses((status = 200, body = List<SupplyBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<List<SupplyBody>>> {
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
    let filter = SupplyFilter { variant, location, scope: caller.scope() };
    let found = inventory::expected(&mut state.db.read_stale().await?, &filter).await?;
    let skus = lookup::skus(&state.db, found.iter().map(|it| it.variant)).await?;
    Ok(Json(List { items: found.into_iter().map(|it| body(it, &skus, &places)).collect() }))
}

/// Tell what is expected
///
/// Told again with another date or quantity, it changes, and promises move with it.
#[utoipa::path(put, path = "/supplies/{supply}", tag = "stock", request_body = SupplyInput,
    responses((status = 200, body = SupplyBody)))]
pub async fn save(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<SupplyId>,
    Body(input): Body<SupplyInput>,
) -> Result<Json<SupplyBody>> {
    let places = lookup::places(&state.db).await?;
    let wanted = Expect {
        id,
        variant: lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?,
        location: lookup::location(&places, &input.location).in_body("/location")?,
        reference: input.reference.clone(),
        quantity: input.quantity.0,
        expected_at: input.expected_at.0,
    };
    let saved = state.db.run(&actor, async |tx| inventory::expect(tx, wanted.clone()).await).await?;
    told(&state, saved).await
}

/// Call off what is expected
///
/// Doing so twice is harmless.
#[utoipa::path(delete, path = "/supplies/{supply}", tag = "stock",
    responses((status = 200, body = SupplyBody)))]
pub async fn call_off(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<SupplyId>,
) -> Result<Json<SupplyBody>> {
    let it = state.db.run(&actor, async |tx| inventory::call_off(tx, id).await).await?;
    told(&state, it).await
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalInput {
    units: wire::Pieces,
    /// What becomes of what did not come with it.
    #[serde(default)]
    rest: RestOf,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestOf {
    #[default]
    Follows,
    Lost,
}

/// Record a delivery
///
/// Promises of these goods become promises of stock, in the order in which they were made.
#[utoipa::path(post, path = "/supplies/{supply}/arrivals", tag = "stock", request_body = ArrivalInput,
    responses((status = 201, body = SupplyBody)))]
pub async fn arrive(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(supply): Named<SupplyId>,
    once: Once,
    Body(input): Body<ArrivalInput>,
) -> Result<(StatusCode, Json<SupplyBody>)> {
    let rest = match input.rest {
        RestOf::Follows => Rest::Follows,
        RestOf::Lost => Rest::Lost,
    };
    let known = inventory::find_supply(&mut state.db.read().await?, supply).await?;
    let skus = lookup::skus(&state.db, [known.variant]).await?;
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /supplies/{supply}/arrivals"), &actor, &(supply, &input), async |tx| {
            let id = tx.new_id::<MovementId>();
            inventory::arrive(tx, Arrive { id, supply, units: input.units.0, rest }).await?;
            Ok::<_, ApiError>(body(inventory::find_supply(tx, supply).await?, &skus, &places))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}
