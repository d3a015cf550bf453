//! API keys: what a machine shows instead of a password.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Actor, ApiKeyId, Capability, Grants, LocationId, Locations, Timestamp};

use crate::Token;

kernel::text_enum! {
    pub enum KeyKind {
        /// For servers.
        Secret = "secret",
        /// For browsers and apps: may do what a shopper may, nothing else.
        Publishable = "publishable",
    }
}

impl KeyKind {
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            KeyKind::Secret => "sk_",
            KeyKind::Publishable => "pk_",
        }
    }
}

/// A key as lists show it: without the key.
#[derive(Debug, Clone)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub kind: KeyKind,
    pub name: String,
    pub hint: String,
    pub capabilities: BTreeSet<Capability>,
    pub locations: Locations,
    pub created_by: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    pub fn actor(&self) -> Actor {
        Actor::Key(self.id, Arc::new(self.grants()))
    }
    /// Whatever is written in the row, a publishable key shops and does nothing else.
    pub fn grants(&self) -> Grants {
        match self.kind {
            KeyKind::Secret => {
                Grants { capabilities: self.capabilities.clone(), locations: self.locations.clone() }
            }
            KeyKind::Publishable => {
                Grants { capabilities: [Capability::Shop].into(), locations: Locations::All }
            }
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewKey {
    pub id: ApiKeyId,
    pub kind: KeyKind,
    pub name: String,
    /// Ignored for a publishable key.
    pub capabilities: BTreeSet<Capability>,
    pub locations: Locations,
}

/// A new key, shown this once.
#[derive(Debug)]
pub struct ShownKey {
    pub id: ApiKeyId,
    pub key: Token,
}

pub(crate) fn spell_capabilities(capabilities: &BTreeSet<Capability>) -> String {
    capabilities.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ")
}
/// A capability that a later release took away is no reason to fail.
pub(crate) fn read_capabilities(text: &str) -> BTreeSet<Capability> {
    text.split(' ').filter_map(Capability::parse).collect()
}
pub(crate) fn spell_locations(locations: &Locations) -> Option<String> {
    match locations {
        Locations::All => None,
        Locations::Only(ids) => Some(ids.iter().map(LocationId::to_string).collect::<Vec<_>>().join(" ")),
    }
}
pub(crate) fn read_locations(text: Option<&str>) -> Locations {
    match text {
        None => Locations::All,
        Some(text) => Locations::Only(text.split(' ').filter_map(|id| id.parse().ok()).collect()),
    }
}
