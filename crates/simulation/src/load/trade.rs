//! The weeks before today, lived through the verbs: ads that were clicked, baskets, orders of every channel, picks, hand-overs,
//! parcels, payments. The clock jumps from moment to moment, so every row bears its true time.

use std::collections::BTreeMap;

use customers::{Activity, ActivityKind, Campaign, Email, Phone, Visitor, Who};
use inventory::Address;
use kernel::{
    Actor, BasketId, ChannelCode, Currency, Db, Fault, LocationId, Money, OrderId, PersonId, Problem,
    Quantity, Sku, TenderId, Timestamp, Tz, VariantId, VisitorId, WoundClock,
};
use orders::{
    Contact, Delivery, DeliveryMode, HandOver, OpenBasket, Pay, PayBy, Place, Proof, Sell, SellLine,
};
use payments::{Method, Outcome as Paid, Started, TransactionKind};

use super::SYSTEM;
use crate::szron::{self, Customer, PastOrder, Step};

/// How long the simulated background waits at the most before it hears what happened.
const HEARING_MILLIS: i64 = 6 * 3_600_000;

/// What the trade needs to know by name.
struct Books {
    places: BTreeMap<String, LocationId>,
    variants: BTreeMap<String, (VariantId, String)>,
    customers: Vec<Customer>,
    /// A browser for each customer who shops online.
    visitors: BTreeMap<usize, VisitorId>,
    persons: BTreeMap<usize, PersonId>,
    placed: BTreeMap<u32, OrderId>,
}

