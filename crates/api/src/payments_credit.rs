//! Store credit: what we owe a person in money.

use ::payments::{Credit, CreditPosting, GrantCredit};
use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use kernel::{Capability, Everywhere};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::people;
use crate::wire::{self, Page};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Credit)]
pub struct CreditBody {
    balance: wire::Money,
    /// Promised to orders that are not delivered yet.
    held: wire::Money,
    /// What can be spent.
    free: wire::Money,
}
impl From<Credit> for CreditBody {
    fn from(it: Credit) -> Self {
        CreditBody { balance: it.balance.into(), held: it.held.into(), free: it.free().into() }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = CreditPosting)]
pub struct CreditPostingBody {
    id: wire::PostingId,
    cause: wire::CreditCause,
    /// Below zero when it was spent.
    amount: wire::Money,
    order: Option<wire::OrderId>,
    reference: String,
    posted_at: wire::Time,
}
impl From<CreditPosting> for CreditPostingBody {
    fn from(it: CreditPosting) -> Self {
        CreditPostingBody {
            id: it.id.into(),
            cause: it.cause.into(),
            amount: it.amount.into(),
            order: it.order.map(Into::into),
            reference: it.reference,
            posted_at: it.posted_at.into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Credits)]
pub struct CreditsBody {
    /// One for each currency in which there ever was any.
    balances: Vec<CreditBody>,
    /// All changes, newest first.
    postings: Page<CreditPostingBody>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CreditParams {
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// The store credit of a person
#[utoipa::path(get, path = "/people/{person}/credit", tag = "people", params(CreditParams),
    responses((status = 200, body = CreditsBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
    Params(params): Params<CreditParams>,
) -> Result<Json<CreditsBody>> {
    let person = people::find(&state, &caller, &text).await?;
    people::trace(&state, &caller, person, "credit").await?;
    let page = wire::page(params.limit, params.after, params.count);
    let mut read = state.db.read().await?;
    let balances = ::payments::credits(&mut read, person).await?;
    let postings = Page::of(::payments::credit_postings(&mut read, person, &page).await?);
    Ok(Json(CreditsBody { balances: balances.into_iter().map(Into::into).collect(), postings }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditInput {
    /// Below zero only for a correction.
    amount: wire::Money,
    /// `goodwill` or `corrected`; the others come with a purchase or a refund.
    cause: wire::CreditCause,
    /// The case that it is about, up to 80 characters.
    #[schema(max_length = 80, example = "case 17")]
    reference: String,
    order: Option<wire::OrderId>,
}

/// In minor units.
const MOST: i64 = 10_000_000;

/// Give store credit, or put a mistake right
#[utoipa::path(post, path = "/people/{person}/credit", tag = "people", request_body = CreditInput,
    responses((status = 201, body = CreditBody)))]
pub async fn grant(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<CreditInput>,
) -> Result<(StatusCode, Json<CreditBody>)> {
    caller.require(Capability::ManageLoyalty, Everywhere)?;
    // A slip of the finger must not make somebody rich.
    if !(-MOST..=MOST).contains(&input.amount.amount) {
        return Err(invalid("/amount/amount", "at most 10000000 minor units at a time"));
    }
    let person = people::find(&state, &caller, &text).await?;
    let body = state
        .db
        .once(&once.key("POST /people/{person}/credit"), &caller.0, &(person, &input), async |tx| {
            let request = GrantCredit {
                id: tx.new_id(),
                person,
                amount: input.amount.into(),
                cause: input.cause.0,
                order: input.order.map(|it| it.0),
                reference: input.reference.clone(),
            };
            Ok::<_, ApiError>(CreditBody::from(::payments::grant_credit(tx, request).await?))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}
