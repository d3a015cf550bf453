//! The page on which a product is made and changed, and its saving.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use catalog::{Attribute, ProductPage, Status};
use kernel::{Capability, Problem};
use ui::{Choice, Form, Page, Shell, Words};

use super::media::{self, PictureRow};
use super::texts::{FIELDS, LANGS};
use super::variants::{self, VariantRow, in_row};
use super::wish::{Difference, differences, filled, wanted};
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, refuse};
use crate::products::category_choices;

#[derive(Template)]
#[template(path = "product.html")]
struct EditPage {
    page: Page,
    shell: Shell,
    w: Words,
    lang: &'static str,
    /// `None` for a product that is not there yet.
    known: Option<ProductPage>,
    form: Form,
    variants: Vec<VariantRow>,
    pictures: Vec<PictureRow>,
    axes: Vec<Attribute>,
    brands: Vec<Choice>,
    categories: Vec<Choice>,
    chosen: Vec<String>,
    colours: Vec<Choice>,
    attributes: Vec<(String, String)>,
    differences: Option<Vec<Difference>>,
    may_edit: bool,
    public_url: String,
}

impl EditPage {
    fn key(&self) -> &str {
        self.known.as_ref().map_or("", |it| it.product.key.as_str())
    }
    fn has(&self, category: &str) -> bool {
        self.chosen.iter().any(|it| it == category)
    }
    fn fields(&self) -> [(&'static str, &'static str); 8] {
        FIELDS
    }
    fn langs(&self) -> [&'static str; 2] {
        LANGS
    }
}

pub async fn draw(
    desk: &Desk,
    status: StatusCode,
    known: Option<ProductPage>,
    form: Form,
    chosen: Option<Vec<String>>,
    differences: Option<Vec<Difference>>,
) -> Result<Response, Sorry> {
    let lang = desk.lang();
    let attributes = catalog::attributes(&mut desk.db.read().await?).await?;
    let axes = variants::axes(known.as_ref(), &attributes);
    let colours = axes
        .iter()
        .find(|it| it.key == catalog::COLOR)
        .map(|it| it.choices.iter().map(|c| Choice::new(c.code.clone(), c.name.get(lang))).collect())
        .unwrap_or_default();
    let brands = catalog::brands(&mut desk.db.read().await?).await?;
    let mut shown: Vec<(String, String)> = Vec::new();
    for (key, value) in known.iter().flat_map(|it| &it.product.attributes) {
        let attribute = attributes.iter().find(|it| it.key == *key);
        let name = attribute.map_or_else(|| key.clone(), |it| it.name.get(lang).to_owned());
        shown.push((name, value.show(attribute, lang)));
    }
    let title = match &known {
        Some(page) => page.product.name().get(lang).to_owned(),
        None => desk.w.t("product-new").into_owned(),
    };
    let chosen = chosen
        .unwrap_or_else(|| known.iter().flat_map(|it| &it.categories).map(|it| it.key.clone()).collect());
    let categories = category_choices(desk).await?;
    let shell = desk.shell().await?;
    Ok(ui::html_with(
        status,
        EditPage {
            page: desk.page(title),
            shell,
            w: desk.w,
            lang,
            attributes: shown,
            pictures: media::rows(known.as_ref()),
            chosen,
            form,
            variants: variants::rows(known.as_ref()),
            axes,
            brands: brands.into_iter().map(|it| Choice::new(it.code.to_string(), it.name)).collect(),
            categories,
            colours,
            differences,
            may_edit: desk.may(Capability::ManageCatalog),
            public_url: desk.site().public_url.clone(),
            known,
        },
    ))
}

pub async fn blank(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ManageCatalog)?;
    let form = Form::default().set("status", Status::Draft);
    draw(&desk, StatusCode::OK, None, form, None, None).await
}

pub async fn show(desk: Desk, Path(key): Path<String>) -> Result<Response, Sorry> {
    let known = catalog::product_by_key(&mut desk.db.read().await?, &key).await?;
    let form = filled(&known);
    draw(&desk, StatusCode::OK, Some(known), form, None, None).await
}

pub async fn create(posted: Posted) -> Result<Response, Sorry> {
    store(posted, None).await
}

pub async fn save(Path(key): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let known = catalog::product_by_key(&mut posted.desk.db.read().await?, &key).await?;
    store(posted, Some(known)).await
}

async fn store(posted: Posted, known: Option<ProductPage>) -> Result<Response, Sorry> {
    let chosen: Vec<String> = posted.all("categories").into_iter().map(str::to_owned).collect();
    let Posted { desk, mut form, .. } = posted;
    let (wanted, rows) = wanted(desk.w, known.as_ref(), &mut form, &chosen);
    if !form.is_fine() {
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, known, form, Some(chosen), None).await;
    }
    let saved = desk.db.run(&desk.actor, async |tx| catalog::save_product(tx, wanted.clone()).await).await;
    match saved {
        Ok(product) => {
            let to = Redirect::to(&format!("/staff/products/{}", product.key));
            Ok((ui::flash(&desk.w.t("product-saved"), None), to).into_response())
        }
        Err(catalog::Error::Stale { .. }) => {
            // The next save is meant: it carries the version that is stored now.
            let now = match &known {
                Some(known) => {
                    catalog::product_by_key(&mut desk.db.read().await?, &known.product.key).await?
                }
                None => return Err(crate::problem::not_found()),
            };
            let stored = filled(&now);
            let found = differences(desk.w, &stored, &form);
            let form = form.set("version", now.product.version);
            draw(&desk, StatusCode::CONFLICT, Some(now), form, Some(chosen), Some(found)).await
        }
        Err(error) => {
            let mut problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 {
                return Err(Sorry(problem));
            }
            for error in &mut problem.errors {
                error.pointer = in_row(&error.pointer, &rows);
            }
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, known, form, Some(chosen), None).await
        }
    }
}
