//! How channels run a unit of work: begin, commit, and again after a passing fault; once per idempotency key.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{Actor, Db, Fault, Query, Timestamp, Tx, args};

/// How often a unit is tried before its fault is told.
const TRIES: u32 = 6;
/// How long an answer is kept for a client that asks again.
const KEEP_DAYS: i64 = 7;

/// What makes a request the same request: the caller's key, for one route. The caller is added by [`Db::once`].
#[derive(Debug, Clone)]
pub struct OnceKey {
    pub route: &'static str,
    pub key: String,
}

impl Db {
    /// Runs `work` in one unit and commits it. `work` may run again after a deadlock, a serialisation failure or
    /// a failover, so it takes what it needs by clone and does nothing outside `tx`.
    pub async fn run<T, E: From<Fault>>(
        &self,
        actor: &Actor,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = match self.begin(actor).await {
                Ok(tx) => tx,
                Err(fault) if fault.may_rerun() && tries < TRIES => {
                    pause(tries).await;
                    continue;
                }
                Err(fault) => return Err(fault.into()),
            };
            match work.clone()(&mut tx).await {
                Ok(value) => match tx.commit().await {
                    Ok(()) => return Ok(value),
                    Err(fault) if fault.may_rerun() && tries < TRIES => {}
                    Err(fault) => return Err(fault.into()),
                },
                Err(_) if tx.may_rerun() && tries < TRIES => {}
                Err(refusal) => return Err(refusal),
            }
            pause(tries).await;
        }
    }

    /// Like [`Db::run`], and stores the answer in the same unit: the same caller, route and key with the same
    /// request get the same answer for seven days, and with another request [`Fault::KeyReused`].
    ///
    /// A refusal is not stored: it changed nothing, and asked again the answer may be better.
    pub async fn once<T, E, R>(
        &self,
        key: &OnceKey,
        actor: &Actor,
        request: &R,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<Fault>,
        R: Serialize,
    {
        let print = fingerprint(request).map_err(Fault::from)?;
        let caller = actor.to_string();
        self.run(actor, async |tx| {
            let at = tx.now();
            let fresh = tx
                .exec(
                    "INSERT INTO kernel_once (caller, route, key, request, created_at) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (caller, route, key) DO NOTHING",
                    args![caller, key.route, key.key, print, at],
                )
                .await?;
            if fresh == 0 {
                let (asked, answer): (String, sqlx::types::Json<serde_json::Value>) = tx
                    .one(
                        "SELECT request, answer FROM kernel_once WHERE caller = $1 AND route = $2 AND key = $3",
                        args![caller, key.route, key.key],
                    )
                    .await?;
                if asked != print {
                    return Err(Fault::KeyReused.into());
                }
                return Ok(serde_json::from_value(answer.0).map_err(Fault::from)?);
            }
            let value = work.clone()(tx).await?;
            let answer = serde_json::to_value(&value).map_err(Fault::from)?;
            tx.exec(
                "UPDATE kernel_once SET answer = $1 WHERE caller = $2 AND route = $3 AND key = $4",
                args![answer, caller, key.route, key.key],
            )
            .await?;
            Ok(value)
        })
        .await
    }
}

/// Forgets answers that nobody will ask for again.
pub(crate) async fn prune(db: &Db) -> Result<(), Fault> {
    let before: Timestamp = db.now().plus_days(-KEEP_DAYS);
    db.run(&Actor::System, async |tx| {
        tx.exec("DELETE FROM kernel_once WHERE created_at < $1", args![before]).await
    })
    .await?;
    Ok(())
}

async fn pause(tries: u32) {
    let spread = fastrand::u64(0..=4 << tries.min(6));
    tokio::time::sleep(Duration::from_millis(spread)).await;
}

fn fingerprint(request: &impl Serialize) -> Result<String, serde_json::Error> {
    let hash = Sha256::digest(serde_json::to_vec(request)?);
    Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}
