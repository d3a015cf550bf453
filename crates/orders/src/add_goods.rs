//! Goods for lines that come to an order later: priced, promised somewhere, on their way like the rest.

use inventory::Address;
use kernel::{LineId, LocationId, Money, Quantity, Tx, VariantId};

use crate::allot::{self, Ask, To, Wanted};
use crate::elsewhere::{TRIES, Taken, take_over};
use crate::memory::{labels, trade};
use crate::{Error, Fulfilment, Line, Mode, Order, PlanCause, Share, place, plans, price};

/// How goods reach the shopper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    Pickup(LocationId),
    Ship(Address),
}
impl Way {
    /// The way of this work; goods that were sold over the counter have none.
    pub fn of(it: &Fulfilment) -> Option<Way> {
        match it.mode {
            Mode::Ship => it.address.clone().map(Way::Ship),
            Mode::Pickup | Mode::Transfer => Some(Way::Pickup(it.destination.unwrap_or(it.location))),
            Mode::Counter => None,
        }
    }
}

/// Finds the goods and promises them, or refuses with [`inventory::Error::OutOfStock`].
pub(crate) async fn provide(
    tx: &mut Tx,
    order: &mut Order,
    way: &Way,
    wanted: Vec<Wanted>,
) -> Result<(), Error> {
    let trade = trade(tx, &order.channel).await?;
    let mut not_there = Vec::new();
    for _ in 0..TRIES {
        let to = match way {
            Way::Pickup(location) => {
                let here = allot::pickup(tx, *location, wanted.clone()).await?;
                if !trade.network.transfers() {
                    return match take_over(tx, order, &[here]).await? {
                        Taken::By(_) => Ok(()),
                        Taken::Gone(variant, location) => Err(gone(variant, location, &wanted)),
                    };
                }
                To::Store(*location)
            }
            Way::Ship(address) => To::Customer(address),
        };
        let ask = Ask { trade: &trade, to, units: wanted.clone(), not_from: &[], not_there: &not_there };
        let (parts, decision) = match (allot::plan(tx, ask).await, to) {
            (Ok(planned), _) => planned,
            (Err(Error::NothingToShip { variant, .. }), To::Store(location)) => {
                return Err(gone(variant, location, &wanted));
            }
            (Err(error), _) => return Err(error),
        };
        match take_over(tx, order, &parts).await? {
            Taken::By(_) => return plans::keep(tx, order.id, PlanCause::Changed, &decision).await,
            Taken::Gone(variant, location) => not_there.push((variant, location)),
        }
    }
    let (variant, location) = not_there.pop().expect("every turn found one place empty");
    Err(gone(variant, location, &wanted))
}

fn gone(variant: VariantId, location: LocationId, wanted: &[Wanted]) -> Error {
    let units = wanted.iter().filter(|it| it.variant == variant).map(|it| it.quantity.get()).sum();
    inventory::Error::OutOfStock { variant, location, wanted: units }.into()
}

/// A line at the price of today.
pub(crate) async fn line_today(
    tx: &mut Tx,
    order: &Order,
    variant: VariantId,
    quantity: Quantity,
) -> Result<Line, Error> {
    if Quantity::positive(quantity.get()).is_none() || quantity.get() > crate::MAX_QUANTITY {
        return Err(Error::TooMany(crate::MAX_QUANTITY));
    }
    let trade = trade(tx, &order.channel).await?;
    let labels = labels(tx, &[variant]).await?;
    if labels.iter().any(|label| !label.is_sold) {
        return Err(Error::NotForSale(variant));
    }
    let quote = price::quote(tx, &trade, &[(variant, quantity)], &labels, None).await?;
    let id = tx.new_id::<LineId>();
    place::lines([id], &labels, &quote).into_iter().next().ok_or(Error::NotForSale(variant))
}

/// A line in place of units of another one, which were worth `share`: where both are of one product and cost the same today,
/// that stays.
pub(crate) async fn line_instead(
    tx: &mut Tx,
    order: &Order,
    old: &Line,
    share: Share,
    variant: VariantId,
    quantity: Quantity,
) -> Result<Line, Error> {
    let new = line_today(tx, order, variant, quantity).await?;
    let trade = trade(tx, &order.channel).await?;
    let now = tx.now();
    let prices = pricing::prices(tx, &trade.channel.price_list, &[old.variant, variant], now).await?;
    let today = |variant| prices.get(variant).map(|it| it.gross);
    let cards = catalog::variants(tx, &[old.variant, variant]).await?;
    let product = |id| cards.iter().find(|card| card.variant == id).map(|card| card.product);
    let same = product(old.variant) == product(variant)
        && today(&old.variant).is_some()
        && today(&old.variant) == today(&variant);
    if !same || new.tax_rate_bp != old.tax_rate_bp || new.tax_class != old.tax_class {
        return Ok(new);
    }
    let net = Money::new(share.gross.minor - share.tax.minor, share.gross.currency);
    Ok(Line { unit: old.unit, gross: share.gross, net, tax: share.tax, ..new })
}

pub(crate) fn wanted(line: &Line) -> Wanted {
    Wanted { line: line.id, variant: line.variant, quantity: line.quantity }
}
