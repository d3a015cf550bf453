//! One product: texts, variants, pictures, prices, stock.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use catalog::{
    Attribute, Ean, NamedAxis, NamedOption, OptionValue, ProductMedia, ProductPage, ProductText, SaveProduct,
    SaveVariant, Status, Text, slug,
};
use inventory::Kind;
use kernel::{Capability, Money, PageRequest, PriceListCode, Problem, Sku, Timestamp, VariantId};
use pricing::{PricePoint, SetPrice};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted, Uploaded};
use crate::problem::{Sorry, refuse};
use crate::products::{category_choices, main_list};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/products/new", get(blank).post(create))
        .route("/staff/products/{key}", get(show).post(save))
        .route(
            "/staff/products/{key}/pictures",
            post(add_pictures).layer(DefaultBodyLimit::max(64 * 1024 * 1024)),
        )
        .route("/staff/products/{key}/prices", get(show_prices).post(set_prices))
        .route("/staff/products/{key}/stock", get(show_stock))
}

const LANGS: [&str; 2] = ["pl", "en"];
const EMPTY_ROWS: usize = 3;
/// The fields of a text, each with its kind of input.
const TEXT_FIELDS: [(&str, &str); 8] = [
    ("name", "text"),
    ("lead", "text"),
    ("description", "textarea"),
    ("features", "textarea"),
    ("material", "text"),
    ("care", "text"),
    ("seo_title", "text"),
    ("seo_description", "text"),
];

fn field_of<'t>(text: &'t mut ProductText, field: &str) -> Option<&'t mut String> {
    Some(match field {
        "name" => &mut text.name,
        "lead" => &mut text.lead,
        "description" => &mut text.description,
        "material" => &mut text.material,
        "care" => &mut text.care,
        "seo_title" => &mut text.seo_title,
        "seo_description" => &mut text.seo_description,
        _ => return None,
    })
}

fn read_field(text: &ProductText, field: &str) -> String {
    if field == "features" {
        return text.features.join("\n");
    }
    field_of(&mut text.clone(), field).cloned().unwrap_or_default()
}

// --- the form ----------------------------------------------------------------------------------------------------

struct VariantRow {
    /// What its fields are called: `variants.3`.
    name: String,
    sku: String,
    options: Vec<NamedOption>,
    /// `None` for an empty row.
    id: Option<VariantId>,
}

struct PictureRow {
    name: String,
    media: String,
}

struct Difference {
    field: String,
    theirs: String,
    yours: String,
}

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
        TEXT_FIELDS
    }
    fn langs(&self) -> [&'static str; 2] {
        LANGS
    }
}

/// What the stored product says, field by field.
fn filled(known: &ProductPage) -> Form {
    let product = &known.product;
    let mut form = Form::default()
        .set("version", product.version)
        .set("status", product.status)
        .set("brand", product.brand.as_ref().map(ToString::to_string).unwrap_or_default())
        .set("main", known.categories.first().map(|it| it.key.clone()).unwrap_or_default());
    for lang in LANGS {
        let text = product.texts.get(lang).cloned().unwrap_or_default();
        for (field, _) in TEXT_FIELDS {
            form = form.set(&format!("texts.{lang}.{field}"), read_field(&text, field));
        }
    }
    for (place, variant) in known.variants.iter().enumerate() {
        let name = format!("variants.{place}");
        form = form
            .set(&format!("{name}.sku"), &variant.sku)
            .set(&format!("{name}.ean"), variant.ean.as_ref().map(ToString::to_string).unwrap_or_default())
            .set(&format!("{name}.weight_g"), variant.weight_g.map(|it| it.to_string()).unwrap_or_default())
            .set(&format!("{name}.keep"), "on");
    }
    for (place, picture) in known.media.iter().enumerate() {
        let name = format!("media.{place}");
        form = form
            .set(&format!("{name}.id"), &picture.media)
            .set(&format!("{name}.pl"), alt(&picture.alt, "pl"))
            .set(&format!("{name}.en"), alt(&picture.alt, "en"))
            .set(&format!("{name}.color"), picture.color.clone().unwrap_or_default())
            .set(&format!("{name}.place"), place + 1);
    }
    form
}

fn alt(text: &Text, lang: &str) -> String {
    text.iter().find(|(own, _)| *own == lang).map(|(_, words)| words.to_owned()).unwrap_or_default()
}

