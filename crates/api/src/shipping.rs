//! Parcels: what a market offers, where lockers are, packing, labels, and the door through which carriers report.

use std::collections::BTreeMap;

use ::shipping::{Callback, Headers, Parcel, PickupPoint, Service, Shipment, Track, points_near, services};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Of;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use kernel::{Actor, Capability, Everywhere, FulfilmentId, MarketCode, ShipmentId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params, too_large};
use crate::fulfilments::may_look;
use crate::payments::CallbackBody;
use crate::wire::{self, List};

/// A way of delivery that a market offers.
#[derive(Serialize, ToSchema)]
pub struct DeliveryServiceBody {
    #[schema(example = "locker")]
    code: String,
    #[schema(example = "simship")]
    carrier: String,
    kind: wire::DeliveryKind,
    name: BTreeMap<String, String>,
    fee: wire::Money,
    /// From this value of goods on, it costs nothing.
    free_from: Option<wire::Money>,
    position: i64,
    state: wire::ServiceState,
}
impl From<Service> for DeliveryServiceBody {
    fn from(it: Service) -> Self {
        DeliveryServiceBody {
            code: it.code,
            carrier: it.carrier,
            kind: it.kind.into(),
            name: it.name.iter().map(|(lang, words)| (lang.to_owned(), words.to_owned())).collect(),
            fee: it.fee.into(),
            free_from: it.free_from.map(Into::into),
            position: it.position,
            state: it.state.into(),
        }
    }
}

/// How a market brings goods to its shoppers
#[utoipa::path(get, path = "/markets/{market}/delivery-services", tag = "sales",
    responses((status = 200, body = List<DeliveryServiceBody>)))]
pub async fn offered(
    Of(state): Of<State>,
    caller: Caller,
    Named(market): Named<MarketCode>,
) -> Result<Json<List<DeliveryServiceBody>>> {
    caller.require(Capability::Shop, Everywhere)?;
    let mut read = state.db.read().await?;
    let market = catalog::market(&mut read, &market).await?;
    let found = services(&mut read, &market.code).await?;
    Ok(Json(List { items: found.into_iter().map(Into::into).collect() }))
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryServiceInput {
    #[schema(pattern = "^[a-z0-9-]{2,40}$", example = "locker")]
    code: String,
    #[schema(pattern = "^[a-z0-9-]{2,40}$", example = "simship")]
    carrier: String,
    kind: wire::DeliveryKind,
    name: BTreeMap<String, String>,
    fee: wire::Money,
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    free_from: Option<wire::Money>,
    /// Lower ones are shown first.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    position: i64,
    state: wire::ServiceState,
}

/// Offer a way of delivery, change its price, or pause it
#[utoipa::path(post, path = "/markets/{market}/delivery-services", tag = "sales", request_body = DeliveryServiceInput,
    responses((status = 200, body = DeliveryServiceBody)))]
pub async fn offer(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(market): Named<MarketCode>,
    Body(input): Body<DeliveryServiceInput>,
) -> Result<Json<DeliveryServiceBody>> {
    if input.name.is_empty() || input.name.values().any(|name| !(1..=80).contains(&name.chars().count())) {
        return Err(invalid("/name", "a name of 1 to 80 characters in each language"));
    }
    if !(0..=1000).contains(&input.position) {
        return Err(invalid("/position", "0 to 1000"));
    }
    if !(0..=1_000_000_000).contains(&input.fee.amount) {
        return Err(invalid("/fee/amount", "between 0 and 1000000000"));
    }
    if input.free_from.is_some_and(|it| !(0..=1_000_000_000).contains(&it.amount)) {
        return Err(invalid("/free_from/amount", "between 0 and 1000000000"));
    }
    let request = (market.to_string(), input.clone());
    let saved = state
        .db
        .once(&once.key("POST /markets/{market}/delivery-services"), &actor, &request, async |tx| {
            tx.require(Capability::ManageSettings, Everywhere)?;
            let known = catalog::market(tx, &market).await?;
            if input.fee.currency != known.currency {
                return Err(invalid("/fee/currency", "the currency of the market"));
            }
            let service = Service {
                market: known.code,
                code: input.code.clone(),
                carrier: input.carrier.clone(),
                kind: input.kind.0,
                name: input.name.iter().map(|(lang, name)| (lang.as_str(), name.clone())).collect(),
                fee: input.fee.into(),
                free_from: input.free_from.map(Into::into),
                position: input.position,
                state: input.state.0,
            };
            ::shipping::save_service(tx, service).await?;
            Ok::<_, ApiError>(())
        })
        .await;
    saved?;
    let mut read = state.db.read().await?;
    Ok(Json(::shipping::service(&mut read, &market, &input.code).await?.into()))
}

