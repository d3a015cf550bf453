//! One basket for every channel.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use kernel::{BasketId, LineId, Quantity, Sku, VariantId};
use orders::{Basket, OpenBasket};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once};
use crate::quotes::QuoteBody;
use crate::wire;
use crate::{State, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketInput {
    /// Chosen by the caller or by us. The same id again is the same basket.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^basket_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::BasketId>,
    channel: wire::Channel,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^person_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    person: Option<wire::PersonId>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^visitor_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    visitor: Option<wire::VisitorId>,
    /// What it holds from the beginning.
    #[serde(default)]
    #[schema(max_items = 200)]
    lines: Vec<BasketLineInput>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketLineInput {
    sku: wire::Sku,
    quantity: wire::Pieces,
}

/// How many; zero takes it out.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuantityInput {
    quantity: wire::Count,
}

#[derive(Serialize, ToSchema)]
pub struct BasketBody {
    id: wire::BasketId,
    channel: wire::Channel,
    person: Option<wire::PersonId>,
    visitor: Option<wire::VisitorId>,
    state: wire::BasketState,
    /// What it became.
    order: Option<wire::OrderId>,
    lines: Vec<BasketLineBody>,
    version: i64,
    updated_at: wire::Time,
    /// What it would cost now; only where a basket is read. Null if something in it has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<QuoteBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BasketLine)]
pub struct BasketLineBody {
    id: wire::LineId,
    sku: wire::Sku,
    quantity: i64,
    added_at: wire::Time,
}

/// A basket as an answer is kept: inside a unit there are ids only, names are put in afterwards.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: wire::BasketId,
    channel: wire::Channel,
    person: Option<wire::PersonId>,
    visitor: Option<wire::VisitorId>,
    state: wire::BasketState,
    order: Option<wire::OrderId>,
    lines: Vec<(LineId, VariantId, i64, wire::Time)>,
    version: i64,
    updated_at: wire::Time,
}
impl From<Basket> for Kept {
    fn from(it: Basket) -> Self {
        let lines = it.lines.iter().map(|it| (it.id, it.variant, it.quantity.get(), it.added_at.into()));
        Kept {
            id: it.id.into(),
            channel: it.channel.into(),
            person: it.person.map(Into::into),
            visitor: it.visitor.map(Into::into),
            state: it.state.into(),
            order: it.order.map(Into::into),
            lines: lines.collect(),
            version: it.version,
            updated_at: it.updated_at.into(),
        }
    }
}
impl Kept {
    async fn told(self, state: &State) -> Result<BasketBody> {
        let skus = lookup::skus(&state.db, self.lines.iter().map(|line| line.1)).await?;
        let mut lines = Vec::with_capacity(self.lines.len());
        for (id, variant, quantity, added_at) in self.lines {
            let sku = skus.get(&variant).cloned();
            let sku = sku.ok_or_else(|| catalog::Error::UnknownVariant(variant.to_string()))?;
            lines.push(BasketLineBody { id: id.into(), sku, quantity, added_at });
        }
        Ok(BasketBody {
            id: self.id,
            channel: self.channel,
            person: self.person,
            visitor: self.visitor,
            state: self.state,
            order: self.order,
            lines,
            version: self.version,
            updated_at: self.updated_at,
            quote: None,
        })
    }
}

/// Open a basket
#[utoipa::path(post, path = "/baskets", tag = "sales", request_body = BasketInput,
    responses((status = 201, body = BasketBody)))]
