//! What can be sold: products as tiles, their variants with price and stock here, and where else a variant lies.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State as Of};
use axum::routing::get;
use axum::{Json, Router};
use catalog::{MediaId, ProductFilter, Status, TaxClass, VariantCard};
use inventory::{Filter, Kind};
use kernel::{Capability, LocationId, PageRequest, ProductId, Sku, VariantId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::State;
use crate::refusal::Refusal;
use crate::till::Till;

pub fn routes() -> Router<State> {
    Router::new()
        .route("/pos/api/goods", get(list))
        .route("/pos/api/goods/{variant}", get(one))
        .route("/pos/api/items", get(some))
        .route("/pos/api/categories", get(categories))
        .route("/pos/api/stock/{variant}", get(stock))
}

/// A variant as the cart and the tiles show it. Amounts are in the smallest unit of the market's currency.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    pub id: VariantId,
    pub sku: Sku,
    pub ean: Option<String>,
    pub product: ProductId,
    pub name: String,
    /// `M, granatowy`
    pub options: String,
    pub values: Vec<ValueBody>,
    pub picture: Option<MediaId>,
    /// None: not for sale in this channel.
    pub price: Option<i64>,
    pub rate_bp: i64,
    /// The letter of the tax rate on Polish receipts.
    pub letter: char,
    /// What may be promised here.
    pub here: i64,
    pub sold: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct ValueBody {
    axis: String,
    code: String,
    label: String,
    name: String,
    hex: Option<String>,
}

#[derive(Serialize)]
pub struct Group {
    product: ProductId,
    name: String,
    picture: Option<MediaId>,
    from: Option<i64>,
    to: Option<i64>,
    here: i64,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Groups {
    groups: Vec<Group>,
    next: Option<String>,
}

/// Prices, rates and stock for these variants, in their order.
pub async fn items(till: &Till, cards: Vec<VariantCard>) -> Result<Vec<Item>, Refusal> {
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<VariantId> = cards.iter().map(|card| card.variant).collect();
    let (channel, market) = till.trade().await?;
    let (prices, rates) = {
        let mut q = till.db.read().await?;
        let prices = pricing::prices(&mut q, &channel.price_list, &ids, till.now).await?;
        (prices, pricing::tax_rates(&mut q, &market.country, till.now).await?)
    };
    let (cells, places) = (inventory::many(&till.db, &ids).await?, till.places().await?);
    let here = places.get(till.here);
    let lang = till.lang();
    let mut items = Vec::with_capacity(cards.len());
    for card in cards {
        let available = here.zip(cells.get(&card.variant)).map_or(0, |(place, cells)| cells.at(place));
        let value = |it: &catalog::NamedOption| ValueBody {
            axis: it.axis.clone(),
            code: it.code.clone(),
            label: it.label.get(lang).to_owned(),
            name: it.name.get(lang).to_owned(),
            hex: it.hex.clone(),
        };
        items.push(Item {
            id: card.variant,
            ean: card.ean.as_ref().map(|it| it.as_str().to_owned()),
            product: card.product,
            name: card.name.get(lang).to_owned(),
            options: card.options_text(lang),
            values: card.options.iter().map(value).collect(),
            price: prices.get(&card.variant).map(|it| it.gross.minor),
            rate_bp: rates.rate_bp(card.tax_class)?,
            letter: letter(card.tax_class),
            here: available,
            sold: card.is_sold(),
            picture: card.picture,
            sku: card.sku,
        });
    }
    Ok(items)
}

/// As cash registers print them.
pub fn letter(class: TaxClass) -> char {
    match class {
        TaxClass::Standard => 'A',
        TaxClass::Reduced => 'B',
        TaxClass::SuperReduced => 'C',
        TaxClass::Zero => 'D',
        TaxClass::Exempt => 'E',
    }
}

/// Variants of one product together, products in the order of their first variant.
fn grouped(items: Vec<Item>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = BTreeMap::<ProductId, usize>::new();
    for item in items.into_iter().filter(|item| item.sold) {
        let place = *at.entry(item.product).or_insert_with(|| {
            groups.push(Group {
                product: item.product,
                name: item.name.clone(),
                picture: item.picture.clone(),
                from: None,
                to: None,
                here: 0,
                items: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.from = group.from.into_iter().chain(item.price).min();
        group.to = group.to.into_iter().chain(item.price).max();
        group.here += item.here.max(0);
        group.items.push(item);
    }
    groups
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    category: Option<String>,
    after: Option<String>,
}

const TILES: i64 = 24;
const MOST_FOUND: i64 = 160;

/// `?q=kurtka granat m` searches; without words the assortment by pages, `?category=` narrows it.
async fn list(till: Till, Query(wanted): Query<Wanted>) -> Result<Json<Groups>, Refusal> {
    let words: String = wanted.q.trim().chars().take(100).collect();
    if !words.is_empty() {
        let found = catalog::search_variants(&mut till.db.read().await?, &words, MOST_FOUND).await?;
        let groups = grouped(items(&till, found).await?);
        return Ok(Json(Groups { groups, next: None }));
    }
    let filter = ProductFilter {
        category: wanted.category.filter(|it| !it.is_empty()),
        status: Some(Status::Published),
        ..ProductFilter::default()
    };
    let request = PageRequest { limit: Some(TILES), after: wanted.after, count: false };
    let (page, cards) = {
        let mut q = till.db.read().await?;
        let page = catalog::products(&mut q, &filter, &request).await?;
        let ids: Vec<VariantId> = page.items.iter().flat_map(|card| card.variants.iter().copied()).collect();
        let cards = catalog::variants(&mut q, &ids).await?;
        (page, cards)
    };
    let mut groups = grouped(items(&till, cards).await?);
    let order: BTreeMap<ProductId, usize> =
        page.items.iter().enumerate().map(|(place, card)| (card.product, place)).collect();
    groups.sort_by_key(|group| order.get(&group.product).copied());
    for group in &mut groups {
        let card = order.get(&group.product).map(|place| &page.items[*place]);
        group.picture = card.and_then(|it| it.picture.clone()).or(group.picture.take());
    }
    Ok(Json(Groups { groups, next: page.next }))
}

async fn one(till: Till, Path(variant): Path<VariantId>) -> Result<Json<Groups>, Refusal> {
    let cards = {
        let mut q = till.db.read().await?;
        let product = catalog::variant(&mut q, variant).await?.product;
        let page = catalog::product_page(&mut q, product).await?;
        let ids: Vec<VariantId> = page.variants.iter().map(|it| it.id).collect();
        catalog::variants(&mut q, &ids).await?
    };
    Ok(Json(Groups { groups: grouped(items(&till, cards).await?), next: None }))
}

#[derive(Deserialize)]
struct Ids {
    #[serde(default)]
    ids: String,
}

/// `?ids=variant_…,variant_…`: as they cost and lie now; a cart asks when its prices were refused.
async fn some(till: Till, Query(wanted): Query<Ids>) -> Result<Json<Vec<Item>>, Refusal> {
    let ids: Vec<VariantId> = wanted.ids.split(',').filter_map(|id| id.parse().ok()).take(200).collect();
    let cards = catalog::variants(&mut till.db.read().await?, &ids).await?;
    Ok(Json(items(&till, cards).await?))
}

async fn categories(till: Till) -> Result<Json<Vec<Value>>, Refusal> {
    let tree = catalog::categories(&mut till.db.read().await?).await?;
    // A single root says nothing: its children do.
    let roots: Vec<_> = tree.roots().collect();
    let shown: Vec<_> = match roots.as_slice() {
        [only] if tree.children(only.id).next().is_some() => tree.children(only.id).collect(),
        _ => roots,
    };
    let body = |it: &&catalog::Category| json!({ "key": it.key, "name": it.name.get(till.lang()) });
    Ok(Json(shown.iter().map(body).collect()))
}

#[derive(Serialize)]
struct Elsewhere {
    place: LocationId,
    name: String,
    city: String,
    street: String,
    kind: &'static str,
    phone: Option<String>,
    available: i64,
    distance_m: Option<f64>,
}

#[derive(Serialize)]
struct StockBody {
    item: Option<Item>,
    here: i64,
    total: i64,
    /// The warehouse first, then stores, the nearest first.
    places: Vec<Elsewhere>,
}

async fn stock(
    Of(_): Of<State>,
    till: Till,
    Path(variant): Path<VariantId>,
) -> Result<Json<StockBody>, Refusal> {
    till.require(Capability::ReadStock, till.here)?;
    let cards = catalog::variants(&mut till.db.read().await?, &[variant]).await?;
    let item = items(&till, cards).await?.pop();
    let (places, cells) = (till.places().await?, inventory::available(&till.db, variant).await?);
    let point = places.get(till.here).and_then(|it| it.location.point);
    let mut rows: Vec<Elsewhere> = cells
        .rows(&places, &Filter::all())
        .filter(|(place, _)| place.location.id != till.here && place.location.kind != Kind::Transit)
        .map(|(place, available)| {
            let it = &place.location;
            Elsewhere {
                place: it.id,
                name: it.name.clone(),
                city: it.address.city.clone(),
                street: it.address.street.clone(),
                kind: it.kind.as_str(),
                phone: it.phone.clone(),
                available,
                distance_m: point.zip(it.point).map(|(here, there)| here.distance_m(there).round()),
            }
        })
        .collect();
    let far = |it: &Elsewhere| it.distance_m.unwrap_or(f64::MAX);
    rows.sort_by(|a, b| {
        let key = |it: &Elsewhere| (it.kind == "store", it.available <= 0);
        key(a).cmp(&key(b)).then(far(a).total_cmp(&far(b)))
    });
    let total = cells.total(&places, &Filter::all());
    let here = places.get(till.here).map_or(0, |place| cells.at(place));
    Ok(Json(StockBody { item, here, total, places: rows }))
}
