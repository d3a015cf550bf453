//! Which location provides which units: the chosen store for what is picked up, and for everything that travels what
//! [`sourcing::plan`] says under the market's policy. The guarded reservation has the last word.

use std::collections::BTreeMap;

use inventory::{Address, Capability, Kind, Location, LocationState, StockFilter};
use kernel::{LineId, LocationId, PageRequest, Quantity, Query, Tx, VariantId, args};
use sourcing::{Candidate, Destination, Mode as Way, Outcome, Request, Stock};

use crate::memory::{Trade, places};
use crate::{Error, Mode, postcode};

/// Units of an order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub line: LineId,
    pub variant: VariantId,
    pub quantity: Quantity,
}

/// What one location shall do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allotted {
    pub location: LocationId,
    pub mode: Mode,
    pub address: Option<Address>,
    /// Transfers: where to.
    pub destination: Option<LocationId>,
    pub units: Vec<Wanted>,
}

/// What was asked of sourcing and what it said, for those who want to know later why.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub request: Request,
    pub outcome: Outcome,
    pub policy_version: i64,
}

/// Where goods shall go.
#[derive(Debug, Clone, Copy)]
pub(crate) enum To<'a> {
    Customer(&'a Address),
    Store(LocationId),
}

pub(crate) struct Ask<'a> {
    pub trade: &'a Trade,
    pub to: To<'a>,
    pub units: Vec<Wanted>,
    /// These places take no part.
    pub not_from: &'a [LocationId],
    /// These places were found to have less than their books say.
    pub not_there: &'a [(VariantId, LocationId)],
}

/// Where the shopper comes to. Whether the goods are there the guarded reservation says.
pub(crate) async fn pickup(tx: &mut Tx, location: LocationId, units: Vec<Wanted>) -> Result<Allotted, Error> {
    let place = crate::memory::place(tx, location).await?;
    if !place.can(Capability::Pickup) {
        return Err(Error::NoPickupThere(location));
    }
    Ok(Allotted { location, mode: Mode::Pickup, address: None, destination: None, units })
}

/// The cheapest way under the policy, or [`Error::NothingToShip`] if some units are nowhere.
pub(crate) async fn plan(tx: &mut Tx, ask: Ask<'_>) -> Result<(Vec<Allotted>, Decision), Error> {
    let decision = decide(tx, &ask).await?;
    if let Some(missing) = decision.outcome.missing().first() {
        let line = ask.units.iter().find(|it| it.line == missing.line);
        let variant = line.map_or_else(|| ask.units[0].variant, |it| it.variant);
        return Err(Error::NothingToShip { variant, wanted: missing.quantity.get() });
    }
    Ok((allotted(&ask, &decision.outcome), decision))
}

async fn decide(tx: &mut Tx, ask: &Ask<'_>) -> Result<Decision, Error> {
    let places = places(tx).await?;
    let stock = available(tx, &ask.units).await?;
    let work = if ask.trade.network.has_capacities() { open_work(tx).await? } else { BTreeMap::new() };
    let now = tx.now();
    let (trade, network) = (ask.trade, &ask.trade.network);
    let country = &trade.market.country;
    let store = if let To::Store(store) = ask.to { Some(store) } else { None };
    let part: Vec<&Location> = places.values().filter(|it| takes_part(it, ask)).collect();
    // In a large network those who have nothing of it would only fill the records, and reckoning when goods would leave them
    // costs more than everything else here.
    let is_large = part.len() > MOST_TOLD;
    let stocked = part.into_iter().map(|it| (it, rows(&stock, it.id, ask)));
    let told = stocked.filter(|(it, rows)| !is_large || Some(it.id) == store || !rows.is_empty());
    let candidates = told.map(|(it, stock)| {
        let handling = network.handling(it);
        let open = work.get(&it.id).copied().unwrap_or(0);
        Candidate {
            location: it.id,
            kind: match it.kind {
                Kind::Store => sourcing::Kind::Store,
                Kind::Supplier => sourcing::Kind::Supplier,
                Kind::Warehouse | Kind::Transit => sourcing::Kind::Warehouse,
            },
            zone: zone(&it.address.country, country),
            point: it.point.and_then(|at| sourcing::Point::from_degrees(at.lat, at.lon)),
            modes: ways(it),
            handling_order: handling.order,
            handling_unit: handling.unit,
            capacity: handling.capacity.map(|most| u32::try_from(i64::from(most) - open).unwrap_or(0)),
            leaves_at: network.leaves_at(it, now),
            stock,
        }
    });
    let candidates: Vec<Candidate> = candidates.collect();
    let request = Request {
        currency: network.policy.currency,
        lines: ask.units.iter().map(line).collect(),
        destination: match ask.to {
            To::Customer(address) => Destination::Ship {
                country: zone(&address.country, country),
                zone: zone(&address.country, country),
                point: postcode::point(address),
            },
            To::Store(store) => Destination::Pickup { country: country.clone(), store },
        },
        candidates,
        rates: network.rates.clone(),
        promised_at: network.promise_hours.map(|hours| now.plus_hours(hours)),
    };
    let outcome = sourcing::plan(&request, &network.policy)?;
    Ok(Decision { request, outcome, policy_version: trade.network_version })
}

