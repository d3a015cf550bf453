//! One order: what was ordered, where it stands, and what can be done about it.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use conversations::{Message, MessageFilter, MessageState};
use kernel::{Capability, FulfilmentId, MessageId, OrderId, PageRequest, Problem};
use orders::{CancelReason, Fulfilment, FulfilmentState, Mode, Order, Receipt, RejectReason, What};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::board::{channel_name, life_tone, payment_tone, work_tone};
use crate::desk::{Desk, Posted};
use crate::order_money::{self, OrderMoney};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/orders/{id}", get(show))
        .route("/staff/orders/{id}/act", post(act))
        .route("/staff/orders/{id}/pick-list", get(pick_list))
        .route("/staff/messages/{id}", get(message))
        .route("/staff/messages/{id}/html", get(message_html))
        .route("/staff/messages/{id}/resend", post(resend))
}

struct Work {
    it: Fulfilment,
    place: String,
    tone: &'static str,
    /// Line, what is to be brought, how many.
    lines: Vec<(String, String, i64, kernel::LineId)>,
    /// Where a transfer goes.
    to: String,
    /// How much time is left for the next step.
    clock: Option<(String, bool)>,
    may_act: bool,
    may_receive: bool,
    parcels: Option<crate::parcels::Parcels>,
}

impl Work {
    fn can_pick(&self) -> bool {
        self.may_act && matches!(self.it.state, FulfilmentState::Open | FulfilmentState::Picking)
    }
    fn can_dispatch(&self) -> bool {
        self.may_act && self.it.mode == Mode::Transfer && self.it.state == FulfilmentState::Picked
    }
    fn can_receive(&self) -> bool {
        self.may_receive && self.it.state == FulfilmentState::InTransit
    }
    fn can_retry(&self) -> bool {
        self.may_act && self.it.state == FulfilmentState::Parked
    }
    fn can_stage(&self) -> bool {
        let fits = matches!(self.it.state, FulfilmentState::Picked | FulfilmentState::Ready);
        self.may_act && self.it.mode == Mode::Pickup && fits
    }
    fn can_ship(&self) -> bool {
        use FulfilmentState::{Open, Picked, Picking};
        let fits = matches!(self.it.state, Open | Picking | Picked);
        self.may_act
            && self.it.mode == Mode::Ship
            && fits
            && self.parcels.as_ref().is_none_or(|it| it.can_ship)
    }
    fn can_reject(&self) -> bool {
        let never = matches!(self.it.state, FulfilmentState::OnHold | FulfilmentState::InTransit);
        self.may_act && self.it.state.is_live() && !never
    }
}

struct Past {
    entry: orders::Entry,
    who: String,
    text: String,
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    order: Order,
    channel: String,
    life_tone: &'static str,
    payment_tone: &'static str,
    works: Vec<Work>,
    money: OrderMoney,
    receipts: Vec<Receipt>,
    plans: Vec<Why>,
    pins: String,
    proxies: Vec<String>,
    returns: Vec<orders::Return>,
    complaints: Vec<orders::Complaint>,
    may_complain: bool,
    messages: Vec<Message>,
    history: Vec<Past>,
    events: Vec<(kernel::Fact, String)>,
    points: Option<i64>,
    /// Where acts on parcels come back to.
    address: String,
    refusal: Option<String>,
    may_cancel: bool,
    may_capture: bool,
    may_read_people: bool,
}

impl OrderPage {
    fn message_tone(&self, state: &MessageState) -> &'static str {
        match state {
            MessageState::Sent => "good",
            MessageState::Queued => "info",
            MessageState::Failed => "bad",
        }
    }
}

