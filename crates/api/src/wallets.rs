//! The points of a person.

use axum::Json;
use axum::extract::State as Of;
use kernel::{PersonId, WalletId};
use loyalty::Wallet;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::Result;
use crate::extract::{Caller, Named, Params};
use crate::people;
use crate::wire::{self, Page};

#[derive(Serialize, ToSchema)]
#[schema(as = Wallet)]
pub struct WalletBody {
    id: wire::WalletId,
    person: wire::PersonId,
    spendable: i64,
    /// Earned, and not to be spent yet.
    pending: i64,
    next_spendable_at: Option<wire::Time>,
}
impl From<Wallet> for WalletBody {
    fn from(it: Wallet) -> Self {
        WalletBody {
            id: it.id.into(),
            person: it.person.into(),
            spendable: it.spendable,
            pending: it.pending,
            next_spendable_at: it.next_spendable_at.map(Into::into),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Posting)]
pub struct PostingBody {
    id: wire::PostingId,
    order: wire::OrderId,
    line: wire::LineId,
    kind: wire::PostingKind,
    points: i64,
    posted_at: wire::Time,
}
impl From<loyalty::Posting> for PostingBody {
    fn from(it: loyalty::Posting) -> Self {
        PostingBody {
            id: it.id.into(),
            order: it.order.into(),
            line: it.line.into(),
            kind: it.kind.into(),
            points: it.points,
            posted_at: it.posted_at.into(),
        }
    }
}

pub async fn told(state: &State, caller: &Caller, person: PersonId) -> Result<Json<WalletBody>> {
    people::trace(state, caller, person, "wallet").await?;
    Ok(Json(loyalty::wallet(&mut state.db.read().await?, person).await?.into()))
}

/// One wallet
#[utoipa::path(get, path = "/wallets/{wallet}", tag = "people", responses((status = 200, body = WalletBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<WalletId>,
) -> Result<Json<WalletBody>> {
    let person = people::find(&state, &caller, &loyalty::person_of(id).to_string()).await?;
    told(&state, &caller, person).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PostingParams {
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// What came into a wallet and went out, newest first
#[utoipa::path(get, path = "/wallets/{wallet}/postings", tag = "people", params(PostingParams),
    responses((status = 200, body = Page<PostingBody>)))]
pub async fn postings(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<WalletId>,
    Params(params): Params<PostingParams>,
) -> Result<Json<Page<PostingBody>>> {
    let person = people::find(&state, &caller, &loyalty::person_of(id).to_string()).await?;
    people::trace(&state, &caller, person, "wallet").await?;
    let page = wire::page(params.limit, params.after, params.count);
    Ok(Json(Page::of(loyalty::postings(&mut state.db.read().await?, id, &page).await?)))
}