/// The stored product as a wish, to be changed by a form.
fn as_stored(known: &ProductPage) -> SaveProduct {
    let product = &known.product;
    SaveProduct {
        key: product.key.clone(),
        status: product.status,
        brand: product.brand.clone(),
        texts: product.texts.clone(),
        attributes: product.attributes.clone(),
        categories: known.categories.iter().map(|it| it.key.clone()).collect(),
        variants: known
            .variants
            .iter()
            .map(|variant| SaveVariant {
                sku: variant.sku.clone(),
                ean: variant.ean.clone(),
                options: variant.options.clone(),
                attributes: variant.attributes.clone(),
                weight_g: variant.weight_g,
                tax_class: variant.tax_class,
            })
            .collect(),
        media: known
            .media
            .iter()
            .map(|it| ProductMedia { media: it.media.clone(), alt: it.alt.clone(), color: it.color.clone() })
            .collect(),
        keep_other_variants: false,
        expected_version: Some(product.version),
    }
}

/// What the form wants, and the rows its variants stand in; what cannot be read is said in the form.
fn wanted(
    desk: &Desk,
    known: Option<&ProductPage>,
    posted: &mut Form,
    all: &[String],
) -> (SaveProduct, Vec<usize>) {
    let w = desk.w;
    let mut wanted = known.map(as_stored).unwrap_or_default();
    wanted.status = Status::parse(posted.value("status")).unwrap_or(Status::Draft);
    wanted.brand = posted.text("brand").and_then(kernel::BrandCode::new);
    wanted.expected_version = posted.value("version").parse().ok();
    for lang in LANGS {
        let mut text = wanted.texts.get(lang).cloned().unwrap_or_default();
        for (field, _) in TEXT_FIELDS {
            let typed = posted.value(format!("texts.{lang}.{field}")).trim().to_owned();
            if field == "features" {
                text.features =
                    typed.lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
            } else if let Some(place) = field_of(&mut text, field) {
                *place = typed;
            }
        }
        if text == ProductText::default() {
            wanted.texts.remove(lang);
        } else {
            wanted.texts.insert(lang.to_owned(), text);
        }
    }
    if known.is_none() {
        let name = ["pl", "en"].iter().find_map(|lang| wanted.texts.get(*lang)).map(|it| slug(&it.name));
        wanted.key = posted.text("key").map(str::to_owned).or(name).unwrap_or_default();
    }
    let main = posted.value("main").to_owned();
    wanted.categories = all.iter().filter(|it| **it != main).cloned().collect();
    if !main.is_empty() {
        wanted.categories.insert(0, main);
    }

    let axes: Vec<String> = posted.value("axes").split(' ').map(str::to_owned).collect();
    let rows: usize = posted.value("rows").parse::<usize>().unwrap_or(0).min(500);
    let (mut variants, mut places) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let name = format!("variants.{row}");
        let typed = posted.value(format!("{name}.sku")).trim().to_owned();
        let Some(sku) = Sku::new(typed.as_str()) else {
            if !typed.is_empty() {
                posted.fail(&format!("{name}.sku"), w.t("product-sku-wrong"));
            }
            continue;
        };
        let stored = wanted.variants.iter().find(|it| it.sku == sku).cloned();
        if stored.is_some() && !posted.is_on(format!("{name}.keep")) {
            continue;
        }
        let is_new = stored.is_none();
        let mut variant = stored.unwrap_or_else(|| SaveVariant::new(sku));
        variant.ean = match posted.text(&format!("{name}.ean")).map(Ean::parse) {
            None => None,
            Some(Ok(ean)) => Some(ean),
            Some(Err(_)) => {
                posted.fail(&format!("{name}.ean"), w.t("problem-catalog-invalid-ean"));
                None
            }
        };
        variant.weight_g = match posted.text(&format!("{name}.weight_g")).map(typing::number) {
            None => None,
            Some(Some(grams)) if grams >= 0 => Some(grams),
            Some(_) => {
                posted.fail(&format!("{name}.weight_g"), w.t("product-weight-wrong"));
                None
            }
        };
        if is_new {
            let option = |axis: &String| {
                let code = posted.text(&format!("{name}.{axis}"))?;
                Some(OptionValue::new(axis, code))
            };
            variant.options = axes.iter().filter(|it| !it.is_empty()).filter_map(option).collect();
        }
        variants.push(variant);
        places.push(row);
    }
    wanted.variants = variants;

    let mut media: Vec<(i64, ProductMedia)> = Vec::new();
    for (place, stored) in wanted.media.iter().enumerate() {
        let name = (0..wanted.media.len())
            .map(|it| format!("media.{it}"))
            .find(|name| posted.value(format!("{name}.id")) == stored.media.as_str());
        // A picture that came while the form was open stays.
        let Some(name) = name else {
            media.push((1000 + place as i64, stored.clone()));
            continue;
        };
        if posted.is_on(format!("{name}.remove")) {
            continue;
        }
        let mut alt = Text::default();
        for lang in LANGS {
            if let Some(words) = posted.text(&format!("{name}.{lang}")) {
                alt.set(lang, words);
            }
        }
        let color = posted.text(&format!("{name}.color")).map(str::to_owned);
        let order = typing::number(posted.value(format!("{name}.place"))).unwrap_or(place as i64 + 1);
        media.push((order, ProductMedia { media: stored.media.clone(), alt, color }));
    }
    media.sort_by_key(|(order, _)| *order);
    wanted.media = media.into_iter().map(|(_, it)| it).collect();
    (wanted, places)
}

