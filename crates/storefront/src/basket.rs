//! The basket: in the database, so that it survives restarts, and follows the person to every device.

use askama::Template;
use axum::extract::State as Given;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use catalog::MediaId;
use customers::ActivityKind;
use inventory::Capability;
use kernel::{Actor, BasketId, LineId, Problem, Quantity, Sku, Tx, VariantId};
use orders::{Basket, OpenBasket};
use ui::{Page, Visit, Words, encode, is_local};

use crate::frame::Frame;
use crate::refusal::{Refused, missing};
use crate::shelf::Stock;
use crate::shopper::{Posted, Seen, Shopper, choice_cookie};
use crate::ways::Ways;
use crate::{State, TEXTS};

/// A line of the page offers so many pieces to choose from.
const MOST: i64 = 10;

/// The basket of the person, else of the browser.
pub async fn current(state: &State, shopper: &Shopper) -> Result<Option<Basket>, Problem> {
    let mut q = state.db.read().await?;
    let channel = &state.site.channel;
    Ok(match shopper.person {
        Some(person) => orders::basket_of_person(&mut q, person, channel).await?,
        None => orders::basket_of_visitor(&mut q, shopper.visitor, channel).await?,
    })
}

pub async fn pieces(state: &State, shopper: &Shopper) -> Result<i64, Problem> {
    Ok(current(state, shopper).await?.map_or(0, |basket| basket.pieces()))
}

/// The same inside a unit; a new one if there is none.
async fn take(tx: &mut Tx, state: &State, shopper: &Shopper) -> Result<BasketId, orders::Error> {
    let channel = &state.site.channel;
    let known = match shopper.person {
        Some(person) => orders::basket_of_person(tx, person, channel).await?,
        None => orders::basket_of_visitor(tx, shopper.visitor, channel).await?,
    };
    if let Some(known) = known {
        return Ok(known.id);
    }
    let id = tx.new_id();
    let request =
        OpenBasket { id, channel: channel.clone(), person: shopper.person, visitor: Some(shopper.visitor) };
    Ok(orders::open_basket(tx, request).await?.id)
}

/// A line as pages show it.
pub struct LineView {
    pub id: LineId,
    pub name: String,
    pub options: String,
    pub href: String,
    pub picture: Option<MediaId>,
    pub quantity: i64,
    pub unit: String,
    pub sum: String,
    /// Over all places.
    pub left: i64,
    pub is_gone: bool,
    pub is_short: bool,
    pub choices: Vec<i64>,
}

impl LineView {
    pub fn is_it(&self, line: &Option<LineId>) -> bool {
        *line == Some(self.id)
    }
}

pub struct BasketView {
    pub lines: Vec<LineView>,
    pub pieces: i64,
    pub goods: String,
    pub total: String,
    /// What is lacking for free delivery, if there is such a thing.
    pub to_free: Option<String>,
    pub is_free: bool,
    pub fee: String,
    /// Something has to be changed before it can be ordered.
    pub is_stuck: bool,
    pub ways: Ways,
}

