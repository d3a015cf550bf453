//! The orders board: all orders this desk may see, by filters that stand in the address.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use catalog::Channel;
use kernel::{Capability, ChannelCode, OrderId, PageRequest, Timestamp};
use orders::{FulfilmentState, Life, OrderCard, OrderFilter, PaymentState, Progress};
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::Desk;
use crate::problem::{Sorry, not_found};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/orders", get(list)).route("/staff/orders/row", get(row))
}

#[derive(serde::Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    q: String,
    life: String,
    payment: String,
    fulfilment: String,
    channel: String,
    /// Code of a place.
    at: String,
    from: String,
    to: String,
    after: String,
}

impl Asked {
    /// The address of the same list without one filter, or with all of them.
    fn address(&self, without: &str) -> String {
        let fields = [
            ("q", &self.q),
            ("life", &self.life),
            ("payment", &self.payment),
            ("fulfilment", &self.fulfilment),
            ("channel", &self.channel),
            ("at", &self.at),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let query: Vec<String> = fields
            .into_iter()
            .filter(|(name, value)| *name != without && !value.is_empty())
            .map(|(name, value)| format!("{name}={}", ui::encode(value)))
            .collect();
        if query.is_empty() {
            "/staff/orders".to_owned()
        } else {
            format!("/staff/orders?{}", query.join("&"))
        }
    }
}

/// A row with everything in words.
pub struct Row {
    pub card: OrderCard,
    pub channel: String,
    pub who: String,
    /// Place and state of each fulfilment.
    pub works: Vec<(String, FulfilmentState)>,
    pub life_tone: &'static str,
    pub payment_tone: &'static str,
}

impl Row {
    pub fn tone(&self, state: &FulfilmentState) -> &'static str {
        work_tone(*state)
    }
}

pub fn life_tone(life: Life) -> &'static str {
    match life {
        Life::Placed => "info",
        Life::Completed => "good",
        Life::Cancelled | Life::Expired => "quiet",
    }
}
pub fn payment_tone(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Paid => "good",
        PaymentState::Pending => "warn",
        PaymentState::Overdue => "bad",
        PaymentState::DueAtPickup | PaymentState::Authorised => "info",
        PaymentState::PartlyRefunded | PaymentState::Refunded | PaymentState::Unpaid => "quiet",
    }
}
pub fn work_tone(state: FulfilmentState) -> &'static str {
    match state {
        FulfilmentState::OnHold => "quiet",
        FulfilmentState::Open => "warn",
        FulfilmentState::Picking
        | FulfilmentState::Picked
        | FulfilmentState::Ready
        | FulfilmentState::InTransit => "info",
        FulfilmentState::Collected | FulfilmentState::Shipped | FulfilmentState::Received => "good",
        FulfilmentState::Rejected | FulfilmentState::Parked => "bad",
        FulfilmentState::Expired | FulfilmentState::Cancelled => "quiet",
    }
}

pub async fn rows(desk: &Desk, cards: Vec<OrderCard>) -> Result<Vec<Row>, Sorry> {
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    let places = desk.places().await?;
    Ok(cards
        .into_iter()
        .map(|card| Row {
            channel: channel_name(&channels, &card.channel, desk.lang()),
            who: card
                .name
                .clone()
                .or_else(|| card.email.as_ref().map(ToString::to_string))
                .unwrap_or_else(|| "–".to_owned()),
            works: card
                .works
                .iter()
                .map(|work| {
                    let place = places.get(work.location);
                    (place.map(|it| it.location.name.clone()).unwrap_or_default(), work.state)
                })
                .collect(),
            life_tone: life_tone(card.life),
            payment_tone: payment_tone(card.payment),
            card,
        })
        .collect())
}

