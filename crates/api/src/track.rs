//! What shoppers look at: page views, searches, clicks, with the campaign that brought them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use customers::{Activity, Campaign, Who};
use kernel::{Capability, Everywhere, VisitorId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller};
use crate::wire;
use crate::{State, lookup};

const MOST: usize = 100;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackInput {
    /// The browser or device. Left out: a new one, told in the answer.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^visitor_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    visitor: Option<wire::VisitorId>,
    channel: wire::Channel,
    #[schema(min_items = 1, max_items = 100)]
    activities: Vec<ActivityInput>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityInput {
    kind: wire::ActivityKind,
    /// When; now if left out. Never in the future.
    #[serde(default)]
    at: Option<wire::Time>,
    /// Path of the page.
    #[schema(max_length = 1000, example = "/p/demo-product")]
    path: String,
    #[serde(default)]
    sku: Option<wire::Sku>,
    /// Key of a product.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9_-]{1,100}$", example = "demo-product")]
    product: Option<String>,
    /// What was searched for.
    #[serde(default)]
    #[schema(max_length = 1000)]
    query: Option<String>,
    /// The parameters of the link that brought the shopper: `utm_source`, `fbclid`, … Others are ignored.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>, example = json!({"utm_source": "facebook", "fbclid": "IwAR0"}))]
    campaign: BTreeMap<String, String>,
}

#[derive(Serialize, ToSchema)]
pub struct TrackBody {
    visitor: wire::VisitorId,
    accepted: i64,
}

/// Tell what a shopper does
#[utoipa::path(post, path = "/track", tag = "people", request_body = TrackInput,
    responses((status = 202, body = TrackBody)))]
pub async fn track(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Body(input): Body<TrackInput>,
) -> Result<(StatusCode, Json<TrackBody>)> {
    actor.require(Capability::Shop, Everywhere)?;
    if !(1..=MOST).contains(&input.activities.len()) {
        return Err(invalid("/activities", "1 to 100 activities"));
    }
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let now = state.db.now();
    let visitor = input.visitor.map_or_else(|| VisitorId::fresh(now), |it| it.0);
    let mut activities = Vec::with_capacity(input.activities.len());
    for (i, it) in input.activities.iter().enumerate() {
        let variant = match &it.sku {
            Some(sku) => {
                Some(lookup::variant(&state.db, &sku.0).await.in_body(&format!("/activities/{i}/sku"))?)
            }
            None => None,
        };
        let product = match &it.product {
            Some(key) => {
                let found = catalog::product_by_key(&mut state.db.read_stale().await?, key).await;
                Some(found.in_body(&format!("/activities/{i}/product"))?.product.id)
            }
            None => None,
        };
        activities.push(Activity {
            who: Who::Visitor(visitor),
            kind: it.kind.0,
            channel: input.channel.0.clone(),
            at: it.at.map_or(now, |at| at.0),
            path: it.path.clone(),
            product,
            variant,
            query: it.query.clone(),
            campaign: Campaign::from_pairs(
                it.campaign.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            ),
        });
    }
    let accepted = activities.len() as i64;
    state
        .db
        .run(&actor, async |tx| customers::track(tx, activities.clone()).await.map_err(ApiError::from))
        .await?;
    Ok((StatusCode::ACCEPTED, Json(TrackBody { visitor: visitor.into(), accepted })))
}
