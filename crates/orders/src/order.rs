//! An order and its rules: three axes that move apart, quantities per line, money that only ever adds up. No I/O.

use std::collections::BTreeMap;

use catalog::Text;
use customers::{Email, Phone};
use kernel::{
    BasketId, ChannelCode, Currency, LineId, MarketCode, Money, OrderId, PersonId, Quantity, SellerCode, Sku,
    TillId, Timestamp, VariantId, VisitorId,
};
use pricing::{TaxClass, TaxSummary};

use crate::{Fulfilment, FulfilmentState};

kernel::text_enum! {
    /// ```text
    /// placed ──▶ completed    every unit was handed over, shipped or cancelled, and one at least left
    ///   ├──────▶ cancelled    nothing left the building
    ///   └──────▶ expired      not paid or not collected in time; nothing left the building
    /// ```
    pub enum Life {
        Placed = "placed",
        Completed = "completed",
        Cancelled = "cancelled",
        Expired = "expired",
    }
}

kernel::text_enum! {
    /// ```text
    /// due_at_pickup ───────────────▶ paid ──▶ partly_refunded ──▶ refunded
    /// pending ──▶ authorised ────────┘│
    ///     │ ▲────────┴──▶ overdue ────┘     goods left, and the money held for them would not come
    ///     └──▶ unpaid     it ended before anybody paid
    /// ```
    ///
    /// Told from the facts of payments alone, never set beside them.
    pub enum PaymentState {
        DueAtPickup = "due_at_pickup",
        /// Waits for a payment provider.
        Pending = "pending",
        /// All that is owed is held for us, and taken when goods leave.
        Authorised = "authorised",
        /// Goods are out of the house and their money is neither ours nor on its way. A person looks at it.
        Overdue = "overdue",
        Paid = "paid",
        PartlyRefunded = "partly_refunded",
        Refunded = "refunded",
        Unpaid = "unpaid",
    }
}

kernel::text_enum! {
    pub enum Progress {
        Unfulfilled = "unfulfilled",
        PartlyFulfilled = "partly_fulfilled",
        Fulfilled = "fulfilled",
    }
}

/// How to reach the buyer about this order, as told when it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub name: Option<String>,
    /// `pl` or `en`: the language of messages.
    pub lang: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    /// What people say and type: `7KQ4-M2XR`.
    pub number: String,
    pub channel: ChannelCode,
    pub market: MarketCode,
    /// Who sells in the eyes of the law.
    pub seller: SellerCode,
    pub basket: Option<BasketId>,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    pub till: Option<TillId>,
    pub contact: Contact,
    pub currency: Currency,
    pub rounding: pricing::Rounding,
    pub life: Life,
    pub payment: PaymentState,
    pub fulfilment: Progress,
    pub lines: Vec<Line>,
    pub fulfilments: Vec<Fulfilment>,
    pub delivery: DeliveryCost,
    /// The part of the delivery that went back with the goods.
    pub delivery_back: Share,
    /// Gross, delivery included: as placed, and what exchanges and changes added since.
    pub total: Money,
    /// Contained in `total`.
    pub tax: Money,
    pub placed_at: Timestamp,
    pub placed_by: String,
    /// Until then the goods wait for a payment.
    pub payment_due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
}

/// What bringing the goods costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryCost {
    pub gross: Money,
    pub tax: Money,
    pub tax_rate_bp: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: LineId,
    pub variant: VariantId,
    pub sku: Sku,
    pub name: Text,
    pub quantity: Quantity,
    pub open: Quantity,
    pub fulfilled: Quantity,
    pub cancelled: Quantity,
    pub unit: Money,
    pub gross: Money,
    pub net: Money,
    pub tax: Money,
    pub tax_class: TaxClass,
    /// 2300 is 23 %.
    pub tax_rate_bp: i64,
    pub back: Back,
}

