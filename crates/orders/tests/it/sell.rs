use std::collections::BTreeSet;

use kernel::{LineId, OrderId, TillId};
use orders::{Life, PaymentState, Sell, SellLine};
use testkit::each_database;

use crate::world::{AREAS, World, card, cash, now, pln, q, slug, staff, world};

fn sale(world: &World, units: i64) -> Sell {
    let db = &world.db;
    Sell {
        order: OrderId::fresh(now(db)),
        till: Some(TillId::fresh(now(db))),
        location: world.krakow,
        channel: world.channel.clone(),
        lines: vec![SellLine { id: LineId::fresh(now(db)), variant: world.socks, quantity: q(units) }],
        person: None,
        tenders: vec![cash(db, 99 * units, 99 * units + 1)],
        lang: "pl".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_is_a_fact_even_without_stock_and_a_retry_doubles_nothing() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.socks, 1).await;
        let here = staff(db, &[world.krakow]);
        let request = sale(&world, 3);
        let go =
            async |request: &Sell| world.run(&here, async |tx| orders::sell(tx, request.clone()).await).await;
        let (order, receipt) = go(&request).await.unwrap();
        assert_eq!((order.life, order.payment, order.total), (Life::Completed, PaymentState::Paid, pln(297)));
        assert_eq!((receipt.total, receipt.change), (pln(297), pln(1)));
        assert_eq!(receipt.taxes[0].tax, pln(56));
        let (again, printed) = go(&request).await.unwrap();
        assert_eq!((again, printed), (order.clone(), receipt));
        assert_eq!(world.counters(world.krakow, world.socks).await, (-2, 0));
        assert_eq!(world.facts("orders.sold").await.len(), 1);
        let mut other = request.clone();
        other.lines[0].quantity = q(1);
        assert_eq!(slug(go(&other).await.unwrap_err()), "orders/id-taken");
        let short = Sell { order: OrderId::fresh(now(db)), tenders: vec![card(db, 1)], ..request.clone() };
        assert_eq!(slug(go(&short).await.unwrap_err()), "orders/wrong-amount");
        let elsewhere = Sell { order: OrderId::fresh(now(db)), location: world.gdansk, ..request };
        assert_eq!(slug(go(&elsewhere).await.unwrap_err()), "kernel/denied");
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_of_a_location_have_no_gaps_however_many_tills_and_failures() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.socks, 100).await;
        let here = staff(db, &[world.krakow]);
        let mut tills = Vec::new();
        for n in 0..60 {
            let (world, here) = (world.clone(), here.clone());
            let mut request = sale(&world, 1);
            if n % 5 == 0 {
                request.tenders[0].given = Some(pln(1)); // not enough: the whole sale is undone
            }
            tills.push(tokio::spawn(async move {
                // Both calls carry the same sale.
                let one = world.run(&here, async |tx| orders::sell(tx, request.clone()).await);
                let two = world.run(&here, async |tx| orders::sell(tx, request.clone()).await);
                let (one, two) = tokio::join!(one, two);
                match (one, two) {
                    (Ok((_, one)), Ok((_, two))) => {
                        assert_eq!(one, two);
                        Some(one.number)
                    }
                    (one, two) => {
                        assert!(n % 5 == 0, "{:?} {:?}", one.err(), two.err());
                        None
                    }
                }
            }));
        }
        let mut numbers = BTreeSet::new();
        for till in tills {
            numbers.extend(till.await.unwrap());
        }
        let wanted: BTreeSet<String> = (1..=48).map(|n| format!("KRK-01/2026/{n:06}")).collect();
        assert_eq!(numbers, wanted);
        assert_eq!(world.counters(world.krakow, world.socks).await, (52, 0));
        world.assert_clean().await;
    })
    .await;
}
