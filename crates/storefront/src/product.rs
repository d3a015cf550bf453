//! The page of a product: pictures, options, price, what lies where.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, RawQuery, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use catalog::{COLOR, Picture, ProductPage, SIZE, Status, Variant};
use customers::ActivityKind;
use kernel::{Sku, VariantId};
use pricing::Price;
use ui::{Page, Visit, encode};

use crate::frame::Frame;
use crate::near::{FEW, NearList, near, rendered};
use crate::refusal::{Refused, missing};
use crate::shelf::{ShelfKey, Stock};
use crate::shopper::{Seen, Shopper};
use crate::tile::{Tile, discount, newer_than};
use crate::ways::Ways;
use crate::{State, TEXTS};

/// What is remembered of a product between two requests.
pub struct Known {
    pub page: ProductPage,
    pub prices: BTreeMap<VariantId, Price>,
}

/// What of it the address picks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    pub color: Option<String>,
    pub variant: Option<VariantId>,
}

impl Picked {
    /// `v` is a SKU or an id and wins; `c` is a colour.
    pub fn of(known: &Known, pairs: &[(String, String)]) -> Self {
        let value = |names: &[&str]| {
            pairs.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.trim())
        };
        let variants = &known.page.variants;
        let by_sku = |text: &str| {
            variants.iter().find(|it| it.sku.as_str().eq_ignore_ascii_case(text) || it.id.to_string() == text)
        };
        if let Some(variant) = value(&["v", "variant", "sku"]).and_then(by_sku) {
            return Self { color: variant.color().map(str::to_owned), variant: Some(variant.id) };
        }
        let has = |code: &&str| variants.iter().any(|it| it.color() == Some(*code));
        let first = || variants.first().and_then(|it| it.color());
        let color = value(&["c"]).filter(has).or_else(first).map(str::to_owned);
        let mut of_color = variants.iter().filter(|it| it.color() == color.as_deref());
        // A thing of one size needs no choice.
        let only = of_color.next().filter(|_| of_color.next().is_none()).map(|it| it.id);
        Self { color, variant: only }
    }
    pub fn is_exact(&self) -> bool {
        self.variant.is_some()
    }
    pub fn variant<'k>(&self, known: &'k Known) -> Option<&'k Variant> {
        known.page.variants.iter().find(|it| Some(it.id) == self.variant)
    }
    pub fn sku(&self, known: &Known) -> Option<String> {
        self.variant(known).map(|it| it.sku.to_string())
    }
    /// The variants that the question of stock is about, with their sizes.
    pub fn asked(&self, known: &Known) -> Vec<(VariantId, String)> {
        let fits = |it: &&Variant| match self.variant {
            Some(id) => it.id == id,
            None => it.color() == self.color.as_deref(),
        };
        let size = |it: &Variant| it.option(SIZE).unwrap_or_default().to_owned();
        known.page.variants.iter().filter(fits).map(|it| (it.id, size(it))).collect()
    }
}

impl State {
    pub(crate) async fn known(&self, key: &str) -> Result<Arc<Known>, Refused> {
        if let Some(kept) = self.memory.products.get(&key.to_owned()) {
            return Ok(kept);
        }
        let epoch = self.memory.epoch();
        let reference = self.reference().await?;
        let mut q = self.db.read().await?;
        let page = match catalog::product_by_key(&mut q, key).await {
            Err(catalog::Error::UnknownProduct(_)) => return Err(missing()),
            other => other?,
        };
        if page.product.status != Status::Published {
            return Err(missing());
        }
        let ids: Vec<VariantId> = page.variants.iter().map(|it| it.id).collect();
        let prices = pricing::prices(&mut q, &reference.channel.price_list, &ids, self.db.now()).await?;
        let known = Known { page, prices };
        Ok(self.memory.keep(&self.memory.products, key.to_owned(), epoch, known))
    }
}

#[derive(Template)]
#[template(path = "product.html")]
struct ProductView {
    page: Page,
    frame: Frame,
    it: Shown,
    others: Vec<Tile>,
}

#[derive(Template)]
#[template(path = "product.html", block = "product")]
struct ProductPiece {
    page: Page,
    it: Shown,
}

