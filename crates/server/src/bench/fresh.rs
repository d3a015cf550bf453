//! P9: how soon a change of stock is seen. On the node that made it: by the next question. On another node of the same
//! PostgreSQL, and by whoever listens to its events: within a second.

use std::time::{Duration, Instant};

use futures::StreamExt as _;

use super::stage::Stage;

const CHANGES: usize = 200;
/// Half of a second between the slowest sign of life and giving up would hide what P9 asks for.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Seen {
    /// Changes that the same node did not know of when it was asked after its own answer.
    pub stale_here: usize,
    /// From the answer to the change until another node tells it.
    pub elsewhere: Option<Spans>,
    /// From the answer to the change until the event arrives at a listener (of another node, where there is one).
    pub live: Spans,
}

pub struct Spans(Vec<Duration>);
impl Spans {
    pub fn at(&self, share: f64) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}
impl std::fmt::Display for Spans {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |share| self.at(share).as_secs_f64() * 1e3;
        write!(f, "p50 {:.1} ms, p99 {:.1} ms", ms(0.5), ms(0.99))
    }
}

pub async fn watch(stage: &Stage) -> Result<Seen, String> {
    let other = match stage.is_shared() {
        true => Some(stage.another_node().await?),
        false => None,
    };
    let listened_at = other.as_ref().map_or(stage.url(), |node| node.url());
    let (heard, mut hearing) = tokio::sync::mpsc::unbounded_channel();
    let listening = listen(stage, listened_at).await?;
    let listener = tokio::spawn(async move {
        let mut listening = std::pin::pin!(listening);
        while let Some(count) = listening.next().await {
            for _ in 0..count {
                let _ = heard.send(Instant::now());
            }
        }
    });
    let (mut stale_here, mut elsewhere, mut live) = (0, Vec::new(), Vec::new());
    let mut expected = stage.available(stage.url()).await?;
    for _ in 0..CHANGES {
        stage.receive_one().await?;
        let changed = Instant::now();
        expected += 1;
        if stage.available(stage.url()).await? != expected {
            stale_here += 1;
        }
        if let Some(node) = &other {
            while stage.available(node.url()).await? != expected {
                if changed.elapsed() > PATIENCE {
                    return Err("the other node never saw the change".to_owned());
                }
            }
            elsewhere.push(changed.elapsed());
        }
        let heard = tokio::time::timeout(PATIENCE, hearing.recv()).await;
        let at = heard.ok().flatten().ok_or("the event never reached a listener")?;
        live.push(at.saturating_duration_since(changed));
    }
    listener.abort();
    elsewhere.sort_unstable();
    live.sort_unstable();
    let elsewhere = other.is_some().then_some(Spans(elsewhere));
    Ok(Seen { stale_here, elsewhere, live: Spans(live) })
}

/// How many events each piece of the stream of stock events brings.
async fn listen(stage: &Stage, url: &str) -> Result<impl futures::Stream<Item = usize> + use<>, String> {
    let url = format!("{url}/api/v1/events/stream?types=inventory.stock_changed");
    let response = stage.get(&url).await?;
    Ok(futures::stream::unfold(response, async |mut response| {
        let chunk = response.chunk().await.ok().flatten()?;
        let text = String::from_utf8_lossy(&chunk).into_owned();
        Some((text.matches("event: inventory.stock_changed").count(), response))
    }))
}