impl BasketView {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

pub async fn view(state: &State, basket: Option<&Basket>, w: &Words) -> Result<BasketView, Problem> {
    let reference = state.reference().await?;
    let zero = kernel::Money::zero(reference.market.currency);
    let mut view = BasketView {
        lines: Vec::new(),
        pieces: 0,
        goods: w.money(zero),
        total: w.money(zero),
        to_free: None,
        is_free: false,
        fee: String::new(),
        is_stuck: false,
        ways: Ways::of(state).await?,
    };
    let Some(basket) = basket.filter(|basket| !basket.is_empty()) else { return Ok(view) };
    let ids: Vec<VariantId> = basket.lines.iter().map(|line| line.variant).collect();
    let stock = Stock::of(state, &ids).await?;
    let mut q = state.db.read().await?;
    let cards = catalog::variants(&mut q, &ids).await?;
    let prices = pricing::prices(&mut q, &reference.channel.price_list, &ids, state.db.now()).await?;
    let policy = orders::policy(&mut q, &reference.market.code, reference.market.currency).await?;
    let lang = w.lang.code();
    let mut goods = zero;
    for line in &basket.lines {
        let Some(card) = cards.iter().find(|card| card.variant == line.variant) else { continue };
        let price = prices.get(&line.variant);
        let left = stock.total(line.variant);
        let is_gone = left <= 0 || price.is_none() || !card.is_sold();
        let sum = price.and_then(|price| price.gross.times(line.quantity)).unwrap_or(zero);
        goods = goods.plus(sum).unwrap_or(goods);
        let quantity = line.quantity.get();
        view.is_stuck |= is_gone || left < quantity;
        view.lines.push(LineView {
            id: line.id,
            name: card.name.get(lang).to_owned(),
            options: card.options_text(lang),
            href: format!("/p/{}?v={}", card.product_key, encode(card.sku.as_str())),
            picture: card.picture.clone(),
            quantity,
            unit: price.map(|price| w.money(price.gross)).unwrap_or_default(),
            sum: w.money(sum),
            left,
            is_gone,
            is_short: !is_gone && left < quantity,
            choices: (1..=MOST.max(quantity)).filter(|n| *n <= left || *n == quantity).collect(),
        });
    }
    let fee = policy.fee(goods);
    view.pieces = basket.pieces();
    view.goods = w.money(goods);
    view.total = w.money(goods);
    view.is_free = fee.is_zero();
    view.fee = if fee.is_zero() { w.t("free").into_owned() } else { w.money(fee) };
    let is_near = view.ways.ship && !fee.is_zero();
    let lacking = policy.ship_free_from.filter(|_| is_near).and_then(|limit| limit.minus(goods));
    view.to_free = lacking.filter(|it| it.minor > 0).map(|it| w.money(it));
    Ok(view)
}

#[derive(Template)]
#[template(path = "basket.html")]
struct BasketPage {
    page: Page,
    frame: Frame,
    basket: BasketView,
}

#[derive(Template)]
#[template(path = "basket_piece.html")]
struct BasketLines {
    page: Page,
    basket: BasketView,
}

#[derive(Template)]
#[template(path = "mini.html")]
struct Mini {
    page: Page,
    basket: BasketView,
    /// The line that has just come in.
    added: Option<LineId>,
}

pub async fn show(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let basket = current(&state, &shopper).await?;
    let basket = view(&state, basket.as_ref(), &w).await?;
    let frame = Frame::of(&state, &shopper, &visit).await?.private();
    let page = frame.page(&visit, w.t("basket-title"));
    Ok(ui::html(BasketPage { page, frame, basket }))
}

/// `GET /basket/mini`: the drawer.
pub async fn mini(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    let basket = current(&state, &shopper).await?;
    let page = Page::new(&TEXTS, &visit, "").csrf(shopper.csrf.clone());
    let basket = view(&state, basket.as_ref(), &page.w).await?;
    Ok(ui::html(Mini { page, basket, added: None }))
}

/// `POST /basket`: `sku` and `quantity`; with `store` straight on to picking it up there.
pub async fn add(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let back = Some(form.value("back")).filter(|to| is_local(to)).unwrap_or("/basket");
    let Some(sku) = form.text("sku") else {
        // Nothing was picked: the page of the product says what is missing.
        let to = format!("{back}{}size-needed=1#sizes", if back.contains('?') { '&' } else { '?' });
        return Ok(if visit.fragment {
            (StatusCode::NO_CONTENT, AppendHeaders([("hx-redirect", to)])).into_response()
        } else {
            Redirect::to(&to).into_response()
        });
    };
    let sku = Sku::new(sku).ok_or_else(missing)?;
    let variant = catalog::variant_by_sku(&mut state.db.read().await?, &sku).await?;
    let many = form.text("quantity").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, MOST);
    let many = Quantity::positive(many).expect("clamped to at least one");
    let basket = state
        .db
        .run(&shopper.actor(), async |tx| {
            let id = take(tx, &state, &shopper).await?;
            orders::add_line(tx, id, variant.id, many).await
        })
        .await?;
    let seen = Seen {
        product: Some(variant.product),
        variant: Some(variant.id),
        ..Seen::of(ActivityKind::AddToBasket)
    };
    let store = form.text("store");
    let mut response = if let Some(code) = store {
        let cookie = choice_cookie(&state.site, crate::place::STORE, code);
        let to = format!("/checkout?store={}", encode(code));
        (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&to)).into_response()
    } else if visit.fragment {
        let page = Page::new(&TEXTS, &visit, "").csrf(shopper.csrf.clone());
        let added = basket.lines.iter().find(|line| line.variant == variant.id).map(|line| line.id);
        let basket = view(&state, Some(&basket), &w).await?;
        ui::html(Mini { page, basket, added })
    } else {
        (ui::flash(&w.t("basket-added"), None), Redirect::to("/basket")).into_response()
    };
    response.extensions_mut().insert(seen);
    Ok(response)
}

