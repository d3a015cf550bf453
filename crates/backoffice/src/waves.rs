//! A walk through the store: many orders, one list, on paper or with a scanner in the hand.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::{Capability, Quantity, Timestamp, VariantId, WaveId};
use orders::{OpenWave, PickLines, QueueItem, Stop, Wave, WaveState};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/waves", post(begin)).route("/staff/waves/{id}", get(show).post(act))
}

struct Row {
    it: Stop,
    name: String,
    ean: String,
    picture: Option<String>,
}
impl Row {
    fn is_done(&self) -> bool {
        self.it.picked >= self.it.quantity
    }
}

#[derive(Template)]
#[template(path = "wave.html")]
struct WavePage {
    page: Page,
    shell: Shell,
    w: Words,
    wave: Wave,
    place: String,
    code: String,
    rows: Vec<Row>,
    items: Vec<QueueItem>,
    left: i64,
    refusal: Option<String>,
    may_act: bool,
    now: Timestamp,
}

async fn begin(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let own = desk.own_places().await?;
    let place = own.into_iter().find(|it| it.code == form.value("at")).ok_or_else(not_found)?;
    let request = OpenWave { id: WaveId::fresh(desk.now), location: place.id, fulfilments: None };
    let begun = desk.db.run(&desk.actor, async |tx| orders::open_wave(tx, request.clone()).await).await;
    let to = match begun {
        Ok(wave) => format!("/staff/waves/{}", wave.id),
        Err(orders::Error::NothingToPick(_)) => {
            let to = Redirect::to(&format!("/staff/queue?at={}", place.code));
            return Ok((ui::flash(&desk.w.t("wave-nothing"), None), to).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&to).into_response())
}

async fn find(desk: &Desk, id: &str) -> Result<Wave, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let id: WaveId = id.parse().map_err(|_| not_found())?;
    let wave = orders::wave(&mut desk.db.read().await?, id).await?;
    if desk.sees(wave.location) { Ok(wave) } else { Err(not_found()) }
}

/// The list by SKU, with what a scanner may read.
async fn rows(desk: &Desk, items: &[QueueItem]) -> Result<Vec<Row>, Sorry> {
    let stops = orders::stops(items);
    let ids: Vec<VariantId> = stops.iter().map(|it| it.variant).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
    let cards: BTreeMap<VariantId, _> = cards.into_iter().map(|it| (it.variant, it)).collect();
    let row = |it: Stop| {
        let card = cards.get(&it.variant);
        Row {
            name: it.name.get(desk.lang()).to_owned(),
            ean: card.and_then(|it| it.ean.as_ref()).map(ToString::to_string).unwrap_or_default(),
            picture: card.and_then(|it| it.picture.as_ref()).map(ToString::to_string),
            it,
        }
    };
    Ok(stops.into_iter().map(row).collect())
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    wave: Wave,
    refusal: Option<String>,
) -> Result<Response, Sorry> {
    let items = orders::wave_items(&mut desk.db.read().await?, wave.id).await?;
    let rows = rows(desk, &items).await?;
    let places = desk.places().await?;
    let place = places.get(wave.location).map(|it| it.location.clone());
    let may_act = wave.state == WaveState::Open && desk.may_at(Capability::FulfilOrders, wave.location);
    Ok(ui::html_with(
        status,
        WavePage {
            page: desk.page(desk.w.t("wave-title")),
            shell: desk.shell().await?,
            w: desk.w,
            place: place.as_ref().map(|it| it.name.clone()).unwrap_or_default(),
            code: place.map(|it| it.code).unwrap_or_default(),
            left: rows.iter().map(|row| row.it.quantity - row.it.picked).sum(),
            rows,
            items,
            refusal,
            may_act,
            now: desk.now,
            wave,
        },
    ))
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let wave = find(&desk, &id).await?;
    draw(&desk, StatusCode::OK, wave, None).await
}

async fn act(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let wave = find(&desk, &id).await?;
    if form.value("act") == "close" {
        desk.db.run(&desk.actor, async |tx| orders::close_wave(tx, wave.id).await).await?;
        let places = desk.places().await?;
        let code = places.get(wave.location).map(|it| it.location.code.clone()).unwrap_or_default();
        let to = Redirect::to(&format!("/staff/queue?at={code}"));
        return Ok((ui::flash(&desk.w.t("wave-did-close"), None), to).into_response());
    }
    let code = form.value("code").trim().to_owned();
    let items = orders::wave_items(&mut desk.db.read().await?, wave.id).await?;
    let rows = rows(&desk, &items).await?;
    let row = rows.iter().find(|row| row.it.sku.as_str() == code || (!code.is_empty() && row.ean == code));
    // The oldest order that still wants one gets it.
    let want = row.and_then(|row| row.it.wanted_by.iter().find(|want| want.picked < want.quantity));
    let one_more = want.and_then(|want| Some((want, Quantity::new(want.picked.get() + 1)?)));
    let Some((want, units)) = one_more else {
        let key = if row.is_some() { "wave-enough" } else { "wave-unknown" };
        let text = desk.w.t1(key, "code", code.as_str()).into_owned();
        return draw(&desk, StatusCode::CONFLICT, wave, Some(text)).await;
    };
    let request = PickLines { fulfilment: want.fulfilment, lines: vec![(want.line, units)] };
    desk.db.run(&desk.actor, async |tx| orders::pick_lines(tx, request.clone()).await).await?;
    let text = desk.w.t2("wave-did-scan", "code", code.as_str(), "number", want.number.as_str());
    Ok((ui::flash(&text, None), Redirect::to(&format!("/staff/waves/{}", wave.id))).into_response())
}
