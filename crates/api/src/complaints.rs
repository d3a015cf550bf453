//! Complaints about goods: opened by the buyer or for them, answered in time or agreed to by silence.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use kernel::{Capability, ComplaintId, Everywhere};
use orders::{Answer, AnswerComplaint, Complaint, ComplaintFilter, OpenComplaint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::returns::{ProofInput, order_named};
use crate::wire::{self, Page};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Complaint)]
pub struct ComplaintBody {
    id: wire::ComplaintId,
    /// What people say.
    #[schema(example = "C-7KQ4-M2XR")]
    code: String,
    order: wire::OrderId,
    state: wire::ComplaintState,
    line: wire::LineId,
    quantity: i64,
    what: String,
    #[schema(format = Date)]
    since: String,
    demand: wire::Demand,
    /// The part of the price that is asked for.
    amount: Option<wire::Money>,
    /// How many pictures there are.
    photos: i64,
    opened_at: wire::Time,
    /// Without an answer by then, what was asked is agreed to.
    answer_due_at: wire::Time,
    warned_at: Option<wire::Time>,
    remedy: Option<wire::Remedy>,
    refusal: Option<wire::ComplaintRefusal>,
    note: String,
    answered_at: Option<wire::Time>,
    /// Nobody answered in time.
    lapsed_at: Option<wire::Time>,
    /// Taken off the price.
    reduced: wire::Money,
    /// The return with which the goods come back.
    #[serde(rename = "return")]
    back: Option<wire::ReturnId>,
    settled_at: Option<wire::Time>,
}
impl From<Complaint> for ComplaintBody {
    fn from(it: Complaint) -> Self {
        ComplaintBody {
            id: it.id.into(),
            code: it.code,
            order: it.order.into(),
            state: it.state.into(),
            line: it.line.into(),
            quantity: it.quantity.get(),
            what: it.what,
            since: it.since.to_string(),
            demand: it.demand.into(),
            amount: it.amount.map(Into::into),
            photos: it.photos.len() as i64,
            opened_at: it.opened_at.into(),
            answer_due_at: it.answer_due_at.into(),
            warned_at: it.warned_at.map(Into::into),
            remedy: it.remedy.map(Into::into),
            refusal: it.refusal.map(Into::into),
            note: it.note,
            answered_at: it.answered_at.map(Into::into),
            lapsed_at: it.lapsed_at.map(Into::into),
            reduced: it.reduced.gross.into(),
            back: it.back.map(Into::into),
            settled_at: it.settled_at.map(Into::into),
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintInput {
    /// The id of the order, or `number:` and its number.
    #[schema(pattern = "^(order_[0-7][0-9a-hjkmnp-tv-z]{25}|number:[A-Za-z0-9-]{1,40})$")]
    order: String,
    /// Needed with a publishable key; whoever serves at a location or manages orders answers for it.
    #[serde(default)]
    #[schema(value_type = Option<ProofInput>)]
    proof: Option<ProofInput>,
    #[schema(value_type = String, pattern = "^line_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    line: wire::LineId,
    quantity: wire::Pieces,
    /// What is wrong.
    #[schema(min_length = 3, max_length = 2000, example = "The zip came off on the second day.")]
    what: String,
    /// When it showed.
    #[schema(format = Date, example = "2026-11-21")]
    since: String,
    demand: wire::Demand,
    /// For a reduction: how much.
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    amount: Option<wire::Money>,
}

/// Open a complaint
///
/// The clock starts: unanswered to the end of the last day, what was asked is agreed to, by law.
#[utoipa::path(post, path = "/complaints", tag = "after the sale", request_body = ComplaintInput,
    responses((status = 201, body = ComplaintBody)))]
pub async fn open(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<ComplaintInput>,
) -> Result<(StatusCode, Json<ComplaintBody>)> {
    let order = order_named(&state, &input.order).await.in_body("/order")?;
    let request = OpenComplaint {
        id: ComplaintId::fresh(state.db.now()),
        order,
        proof: ProofInput::read(input.proof.as_ref()),
        line: input.line.0,
        quantity: input.quantity.0,
        what: input.what.clone(),
        since: input.since.parse().map_err(|_| invalid("/since", "a day as YYYY-MM-DD"))?,
        demand: input.demand.0,
        amount: input.amount.map(Into::into),
        photos: Vec::new(),
    };
    let body = state
        .db
        .once(&once.key("POST /complaints"), &actor, &input, async |tx| {
            Ok::<_, ApiError>(ComplaintBody::from(orders::open_complaint(tx, request.clone()).await?))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// With `open`, what has the least time left comes first.
    #[param(value_type = Option<String>, example = "open")]
    state: Option<wire::ComplaintState>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 20)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// Complaints, newest first
#[utoipa::path(get, path = "/complaints", tag = "after the sale", params(ListParams),
    responses((status = 200, body = Page<ComplaintBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<ComplaintBody>>> {
    caller.require(Capability::ManageOrders, Everywhere)?;
    let filter = ComplaintFilter { state: params.state.map(|it| it.0) };
    let page = wire::page(params.limit, params.after, params.count);
    Ok(Json(Page::of(orders::complaints(&mut state.db.read().await?, &filter, &page).await?)))
}

/// The complaint in the path: its id, or `code:` and its code.
async fn find(state: &State, text: &str) -> Result<Complaint> {
    let mut read = state.db.read().await?;
    match text.strip_prefix("code:") {
        Some(code) => Ok(orders::complaint_by_code(&mut read, code).await?),
        None => {
            let unknown = || orders::Error::UnknownComplaint(text.chars().take(60).collect());
            Ok(orders::find_complaint(&mut read, text.parse().map_err(|_| unknown())?).await?)
        }
    }
}

/// One complaint
#[utoipa::path(get, path = "/complaints/{complaint}", tag = "after the sale",
    responses((status = 200, body = ComplaintBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<ComplaintBody>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    Ok(Json(find(&state, &text).await?.into()))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    answer: wire::AnswerKind,
    /// For `reduce`: how much of the price goes back.
    #[serde(default)]
    #[schema(value_type = Option<wire::Money>)]
    amount: Option<wire::Money>,
    /// For `refuse`: why.
    #[serde(default)]
    #[schema(value_type = Option<wire::ComplaintRefusal>)]
    reason: Option<wire::ComplaintRefusal>,
    /// For the buyer; a refusal says why in words, too.
    #[serde(default)]
    #[schema(max_length = 2000, example = "We have looked at it and repair it within a week.")]
    note: String,
}
impl AnswerInput {
    fn read(&self) -> Result<Answer> {
        Ok(match self.answer {
            wire::AnswerKind::Repair => Answer::Repair,
            wire::AnswerKind::Replace => Answer::Replace,
            wire::AnswerKind::Refund => Answer::Refund,
            wire::AnswerKind::Reduce => {
                let amount = self.amount.ok_or_else(|| invalid("/amount", "how much goes back"))?;
                Answer::Reduce { amount: amount.into() }
            }
            wire::AnswerKind::Refuse => {
                let reason = self.reason.ok_or_else(|| invalid("/reason", "why"))?;
                Answer::Refuse { reason: reason.0 }
            }
        })
    }
}

/// Answer a complaint
///
/// What is promised starts at once: a part of the price goes back, goods to be replaced or refunded are announced as a return
/// with this right.
#[utoipa::path(post, path = "/complaints/{complaint}/answer", tag = "after the sale", request_body = AnswerInput,
    responses((status = 200, body = ComplaintBody)))]
pub async fn answer(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<AnswerInput>,
) -> Result<Json<ComplaintBody>> {
    let id = find(&state, &text).await?.id;
    let request = AnswerComplaint { id, answer: input.read()?, note: input.note.clone() };
    let body = state
        .db
        .once(&once.key("POST /complaints/{complaint}/answer"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ComplaintBody::from(orders::answer_complaint(tx, request.clone()).await?))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleInput {}

/// What was promised is done
#[utoipa::path(post, path = "/complaints/{complaint}/settle", tag = "after the sale", request_body = SettleInput,
    responses((status = 200, body = ComplaintBody)))]
pub async fn settle(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<SettleInput>,
) -> Result<Json<ComplaintBody>> {
    let id = find(&state, &text).await?.id;
    let body = state
        .db
        .once(&once.key("POST /complaints/{complaint}/settle"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ComplaintBody::from(orders::settle_complaint(tx, id).await?))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawInput {
    #[serde(default)]
    #[schema(value_type = Option<ProofInput>)]
    proof: Option<ProofInput>,
}

/// The buyer asks for nothing any more
#[utoipa::path(post, path = "/complaints/{complaint}/withdraw", tag = "after the sale", request_body = WithdrawInput,
    responses((status = 200, body = ComplaintBody)))]
pub async fn withdraw(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<WithdrawInput>,
) -> Result<Json<ComplaintBody>> {
    let id = find(&state, &text).await?.id;
    let proof = ProofInput::read(input.proof.as_ref());
    let body = state
        .db
        .once(&once.key("POST /complaints/{complaint}/withdraw"), &actor, &(id, &input), async |tx| {
            let done = orders::withdraw_complaint(tx, id, proof.clone()).await?;
            Ok::<_, ApiError>(ComplaintBody::from(done))
        })
        .await?;
    Ok(Json(body))
}

/// Complaints about an order, oldest first
#[utoipa::path(get, path = "/orders/{order}/complaints", tag = "after the sale",
    responses((status = 200, body = wire::List<ComplaintBody>)))]
pub async fn of_order(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<wire::List<ComplaintBody>>> {
    let order = crate::orders::find(&state, &caller, &text).await?.id;
    let found = orders::complaints_of(&mut state.db.read().await?, order).await?;
    Ok(Json(wire::List { items: found.into_iter().map(Into::into).collect() }))
}
