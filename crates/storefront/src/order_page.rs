//! The page of an order, for whoever has its link: where it stands, live, and how to get it.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use catalog::MediaId;
use kernel::{OrderId, Problem, Quantity};
use orders::{CancelReason, Fulfilment, FulfilmentState, Life, Mode, Order, PaymentState};
use ui::{Page, Visit, Words};

use crate::codes;
use crate::frame::Frame;
use crate::refusal::{Refused, missing};
use crate::returns::{Standing, standing};
use crate::shopper::{Posted, Shopper};
use crate::stores::{StoreLine, line, pin};
use crate::{State, TEXTS};

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    page: Page,
    frame: Frame,
    it: OrderView,
}

#[derive(Template)]
#[template(path = "order_status.html")]
struct OrderStatus {
    page: Page,
    it: OrderView,
}

pub struct OrderView {
    pub id: String,
    pub number: String,
    pub title: String,
    pub lead: String,
    pub tone: &'static str,
    pub steps: Vec<Step>,
    pub parts: Vec<Part>,
    pub lines: Vec<OrderLine>,
    pub delivery: Option<String>,
    pub total: String,
    pub tax: String,
    pub payment: String,
    pub email: String,
    pub placed: String,
    pub can_cancel: bool,
    /// Something of it is with the shopper.
    pub can_complain: bool,
    /// More than one piece is still to come, and some of them may be called off.
    pub can_drop: bool,
    pub version: i64,
    pub change: String,
    pub can_pay: bool,
    pub is_waiting: bool,
    pub points: i64,
    pub is_mine: bool,
    pub back: Standing,
}

pub struct Step {
    pub name: String,
    pub when: String,
    pub is_done: bool,
    pub is_now: bool,
}

/// One pickup or one parcel.
pub struct Part {
    pub is_pickup: bool,
    pub store: Option<StoreLine>,
    pub phone: Option<String>,
    pub pins: String,
    pub address: Option<String>,
    /// Shown at the counter, while it is of use.
    pub code: Option<String>,
    pub qr: String,
    pub due: Option<String>,
    pub tracking: Option<String>,
    /// Where the carrier shows it.
    pub tracking_url: Option<String>,
    /// The locker it goes to.
    pub locker: Option<String>,
    /// What the carrier told last, and whether it is good news.
    pub standing: Option<(&'static str, String)>,
    /// What the carrier told, newest first, with its time.
    pub tracks: Vec<(String, String)>,
}

pub struct OrderLine {
    pub id: String,
    pub name: String,
    pub quantity: i64,
    pub sum: String,
    pub picture: Option<MediaId>,
    pub cancelled: i64,
    /// So many pieces may be called off by a click.
    pub can_drop: i64,
}

#[derive(serde::Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    back: Option<String>,
    #[serde(default)]
    pay: Option<String>,
}

pub async fn show(
    Given(state): Given<State>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let w = TEXTS.words(visit.lang);
    let mut it = of(&state, &shopper, &w, &order).await?;
    it.is_waiting &= asked.back.is_some();
    if asked.pay.is_some() && it.can_pay {
        it.lead = w.t("order-pay-later").into_owned();
    }
    let frame = Frame::of(&state, &shopper, &visit).await?.private();
    let page = frame.page(&visit, w.t1("order-title", "number", &order.number));
    let mut response = ui::html(OrderPage { page, frame, it });
    // The link is the key to the page: it must not travel on to other sites.
    response.headers_mut().insert("referrer-policy", axum::http::HeaderValue::from_static("same-origin"));
    Ok(response)
}

pub async fn find(state: &State, id: &str) -> Result<Order, Refused> {
    let id: OrderId = id.parse().map_err(|_| missing())?;
    orders::order(&mut state.db.read().await?, id).await.map_err(|error| match error {
        orders::Error::UnknownOrder(_) => missing(),
        other => other.into(),
    })
}

