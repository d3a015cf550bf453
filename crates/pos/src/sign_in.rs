//! Coming to the till: the store, the own name, a PIN. And leaving it.

use access::web::{ClientAddress, Cookies, StaffSession, same_site};
use access::{PinSignIn, SessionKind};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use inventory::{Capability, Location, LocationState};
use kernel::StaffId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::State as App;
use crate::refusal::Refusal;
use crate::till::{Posted, Till, read};

/// Remembers on this device at which store it stands; nothing secret.
pub const PLACE_COOKIE: &str = "pos_place";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pos/api/places", get(places))
        .route("/pos/api/places/{code}/staff", get(names))
        .route("/pos/api/sign-in", post(enter))
        .route("/pos/api/sign-out", post(leave))
        .route("/pos/api/me", get(me))
}

#[derive(Serialize)]
pub struct PlaceBody {
    pub code: String,
    pub name: String,
    pub city: String,
    pub street: String,
}
impl From<&Location> for PlaceBody {
    fn from(it: &Location) -> Self {
        PlaceBody {
            code: it.code.clone(),
            name: it.name.clone(),
            city: it.address.city.clone(),
            street: it.address.street.clone(),
        }
    }
}

/// Stores with a till, by city and name.
pub async fn stores(state: &App) -> Result<Vec<PlaceBody>, Refusal> {
    let places = inventory::places(&state.db).await?;
    let mut stores: Vec<PlaceBody> = places
        .iter()
        .filter(|it| it.location.can(Capability::Till))
        .map(|it| (&it.location).into())
        .collect();
    stores.sort_by(|a, b| (&a.city, &a.name).cmp(&(&b.city, &b.name)));
    Ok(stores)
}

async fn places(State(state): State<App>) -> Result<Json<Vec<PlaceBody>>, Refusal> {
    Ok(Json(stores(&state).await?))
}

pub async fn store(state: &App, code: &str) -> Result<Location, Refusal> {
    let places = inventory::places(&state.db).await?;
    let place = places.by_code(code).map(|it| it.location.clone());
    match place.filter(|it| it.state == LocationState::Active) {
        Some(place) => Ok(place),
        None => Err(inventory::Error::UnknownLocation(code.chars().take(40).collect()).into()),
    }
}

#[derive(Serialize)]
pub struct NameBody {
    id: StaffId,
    name: String,
}

async fn names(State(state): State<App>, Path(code): Path<String>) -> Result<Json<Vec<NameBody>>, Refusal> {
    let place = store(&state, &code).await?;
    let staff = access::staff_at(&mut state.db.read().await?, place.id).await.map_err(Refusal::access)?;
    Ok(Json(staff.into_iter().map(|it| NameBody { id: it.id, name: it.name }).collect()))
}

#[derive(Deserialize)]
struct Enter {
    place: String,
    staff: StaffId,
    pin: String,
}

async fn enter(
    State(state): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Refusal> {
    if !same_site(&headers) {
        return Err(Refusal::access(access::Error::ForgedForm));
    }
    let body: Enter = read(request.into_body()).await?;
    let place = store(&state, &body.place).await?;
    let asked =
        PinSignIn { location: place.id, staff: body.staff, pin: body.pin, address: address.to_string() };
    let opened = access::pin_sign_in(&state.db, &asked).await.map_err(Refusal::access)?;
    let session = Cookies { secure: state.site.secure }.set(SessionKind::Till, &opened.token);
    let secure = if state.site.secure { "; Secure" } else { "" };
    let here =
        format!("{PLACE_COOKIE}={}; Path=/pos; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}", place.code);
    let here = HeaderValue::try_from(here).map_err(Refusal::broken)?;
    let cookies = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, here)]);
    Ok((cookies, Json(standing(&state, &opened.session, &place).await?)).into_response())
}

async fn leave(State(state): State<App>, Posted { till, .. }: Posted<()>) -> Result<Response, Refusal> {
    let id = till.session.id;
    till.db.run(&till.actor, async |tx| access::sign_out(tx, id).await).await.map_err(Refusal::access)?;
    let clear = Cookies { secure: state.site.secure }.clear(SessionKind::Till);
    Ok((AppendHeaders([(header::SET_COOKIE, clear)]), Json(json!({}))).into_response())
}

async fn me(State(state): State<App>, till: Till) -> Result<Json<serde_json::Value>, Refusal> {
    Ok(Json(standing(&state, &till.session, &till.place().await?).await?))
}

/// Who stands where: all that the screen needs to begin.
pub async fn standing(
    state: &App,
    session: &access::Session,
    place: &Location,
) -> Result<serde_json::Value, Refusal> {
    let mut q = state.db.read().await?;
    let channel = catalog::channel(&mut q, &state.site.channel).await?;
    let market = catalog::market(&mut q, &channel.market).await?;
    let policy = loyalty::policy(&mut q, market.currency, state.db.now()).await?;
    Ok(json!({
        "staff": { "id": session.staff, "name": session.name },
        "place": PlaceBody::from(place),
        "csrf": session.csrf(),
        "currency": market.currency,
        "zone": place.zone.name(),
        "points_per_unit": policy.map_or(0, |it| it.points_per_unit),
        "may": {
            "sell": session.allows(kernel::Capability::Sell),
            "fulfil": session.allows(kernel::Capability::FulfilOrders),
            "people": session.allows(kernel::Capability::ReadPeople),
        },
    }))
}

/// The session of a page that works without one too.
pub async fn at_hand(
    state: &App,
    session: Option<StaffSession>,
) -> Result<Option<serde_json::Value>, Refusal> {
    let Some(StaffSession(session)) = session else { return Ok(None) };
    let places = inventory::places(&state.db).await?;
    match session.location.and_then(|id| places.get(id)) {
        Some(place) => Ok(Some(standing(state, &session, &place.location).await?)),
        None => Ok(None),
    }
}
