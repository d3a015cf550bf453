//! What happens in the stores and in the warehouse: work on orders, sales, and everything that goods go through.

use inventory::{Bucket, Capability, Cause, Change, Holder, Move, Reason, Reserve, SetAside};
use kernel::{
    Actor, ChannelCode, LineId, LocationId, Money, MovementId, OrderId, Problem, Quantity, ReservationId,
    TenderId, VariantId,
};
use orders::{FulfilmentState, HandOver, Mode, Pay, Proof, QueueItem, RejectReason, Sell, SellLine};
use payments::Method;

use super::{Stop, World};

impl World {
    pub(super) async fn pick(&mut self) -> Result<bool, Stop> {
        let Some(item) = self.work_of(&[FulfilmentState::Open], |_| true).await? else { return Ok(false) };
        let done = self.work(&Actor::System, async |tx| orders::pick(tx, item.fulfilment).await).await?;
        Ok(done.is_some())
    }

    pub(super) async fn stage(&mut self) -> Result<bool, Stop> {
        let picked = self.work_of(&[FulfilmentState::Picked], |it| it.mode == Mode::Pickup).await?;
        let Some(item) = picked else { return Ok(false) };
        let bin = Some(format!("{}{}", char::from(b'A' + self.rng.u8(0..4)), self.rng.u8(1..20)));
        let done = self
            .work(&Actor::System, async |tx| orders::stage(tx, item.fulfilment, bin.clone()).await)
            .await?;
        Ok(done.is_some())
    }

    pub(super) async fn hand_over(&mut self) -> Result<bool, Stop> {
        let waits = [FulfilmentState::Open, FulfilmentState::Picked, FulfilmentState::Ready];
        let item =
            self.work_of(&waits, |it| it.mode == Mode::Pickup && it.state == FulfilmentState::Ready).await?;
        let Some(item) = item else { return Ok(false) };
        let proof = match self.rng.u8(0..4) {
            0 => item.email.as_ref().map_or(Proof::Staff, |it| Proof::Email(it.as_str().to_owned())),
            1 => Proof::Number(item.number.clone()),
            2 => Proof::Staff,
            _ => Proof::Code(item.code.clone()),
        };
        let (tenders, receipt) = (self.tenders(item.due), Some(kernel::ReceiptId::fresh(self.now())));
        let done = self
            .work(&Actor::System, async |tx| {
                let request = HandOver {
                    fulfilment: item.fulfilment,
                    proof: proof.clone(),
                    lines: None,
                    rest: orders::Rest::Stays,
                    proxy: None,
                    receipt,
                    tenders: tenders.clone(),
                    till: None,
                };
                orders::hand_over(tx, request).await
            })
            .await?;
        Ok(done.is_some())
    }

    pub(super) async fn ship(&mut self) -> Result<bool, Stop> {
        let waits = [FulfilmentState::Open, FulfilmentState::Picked];
        let Some(item) = self.work_of(&waits, |it| it.mode == Mode::Ship).await? else { return Ok(false) };
        let tracking = Some(format!("SIM{:010}", self.rng.u32(..)));
        let done = self
            .work(&Actor::System, async |tx| orders::ship(tx, item.fulfilment, tracking.clone()).await)
            .await?;
        Ok(done.is_some())
    }

    pub(super) async fn reject(&mut self) -> Result<bool, Stop> {
        let waits = [FulfilmentState::Open, FulfilmentState::Picked, FulfilmentState::Ready];
        let Some(item) = self.work_of(&waits, |_| true).await? else { return Ok(false) };
        let reasons = [RejectReason::NotFound, RejectReason::Damaged, RejectReason::NoCapacity];
        let reason = reasons[self.rng.usize(..reasons.len())];
        let done =
            self.work(&Actor::System, async |tx| orders::reject(tx, item.fulfilment, reason).await).await?;
        Ok(done.is_some())
    }

