//! Policies of a market: versions, what differs, what is wrong with a draft, and past orders through another one.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use catalog::Market;
use inventory::Places;
use kernel::{Capability, FieldError, LocationId, Money, Problem};
use orders::{DraftPolicy, Network, PolicyKind, PolicyVersion, Replayed, Service, VersionState};
use serde_json::Value;
use sourcing::Totals;
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/policies", get(async || Redirect::to("/staff/policies/sourcing")))
        .route("/staff/policies/{kind}", get(show).post(act))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    market: String,
    version: Option<i64>,
}

/// A number of the policy that has a field of its own: its place in the body, and what it is now.
struct Knob {
    pointer: &'static str,
    value: String,
}

const SOURCING: &[&str] = &[
    "/policy/weights/shipping_percent",
    "/policy/weights/handling_percent",
    "/policy/weights/distance_km",
    "/policy/weights/extra_parcel",
    "/policy/weights/late_hour",
    "/policy/constraints/max_parcels",
    "/policy/constraints/store_safety",
    "/warehouses/order",
    "/warehouses/unit",
    "/stores/order",
    "/stores/unit",
    "/stores/capacity",
];
const SERVICE: &[&str] = &[
    "/clocks/accept_minutes",
    "/clocks/pick_minutes",
    "/clocks/ready_minutes",
    "/pickup/remind_hours",
    "/pickup/max_open_unpaid",
    "/pickup/max_unpaid_value",
    "/pickup/max_no_shows",
    "/shortage/park_minutes",
    "/exceptions/late_minutes",
    "/exceptions/carrier_minutes",
];

struct Change {
    pointer: String,
    was: String,
    is: String,
}

struct Figure {
    key: &'static str,
    actual: String,
    first: String,
    second: String,
}

struct Tried {
    days: i64,
    told: Replayed,
    figures: Vec<Figure>,
    loads: Vec<(String, i64, i64, i64)>,
    chart: String,
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyPage {
    page: Page,
    shell: Shell,
    w: Words,
    kind: PolicyKind,
    market: String,
    markets: Vec<Choice>,
    versions: Vec<(PolicyVersion, String)>,
    /// The version that is shown; zero: the usual policy, which nobody saved.
    version: i64,
    state: Option<VersionState>,
    body: String,
    note: String,
    knobs: Vec<Knob>,
    changes: Vec<Change>,
    faults: Vec<FieldError>,
    tried: Option<Tried>,
    may_edit: bool,
}

impl PolicyPage {
    fn tone(&self, state: &VersionState) -> &'static str {
        match state {
            VersionState::Active => "good",
            VersionState::Draft => "info",
            VersionState::Retired => "quiet",
        }
    }
    fn field(&self, pointer: &str) -> String {
        pointer.trim_start_matches('/').replace(['/', '_'], "-")
    }
}

/// What is drawn beside the stored versions.
#[derive(Default)]
struct Shown {
    version: Option<i64>,
    /// A draft that could not be kept, as it was typed.
    typed: Option<(String, String)>,
    faults: Vec<FieldError>,
    tried: Option<Tried>,
}

async fn market_of(desk: &Desk, code: &str) -> Result<(Market, Vec<Choice>), Sorry> {
    let all = catalog::markets(&mut desk.db.read().await?).await?;
    let choices = all.iter().map(|it| Choice::new(it.code.to_string(), it.code.to_string())).collect();
    let wanted = all.iter().find(|it| it.code.as_str() == code).or(all.first()).cloned();
    Ok((wanted.ok_or_else(not_found)?, choices))
}

/// What holds while the market has not decided.
fn usual(kind: PolicyKind, market: &Market) -> Value {
    let body = match kind {
        PolicyKind::Service => serde_json::to_value(Service::default()),
        PolicyKind::Sourcing => serde_json::to_value(Network::standard(market.currency, &market.country)),
    };
    body.unwrap_or_default()
}

fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).unwrap_or_default()
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    kind: PolicyKind,
    market: &str,
    shown: Shown,
) -> Result<Response, Sorry> {
    desk.require(Capability::ManageSettings)?;
    let (market, markets) = market_of(desk, market).await?;
    let versions = orders::policy_versions(&mut desk.db.read().await?, &market.code, kind).await?;
    let active = versions.iter().find(|it| it.state == VersionState::Active);
    let usual = usual(kind, &market);
    let chosen = match shown.version {
        Some(0) => None,
        Some(number) => Some(versions.iter().find(|it| it.version == number).ok_or_else(not_found)?),
        None => active,
    };
    let body = chosen.map_or(&usual, |it| &it.body);
    let in_force = active.map_or(&usual, |it| &it.body);
    let pointers = if kind == PolicyKind::Sourcing { SOURCING } else { SERVICE };
    let knobs = pointers
        .iter()
        .map(|pointer| Knob {
            pointer,
            value: body.pointer(pointer).filter(|it| !it.is_null()).map(Value::to_string).unwrap_or_default(),
        })
        .collect();
    let actors = versions.iter().map(|it| it.saved_by.clone()).collect();
    let names = crate::actors::names_of(desk, actors).await?;
    let (typed, note) = match shown.typed {
        Some((body, note)) => (body, note),
        None => (pretty(body), String::new()),
    };
    Ok(ui::html_with(
        status,
        PolicyPage {
            page: desk.page(desk.w.t(format!("policy-{kind}"))),
            shell: desk.shell().await?,
            w: desk.w,
            kind,
            market: market.code.to_string(),
            markets,
            version: chosen.map_or(0, |it| it.version),
            state: chosen.map(|it| it.state),
            knobs,
            changes: changes(in_force, body),
            body: typed,
            note,
            faults: shown.faults,
            tried: shown.tried,
            may_edit: desk.may(Capability::ManageSettings),
            versions: versions
                .iter()
                .map(|it| (it.clone(), names.get(&it.saved_by).cloned().unwrap_or_default()))
                .collect(),
        },
    ))
}

async fn show(desk: Desk, Path(kind): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    let kind = PolicyKind::parse(&kind).ok_or_else(not_found)?;
    let shown = Shown { version: asked.version, ..Shown::default() };
    draw(&desk, StatusCode::OK, kind, &asked.market, shown).await
}

async fn act(Path(kind): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    desk.require(Capability::ManageSettings)?;
    let kind = PolicyKind::parse(&kind).ok_or_else(not_found)?;
    let (market, _) = market_of(&desk, form.value("market")).await?;
    let base: i64 = form.value("version").parse().unwrap_or(0);
    match form.value("act") {
        "activate" => {
            desk.db
                .run(&desk.actor, async |tx| {
                    let active = orders::activate_policy(tx, &market.code, kind, base).await?;
                    access::audit(tx, "policy.activated", kind.as_str(), &active.version.to_string()).await?;
                    Ok::<_, Sorry>(())
                })
                .await?;
            let to = format!("/staff/policies/{kind}?market={}", market.code);
            Ok((ui::flash(&desk.w.t("policy-did-activate"), None), Redirect::to(&to)).into_response())
        }
        "replay" => {
            let body = body_of(&desk, kind, &market, base).await?;
            let days = form.value("days").parse().unwrap_or(30).clamp(1, 366);
            let network: Network = serde_json::from_value(body).map_err(|_| not_found())?;
            let told = orders::replay(&desk.db, &market.code, &network, days).await?;
            let tried = Some(tried(&desk, told, days).await?);
            let shown = Shown { version: Some(base), tried, ..Shown::default() };
            draw(&desk, StatusCode::OK, kind, market.code.as_str(), shown).await
        }
        what => {
            let note = form.value("note").to_owned();
            let typed = match what {
                "weights" => {
                    let mut body = body_of(&desk, kind, &market, base).await?;
                    let pointers = if kind == PolicyKind::Sourcing { SOURCING } else { SERVICE };
                    pointers.iter().for_each(|pointer| turn(&mut body, pointer, form.value(pointer)));
                    pretty(&body)
                }
                _ => form.value("body").to_owned(),
            };
            save(&desk, kind, &market, base, typed, note).await
        }
    }
}

/// What a version says; zero: the usual policy.
async fn body_of(desk: &Desk, kind: PolicyKind, market: &Market, version: i64) -> Result<Value, Sorry> {
    if version == 0 {
        return Ok(usual(kind, market));
    }
    let found = orders::policy_version(&mut desk.db.read().await?, &market.code, kind, version).await?;
    Ok(found.body)
}

/// Sets one number of a body; an empty field takes it out.
fn turn(body: &mut Value, pointer: &str, text: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let Some(parent) = body.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    match text.trim() {
        "" => drop(parent.remove(name)),
        text => {
            let value = text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from);
            parent.insert(name.to_owned(), value);
        }
    }
}

