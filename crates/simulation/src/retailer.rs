//! A whole retailer on a clock that only the simulation moves: shoppers in every channel, stores, a payment provider and a
//! carrier that fail and repeat themselves, processes that die. Every decision comes from one seed, so a run that fails can be played
//! again. After each day every invariant has to hold; at the end the books are held against those of the provider.

mod after_sale;
mod bank;
mod clock;
mod parcels;
mod shopping;
mod stores;
mod town;
mod truck;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use fastrand::Rng;
use inventory::Location;
use kernel::{
    Actor, Area, Breach, Consumer, Db, Fault, OrderId, Problem, Read, Timestamp, Tx, Tz, VariantId, Worker,
    settle,
};
use payments::Providers;
use shipping::Carriers;

use bank::Bank;
pub use clock::StillClock;
use town::Shopper;
use truck::Truck;

/// What the binary brings: the same consumers, workers and books as a server has.
pub struct House {
    pub areas: &'static [Area],
    pub consumers: Vec<Consumer>,
    pub workers: Staffing,
    /// Puts in place what a process keeps beside the database.
    pub prepare: Fitting,
    pub audit: for<'a> fn(&'a mut Read) -> Audited<'a>,
}
pub type Staffing = Box<dyn Fn(&Providers, &Carriers) -> Vec<Worker>>;
pub type Fitting = Box<dyn Fn(&Db) -> Result<(), String>>;
pub type Audited<'a> = Pin<Box<dyn Future<Output = Result<Vec<Breach>, Problem>> + 'a>>;

#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub days: u32,
    /// What people and machines do in a day.
    pub acts_a_day: u32,
}

/// What happened, by name; nothing that a run is for may be zero.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub counts: BTreeMap<&'static str, u64>,
    /// Equal for equal runs: a sum over every order as it stood at the end.
    pub digest: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error("seed {seed}, day {day}: {}", breaches.iter().map(|it| format!("{}: {}", it.invariant, it.detail)).collect::<Vec<_>>().join("; "))]
    Breached { seed: u64, day: u32, breaches: Vec<Breach> },
    #[error("seed {seed}, day {day}: {what}")]
    Unexpected { seed: u64, day: u32, what: String },
}

kernel::text_enum! {
    /// What somebody does.
    pub enum Act {
        OrderForPickup = "order for pickup, paid there",
        OrderPaidForPickup = "order for pickup, paid online",
        OrderParcel = "order a parcel",
        OrderToLocker = "order to a parcel locker",
        OrderMixed = "order for pickup and parcel",
        OrderByCredit = "order and pay by store credit",
        GiveCredit = "give store credit",
        CaptureAgain = "ask again for refused money",
        PayAgain = "try to pay again",
        Cancel = "cancel an order",
        Pick = "pick",
        Stage = "stage",
        HandOver = "hand over",
        Pack = "pack",
        PackAgain = "ask the carrier again",
        Unpack = "unpack",
        Ship = "ship",
        Reject = "reject",
        Sell = "sell over the counter",
        SellPromised = "sell promised goods",
        Receive = "receive goods",
        Count = "count a shelf",
        SetAside = "set pieces aside",
        Hold = "hold goods for somebody",
        LetGo = "let held goods go",
        CancelPart = "cancel a part of an order",
        ChangeOrder = "change an order",
        AnnounceReturn = "announce a return",
        ReceiveReturn = "receive a return",
        AcceptReturn = "accept a return",
        Exchange = "exchange what came back",
        Complain = "complain",
        AnswerComplaint = "answer a complaint",
    }
}

impl Act {
    /// How often, against the others.
    fn weight(self) -> u32 {
        match self {
            Self::OrderForPickup | Self::OrderPaidForPickup | Self::OrderParcel => 10,
            Self::Sell => 12,
            Self::Pick | Self::Stage => 16,
            Self::HandOver => 13,
            Self::Ship => 12,
            Self::Pack => 18,
            Self::OrderToLocker | Self::OrderMixed | Self::Receive => 6,
            Self::OrderByCredit | Self::CaptureAgain | Self::PayAgain => 6,
            Self::PackAgain | Self::AnnounceReturn | Self::ReceiveReturn => 8,
            Self::CancelPart | Self::ChangeOrder | Self::AcceptReturn | Self::Exchange => 5,
            Self::Reject | Self::Cancel | Self::Count | Self::SetAside | Self::Hold => 4,
            Self::SellPromised | Self::LetGo | Self::GiveCredit | Self::Unpack => 3,
            Self::Complain | Self::AnswerComplaint => 3,
        }
    }
}