/// Up to so many places are all named in the explanation, also those without the goods.
const MOST_TOLD: usize = 100;

/// Two capital letters; an address without a country is at home.
fn zone(country: &str, home: &str) -> String {
    let fits = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
    if fits { country.to_owned() } else { home.to_owned() }
}

fn line(it: &Wanted) -> sourcing::Line {
    sourcing::Line {
        line: it.line,
        variant: it.variant,
        quantity: it.quantity,
        group: None,
        tags: Vec::new(),
        unit_value: 0,
        weight_g: 0,
    }
}

fn takes_part(place: &Location, ask: &Ask<'_>) -> bool {
    let is_target = matches!(ask.to, To::Store(store) if store == place.id);
    let can = place.can(Capability::Ship) && place.kind != Kind::Transit && !ask.not_from.contains(&place.id);
    place.state == LocationState::Active && (is_target || can)
}

fn ways(place: &Location) -> Vec<Way> {
    let mut ways = Vec::new();
    if place.can(Capability::Pickup) {
        ways.push(Way::Pickup);
    }
    if place.can(Capability::Ship) {
        ways.extend([Way::Ship, Way::Transfer]);
    }
    ways
}

fn rows(stock: &Left, location: LocationId, ask: &Ask<'_>) -> Vec<Stock> {
    let mut variants: Vec<VariantId> = ask.units.iter().map(|it| it.variant).collect();
    variants.sort();
    variants.dedup();
    let row = |variant: VariantId| {
        let known = stock.get(&(location, variant)).copied().unwrap_or(0);
        let gone = ask.not_there.contains(&(variant, location)) || ask.not_from.contains(&location);
        let available = Quantity::new(known.max(0)).filter(|it| !it.is_zero() && !gone)?;
        Some(Stock { variant, available, markdown: 0, confidence: 1_000 })
    };
    variants.into_iter().filter_map(row).collect()
}

fn allotted(ask: &Ask<'_>, outcome: &Outcome) -> Vec<Allotted> {
    let wanted = |taken: &sourcing::Taken| {
        let known = ask.units.iter().find(|it| it.line == taken.line)?;
        Some(Wanted { quantity: taken.quantity, ..*known })
    };
    let part = |part: &sourcing::Part| {
        let units = part.units.iter().filter_map(wanted).collect();
        let (mode, address, destination) = match (part.mode, ask.to) {
            (Way::Ship, To::Customer(address)) => (Mode::Ship, Some(address.clone()), None),
            (Way::Transfer, To::Store(store)) => (Mode::Transfer, None, Some(store)),
            (Way::Pickup | Way::Ship | Way::Transfer, _) => (Mode::Pickup, None, None),
        };
        Allotted { location: part.location, mode, address, destination, units }
    };
    outcome.plan().parts.iter().map(part).collect()
}

type Left = BTreeMap<(LocationId, VariantId), i64>;

async fn available(tx: &mut Tx, units: &[Wanted]) -> Result<Left, Error> {
    let mut stock = Left::new();
    let mut variants: Vec<VariantId> = units.iter().map(|it| it.variant).collect();
    variants.sort();
    variants.dedup();
    for variant in variants {
        let filter = StockFilter { variant: Some(variant), ..StockFilter::default() };
        let mut page = PageRequest::first(PageRequest::MAX);
        loop {
            let rows = inventory::stock(tx, &filter, &page).await?;
            stock.extend(rows.items.iter().map(|row| ((row.location, row.variant), row.available())));
            match rows.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
    }
    Ok(stock)
}

/// Orders that each place still has to work on.
async fn open_work(tx: &mut Tx) -> Result<BTreeMap<LocationId, i64>, Error> {
    let rows: Vec<(LocationId, i64)> = tx
        .all(
            "SELECT location, COUNT(*) FROM orders_fulfilment
             WHERE closed_at IS NULL AND state IN ('on_hold', 'open', 'picking', 'picked')
             GROUP BY location",
            args![],
        )
        .await?;
    Ok(rows.into_iter().collect())
}