/// `GET /o/{id}/live`
pub async fn live(
    Given(state): Given<State>,
    Path(id): Path<String>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let subject = order.id.to_string();
    let touches = move |fact: &kernel::Fact| {
        fact.subject == subject || fact.body.0.get("order").and_then(|it| it.as_str()) == Some(&subject)
    };
    let given = (state.clone(), order.id, shopper, visit);
    Ok(crate::live::stream(&state.db, touches, move || {
        let (state, id, shopper, visit) = given.clone();
        async move {
            let order = orders::order(&mut state.db.read().await?, id).await?;
            let page = Page::new(&TEXTS, &visit, "").csrf(shopper.csrf.clone());
            let it = of(&state, &shopper, &page.w, &order).await?;
            OrderStatus { page, it }.render().map_err(|error| {
                tracing::error!(%error, "a template failed");
                Problem::new(500, "kernel/internal", "Something went wrong on our side")
            })
        }
    }))
}

/// `POST /o/{id}/cancel`
pub async fn cancel(
    Given(state): Given<State>,
    Path(id): Path<String>,
    shopper: Shopper,
    visit: Visit,
    Posted(_): Posted,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let actor = actor_of(&shopper, &order);
    state.db.run(&actor, async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await).await?;
    let text = TEXTS.words(visit.lang).t("order-cancelled-now").into_owned();
    Ok((ui::flash(&text, None), Redirect::to(&format!("/o/{id}"))).into_response())
}

/// `POST /o/{id}/drop`: some pieces are not wanted any more.
pub async fn drop_pieces(
    Given(state): Given<State>,
    Path(id): Path<String>,
    shopper: Shopper,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let w = TEXTS.words(visit.lang);
    let pieces = order.lines.iter().filter_map(|line| {
        let quantity = form.value(format!("drop-{}", line.id)).parse().ok().and_then(Quantity::positive)?;
        Some(orders::Pieces { line: line.id, quantity })
    });
    let lines: Vec<_> = pieces.collect();
    let asked = (form.value("change").parse().ok(), form.value("version").parse().ok());
    let (Some(change_id), Some(version), false) = (asked.0, asked.1, lines.is_empty()) else {
        let said = w.t("order-drop-choose").into_owned();
        return Ok((ui::flash(&said, None), Redirect::to(&format!("/o/{id}"))).into_response());
    };
    let change = orders::Change::Cancel { lines, reason: CancelReason::Customer };
    let request = orders::ChangeOrder { id: change_id, order: order.id, version, change };
    let actor = actor_of(&shopper, &order);
    let done = state.db.run(&actor, async |tx| orders::change_order(tx, request.clone()).await).await;
    let said = match done {
        Ok(_) => w.t("order-dropped"),
        // The page was old, or somebody picked them in this very moment: the page says how it is now.
        Err(orders::Error::Stale { .. } | orders::Error::AlreadyPicked(_) | orders::Error::Closed(_)) => {
            w.t("order-drop-late")
        }
        Err(error) => return Err(error.into()),
    };
    Ok((ui::flash(&said, None), Redirect::to(&format!("/o/{id}"))).into_response())
}

/// The browser that ordered may act although somebody has signed in to it since.
pub fn actor_of(shopper: &Shopper, order: &Order) -> kernel::Actor {
    if shopper.person.is_some() && shopper.person == order.person {
        return shopper.actor();
    }
    if order.visitor == Some(shopper.visitor) {
        kernel::Actor::Visitor(shopper.visitor)
    } else {
        shopper.actor()
    }
}

pub fn is_mine(shopper: &Shopper, order: &Order) -> bool {
    (shopper.person.is_some() && shopper.person == order.person) || order.visitor == Some(shopper.visitor)
}

