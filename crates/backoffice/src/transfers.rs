//! Goods between places: asked for, packed, unpacked, with what was lost or found on the way.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use inventory::{RequestTransfer, Transfer, TransferFilter, TransferLine, TransferState, Units};
use kernel::{Capability, PageRequest, Problem, Quantity, Sku, TransferId, VariantId};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/transfers", get(list))
        .route("/staff/transfers/new", get(new).post(create))
        .route("/staff/transfers/{id}", get(show))
        .route("/staff/transfers/{id}/send", post(send))
        .route("/staff/transfers/{id}/receive", post(receive))
        .route("/staff/transfers/{id}/cancel", post(cancel))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    state: String,
    after: String,
}

struct Row {
    transfer: Transfer,
    source: String,
    destination: String,
}
impl Row {
    fn tone(&self) -> &'static str {
        tone(self.transfer.state)
    }
}

fn tone(state: TransferState) -> &'static str {
    match state {
        TransferState::Requested => "warn",
        TransferState::Sent => "info",
        TransferState::Received => "good",
        TransferState::Cancelled => "quiet",
    }
}

#[derive(Template)]
#[template(path = "transfers.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
    asked: Asked,
    next: Option<String>,
    may_ask: bool,
    address: String,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let filter =
        TransferFilter { location: None, scope: desk.scope(), state: TransferState::parse(&asked.state) };
    let request = PageRequest {
        limit: Some(50),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        count: false,
    };
    let found = inventory::transfers(&mut desk.db.read().await?, &filter, &request).await?;
    let mut rows = Vec::new();
    for transfer in found.items {
        let (source, destination) =
            (name(&desk, transfer.source).await?, name(&desk, transfer.destination).await?);
        rows.push(Row { transfer, source, destination });
    }
    let address = format!("/staff/transfers?state={}", ui::encode(&asked.state));
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("transfers-title")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        next: found.next.map(|after| format!("{address}&after={after}")),
        may_ask: desk.may(Capability::AdjustStock),
        address: format!("{address}&after={}", ui::encode(&asked.after)),
        asked,
    }))
}

async fn name(desk: &Desk, id: kernel::LocationId) -> Result<String, Sorry> {
    Ok(desk.places().await?.get(id).map(|it| it.location.name.clone()).unwrap_or_default())
}

#[derive(Template)]
#[template(path = "transfer_new.html")]
struct NewPage {
    page: Page,
    shell: Shell,
    w: Words,
    places: Vec<Choice>,
    form: Form,
    fresh: TransferId,
}

async fn draw_new(desk: &Desk, status: StatusCode, form: Form) -> Result<Response, Sorry> {
    desk.require(Capability::AdjustStock)?;
    let places = desk.places().await?;
    let active = places.iter().map(|it| &it.location);
    let active = active.filter(|it| it.state == inventory::LocationState::Active);
    let places: Vec<Choice> = active.map(|it| Choice::new(it.code.clone(), it.name.clone())).collect();
    let here = desk.place().await?.map(|it| it.code).unwrap_or_default();
    let form = if form.value("destination").is_empty() { form.set("destination", here) } else { form };
    let page = NewPage {
        page: desk.page(desk.w.t("transfers-new")),
        shell: desk.shell().await?,
        w: desk.w,
        places,
        form,
        fresh: TransferId::fresh(desk.now),
    };
    Ok(ui::html_with(status, page))
}

async fn new(desk: Desk) -> Result<Response, Sorry> {
    draw_new(&desk, StatusCode::OK, Form::default()).await
}

/// `SKU 3`, one line each; without a number, one piece.
async fn lines(desk: &Desk, text: &str) -> Result<Result<Vec<Units>, String>, Sorry> {
    let mut asked = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (sku, units) = match line.rsplit_once([' ', '\t', ';', ',']) {
            Some((sku, units)) if typing::number(units).is_some() => (sku.trim(), typing::number(units)),
            _ => (line, Some(1)),
        };
        match (Sku::new(sku), units.and_then(Quantity::positive)) {
            (Some(sku), Some(units)) => asked.push((sku, units)),
            _ => return Ok(Err(line.to_owned())),
        }
    }
    let skus: Vec<Sku> = asked.iter().map(|(sku, _)| sku.clone()).collect();
    let known = catalog::variants_by_sku(&mut desk.db.read().await?, &skus).await?;
    let mut found = Vec::new();
    for (sku, units) in asked {
        match known.get(&sku) {
            Some(variant) => found.push((variant.id, units)),
            None => return Ok(Err(sku.to_string())),
        }
    }
    Ok(Ok(found))
}

