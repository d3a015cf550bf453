//! The database: where it is, how units of work and questions reach it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::{mpsc, watch};

use crate::baton::{self, Limits, Target, Unit};
use crate::live::Live;
use crate::sql::{Conn, Engine, Rows};
use crate::tx::Way;
use crate::{Actor, Arg, Clock, Fault, Query, Timestamp, Tx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    Full,
    Normal,
}

#[derive(Debug, Clone)]
pub struct Options {
    /// Units in one real transaction, and how long the first may wait for the others.
    pub max_batch: usize,
    pub max_delay: Duration,
    /// How long one unit may take before it is undone.
    pub hold: Duration,
    pub sync: Sync,
    /// PostgreSQL: pool size, and how many batons serve hot rows.
    pub connections: u32,
    pub batons: usize,
}
impl Default for Options {
    fn default() -> Self {
        Self {
            max_batch: 256,
            max_delay: Duration::from_millis(5),
            hold: Duration::from_secs(2),
            sync: Sync::Full,
            connections: 16,
            batons: 1,
        }
    }
}

/// Rung when a unit left something to do: `here` wakes this process, `away` the other ones.
#[derive(Clone)]
pub(crate) struct Bell {
    pub here: watch::Sender<()>,
    pub away: watch::Sender<()>,
}
impl Default for Bell {
    fn default() -> Self {
        Self { here: watch::Sender::new(()), away: watch::Sender::new(()) }
    }
}
impl Bell {
    pub fn ring(&self) {
        self.here.send_replace(());
        self.away.send_replace(());
    }
}

/// A handle on the database of one retailer. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    url: String,
    options: Options,
    store: Store,
    batons: Vec<mpsc::Sender<Unit>>,
    bell: Bell,
    clock: Arc<dyn Clock>,
    shared: Shared,
    live: Live,
}
enum Store {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// What a process keeps in memory beside the database, one of a type: caches, settings.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + std::marker::Sync>>>>);
impl Shared {
    pub fn get<T: Default + Send + std::marker::Sync + 'static>(&self) -> Arc<T> {
        let mut map = self.0.lock().expect("no panic while held");
        let any = map.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        any.downcast().expect("the key is the type")
    }
    pub fn put<T: Send + std::marker::Sync + 'static>(&self, value: T) {
        self.0.lock().expect("no panic while held").insert(TypeId::of::<T>(), Arc::new(value));
    }
}

impl Db {
    /// `sqlite:///path/to/file` or `postgres://…`
    pub async fn open(url: &str, clock: Arc<dyn Clock>, options: Options) -> Result<Self, Fault> {
        let bell = Bell::default();
        let limits =
            Limits { max_batch: options.max_batch, max_delay: options.max_delay, hold: options.hold };
        let keeper = |target| {
            let (baton, queue) = mpsc::channel(1024);
            tokio::spawn(baton::keep(target, queue, limits.clone(), bell.clone()));
            baton
        };
        let (store, batons) = if url.starts_with("sqlite:") {
            let file = sqlite_file(url, options.sync)?;
            // The writer comes first: it creates the file and switches it to WAL before anybody reads.
            let baton = keeper(Target::Sqlite(Box::new(file.clone())));
            let pool = SqlitePoolOptions::new()
                .max_connections(4)
                .test_before_acquire(false)
                .connect_with(file)
                .await?;
            (Store::Sqlite(pool), vec![baton])
        } else {
            let hold = options.hold.as_millis().to_string();
            let server = PgConnectOptions::from_str(url)?.options([
                ("statement_timeout", hold.as_str()),
                ("idle_in_transaction_session_timeout", hold.as_str()),
            ]);
            let pool = PgPoolOptions::new()
                .max_connections(options.connections)
                .test_before_acquire(false)
                .connect_with(server.clone())
                .await?;
            let batons =
                (0..options.batons).map(|_| keeper(Target::Postgres(Box::new(server.clone())))).collect();
            (Store::Postgres(pool), batons)
        };
        let (shared, live) = (Shared::default(), Live::default());
        Ok(Self(Arc::new(Inner { url: url.to_owned(), options, store, batons, bell, clock, shared, live })))
    }

