//! The demo's own pages: where to begin, the clock, and the mailbox that stands for everybody's.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Clock, Db, Timestamp, WoundClock};
use mail_parser::MessageParser;
use serde::Deserialize;
use simulation::szron;

use super::{Keeper, next_morning};

static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;
static ASSETS: ui::assets::Set = ui::assets::Set::of::<Files>("demo");

#[derive(Clone)]
pub struct Demo {
    pub node_db: Db,
    pub clock: Arc<WoundClock>,
    pub outbox: PathBuf,
    pub api_key: String,
    pub remember: Arc<Keeper>,
}

pub fn router(demo: Demo) -> Router {
    ui::assets::register(&ASSETS);
    Router::new()
        .route("/demo", get(start))
        .route("/demo/clock", post(wind))
        .route("/demo/mail", get(mailbox))
        .route("/demo/mail/{file}", get(letter))
        .with_state(demo)
        .layer(ui::security_headers())
}

struct Door {
    href: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
}
const DOORS: [Door; 5] = [
    Door { href: "/", icon: "shopping-bag", title: "demo-shop", text: "demo-shop-text" },
    Door { href: "/pos", icon: "receipt", title: "demo-till", text: "demo-till-text" },
    Door { href: "/staff", icon: "layout-dashboard", title: "demo-staff", text: "demo-staff-text" },
    Door { href: "/demo/mail", icon: "mail", title: "demo-mail", text: "demo-mail-text" },
    Door { href: "/api/v1/docs", icon: "database", title: "demo-api", text: "demo-api-text" },
];
const STEPS: [(&str, &str); 3] =
    [("PT1H", "demo-wind-hour"), ("morning", "demo-wind-morning"), ("P7D", "demo-wind-week")];

struct Person {
    name: String,
    email: String,
    password: &'static str,
    pin: String,
    role: szron::Role,
    place: Option<&'static str>,
}
impl Person {
    fn role_key(&self) -> &'static str {
        match self.role {
            szron::Role::Administrator => "demo-role-administrator",
            szron::Role::Merchandiser => "demo-role-merchandiser",
            szron::Role::Agent => "demo-role-agent",
            szron::Role::StoreManager => "demo-role-manager",
            szron::Role::StoreAssistant => "demo-role-assistant",
        }
    }
}
/// As scripts read it: one word for each role of `access`.
pub fn role_name(role: szron::Role) -> &'static str {
    match role {
        szron::Role::Administrator => "administrator",
        szron::Role::Merchandiser => "merchandiser",
        szron::Role::Agent => "agent",
        szron::Role::StoreManager | szron::Role::StoreAssistant => "store",
    }
}

#[derive(Template)]
#[template(path = "demo.html")]
struct StartPage {
    page: ui::Page,
    now: Timestamp,
    doors: &'static [Door],
    steps: &'static [(&'static str, &'static str)],
    people: Vec<Person>,
    customer: String,
    api_key: String,
}

async fn start(State(demo): State<Demo>, visit: ui::Visit) -> Response {
    let places = szron::locations();
    let people = szron::staff()
        .into_iter()
        .filter(|it| it.role != szron::Role::StoreAssistant || it.email.contains("kasa1"))
        .map(|it| Person {
            place: it
                .location
                .and_then(|code| places.iter().find(|place| place.code == code))
                .map(|place| place.name),
            name: it.name,
            email: it.email,
            password: it.password,
            pin: it.pin,
            role: it.role,
        })
        .collect();
    let title = TEXTS.words(visit.lang).t("demo-title");
    ui::html(StartPage {
        page: ui::Page::new(&TEXTS, &visit, title).site("Spoina"),
        now: demo.clock.now(),
        doors: &DOORS,
        steps: &STEPS,
        people,
        customer: szron::customers()[0].email.clone(),
        api_key: demo.api_key,
    })
}

#[derive(Deserialize)]
struct Advance {
    /// An ISO 8601 duration of days, hours and minutes, or `morning`.
    advance: String,
}

