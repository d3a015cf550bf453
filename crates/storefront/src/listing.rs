//! Lists: a category or a search, narrowed and sorted by what stands in the address.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{AppendHeaders, IntoResponse, Response};
use catalog::{COLOR, Category, MediaId, SIZE};
use customers::ActivityKind;
use kernel::VariantId;
use ui::{Choice, Page, Pager, Visit, Words, encode};

use crate::frame::{Frame, json_ld};
use crate::reference::Reference;
use crate::refusal::{Refused, missing};
use crate::shelf::{Shelf, ShelfKey, Sort, Stock, Wanted, counts, narrow, span};
use crate::shopper::{Seen, Shopper};
use crate::tile::{Tile, newer_than};
use crate::{State, TEXTS};

/// A multiple of two, three and four columns.
const A_PAGE: usize = 24;
const LONGEST_QUERY: usize = 100;

#[derive(Template)]
#[template(path = "listing.html")]
struct Listing {
    page: Page,
    frame: Frame,
    list: List,
}

#[derive(Template)]
#[template(path = "listing.html", block = "results")]
struct Results {
    page: Page,
    list: List,
}

struct List {
    heading: String,
    about: String,
    /// Address and name of what lies above.
    path: Vec<(String, String)>,
    siblings: Vec<Way>,
    /// Where to look when nothing is found.
    roots: Vec<Way>,
    /// What was searched for; empty in a category.
    query: String,
    is_search: bool,
    base: String,
    tiles: Vec<Tile>,
    many: usize,
    colors: Vec<Swatch>,
    sizes: Vec<Swatch>,
    stores: Vec<Choice>,
    store: String,
    sorts: Vec<Choice>,
    sort: &'static str,
    from: String,
    to: String,
    cheapest: String,
    dearest: String,
    is_reduced: bool,
    has_reduced: bool,
    chosen: Vec<Chip>,
    clear: String,
    /// The address of this very list, without what says nothing.
    here: String,
    pager: Pager,
}

/// To another category.
struct Way {
    href: String,
    name: String,
    face: Option<MediaId>,
    is_here: bool,
}
impl Way {
    fn to(state: &State, category: &Category, lang: &str) -> Self {
        Self {
            href: href(category),
            name: category.name.get(lang).to_owned(),
            face: state.site.brand.tiles.get(&category.key).cloned(),
            is_here: false,
        }
    }
}

fn href(category: &Category) -> String {
    format!("/c/{}", category.key)
}

/// A value of a filter.
struct Swatch {
    code: String,
    name: String,
    hex: Option<String>,
    many: i64,
    is_on: bool,
}

/// A filter that is on, and the address without it.
struct Chip {
    name: String,
    href: String,
}

type Pairs = Vec<(String, String)>;

pub async fn category(
    Given(state): Given<State>,
    Path(key): Path<String>,
    Query(pairs): Query<Pairs>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let reference = state.reference().await?;
    let category = reference.tree.by_key(&key).ok_or_else(missing)?.clone();
    let lang = visit.lang.code();
    let shelf = state.shelf(ShelfKey::Category(key.clone())).await?;
    let path = reference.tree.path(category.id);
    let above = path.iter().rev().skip(1).rev();
    // The children of this category, or of the one above if it has none.
    let head = match reference.tree.children(category.id).next() {
        Some(_) => Some(category.id),
        None => category.parent,
    };
    let mut siblings = Vec::new();
    if let Some(head) = head.and_then(|head| reference.tree.get(head)) {
        let name = TEXTS.words(visit.lang).t("list-all").into_owned();
        siblings.push(Way { name, face: None, ..Way::to(&state, head, lang) });
        siblings.extend(reference.tree.children(head.id).map(|it| Way::to(&state, it, lang)));
        for way in &mut siblings {
            way.is_here = way.href == href(&category);
        }
    }
    let given = Head {
        heading: category.name.get(lang).to_owned(),
        about: category.about.get(lang).to_owned(),
        path: above.map(|it| (href(it), it.name.get(lang).to_owned())).collect(),
        siblings,
        query: String::new(),
        is_search: false,
        base: href(&category),
    };
    let description = category.about.get(lang).to_owned();
    let list = list_of(&state, &reference, &shelf, &visit, &shopper, given, &pairs).await?;
    if visit.fragment {
        return Ok(piece(&visit, list));
    }
    let mut frame = Frame::with(&state, &shopper, &visit, &reference);
    frame.meta.description = description;
    frame.meta.canonical = Some(list.base.clone());
    frame.meta.is_private = !list.chosen.is_empty();
    frame.meta.json_ld = vec![crumbs(&frame, &list)];
    let page = frame.page(&visit, list.heading.clone());
    Ok(ui::html(Listing { page, frame, list }))
}