/// A locker or a counter where parcels wait for their receivers.
#[derive(Serialize, ToSchema)]
pub struct PickupPointBody {
    #[schema(example = "POZ07A")]
    code: String,
    name: String,
    street: String,
    postcode: String,
    city: String,
    country: String,
    lat: f64,
    lon: f64,
    /// How to find it.
    hint: String,
    distance_m: i64,
}
impl PickupPointBody {
    fn of((it, distance): (PickupPoint, f64)) -> Self {
        PickupPointBody {
            code: it.code,
            name: it.name,
            street: it.address.street,
            postcode: it.address.postcode,
            city: it.address.city,
            country: it.address.country,
            lat: it.place.lat,
            lon: it.place.lon,
            hint: it.hint,
            distance_m: distance.round() as i64,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PointParams {
    #[param(pattern = "^[a-z0-9-]{2,40}$", example = "simship")]
    carrier: String,
    /// `lat,lon`
    #[param(value_type = String, example = "52.40,16.92")]
    near: wire::Around,
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// The nearest lockers of a carrier
#[utoipa::path(get, path = "/pickup-points", tag = "sales", params(PointParams),
    responses((status = 200, body = List<PickupPointBody>)))]
pub async fn points(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<PointParams>,
) -> Result<Json<List<PickupPointBody>>> {
    caller.require(Capability::Shop, Everywhere)?;
    let limit = params.limit.unwrap_or(10).clamp(1, 50) as usize;
    let mut read = state.db.read().await?;
    let found = points_near(&mut read, &params.carrier, params.near.0, limit).await?;
    Ok(Json(List { items: found.into_iter().map(PickupPointBody::of).collect() }))
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ParcelBody {
    weight_g: i64,
    length_mm: i64,
    width_mm: i64,
    height_mm: i64,
}

/// What travels for one fulfilment.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ShipmentBody {
    id: wire::ShipmentId,
    order: wire::OrderId,
    fulfilment: wire::FulfilmentId,
    state: wire::ShipmentState,
    #[schema(example = "simship")]
    carrier: String,
    service: String,
    kind: wire::DeliveryKind,
    /// The locker.
    point: Option<String>,
    parcels: Vec<ParcelBody>,
    tracking: Option<String>,
    tracking_url: Option<String>,
    /// Why it failed.
    reason: Option<String>,
    requested_at: wire::Time,
    labelled_at: Option<wire::Time>,
    handed_over_at: Option<wire::Time>,
    closed_at: Option<wire::Time>,
    /// What the carrier told, oldest first.
    tracks: Vec<TrackBody>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ShipmentTrack)]
pub struct TrackBody {
    step: wire::ShipmentStep,
    /// In the carrier's own words.
    raw: String,
    place: Option<String>,
    happened_at: wire::Time,
}

impl ShipmentBody {
    fn of(it: Shipment, tracks: &[Track]) -> Self {
        let parcels = it.parcels.iter().map(|one| ParcelBody {
            weight_g: one.weight_g,
            length_mm: one.length_mm,
            width_mm: one.width_mm,
            height_mm: one.height_mm,
        });
        let told = tracks.iter().filter(|track| track.shipment == it.id).map(|track| TrackBody {
            step: track.step.into(),
            raw: track.raw.clone(),
            place: track.place.clone(),
            happened_at: track.happened_at.into(),
        });
        ShipmentBody {
            id: it.id.into(),
            order: it.order.into(),
            fulfilment: it.fulfilment.into(),
            state: it.state.into(),
            carrier: it.carrier,
            service: it.service,
            kind: it.kind.into(),
            point: it.point,
            parcels: parcels.collect(),
            tracking: it.tracking,
            tracking_url: it.tracking_url,
            reason: it.reason,
            requested_at: it.requested_at.into(),
            labelled_at: it.labelled_at.map(Into::into),
            handed_over_at: it.handed_over_at.map(Into::into),
            closed_at: it.closed_at.map(Into::into),
            tracks: told.collect(),
        }
    }
}

/// A box: by the name of a template, or by its measures.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelInput {
    #[serde(default)]
    #[schema(value_type = Option<wire::BoxSize>)]
    size: Option<wire::BoxSize>,
    #[schema(minimum = 1, maximum = 70000, example = 1200)]
    weight_g: i64,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3000)]
    length_mm: Option<i64>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3000)]
    width_mm: Option<i64>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3000)]
    height_mm: Option<i64>,
}
impl ParcelInput {
    fn read(&self, at: &str) -> Result<Parcel> {
        match (self.size, self.length_mm, self.width_mm, self.height_mm) {
            (Some(size), None, None, None) => Ok(Parcel::of(size.0, self.weight_g)),
            (None, Some(length_mm), Some(width_mm), Some(height_mm)) => {
                Ok(Parcel { weight_g: self.weight_g, length_mm, width_mm, height_mm })
            }
            _ => Err(invalid(at, "a size, or length, width and height")),
        }
    }
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackInput {
    /// Chosen by the caller or by us; a retry with the same one packs nothing twice.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^shipment_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::ShipmentId>,
    /// Left out: what the shopper chose.
    #[serde(default)]
    #[schema(max_length = 40, example = "courier")]
    service: Option<String>,
    /// Another locker than the shopper chose.
    #[serde(default)]
    #[schema(max_length = 40)]
    point: Option<String>,
    #[schema(min_items = 1, max_items = 20)]
    parcels: Vec<ParcelInput>,
}

/// The picked goods stand packed
///
/// The carrier is asked for a number and a label; both come a moment later.
#[utoipa::path(post, path = "/fulfilments/{fulfilment}/pack", tag = "store", request_body = PackInput,
    responses((status = 201, body = ShipmentBody)))]
