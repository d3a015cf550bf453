//! Rounds of counting. The store stays open: each line says when somebody looked.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::{Count, CountLine, Counted, OpenCount};
use kernel::{Capability, CountId, Everywhere, MovementId, Sku, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wire::{self, Page};
use crate::{State, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountInput {
    /// Chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^count_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::CountId>,
    location: wire::Place,
    #[schema(min_length = 1, max_length = 80, example = "Shelf 3")]
    name: String,
    /// What shall be counted; with none, whatever people find.
    #[serde(default)]
    #[schema(max_items = 1000)]
    skus: Vec<wire::Sku>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountLineInput {
    sku: wire::Sku,
    units: wire::Count,
    /// When somebody looked; now, if left out. What moved since then is taken into account.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    as_of: Option<wire::Time>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct CountBody {
    id: wire::CountId,
    #[schema(example = "gda-1")]
    location: String,
    name: String,
    state: wire::CountState,
    opened_at: wire::Time,
    closed_at: Option<wire::Time>,
    /// Empty in lists.
    lines: Vec<CountLineBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct CountLineBody {
    sku: Option<wire::Sku>,
    counted: Option<i64>,
    /// What the last look changed: found beyond the record, or missing.
    difference: i64,
    /// How often it was counted.
    round: i64,
    counted_at: Option<wire::Time>,
}

fn line_body(line: CountLine, skus: &HashMap<VariantId, wire::Sku>) -> CountLineBody {
    CountLineBody {
        sku: skus.get(&line.variant).cloned(),
        counted: line.counted,
        difference: line.difference,
        round: line.round,
        counted_at: line.counted_at.map(Into::into),
    }
}

fn body(it: Count, lines: Vec<CountLineBody>, places: &inventory::Places) -> CountBody {
    CountBody {
        id: it.id.into(),
        location: lookup::code(places, it.location),
        name: it.name,
        state: it.state.into(),
        opened_at: it.opened_at.into(),
        closed_at: it.closed_at.map(Into::into),
        lines,
    }
}

async fn told(state: &State, it: Count) -> Result<Json<CountBody>> {
    let lines = inventory::count_lines(&mut state.db.read().await?, it.id).await?;
    let skus = lookup::skus(&state.db, lines.iter().map(|line| line.variant)).await?;
    let lines = lines.into_iter().map(|line| line_body(line, &skus)).collect();
    Ok(Json(body(it, lines, &*lookup::places(&state.db).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Rounds of counting
///
/// The newest first.
#[utoipa::path(get, path = "/counts", tag = "stock", params(ListParams),
    responses((status = 200, body = Page<CountBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<CountBody>>> {
    caller.require(Capability::ReadStock, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let page = wire::page(params.limit, params.after, None);
    let found = inventory::counts(&mut state.db.read_stale().await?, caller.scope(), &page).await?;
    Ok(Json(found.map(|it| body(it, Vec::new(), &places)).into()))
}

/// Open a round of counting
#[utoipa::path(post, path = "/counts", tag = "stock", request_body = CountInput,
    responses((status = 201, body = CountBody)))]
pub async fn open(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<CountInput>,
) -> Result<(StatusCode, Json<CountBody>)> {
    if input.skus.len() > 1000 {
        return Err(invalid("/skus", "at most 1000 SKUs"));
    }
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let skus: Vec<Sku> = input.skus.iter().map(|sku| sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |i| format!("/skus/{i}")).await?;
    let made = state
        .db
        .once(&once.key("POST /counts"), &actor, &input, async |tx| {
            let id = input.id.map_or_else(|| tx.new_id::<CountId>(), |id| id.0);
            let (name, variants) = (input.name.clone(), variants.clone());
            let wanted = OpenCount { id, location, name, variants };
            Ok::<_, ApiError>(wire::CountId::from(inventory::open_count(tx, wanted).await?.id))
        })
        .await?;
    let it = inventory::count(&mut state.db.read().await?, made.0).await?;
    Ok((StatusCode::CREATED, told(&state, it).await?))
}

/// One round, with its differences
#[utoipa::path(get, path = "/counts/{count}", tag = "stock", responses((status = 200, body = CountBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<CountId>,
) -> Result<Json<CountBody>> {
    let it = inventory::count(&mut state.db.read().await?, id).await?;
    caller.require(Capability::ReadStock, it.location)?;
    told(&state, it).await
}

/// Tell what lay there
///
/// The record becomes right at once; counting again puts the first look right.
#[utoipa::path(post, path = "/counts/{count}/lines", tag = "stock", request_body = CountLineInput,
    responses((status = 201, body = CountLineBody)))]
pub async fn line(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(count): Named<CountId>,
    once: Once,
    Body(input): Body<CountLineInput>,
) -> Result<(StatusCode, Json<CountLineBody>)> {
    let variant = lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?;
    let skus = HashMap::from([(variant, input.sku.clone())]);
    let body = state
        .db
        .once(&once.key("POST /counts/{count}/lines"), &actor, &(count, &input), async |tx| {
            let (units, at) = (input.units.0, input.as_of.map(|it| it.0));
            let look = Counted { id: tx.new_id::<MovementId>(), count, variant, units, at };
            Ok::<_, ApiError>(line_body(inventory::count_line(tx, look).await?, &skus))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Finish a round
///
/// Doing so twice is harmless.
#[utoipa::path(post, path = "/counts/{count}/finish", tag = "stock",
    responses((status = 200, body = CountBody)))]
pub async fn finish(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<CountId>,
    once: Once,
) -> Result<Json<CountBody>> {
    let made = state
        .db
        .once(&once.key("POST /counts/{count}/finish"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(wire::CountId::from(inventory::finish_count(tx, id).await?.id))
        })
        .await?;
    let it = inventory::count(&mut state.db.read().await?, made.0).await?;
    told(&state, it).await
}