async fn of(state: &State, shopper: &Shopper, w: &Words, order: &Order) -> Result<OrderView, Problem> {
    let lang = w.lang.code();
    let mut q = state.db.read().await?;
    let places = inventory::places(&state.db).await?;
    let now = state.db.now();
    let zone = ui::WARSAW;
    let variants: Vec<_> = order.lines.iter().map(|line| line.variant).collect();
    let cards = catalog::variants(&mut q, &variants).await?;
    let picture =
        |variant| cards.iter().find(|card| card.variant == variant).and_then(|card| card.picture.clone());
    let is_mine = is_mine(shopper, order);
    let points = match order.person {
        Some(person) if is_mine => loyalty::points_of_order(&mut q, person, order.id).await?,
        _ => 0,
    };
    let until = orders::service(&mut q, &order.market).await?.cancel.shopper_until;
    let can_drop = |line: &orders::Line| match is_mine && order.is_open() {
        true => orders::cancellable(order, line.id, until).get(),
        false => 0,
    };
    let lines = order.lines.iter().map(|line| OrderLine {
        id: line.id.to_string(),
        can_drop: can_drop(line),
        name: line.name.get(lang).to_owned(),
        quantity: line.quantity.get(),
        sum: w.money(line.gross),
        picture: picture(line.variant),
        cancelled: line.cancelled.get(),
    });
    let lines: Vec<OrderLine> = lines.collect();
    // What arrived at the store or went another way than the rest is told by what followed.
    let told = |it: &&Fulfilment| {
        let gone = matches!(it.state, FulfilmentState::Rejected | FulfilmentState::Cancelled);
        let split = it.parent.is_some() && gone;
        it.mode != Mode::Counter && it.state != FulfilmentState::Received && !split
    };
    let way = orders::way(&mut q, order.id).await?;
    let shipments = shipping::shipments(&mut q, order.id).await?;
    let tracks = match shipments.is_empty() {
        true => Vec::new(),
        false => shipping::tracks(&mut q, order.id).await?,
    };
    let parts = order.fulfilments.iter().filter(told).map(|it| {
        let own = shipments.iter().find(|shipment| shipment.fulfilment == it.id && shipment.state.has_left());
        let place = places.get(it.destination.unwrap_or(it.location));
        let comes = matches!(it.mode, Mode::Pickup | Mode::Transfer);
        let shows = FulfilmentState::WORK.contains(&it.state);
        let code = (it.mode == Mode::Pickup && shows).then(|| it.code.clone());
        let pins: Vec<_> =
            place.and_then(|place| pin(&place.location, "", "brick", "")).into_iter().collect();
        Part {
            is_pickup: comes,
            store: place.filter(|_| comes).map(|place| line(place, None, now, None, w)),
            phone: place.and_then(|place| place.location.phone.clone()),
            pins: serde_json::Value::from(pins).to_string(),
            address: it.address.as_ref().map(|at| format!("{}, {} {}", at.street, at.postcode, at.city)),
            qr: code.as_deref().map(|code| codes::qr(code, &w.t("order-code"))).unwrap_or_default(),
            code,
            due: it.due_at.filter(|_| it.state == FulfilmentState::Ready).map(|at| w.day(at, zone)),
            tracking: it.tracking.clone().filter(|_| is_mine),
            tracking_url: own.and_then(|it| it.tracking_url.clone()).filter(|_| is_mine),
            locker: way.as_ref().and_then(|way| way.point_name.clone()).filter(|_| is_mine && !comes),
            standing: own.map(|it| (tone_of(it.state), w.t(format!("parcel-{}", it.state)).into_owned())),
            tracks: (tracks.iter().rev())
                .filter(|track| own.is_some_and(|it| it.id == track.shipment))
                .filter(|track| track.step != shipping::Step::Other)
                .map(|track| {
                    let what = w.t(format!("parcel-step-{}", track.step)).into_owned();
                    (what, w.date_time(track.happened_at, zone))
                })
                .collect(),
        }
    });
    drop(q);
    let back = standing(state, w, order).await?;
    let (title, mut lead, tone) = headline(order, w);
    if order.life == Life::Completed
        && let Some(until) = back.can.as_ref().filter(|until| !until.is_empty())
    {
        lead = format!("{lead} {until}");
    }
    let payment = match order.payment {
        PaymentState::DueAtPickup => w.t("payment-due-at-pickup"),
        PaymentState::Pending => w.t("payment-pending"),
        PaymentState::Authorised => w.t("payment-authorised"),
        PaymentState::Overdue => w.t("payment-overdue"),
        PaymentState::Paid => w.t("payment-paid"),
        PaymentState::PartlyRefunded => w.t("payment-partly-refunded"),
        PaymentState::Refunded => w.t("payment-refunded"),
        PaymentState::Unpaid => w.t("payment-unpaid"),
    };
    let is_pending = order.awaits_payment();
    // Goods that somebody packs already are not called back by a click.
    let is_still = order.live().all(|it| it.state != FulfilmentState::Ready) && order.live().next().is_some();
    let open_pieces: i64 = order.lines.iter().map(|line| line.open.get()).sum();
    let can_drop = open_pieces > 1 && lines.iter().any(|line| line.can_drop > 0);
    Ok(OrderView {
        id: order.id.to_string(),
        number: order.number.clone(),
        title,
        lead,
        tone,
        steps: steps(order, w),
        parts: parts.collect(),
        lines,
        delivery: (!order.delivery.gross.is_zero()).then(|| w.money(order.delivery.gross)),
        total: w.money(order.total),
        tax: w.money(order.tax),
        payment: payment.into_owned(),
        email: if is_mine {
            order.contact.email.as_ref().map(|it| it.to_string()).unwrap_or_default()
        } else {
            String::new()
        },
        placed: w.date_time(order.placed_at, zone),
        can_cancel: order.is_open() && is_mine && is_still,
        can_drop,
        can_complain: order.lines.iter().any(|line| line.fulfilled > line.back.returned),
        version: order.version,
        change: kernel::ChangeId::fresh(now).to_string(),
        can_pay: is_pending && state.provider.is_some(),
        is_waiting: is_pending,
        points,
        is_mine,
        back,
    })
}

