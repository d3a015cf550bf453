//! Goods by place: lists, the ledger of a variant, and what people in stores tell about them.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use catalog::VariantCard;
use inventory::{
    Bucket, Cause, Change, Explanation, Location, Move, Movement, Protect, SetAside, Share, ShortfallRow,
    Stock, StockFilter,
};
use kernel::{
    Capability, ChannelCode, LocationId, MovementId, PageRequest, Problem, Quantity, Sku, VariantId,
};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/stock", get(list))
        .route("/staff/stock/shortfalls", get(short))
        .route("/staff/stock/{sku}", get(show))
        .route("/staff/stock/{sku}/tell", post(tell))
        .route("/staff/stock/{sku}/share", post(share))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    /// Code of a place; `all` for every place.
    at: String,
    below: String,
    after: String,
}

struct Row {
    stock: Stock,
    card: Option<VariantCard>,
    place: String,
    code: String,
}

#[derive(Template)]
#[template(path = "stock.html")]
struct StockPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    rows: Vec<Row>,
    asked: Asked,
    /// What the choice of places shows.
    at: String,
    places: Vec<Choice>,
    next: Option<String>,
    short: usize,
    address: String,
}

impl StockPage {
    fn is_filtered(&self) -> bool {
        !self.asked.q.is_empty() || !self.asked.below.is_empty()
    }
}

/// How many variants one search may show: each is asked for by its own rows.
const MOST_VARIANTS: i64 = 40;

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let own = desk.own_places().await?;
    let place = match asked.at.as_str() {
        "all" => None,
        "" if !asked.q.trim().is_empty() => None,
        "" => desk.place().await?.or_else(|| own.first().cloned()),
        code => Some(own.iter().find(|it| it.code == code).cloned().ok_or_else(not_found)?),
    };
    let below = typing::number(&asked.below);
    let base = StockFilter {
        location: place.as_ref().map(|it| it.id),
        scope: desk.scope(),
        below,
        ..StockFilter::default()
    };
    let request = PageRequest {
        limit: Some(50),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        count: false,
    };
    let (stock, after) = if asked.q.trim().is_empty() {
        let found = inventory::stock(&mut desk.db.read().await?, &base, &request).await?;
        (found.items, found.next)
    } else {
        let cards =
            catalog::search_variants(&mut desk.db.read().await?, asked.q.trim(), MOST_VARIANTS).await?;
        let mut stock = Vec::new();
        for card in cards {
            let filter = StockFilter { variant: Some(card.variant), ..base.clone() };
            stock.extend(
                inventory::stock(&mut desk.db.read().await?, &filter, &PageRequest::first(60)).await?.items,
            );
        }
        (stock, None)
    };
    let at = place.as_ref().map_or("all", |it| it.code.as_str()).to_owned();
    let address = format!(
        "/staff/stock?at={}&q={}&below={}",
        ui::encode(&at),
        ui::encode(&asked.q),
        ui::encode(&asked.below)
    );
    let mut places: Vec<Choice> = vec![Choice::new("all", desk.w.t("stock-all-places"))];
    places.extend(own.iter().map(|it| Choice::new(it.code.clone(), it.name.clone())));
    let here = if asked.after.is_empty() {
        address.clone()
    } else {
        format!("{address}&after={}", ui::encode(&asked.after))
    };
    Ok(ui::html(StockPage {
        page: desk.page(desk.w.t("nav-stock")),
        shell: desk.shell().await?,
        w: desk.w,
        lang: desk.lang(),
        rows: rows(&desk, stock).await?,
        at,
        places,
        next: after.map(|after| format!("{address}&after={}", ui::encode(&after))),
        short: shortfalls(&desk).await?.len(),
        address: here,
        asked,
    }))
}

