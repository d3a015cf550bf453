//! Warehouses and stores: where they are, when they are open, what can be done there.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State as Of;
use axum::http::HeaderName;
use inventory::{Address, Filter, Hours, Location, Point};
use kernel::{Everywhere, LocationId, Tz};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, IfMatch, Named, Params, etag};
use crate::lookup::wrong_parameter;
use crate::wire::{self, Around, List, LocationCapability, LocationKind, LocationState};

type Tagged<T> = ([(HeaderName, String); 1], Json<T>);

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationInput {
    kind: LocationKind,
    #[schema(min_length = 1, max_length = 120, example = "Szron Gdańsk Forum")]
    name: String,
    /// The legal seller whose goods and documents these are.
    seller: wire::Seller,
    #[serde(default = "active")]
    state: LocationState,
    address: AddressBody,
    #[serde(default)]
    point: Option<PointBody>,
    /// Opening hours and business dates are told in this zone of the tz database.
    #[serde(default = "warsaw")]
    #[schema(example = "Europe/Warsaw")]
    zone: String,
    #[serde(default)]
    hours: HoursBody,
    #[serde(default)]
    capabilities: Vec<LocationCapability>,
    #[serde(default)]
    #[schema(max_length = 200, example = "+48583000000")]
    phone: Option<String>,
}
fn active() -> LocationState {
    LocationState(inventory::LocationState::Active)
}
fn warsaw() -> String {
    "Europe/Warsaw".to_owned()
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct LocationBody {
    id: wire::LocationId,
    #[schema(example = "gda-1")]
    code: String,
    kind: LocationKind,
    name: String,
    seller: wire::Seller,
    state: LocationState,
    address: AddressBody,
    point: Option<PointBody>,
    zone: String,
    hours: HoursBody,
    capabilities: Vec<LocationCapability>,
    phone: Option<String>,
    version: i64,
    /// With `near`: how far away it is, in a straight line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    distance_m: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocationAddress)]
pub struct AddressBody {
    #[schema(max_length = 200, example = "Targ Sienny 7")]
    street: String,
    #[schema(max_length = 200, example = "80-806")]
    postcode: String,
    #[schema(max_length = 200, example = "Gdańsk")]
    city: String,
    /// ISO 3166.
    #[schema(pattern = "^[A-Z]{2}$", example = "PL")]
    country: String,
}

/// Degrees (WGS 84).
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Point)]
pub struct PointBody {
    #[schema(minimum = -90, maximum = 90, example = 54.349)]
    lat: f64,
    #[schema(minimum = -180, maximum = 180, example = 18.6432)]
    lon: f64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Hours)]
pub struct HoursBody {
    /// Seven days, Monday first. Left out: never open to the public.
    #[serde(default)]
    #[schema(max_items = 7)]
    week: Vec<Vec<SpanBody>>,
    /// Days that differ.
    #[serde(default)]
    #[schema(max_items = 1000)]
    exceptions: Vec<ExceptionBody>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Span)]
pub struct SpanBody {
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "09:00")]
    from: String,
    #[schema(pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", example = "21:00")]
    to: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HoursException)]
pub struct ExceptionBody {
    #[schema(format = Date, example = "2026-12-24")]
    date: String,
    /// None: closed all day.
    spans: Vec<SpanBody>,
}

impl HoursBody {
    fn read(&self) -> Result<Hours> {
        let mut hours = self.clone();
        if hours.week.is_empty() {
            hours.week = vec![Vec::new(); 7];
        }
        if hours.week.len() != 7 {
            return Err(invalid("/hours/week", "seven days, Monday first"));
        }
        let value = serde_json::to_value(&hours).map_err(kernel::Fault::from)?;
        serde_path_to_error::deserialize(value).map_err(|error| {
            let path = error.path().to_string().replace('[', ".").replace(']', "").replace('.', "/");
            invalid(format!("/hours/{path}"), error.into_inner())
        })
    }
    fn of(hours: &Hours) -> Self {
        let value = serde_json::to_value(hours).and_then(serde_json::from_value);
        value.expect("both write hours in the same way")
    }
}

impl LocationInput {
    fn read(self, id: LocationId, code: String, version: i64) -> Result<Location> {
        let zone: Tz = self
            .zone
            .parse()
            .map_err(|_| invalid("/zone", "a zone of the tz database, like Europe/Warsaw"))?;
        let capabilities: BTreeSet<_> = self.capabilities.iter().map(|it| it.0).collect();
        let point = match self.point {
            None => None,
            Some(it) => Some(
                Point::new(it.lat, it.lon)
                    .ok_or_else(|| invalid("/point", "latitude lies in -90..90, longitude in -180..180"))?,
            ),
        };
        Ok(Location {
            id,
            code,
            kind: self.kind.0,
            name: self.name,
            seller: self.seller.0,
            state: self.state.0,
            address: Address {
                street: self.address.street,
                postcode: self.address.postcode,
                city: self.address.city,
                country: self.address.country,
            },
            point,
            zone,
            hours: self.hours.read()?,
            capabilities,
            phone: self.phone,
            version,
        })
    }
}