fn tone_of(state: shipping::State) -> &'static str {
    match state {
        shipping::State::Ready | shipping::State::Delivered => "good",
        shipping::State::Returned | shipping::State::Lost => "warn",
        _ => "info",
    }
}

fn headline(order: &Order, w: &Words) -> (String, String, &'static str) {
    let pickup = order.fulfilments.iter().any(|it| matches!(it.mode, Mode::Pickup | Mode::Transfer));
    let key = match order.life {
        Life::Cancelled => "cancelled",
        Life::Expired => "expired",
        Life::Completed if pickup => "collected",
        Life::Completed => "shipped",
        Life::Placed if order.payment == PaymentState::Pending => "pending",
        Life::Placed if order.is_ready() => "ready",
        Life::Placed if order.live().any(|it| it.state == FulfilmentState::Picked) => "picked",
        Life::Placed if pickup => "placed",
        Life::Placed => "placed-ship",
    };
    let tone = match key {
        "cancelled" | "expired" => "quiet",
        "ready" | "collected" | "shipped" => "good",
        "pending" => "warn",
        _ => "info",
    };
    (w.t(format!("order-is-{key}")).into_owned(), w.t(format!("order-lead-{key}")).into_owned(), tone)
}

/// What has happened and what comes, for the first part of the order.
fn steps(order: &Order, w: &Words) -> Vec<Step> {
    let Some(first) = order.fulfilments.iter().rfind(|it| it.mode != Mode::Counter) else {
        return Vec::new();
    };
    let when = |at: Option<kernel::Timestamp>| at.map(|at| w.date_time(at, ui::WARSAW)).unwrap_or_default();
    let mut steps = vec![(w.t("step-placed").into_owned(), Some(order.placed_at), true)];
    if order.payment_due_at.is_some() || order.payment == PaymentState::Pending {
        steps.push((w.t("step-paid").into_owned(), None, false));
    }
    match order.life {
        Life::Cancelled => steps.push((w.t("step-cancelled").into_owned(), order.closed_at, true)),
        Life::Expired => steps.push((w.t("step-expired").into_owned(), order.closed_at, true)),
        Life::Placed | Life::Completed => steps.extend(ahead(first, w)),
    }
    let last_done = steps.iter().rposition(|(_, _, is_done)| *is_done).unwrap_or(0);
    let steps = steps.into_iter().enumerate();
    steps
        .map(|(place, (name, at, is_done))| Step {
            name,
            when: when(at),
            is_done: is_done && place <= last_done,
            is_now: place == last_done,
        })
        .collect()
}

fn ahead(it: &Fulfilment, w: &Words) -> Vec<(String, Option<kernel::Timestamp>, bool)> {
    let picked =
        it.picked_at.is_some() || matches!(it.state, FulfilmentState::Collected | FulfilmentState::Shipped);
    let mut steps = vec![(w.t("step-picked").into_owned(), it.picked_at, picked)];
    if matches!(it.mode, Mode::Pickup | Mode::Transfer) {
        let ready = it.ready_at.is_some() || it.state == FulfilmentState::Collected;
        steps.push((w.t("step-ready").into_owned(), it.ready_at, ready));
        steps.push((
            w.t("step-collected").into_owned(),
            it.closed_at,
            it.state == FulfilmentState::Collected,
        ));
    } else {
        steps.push((w.t("step-shipped").into_owned(), it.closed_at, it.state == FulfilmentState::Shipped));
    }
    steps
}
