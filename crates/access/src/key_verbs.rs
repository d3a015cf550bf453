//! Making, revoking and recognising API keys.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::{Actor, ApiKeyId, Capability, Db, Everywhere, Fact, Query, Timestamp, Tx, args};

use crate::key::{KeyKind, read_capabilities, read_locations, spell_capabilities, spell_locations};
use crate::secret::fingerprint;
use crate::{ApiKey, Error, KeyRevoked, NewKey, ShownKey, Token, audit};

/// How long a node may trust what it read. A revocation is heard at once; this is for a node that cannot hear.
const TRUST_MILLIS: i64 = 30_000;
/// "Last used" is written this often at most.
const USED_MILLIS: i64 = 60_000;
const MOST_KNOWN: usize = 10_000;

/// Keys this node has seen lately, by fingerprint.
#[derive(Default)]
pub(crate) struct Known(Mutex<HashMap<String, Entry>>);
#[derive(Clone)]
struct Entry {
    id: ApiKeyId,
    actor: Actor,
    until: Timestamp,
}
impl Known {
    fn get(&self, print: &str, now: Timestamp) -> Option<Actor> {
        let known = self.0.lock().expect("no panic while held");
        known.get(print).filter(|entry| entry.until > now).map(|entry| entry.actor.clone())
    }
    fn put(&self, print: String, entry: Entry) {
        let mut known = self.0.lock().expect("no panic while held");
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(print, entry);
    }
    fn forget(&self, id: ApiKeyId) {
        self.0.lock().expect("no panic while held").retain(|_, entry| entry.id != id);
    }
}

/// Makes a key. It is shown this once: only its fingerprint is kept.
pub async fn create_key(tx: &mut Tx, request: NewKey) -> Result<ShownKey, Error> {
    tx.require(Capability::ManageAccess, Everywhere)?;
    let key = Token::with_prefix(request.kind.prefix());
    let capabilities = match request.kind {
        KeyKind::Secret => request.capabilities,
        KeyKind::Publishable => [Capability::Shop].into(),
    };
    let hint: String = key.reveal().chars().take(7).collect();
    let by = tx.actor().to_string();
    let added = tx
        .exec(
            "INSERT INTO access_key (id, kind, name, hint, key_hash, capabilities, locations, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            args![
                request.id,
                request.kind,
                request.name,
                hint,
                fingerprint(key.reveal()),
                spell_capabilities(&capabilities),
                spell_locations(&request.locations),
                by,
                tx.now()
            ],
        )
        .await?;
    if added == 0 {
        return Err(Error::IdTaken); // the earlier key cannot be shown again
    }
    audit(tx, "key.created", request.id, &spell_capabilities(&capabilities)).await?;
    Ok(ShownKey { id: request.id, key })
}

/// Ends a key, on this node at its commit, on others when they hear of it. Doing so twice is harmless.
pub async fn revoke_key(tx: &mut Tx, id: ApiKeyId) -> Result<(), Error> {
    tx.require(Capability::ManageAccess, Everywhere)?;
    let revoked = tx
        .exec(
            "UPDATE access_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            args![id, tx.now()],
        )
        .await?;
    if revoked == 1 {
        let known = tx.shared::<Known>();
        tx.after_commit(move || known.forget(id));
        tx.publish(&KeyRevoked { key: id }).await?;
        audit(tx, "key.revoked", id, "").await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: ApiKeyId,
    kind: KeyKind,
    capabilities: String,
    locations: Option<String>,
    last_used_at: Option<Timestamp>,
}

/// Who calls with this key. Kept in memory for half a minute.
pub async fn authenticate_key(db: &Db, key: &str) -> Result<Actor, Error> {
    if !key.starts_with("sk_") && !key.starts_with("pk_") || key.len() > 100 {
        return Err(Error::UnknownKey);
    }
    let (known, now, print) = (db.shared::<Known>(), db.now(), fingerprint(key));
    if let Some(actor) = known.get(&print, now) {
        return Ok(actor);
    }
    let row: KeyRow = db
        .read()
        .await?
        .maybe(
            "SELECT id, kind, capabilities, locations, last_used_at FROM access_key
             WHERE key_hash = $1 AND revoked_at IS NULL",
            args![print],
        )
        .await?
        .ok_or(Error::UnknownKey)?;
    let key = ApiKey {
        id: row.id,
        kind: row.kind,
        name: String::new(),
        hint: String::new(),
        capabilities: read_capabilities(&row.capabilities),
        locations: read_locations(row.locations.as_deref()),
        created_by: String::new(),
        created_at: now,
        last_used_at: row.last_used_at,
        revoked_at: None,
    };
    let actor = key.actor();
    known.put(print, Entry { id: row.id, actor: actor.clone(), until: now.plus_millis(TRUST_MILLIS) });
    if row.last_used_at.is_none_or(|at| now.since(at) >= USED_MILLIS) {
        // Useful to know, never worth refusing a request for.
        let noted: Result<(), Error> = db
            .run(&Actor::System, async |tx| {
                tx.exec("UPDATE access_key SET last_used_at = $2 WHERE id = $1", args![row.id, now]).await?;
                Ok(())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "could not note the use of a key");
        }
    }
    Ok(actor)
}

/// For the live feed of events: another node revoked a key.
pub fn hear(db: &Db, fact: &Fact) {
    if let Some(Ok(KeyRevoked { key })) = fact.read::<KeyRevoked>() {
        db.shared::<Known>().forget(key);
    }
}
