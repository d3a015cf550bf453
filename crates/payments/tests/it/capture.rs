use payments::{CaptureState, Method, State, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, hear, held, look, owed, pln, run, slug, take, told};

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parcels_at_once_never_take_more_than_was_agreed() {
    each_database(AREAS, async |db| {
        let intent = held(db, 10_000).await;
        let parcels: Vec<_> = (0..20)
            .map(|n| {
                let (db, order) = (db.clone(), intent.order);
                tokio::spawn(async move {
                    let cause = format!("parcel-{n}");
                    let one = take(&db, order, &cause, 900).await;
                    // The same parcel again takes nothing more.
                    assert_eq!(take(&db, order, &cause, 900).await.is_ok(), one.is_ok());
                    one.map(drop).map_err(slug)
                })
            })
            .collect();
        let mut granted = 0;
        for parcel in parcels {
            match parcel.await.unwrap() {
                Ok(()) => granted += 1,
                Err(slug) => assert_eq!(slug, "payments/capture-too-large"),
            }
        }
        assert_eq!(granted, 11);
        let it = look(db, intent.id).await;
        assert_eq!((it.claimed, it.capturable(), it.captured), (pln(9_900), pln(100), pln(0)));
        let captures = payments::captures(&mut db.read().await.unwrap(), intent.order).await.unwrap();
        assert_eq!(captures.len(), 11);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_asks_for_what_left_the_house_and_not_twice() {
    each_database(AREAS, async |db| {
        let intent = held(db, 10_000).await;
        let up_to = async |cause: &str, minor: i64| {
            let (cause, order) = (cause.to_owned(), intent.order);
            run(db, async |tx| payments::capture_up_to(tx, order, &cause, pln(minor), "shipped").await).await
        };
        assert_eq!(up_to("a", 4_000).await.unwrap()[0].amount, pln(4_000));
        assert!(up_to("a", 4_000).await.unwrap().is_empty());
        assert_eq!(up_to("b", 12_000).await.unwrap()[0].amount, pln(6_000));
        assert_eq!(look(db, intent.id).await.capturable(), pln(0));
        // Taken with the shopper's yes: nothing to ask for.
        let paid = owed(db, Method::Online, 500).await;
        hear(db, paid.id, TransactionKind::Captured, 500, "mov").await.unwrap();
        let order = paid.order;
        let asked =
            run(db, async |tx| payments::capture_up_to(tx, order, "c", pln(500), "shipped").await).await;
        assert!(asked.unwrap().is_empty());
        assert_eq!(slug(take(db, order, "d", 1).await.unwrap_err()), "payments/capture-too-large");
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_not_withdrawn_and_the_same_cause_means_the_same_money() {
    each_database(AREAS, async |db| {
        let intent = held(db, 10_000).await;
        let (order, id) = (intent.order, intent.id);
        assert_eq!(slug(take(db, order, "a", 0).await.unwrap_err()), "payments/amount-not-positive");
        let granted = take(db, order, "a", 4_000).await.unwrap();
        assert_eq!(granted[0].state, CaptureState::Granted);
        assert_eq!(slug(take(db, order, "a", 4_001).await.unwrap_err()), "payments/id-taken");
        let refused = run(db, async |tx| payments::void(tx, id).await).await;
        assert_eq!(slug(refused.unwrap_err()), "payments/capture-under-way");
        let refused = run(db, async |tx| payments::reduce(tx, order, id, pln(3_999)).await).await;
        assert_eq!(slug(refused.unwrap_err()), "payments/not-payable");
        // Less is owed: no more than that is taken, although more is held.
        run(db, async |tx| payments::reduce(tx, order, id, pln(6_000)).await).await.unwrap();
        assert_eq!(look(db, id).await.capturable(), pln(2_000));
        for _ in 0..2 {
            run(db, async |tx| payments::release_rest(tx, order).await).await.unwrap();
        }
        let it = look(db, id).await;
        assert_eq!((it.released, it.capturable(), it.claimed), (pln(6_000), pln(0), pln(4_000)));
        assert_eq!(it.state, State::Authorised);
        assert_eq!(told(db, "payments.voided").await, 1);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_took_nothing_lets_everything_go() {
    each_database(AREAS, async |db| {
        let intent = held(db, 10_000).await;
        let order = intent.order;
        run(db, async |tx| payments::release_rest(tx, order).await).await.unwrap();
        let it = look(db, intent.id).await;
        assert_eq!((it.state, it.capturable()), (State::Voided, pln(0)));
        assert_clean(db).await;
    })
    .await;
}