pub async fn search(
    Given(state): Given<State>,
    Query(pairs): Query<Pairs>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let reference = state.reference().await?;
    let w = TEXTS.words(visit.lang);
    let asked = pairs.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value.trim());
    let query: String = asked.chars().filter(|c| !c.is_control()).take(LONGEST_QUERY).collect();
    // A number from a label leads straight to the thing.
    if let Some(to) = exact(&state, &query).await? {
        return Ok(axum::response::Redirect::to(&to).into_response());
    }
    let words = catalog::words(&query).join(" ");
    let key = if words.is_empty() { ShelfKey::All } else { ShelfKey::Search(words) };
    let shelf = state.shelf(key).await?;
    let heading = if query.is_empty() {
        w.t("list-everything").into_owned()
    } else {
        w.t1("list-found", "query", &query).into_owned()
    };
    let given = Head {
        heading,
        about: String::new(),
        path: Vec::new(),
        siblings: Vec::new(),
        query: query.clone(),
        is_search: true,
        base: "/search".to_owned(),
    };
    let list = list_of(&state, &reference, &shelf, &visit, &shopper, given, &pairs).await?;
    let mut response = if visit.fragment {
        piece(&visit, list)
    } else {
        let frame = Frame::with(&state, &shopper, &visit, &reference).private();
        let page = frame.page(&visit, list.heading.clone());
        ui::html(Listing { page, frame, list })
    };
    if !query.is_empty() && !visit.fragment {
        response.extensions_mut().insert(Seen { query: Some(query), ..Seen::of(ActivityKind::Search) });
    }
    Ok(response)
}

/// For htmx: the results, and the address that the browser shows from now on.
fn piece(visit: &Visit, list: List) -> Response {
    let here = AppendHeaders([("hx-push-url", list.here.clone())]);
    (here, ui::html(Results { page: Page::new(&TEXTS, visit, ""), list })).into_response()
}

/// A typed SKU or barcode.
async fn exact(state: &State, query: &str) -> Result<Option<String>, Refused> {
    if query.len() < 5 || query.contains(' ') {
        return Ok(None);
    }
    let mut q = state.db.read().await?;
    let by_sku = match kernel::Sku::new(query.to_ascii_uppercase()) {
        Some(sku) => catalog::variant_by_sku(&mut q, &sku).await.ok(),
        None => None,
    };
    let is_ean = query.bytes().all(|b| b.is_ascii_digit());
    let found = match by_sku {
        None if is_ean => catalog::variant_by_ean(&mut q, query).await.ok(),
        other => other,
    };
    let Some(variant) = found else { return Ok(None) };
    let card = catalog::variants(&mut q, &[variant.id]).await?.into_iter().next();
    Ok(card
        .filter(|card| card.is_sold())
        .map(|card| format!("/p/{}?v={}", card.product_key, encode(card.sku.as_str()))))
}

#[derive(Template)]
#[template(path = "quick.html")]
struct Quick {
    page: Page,
    query: String,
    tiles: Vec<Tile>,
    categories: Vec<(String, String)>,
}

/// What a search field shows while somebody types.
pub async fn quick(
    Given(state): Given<State>,
    Query(pairs): Query<Pairs>,
    visit: Visit,
) -> Result<Response, Refused> {
    let asked = pairs.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value.trim());
    let query: String = asked.chars().take(LONGEST_QUERY).collect();
    let words = catalog::words(&query);
    let page = Page::new(&TEXTS, &visit, "");
    if words.is_empty() {
        return Ok(ui::html(Quick { page, query, tiles: Vec::new(), categories: Vec::new() }));
    }
    let reference = state.reference().await?;
    let shelf = state.shelf(ShelfKey::Search(words.join(" "))).await?;
    let newer = newer_than(state.db.now());
    let tiles = shelf.items.iter().take(6).map(|item| Tile::of(item, &page.w, None, None, newer)).collect();
    let lang = visit.lang.code();
    let begins =
        |name: &str| catalog::words(name).iter().any(|word| words.iter().any(|it| word.starts_with(it)));
    let categories = reference.tree.all().iter().filter(|it| begins(it.name.get(lang))).take(4);
    let categories = categories.map(|it| (format!("/c/{}", it.key), it.name.get(lang).to_owned())).collect();
    Ok(ui::html(Quick { page, query, tiles, categories }))
}

struct Head {
    heading: String,
    about: String,
    path: Vec<(String, String)>,
    siblings: Vec<Way>,
    query: String,
    is_search: bool,
    base: String,
}