async fn rows(desk: &Desk, stock: Vec<Stock>) -> Result<Vec<Row>, Sorry> {
    let ids: Vec<VariantId> = stock.iter().map(|it| it.variant).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
    let cards: BTreeMap<VariantId, VariantCard> = cards.into_iter().map(|it| (it.variant, it)).collect();
    let places = desk.places().await?;
    Ok(stock
        .into_iter()
        .map(|stock| {
            let place = places.get(stock.location);
            Row {
                card: cards.get(&stock.variant).cloned(),
                place: place.map(|it| it.location.name.clone()).unwrap_or_default(),
                code: place.map(|it| it.location.code.clone()).unwrap_or_default(),
                stock,
            }
        })
        .collect())
}

// --- shortfalls --------------------------------------------------------------------------------------------------

/// Where promised goods are missing, as far as this desk sees.
pub async fn shortfalls(desk: &Desk) -> Result<Vec<ShortfallRow>, Sorry> {
    let mut found = inventory::shortfalls(&mut desk.db.read().await?).await?;
    found.retain(|it| desk.sees(it.location));
    Ok(found)
}

struct Short {
    row: ShortfallRow,
    card: Option<VariantCard>,
    place: String,
    code: String,
}

#[derive(Template)]
#[template(path = "shortfalls.html")]
struct ShortPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    rows: Vec<Short>,
    now: kernel::Timestamp,
}

async fn short(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let found = shortfalls(&desk).await?;
    let ids: Vec<VariantId> = found.iter().map(|it| it.variant).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
    let places = desk.places().await?;
    let rows = found
        .into_iter()
        .map(|row| {
            let place = places.get(row.location).map(|it| &it.location);
            Short {
                card: cards.iter().find(|it| it.variant == row.variant).cloned(),
                place: place.map(|it| it.name.clone()).unwrap_or_default(),
                code: place.map(|it| it.code.clone()).unwrap_or_default(),
                row,
            }
        })
        .collect();
    Ok(ui::html(ShortPage {
        page: desk.page(desk.w.t("stock-short-title")),
        shell: desk.shell().await?,
        w: desk.w,
        lang: desk.lang(),
        rows,
        now: desk.now,
    }))
}

// --- one variant -------------------------------------------------------------------------------------------------

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct LedgerAsked {
    at: String,
    after: String,
    /// Whose shopper asks for the calculation; empty for any.
    channel: String,
}

/// Why not more of it is sellable at the place that is shown.
struct Calculation {
    told: Explanation,
    shares: Vec<Share>,
}
impl Calculation {
    fn trust(&self) -> f64 {
        self.told.confidence as f64 / 1000.0
    }
}

struct Line {
    movement: Movement,
    place: String,
    who: String,
    /// Where the reference leads, if it is something we can show.
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    card: VariantCard,
    rows: Vec<Row>,
    lines: Vec<Line>,
    /// The place whose ledger is shown.
    at: String,
    next: Option<String>,
    form: Form,
    calculation: Option<Calculation>,
    channels: Vec<Choice>,
    channel: String,
    /// Places where this person may tell what happened.
    editable: Vec<Choice>,
    fresh: MovementId,
    address: String,
}

