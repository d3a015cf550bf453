//! What shoppers do from afar: order, pay, change their minds.

use inventory::{Address, Capability};
use kernel::{
    Actor, BasketId, ChannelCode, Currency, IntentId, LineId, LocationId, Money, OrderId, PersonId,
    PostingId, Problem, Quantity, VariantId,
};
use orders::{
    CancelReason, Delivery, DeliveryMode, OpenBasket, OrderFilter, PayAgain, PayBy, PaymentState, Place,
};
use payments::{CreditCause, GrantCredit, Method};

use super::bank::{self, Decision};
use super::{REMEMBERED, Stop, World};

/// Where parcels go, with their towns' postcodes.
const TOWNS: &[(&str, &str)] = &[
    ("Gdynia", "81-366"),
    ("Kraków", "31-042"),
    ("Wrocław", "50-106"),
    ("Lublin", "20-002"),
    ("Rzeszów", "35-064"),
    ("Szczecin", "70-444"),
];

impl World {
    pub(super) async fn order_for_pickup(&mut self, online: bool) -> Result<bool, Stop> {
        let location = self.a_store();
        let by = if online { self.online() } else { PayBy::on_pickup() };
        let lines = self.wishes();
        self.order(lines, vec![Delivery { mode: DeliveryMode::Pickup { location }, lines: None }], by).await
    }

    pub(super) async fn order_parcel(&mut self) -> Result<bool, Stop> {
        let (lines, address, by) = (self.wishes(), self.an_address(), self.online());
        self.order(lines, vec![Delivery { mode: DeliveryMode::Ship { address }, lines: None }], by).await
    }

    /// Part here, the rest by post: one order, one payment.
    pub(super) async fn order_mixed(&mut self) -> Result<bool, Stop> {
        let mut lines = self.wishes();
        while lines.len() < 2 {
            lines = self.wishes();
        }
        let (location, address, by) = (self.a_store(), self.an_address(), self.online());
        let here = Some(vec![(lines[0].0, lines[0].2)]);
        let deliveries = vec![
            Delivery { mode: DeliveryMode::Pickup { location }, lines: here },
            Delivery { mode: DeliveryMode::Ship { address }, lines: None },
        ];
        self.order(lines, deliveries, by).await
    }

    pub(super) async fn order(
        &mut self,
        wishes: Vec<(LineId, VariantId, Quantity)>,
        deliveries: Vec<Delivery>,
        by: PayBy,
    ) -> Result<bool, Stop> {
        self.order_of(None, wishes, deliveries, by).await
    }

    async fn order_of(
        &mut self,
        credit: Option<(PersonId, Money)>,
        wishes: Vec<(LineId, VariantId, Quantity)>,
        deliveries: Vec<Delivery>,
        by: PayBy,
    ) -> Result<bool, Stop> {
        let which = self.rng.usize(..self.shoppers.len());
        let (contact, visitor) = (self.shoppers[which].contact.clone(), self.shoppers[which].visitor);
        let (basket, order) = (BasketId::fresh(self.now()), OrderId::fresh(self.now()));
        let channel = ChannelCode::new(if self.rng.bool() { "shop" } else { "mobile" }).expect("a code");
        let person = credit.map(|(person, _)| person);
        let actor = person.map_or(Actor::Visitor(visitor), Actor::Person);
        let filled = self
            .work(&actor, async |tx| {
                let open =
                    OpenBasket { id: basket, channel: channel.clone(), person, visitor: Some(visitor) };
                orders::open_basket(tx, open).await?;
                for (_, variant, quantity) in &wishes {
                    orders::set_quantity(tx, basket, *variant, *quantity).await?;
                }
                orders::basket(tx, basket).await
            })
            .await?;
        let Some(filled) = filled else { return Ok(false) };
        // The lines of the basket have ids of their own.
        let id_of = |wish: LineId| {
            let variant = wishes.iter().find(|(id, _, _)| *id == wish).map(|(_, variant, _)| *variant);
            filled.lines.iter().find(|line| Some(line.variant) == variant).map_or(wish, |line| line.id)
        };
        let deliveries: Vec<Delivery> = deliveries
            .into_iter()
            .map(|it| Delivery {
                lines: it
                    .lines
                    .map(|lines| lines.into_iter().map(|(wish, many)| (id_of(wish), many)).collect()),
                ..it
            })
            .collect();
        let mut payments = vec![by.clone()];
        if let Some((_, free)) = credit {
            let ships = deliveries.iter().any(|it| matches!(it.mode, DeliveryMode::Ship { .. }));
            let quote = async {
                let mut read = self.db.read().await?;
                orders::quote_basket(&mut read, &filled, self.now(), ships).await
            };
            let total = quote.await.map_err(|error| self.unexpected(Problem::from(error)))?.total;
            payments.insert(0, PayBy::credit(Money::new(free.minor.min(total.minor), total.currency)));
            if free.minor >= total.minor {
                payments.truncate(1);
            }
        }
        let placed = self
            .work(&actor, async |tx| {
                let request = Place {
                    order,
                    basket,
                    deliveries: deliveries.clone(),
                    contact: contact.clone(),
                    payments: payments.clone(),
                };
                orders::place(tx, request).await
            })
            .await?;
        if placed.is_none() {
            return Ok(false);
        }
        if payments.iter().any(|it| it.method == Method::Online) {
            self.pay(order).await?;
        }
        self.remember(order);
        Ok(true)
    }

