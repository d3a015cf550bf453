use payments::{Error, Method, State, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, hear, look, owed, pln, run, slug, told};

#[tokio::test(flavor = "multi_thread")]
async fn reports_count_once_in_whatever_order_they_come() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 500).await.id;
        for (kind, reference) in [
            (TransactionKind::Captured, "mov-2"),
            (TransactionKind::Authorised, "mov-1"),
            (TransactionKind::Captured, "mov-2"),
            (TransactionKind::Failed, "mov-0"),
        ] {
            hear(db, intent, kind, 500, reference).await.unwrap();
        }
        let it = look(db, intent).await;
        assert_eq!((it.state, it.captured, it.authorised), (State::Captured, pln(500), pln(500)));
        assert_eq!((told(db, "payments.captured").await, told(db, "payments.failed").await), (1, 0));
        let mut read = db.read().await.unwrap();
        assert_eq!(payments::tenders(&mut read, it.order).await.unwrap().len(), 1);
        assert_eq!(payments::transactions(&mut read, it.order).await.unwrap().len(), 3);
        drop(read);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_reports_of_one_capture_at_once_are_one_capture() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 500).await.id;
        let reports: Vec<_> = (0..20)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { hear(&db, intent, TransactionKind::Captured, 500, "mov-1").await })
            })
            .collect();
        for report in reports {
            report.await.unwrap().unwrap();
        }
        assert_eq!(look(db, intent).await.captured, pln(500));
        assert_eq!(told(db, "payments.captured").await, 1);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surplus_is_held_but_pays_nothing() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 500).await;
        hear(db, intent.id, TransactionKind::Captured, 500, "a").await.unwrap();
        hear(db, intent.id, TransactionKind::Captured, 500, "b").await.unwrap();
        let it = look(db, intent.id).await;
        assert_eq!((it.captured, it.refundable()), (pln(1000), pln(1000)));
        let tenders = payments::tenders(&mut db.read().await.unwrap(), it.order).await.unwrap();
        assert_eq!(tenders.iter().map(|it| it.amount.minor).sum::<i64>(), 500);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_is_not_owed_but_late_money_is_ours_to_give_back() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::Online, 500).await.id;
        for _ in 0..2 {
            let it = run(db, async |tx| payments::void(tx, intent).await).await.unwrap();
            assert_eq!((it.state, it.due()), (State::Voided, pln(0)));
        }
        hear(db, intent, TransactionKind::Captured, 500, "late").await.unwrap();
        let it = look(db, intent).await;
        assert_eq!((it.state, it.refundable()), (State::Captured, pln(500)));
        let refused = run(db, async |tx| payments::void(tx, intent).await).await;
        assert_eq!(slug(refused.unwrap_err()), "payments/already-captured");
        assert_eq!(told(db, "payments.voided").await, 1);
        let early = owed(db, Method::Online, 500).await.id;
        assert!(matches!(hear(db, early, TransactionKind::Refunded, 1, "r").await, Err(Error::TooEarly(_))));
        assert_clean(db).await;
    })
    .await;
}
