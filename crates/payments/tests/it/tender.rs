use kernel::{LocationId, TenderId};
use payments::{Method, State, TakeTender};
use testkit::each_database;

use crate::world::{AREAS, assert_clean, look, owed, pln, run, slug};

#[tokio::test(flavor = "multi_thread")]
async fn cash_gives_change_and_a_card_pays_the_rest() {
    each_database(AREAS, async |db| {
        let intent = owed(db, Method::OnPickup, 10_000).await;
        let take = |method, amount, given: Option<i64>| TakeTender {
            id: TenderId::fresh(db.now()),
            order: intent.order,
            intent: Some(intent.id),
            method,
            amount: pln(amount),
            given: given.map(pln),
            till: None,
            location: LocationId::fresh(db.now()),
            reference: None,
        };
        let go =
            async |it: &TakeTender| run(db, async |tx| payments::take_tender(tx, it.clone()).await).await;
        let cash = take(Method::Cash, 3_500, Some(5_000));
        let tender = go(&cash).await.unwrap();
        assert_eq!(tender.change, pln(1_500));
        assert_eq!(go(&cash).await.unwrap(), tender);
        let other = TakeTender { amount: pln(1), ..cash };
        assert_eq!(slug(go(&other).await.unwrap_err()), "payments/id-taken");
        let little = take(Method::Cash, 2_000, Some(1_000));
        assert_eq!(slug(go(&little).await.unwrap_err()), "payments/too-little-cash");
        let much = take(Method::Card, 7_000, None);
        assert_eq!(slug(go(&much).await.unwrap_err()), "payments/more-than-due");
        assert_eq!(look(db, intent.id).await.due(), pln(6_500));
        go(&take(Method::Card, 6_500, None)).await.unwrap();
        assert_eq!(look(db, intent.id).await.state, State::Captured);
        let over = take(Method::Card, 1, None);
        assert_eq!(slug(go(&over).await.unwrap_err()), "payments/not-payable");
        assert_clean(db).await;
    })
    .await;
}
