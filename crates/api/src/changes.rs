//! Changes of an order after it was placed: looked at, then made.

use ::orders::{Change, ChangeKind, ChangeOrder, ChangeOutcome, Pieces, Preview};
use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::Places;
use kernel::{ChangeId, Problem, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::checkout::AddressInput;
use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::orders::{OrderBody, find, whole};
use crate::wire;
use crate::{State, lookup};

/// One change of what has not left yet.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = Change)]
#[allow(dead_code, reason = "only its schema is used: a tagged enum would lose the place of an error")]
pub enum ChangeChoice {
    /// These pieces are not wanted any more.
    Cancel {
        reason: wire::CancelReason,
        #[schema(min_items = 1, max_items = 200)]
        lines: Vec<PiecesInput>,
    },
    /// What is still to be shipped goes there.
    Address { address: AddressInput },
    /// What is still to be collected is collected there.
    Store { location: wire::Place },
    /// So many pieces of a line in all. More of them is a new line, at the price of today.
    Quantity { line: wire::LineId, quantity: wire::Count },
    /// Another size or colour of the same product.
    Variant { line: wire::LineId, quantity: wire::Pieces, sku: wire::Sku },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeInput {
    kind: wire::ChangeKind,
    #[serde(default)]
    reason: Option<wire::CancelReason>,
    #[serde(default)]
    lines: Option<Vec<PiecesInput>>,
    #[serde(default)]
    address: Option<AddressInput>,
    #[serde(default)]
    location: Option<wire::Place>,
    #[serde(default)]
    line: Option<wire::LineId>,
    #[serde(default)]
    quantity: Option<wire::Count>,
    #[serde(default)]
    sku: Option<wire::Sku>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ChangedPieces)]
#[serde(deny_unknown_fields)]
pub struct PiecesInput {
    line: wire::LineId,
    quantity: wire::Pieces,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeRequest)]
pub struct ChangeRequestInput {
    /// The version of the order that was looked at.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    #[schema(value_type = ChangeChoice)]
    change: ChangeInput,
}

/// What a change does, or would do.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ChangeResult)]
pub struct ChangeBody {
    /// Why it is refused; only in a preview, and null where it is possible.
    refusal: Option<RefusalBody>,
    /// Owed afterwards minus owed before: below zero the shopper owes less.
    difference: Option<wire::Money>,
    /// Promised back because of it.
    refund: Option<wire::Money>,
    /// What is to be paid when the goods are collected.
    due: Option<wire::Money>,
    /// As it stands afterwards, or would.
    order: Option<OrderBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Refusal)]
pub struct RefusalBody {
    #[serde(rename = "type")]
    #[schema(example = "/problems/orders/already-picked")]
    kind: String,
    title: String,
    detail: Option<String>,
}
impl From<Problem> for RefusalBody {
    fn from(it: Problem) -> Self {
        RefusalBody { kind: it.kind, title: it.title.to_owned(), detail: it.detail }
    }
}

impl ChangeBody {
    pub async fn of(q: &mut impl Query, it: ChangeOutcome, places: &Places) -> Result<Self> {
        Ok(ChangeBody {
            refusal: None,
            difference: Some(it.difference.into()),
            refund: Some(it.refund.into()),
            due: Some(it.due.into()),
            order: Some(whole(q, it.order, places).await?),
        })
    }
    pub async fn preview(q: &mut impl Query, it: Preview, places: &Places) -> Result<Self> {
        match it {
            Preview::Possible(outcome) => Self::of(q, *outcome, places).await,
            Preview::Refused(why) => {
                let refusal = Some(RefusalBody::from(Problem::from(why)));
                Ok(ChangeBody { refusal, difference: None, refund: None, due: None, order: None })
            }
        }
    }
}

