//! The variants of a product, each a row of the form; a few rows stay empty for new ones.

use catalog::{Attribute, Ean, NamedAxis, NamedOption, OptionValue, ProductPage, SaveVariant, Text};
use kernel::{Sku, VariantId};
use ui::{Form, Words};

use crate::typing;

const EMPTY_ROWS: usize = 3;
/// More rows than this nobody types.
const MOST_ROWS: usize = 500;

pub struct VariantRow {
    /// What its fields are called: `variants.3`.
    pub name: String,
    pub sku: String,
    pub options: Vec<NamedOption>,
    /// `None` for an empty row.
    pub id: Option<VariantId>,
}

pub fn rows(known: Option<&ProductPage>) -> Vec<VariantRow> {
    let stored = known.into_iter().flat_map(|it| it.variants.iter().map(|v| (v, it.options(v))));
    let mut rows: Vec<VariantRow> = stored
        .enumerate()
        .map(|(place, (variant, options))| VariantRow {
            name: format!("variants.{place}"),
            sku: variant.sku.to_string(),
            options,
            id: Some(variant.id),
        })
        .collect();
    let from = rows.len();
    rows.extend((from..from + EMPTY_ROWS).map(|place| VariantRow {
        name: format!("variants.{place}"),
        sku: String::new(),
        options: Vec::new(),
        id: None,
    }));
    rows
}

/// What tells the variants apart: colour and size as long as there are none.
pub fn axes(known: Option<&ProductPage>, attributes: &[Attribute]) -> Vec<Attribute> {
    let used: Vec<String> = match known {
        Some(page) if !page.variants.is_empty() => {
            page.axes().into_iter().map(|(NamedAxis { axis, .. }, _)| axis).collect()
        }
        _ => [catalog::COLOR, catalog::SIZE].map(str::to_owned).into(),
    };
    let known = |key: &String| {
        let known = attributes.iter().find(|it| it.key == *key).cloned();
        known.unwrap_or_else(|| Attribute::list(key, Text::same(key), Vec::new()))
    };
    used.iter().map(known).collect()
}

pub fn fill(mut form: Form, known: &ProductPage) -> Form {
    for (place, variant) in known.variants.iter().enumerate() {
        let name = format!("variants.{place}");
        form = form
            .set(&format!("{name}.sku"), &variant.sku)
            .set(&format!("{name}.ean"), variant.ean.as_ref().map(ToString::to_string).unwrap_or_default())
            .set(&format!("{name}.weight_g"), variant.weight_g.map(|it| it.to_string()).unwrap_or_default())
            .set(&format!("{name}.keep"), "on");
    }
    form
}

/// The variants as typed, each with the number of its row; what cannot be read is said in the form.
pub fn typed(w: Words, posted: &mut Form, stored: &[SaveVariant]) -> Vec<(usize, SaveVariant)> {
    let axes: Vec<String> = posted.value("axes").split(' ').map(str::to_owned).collect();
    let rows: usize = posted.value("rows").parse::<usize>().unwrap_or(0).min(MOST_ROWS);
    let mut variants = Vec::new();
    for row in 0..rows {
        let name = format!("variants.{row}");
        let typed = posted.value(format!("{name}.sku")).trim().to_owned();
        let Some(sku) = Sku::new(typed.as_str()) else {
            if !typed.is_empty() {
                posted.fail(&format!("{name}.sku"), w.t("product-sku-wrong"));
            }
            continue;
        };
        let stored = stored.iter().find(|it| it.sku == sku).cloned();
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
        variants.push((row, variant));
    }
    variants
}

/// `/variants/2/ean` of the wish is a field of the row that was its third.
pub fn in_row(pointer: &str, rows: &[usize]) -> String {
    let mut parts: Vec<String> = pointer.split('/').map(str::to_owned).collect();
    if let [_, list, number, ..] = parts.as_mut_slice()
        && list == "variants"
        && let Some(row) = number.parse::<usize>().ok().and_then(|it| rows.get(it))
    {
        *number = row.to_string();
    }
    parts.join("/")
}