async fn card_of(desk: &Desk, sku: &str) -> Result<VariantCard, Sorry> {
    let sku = Sku::new(sku).ok_or_else(not_found)?;
    let variant = catalog::variant_by_sku(&mut desk.db.read().await?, &sku).await?;
    let cards = catalog::variants(&mut desk.db.read().await?, &[variant.id]).await?;
    cards.into_iter().next().ok_or_else(not_found)
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    sku: &str,
    asked: LedgerAsked,
    form: Form,
) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let card = card_of(desk, sku).await?;
    let own = desk.own_places().await?;
    let places = desk.places().await?;
    let place: Option<&Location> = match asked.at.as_str() {
        "" => None,
        code => Some(
            places
                .by_code(code)
                .map(|it| &it.location)
                .filter(|it| desk.sees(it.id))
                .ok_or_else(not_found)?,
        ),
    };
    let filter = StockFilter { variant: Some(card.variant), scope: desk.scope(), ..StockFilter::default() };
    let stock = inventory::stock(&mut desk.db.read().await?, &filter, &PageRequest::first(200)).await?;
    // Whoever works in some places reads the ledger of one of them.
    let only: Option<LocationId> = place.map(|it| it.id).or_else(|| match desk.scope() {
        Some(_) => own.first().map(|it| it.id),
        None => None,
    });
    let request = PageRequest {
        limit: Some(40),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        count: false,
    };
    let found = inventory::ledger(&mut desk.db.read().await?, card.variant, only, &request).await?;
    let names =
        crate::actors::names_of(desk, found.items.iter().map(|it| it.actor.clone()).collect()).await?;
    let lines = found
        .items
        .into_iter()
        .map(|movement| Line {
            place: places.get(movement.location).map(|it| it.location.name.clone()).unwrap_or_default(),
            who: names.get(&movement.actor).cloned().unwrap_or_default(),
            link: movement.reference.as_deref().map(|it| it.trim_start_matches("order:")).and_then(|it| {
                match it.split_once(':') {
                    None if it.starts_with("order_") => Some(format!("/staff/orders/{it}")),
                    Some(("transfer", id)) => Some(format!("/staff/transfers/{id}")),
                    Some(("count", id)) => Some(format!("/staff/counts/{id}")),
                    _ => None,
                }
            }),
            movement,
        })
        .collect();
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    let channel = ChannelCode::new(asked.channel.as_str());
    let channel = channels.iter().find(|it| Some(&it.code) == channel.as_ref()).map(|it| it.code.clone());
    let calculation = match only {
        Some(place) => {
            let mut read = desk.db.read().await?;
            let (now, variant) = (desk.now, card.variant);
            let told = inventory::explain(&mut read, now, variant, place, channel.as_ref()).await?;
            let mut shares = inventory::shares_of(&mut read, variant).await?;
            shares.retain(|it| it.location == place);
            Some(Calculation { told, shares })
        }
        None => None,
    };
    let at = only.and_then(|id| places.get(id)).map(|it| it.location.code.clone()).unwrap_or_default();
    let address = format!("/staff/stock/{}?at={}", ui::encode(sku), ui::encode(&asked.at));
    let chosen = match place {
        Some(place) => Some(place.code.clone()),
        None => desk.place().await?.map(|it| it.code),
    };
    let mut positions = rows(desk, stock.items).await?;
    positions.sort_by_key(|it| catalog::fold(&it.place));
    let form = if form.value("at").is_empty() { form.set("at", chosen.unwrap_or_default()) } else { form };
    Ok(ui::html_with(
        status,
        LedgerPage {
            page: desk.page(card.full_name(desk.lang())),
            shell: desk.shell().await?,
            w: desk.w,
            lang: desk.lang(),
            rows: positions,
            lines,
            at,
            next: found.next.map(|after| format!("{address}&after={}", ui::encode(&after))),
            editable: own
                .iter()
                .filter(|it| desk.may_at(Capability::AdjustStock, it.id))
                .map(|it| Choice::new(it.code.clone(), it.name.clone()))
                .collect(),
            fresh: MovementId::fresh(desk.now),
            form,
            calculation,
            channels: channels
                .iter()
                .map(|it| Choice::new(it.code.as_str(), it.name.get(desk.lang())))
                .collect(),
            channel: channel.map(String::from).unwrap_or_default(),
            address,
            card,
        },
    ))
}

async fn show(
    desk: Desk,
    Path(sku): Path<String>,
    Query(asked): Query<LedgerAsked>,
) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, &sku, asked, Form::default()).await
}