const ZONE: Tz = Tz::Europe__Warsaw;
/// Orders that somebody may still think of.
const REMEMBERED: usize = 300;

/// The retailer and its town while the simulation runs.
struct World {
    db: Db,
    house: House,
    clock: Arc<StillClock>,
    bank: Arc<Bank>,
    providers: Providers,
    truck: Arc<Truck>,
    carriers: Carriers,
    rng: Rng,
    plan: Plan,
    day: u32,
    counts: BTreeMap<&'static str, u64>,
    places: Vec<Location>,
    variants: Vec<VariantId>,
    shoppers: Vec<Shopper>,
    orders: Vec<OrderId>,
    held: Vec<kernel::ReservationId>,
    /// Who ever got store credit.
    rich: Vec<kernel::PersonId>,
}

/// Moves a small retailer in and lets it live. `db` is empty and runs on `clock`.
pub async fn simulate(db: &Db, clock: Arc<StillClock>, house: House, plan: Plan) -> Result<Report, Stop> {
    let bank = Arc::new(Bank::new(plan.seed, clock.clone()));
    let truck = Arc::new(Truck::new(plan.seed, clock.clone()));
    let mut world = World {
        db: db.clone(),
        house,
        providers: Providers::new([bank.clone() as Arc<dyn payments::Provider>]),
        bank,
        carriers: Carriers::new([truck.clone() as Arc<dyn shipping::Carrier>]),
        truck,
        clock,
        rng: Rng::with_seed(plan.seed),
        plan,
        day: 0,
        counts: Act::ALL.iter().map(|act| (act.as_str(), 0)).collect(),
        places: Vec::new(),
        variants: Vec::new(),
        shoppers: Vec::new(),
        orders: Vec::new(),
        held: Vec::new(),
        rich: Vec::new(),
    };
    world.live().await
}

impl World {
    async fn live(&mut self) -> Result<Report, Stop> {
        let moved_in = async {
            self.db.migrate(self.house.areas).await?;
            Ok::<(), Problem>(())
        };
        moved_in.await.map_err(|problem| self.unexpected(problem))?;
        (self.house.prepare)(&self.db).map_err(|why| self.unexpected_text(why))?;
        self.move_in().await?;
        self.open_depot().await?;
        for day in 1..=self.plan.days {
            self.day = day;
            self.live_a_day().await?;
            self.audit().await?;
        }
        self.come_to_rest().await?;
        self.audit().await?;
        self.hold_against_the_bank().await?;
        for (what, count) in self.bank.tally() {
            *self.counts.entry(what).or_default() += count;
        }
        self.hold_against_the_truck().await?;
        Ok(Report { counts: self.counts.clone(), digest: self.digest().await? })
    }

    /// From eight in the morning, as long as there is something to do; the night belongs to timers.
    async fn live_a_day(&mut self) -> Result<(), Stop> {
        let morning = self.now().date_in(ZONE).plus_days(1).start_in(ZONE).plus_minutes(8 * 60);
        self.clock.go_to(morning);
        self.settle().await?;
        let total: u32 = Act::ALL.iter().map(|act| act.weight()).sum();
        let minutes = 14 * 60 / i64::from(self.plan.acts_a_day.max(1));
        for _ in 0..self.plan.acts_a_day {
            let mut dice = self.rng.u32(0..total);
            let act = *Act::ALL
                .iter()
                .find(|act| match dice.checked_sub(act.weight()) {
                    Some(left) => {
                        dice = left;
                        false
                    }
                    None => true,
                })
                .expect("the dice stay below the sum");
            if self.act(act).await? {
                self.count(act.as_str());
            }
            self.clock.wind(self.rng.i64(0..=2 * minutes.max(1)) * 60_000);
            self.post().await?;
            if self.rng.u8(0..4) == 0 {
                self.settle().await?;
            }
            if self.rng.u8(0..60) == 0 {
                self.restart().await?;
            }
            if self.rng.u8(0..120) == 0 {
                self.hear_again().await?;
            }
        }
        self.settle().await
    }

