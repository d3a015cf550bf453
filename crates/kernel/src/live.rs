//! The log as a stream inside this process: live screens and caches listen here. Nothing is promised to a listener
//! that lags: it is told so, and reads its state anew.

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::Fact;

pub struct Live(broadcast::Sender<Arc<Fact>>);
impl Default for Live {
    fn default() -> Self {
        Live(broadcast::Sender::new(4096))
    }
}
impl Live {
    /// Every fact from now on, a moment after its commit here, within a second of a commit on another node.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Fact>> {
        self.0.subscribe()
    }
    pub(crate) fn tell(&self, fact: Arc<Fact>) {
        let _ = self.0.send(fact); // nobody listens: nobody misses it
    }
}
