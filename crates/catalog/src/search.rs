//! Finding products by words: folded, by the beginning of every word, best first. One search for the shop, the till and
//! the back office.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{CategoryId, ProductId, Query, Sku, VariantId, args, row, rows};

use crate::product_rows::{stem, variants_of};
use crate::text::words;
use crate::{
    Attribute, Brand, Card, Ean, Error, Status, Tree, Variant, VariantCard, VariantStatus, attributes,
    brands, cards, categories, variants,
};

/// More words make nothing clearer.
const MOST_WORDS: usize = 8;
/// How many products a search looks at before lists narrow it further.
pub(crate) const MOST_HITS: i64 = 1_000;

/// How much it says that a word names the category, the brand, or a value like a colour.
const IN_CATEGORY: i64 = 4;
const IN_BRAND: i64 = 6;
const IN_OPTION: i64 = 4;

/// Products that shoppers may see, best first.
pub async fn search(q: &mut impl Query, text: &str, lang: &str, limit: i64) -> Result<Vec<Card>, Error> {
    let _ = lang; // every language is searched: people mix them
    let hits = hits(q, text, Some(Status::Published), limit.clamp(0, MOST_HITS)).await?;
    cards(q, &hits.iter().map(|hit| hit.0).collect::<Vec<_>>()).await
}

/// Variants for the till and the staff: a scanned barcode or a typed SKU is answered at once, other words find products
/// and then narrow their variants (`kurtka granat m`). Drafts are left out, archived ones are not.
pub async fn search_variants(q: &mut impl Query, text: &str, limit: i64) -> Result<Vec<VariantCard>, Error> {
    if let Some(id) = exact(q, text.trim()).await? {
        return variants(q, &[id]).await;
    }
    let limit = limit.clamp(0, 200) as usize;
    let hits = hits(q, text, None, 50).await?;
    let products: Vec<ProductId> = hits.iter().map(|hit| hit.0).collect();
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let vocabulary = attributes(q).await?;
    let terms = terms(text);
    let mut found: Vec<(usize, usize, Variant)> = variants_of(q, &products)
        .await?
        .into_iter()
        .map(|variant| {
            let own = own_words(&variant, &vocabulary);
            let missed = terms.iter().filter(|term| !own.iter().any(|word| answers(word, term))).count();
            let place = products.iter().position(|id| *id == variant.product).unwrap_or(usize::MAX);
            (missed, place, variant)
        })
        .collect();
    // Per product, those that answer most of the words; products stay in their order.
    let best = found.iter().fold(BTreeMap::new(), |mut best: BTreeMap<usize, usize>, (missed, place, _)| {
        best.entry(*place).and_modify(|least| *least = (*least).min(*missed)).or_insert(*missed);
        best
    });
    found.retain(|(missed, place, variant)| {
        best.get(place) == Some(missed) && variant.status == VariantStatus::Active
    });
    found.sort_by_key(|(_, place, variant)| (*place, variant.position));
    let ids: Vec<VariantId> = found.iter().take(limit).map(|(_, _, variant)| variant.id).collect();
    let mut found = variants(q, &ids).await?;
    found.retain(|card| card.product_status != Status::Draft);
    Ok(found)
}

/// A barcode, or a SKU as it is written.
async fn exact(q: &mut impl Query, text: &str) -> Result<Option<VariantId>, Error> {
    let (sku, ean) = (Sku::new(text), Ean::parse(text).ok());
    let found: Vec<(VariantId,)> = q
        .all(
            "SELECT id FROM catalog_variant WHERE ean = $1 OR sku = $2 ORDER BY status LIMIT 1",
            args![ean, sku],
        )
        .await?;
    Ok(found.first().map(|row| row.0))
}

fn own_words(variant: &Variant, vocabulary: &[Attribute]) -> BTreeSet<String> {
    let mut own: BTreeSet<String> = words(variant.sku.as_str()).into_iter().collect();
    own.extend(variant.ean.iter().map(|ean| ean.to_string()));
    for option in &variant.options {
        own.extend(words(&option.code));
        let attribute = vocabulary.iter().find(|attribute| attribute.key == option.axis);
        if let Some(choice) = attribute.and_then(|attribute| attribute.choice(&option.code)) {
            own.extend(choice.name.iter().flat_map(|(_, name)| words(name)));
        }
    }
    own
}

fn terms(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words(text).into_iter().filter(|word| seen.insert(word.clone())).take(MOST_WORDS).collect()
}

/// Polish and English endings change; the beginning of a longer word says enough: `kurtki` finds `kurtka`.
fn root(term: &str) -> &str {
    let letters = term.chars().count();
    match term.chars().last() {
        Some(last) if letters >= 5 && "aeiouy".contains(last) => &term[..term.len() - last.len_utf8()],
        _ => term,
    }
}

