//! Goods that go from one of our places to another.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::{Places, RequestTransfer, Transfer, TransferFilter, TransferLine, Units};
use kernel::{Capability, Everywhere, Sku, TransferId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wire::{self, Page};
use crate::{State, locations, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferInput {
    /// Chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^transfer_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::TransferId>,
    source: wire::Place,
    destination: wire::Place,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<Asked>,
    #[serde(default)]
    #[schema(max_length = 200)]
    note: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    sku: wire::Sku,
    quantity: wire::Pieces,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackedInput {
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<Counted>,
    /// When they shall be there; three days from now if left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<wire::Time>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnpackedInput {
    /// What nobody names did not come.
    #[schema(max_items = 200)]
    lines: Vec<Counted>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    sku: wire::Sku,
    units: wire::Count,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct TransferBody {
    id: wire::TransferId,
    #[schema(example = "central")]
    source: String,
    #[schema(example = "gda-1")]
    destination: String,
    state: wire::TransferState,
    note: Option<String>,
    requested_at: wire::Time,
    sent_at: Option<wire::Time>,
    expected_at: Option<wire::Time>,
    closed_at: Option<wire::Time>,
    /// Empty in lists.
    lines: Vec<TransferLineBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct TransferLineBody {
    sku: Option<wire::Sku>,
    requested: i64,
    sent: i64,
    received: i64,
}

fn body(
    it: Transfer,
    lines: Vec<TransferLine>,
    skus: &HashMap<VariantId, wire::Sku>,
    places: &Places,
) -> TransferBody {
    let lines = lines.into_iter().map(|line| TransferLineBody {
        sku: skus.get(&line.variant).cloned(),
        requested: line.requested,
        sent: line.sent,
        received: line.received,
    });
    TransferBody {
        id: it.id.into(),
        source: lookup::code(places, it.source),
        destination: lookup::code(places, it.destination),
        state: it.state.into(),
        note: it.note,
        requested_at: it.requested_at.into(),
        sent_at: it.sent_at.map(Into::into),
        expected_at: it.expected_at.map(Into::into),
        closed_at: it.closed_at.map(Into::into),
        lines: lines.collect(),
    }
}

async fn told(state: &State, it: Transfer) -> Result<Json<TransferBody>> {
    let lines = inventory::transfer_lines(&mut state.db.read().await?, it.id).await?;
    let skus = lookup::skus(&state.db, lines.iter().map(|line| line.variant)).await?;
    Ok(Json(body(it, lines, &skus, &*lookup::places(&state.db).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// From or to this place: code or id.
    #[param(value_type = Option<String>, example = "gda-1")]
    location: Option<wire::Place>,
    #[param(value_type = Option<String>, example = "sent")]
    state: Option<wire::TransferState>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Transfers
///
/// The newest first.
#[utoipa::path(get, path = "/transfers", tag = "stock", params(ListParams),
    responses((status = 200, body = Page<TransferBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<TransferBody>>> {
    caller.require(Capability::ReadStock, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = match &params.location {
        Some(place) => Some(locations::parameter(&places, "location", place)?),
        None => None,
    };
    let filter = TransferFilter { location, scope: caller.scope(), state: params.state.map(|it| it.0) };
    let page = wire::page(params.limit, params.after, None);
    let found = inventory::transfers(&mut state.db.read_stale().await?, &filter, &page).await?;
    Ok(Json(found.map(|it| body(it, Vec::new(), &HashMap::new(), &places)).into()))
}

/// Ask for a transfer
#[utoipa::path(post, path = "/transfers", tag = "stock", request_body = TransferInput,
    responses((status = 201, body = TransferBody)))]
pub async fn create(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<TransferInput>,
) -> Result<(StatusCode, Json<TransferBody>)> {
    if !(1..=200).contains(&input.lines.len()) {
        return Err(invalid("/lines", "1 to 200 lines"));
    }
    let places = lookup::places(&state.db).await?;
    let source = lookup::location(&places, &input.source).in_body("/source")?;
    let destination = lookup::location(&places, &input.destination).in_body("/destination")?;
    let skus: Vec<Sku> = input.lines.iter().map(|line| line.sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |i| format!("/lines/{i}/sku")).await?;
    let lines: Vec<Units> =
        variants.into_iter().zip(&input.lines).map(|(variant, line)| (variant, line.quantity.0)).collect();
    let made = state
        .db
        .once(&once.key("POST /transfers"), &actor, &input, async |tx| {
            let id = input.id.map_or_else(|| tx.new_id::<TransferId>(), |id| id.0);
            let (lines, note) = (lines.clone(), input.note.clone());
            let wanted = RequestTransfer { id, source, destination, lines, note };
            Ok::<_, ApiError>(wire::TransferId::from(inventory::request_transfer(tx, wanted).await?.id))
        })
        .await?;
    let it = inventory::transfer(&mut state.db.read().await?, made.0).await?;
    Ok((StatusCode::CREATED, told(&state, it).await?))
}

/// Finds a transfer that the caller may see.
async fn find(state: &State, caller: &Caller, id: TransferId) -> Result<Transfer> {
    caller.require(Capability::ReadStock, Everywhere)?;
    let it = inventory::transfer(&mut state.db.read().await?, id).await?;
    let sees = caller.scope().is_none_or(|own| own.contains(&it.source) || own.contains(&it.destination));
    if sees { Ok(it) } else { Err(inventory::Error::UnknownTransfer(id).into()) }
}

/// One transfer
#[utoipa::path(get, path = "/transfers/{transfer}", tag = "stock",
    responses((status = 200, body = TransferBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<TransferId>,
) -> Result<Json<TransferBody>> {
    let it = find(&state, &caller, id).await?;
    told(&state, it).await
}

async fn units(state: &State, lines: &[Counted]) -> Result<Vec<Units>> {
    if lines.len() > 200 {
        return Err(invalid("/lines", "at most 200 lines"));
    }
    let skus: Vec<Sku> = lines.iter().map(|line| line.sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |i| format!("/lines/{i}/sku")).await?;
    Ok(variants.into_iter().zip(lines).map(|(variant, line)| (variant, line.units.0)).collect())
}

/// Send a transfer
///
/// What was packed counts. The goods leave the source and are on their way to the destination. Doing so twice is harmless.
#[utoipa::path(post, path = "/transfers/{transfer}/send", tag = "stock", request_body = PackedInput,
    responses((status = 200, body = TransferBody)))]
pub async fn send(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<TransferId>,
    once: Once,
    Body(input): Body<PackedInput>,
) -> Result<Json<TransferBody>> {
    let packed = units(&state, &input.lines).await?;
    let at = input.expected_at.map(|it| it.0);
    let made = state
        .db
        .once(&once.key("POST /transfers/{transfer}/send"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(wire::TransferId::from(inventory::send_transfer(tx, id, &packed, at).await?.id))
        })
        .await?;
    let it = inventory::transfer(&mut state.db.read().await?, made.0).await?;
    told(&state, it).await
}

/// Receive a transfer
///
/// What was counted on arrival. What is missing was lost on the way, what is too much was found. Doing so twice is harmless.
#[utoipa::path(post, path = "/transfers/{transfer}/receive", tag = "stock", request_body = UnpackedInput,
    responses((status = 200, body = TransferBody)))]
pub async fn receive(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<TransferId>,
    once: Once,
    Body(input): Body<UnpackedInput>,
) -> Result<Json<TransferBody>> {
    let counted = units(&state, &input.lines).await?;
    let made = state
        .db
        .once(&once.key("POST /transfers/{transfer}/receive"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(wire::TransferId::from(inventory::receive_transfer(tx, id, &counted).await?.id))
        })
        .await?;
    let it = inventory::transfer(&mut state.db.read().await?, made.0).await?;
    told(&state, it).await
}

/// Cancel a transfer
///
/// Before anything has left. Doing so twice is harmless.
#[utoipa::path(post, path = "/transfers/{transfer}/cancel", tag = "stock",
    responses((status = 200, body = TransferBody)))]
pub async fn cancel(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<TransferId>,
    once: Once,
) -> Result<Json<TransferBody>> {
    let made = state
        .db
        .once(&once.key("POST /transfers/{transfer}/cancel"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(wire::TransferId::from(inventory::cancel_transfer(tx, id).await?.id))
        })
        .await?;
    let it = inventory::transfer(&mut state.db.read().await?, made.0).await?;
    told(&state, it).await
}
