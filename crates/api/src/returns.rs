//! Goods that come back: announced, received, accepted or rejected.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use inventory::Places;
use kernel::{Capability, ChangeId, Everywhere, OrderId, ReturnId};
use orders::{
    AcceptReturn, BackLine, Exchange, ExchangeTo, Instead, OpenReturn, PayBack, Proof, ReceiveReturn, Return,
    ReturnFilter,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::changes::{ChangeBody, PreviewParams};
use crate::checkout::AddressInput;
use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wire::{self, Page};
use crate::{State, locations, lookup};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Return)]
pub struct ReturnBody {
    id: wire::ReturnId,
    /// What people say and write on the parcel.
    #[schema(example = "R-7KQ4-M2XR")]
    code: String,
    order: wire::OrderId,
    state: wire::ReturnState,
    basis: wire::ReturnBasis,
    way: wire::ReturnWay,
    /// Where the goods came back.
    #[schema(example = "gda-1")]
    location: Option<String>,
    opened_at: wire::Time,
    /// The goods should be here by then.
    due_at: wire::Time,
    received_at: Option<wire::Time>,
    decided_at: Option<wire::Time>,
    refusal: Option<wire::RefusalReason>,
    /// What the accepted goods were worth, tax included.
    gross: wire::Money,
    /// Contained in it.
    tax: wire::Money,
    /// Given back of the delivery.
    delivery: wire::Money,
    /// What was promised back because of it.
    refund: wire::Money,
    /// When the last of it had moved.
    refunded_at: Option<wire::Time>,
    /// The number of the corrective document.
    document: Option<String>,
    lines: Vec<ReturnLineBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReturnLine)]
pub struct ReturnLineBody {
    line: wire::LineId,
    reason: wire::ReturnReason,
    /// Announced.
    quantity: i64,
    received: i64,
    accepted: i64,
    gross: wire::Money,
    tax: wire::Money,
    parts: Vec<PartBody>,
}

/// What became of some of the pieces.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReturnPart)]
pub struct PartBody {
    disposition: wire::Disposition,
    quantity: i64,
}

impl ReturnBody {
    fn of(it: Return, places: &Places) -> Self {
        let line = |it: orders::ReturnLine| ReturnLineBody {
            line: it.line.into(),
            reason: it.reason.into(),
            quantity: it.quantity.get(),
            received: it.received.get(),
            accepted: it.accepted.get(),
            gross: it.worth.gross.into(),
            tax: it.worth.tax.into(),
            parts: (it.parts.into_iter())
                .map(|(what, units)| PartBody { disposition: what.into(), quantity: units.get() })
                .collect(),
        };
        ReturnBody {
            id: it.id.into(),
            code: it.code,
            order: it.order.into(),
            state: it.state.into(),
            basis: it.basis.into(),
            way: it.way.into(),
            location: it.location.map(|id| lookup::code(places, id)),
            opened_at: it.opened_at.into(),
            due_at: it.due_at.into(),
            received_at: it.received_at.map(Into::into),
            decided_at: it.decided_at.map(Into::into),
            refusal: it.refusal.map(Into::into),
            gross: it.worth.gross.into(),
            tax: it.worth.tax.into(),
            delivery: it.delivery.gross.into(),
            refund: it.refund.into(),
            refunded_at: it.refunded_at.map(Into::into),
            document: it.document,
            lines: it.lines.into_iter().map(line).collect(),
        }
    }
}

/// How somebody shows that the order is theirs: what they gave when they ordered.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofInput {
    #[serde(default)]
    #[schema(max_length = 254, example = "anna.nowak@example.com")]
    email: Option<String>,
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: Option<String>,
}
impl ProofInput {
    pub fn read(input: Option<&ProofInput>) -> Proof {
        match input {
            Some(ProofInput { email: Some(text), .. }) => Proof::Email(text.clone()),
            Some(ProofInput { phone: Some(text), .. }) => Proof::Phone(text.clone()),
            Some(_) | None => Proof::Staff,
        }
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnInput {
    /// The id of the order, or `number:` and its number.
    #[schema(pattern = "^(order_[0-7][0-9a-hjkmnp-tv-z]{25}|number:[A-Za-z0-9-]{1,40})$")]
    order: String,
    /// Needed with a publishable key; whoever serves at a location or manages orders answers for it.
    #[serde(default)]
    #[schema(value_type = Option<ProofInput>)]
    proof: Option<ProofInput>,
    way: wire::ReturnWay,
    /// `courtesy` for those who manage orders; left out, what the policy of the market gives today.
    #[serde(default)]
    #[schema(value_type = Option<wire::ReturnBasis>)]
    basis: Option<wire::ReturnBasis>,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<BackLineInput>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReturnLineInput)]
#[serde(deny_unknown_fields)]
pub struct BackLineInput {
    /// A line of the order.
    #[schema(value_type = String, pattern = "^line_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    line: wire::LineId,
    quantity: wire::Pieces,
    reason: wire::ReturnReason,
}

pub async fn order_named(state: &State, text: &str) -> Result<OrderId> {
    let unknown = || orders::Error::UnknownOrder(text.chars().take(60).collect());
    match text.strip_prefix("number:") {
        Some(number) => Ok(orders::order_by_number(&mut state.db.read().await?, number).await?.id),
        None => text.parse::<OrderId>().map_err(|_| unknown().into()),
    }
}

/// Announce a return
///
/// The market's policy says whether the goods come back today, and by what right. The code goes on the parcel or is shown
/// in any store.
#[utoipa::path(post, path = "/returns", tag = "after the sale", request_body = ReturnInput,
    responses((status = 201, body = ReturnBody)))]
