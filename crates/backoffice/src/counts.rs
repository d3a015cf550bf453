//! Counting, with a phone in one hand: scan, number, next. The store stays open.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use inventory::{Count, CountLine, CountState, Counted, OpenCount};
use kernel::{Capability, CountId, MovementId, PageRequest, Problem, Quantity, Sku, VariantId};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::transfers::{Named, named};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/counts", get(list).post(open))
        .route("/staff/counts/{id}", get(show))
        .route("/staff/counts/{id}/line", post(line))
        .route("/staff/counts/{id}/finish", post(finish))
}

struct Row {
    count: Count,
    place: String,
}
impl Row {
    fn tone(&self) -> &'static str {
        tone(self.count.state)
    }
}

fn tone(state: CountState) -> &'static str {
    match state {
        CountState::Open => "warn",
        CountState::Finished => "good",
        CountState::Cancelled => "quiet",
    }
}

/// A record that much speaks against.
struct Doubtful {
    name: String,
    sku: String,
    code: String,
    confidence: i64,
}

#[derive(Template)]
#[template(path = "counts.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
    doubtful: Vec<Doubtful>,
    places: Vec<Choice>,
    form: Form,
    fresh: CountId,
}

async fn draw_list(desk: &Desk, status: StatusCode, form: Form) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let page = PageRequest::first(50);
    let found = inventory::counts(&mut desk.db.read().await?, desk.scope(), &page).await?;
    let places = desk.places().await?;
    let name = |id| places.get(id).map(|it| it.location.name.clone()).unwrap_or_default();
    let rows = found.items.into_iter().map(|count| Row { place: name(count.location), count }).collect();
    let own = desk.own_places().await?;
    let mut doubtful = Vec::new();
    if let Some(here) = desk.place().await?.or_else(|| own.first().cloned()) {
        let worth = inventory::worth_counting(&mut desk.db.read().await?, here.id, 12).await?;
        doubtful = named(desk, worth, |it| it.variant)
            .await?
            .into_iter()
            .map(|it| Doubtful {
                confidence: it.line.confidence(desk.now),
                name: it.name,
                sku: it.sku,
                code: here.code.clone(),
            })
            .collect();
    }
    let here = desk.place().await?.map(|it| it.code).unwrap_or_default();
    let form = if form.value("at").is_empty() { form.set("at", here) } else { form };
    let page = ListPage {
        page: desk.page(desk.w.t("counts-title")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        doubtful,
        places: own
            .iter()
            .filter(|it| desk.may_at(Capability::AdjustStock, it.id))
            .map(|it| Choice::new(it.code.clone(), it.name.clone()))
            .collect(),
        form,
        fresh: CountId::fresh(desk.now),
    };
    Ok(ui::html_with(status, page))
}

async fn list(desk: Desk) -> Result<Response, Sorry> {
    draw_list(&desk, StatusCode::OK, Form::default()).await
}

/// How many variants a search puts on the list of a round.
const MOST: i64 = 200;

async fn open(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let w = desk.w;
    let places = desk.places().await?;
    let Some(location) = places.by_code(form.value("at")).map(|it| it.location.id) else {
        form.fail("at", w.t("stock-choose-place"));
        return draw_list(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut variants: Vec<VariantId> = Vec::new();
    if let Some(words) = form.text("q") {
        let cards = catalog::search_variants(&mut desk.db.read().await?, words, MOST).await?;
        variants.extend(cards.into_iter().map(|it| it.variant));
    }
    let id = form.value("id").parse().unwrap_or_else(|_| CountId::fresh(desk.now));
    let wanted = OpenCount { id, location, name: form.value("name").to_owned(), variants };
    let opened = desk.db.run(&desk.actor, async |tx| inventory::open_count(tx, wanted.clone()).await).await;
    match opened {
        Ok(it) => Ok(Redirect::to(&format!("/staff/counts/{}", it.id)).into_response()),
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            refuse(w, &mut form, &problem);
            draw_list(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

#[derive(Template)]
#[template(path = "count.html")]
struct OnePage {
    page: Page,
    shell: Shell,
    w: Words,
    round: Count,
    tone: &'static str,
    place: String,
    code: String,
    done: usize,
    lines: Vec<Named<CountLine>>,
    may_count: bool,
    form: Form,
    fresh: MovementId,
}

async fn find(desk: &Desk, id: &str) -> Result<Count, Sorry> {
    desk.require(Capability::ReadStock)?;
    let id: CountId = id.parse().map_err(|_| not_found())?;
    let it = inventory::count(&mut desk.db.read().await?, id).await?;
    if desk.sees(it.location) { Ok(it) } else { Err(not_found()) }
}

async fn draw(desk: &Desk, status: StatusCode, it: Count, form: Form) -> Result<Response, Sorry> {
    let lines = inventory::count_lines(&mut desk.db.read().await?, it.id).await?;
    let done = lines.iter().filter(|line| line.counted.is_some()).count();
    let lines = named(desk, lines, |line| line.variant).await?;
    let places = desk.places().await?;
    let place = places.get(it.location).map(|it| &it.location);
    let page = OnePage {
        page: desk.page(it.name.clone()),
        shell: desk.shell().await?,
        w: desk.w,
        tone: tone(it.state),
        place: place.map(|it| it.name.clone()).unwrap_or_default(),
        code: place.map(|it| it.code.clone()).unwrap_or_default(),
        done,
        lines,
        may_count: it.state == CountState::Open && desk.may_at(Capability::AdjustStock, it.location),
        form,
        fresh: MovementId::fresh(desk.now),
        round: it,
    };
    Ok(ui::html_with(status, page))
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let it = find(&desk, &id).await?;
    draw(&desk, StatusCode::OK, it, Form::default()).await
}

/// A barcode or a SKU, as it was scanned or typed.
async fn variant(desk: &Desk, code: &str) -> Result<Option<VariantId>, Sorry> {
    let mut read = desk.db.read().await?;
    if let Ok(found) = catalog::variant_by_ean(&mut read, code).await {
        return Ok(Some(found.id));
    }
    let Some(sku) = Sku::new(code) else { return Ok(None) };
    Ok(catalog::variant_by_sku(&mut read, &sku).await.ok().map(|it| it.id))
}

async fn line(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let it = find(&posted.desk, &id).await?;
    let Posted { desk, mut form, .. } = posted;
    let w = desk.w;
    let variant = variant(&desk, form.value("code").trim()).await?;
    let units = form.text("units").and_then(typing::number).and_then(Quantity::new);
    if variant.is_none() {
        form.fail("code", w.t("counts-code-wrong"));
    }
    if units.is_none() {
        form.fail("units", w.t("stock-units-wrong"));
    }
    let (Some(variant), Some(units)) = (variant, units) else {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, form).await;
    };
    let look = Counted {
        id: form.value("id").parse().unwrap_or_else(|_| MovementId::fresh(desk.now)),
        count: it.id,
        variant,
        units,
        at: None,
    };
    let told = desk.db.run(&desk.actor, async |tx| inventory::count_line(tx, look).await).await;
    match told {
        Ok(told) => {
            let to = Redirect::to(&format!("/staff/counts/{}", it.id));
            let said = w.t1("counts-told", "difference", told.difference);
            Ok((ui::flash(&said, None), to).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            refuse(w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, form).await
        }
    }
}

async fn finish(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let it = find(&desk, &id).await?;
    desk.db.run(&desk.actor, async |tx| inventory::finish_count(tx, it.id).await).await?;
    let to = Redirect::to(&format!("/staff/counts/{}", it.id));
    Ok((ui::flash(&desk.w.t("count-finished"), None), to).into_response())
}
