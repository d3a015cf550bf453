//! Whatever happens after the sale, in whatever order, it ends as if nothing had been bought: the money that came in has
//! gone back to the grosz, and every piece lies on a shelf.

use kernel::{Actor, ComplaintId, LineId, Money, OrderId, Quantity, VariantId};
use orders::{
    Answer, AnswerComplaint, Demand, ExchangeTo, HandOver, OpenComplaint, Order, PayBy, PaymentState, Proof,
    Rest, Sell, SellLine,
};
use payments::{Method, TransactionKind};
use testkit::each_database;

use crate::change::{off, sized};
use crate::world::{AREAS, World, card, cash, now, online, pln, q, staff, world};

struct Dice(u64);
impl Dice {
    fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as i64 % below.max(1)
    }
}

#[derive(Debug, Default)]
struct Made {
    cancelled: u64,
    returned: u64,
    exchanged_even: u64,
    exchanged_up: u64,
    exchanged_down: u64,
    reduced: u64,
    refunds: u64,
    tenders_mixed: u64,
}

/// Bought in one of three ways, each with money of more than one kind.
async fn bought(world: &World, dice: &mut Dice, goods: &[VariantId], made: &mut Made) -> Order {
    let mut lines = Vec::new();
    for variant in goods {
        let units = dice.roll(4);
        if units > 0 {
            lines.push((*variant, units));
        }
    }
    if lines.is_empty() {
        lines.push((goods[0], 2));
    }
    match dice.roll(3) {
        // Over the counter: a part in cash, the rest by card.
        0 => {
            let line = |(variant, units): &(VariantId, i64)| {
                let id = LineId::fresh(now(&world.db));
                SellLine { id, variant: *variant, quantity: q(*units) }
            };
            let asked = lines.iter().map(line).collect();
            let total = total(world, &lines).await;
            let part = (total / 3).max(1);
            let tenders = vec![cash(&world.db, part, part), card(&world.db, total - part)];
            let sell = Sell {
                order: OrderId::fresh(now(&world.db)),
                channel: world.channel.clone(),
                location: world.krakow,
                till: None,
                person: None,
                lang: "pl".to_owned(),
                lines: asked,
                tenders,
            };
            let here = staff(&world.db, &[world.krakow]);
            let sold = world.run(&here, async |tx| orders::sell(tx, sell.clone()).await).await.unwrap();
            made.tenders_mixed += 1;
            sold.0
        }
        // Two payments through the provider.
        1 => {
            let total = total(world, &lines).await;
            let basket = world.basket(&lines).await;
            let first = PayBy { amount: Some(pln((total / 2).max(1))), ..online() };
            let mut request = world.prepaid(basket, world.krakow);
            request.payments = vec![first, online()];
            let order = world.place(&request).await.unwrap();
            let intents = payments::intents(&mut world.db.read().await.unwrap(), order.id).await.unwrap();
            for (n, intent) in intents.iter().enumerate() {
                let reference = format!("{}-{n}", order.number);
                world.provider_says(intent.id, TransactionKind::Captured, intent.amount, &reference).await;
            }
            made.tenders_mixed += 1;
            world.order(order.id).await
        }
        // Paid where it is collected.
        _ => world.ordered(&lines).await,
    }
}

async fn total(world: &World, lines: &[(VariantId, i64)]) -> i64 {
    let basket = world.basket(lines).await;
    let mut read = world.db.read().await.unwrap();
    let basket = orders::basket(&mut read, basket).await.unwrap();
    orders::quote_basket(&mut read, &basket, now(&world.db), false).await.unwrap().total.minor
}

fn some_line(
    order: &Order,
    dice: &mut Dice,
    count: impl Fn(&orders::Line) -> i64,
) -> Option<(usize, LineId, i64)> {
    let fits: Vec<_> = order.lines.iter().enumerate().filter(|(_, line)| count(line) > 0).collect();
    if fits.is_empty() {
        return None;
    }
    let (at, line) = fits[dice.roll(fits.len() as i64) as usize];
    Some((at, line.id, 1 + dice.roll(count(line))))
}

impl World {
    async fn due_now(&self, order: &Order, units: &[(LineId, Quantity)]) -> Money {
        if order.payment != PaymentState::DueAtPickup {
            return pln(0);
        }
        let value: i64 =
            units.iter().map(|(id, n)| order.line(*id).unwrap().next_units(*n).gross.minor).sum();
        let intents = payments::intents(&mut self.db.read().await.unwrap(), order.id).await.unwrap();
        let waits = intents.iter().filter(|it| it.method == Method::OnPickup && !it.is_over());
        pln(value.min(waits.map(|it| it.due().minor).sum()))
    }
    /// Some pieces of what waits are collected; what is due is paid, half of it in cash.
    async fn collect_some(&self, order: &Order, dice: &mut Dice) {
        let Some(work) = order.live().next().cloned() else { return };
        let parts: Vec<_> =
            work.lines.iter().map(|it| (it.line, q(1 + dice.roll(it.quantity.get())))).collect();
        let due = self.due_now(order, &parts).await.minor;
        let mut tenders = Vec::new();
        if due > 1 {
            tenders.push(cash(&self.db, due / 2, due / 2));
        }
        if due > 0 {
            tenders.push(card(&self.db, due - if due > 1 { due / 2 } else { 0 }));
        }
        let whole = HandOver::whole(work.id, Proof::Staff, tenders, None);
        let hand = HandOver { lines: Some(parts), rest: Rest::Stays, ..whole };
        let here = staff(&self.db, &[work.location]);
        self.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
    }
    async fn money(&self, order: OrderId) -> (i64, i64) {
        let intents = payments::intents(&mut self.db.read().await.unwrap(), order).await.unwrap();
        let captured = intents.iter().map(|it| it.captured.minor).sum();
        (captured, intents.iter().map(|it| it.granted.minor).sum())
    }
}