/// What came back of a line: expected + returned never exceed what has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Back {
    /// Units that are announced and not decided upon.
    pub expected: Quantity,
    /// Units that were accepted.
    pub returned: Quantity,
    /// What the accepted units were worth.
    pub worth: Share,
    /// What was taken off the price afterwards, for units that were kept.
    pub reduced: Share,
}
impl Back {
    pub fn none(currency: Currency) -> Self {
        let zero = Share::zero(currency);
        Self { expected: Quantity::ZERO, returned: Quantity::ZERO, worth: zero, reduced: zero }
    }
}

impl Line {
    /// What the next `units` that leave are worth. Units leave from the front and are cancelled from the back, so
    /// that whatever happens to a line, the parts add up to it.
    pub fn next_units(&self, units: Quantity) -> Share {
        let to = self.fulfilled.plus(units).unwrap_or(self.quantity);
        let share = |money: Money| money.share(self.fulfilled, to, self.quantity);
        let (gross, tax) = (share(self.gross), share(self.tax));
        Share { gross, tax }
    }
    pub fn cancelled_value(&self) -> Money {
        let kept = self.quantity.minus(self.cancelled).unwrap_or(Quantity::ZERO);
        self.gross.share(kept, self.quantity, self.quantity)
    }
    pub fn fulfilled_value(&self) -> Money {
        self.gross.share(Quantity::ZERO, self.fulfilled, self.quantity)
    }
    /// What is still to leave.
    pub fn open_value(&self) -> Money {
        self.next_units(self.open).gross
    }
    /// Units that left and are neither back nor on their way back.
    pub fn returnable(&self) -> Quantity {
        let gone = self.back.expected.plus(self.back.returned).unwrap_or(self.fulfilled);
        self.fulfilled.minus(gone).unwrap_or(Quantity::ZERO)
    }
    /// What left, is not back, and was not made cheaper afterwards: recorded sums, minus recorded sums.
    pub fn kept_value(&self) -> Share {
        let left = |money: Money, back: Money, reduced: Money| {
            let out = money.share(Quantity::ZERO, self.fulfilled, self.quantity);
            Money::new(out.minor - back.minor - reduced.minor, out.currency)
        };
        let (worth, reduced) = (self.back.worth, self.back.reduced);
        Share {
            gross: left(self.gross, worth.gross, reduced.gross),
            tax: left(self.tax, worth.tax, reduced.tax),
        }
    }
    /// What the next units that come back are worth: their share of what is kept. The last one takes all that is left, so
    /// in whatever parts a line comes back, it ends at exactly zero, and its tax too.
    pub fn next_back(&self, units: Quantity) -> Share {
        let kept = self.fulfilled.minus(self.back.returned).unwrap_or(Quantity::ZERO);
        let value = self.kept_value();
        let share = |money: Money| money.share(Quantity::ZERO, units.min(kept), kept);
        Share { gross: share(value.gross), tax: share(value.tax) }
    }
    /// Accepted units come back; says what they were worth.
    pub(crate) fn take_back(&mut self, units: Quantity) -> Share {
        let worth = self.next_back(units);
        self.back.returned = self.back.returned.plus(units).unwrap_or(self.back.returned);
        self.back.worth = self.back.worth.plus(worth);
        worth
    }
    pub(crate) fn fulfil(&mut self, units: Quantity) -> bool {
        self.move_open(units, |line, units| {
            line.fulfilled = line.fulfilled.plus(units).unwrap_or(line.fulfilled)
        })
    }
    pub(crate) fn cancel(&mut self, units: Quantity) -> bool {
        self.move_open(units, |line, units| {
            line.cancelled = line.cancelled.plus(units).unwrap_or(line.cancelled)
        })
    }
    fn move_open(&mut self, units: Quantity, to: impl FnOnce(&mut Line, Quantity)) -> bool {
        match self.open.minus(units) {
            Some(left) => {
                self.open = left;
                to(self, units);
                true
            }
            None => false,
        }
    }
}

/// Units of a line in money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub gross: Money,
    pub tax: Money,
}
impl Share {
    pub fn zero(currency: Currency) -> Self {
        Self { gross: Money::zero(currency), tax: Money::zero(currency) }
    }
    pub(crate) fn plus(self, other: Share) -> Share {
        let add = |a: Money, b: Money| Money::new(a.minor + b.minor, a.currency);
        Share { gross: add(self.gross, other.gross), tax: add(self.tax, other.tax) }
    }
}