/// Where the stored product and the form say different things.
fn differences(w: Words, stored: &Form, typed: &Form) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut look = |name: String, label: String| {
        let (theirs, yours) = (stored.value(&name).trim().to_owned(), typed.value(&name).trim().to_owned());
        if theirs != yours {
            found.push(Difference { field: label, theirs, yours });
        }
    };
    look("status".into(), w.t("field-state").into_owned());
    look("brand".into(), w.t("product-brand").into_owned());
    for lang in LANGS {
        for (field, _) in TEXT_FIELDS {
            let label =
                format!("{} · {}", w.t(format!("product-{}", field.replace('_', "-"))), lang.to_uppercase());
            look(format!("texts.{lang}.{field}"), label);
        }
    }
    found
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    known: Option<ProductPage>,
    form: Form,
    chosen: Option<Vec<String>>,
    differences: Option<Vec<Difference>>,
) -> Result<Response, Sorry> {
    let lang = desk.lang();
    let attributes = catalog::attributes(&mut desk.db.read().await?).await?;
    let stored: Vec<_> =
        known.iter().flat_map(|it| it.variants.iter().map(|v| (v.clone(), it.options(v)))).collect();
    let mut variants: Vec<VariantRow> = stored
        .into_iter()
        .enumerate()
        .map(|(place, (variant, options))| VariantRow {
            name: format!("variants.{place}"),
            sku: variant.sku.to_string(),
            options,
            id: Some(variant.id),
        })
        .collect();
    let from = variants.len();
    variants.extend((from..from + EMPTY_ROWS).map(|place| VariantRow {
        name: format!("variants.{place}"),
        sku: String::new(),
        options: Vec::new(),
        id: None,
    }));
    let used: Vec<String> = match &known {
        Some(page) if !page.variants.is_empty() => {
            page.axes().into_iter().map(|(NamedAxis { axis, .. }, _)| axis).collect()
        }
        _ => [catalog::COLOR, catalog::SIZE].map(str::to_owned).into(),
    };
    let axes: Vec<Attribute> = used
        .iter()
        .map(|key| {
            let known = attributes.iter().find(|it| it.key == *key).cloned();
            known.unwrap_or_else(|| Attribute::list(key, Text::same(key), Vec::new()))
        })
        .collect();
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
    let pictures: Vec<PictureRow> = known
        .iter()
        .flat_map(|it| &it.media)
        .enumerate()
        .map(|(place, it)| PictureRow { name: format!("media.{place}"), media: it.media.to_string() })
        .collect();
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
            pictures,
            chosen,
            form,
            variants,
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

async fn blank(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ManageCatalog)?;
    let form = Form::default().set("status", Status::Draft);
    draw(&desk, StatusCode::OK, None, form, None, None).await
}

async fn show(desk: Desk, Path(key): Path<String>) -> Result<Response, Sorry> {
    let known = catalog::product_by_key(&mut desk.db.read().await?, &key).await?;
    let form = filled(&known);
    draw(&desk, StatusCode::OK, Some(known), form, None, None).await
}

async fn create(posted: Posted) -> Result<Response, Sorry> {
    store(posted, None).await
}

async fn save(Path(key): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let known = catalog::product_by_key(&mut posted.desk.db.read().await?, &key).await?;
    store(posted, Some(known)).await
}

async fn store(posted: Posted, known: Option<ProductPage>) -> Result<Response, Sorry> {
    let chosen: Vec<String> = posted.all("categories").into_iter().map(str::to_owned).collect();
    let Posted { desk, mut form, .. } = posted;
    let (wanted, places) = wanted(&desk, known.as_ref(), &mut form, &chosen);
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
                error.pointer = in_row(&error.pointer, &places);
            }
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, known, form, Some(chosen), None).await
        }
    }
}

