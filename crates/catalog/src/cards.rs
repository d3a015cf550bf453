//! Lists of products: filtered, sorted, by pages, with the counts that filters show.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{BrandCode, Page, PageRequest, ProductId, Query, VariantId, args, row, rows, uuids};

use crate::attribute::{COLOR, SIZE};
use crate::find::{named, picture_of};
use crate::product_rows::{media_of, variants_of};
use crate::save_attribute::attributes_of;
use crate::search::{MOST_HITS, hits};
use crate::{
    Error, Filter, MediaId, NamedOption, OptionValue, Status, Text, VariantStatus, attributes, categories,
};

/// A product as lists show it. Its price is found in `pricing`, by the ids of its variants.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub product: ProductId,
    pub key: String,
    pub name: Text,
    pub brand: Option<BrandCode>,
    pub status: Status,
    pub version: i64,
    pub picture: Option<MediaId>,
    /// Another view, for a pointer that rests on the card.
    pub second: Option<MediaId>,
    pub colors: Vec<CardColor>,
    pub sizes: Vec<NamedOption>,
    /// What is offered.
    pub variants: Vec<VariantId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CardColor {
    pub option: NamedOption,
    pub picture: Option<MediaId>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best match first where words are searched, else the newest.
    #[default]
    Best,
    Name,
}

#[derive(Debug, Clone, Default)]
pub struct ProductFilter {
    /// Key of a category; what stands below it counts too.
    pub category: Option<String>,
    pub search: Option<String>,
    pub status: Option<Status>,
    pub brand: Option<BrandCode>,
    /// Values of one axis are alternatives; a variant must answer every axis.
    pub options: Vec<OptionValue>,
    pub sort: Sort,
}

/// A value that a list may be narrowed by, and how many products would be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    pub axis: String,
    pub label: Text,
    pub values: Vec<(NamedOption, i64)>,
}

/// The conditions of a list; the parameters are those of [`Conditions::args`].
macro_rules! conditions {
    () => {
        " (CAST($1 AS text) IS NULL OR p.status = $1)
          AND (CAST($2 AS text) IS NULL OR p.brand = $2)
          AND (CAST($3 AS bigint) = 0
               OR p.id IN (SELECT product FROM catalog_product_category WHERE category IN {uuids $4}))
          AND (CAST($5 AS bigint) = 0
               OR p.id IN (SELECT m.product
                           FROM (SELECT f.product, f.variant
                                 FROM {rows $6} JOIN catalog_facet f ON f.axis = {row.text axis} AND f.code = {row.text code}
                                 GROUP BY f.product, f.variant
                                 HAVING COUNT(DISTINCT f.axis) = $5) AS m))
          AND (CAST($7 AS bigint) = 0 OR p.id IN {uuids $8}) "
    };
}

struct Conditions {
    args: Vec<kernel::Arg>,
    /// What the words of the search found, best first.
    hits: Option<Vec<(ProductId, i64)>>,
}

impl Conditions {
    /// `None` if nothing can answer, because nobody knows the category.
    async fn of(q: &mut impl Query, filter: &ProductFilter) -> Result<Option<Self>, Error> {
        let mut below = BTreeSet::new();
        if let Some(key) = &filter.category {
            let tree = categories(q).await?;
            let Some(category) = tree.by_key(key) else { return Ok(None) };
            below = tree.below(category.id);
        }
        let words = filter.search.as_deref().filter(|text| !text.trim().is_empty());
        let hits = match words {
            Some(text) => Some(hits(q, text, filter.status, MOST_HITS).await?),
            None => None,
        };
        let options: Vec<OptionValue> =
            filter.options.iter().map(|option| OptionValue::new(&option.axis, &option.code)).collect();
        let axes: BTreeSet<&str> = options.iter().map(|option| option.axis.as_str()).collect();
        let found = hits.iter().flatten().map(|hit| hit.0);
        let args = args![
            filter.status,
            filter.brand,
            below.len() as i64,
            uuids(below),
            axes.len() as i64,
            rows(options.iter().map(|option| row! { axis: option.axis, code: option.code })),
            i64::from(hits.is_some()),
            uuids(found)
        ];
        Ok(Some(Conditions { args, hits }))
    }
    fn and(&self, more: Vec<kernel::Arg>) -> Vec<kernel::Arg> {
        self.args.iter().cloned().chain(more).collect()
    }
}

