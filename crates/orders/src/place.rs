//! Placing an order: the basket of any channel becomes a promise. The same order, whoever makes it.
//!
//! Everything is quoted, allotted and written first; the stock rows that many want are taken last. Goods, order and what
//! is owed exist together or not at all, and before any money moves.

use std::collections::BTreeMap;

use customers::{Evidence, Recognise};
use inventory::{Address, Holder, Reserve};
use kernel::{
    Actor, BasketId, FulfilmentId, IntentId, LineId, LocationId, Money, OrderId, PersonId, Quantity,
    ReservationId, SellerCode, Tx, VariantId, args,
};
use payments::{HoldCredit, Method, OpenIntent};
use pricing::Quote;

use crate::allot::{self, Allotted, Ask, Decision, To, Wanted};
use crate::elsewhere::TRIES;
use crate::event::works;
use crate::memory::{Label, Trade, labels, place as place_of, trade};
use crate::open_basket::{basket as find_basket, may_shop};
use crate::way::{SendTo, Tariff, Way};
use crate::{
    Back, Basket, BasketState, Contact, DeliveryCost, Error, Fulfilment, FulfilmentLine, FulfilmentState,
    Life, Line, Mode, Order, PaymentDue, PaymentState, Placed, PlanCause, Progress, Share, Units, clocks,
    limits, number, plans, price, store, way,
};

#[derive(Debug, Clone)]
pub struct Place {
    /// Chosen by the caller, so that a retry is recognised as the same order.
    pub order: OrderId,
    pub basket: BasketId,
    pub deliveries: Vec<Delivery>,
    pub contact: Contact,
    pub payments: Vec<PayBy>,
}

/// Where some lines go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub mode: DeliveryMode,
    /// Left out: everything that no other delivery names.
    pub lines: Option<Vec<(LineId, Quantity)>>,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryMode {
    Pickup {
        location: LocationId,
    },
    /// To the door, by whatever carrier the store chooses, for the market's fee.
    Ship {
        address: Address,
    },
    /// By a service that the market offers, for its fee.
    Send {
        service: String,
        to: SendTo,
    },
}

/// How some of the money comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayBy {
    /// [`Method::OnPickup`], [`Method::Online`] or [`Method::StoreCredit`]; cash and cards belong to a till.
    pub method: Method,
    /// Left out: the rest.
    pub amount: Option<Money>,
    /// For [`Method::Online`].
    pub provider: Option<String>,
    /// Where the provider sends the shopper afterwards.
    pub return_url: Option<String>,
}
impl PayBy {
    pub fn on_pickup() -> Self {
        Self { method: Method::OnPickup, amount: None, provider: None, return_url: None }
    }
    /// The store credit of whoever signed in.
    pub fn credit(amount: Money) -> Self {
        Self { method: Method::StoreCredit, amount: Some(amount), provider: None, return_url: None }
    }
    pub fn online(provider: impl Into<String>, return_url: impl Into<String>) -> Self {
        Self {
            method: Method::Online,
            amount: None,
            provider: Some(provider.into()),
            return_url: Some(return_url.into()),
        }
    }
}