/// `/variants/2/ean` of the wish is a field of the row that was its third.
fn in_row(pointer: &str, places: &[usize]) -> String {
    let mut parts: Vec<String> = pointer.split('/').map(str::to_owned).collect();
    if let [_, list, number, ..] = parts.as_mut_slice()
        && list == "variants"
        && let Some(place) = number.parse::<usize>().ok().and_then(|it| places.get(it))
    {
        *number = place.to_string();
    }
    parts.join("/")
}

// --- pictures ----------------------------------------------------------------------------------------------------

async fn add_pictures(Path(key): Path<String>, uploaded: Uploaded) -> Result<Response, Sorry> {
    let Uploaded { desk, files } = uploaded;
    desk.require(Capability::ManageCatalog)?;
    let mut media = Vec::new();
    for (_, bytes) in files {
        match desk.blobs().put(bytes).await {
            Ok(picture) => media.push(picture),
            Err(error) => {
                let problem: Problem = error.into();
                if problem.status >= 500 {
                    return Err(Sorry(problem));
                }
                let known = catalog::product_by_key(&mut desk.db.read().await?, &key).await?;
                let mut form = filled(&known);
                form.fail("pictures", crate::problem::words(desk.w, &problem));
                return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(known), form, None, None).await;
            }
        }
    }
    let added = desk
        .db
        .run(&desk.actor, async |tx| {
            let known = catalog::product_by_key(tx, &key).await?;
            let mut wanted = as_stored(&known);
            let mut added = 0;
            for picture in &media {
                catalog::save_media(tx, picture).await?;
                if wanted.media.iter().all(|it| it.media != picture.id) {
                    let link =
                        ProductMedia { media: picture.id.clone(), alt: known.product.name(), color: None };
                    wanted.media.push(link);
                    added += 1;
                }
            }
            catalog::save_product(tx, wanted).await?;
            Ok::<i64, catalog::Error>(added)
        })
        .await?;
    let to = Redirect::to(&format!("/staff/products/{key}#pictures"));
    Ok((ui::flash(&desk.w.n("product-pictures-added", added), None), to).into_response())
}

// --- prices ------------------------------------------------------------------------------------------------------

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
}

#[derive(serde::Deserialize)]
struct ListAsked {
    #[serde(default)]
    list: String,
}

async fn draw_prices(
    desk: &Desk,
    status: StatusCode,
    key: &str,
    list: &str,
    form: Form,
) -> Result<Response, Sorry> {
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

/// The names of staff behind actors' ids; others keep their id or are called by their kind.
pub async fn names_of(desk: &Desk, actors: Vec<String>) -> Result<BTreeMap<String, String>, Sorry> {
    let mut names = BTreeMap::new();
    for actor in &actors {
        if names.contains_key(actor.as_str()) {
            continue;
        }
        let key = actor.split('_').next().unwrap_or_default();
        let name = match actor.parse::<kernel::StaffId>() {
            Ok(id) => match access::staff(&mut desk.db.read().await?, id).await {
                Ok(staff) => staff.name,
                Err(access::Error::UnknownStaff) => actor.clone(),
                Err(error) => return Err(error.into()),
            },
            Err(_) => match key {
                "system" => desk.w.t("actor-system").into_owned(),
                "visitor" => desk.w.t("actor-visitor").into_owned(),
                "person" => desk.w.t("actor-person").into_owned(),
                "key" | "apikey" | "api" => desk.w.t("actor-key").into_owned(),
                _ => actor.clone(),
            },
        };
        names.insert(actor.clone(), name);
    }
    Ok(names)
}

async fn show_prices(
    desk: Desk,
    Path(key): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<ListAsked>,
) -> Result<Response, Sorry> {
    draw_prices(&desk, StatusCode::OK, &key, &asked.list, Form::default()).await
}

async fn set_prices(Path(key): Path<String>, posted: Posted) -> Result<Response, Sorry> {
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
        return draw_prices(&desk, StatusCode::UNPROCESSABLE_ENTITY, &key, &list_code, form).await;
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
            draw_prices(&desk, StatusCode::UNPROCESSABLE_ENTITY, &key, &list_code, form).await
        }
    }
}

// --- stock -------------------------------------------------------------------------------------------------------

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

async fn show_stock(desk: Desk, Path(key): Path<String>) -> Result<Response, Sorry> {
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

/// For templates: an amount of money as it stands in an input.
pub fn typed(money: &Money, w: &Words) -> String {
    typing::amount(*money, w.lang)
}
