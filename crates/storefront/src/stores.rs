//! The stores: all on one page with a map, each on its own with hours, and which one is mine.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use inventory::{Capability, Kind, Location, LocationState, Place, Places};
use kernel::Timestamp;
use ui::{Page, Visit, Words, is_local};

use crate::frame::{Frame, json_ld};
use crate::place::{Chosen, STORE};
use crate::refusal::{Refused, missing};
use crate::shopper::{Posted, Shopper, choice_cookie};
use crate::{State, TEXTS};

/// What a shopper may walk into.
pub fn shops(places: &Places) -> Vec<&Place> {
    places.iter().filter(|place| is_shop(&place.location)).collect()
}
fn is_shop(location: &Location) -> bool {
    location.kind == Kind::Store && location.state == LocationState::Active
}

/// Nearest first if we know where the shopper is, else in the order of their names.
pub fn by_distance<'p>(places: &'p Places, chosen: Option<&Chosen>) -> Vec<(&'p Place, Option<f64>)> {
    let distance = |place: &Place| Some(chosen?.point.distance_m(place.location.point?));
    let mut all: Vec<_> = shops(places).into_iter().map(|place| (place, distance(place))).collect();
    all.sort_by(|a, b| match (a.1, b.1) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => catalog::fold(&a.0.location.name).cmp(&catalog::fold(&b.0.location.name)),
    });
    all
}

/// `otwarte do 20:00`, `zamknięte, otwiera się jutro o 10:00`, and whether it is open.
pub fn open_text(location: &Location, now: Timestamp, w: &Words) -> (bool, String) {
    let zone = location.zone;
    if location.hours.is_open(now, zone) {
        let text = match location.hours.closing(now, zone) {
            Some(at) => w.t1("store-open-until", "time", w.time(at, zone)),
            None => w.t("store-open"),
        };
        return (true, text.into_owned());
    }
    let text = match location.hours.next_opening(now, zone) {
        Some(at) => {
            let (today, then) = (now.date_in(zone), at.date_in(zone));
            let time = w.time(at, zone);
            if then == today {
                w.t1("store-opens-today", "time", time)
            } else if then == today.plus_days(1) {
                w.t1("store-opens-tomorrow", "time", time)
            } else {
                w.t2("store-opens-on", "day", w.day(at, zone), "time", time)
            }
        }
        None => w.t("store-closed"),
    };
    (false, text.into_owned())
}

pub struct StoreLine {
    pub code: String,
    pub name: String,
    pub street: String,
    pub city: String,
    pub distance: Option<String>,
    pub is_open: bool,
    pub open: String,
    pub is_mine: bool,
    pub pickup: bool,
}

pub fn line(
    place: &Place,
    distance: Option<f64>,
    now: Timestamp,
    mine: Option<&str>,
    w: &Words,
) -> StoreLine {
    let location = &place.location;
    let (is_open, open) = open_text(location, now, w);
    StoreLine {
        code: location.code.clone(),
        name: location.name.clone(),
        street: location.address.street.clone(),
        city: format!("{} {}", location.address.postcode, location.address.city),
        distance: distance.map(|metres| w.distance(metres)),
        is_open,
        open,
        is_mine: mine == Some(location.code.as_str()),
        pickup: location.can(Capability::Pickup),
    }
}

/// A pin of `m::map`.
pub fn pin(location: &Location, text: &str, tone: &str, note: &str) -> Option<serde_json::Value> {
    let point = location.point?;
    Some(serde_json::json!({
        "lat": point.lat, "lon": point.lon, "name": location.name, "text": text, "tone": tone,
        "href": format!("/stores/{}", location.code), "note": note
    }))
}

#[derive(Template)]
#[template(path = "stores.html")]
struct Stores {
    page: Page,
    frame: Frame,
    lines: Vec<StoreLine>,
    pins: String,
    place: Option<String>,
}

pub async fn stores(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let places = inventory::places(&state.db).await?;
    let now = state.db.now();
    let sorted = by_distance(&places, shopper.place.as_ref());
    let lines: Vec<StoreLine> = sorted
        .iter()
        .map(|(place, distance)| line(place, *distance, now, shopper.store.as_deref(), &w))
        .collect();
    let pins: Vec<_> = (sorted.iter().zip(&lines))
        .filter_map(|((place, _), line)| {
            pin(&place.location, "", if line.is_open { "brick" } else { "ink" }, &line.open)
        })
        .collect();
    let mut frame = Frame::of(&state, &shopper, &visit).await?;
    frame.meta.description = w.n("stores-about", lines.len()).into_owned();
    frame.meta.canonical = Some("/stores".to_owned());
    let page = frame.page(&visit, w.t("stores-title"));
    let place = shopper.place.map(|place| place.name);
    let pins = serde_json::Value::from(pins).to_string();
    Ok(ui::html(Stores { page, frame, lines, pins, place }))
}