pub async fn create(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Body(input): Body<BasketInput>,
) -> Result<(StatusCode, Json<BasketBody>)> {
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let person = input.person.map(|id| id.0);
    let person = lookup::check_person(&state.db, &caller, person, "/person").await?;
    let skus: Vec<Sku> = input.lines.iter().map(|line| line.sku.0.clone()).collect();
    if skus.len() > orders::MAX_LINES {
        return Err(invalid("/lines", "at most 200 lines"));
    }
    let variants = lookup::variants(&state.db, &skus, |i| format!("/lines/{i}/sku")).await?;
    let kept = state
        .db
        .once(&once.key("POST /baskets"), &caller.0, &input, async |tx| {
            let request = OpenBasket {
                id: input.id.map_or_else(|| tx.new_id::<BasketId>(), |id| id.0),
                channel: input.channel.0.clone(),
                person,
                visitor: input.visitor.map(|id| id.0),
            };
            let mut basket = orders::open_basket(tx, request).await?;
            for (variant, line) in variants.iter().zip(&input.lines) {
                basket = orders::set_quantity(tx, basket.id, *variant, line.quantity.0).await?;
            }
            Ok::<_, ApiError>(Kept::from(basket))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(kept.told(&state).await?)))
}

/// One basket, with what it would cost now
#[utoipa::path(get, path = "/baskets/{basket}", tag = "sales", responses((status = 200, body = BasketBody)))]
pub async fn show(Of(state): Of<State>, _: Caller, Named(id): Named<BasketId>) -> Result<Json<BasketBody>> {
    let mut read = state.db.read().await?;
    let basket = orders::basket(&mut read, id).await?;
    let quote = match basket.is_empty() {
        true => None,
        false => orders::quote_basket(&mut read, &basket, state.db.now(), false).await.ok(),
    };
    drop(read);
    let quote = match quote {
        Some(quote) => Some(QuoteBody::of(&state, quote).await?),
        None => None,
    };
    Ok(Json(BasketBody { quote, ..Kept::from(basket).told(&state).await? }))
}

/// Put more into a basket
#[utoipa::path(post, path = "/baskets/{basket}/lines", tag = "sales", request_body = BasketLineInput,
    responses((status = 201, body = BasketBody)))]
pub async fn add(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<BasketId>,
    Body(input): Body<BasketLineInput>,
) -> Result<(StatusCode, Json<BasketBody>)> {
    let variant = lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?;
    let kept = state
        .db
        .once(&once.key("POST /baskets/{basket}/lines"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(Kept::from(orders::add_line(tx, id, variant, input.quantity.0).await?))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(kept.told(&state).await?)))
}

/// Change the quantity of a line
#[utoipa::path(patch, path = "/baskets/{basket}/lines/{line}", tag = "sales", request_body = QuantityInput,
    responses((status = 200, body = BasketBody)))]
pub async fn change(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named((id, line)): Named<(BasketId, LineId)>,
    Body(input): Body<QuantityInput>,
) -> Result<Json<BasketBody>> {
    let quantity = input.quantity.0;
    let basket = state.db.run(&actor, async |tx| orders::set_line(tx, id, line, quantity).await).await?;
    Ok(Json(Kept::from(basket).told(&state).await?))
}

/// Take a line out
#[utoipa::path(delete, path = "/baskets/{basket}/lines/{line}", tag = "sales",
    responses((status = 200, body = BasketBody)))]
pub async fn remove(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named((id, line)): Named<(BasketId, LineId)>,
) -> Result<Json<BasketBody>> {
    let basket = state.db.run(&actor, async |tx| orders::remove_line(tx, id, line).await).await?;
    Ok(Json(Kept::from(basket).told(&state).await?))
}

/// Say how many of a variant a basket holds
///
/// The simple way: zero takes it out, and saying it twice changes nothing.
#[utoipa::path(put, path = "/baskets/{basket}/quantities/{sku}", tag = "sales", request_body = QuantityInput,
    responses((status = 200, body = BasketBody)))]
pub async fn set(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named((id, sku)): Named<(BasketId, Sku)>,
    Body(input): Body<QuantityInput>,
) -> Result<Json<BasketBody>> {
    let variant = lookup::variant(&state.db, &sku).await?;
    let quantity: Quantity = input.quantity.0;
    let basket =
        state.db.run(&actor, async |tx| orders::set_quantity(tx, id, variant, quantity).await).await?;
    Ok(Json(Kept::from(basket).told(&state).await?))
}
