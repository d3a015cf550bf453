//! What others may hear of prices.

use kernel::{Event, Money, PriceListCode, Subject, Timestamp, VariantId};
use serde::{Deserialize, Serialize};

/// Prices of one list were set, in one unit; those with a later `valid_from` hold from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChanged {
    pub list: PriceListCode,
    /// Never empty.
    pub prices: Vec<ChangedPrice>,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedPrice {
    pub variant: VariantId,
    pub gross: Money,
    pub valid_from: Timestamp,
}
impl Event for PriceChanged {
    const NAME: &'static str = "pricing.price_changed";
    /// The first variant's: readers of prices ask the table, where order is kept.
    fn subject(&self) -> Subject {
        match self.prices.first() {
            Some(first) => first.variant.into(),
            None => Subject::named("price_list", self.list.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written once has to be read for ever.
    #[test]
    fn events_keep_their_spelling() {
        let told = r#"{"list":"pln","prices":[{"variant":"variant_01h455vb4pex5vsknk084sn02q","gross":{"amount":12999,"currency":"PLN"},"valid_from":"2026-11-21T20:20:49.000Z"}]}"#;
        let event: PriceChanged = serde_json::from_str(told).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), told);
        assert_eq!(event.subject().as_str(), "variant_01h455vb4pex5vsknk084sn02q");
    }
}
