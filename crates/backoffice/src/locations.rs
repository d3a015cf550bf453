//! Places: list, map, and the page of one.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use inventory::{Address, Capability as Can, Hours, Kind, Location, LocationState, Point, Span};
use kernel::{Capability, LocationId, Problem, SellerCode};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/locations", get(list))
        .route("/staff/locations/new", get(blank).post(create))
        .route("/staff/locations/{code}", get(show).post(save))
}

#[derive(Template)]
#[template(path = "locations.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<(Location, bool, String)>,
    places: String,
    may_edit: bool,
}

async fn list(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let places = desk.places().await?;
    let mut all: Vec<Location> = places.iter().map(|it| it.location.clone()).collect();
    all.sort_by_key(|it| (it.kind != Kind::Warehouse, catalog::fold(&it.name)));
    let pins: Vec<_> = all
        .iter()
        .filter_map(|it| Some((it, it.point?)))
        .map(|(it, point)| {
            serde_json::json!({
                "lat": point.lat, "lon": point.lon, "name": it.name,
                "href": format!("/staff/locations/{}", it.code),
                "tone": if it.kind == Kind::Warehouse { "brick" } else { "good" },
            })
        })
        .collect();
    let rows = all
        .into_iter()
        .map(|it| {
            let (open, text) = opening(desk.w, &it, desk.now);
            (it, open, text)
        })
        .collect();
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("nav-locations")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        places: serde_json::Value::from(pins).to_string(),
        may_edit: desk.may(Capability::ManageLocations),
    }))
}

/// Whether the doors are open now, and until when or from when.
fn opening(w: Words, it: &Location, now: kernel::Timestamp) -> (bool, String) {
    let open = it.hours.is_open(now, it.zone);
    let text = if open {
        it.hours
            .closing(now, it.zone)
            .map(|at| w.t1("place-open-until", "time", w.time(at, it.zone)).into_owned())
    } else {
        it.hours.next_opening(now, it.zone).map(|at| {
            let day = w.day(at, it.zone);
            let weekday = day.split(',').next().unwrap_or_default();
            w.t2("place-closed-until", "day", weekday, "time", w.time(at, it.zone)).into_owned()
        })
    };
    (open, text.unwrap_or_else(|| w.t("place-no-hours").into_owned()))
}

#[derive(Template)]
#[template(path = "location.html")]
struct EditPage {
    page: Page,
    shell: Shell,
    w: Words,
    known: Option<Location>,
    form: Form,
    days: Vec<(usize, String)>,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    sellers: Vec<Choice>,
    may_edit: bool,
    places: String,
}

impl EditPage {
    fn code(&self) -> &str {
        self.known.as_ref().map_or("new", |it| it.code.as_str())
    }
}

fn spans(spans: &[Span]) -> String {
    spans.iter().map(|it| format!("{}-{}", it.from, it.to)).collect::<Vec<_>>().join(", ")
}

/// `10:00-14:00, 15:00-19:00`; empty: closed.
fn read_spans(text: &str) -> Option<Vec<Span>> {
    let text = text.replace(['–', '—'], "-");
    let parts = text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty());
    parts.map(|part| part.split_once('-').and_then(|(from, to)| Span::new(from.trim(), to.trim()))).collect()
}

fn filled(it: &Location) -> Form {
    let mut form = Form::default()
        .set("version", it.version)
        .set("name", &it.name)
        .set("kind", it.kind)
        .set("state", it.state)
        .set("seller", &it.seller)
        .set("phone", it.phone.clone().unwrap_or_default())
        .set("street", &it.address.street)
        .set("postcode", &it.address.postcode)
        .set("city", &it.address.city)
        .set("country", &it.address.country)
        .set("lat", it.point.map(|it| it.lat.to_string()).unwrap_or_default())
        .set("lon", it.point.map(|it| it.lon.to_string()).unwrap_or_default());
    for can in Can::ALL {
        if it.capabilities.contains(can) {
            form = form.set(&format!("can.{can}"), "on");
        }
    }
    for (day, hours) in it.hours.week.iter().enumerate() {
        form = form.set(&format!("day.{day}"), spans(hours));
    }
    let mut exceptions = it.hours.exceptions.clone();
    exceptions.sort_by_key(|it| it.date);
    let lines: Vec<String> = exceptions
        .iter()
        .map(|it| format!("{} {}", it.date, spans(&it.spans)).trim_end().to_owned())
        .collect();
    form.set("exceptions", lines.join("\n"))
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    known: Option<Location>,
    form: Form,
) -> Result<Response, Sorry> {
    let w = desk.w;
    let sellers = catalog::sellers(&mut desk.db.read().await?).await?;
    let places = known.as_ref().and_then(|it| Some((it, it.point?))).map(|(it, point)| {
        serde_json::json!([{ "lat": point.lat, "lon": point.lon, "name": it.name, "tone": "brick" }])
            .to_string()
    });
    Ok(ui::html_with(
        status,
        EditPage {
            page: desk.page(known.as_ref().map_or(w.t("place-new").into_owned(), |it| it.name.clone())),
            shell: desk.shell().await?,
            w,
            known,
            form,
            days: (0..7).map(|day| (day, w.t(format!("weekday-{day}")).into_owned())).collect(),
            kinds: Kind::ALL.iter().map(|it| Choice::new(it.as_str(), w.t(format!("kind-{it}")))).collect(),
            states: LocationState::ALL
                .iter()
                .map(|it| Choice::new(it.as_str(), w.t(format!("place-{it}"))))
                .collect(),
            sellers: sellers.into_iter().map(|it| Choice::new(it.code.to_string(), it.name)).collect(),
            may_edit: desk.may(Capability::ManageLocations),
            places: places.unwrap_or_default(),
        },
    ))
}