impl Order {
    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }
    pub(crate) fn line_mut(&mut self, id: LineId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == id)
    }
    pub fn is_open(&self) -> bool {
        self.life == Life::Placed
    }

    /// What is owed for everything that was neither cancelled nor given back. Delivery is owed unless nothing ever left, or it
    /// went back with the goods.
    pub fn owed(&self) -> Money {
        let lost = |line: &Line| {
            line.cancelled_value().minor + line.back.worth.gross.minor + line.back.reduced.gross.minor
        };
        let lost: i64 = self.lines.iter().map(lost).sum::<i64>() + self.delivery_back.gross.minor;
        let kept = self.lines.iter().any(|line| line.cancelled < line.quantity);
        let owed = if kept { self.total.minor - lost } else { 0 };
        Money::new(owed, self.currency)
    }
    /// What is still to leave, in money.
    pub fn open_value(&self) -> Money {
        Money::new(self.lines.iter().map(|line| line.open_value().minor).sum(), self.currency)
    }
    /// What is owed for what has left: delivery goes with the first parcel.
    pub fn due_by_now(&self) -> Money {
        Money::new(self.owed().minor - self.open_value().minor, self.currency)
    }
    /// Somebody should send the shopper to a provider.
    pub fn awaits_payment(&self) -> bool {
        match self.payment {
            PaymentState::Pending => self.is_open(),
            PaymentState::Overdue => true,
            PaymentState::DueAtPickup
            | PaymentState::Authorised
            | PaymentState::Paid
            | PaymentState::PartlyRefunded
            | PaymentState::Refunded
            | PaymentState::Unpaid => false,
        }
    }
    /// Work may begin, goods may leave: the money is here or held for us.
    pub fn is_secured(&self) -> bool {
        matches!(self.payment, PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Authorised)
    }
    /// Nothing of it is with the buyer, and nothing more will come.
    pub fn keeps_nothing(&self) -> bool {
        let gone = |line: &Line| line.cancelled.plus(line.back.returned) == Some(line.quantity);
        self.lines.iter().all(gone)
    }

    /// Where the order stands after its lines changed. `ended_as` is said only by what closed the last open unit.
    pub(crate) fn follow(&mut self, ended_as: Life, at: Timestamp) {
        let none_open = self.lines.iter().all(|line| line.open.is_zero());
        let some_left = self.lines.iter().any(|line| !line.fulfilled.is_zero());
        self.fulfilment = match (some_left, none_open) {
            (false, _) => Progress::Unfulfilled,
            (true, false) => Progress::PartlyFulfilled,
            (true, true) => Progress::Fulfilled,
        };
        if none_open && self.is_open() {
            self.life = if some_left { Life::Completed } else { ended_as };
            self.closed_at = Some(at);
        }
    }

    /// Tax per rate, contained in the gross sums, as it was when the order was placed.
    pub fn taxes(&self) -> Vec<TaxSummary> {
        let lines = self.lines.iter().map(|it| (it.tax_class, it.tax_rate_bp, it.gross.minor, it.tax.minor));
        let cost = &self.delivery;
        let delivery = (TaxClass::Standard, cost.tax_rate_bp, cost.gross.minor, cost.tax.minor);
        tax_summary(lines.chain([delivery]).filter(|(_, _, gross, _)| *gross != 0), self.currency)
    }

    pub fn live(&self) -> impl Iterator<Item = &Fulfilment> {
        self.fulfilments.iter().filter(|it| it.state.is_live())
    }
    /// For shoppers: the goods are ready somewhere.
    pub fn is_ready(&self) -> bool {
        self.fulfilments.iter().any(|it| it.state == FulfilmentState::Ready)
    }
}

