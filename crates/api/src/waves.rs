//! Waves: work of a location that somebody picks in one walk.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::Places;
use kernel::{Capability, Query, WaveId};
use orders::{OpenWave, Stop, Wave};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once};
use crate::fulfilments::may_look;
use crate::wire;
use crate::{State, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Wave)]
pub struct WaveBody {
    #[schema(example = "wave_01h455vb4pex5vsknk084sn02q")]
    id: String,
    #[schema(example = "gda-1")]
    location: String,
    state: wire::WaveState,
    /// Who walks.
    picker: Option<String>,
    opened_at: wire::Time,
    closed_at: Option<wire::Time>,
    /// The list for the walk: each variant once, by SKU.
    stops: Vec<StopBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = WaveStop)]
pub struct StopBody {
    sku: wire::Sku,
    name: BTreeMap<String, String>,
    quantity: i64,
    picked: i64,
    wanted_by: Vec<WantBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = WaveWant)]
pub struct WantBody {
    fulfilment: wire::FulfilmentId,
    number: String,
    line: wire::LineId,
    quantity: i64,
    picked: i64,
}

impl StopBody {
    fn of(it: Stop) -> Self {
        let want = |it: orders::Want| WantBody {
            fulfilment: it.fulfilment.into(),
            number: it.number,
            line: it.line.into(),
            quantity: it.quantity.get(),
            picked: it.picked.get(),
        };
        StopBody {
            sku: it.sku.into(),
            name: it.name.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect(),
            quantity: it.quantity,
            picked: it.picked,
            wanted_by: it.wanted_by.into_iter().map(want).collect(),
        }
    }
}

async fn whole(q: &mut impl Query, it: Wave, places: &Places) -> Result<WaveBody> {
    let items = orders::wave_items(q, it.id).await?;
    Ok(WaveBody {
        id: it.id.to_string(),
        location: lookup::code(places, it.location),
        state: it.state.into(),
        picker: it.picker.map(|id| id.to_string()),
        opened_at: it.opened_at.into(),
        closed_at: it.closed_at.map(Into::into),
        stops: orders::stops(&items).into_iter().map(StopBody::of).collect(),
    })
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaveInput {
    /// Code or id.
    #[schema(value_type = String, example = "gda-1")]
    location: wire::Place,
    /// Left out: the oldest open work.
    #[serde(default)]
    #[schema(max_items = 20)]
    fulfilments: Option<Vec<wire::FulfilmentId>>,
}

/// Begin a walk
///
/// Open work is taken together, up to twenty orders, and its clocks of picking start.
#[utoipa::path(post, path = "/waves", tag = "store", request_body = WaveInput,
    responses((status = 201, body = WaveBody)))]
pub async fn open(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<WaveInput>,
) -> Result<(StatusCode, Json<WaveBody>)> {
    if input.fulfilments.as_ref().is_some_and(|some| some.len() > 20) {
        return Err(invalid("/fulfilments", "at most 20"));
    }
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let fulfilments = input.fulfilments.as_ref().map(|some| some.iter().map(|id| id.0).collect());
    let request = OpenWave { id: WaveId::fresh(state.db.now()), location, fulfilments };
    let body = state
        .db
        .once(&once.key("POST /waves"), &actor, &input, async |tx| {
            let wave = orders::open_wave(tx, request.clone()).await?;
            whole(tx, wave, &places).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// A walk with its list
#[utoipa::path(get, path = "/waves/{wave}", tag = "store", responses((status = 200, body = WaveBody)))]
pub async fn show(Of(state): Of<State>, caller: Caller, Named(id): Named<WaveId>) -> Result<Json<WaveBody>> {
    caller.require(Capability::ReadOrders, kernel::Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let mut read = state.db.read().await?;
    let wave = orders::wave(&mut read, id).await?;
    may_look(&caller, wave.location)?;
    Ok(Json(whole(&mut read, wave, &places).await?))
}

/// End a walk
///
/// What was not picked is free for another one.
#[utoipa::path(post, path = "/waves/{wave}/close", tag = "store", responses((status = 200, body = WaveBody)))]
pub async fn close(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<WaveId>,
) -> Result<Json<WaveBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /waves/{wave}/close"), &actor, &id, async |tx| {
            let wave = orders::close_wave(tx, id).await?;
            whole(tx, wave, &places).await
        })
        .await?;
    Ok(Json(body))
}