/// Makes the order, or refuses: [`inventory::Error::OutOfStock`] when the goods are gone.
pub async fn place(tx: &mut Tx, mut request: Place) -> Result<Order, Error> {
    may_shop(tx.actor())?;
    let basket = find_basket(tx, request.basket).await?;
    if let Some(earlier) = repeat(tx, &basket, &request).await? {
        return Ok(earlier);
    }
    check_contact(&request.contact)?;
    let trade = trade(tx, &basket.channel).await?;
    let labels = labels_of(tx, &basket).await?;
    let (deliveries, way) = way::resolve(tx, &trade.market.code, &request.deliveries).await?;
    request.deliveries = deliveries;
    let ships = request.deliveries.iter().any(|it| matches!(it.mode, DeliveryMode::Ship { .. }));
    let bought: Vec<(VariantId, Quantity)> =
        basket.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let tariff = Some(way.as_ref().map_or(Tariff::Policy(&trade.policy), |it| Tariff::Service(&it.1)));
    let quote = price::quote(tx, &trade, &bought, &labels, tariff.filter(|_| ships)).await?;
    let payments = shares(&request, quote.total)?;
    let credit = payments.iter().any(|(pay, _)| pay.method == Method::StoreCredit);
    let credit = if credit { Some(owner(tx.actor(), &basket)?) } else { None };
    let person = buyer(tx, &basket, &request.contact).await?;
    if payments.iter().any(|(pay, _)| pay.method == Method::OnPickup) {
        let buyer = limits::Buyer { person, contact: &request.contact };
        limits::check(tx, &trade.service.pickup, buyer, quote.total).await?;
    }
    let order = draft(tx, &request, &basket, &trade, &labels, &quote, person);
    let mut not_there = Vec::new();
    for turn in 1.. {
        let mut planned = allot(tx, &trade, &basket, &request.deliveries, &not_there).await?;
        planned.way = way.as_ref().map(|it| it.0.clone());
        if !planned.can_change {
            return make(tx, &request, &basket, &trade, order, (&payments, credit), &planned).await;
        }
        // Of goods that are sold in this very moment there may be more elsewhere.
        let (draft, payments, planned) = (order.clone(), (&payments[..], credit), &planned);
        let (request, basket, trade) = (&request, &basket, &trade);
        let made = tx
            .attempt(async |tx| make(tx, request, basket, trade, draft.clone(), payments, planned).await)
            .await;
        match made {
            Err(Error::Inventory(inventory::Error::OutOfStock { variant, location, .. })) if turn < TRIES => {
                not_there.push((variant, location));
            }
            made => return made,
        }
    }
    unreachable!("the last turn returns")
}

/// Everything is written first; the stock rows that many want are taken last.
async fn make(
    tx: &mut Tx,
    request: &Place,
    basket: &Basket,
    trade: &Trade,
    mut order: Order,
    (payments, credit): (&[(PayBy, Money)], Option<PersonId>),
    planned: &Planned,
) -> Result<Order, Error> {
    order.seller = seller(tx, &planned.allotted).await?;
    order.payment = payment_state(payments);
    if order.payment == PaymentState::Pending {
        order.payment_due_at = Some(trade.policy.payment_due(order.placed_at));
    }
    order.fulfilments = fulfilments(tx, &order, &planned.allotted);
    clocks::start(tx, trade, &mut order.fulfilments).await?;
    order.number = number::draw(tx);
    if !store::insert(tx, &order).await? {
        return same_moment(tx, request).await;
    }
    number::take(tx, &mut order).await?;
    store::insert_lines(tx, &order).await?;
    store::insert_fulfilments(tx, order.id, &order.fulfilments).await?;
    clocks::arm(tx, &order.fulfilments).await?;
    for decision in &planned.decisions {
        plans::keep(tx, order.id, PlanCause::Placed, decision).await?;
    }
    if let Some(way) = &planned.way {
        way::keep(tx, order.id, way).await?;
    }
    close_basket(tx, basket, order.id).await?;
    owe(tx, &order, payments, credit).await?;
    if let Some(due) = order.payment_due_at {
        tx.publish_at(due, &PaymentDue { order: order.id }).await?;
    }
    tell(tx, &order).await?;
    inventory::reserve_all(tx, promises(&order)).await?;
    Ok(order)
}

/// A basket becomes one order: asked again for the same one, that is the answer.
async fn repeat(tx: &mut Tx, basket: &Basket, request: &Place) -> Result<Option<Order>, Error> {
    match basket.state {
        BasketState::Open if basket.is_empty() => Err(Error::EmptyBasket(basket.id)),
        BasketState::Open => Ok(None),
        BasketState::Placed if basket.order == Some(request.order) => store::find(tx, request.order).await,
        BasketState::Placed | BasketState::Merged => Err(Error::BasketPlaced(basket.id)),
    }
}