async fn blank(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ManageLocations)?;
    let form =
        Form::default().set("kind", Kind::Store).set("state", LocationState::Active).set("country", "PL");
    draw(&desk, StatusCode::OK, None, form).await
}

async fn show(desk: Desk, Path(code): Path<String>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let known = inventory::location_by_code(&mut desk.db.read().await?, &code).await?;
    let form = filled(&known);
    draw(&desk, StatusCode::OK, Some(known), form).await
}

async fn create(posted: Posted) -> Result<Response, Sorry> {
    store(posted, None).await
}

async fn save(Path(code): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let known = inventory::location_by_code(&mut posted.desk.db.read().await?, &code).await?;
    store(posted, Some(known)).await
}

fn wanted(w: Words, known: Option<&Location>, form: &mut Form, id: LocationId) -> Option<Location> {
    let text = |name: &str| form.value(name).trim().to_owned();
    let Some(seller) = SellerCode::new(text("seller")) else {
        form.fail("seller", w.t("ui-required"));
        return None;
    };
    let kind = Kind::parse(form.value("kind")).unwrap_or(Kind::Store);
    let mut wanted = match known {
        Some(known) => known.clone(),
        None => Location::new(id, form.value("code").trim(), kind, "", seller.clone()),
    };
    wanted.version = form.value("version").parse().unwrap_or(wanted.version);
    wanted.name = text("name");
    wanted.seller = seller;
    wanted.kind = kind;
    wanted.state = LocationState::parse(form.value("state")).unwrap_or(LocationState::Active);
    wanted.phone = form.text("phone").map(str::to_owned);
    wanted.address = Address {
        street: text("street"),
        postcode: text("postcode"),
        city: text("city"),
        country: text("country").to_uppercase(),
    };
    wanted.capabilities = Can::ALL.iter().copied().filter(|it| form.is_on(format!("can.{it}"))).collect();
    let degrees = |name: &str| form.value(name).trim().replace(',', ".").parse::<f64>().ok();
    wanted.point = match (form.text("lat"), form.text("lon")) {
        (None, None) => None,
        _ => {
            let point = degrees("lat").zip(degrees("lon")).and_then(|(lat, lon)| Point::new(lat, lon));
            if point.is_none() {
                form.fail("lat", w.t("place-point-wrong"));
            }
            point
        }
    };
    let mut hours = Hours::default();
    for day in 0..7 {
        match read_spans(form.value(format!("day.{day}"))) {
            Some(spans) => hours.week[day] = spans,
            None => form.fail(&format!("day.{day}"), w.t("place-hours-wrong")),
        }
    }
    let lines: Vec<String> = form.value("exceptions").lines().map(|it| it.trim().to_owned()).collect();
    for line in lines.iter().filter(|it| !it.is_empty()) {
        let (day, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (typing::date(day), read_spans(rest)) {
            (Some(date), Some(spans)) => hours = hours.except(date, &spans),
            _ => form.fail("exceptions", w.t1("place-exception-wrong", "line", line)),
        }
    }
    wanted.hours = hours;
    form.is_fine().then_some(wanted)
}

async fn store(posted: Posted, known: Option<Location>) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let id = LocationId::fresh(desk.now);
    let Some(wanted) = wanted(desk.w, known.as_ref(), &mut form, id) else {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, known, form).await;
    };
    let saved = desk.db.run(&desk.actor, async |tx| inventory::save_location(tx, wanted.clone()).await).await;
    match saved {
        Ok(location) => {
            let to = Redirect::to(&format!("/staff/locations/{}", location.code));
            Ok((ui::flash(&desk.w.t("place-saved"), None), to).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            if problem.status == 404 {
                return Err(not_found());
            }
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, known, form).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_people_write_them() {
        let read = read_spans("10:00–14:00, 15:00-19:00").unwrap();
        assert_eq!(spans(&read), "10:00-14:00, 15:00-19:00");
        assert_eq!(read_spans("  "), Some(Vec::new()));
        assert!(read_spans("zawsze").is_none());
    }
}
