//! What every checkout asks for and what hardly ever changes, kept in memory for some seconds: channels with their market
//! policy and rates of tax, places, the names of variants. Prices, stock and people are never kept here.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use catalog::{Channel, Market, Text};
use inventory::Location;
use kernel::{ChannelCode, LocationId, Query, Sku, Timestamp, Tx, VariantId};

use pricing::{TaxClass, TaxRates};

use crate::policy::{Policy, policy};
use crate::versions::{network, service};
use crate::{Error, Network, Service};

/// A change of a name or of an address reaches the next checkout after so long.
const FRESH_MILLIS: i64 = 10_000;
/// More labels than that are forgotten at once; a chain sells fewer variants in ten seconds.
const MOST_LABELS: usize = 50_000;

#[derive(Default)]
pub(crate) struct Memory(Mutex<Book>);

#[derive(Default)]
struct Book {
    trades: HashMap<ChannelCode, (Timestamp, Arc<Trade>)>,
    places: Option<(Timestamp, Arc<Places>)>,
    labels: HashMap<VariantId, (Timestamp, Label)>,
}

/// A channel with everything that selling in it needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Trade {
    pub channel: Channel,
    pub market: Market,
    pub policy: Policy,
    pub service: Service,
    pub network: Network,
    /// Zero: the usual one.
    pub network_version: i64,
    pub rates: TaxRates,
}

pub(crate) type Places = BTreeMap<LocationId, Location>;

/// What a document calls a variant.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub sku: Sku,
    pub name: Text,
    pub tax_class: TaxClass,
    pub is_sold: bool,
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    (0..FRESH_MILLIS).contains(&now.since(at))
}

impl Memory {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().expect("no panic while held")
    }
    pub fn forget(&self) {
        *self.book() = Book::default();
    }
}

pub(crate) async fn trade(tx: &mut Tx, code: &ChannelCode) -> Result<Arc<Trade>, Error> {
    let (memory, now) = (tx.shared::<Memory>(), tx.now());
    // Rates of tax change at the turn of a day, so what was learned in another minute is not asked.
    let same_minute = |at: Timestamp| at.as_millis() / 60_000 == now.as_millis() / 60_000;
    let is_known = |at: Timestamp| is_fresh(at, now) && same_minute(at);
    if let Some((_, known)) = memory.book().trades.get(code).filter(|(at, _)| is_known(*at)) {
        return Ok(known.clone());
    }
    let trade = Arc::new(load_trade(tx, code, now).await?);
    let (code, kept) = (code.clone(), trade.clone());
    tx.after_commit(move || drop(memory.book().trades.insert(code, (now, kept))));
    Ok(trade)
}

pub(crate) async fn load_trade(
    q: &mut impl Query,
    code: &ChannelCode,
    at: Timestamp,
) -> Result<Trade, Error> {
    let channel = catalog::channel(q, code).await?;
    let market = catalog::market(q, &channel.market).await?;
    let policy = policy(q, &market.code, market.currency).await?;
    let service = service(q, &market.code).await?;
    let (network, network_version) = network(q, &market).await?;
    let rates = pricing::tax_rates(q, &market.country, at).await?;
    Ok(Trade { channel, market, policy, service, network, network_version, rates })
}

pub(crate) async fn places(tx: &mut Tx) -> Result<Arc<Places>, Error> {
    let (memory, now) = (tx.shared::<Memory>(), tx.now());
    if let Some((_, known)) = memory.book().places.as_ref().filter(|(at, _)| is_fresh(*at, now)) {
        return Ok(known.clone());
    }
    let all = inventory::locations(tx).await?;
    let places: Arc<Places> = Arc::new(all.into_iter().map(|it| (it.id, it)).collect());
    let kept = places.clone();
    tx.after_commit(move || memory.book().places = Some((now, kept)));
    Ok(places)
}

/// One place; looked for again if it is not among the remembered ones.
pub(crate) async fn place(tx: &mut Tx, id: LocationId) -> Result<Location, Error> {
    match places(tx).await?.get(&id) {
        Some(known) => Ok(known.clone()),
        None => Ok(inventory::location(tx, id).await?),
    }
}

/// Labels of these variants, in this order.
pub(crate) async fn labels(tx: &mut Tx, variants: &[VariantId]) -> Result<Vec<Label>, Error> {
    let (memory, now) = (tx.shared::<Memory>(), tx.now());
    let recall = |id: &VariantId| {
        let book = memory.book();
        book.labels.get(id).filter(|(at, _)| is_fresh(*at, now)).map(|(_, label)| label.clone())
    };
    let mut known: HashMap<VariantId, Label> =
        variants.iter().filter_map(|id| Some((*id, recall(id)?))).collect();
    let missing: Vec<VariantId> = variants.iter().filter(|id| !known.contains_key(id)).copied().collect();
    if !missing.is_empty() {
        let cards = catalog::variants(tx, &missing).await?;
        let fresh: Vec<(VariantId, Label)> = cards.iter().map(|card| (card.variant, label(card))).collect();
        known.extend(fresh.iter().cloned());
        tx.after_commit(move || {
            let mut book = memory.book();
            if book.labels.len() > MOST_LABELS {
                book.labels.clear();
            }
            book.labels.extend(fresh.into_iter().map(|(id, label)| (id, (now, label))));
        });
    }
    variants.iter().map(|id| known.get(id).cloned().ok_or(Error::NotForSale(*id))).collect()
}

fn label(card: &catalog::VariantCard) -> Label {
    let langs: Vec<&str> = card.name.iter().map(|(lang, _)| lang).collect();
    let name = langs.into_iter().map(|lang| (lang, card.full_name(lang))).collect();
    Label { sku: card.sku.clone(), name, tax_class: card.tax_class, is_sold: card.is_sold() }
}