    pub(super) fn remember(&mut self, order: OrderId) {
        self.orders.push(order);
        if self.orders.len() > REMEMBERED {
            self.orders.remove(0);
        }
    }

    /// Goes to the provider's page, if it answers, and decides there.
    async fn pay(&mut self, order: OrderId) -> Result<(), Stop> {
        let read = async {
            let mut read = self.db.read().await?;
            payments::intents(&mut read, order).await
        };
        let intents = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
        for intent in intents.into_iter().filter(|it| it.method == Method::Online && !it.is_over()) {
            let shopper = payments::Shopper { lang: "pl".to_owned(), ..payments::Shopper::default() };
            match payments::start(&self.db, &self.providers, &Actor::System, intent.id, shopper).await {
                Ok(started) => {
                    let decision = match self.rng.u8(0..10) {
                        0 => Decision::Leaves,
                        1 => Decision::IsRefused,
                        2..=4 => Decision::PaysAtOnce,
                        _ => Decision::Pays,
                    };
                    self.count(match decision {
                        Decision::Pays => "the shopper pays by card",
                        Decision::PaysAtOnce => "the shopper pays by code",
                        Decision::IsRefused => "the payment is refused",
                        Decision::Leaves => "the shopper leaves the payment page",
                    });
                    self.bank.decide(&started.provider_ref, decision);
                }
                Err(payments::Error::ProviderSilent(_)) => self.count("the provider is silent"),
                Err(payments::Error::NotPayable(_)) => {}
                Err(error) => return Err(self.unexpected(Problem::from(error))),
            }
        }
        Ok(())
    }

    /// Somebody whose payment failed, or never came about, tries once more.
    pub(super) async fn pay_again(&mut self) -> Result<bool, Stop> {
        let Some(order) = self.an_order(|order| order.awaits_payment()).await? else {
            return Ok(false);
        };
        let (intent, by) = (IntentId::fresh(self.now()), self.online());
        let opened = self
            .work(&Actor::System, async |tx| {
                orders::pay_again(tx, PayAgain { order: order.id, intent, by: by.clone() }).await
            })
            .await?;
        if opened.is_some() {
            self.pay(order.id).await?;
        }
        Ok(opened.is_some())
    }

    /// Staff ask once more for the money of goods that left.
    pub(super) async fn capture_again(&mut self) -> Result<bool, Stop> {
        let filter = OrderFilter { payment: Some(PaymentState::Overdue), ..OrderFilter::default() };
        let read = async {
            let mut read = self.db.read().await?;
            orders::orders(&mut read, &filter, &kernel::PageRequest::first(50)).await
        };
        let waiting = read.await.map_err(|error| self.unexpected(Problem::from(error)))?.items;
        if waiting.is_empty() {
            return Ok(false);
        }
        let order = waiting[self.rng.usize(..waiting.len())].id;
        let done = self.work(&Actor::System, async |tx| orders::capture_again(tx, order).await).await?;
        Ok(done.is_some())
    }