pub struct Shown {
    pub key: String,
    pub name: String,
    pub lead: String,
    pub description: Vec<String>,
    pub features: Vec<String>,
    pub material: String,
    pub care: String,
    pub facts: Vec<(String, String)>,
    pub path: Vec<(String, String)>,
    pub pictures: Vec<Shot>,
    pub colors: Vec<ColorChoice>,
    pub color_name: String,
    pub sizes: Vec<SizeChoice>,
    pub size_label: String,
    pub size_name: String,
    pub sku: Option<String>,
    pub ean: Option<String>,
    pub price: Option<String>,
    pub is_from: bool,
    pub lowest: Option<String>,
    pub discount: Option<String>,
    pub total: i64,
    pub is_few: bool,
    pub needs_size: bool,
    pub asks_size: bool,
    pub near: NearList,
    pub ways: Ways,
    pub return_days: i64,
    pub place: Option<String>,
    pub address: String,
}

pub struct Shot {
    pub src: String,
    pub alt: String,
    pub width: i64,
    pub height: i64,
}

pub struct ColorChoice {
    pub code: String,
    pub name: String,
    pub hex: Option<String>,
    pub picture: Option<String>,
    pub href: String,
    pub is_on: bool,
    pub is_sold_out: bool,
}

pub struct SizeChoice {
    pub name: String,
    pub id: String,
    pub href: String,
    pub is_on: bool,
    pub left: i64,
    pub is_few: bool,
}

pub async fn product(
    Given(state): Given<State>,
    Path(key): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let known = state.known(&key).await?;
    let picked = Picked::of(&known, &pairs);
    let mut it = shown(&state, &known, &picked, &shopper, &visit).await?;
    it.asks_size = it.needs_size && pairs.iter().any(|(name, _)| name == "size-needed");
    if visit.fragment {
        let page = Page::new(&TEXTS, &visit, "").csrf(shopper.csrf.clone());
        return Ok(ui::html(ProductPiece { page, it }));
    }
    let others = others(&state, &known, &visit).await?;
    let mut frame = Frame::of(&state, &shopper, &visit).await?;
    let text = known.page.product.text(visit.lang.code());
    frame.meta.description =
        if text.seo_description.is_empty() { text.lead.clone() } else { text.seo_description.clone() };
    frame.meta.canonical = Some(format!("/p/{key}"));
    frame.meta.kind = "product";
    let first = known.page.media.iter().find(|it| it.color == picked.color).or(known.page.media.first());
    frame.meta.image = first.map(|picture| picture.media.clone());
    frame.meta.json_ld = crate::product_ld::both(&state, &frame, &known, &visit).await?;
    let title = if text.seo_title.is_empty() { text.name.clone() } else { text.seo_title.clone() };
    let page = frame.page(&visit, title);
    let seen = Seen {
        product: Some(known.page.product.id),
        variant: picked.variant,
        ..Seen::of(ActivityKind::ProductView)
    };
    let mut response = ui::html(ProductView { page, frame, it, others });
    response.extensions_mut().insert(seen);
    Ok(response)
}

