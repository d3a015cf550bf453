//! The queue of a store: what is to be picked, what lies in a cart, what waits in its bin.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use inventory::Location;
use kernel::{Capability, Timestamp, VariantId};
use orders::{FulfilmentState, Mode, QueueItem};
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::Desk;
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/queue", get(show))
}

/// A new order waits at most so long before somebody picks it.
pub const PICK_HOURS: i64 = 2;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    at: String,
}

struct Line {
    name: String,
    sku: String,
    /// What a scanner may read for it.
    codes: String,
    picture: Option<String>,
    quantity: i64,
}

struct Ticket {
    it: QueueItem,
    lines: Vec<Line>,
    late: bool,
    clock: String,
}

impl Ticket {
    fn is_parcel(&self) -> bool {
        self.it.mode == Mode::Ship
    }
}

struct Column {
    key: &'static str,
    tickets: Vec<Ticket>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    page: Page,
    shell: Shell,
    w: Words,
    columns: Vec<Column>,
    place: Option<Location>,
    places: Vec<Choice>,
    may_act: bool,
    address: String,
}

/// Whether an item should have moved on by now.
pub fn is_late(it: &QueueItem, now: Timestamp) -> bool {
    match it.state {
        FulfilmentState::Open | FulfilmentState::Picked => it.placed_at.plus_hours(PICK_HOURS) < now,
        FulfilmentState::Ready => it.due_at.is_some_and(|due| due < now),
        _ => false,
    }
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let own = desk.own_places().await?;
    let place = match asked.at.as_str() {
        "" => desk.place().await?.or_else(|| own.first().cloned()),
        code => Some(own.iter().find(|it| it.code == code).cloned().ok_or_else(not_found)?),
    };
    let mut columns = Vec::new();
    if let Some(place) = &place {
        let items = orders::queue(
            &mut desk.db.read().await?,
            place.id,
            &[FulfilmentState::Open, FulfilmentState::Picked, FulfilmentState::Ready],
        )
        .await?;
        let ids: Vec<VariantId> =
            items.iter().flat_map(|it| it.lines.iter().map(|line| line.variant)).collect();
        let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
        let cards: BTreeMap<VariantId, _> = cards.into_iter().map(|it| (it.variant, it)).collect();
        let mut tickets: Vec<Ticket> = items
            .into_iter()
            .map(|it| Ticket {
                lines: it
                    .lines
                    .iter()
                    .map(|line| {
                        let card = cards.get(&line.variant);
                        let ean =
                            card.and_then(|it| it.ean.as_ref()).map(ToString::to_string).unwrap_or_default();
                        Line {
                            name: line.name.get(desk.lang()).to_owned(),
                            sku: line.sku.to_string(),
                            codes: format!("{} {ean}", line.sku).trim().to_owned(),
                            picture: card.and_then(|it| it.picture.as_ref()).map(ToString::to_string),
                            quantity: line.quantity.get(),
                        }
                    })
                    .collect(),
                late: is_late(&it, desk.now),
                clock: clock(desk.w, &it, desk.now),
                it,
            })
            .collect();
        for (key, state) in [
            ("open", FulfilmentState::Open),
            ("picked", FulfilmentState::Picked),
            ("ready", FulfilmentState::Ready),
        ] {
            let (own, rest) = tickets.into_iter().partition(|it| it.it.state == state);
            tickets = rest;
            columns.push(Column { key, tickets: own });
        }
    }
    let address = match &place {
        Some(place) => format!("/staff/queue?at={}", place.code),
        None => "/staff/queue".to_owned(),
    };
    Ok(ui::html(QueuePage {
        page: desk.page(desk.w.t("nav-queue")),
        shell: desk.shell().await?,
        w: desk.w,
        columns,
        places: own.iter().map(|it| Choice::new(it.code.clone(), it.name.clone())).collect(),
        may_act: place.as_ref().is_some_and(|it| desk.may_at(Capability::FulfilOrders, it.id)),
        address,
        place,
    }))
}

/// How long it waits, or until when the goods are kept.
fn clock(w: Words, it: &QueueItem, now: Timestamp) -> String {
    match (it.state, it.due_at) {
        (FulfilmentState::Ready, Some(due)) => {
            w.t1("queue-until", "at", w.date_time(due, ui::WARSAW)).into_owned()
        }
        _ => w.ago(it.placed_at, now),
    }
}
