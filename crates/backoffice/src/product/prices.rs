//! What a product costs, did and will, list by list.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Capability, Money, PriceListCode, Problem, Timestamp, VariantId};
use pricing::{PricePoint, SetPrice};
use ui::{Choice, Form, Page, Shell, Words};

use crate::actors::names_of;
use crate::desk::{Desk, Posted};
use crate::problem::Sorry;
use crate::products::main_list;
use crate::typing;

struct PriceRow {
    variant: VariantId,
    sku: String,
    options: String,
    price: Option<pricing::Price>,
    planned: Vec<PricePoint>,
    history: Vec<PricePoint>,
}

#[derive(Template)]
#[template(path = "product_prices.html")]
struct PricesPage {
    page: Page,
    shell: Shell,
    w: Words,
    product: String,
    key: String,
    rows: Vec<PriceRow>,
    list: Option<PriceListCode>,
    lists: Vec<Choice>,
    form: Form,
    names: BTreeMap<String, String>,
    may_edit: bool,
}

impl PricesPage {
    fn who<'a>(&'a self, actor: &'a str) -> &'a str {
        self.names.get(actor).map_or(actor, String::as_str)
    }
    /// An amount as it stands in an input.
    fn typed(&self, money: &Money) -> String {
        typing::amount(*money, self.w.lang)
    }
}

#[derive(serde::Deserialize)]
pub struct ListAsked {
    #[serde(default)]
    list: String,
}

async fn draw(desk: &Desk, status: StatusCode, key: &str, list: &str, form: Form) -> Result<Response, Sorry> {
    let known = catalog::product_by_key(&mut desk.db.read().await?, key).await?;
    let lists = pricing::lists(&mut desk.db.read().await?).await?;
    let list = match lists.iter().find(|it| it.code.as_str() == list) {
        Some(it) => Some(it.code.clone()),
        None => main_list(desk).await?.filter(|main| lists.iter().any(|it| it.code == *main)),
    };
    let ids: Vec<VariantId> = known.variants.iter().map(|it| it.id).collect();
    let mut rows = Vec::new();
    if let Some(list) = &list {
        let prices = pricing::prices(&mut desk.db.read().await?, list, &ids, desk.now).await?;
        for variant in &known.variants {
            let mut history = pricing::history(&mut desk.db.read().await?, variant.id, list).await?;
            history.reverse();
            let planned = history.iter().filter(|it| it.valid_from > desk.now).cloned().collect();
            let options = known.options(variant);
            rows.push(PriceRow {
                variant: variant.id,
                sku: variant.sku.to_string(),
                options: options.iter().map(|it| it.name.get(desk.lang())).collect::<Vec<_>>().join(", "),
                price: prices.get(&variant.id).copied(),
                planned,
                history,
            });
        }
    }
    let names =
        names_of(desk, rows.iter().flat_map(|row| &row.history).map(|it| it.actor.clone()).collect()).await?;
    let name = known.product.name().get(desk.lang()).to_owned();
    Ok(ui::html_with(
        status,
        PricesPage {
            page: desk.page(format!("{} · {name}", desk.w.t("product-tab-prices"))),
            shell: desk.shell().await?,
            w: desk.w,
            product: name,
            key: key.to_owned(),
            rows,
            list,
            lists: lists
                .iter()
                .map(|it| Choice::new(it.code.to_string(), format!("{} ({})", it.code, it.currency.as_str())))
                .collect(),
            form,
            names,
            may_edit: desk.may(Capability::ManagePrices),
        },
    ))
}

pub async fn show(
    desk: Desk,
    Path(key): Path<String>,
    Query(asked): Query<ListAsked>,
) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, &key, &asked.list, Form::default()).await
}

pub async fn set(Path(key): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, pairs } = posted;
    let list_code = form.value("list").to_owned();
    let Some(list) = PriceListCode::new(list_code.as_str()) else { return Err(crate::problem::not_found()) };
    let currency = pricing::list(&mut desk.db.read().await?, &list).await?.currency;
    let valid_from: Option<Timestamp> = match form.text("from") {
        None => None,
        Some(text) => {
            let at = typing::moment(text, ui::WARSAW);
            if at.is_none() {
                form.fail("from", desk.w.t("prices-moment-wrong"));
            }
            at
        }
    };
    let mut wanted = Vec::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let Some(variant) = name.strip_prefix("gross.").and_then(|id| id.parse::<VariantId>().ok()) else {
            continue;
        };
        match typing::money(value, currency) {
            Some(gross) => wanted.push(SetPrice { list: list.clone(), variant, gross, valid_from }),
            None => form.fail(name, desk.w.t("prices-wrong")),
        }
    }
    if !form.is_fine() {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, &key, &list_code, form).await;
    }
    // All or none: half a sale is no sale.
    let set = desk
        .db
        .run(&desk.actor, async |tx| {
            let mut changed = 0;
            for answer in pricing::set_prices(tx, wanted.clone()).await? {
                changed += i64::from(answer?);
            }
            Ok::<i64, pricing::Error>(changed)
        })
        .await;
    match set {
        Ok(changed) => {
            let text = if changed == 0 { desk.w.t("prices-same") } else { desk.w.n("prices-saved", changed) };
            let to = format!("/staff/products/{key}/prices?list={}", ui::encode(&list_code));
            Ok((ui::flash(&text, None), Redirect::to(&to)).into_response())
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            form.fail("", crate::problem::words(desk.w, &problem));
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, &key, &list_code, form).await
        }
    }
}
