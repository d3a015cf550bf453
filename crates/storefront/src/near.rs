//! In stores near you: what lies where, nearest first, live.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use inventory::{Capability, VariantCells};
use kernel::{Problem, VariantId};
use ui::{Lang, Page, Visit, Words};

use crate::product::{Known, Picked};
use crate::shopper::Shopper;
use crate::stores::{StoreLine, by_distance, line, pin};
use crate::{State, TEXTS};

/// Shown at first; the others unfold.
const SHOWN: usize = 5;
/// From here on a number only worries.
pub const FEW: i64 = 3;

pub struct NearList {
    pub sku: Option<String>,
    pub lines: Vec<NearLine>,
    pub more: Vec<NearLine>,
    pub many: usize,
    pub pins: String,
    /// Whether a parcel can leave from somewhere.
    pub ships: bool,
}

pub struct NearLine {
    pub store: StoreLine,
    pub tone: &'static str,
    pub text: String,
    pub available: i64,
    pub number: usize,
}

/// The stock of the picked variant, or of all sizes of the picked colour.
pub async fn near(
    state: &State,
    known: &Known,
    picked: &Picked,
    shopper: &Shopper,
    lang: Lang,
) -> Result<NearList, Problem> {
    let w = TEXTS.words(lang);
    let asked = picked.asked(known);
    let ids: Vec<VariantId> = asked.iter().map(|(id, _)| *id).collect();
    let cells = inventory::many(&state.db, &ids).await?;
    let places = inventory::places(&state.db).await?;
    let now = state.db.now();
    let mut lines = Vec::new();
    let mut pins = Vec::new();
    let mut sorted = by_distance(&places, shopper.place.as_ref());
    sorted.retain(|(place, _)| place.location.can(Capability::Pickup));
    if shopper.place.is_none() {
        let lies = |place: &inventory::Place| -> i64 {
            ids.iter().filter_map(|id| cells.get(id)).map(|cells| cells.at(place).max(0)).sum()
        };
        sorted.sort_by_key(|(place, _)| std::cmp::Reverse((lies(place) > 0, lies(place).min(FEW + 1))));
    }
    if let Some(mine) = &shopper.store {
        sorted.sort_by_key(|(place, _)| &place.location.code != mine);
    }
    for (number, (place, distance)) in sorted.into_iter().enumerate() {
        let (tone, text, available) = told(&asked, &cells, place, picked.is_exact(), &w);
        let short = if available > 0 { available.min(99).to_string() } else { String::new() };
        pins.extend(pin(&place.location, &short, if available > 0 { "good" } else { "ink" }, &text));
        let store = line(place, distance, now, shopper.store.as_deref(), &w);
        lines.push(NearLine { store, tone, text, available, number });
    }
    let many = lines.iter().filter(|line| line.available > 0).count();
    let more = lines.split_off(lines.len().min(SHOWN));
    let ships = state.provider.is_some()
        && places.iter().any(|place| {
            place.location.can(Capability::Ship)
                && ids.iter().filter_map(|id| cells.get(id)).any(|cells| cells.at(place) > 0)
        });
    let pins = serde_json::Value::from(pins).to_string();
    Ok(NearList { sku: picked.sku(known), lines, more, many, pins, ships })
}

fn told(
    asked: &[(VariantId, String)],
    cells: &HashMap<VariantId, Arc<VariantCells>>,
    place: &inventory::Place,
    is_exact: bool,
    w: &Words,
) -> (&'static str, String, i64) {
    let at = |id: &VariantId| cells.get(id).map_or(0, |cells| cells.at(place).max(0));
    let available: i64 = asked.iter().map(|(id, _)| at(id)).sum();
    if available == 0 {
        return ("quiet", w.t("near-none").into_owned(), 0);
    }
    if !is_exact {
        let sizes: Vec<&str> =
            asked.iter().filter(|(id, _)| at(id) > 0).map(|(_, size)| size.as_str()).collect();
        return ("good", w.t1("near-sizes", "sizes", sizes.join(", ")).into_owned(), available);
    }
    if available <= FEW {
        return ("warn", w.n("near-few", available).into_owned(), available);
    }
    ("good", w.t("near-many").into_owned(), available)
}

#[derive(Template)]
#[template(path = "near.html")]
pub struct NearFragment {
    pub page: Page,
    pub near: NearList,
}

/// The list as a piece of HTML, for the live stream.
pub async fn rendered(
    state: &State,
    known: &Known,
    picked: &Picked,
    shopper: &Shopper,
    visit: &Visit,
) -> Result<String, Problem> {
    let near = near(state, known, picked, shopper, visit.lang).await?;
    let page = Page::new(&TEXTS, visit, "").csrf(shopper.csrf.clone());
    let fragment = NearFragment { page, near };
    fragment.render().map_err(|error| {
        tracing::error!(%error, "a template failed");
        Problem::new(500, "kernel/internal", "Something went wrong on our side")
    })
}
