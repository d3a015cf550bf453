//! What a code is: goods, a customer's card, an order that somebody came for. One question per scan.

use access::web::StaffSession;
use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use customers::CardNumber;
use kernel::{Capability, Sku, VariantId};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::goods::{Item, items};
use crate::people::{PersonBody, cards};
use crate::pickups::{PickupBody, found};
use crate::refusal::Refusal;
use crate::till::Till;

pub fn routes() -> Router<State> {
    Router::new().route("/pos/api/scan", get(scan))
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
}

#[derive(Default, Serialize)]
struct Heard {
    item: Option<Item>,
    person: Option<PersonBody>,
    pickups: Vec<PickupBody>,
}

/// `?code=`: a barcode or a SKU, a card number, a pickup code or an order number. Most scans are goods, so those come first.
async fn scan(_: StaffSession, till: Till, Query(asked): Query<Code>) -> Result<Json<Heard>, Refusal> {
    let code: String = asked.code.trim().chars().take(80).collect();
    if let Some(card) = CardNumber::parse(&code) {
        till.require(Capability::ReadPeople, till.here)?;
        let person = cards(&till, card.as_str()).await?.pop();
        return Ok(Json(Heard { person, ..Heard::default() }));
    }
    if let Some(variant) = variant(&till, &code).await? {
        let cards = catalog::variants(&mut till.db.read().await?, &[variant]).await?;
        let item = items(&till, cards).await?.pop();
        return Ok(Json(Heard { item, ..Heard::default() }));
    }
    Ok(Json(Heard { pickups: found(&till, &code).await?, ..Heard::default() }))
}

async fn variant(till: &Till, code: &str) -> Result<Option<VariantId>, Refusal> {
    let mut q = till.db.read().await?;
    match catalog::variant_by_ean(&mut q, code).await {
        Ok(variant) => return Ok(Some(variant.id)),
        Err(catalog::Error::UnknownVariant(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let Some(sku) = Sku::new(code) else { return Ok(None) };
    match catalog::variant_by_sku(&mut q, &sku).await {
        Ok(variant) => Ok(Some(variant.id)),
        Err(catalog::Error::UnknownVariant(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
