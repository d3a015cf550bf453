//! Why something is as it is.

use axum::Json;
use axum::extract::State as Of;
use kernel::{Capability, Everywhere};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::extract::{Caller, Params};
use crate::wire;
use crate::{State, locations, lookup};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AvailabilityParams {
    #[param(value_type = String, example = "DEMO-1")]
    sku: wire::Sku,
    /// Code or id.
    #[param(value_type = String, example = "gda-1")]
    location: wire::Place,
    /// Whose shopper asks. Without one: what any channel may be promised.
    #[param(value_type = Option<String>, example = "shop")]
    channel: Option<wire::Channel>,
}

/// The whole calculation: what lies there, less every deduction, is what may be promised.
#[derive(Serialize, ToSchema)]
pub struct ExplanationBody {
    sku: wire::Sku,
    #[schema(example = "gda-1")]
    location: String,
    channel: Option<wire::Channel>,
    on_hand: i64,
    /// In the order in which they are taken off.
    deductions: Vec<DeductionBody>,
    available: i64,
    /// How many promised units are not there.
    short: i64,
    /// How far the record of stock is trusted, of a thousand.
    confidence: i64,
    /// The day on which somebody last handled or counted the goods.
    seen_at: Option<wire::Time>,
    /// Whether the channel may be promised goods on their way.
    ahead: Option<wire::Ahead>,
    /// Goods on their way to this place.
    incoming: Vec<IncomingBody>,
}

#[derive(Serialize, ToSchema)]
pub struct DeductionBody {
    code: wire::Deducted,
    units: i64,
    /// Whose share it is, or for whom it is kept back.
    channel: Option<wire::Channel>,
}

#[derive(Serialize, ToSchema)]
pub struct IncomingBody {
    supply: wire::SupplyId,
    reference: String,
    /// What is still on its way, and how much of it is promised.
    open: i64,
    promised: i64,
    expected_at: wire::Time,
}

/// Why a unit is not sellable
#[utoipa::path(get, path = "/explain/availability", tag = "stock", params(AvailabilityParams),
    responses((status = 200, body = ExplanationBody)))]
pub async fn availability(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<AvailabilityParams>,
) -> Result<Json<ExplanationBody>> {
    let wrong = |name: &'static str, why: &'static str| {
        move |error: ApiError| match error.status() {
            404 => lookup::wrong_parameter(name, why),
            _ => error,
        }
    };
    caller.require(Capability::ReadStock, Everywhere)?;
    let places = lookup::places(&state.db).await?;
    let location = locations::parameter(&places, "location", &params.location)?;
    caller.require(Capability::ReadStock, location)?;
    let channel = params.channel.as_ref().map(|it| &it.0);
    if let Some(channel) = channel {
        lookup::check_channel(&state.db, channel)
            .await
            .map_err(wrong("channel", "there is no such channel"))?;
    }
    let variant =
        lookup::variant(&state.db, &params.sku.0).await.map_err(wrong("sku", "there is no such variant"))?;
    let mut read = state.db.read().await?;
    let told = inventory::explain(&mut read, state.db.now(), variant, location, channel).await?;
    let deductions = told.deductions.into_iter().map(|it| DeductionBody {
        code: it.why.into(),
        units: it.units,
        channel: it.channel.map(Into::into),
    });
    let incoming = told.incoming.into_iter().map(|it| IncomingBody {
        supply: it.id.into(),
        open: it.open(),
        promised: it.promised,
        expected_at: it.expected_at.into(),
        reference: it.reference,
    });
    Ok(Json(ExplanationBody {
        sku: params.sku,
        location: lookup::code(&places, location),
        channel: params.channel,
        on_hand: told.on_hand,
        deductions: deductions.collect(),
        available: told.available,
        short: told.short,
        confidence: told.confidence,
        seen_at: told.seen_at.map(Into::into),
        ahead: told.ahead.map(|it| it.ahead.into()),
        incoming: incoming.collect(),
    }))
}