async fn shown(
    state: &State,
    known: &Known,
    picked: &Picked,
    shopper: &Shopper,
    visit: &Visit,
) -> Result<Shown, Refused> {
    let w = TEXTS.words(visit.lang);
    let lang = visit.lang.code();
    let product = &known.page.product;
    let text = product.text(lang);
    let ids: Vec<VariantId> = known.page.variants.iter().map(|it| it.id).collect();
    let stock = Stock::of(state, &ids).await?;
    let variant = picked.variant(known);
    let axes = known.page.axes();
    let axis = |key: &str| axes.iter().find(|(axis, _)| axis.axis == key);
    // What else tells variants apart, besides colour: size, or a capacity, or anything.
    let second = axes.iter().find(|(axis, _)| axis.axis != COLOR);
    let href = |sku: &Sku| format!("/p/{}?v={}", product.key, encode(sku.as_str()));
    let code_of = |it: &Variant| second.and_then(|(axis, _)| it.option(&axis.axis).map(str::to_owned));
    let size = variant.and_then(&code_of);
    let colors = axis(COLOR).map(|(_, options)| {
        let choice = options.iter().map(|option| {
            let own = || known.page.variants.iter().filter(|it| it.color() == Some(option.code.as_str()));
            // The same size in the other colour, if there is one.
            let same = own().find(|it| size.is_some() && code_of(it) == size);
            ColorChoice {
                code: option.code.clone(),
                name: option.name.get(lang).to_owned(),
                hex: option.hex.clone(),
                picture: known.page.media.iter().find(|it| it.color.as_ref() == Some(&option.code)).map(src),
                href: same.map_or_else(
                    || format!("/p/{}?c={}", product.key, encode(&option.code)),
                    |it| href(&it.sku),
                ),
                is_on: picked.color.as_ref() == Some(&option.code),
                is_sold_out: own().all(|it| stock.total(it.id) <= 0),
            }
        });
        choice.collect::<Vec<_>>()
    });
    let of_color = || known.page.variants.iter().filter(|it| it.color() == picked.color.as_deref());
    let sizes = second.map(|(_, options)| {
        let choice = options.iter().filter_map(|option| {
            let it = of_color().find(|it| code_of(it).as_ref() == Some(&option.code))?;
            let left = stock.total(it.id);
            Some(SizeChoice {
                name: option.name.get(lang).to_owned(),
                id: catalog::slug(&option.code),
                href: href(&it.sku),
                is_on: picked.variant == Some(it.id),
                left,
                is_few: (1..=FEW).contains(&left),
            })
        });
        choice.collect::<Vec<_>>()
    });
    let sizes = sizes.unwrap_or_default();
    let price_of = |it: &Variant| known.prices.get(&it.id).copied();
    let cheapest = || of_color().filter_map(price_of).min_by_key(|price| price.gross.minor);
    let price = variant.and_then(price_of).or_else(cheapest);
    let differ = variant.is_none()
        && of_color().filter_map(price_of).any(|other| price.is_some_and(|price| price.gross != other.gross));
    let total = match variant {
        Some(it) => stock.total(it.id),
        None => of_color().map(|it| stock.total(it.id).max(0)).sum(),
    };
    let facts = product.attributes.iter().filter_map(|(key, value)| {
        let attribute = known.page.attribute(key)?;
        Some((attribute.name.get(lang).to_owned(), value.show(Some(attribute), lang)))
    });
    let pictures = pictures(known, picked, lang);
    let name_of = |choices: &[ColorChoice]| choices.iter().find(|it| it.is_on).map(|it| it.name.clone());
    let colors = colors.unwrap_or_default();
    let address = match variant {
        Some(it) => href(&it.sku),
        None => picked.color.as_ref().map_or_else(
            || format!("/p/{}", product.key),
            |color| format!("/p/{}?c={}", product.key, encode(color)),
        ),
    };
    Ok(Shown {
        key: product.key.clone(),
        name: text.name.clone(),
        lead: text.lead.clone(),
        description: text
            .description
            .split('\n')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        features: text.features.clone(),
        material: text.material.clone(),
        care: text.care.clone(),
        facts: facts.filter(|(_, value)| !value.is_empty()).collect(),
        path: known
            .page
            .path
            .iter()
            .map(|it| (format!("/c/{}", it.key), it.name.get(lang).to_owned()))
            .collect(),
        pictures,
        color_name: name_of(&colors).unwrap_or_default(),
        colors,
        size_label: second.map(|(axis, _)| axis.label.get(lang).to_owned()).unwrap_or_default(),
        size_name: sizes.iter().find(|it| it.is_on).map(|it| it.name.clone()).unwrap_or_default(),
        needs_size: variant.is_none() && !sizes.is_empty(),
        sizes,
        sku: picked.sku(known),
        ean: variant.and_then(|it| it.ean.as_ref()).map(|ean| ean.to_string()),
        price: price.map(|price| w.money(price.gross)),
        is_from: differ,
        lowest: price.and_then(|price| price.lowest_30_days).map(|lowest| w.money(lowest)),
        discount: price.and_then(|price| discount(&price)),
        total,
        is_few: variant.is_some() && (1..=FEW).contains(&total),
        asks_size: false,
        near: near(state, known, picked, shopper, visit.lang).await?,
        ways: Ways::of(state).await?,
        return_days: state.reference().await?.return_days(),
        place: shopper.place.as_ref().map(|place| place.name.clone()),
        address,
    })
}