/// The order, if this desk may see it: all of them, or those with work in one of its places.
pub async fn find(desk: &Desk, id: &str) -> Result<Order, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let order = match id.parse::<OrderId>() {
        Ok(id) => orders::order(&mut desk.db.read().await?, id).await?,
        Err(_) => orders::order_by_number(&mut desk.db.read().await?, id).await?,
    };
    let seen = desk.is_everywhere() || order.fulfilments.iter().any(|it| desk.sees(it.location));
    if seen { Ok(order) } else { Err(not_found()) }
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    order: Order,
    refusal: Option<String>,
) -> Result<Response, Sorry> {
    let w = desk.w;
    let places = desk.places().await?;
    let place_name = |id| places.get(id).map(|it| it.location.name.clone()).unwrap_or_default();
    let asked: Vec<crate::parcels::Ask> = order
        .fulfilments
        .iter()
        .map(|it| crate::parcels::Ask {
            order: order.id,
            fulfilment: it.id,
            mode: it.mode,
            state: it.state,
            may_act: desk.may_at(Capability::FulfilOrders, it.location),
        })
        .collect();
    let mut parcels = crate::parcels::of(desk, &order.market, &asked).await?;
    let works = order
        .fulfilments
        .iter()
        .map(|it| Work {
            place: place_name(it.location),
            tone: work_tone(it.state),
            lines: it
                .lines
                .iter()
                .filter_map(|part| Some((part, order.line(part.line)?)))
                .map(|(part, line)| {
                    let name = line.name.get(desk.lang()).to_owned();
                    (line.sku.to_string(), name, part.quantity.get(), line.id)
                })
                .collect(),
            to: it.destination.map(place_name).unwrap_or_default(),
            clock: it
                .clock_due_at
                .filter(|_| it.clock.is_some_and(|it| it != orders::Clock::Collect))
                .map(|due| (crate::exceptions::left(w, due, desk.now), due < desk.now)),
            may_act: desk.may_at(Capability::FulfilOrders, it.location),
            may_receive: it.destination.is_some_and(|place| desk.may_at(Capability::FulfilOrders, place)),
            parcels: parcels.remove(&it.id),
            it: it.clone(),
        })
        .collect();
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    let history = orders::history(&mut desk.db.read().await?, order.id).await?;
    let names = crate::actors::names_of(desk, history.iter().map(|it| it.actor.clone()).collect()).await?;
    let history: Vec<Past> = history
        .into_iter()
        .rev()
        .map(|entry| Past {
            who: names.get(&entry.actor).cloned().unwrap_or_default(),
            text: changed(w, &entry),
            entry,
        })
        .collect();
    let events = match desk.may(Capability::ReadEvents) {
        true => facts(desk, &order).await?,
        false => Vec::new(),
    };
    let filter = MessageFilter::Order(order.id);
    let messages =
        conversations::messages(&mut desk.db.read().await?, filter, &PageRequest::first(50)).await?;
    let points = match order.person {
        Some(person) => {
            let points = loyalty::points_of_order(&mut desk.db.read().await?, person, order.id).await?;
            Some(points).filter(|it| *it != 0)
        }
        None => None,
    };
    let decided = orders::plans(&mut desk.db.read().await?, order.id).await?;
    let pins = decided.last().map(|it| pins(it, &places)).unwrap_or_default();
    let plans = decided.into_iter().rev().map(|it| why(w, it, &places)).collect();
    let came = orders::proxies(&mut desk.db.read().await?, order.id).await?;
    let proxies = came.into_iter().map(|(_, name)| name).collect();
    Ok(ui::html_with(
        status,
        OrderPage {
            page: desk.page(w.t1("order-title", "number", &order.number)),
            shell: desk.shell().await?,
            w,
            lang: desk.lang(),
            channel: channel_name(&channels, &order.channel, desk.lang()),
            life_tone: life_tone(order.life),
            payment_tone: payment_tone(order.payment),
            works,
            money: order_money::read(desk, &order).await?,
            receipts: orders::receipts(&mut desk.db.read().await?, order.id).await?,
            pins,
            plans,
            proxies,
            returns: orders::returns_of(&mut desk.db.read().await?, order.id).await?,
            complaints: orders::complaints_of(&mut desk.db.read().await?, order.id).await?,
            may_complain: order.lines.iter().any(|line| line.fulfilled > line.back.returned),
            messages: messages.items,
            history,
            events,
            points,
            address: format!("/staff/orders/{}", order.number),
            refusal,
            may_cancel: desk.may(Capability::ManageOrders) && order.is_open(),
            may_capture: desk.may(Capability::ManageOrders),
            may_read_people: desk.may(Capability::ReadPeople),
            order,
        },
    ))
}

/// A decision of sourcing, as people read it.
struct Why {
    it: orders::OrderPlan,
    cost: String,
    rules: String,
    exact: bool,
    candidates: Vec<Seen>,
}

struct Seen {
    name: String,
    mode: String,
    chosen: bool,
    reason: String,
    distance: String,
    units: i64,
    cost: String,
    dearer: String,
}

