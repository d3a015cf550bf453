use std::sync::Arc;

use kernel::{Query, Timestamp, args};
use payments::{
    Answer, Headers, Heard, Method, Provider, ProviderError, ProviderEvent, Providers, RefundAnswer,
    RefundRequest, Standing, Start, Started, State, TransactionKind,
};
use testkit::each_database_with_clock;

use crate::world::{AREAS, assert_clean, look, owed, pln, run};

/// It took the money, and its report got lost.
struct Mute;
fn no<'a, T: Send + 'a>() -> Answer<'a, T> {
    Box::pin(std::future::ready(Err(ProviderError::Silent("not a word".to_owned()))))
}
impl Provider for Mute {
    fn name(&self) -> &str {
        "simpay"
    }
    fn start(&self, _: Start) -> Answer<'_, Started> {
        no()
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, ProviderEvent> {
        no()
    }
    fn refund(&self, _: RefundRequest) -> Answer<'_, RefundAnswer> {
        no()
    }
    fn void<'a>(&'a self, _: &'a str) -> Answer<'a, Standing> {
        no()
    }
    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        let taken = ProviderEvent {
            id: "report-1".to_owned(),
            provider_ref: provider_ref.to_owned(),
            intent: None,
            kind: TransactionKind::Captured,
            reference: "mov-1".to_owned(),
            amount: pln(5_000),
            happened_at: Timestamp::from_millis(1),
            more: Heard::default(),
        };
        let standing = Standing { provider_ref: provider_ref.to_owned(), events: vec![taken] };
        Box::pin(std::future::ready(Ok(standing)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_never_came_is_asked_for() {
    each_database_with_clock(AREAS, async |db, clock| {
        let intent = owed(db, Method::Online, 5_000).await;
        let started =
            Started { provider_ref: "pay-1".to_owned(), redirect_url: "http://localhost".to_owned() };
        run(db, async |tx| payments::record_started(tx, intent.order, intent.id, &started).await)
            .await
            .unwrap();
        let workers = payments::workers(&Providers::new([Arc::new(Mute) as Arc<dyn Provider>]));
        kernel::settle(db, &[payments::consumer()], &workers).await.unwrap();
        assert_eq!(look(db, intent.id).await.state, State::Pending, "the shopper is on the way");
        for _ in 0..3 {
            clock.wind_minutes(11);
            kernel::settle(db, &[payments::consumer()], &workers).await.unwrap();
            let it = look(db, intent.id).await;
            assert_eq!(
                (it.state, it.captured),
                (State::Captured, pln(5_000)),
                "once, however often it is asked"
            );
        }
        let mut read = db.read().await.unwrap();
        let waiting = "SELECT COUNT(*) FROM kernel_job WHERE kind = 'payments.reconcile'";
        assert_eq!(read.count(waiting, args![]).await.unwrap(), 0, "nothing more to ask");
        drop(read);
        assert_clean(db).await;
    })
    .await;
}