async fn save(
    desk: &Desk,
    kind: PolicyKind,
    market: &Market,
    base: i64,
    typed: String,
    note: String,
) -> Result<Response, Sorry> {
    let refused = async |faults: Vec<FieldError>| {
        let typed = Some((typed.clone(), note.clone()));
        let shown = Shown { version: Some(base), typed, faults, tried: None };
        draw(desk, StatusCode::UNPROCESSABLE_ENTITY, kind, market.code.as_str(), shown).await
    };
    let body: Value = match serde_json::from_str(&typed) {
        Ok(body) => body,
        Err(error) => {
            return refused(vec![FieldError { pointer: String::new(), detail: error.to_string() }]).await;
        }
    };
    let draft = DraftPolicy { market: market.code.clone(), kind, body, note: note.clone() };
    let kept = desk
        .db
        .run(&desk.actor, async |tx| {
            let kept = orders::draft_policy(tx, draft.clone()).await?;
            access::audit(tx, "policy.drafted", kind.as_str(), &kept.version.to_string()).await?;
            Ok::<_, Problem>(kept)
        })
        .await;
    match kept {
        Ok(kept) => {
            let to = format!("/staff/policies/{kind}?market={}&version={}", market.code, kept.version);
            Ok((ui::flash(&desk.w.t("policy-did-save"), None), Redirect::to(&to)).into_response())
        }
        Err(problem) if problem.status == 422 => refused(problem.errors).await,
        Err(problem) => Err(Sorry(problem)),
    }
}

/// Leaves of a body by their pointers.
fn leaves(value: &Value, at: String, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, it)| leaves(it, format!("{at}/{name}"), into));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, it)| leaves(it, format!("{at}/{i}"), into));
        }
        Value::Null => {}
        leaf => drop(into.insert(at, leaf.to_string())),
    }
}

/// What differs from the policy in force.
fn changes(was: &Value, is: &Value) -> Vec<Change> {
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    leaves(was, String::new(), &mut before);
    leaves(is, String::new(), &mut after);
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter()
        .filter(|pointer| before.get(*pointer) != after.get(*pointer))
        .map(|pointer| Change {
            pointer: pointer.clone(),
            was: before.get(pointer).cloned().unwrap_or_default(),
            is: after.get(pointer).cloned().unwrap_or_default(),
        })
        .collect()
}

async fn tried(desk: &Desk, told: Replayed, days: i64) -> Result<Tried, Sorry> {
    let w = desk.w;
    let places: &Places = &*desk.places().await?;
    let currency = kernel::Currency::Pln;
    let money = |minor: i64| w.money(Money::new(minor, currency));
    let compare = &told.comparison;
    let all = [&compare.actual, &compare.first, &compare.second];
    let figure = |key: &'static str, of: &dyn Fn(&Totals) -> String| {
        let [actual, first, second] = all.map(of);
        Figure { key, actual, first, second }
    };
    let share = |part: i64, of: i64| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let figures = vec![
        figure("orders", &|it| w.number(it.orders)),
        figure("cost", &|it| money(it.sum.shipping + it.sum.handling)),
        figure("shipping", &|it| money(it.sum.shipping)),
        figure("handling", &|it| money(it.sum.handling)),
        figure("split", &|it| w.percent(share(it.split, it.orders))),
        figure("distance", &|it| w.distance(share(it.sum.distance_m, it.orders))),
        figure("late", &|it| w.percent(share(it.late, it.orders))),
        figure("unfillable", &|it| w.number(it.unfillable)),
    ];
    let ids: BTreeSet<LocationId> = all.iter().flat_map(|it| it.load.keys().copied()).collect();
    let load = |totals: &Totals, id: &LocationId| totals.load.get(id).map_or(0, |it| it.orders);
    let mut loads: Vec<(String, i64, i64, i64)> = ids
        .iter()
        .map(|id| {
            let name = places.get(*id).map(|it| it.location.name.clone()).unwrap_or_default();
            (name, load(all[0], id), load(all[1], id), load(all[2], id))
        })
        .collect();
    loads.sort_by_key(|it| std::cmp::Reverse(it.3.max(it.2)));
    let points: Vec<ui::chart::Point> = loads
        .iter()
        .take(10)
        .map(|(name, _, _, second)| {
            let short = name.rsplit(' ').next().unwrap_or(name);
            ui::chart::Point::new(short, *second as f64, w.number(*second))
        })
        .collect();
    let chart = ui::chart::bars(&w.t("policy-load"), &points);
    Ok(Tried { days, told, figures, loads, chart })
}