    /// A gesture.
    pub(super) async fn give_credit(&mut self) -> Result<bool, Stop> {
        let Some(person) = self.known_person().await? else { return Ok(false) };
        let (id, amount) =
            (PostingId::fresh(self.now()), Money::new(self.rng.i64(1..300) * 100, Currency::Pln));
        let gift = GrantCredit {
            id,
            person,
            amount,
            cause: CreditCause::Goodwill,
            order: None,
            reference: "a gesture".to_owned(),
        };
        let done =
            self.work(&Actor::System, async |tx| payments::grant_credit(tx, gift.clone()).await).await?;
        if done.is_some() {
            self.rich.push(person);
        }
        Ok(done.is_some())
    }

    /// Somebody who has store credit pays by it, and the rest by other means.
    pub(super) async fn order_by_credit(&mut self) -> Result<bool, Stop> {
        if self.rich.is_empty() {
            return Ok(false);
        }
        let person = self.rich[self.rng.usize(..self.rich.len())];
        let free = async {
            let mut read = self.db.read().await?;
            payments::credit(&mut read, person, Currency::Pln).await
        };
        let free = free.await.map_err(|error| self.unexpected(Problem::from(error)))?.free();
        if free.is_zero() {
            return Ok(false);
        }
        let (lines, address) = (self.wishes(), self.an_address());
        let mode = if self.rng.bool() {
            DeliveryMode::Pickup { location: self.a_store() }
        } else {
            DeliveryMode::Ship { address }
        };
        self.order_of(Some((person, free)), lines, vec![Delivery { mode, lines: None }], self.online()).await
    }

    pub(super) async fn cancel(&mut self) -> Result<bool, Stop> {
        let Some(order) = self.an_order(|order| order.is_open()).await? else { return Ok(false) };
        let reason = if self.rng.bool() { CancelReason::Customer } else { CancelReason::Staff };
        let done = self.work(&Actor::System, async |tx| orders::cancel(tx, order.id, reason).await).await?;
        Ok(done.is_some())
    }

    // --- chance ------------------------------------------------------------------------------------------------------

    /// One of the orders that people still think of.
    pub(super) async fn an_order(
        &mut self,
        fits: impl Fn(&orders::Order) -> bool,
    ) -> Result<Option<orders::Order>, Stop> {
        for _ in 0..12.min(self.orders.len()) {
            let id = self.orders[self.rng.usize(..self.orders.len())];
            let read = async {
                let mut read = self.db.read().await?;
                orders::order(&mut read, id).await
            };
            let order = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            if fits(&order) {
                return Ok(Some(order));
            }
        }
        Ok(None)
    }

    /// One to four things, some of them again and again the same: everybody wants the new jacket.
    pub(super) fn wishes(&mut self) -> Vec<(LineId, VariantId, Quantity)> {
        let mut wishes: Vec<(LineId, VariantId, Quantity)> = Vec::new();
        for _ in 0..self.rng.usize(1..=4) {
            let which = if self.rng.u8(0..3) == 0 { 0 } else { self.rng.usize(..self.variants.len()) };
            let variant = self.variants[which];
            if wishes.iter().all(|(_, known, _)| *known != variant) {
                let many = Quantity::new(self.rng.i64(1..=3)).expect("a few");
                wishes.push((LineId::fresh(self.now()), variant, many));
            }
        }
        wishes
    }
    pub(super) fn a_store(&mut self) -> LocationId {
        let stores: Vec<LocationId> =
            self.places.iter().filter(|it| it.can(Capability::Pickup)).map(|it| it.id).collect();
        stores[self.rng.usize(..stores.len())]
    }
    pub(super) fn a_place(&mut self) -> LocationId {
        self.places[self.rng.usize(..self.places.len())].id
    }
    pub(super) fn a_variant(&mut self) -> VariantId {
        self.variants[self.rng.usize(..self.variants.len())]
    }
    pub(super) fn an_address(&mut self) -> Address {
        let (city, postcode) = TOWNS[self.rng.usize(..TOWNS.len())];
        Address {
            street: format!("Polna {}", self.rng.u8(1..90)),
            postcode: postcode.to_owned(),
            city: city.to_owned(),
            country: "PL".to_owned(),
        }
    }
    pub(super) fn online(&self) -> PayBy {
        PayBy::online(bank::NAME, "https://shop.example/back")
    }
}
