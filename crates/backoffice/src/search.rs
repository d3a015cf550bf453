//! What the command palette finds: orders by number, goods by SKU, barcode or name, people by exact e-mail or phone.

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use catalog::ProductFilter;
use kernel::{Capability, PageRequest};
use orders::OrderFilter;

use crate::State as Office;
use crate::desk::Desk;
use crate::people;
use crate::problem::Sorry;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/search", get(search))
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(serde::Serialize)]
struct Hit {
    name: String,
    hint: String,
    href: String,
}

async fn search(desk: Desk, Query(asked): Query<Asked>) -> Result<Json<Vec<Hit>>, Sorry> {
    let (w, text) = (desk.w, asked.q.trim());
    let mut hits = Vec::new();
    if text.chars().count() < 2 || text.chars().count() > 120 {
        return Ok(Json(hits));
    }
    if desk.may(Capability::ReadOrders)
        && orders::order_by_number(&mut desk.db.read().await?, text).await.is_ok()
    {
        let filter =
            OrderFilter { query: Some(text.to_owned()), scope: desk.scope(), ..OrderFilter::default() };
        let found = orders::orders(&mut desk.db.read().await?, &filter, &PageRequest::first(3)).await?;
        hits.extend(found.items.into_iter().map(|it| Hit {
            name: it.number.clone(),
            hint: format!("{} · {}", w.t("search-order"), w.money(it.total)),
            href: format!("/staff/orders/{}", it.number),
        }));
    }
    if people::is_exact(text) {
        hits.extend(people::found(&desk, text).await?.into_iter().map(|it| Hit {
            name: it.name.unwrap_or_else(|| w.t("person-nameless").into_owned()),
            hint: w.t("search-person").into_owned(),
            href: format!("/staff/people/{}", it.id),
        }));
    }
    let cards = catalog::search_variants(&mut desk.db.read().await?, text, 1).await?;
    let exact = cards.into_iter().find(|card| {
        card.sku.as_str().eq_ignore_ascii_case(text)
            || card.ean.as_ref().is_some_and(|it| it.to_string() == text)
    });
    if let Some(card) = exact.filter(|_| desk.may(Capability::ReadStock)) {
        hits.push(Hit {
            name: card.full_name(desk.lang()),
            hint: format!("{} · {}", w.t("search-stock"), card.sku),
            href: format!("/staff/stock/{}", ui::encode(card.sku.as_str())),
        });
    }
    let filter = ProductFilter { search: Some(text.to_owned()), ..ProductFilter::default() };
    let found = catalog::products(&mut desk.db.read().await?, &filter, &PageRequest::first(8)).await?;
    hits.extend(found.items.into_iter().map(|card| Hit {
        name: card.name.get(desk.lang()).to_owned(),
        hint: w.t("search-product").into_owned(),
        href: format!("/staff/products/{}", card.key),
    }));
    Ok(Json(hits))
}