    /// Whether it came to anything: there may be nothing to pick, or no goods left.
    async fn act(&mut self, act: Act) -> Result<bool, Stop> {
        match act {
            Act::OrderForPickup => self.order_for_pickup(false).await,
            Act::OrderPaidForPickup => self.order_for_pickup(true).await,
            Act::OrderParcel => self.order_parcel().await,
            Act::OrderToLocker => self.order_to_locker().await,
            Act::OrderMixed => self.order_mixed().await,
            Act::OrderByCredit => self.order_by_credit().await,
            Act::GiveCredit => self.give_credit().await,
            Act::CaptureAgain => self.capture_again().await,
            Act::PayAgain => self.pay_again().await,
            Act::Cancel => self.cancel().await,
            Act::Pick => self.pick().await,
            Act::Stage => self.stage().await,
            Act::HandOver => self.hand_over().await,
            Act::Pack => self.pack().await,
            Act::PackAgain => self.help_parcel(false).await,
            Act::Unpack => self.help_parcel(true).await,
            Act::Ship => self.ship().await,
            Act::Reject => self.reject().await,
            Act::Sell => self.sell(false).await,
            Act::SellPromised => self.sell(true).await,
            Act::Receive => self.receive().await,
            Act::Count => self.count_a_shelf().await,
            Act::SetAside => self.set_aside().await,
            Act::Hold => self.hold().await,
            Act::LetGo => self.let_go().await,
            Act::CancelPart => self.cancel_a_part().await,
            Act::ChangeOrder => self.change_an_order().await,
            Act::AnnounceReturn => self.announce_return().await,
            Act::ReceiveReturn => self.receive_return().await,
            Act::AcceptReturn => self.accept_return().await,
            Act::Exchange => self.exchange().await,
            Act::Complain => self.complain().await,
            Act::AnswerComplaint => self.answer_complaint().await,
        }
    }

    /// Nobody does anything new; what is under way comes to its end: callbacks arrive, time runs out.
    async fn come_to_rest(&mut self) -> Result<(), Stop> {
        self.bank.calm_down();
        self.truck.calm_down();
        for _ in 0..12 {
            self.clock.wind(12 * 3_600_000);
            self.post().await?;
            self.settle().await?;
        }
        let stuck = async {
            let mut read = self.db.read().await?;
            let parked = kernel::parked(&mut read).await?;
            let failed = kernel::failed_jobs(&mut read).await?;
            Ok::<_, Problem>((parked, failed))
        };
        let (parked, failed) = stuck.await.map_err(|problem| self.unexpected(problem))?;
        if let Some(fact) = parked.first() {
            return Err(self.unexpected_text(format!(
                "{} facts are parked: {}: {}",
                parked.len(),
                fact.subject,
                fact.reason
            )));
        }
        if let Some(job) = failed.first() {
            return Err(self.unexpected_text(format!(
                "{} jobs failed: {}: {}",
                failed.len(),
                job.kind,
                job.reason
            )));
        }
        Ok(())
    }

    // --- what everybody needs ----------------------------------------------------------------------------------------

