//! What every handler is given: the database, the pictures, the payment provider, who we are, and what is kept in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{Blobs, MediaId, Text};
use kernel::{ChannelCode, Db};
use payments::{Provider, Providers};

use crate::memory::Memory;
use crate::track::Tracker;

/// How this shop is called, where it stands, and how it looks.
#[derive(Clone)]
pub struct Site {
    pub channel: ChannelCode,
    /// `https://shop.example`, without a slash at the end.
    pub public_url: String,
    /// Signs what a browser hands back to us.
    pub secret: [u8; 32],
    /// The site is reached by HTTPS: cookies are for it alone.
    pub secure: bool,
    pub name: String,
    /// A trial: search engines are asked to stay away.
    pub demo: bool,
    pub brand: BrandArt,
}

/// The face of the brand; whatever is missing is told in type instead.
#[derive(Debug, Clone, Default)]
pub struct BrandArt {
    pub wordmark: Option<MediaId>,
    /// Stands in the browser's tab.
    pub icon: Option<MediaId>,
    /// The scene at the top of the home page, wide.
    pub hero: Option<MediaId>,
    /// The same for phones.
    pub hero_square: Option<MediaId>,
    /// A second, quieter scene in the middle of the home page.
    pub scene: Option<MediaId>,
    /// What a store looks like from the street, wide.
    pub store: Option<MediaId>,
    /// The same for phones.
    pub store_square: Option<MediaId>,
    /// By key of the category.
    pub tiles: BTreeMap<String, MediaId>,
    pub claim: Text,
    /// A sentence below the claim.
    pub lead: Text,
    /// The heading above `about`.
    pub story: Text,
    pub about: Text,
    /// What shoppers may count on: a title and a sentence.
    pub promises: Vec<(Text, Text)>,
    pub contact_email: Option<String>,
    pub contact_phone: Option<String>,
}

#[derive(Clone)]
pub struct State {
    pub db: Db,
    pub blobs: Blobs,
    pub site: Arc<Site>,
    pub(crate) providers: Providers,
    /// Through whom shoppers pay online, if anybody.
    pub(crate) provider: Option<Arc<str>>,
    pub(crate) memory: Arc<Memory>,
    pub(crate) tracker: Tracker,
}

impl State {
    /// Starts the tasks that keep memory right and store what was looked at; call it inside the runtime. Without a provider
    /// nothing is paid for online, and nothing is offered that would have to be.
    pub fn new(db: Db, blobs: Blobs, provider: Option<Arc<dyn Provider>>, site: Site) -> Self {
        let memory = Arc::new(Memory::default());
        tokio::spawn(crate::memory::follow(db.clone(), Arc::downgrade(&memory)));
        let tracker = Tracker::start(db.clone());
        let name = provider.as_ref().map(|it| it.name().into());
        let providers = Providers::new(provider);
        Self { db, blobs, site: Arc::new(site), providers, provider: name, memory, tracker }
    }

    /// Stores what was looked at and not stored yet. Call it when the server stops, after the last answer.
    pub async fn finish(&self) {
        self.tracker.flush().await;
    }
}
