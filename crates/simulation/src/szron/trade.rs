//! Some weeks of trade as a Polish autumn would have them: evenings online, Saturdays in the stores, closed Sundays,
//! and a cold snap that empties the shelves of jackets. Deterministic by seed.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Warsaw;
use fastrand::Rng;

use super::assortment::products;
use super::network::{Capability, Kind, Location, locations};
use super::people::{Customer, Role, Staff, customers, staff};
use super::product::{Audience, Product, Season, Variant, variants};
use super::stock::opening_stock;

/// Prices with an earlier price were lowered so many days before today.
pub const PRICES_FELL_DAYS_AGO: u64 = 21;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PastLine {
    pub sku: String,
    pub quantity: i64,
    /// The gross price of that day, in grosze.
    pub unit_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "mode")]
pub enum Delivery {
    /// Taken from the shelf to the till.
    Counter {
        store: &'static str,
    },
    Pickup {
        store: &'static str,
    },
    /// To the customer's address.
    Ship {
        from: &'static str,
        fee_minor: i64,
    },
}

impl Delivery {
    /// Where the goods came from.
    pub fn location(&self) -> &'static str {
        match self {
            Self::Counter { store } | Self::Pickup { store } => store,
            Self::Ship { from, .. } => from,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payment {
    Cash,
    Card,
    OnPickup,
    Online,
}

/// How it stood on the morning of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Completed,
    Cancelled,
    /// Never collected; the goods went back to the shelf.
    Expired,
    /// Still on its way: its steps say how far.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    Picked,
    Ready,
    HandedOver,
    Shipped,
    Cancelled,
    Expired,
}

/// The advertisement that brought the shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Campaign {
    pub source: &'static str,
    pub medium: &'static str,
    pub campaign: &'static str,
    /// The name of the click id that the source adds.
    pub click: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PastOrder {
    /// 1, 2, 3 … in the order of time.
    pub number: u32,
    pub placed_at: DateTime<Utc>,
    /// The code of a channel.
    pub channel: &'static str,
    /// Index into [`customers`]; none for a stranger at the till.
    pub customer: Option<usize>,
    pub lines: Vec<PastLine>,
    pub delivery: Delivery,
    pub payment: Payment,
    pub campaign: Option<Campaign>,
    /// The e-mail of whoever typed it in or served at the till.
    pub staff: Option<String>,
    pub outcome: Outcome,
    /// What happened after it was placed, in order of time.
    pub steps: Vec<(Step, DateTime<Utc>)>,
}

impl PastOrder {
    pub fn goods_minor(&self) -> i64 {
        self.lines.iter().map(|l| l.unit_minor * l.quantity).sum()
    }
    pub fn total_minor(&self) -> i64 {
        let fee = if let Delivery::Ship { fee_minor, .. } = self.delivery { fee_minor } else { 0 };
        self.goods_minor() + fee
    }
}

const CAMPAIGNS: [Campaign; 6] = [
    Campaign { source: "instagram", medium: "paid_social", campaign: "pierwszy-mroz", click: Some("fbclid") },
    Campaign { source: "facebook", medium: "paid_social", campaign: "pierwszy-mroz", click: Some("fbclid") },
    Campaign { source: "google", medium: "cpc", campaign: "kurtki-jesien", click: Some("gclid") },
    Campaign { source: "google", medium: "cpc", campaign: "szron-marka", click: Some("gclid") },
    Campaign { source: "newsletter", medium: "email", campaign: "listopad", click: None },
    Campaign { source: "instagram", medium: "social", campaign: "profil", click: None },
];

/// The orders of the `days` before `today`, in order of time. They draw on [`opening_stock`] of the same seed and
/// never sell what is not there, even if nothing of what was cancelled or never collected is put back on the shelf.
/// Nothing happens later than the morning of `today`.
pub fn autumn(seed: u64, days: u32, today: NaiveDate) -> Vec<PastOrder> {
    let mut season = Autumn::new(seed, days, today);
    for day in 0..days {
        season.live(day);
    }
    season.orders.sort_by_key(|order| order.placed_at);
    for (n, order) in season.orders.iter_mut().enumerate() {
        order.number = n as u32 + 1;
    }
    season.orders
}

struct Autumn {
    random: Rng,
    today: NaiveDate,
    days: u32,
    morning: DateTime<Utc>,
    goods: Vec<(Product, Vec<Variant>)>,
    stores: Vec<Location>,
    staff: Vec<Staff>,
    customers: Vec<Customer>,
    left: BTreeMap<(String, &'static str), i64>,
    orders: Vec<PastOrder>,
}

impl Autumn {
    fn new(seed: u64, days: u32, today: NaiveDate) -> Self {
        let left = opening_stock(seed).into_iter().map(|s| ((s.sku, s.location), s.quantity)).collect();
        Self {
            random: Rng::with_seed(seed ^ 0xa070_0003),
            today,
            days,
            morning: at(today, 7 * 60),
            goods: products().into_iter().map(|p| (p, variants(&p))).collect(),
            stores: locations().into_iter().filter(|l| l.kind == Kind::Store).collect(),
            staff: staff(),
            customers: customers(),
            left,
            orders: Vec::new(),
        }
    }

