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
use payments::{Intent, Tender};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::board::{channel_name, life_tone, payment_tone, work_tone};
use crate::desk::{Desk, Posted};
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
    lines: Vec<(String, String, i64)>,
    may_act: bool,
}

impl Work {
    fn can_pick(&self) -> bool {
        self.may_act && self.it.state == FulfilmentState::Open
    }
    fn can_stage(&self) -> bool {
        let fits = matches!(self.it.state, FulfilmentState::Picked | FulfilmentState::Ready);
        self.may_act && self.it.mode == Mode::Pickup && fits
    }
    fn can_ship(&self) -> bool {
        let fits = matches!(self.it.state, FulfilmentState::Open | FulfilmentState::Picked);
        self.may_act && self.it.mode == Mode::Ship && fits
    }
    fn can_reject(&self) -> bool {
        self.may_act && self.it.state.is_live() && self.it.state != FulfilmentState::OnHold
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
    intents: Vec<Intent>,
    tenders: Vec<Tender>,
    receipts: Vec<Receipt>,
    returns: Vec<orders::Return>,
    messages: Vec<Message>,
    history: Vec<Past>,
    events: Vec<(kernel::Fact, String)>,
    points: Option<i64>,
    refusal: Option<String>,
    may_cancel: bool,
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
async fn find(desk: &Desk, id: &str) -> Result<Order, Sorry> {
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
                    (line.sku.to_string(), line.name.get(desk.lang()).to_owned(), part.quantity.get())
                })
                .collect(),
            may_act: desk.may_at(Capability::FulfilOrders, it.location),
            it: it.clone(),
        })
        .collect();
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    let history = orders::history(&mut desk.db.read().await?, order.id).await?;
    let names = crate::product::names_of(desk, history.iter().map(|it| it.actor.clone()).collect()).await?;
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
            intents: payments::intents(&mut desk.db.read().await?, order.id).await?,
            tenders: payments::tenders(&mut desk.db.read().await?, order.id).await?,
            receipts: orders::receipts(&mut desk.db.read().await?, order.id).await?,
            returns: orders::returns_of(&mut desk.db.read().await?, order.id).await?,
            messages: messages.items,
            history,
            events,
            points,
            refusal,
            may_cancel: desk.may(Capability::ManageOrders) && order.is_open(),
            may_read_people: desk.may(Capability::ReadPeople),
            order,
        },
    ))
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
    let Posted { desk, form, .. } = posted;
    let order = find(&desk, &id).await?;
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
                "pick" => orders::pick(tx, of_order.ok_or_else(unknown)?).await.map(drop),
                "stage" => orders::stage(tx, of_order.ok_or_else(unknown)?, text.clone()).await.map(drop),
                "ship" => orders::ship(tx, of_order.ok_or_else(unknown)?, text.clone()).await.map(drop),
                "reject" => {
                    let reason = RejectReason::parse(&reason).unwrap_or(RejectReason::Other);
                    orders::reject(tx, of_order.ok_or_else(unknown)?, reason).await.map(drop)
                }
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
