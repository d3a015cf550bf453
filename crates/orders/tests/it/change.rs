//! Orders that change after they were placed: pieces called off, another address, another store, more, another size.

use catalog::{ProductText, SaveProduct, SaveVariant, Status};
use kernel::{Actor, ChangeId, LineId, LocationId, PriceListCode, Sku, VariantId};
use orders::{
    CancelReason, Change, ChangeOrder, ChangeOutcome, FulfilmentState, HandOver, Life, Mode, Order,
    PaymentState, Pieces, PolicyKind, Preview, Proof,
};
use payments::TransactionKind;
use serde_json::json;
use testkit::{each_database, each_database_with_clock};

use crate::world::{AREAS, World, address, card, now, pln, q, slug, staff, visitor, world};

/// A product in sizes, each with its price.
pub async fn sized(world: &World, key: &str, sizes: &[(&str, i64)]) -> Vec<VariantId> {
    let list = PriceListCode::new("pln").unwrap();
    let sku = |size: &str| Sku::new(format!("{}-{size}", key.to_uppercase())).unwrap();
    let text = ProductText { name: key.to_owned(), ..ProductText::default() };
    let wanted = SaveProduct {
        key: key.to_owned(),
        status: Status::Published,
        texts: [("pl".to_owned(), text)].into(),
        variants: sizes.iter().map(|(size, _)| SaveVariant::new(sku(size))).collect(),
        ..SaveProduct::default()
    };
    world
        .run(&Actor::System, async |tx| {
            catalog::save_product(tx, wanted.clone()).await?;
            let mut ids = Vec::new();
            for (size, gross) in sizes {
                let variant = catalog::variant_by_sku(tx, &sku(size)).await?.id;
                let gross = pln(*gross);
                let price = pricing::SetPrice { list: list.clone(), variant, gross, valid_from: None };
                pricing::set_price(tx, price).await?;
                ids.push(variant);
            }
            Ok(ids)
        })
        .await
        .unwrap()
}

pub fn off(lines: &[(LineId, i64)]) -> Change {
    let lines = lines.iter().map(|(line, units)| Pieces { line: *line, quantity: q(*units) }).collect();
    Change::Cancel { lines, reason: CancelReason::Customer }
}

impl World {
    pub async fn look_at(&self, actor: &Actor, order: &Order, change: &Change) -> Preview {
        self.run(actor, async |tx| orders::preview_change(tx, order.id, change).await).await.unwrap()
    }
    pub async fn change(
        &self,
        actor: &Actor,
        order: &Order,
        change: Change,
    ) -> Result<ChangeOutcome, orders::Error> {
        let (id, version) = (ChangeId::fresh(now(&self.db)), self.order(order.id).await.version);
        let request = ChangeOrder { id, order: order.id, version, change };
        self.run(actor, async |tx| orders::change_order(tx, request.clone()).await).await
    }
    async fn pick_all(&self, order: &Order) {
        for it in order.fulfilments.iter().filter(|it| it.state.is_live()) {
            let here = staff(&self.db, &[it.location]);
            self.run(&here, async |tx| orders::pick(tx, it.id).await).await.unwrap();
        }
    }
    async fn paid(&self, order: &Order) -> Order {
        let intent = self.intent(order.id).await.id;
        let reference = format!("mov-{}", order.number);
        self.provider_says(intent, TransactionKind::Captured, order.total, &reference).await;
        self.order(order.id).await
    }
    /// What a change would cost and do, without a trace of it.
    async fn would(&self, order: &Order, change: &Change) -> ChangeOutcome {
        let before = self.order(order.id).await;
        let seen = match self.look_at(&Actor::System, order, change).await {
            Preview::Possible(outcome) => *outcome,
            Preview::Refused(why) => panic!("{why}"),
        };
        assert_eq!(self.order(order.id).await, before, "a look leaves no trace");
        seen
    }
}

