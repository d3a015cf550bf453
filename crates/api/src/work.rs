//! The finer steps of a location's work: taking it, scanning, what is missing, and what goes to other stores.

use axum::Json;
use axum::extract::State as Of;
use kernel::{FulfilmentId, LineId, Quantity};
use orders::{PickLines, ShortPick};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::fulfilments::{QueueBody, may_look};
use crate::orders::{FulfilmentBody, OrderBody, whole};
use crate::wire::{self, List};
use crate::{State, locations, lookup};

/// Units of a line.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LineUnits)]
pub struct UnitsInput {
    line: wire::LineId,
    quantity: wire::Pieces,
}

/// Units of a line, or none of them.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LineCount)]
pub struct CountInput {
    line: wire::LineId,
    quantity: wire::Count,
}

pub fn units(list: &[UnitsInput], pointer: &str) -> Result<Vec<(LineId, Quantity)>> {
    if list.is_empty() || list.len() > 200 {
        return Err(invalid(pointer, "1 to 200 lines"));
    }
    Ok(list.iter().map(|it| (it.line.0, it.quantity.0)).collect())
}

/// Somebody takes the work
///
/// From now on the clock of picking runs. Taking it again is harmless.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/accept", tag = "store",
    responses((status = 200, body = FulfilmentBody)))]
pub async fn accept(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<FulfilmentBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/accept"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::accept(tx, id).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PickedInput {
    /// To how many each named line is set; the others stay.
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<CountInput>,
}

/// How much lies in the picker's cart
///
/// For scan to pick: with every scan a line is set to one more. The last unit makes the fulfilment picked.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/picked", tag = "store", request_body = PickedInput,
    responses((status = 200, body = FulfilmentBody)))]
pub async fn picked(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<PickedInput>,
) -> Result<Json<FulfilmentBody>> {
    if input.lines.is_empty() || input.lines.len() > 200 {
        return Err(invalid("/lines", "1 to 200 lines"));
    }
    let lines = input.lines.iter().map(|it| (it.line.0, it.quantity.0)).collect();
    let request = PickLines { fulfilment: id, lines };
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/picked"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::pick_lines(tx, request.clone()).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortageInput {
    #[schema(min_items = 1, max_items = 200)]
    missing: Vec<UnitsInput>,
    reason: wire::RejectReason,
}

/// Some units cannot be found
///
/// What was found goes on. The missing units come from elsewhere, wait for a person or are cancelled, as the policy says; the
/// answer is the order as it then stands.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/shortages", tag = "store", request_body = ShortageInput,
    responses((status = 200, body = OrderBody)))]
pub async fn short(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
    Body(input): Body<ShortageInput>,
) -> Result<Json<OrderBody>> {
    let missing = units(&input.missing, "/missing")?;
    let request = ShortPick { fulfilment: id, missing, reason: input.reason.0 };
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/shortages"), &actor, &(id, &input), async |tx| {
            let order = orders::short_pick(tx, request.clone()).await?;
            whole(tx, order, &places).await
        })
        .await?;
    Ok(Json(body))
}

/// A transfer leaves for its store
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/dispatch", tag = "store",
    responses((status = 200, body = FulfilmentBody)))]
pub async fn dispatch(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<FulfilmentBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/dispatch"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::dispatch(tx, id).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

/// A transfer has arrived
///
/// The answer is the work of the store that goes on with it.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/receive", tag = "store",
    responses((status = 200, body = FulfilmentBody)))]
pub async fn receive(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<FulfilmentBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/receive"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(FulfilmentBody::of(&orders::receive(tx, id).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

/// Look again for units that nobody had
///
/// The answer is the order as it then stands.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/retry", tag = "store",
    responses((status = 200, body = OrderBody)))]
pub async fn retry(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<FulfilmentId>,
) -> Result<Json<OrderBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/retry"), &actor, &id, async |tx| {
            orders::retry_parked(tx, id).await?;
            let order = orders::order_of_fulfilment(tx, id).await?;
            whole(tx, order, &places).await
        })
        .await?;
    Ok(Json(body))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ComingParams {
    /// Code or id.
    #[param(value_type = String, example = "gda-1")]
    location: wire::Place,
}

/// Transfers that come to a store, oldest order first
#[utoipa::path(get, path = "/fulfilments/coming", tag = "store", params(ComingParams),
    responses((status = 200, body = List<QueueBody>)))]
pub async fn coming(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ComingParams>,
) -> Result<Json<List<QueueBody>>> {
    let places = lookup::places(&state.db).await?;
    let location = locations::parameter(&places, "location", &params.location)?;
    may_look(&caller, location)?;
    let found = orders::coming(&mut state.db.read().await?, location).await?;
    Ok(Json(List { items: found.into_iter().map(|it| QueueBody::of(it, &places)).collect() }))
}
