//! Helpers for tests: a clock that is wound by hand, and databases that vanish.
//!
//! [`each_database`] runs a test on a fresh SQLite file, and again on PostgreSQL when `TEST_POSTGRES_URL` names a
//! server. `bin/test` always does.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use kernel::{Actor, Area, Clock, Db, Options, Timestamp};

/// Stands still until it is wound. Each look is a millisecond later than the one before, so that moments differ.
pub struct TestClock(AtomicI64);
impl Default for TestClock {
    /// A Friday in autumn, ten in the morning in Warsaw.
    fn default() -> Self {
        let at: Timestamp = "2026-11-20T09:00:00Z".parse().expect("a moment");
        Self(AtomicI64::new(at.as_millis()))
    }
}
impl TestClock {
    pub fn wind_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
    pub fn wind_minutes(&self, minutes: i64) {
        self.wind_millis(minutes * 60_000);
    }
    pub fn wind_hours(&self, hours: i64) {
        self.wind_minutes(hours * 60);
    }
    pub fn wind_days(&self, days: i64) {
        self.wind_hours(days * 24);
    }
}
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// Runs `test` on every engine that is there, with the tables of these contexts.
pub async fn each_database(areas: &[Area], test: impl AsyncFn(&Db)) {
    each_database_with(patient(), areas, async |db, _| test(db).await).await;
}

/// The same, with the clock in hand.
pub async fn each_database_with_clock(areas: &[Area], test: impl AsyncFn(&Db, &TestClock)) {
    each_database_with(patient(), areas, test).await;
}

/// Many tests share a small machine: what is slow there is not stuck.
fn patient() -> Options {
    Options { hold: std::time::Duration::from_secs(20), ..Options::default() }
}

pub async fn each_database_with(options: Options, areas: &[Area], test: impl AsyncFn(&Db, &TestClock)) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));

    let clock = Arc::new(TestClock::default());
    let folder = std::env::temp_dir().join(format!("spoina-{name}"));
    std::fs::create_dir_all(&folder).expect("a folder for the test's database");
    let url = format!("sqlite://{}/spoina.db", folder.display());
    let file = Db::open(&url, clock.clone(), options.clone()).await.expect("SQLite opens");
    file.migrate(areas).await.expect("the migrations run on SQLite");
    test(&file, &clock).await;
    drop(file);
    let _ = std::fs::remove_dir_all(folder);

    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else { return };
    let clock = Arc::new(TestClock::default());
    let admin = Db::open(&url, clock.clone(), Options { connections: 2, batons: 0, ..options.clone() })
        .await
        .expect("PostgreSQL answers");
    script(&admin, &format!("CREATE SCHEMA {name}")).await;
    let sign = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{sign}options=-c%20search_path%3D{name}");
    let server = Db::open(&url, clock.clone(), options).await.expect("PostgreSQL answers");
    server.migrate(areas).await.expect("the migrations run on PostgreSQL");
    test(&server, &clock).await;
    drop(server);
    script(&admin, &format!("DROP SCHEMA {name} CASCADE")).await;
}

async fn script(db: &Db, text: &str) {
    let mut tx = db.begin(&Actor::System).await.expect("a unit of work");
    tx.script(text).await.expect("the script runs");
    tx.commit().await.expect("the script is kept");
}