pub async fn open(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<ReturnInput>,
) -> Result<(StatusCode, Json<ReturnBody>)> {
    if !(1..=200).contains(&input.lines.len()) {
        return Err(invalid("/lines", "1 to 200 lines"));
    }
    let order = order_named(&state, &input.order).await.in_body("/order")?;
    let lines = input.lines.iter().map(|it| BackLine {
        line: it.line.0,
        quantity: it.quantity.0,
        reason: it.reason.0,
    });
    let request = OpenReturn {
        id: ReturnId::fresh(state.db.now()),
        order,
        proof: ProofInput::read(input.proof.as_ref()),
        way: input.way.0,
        basis: input.basis.map(|it| it.0),
        lines: lines.collect(),
    };
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /returns"), &actor, &input, async |tx| {
            Ok::<_, ApiError>(ReturnBody::of(orders::open_return(tx, request.clone()).await?, &places))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    #[param(value_type = Option<String>, example = "received")]
    state: Option<wire::ReturnState>,
    /// Code or id of the location where the goods came back.
    #[param(value_type = Option<String>)]
    location: Option<wire::Place>,
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 20)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
    count: Option<bool>,
}

/// Returns, newest first
#[utoipa::path(get, path = "/returns", tag = "after the sale", params(ListParams),
    responses((status = 200, body = Page<ReturnBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<ListParams>,
) -> Result<Json<Page<ReturnBody>>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = match &params.location {
        Some(place) => Some(locations::parameter(&places, "location", place)?),
        None => None,
    };
    let filter = ReturnFilter { state: params.state.map(|it| it.0), location, scope: caller.scope() };
    let page = wire::page(params.limit, params.after, params.count);
    let found = orders::returns(&mut state.db.read().await?, &filter, &page).await?;
    Ok(Json(found.map(|it| ReturnBody::of(it, &places)).into()))
}

/// The return in the path: its id, or `code:` and its code.
async fn find(state: &State, text: &str) -> Result<Return> {
    let mut read = state.db.read().await?;
    match text.strip_prefix("code:") {
        Some(code) => Ok(orders::return_by_code(&mut read, code).await?),
        None => {
            let unknown = || orders::Error::UnknownReturn(text.chars().take(60).collect());
            Ok(orders::find_return(&mut read, text.parse().map_err(|_| unknown())?).await?)
        }
    }
}

/// One return
#[utoipa::path(get, path = "/returns/{return}", tag = "after the sale", responses((status = 200, body = ReturnBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<ReturnBody>> {
    caller.require(Capability::ReadOrders, Everywhere)?;
    let found = find(&state, &text).await?;
    Ok(Json(ReturnBody::of(found, &*lookup::places(&state.db).await?)))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveInput {
    /// Anywhere, wherever the goods were bought.
    #[schema(value_type = String, example = "gda-1")]
    location: wire::Place,
    /// What came; left out, everything that was announced.
    #[serde(default)]
    #[schema(max_items = 200)]
    lines: Option<Vec<CameInput>>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ReceivedLine)]
#[serde(deny_unknown_fields)]
pub struct CameInput {
    #[schema(value_type = String, pattern = "^line_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    line: wire::LineId,
    quantity: wire::Pieces,
}

/// The goods lie here
///
/// Received is not accepted: nobody has looked at them yet.
#[utoipa::path(post, path = "/returns/{return}/receive", tag = "after the sale", request_body = ReceiveInput,
    responses((status = 200, body = ReturnBody)))]
