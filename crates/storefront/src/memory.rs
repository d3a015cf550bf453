//! What a node remembers of catalogue and prices between two requests. Events say when it is out of date; a time limit
//! covers what no event tells: a price that becomes valid by itself.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock, Weak};
use std::time::{Duration, Instant};

use kernel::{Db, Fact};
use tokio::sync::broadcast::error::RecvError;

use crate::product::Known;
use crate::reference::Reference;
use crate::shelf::{Shelf, ShelfKey};

const FRESH: Duration = Duration::from_secs(10);
const MOST: usize = 3_000;
const LOCKED: &str = "no panic while held";

#[derive(Default)]
pub struct Memory {
    /// Rises with every change: what was read before it must not be kept.
    epoch: AtomicU64,
    pub reference: Kept<(), Reference>,
    pub products: Kept<String, Known>,
    pub shelves: Kept<ShelfKey, Shelf>,
    pub home: Kept<(), crate::home::Content>,
}

impl Memory {
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }
    /// Keeps `value`, read since `epoch`, unless something has changed since.
    pub fn keep<K: Hash + Eq, V>(&self, kept: &Kept<K, V>, key: K, epoch: u64, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut map = kept.0.write().expect(LOCKED);
        if self.epoch() == epoch {
            if map.len() >= MOST {
                map.clear();
            }
            map.insert(key, (Instant::now(), value.clone()));
        }
        value
    }
    pub fn clear(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.reference.clear();
        self.products.clear();
        self.shelves.clear();
        self.home.clear();
    }
    fn hear(&self, fact: &Fact) {
        let names = ["catalog.", "pricing.", "orders.return_policy_saved"];
        if names.iter().any(|name| fact.name.starts_with(name)) {
            self.clear();
        }
    }
}

pub struct Kept<K, V>(RwLock<HashMap<K, (Instant, Arc<V>)>>);
impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}
impl<K: Hash + Eq, V> Kept<K, V> {
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        let map = self.0.read().expect(LOCKED);
        map.get(key).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, value)| value.clone())
    }
    fn clear(&self) {
        self.0.write().expect(LOCKED).clear();
    }
}

/// Forgets when the log says so, until the shop is gone.
pub async fn follow(db: Db, memory: Weak<Memory>) {
    let mut live = db.live().subscribe();
    loop {
        let heard = live.recv().await;
        let Some(memory) = memory.upgrade() else { return };
        match heard {
            Ok(fact) => memory.hear(&fact),
            Err(RecvError::Lagged(_)) => memory.clear(),
            Err(RecvError::Closed) => return,
        }
    }
}
