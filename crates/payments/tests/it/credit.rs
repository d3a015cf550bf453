use kernel::{LocationId, OrderId, PageRequest, PostingId, TenderId};
use payments::{CreditCause, GrantCredit, SpendCredit, State};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, credit, hold, look, pln, rich, run, slug, take, told};

#[tokio::test(flavor = "multi_thread")]
async fn credit_is_held_spent_when_goods_leave_and_comes_back() {
    each_database(AREAS, async |db| {
        let person = rich(db, 10_000).await;
        let order = OrderId::fresh(db.now());
        let intent = hold(db, person, order, 6_000).await.unwrap();
        assert_eq!((intent.state, credit(db, person).await), (State::Authorised, (10_000, 6_000)));
        let other = OrderId::fresh(db.now());
        assert_eq!(slug(hold(db, person, other, 4_001).await.unwrap_err()), "payments/not-enough-credit");
        take(db, order, "parcel", 2_500).await.unwrap();
        assert_eq!(credit(db, person).await, (7_500, 3_500));
        run(db, async |tx| payments::reduce(tx, order, intent.id, pln(5_000)).await).await.unwrap();
        assert_eq!(credit(db, person).await, (7_500, 2_500));
        run(db, async |tx| payments::release_rest(tx, order).await).await.unwrap();
        assert_eq!(credit(db, person).await, (7_500, 0));
        assert_eq!(look(db, intent.id).await.state, State::Captured);
        for _ in 0..2 {
            let back =
                run(db, async |tx| payments::give_back(tx, order, pln(500), "returned", "r1").await).await;
            assert_eq!(back.unwrap().len(), 1);
        }
        assert_eq!(credit(db, person).await, (8_000, 0));
        // A withdrawn payment holds nothing.
        let intent = hold(db, person, other, 8_000).await.unwrap();
        run(db, async |tx| payments::withdraw(tx, intent.id).await).await.unwrap();
        assert_eq!(credit(db, person).await, (8_000, 0));
        let mut read = db.read().await.unwrap();
        let page = PageRequest { count: true, ..PageRequest::first(2) };
        let postings = payments::credit_postings(&mut read, person, &page).await.unwrap();
        assert_eq!((postings.items.len(), postings.count), (2, Some(3)));
        assert!(postings.next.is_some());
        drop(read);
        assert_eq!(told(db, "payments.credit_changed").await, 3);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_orders_at_once_hold_no_more_than_there_is() {
    each_database(AREAS, async |db| {
        let person = rich(db, 1_000).await;
        let tries: Vec<_> = (0..20)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { hold(&db, person, OrderId::fresh(db.now()), 300).await.is_ok() })
            })
            .collect();
        let mut held = 0;
        for one in tries {
            held += i64::from(one.await.unwrap());
        }
        assert_eq!((held, credit(db, person).await), (3, (1_000, 900)));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_spends_what_no_order_holds_once() {
    each_database(AREAS, async |db| {
        let person = rich(db, 1_000).await;
        hold(db, person, OrderId::fresh(db.now()), 400).await.unwrap();
        let spend = |amount| SpendCredit {
            id: TenderId::fresh(db.now()),
            order: OrderId::fresh(db.now()),
            intent: None,
            person,
            amount: pln(amount),
            till: None,
            location: LocationId::fresh(db.now()),
        };
        let go =
            async |it: &SpendCredit| run(db, async |tx| payments::spend_credit(tx, it.clone()).await).await;
        assert_eq!(slug(go(&spend(601)).await.unwrap_err()), "payments/not-enough-credit");
        let sale = spend(600);
        assert_eq!(go(&sale).await.unwrap(), go(&sale).await.unwrap());
        assert_eq!(credit(db, person).await, (400, 400));
        let order = sale.order;
        run(db, async |tx| payments::give_back(tx, order, pln(200), "returned", "r").await).await.unwrap();
        assert_eq!(credit(db, person).await, (600, 400));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gesture_counts_once_and_only_a_correction_takes_away() {
    each_database(AREAS, async |db| {
        let person = rich(db, 1_000).await;
        let grant = |cause, amount| GrantCredit {
            id: PostingId::fresh(db.now()),
            person,
            amount: pln(amount),
            cause,
            order: None,
            reference: "case-2".to_owned(),
        };
        let go =
            async |it: &GrantCredit| run(db, async |tx| payments::grant_credit(tx, it.clone()).await).await;
        let less = grant(CreditCause::Corrected, -300);
        assert_eq!(go(&less).await.unwrap().balance, pln(700));
        assert_eq!(go(&less).await.unwrap().balance, pln(700));
        let other = GrantCredit { amount: pln(-301), ..less };
        assert_eq!(slug(go(&other).await.unwrap_err()), "payments/id-taken");
        for (wrong, expected) in [
            (grant(CreditCause::Goodwill, -1), "payments/amount-not-positive"),
            (grant(CreditCause::Spent, 1), "payments/invalid"),
            (grant(CreditCause::Corrected, -701), "payments/not-enough-credit"),
        ] {
            assert_eq!(slug(go(&wrong).await.unwrap_err()), expected);
        }
        assert_eq!(credit(db, person).await, (700, 0));
        assert_clean(db).await;
    })
    .await;
}