pub fn channel_name(channels: &[Channel], code: &ChannelCode, lang: &str) -> String {
    channels.iter().find(|it| it.code == *code).map_or(code.to_string(), |it| it.name.get(lang).to_owned())
}

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
    asked: Asked,
    channels: Vec<Choice>,
    places: Vec<Choice>,
    /// Active filters: words, and the address without them.
    chips: Vec<(String, String)>,
    total: Option<i64>,
    next: Option<String>,
    reload: String,
    new_words: String,
    now: Timestamp,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let w = desk.w;
    let own = desk.own_places().await?;
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    let place = match asked.at.as_str() {
        "" => None,
        code => Some(own.iter().find(|it| it.code == code).ok_or_else(not_found)?),
    };
    let filter = OrderFilter {
        life: Life::parse(&asked.life),
        payment: PaymentState::parse(&asked.payment),
        fulfilment: Progress::parse(&asked.fulfilment),
        channel: ChannelCode::new(asked.channel.as_str()),
        location: place.map(|it| it.id),
        scope: desk.scope(),
        person: None,
        query: Some(asked.q.trim().to_owned()).filter(|it| !it.is_empty()),
        from: typing::date(&asked.from).map(|it| it.start_in(ui::WARSAW)),
        to: typing::date(&asked.to).map(|it| it.plus_days(1).start_in(ui::WARSAW)),
    };
    let narrowed = asked.address("") != "/staff/orders";
    let request = PageRequest {
        limit: Some(50),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        // Counting everything costs; a list that was narrowed is worth a number.
        count: narrowed && asked.after.is_empty(),
    };
    let found = orders::orders(&mut desk.db.read().await?, &filter, &request).await?;
    let mut chips: Vec<(String, String)> = Vec::new();
    let mut chip = |name: &str, label: String| chips.push((label, asked.address(name)));
    if let Some(text) = &filter.query {
        chip("q", format!("„{text}”"));
    }
    if let Some(it) = filter.life {
        chip("life", w.t(format!("life-{it}")).into_owned());
    }
    if let Some(it) = filter.payment {
        chip("payment", w.t(format!("payment-{it}")).into_owned());
    }
    if let Some(it) = filter.fulfilment {
        chip("fulfilment", w.t(format!("progress-{it}")).into_owned());
    }
    if let Some(it) = &filter.channel {
        chip("channel", channel_name(&channels, it, desk.lang()));
    }
    if let Some(it) = place {
        chip("at", it.name.clone());
    }
    if filter.from.is_some() {
        chip("from", w.t1("orders-from-chip", "date", asked.from.as_str()).into_owned());
    }
    if filter.to.is_some() {
        chip("to", w.t1("orders-to-chip", "date", asked.to.as_str()).into_owned());
    }
    let address = asked.address("");
    let sign = if address.contains('?') { '&' } else { '?' };
    let next = found.next.map(|after| format!("{address}{sign}after={}", ui::encode(&after)));
    let forms = [("one", 1_i64), ("few", 2), ("many", 5), ("other", 2)];
    let new_words: serde_json::Map<String, serde_json::Value> = forms
        .into_iter()
        .map(|(form, many)| {
            let text = w.n("orders-new", many).replacen(&many.to_string(), "#", 1);
            (form.to_owned(), text.into())
        })
        .collect();
    Ok(ui::html(OrdersPage {
        page: desk.page(w.t("nav-orders")),
        shell: desk.shell().await?,
        w,
        rows: rows(&desk, found.items).await?,
        channels: channels
            .iter()
            .map(|it| Choice::new(it.code.to_string(), it.name.get(desk.lang())))
            .collect(),
        places: own.iter().map(|it| Choice::new(it.code.clone(), it.name.clone())).collect(),
        chips,
        total: found.count,
        next,
        reload: address,
        new_words: serde_json::Value::from(new_words).to_string(),
        now: desk.now,
        asked,
    }))
}

#[derive(Template)]
#[template(path = "order_row_piece.html")]
struct RowPiece {
    w: Words,
    rows: Vec<Row>,
    now: Timestamp,
}

#[derive(serde::Deserialize)]
struct RowAsked {
    id: String,
}

/// One row anew, for the board that somebody is looking at.
async fn row(desk: Desk, Query(asked): Query<RowAsked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let id: OrderId = asked.id.parse().map_err(|_| not_found())?;
    let order = orders::order(&mut desk.db.read().await?, id).await?;
    let filter = OrderFilter { query: Some(order.number), scope: desk.scope(), ..OrderFilter::default() };
    let found = orders::orders(&mut desk.db.read().await?, &filter, &PageRequest::first(1)).await?;
    let rows = rows(&desk, found.items).await?;
    if rows.is_empty() {
        return Err(not_found());
    }
    Ok(ui::html(RowPiece { w: desk.w, rows, now: desk.now }))
}