/// Does the word begin as the term does? A single letter has to be the whole word.
fn answers(word: &str, term: &str) -> bool {
    if term.chars().count() < 2 { word == term } else { word.starts_with(root(term)) }
}
fn begins(name: &str, term: &str) -> bool {
    words(name).iter().any(|word| answers(word, term))
}

/// Products that answer every word, with how well. Single letters count as whole words only (`m`, `l`).
pub(crate) async fn hits(
    q: &mut impl Query,
    text: &str,
    status: Option<Status>,
    limit: i64,
) -> Result<Vec<(ProductId, i64)>, Error> {
    let terms = terms(text);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let (tree, brands, attributes) = (categories(q).await?, brands(q).await?, attributes(q).await?);
    let lists = Lists::of(&terms, &tree, &brands, &attributes);
    let found: Vec<(ProductId, i64)> = q
        .all(
            "SELECT best.product, CAST(SUM(best.weight) AS bigint) AS score
             FROM (SELECT hit.term, hit.product, MAX(hit.weight) AS weight
                   FROM (SELECT {row.int term} AS term, w.product AS product,
                                w.weight * 2 + CASE WHEN w.word = {row.text term_text} THEN w.weight ELSE 0 END AS weight
                         FROM {rows $1} JOIN catalog_word w ON w.stem = {row.text stem} AND w.word LIKE {row.text pattern}
                         UNION ALL
                         SELECT {row.int term}, c.product, {row.int weight}
                         FROM {rows $2} JOIN catalog_product_category c ON c.category = {row.uuid category}
                         UNION ALL
                         SELECT {row.int term}, b.id, {row.int weight}
                         FROM {rows $3} JOIN catalog_product b ON b.brand = {row.text brand}
                         UNION ALL
                         SELECT {row.int term}, f.product, {row.int weight}
                         FROM {rows $4} JOIN catalog_facet f ON f.axis = {row.text axis} AND f.code = {row.text code}
                        ) AS hit
                   GROUP BY hit.term, hit.product) AS best
             JOIN catalog_product p ON p.id = best.product
             WHERE CAST($5 AS text) IS NULL OR p.status = $5
             GROUP BY best.product
             HAVING COUNT(*) = CAST($6 AS bigint)
             ORDER BY score DESC, best.product DESC
             LIMIT $7",
            args![
                rows(lists.words),
                rows(lists.categories),
                rows(lists.brands),
                rows(lists.options),
                status,
                terms.len() as i64,
                limit
            ],
        )
        .await?;
    Ok(found)
}

/// What each word of the search may mean, as rows for the statement.
#[derive(Default)]
struct Lists {
    words: Vec<serde_json::Value>,
    categories: Vec<serde_json::Value>,
    brands: Vec<serde_json::Value>,
    options: Vec<serde_json::Value>,
}
impl Lists {
    fn of(terms: &[String], tree: &Tree, brands: &[Brand], attributes: &[Attribute]) -> Self {
        let mut lists = Lists::default();
        for (number, term) in (0i64..).zip(terms) {
            let is_short = term.chars().count() < 2;
            let pattern = if is_short { term.clone() } else { root(term).to_owned() + "%" };
            lists.words.push(row! { term: number, term_text: *term, stem: stem(term), pattern: pattern });
            let named =
                tree.all().iter().filter(|category| category.name.iter().any(|(_, name)| begins(name, term)));
            let meant: BTreeSet<CategoryId> = named.flat_map(|category| tree.below(category.id)).collect();
            for category in meant {
                lists.categories.push(row! { term: number, category: category, weight: IN_CATEGORY });
            }
            for brand in brands.iter().filter(|brand| begins(&brand.name, term)) {
                lists.brands.push(row! { term: number, brand: brand.code, weight: IN_BRAND });
            }
            for attribute in attributes {
                let named = attribute.choices.iter().filter(|choice| {
                    begins(&choice.code, term) || choice.name.iter().any(|(_, name)| begins(name, term))
                });
                for choice in named {
                    lists.options.push(
                        row! { term: number, axis: attribute.key, code: choice.code, weight: IN_OPTION },
                    );
                }
            }
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_do_not_hide_a_word() {
        assert_eq!(root("kurtki"), "kurtk");
        assert_eq!(root("buty"), "buty");
        assert!(begins("Kurtki i płaszcze", "kurtka"));
        assert!(begins("L", "l") && !begins("Long", "l"));
    }

    #[test]
    fn words_are_counted_once_and_not_without_end() {
        assert_eq!(terms("Kurtka, KURTKA m"), ["kurtka", "m"]);
        assert_eq!(terms(&"a b c d e f g h i j".repeat(9)).len(), MOST_WORDS);
    }
}