impl ChangeInput {
    async fn read(&self, state: &State, places: &Places) -> Result<Change> {
        let missing = |field: &str| invalid(format!("/change/{field}"), "is needed for this kind of change");
        match self.kind.0 {
            ChangeKind::Cancel => {
                let lines = self.lines.as_ref().ok_or_else(|| missing("lines"))?;
                if !(1..=200).contains(&lines.len()) {
                    return Err(invalid("/change/lines", "1 to 200 lines"));
                }
                let pieces = |it: &PiecesInput| Pieces { line: it.line.0, quantity: it.quantity.0 };
                let reason = self.reason.as_ref().ok_or_else(|| missing("reason"))?.0;
                Ok(Change::Cancel { lines: lines.iter().map(pieces).collect(), reason })
            }
            ChangeKind::Address => {
                let address = self.address.as_ref().ok_or_else(|| missing("address"))?;
                Ok(Change::Address { address: address.read("/change/address")? })
            }
            ChangeKind::Store => {
                let place = self.location.as_ref().ok_or_else(|| missing("location"))?;
                let location = lookup::location(places, place).in_body("/change/location")?;
                Ok(Change::Store { location })
            }
            ChangeKind::Quantity => {
                let line = self.line.ok_or_else(|| missing("line"))?.0;
                let quantity = self.quantity.ok_or_else(|| missing("quantity"))?.0;
                Ok(Change::Quantity { line, quantity })
            }
            ChangeKind::Variant => {
                let line = self.line.ok_or_else(|| missing("line"))?.0;
                let quantity = self.quantity.ok_or_else(|| missing("quantity"))?.0;
                let sku = &self.sku.as_ref().ok_or_else(|| missing("sku"))?.0;
                let mut read = state.db.read().await?;
                let variant = catalog::variant_by_sku(&mut read, sku).await.in_body("/change/sku")?.id;
                Ok(Change::Variant { line, quantity, variant })
            }
            ChangeKind::Exchange => {
                Err(invalid("/change/kind", "goods that came back are exchanged at their return"))
            }
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewParams {
    /// Only say what it would do.
    #[param(example = false)]
    pub preview: Option<bool>,
}

/// Change an order
///
/// With `preview=true` nothing happens: the answer (200) says what would become of money, promise and fulfilments, or why the
/// change is refused. Without it the change is made, if the order still has the version that was looked at.
#[utoipa::path(post, path = "/orders/{order}/changes", tag = "after the sale", params(PreviewParams),
    request_body = ChangeRequestInput,
    responses((status = 200, body = ChangeBody), (status = 201, body = ChangeBody)))]
pub async fn change(
    Of(state): Of<State>,
    caller: Caller,
    once: Once,
    Named(text): Named<String>,
    Params(params): Params<PreviewParams>,
    Body(input): Body<ChangeRequestInput>,
) -> Result<(StatusCode, Json<ChangeBody>)> {
    let order = find(&state, &caller, &text).await?.id;
    let places = lookup::places(&state.db).await?;
    let change = input.change.read(&state, &places).await?;
    if params.preview == Some(true) {
        let body = state
            .db
            .run(&caller.0, async |tx| {
                let looked = ::orders::preview_change(tx, order, &change).await?;
                ChangeBody::preview(tx, looked, &places).await
            })
            .await?;
        return Ok((StatusCode::OK, Json(body)));
    }
    let id = ChangeId::fresh(state.db.now());
    let request = ChangeOrder { id, order, version: input.version, change };
    let key = once.key("POST /orders/{order}/changes");
    let body = state
        .db
        .once(&key, &caller.0, &(order, &input), async |tx| {
            let outcome = ::orders::change_order(tx, request.clone()).await?;
            ChangeBody::of(tx, outcome, &places).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// A change that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeRecord)]
pub struct RecordBody {
    id: wire::ChangeId,
    kind: wire::ChangeKind,
    difference: wire::Money,
    refund: wire::Money,
    due: wire::Money,
    at: wire::Time,
}

/// Changes of an order, oldest first
#[utoipa::path(get, path = "/orders/{order}/changes", tag = "after the sale",
    responses((status = 200, body = wire::List<RecordBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<wire::List<RecordBody>>> {
    let order = find(&state, &caller, &text).await?.id;
    let found = ::orders::changes(&mut state.db.read().await?, order).await?;
    let items = found.into_iter().map(|it| RecordBody {
        id: it.id.into(),
        kind: it.kind.into(),
        difference: it.difference.into(),
        refund: it.refund.into(),
        due: it.due.into(),
        at: it.at.into(),
    });
    Ok::<_, ApiError>(Json(wire::List { items: items.collect() }))
}
