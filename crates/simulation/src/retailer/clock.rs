//! A clock that stands still until it is wound. Each look is a millisecond later than the one before, so that moments differ.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Clock, Timestamp};

pub struct StillClock(AtomicI64);
impl StillClock {
    pub fn new(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_millis()))
    }
    pub fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
    pub fn wind(&self, millis: i64) {
        self.0.fetch_add(millis.max(0), Ordering::SeqCst);
    }
    /// Never back.
    pub fn go_to(&self, at: Timestamp) {
        self.0.fetch_max(at.as_millis(), Ordering::SeqCst);
    }
}
impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::SeqCst))
    }
}