/// `POST /basket/line`: `line` and `quantity`; zero takes it out, and the toast puts it back.
pub async fn change(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let line: LineId = form.value("line").parse().map_err(|_| missing())?;
    let quantity = form.text("quantity").and_then(|text| text.parse::<i64>().ok()).and_then(Quantity::new);
    let quantity = quantity.ok_or_else(missing)?;
    let before = current(&state, &shopper).await?;
    let was = before.as_ref().and_then(|basket| basket.line(line).copied());
    let id = before.as_ref().map(|basket| basket.id).ok_or_else(missing)?;
    let changed = set(&state, &shopper.actor(), id, line, quantity).await;
    // A line that somebody took out in another window is out.
    let basket = match changed {
        Err(orders::Error::UnknownLine(_)) => current(&state, &shopper).await?,
        other => Some(other?),
    };
    let undo = was
        .filter(|_| quantity.is_zero())
        .map(|was| format!("/basket/back?variant={}&quantity={}", was.variant, was.quantity.get()));
    let mut response = if visit.fragment {
        let page = Page::new(&TEXTS, &visit, "").csrf(shopper.csrf.clone());
        let basket = view(&state, basket.as_ref(), &w).await?;
        let is_mini = form.is("from", "mini");
        let body = if is_mini {
            ui::html(Mini { page, basket, added: None })
        } else {
            ui::html(BasketLines { page, basket })
        };
        match &undo {
            Some(undo) => (ui::toast(&w.t("basket-removed"), Some(undo)), body).into_response(),
            None => body,
        }
    } else {
        match &undo {
            Some(undo) => {
                (ui::flash(&w.t("basket-removed"), Some(undo)), Redirect::to("/basket")).into_response()
            }
            None => Redirect::to("/basket").into_response(),
        }
    };
    if let Some(was) = was.filter(|_| quantity.is_zero()) {
        let seen = Seen { variant: Some(was.variant), ..Seen::of(ActivityKind::RemoveFromBasket) };
        response.extensions_mut().insert(seen);
    }
    Ok(response)
}

async fn set(
    state: &State,
    actor: &Actor,
    basket: BasketId,
    line: LineId,
    quantity: Quantity,
) -> Result<Basket, orders::Error> {
    state.db.run(actor, async |tx| orders::set_line(tx, basket, line, quantity).await).await
}

#[derive(serde::Deserialize)]
pub struct Back {
    variant: VariantId,
    quantity: i64,
}

/// `POST /basket/back`: what the toast undoes.
pub async fn put_back(
    Given(state): Given<State>,
    axum::extract::Query(back): axum::extract::Query<Back>,
    shopper: Shopper,
    Posted(_): Posted,
) -> Result<Response, Refused> {
    let quantity = Quantity::positive(back.quantity).ok_or_else(missing)?;
    state
        .db
        .run(&shopper.actor(), async |tx| {
            let id = take(tx, &state, &shopper).await?;
            orders::set_quantity(tx, id, back.variant, quantity).await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Who can bring the whole basket together, for the checkout.
pub struct Reach {
    pub stores: Vec<StoreReach>,
    /// Parcels can, from one place or several.
    pub by_parcel: bool,
}

/// What a store lacks.
pub struct StoreReach {
    pub code: String,
    pub missing: i64,
}

pub async fn reach(state: &State, basket: &Basket) -> Result<Reach, Problem> {
    let ids: Vec<VariantId> = basket.lines.iter().map(|line| line.variant).collect();
    let stock = Stock::of(state, &ids).await?;
    let lacks = |place: &inventory::Place| {
        basket.lines.iter().filter(|line| stock.at(line.variant, place) < line.quantity.get()).count() as i64
    };
    let able = crate::stores::shops(&stock.places).into_iter();
    let able = able.filter(|place| place.location.can(Capability::Pickup));
    let stores = able.map(|it| StoreReach { code: it.location.code.clone(), missing: lacks(it) }).collect();
    let senders = || stock.places.iter().filter(|place| place.location.can(Capability::Ship));
    let by_parcel = basket.lines.iter().all(|line| {
        let there: i64 = senders().map(|place| stock.at(line.variant, place).max(0)).sum();
        there >= line.quantity.get()
    });
    Ok(Reach { stores, by_parcel })
}
