//! The list of products.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use catalog::{Card, ProductFilter, Sort, Status};
use inventory::Filter;
use kernel::{Money, PageRequest, PriceListCode};
use ui::{Choice, Page, Shell, Words};

use crate::State as Office;
use crate::desk::Desk;
use crate::problem::Sorry;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/products", get(list))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    category: String,
    status: String,
    sort: String,
    after: String,
}

pub struct Row {
    pub card: Card,
    pub from: Option<Money>,
    pub to: Option<Money>,
    pub reduced: bool,
    pub available: i64,
}

#[derive(Template)]
#[template(path = "products.html")]
struct ProductsPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    rows: Vec<Row>,
    asked: Asked,
    categories: Vec<Choice>,
    total: Option<i64>,
    next: Option<String>,
    may_edit: bool,
    may_see_stock: bool,
}

impl ProductsPage {
    fn is_filtered(&self) -> bool {
        !(self.asked.q.is_empty() && self.asked.category.is_empty() && self.asked.status.is_empty())
    }
}

pub fn tone(status: &Status) -> &'static str {
    match status {
        Status::Published => "good",
        Status::Draft => "warn",
        Status::Archived => "quiet",
    }
}

/// The list whose prices the staff see first: that of the first channel.
pub async fn main_list(desk: &Desk) -> Result<Option<PriceListCode>, Sorry> {
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    Ok(channels.into_iter().next().map(|it| it.price_list))
}

/// All categories as choices, their place in the tree shown by dashes.
pub async fn category_choices(desk: &Desk) -> Result<Vec<Choice>, Sorry> {
    let tree = catalog::categories(&mut desk.db.read().await?).await?;
    let mut choices = Vec::new();
    let mut open: Vec<(usize, &catalog::Category)> = tree.roots().map(|it| (0, it)).collect();
    open.reverse();
    while let Some((depth, category)) = open.pop() {
        let label = format!("{}{}", "– ".repeat(depth), category.name.get(desk.lang()));
        choices.push(Choice::new(category.key.clone(), label));
        let mut below: Vec<_> = tree.children(category.id).map(|it| (depth + 1, it)).collect();
        below.reverse();
        open.extend(below);
    }
    Ok(choices)
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    let filter = ProductFilter {
        category: Some(asked.category.clone()).filter(|it| !it.is_empty()),
        search: Some(asked.q.trim().to_owned()).filter(|it| !it.is_empty()),
        status: Status::parse(&asked.status),
        sort: if asked.sort == "name" { Sort::Name } else { Sort::Best },
        ..ProductFilter::default()
    };
    let request = PageRequest {
        limit: Some(50),
        after: Some(asked.after.clone()).filter(|it| !it.is_empty()),
        count: true,
    };
    let found = catalog::products(&mut desk.db.read().await?, &filter, &request).await?;
    let variants: Vec<_> = found.items.iter().flat_map(|card| card.variants.clone()).collect();
    let prices = match main_list(&desk).await? {
        Some(list) => pricing::prices(&mut desk.db.read().await?, &list, &variants, desk.now).await?,
        None => Default::default(),
    };
    let may_see_stock = desk.may(kernel::Capability::ReadStock);
    let (cells, places) = (inventory::many(&desk.db, &variants).await?, desk.places().await?);
    let everywhere = Filter::default();
    let rows = found
        .items
        .into_iter()
        .map(|card| {
            let own = || card.variants.iter().filter_map(|id| prices.get(id));
            let available = card
                .variants
                .iter()
                .filter_map(|id| cells.get(id))
                .map(|it| it.total(&places, &everywhere))
                .sum();
            Row {
                from: own().map(|it| it.gross).min_by_key(|it| it.minor),
                to: own().map(|it| it.gross).max_by_key(|it| it.minor),
                reduced: own().any(|it| it.is_reduced()),
                available,
                card,
            }
        })
        .collect();
    let next = found.next.map(|after| {
        format!(
            "/staff/products?q={}&category={}&status={}&sort={}&after={}",
            ui::encode(&asked.q),
            ui::encode(&asked.category),
            ui::encode(&asked.status),
            ui::encode(&asked.sort),
            ui::encode(&after)
        )
    });
    Ok(ui::html(ProductsPage {
        page: desk.page(desk.w.t("nav-products")),
        shell: desk.shell().await?,
        w: desk.w,
        lang: desk.lang(),
        rows,
        categories: category_choices(&desk).await?,
        total: found.count,
        next,
        may_edit: desk.may(kernel::Capability::ManageCatalog),
        may_see_stock,
        asked,
    }))
}