async fn list_of(
    state: &State,
    reference: &Reference,
    shelf: &Shelf,
    visit: &Visit,
    shopper: &Shopper,
    head: Head,
    pairs: &Pairs,
) -> Result<List, Refused> {
    let w = TEXTS.words(visit.lang);
    let wanted = wanted(pairs);
    let number = pairs.iter().find(|(name, _)| name == "page").and_then(|(_, it)| it.parse::<usize>().ok());
    let number = number.unwrap_or(1).clamp(1, 10_000);
    let narrowing: Option<Stock> = match wanted.store {
        Some(_) => {
            let all: Vec<VariantId> =
                shelf.items.iter().flat_map(|item| item.variants.iter().map(|it| it.id)).collect();
            Some(Stock::of(state, &all).await?)
        }
        None => None,
    };
    let found = narrow(shelf, &wanted, narrowing.as_ref());
    let here: Vec<_> = found.iter().skip((number - 1) * A_PAGE).take(A_PAGE).collect();
    let ids: Vec<VariantId> = here.iter().flat_map(|item| item.variants.iter().map(|it| it.id)).collect();
    let stock = Stock::of(state, &ids).await?;
    // Each thing in the first chosen colour that it has.
    let color = |item: &crate::shelf::Item| {
        let has = |code: &&String| item.card.colors.iter().any(|it| it.option.code == **code);
        wanted.colors.iter().find(has)
    };
    let newer = newer_than(state.db.now());
    let tiles = here
        .iter()
        .map(|item| Tile::of(item, &w, color(item).map(String::as_str), Some(&stock), newer))
        .collect();
    let (by_color, by_size) = counts(shelf, &wanted);
    let swatches = |axis: &str, many: &std::collections::BTreeMap<String, i64>, on: &BTreeSet<String>| {
        let choices =
            reference.attribute(axis).map(|attribute| attribute.choices.as_slice()).unwrap_or_default();
        let named =
            choices.iter().filter(|choice| many.contains_key(&choice.code) || on.contains(&choice.code));
        named
            .map(|choice| Swatch {
                code: choice.code.clone(),
                name: choice.name.get(w.lang.code()).to_owned(),
                hex: choice.hex.clone(),
                many: many.get(&choice.code).copied().unwrap_or(0),
                is_on: on.contains(&choice.code),
            })
            .collect::<Vec<_>>()
    };
    let places = inventory::places(&state.db).await?;
    let stores = crate::stores::shops(&places);
    let mut choices = vec![Choice::new("", w.t("list-any-store"))];
    let mine = shopper.store.as_deref();
    let mut stores: Vec<_> = stores.into_iter().map(|place| &place.location).collect();
    stores.sort_by_key(|location| mine != Some(location.code.as_str()));
    choices.extend(stores.iter().map(|location| Choice::new(&location.code, &location.name)));
    let store = wanted.store.clone().unwrap_or_default();
    let sorts = [Sort::Best, Sort::Cheap, Sort::Dear, Sort::Name];
    let word = |sort: Sort| match sort {
        Sort::Best if head.is_search && !head.query.is_empty() => w.t("sort-match"),
        Sort::Best => w.t("sort-newest"),
        Sort::Cheap => w.t("sort-cheap"),
        Sort::Dear => w.t("sort-dear"),
        Sort::Name => w.t("sort-name"),
    };
    let link = Link { base: &head.base, query: &head.query };
    let chosen = chips(&link, &wanted, reference, &stores, &w);
    let units = |minor: i64| (minor / 100).to_string();
    let (cheapest, dearest) = span(shelf)
        .map_or((String::new(), String::new()), |(low, high)| (units(low.minor), units(high.minor + 99)));
    let pager = Pager::new(number as i64, A_PAGE as i64, found.len() as i64, |n| link.to(&wanted, n));
    Ok(List {
        tiles,
        many: found.len(),
        colors: swatches(COLOR, &by_color, &wanted.colors),
        sizes: swatches(SIZE, &by_size, &wanted.sizes),
        stores: choices,
        store,
        sorts: sorts.into_iter().map(|sort| Choice::new(sort.as_str(), word(sort))).collect(),
        sort: wanted.sort.as_str(),
        from: wanted.from.map(units).unwrap_or_default(),
        to: wanted.to.map(units).unwrap_or_default(),
        cheapest,
        dearest,
        is_reduced: wanted.is_reduced,
        has_reduced: shelf.items.iter().any(|item| item.is_reduced()),
        chosen,
        here: link.to(&wanted, number as i64),
        clear: link.to(&Wanted { sort: wanted.sort, ..Wanted::default() }, 1),
        pager,
        heading: head.heading,
        about: head.about,
        path: head.path,
        siblings: head.siblings,
        roots: reference.roots().map(|it| Way::to(state, it, visit.lang.code())).collect(),
        query: head.query.clone(),
        is_search: head.is_search,
        base: head.base.clone(),
    })
}