/// The same order, sent twice in the same moment: the other one was faster. A used id is answered only if it is that.
async fn same_moment(tx: &mut Tx, request: &Place) -> Result<Order, Error> {
    let earlier = store::find(tx, request.order).await?;
    let earlier = earlier.filter(|order| order.basket == Some(request.basket));
    earlier.ok_or(Error::IdTaken(request.order.to_string()))
}

fn check_contact(contact: &Contact) -> Result<(), Error> {
    if contact.email.is_none() && contact.phone.is_none() {
        return Err(Error::invalid("/contact/email", "an e-mail address or a phone number is needed"));
    }
    let too_long = contact.name.as_ref().is_some_and(|name| name.chars().count() > 120);
    if too_long || contact.lang.len() != 2 {
        return Err(Error::invalid("/contact", "a name has at most 120 characters, a language two letters"));
    }
    Ok(())
}

async fn labels_of(tx: &mut Tx, basket: &Basket) -> Result<Vec<Label>, Error> {
    let variants: Vec<VariantId> = basket.lines.iter().map(|line| line.variant).collect();
    let labels = labels(tx, &variants).await?;
    match variants.iter().zip(&labels).find(|(_, label)| !label.is_sold) {
        Some((variant, _)) => Err(Error::NotForSale(*variant)),
        None => Ok(labels),
    }
}

/// What each payment comes to. They add up to the total.
fn shares(request: &Place, total: Money) -> Result<Vec<(PayBy, Money)>, Error> {
    if total.is_zero() {
        return Ok(Vec::new());
    }
    let pickup_only = request.deliveries.iter().all(|it| matches!(it.mode, DeliveryMode::Pickup { .. }));
    let named: i64 = request.payments.iter().filter_map(|it| it.amount).map(|amount| amount.minor).sum();
    let rests = request.payments.iter().filter(|it| it.amount.is_none()).count();
    if rests > 1 {
        return Err(Error::invalid("/payments", "only one payment takes the rest"));
    }
    let mut shares = Vec::new();
    for pay in &request.payments {
        let amount = pay.amount.unwrap_or(Money::new(total.minor - named, total.currency));
        if amount.currency != total.currency || amount.minor <= 0 {
            return Err(Error::WrongAmount { due: total, given: amount });
        }
        match pay.method {
            Method::Online | Method::StoreCredit => {}
            // What is due when the goods leave must not depend on which part came through a provider.
            Method::OnPickup if request.payments.len() > 1 => {
                return Err(Error::invalid("/payments", "payment on pickup stands alone"));
            }
            Method::OnPickup if pickup_only => {}
            Method::OnPickup => return Err(Error::NoPayOnPickup),
            Method::Cash | Method::Card => {
                return Err(Error::invalid("/payments", "cash and cards are taken at a till"));
            }
        }
        shares.push((pay.clone(), amount));
    }
    let given: i64 = shares.iter().map(|(_, amount)| amount.minor).sum();
    if given != total.minor {
        return Err(Error::WrongAmount { due: total, given: Money::new(given, total.currency) });
    }
    Ok(shares)
}

fn payment_state(payments: &[(PayBy, Money)]) -> PaymentState {
    if payments.is_empty() {
        PaymentState::Paid // nothing is owed
    } else if payments.iter().any(|(pay, _)| pay.method == Method::Online) {
        PaymentState::Pending
    } else if payments.iter().all(|(pay, _)| pay.method == Method::StoreCredit) {
        PaymentState::Authorised // held in this same unit
    } else {
        PaymentState::DueAtPickup
    }
}

/// Who does what, and what was decided on the way.
#[derive(Default)]
struct Planned {
    allotted: Vec<Allotted>,
    decisions: Vec<Decision>,
    /// Other places might do it too.
    can_change: bool,
    way: Option<Way>,
}

