//! A product as search engines and shopping feeds read it.

use inventory::Filter;
use kernel::{Money, Problem, VariantId};
use serde_json::{Value, json};
use ui::{Visit, encode};

use crate::State;
use crate::frame::{Frame, json_ld};
use crate::product::Known;

/// `349.00`, as schema.org wants amounts.
pub fn amount(money: Money) -> String {
    let exponent = money.currency.exponent() as usize;
    let unit = 10_i64.pow(exponent as u32);
    if exponent == 0 {
        money.minor.to_string()
    } else {
        format!("{}.{:0exponent$}", money.minor / unit, money.minor % unit)
    }
}

/// The product with an offer per variant, and the way down to it.
pub async fn both(
    state: &State,
    frame: &Frame,
    known: &Known,
    visit: &Visit,
) -> Result<Vec<String>, Problem> {
    let lang = visit.lang.code();
    let (product, text) = (&known.page.product, known.page.product.text(lang));
    let url = frame.absolute(&format!("/p/{}", product.key));
    let ids: Vec<VariantId> = known.page.variants.iter().map(|it| it.id).collect();
    let cells = inventory::many(&state.db, &ids).await?;
    let places = inventory::places(&state.db).await?;
    let anywhere = Filter::default();
    let brand =
        known.page.brand.as_ref().map(|it| it.name.clone()).unwrap_or_else(|| state.site.name.clone());
    let variants: Vec<Value> = (known.page.variants.iter())
        .filter_map(|it| {
            let price = known.prices.get(&it.id)?;
            let left = cells.get(&it.id).map_or(0, |cells| cells.total(&places, &anywhere));
            let availability = if left > 0 { "InStock" } else { "OutOfStock" };
            let named = known.page.options(it);
            let word = |axis: &str| {
                named.iter().find(|option| option.axis == axis).map(|option| option.name.get(lang).to_owned())
            };
            let picture = known.page.media.iter().find(|picture| picture.color.as_deref() == it.color());
            Some(json!({
                "@type": "Product", "sku": it.sku.as_str(), "gtin13": it.ean.as_ref().map(|ean| ean.to_string()),
                "name": text.name, "color": word(catalog::COLOR), "size": word(catalog::SIZE),
                "image": picture.map(|picture| frame.absolute(&format!("/media/{}", picture.media))),
                "offers": {
                    "@type": "Offer", "url": format!("{url}?v={}", encode(it.sku.as_str())),
                    "price": amount(price.gross), "priceCurrency": price.gross.currency.as_str(),
                    "availability": format!("https://schema.org/{availability}"),
                    "itemCondition": "https://schema.org/NewCondition"
                }
            }))
        })
        .collect();
    let images: Vec<String> =
        known.page.media.iter().take(6).map(|it| frame.absolute(&format!("/media/{}", it.media))).collect();
    let group = json!({
        "@context": "https://schema.org", "@type": "ProductGroup", "productGroupID": product.key,
        "name": text.name, "description": text.description, "url": url, "image": images,
        "brand": { "@type": "Brand", "name": brand },
        "variesBy": ["https://schema.org/color", "https://schema.org/size"],
        "hasVariant": variants
    });
    let steps = known.page.path.iter().map(|it| (it.name.get(lang).to_owned(), format!("/c/{}", it.key)));
    let steps = steps.chain([(text.name.clone(), format!("/p/{}", product.key))]);
    let items: Vec<Value> = steps
        .enumerate()
        .map(|(place, (name, href))| {
            json!({ "@type": "ListItem", "position": place + 1, "name": name, "item": frame.absolute(&href) })
        })
        .collect();
    let crumbs =
        json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items });
    Ok(vec![json_ld(group), json_ld(crumbs)])
}
