//! The first page: the brand, what is new, where to go.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State as Given;
use axum::response::Response;
use catalog::MediaId;
use kernel::{Problem, ProductId, VariantId};
use ui::{Page, Visit};

use crate::frame::{Frame, json_ld};
use crate::refusal::Refused;
use crate::shelf::{ShelfKey, Stock};
use crate::shopper::Shopper;
use crate::tile::{Tile, newer_than};
use crate::{State, TEXTS};

const SHOWN: usize = 8;
/// Large tiles at the top; the rest of the categories are smaller.
const LARGE: usize = 3;

/// Which products stand on the first page; the words for them depend on the reader.
pub struct Content {
    new: Vec<ProductId>,
    reduced: Vec<ProductId>,
    /// A picture for each root category that has goods.
    faces: Vec<(String, Option<MediaId>, usize)>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    frame: Frame,
    new: Vec<Tile>,
    reduced: Vec<Tile>,
    large: Vec<Face>,
    small: Vec<Face>,
    cities: Vec<(String, String)>,
    stores: usize,
}

struct Face {
    href: String,
    name: String,
    about: String,
    picture: Option<MediaId>,
    /// Drawn for this tile, edge to edge; otherwise it is a product.
    is_scene: bool,
}

pub async fn home(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    let reference = state.reference().await?;
    let content = content(&state).await?;
    let all = state.shelf(ShelfKey::All).await?;
    let w = TEXTS.words(visit.lang);
    let lang = visit.lang.code();
    let items = |ids: &[ProductId]| -> Vec<_> {
        ids.iter().filter_map(|id| all.items.iter().find(|item| item.card.product == *id)).collect()
    };
    let (new, reduced) = (items(&content.new), items(&content.reduced));
    let ids: Vec<VariantId> =
        new.iter().chain(&reduced).flat_map(|item| item.variants.iter().map(|it| it.id)).collect();
    let stock = Stock::of(&state, &ids).await?;
    let newer = newer_than(state.db.now());
    let tiles = |items: Vec<&crate::shelf::Item>| -> Vec<Tile> {
        items.into_iter().map(|item| Tile::of(item, &w, None, Some(&stock), newer)).collect()
    };
    let faces = content.faces.iter().filter_map(|(key, picture, _)| {
        let category = reference.tree.by_key(key)?;
        let own = state.site.brand.tiles.get(key);
        Some(Face {
            href: format!("/c/{key}"),
            name: category.name.get(lang).to_owned(),
            about: category.about.get(lang).to_owned(),
            picture: own.cloned().or_else(|| picture.clone()),
            is_scene: own.is_some(),
        })
    });
    let mut large: Vec<Face> = faces.collect();
    let small = large.split_off(large.len().min(LARGE));
    let places = inventory::places(&state.db).await?;
    let shops = crate::stores::shops(&places);
    let mut cities: Vec<(String, String)> = Vec::new();
    for place in &shops {
        if cities.iter().all(|(city, _)| *city != place.location.address.city) {
            cities.push((place.location.address.city.clone(), place.location.code.clone()));
        }
    }
    let mut frame = Frame::with(&state, &shopper, &visit, &reference);
    frame.meta.description = frame.about().to_owned();
    frame.meta.canonical = Some("/".to_owned());
    frame.meta.image = state.site.brand.hero.clone();
    frame.meta.json_ld = vec![json_ld(serde_json::json!({
        "@context": "https://schema.org", "@type": "WebSite", "name": state.site.name,
        "url": frame.absolute("/"),
        "potentialAction": {
            "@type": "SearchAction", "target": frame.absolute("/search?q={search_term_string}"),
            "query-input": "required name=search_term_string"
        }
    }))];
    let title =
        if frame.claim().is_empty() { w.t("home-title").into_owned() } else { frame.claim().to_owned() };
    let page = frame.page(&visit, title);
    let (new, reduced, stores) = (tiles(new), tiles(reduced), shops.len());
    Ok(ui::html(Home { page, frame, new, reduced, large, small, cities, stores }))
}

/// The newest of each department in turn, so that the first page shows the breadth of the shop.
async fn content(state: &State) -> Result<Arc<Content>, Problem> {
    if let Some(kept) = state.memory.home.get(&()) {
        return Ok(kept);
    }
    let epoch = state.memory.epoch();
    let reference = state.reference().await?;
    let mut shelves = Vec::new();
    for root in reference.roots() {
        shelves.push((root, state.shelf(ShelfKey::Category(root.key.clone())).await?));
    }
    let mut taken: BTreeSet<ProductId> = BTreeSet::new();
    let (mut new, mut faces) = (Vec::new(), Vec::new());
    for (root, shelf) in &shelves {
        if let Some(first) =
            shelf.items.iter().find(|item| item.card.picture.is_some()).or(shelf.items.first())
        {
            faces.push((root.key.clone(), first.card.picture.clone(), shelf.items.len()));
        }
    }
    let most = shelves.iter().map(|(_, shelf)| shelf.items.len()).max().unwrap_or(0);
    'full: for round in 0..most {
        for (_, shelf) in &shelves {
            let next = shelf.items.iter().filter(|item| !item.is_reduced()).nth(round);
            if let Some(item) = next.filter(|item| taken.insert(item.card.product)) {
                new.push(item.card.product);
                if new.len() == SHOWN {
                    break 'full;
                }
            }
        }
    }
    let all = state.shelf(ShelfKey::All).await?;
    if new.is_empty() {
        new = all.items.iter().take(SHOWN).map(|item| item.card.product).collect();
    }
    let lowered = all.items.iter().filter(|item| item.is_reduced()).map(|item| item.card.product);
    let reduced = lowered.filter(|id| !new.contains(id)).take(4).collect();
    Ok(state.memory.keep(&state.memory.home, (), epoch, Content { new, reduced, faces }))
}