/// Sums by rate, the highest first; what is exempt comes last. Parts are (class, rate, gross, tax).
pub(crate) fn tax_summary(
    parts: impl IntoIterator<Item = (TaxClass, i64, i64, i64)>,
    currency: Currency,
) -> Vec<TaxSummary> {
    let mut sums = BTreeMap::<(bool, i64), (TaxClass, i64, i64)>::new();
    for (class, rate, gross, tax) in parts {
        let sum = sums.entry((class == TaxClass::Exempt, -rate)).or_insert((class, 0, 0));
        (sum.1, sum.2) = (sum.1 + gross, sum.2 + tax);
    }
    let money = |minor| Money::new(minor, currency);
    let sums = sums.into_iter().map(|((_, rate), (tax_class, gross, tax))| TaxSummary {
        tax_class,
        tax_rate_bp: -rate,
        net: money(gross - tax),
        tax: money(tax),
        gross: money(gross),
    });
    sums.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64) -> Quantity {
        Quantity::new(n).unwrap()
    }

    fn line(quantity: i64, gross: i64) -> Line {
        let at = Timestamp::from_millis(1);
        let money = |minor| Money::new(minor, Currency::Pln);
        let tax = gross * 23 / 123;
        Line {
            id: LineId::fresh(at),
            variant: VariantId::fresh(at),
            sku: Sku::new("A").unwrap(),
            name: Text::same("A"),
            quantity: q(quantity),
            open: q(quantity),
            fulfilled: q(0),
            cancelled: q(0),
            unit: money(gross / quantity),
            gross: money(gross),
            net: money(gross - tax),
            tax: money(tax),
            tax_class: TaxClass::Standard,
            tax_rate_bp: 2300,
            back: Back::none(Currency::Pln),
        }
    }

    #[test]
    fn in_whatever_parts_a_line_comes_back_it_ends_at_zero() {
        let mut dice = 11u64;
        let mut parts = 0;
        for _ in 0..500 {
            let mut roll = |most: i64| {
                dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                1 + (dice >> 33) as i64 % most
            };
            let quantity = roll(9);
            let mut it = line(quantity, roll(10_000));
            let reduced = roll(9);
            // Some leaves, some of that comes back, more leaves, a part is made cheaper.
            while !it.open.is_zero() || !it.returnable().is_zero() {
                if !it.open.is_zero() {
                    let units = q(roll(it.open.get()));
                    it.fulfil(units);
                }
                let value = it.kept_value();
                if reduced == 1 && it.back.reduced.gross.is_zero() && value.gross.minor > 1 {
                    let (gross, tax) = (value.gross.minor / 2, value.tax.minor / 2);
                    let money = |minor| Money::new(minor, Currency::Pln);
                    it.back.reduced = Share { gross: money(gross), tax: money(tax) };
                }
                if !it.returnable().is_zero() {
                    let units = q(roll(it.returnable().get()));
                    let worth = it.take_back(units);
                    assert!(
                        worth.gross.minor >= 0
                            && worth.tax.minor >= 0
                            && worth.tax.minor <= worth.gross.minor
                    );
                    parts += 1;
                }
            }
            let whole = it.back.worth.plus(it.back.reduced);
            assert_eq!((whole.gross, whole.tax), (it.gross, it.tax));
            assert_eq!(it.back.returned, it.quantity);
        }
        assert!(parts > 1_000, "{parts}");
    }

    #[test]
    fn whatever_happens_to_a_line_its_parts_add_up() {
        let mut dice = 7u64;
        for _ in 0..500 {
            dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let quantity = 1 + (dice >> 33) as i64 % 9;
            let mut it = line(quantity, 1 + (dice >> 40) as i64 % 10_000);
            let mut paid = 0;
            while !it.open.is_zero() {
                dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let units = q(1 + (dice >> 33) as i64 % it.open.get());
                if dice >> 63 == 0 {
                    paid += it.next_units(units).gross.minor;
                    assert!(it.fulfil(units));
                } else {
                    assert!(it.cancel(units));
                }
            }
            assert_eq!(paid, it.fulfilled_value().minor);
            assert_eq!(paid + it.cancelled_value().minor, it.gross.minor);
            assert_eq!(it.quantity.get(), it.open.get() + it.fulfilled.get() + it.cancelled.get());
            assert!(!it.fulfil(q(1)) && !it.cancel(q(1)));
        }
    }
}
