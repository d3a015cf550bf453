//! What channels may be promised: shares, policies of places, goods on their way, exclusions. Saying the same again changes
//! nothing.

use axum::Json;
use axum::extract::State as Of;
use inventory::{ChannelPolicy, Excluded, Policy, Protect};
use kernel::{Capability, Everywhere};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{InBody, Result, invalid};
use crate::extract::{Body, Caller};
use crate::wire;
use crate::{State, lookup};

fn none() -> wire::Count {
    wire::Count(kernel::Quantity::ZERO)
}

/// What a channel has of a variant at a place.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareBody {
    sku: wire::Sku,
    location: wire::Place,
    channel: wire::Channel,
    /// So many units only this channel is promised.
    #[serde(default = "none")]
    protected: wire::Count,
    /// So many units it is not promised.
    #[serde(default = "none")]
    safety: wire::Count,
}

/// What a channel may be promised from a place, whatever the goods.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceRuleBody {
    location: wire::Place,
    channel: wire::Channel,
    #[serde(default = "open")]
    state: wire::PolicyState,
    /// Units of every variant that it is not promised.
    #[serde(default = "none")]
    safety: wire::Count,
    /// Records of stock that are trusted less are not promised.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000, example = 300)]
    least_confidence: i64,
}
fn open() -> wire::PolicyState {
    wire::PolicyState(inventory::PolicyState::Open)
}

/// Whether a channel may be promised goods that are on their way.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelRuleBody {
    channel: wire::Channel,
    ahead: wire::Ahead,
    /// Not what is expected later than so many days from now.
    #[schema(minimum = 0, maximum = 730, example = 30)]
    horizon_days: i64,
}

/// A variant, or a category and what is below it, that a channel is not promised. Exactly one of the two.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExclusionBody {
    channel: wire::Channel,
    #[serde(default)]
    sku: Option<wire::Sku>,
    /// Key of a category.
    #[serde(default)]
    #[schema(max_length = 100)]
    category: Option<String>,
    state: ExclusionState,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionState {
    Excluded,
    Included,
}

#[derive(Serialize, ToSchema)]
pub struct RulesBody {
    places: Vec<PlaceRuleBody>,
    channels: Vec<ChannelRuleBody>,
    exclusions: Vec<ExclusionBody>,
}

/// What was said about channels
#[utoipa::path(get, path = "/rules", tag = "stock", responses((status = 200, body = RulesBody)))]
pub async fn list(Of(state): Of<State>, caller: Caller) -> Result<Json<RulesBody>> {
    caller.require(Capability::ReadStock, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let mut read = state.db.read().await?;
    let policies = inventory::policies(&mut read).await?;
    let channels = inventory::channel_policies(&mut read).await?;
    let excluded = inventory::exclusions(&mut read).await?;
    let tree = catalog::categories(&mut read).await?;
    drop(read);
    let variants = excluded.iter().filter_map(|(_, what)| match what {
        Excluded::Variant(id) => Some(*id),
        Excluded::Category(_) => None,
    });
    let skus = lookup::skus(&state.db, variants).await?;
    let policies = policies.into_iter().map(|it| PlaceRuleBody {
        location: wire::Place::Id(it.location),
        channel: it.channel.into(),
        state: it.state.into(),
        safety: wire::Count(kernel::Quantity::new(it.safety).unwrap_or_default()),
        least_confidence: it.least_confidence,
    });
    let named = policies.map(|it| match &it.location {
        wire::Place::Id(id) => {
            PlaceRuleBody { location: wire::Place::Code(lookup::code(&places, *id)), ..it }
        }
        wire::Place::Code(_) => it,
    });
    let channels = channels.into_iter().map(|it| ChannelRuleBody {
        channel: it.channel.into(),
        ahead: it.ahead.into(),
        horizon_days: it.horizon_days,
    });
    let exclusions = excluded.into_iter().map(|(channel, what)| {
        let (sku, category) = match what {
            Excluded::Variant(id) => (skus.get(&id).cloned(), None),
            Excluded::Category(id) => (None, tree.get(id).map(|it| it.key.clone())),
        };
        ExclusionBody { channel: channel.into(), sku, category, state: ExclusionState::Excluded }
    });
    Ok(Json(RulesBody {
        places: named.collect(),
        channels: channels.collect(),
        exclusions: exclusions.collect(),
    }))
}

/// Set the share of a channel
///
/// With two zeros it ends. Promises made before stand and do not count.
#[utoipa::path(put, path = "/stock/shares", tag = "stock", request_body = ShareBody,
    responses((status = 200, body = ShareBody)))]
pub async fn share(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Body(input): Body<ShareBody>,
) -> Result<Json<ShareBody>> {
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let variant = lookup::variant(&state.db, &input.sku.0).await.in_body("/sku")?;
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let wanted = Protect {
        variant,
        location,
        channel: input.channel.0.clone(),
        protected: input.protected.0,
        safety: input.safety.0,
    };
    state.db.run(&actor, async |tx| inventory::protect(tx, wanted.clone()).await).await?;
    Ok(Json(input))
}

/// Set what a channel may be promised from a place
#[utoipa::path(put, path = "/rules/places", tag = "stock", request_body = PlaceRuleBody,
    responses((status = 200, body = PlaceRuleBody)))]
pub async fn place(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Body(input): Body<PlaceRuleBody>,
) -> Result<Json<PlaceRuleBody>> {
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let policy = Policy {
        location,
        channel: input.channel.0.clone(),
        state: input.state.0,
        safety: input.safety.0.get(),
        least_confidence: input.least_confidence,
    };
    state.db.run(&actor, async |tx| inventory::set_policy(tx, &policy).await).await?;
    Ok(Json(input))
}

/// Set whether a channel may be promised goods on their way
#[utoipa::path(put, path = "/rules/channels", tag = "stock", request_body = ChannelRuleBody,
    responses((status = 200, body = ChannelRuleBody)))]
pub async fn channel(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Body(input): Body<ChannelRuleBody>,
) -> Result<Json<ChannelRuleBody>> {
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let policy = ChannelPolicy {
        channel: input.channel.0.clone(),
        ahead: input.ahead.0,
        horizon_days: input.horizon_days,
    };
    state.db.run(&actor, async |tx| inventory::set_channel_policy(tx, &policy).await).await?;
    Ok(Json(input))
}

/// Exclude from a channel, or include again
#[utoipa::path(put, path = "/rules/exclusions", tag = "stock", request_body = ExclusionBody,
    responses((status = 200, body = ExclusionBody)))]
pub async fn exclusion(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Body(input): Body<ExclusionBody>,
) -> Result<Json<ExclusionBody>> {
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let what = match (&input.sku, &input.category) {
        (Some(sku), None) => Excluded::Variant(lookup::variant(&state.db, &sku.0).await.in_body("/sku")?),
        (None, Some(key)) => {
            let found = catalog::category_by_key(&mut state.db.read().await?, key).await;
            Excluded::Category(found.in_body("/category")?.id)
        }
        _ => return Err(invalid("/sku", "either a SKU or a category")),
    };
    let channel = input.channel.0.clone();
    state
        .db
        .run(&actor, async |tx| match input.state {
            ExclusionState::Excluded => inventory::exclude(tx, what, &channel).await,
            ExclusionState::Included => inventory::include(tx, what, &channel).await,
        })
        .await?;
    Ok(Json(input))
}