fn why(w: Words, it: orders::OrderPlan, places: &inventory::Places) -> Why {
    let plan = it.outcome.plan();
    let money = |minor: i64| w.money(kernel::Money::new(minor, plan.currency));
    let mut seen: Vec<&sourcing::Considered> = plan.explanation.candidates.iter().collect();
    let chosen = |it: &sourcing::Considered| it.reason == sourcing::Reason::Chosen;
    // Who sends it first, then who would have been next.
    seen.sort_by_key(|it| (!chosen(it), it.units == 0, it.dearer_by.unwrap_or(i64::MAX), it.cost.total()));
    let candidates = seen
        .into_iter()
        .map(|it| Seen {
            name: places.get(it.location).map(|it| it.location.name.clone()).unwrap_or_default(),
            mode: w.t(format!("mode-{}", it.mode)).into_owned(),
            chosen: chosen(it),
            reason: w.t(format!("plan-{}", it.reason)).into_owned(),
            distance: it.distance_m.map(|metres| w.distance(metres as f64)).unwrap_or_default(),
            units: it.units,
            cost: match plan.parts.iter().find(|part| part.location == it.location) {
                Some(part) => money(part.cost.total()),
                // As the only part, it would not split anything.
                None if it.units > 0 => money(it.cost.total() - it.cost.split),
                None => String::new(),
            },
            dearer: it.dearer_by.filter(|more| *more > 0).map(money).unwrap_or_default(),
        })
        .collect();
    let rules: Vec<&str> = plan.explanation.rules.iter().map(|it| it.name.as_str()).collect();
    Why {
        cost: money(plan.cost.total()),
        rules: rules.join(", "),
        exact: plan.proof == sourcing::Proof::Exact,
        candidates,
        it,
    }
}

/// Where the goods could have come from and where they go, for a map.
fn pins(it: &orders::OrderPlan, places: &inventory::Places) -> String {
    let chosen = |id| it.outcome.plan().parts.iter().any(|part| part.location == id);
    let mut pins: Vec<serde_json::Value> = it
        .request
        .candidates
        .iter()
        .filter_map(|candidate| {
            let place = &places.get(candidate.location)?.location;
            let point = place.point?;
            let tone = if chosen(place.id) { "good" } else { "quiet" };
            Some(serde_json::json!({
                "lat": point.lat, "lon": point.lon, "name": place.name, "tone": tone,
                "href": format!("/staff/locations/{}", place.code),
            }))
        })
        .collect();
    if let sourcing::Destination::Ship { point: Some(point), .. } = &it.request.destination {
        pins.push(serde_json::json!({
            "lat": f64::from(point.lat) / 1e6, "lon": f64::from(point.lon) / 1e6, "name": "→", "tone": "brick",
        }));
    }
    serde_json::Value::from(pins).to_string()
}

/// `otwarte → skompletowane`, in words where the codes have some.
fn changed(w: Words, entry: &orders::Entry) -> String {
    let own = match entry.what {
        What::HandedOver => "proof",
        What::Rejected => "reject",
        What::ReturnOpened => "basis",
        What::ReturnReceived | What::ReturnCancelled => "return",
        What::ReturnRejected => "refuse",
        What::Cancelled => "cancel",
        What::Changed => "change-kind",
        What::ComplaintOpened | What::ComplaintAnswered => "complaint",
        _ => "work",
    };
    let word = |code: &str| {
        let keys = [own, "work", "life", "payment"];
        let found = keys.iter().map(|it| format!("{it}-{code}")).find(|key| w.has(key));
        found.map_or_else(|| code.to_owned(), |key| w.t(key).into_owned())
    };
    match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("{} → {}", word(before), word(after)),
        (None, Some(one)) | (Some(one), None) => word(one),
        (None, None) => String::new(),
    }
}

/// The facts about the order, newest first, each with its body to read.
async fn facts(desk: &Desk, order: &Order) -> Result<Vec<(kernel::Fact, String)>, Sorry> {
    let subject = kernel::Subject::from(order.id);
    let found = kernel::facts_about(&mut desk.db.read().await?, &subject, order.placed_at, 200).await?;
    Ok(found
        .into_iter()
        .rev()
        .map(|fact| {
            let body = serde_json::to_string_pretty(&fact.body.0).unwrap_or_default();
            (fact, body)
        })
        .collect())
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let order = find(&desk, &id).await?;
    draw(&desk, StatusCode::OK, order, None).await
}