    fn now(&self) -> Timestamp {
        self.clock.at()
    }
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }
    fn unexpected(&self, problem: impl Into<Problem>) -> Stop {
        let problem = problem.into();
        let fields: Vec<String> =
            problem.errors.iter().map(|it| format!("{}: {}", it.pointer, it.detail)).collect();
        let detail = problem.detail.clone().unwrap_or_default();
        self.unexpected_text(format!(
            "{} ({}) {detail} {}",
            problem.slug(),
            problem.status,
            fields.join(", ")
        ))
    }
    fn unexpected_text(&self, what: impl Into<String>) -> Stop {
        Stop::Unexpected { seed: self.plan.seed, day: self.day, what: what.into() }
    }

    /// One unit of work as the world does it: the process may die before the commit, and the caller may send the same again.
    /// A refusal is an answer and is counted; anything else that goes wrong ends the run.
    async fn work<T, E: From<Fault> + Into<Problem>>(
        &mut self,
        actor: &Actor,
        work: impl AsyncFn(&mut Tx) -> Result<T, E>,
    ) -> Result<Option<T>, Stop> {
        if self.rng.u8(0..20) == 0 {
            let mut tx = self.db.begin(actor).await.map_err(|fault| self.unexpected(fault))?;
            let _ = work(&mut tx).await;
            drop(tx);
            self.count("process dies before the commit");
        }
        let first = self.db.run(actor, async |tx| work(tx).await).await;
        if self.rng.u8(0..10) == 0 {
            let again = self.db.run(actor, async |tx| work(tx).await).await;
            self.count("the same request again");
            if let (Ok(_), Err(error)) = (&first, again) {
                let problem: Problem = error.into();
                return Err(
                    self.unexpected_text(format!("the same request again was refused: {}", problem.slug()))
                );
            }
        }
        match first {
            Ok(done) => Ok(Some(done)),
            Err(error) => {
                let problem: Problem = error.into();
                if !(400..500).contains(&problem.status) {
                    return Err(self.unexpected(problem));
                }
                self.count(if problem.slug() == "inventory/out-of-stock" {
                    "refused: the goods are gone"
                } else {
                    "refused for another reason"
                });
                tracing::debug!(slug = problem.slug(), detail = ?problem.detail, "refused");
                Ok(None)
            }
        }
    }

    /// What the background has to do.
    async fn settle(&mut self) -> Result<(), Stop> {
        let workers = (self.house.workers)(&self.providers, &self.carriers);
        settle(&self.db, &self.house.consumers, &workers).await.map_err(|fault| self.unexpected(fault))
    }

    /// The provider's reports that are due arrive.
    async fn post(&mut self) -> Result<(), Stop> {
        for callback in self.bank.due() {
            self.count("callback");
            self.work(&Actor::System, async |tx| payments::store_callback(tx, callback.clone()).await)
                .await?;
        }
        for callback in self.truck.due() {
            self.count("a carrier's report");
            self.work(&Actor::System, async |tx| shipping::store_callback(tx, callback.clone()).await)
                .await?;
        }
        Ok(())
    }

    /// The process dies and comes back: what it kept in memory is gone.
    async fn restart(&mut self) -> Result<(), Stop> {
        self.db = self.db.again().await.map_err(|fault| self.unexpected(fault))?;
        (self.house.prepare)(&self.db).map_err(|why| self.unexpected_text(why))?;
        self.count("process restarts");
        Ok(())
    }

    /// A consumer hears the whole log again: it must recognise what it has done.
    async fn hear_again(&mut self) -> Result<(), Stop> {
        let which = self.rng.usize(..self.house.consumers.len());
        let name = self.house.consumers[which].name;
        self.work(&Actor::System, async |tx| kernel::rewind(tx, name).await).await?;
        self.count("a consumer hears everything again");
        self.settle().await
    }

    async fn audit(&mut self) -> Result<(), Stop> {
        let mut read = self.db.read().await.map_err(|fault| self.unexpected(fault))?;
        let breaches = (self.house.audit)(&mut read).await.map_err(|problem| self.unexpected(problem))?;
        if breaches.is_empty() {
            return Ok(());
        }
        Err(Stop::Breached { seed: self.plan.seed, day: self.day, breaches })
    }

    /// What the provider moved is what we have noted, payment by payment.
    async fn hold_against_the_bank(&mut self) -> Result<(), Stop> {
        for account in self.bank.accounts() {
            let intent = async {
                let mut read = self.db.read().await?;
                payments::intent(&mut read, account.intent).await
            };
            let intent = intent.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            if intent.state == payments::State::Expired {
                self.count("an authorisation runs out");
            }
            let ours = (intent.captured.minor, intent.refunded.minor);
            if ours != (account.captured, account.refunded) {
                return Err(self.unexpected_text(format!(
                    "{}: the provider took {} and gave back {}, we noted {ours:?}",
                    account.intent, account.captured, account.refunded
                )));
            }
        }
        Ok(())
    }

    async fn digest(&mut self) -> Result<u64, Stop> {
        let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
        for id in self.orders.clone() {
            let order = async {
                let mut read = self.db.read().await?;
                orders::order(&mut read, id).await
            };
            let order = order.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            let told = format!("{} {} {} {}", order.life, order.payment, order.fulfilment, order.total.minor);
            for byte in told.bytes() {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Ok(sum)
    }
}
