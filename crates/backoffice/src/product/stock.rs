//! Where a product lies: its variants against the places.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use inventory::Kind;
use kernel::{Capability, PageRequest};
use ui::{Page, Shell, Words};

use crate::desk::Desk;
use crate::problem::Sorry;

struct StockRow {
    name: String,
    code: String,
    cells: Vec<Option<i64>>,
    total: i64,
}

#[derive(Template)]
#[template(path = "product_stock.html")]
struct StockPage {
    page: Page,
    shell: Shell,
    w: Words,
    product: String,
    key: String,
    variants: Vec<(String, String)>,
    rows: Vec<StockRow>,
    totals: Vec<i64>,
}

pub async fn show(desk: Desk, Path(key): Path<String>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let known = catalog::product_by_key(&mut desk.db.read().await?, &key).await?;
    let places = desk.places().await?;
    let mut rows: Vec<StockRow> = Vec::new();
    let mut by_place: BTreeMap<kernel::LocationId, Vec<Option<i64>>> = BTreeMap::new();
    for (column, variant) in known.variants.iter().enumerate() {
        let filter = inventory::StockFilter { variant: Some(variant.id), ..Default::default() };
        let stock = inventory::stock(&mut desk.db.read().await?, &filter, &PageRequest::first(200)).await?;
        for row in stock.items {
            let cells = by_place.entry(row.location).or_insert_with(|| vec![None; known.variants.len()]);
            cells[column] = Some(row.available());
        }
    }
    for (id, cells) in by_place {
        let Some(place) = places.get(id) else { continue };
        let total = cells.iter().flatten().sum();
        rows.push(StockRow {
            name: place.location.name.clone(),
            code: place.location.code.clone(),
            cells,
            total,
        });
    }
    let kind = |code: &str| places.by_code(code).is_none_or(|it| it.location.kind != Kind::Warehouse);
    rows.sort_by_key(|it| (kind(&it.code), catalog::fold(&it.name)));
    let totals = (0..known.variants.len())
        .map(|column| rows.iter().filter_map(|row| row.cells.get(column).copied().flatten()).sum())
        .collect();
    let name = known.product.name().get(desk.lang()).to_owned();
    let variants = known
        .variants
        .iter()
        .map(|it| {
            let options = known.options(it);
            let words = options.iter().map(|it| it.name.get(desk.lang())).collect::<Vec<_>>().join(", ");
            (it.sku.to_string(), if words.is_empty() { it.sku.to_string() } else { words })
        })
        .collect();
    Ok(ui::html(StockPage {
        page: desk.page(format!("{} · {name}", desk.w.t("product-tab-stock"))),
        shell: desk.shell().await?,
        w: desk.w,
        product: name,
        key,
        variants,
        rows,
        totals,
    }))
}
