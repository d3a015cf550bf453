//! What needs a person: listed, taken, given to somebody, solved.

use axum::Json;
use axum::extract::State as Of;
use inventory::Places;
use kernel::{Capability, Everywhere, ExceptionId, StaffId};
use orders::{Exception, ExceptionFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wire::{self, List};
use crate::{State, locations, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Exception)]
pub struct ExceptionBody {
    #[schema(example = "exception_01h455vb4pex5vsknk084sn02q")]
    id: String,
    order: wire::OrderId,
    number: String,
    kind: wire::ExceptionKind,
    state: wire::ExceptionState,
    /// A code: the reason of a rejection, or the clock that ran out.
    detail: String,
    fulfilment: Option<wire::FulfilmentId>,
    #[schema(example = "gda-1")]
    location: Option<String>,
    /// Who looks after it.
    owner: Option<String>,
    opened_at: wire::Time,
    /// After that a role is told.
    due_at: wire::Time,
    escalated_at: Option<wire::Time>,
    escalated_to: Option<String>,
    solved_at: Option<wire::Time>,
    note: Option<String>,
}
impl ExceptionBody {
    fn of(it: Exception, places: &Places) -> Self {
        ExceptionBody {
            id: it.id.to_string(),
            order: it.order_id.into(),
            number: it.number,
            kind: it.kind.into(),
            state: it.state.into(),
            detail: it.detail,
            fulfilment: it.fulfilment.map(Into::into),
            location: it.location.map(|id| lookup::code(places, id)),
            owner: it.owner.map(|id| id.to_string()),
            opened_at: it.opened_at.into(),
            due_at: it.due_at.into(),
            escalated_at: it.escalated_at.map(Into::into),
            escalated_to: it.escalated_to,
            solved_at: it.solved_at.map(Into::into),
            note: it.note,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExceptionParams {
    #[param(value_type = Option<String>, example = "late")]
    kind: Option<wire::ExceptionKind>,
    /// Code or id of a location.
    #[param(value_type = Option<String>)]
    location: Option<wire::Place>,
}

/// What waits for a person, most urgent first
#[utoipa::path(get, path = "/exceptions", tag = "store", params(ExceptionParams),
    responses((status = 200, body = List<ExceptionBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ExceptionParams>,
) -> Result<Json<List<ExceptionBody>>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = match &params.location {
        Some(place) => Some(locations::parameter(&places, "location", place)?),
        None => None,
    };
    let filter = ExceptionFilter { kind: params.kind.map(|it| it.0), location, ..ExceptionFilter::default() };
    let found = orders::exceptions(&mut state.db.read().await?, &filter, &caller.0.locations()).await?;
    Ok(Json(List { items: found.into_iter().map(|it| ExceptionBody::of(it, &places)).collect() }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerInput {
    /// The id of the person on the staff who looks after it from now on.
    #[schema(pattern = "^staff_[0-7][0-9a-hjkmnp-tv-z]{25}$", example = "staff_01h455vb4pex5vsknk084sn02q")]
    owner: String,
}

/// Give it to somebody
#[utoipa::path(post, path = "/exceptions/{exception}/owner", tag = "store", request_body = OwnerInput,
    responses((status = 200, body = ExceptionBody)))]
pub async fn assign(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<ExceptionId>,
    Body(input): Body<OwnerInput>,
) -> Result<Json<ExceptionBody>> {
    let owner: StaffId =
        input.owner.parse().map_err(|_| invalid("/owner", "the id of a person on the staff"))?;
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /exceptions/{exception}/owner"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ExceptionBody::of(orders::assign_exception(tx, id, owner).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SolutionInput {
    /// How it was solved.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// It is solved
#[utoipa::path(post, path = "/exceptions/{exception}/solution", tag = "store", request_body = SolutionInput,
    responses((status = 200, body = ExceptionBody)))]
pub async fn solve(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(id): Named<ExceptionId>,
    Body(input): Body<SolutionInput>,
) -> Result<Json<ExceptionBody>> {
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /exceptions/{exception}/solution"), &actor, &(id, &input), async |tx| {
            let solved = orders::solve_exception(tx, id, input.note.clone()).await?;
            Ok::<_, ApiError>(ExceptionBody::of(solved, &places))
        })
        .await?;
    Ok(Json(body))
}
