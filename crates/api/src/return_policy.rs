//! What a market promises about goods that come back, as data.

use axum::Json;
use axum::extract::State as Of;
use axum::http::HeaderName;
use kernel::{Capability, Everywhere, MarketCode};
use orders::ReturnPolicy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, IfMatch, Named, etag};
use crate::wire;

/// What a market promises after the sale. Told on the pages of the shop, applied alike in every channel.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReturnPolicy)]
#[serde(deny_unknown_fields)]
pub struct PolicyBody {
    /// Of what was ordered at a distance; by law at least 14.
    #[schema(minimum = 14, maximum = 366, example = 14)]
    withdrawal_days: i64,
    /// A carrier may need so long, where nobody tells us that the parcel arrived.
    #[schema(minimum = 0, maximum = 60, example = 7)]
    transit_days: i64,
    /// Our own promise for whatever was bought, with a receipt. Zero: none.
    #[schema(minimum = 0, maximum = 366, example = 30)]
    goodwill_days: i64,
    /// Announced goods come back within so many days.
    #[schema(minimum = 14, maximum = 366, example = 14)]
    send_days: i64,
    parcel_paid_by: wire::ParcelPayer,
    /// The cheapest ordinary delivery on offer: of what a delivery cost, so much goes back when everything is withdrawn from.
    /// Null: all of it.
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    standard_delivery: Option<wire::Money>,
    /// A complaint is answered within so many days; by law at most 14.
    #[schema(minimum = 1, maximum = 14, example = 14)]
    answer_days: i64,
    #[serde(default)]
    #[schema(max_items = 200)]
    excluded: Vec<ExclusionBody>,
}
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReturnExclusion)]
#[serde(deny_unknown_fields)]
pub struct ExclusionBody {
    /// The key of a category; everything below it too.
    #[schema(pattern = "^[a-z0-9_-]{1,100}$", example = "underwear")]
    category: String,
    reason: wire::ExclusionReason,
}
impl From<ReturnPolicy> for PolicyBody {
    fn from(it: ReturnPolicy) -> Self {
        let excluded = it.excluded.into_iter();
        PolicyBody {
            withdrawal_days: it.withdrawal_days,
            transit_days: it.transit_days,
            goodwill_days: it.goodwill_days,
            send_days: it.send_days,
            parcel_paid_by: it.parcel_paid_by.into(),
            standard_delivery: it.standard_delivery.map(Into::into),
            answer_days: it.answer_days,
            excluded: excluded
                .map(|it| ExclusionBody { category: it.category, reason: it.reason.into() })
                .collect(),
        }
    }
}

type Tagged<T> = ([(HeaderName, String); 1], Json<T>);

/// What a market promises after the sale
#[utoipa::path(get, path = "/markets/{market}/return-policy", tag = "after the sale",
    responses((status = 200, body = PolicyBody)))]
pub async fn policy(
    Of(state): Of<State>,
    caller: Caller,
    Named(code): Named<MarketCode>,
) -> Result<Tagged<PolicyBody>> {
    caller.require(Capability::Shop, Everywhere)?;
    let mut read = state.db.read().await?;
    let market = catalog::market(&mut read, &code).await?;
    let policy = orders::return_policy(&mut read, &market.code, market.currency).await?;
    // A market that has not decided yet has a first version too.
    Ok((etag(policy.version + 1), Json(policy.into())))
}

/// Decide what a market promises after the sale
///
/// With `If-Match` only if nobody else decided meanwhile. The law of the market is the floor.
#[utoipa::path(put, path = "/markets/{market}/return-policy", tag = "after the sale", request_body = PolicyBody,
    params(("If-Match" = Option<String>, Header, description = "The version that you read.",
        pattern = "^(\"[1-9][0-9]{0,8}\"|[*])$")),
    responses((status = 200, body = PolicyBody)))]
pub async fn save_policy(
    Of(state): Of<State>,
    Caller(actor): Caller,
    Named(code): Named<MarketCode>,
    IfMatch(version): IfMatch,
    Body(input): Body<PolicyBody>,
) -> Result<Tagged<PolicyBody>> {
    let saved = state
        .db
        .run(&actor, async |tx| {
            tx.require(Capability::ManageSettings, Everywhere)?;
            let market = catalog::market(tx, &code).await?;
            if input.standard_delivery.is_some_and(|it| it.currency != market.currency) {
                return Err(invalid("/standard_delivery/currency", "the currency of the market"));
            }
            let now = orders::return_policy(tx, &market.code, market.currency).await?;
            let wanted = ReturnPolicy {
                market: market.code,
                withdrawal_days: input.withdrawal_days,
                transit_days: input.transit_days,
                goodwill_days: input.goodwill_days,
                send_days: input.send_days,
                parcel_paid_by: input.parcel_paid_by.0,
                standard_delivery: input.standard_delivery.map(Into::into),
                answer_days: input.answer_days,
                excluded: (input.excluded.iter())
                    .map(|it| orders::Exclusion { category: it.category.clone(), reason: it.reason.0 })
                    .collect(),
                version: version.map_or(now.version, |it| it - 1),
            };
            Ok::<_, ApiError>(orders::save_return_policy(tx, wanted).await?)
        })
        .await?;
    Ok((etag(saved.version + 1), Json(saved.into())))
}
