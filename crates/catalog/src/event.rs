//! What others may hear of the catalogue.

use kernel::{CategoryId, Event, ProductId, Subject};
use serde::{Deserialize, Serialize};

/// A product or one of its variants is new or different. Whoever keeps a copy reads it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSaved {
    pub product: ProductId,
    pub version: i64,
}
impl Event for ProductSaved {
    const NAME: &'static str = "catalog.product_saved";
    fn subject(&self) -> Subject {
        self.product.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategorySaved {
    pub category: CategoryId,
}
impl Event for CategorySaved {
    const NAME: &'static str = "catalog.category_saved";
    fn subject(&self) -> Subject {
        self.category.into()
    }
}

/// A market, channel, brand, seller or attribute is new or different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceSaved {
    pub kind: Reference,
    pub code: String,
}
impl Event for ReferenceSaved {
    const NAME: &'static str = "catalog.reference_saved";
    fn subject(&self) -> Subject {
        Subject::named(self.kind.as_str(), &self.code)
    }
}

kernel::text_enum! {
    pub enum Reference {
        Market = "market", Channel = "channel", Brand = "brand", Seller = "seller", Attribute = "attribute",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written once has to be read for ever.
    #[test]
    fn events_keep_their_spelling() {
        let saved = r#"{"product":"product_01h455vb4pex5vsknk084sn02q","version":3}"#;
        let event: ProductSaved = serde_json::from_str(saved).unwrap();
        assert_eq!((serde_json::to_string(&event).unwrap().as_str(), event.version()), (saved, 3));
        let saved = r#"{"category":"category_01h455vb4pex5vsknk084sn02q"}"#;
        let event: CategorySaved = serde_json::from_str(saved).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), saved);
        let saved = r#"{"kind":"channel","code":"shop"}"#;
        let event: ReferenceSaved = serde_json::from_str(saved).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), saved);
        assert_eq!(event.subject().as_str(), "channel:shop");
    }
}