    /// A fact: what lies on the counter is sold, even if it was promised to somebody.
    pub(super) async fn sell(&mut self, promised: bool) -> Result<bool, Stop> {
        let (location, wishes) = if promised {
            let Some((location, variant, many)) = self.something_promised().await? else { return Ok(false) };
            (location, vec![(LineId::fresh(self.now()), variant, many)])
        } else {
            (self.a_store(), self.wishes())
        };
        let channel = ChannelCode::new("store").expect("a code");
        let bought: Vec<(VariantId, Quantity)> =
            wishes.iter().map(|(_, variant, many)| (*variant, *many)).collect();
        let total = async {
            let mut read = self.db.read().await?;
            let shown = catalog::channel(&mut read, &channel).await?;
            let quote = pricing::quote_basket(&mut read, &shown, self.now(), &bought, None).await?;
            Ok::<Money, Problem>(quote.total)
        };
        let total = total.await.map_err(|problem| self.unexpected(problem))?;
        let (order, tenders) = (OrderId::fresh(self.now()), self.tenders(total));
        let person = self.known_person().await?;
        let lines: Vec<SellLine> = wishes
            .iter()
            .map(|(id, variant, quantity)| SellLine { id: *id, variant: *variant, quantity: *quantity })
            .collect();
        let done = self
            .work(&Actor::System, async |tx| {
                let request = Sell {
                    order,
                    till: None,
                    location,
                    channel: channel.clone(),
                    lines: lines.clone(),
                    person,
                    tenders: tenders.clone(),
                    lang: "pl".to_owned(),
                };
                orders::sell(tx, request).await
            })
            .await?;
        if done.is_some() {
            self.remember(order);
        }
        Ok(done.is_some())
    }

    pub(super) async fn receive(&mut self) -> Result<bool, Stop> {
        let location = self.a_place();
        let mut facts = Vec::new();
        for _ in 0..self.rng.usize(2..10) {
            let (variant, units) = (self.a_variant(), self.rng.i64(2..13));
            facts.push(self.movement(variant, location, Change::Delta(units), Cause::Received));
        }
        let done = self.work(&Actor::System, async |tx| inventory::move_all(tx, facts.clone()).await).await?;
        Ok(done.is_some())
    }

    /// What is counted may be less than what is promised.
    pub(super) async fn count_a_shelf(&mut self) -> Result<bool, Stop> {
        let (variant, location) = (self.a_variant(), self.a_place());
        let there = self.stock_of(variant, location).await?.map_or(0, |row| row.on_hand);
        let counted = (there + self.rng.i64(-2..=1)).max(0);
        let fact = self.movement(variant, location, Change::Counted(counted), Cause::Counted);
        let done =
            self.work(&Actor::System, async |tx| inventory::move_stock(tx, fact.clone()).await).await?;
        Ok(done.is_some())
    }

    pub(super) async fn set_aside(&mut self) -> Result<bool, Stop> {
        let (variant, location) = (self.a_variant(), self.a_place());
        let Some(row) = self.stock_of(variant, location).await? else { return Ok(false) };
        let back = row.unavailable > 0 && self.rng.bool();
        if !back && row.on_hand <= row.unavailable {
            return Ok(false);
        }
        let fact = SetAside {
            id: MovementId::fresh(self.now()),
            variant,
            location,
            bucket: Bucket::Display,
            units: if back { -1 } else { 1 },
            reference: None,
        };
        let done = self.work(&Actor::System, async |tx| inventory::set_aside(tx, fact.clone()).await).await?;
        Ok(done.is_some())
    }

    /// A fitting, a phone call: goods for two hours, without an order.
    pub(super) async fn hold(&mut self) -> Result<bool, Stop> {
        let (variant, location, id) = (self.a_variant(), self.a_store(), ReservationId::fresh(self.now()));
        let until = self.now().plus_minutes(120);
        let holder = Holder::desk(&format!("fitting-{}", self.rng.u32(..))).expect("a holder");
        let request = Reserve {
            id,
            holder,
            location,
            variant,
            quantity: Quantity::new(1).expect("one"),
            expires_at: Some(until),
            person: None,
            channel: None,
            from: inventory::From::Stock,
        };
        let done =
            self.work(&Actor::System, async |tx| inventory::reserve(tx, request.clone()).await).await?;
        if done.is_some() {
            self.held.push(id);
        }
        Ok(done.is_some())
    }

    pub(super) async fn let_go(&mut self) -> Result<bool, Stop> {
        if self.held.is_empty() {
            return Ok(false);
        }
        let id = self.held.remove(self.rng.usize(..self.held.len()));
        let done =
            self.work(&Actor::System, async |tx| inventory::release(tx, id, Reason::Cancelled).await).await?;
        Ok(done.is_some())
    }