async fn allot(
    tx: &mut Tx,
    trade: &Trade,
    basket: &Basket,
    deliveries: &[Delivery],
    not_there: &[(VariantId, LocationId)],
) -> Result<Planned, Error> {
    let mut planned = Planned::default();
    for (delivery, units) in deliveries.iter().zip(split(basket, deliveries)?) {
        let to = match &delivery.mode {
            DeliveryMode::Pickup { location } => {
                let here = allot::pickup(tx, *location, units.clone()).await?;
                if !trade.network.transfers() {
                    planned.allotted.push(here);
                    continue;
                }
                To::Store(*location)
            }
            DeliveryMode::Ship { address } => {
                check_address(address)?;
                To::Customer(address)
            }
            // `way::resolve` made an address of it.
            DeliveryMode::Send { .. } => return Err(Error::invalid("/deliveries", "no address")),
        };
        match allot::plan(tx, Ask { trade, to, units, not_from: &[], not_there }).await {
            Ok((allotted, decision)) => {
                planned.allotted.extend(allotted);
                planned.decisions.push(decision);
                planned.can_change = true;
            }
            // Who wants to come to a store hears of that store.
            Err(Error::NothingToShip { variant: nowhere, wanted }) => {
                let To::Store(location) = to else {
                    return Err(Error::NothingToShip { variant: nowhere, wanted });
                };
                let error = inventory::Error::OutOfStock { variant: nowhere, location, wanted };
                return Err(error.into());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(planned)
}

pub(crate) fn check_address(address: &Address) -> Result<(), Error> {
    let parts = [&address.street, &address.postcode, &address.city];
    if parts.iter().any(|part| part.trim().is_empty() || part.chars().count() > 120) {
        return Err(Error::invalid("/deliveries/address", "street, postcode and city are needed"));
    }
    if address.country.len() != 2 {
        return Err(Error::invalid("/deliveries/address/country", "two letters, as in ISO 3166"));
    }
    Ok(())
}

/// Every unit of the basket goes to exactly one delivery.
fn split(basket: &Basket, deliveries: &[Delivery]) -> Result<Vec<Vec<Wanted>>, Error> {
    let wrong = |why: &str| Err(Error::invalid("/deliveries", why));
    let mut left: BTreeMap<LineId, Wanted> = basket
        .lines
        .iter()
        .map(|it| (it.id, Wanted { line: it.id, variant: it.variant, quantity: it.quantity }))
        .collect();
    let mut parts = vec![Vec::new(); deliveries.len()];
    for (part, delivery) in parts.iter_mut().zip(deliveries) {
        for (line, quantity) in delivery.lines.iter().flatten() {
            let known = left.get_mut(line).ok_or(Error::UnknownLine(*line))?;
            let Some(rest) = known.quantity.minus(*quantity).filter(|_| !quantity.is_zero()) else {
                return wrong("more of a line is delivered than is in the basket");
            };
            part.push(Wanted { quantity: *quantity, ..*known });
            known.quantity = rest;
        }
    }
    left.retain(|_, wanted| !wanted.quantity.is_zero());
    let rest = deliveries.iter().position(|delivery| delivery.lines.is_none());
    match rest {
        Some(rest) => parts[rest].extend(basket.lines.iter().filter_map(|line| left.get(&line.id).copied())),
        None if left.is_empty() => {}
        None => return wrong("some lines are delivered nowhere"),
    }
    if parts.iter().any(Vec::is_empty) {
        return wrong("a delivery without lines");
    }
    Ok(parts)
}

/// Whose order it is: known from the basket, or recognised by what they tell.
async fn buyer(tx: &mut Tx, basket: &Basket, contact: &Contact) -> Result<Option<PersonId>, Error> {
    if let Some(person) = basket.person {
        return Ok(Some(person));
    }
    let told = Recognise {
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        name: contact.name.clone(),
        visitor: basket.visitor,
        channel: basket.channel.clone(),
        evidence: Evidence::Stated,
    };
    Ok(Some(customers::recognise(tx, told).await?))
}

/// Whose goods they are: the seller of the first location.
async fn seller(tx: &mut Tx, allotted: &[Allotted]) -> Result<SellerCode, Error> {
    let first = allotted.first().ok_or(Error::invalid("/deliveries", "at least one"))?;
    Ok(place_of(tx, first.location).await?.seller)
}

fn draft(
    tx: &Tx,
    request: &Place,
    basket: &Basket,
    trade: &Trade,
    labels: &[Label],
    quote: &Quote,
    person: Option<PersonId>,
) -> Order {
    let ids = basket.lines.iter().map(|line| line.id);
    Order {
        id: request.order,
        number: String::new(),
        channel: basket.channel.clone(),
        market: trade.market.code.clone(),
        seller: SellerCode::new("none").expect("a code"),
        basket: Some(basket.id),
        person,
        visitor: basket.visitor,
        till: None,
        contact: request.contact.clone(),
        currency: quote.currency,
        rounding: quote.rounding,
        life: Life::Placed,
        payment: PaymentState::Paid,
        fulfilment: Progress::Unfulfilled,
        lines: lines(ids, labels, quote),
        fulfilments: Vec::new(),
        delivery: delivery_cost(quote),
        delivery_back: Share::zero(quote.currency),
        total: quote.total,
        tax: quote.tax,
        placed_at: tx.now(),
        placed_by: tx.actor().to_string(),
        payment_due_at: None,
        closed_at: None,
        version: 1,
    }
}

pub(crate) fn delivery_cost(quote: &Quote) -> DeliveryCost {
    let zero = Money::zero(quote.currency);
    match &quote.delivery {
        Some(it) => DeliveryCost { gross: it.gross, tax: it.tax, tax_rate_bp: it.tax_rate_bp },
        None => DeliveryCost { gross: zero, tax: zero, tax_rate_bp: 0 },
    }
}

/// The quote as it is recorded: never computed again.
pub(crate) fn lines(ids: impl IntoIterator<Item = LineId>, labels: &[Label], quote: &Quote) -> Vec<Line> {
    let lines = ids.into_iter().zip(labels).zip(&quote.lines);
    lines
        .map(|((id, label), quoted)| Line {
            id,
            variant: quoted.variant,
            sku: label.sku.clone(),
            name: label.name.clone(),
            quantity: quoted.quantity,
            open: quoted.quantity,
            fulfilled: Quantity::ZERO,
            cancelled: Quantity::ZERO,
            unit: quoted.unit_gross,
            gross: quoted.gross,
            net: quoted.net,
            tax: quoted.tax,
            tax_class: quoted.tax_class,
            tax_rate_bp: quoted.tax_rate_bp,
            back: Back::none(quote.currency),
        })
        .collect()
}

/// Work waits for money that a provider has to bring; money on pickup comes with the shopper.
fn fulfilments(tx: &Tx, order: &Order, allotted: &[Allotted]) -> Vec<Fulfilment> {
    let state = match order.payment {
        PaymentState::Pending => FulfilmentState::OnHold,
        _ => FulfilmentState::Open,
    };
    allotted.iter().map(|it| fulfilment(tx, order, it, state)).collect()
}

pub(crate) fn fulfilment(tx: &Tx, order: &Order, allotted: &Allotted, state: FulfilmentState) -> Fulfilment {
    let line = |wanted: &Wanted| FulfilmentLine {
        line: wanted.line,
        reservation: Some(tx.new_id::<ReservationId>()),
        quantity: wanted.quantity,
        picked: Quantity::ZERO,
    };
    Fulfilment {
        id: tx.new_id::<FulfilmentId>(),
        order: order.id,
        location: allotted.location,
        mode: allotted.mode,
        state,
        code: if allotted.mode == Mode::Pickup { number::pickup_code(tx) } else { String::new() },
        bin: None,
        address: allotted.address.clone(),
        carrier: None,
        tracking: None,
        destination: allotted.destination,
        parent: None,
        wave: None,
        placed_at: order.placed_at,
        accepted_at: None,
        picked_at: None,
        ready_at: None,
        due_at: None,
        clock: None,
        clock_due_at: None,
        closed_at: None,
        lines: allotted.units.iter().map(line).collect(),
    }
}

/// Firm promises for everything these fulfilments will provide.
pub(crate) fn promises_of(order: &Order, fulfilment: &Fulfilment) -> Vec<Reserve> {
    let promise = |units: &FulfilmentLine| {
        let variant = order.line(units.line)?.variant;
        let holder = Holder::of("order", order.id);
        Some(Reserve {
            person: order.person,
            channel: Some(order.channel.clone()),
            ..Reserve::new(units.reservation?, holder, variant, fulfilment.location, units.quantity)
        })
    };
    fulfilment.lines.iter().filter_map(promise).collect()
}

fn promises(order: &Order) -> Vec<Reserve> {
    order.fulfilments.iter().flat_map(|it| promises_of(order, it)).collect()
}

/// The guard against two orders out of one basket: it must still be as it was read.
async fn close_basket(tx: &mut Tx, basket: &Basket, order: OrderId) -> Result<(), Error> {
    let at = tx.now();
    let closed = tx
        .exec(
            "UPDATE orders_basket SET state = $2, order_id = $3, version = version + 1, updated_at = $4
             WHERE id = $1 AND state = $5 AND version = $6",
            args![basket.id, BasketState::Placed, order, at, BasketState::Open, basket.version],
        )
        .await?;
    if closed == 1 { Ok(()) } else { Err(Error::BasketPlaced(basket.id)) }
}

/// Whose store credit pays: of the person who signed in, never of one who was merely named.
fn owner(actor: &Actor, basket: &Basket) -> Result<PersonId, Error> {
    let owner = basket.person.filter(|owner| match actor {
        Actor::Person(me) => me == owner,
        Actor::Visitor(_) => false,
        Actor::System | Actor::Staff(..) | Actor::Key(..) => true,
    });
    Ok(owner.ok_or(payments::Error::CreditNeedsPerson)?)
}

/// Whether a provider holds the money or takes it at once is the provider's matter: the order hears of either.
async fn owe(
    tx: &mut Tx,
    order: &Order,
    payments: &[(PayBy, Money)],
    credit: Option<PersonId>,
) -> Result<(), Error> {
    for (pay, amount) in payments {
        let id = tx.new_id::<IntentId>();
        if let (Method::StoreCredit, Some(person)) = (pay.method, credit) {
            let hold = HoldCredit { intent: id, order: order.id, person, amount: *amount };
            payments::hold_credit(tx, hold).await?;
            continue;
        }
        let intent = OpenIntent {
            id,
            order: order.id,
            amount: *amount,
            method: pay.method,
            provider: pay.provider.clone(),
            return_url: pay.return_url.clone(),
        };
        match pay.method {
            Method::Online => payments::open_to_capture(tx, intent).await?,
            Method::OnPickup | Method::StoreCredit | Method::Cash | Method::Card => {
                payments::open_intent(tx, intent).await?
            }
        };
    }
    Ok(())
}

async fn tell(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let units = order.lines.iter().map(|line| Units {
        line: line.id,
        variant: line.variant,
        quantity: line.quantity,
        gross: line.gross,
    });
    tx.publish(&Placed {
        order: order.id,
        number: order.number.clone(),
        channel: order.channel.clone(),
        person: order.person,
        visitor: order.visitor,
        basket: order.basket,
        total: order.total,
        payment: order.payment,
        lines: units.collect(),
        fulfilments: works(order),
    })
    .await?;
    Ok(())
}
