//! Goods held without an order: a fitting, a phone call, another system.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::{Holder, Reason, Reservation, Reserve};
use kernel::{Capability, ReservationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once};
use crate::wire;
use crate::{State, lookup};

/// How long goods are held if nobody says.
const HOURS: i64 = 24;

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReservationInput {
    /// Chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^reservation_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::ReservationId>,
    sku: wire::Sku,
    location: wire::Place,
    quantity: wire::Pieces,
    /// Until when; 24 hours if left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<wire::Time>,
    /// Whose hold this is, in your words.
    #[schema(min_length = 1, max_length = 100, example = "fitting 17")]
    holder: String,
    /// For whose shopper: its share of the stock counts.
    #[serde(default)]
    channel: Option<wire::Channel>,
    /// Goods on their way will do, if the channel may be promised them; the answer says when.
    #[serde(default)]
    from: wire::PromiseFrom,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^person_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    person: Option<wire::PersonId>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReservationBody {
    id: wire::ReservationId,
    sku: wire::Sku,
    #[schema(example = "gda-1")]
    location: String,
    quantity: i64,
    /// What is still held.
    open: i64,
    state: wire::ReservationState,
    holder: String,
    person: Option<wire::PersonId>,
    /// Six digits by which the store finds the goods.
    code: Option<String>,
    channel: Option<wire::Channel>,
    /// When goods that were on their way are expected; null where they lay there.
    promised_at: Option<wire::Time>,
    expires_at: Option<wire::Time>,
    reserved_at: wire::Time,
}

impl ReservationBody {
    fn of(it: Reservation, sku: wire::Sku, location: String) -> Self {
        ReservationBody {
            id: it.id.into(),
            sku,
            location,
            quantity: it.quantity.get(),
            open: it.open.get(),
            state: it.state.into(),
            holder: it.holder.to_string(),
            person: it.person.map(Into::into),
            code: it.code,
            channel: it.channel.map(Into::into),
            promised_at: it.promised_at.map(Into::into),
            expires_at: it.expires_at.map(Into::into),
            reserved_at: it.reserved_at.into(),
        }
    }
}

async fn told(state: &State, it: Reservation) -> Result<Json<ReservationBody>> {
    let sku = lookup::sku(&state.db, it.variant).await?;
    let location = lookup::code(&*lookup::places(&state.db).await?, it.location);
    Ok(Json(ReservationBody::of(it, sku, location)))
}

/// Hold stock
///
/// 409 when the goods are not there.
#[utoipa::path(post, path = "/reservations", tag = "stock", request_body = ReservationInput,
    responses((status = 201, body = ReservationBody)))]
pub async fn create(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Body(input): Body<ReservationInput>,
) -> Result<(StatusCode, Json<ReservationBody>)> {
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let variant = lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?;
    let holder = Holder::desk(&input.holder).filter(|_| input.holder.chars().count() <= 100);
    let holder = holder.ok_or_else(|| invalid("/holder", "1 to 100 printable characters"))?;
    if let Some(channel) = &input.channel {
        lookup::check_channel(&state.db, &channel.0).await.in_body("/channel")?;
    }
    let person = input.person.map(|id| id.0);
    let person = lookup::check_person(&state.db, &caller, person, "/person").await?;
    let body = state
        .db
        .once(&once.key("POST /reservations"), &caller.0, &input, async |tx| {
            let request = Reserve {
                id: input.id.map_or_else(|| tx.new_id::<ReservationId>(), |id| id.0),
                holder: holder.clone(),
                location,
                variant,
                quantity: input.quantity.0,
                expires_at: Some(input.expires_at.map_or_else(|| tx.now().plus_hours(HOURS), |at| at.0)),
                person,
                channel: input.channel.as_ref().map(|it| it.0.clone()),
                from: input.from.into(),
            };
            let held = inventory::reserve(tx, request).await?;
            Ok::<_, ApiError>(ReservationBody::of(held, input.sku.clone(), lookup::code(&places, location)))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// One reservation
#[utoipa::path(get, path = "/reservations/{reservation}", tag = "stock",
    responses((status = 200, body = ReservationBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<ReservationId>,
) -> Result<Json<ReservationBody>> {
    let found = inventory::find(&mut state.db.read().await?, id).await?;
    caller.require(Capability::ReserveStock, found.location)?;
    told(&state, found).await
}

/// Release a reservation
///
/// Doing so twice is harmless.
#[utoipa::path(delete, path = "/reservations/{reservation}", tag = "stock",
    responses((status = 200, body = ReservationBody)))]
pub async fn release(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(id): Named<ReservationId>,
) -> Result<Json<ReservationBody>> {
    let released =
        state.db.run(&actor, async |tx| inventory::release(tx, id, Reason::Cancelled).await).await?;
    told(&state, released).await
}