#[derive(Template)]
#[template(path = "store.html")]
struct StorePage {
    page: Page,
    frame: Frame,
    store: StoreLine,
    phone: Option<String>,
    days: Vec<Day>,
    services: Vec<(&'static str, String)>,
    pins: String,
    directions: Option<String>,
}

struct Day {
    name: String,
    hours: String,
    is_today: bool,
    /// Differs from the week: a holiday, a trading Sunday.
    is_special: bool,
}

pub async fn store(
    Given(state): Given<State>,
    Path(code): Path<String>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let places = inventory::places(&state.db).await?;
    let place = places.by_code(&code).filter(|place| is_shop(&place.location)).ok_or_else(missing)?;
    let location = &place.location;
    let now = state.db.now();
    let distance =
        shopper.place.as_ref().zip(location.point).map(|(chosen, point)| chosen.point.distance_m(point));
    let store = line(place, distance, now, shopper.store.as_deref(), &w);
    let today = now.date_in(location.zone);
    let days = (0..7).map(|ahead| {
        let date = today.plus_days(ahead);
        let spans = location.hours.on(date);
        let hours: Vec<String> = spans.iter().map(|span| format!("{}–{}", span.from, span.to)).collect();
        Day {
            name: w.day(date.at_in(location.zone, 12, 0), location.zone),
            hours: if hours.is_empty() { w.t("store-closed-day").into_owned() } else { hours.join(", ") },
            is_today: ahead == 0,
            is_special: location.hours.exceptions.iter().any(|exception| exception.date == date),
        }
    });
    let services = [
        (Capability::Pickup, "basket", "store-can-pickup"),
        (Capability::Returns, "arrow-back-up", "store-can-return"),
        (Capability::Ship, "truck", "store-can-ship"),
    ];
    // A parcel has to be paid for before it leaves.
    let is_offered = |it: Capability| it != Capability::Ship || state.provider.is_some();
    let services = services.into_iter().filter(|(it, ..)| location.can(*it) && is_offered(*it));
    let services = services.map(|(_, icon, key)| (icon, w.t(key).into_owned())).collect();
    let pins = pin(location, "", "brick", &store.open).into_iter().collect::<Vec<_>>();
    let directions = location.point.map(|point| {
        format!("https://www.openstreetmap.org/directions?to={:.5}%2C{:.5}", point.lat, point.lon)
    });
    let mut frame = Frame::of(&state, &shopper, &visit).await?;
    frame.meta.description = format!("{}, {}, {}", location.name, store.street, store.city);
    frame.meta.canonical = Some(format!("/stores/{code}"));
    frame.meta.json_ld = vec![store_ld(&frame, location)];
    let page = frame.page(&visit, location.name.clone());
    let pins = serde_json::Value::from(pins).to_string();
    let (days, phone) = (days.collect(), location.phone.clone());
    Ok(ui::html(StorePage { page, frame, store, phone, days, services, pins, directions }))
}

fn store_ld(frame: &Frame, location: &Location) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let hours: Vec<_> = (location.hours.week.iter().enumerate())
        .flat_map(|(day, spans)| spans.iter().map(move |span| (day, span)))
        .map(|(day, span)| {
            serde_json::json!({
                "@type": "OpeningHoursSpecification", "dayOfWeek": DAYS[day],
                "opens": span.from.to_string(), "closes": span.to.to_string()
            })
        })
        .collect();
    json_ld(serde_json::json!({
        "@context": "https://schema.org", "@type": "ClothingStore", "name": location.name,
        "url": frame.absolute(&format!("/stores/{}", location.code)),
        "telephone": location.phone,
        "address": {
            "@type": "PostalAddress", "streetAddress": location.address.street,
            "postalCode": location.address.postcode, "addressLocality": location.address.city,
            "addressCountry": location.address.country
        },
        "geo": location.point.map(|point| serde_json::json!({
            "@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon
        })),
        "openingHoursSpecification": hours
    }))
}

/// `POST /store`: this one is mine from now on; an empty `code` forgets it.
pub async fn choose(
    Given(state): Given<State>,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let places = inventory::places(&state.db).await?;
    let code = form.text("code").unwrap_or_default();
    let place = places.by_code(code).filter(|place| is_shop(&place.location));
    let to = Some(form.value("to")).filter(|to| is_local(to)).unwrap_or("/stores").to_owned();
    let (code, text) = match place {
        Some(place) => (code, w.t1("store-is-mine-now", "store", &place.location.name).into_owned()),
        None => ("", w.t("store-forgotten").into_owned()),
    };
    let cookie = choice_cookie(&state.site, STORE, code);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), ui::flash(&text, None), Redirect::to(&to))
        .into_response())
}
