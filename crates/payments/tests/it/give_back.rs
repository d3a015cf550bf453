use kernel::{Db, IntentId, LocationId, Money, OrderId, TenderId};
use payments::{Error, Method, OpenIntent, Refund, RefundState, SpendCredit, TakeTender, TransactionKind};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, credit, hear, pln, rich, run, slug};

async fn back(db: &Db, order: OrderId, minor: i64, key: &str) -> Result<Vec<Refund>, Error> {
    run(db, async |tx| payments::give_back(tx, order, pln(minor), "returned", key).await).await
}

/// Paid online, by cash and by store credit; sometimes the online money came twice.
async fn paid(db: &Db, dice: &mut fastrand::Rng) -> (OrderId, i64) {
    let (order, location) = (OrderId::fresh(db.now()), LocationId::fresh(db.now()));
    let mut whole = 0;
    let mut draw = || {
        let amount = dice.i64(1..5_000);
        whole += amount;
        amount
    };
    let online = OpenIntent {
        id: IntentId::fresh(db.now()),
        order,
        amount: pln(draw()),
        method: Method::Online,
        provider: Some("simpay".to_owned()),
        return_url: None,
    };
    let cash = TakeTender {
        id: TenderId::fresh(db.now()),
        order,
        intent: None,
        method: Method::Cash,
        amount: pln(draw()),
        given: None,
        till: None,
        location,
        reference: None,
    };
    let person = rich(db, 5_000).await;
    let id = TenderId::fresh(db.now());
    let credit = SpendCredit { id, order, intent: None, person, amount: pln(draw()), till: None, location };
    run(db, async |tx| {
        payments::open_intent(tx, online.clone()).await?;
        payments::take_tender(tx, cash.clone()).await?;
        payments::spend_credit(tx, credit.clone()).await
    })
    .await
    .unwrap();
    hear(db, online.id, TransactionKind::Captured, online.amount.minor, "one").await.unwrap();
    if dice.bool() {
        hear(db, online.id, TransactionKind::Captured, online.amount.minor, "two").await.unwrap();
        whole += online.amount.minor;
    }
    (order, whole)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_sequence_of_returns_adds_up_to_the_cent() {
    each_database(AREAS, async |db| {
        let mut dice = fastrand::Rng::with_seed(20_261_128);
        let (mut orders, mut given, mut parts, mut refused) = (0, 0, 0, 0);
        for _ in 0..40 {
            let (order, whole) = paid(db, &mut dice).await;
            orders += 1;
            let mut left = whole;
            for step in 0.. {
                let wanted = if step > 6 { left } else { dice.i64(1..=whole / 2 + 1) };
                let key = format!("return-{step}");
                match back(db, order, wanted, &key).await {
                    Ok(refunds) => {
                        assert!(wanted <= left);
                        assert_eq!(refunds.iter().map(|it| it.amount.minor).sum::<i64>(), wanted);
                        assert_eq!(back(db, order, wanted, &key).await.unwrap().len(), refunds.len());
                        left -= wanted;
                        given += 1;
                        parts += refunds.len();
                    }
                    Err(error) => {
                        assert_eq!(slug(error), "payments/refund-too-large");
                        assert!(wanted > left, "{wanted} of {left}");
                        refused += 1;
                    }
                }
                if left == 0 {
                    break;
                }
            }
            let mut read = db.read().await.unwrap();
            let refunds = payments::refunds(&mut read, order).await.unwrap();
            assert_eq!(refunds.iter().map(|it| it.amount.minor).sum::<i64>(), whole);
            for tender in payments::tenders(&mut read, order).await.unwrap() {
                let tied = refunds.iter().filter(|it| it.tender == Some(tender.id));
                assert_eq!(tied.map(|it| it.amount.minor).sum::<i64>(), tender.amount.minor);
            }
        }
        println!("{orders} orders, {given} returns in {parts} parts, {refused} refused as too large");
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_who_agreed_gets_credit_instead_and_a_key_means_one_amount() {
    each_database(AREAS, async |db| {
        let mut dice = fastrand::Rng::with_seed(7);
        let (order, whole) = paid(db, &mut dice).await;
        let person = rich(db, 1).await;
        for _ in 0..2 {
            let given = run(db, async |tx| {
                payments::give_back_as_credit(tx, order, person, pln(whole), "returned", "r").await
            });
            assert!(given.await.unwrap().iter().all(|it| it.state == RefundState::Done));
        }
        assert_eq!(credit(db, person).await, (whole + 1, 0));
        assert_eq!(slug(back(db, order, 1, "r").await.unwrap_err()), "payments/id-taken");
        assert_eq!(slug(back(db, order, 1, "s").await.unwrap_err()), "payments/refund-too-large");
        let foreign = Money::new(1, kernel::Currency::Eur);
        let refused =
            run(db, async |tx| payments::give_back(tx, order, foreign, "returned", "t").await).await;
        assert_eq!(slug(refused.unwrap_err()), "payments/foreign-currency");
        assert_clean(db).await;
    })
    .await;
}