enum Moment<'a> {
    PricesFall,
    Placed(&'a PastOrder),
    Step(&'a PastOrder, Step),
}

/// Lives the `days` before today's morning through. `clock` stands that far back and is wound along; `settle` does what the
/// background has to do. Says how many orders were made.
pub async fn live(
    db: &Db,
    clock: &WoundClock,
    seed: u64,
    days: u32,
    until: Timestamp,
    settle: impl AsyncFn() -> Result<(), Fault>,
) -> Result<usize, Problem> {
    let today = until.date_in(Tz::Europe__Warsaw);
    let past = szron::autumn(seed, days, today.0);
    let fall = today.plus_days(-(szron::PRICES_FELL_DAYS_AGO as i64)).start_in(Tz::Europe__Warsaw);
    let mut moments: Vec<(Timestamp, Moment)> = vec![(fall, Moment::PricesFall)];
    for order in &past {
        moments.push((Timestamp::from_utc(order.placed_at), Moment::Placed(order)));
        for (step, at) in &order.steps {
            moments.push((Timestamp::from_utc(*at), Moment::Step(order, *step)));
        }
    }
    moments.retain(|(at, _)| *at < until);
    moments.sort_by_key(|(at, _)| *at); // stable: a step comes after its order
    let mut books = Books::read(db).await?;
    let mut heard = db.now();
    // What is paid goes to the store's queue when the money is heard of.
    let mut money_came = false;
    for (at, moment) in moments {
        clock.wind(at.since(db.now()));
        let waits = money_came && matches!(moment, Moment::Step(..));
        if waits || at.since(heard) > HEARING_MILLIS {
            settle().await?;
            (heard, money_came) = (at, false);
        }
        match moment {
            Moment::PricesFall => drop(super::lower_prices(db).await?),
            Moment::Placed(order) => {
                books.place(db, order).await?;
                money_came |= order.payment == szron::Payment::Online;
            }
            Moment::Step(order, step) => books.step(db, order, step).await?,
        }
    }
    clock.wind(until.since(db.now()));
    settle().await?;
    Ok(books.placed.len())
}

impl Books {
    async fn read(db: &Db) -> Result<Self, Problem> {
        let mut read = db.read().await?;
        let places = inventory::locations(&mut read).await?;
        let mut variants = BTreeMap::new();
        for product in szron::products() {
            let skus: Vec<Sku> =
                szron::variants(&product).into_iter().filter_map(|it| Sku::new(it.sku)).collect();
            for (sku, variant) in catalog::variants_by_sku(&mut read, &skus).await? {
                variants.insert(sku.to_string(), (variant.id, product.key.to_owned()));
            }
        }
        Ok(Self {
            places: places.into_iter().map(|place| (place.code, place.id)).collect(),
            variants,
            customers: szron::customers(),
            visitors: BTreeMap::new(),
            persons: BTreeMap::new(),
            placed: BTreeMap::new(),
        })
    }

    fn lines(&self, order: &PastOrder) -> Vec<(VariantId, Quantity)> {
        let line = |it: &szron::PastLine| {
            (self.variants[&it.sku].0, Quantity::new(it.quantity).expect("people buy a few"))
        };
        order.lines.iter().map(line).collect()
    }

    async fn place(&mut self, db: &Db, order: &PastOrder) -> Result<(), Problem> {
        let id = OrderId::fresh(db.now());
        let channel = ChannelCode::new(order.channel).expect("a channel of Szron");
        match &order.delivery {
            szron::Delivery::Counter { store } => {
                self.sell(db, order, id, channel, self.places[*store]).await?;
            }
            szron::Delivery::Pickup { store } => {
                let mode = DeliveryMode::Pickup { location: self.places[*store] };
                self.check_out(db, order, id, channel, mode).await?;
            }
            szron::Delivery::Ship { .. } => {
                let customer = &self.customers[order.customer.expect("a parcel has an address")];
                let address = Address {
                    street: customer.street.clone(),
                    postcode: customer.postcode.to_owned(),
                    city: customer.city.to_owned(),
                    country: "PL".to_owned(),
                };
                self.check_out(db, order, id, channel, DeliveryMode::Ship { address }).await?;
            }
        }
        self.placed.insert(order.number, id);
        Ok(())
    }

    async fn sell(
        &mut self,
        db: &Db,
        order: &PastOrder,
        id: OrderId,
        channel: ChannelCode,
        location: LocationId,
    ) -> Result<(), Problem> {
        let lines = self.lines(order);
        let person = match order.customer {
            Some(index) => Some(self.person(db, index).await?),
            None => None,
        };
        let shown = catalog::channel(&mut db.read().await?, &channel).await?;
        let total = pricing::quote_basket(&mut db.read().await?, &shown, db.now(), &lines, None).await?.total;
        db.run(SYSTEM, async |tx| {
            let mut sold = Vec::new();
            for (variant, quantity) in &lines {
                sold.push(SellLine { id: tx.new_id(), variant: *variant, quantity: *quantity });
            }
            let tender = pay(order, tx.new_id(), total);
            let request = Sell {
                order: id,
                till: None,
                location,
                channel: channel.clone(),
                lines: sold,
                person,
                tenders: vec![tender],
                lang: "pl".to_owned(),
            };
            orders::sell(tx, request).await?;
            Ok::<(), Problem>(())
        })
        .await
    }

    /// Finds out whom the till serves: the loyalty card was shown.
    async fn person(&mut self, db: &Db, index: usize) -> Result<PersonId, Problem> {
        if let Some(known) = self.persons.get(&index) {
            return Ok(*known);
        }
        let email = self.customers[index].email.clone();
        let found = customers::find_person(&mut db.read().await?, &email).await?;
        let person = found.first().map(|card| card.id).ok_or_else(|| {
            Problem::new(500, "kernel/internal", "A customer of Szron is missing").detail(&email)
        })?;
        self.persons.insert(index, person);
        Ok(person)
    }

    async fn check_out(
        &mut self,
        db: &Db,
        order: &PastOrder,
        id: OrderId,
        channel: ChannelCode,
        mode: DeliveryMode,
    ) -> Result<(), Problem> {
        let index = order.customer.expect("whoever orders leaves an address");
        let (lines, customer) = (self.lines(order), self.customers[index].clone());
        let online = matches!(order.channel, "shop" | "mobile" | "social");
        let visitor = if online { Some(self.browse(db, order, index, &channel).await?) } else { None };
        let basket = BasketId::fresh(db.now());
        // Money of the past cannot go back: the provider of today has never seen it. What nobody came for was not paid.
        let by = match (order.payment, order.outcome, &mode) {
            (szron::Payment::Online, szron::Outcome::Expired, DeliveryMode::Pickup { .. }) => {
                PayBy::on_pickup()
            }
            (szron::Payment::Online, _, _) => PayBy::online("simpay", "http://127.0.0.1/"),
            (szron::Payment::OnPickup | szron::Payment::Cash | szron::Payment::Card, _, _) => {
                PayBy::on_pickup()
            }
        };
        let contact = Contact {
            email: Some(Email::parse(&customer.email)?),
            phone: Some(Phone::parse(&customer.phone)?),
            name: Some(customer.name()),
            lang: customer.language.to_owned(),
        };
        let actor = visitor.map_or(Actor::System, Actor::Visitor);
        db.run(&actor, async |tx| {
            orders::open_basket(
                tx,
                OpenBasket { id: basket, channel: channel.clone(), person: None, visitor },
            )
            .await?;
            for (variant, quantity) in &lines {
                orders::set_quantity(tx, basket, *variant, *quantity).await?;
            }
            let request = Place {
                order: id,
                basket,
                deliveries: vec![Delivery { mode: mode.clone(), lines: None }],
                contact: contact.clone(),
                payments: vec![by.clone()],
            };
            orders::place(tx, request).await?;
            Ok::<(), Problem>(())
        })
        .await?;
        if by.method == Method::Online && order.outcome != szron::Outcome::Cancelled {
            self.pay_online(db, id).await?;
        }
        Ok(())
    }

    /// What the shopper looked at before, and the ad that brought them.
    async fn browse(
        &mut self,
        db: &Db,
        order: &PastOrder,
        index: usize,
        channel: &ChannelCode,
    ) -> Result<VisitorId, Problem> {
        let now = db.now();
        let visitor = *self.visitors.entry(index).or_insert_with(|| VisitorId::fresh(now));
        let first = &order.lines[0];
        let (variant, key) = &self.variants[&first.sku];
        let campaign = order.campaign.map(|it| {
            let mut pairs =
                vec![("utm_source", it.source), ("utm_medium", it.medium), ("utm_campaign", it.campaign)];
            let click = format!("demo{:08x}", order.number.wrapping_mul(2_654_435_761));
            if let Some(name) = it.click {
                pairs.push((name, &click));
            }
            Campaign::from_pairs(pairs)
        });
        let landing = format!("/p/{key}");
        let deed = |kind, minutes: i64| Activity {
            who: Who::Visitor(visitor),
            kind,
            at: now.plus_minutes(-minutes),
            channel: channel.clone(),
            path: landing.clone(),
            query: None,
            product: None,
            variant: Some(*variant),
            campaign: Campaign::default(),
        };
        let mut seen = vec![deed(ActivityKind::ProductView, 9), deed(ActivityKind::AddToBasket, 4)];
        if let Some(campaign) = &campaign {
            seen.push(Activity { campaign: campaign.clone(), ..deed(ActivityKind::AdClick, 11) });
        }
        db.run(SYSTEM, async |tx| {
            let arrived = Visitor {
                id: visitor,
                channel: channel.clone(),
                first_seen: now.plus_minutes(-11),
                landing: landing.clone(),
                campaign: campaign.clone().unwrap_or_default(),
            };
            customers::visit(tx, arrived).await?;
            customers::track(tx, seen.clone()).await?;
            Ok::<(), Problem>(())
        })
        .await?;
        Ok(visitor)
    }

    async fn pay_online(&self, db: &Db, order: OrderId) -> Result<(), Problem> {
        db.run(SYSTEM, async |tx| {
            for intent in payments::intents(tx, order).await? {
                let reference = format!("demo_{}", intent.id);
                let started =
                    Started { provider_ref: reference.clone(), redirect_url: "http://127.0.0.1/".to_owned() };
                payments::record_started(tx, order, intent.id, &started).await?;
                let paid = Paid {
                    intent: intent.id,
                    kind: TransactionKind::Captured,
                    reference: format!("{reference}_1"),
                    amount: intent.amount,
                    happened_at: tx.now(),
                };
                payments::record_outcome(tx, paid).await?;
            }
            Ok::<(), Problem>(())
        })
        .await
    }

    async fn step(&mut self, db: &Db, past: &PastOrder, step: Step) -> Result<(), Problem> {
        let id = self.placed[&past.number];
        let order = orders::order(&mut db.read().await?, id).await?;
        let Some(work) = order.fulfilments.first() else { return Ok(()) };
        let (fulfilment, due) = (work.id, order.total);
        let is_paid = order.payment == orders::PaymentState::Paid;
        db.run(SYSTEM, async |tx| {
            match step {
                Step::Picked => drop(orders::pick(tx, fulfilment).await?),
                Step::Ready => {
                    let bin =
                        format!("{}{}", ['A', 'B', 'C', 'D'][past.number as usize % 4], past.number % 20 + 1);
                    orders::stage(tx, fulfilment, Some(bin)).await?;
                }
                Step::HandedOver => {
                    let tenders = if is_paid { Vec::new() } else { vec![pay(past, tx.new_id(), due)] };
                    let request = HandOver::whole(fulfilment, Proof::Staff, tenders, None);
                    orders::hand_over(tx, request).await?;
                }
                Step::Shipped => {
                    let tracking = format!("SZR{:010}", u64::from(past.number) * 7_919);
                    orders::ship(tx, fulfilment, Some(tracking)).await?;
                }
                Step::Cancelled => drop(orders::cancel(tx, id, orders::CancelReason::Customer).await?),
                // The order's own timer does it.
                Step::Expired => {}
            }
            Ok::<(), Problem>(())
        })
        .await
    }
}

fn pay(order: &PastOrder, id: TenderId, amount: Money) -> Pay {
    let cash = order.payment == szron::Payment::Cash;
    // Notes of fifty.
    let given = Money::new((amount.minor + 4_999) / 5_000 * 5_000, Currency::Pln);
    Pay {
        id,
        method: if cash { Method::Cash } else { Method::Card },
        amount,
        given: cash.then_some(given),
        reference: None,
    }
}
