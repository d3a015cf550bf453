//! What can be promised, where. Served from memory; the answer for a variant is encoded once per change.

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::State as Of;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use inventory::{Cells, Filter, Offer, Places};
use kernel::Sku;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Result, invalid};
use crate::extract::{Body, Caller, Named, Params};
use crate::wire::{self, Around, List, LocationCapability};
use crate::{State, lookup};

#[derive(Serialize, ToSchema)]
pub struct AvailabilityBody {
    sku: wire::Sku,
    /// What can be promised in all locations together.
    available: i64,
    /// Where: only locations that have some; with `near` the nearest first.
    locations: Vec<AvailableAt>,
    /// Goods on their way that the channel may be promised, the soonest first: a preorder, a backorder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incoming: Vec<IncomingAt>,
}

#[derive(Serialize, ToSchema)]
pub struct IncomingAt {
    #[schema(example = "central")]
    location: String,
    units: i64,
    expected_at: wire::Time,
}

#[derive(Serialize, ToSchema)]
pub struct AvailableAt {
    #[schema(example = "gda-1")]
    location: String,
    available: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<i64>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OneParams {
    /// Whose shopper asks.
    #[param(value_type = Option<String>, example = "shop")]
    channel: Option<wire::Channel>,
    /// `lat,lon`: only the nearest locations, nearest first.
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?$", example = "54.35,18.65")]
    near: Option<Around>,
    /// Only locations that can do this.
    #[param(value_type = Option<String>, example = "pickup")]
    capability: Option<LocationCapability>,
    /// With `near`: how many locations.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 10)]
    limit: Option<wire::Limit>,
}

fn filter(capability: Option<LocationCapability>) -> Filter {
    Filter { capability: capability.map(|it| it.0), ..Filter::default() }
}

fn incoming(offer: &Offer, places: &Places, filter: &Filter) -> Vec<IncomingAt> {
    let coming = offer.incoming(places, filter).map(|it| IncomingAt {
        location: it.place.location.code.clone(),
        units: it.units,
        expected_at: it.expected_at.into(),
    });
    coming.collect()
}

fn everywhere(sku: &Sku, offer: &Offer, places: &Places, filter: &Filter) -> AvailabilityBody {
    let rows = offer.rows(places, filter).map(|(place, available)| AvailableAt {
        location: place.location.code.clone(),
        available,
        distance_m: None,
    });
    AvailabilityBody {
        sku: sku.clone().into(),
        available: offer.total(places, filter),
        locations: rows.collect(),
        incoming: incoming(offer, places, filter),
    }
}

async fn nearby(
    state: &State,
    sku: &Sku,
    offer: &Offer,
    places: &Places,
    filter: &Filter,
    (near, limit): (Around, usize),
) -> Result<AvailabilityBody> {
    let found = inventory::nearest_offer(&state.db, offer, near.0, limit, filter).await?;
    let rows = found.into_iter().map(|it| AvailableAt {
        location: lookup::code(places, it.location),
        available: it.available,
        distance_m: Some(it.distance_m.round() as i64),
    });
    Ok(AvailabilityBody {
        sku: sku.clone().into(),
        available: offer.total(places, filter),
        locations: rows.collect(),
        incoming: incoming(offer, places, filter),
    })
}

/// Where a variant is available
#[utoipa::path(get, path = "/availability/{sku}", tag = "stock", params(OneParams),
    responses((status = 200, body = AvailabilityBody)))]
pub async fn one(
    Of(state): Of<State>,
    _: Caller,
    Named(sku): Named<Sku>,
    Params(params): Params<OneParams>,
) -> Result<Response> {
    if let Some(channel) = &params.channel {
        lookup::check_channel(&state.db, &channel.0).await.map_err(|error| match error.status() {
            404 => lookup::wrong_parameter("channel", "there is no such channel"),
            _ => error,
        })?;
    }
    let variant = lookup::variant(&state.db, &sku).await?;
    let places = lookup::places(&state.db).await?;
    let channel = params.channel.as_ref().map(|it| &it.0);
    let offer = inventory::offer(&state.db, variant, channel).await?;
    let filter = filter(params.capability);
    if let Some(near) = params.near {
        let limit = wire::page(params.limit, None, None).limit.unwrap_or(10) as usize;
        let body = nearby(&state, &sku, &offer, &places, &filter, (near, limit)).await?;
        return Ok(Json(body).into_response());
    }
    // One form of answer per capability, and one without.
    let form = params.capability.map_or(0, |it| 1 + it.0 as u64);
    let answer = state.db.shared::<Cells>().answer(form, &offer, &places, || {
        serde_json::to_vec(&everywhere(&sku, &offer, &places, &filter)).expect("the answer is plain data")
    });
    let body = Bytes::from(axum::body::Bytes::from_owner(answer));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyInput {
    #[schema(min_items = 1, max_items = 200)]
    skus: Vec<wire::Sku>,
    #[serde(default)]
    channel: Option<wire::Channel>,
    #[serde(default)]
    near: Option<Near>,
    #[serde(default)]
    capability: Option<LocationCapability>,
    /// With `near`: how many locations each.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, example = 10)]
    limit: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Near {
    #[schema(minimum = -90, maximum = 90, example = 54.35)]
    lat: f64,
    #[schema(minimum = -180, maximum = 180, example = 18.65)]
    lon: f64,
}

/// Where many variants are available
#[utoipa::path(post, path = "/availability", tag = "stock", request_body = ManyInput,
    responses((status = 200, body = List<AvailabilityBody>)))]
pub async fn many(
    Of(state): Of<State>,
    _: Caller,
    Body(input): Body<ManyInput>,
) -> Result<Json<List<AvailabilityBody>>> {
    if !(1..=200).contains(&input.skus.len()) {
        return Err(invalid("/skus", "1 to 200 SKUs"));
    }
    let limit = input.limit.unwrap_or(10);
    if !(1..=200).contains(&limit) {
        return Err(invalid("/limit", "between 1 and 200"));
    }
    let near = match input.near {
        None => None,
        Some(it) => Some(Around(
            inventory::Point::new(it.lat, it.lon)
                .ok_or_else(|| invalid("/near", "latitude lies in -90..90, longitude in -180..180"))?,
        )),
    };
    if let Some(channel) = &input.channel {
        lookup::check_channel(&state.db, &channel.0).await.map_err(|error| error.in_body("/channel"))?;
    }
    let skus: Vec<Sku> = input.skus.iter().map(|sku| sku.0.clone()).collect();
    let variants = lookup::variants(&state.db, &skus, |i| format!("/skus/{i}")).await?;
    let places = lookup::places(&state.db).await?;
    let channel = input.channel.as_ref().map(|it| &it.0);
    let offers = inventory::offers(&state.db, &variants, channel).await?;
    let filter = filter(input.capability);
    let mut items = Vec::with_capacity(skus.len());
    for (sku, variant) in skus.iter().zip(&variants) {
        let Some(offer) = offers.get(variant) else { continue };
        items.push(match near {
            Some(near) => nearby(&state, sku, offer, &places, &filter, (near, limit as usize)).await?,
            None => everywhere(sku, offer, &places, &filter),
        });
    }
    Ok(Json(List { items }))
}