/// Reads `color=…&size=…&from=…&to=…&store=…&sale=1&sort=…`; what it does not understand it leaves out.
fn wanted(pairs: &Pairs) -> Wanted {
    let mut wanted = Wanted::default();
    for (name, value) in pairs.iter().map(|(name, value)| (name.as_str(), value.trim())) {
        let money = || {
            value.parse::<i64>().ok().filter(|units| (0..10_000_000).contains(units)).map(|units| units * 100)
        };
        match name {
            _ if value.is_empty() => {}
            "color" => wanted.colors.extend([value.to_owned()]),
            "size" => wanted.sizes.extend([value.to_owned()]),
            "from" => wanted.from = money(),
            "to" => wanted.to = money(),
            "store" => wanted.store = Some(value.to_owned()),
            "sale" => wanted.is_reduced = true,
            "sort" => wanted.sort = Sort::parse(value).unwrap_or_default(),
            _ => {}
        }
    }
    wanted
}

struct Link<'a> {
    base: &'a str,
    query: &'a str,
}
impl Link<'_> {
    fn to(&self, wanted: &Wanted, page: i64) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if !self.query.is_empty() {
            pairs.push(("q", self.query.to_owned()));
        }
        pairs.extend(wanted.colors.iter().map(|it| ("color", it.clone())));
        pairs.extend(wanted.sizes.iter().map(|it| ("size", it.clone())));
        pairs.extend(wanted.from.map(|it| ("from", (it / 100).to_string())));
        pairs.extend(wanted.to.map(|it| ("to", (it / 100).to_string())));
        pairs.extend(wanted.store.iter().map(|it| ("store", it.clone())));
        pairs.extend(wanted.is_reduced.then(|| ("sale", "1".to_owned())));
        pairs.extend((wanted.sort != Sort::Best).then(|| ("sort", wanted.sort.as_str().to_owned())));
        pairs.extend((page > 1).then(|| ("page", page.to_string())));
        let text: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if text.is_empty() { self.base.to_owned() } else { format!("{}?{}", self.base, text.join("&")) }
    }
}

fn chips(
    link: &Link<'_>,
    wanted: &Wanted,
    reference: &Reference,
    stores: &[&inventory::Location],
    w: &Words,
) -> Vec<Chip> {
    let without = |change: &dyn Fn(&mut Wanted)| {
        let mut other = wanted.clone();
        change(&mut other);
        link.to(&other, 1)
    };
    let name = |axis: &str, code: &str| {
        let choice = reference.attribute(axis).and_then(|attribute| attribute.choice(code));
        choice.map_or_else(|| code.to_owned(), |choice| choice.name.get(w.lang.code()).to_owned())
    };
    let mut chips = Vec::new();
    for code in &wanted.colors {
        chips.push(Chip {
            name: name(COLOR, code),
            href: without(&|it| it.colors.retain(|other| other != code)),
        });
    }
    for code in &wanted.sizes {
        let label = w.t1("list-size", "size", name(SIZE, code)).into_owned();
        chips.push(Chip { name: label, href: without(&|it| it.sizes.retain(|other| other != code)) });
    }
    if wanted.from.is_some() || wanted.to.is_some() {
        let units =
            |minor: Option<i64>| minor.map_or_else(|| "…".to_owned(), |minor| (minor / 100).to_string());
        let label = format!("{}–{}", units(wanted.from), units(wanted.to));
        let href = without(&|it| (it.from, it.to) = (None, None));
        chips.push(Chip { name: w.t1("list-price-span", "span", label).into_owned(), href });
    }
    if let Some(code) = &wanted.store {
        let store = stores.iter().find(|location| &location.code == code);
        let label = store.map_or_else(|| code.clone(), |location| location.name.clone());
        chips.push(Chip {
            name: w.t1("list-in-store", "store", label).into_owned(),
            href: without(&|it| it.store = None),
        });
    }
    if wanted.is_reduced {
        chips.push(Chip {
            name: w.t("list-reduced").into_owned(),
            href: without(&|it| it.is_reduced = false),
        });
    }
    chips
}

fn crumbs(frame: &Frame, list: &List) -> String {
    let all = list.path.iter().cloned().chain([(list.base.clone(), list.heading.clone())]);
    let items: Vec<_> = all
        .enumerate()
        .map(|(place, (href, name))| {
            serde_json::json!({
                "@type": "ListItem", "position": place + 1, "name": name, "item": frame.absolute(&href)
            })
        })
        .collect();
    json_ld(serde_json::json!({
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items
    }))
}
