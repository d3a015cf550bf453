//! What stands around every page: the way to everything else, and what machines read in its head.

use std::sync::Arc;

use catalog::MediaId;
use kernel::Problem;
use ui::{Lang, Page, Visit};

use crate::reference::Reference;
use crate::shopper::Shopper;
use crate::{Site, State, TEXTS};

pub struct Frame {
    pub site: Arc<Site>,
    pub lang: Lang,
    pub menu: Vec<Entry>,
    pub pieces: i64,
    pub is_signed_in: bool,
    pub csrf: String,
    pub seller: Option<catalog::Seller>,
    pub meta: Meta,
}

pub struct Entry {
    pub key: String,
    pub name: String,
    pub is_here: bool,
    pub children: Vec<(String, String)>,
}

/// The head of a page, for search engines and for links that are shared.
#[derive(Default)]
pub struct Meta {
    pub description: String,
    /// Path without what does not change the content.
    pub canonical: Option<String>,
    pub image: Option<MediaId>,
    /// Not to be found: baskets, accounts, lists with filters.
    pub is_private: bool,
    pub json_ld: Vec<String>,
    /// `product`, else `website`.
    pub kind: &'static str,
}

impl Frame {
    pub async fn of(state: &State, shopper: &Shopper, visit: &Visit) -> Result<Self, Problem> {
        let reference = state.reference().await?;
        Ok(Self::with(state, shopper, visit, &reference))
    }

    pub fn with(state: &State, shopper: &Shopper, visit: &Visit, reference: &Reference) -> Self {
        let lang = visit.lang;
        let path = visit.path.split('?').next().unwrap_or_default();
        let menu = reference.roots().map(|root| Entry {
            is_here: path.strip_prefix("/c/") == Some(root.key.as_str()),
            key: root.key.clone(),
            name: root.name.get(lang.code()).to_owned(),
            children: (reference.tree.children(root.id))
                .map(|child| (child.key.clone(), child.name.get(lang.code()).to_owned()))
                .collect(),
        });
        Self {
            site: state.site.clone(),
            lang,
            menu: menu.collect(),
            pieces: shopper.pieces,
            is_signed_in: shopper.person.is_some(),
            csrf: shopper.csrf.clone(),
            seller: reference.seller.clone(),
            meta: Meta { kind: "website", ..Meta::default() },
        }
    }

    /// For refusals: whatever can be had.
    pub async fn or_bare(state: &State, shopper: Option<&Shopper>, visit: &Visit) -> Self {
        if let Some(shopper) = shopper
            && let Ok(frame) = Self::of(state, shopper, visit).await
        {
            return Self { meta: Meta { is_private: true, ..frame.meta }, ..frame };
        }
        Self {
            site: state.site.clone(),
            lang: visit.lang,
            menu: Vec::new(),
            pieces: 0,
            is_signed_in: false,
            csrf: String::new(),
            seller: None,
            meta: Meta { is_private: true, kind: "website", ..Meta::default() },
        }
    }

    pub fn page(&self, visit: &Visit, title: impl Into<String>) -> Page {
        Page::new(&TEXTS, visit, title).site(self.site.name.clone()).csrf(self.csrf.clone())
    }

    pub fn private(mut self) -> Self {
        self.meta.is_private = true;
        self
    }

    pub fn claim(&self) -> &str {
        self.site.brand.claim.get(self.lang.code())
    }
    /// A claim of several short sentences stands one above the other.
    pub fn claim_lines(&self) -> Vec<&str> {
        self.claim().split_inclusive(". ").map(str::trim).collect()
    }
    pub fn lead(&self) -> &str {
        self.site.brand.lead.get(self.lang.code())
    }
    pub fn story(&self) -> &str {
        self.site.brand.story.get(self.lang.code())
    }
    pub fn about(&self) -> &str {
        self.site.brand.about.get(self.lang.code())
    }
    pub fn promises(&self) -> Vec<(&str, &str)> {
        let code = self.lang.code();
        self.site.brand.promises.iter().map(|(title, text)| (title.get(code), text.get(code))).collect()
    }
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.site.public_url)
    }
    pub fn is_hidden(&self) -> bool {
        self.meta.is_private || self.site.demo
    }
}

/// Data for machines inside a page; nothing in it can end the script element.
pub fn json_ld(value: serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