    fn live(&mut self, day: u32) {
        let date = self.today - Days::new(u64::from(self.days - day));
        let cold = self.cold(day);
        let online = 4.8 * online_rhythm(date.weekday()) * (0.75 + 0.5 * cold);
        let counter =
            if shops_closed(date) { 0.0 } else { 6.4 * store_rhythm(date.weekday()) * (0.8 + 0.4 * cold) };
        for _ in 0..self.draw(online) {
            self.order_from_afar(date, cold);
        }
        for _ in 0..self.draw(counter) {
            self.sell_over_the_counter(date, cold);
        }
    }

    /// 0 mild, 1 frost: autumn cools down, and two thirds into it a cold snap comes for six days.
    fn cold(&self, day: u32) -> f64 {
        let part = f64::from(day) / f64::from(self.days.max(1));
        let snap = if (0.62..0.76).contains(&part) { 0.45 } else { 0.0 };
        (0.12 + 0.5 * part + snap).min(1.0)
    }

    fn draw(&mut self, mean: f64) -> u32 {
        (mean * (0.75 + 0.5 * self.random.f64()) + self.random.f64()).floor() as u32
    }

    fn sell_over_the_counter(&mut self, date: NaiveDate, cold: f64) {
        let store = self.weighted_store();
        let Some(hours) = store.hours[date.weekday().num_days_from_monday() as usize] else { return };
        let peak = f64::from(hours.opens) + f64::from(hours.closes - hours.opens) * self.bell(0.62);
        let placed_at = self.moment(date, peak);
        let customer = (self.random.f64() < 0.58).then(|| self.customer_near(store.code));
        let lines = self.fill(store.code, customer, date, cold);
        if lines.is_empty() {
            return;
        }
        let payment = if self.random.f64() < 0.24 { Payment::Cash } else { Payment::Card };
        let staff = self.clerk(store.code);
        self.push(
            placed_at,
            "store",
            customer,
            lines,
            Delivery::Counter { store: store.code },
            payment,
            staff,
        );
        let order = self.orders.last_mut().expect("an order was just pushed");
        order.outcome = Outcome::Completed;
        order.steps.push((Step::HandedOver, placed_at));
    }