async fn create(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let w = desk.w;
    let places = desk.places().await?;
    let place = |code: &str| places.by_code(code).map(|it| it.location.id);
    let (source, destination) = (place(form.value("source")), place(form.value("destination")));
    let lines = match lines(&desk, form.value("lines")).await? {
        Ok(lines) => lines,
        Err(wrong) => {
            form.fail("lines", w.t1("transfers-line-wrong", "line", wrong.as_str()));
            Vec::new()
        }
    };
    let (Some(source), Some(destination), true) = (source, destination, form.is_fine()) else {
        if source.is_none() || destination.is_none() {
            form.fail("source", w.t("stock-choose-place"));
        }
        return draw_new(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let id = form.value("id").parse().unwrap_or_else(|_| TransferId::fresh(desk.now));
    let note = form.text("note").map(str::to_owned);
    let wanted = RequestTransfer { id, source, destination, lines, note };
    let made =
        desk.db.run(&desk.actor, async |tx| inventory::request_transfer(tx, wanted.clone()).await).await;
    match made {
        Ok(it) => {
            let to = Redirect::to(&format!("/staff/transfers/{}", it.id));
            Ok((ui::flash(&w.t("transfers-made"), None), to).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            refuse(w, &mut form, &problem);
            draw_new(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

pub(crate) struct Named<L> {
    pub line: L,
    pub name: String,
    pub sku: String,
    pub ean: String,
}

/// Lines with the words of their variants, by name.
pub(crate) async fn named<L>(
    desk: &Desk,
    lines: Vec<L>,
    variant: impl Fn(&L) -> VariantId,
) -> Result<Vec<Named<L>>, Sorry> {
    let ids: Vec<VariantId> = lines.iter().map(&variant).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
    let named = lines.into_iter().map(|line| {
        let card = cards.iter().find(|it| it.variant == variant(&line));
        Named {
            name: card.map(|it| it.full_name(desk.lang())).unwrap_or_default(),
            sku: card.map(|it| it.sku.to_string()).unwrap_or_default(),
            ean: card.and_then(|it| it.ean.as_ref()).map(ToString::to_string).unwrap_or_default(),
            line,
        }
    });
    Ok(named.collect())
}

#[derive(Template)]
#[template(path = "transfer.html")]
struct OnePage {
    page: Page,
    shell: Shell,
    w: Words,
    transfer: Transfer,
    tone: &'static str,
    source: String,
    destination: String,
    lines: Vec<Named<TransferLine>>,
    /// What happens next: `send`, `receive`, or nothing.
    step: &'static str,
    may_send: bool,
    may_receive: bool,
    form: Form,
}

async fn find(desk: &Desk, id: &str) -> Result<Transfer, Sorry> {
    desk.require(Capability::ReadStock)?;
    let id: TransferId = id.parse().map_err(|_| not_found())?;
    let it = inventory::transfer(&mut desk.db.read().await?, id).await?;
    if desk.sees(it.source) || desk.sees(it.destination) { Ok(it) } else { Err(not_found()) }
}

async fn draw(desk: &Desk, status: StatusCode, it: Transfer, form: Form) -> Result<Response, Sorry> {
    let lines = inventory::transfer_lines(&mut desk.db.read().await?, it.id).await?;
    let lines = named(desk, lines, |line| line.variant).await?;
    let (source, destination) = (name(desk, it.source).await?, name(desk, it.destination).await?);
    let may_send = desk.may_at(Capability::AdjustStock, it.source);
    let may_receive = desk.may_at(Capability::AdjustStock, it.destination);
    let step = match it.state {
        TransferState::Requested => "send",
        TransferState::Sent => "receive",
        TransferState::Received | TransferState::Cancelled => "",
    };
    let page = OnePage {
        page: desk.page(desk.w.t("transfers-one")),
        shell: desk.shell().await?,
        w: desk.w,
        tone: tone(it.state),
        source,
        destination,
        lines,
        step,
        may_send,
        may_receive,
        form,
        transfer: it,
    };
    Ok(ui::html_with(status, page))
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let it = find(&desk, &id).await?;
    draw(&desk, StatusCode::OK, it, Form::default()).await
}

/// The numbers of `units:…`, by variant.
fn units(posted: &Posted) -> Option<Vec<Units>> {
    let fields = posted.pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix("units:")?, value)));
    fields
        .map(|(variant, value)| {
            let units = if value.trim().is_empty() { Some(0) } else { typing::number(value) };
            Some((variant.parse().ok()?, units.and_then(Quantity::new)?))
        })
        .collect()
}

async fn send(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    step(&id, posted, "send").await
}
async fn receive(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    step(&id, posted, "receive").await
}
async fn cancel(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    step(&id, posted, "cancel").await
}

async fn step(id: &str, posted: Posted, what: &str) -> Result<Response, Sorry> {
    let it = find(&posted.desk, id).await?;
    let counted = units(&posted);
    let Posted { desk, mut form, .. } = posted;
    let Some(counted) = counted else {
        form.fail("", desk.w.t("stock-units-wrong"));
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, form).await;
    };
    let done = desk
        .db
        .run(&desk.actor, async |tx| match what {
            "send" => inventory::send_transfer(tx, it.id, &counted, None).await,
            "receive" => inventory::receive_transfer(tx, it.id, &counted).await,
            _ => inventory::cancel_transfer(tx, it.id).await,
        })
        .await;
    match done {
        Ok(done) => {
            let to = Redirect::to(&format!("/staff/transfers/{}", done.id));
            let text = desk.w.t(format!("transfer-{}", done.state));
            Ok((ui::flash(&text, None), to).into_response())
        }
        Err(error) => {
            let mut problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            problem.errors.clear();
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, form).await
        }
    }
}