/// From a form it leads back to the page; from JSON it answers with the new time.
async fn wind(State(demo): State<Demo>, headers: HeaderMap, body: String) -> Response {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"));
    let wanted = if is_json {
        serde_json::from_str(&body).ok().map(|it: Advance| it.advance)
    } else {
        body.strip_prefix("advance=").map(str::to_owned)
    };
    let now = demo.clock.now();
    let millis = wanted.and_then(|text| match text.as_str() {
        "morning" => Some(next_morning(now).since(now)),
        text => duration(text),
    });
    let Some(millis) = millis else {
        let text = "advance: an ISO 8601 duration like PT24H or P7D, at most 400 days";
        return (StatusCode::UNPROCESSABLE_ENTITY, text).into_response();
    };
    demo.clock.wind(millis);
    if let Err(why) = demo.remember.wound(&demo.clock) {
        return (StatusCode::INTERNAL_SERVER_ERROR, why).into_response();
    }
    if is_json {
        Json(serde_json::json!({ "now": demo.node_db.now() })).into_response()
    } else {
        Redirect::to("/demo").into_response()
    }
}

/// `PT24H`, `P7D`, `P1DT12H30M`.
fn duration(text: &str) -> Option<i64> {
    const LONGEST: i64 = 400 * 24 * 60;
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, ""), |(days, time)| (days, time));
    let mut minutes: i64 = 0;
    for (part, units) in [(days, "D"), (time, "HM")] {
        let mut number = String::new();
        for c in part.chars() {
            if c.is_ascii_digit() && number.len() < 6 {
                number.push(c);
                continue;
            }
            let value: i64 = number.parse().ok()?;
            minutes += match c {
                _ if !units.contains(c) => return None,
                'D' => value * 24 * 60,
                'H' => value * 60,
                _ => value,
            };
            number.clear();
        }
        if !number.is_empty() {
            return None;
        }
    }
    (1..=LONGEST).contains(&minutes).then_some(minutes * 60_000)
}

struct Mail {
    file: String,
    to: String,
    subject: String,
    text: String,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Mailbox {
    page: ui::Page,
    to: String,
    mails: Vec<Mail>,
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    to: String,
}

const SHOWN: usize = 40;

async fn mailbox(State(demo): State<Demo>, visit: ui::Visit, Query(search): Query<Search>) -> Response {
    let (outbox, to) = (demo.outbox, search.to.trim().to_lowercase());
    let wanted = to.clone();
    let mails = tokio::task::spawn_blocking(move || read_mails(&outbox, &wanted)).await.unwrap_or_default();
    let title = TEXTS.words(visit.lang).t("mail-title");
    ui::html(Mailbox { page: ui::Page::new(&TEXTS, &visit, title).site("Spoina"), to, mails })
}

/// Newest first; file names are ids that rise with time.
fn read_mails(outbox: &std::path::Path, to: &str) -> Vec<Mail> {
    let mut names: Vec<String> = std::fs::read_dir(outbox)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".eml"))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    let mut mails = Vec::new();
    for name in names {
        let Ok(bytes) = std::fs::read(outbox.join(&name)) else { continue };
        let Some(message) = MessageParser::default().parse(&bytes) else { continue };
        let recipient = message
            .to()
            .and_then(|to| to.first())
            .and_then(|to| to.address())
            .unwrap_or_default()
            .to_lowercase();
        if !recipient.contains(to) {
            continue;
        }
        mails.push(Mail {
            file: name.trim_end_matches(".eml").to_owned(),
            to: recipient,
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            at: Timestamp::from_millis(message.date().map_or(0, |date| date.to_timestamp() * 1000)),
        });
        if mails.len() == SHOWN {
            break;
        }
    }
    mails
}

/// The letter as a mailbox shows it; its own inline styles are allowed here and nothing else is.
async fn letter(State(demo): State<Demo>, Path(file): Path<String>) -> Response {
    let is_name = file.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let bytes =
        if is_name { tokio::fs::read(demo.outbox.join(format!("{file}.eml"))).await.ok() } else { None };
    let message = bytes.as_deref().and_then(|bytes| MessageParser::default().parse(bytes));
    let Some(html) = message.as_ref().and_then(|message| message.body_html(0)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-top-navigation-by-user-activation allow-popups";
    (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)],
        html.into_owned(),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_iso_8601_writes_them() {
        assert_eq!(duration("PT24H"), Some(86_400_000));
        assert_eq!(duration("P7D"), Some(7 * 86_400_000));
        assert_eq!(duration("P1DT1H30M"), Some(91_800_000));
        for bad in ["", "P", "PT", "24H", "P-1D", "PT5S", "P99999999D", "P1H", "PT1D", "P500D"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_demo_speaks_both_languages() {
        let root = env!("CARGO_MANIFEST_DIR");
        ui::check_locales(
            include_str!("../../locales/pl.ftl"),
            include_str!("../../locales/en.ftl"),
            format!("{root}/templates"),
            format!("{root}/src"),
        );
    }
}