pub async fn receive(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<ReceiveInput>,
) -> Result<Json<ReturnBody>> {
    let id = find(&state, &text).await?.id;
    let places = lookup::places(&state.db).await?;
    let location = lookup::location(&places, &input.location).in_body("/location")?;
    let lines = input.lines.as_ref().map(|lines| lines.iter().map(|it| (it.line.0, it.quantity.0)).collect());
    let request = ReceiveReturn { id, location, lines };
    let body = state
        .db
        .once(&once.key("POST /returns/{return}/receive"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ReturnBody::of(orders::receive_return(tx, request.clone()).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// What becomes of which pieces. What came and is not named here stays the shopper's.
    #[schema(min_items = 1, max_items = 400)]
    lines: Vec<AcceptedInput>,
    /// What a till took: `here`, paid out with the acceptance, or `later`.
    #[serde(default = "later")]
    pays: wire::PayBack,
}
fn later() -> wire::PayBack {
    wire::PayBack::Later
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AcceptedLine)]
#[serde(deny_unknown_fields)]
pub struct AcceptedInput {
    #[schema(value_type = String, pattern = "^line_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    line: wire::LineId,
    disposition: wire::Disposition,
    quantity: wire::Pieces,
}

/// Take the goods back
///
/// The goods find their place where they came back, and the refund starts in the same moment: through the provider that took the
/// money, out of a till, or as store credit (`credit`) if the buyer expressly agreed to that.
#[utoipa::path(post, path = "/returns/{return}/accept", tag = "after the sale", request_body = AcceptInput,
    responses((status = 200, body = ReturnBody)))]
pub async fn accept(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<AcceptInput>,
) -> Result<Json<ReturnBody>> {
    if !(1..=400).contains(&input.lines.len()) {
        return Err(invalid("/lines", "1 to 400 lines"));
    }
    let id = find(&state, &text).await?.id;
    let lines = input.lines.iter().map(|it| (it.line.0, it.disposition.0, it.quantity.0)).collect();
    let pays = match input.pays {
        wire::PayBack::Here => PayBack::Here,
        wire::PayBack::Later => PayBack::Later,
        wire::PayBack::Credit => PayBack::Credit,
    };
    let request = AcceptReturn { id, lines, pays };
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /returns/{return}/accept"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ReturnBody::of(orders::accept_return(tx, request.clone()).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeInput {
    /// What becomes of which pieces that came, as in an acceptance.
    #[schema(min_items = 1, max_items = 400)]
    lines: Vec<AcceptedInput>,
    #[schema(min_items = 1, max_items = 200)]
    instead: Vec<InsteadInput>,
    /// Where it is collected and a difference is paid.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "gda-1")]
    location: Option<wire::Place>,
    /// Where it is sent, if it costs no more than what came back.
    #[serde(default)]
    #[schema(value_type = Option<AddressInput>)]
    address: Option<AddressInput>,
    /// What is too much and was paid at a till: `here`, paid out at once, or `later`.
    #[serde(default = "later")]
    pays: wire::PayBack,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeLine)]
#[serde(deny_unknown_fields)]
pub struct InsteadInput {
    /// The line that came back.
    #[schema(value_type = String, pattern = "^line_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    line: wire::LineId,
    /// What is given for it: anything.
    sku: wire::Sku,
    quantity: wire::Pieces,
}

impl ExchangeInput {
    async fn read(&self, state: &State, places: &Places, id: ChangeId, of: ReturnId) -> Result<Exchange> {
        if !(1..=400).contains(&self.lines.len()) || !(1..=200).contains(&self.instead.len()) {
            return Err(invalid("/lines", "1 to 400 lines, and 1 to 200 instead"));
        }
        let to = match (&self.location, &self.address) {
            (Some(place), None) => ExchangeTo::Collect(lookup::location(places, place).in_body("/location")?),
            (None, Some(address)) => ExchangeTo::Send(address.read("/address")?),
            (None, None) | (Some(_), Some(_)) => {
                return Err(invalid("/location", "a location or an address"));
            }
        };
        let mut read = state.db.read().await?;
        let mut instead = Vec::with_capacity(self.instead.len());
        for (i, it) in self.instead.iter().enumerate() {
            let known = catalog::variant_by_sku(&mut read, &it.sku.0).await;
            let variant = known.in_body(&format!("/instead/{i}/sku"))?.id;
            instead.push(Instead { line: it.line.0, variant, quantity: it.quantity.0 });
        }
        let lines = self.lines.iter().map(|it| (it.line.0, it.disposition.0, it.quantity.0)).collect();
        let pays = match self.pays {
            wire::PayBack::Here => PayBack::Here,
            wire::PayBack::Later => PayBack::Later,
            wire::PayBack::Credit => PayBack::Credit,
        };
        Ok(Exchange { id, of, lines, instead, to, pays })
    }
}

/// Give something else for it
///
/// The goods are taken back and the others promised in one moment: new lines of the same order, so that what was paid pays for
/// them. What is cheaper goes back, what is dearer is paid where it is collected. With `preview=true` nothing happens, and the
/// answer (200) says what would.
#[utoipa::path(post, path = "/returns/{return}/exchange", tag = "after the sale", params(PreviewParams),
    request_body = ExchangeInput,
    responses((status = 200, body = ChangeBody), (status = 201, body = ChangeBody)))]