    fn order_from_afar(&mut self, date: NaiveDate, cold: f64) {
        let channel = match self.random.u32(0..100) {
            0..49 => "shop",
            49..77 => "mobile",
            77..83 => "chat",
            83..89 => "phone",
            89..94 => "social",
            _ => "marketplace",
        };
        // Telephone and chat are staffed by day, the rest peaks after supper.
        let minute = match channel {
            "phone" | "chat" => 9.0 * 60.0 + 9.0 * 60.0 * self.bell(0.5),
            _ if self.random.f64() < 0.62 => 18.5 * 60.0 + 5.0 * 60.0 * self.bell(0.45),
            _ => 7.0 * 60.0 + 11.5 * 60.0 * self.random.f64(),
        };
        let placed_at = self.moment(date, minute);
        let customer = self.random.usize(0..self.customers.len());
        let home = self.customers[customer].store;
        let pickup = channel != "marketplace" && self.random.f64() < 0.46;
        let from = if pickup { home } else { self.source(home) };
        let lines = self.fill(from, Some(customer), date, cold);
        if lines.is_empty() {
            return;
        }
        let goods: i64 = lines.iter().map(|l| l.unit_minor * l.quantity).sum();
        let (delivery, payment) = if pickup {
            let later = self.random.f64() < 0.66;
            (Delivery::Pickup { store: home }, if later { Payment::OnPickup } else { Payment::Online })
        } else {
            let market = super::company::MARKET;
            let fee_minor = if goods >= market.free_delivery_from_minor { 0 } else { market.delivery_minor };
            (Delivery::Ship { from, fee_minor }, Payment::Online)
        };
        let staff = matches!(channel, "phone" | "chat" | "social").then(|| self.agent(channel));
        self.push(placed_at, channel, Some(customer), lines, delivery, payment, staff);
        if matches!(channel, "shop" | "mobile" | "social") && self.random.f64() < 0.55 {
            let pick = self.random.usize(0..CAMPAIGNS.len());
            self.orders.last_mut().expect("an order was just pushed").campaign = Some(CAMPAIGNS[pick]);
        }
        self.fulfil();
    }

