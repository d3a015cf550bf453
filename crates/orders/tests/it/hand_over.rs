use orders::{FulfilmentState, HandOver, Life, PaymentState, Progress, Proof, Rest, What};
use payments::{Method, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, card, cash, pln, q, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn reserved_goods_are_paid_in_cash_and_by_card_and_leave_with_a_receipt() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        world.stock(world.krakow, world.socks, 3).await;
        let order = world.ordered(&[(world.jacket, 1), (world.socks, 3)]).await;
        let here = staff(db, &[world.krakow]);
        let it = &order.fulfilments[0];
        let proof = Proof::Code("000000x".to_owned());
        let tenders = vec![cash(db, 5_000, 6_000), card(db, 7_597)];
        let mut request = HandOver::whole(it.id, proof, tenders, None);
        let go = async |request: &HandOver| {
            world.run(&here, async |tx| orders::hand_over(tx, request.clone()).await).await
        };
        assert_eq!(slug(go(&request).await.unwrap_err()), "orders/wrong-proof");
        request.proof = Proof::Code(it.code.clone());
        let short = HandOver { tenders: vec![card(db, 7_597)], ..request.clone() };
        assert_eq!(slug(go(&short).await.unwrap_err()), "orders/wrong-amount");
        let little = HandOver { tenders: vec![cash(db, 12_597, 12_000)], ..request.clone() };
        assert_eq!(slug(go(&little).await.unwrap_err()), "payments/too-little-cash");

        let receipt = go(&request).await.unwrap();
        assert_eq!((receipt.total, receipt.change), (pln(12_597), pln(1_000)));
        assert_eq!(receipt.taxes.iter().map(|rate| rate.tax.minor).sum::<i64>(), order.tax.minor);
        assert!(receipt.number.starts_with("KRK-01/2026/"), "{}", receipt.number);
        let again = go(&request).await.unwrap();
        assert_eq!(receipt, again);
        let other = HandOver { tenders: vec![card(db, 12_597)], ..request.clone() };
        assert_eq!(slug(go(&other).await.unwrap_err()), "orders/wrong-state");

        let done = world.order(order.id).await;
        assert_eq!(
            (done.life, done.payment, done.fulfilment),
            (Life::Completed, PaymentState::Paid, Progress::Fulfilled)
        );
        assert_eq!(done.fulfilments[0].state, FulfilmentState::Collected);
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 0));
        let told = world.facts("orders.handed_over").await;
        assert_eq!((told.len(), told[0]["paid"]["amount"].as_i64()), (1, Some(12_597)));
        world.settle().await;
        let mut read = db.read().await.unwrap();
        let tenders = payments::tenders(&mut read, order.id).await.unwrap();
        let methods: Vec<_> =
            tenders.iter().map(|it| (it.method, it.amount.minor, it.change.minor)).collect();
        assert_eq!(methods, [(Method::Cash, 5_000, 1_000), (Method::Card, 7_597, 0)]);
        let last = orders::history(&mut read, order.id).await.unwrap().pop().unwrap();
        assert_eq!((last.what, last.after.as_deref()), (What::HandedOver, Some("code")));
        drop(read);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prepaid_goods_leave_without_money_and_unpaid_ones_do_not_leave() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let here = staff(db, &[world.krakow]);
        let proof = Proof::Email(" Anna@Example.com".to_owned());
        let request = HandOver::whole(order.fulfilments[0].id, proof, vec![], None);
        let go = async || world.run(&here, async |tx| orders::hand_over(tx, request.clone()).await).await;
        assert_eq!(slug(go().await.unwrap_err()), "orders/wrong-state");
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        let receipt = go().await.unwrap();
        assert_eq!(receipt.tenders.len(), 1);
        assert_eq!((receipt.tenders[0].method, receipt.total), (Method::Online, pln(12_300)));
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_three_things_on_takes_one_and_leaves_the_rest() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        world.stock(world.krakow, world.socks, 1).await;
        let order = world.ordered(&[(world.jacket, 2), (world.socks, 1)]).await;
        let here = staff(db, &[world.krakow]);
        let id = order.fulfilments[0].id;
        world
            .run(&here, async |tx| {
                orders::pick(tx, id).await?;
                orders::stage(tx, id, Some("A".to_owned())).await
            })
            .await
            .unwrap();
        let jacket = order.lines[0].id;
        let one = HandOver {
            lines: Some(vec![(jacket, q(1))]),
            receipt: Some(kernel::ReceiptId::fresh(db.now())),
            ..HandOver::whole(id, Proof::Staff, vec![card(db, 12_300)], None)
        };
        let go = async |request: &HandOver| {
            world.run(&here, async |tx| orders::hand_over(tx, request.clone()).await).await
        };
        let too_many = HandOver { lines: Some(vec![(jacket, q(3))]), ..one.clone() };
        assert_eq!(slug(go(&too_many).await.unwrap_err()), "orders/invalid");
        let receipt = go(&one).await.unwrap();
        assert_eq!((receipt.total, receipt.lines.len()), (pln(12_300), 1));
        // The same request again is the same receipt and takes nothing more.
        assert_eq!(go(&one).await.unwrap(), receipt);
        let half = world.order(order.id).await;
        assert_eq!((half.life, half.payment), (Life::Placed, PaymentState::DueAtPickup));
        let rest = half.live().next().unwrap();
        assert_eq!((rest.id, rest.state, rest.lines.len()), (id, FulfilmentState::Ready, 2));
        world.assert_clean().await;
        // Later the socks are bought, and the second jacket does not fit.
        let socks = HandOver {
            lines: Some(vec![(order.lines[1].id, q(1))]),
            rest: Rest::Released,
            ..HandOver::whole(id, Proof::Staff, vec![card(db, 99)], None)
        };
        go(&socks).await.unwrap();
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 0));
        assert_eq!(world.facts("orders.handed_over").await.len(), 2);
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_thing_that_does_not_fit_goes_back_with_its_money() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(22_299), "mov-1").await;
        let here = staff(db, &[world.krakow]);
        let shirt = HandOver {
            lines: Some(vec![(order.lines[1].id, q(1))]),
            rest: Rest::Released,
            ..HandOver::whole(order.fulfilments[0].id, Proof::Staff, vec![], None)
        };
        world.run(&here, async |tx| orders::hand_over(tx, shirt.clone()).await).await.unwrap();
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::PartlyRefunded));
        assert_eq!(done.owed(), pln(9_999));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_comes_for_the_buyer_shows_the_buyers_code() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.socks, 1).await;
        let order = world.ordered(&[(world.socks, 1)]).await;
        let here = staff(db, &[world.krakow]);
        let it = &order.fulfilments[0];
        let proxy = Some("Jan Kowalski".to_owned());
        let vague = HandOver { proxy, ..HandOver::whole(it.id, Proof::Staff, vec![card(db, 99)], None) };
        let go = async |request: &HandOver| {
            world.run(&here, async |tx| orders::hand_over(tx, request.clone()).await).await
        };
        assert_eq!(slug(go(&vague).await.unwrap_err()), "orders/proxy-needs-code");
        let proven = HandOver { proof: Proof::Code(it.code.clone()), ..vague };
        let receipt = go(&proven).await.unwrap();
        let told = orders::proxies(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(told, [(receipt.id, "Jan Kowalski".to_owned())]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_alike_one_is_taken_and_the_other_stays_in_the_store() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 2).await;
        let order = world.ordered(&[(world.jacket, 2)]).await;
        let here = staff(db, &[world.krakow]);
        let one = HandOver {
            lines: Some(vec![(order.lines[0].id, q(1))]),
            rest: Rest::Released,
            ..HandOver::whole(order.fulfilments[0].id, Proof::Staff, vec![card(db, 12_300)], None)
        };
        world.run(&here, async |tx| orders::hand_over(tx, one.clone()).await).await.unwrap();
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 0));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}