async fn act(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, pairs } = posted;
    let order = find(&desk, &id).await?;
    let missing: Vec<(kernel::LineId, kernel::Quantity)> = pairs
        .iter()
        .filter_map(|(name, value)| {
            let line = name.strip_prefix("missing.")?.parse().ok()?;
            Some((line, kernel::Quantity::positive(value.trim().parse().ok()?)?))
        })
        .collect();
    let what = form.value("act").to_owned();
    let fulfilment = form.value("fulfilment").parse::<FulfilmentId>().ok();
    let of_order = fulfilment.filter(|id| order.fulfilments.iter().any(|it| it.id == *id));
    let text = form.text("text").map(str::to_owned);
    let reason = form.value("reason").to_owned();
    let order_id = order.id;
    let done = desk
        .db
        .run(&desk.actor, async |tx| {
            let unknown = || orders::Error::UnknownOrder(order_id.to_string());
            match what.as_str() {
                "accept" => orders::accept(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "pick" => orders::pick(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "dispatch" => orders::dispatch(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "receive" => orders::receive(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "retry" => orders::retry_parked(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "stage" => orders::stage(tx, of_order.ok_or_else(unknown)?, text.clone()).await.map(drop),
                "ship" => orders::ship(tx, of_order.ok_or_else(unknown)?, text.clone()).await.map(drop),
                "reject" => {
                    let reason = RejectReason::parse(&reason).unwrap_or(RejectReason::Other);
                    let fulfilment = of_order.ok_or_else(unknown)?;
                    if missing.is_empty() {
                        orders::reject(tx, fulfilment, reason).await.map(drop)
                    } else {
                        let missing = missing.clone();
                        let short = orders::ShortPick { fulfilment, missing, reason };
                        orders::short_pick(tx, short).await.map(drop)
                    }
                }
                "capture" => orders::capture_again(tx, order_id).await.map(drop),
                "cancel" => {
                    let reason = CancelReason::parse(&reason).unwrap_or(CancelReason::Staff);
                    orders::cancel(tx, order_id, reason).await.map(drop)
                }
                _ => Err(unknown()),
            }
        })
        .await;
    match done {
        Ok(()) => {
            let key = format!("order-did-{what}");
            let to = form.value("to");
            let to = if ui::is_local(to) && to.starts_with("/staff/") {
                to.to_owned()
            } else {
                format!("/staff/orders/{}", order.number)
            };
            Ok((ui::flash(&desk.w.t1(&key, "number", &order.number), None), Redirect::to(&to))
                .into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            let order = find(&desk, &id).await?;
            let text = crate::problem::words(desk.w, &problem);
            draw(&desk, crate::problem::status(&problem), order, Some(text)).await
        }
    }
}

// --- the pick list -----------------------------------------------------------------------------------------------

struct Pick {
    place: String,
    mode: Mode,
    code: String,
    lines: Vec<(String, String, String, i64)>,
}

#[derive(Template)]
#[template(path = "pick_list.html")]
struct PickPage {
    page: Page,
    shell: Shell,
    w: Words,
    order: Order,
    picks: Vec<Pick>,
    now: kernel::Timestamp,
}

async fn pick_list(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let order = find(&desk, &id).await?;
    let places = desk.places().await?;
    let ids: Vec<_> = order.lines.iter().map(|it| it.variant).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
    let eans: BTreeMap<_, _> =
        cards.iter().map(|it| (it.variant, it.ean.as_ref().map(ToString::to_string))).collect();
    let picks = order
        .live()
        .filter(|it| desk.sees(it.location))
        .map(|it| Pick {
            place: places.get(it.location).map(|it| it.location.name.clone()).unwrap_or_default(),
            mode: it.mode,
            code: it.code.clone(),
            lines: it
                .lines
                .iter()
                .filter_map(|part| Some((part, order.line(part.line)?)))
                .map(|(part, line)| {
                    let ean = eans.get(&line.variant).cloned().flatten().unwrap_or_default();
                    (line.name.get(desk.lang()).to_owned(), line.sku.to_string(), ean, part.quantity.get())
                })
                .collect(),
        })
        .collect();
    Ok(ui::html(PickPage {
        page: desk.page(desk.w.t1("pick-list-title", "number", &order.number)),
        shell: desk.shell().await?,
        w: desk.w,
        order,
        picks,
        now: desk.now,
    }))
}

// --- messages ----------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    page: Page,
    shell: Shell,
    w: Words,
    it: Message,
    text: String,
    has_html: bool,
    may_resend: bool,
}

/// The message, if this desk may see what it is about.
async fn find_message(desk: &Desk, id: &str) -> Result<(Message, conversations::Words), Sorry> {
    let id: MessageId = id.parse().map_err(|_| not_found())?;
    let (message, words) = conversations::message(&mut desk.db.read().await?, id).await?;
    match message.order {
        Some(order) => drop(find(desk, &order.to_string()).await?),
        None if desk.may(Capability::ReadEvents) => {}
        None => return Err(not_found()),
    }
    Ok((message, words))
}

async fn message(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let (it, words) = find_message(&desk, &id).await?;
    Ok(ui::html(MessagePage {
        page: desk.page(it.subject.clone()),
        shell: desk.shell().await?,
        w: desk.w,
        text: words.text,
        has_html: !words.html.is_empty(),
        may_resend: desk.may(Capability::ManageOrders) && it.state == MessageState::Failed,
        it,
    }))
}

/// The letter as it was sent, in a frame where nothing runs and nothing is fetched.
async fn message_html(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let (_, words) = find_message(&desk, &id).await?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, words.html).into_response())
}

async fn resend(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let (message, _) = find_message(&desk, &id).await?;
    desk.db.run(&desk.actor, async |tx| conversations::resend(tx, message.id).await).await?;
    let to = Redirect::to(&format!("/staff/messages/{}", message.id));
    Ok((ui::flash(&desk.w.t("message-resent"), None), to).into_response())
}