impl LocationBody {
    fn of(it: &Location, distance: Option<f64>) -> Self {
        LocationBody {
            id: it.id.into(),
            code: it.code.clone(),
            kind: it.kind.into(),
            name: it.name.clone(),
            seller: it.seller.clone().into(),
            state: it.state.into(),
            address: AddressBody {
                street: it.address.street.clone(),
                postcode: it.address.postcode.clone(),
                city: it.address.city.clone(),
                country: it.address.country.clone(),
            },
            point: it.point.map(|point| PointBody { lat: point.lat, lon: point.lon }),
            zone: it.zone.name().to_owned(),
            hours: HoursBody::of(&it.hours),
            capabilities: it.capabilities.iter().map(|it| (*it).into()).collect(),
            phone: it.phone.clone(),
            version: it.version,
            distance_m: distance.map(|metres| metres.round() as i64),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// `lat,lon`: nearest first, with the distance.
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?$", example = "54.35,18.65")]
    near: Option<Around>,
    /// Only locations that can do this.
    #[param(value_type = Option<String>, example = "pickup")]
    capability: Option<LocationCapability>,
    #[param(value_type = Option<String>, example = "store")]
    kind: Option<LocationKind>,
    /// With `near`: how many.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 10)]
    limit: Option<wire::Limit>,
}

/// Locations
///
/// All that are active, by code; with `near` the nearest first.
#[utoipa::path(get, path = "/locations", tag = "stock", params(ListParams),
    responses((status = 200, body = List<LocationBody>)))]
pub async fn list(
    Of(state): Of<State>,
    _: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<List<LocationBody>>> {
    let places = inventory::places(&state.db).await?;
    let filter = Filter { capability: params.capability.map(|it| it.0), ..Filter::all() };
    let fits = |place: &inventory::Place| {
        let location = &place.location;
        location.state == inventory::LocationState::Active
            && filter.capability.is_none_or(|it| location.capabilities.contains(&it))
            && params.kind.is_none_or(|kind| location.kind == kind.0)
    };
    let limit = wire::page(params.limit, None, None);
    let items = match params.near {
        Some(Around(point)) => places
            .near(point, limit.limit() as usize, fits)
            .into_iter()
            .map(|(place, metres)| LocationBody::of(&place.location, Some(metres)))
            .collect(),
        None => {
            let most = limit.limit.unwrap_or(i64::MAX) as usize;
            let all = places.iter().filter(|place| fits(place)).take(most);
            all.map(|place| LocationBody::of(&place.location, None)).collect()
        }
    };
    Ok(Json(List { items }))
}

/// One location
#[utoipa::path(get, path = "/locations/{code}", tag = "stock", responses((status = 200, body = LocationBody)))]
pub async fn show(
    Of(state): Of<State>,
    _: Caller,
    Named(code): Named<String>,
) -> Result<Tagged<LocationBody>> {
    let found = inventory::location_by_code(&mut state.db.read().await?, &code).await?;
    Ok((etag(found.version), Json(LocationBody::of(&found, None))))
}

/// Create or replace a location
///
/// With `If-Match` only if it still has that version.
#[utoipa::path(put, path = "/locations/{code}", tag = "stock", request_body = LocationInput,
    params(("If-Match" = Option<String>, Header, description = "The version that you read.",
        pattern = "^(\"[1-9][0-9]{0,8}\"|[*])$")),
    responses((status = 200, body = LocationBody)))]
pub async fn save(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(code): Named<String>,
    IfMatch(version): IfMatch,
    Body(input): Body<LocationInput>,
) -> Result<Tagged<LocationBody>> {
    actor.require(kernel::Capability::ManageLocations, Everywhere)?;
    let version = version.unwrap_or(0);
    let fresh = LocationId::fresh(state.db.now());
    let wanted = input.read(fresh, code, version)?;
    let saved = state
        .db
        .run(&actor, async |tx| {
            catalog::seller(tx, &wanted.seller)
                .await
                .map_err(|error| ApiError::from(error).in_body("/seller"))?;
            let id = match inventory::location_by_code(tx, &wanted.code).await {
                Ok(earlier) => earlier.id,
                Err(inventory::Error::UnknownLocation(_)) => wanted.id,
                Err(error) => return Err(error.into()),
            };
            Ok::<_, ApiError>(inventory::save_location(tx, Location { id, ..wanted.clone() }).await?)
        })
        .await?;
    Ok((etag(saved.version), Json(LocationBody::of(&saved, None))))
}

/// For query parameters that name a location.
pub fn parameter(places: &inventory::Places, name: &str, place: &wire::Place) -> Result<LocationId> {
    crate::lookup::location(places, place)
        .map_err(|_| wrong_parameter(name, format!("there is no location `{place}`")))
}
