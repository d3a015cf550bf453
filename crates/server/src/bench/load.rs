//! Clients that ask as fast as they are answered, for a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// CPU time of processes, user and system.
#[derive(Debug, Clone, Copy)]
pub struct Spent(pub Duration);
impl Spent {
    /// From `/proc`: ticks of a hundredth of a second, as Linux has them.
    pub fn of(processes: &[u32]) -> Self {
        let ticks = |pid: &u32| -> u64 {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            let field = |n: usize| after.split_whitespace().nth(n).and_then(|it| it.parse::<u64>().ok());
            field(11).unwrap_or(0) + field(12).unwrap_or(0)
        };
        Spent(Duration::from_millis(processes.iter().map(ticks).sum::<u64>() * 10))
    }
    pub fn since(self, earlier: Spent) -> Spent {
        Spent(self.0.saturating_sub(earlier.0))
    }
}

/// What one request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// A refusal that belongs to the case: the goods are gone.
    Refused,
}

#[derive(Debug, Clone)]
pub struct Load {
    pub count: u64,
    pub refused: u64,
    pub took: Duration,
    pub p50: Duration,
    pub p99: Duration,
}
impl Load {
    pub fn rate(&self) -> f64 {
        (self.count + self.refused) as f64 / self.took.as_secs_f64()
    }

    /// `clients` side by side call `work` with a number of its own, until `span` is over.
    pub async fn run(
        clients: usize,
        span: Duration,
        work: impl AsyncFn(&reqwest::Client, u64) -> Result<Answer, String>,
    ) -> Result<Load, String> {
        let next = AtomicU64::new(1);
        Self::until(
            clients,
            || {
                let n = next.fetch_add(1, Ordering::Relaxed);
                (n < u64::MAX).then_some(n)
            },
            span,
            work,
        )
        .await
    }

    /// The same, at most until `next` has no more to give.
    pub async fn until(
        clients: usize,
        next: impl Fn() -> Option<u64>,
        span: Duration,
        work: impl AsyncFn(&reqwest::Client, u64) -> Result<Answer, String>,
    ) -> Result<Load, String> {
        let client =
            reqwest::Client::builder().pool_max_idle_per_host(256).build().map_err(|it| it.to_string())?;
        let start = Instant::now();
        let (work, next, client) = (&work, &next, &client);
        let one = || async move {
            let (mut times, mut refused) = (Vec::new(), 0);
            while start.elapsed() < span
                && let Some(n) = next()
            {
                let asked = Instant::now();
                match work(client, n).await? {
                    Answer::Done => times.push(asked.elapsed()),
                    Answer::Refused => refused += 1,
                }
            }
            Ok::<_, String>((times, refused))
        };
        let all = futures::future::try_join_all((0..clients).map(|_| one())).await?;
        let took = start.elapsed();
        let refused = all.iter().map(|(_, refused)| refused).sum();
        let mut times: Vec<Duration> = all.into_iter().flat_map(|(times, _)| times).collect();
        times.sort_unstable();
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied();
        let (p50, p99) = (at(0.5).unwrap_or_default(), at(0.99).unwrap_or_default());
        Ok(Load { count: times.len() as u64, refused, took, p50, p99 })
    }
}
impl std::fmt::Display for Load {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(f, "{:.0}/s, p50 {:.1} ms, p99 {:.1} ms", self.rate(), ms(self.p50), ms(self.p99))
    }
}