    /// Another handle on the same database that shares nothing in memory with this one: a second node.
    pub async fn again(&self) -> Result<Self, Fault> {
        Self::open(&self.0.url, self.0.clock.clone(), self.0.options.clone()).await
    }

    pub fn engine(&self) -> Engine {
        if matches!(self.0.store, Store::Sqlite(_)) { Engine::Sqlite } else { Engine::Postgres }
    }
    pub fn url(&self) -> &str {
        &self.0.url
    }
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Starts a unit of work. Dropping it without `commit` undoes everything. Channels use [`Db::run`].
    ///
    /// On SQLite the first statement, not `begin`, queues for the baton.
    pub async fn begin(&self, actor: &Actor) -> Result<Tx, Fault> {
        match &self.0.store {
            Store::Sqlite(_) => Ok(self.on_baton(0, actor)),
            Store::Postgres(pool) => Ok(self.tx(Way::Direct(pool.begin().await?), actor)),
        }
    }

    /// A unit on a shared connection of PostgreSQL: units of one key share a commit instead of waiting for each
    /// other's row locks. Stays inside the kernel until a measurement asks for it.
    #[doc(hidden)]
    pub async fn begin_hot(&self, key: u64, actor: &Actor) -> Result<Tx, Fault> {
        if self.0.batons.is_empty() {
            return self.begin(actor).await;
        }
        Ok(self.on_baton(key as usize % self.0.batons.len(), actor))
    }

    /// A connection for questions. It sees only what is committed.
    pub async fn read(&self) -> Result<Read, Fault> {
        Ok(match &self.0.store {
            Store::Sqlite(pool) => Read::Sqlite(pool.acquire().await?),
            Store::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// For answers that may lag a little: lists, reports. With replicas these are asked; today the primary is.
    pub async fn read_stale(&self) -> Result<Read, Fault> {
        self.read().await
    }

    /// What this process keeps in memory beside the database, made on first use.
    pub fn shared<T: Default + Send + std::marker::Sync + 'static>(&self) -> Arc<T> {
        self.0.shared.get()
    }
    /// Puts settings in place before the first use of [`Db::shared`].
    pub fn share<T: Send + std::marker::Sync + 'static>(&self, value: T) {
        self.0.shared.put(value);
    }

    /// Events as they become readable, for live screens and caches.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn bell(&self) -> Bell {
        self.0.bell.clone()
    }
    pub(crate) fn pg(&self) -> Option<&PgPool> {
        if let Store::Postgres(pool) = &self.0.store { Some(pool) } else { None }
    }

    fn on_baton(&self, number: usize, actor: &Actor) -> Tx {
        let (commands, unit) = mpsc::unbounded_channel();
        self.tx(Way::Baton { commands, waiting: Some((self.0.batons[number].clone(), unit)) }, actor)
    }
    fn tx(&self, way: Way, actor: &Actor) -> Tx {
        Tx::new(way, self.0.clock.now(), actor.clone(), self.0.bell.clone(), self.0.shared.clone())
    }
}

fn sqlite_file(url: &str, sync: Sync) -> Result<SqliteConnectOptions, Fault> {
    Ok(SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if sync == Sync::Full { SqliteSynchronous::Full } else { SqliteSynchronous::Normal })
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(512)
        .pragma("cache_size", "-65536")
        // A reader's own cache is stale after each commit; the pages of the file are still in memory.
        .pragma("mmap_size", "1073741824")
        .pragma("wal_autocheckpoint", "4000"))
}

/// Questions only. See [`Query`].
pub enum Read {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}
impl Query for Read {
    async fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Rows, Fault> {
        let conn = match self {
            Read::Sqlite(c) => Conn::Sqlite(c),
            Read::Postgres(c) => Conn::Postgres(c),
        };
        Ok(conn.rows(sql, args).await?)
    }
}
