//! What the document shows as examples. Given things that exist, every example can be tried as it stands.

use std::collections::BTreeMap;

use inventory::{Capability, LocationState, StockFilter};
use kernel::{PageRequest, VariantId};

use crate::State;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    pub sku: String,
    /// Key of a product.
    pub product: String,
    /// Code of a store where `sku` can be collected.
    pub location: String,
    pub channel: String,
    pub seller: String,
    pub brand: String,
    pub price_list: String,
    pub category: String,
    /// Name of a payment provider.
    pub provider: String,
    /// Ids of things that exist, by prefix: `order` → `order_01h…`.
    pub ids: BTreeMap<String, String>,
}

impl Default for Examples {
    /// What the code says; [`Examples::put_in`] replaces these.
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            sku: text("DEMO-1"),
            product: text("demo-product"),
            location: text("gda-1"),
            channel: text("shop"),
            seller: text("szron"),
            brand: text("szron"),
            price_list: text("pln"),
            category: text("demo-category"),
            provider: text("simpay"),
            ids: BTreeMap::new(),
        }
    }
}

impl Examples {
    /// Replaces the examples of the code in `example`, `examples` and `default` places of the document.
    pub(crate) fn put_in(&self, document: &mut serde_json::Value) {
        let code = Examples::default();
        let mut swaps: BTreeMap<(Option<&str>, String), String> = BTreeMap::new();
        // Seller and brand share a word, so what they belong to decides.
        for (name, from, to) in [
            (None, code.sku, &self.sku),
            (None, code.product, &self.product),
            (None, code.location, &self.location),
            (Some("channel"), code.channel, &self.channel),
            (Some("Channel"), text(&Examples::default().channel), &self.channel),
            (Some("seller"), text(&code.seller), &self.seller),
            (Some("Seller"), code.seller, &self.seller),
            (Some("brand"), text(&code.brand), &self.brand),
            (Some("Brand"), code.brand, &self.brand),
            (None, code.price_list, &self.price_list),
            (None, code.category, &self.category),
            (None, code.provider, &self.provider),
        ] {
            swaps.insert((name, from), to.clone());
        }
        for (prefix, id) in &self.ids {
            swaps.insert((None, format!("{prefix}_{}", crate::wire::SAMPLE)), id.clone());
        }
        walk(document, "", &swaps);
    }
}

/// Examples from what there is: a store where shoppers collect, and what lies there most of. `None` as long as there is
/// nothing to show.
pub(crate) async fn found(state: &State) -> Result<Option<Examples>> {
    let mut read = state.db.read_stale().await?;
    let channels = catalog::channels(&mut read).await?;
    let shop = channels.iter().find(|it| it.code.as_str() == "shop").or(channels.first());
    let places = inventory::places(&state.db).await?;
    let collects = |it: &inventory::Location| {
        it.state == LocationState::Active && it.capabilities.contains(&Capability::Pickup)
    };
    let store = places.iter().map(|place| &place.location).find(|it| collects(it));
    let (Some(channel), Some(store)) = (shop, store) else { return Ok(None) };
    let filter = StockFilter { location: Some(store.id), ..StockFilter::default() };
    let mut stock = inventory::stock(&mut read, &filter, &PageRequest::first(200)).await?.items;
    stock.sort_by_key(|row| std::cmp::Reverse(row.available()));
    let most: Vec<VariantId> = stock.iter().map(|row| row.variant).collect();
    let cards = catalog::variants(&mut read, &most).await?;
    let card = cards.into_iter().find(|card| card.product_status == catalog::Status::Published);
    let Some(card) = card else { return Ok(None) };
    let page = catalog::product_page(&mut read, card.product).await?;
    let code = Examples::default();
    Ok(Some(Examples {
        sku: card.sku.to_string(),
        product: card.product_key,
        location: store.code.clone(),
        channel: channel.code.to_string(),
        seller: store.seller.to_string(),
        brand: page.product.brand.map_or(code.brand, |it| it.to_string()),
        price_list: channel.price_list.to_string(),
        category: page.categories.first().map_or(code.category, |it| it.key.clone()),
        provider: state.providers.names().next().map_or(code.provider, str::to_owned),
        ids: BTreeMap::new(),
    }))
}

fn text(it: &str) -> String {
    it.to_owned()
}

/// `owner` is the name of the nearest field or schema that says what a text is.
fn walk(value: &mut serde_json::Value, owner: &str, swaps: &BTreeMap<(Option<&str>, String), String>) {
    match value {
        serde_json::Value::String(it) => {
            let found = swaps.get(&(None, it.clone())).or_else(|| {
                swaps.iter().find_map(|((name, from), to)| (*name == Some(owner) && from == it).then_some(to))
            });
            if let Some(to) = found {
                it.clone_from(to);
            } else if it.contains('\n') && owner == "body" {
                // A file inside a body names several things.
                for ((_, from), to) in swaps.iter().filter(|((name, _), _)| name.is_none()) {
                    *it = it.replace(from, to);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| walk(item, owner, swaps)),
        serde_json::Value::Object(fields) => {
            // A parameter says its name beside its example.
            let named =
                fields.get("in").and(fields.get("name")).and_then(|it| it.as_str()).map(str::to_owned);
            for (key, item) in fields.iter_mut() {
                let speaks_of_owner = matches!(
                    key.as_str(),
                    "example" | "examples" | "schema" | "items" | "anyOf" | "oneOf" | "default" | "value"
                );
                let name = named.as_deref().unwrap_or(if speaks_of_owner { owner } else { key });
                walk(item, name, swaps);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_become_things_that_exist() {
        let mut document = serde_json::json!({
            "a": {"example": "DEMO-1"},
            "Seller": {"examples": ["szron"]},
            "Brand": {"examples": ["szron"]},
            "ids": ["order_01h455vb4pex5vsknk084sn02q"],
            "p": {"in": "query", "name": "channel", "example": "shop"},
            "q": {"in": "query", "name": "other", "example": "shop"},
            "body": "sku\nDEMO-1\n",
        });
        let ids = [("order".to_owned(), "order_real".to_owned())].into();
        let examples = Examples {
            sku: "SZR-1".into(),
            seller: "szron-sa".into(),
            channel: "web".into(),
            ids,
            ..Examples::default()
        };
        examples.put_in(&mut document);
        assert_eq!(
            document,
            serde_json::json!({
                "a": {"example": "SZR-1"},
                "Seller": {"examples": ["szron-sa"]},
                "Brand": {"examples": ["szron"]},
                "ids": ["order_real"],
                "p": {"in": "query", "name": "channel", "example": "web"},
                "q": {"in": "query", "name": "other", "example": "shop"},
                "body": "sku\nSZR-1\n",
            })
        );
    }
}