pub async fn pack(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(fulfilment): Named<FulfilmentId>,
    Body(input): Body<PackInput>,
) -> Result<(StatusCode, Json<ShipmentBody>)> {
    if !(1..=20).contains(&input.parcels.len()) {
        return Err(invalid("/parcels", "1 to 20 parcels"));
    }
    let mut parcels = Vec::with_capacity(input.parcels.len());
    for (i, it) in input.parcels.iter().enumerate() {
        parcels.push(it.read(&format!("/parcels/{i}"))?);
    }
    let request = orders::Pack {
        shipment: input.id.map_or_else(|| ShipmentId::fresh(state.db.now()), |id| id.0),
        fulfilment,
        service: input.service.clone(),
        point: input.point.clone(),
        parcels,
    };
    let body = state
        .db
        .once(&once.key("POST /fulfilments/{fulfilment}/pack"), &actor, &(fulfilment, &input), async |tx| {
            Ok::<_, ApiError>(ShipmentBody::of(orders::pack(tx, request.clone()).await?, &[]))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// The parcels of one fulfilment
#[utoipa::path(get, path = "/fulfilments/{fulfilment}/shipments", tag = "store",
    responses((status = 200, body = List<ShipmentBody>)))]
pub async fn of_fulfilment(
    Of(state): Of<State>,
    caller: Caller,
    Named(fulfilment): Named<FulfilmentId>,
) -> Result<Json<List<ShipmentBody>>> {
    let mut read = state.db.read().await?;
    let work = orders::queue_item(&mut read, fulfilment).await?;
    may_look(&caller, work.location)?;
    let tracks = ::shipping::tracks(&mut read, work.order).await?;
    let found = ::shipping::of_fulfilment(&mut read, work.order, fulfilment).await?;
    Ok(Json(List { items: found.into_iter().map(|it| ShipmentBody::of(it, &tracks)).collect() }))
}

/// One shipment, with what its carrier told
#[utoipa::path(get, path = "/shipments/{shipment}", tag = "store", responses((status = 200, body = ShipmentBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<ShipmentId>,
) -> Result<Json<ShipmentBody>> {
    let mut read = state.db.read().await?;
    let found = ::shipping::shipment(&mut read, id).await?;
    may_look(&caller, found.location)?;
    let tracks = ::shipping::tracks(&mut read, found.order).await?;
    Ok(Json(ShipmentBody::of(found, &tracks)))
}