/// A page of the list. An unknown category is an empty list: addresses outlive categories.
pub async fn products(
    q: &mut impl Query,
    filter: &ProductFilter,
    page: &PageRequest,
) -> Result<Page<Card>, Error> {
    let Some(conditions) = Conditions::of(q, filter).await? else {
        return Ok(Page { items: Vec::new(), next: None, count: page.count.then_some(0) });
    };
    let ids = match (&conditions.hits, filter.sort) {
        (Some(hits), Sort::Best) => by_score(q, &conditions, hits, page).await?,
        (None, Sort::Best) => newest(q, &conditions, page).await?,
        (_, Sort::Name) => by_name(q, &conditions, page).await?,
    };
    let count = match page.count {
        true => Some(
            q.count(
                concat!("SELECT COUNT(*) FROM catalog_product p WHERE ", conditions!()),
                conditions.and(vec![]),
            )
            .await?,
        ),
        false => None,
    };
    Ok(Page { items: cards(q, &ids.items).await?, next: ids.next, count })
}

async fn newest(
    q: &mut impl Query,
    conditions: &Conditions,
    page: &PageRequest,
) -> Result<Page<ProductId>, Error> {
    let after: Option<ProductId> = page.after();
    let rows: Vec<(ProductId,)> = q
        .all(
            concat!(
                "SELECT p.id FROM catalog_product p WHERE ",
                conditions!(),
                " AND ($9 IS NULL OR p.id < $9) ORDER BY p.id DESC LIMIT $10"
            ),
            conditions.and(args![after, page.limit() + 1]),
        )
        .await?;
    Ok(Page::of(rows, page, |row| row.0.to_string()).map(|row| row.0))
}

async fn by_name(
    q: &mut impl Query,
    conditions: &Conditions,
    page: &PageRequest,
) -> Result<Page<ProductId>, Error> {
    // `product_… name`: the id says where to go on among equal names.
    let after = page.after.as_deref().and_then(|text| text.split_once(' '));
    let (id, name) = match after.and_then(|(id, name)| Some((id.parse::<ProductId>().ok()?, name.to_owned())))
    {
        Some((id, name)) => (Some(id), Some(name)),
        None => (None, None),
    };
    let rows: Vec<(ProductId, String)> = q
        .all(
            concat!(
                "SELECT p.id, p.sort_key FROM catalog_product p WHERE ",
                conditions!(),
                " AND ($9 IS NULL OR p.sort_key > $10 OR (p.sort_key = $10 AND p.id > $9))
                  ORDER BY p.sort_key, p.id LIMIT $11"
            ),
            conditions.and(args![id, name, page.limit() + 1]),
        )
        .await?;
    Ok(Page::of(rows, page, |row| format!("{} {}", row.0, row.1)).map(|row| row.0))
}

/// The search has found and ranked them; the database says which ones pass the other conditions.
async fn by_score(
    q: &mut impl Query,
    conditions: &Conditions,
    hits: &[(ProductId, i64)],
    page: &PageRequest,
) -> Result<Page<ProductId>, Error> {
    let passing: BTreeSet<ProductId> = q
        .all::<(ProductId,)>(
            concat!("SELECT p.id FROM catalog_product p WHERE ", conditions!()),
            conditions.and(vec![]),
        )
        .await?
        .into_iter()
        .map(|row| row.0)
        .collect();
    let after: Option<ProductId> = page.after();
    let start =
        after.and_then(|after| hits.iter().position(|hit| hit.0 == after)).map_or(0, |place| place + 1);
    let left: Vec<ProductId> = hits[start..]
        .iter()
        .map(|hit| hit.0)
        .filter(|id| passing.contains(id))
        .take(page.limit() as usize + 1)
        .collect();
    Ok(Page::of(left, page, ProductId::to_string))
}

