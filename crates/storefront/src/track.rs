//! What shoppers look at: handed over without waiting, stored in batches.

use std::time::Duration;

use customers::Activity;
use kernel::{Actor, Db};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// How long a batch gathers, and how much it holds at most.
const GATHER: Duration = Duration::from_millis(150);
const BATCH: usize = 500;
/// Beyond this, views are dropped: counting must never stand in the way of selling.
const QUEUE: usize = 20_000;

enum Message {
    Seen(Box<Activity>),
    Flush(oneshot::Sender<()>),
}

#[derive(Clone)]
pub struct Tracker(mpsc::Sender<Message>);

impl Tracker {
    pub fn start(db: Db) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        tokio::spawn(keep(db, queue));
        Self(sender)
    }
    /// Never waits.
    pub fn see(&self, activity: Activity) {
        if self.0.try_send(Message::Seen(Box::new(activity))).is_err() {
            tracing::warn!("views come faster than they are stored; one was dropped");
        }
    }
    /// Returns when everything seen so far is stored.
    pub async fn flush(&self) {
        let (done, stored) = oneshot::channel();
        if self.0.send(Message::Flush(done)).await.is_ok() {
            let _ = stored.await;
        }
    }
}

async fn keep(db: Db, mut queue: mpsc::Receiver<Message>) {
    while let Some(first) = queue.recv().await {
        let (mut batch, mut waiting) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        let end = tokio::time::Instant::now() + GATHER;
        while let Some(message) = next {
            match message {
                Message::Seen(activity) => batch.push(*activity),
                Message::Flush(done) => waiting.push(done),
            }
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            let is_full = batch.len() >= BATCH || !waiting.is_empty();
            next = if is_full {
                queue.try_recv().ok()
            } else {
                timeout(left, queue.recv()).await.ok().flatten()
            };
            if batch.len() >= BATCH * 4 {
                break;
            }
        }
        store(&db, batch).await;
        for done in waiting {
            let _ = done.send(()); // whoever asked may have gone
        }
    }
}

async fn store(db: &Db, batch: Vec<Activity>) {
    if batch.is_empty() {
        return;
    }
    let many = batch.len();
    let stored = db.run(&Actor::System, async |tx| customers::track(tx, batch.clone()).await).await;
    if let Err(error) = stored {
        tracing::error!(%error, many, "views were not stored");
    }
}