type Document = ([(HeaderName, String); 3], Vec<u8>);

/// The label to print
///
/// In the format that the carrier gave: PDF, SVG, PNG, or the language of a label printer.
#[utoipa::path(get, path = "/shipments/{shipment}/label", tag = "store",
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/svg+xml"),
        (Vec<u8> = "image/png"), (Vec<u8> = "application/zpl"), (Vec<u8> = "application/epl2")))))]
pub async fn label(Of(state): Of<State>, caller: Caller, Named(id): Named<ShipmentId>) -> Result<Document> {
    let mut read = state.db.read().await?;
    let found = ::shipping::shipment(&mut read, id).await?;
    may_look(&caller, found.location)?;
    let label = ::shipping::label(&mut read, found.order, id).await?;
    let fields = [
        (header::CONTENT_TYPE, label.content_type),
        // Drawn by somebody else: nothing in it runs.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((fields, label.body))
}

/// Ask the carrier once more for what it did not give
#[utoipa::path(post, path = "/shipments/{shipment}/retry", tag = "store",
    responses((status = 200, body = ShipmentBody)))]
pub async fn retry(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<ShipmentId>,
) -> Result<Json<ShipmentBody>> {
    let body = state
        .db
        .once(&once.key("POST /shipments/{shipment}/retry"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(ShipmentBody::of(orders::pack_again(tx, id).await?, &[]))
        })
        .await?;
    Ok(Json(body))
}

/// Unpack it, or make room for another carrier
///
/// 409 once it has left.
#[utoipa::path(post, path = "/shipments/{shipment}/cancel", tag = "store",
    responses((status = 200, body = ShipmentBody)))]
pub async fn cancel(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<ShipmentId>,
) -> Result<Json<ShipmentBody>> {
    let body = state
        .db
        .once(&once.key("POST /shipments/{shipment}/cancel"), &actor, &id, async |tx| {
            Ok::<_, ApiError>(ShipmentBody::of(orders::unpack(tx, id).await?, &[]))
        })
        .await?;
    Ok(Json(body))
}

/// For carriers
///
/// The report is stored as it came and answered at once; its signature is checked when it is worked on, right after.
#[utoipa::path(post, path = "/shipping/callbacks/{carrier}", tag = "store", security(()),
    request_body(content = String, content_type = "application/json", description = "Whatever the carrier sends."),
    responses((status = 202, body = CallbackBody)))]
pub async fn callback(
    Of(state): Of<State>,
    Named(carrier): Named<String>,
    headers: HeaderMap,
    body: std::result::Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<CallbackBody>)> {
    let body = body.map_err(too_large)?;
    if state.carriers.get(&carrier).is_none() {
        let problem = kernel::Problem::new(404, "api/unknown-carrier", "No such carrier");
        return Err(problem.detail("this server does not work with such a carrier").into());
    }
    let text = |_| invalid("", "a report is text in UTF-8");
    let body = String::from_utf8(body.to_vec()).map_err(text)?;
    if body.contains('\0') {
        return Err(invalid("", "a report has no NUL character"));
    }
    let fields = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let callback = Callback { carrier, headers: Headers::new(fields), body };
    state.db.run(&Actor::System, async |tx| ::shipping::store_callback(tx, callback.clone()).await).await?;
    Ok((StatusCode::ACCEPTED, Json(CallbackBody::received())))
}
