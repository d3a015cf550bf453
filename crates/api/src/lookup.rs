//! From the names that clients use to our ids and back. What can never change is remembered.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, RwLock};

use inventory::Places;
use kernel::{Capability, ChannelCode, Db, Everywhere, LocationId, PersonId, Problem, Sku, VariantId};

use crate::error::{ApiError, InBody, Result};
use crate::extract::Caller;
use crate::wire::{self, Place};

const LOCKED: &str = "no panic while held";
/// More than a large catalogue; beyond it the memory starts afresh.
const MOST: usize = 400_000;

/// A SKU stays with its variant for ever, and a channel that exists is never deleted.
#[derive(Default)]
struct Names {
    variants: RwLock<HashMap<Sku, VariantId>>,
    skus: RwLock<HashMap<VariantId, Sku>>,
    channels: RwLock<HashSet<ChannelCode>>,
}
impl Names {
    fn learn(&self, sku: &Sku, variant: VariantId) {
        let mut variants = self.variants.write().expect(LOCKED);
        if variants.len() >= MOST {
            variants.clear();
        }
        variants.insert(sku.clone(), variant);
        drop(variants);
        let mut skus = self.skus.write().expect(LOCKED);
        if skus.len() >= MOST {
            skus.clear();
        }
        skus.insert(variant, sku.clone());
    }
}

/// The variant of a SKU in the path or the query.
pub async fn variant(db: &Db, sku: &Sku) -> Result<VariantId> {
    let names = db.shared::<Names>();
    if let Some(id) = names.variants.read().expect(LOCKED).get(sku) {
        return Ok(*id);
    }
    let found = catalog::variant_by_sku(&mut db.read().await?, sku).await?;
    names.learn(sku, found.id);
    Ok(found.id)
}

/// The variants of SKUs in a body, in their order; `pointer` says where each stands.
pub async fn variants(db: &Db, skus: &[Sku], pointer: impl Fn(usize) -> String) -> Result<Vec<VariantId>> {
    let names = db.shared::<Names>();
    let known = |sku: &Sku| names.variants.read().expect(LOCKED).get(sku).copied();
    let missing: Vec<Sku> = skus.iter().filter(|sku| known(sku).is_none()).cloned().collect();
    let mut fresh = BTreeMap::new();
    if !missing.is_empty() {
        fresh = catalog::variants_by_sku(&mut db.read().await?, &missing).await?;
        for (sku, variant) in &fresh {
            names.learn(sku, variant.id);
        }
    }
    let mut ids = Vec::with_capacity(skus.len());
    for (i, sku) in skus.iter().enumerate() {
        match known(sku).or_else(|| fresh.get(sku).map(|variant| variant.id)) {
            Some(id) => ids.push(id),
            None => {
                let unknown = ApiError::from(catalog::Error::UnknownVariant(sku.to_string()));
                return Err(unknown.in_body(&pointer(i)));
            }
        }
    }
    Ok(ids)
}

/// The SKUs of variants in an answer.
pub async fn skus(
    db: &Db,
    ids: impl IntoIterator<Item = VariantId>,
) -> Result<HashMap<VariantId, wire::Sku>> {
    let names = db.shared::<Names>();
    let mut found = HashMap::new();
    let mut missing = Vec::new();
    {
        let known = names.skus.read().expect(LOCKED);
        for id in ids {
            match known.get(&id) {
                Some(sku) => drop(found.insert(id, wire::Sku(sku.clone()))),
                None => missing.push(id),
            }
        }
    }
    if !missing.is_empty() {
        for card in catalog::variants(&mut db.read().await?, &missing).await? {
            names.learn(&card.sku, card.variant);
            found.insert(card.variant, wire::Sku(card.sku));
        }
    }
    Ok(found)
}

/// The SKU of one variant in an answer.
pub async fn sku(db: &Db, id: VariantId) -> Result<wire::Sku> {
    let found = skus(db, [id]).await?.remove(&id);
    found.ok_or_else(|| catalog::Error::UnknownVariant(id.to_string()).into())
}

/// All locations, from memory.
pub async fn places(db: &Db) -> Result<Arc<Places>> {
    Ok(inventory::places(db).await?)
}

/// The location that a client names.
pub fn location(places: &Places, place: &Place) -> Result<LocationId> {
    let found = match place {
        Place::Id(id) => places.get(*id),
        Place::Code(code) => places.by_code(code),
    };
    match found {
        Some(place) => Ok(place.location.id),
        None => Err(inventory::Error::UnknownLocation(place.to_string()).into()),
    }
}

/// The code by which answers name a location; one that was saved this very moment is named by its id.
pub fn code(places: &Places, id: LocationId) -> String {
    places.get(id).map_or_else(|| id.to_string(), |place| place.location.code.clone())
}

/// Refuses a channel that nobody opened.
pub async fn check_channel(db: &Db, channel: &ChannelCode) -> Result<()> {
    let names = db.shared::<Names>();
    if names.channels.read().expect(LOCKED).contains(channel) {
        return Ok(());
    }
    catalog::channel(&mut db.read().await?, channel).await?;
    names.channels.write().expect(LOCKED).insert(channel.clone());
    Ok(())
}

/// The person that a body names, for a caller who may know people.
pub async fn check_person(
    db: &Db,
    caller: &Caller,
    person: Option<PersonId>,
    pointer: &str,
) -> Result<Option<PersonId>> {
    let Some(id) = person else { return Ok(None) };
    caller.require(Capability::ReadPeople, Everywhere)?;
    customers::person(&mut db.read().await?, id).await.in_body(pointer)?;
    Ok(Some(id))
}

/// A problem of a query parameter.
pub fn wrong_parameter(name: &str, why: impl std::fmt::Display) -> ApiError {
    Problem::new(400, "api/invalid-parameter", "A parameter needs a change")
        .field(format!("?{name}"), why)
        .into()
}
