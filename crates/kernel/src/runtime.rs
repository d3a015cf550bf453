//! The background of a node: relay, consumers, timers, jobs, the live stream. Every loop wakes by the bell, which
//! a commit here rings at once and a commit elsewhere through NOTIFY, and by a slow poll, because a NOTIFY can be lost.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::consumer::{self, Round, Standing};
use crate::db::Bell;
use crate::log::Positions;
use crate::{Actor, Consumer, Db, Fault, Worker, args, job, log, ring_timers};

const POLL: Duration = Duration::from_millis(200);
/// Under load one look serves many commits.
const BREATH: Duration = Duration::from_millis(2);
const LEASE_SECONDS: i64 = 10;
/// Only the newest release leases consumers: an older one does not know the newer events. Major, minor, patch.
const RELEASE: i64 = 1_00;

/// Runs until it is dropped.
pub struct Runtime(#[expect(dead_code, reason = "dropping it ends the tasks")] JoinSet<()>);

impl Runtime {
    pub fn start(db: &Db, consumers: Vec<Consumer>, workers: Vec<Worker>) -> Self {
        let mut tasks = JoinSet::new();
        let heads = watch::Sender::new(Positions::default());
        let node: Arc<str> = crate::id::fresh_uuid(db.now()).simple().to_string().into();
        if let Some(pool) = db.pg() {
            tasks.spawn(listen(pool.clone(), db.bell(), node.clone()));
            tasks.spawn(ring(pool.clone(), db.bell(), node.clone()));
        }
        tasks.spawn(tail(db.clone(), heads.subscribe()));
        for consumer in consumers {
            tasks.spawn(hear(db.clone(), consumer, heads.subscribe(), node.clone()));
        }
        for worker in workers {
            tasks.spawn(labour(db.clone(), worker));
        }
        tasks.spawn(watch_log(db.clone(), heads));
        tasks.spawn(clockwork(db.clone()));
        tasks.spawn(sweep(db.clone()));
        Runtime(tasks)
    }
}

/// Runs `step` whenever the bell rings or the poll is due; `Ok(true)` means there may be more at once.
async fn on_bell(db: &Db, poll: Duration, step: impl AsyncFnOnce() -> Result<bool, Fault> + Clone) {
    let mut bell = db.bell().here.subscribe();
    loop {
        bell.mark_unchanged(); // before looking, so that no ring is lost
        match step.clone()().await {
            Ok(true) => sleep(BREATH).await,
            Ok(false) => {
                let _ = timeout(poll, bell.changed()).await;
                sleep(BREATH).await;
            }
            Err(fault) => {
                tracing::warn!(%fault, "background work met a fault and goes on");
                sleep(POLL).await;
            }
        }
    }
}

/// Numbers new events and tells everybody where the log ends.
async fn watch_log(db: Db, heads: watch::Sender<Positions>) {
    on_bell(&db, POLL, async || {
        let numbered = log::relay(&db).await?;
        let found = log::heads(&db).await?;
        heads.send_if_modified(|known| {
            let moved = *known != found;
            *known = found.clone();
            moved
        });
        Ok(numbered > 0)
    })
    .await;
}

/// The live stream of this process starts at the end of the log.
async fn tail(db: Db, mut heads: watch::Receiver<Positions>) {
    let mut at = loop {
        match log::heads(&db).await {
            Ok(at) => break at,
            Err(_) => sleep(POLL).await,
        }
    };
    loop {
        let upto = heads.borrow_and_update().clone();
        match log::next(&db, &mut at, &upto, &[], 500).await {
            Ok(facts) => {
                let more = facts.len() == 500;
                facts.into_iter().for_each(|fact| db.live().tell(Arc::new(fact)));
                if !more && heads.changed().await.is_err() {
                    return;
                }
            }
            Err(_) => sleep(POLL).await,
        }
    }
}

async fn hear(db: Db, consumer: Consumer, mut heads: watch::Receiver<Positions>, node: Arc<str>) {
    let lease = format!("consumer:{}", consumer.name);
    let mut standing: Option<Standing> = None;
    let mut looked = db.now();
    loop {
        let round = async {
            // While the lease is fresh nothing is asked; it is renewed at half its time.
            if standing.is_none() || db.now().since(looked) > LEASE_SECONDS * 500 {
                if !take_lease(&db, &lease, &node).await? {
                    standing = None;
                    return Ok(Round::Idle);
                }
                looked = db.now();
                consumer::retry(&db, &consumer, false).await?;
            }
            let here = match &mut standing {
                Some(here) => here,
                None => standing.insert(Standing::load(&db, &consumer).await?),
            };
            let upto = heads.borrow_and_update().clone();
            consumer::deliver(&db, &consumer, here, &upto).await
        };
        match round.await {
            Ok(Round::Worked) => {}
            Ok(Round::Overtaken) => standing = None,
            Ok(Round::Idle) => {
                let _ = timeout(Duration::from_secs(1), heads.changed()).await;
                if standing.is_some() && consumer::retry(&db, &consumer, false).await.is_err() {
                    standing = None;
                }
            }
            Err(fault) => {
                tracing::warn!(consumer = consumer.name, %fault, "a consumer met a fault and goes on");
                standing = None;
                sleep(POLL).await;
            }
        }
    }
}

async fn take_lease(db: &Db, name: &str, node: &str) -> Result<bool, Fault> {
    db.run(&Actor::System, async |tx| {
        let now = tx.now();
        let until = now.plus_millis(LEASE_SECONDS * 1000);
        let taken = tx
            .exec(
                "INSERT INTO kernel_lease (name, holder, release, until) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (name) DO UPDATE
                     SET holder = excluded.holder, release = excluded.release, until = excluded.until
                     WHERE kernel_lease.release <= excluded.release
                         AND (kernel_lease.holder = excluded.holder OR kernel_lease.until < $5
                              OR kernel_lease.release < excluded.release)",
                args![name.to_owned(), node.to_owned(), RELEASE, until, now],
            )
            .await?;
        Ok(taken == 1)
    })
    .await
}

async fn labour(db: Db, worker: Worker) {
    on_bell(&db, Duration::from_secs(1), async || Ok(job::work(&db, &worker).await? > 0)).await;
}

async fn clockwork(db: Db) {
    on_bell(&db, POLL, async || Ok(ring_timers(&db).await? > 0)).await;
}

/// Once in a while: what nobody will ask for again goes.
async fn sweep(db: Db) {
    loop {
        sleep(Duration::from_secs(600)).await;
        for swept in [crate::run::prune(&db).await, log::prune(&db).await] {
            if let Err(fault) = swept {
                tracing::warn!(%fault, "sweeping met a fault and goes on");
            }
        }
    }
}

/// NOTIFY outside the units: inside one it would make all commits of the cluster queue up.
async fn ring(pool: sqlx::PgPool, bell: Bell, node: Arc<str>) {
    let mut away = bell.away.subscribe();
    while away.changed().await.is_ok() {
        let _ = sqlx::query("SELECT pg_notify('kernel_events', $1)").bind(&*node).execute(&pool).await;
        sleep(Duration::from_millis(10)).await;
    }
}

async fn listen(pool: sqlx::PgPool, bell: Bell, node: Arc<str>) {
    loop {
        if let Ok(mut listener) = PgListener::connect_with(&pool).await
            && listener.listen("kernel_events").await.is_ok()
        {
            while let Ok(heard) = listener.recv().await {
                if heard.payload() != &*node {
                    bell.here.send_replace(()); // forwarding it as well would ring for ever
                }
            }
        }
        sleep(Duration::from_secs(1)).await;
    }
}

/// Does everything that is waiting, until nothing is: due timers, events, jobs. For tests and for commands that end.
pub async fn settle(db: &Db, consumers: &[Consumer], workers: &[Worker]) -> Result<(), Fault> {
    let mut standings: Vec<Option<Standing>> = consumers.iter().map(|_| None).collect();
    loop {
        let mut busy = ring_timers(db).await? > 0;
        busy |= log::relay(db).await? > 0;
        let heads = log::heads(db).await?;
        for (consumer, standing) in consumers.iter().zip(&mut standings) {
            loop {
                let here = match standing {
                    Some(here) => here,
                    None => standing.insert(Standing::load(db, consumer).await?),
                };
                match consumer::deliver(db, consumer, here, &heads).await? {
                    Round::Worked => busy = true,
                    Round::Overtaken => *standing = None,
                    Round::Idle => break,
                }
            }
        }
        if consumer::is_any_parked(db).await? {
            for consumer in consumers {
                busy |= consumer::retry(db, consumer, true).await? > 0;
            }
        }
        let due = job::kinds_due(db).await?;
        for worker in workers.iter().filter(|worker| due.iter().any(|kind| kind == worker.kind)) {
            busy |= job::work(db, worker).await? > 0;
        }
        if !busy {
            return Ok(());
        }
    }
}

/// Whether the database answers: for `/readyz`.
pub async fn ready(db: &Db) -> Result<(), Fault> {
    use crate::Query;
    db.read().await?.count("SELECT COUNT(*) FROM kernel_relay", args![]).await?;
    Ok(())
}