async fn act(world: &World, id: OrderId, dice: &mut Dice, made: &mut Made, goods: &[VariantId]) {
    let order = world.order(id).await;
    match dice.roll(10) {
        0 | 1 => {
            let Some((_, line, units)) = some_line(&order, dice, |line| line.open.get()) else { return };
            world.change(&Actor::System, &order, off(&[(line, units)])).await.unwrap();
            made.cancelled += 1;
        }
        2..=4 => world.collect_some(&order, dice).await,
        5 | 6 => {
            let Some((at, _, units)) = some_line(&order, dice, |line| line.returnable().get()) else {
                return;
            };
            world.bring(&order, &[(at, units)], world.gdansk).await;
            made.returned += 1;
        }
        7 | 8 => {
            let Some((at, _, units)) = some_line(&order, dice, |line| line.returnable().get()) else {
                return;
            };
            let it = world.brought(&order, &[(at, units)], world.krakow).await;
            let variant = goods[dice.roll(goods.len() as i64) as usize];
            let request = world.swap(&it, variant, ExchangeTo::Collect(world.krakow));
            let done = world.exchange(world.krakow, &request).await.unwrap();
            match done.difference.minor {
                0 => made.exchanged_even += 1,
                1.. => made.exchanged_up += 1,
                ..0 => made.exchanged_down += 1,
            }
        }
        _ => {
            let Some((_, line, units)) = some_line(&order, dice, |line| line.returnable().get()) else {
                return;
            };
            let worth = order.line(line).unwrap().next_back(q(units)).gross.minor;
            if worth < 3 {
                return;
            }
            let amount = pln(1 + dice.roll(worth / 2));
            let at = now(&world.db);
            let asked = OpenComplaint {
                id: ComplaintId::fresh(at),
                order: id,
                proof: Proof::Staff,
                line,
                quantity: q(units),
                what: "a scratch".to_owned(),
                since: at.date_in(kernel::Tz::Europe__Warsaw),
                demand: Demand::Reduction,
                amount: Some(amount),
                photos: Vec::new(),
            };
            let it = world.complain(&Actor::System, &asked).await.unwrap();
            let answer = Answer::Reduce { amount };
            let answer = AnswerComplaint { id: it.id, answer, note: String::new() };
            world
                .run(&Actor::System, async |tx| orders::answer_complaint(tx, answer.clone()).await)
                .await
                .unwrap();
            made.reduced += 1;
        }
    }
}

/// Everything that is left is given up: what waits is called off, what left comes back.
async fn undo(world: &World, id: OrderId, dice: &mut Dice, made: &mut Made) {
    loop {
        let order = world.order(id).await;
        if let Some((_, line, units)) = some_line(&order, dice, |line| line.open.get()) {
            world.change(&Actor::System, &order, off(&[(line, units)])).await.unwrap();
            made.cancelled += 1;
        } else if let Some((at, _, units)) = some_line(&order, dice, |line| line.returnable().get()) {
            world.bring(&order, &[(at, units)], world.krakow).await;
            made.returned += 1;
        } else {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_sequence_after_the_sale_ends_as_if_nothing_had_been_bought() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let mut goods = sized(&world, "coat", &[("S", 19_999), ("M", 19_999), ("L", 23_457)]).await;
        goods.extend([world.shirt, world.socks]);
        for variant in &goods {
            world.stock(world.krakow, *variant, 500).await;
        }
        let mut made = Made::default();
        for seed in 1..=30u64 {
            let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let order = bought(&world, &mut dice, &goods, &mut made).await.id;
            for _ in 0..12 {
                act(&world, order, &mut dice, &mut made, &goods).await;
                let it = world.order(order).await;
                let (captured, granted) = world.money(order).await;
                if it.payment != PaymentState::DueAtPickup {
                    assert_eq!(captured - granted, it.owed().minor, "seed {seed}: held is what is kept");
                }
            }
            undo(&world, order, &mut dice, &mut made).await;
            let it = world.order(order).await;
            let (captured, granted) = world.money(order).await;
            assert_eq!((it.owed().minor, captured - granted), (0, 0), "seed {seed}: {it:?}");
            assert!(it.keeps_nothing() && !it.is_open(), "seed {seed}");
            for line in &it.lines {
                let gone = line.back.worth.gross.minor
                    + line.back.reduced.gross.minor
                    + line.cancelled_value().minor;
                assert_eq!(gone, line.gross.minor, "seed {seed}");
            }
            let refunds = payments::refunds(&mut db.read().await.unwrap(), order).await.unwrap();
            made.refunds += refunds.len() as u64;
        }
        for variant in &goods {
            let (here, there) =
                (world.counters(world.krakow, *variant).await, world.counters(world.gdansk, *variant).await);
            assert_eq!((here.0 + there.0, here.1 + there.1), (500, 0), "every piece lies on a shelf");
        }
        world.settle().await;
        world.assert_clean().await;
        println!("{made:?}");
        let all = [
            made.cancelled,
            made.returned,
            made.exchanged_even,
            made.exchanged_up,
            made.exchanged_down,
            made.reduced,
            made.refunds,
            made.tenders_mixed,
        ];
        assert!(all.iter().all(|count| *count > 0), "{made:?}");
    })
    .await;
}