#[derive(sqlx::FromRow)]
struct CardRow {
    id: ProductId,
    key: String,
    name: Text,
    brand: Option<BrandCode>,
    status: Status,
    version: i64,
}

/// Cards in the order asked for, in four statements. Ids that nobody knows are left out.
pub async fn cards(q: &mut impl Query, ids: &[ProductId]) -> Result<Vec<Card>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<CardRow> = q
        .all(
            "SELECT id, key, name, brand, status, version FROM catalog_product WHERE id IN {uuids $1}",
            args![uuids(ids.iter().copied())],
        )
        .await?;
    let mut variants = variants_of(q, ids).await?;
    variants.retain(|variant| variant.status == VariantStatus::Active);
    let media = media_of(q, ids).await?;
    let attributes = attributes_of(q, &[COLOR, SIZE]).await?;
    let mut by_id: BTreeMap<ProductId, Card> = found
        .into_iter()
        .map(|row| {
            let own = || variants.iter().filter(|variant| variant.product == row.id);
            let options = |axis: &str| {
                let mut options: Vec<OptionValue> = Vec::new();
                for option in own().flat_map(|variant| &variant.options).filter(|option| option.axis == axis)
                {
                    if !options.contains(option) {
                        options.push(option.clone());
                    }
                }
                named(&options, &attributes)
            };
            let colors = options(COLOR).into_iter().map(|option| {
                let picture = media
                    .iter()
                    .find(|(of, link)| *of == row.id && link.color.as_ref() == Some(&option.code));
                CardColor { picture: picture.map(|(_, link)| link.media.clone()), option }
            });
            let face = picture_of(&media, row.id, None).cloned();
            let second =
                media.iter().filter(|(of, _)| *of == row.id).nth(1).map(|(_, link)| link.media.clone());
            let card = Card {
                product: row.id,
                picture: face,
                second,
                colors: colors.collect(),
                sizes: options(SIZE),
                variants: own().map(|variant| variant.id).collect(),
                key: row.key,
                name: row.name,
                brand: row.brand,
                status: row.status,
                version: row.version,
            };
            (row.id, card)
        })
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// What this list may be narrowed by. Options already chosen do not count against the others, so that a second colour
/// can be added to the first.
pub async fn facets(q: &mut impl Query, filter: &ProductFilter) -> Result<Vec<Facet>, Error> {
    let open = ProductFilter { options: Vec::new(), ..filter.clone() };
    let Some(conditions) = Conditions::of(q, &open).await? else { return Ok(Vec::new()) };
    let counts: Vec<(String, String, i64)> = q
        .all(
            concat!(
                "SELECT f.axis, f.code, COUNT(DISTINCT f.product) AS many FROM catalog_facet f
                 WHERE f.product IN (SELECT p.id FROM catalog_product p WHERE ",
                conditions!(),
                ") GROUP BY f.axis, f.code"
            ),
            conditions.and(vec![]),
        )
        .await?;
    let attributes = attributes(q).await?;
    let facets = attributes.iter().filter(|attribute| attribute.filter == Filter::Shown).map(|attribute| {
        let place = |code: &str| attribute.choices.iter().position(|choice| choice.code == code);
        let mut own: Vec<&(String, String, i64)> =
            counts.iter().filter(|count| count.0 == attribute.key).collect();
        own.sort_by_key(|(_, code, _)| (place(code).unwrap_or(usize::MAX), code.clone()));
        let values = own.into_iter().flat_map(|(axis, code, many)| {
            named(&[OptionValue::new(axis, code)], std::slice::from_ref(attribute))
                .into_iter()
                .map(|it| (it, *many))
        });
        Facet { axis: attribute.key.clone(), label: attribute.name.clone(), values: values.collect() }
    });
    Ok(facets.filter(|facet| !facet.values.is_empty()).collect())
}
