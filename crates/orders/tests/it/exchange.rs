//! Something else for goods that came back: even, dearer, cheaper, in another store, by parcel.

use kernel::{Actor, ChangeId, LocationId, ReturnId, VariantId};
use orders::{
    ChangeOutcome, Disposition, Exchange, ExchangeTo, FulfilmentState, HandOver, Instead, Life, Order,
    PayBack, PaymentState, Preview, Proof, Return, ReturnState,
};
use testkit::each_database;

use crate::change::sized;
use crate::returns::{bought_online, clerk, opening};
use crate::world::{AREAS, World, address, card, now, pln, q, slug, staff, world};

impl World {
    /// Lies on the counter, and nobody has decided.
    pub async fn brought(&self, order: &Order, units: &[(usize, i64)], at: LocationId) -> Return {
        let here = clerk(self, at);
        let asked = orders::OpenReturn { proof: Proof::Staff, ..opening(self, order, units) };
        self.run(&here, async |tx| {
            let it = orders::open_return(tx, asked.clone()).await?;
            let request = orders::ReceiveReturn { id: it.id, location: at, lines: None };
            orders::receive_return(tx, request).await
        })
        .await
        .unwrap()
    }
    pub fn swap(&self, it: &Return, variant: VariantId, to: ExchangeTo) -> Exchange {
        let lines = it.lines.iter().map(|line| (line.line, Disposition::Restocked, line.received)).collect();
        let one = |line: &orders::ReturnLine| Instead { line: line.line, variant, quantity: line.received };
        let instead = it.lines.iter().map(one).collect();
        let id = ChangeId::fresh(now(&self.db));
        Exchange { id, of: it.id, lines, instead, to, pays: PayBack::Here }
    }
    pub async fn exchange(&self, at: LocationId, request: &Exchange) -> Result<ChangeOutcome, orders::Error> {
        let here = clerk(self, at);
        self.run(&here, async |tx| orders::exchange(tx, request.clone()).await).await
    }
    async fn would_exchange(&self, at: LocationId, request: &Exchange) -> Preview {
        let here = clerk(self, at);
        self.run(&here, async |tx| orders::preview_exchange(tx, request).await).await.unwrap()
    }
    async fn return_of(&self, id: ReturnId) -> Return {
        orders::find_return(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }
    pub async fn hand_out(&self, order: &Order, tenders: Vec<orders::Pay>) -> Order {
        let work = order.live().next().expect("something waits").clone();
        let here = staff(&self.db, &[work.location]);
        let hand = HandOver::whole(work.id, Proof::Staff, tenders, None);
        self.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        self.order(order.id).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_size_for_a_jacket_moves_no_money() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let coat = sized(&world, "coat", &[("S", 20_000), ("M", 20_000)]).await;
        let order = bought_online(&world, &[(coat[0], 1), (world.socks, 3)]).await;
        world.stock(world.gdansk, coat[1], 1).await;
        let at = order.lines.iter().position(|line| line.variant == coat[0]).unwrap();
        let it = world.brought(&order, &[(at, 1)], world.gdansk).await;
        let request = world.swap(&it, coat[1], ExchangeTo::Collect(world.gdansk));
        let Preview::Possible(seen) = world.would_exchange(world.gdansk, &request).await else {
            panic!("an even exchange is possible")
        };
        assert_eq!((seen.difference, seen.refund, seen.due), (pln(0), pln(0), pln(0)));
        assert_eq!(world.return_of(it.id).await.state, ReturnState::Received, "a look decides nothing");
        assert_eq!(world.counters(world.gdansk, coat[1]).await, (1, 0));

        let done = world.exchange(world.gdansk, &request).await.unwrap();
        let again = world.exchange(world.gdansk, &request).await.unwrap();
        assert_eq!((again.difference, again.order.version), (done.difference, done.order.version));
        assert_eq!((done.difference, done.refund, done.due), (pln(0), pln(0), pln(0)));
        let order = world.order(order.id).await;
        assert_eq!((order.life, order.payment, order.lines.len()), (Life::Placed, PaymentState::Paid, 3));
        assert_eq!(order.owed(), pln(20_297));
        assert_eq!(world.return_of(it.id).await.state, ReturnState::Accepted);
        assert_eq!(world.counters(world.gdansk, coat[0]).await, (1, 0), "the old one is sellable again");
        assert_eq!(world.counters(world.gdansk, coat[1]).await, (1, 1), "the new one is promised");
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert!(refunds.is_empty(), "{refunds:?}");

        let order = world.hand_out(&order, vec![]).await;
        assert_eq!((order.life, order.payment), (Life::Completed, PaymentState::Paid));
        // And it comes back like everything else: to exactly zero.
        for at in 0..order.lines.len() {
            let left = order.lines[at].returnable().get();
            if left > 0 {
                world.bring(&order, &[(at, left)], world.krakow).await;
            }
        }
        let order = world.order(order.id).await;
        assert_eq!((order.payment, order.owed()), (PaymentState::Refunded, pln(0)));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dearer_is_paid_where_it_is_collected_cheaper_goes_back() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.shirt, 2)]).await;
        world.stock(world.gdansk, world.jacket, 1).await;
        world.stock(world.krakow, world.socks, 5).await;
        let it = world.brought(&order, &[(0, 1)], world.gdansk).await;
        let dear = world.swap(&it, world.jacket, ExchangeTo::Collect(world.gdansk));
        let by_parcel = Exchange { to: ExchangeTo::Send(address()), ..dear.clone() };
        world.stock(world.warehouse, world.jacket, 1).await;
        let Preview::Refused(why) = world.would_exchange(world.gdansk, &by_parcel).await else {
            panic!("nobody takes the difference from a parcel")
        };
        assert_eq!(slug(why), "orders/more-to-pay");
        let done = world.exchange(world.gdansk, &dear).await.unwrap();
        assert_eq!((done.difference, done.refund, done.due), (pln(2_301), pln(0), pln(2_301)));
        assert_eq!(done.order.payment, PaymentState::DueAtPickup);
        let order = world.hand_out(&done.order, vec![card(db, 2_301)]).await;
        assert_eq!(
            (order.life, order.payment, order.owed()),
            (Life::Completed, PaymentState::Paid, pln(22_299))
        );

        let at = order.lines.iter().position(|line| line.variant == world.shirt).unwrap();
        let it = world.brought(&order, &[(at, 1)], world.krakow).await;
        let cheap = world.swap(&it, world.socks, ExchangeTo::Collect(world.krakow));
        let done = world.exchange(world.krakow, &cheap).await.unwrap();
        assert_eq!((done.difference, done.refund, done.due), (pln(-9_900), pln(9_900), pln(0)));
        let order = world.hand_out(&done.order, vec![]).await;
        assert_eq!((order.life, order.owed()), (Life::Completed, pln(12_399)));
        assert_eq!(world.facts("orders.exchanged").await.len(), 2);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_collected_elsewhere_or_not_exchanged() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let coat = sized(&world, "coat", &[("S", 20_000), ("M", 20_000)]).await;
        let order = bought_online(&world, &[(coat[0], 1)]).await;
        let it = world.brought(&order, &[(0, 1)], world.gdansk).await;
        let here = world.swap(&it, coat[1], ExchangeTo::Collect(world.gdansk));
        let refused = world.exchange(world.gdansk, &here).await;
        assert_eq!(slug(refused.unwrap_err()), "inventory/out-of-stock");
        assert_eq!(world.return_of(it.id).await.state, ReturnState::Received, "nothing was decided");
        // What is brought back is not what is given for it.
        let same = world.swap(&it, coat[0], ExchangeTo::Collect(world.gdansk));
        assert_eq!(slug(world.exchange(world.gdansk, &same).await.unwrap_err()), "inventory/out-of-stock");
        world.stock(world.krakow, coat[1], 1).await;
        let there = world.swap(&it, coat[1], ExchangeTo::Collect(world.krakow));
        let done = world.exchange(world.gdansk, &there).await.unwrap();
        assert_eq!(done.difference, pln(0));
        assert_eq!(done.order.live().map(|it| it.location).collect::<Vec<_>>(), [world.krakow]);
        let late = world.exchange(world.gdansk, &here).await;
        assert_eq!(slug(late.unwrap_err()), "orders/wrong-return-state");

        // Nobody comes for it: the money for it goes back where it came from.
        let off = crate::change::off(&[(done.order.lines[1].id, 1)]);
        let gone = world.change(&Actor::System, &done.order, off).await.unwrap();
        assert_eq!((gone.refund, gone.order.payment), (pln(20_000), PaymentState::Refunded));
        assert!(gone.order.fulfilments.iter().any(|it| it.state == FulfilmentState::Cancelled));
        assert_eq!(gone.order.fulfilments.len(), 2);
        assert_eq!(q(1), gone.order.lines[1].cancelled);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
