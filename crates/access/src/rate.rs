//! How many requests a key, an address or an account may send: token buckets in this process's memory.
//!
//! With several nodes each counts for itself, so the chain-wide limit is the sum. Sign-in has its own counters in the
//! database, which hold on all nodes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;

use kernel::Timestamp;

/// `burst` at once, then `per_second`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub burst: f64,
    pub per_second: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub per_address: Rate,
    pub per_key: Rate,
    /// Of a person or a member of staff.
    pub per_account: Rate,
}
impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: Rate { burst: 600.0, per_second: 100.0 },
            per_key: Rate { burst: 2_000.0, per_second: 500.0 },
            per_account: Rate { burst: 300.0, per_second: 50.0 },
        }
    }
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    Address(&'a str),
    Key(&'a str),
    Account(&'a str),
}

/// Refused: how many whole seconds to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub i64);

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

const SHARDS: usize = 16;
/// More than this per shard and the full buckets, which say nothing, are dropped.
const CROWD: usize = 4_096;

pub struct RateLimiter {
    limits: Limits,
    spread: RandomState,
    shards: [Mutex<HashMap<u64, Bucket>>; SHARDS],
}

impl RateLimiter {
    pub fn new(limits: Limits) -> Self {
        Self { limits, spread: RandomState::new(), shards: Default::default() }
    }

    /// Takes one token, or says how long to wait for it.
    pub fn take(&self, subject: Subject<'_>, now: Timestamp) -> Result<(), Wait> {
        let (rate, hash) = match subject {
            Subject::Address(text) => (self.limits.per_address, self.spread.hash_one((0, text))),
            Subject::Key(text) => (self.limits.per_key, self.spread.hash_one((1, text))),
            Subject::Account(text) => (self.limits.per_account, self.spread.hash_one((2, text))),
        };
        let mut buckets = self.shards[hash as usize % SHARDS].lock().expect("no panic while held");
        if buckets.len() > CROWD {
            let full = |it: &Bucket| it.tokens + since(it.at, now) * rate.per_second >= rate.burst;
            buckets.retain(|_, it| !full(it));
            if buckets.len() > CROWD {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(hash).or_insert(Bucket { tokens: rate.burst, at: now });
        bucket.tokens = (bucket.tokens + since(bucket.at, now) * rate.per_second).min(rate.burst);
        bucket.at = now.max(bucket.at);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let seconds = if rate.per_second > 0.0 { (1.0 - bucket.tokens) / rate.per_second } else { 3600.0 };
        Err(Wait((seconds.ceil() as i64).max(1)))
    }
}

fn since(earlier: Timestamp, now: Timestamp) -> f64 {
    now.since(earlier).max(0) as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_one_waits() {
        let rate = Rate { burst: 3.0, per_second: 2.0 };
        let limiter = RateLimiter::new(Limits { per_address: rate, per_key: rate, per_account: rate });
        let now = Timestamp::from_millis(1_800_000_000_000);
        let ask = |at| limiter.take(Subject::Address("10.0.0.1"), at);
        assert!((0..3).all(|_| ask(now).is_ok()));
        assert_eq!(ask(now), Err(Wait(1)));
        assert!(limiter.take(Subject::Address("10.0.0.2"), now).is_ok());
        assert!(limiter.take(Subject::Key("10.0.0.1"), now).is_ok());
        assert!(ask(now.plus_millis(500)).is_ok());
        assert!(ask(now.plus_millis(500)).is_err());
        assert!((0..3).all(|_| ask(now.plus_minutes(1)).is_ok()));
        assert!(ask(now.plus_minutes(1)).is_err());
    }

    #[test]
    fn a_crowd_of_addresses_does_not_fill_the_memory() {
        let limiter = RateLimiter::new(Limits::default());
        let now = Timestamp::from_millis(1_800_000_000_000);
        for n in 0..200_000 {
            let _ = limiter.take(Subject::Address(&n.to_string()), now);
        }
        let held: usize = limiter.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(held <= SHARDS * (CROWD + 1));
    }
}