fn src(picture: &Picture) -> String {
    format!("/media/{}", picture.media)
}

/// Those of the colour, then those of none; all if there are none of either.
fn pictures(known: &Known, picked: &Picked, lang: &str) -> Vec<Shot> {
    let media = &known.page.media;
    let own = media.iter().filter(|it| it.color.is_some() && it.color == picked.color);
    let of_none = media.iter().filter(|it| it.color.is_none());
    let mut chosen: Vec<&Picture> = own.chain(of_none).collect();
    if chosen.is_empty() {
        chosen = media.iter().collect();
    }
    let name = &known.page.product.text(lang).name;
    let shots = chosen.into_iter().map(|it| Shot {
        src: src(it),
        alt: Some(it.alt.get(lang)).filter(|alt| !alt.is_empty()).unwrap_or(name).to_owned(),
        width: it.width.unwrap_or(800),
        height: it.height.unwrap_or(1000),
    });
    shots.collect()
}

/// What else hangs on the same rail.
async fn others(state: &State, known: &Known, visit: &Visit) -> Result<Vec<Tile>, Refused> {
    let Some(category) = known.page.categories.first() else { return Ok(Vec::new()) };
    let shelf = state.shelf(ShelfKey::Category(category.key.clone())).await?;
    let mut items: Vec<_> =
        shelf.items.iter().filter(|it| it.card.product != known.page.product.id).collect();
    let above = category.parent.and_then(|parent| known.page.path.iter().find(|it| it.id == parent));
    let wider = match above {
        Some(above) if items.len() < 4 => Some(state.shelf(ShelfKey::Category(above.key.clone())).await?),
        _ => None,
    };
    for item in wider.iter().flat_map(|shelf| &shelf.items) {
        let is_there = items.iter().any(|it| it.card.product == item.card.product);
        if !is_there && item.card.product != known.page.product.id {
            items.push(item);
        }
    }
    let (w, newer) = (TEXTS.words(visit.lang), newer_than(state.db.now()));
    Ok(items.into_iter().take(4).map(|item| Tile::of(item, &w, None, None, newer)).collect())
}

/// `GET /p/{key}/near`: the list of stores, again whenever stock of the picked variant changes.
pub async fn near_live(
    Given(state): Given<State>,
    Path(key): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let known = state.known(&key).await?;
    let picked = Picked::of(&known, &pairs);
    let ids: Vec<String> = picked.asked(&known).iter().map(|(id, _)| id.to_string()).collect();
    let touches = move |fact: &kernel::Fact| {
        fact.name == "inventory.location_saved"
            || fact.read::<inventory::StockChanged>().is_some_and(|event| {
                event
                    .is_ok_and(|event| event.cells.iter().any(|cell| ids.contains(&cell.variant.to_string())))
            })
    };
    let given = (state.clone(), known, picked, shopper, visit);
    Ok(crate::live::stream(&state.db, touches, move || {
        let (state, known, picked, shopper, visit) = given.clone();
        async move { rendered(&state, &known, &picked, &shopper, &visit).await }
    }))
}

/// `GET /v/{sku}`: short links on labels and in feeds lead to the page of the product, at this variant.
pub async fn by_sku(
    Given(state): Given<State>,
    Path(sku): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let sku = Sku::new(&sku).ok_or_else(missing)?;
    let mut q = state.db.read().await?;
    let variant = catalog::variant_by_sku(&mut q, &sku).await.map_err(|_| missing())?;
    let card = catalog::variants(&mut q, &[variant.id]).await?.into_iter().next().ok_or_else(missing)?;
    // The campaign of an ad stays in the address: the page behind it notes the click.
    let rest = query.filter(|it| !it.is_empty()).map_or_else(String::new, |it| format!("&{it}"));
    let to = format!("/p/{}?v={}{rest}", card.product_key, encode(sku.as_str()));
    Ok(Redirect::to(&to).into_response())
}