/// One form for all that can be told: received, counted, adjusted, damaged, lost, found, set aside, safety.
async fn tell(Path(sku): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let w = desk.w;
    let card = card_of(&desk, &sku).await?;
    let places = desk.places().await?;
    let place = places.by_code(form.value("at")).map(|it| it.location.clone());
    let units = form.text("units").and_then(typing::number);
    if place.is_none() {
        form.fail("at", w.t("stock-choose-place"));
    }
    if units.is_none() {
        form.fail("units", w.t("stock-units-wrong"));
    }
    let id = form.value("id").parse::<MovementId>().unwrap_or_else(|_| MovementId::fresh(desk.now));
    let (Some(place), Some(units), true) = (place, units, form.is_fine()) else {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sku, LedgerAsked::default(), form).await;
    };
    let reference = form.text("reference").map(|it| it.chars().take(120).collect::<String>());
    let what = form.value("what").to_owned();
    let (variant, location) = (card.variant, place.id);
    let fact =
        |change, cause| Move { id, variant, location, change, cause, reference: reference.clone(), at: None };
    let aside =
        |bucket, units| SetAside { id, variant, location, bucket, units, reference: reference.clone() };
    let told = desk
        .db
        .run(&desk.actor, async |tx| match what.as_str() {
            "received" => {
                inventory::move_stock(tx, fact(Change::Delta(units.abs()), Cause::Received)).await.map(drop)
            }
            "counted" => {
                inventory::move_stock(tx, fact(Change::Counted(units), Cause::Counted)).await.map(drop)
            }
            "damaged" => {
                inventory::move_stock(tx, fact(Change::Delta(-units.abs()), Cause::Damaged)).await.map(drop)
            }
            "lost" => {
                inventory::move_stock(tx, fact(Change::Delta(-units.abs()), Cause::Lost)).await.map(drop)
            }
            "found" => {
                inventory::move_stock(tx, fact(Change::Delta(units.abs()), Cause::Found)).await.map(drop)
            }
            "aside_damaged" => inventory::set_aside(tx, aside(Bucket::Damaged, units)).await.map(drop),
            "aside_quality" => inventory::set_aside(tx, aside(Bucket::QualityCheck, units)).await.map(drop),
            "aside_display" => inventory::set_aside(tx, aside(Bucket::Display, units)).await.map(drop),
            "safety" => {
                let kept = Quantity::new(units).ok_or(inventory::Error::Invalid {
                    pointer: "/units",
                    why: "not below zero".to_owned(),
                })?;
                inventory::set_safety(tx, variant, location, kept).await
            }
            _ => inventory::move_stock(tx, fact(Change::Delta(units), Cause::Adjusted)).await.map(drop),
        })
        .await;
    match told {
        Ok(()) => {
            let to = Redirect::to(&format!("/staff/stock/{}?at={}", ui::encode(&sku), place.code));
            Ok((ui::flash(&w.t("stock-told"), None), to).into_response())
        }
        Err(error) => {
            let mut problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            problem.errors.iter_mut().for_each(|it| it.pointer = "/units".to_owned());
            refuse(w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sku, LedgerAsked::default(), form).await
        }
    }
}

/// Keeps units for a channel, or from it.
async fn share(Path(sku): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let card = card_of(&desk, &sku).await?;
    let places = desk.places().await?;
    let place = places.by_code(form.value("at")).map(|it| it.location.clone()).ok_or_else(not_found)?;
    let channel = ChannelCode::new(form.value("channel")).ok_or_else(not_found)?;
    let channel = catalog::channel(&mut desk.db.read().await?, &channel).await?.code;
    let number = |name: &str| form.text(name).map_or(Some(0), typing::number).and_then(Quantity::new);
    let (Some(protected), Some(safety)) = (number("protected"), number("kept")) else {
        form.fail("", desk.w.t("stock-units-wrong"));
        let asked = LedgerAsked { at: place.code.clone(), ..LedgerAsked::default() };
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sku, asked, form).await;
    };
    let wanted =
        Protect { variant: card.variant, location: place.id, channel: channel.clone(), protected, safety };
    desk.db.run(&desk.actor, async |tx| inventory::protect(tx, wanted.clone()).await).await?;
    let to = format!("/staff/stock/{}?at={}&channel={channel}", ui::encode(&sku), place.code);
    Ok((ui::flash(&desk.w.t("rules-saved"), None), Redirect::to(&to)).into_response())
}
