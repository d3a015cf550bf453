//! Browsers and what they look at, before and after we know whose they are.

use std::collections::BTreeMap;

use kernel::{ChannelCode, PersonId, ProductId, Timestamp, VariantId, VisitorId};
use serde::{Deserialize, Serialize};

/// Click ids that advertising networks put behind a link. They prove which click brought somebody.
const CLICK_IDS: &[&str] = &[
    "fbclid",
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "ttclid",
    "msclkid",
    "twclid",
    "li_fat_id",
    "epik",
    "sccid",
    "igshid",
    "yclid",
    "rdt_cid",
];
/// Real click ids have up to some 500 letters.
const LONGEST: usize = 600;
const LONGEST_PATH: usize = 1000;

/// Where somebody came from, as the link said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Campaign {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// `fbclid`, `gclid`, …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub clicks: BTreeMap<String, String>,
}
impl Campaign {
    /// From the decoded parameters of a link: `utm_*` and click ids; the rest is ignored.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut campaign = Self::default();
        for (name, value) in pairs {
            let value: String = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
            if value.trim().is_empty() {
                continue;
            }
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                "utm_source" => campaign.source = Some(value),
                "utm_medium" => campaign.medium = Some(value),
                "utm_campaign" => campaign.campaign = Some(value),
                "utm_content" => campaign.content = Some(value),
                "utm_term" => campaign.term = Some(value),
                click if CLICK_IDS.contains(&click) => drop(campaign.clicks.insert(name, value)),
                _ => {}
            }
        }
        campaign
    }
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
    /// Whether a paid click brought the visit: a click id or a medium that is bought.
    pub fn is_ad(&self) -> bool {
        const BOUGHT: &[&str] = &[
            "cpc",
            "ppc",
            "paid",
            "paidsocial",
            "paid_social",
            "paid-social",
            "cpm",
            "display",
            "ads",
            "ad",
        ];
        let medium = self.medium.as_deref().map(str::to_ascii_lowercase);
        !self.clicks.is_empty() || medium.is_some_and(|it| BOUGHT.contains(&it.as_str()))
    }
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("text and maps of text are JSON")
    }
}

/// A first visit of a browser.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Visitor {
    pub id: VisitorId,
    pub channel: ChannelCode,
    pub first_seen: Timestamp,
    /// The page it arrived at.
    pub landing: String,
    pub campaign: Campaign,
}

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum ActivityKind {
        /// Arrived from a campaign.
        AdClick = "ad_click",
        PageView = "page_view",
        ProductView = "product_view",
        Search = "search",
        AddToBasket = "add_to_basket",
        RemoveFromBasket = "remove_from_basket",
        CheckoutStarted = "checkout_started",
    }
}

/// Who did it: a browser whose owner may be unknown, or a person we see directly (a scanned card at a kiosk).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Visitor(VisitorId),
    Person(PersonId),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Activity {
    pub who: Who,
    pub kind: ActivityKind,
    pub channel: ChannelCode,
    pub at: Timestamp,
    /// Path of the page, without the campaign.
    pub path: String,
    #[serde(default)]
    pub product: Option<ProductId>,
    #[serde(default)]
    pub variant: Option<VariantId>,
    /// What was searched for.
    #[serde(default)]
    pub query: Option<String>,
    #[serde(default)]
    pub campaign: Campaign,
}

/// Cut to a length that a table can bear: it comes from outside.
pub fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_PATH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_tells_its_campaign_and_click() {
        let pairs = [
            ("utm_source", "instagram"),
            ("utm_medium", "social"),
            ("FBCLID", "IwAR0x"),
            ("size", "M"),
            ("gclid", " "),
        ];
        let campaign = Campaign::from_pairs(pairs);
        assert_eq!(campaign.source.as_deref(), Some("instagram"));
        assert_eq!(campaign.clicks, BTreeMap::from([("fbclid".to_owned(), "IwAR0x".to_owned())]));
        assert!(campaign.is_ad());
        assert!(Campaign::from_pairs([("size", "M")]).is_empty());
        assert!(!Campaign::from_pairs([("utm_source", "newsletter"), ("utm_medium", "email")]).is_ad());
    }

    #[test]
    fn an_empty_campaign_is_an_empty_object() {
        assert_eq!(Campaign::default().json().to_string(), "{}");
        let read: Campaign = serde_json::from_str(r#"{"source":"x","later_field":1}"#).unwrap();
        assert_eq!(read.source.as_deref(), Some("x"));
    }
}