    /// Lets the last order run its course until this morning.
    fn fulfil(&mut self) {
        let index = self.orders.len() - 1;
        let (placed, delivery) = (self.orders[index].placed_at, self.orders[index].delivery.clone());
        let luck = self.random.f64();
        let work = |from: DateTime<Utc>, minutes: i64| in_working_hours(from + TimeDelta::minutes(minutes));
        let mut plan: Vec<(Step, DateTime<Utc>)> = Vec::new();
        let picked = work(placed, 20 + self.random.i64(0..120));
        let outcome = match delivery {
            _ if luck < 0.035 => {
                plan.push((Step::Cancelled, placed + TimeDelta::minutes(12 + self.random.i64(0..200))));
                Outcome::Cancelled
            }
            Delivery::Pickup { .. } => {
                let ready = work(picked, 6 + self.random.i64(0..25));
                plan.extend([(Step::Picked, picked), (Step::Ready, ready)]);
                if luck < 0.11 {
                    plan.push((Step::Expired, ready + TimeDelta::days(3)));
                    Outcome::Expired
                } else {
                    let days = [0, 0, 1, 1, 1, 2, 2][self.random.usize(0..7)];
                    let comes = work(ready, 90 + days * 1440 + self.random.i64(0..300));
                    plan.push((Step::HandedOver, comes));
                    Outcome::Completed
                }
            }
            Delivery::Ship { .. } | Delivery::Counter { .. } => {
                plan.extend([
                    (Step::Picked, picked),
                    (Step::Shipped, work(picked, 60 + self.random.i64(0..240))),
                ]);
                Outcome::Completed
            }
        };
        let wanted = plan.len();
        plan.retain(|step| step.1 < self.morning);
        let outcome = if plan.len() == wanted { outcome } else { Outcome::Open };
        let order = &mut self.orders[index];
        (order.steps, order.outcome) = (plan, outcome);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one order, named at both call sites")]
    fn push(
        &mut self,
        placed_at: DateTime<Utc>,
        channel: &'static str,
        customer: Option<usize>,
        lines: Vec<PastLine>,
        delivery: Delivery,
        payment: Payment,
        staff: Option<String>,
    ) {
        let from = delivery.location();
        for line in &lines {
            *self.left.entry((line.sku.clone(), from)).or_default() -= line.quantity;
        }
        self.orders.push(PastOrder {
            number: 0,
            placed_at,
            channel,
            customer,
            lines,
            delivery,
            payment,
            campaign: None,
            staff,
            outcome: Outcome::Open,
            steps: Vec::new(),
        });
    }

    /// A basket from the shelves of one location.
    fn fill(
        &mut self,
        from: &'static str,
        customer: Option<usize>,
        date: NaiveDate,
        cold: f64,
    ) -> Vec<PastLine> {
        let wanted = match self.random.u32(0..100) {
            0..61 => 1,
            61..87 => 2,
            87..96 => 3,
            _ => 4,
        };
        let mut lines: Vec<PastLine> = Vec::new();
        let mut last: Option<Product> = None;
        for _ in 0..wanted * 4 {
            if lines.len() == wanted {
                break;
            }
            let index = self.choose(last.as_ref(), customer, cold);
            let product = self.goods[index].0;
            let Some(sku) = self.size_for(index, customer, from) else { continue };
            if lines.iter().any(|l| l.sku == sku) {
                continue;
            }
            let left = self.left.get(&(sku.clone(), from)).copied().unwrap_or(0);
            let pair = product.price_minor < 10_000 && left > 1 && self.random.f64() < 0.2;
            lines.push(PastLine {
                sku,
                quantity: if pair { 2 } else { 1 },
                unit_minor: self.price(&product, date),
            });
            last = Some(product);
        }
        lines
    }

    fn price(&self, product: &Product, date: NaiveDate) -> i64 {
        let fell = self.today - Days::new(PRICES_FELL_DAYS_AGO);
        product.earlier_minor.filter(|_| date < fell).unwrap_or(product.price_minor)
    }

    /// What goes with the last thing, else anything by appeal, season and weather.
    fn choose(&mut self, last: Option<&Product>, customer: Option<usize>, cold: f64) -> usize {
        if let Some(last) = last
            && self.random.f64() < 0.6
        {
            let key = last.goes_with[self.random.usize(0..last.goes_with.len())];
            if let Some(index) = self.goods.iter().position(|(p, _)| p.key == key) {
                return index;
            }
        }
        let woman = customer.map(|c| self.customers[c].woman);
        let weigh = |p: &Product| {
            let season = match p.season {
                Season::Winter => 0.25 + 2.6 * cold,
                Season::Autumn => 1.1 + 0.3 * cold,
                Season::Transition => 1.3 - 0.7 * cold,
                Season::AllYear => 0.9,
                Season::Summer => 0.12,
            };
            let suits = match (p.audience, woman) {
                (Audience::Women, Some(false)) | (Audience::Men, Some(true)) => 0.15,
                (Audience::Kids, _) => 0.6,
                _ => 1.0,
            };
            f64::from(p.appeal).powf(1.3) * season * suits
        };
        let total: f64 = self.goods.iter().map(|(p, _)| weigh(p)).sum();
        let mut needle = self.random.f64() * total;
        for (index, (product, _)) in self.goods.iter().enumerate() {
            needle -= weigh(product);
            if needle <= 0.0 {
                return index;
            }
        }
        0
    }

    /// The customer's size in a colour of their liking, if the location has it.
    fn size_for(&mut self, index: usize, customer: Option<usize>, from: &'static str) -> Option<String> {
        let (product, all) = &self.goods[index];
        let run = product.sizes.len();
        let size = match customer {
            Some(c) => usize::from(self.customers[c].size) * run / 101,
            None => ((run as f64) * (0.2 + 0.6 * (self.random.f64() + self.random.f64()) / 2.0)) as usize,
        };
        let fancy = self.random.f64();
        let first = ((fancy * fancy) * product.colours.len() as f64) as usize;
        (0..product.colours.len())
            .map(|turn| &all[(first + turn) % product.colours.len() * run + size.min(run - 1)].sku)
            .find(|sku| self.left.get(&((*sku).clone(), from)).is_some_and(|left| *left > 0))
            .cloned()
    }

    fn weighted_store(&mut self) -> Location {
        let total: u32 = self.stores.iter().map(|s| u32::from(s.size)).sum();
        let mut needle = self.random.u32(0..total);
        for store in &self.stores {
            if needle < u32::from(store.size) {
                return *store;
            }
            needle -= u32::from(store.size);
        }
        self.stores[0]
    }

    fn customer_near(&mut self, store: &'static str) -> usize {
        let near: Vec<usize> =
            (0..self.customers.len()).filter(|c| self.customers[*c].store == store).collect();
        near[self.random.usize(0..near.len())]
    }

    /// Mostly the warehouse; now and then the home store ships.
    fn source(&mut self, home: &'static str) -> &'static str {
        let ships =
            self.stores.iter().any(|s| s.code == home && s.capabilities.contains(&Capability::ShipFromStore));
        if ships && self.random.f64() < 0.16 { home } else { "strykow" }
    }

    fn clerk(&mut self, store: &'static str) -> Option<String> {
        let here: Vec<&Staff> = self.staff.iter().filter(|s| s.location == Some(store)).collect();
        Some(here[self.random.usize(0..here.len())].email.clone())
    }

    fn agent(&mut self, channel: &str) -> String {
        let agents: Vec<&Staff> = self.staff.iter().filter(|s| s.role == Role::Agent).collect();
        let own = match channel {
            "phone" => "telefon",
            "social" => "social",
            _ => "czat",
        };
        let hit = agents.iter().find(|a| a.email.starts_with(own)).unwrap_or(&agents[0]);
        hit.email.clone()
    }

    /// 0 to 1, heaped around `peak`.
    fn bell(&mut self, peak: f64) -> f64 {
        let spread = (self.random.f64() + self.random.f64() + self.random.f64()) / 3.0 - 0.5;
        (peak + spread * 1.4).clamp(0.01, 0.98)
    }

    fn moment(&mut self, date: NaiveDate, minute: f64) -> DateTime<Utc> {
        let seconds = self.random.i64(0..60);
        at(date, minute.clamp(0.0, 1438.0) as u32) + TimeDelta::seconds(seconds)
    }
}

fn at(date: NaiveDate, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).expect("a minute of the day");
    let local = date.and_time(time);
    // In the doubled hour of October the earlier one; the skipped hour of March is never a time of trade.
    Warsaw.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
}

/// Stores pick and hand over between ten and seven, and not on the days when shops are closed.
fn in_working_hours(moment: DateTime<Utc>) -> DateTime<Utc> {
    let local = moment.with_timezone(&Warsaw);
    let (date, hour) = (local.date_naive(), chrono::Timelike::hour(&local));
    let minute = chrono::Timelike::minute(&local);
    let mut day = date;
    let mut late = hour >= 19;
    while late || shops_closed(day) {
        day = day + Days::new(1);
        late = false;
    }
    match (day == date, hour < 10) {
        (true, false) => moment,
        _ => at(day, 10 * 60 + 5 + minute),
    }
}

/// Sundays without trade and the public holidays of autumn.
fn shops_closed(date: NaiveDate) -> bool {
    let holiday = matches!((date.month(), date.day()), (11, 1 | 11) | (12, 24..=26) | (1, 1 | 6));
    let trading = date.weekday() == Weekday::Sun && date.month() == 12 && date.day() < 24;
    holiday || (date.weekday() == Weekday::Sun && !trading)
}

fn online_rhythm(day: Weekday) -> f64 {
    match day {
        Weekday::Mon => 1.08,
        Weekday::Tue | Weekday::Wed => 0.98,
        Weekday::Thu => 1.0,
        Weekday::Fri => 0.82,
        Weekday::Sat => 0.84,
        Weekday::Sun => 1.34,
    }
}

fn store_rhythm(day: Weekday) -> f64 {
    match day {
        Weekday::Mon | Weekday::Tue => 0.78,
        Weekday::Wed => 0.84,
        Weekday::Thu => 0.9,
        Weekday::Fri => 1.18,
        Weekday::Sat => 2.0,
        Weekday::Sun => 1.1,
    }
}
