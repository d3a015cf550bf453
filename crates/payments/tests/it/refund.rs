use kernel::{LocationId, TenderId};
use payments::{GrantRefund, Method, RefundState, State, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, hear, look, owed, pln, run, slug};

#[tokio::test(flavor = "multi_thread")]
async fn no_more_goes_back_than_came_in_however_many_ask() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 1_000).await;
        hear(db, intent.id, TransactionKind::Captured, 1_000, "mov-1").await.unwrap();
        let tries: Vec<_> = (0..10)
            .map(|_| {
                let db = db.clone();
                let refund = GrantRefund {
                    id: TenderId::fresh(db.now()),
                    order: intent.order,
                    intent: intent.id,
                    amount: pln(300),
                    reason: "test".to_owned(),
                };
                tokio::spawn(async move {
                    let one = run(&db, async |tx| payments::refund(tx, refund.clone()).await).await;
                    let two = run(&db, async |tx| payments::refund(tx, refund.clone()).await).await;
                    assert_eq!(one.is_ok(), two.is_ok());
                    one.map(drop).map_err(slug)
                })
            })
            .collect();
        let mut granted = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(()) => granted += 1,
                Err(slug) => assert_eq!(slug, "payments/refund-too-large"),
            }
        }
        assert_eq!(granted, 3);
        assert_eq!(look(db, intent.id).await.refundable(), pln(100));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_pays_a_refund_out_once() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 1_000).await;
        hear(db, intent.id, TransactionKind::Captured, 1_000, "mov-1").await.unwrap();
        let id = TenderId::fresh(db.now());
        let (order, intent) = (intent.order, intent.id);
        let wanted = GrantRefund { id, order, intent, amount: pln(1_000), reason: "returned".to_owned() };
        run(db, async |tx| payments::refund(tx, wanted.clone()).await).await.unwrap();
        let till = LocationId::fresh(db.now());
        for _ in 0..2 {
            let paid = run(db, async |tx| payments::pay_out(tx, order, id, till).await).await.unwrap();
            assert_eq!(paid.state, RefundState::Done);
        }
        let it = look(db, intent).await;
        assert_eq!((it.state, it.refunded), (State::Refunded, pln(1_000)));
        assert_clean(db).await;
    })
    .await;
}
