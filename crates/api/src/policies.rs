//! Policies in versions, what they decided about an order, and past orders through another one.

use std::collections::BTreeMap;

use ::orders::{DraftPolicy, Network, OrderPlan, PolicyKind, PolicyVersion};
use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::Places;
use kernel::{Capability, Everywhere, MarketCode, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once};
use crate::wire::{self, List};
use crate::{State, lookup, orders};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PolicyVersion)]
pub struct PolicyBody {
    #[schema(example = "pl")]
    market: String,
    kind: wire::PolicyKind,
    version: i64,
    state: wire::VersionState,
    /// What the policy says.
    #[schema(value_type = Object)]
    body: Value,
    note: String,
    saved_by: String,
    saved_at: wire::Time,
    activated_by: Option<String>,
    activated_at: Option<wire::Time>,
}
impl From<PolicyVersion> for PolicyBody {
    fn from(it: PolicyVersion) -> Self {
        PolicyBody {
            market: it.market.to_string(),
            kind: it.kind.into(),
            version: it.version,
            state: it.state.into(),
            body: it.body,
            note: it.note,
            saved_by: it.saved_by,
            saved_at: it.saved_at.into(),
            activated_by: it.activated_by,
            activated_at: it.activated_at.map(Into::into),
        }
    }
}

fn named(market: &str, kind: &str) -> Result<(MarketCode, PolicyKind)> {
    let nothing = || Problem::new(404, "api/malformed-id", "Nothing has such a name");
    let market = MarketCode::new(market).ok_or_else(nothing)?;
    let kind = PolicyKind::parse(kind).ok_or_else(nothing)?;
    Ok((market, kind))
}

/// The versions of a policy, newest first
#[utoipa::path(get, path = "/policies/{market}/{kind}", tag = "operation",
    responses((status = 200, body = List<PolicyBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Named((market, kind)): Named<(String, String)>,
) -> Result<Json<List<PolicyBody>>> {
    caller.require(Capability::ManageSettings, Everywhere)?;
    let (market, kind) = named(&market, &kind)?;
    let found = ::orders::policy_versions(&mut state.db.read().await?, &market, kind).await?;
    Ok(Json(List { items: found.into_iter().map(Into::into).collect() }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyInput {
    #[schema(value_type = Object)]
    body: Value,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
}

/// Keep a new version
///
/// It is checked and kept as a draft; nothing changes until it is activated.
#[utoipa::path(post, path = "/policies/{market}/{kind}", tag = "operation", request_body = PolicyInput,
    responses((status = 201, body = PolicyBody)))]
pub async fn draft(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named((market, kind)): Named<(String, String)>,
    Body(input): Body<PolicyInput>,
) -> Result<(StatusCode, Json<PolicyBody>)> {
    let (market, kind) = named(&market, &kind)?;
    let draft = DraftPolicy { market, kind, body: input.body.clone(), note: input.note.clone() };
    let key = once.key("POST /policies/{market}/{kind}");
    let body = state
        .db
        .once(&key, &actor, &(draft.market.as_str(), kind, &input), async |tx| {
            Ok::<_, ApiError>(PolicyBody::from(::orders::draft_policy(tx, draft.clone()).await?))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Let this version decide
#[utoipa::path(post, path = "/policies/{market}/{kind}/{version}/activate", tag = "operation",
    responses((status = 200, body = PolicyBody)))]
pub async fn activate(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named((market, kind, version)): Named<(String, String, i64)>,
) -> Result<Json<PolicyBody>> {
    let (market, kind) = named(&market, &kind)?;
    let key = once.key("POST /policies/{market}/{kind}/{version}/activate");
    let body = state
        .db
        .once(&key, &actor, &(market.as_str(), kind, version), async |tx| {
            let active = ::orders::activate_policy(tx, &market, kind, version).await?;
            Ok::<_, ApiError>(PolicyBody::from(active))
        })
        .await?;
    Ok(Json(body))
}

/// Why the goods of an order are taken from where they are.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderPlan)]
pub struct PlanBody {
    #[schema(example = "plan_01h455vb4pex5vsknk084sn02q")]
    id: String,
    cause: wire::PlanCause,
    /// 0: the market had not decided, the usual policy held.
    policy_version: i64,
    digest: String,
    at: wire::Time,
    /// Codes of the locations that the two below name by id.
    locations: BTreeMap<String, String>,
    /// What was asked of sourcing.
    #[schema(value_type = Object)]
    request: Value,
    /// The plan, its cost and every candidate with the reason why it was taken or left.
    #[schema(value_type = Object)]
    outcome: Value,
}
impl PlanBody {
    fn of(it: OrderPlan, places: &Places) -> Result<Self> {
        let named = it.request.candidates.iter();
        let locations =
            named.map(|it| (it.location.to_string(), lookup::code(places, it.location))).collect();
        let json = |value: std::result::Result<Value, serde_json::Error>| value.map_err(kernel::Fault::from);
        Ok(PlanBody {
            id: it.id.to_string(),
            cause: it.cause.into(),
            policy_version: it.policy_version,
            digest: it.digest,
            at: it.at.into(),
            locations,
            request: json(serde_json::to_value(&it.request))?,
            outcome: json(serde_json::to_value(&it.outcome))?,
        })
    }
}

/// Decisions about where an order comes from, oldest first
#[utoipa::path(get, path = "/orders/{order}/plans", tag = "sales",
    responses((status = 200, body = List<PlanBody>)))]
pub async fn plans(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<List<PlanBody>>> {
    let order = orders::find(&state, &caller, &text).await?;
    let places = lookup::places(&state.db).await?;
    let found = ::orders::plans(&mut state.db.read().await?, order.id).await?;
    let items = found.into_iter().map(|it| PlanBody::of(it, &places)).collect::<Result<_>>()?;
    Ok(Json(List { items }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayInput {
    /// The body of a sourcing policy.
    #[schema(value_type = Object)]
    body: Value,
    /// How far back.
    #[schema(minimum = 1, maximum = 366, example = 30)]
    days: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ReplayBody {
    since: wire::Time,
    /// Decisions of that time in another currency.
    skipped: i64,
    /// `actual`: what really left, `first`: the policy in force, `second`: the one that was sent; and how many orders
    /// they send differently.
    #[schema(value_type = Object)]
    comparison: Value,
}

/// Past orders through another sourcing policy
///
/// Every decision of those days is made again, with the stock of its time.
#[utoipa::path(post, path = "/policies/{market}/replay", tag = "operation", request_body = ReplayInput,
    responses((status = 200, body = ReplayBody)))]
pub async fn replay(
    Of(state): Of<State>,
    caller: Caller,
    Named(market): Named<String>,
    Body(input): Body<ReplayInput>,
) -> Result<Json<ReplayBody>> {
    caller.require(Capability::ManageSettings, Everywhere)?;
    let (market, kind) = named(&market, PolicyKind::Sourcing.as_str())?;
    if !(1..=366).contains(&input.days) {
        return Err(invalid("/days", "between 1 and 366"));
    }
    ::orders::check_policy(kind, &input.body).map_err(::orders::Error::NoPolicy)?;
    let network: Network =
        serde_json::from_value(input.body).map_err(|error| invalid("/body", error.to_string()))?;
    let told = ::orders::replay(&state.db, &market, &network, input.days).await?;
    let comparison = serde_json::to_value(&told.comparison).map_err(kernel::Fault::from)?;
    Ok(Json(ReplayBody { since: told.since.into(), skipped: told.skipped, comparison }))
}
