use std::sync::Arc;

use kernel::{Actor, Db, OrderId, Quantity, Timestamp};
use orders::{
    Contact, Delivery, DeliveryMode, HandOver, OpenBasket, Order, PayBy, PaymentState, Place, Proof,
};
use payments::{
    Answer, CaptureAnswer, CaptureRequest, Headers, Outcome, Provider, ProviderError, ProviderEvent,
    Providers, RefundAnswer, RefundRequest, Standing, Start, Started, TransactionKind,
};
use testkit::each_database;

use crate::world::{AREAS, Browser, World, shop, world};

/// It held the money, and will not give it.
struct Miser;
fn no<'a, T: Send + 'a>() -> Answer<'a, T> {
    Box::pin(std::future::ready(Err(ProviderError::Refused("not today".to_owned()))))
}
impl Provider for Miser {
    fn name(&self) -> &str {
        "simpay"
    }
    fn start(&self, _: Start) -> Answer<'_, Started> {
        no()
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, ProviderEvent> {
        no()
    }
    fn capture(&self, _: CaptureRequest) -> Answer<'_, CaptureAnswer> {
        no()
    }
    fn refund(&self, _: RefundRequest) -> Answer<'_, RefundAnswer> {
        no()
    }
    fn void<'a>(&'a self, _: &'a str) -> Answer<'a, Standing> {
        no()
    }
    fn query<'a>(&'a self, _: &'a str) -> Answer<'a, Standing> {
        no()
    }
}

/// Goods for pickup whose money is held on a card.
async fn held(db: &Db, world: &World) -> Order {
    let variant = world.jacket;
    let location = world.krakow;
    let order = db.run(&Actor::System, async |tx| -> Result<Order, orders::Error> {
        let basket = OpenBasket { id: tx.new_id(), channel: shop(), person: None, visitor: None };
        let basket = orders::open_basket(tx, basket).await?;
        orders::add_line(tx, basket.id, variant, Quantity::new(1).unwrap()).await?;
        let request = Place {
            order: tx.new_id::<OrderId>(),
            basket: basket.id,
            deliveries: vec![Delivery { mode: DeliveryMode::Pickup { location }, lines: None }],
            contact: Contact {
                email: customers::Email::parse("ola@example.com").ok(),
                lang: "pl".to_owned(),
                ..Contact::default()
            },
            payments: vec![PayBy::online("simpay", "http://localhost")],
        };
        let order = orders::place(tx, request).await?;
        let intent = payments::intents(tx, order.id).await?.remove(0);
        let started =
            Started { provider_ref: "pay-1".to_owned(), redirect_url: "http://localhost".to_owned() };
        payments::record_started(tx, order.id, intent.id, &started).await?;
        let outcome = Outcome {
            intent: intent.id,
            kind: TransactionKind::Authorised,
            reference: "auth-1".to_owned(),
            amount: intent.amount,
            happened_at: tx.now(),
        };
        payments::record_outcome(tx, outcome).await?;
        Ok(order)
    });
    let order = order.await.unwrap();
    settle(db).await;
    orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap()
}

async fn settle(db: &Db) {
    let workers = payments::workers(&Providers::new([Arc::new(Miser) as Arc<dyn Provider>]));
    kernel::settle(db, &[payments::consumer(), orders::consumer()], &workers).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_money_is_seen_and_asked_for_again() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = held(db, &world).await;
        let browser = Browser::signed_in(&world.app, "admin@szron.example").await;
        let here = format!("/staff/orders/{}", order.number);
        let page = browser.get(&here).await;
        page.has("Środki zablokowane").has("Zablokowane dla nas").lacks("data-test=\"capture\"");
        let fulfilment = order.fulfilments[0].id;
        let hand = HandOver::whole(fulfilment, Proof::Staff, Vec::new(), None);
        let gone = db.run(&Actor::System, async |tx| {
            orders::pick(tx, fulfilment).await?;
            orders::stage(tx, fulfilment, None).await?;
            orders::hand_over(tx, hand.clone()).await
        });
        gone.await.unwrap();
        browser.get(&here).await.has("Do pobrania");
        settle(db).await;
        let waiting = browser.get("/staff/exceptions?kind=payment").await;
        waiting.has(&order.number).has("operator odmawia pieniędzy").has("data-test=\"capture\"");
        let page = browser.get(&here).await;
        page.has("Wydane, bez pieniędzy").has("not today").has("data-test=\"capture\"");
        let act = format!("/staff/orders/{}/act", order.id);
        browser.post(&act, &[("act", "capture")]).await.is(303);
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.payment, PaymentState::Authorised);
        settle(db).await;
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.payment, PaymentState::Overdue);
        assert_eq!(payments::captures(&mut db.read().await.unwrap(), order.id).await.unwrap().len(), 2);
    })
    .await;
}
