//! Which location provides which units. Thin: the chosen store for what is picked up; for parcels the warehouse first, then
//! the first place that has everything, then whatever has each line.

use std::collections::BTreeMap;

use inventory::{Address, Capability, Kind, Location, StockFilter};
use kernel::{LineId, LocationId, PageRequest, Quantity, Tx, VariantId};

use crate::memory::{Places, places};
use crate::{Error, Mode};

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
    pub units: Vec<Wanted>,
}

/// Where the shopper comes to. Whether the goods are there the guarded reservation says.
pub(crate) async fn pickup(tx: &mut Tx, location: LocationId, units: Vec<Wanted>) -> Result<Allotted, Error> {
    let place = crate::memory::place(tx, location).await?;
    if !place.can(Capability::Pickup) {
        return Err(Error::NoPickupThere(location));
    }
    Ok(Allotted { location, mode: Mode::Pickup, address: None, units })
}

/// Where parcels leave from; not from places that refused this order before.
pub(crate) async fn ship(
    tx: &mut Tx,
    address: &Address,
    units: Vec<Wanted>,
    not_from: &[LocationId],
) -> Result<Vec<Allotted>, Error> {
    let places = places(tx).await?;
    let senders = senders(&places, not_from);
    let parcel =
        |location, units| Allotted { location, mode: Mode::Ship, address: Some(address.clone()), units };
    // One place only: its guard decides, and nothing has to be looked up.
    if let [only] = senders.as_slice()
        && not_from.is_empty()
    {
        return Ok(vec![parcel(only.id, units)]);
    }
    let mut stock = available(tx, &units).await?;
    let all_at =
        |place: &&&Location| units.iter().all(|it| left(&stock, place.id, it.variant) >= it.quantity.get());
    if let Some(place) = senders.iter().find(all_at) {
        return Ok(vec![parcel(place.id, units)]);
    }
    let mut parcels = BTreeMap::<usize, Vec<Wanted>>::new();
    for unit in units {
        let whole = senders.iter().position(|it| left(&stock, it.id, unit.variant) >= unit.quantity.get());
        let mut missing = unit.quantity.get();
        for (rank, place) in senders.iter().enumerate() {
            let here = left(&stock, place.id, unit.variant).min(missing);
            if here <= 0 || whole.is_some_and(|whole| whole != rank) {
                continue;
            }
            *stock.entry((place.id, unit.variant)).or_default() -= here;
            missing -= here;
            let quantity = Quantity::new(here).unwrap_or(unit.quantity);
            parcels.entry(rank).or_default().push(Wanted { quantity, ..unit });
            if missing == 0 {
                break;
            }
        }
        if missing > 0 {
            return Err(Error::NothingToShip { variant: unit.variant, wanted: unit.quantity.get() });
        }
    }
    Ok(parcels.into_iter().map(|(rank, units)| parcel(senders[rank].id, units)).collect())
}

/// Warehouses before stores, else by code: the same answer each time.
fn senders<'a>(places: &'a Places, not_from: &[LocationId]) -> Vec<&'a Location> {
    let mut senders: Vec<&Location> =
        places.values().filter(|it| it.can(Capability::Ship) && !not_from.contains(&it.id)).collect();
    senders.sort_by_key(|it| (it.kind != Kind::Warehouse, it.code.clone()));
    senders
}

type Left = BTreeMap<(LocationId, VariantId), i64>;

fn left(stock: &Left, location: LocationId, variant: VariantId) -> i64 {
    stock.get(&(location, variant)).copied().unwrap_or(0)
}

async fn available(tx: &mut Tx, units: &[Wanted]) -> Result<Left, Error> {
    let mut stock = Left::new();
    for unit in units {
        let filter = StockFilter { variant: Some(unit.variant), ..StockFilter::default() };
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
