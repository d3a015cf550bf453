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

/// Of opening time: so long a new order may wait until it lies in its bin.
const HOURS: i64 = 2;

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

/// When the place should be done with it: some hours after it came, of those in which the doors are open. Ready goods are
/// kept until their own time.
pub fn due(it: &QueueItem, place: &Location) -> Option<Timestamp> {
    if it.state == FulfilmentState::Ready {
        return it.due_at;
    }
    let (hours, zone) = (&place.hours, place.zone);
    let start = if hours.is_open(it.placed_at, zone) {
        it.placed_at
    } else {
        hours.next_opening(it.placed_at, zone).unwrap_or(it.placed_at)
    };
    let due = start.plus_hours(HOURS);
    match hours.closing(start, zone) {
        Some(close) if close < due => {
            let rest = due.since(close);
            Some(hours.next_opening(close, zone).map_or(due, |morning| morning.plus_millis(rest)))
        }
        _ => Some(due),
    }
}

/// Whether an item should have moved on by now.
pub fn is_late(it: &QueueItem, place: &Location, now: Timestamp) -> bool {
    due(it, place).is_some_and(|due| due < now)
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
                late: is_late(&it, place, desk.now),
                clock: clock(desk.w, &it, place, desk.now),
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

/// Until when it is to be done, or the goods are kept; today's times without the day.
fn clock(w: Words, it: &QueueItem, place: &Location, now: Timestamp) -> String {
    let Some(due) = due(it, place) else { return w.ago(it.placed_at, now) };
    let zone = place.zone;
    let at = if due.date_in(zone) == now.date_in(zone) { w.time(due, zone) } else { w.date_time(due, zone) };
    w.t1("queue-until", "at", at).into_owned()
}

#[cfg(test)]
mod tests {
    use inventory::{Hours, Kind, Span};
    use kernel::{Currency, FulfilmentId, LocationId, Money, OrderId, SellerCode};
    use orders::PaymentState;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_of_the_queue_stands_still_while_the_store_is_closed() {
        let day = [Span::new("10:00", "20:00").unwrap()];
        let id = LocationId::fresh(at("2026-01-01T00:00:00Z"));
        let mut place = Location::new(id, "krakow", Kind::Store, "Kraków", SellerCode::new("szron").unwrap());
        place.hours = Hours::default().on_days(0..=5, &day);
        let mut item = QueueItem {
            fulfilment: FulfilmentId::fresh(at("2026-01-01T00:00:00Z")),
            order: OrderId::fresh(at("2026-01-01T00:00:00Z")),
            number: String::new(),
            location: id,
            mode: Mode::Pickup,
            state: FulfilmentState::Open,
            code: String::new(),
            bin: None,
            tracking: None,
            payment: PaymentState::Paid,
            due: Money::zero(Currency::Pln),
            person: None,
            name: None,
            email: None,
            phone: None,
            placed_at: at("2026-11-20T12:00:00Z"),
            ready_at: None,
            due_at: None,
            version: 1,
            lines: Vec::new(),
        };
        // A Friday; Warsaw is one hour ahead of UTC.
        assert_eq!(due(&item, &place), Some(at("2026-11-20T14:00:00Z")));
        item.placed_at = at("2026-11-20T22:00:00Z");
        assert_eq!(due(&item, &place), Some(at("2026-11-21T11:00:00Z")));
        // Saturday, an hour before closing: Sunday does not count.
        item.placed_at = at("2026-11-21T18:00:00Z");
        assert_eq!(due(&item, &place), Some(at("2026-11-23T10:00:00Z")));
        assert!(!is_late(&item, &place, at("2026-11-23T09:59:00Z")));
    }
}
