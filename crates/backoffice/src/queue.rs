//! The queue of a store: what is to be picked, what lies in a cart, what waits in its bin.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use inventory::Location;
use kernel::{Capability, Timestamp, VariantId};
use orders::{Clock, FulfilmentState, Mode, QueueItem};
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::Desk;
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/queue", get(show))
}

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
    id: kernel::LineId,
    quantity: i64,
    picked: i64,
}

struct Ticket {
    it: QueueItem,
    lines: Vec<Line>,
    late: bool,
    clock: String,
    /// Where a transfer goes.
    to: String,
    parcels: Option<crate::parcels::Parcels>,
}

impl Ticket {
    fn is_parcel(&self) -> bool {
        self.it.mode == Mode::Ship
    }
    /// Its label is still awaited.
    fn can_ship(&self) -> bool {
        self.parcels.as_ref().is_none_or(|it| it.can_ship)
    }
    /// Its carrier knows the number.
    fn is_packed(&self) -> bool {
        self.parcels.as_ref().is_some_and(|it| it.shipments.iter().any(|told| told.it.state.is_live()))
    }
    fn is_transfer(&self) -> bool {
        self.it.mode == Mode::Transfer
    }
    /// Nobody has taken it yet.
    fn is_free(&self) -> bool {
        self.it.state == FulfilmentState::Open
    }
    fn is_picking(&self) -> bool {
        self.it.state == FulfilmentState::Picking
    }
}

/// A transfer that comes here.
struct Arrival {
    it: QueueItem,
    from: String,
}
impl Arrival {
    fn is_on_its_way(&self) -> bool {
        self.it.state == FulfilmentState::InTransit
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
    arriving: Vec<Arrival>,
    waves: Vec<orders::Wave>,
    place: Option<Location>,
    places: Vec<Choice>,
    may_act: bool,
    address: String,
}

/// Whether an item should have moved on by now. Ready goods wait for the shopper, not for us.
pub fn is_late(it: &QueueItem, now: Timestamp) -> bool {
    it.clock != Some(Clock::Collect) && it.clock_due_at.is_some_and(|due| due < now)
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let own = desk.own_places().await?;
    let place = match asked.at.as_str() {
        "" => desk.place().await?.or_else(|| own.first().cloned()),
        code => Some(own.iter().find(|it| it.code == code).cloned().ok_or_else(not_found)?),
    };
    let (mut columns, mut arriving) = (Vec::new(), Vec::<Arrival>::new());
    let mut waves = Vec::new();
    if let Some(place) = &place {
        let items = orders::queue(&mut desk.db.read().await?, place.id, FulfilmentState::WORK).await?;
        waves = orders::waves(&mut desk.db.read().await?, place.id).await?;
        let all_places = desk.places().await?;
        let name_of = |id| all_places.get(id).map(|it| it.location.name.clone());
        arriving = orders::coming(&mut desk.db.read().await?, place.id)
            .await?
            .into_iter()
            .map(|it| Arrival { from: name_of(it.location).unwrap_or_default(), it })
            .collect();
        let ids: Vec<VariantId> =
            items.iter().flat_map(|it| it.lines.iter().map(|line| line.variant)).collect();
        let cards = catalog::variants(&mut desk.db.read().await?, &ids).await?;
        let cards: BTreeMap<VariantId, _> = cards.into_iter().map(|it| (it.variant, it)).collect();
        let may_act = desk.may_at(Capability::FulfilOrders, place.id);
        let asked: Vec<crate::parcels::Ask> = items
            .iter()
            .map(|it| crate::parcels::Ask {
                order: it.order,
                fulfilment: it.fulfilment,
                mode: it.mode,
                state: it.state,
                may_act,
            })
            .collect();
        let mut parcels = crate::parcels::of(&desk, &market(&desk, place).await?, &asked).await?;
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
                            id: line.line,
                            quantity: line.quantity.get(),
                            picked: line.picked.get(),
                        }
                    })
                    .collect(),
                late: is_late(&it, desk.now),
                clock: clock(desk.w, &it, place, desk.now),
                to: it.destination.and_then(&name_of).unwrap_or_default(),
                parcels: parcels.remove(&it.fulfilment),
                it,
            })
            .collect();
        for (key, states) in [
            ("open", &[FulfilmentState::Open, FulfilmentState::Picking][..]),
            ("picked", &[FulfilmentState::Picked][..]),
            ("ready", &[FulfilmentState::Ready][..]),
        ] {
            let (own, rest) = tickets.into_iter().partition(|it| states.contains(&it.it.state));
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
        arriving,
        waves,
        places: own.iter().map(|it| Choice::new(it.code.clone(), it.name.clone())).collect(),
        may_act: place.as_ref().is_some_and(|it| desk.may_at(Capability::FulfilOrders, it.id)),
        address,
        place,
    }))
}

/// The market of the country in which the place is: its parcels go there.
async fn market(desk: &Desk, place: &Location) -> Result<kernel::MarketCode, Sorry> {
    let all = catalog::markets(&mut desk.db.read().await?).await?;
    let own = all.iter().find(|it| it.country == place.address.country).or(all.first());
    own.map(|it| it.code.clone()).ok_or_else(not_found)
}

/// What is to be done next and how much time is left for it; ready goods: until when they are kept.
fn clock(w: Words, it: &QueueItem, place: &Location, now: Timestamp) -> String {
    let zone = place.zone;
    match (it.clock, it.clock_due_at) {
        (Some(Clock::Collect), Some(due)) => {
            let same_day = due.date_in(zone) == now.date_in(zone);
            let at = if same_day { w.time(due, zone) } else { w.date_time(due, zone) };
            w.t1("queue-until", "at", at).into_owned()
        }
        (Some(clock), Some(due)) => {
            let left = crate::exceptions::left(w, due, now);
            w.t2("queue-clock", "what", w.t(format!("clock-{clock}")).into_owned(), "left", left).into_owned()
        }
        _ => w.ago(it.placed_at, now),
    }
}
