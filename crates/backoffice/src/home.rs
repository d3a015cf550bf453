//! The start page: what needs doing, by what this person may do, and how the last days went.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use conversations::{MessageFilter, MessageState};
use kernel::{Capability, PageRequest};
use orders::{FulfilmentState, Life, OrderFilter, PaymentState};
use ui::chart::{self, Point};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::board::{Row, rows};
use crate::desk::Desk;
use crate::problem::Sorry;
use crate::queue::is_late;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff", get(show)).route("/staff/", get(show))
}

struct Tile {
    label: String,
    value: String,
    delta: String,
    tone: &'static str,
    href: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    shell: Shell,
    w: Words,
    hello: String,
    today: String,
    tiles: Vec<Tile>,
    bars: String,
    donut: String,
    rows: Vec<Row>,
    now: kernel::Timestamp,
    may_read_orders: bool,
}

/// More places than these are counted by nobody's start page.
const MOST_PLACES: usize = 20;
const DAYS: i64 = 14;

async fn count(desk: &Desk, filter: OrderFilter) -> Result<i64, Sorry> {
    let request = PageRequest { limit: Some(1), after: None, count: true };
    let found = orders::orders(&mut desk.db.read().await?, &filter, &request).await?;
    Ok(found.count.unwrap_or(0))
}

async fn show(desk: Desk) -> Result<Response, Sorry> {
    let w = desk.w;
    let may_read_orders = desk.may(Capability::ReadOrders);
    let mut tiles = Vec::new();
    let mut tile = |label: String, value: i64, delta: String, tone: &'static str, href: String| {
        tiles.push(Tile { label, value: w.number(value), delta, tone, href });
    };
    let place = desk.place().await?;
    let base = OrderFilter {
        scope: desk.scope(),
        location: place.as_ref().map(|it| it.id),
        ..OrderFilter::default()
    };
    let at = place.as_ref().map(|it| format!("at={}", it.code)).unwrap_or_default();
    if may_read_orders {
        let own = match &place {
            Some(place) => vec![place.clone()],
            None => desk.own_places().await?.into_iter().take(MOST_PLACES).collect(),
        };
        let (mut items, mut late) = (Vec::new(), 0);
        for location in &own {
            let found = orders::queue(&mut desk.db.read().await?, location.id, FulfilmentState::WORK).await?;
            late += found.iter().filter(|it| is_late(it, desk.now)).count();
            items.extend(found);
        }
        let of =
            |states: &[FulfilmentState]| items.iter().filter(|it| states.contains(&it.state)).count() as i64;
        let told = if late > 0 { w.n("home-late", late).into_owned() } else { String::new() };
        let queue = format!("/staff/queue?{at}");
        tile(
            w.t("home-to-pick").into_owned(),
            of(&[FulfilmentState::Open, FulfilmentState::Picking]),
            told,
            "bad",
            queue.clone(),
        );
        tile(
            w.t("home-to-stage").into_owned(),
            of(&[FulfilmentState::Picked]),
            String::new(),
            "quiet",
            queue.clone(),
        );
        tile(w.t("home-ready").into_owned(), of(&[FulfilmentState::Ready]), String::new(), "quiet", queue);
        let pending =
            OrderFilter { payment: Some(PaymentState::Pending), life: Some(Life::Placed), ..base.clone() };
        let href = format!("/staff/orders?life=placed&payment=pending&{at}");
        tile(w.t("home-unpaid").into_owned(), count(&desk, pending).await?, String::new(), "quiet", href);
    }
    if desk.may(Capability::ReadStock) {
        let short = crate::stock::shortfalls(&desk).await?;
        let href = "/staff/stock/shortfalls".to_owned();
        let tone = if short.is_empty() { "good" } else { "bad" };
        let told = if short.is_empty() { w.t("home-fine") } else { w.t("home-look") };
        tile(w.t("stock-short-title").into_owned(), short.len() as i64, told.into_owned(), tone, href);
    }
    if desk.may(Capability::ReadEvents) {
        let failed = MessageFilter::State(MessageState::Failed);
        let mails =
            conversations::messages(&mut desk.db.read().await?, failed, &PageRequest::first(100)).await?;
        let jobs = kernel::failed_jobs(&mut desk.db.read().await?).await?;
        let parked = kernel::parked(&mut desk.db.read().await?).await?;
        let many = mails.items.len() + jobs.len() + parked.len();
        let tone = if many == 0 { "good" } else { "bad" };
        let told = if many == 0 { w.t("home-fine") } else { w.t("home-look") };
        tile(
            w.t("home-system").into_owned(),
            many as i64,
            told.into_owned(),
            tone,
            "/staff/system".to_owned(),
        );
    }
    if desk.may(Capability::ManageCatalog) {
        let filter = catalog::ProductFilter { status: Some(catalog::Status::Draft), ..Default::default() };
        let request = PageRequest { limit: Some(1), after: None, count: true };
        let drafts = catalog::products(&mut desk.db.read().await?, &filter, &request).await?;
        let href = "/staff/products?status=draft".to_owned();
        tile(w.t("home-drafts").into_owned(), drafts.count.unwrap_or(0), String::new(), "quiet", href);
    }

    let (mut bars, mut donut, mut latest) = (String::new(), String::new(), Vec::new());
    if may_read_orders {
        let today = desk.now.date_in(ui::WARSAW);
        let mut points = Vec::new();
        for back in (0..DAYS).rev() {
            let day = today.plus_days(-back);
            let (from, to) = (day.start_in(ui::WARSAW), day.plus_days(1).start_in(ui::WARSAW));
            let many = count(&desk, OrderFilter { from: Some(from), to: Some(to), ..base.clone() }).await?;
            let text = w.iso_day(from, ui::WARSAW);
            points.push(Point::new(format!("{}.{}", &text[8..10], &text[5..7]), many as f64, w.number(many)));
        }
        let start = today.plus_days(1 - DAYS).start_in(ui::WARSAW);
        let mut shares = Vec::new();
        let mut all = 0;
        for channel in catalog::channels(&mut desk.db.read().await?).await? {
            let filter =
                OrderFilter { channel: Some(channel.code.clone()), from: Some(start), ..base.clone() };
            let many = count(&desk, filter).await?;
            all += many;
            if many > 0 {
                shares.push((channel.name.get(desk.lang()).to_owned(), many));
            }
        }
        shares.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
        if all > 0 {
            bars = chart::bars(&w.t("home-orders-days"), &points);
            let slices: Vec<Point> = shares
                .into_iter()
                .map(|(name, many)| Point::new(name, many as f64, w.number(many)))
                .collect();
            donut = chart::donut(&w.t("home-orders-channels"), &w.number(all), &slices);
        }
        let found = orders::orders(&mut desk.db.read().await?, &base, &PageRequest::first(8)).await?;
        latest = rows(&desk, found.items).await?;
    }
    let first = desk.session.name.split_whitespace().next().unwrap_or_default().to_owned();
    Ok(ui::html(HomePage {
        page: desk.page(w.t("nav-home")),
        shell: desk.shell().await?,
        w,
        hello: w.t1("home-hello", "name", first).into_owned(),
        today: w.day(desk.now, ui::WARSAW),
        tiles,
        bars,
        donut,
        rows: latest,
        now: desk.now,
        may_read_orders,
    }))
}