fn open_at(order: &Order, location: LocationId) -> i64 {
    let here = order.fulfilments.iter().filter(|it| it.location == location && it.state.is_live());
    here.flat_map(|it| &it.lines).map(|part| part.quantity.get()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_a_line_is_called_off_and_the_rest_goes_on() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.shirt, 3).await;
        let order = world.ordered(&[(world.shirt, 3)]).await;
        let (line, buyer) = (order.lines[0].id, Actor::Person(order.person.unwrap()));
        let seen = world.would(&order, &off(&[(line, 1)])).await;
        let change = off(&[(line, 1)]);
        let request =
            ChangeOrder { id: ChangeId::fresh(now(db)), order: order.id, version: order.version, change };
        let make = async |actor: &Actor| {
            world.run(actor, async |tx| orders::change_order(tx, request.clone()).await).await
        };
        assert_eq!(slug(make(&visitor(db)).await.unwrap_err()), "kernel/denied");
        let done = make(&buyer).await.unwrap();
        assert_eq!((done.difference, done.refund, done.due), (pln(-9_999), pln(0), pln(19_998)));
        assert_eq!((seen.difference, seen.due), (done.difference, done.due), "as it was shown before");
        let again = make(&buyer).await.unwrap();
        assert_eq!((again.order, again.difference), (done.order.clone(), done.difference));
        let it = &done.order;
        assert_eq!((it.life, it.total, it.owed()), (Life::Placed, pln(29_997), pln(19_998)));
        assert_eq!((it.lines[0].open, it.lines[0].cancelled), (q(2), q(1)));
        assert_eq!(world.counters(world.krakow, world.shirt).await, (3, 2));
        assert_eq!(world.intent(order.id).await.amount, pln(19_998));
        let stale = ChangeOrder { id: ChangeId::fresh(now(db)), ..request.clone() };
        let stale = world.run(&buyer, async |tx| orders::change_order(tx, stale.clone()).await).await;
        assert_eq!(slug(stale.unwrap_err()), "orders/stale");

        // What is picked the buyer does not call back; staff do, and then nothing is left of the order.
        world.pick_all(it).await;
        let late = world.change(&buyer, &order, off(&[(line, 1)])).await;
        assert_eq!(slug(late.unwrap_err()), "orders/already-picked");
        let one = world.change(&Actor::System, &order, off(&[(line, 1)])).await.unwrap().order;
        assert_eq!(one.live().map(|it| it.state).collect::<Vec<_>>(), [FulfilmentState::Picked]);
        let none = world.change(&Actor::System, &order, off(&[(line, 1)])).await.unwrap().order;
        assert_eq!((none.life, none.payment), (Life::Cancelled, PaymentState::Unpaid));
        assert_eq!(world.counters(world.krakow, world.shirt).await, (3, 0));
        let closed = world.change(&Actor::System, &order, off(&[(line, 1)])).await;
        assert_eq!(slug(closed.unwrap_err()), "orders/closed");
        let changes = orders::changes(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(changes.len(), 3);
        assert_eq!(world.facts("orders.cancelled").await.len(), 3);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_for_called_off_pieces_goes_back_to_the_grosz() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.socks, 3).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        let basket = world.basket(&[(world.socks, 3), (world.jacket, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        let order = world.paid(&order).await;
        let socks = order.lines.iter().find(|line| line.variant == world.socks).unwrap();
        let mut back = 0;
        for _ in 0..2 {
            back += world.change(&Actor::System, &order, off(&[(socks.id, 1)])).await.unwrap().refund.minor;
        }
        let it = world.order(order.id).await;
        assert_eq!((back, it.payment, it.is_open()), (198, PaymentState::PartlyRefunded, true));
        let granted = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(granted.iter().map(|it| it.amount.minor).sum::<i64>(), back);
        let too_many = world.change(&Actor::System, &order, off(&[(socks.id, 2)])).await;
        assert_eq!(slug(too_many.unwrap_err()), "orders/invalid");
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_market_says_how_long_buyers_call_off_themselves() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.decide(PolicyKind::Service, json!({"cancel": {"shopper_until": "never"}})).await;
        world.stock(world.krakow, world.shirt, 2).await;
        let order = world.ordered(&[(world.shirt, 2)]).await;
        let buyer = Actor::Person(order.person.unwrap());
        let refused = world.change(&buyer, &order, off(&[(order.lines[0].id, 1)])).await;
        assert_eq!(slug(refused.unwrap_err()), "kernel/denied");
        assert!(world.change(&Actor::System, &order, off(&[(order.lines[0].id, 1)])).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_goes_elsewhere_until_it_is_picked() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.paid(&world.place(&world.parcel(basket)).await.unwrap()).await;
        let home = inventory::Address { street: "Nowa 7/2".to_owned(), ..address() };
        let abroad = inventory::Address { country: "DE".to_owned(), ..address() };
        let to = |address: &inventory::Address| Change::Address { address: address.clone() };
        let Preview::Refused(why) = world.look_at(&Actor::System, &order, &to(&abroad)).await else {
            panic!("taxes of another country")
        };
        assert_eq!(slug(why), "orders/invalid");
        let done = world.change(&Actor::System, &order, to(&home)).await.unwrap();
        assert_eq!((done.difference, done.refund), (pln(0), pln(0)));
        assert_eq!(world.order(order.id).await.fulfilments[0].address.as_ref(), Some(&home));
        world.pick_all(&order).await;
        let late = world.change(&Actor::System, &order, to(&address())).await;
        assert_eq!(slug(late.unwrap_err()), "orders/already-picked");
        let moved = world.change(&Actor::System, &order, Change::Store { location: world.krakow }).await;
        assert_eq!(slug(moved.unwrap_err()), "orders/invalid");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn collected_in_another_store_the_promise_moves_there() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.shirt, 2).await;
        let order = world.ordered(&[(world.shirt, 2)]).await;
        let there = Change::Store { location: world.gdansk };
        let Preview::Refused(why) = world.look_at(&Actor::System, &order, &there).await else {
            panic!("nothing lies there")
        };
        assert_eq!(slug(why), "inventory/out-of-stock");
        assert_eq!(world.counters(world.krakow, world.shirt).await, (2, 2), "and nothing was let go");
        world.stock(world.gdansk, world.shirt, 2).await;
        let seen = world.would(&order, &there).await;
        assert_eq!((open_at(&seen.order, world.gdansk), open_at(&seen.order, world.krakow)), (2, 0));
        let done = world.change(&Actor::System, &order, there.clone()).await.unwrap().order;
        assert_eq!((open_at(&done, world.gdansk), open_at(&done, world.krakow)), (2, 0));
        assert_eq!(world.counters(world.krakow, world.shirt).await, (2, 0));
        assert_eq!(world.counters(world.gdansk, world.shirt).await, (2, 2));
        let again = world.change(&Actor::System, &order, there).await;
        assert_eq!(slug(again.unwrap_err()), "orders/invalid");
        let work = done.live().next().unwrap();
        let here = staff(db, &[world.gdansk]);
        let hand = HandOver::whole(work.id, Proof::Code(work.code.clone()), vec![card(db, 19_998)], None);
        world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        assert_eq!(world.order(order.id).await.life, Life::Completed);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_pieces_are_a_new_line_at_the_price_of_today() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.shirt, 3).await;
        let order = world.ordered(&[(world.shirt, 1)]).await;
        let line = order.lines[0].id;
        let change = |units| Change::Quantity { line, quantity: q(units) };
        let Preview::Refused(why) = world.look_at(&Actor::System, &order, &change(9)).await else {
            panic!("there are three")
        };
        assert_eq!(slug(why), "inventory/out-of-stock");
        let done = world.change(&Actor::System, &order, change(3)).await.unwrap();
        assert_eq!((done.difference, done.due), (pln(19_998), pln(29_997)));
        assert_eq!((done.order.lines.len(), done.order.lines[0].quantity), (2, q(1)), "the first line stays");
        assert_eq!(world.counters(world.krakow, world.shirt).await, (3, 3));
        let fewer = world.change(&Actor::System, &order, change(0)).await.unwrap();
        assert_eq!((fewer.difference, fewer.due), (pln(-9_999), pln(19_998)));
        let same = world.change(&Actor::System, &order, change(0)).await;
        assert_eq!(slug(same.unwrap_err()), "orders/invalid");
        let work = fewer.order.live().next().unwrap();
        let hand = HandOver::whole(work.id, Proof::Staff, vec![card(db, 19_998)], None);
        let here = staff(db, &[world.krakow]);
        world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        let it = world.order(order.id).await;
        assert_eq!((it.life, it.payment, it.owed()), (Life::Completed, PaymentState::Paid, pln(19_998)));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_size_keeps_the_price_that_was_agreed() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let coat = sized(&world, "coat", &[("S", 20_000), ("M", 20_000), ("XXL", 24_000)]).await;
        for (variant, units) in [(coat[0], 3), (coat[1], 1), (coat[2], 1)] {
            world.stock(world.krakow, variant, units).await;
        }
        let order = world.ordered(&[(coat[0], 3)]).await;
        let line = order.lines[0].id;
        clock.wind_days(1);
        // Dearer since: who ordered before keeps the old price for another size, too.
        let list = PriceListCode::new("pln").unwrap();
        world
            .run(&Actor::System, async |tx| {
                for variant in &coat[..2] {
                    let (variant, gross) = (*variant, pln(22_000));
                    let price = pricing::SetPrice { list: list.clone(), variant, gross, valid_from: None };
                    pricing::set_price(tx, price).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let to = |variant| Change::Variant { line, quantity: q(1), variant };
        let even = world.change(&Actor::System, &order, to(coat[1])).await.unwrap();
        assert_eq!((even.difference, even.order.owed()), (pln(0), pln(60_000)));
        let dear = world.change(&Actor::System, &order, to(coat[2])).await.unwrap();
        assert_eq!((dear.difference, dear.due), (pln(4_000), pln(64_000)));
        let it = &dear.order;
        assert_eq!((it.lines.len(), it.lines[0].cancelled, it.life), (3, q(2), Life::Placed));
        assert_eq!(world.counters(world.krakow, coat[0]).await, (3, 1));
        assert_eq!(world.counters(world.krakow, coat[2]).await, (1, 1));
        let Preview::Refused(why) = world.look_at(&Actor::System, &order, &to(world.socks)).await else {
            panic!("another product is no change")
        };
        assert_eq!(slug(why), "orders/invalid");
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_online_is_never_raised_behind_the_back_of_a_parcel() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let coat = sized(&world, "coat", &[("S", 20_000), ("L", 24_000), ("XS", 15_000)]).await;
        for variant in &coat {
            world.stock(world.warehouse, *variant, 1).await;
            world.stock(world.krakow, *variant, 1).await;
        }
        let basket = world.basket(&[(coat[0], 1)]).await;
        let parcel = world.paid(&world.place(&world.parcel(basket)).await.unwrap()).await;
        let to = |order: &Order, variant| {
            let line = order.lines[0].id;
            Change::Variant { line, quantity: q(1), variant }
        };
        let Preview::Refused(why) = world.look_at(&Actor::System, &parcel, &to(&parcel, coat[1])).await
        else {
            panic!("nobody pays the difference")
        };
        assert_eq!(slug(why), "orders/more-to-pay");
        let less = world.change(&Actor::System, &parcel, to(&parcel, coat[2])).await.unwrap();
        assert_eq!((less.difference, less.refund), (pln(-5_000), pln(5_000)));
        assert_eq!(less.order.live().map(|it| it.mode).collect::<Vec<_>>(), [Mode::Ship]);

        // Who comes for it pays the difference at the till.
        let basket = world.basket(&[(coat[0], 1)]).await;
        let order = world.paid(&world.place(&world.prepaid(basket, world.krakow)).await.unwrap()).await;
        let more = world.change(&Actor::System, &order, to(&order, coat[1])).await.unwrap();
        assert_eq!((more.difference, more.refund, more.due), (pln(4_000), pln(0), pln(4_000)));
        let work = more.order.live().next().unwrap().id;
        let shown = orders::queue_item(&mut db.read().await.unwrap(), work).await.unwrap();
        assert_eq!(shown.due, pln(4_000), "the till asks for the difference alone");
        let hand = HandOver::whole(work, Proof::Staff, vec![card(db, 4_000)], None);
        let here = staff(db, &[world.krakow]);
        world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        let it = world.order(order.id).await;
        assert_eq!((it.payment, it.owed()), (PaymentState::Paid, pln(24_000)));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