pub async fn exchange(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Params(params): Params<PreviewParams>,
    Body(input): Body<ExchangeInput>,
) -> Result<(StatusCode, Json<ChangeBody>)> {
    let id = find(&state, &text).await?.id;
    let places = lookup::places(&state.db).await?;
    let request = input.read(&state, &places, ChangeId::fresh(state.db.now()), id).await?;
    if params.preview == Some(true) {
        let body = state
            .db
            .run(&actor, async |tx| {
                let looked = orders::preview_exchange(tx, &request).await?;
                ChangeBody::preview(tx, looked, &places).await
            })
            .await?;
        return Ok((StatusCode::OK, Json(body)));
    }
    let body = state
        .db
        .once(&once.key("POST /returns/{return}/exchange"), &actor, &(id, &input), async |tx| {
            let outcome = orders::exchange(tx, request.clone()).await?;
            ChangeBody::of(tx, outcome, &places).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseInput {
    reason: wire::RefusalReason,
}

/// The goods stay the shopper's
#[utoipa::path(post, path = "/returns/{return}/reject", tag = "after the sale", request_body = RefuseInput,
    responses((status = 200, body = ReturnBody)))]
pub async fn reject(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<RefuseInput>,
) -> Result<Json<ReturnBody>> {
    let id = find(&state, &text).await?.id;
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /returns/{return}/reject"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ReturnBody::of(orders::reject_return(tx, id, input.reason.0).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepInput {
    #[serde(default)]
    #[schema(value_type = Option<ProofInput>)]
    proof: Option<ProofInput>,
}

/// The shopper keeps the goods after all
#[utoipa::path(post, path = "/returns/{return}/cancel", tag = "after the sale", request_body = KeepInput,
    responses((status = 200, body = ReturnBody)))]
pub async fn cancel(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Named(text): Named<String>,
    Body(input): Body<KeepInput>,
) -> Result<Json<ReturnBody>> {
    let id = find(&state, &text).await?.id;
    let proof = ProofInput::read(input.proof.as_ref());
    let places = lookup::places(&state.db).await?;
    let body = state
        .db
        .once(&once.key("POST /returns/{return}/cancel"), &actor, &(id, &input), async |tx| {
            Ok::<_, ApiError>(ReturnBody::of(orders::cancel_return(tx, id, proof.clone()).await?, &places))
        })
        .await?;
    Ok(Json(body))
}

/// What of an order can come back, and what has.
#[derive(Serialize, ToSchema)]
pub struct OrderReturnsBody {
    /// By what right goods come back today; null: the time is over.
    basis: Option<wire::ReturnBasis>,
    lines: Vec<ReturnableBody>,
    items: Vec<ReturnBody>,
}
#[derive(Serialize, ToSchema)]
#[schema(as = ReturnableLine)]
pub struct ReturnableBody {
    line: wire::LineId,
    sku: wire::Sku,
    /// So many pieces left and are neither back nor announced.
    returnable: i64,
    returned: i64,
    /// What they would be worth today.
    gross: wire::Money,
    /// Why these do not come back for a change of mind.
    excluded: Option<wire::ExclusionReason>,
}

/// Returns of an order
#[utoipa::path(get, path = "/orders/{order}/returns", tag = "after the sale",
    responses((status = 200, body = OrderReturnsBody)))]
pub async fn of_order(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<OrderReturnsBody>> {
    let order = crate::orders::find(&state, &caller, &text).await?;
    let places = lookup::places(&state.db).await?;
    let now = state.db.now();
    let mut read = state.db.read().await?;
    let market = catalog::market(&mut read, &order.market).await?;
    let policy = orders::return_policy(&mut read, &order.market, order.currency).await?;
    let variants: Vec<_> = order.lines.iter().map(|line| line.variant).collect();
    let excluded = orders::exclusions(&mut read, &policy, &variants).await?;
    let lines = order.lines.iter().map(|line| ReturnableBody {
        line: line.id.into(),
        sku: line.sku.clone().into(),
        returnable: line.returnable().get(),
        returned: line.back.returned.get(),
        gross: line.next_back(line.returnable()).gross.into(),
        excluded: excluded.iter().find(|(it, _)| *it == line.variant).map(|(_, why)| (*why).into()),
    });
    let items = orders::returns_of(&mut read, order.id).await?;
    Ok(Json(OrderReturnsBody {
        basis: policy.basis(orders::Purchase::of(&order), now, market.zone).map(Into::into),
        lines: lines.collect(),
        items: items.into_iter().map(|it| ReturnBody::of(it, &places)).collect(),
    }))
}
