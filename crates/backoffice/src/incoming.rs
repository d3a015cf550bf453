//! Goods on their way: what was ordered, when it comes, and its arrival.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use inventory::{Arrive, Expect, Origin, Rest, Supply, SupplyFilter};
use kernel::{Capability, MovementId, Problem, Quantity, Sku, SupplyId, Timestamp};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::transfers::named;
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/stock/incoming", get(show).post(expect))
        .route("/staff/stock/incoming/{id}/arrive", post(arrive))
}

struct Row {
    supply: Supply,
    name: String,
    sku: String,
    place: String,
    may_arrive: bool,
    fresh: MovementId,
}

#[derive(Template)]
#[template(path = "incoming.html")]
struct IncomingPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
    /// Places where this person may tell what is expected.
    places: Vec<Choice>,
    form: Form,
    fresh: SupplyId,
    now: Timestamp,
}

async fn draw(desk: &Desk, status: StatusCode, form: Form) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let filter = SupplyFilter { scope: desk.scope(), ..SupplyFilter::default() };
    let found = inventory::expected(&mut desk.db.read().await?, &filter).await?;
    let places = desk.places().await?;
    let rows = named(desk, found, |it| it.variant).await?.into_iter().map(|it| Row {
        place: places.get(it.line.location).map(|it| it.location.name.clone()).unwrap_or_default(),
        may_arrive: it.line.origin == Origin::Purchase
            && desk.may_at(Capability::AdjustStock, it.line.location),
        fresh: MovementId::fresh(desk.now),
        name: it.name,
        sku: it.sku,
        supply: it.line,
    });
    let rows = rows.collect();
    let own = desk.own_places().await?;
    let page = IncomingPage {
        page: desk.page(desk.w.t("incoming-title")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        places: own
            .iter()
            .filter(|it| desk.may_at(Capability::AdjustStock, it.id))
            .map(|it| Choice::new(it.code.clone(), it.name.clone()))
            .collect(),
        form,
        fresh: SupplyId::fresh(desk.now),
        now: desk.now,
    };
    Ok(ui::html_with(status, page))
}

async fn show(desk: Desk) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, Form::default()).await
}

async fn expect(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let w = desk.w;
    let places = desk.places().await?;
    let place = places.by_code(form.value("at")).map(|it| it.location.clone());
    let units = form.text("units").and_then(typing::number).and_then(Quantity::positive);
    let day = form.text("when").and_then(typing::date);
    let variant = match Sku::new(form.value("sku").trim()) {
        Some(sku) => catalog::variant_by_sku(&mut desk.db.read().await?, &sku).await.ok(),
        None => None,
    };
    for (field, is_there, key) in [
        ("sku", variant.is_some(), "incoming-sku-wrong"),
        ("at", place.is_some(), "stock-choose-place"),
        ("units", units.is_some(), "stock-units-wrong"),
        ("when", day.is_some(), "incoming-when-wrong"),
    ] {
        if !is_there {
            form.fail(field, w.t(key));
        }
    }
    let (Some(variant), Some(place), Some(quantity), Some(day)) = (variant, place, units, day) else {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let wanted = Expect {
        id: form.value("id").parse().unwrap_or_else(|_| SupplyId::fresh(desk.now)),
        variant: variant.id,
        location: place.id,
        reference: form.value("reference").to_owned(),
        quantity,
        expected_at: day.at_in(place.zone, 12, 0),
    };
    let saved = desk.db.run(&desk.actor, async |tx| inventory::expect(tx, wanted.clone()).await).await;
    answer(&desk, form, saved.map(drop), "incoming-saved").await
}

async fn arrive(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let supply: SupplyId = id.parse().map_err(|_| not_found())?;
    let Some(units) = form.text("units").and_then(typing::number).and_then(Quantity::positive) else {
        form.fail("", desk.w.t("stock-units-wrong"));
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let delivery = Arrive {
        id: form.value("id").parse().unwrap_or_else(|_| MovementId::fresh(desk.now)),
        supply,
        units,
        rest: Rest::Follows,
    };
    let told = desk.db.run(&desk.actor, async |tx| inventory::arrive(tx, delivery.clone()).await).await;
    answer(&desk, form, told.map(drop), "stock-told").await
}

async fn answer(
    desk: &Desk,
    mut form: Form,
    done: Result<(), inventory::Error>,
    said: &str,
) -> Result<Response, Sorry> {
    let Err(error) = done else {
        return Ok((ui::flash(&desk.w.t(said), None), Redirect::to("/staff/stock/incoming")).into_response());
    };
    let problem: Problem = error.into();
    if problem.status >= 500 || problem.status == 403 {
        return Err(Sorry(problem));
    }
    refuse(desk.w, &mut form, &problem);
    draw(desk, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