    // --- what they look up -------------------------------------------------------------------------------------------

    /// Something to do in some place.
    pub(super) async fn work_of(
        &mut self,
        states: &[FulfilmentState],
        fits: impl Fn(&QueueItem) -> bool,
    ) -> Result<Option<QueueItem>, Stop> {
        let start = self.rng.usize(..self.places.len());
        for step in 0..self.places.len() {
            let place = self.places[(start + step) % self.places.len()].id;
            let read = async {
                let mut read = self.db.read().await?;
                orders::queue(&mut read, place, states).await
            };
            let all = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            let fitting: Vec<QueueItem> = all.into_iter().filter(|it| fits(it)).collect();
            if !fitting.is_empty() {
                let which = self.rng.usize(..fitting.len());
                return Ok(fitting.into_iter().nth(which));
            }
        }
        Ok(None)
    }

    /// Goods that lie in a store for somebody else: everything that is there of them.
    async fn something_promised(&mut self) -> Result<Option<(LocationId, VariantId, Quantity)>, Stop> {
        let store = self.a_store();
        let first = self.places.iter().position(|it| it.id == store).unwrap_or_default();
        for step in 0..self.places.len() {
            let place = &self.places[(first + step) % self.places.len()];
            if !place.can(Capability::Pickup) {
                continue;
            }
            let filter = inventory::StockFilter { location: Some(place.id), ..Default::default() };
            let read = async {
                let mut read = self.db.read().await?;
                inventory::stock(&mut read, &filter, &kernel::PageRequest::first(200)).await
            };
            let page = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            let promised: Vec<_> =
                page.items.iter().filter(|row| row.reserved > 0 && row.on_hand > 0).collect();
            if promised.is_empty() {
                continue;
            }
            let row = promised[self.rng.usize(..promised.len())];
            return Ok(Quantity::new(row.on_hand).map(|many| (row.location, row.variant, many)));
        }
        Ok(None)
    }

    pub(super) async fn stock_of(
        &mut self,
        variant: VariantId,
        location: LocationId,
    ) -> Result<Option<inventory::Stock>, Stop> {
        let filter = inventory::StockFilter {
            variant: Some(variant),
            location: Some(location),
            ..inventory::StockFilter::default()
        };
        let read = async {
            let mut read = self.db.read().await?;
            inventory::stock(&mut read, &filter, &kernel::PageRequest::first(1)).await
        };
        let page = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
        Ok(page.items.into_iter().next())
    }

    pub(super) async fn known_person(&mut self) -> Result<Option<kernel::PersonId>, Stop> {
        if self.rng.bool() {
            return Ok(None);
        }
        let which = self.rng.usize(..self.shoppers.len());
        let Some(email) = self.shoppers[which].contact.email.clone() else { return Ok(None) };
        let read = async {
            let mut read = self.db.read().await?;
            customers::find_person(&mut read, email.as_str()).await
        };
        let found = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
        Ok(found.first().map(|card| card.id))
    }

    pub(super) fn movement(
        &mut self,
        variant: VariantId,
        location: LocationId,
        change: Change,
        cause: Cause,
    ) -> Move {
        Move {
            id: MovementId::fresh(self.now()),
            variant,
            location,
            change,
            cause,
            reference: None,
            at: None,
        }
    }

    /// Cash, a card, or some of both.
    pub(super) fn tenders(&mut self, due: Money) -> Vec<Pay> {
        if due.minor <= 0 {
            return Vec::new();
        }
        let cash = match self.rng.u8(0..3) {
            0 => due.minor,
            1 if due.minor > 1 => self.rng.i64(1..due.minor),
            _ => 0,
        };
        let at = self.now();
        let pay = |method, minor: i64, given: Option<i64>| Pay {
            id: TenderId::fresh(at),
            method,
            amount: Money::new(minor, due.currency),
            given: given.map(|given| Money::new(given, due.currency)),
            reference: None,
        };
        let mut tenders = Vec::new();
        if cash > 0 {
            tenders.push(pay(Method::Cash, cash, Some((cash + 1_999) / 2_000 * 2_000)));
        }
        if cash < due.minor {
            tenders.push(pay(Method::Card, due.minor - cash, None));
        }
        tenders
    }
}
