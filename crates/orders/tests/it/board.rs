use kernel::{Actor, PageRequest};
use orders::{CancelReason, Life, OrderFilter, PaymentState};
use testkit::each_database;

use crate::world::{AREAS, contact, world};

#[tokio::test(flavor = "multi_thread")]
async fn the_board_pages_through_every_filter_without_losing_or_doubling_an_order() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.socks, 100).await;
        world.stock(world.gdansk, world.socks, 100).await;
        let mut ids = Vec::new();
        for n in 0..14 {
            let basket = world.basket(&[(world.socks, 1)]).await;
            let at = if n % 2 == 0 { world.krakow } else { world.gdansk };
            let mut request = world.pickup(basket, at);
            request.contact = contact(if n < 7 { "anna@example.com" } else { "jan@example.com" });
            request.contact.name = Some(if n < 7 { "Anna Nowak" } else { "Jan Żak" }.to_owned());
            ids.push(world.place(&request).await.unwrap());
        }
        for order in &ids[..4] {
            world
                .run(&Actor::System, async |tx| orders::cancel(tx, order.id, CancelReason::Staff).await)
                .await
                .unwrap();
        }
        let list = async |filter: OrderFilter| {
            let mut read = db.read().await.unwrap();
            let mut page = PageRequest { limit: Some(3), after: None, count: true };
            let mut seen = Vec::new();
            loop {
                let cards = orders::orders(&mut read, &filter, &page).await.unwrap();
                if page.after.is_none() {
                    page.count = false;
                    let count = cards.count.unwrap();
                    seen.reserve(count as usize);
                    assert!(count >= cards.items.len() as i64);
                }
                seen.extend(cards.items);
                match cards.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
            assert!(seen.windows(2).all(|two| (two[0].placed_at, two[0].id) > (two[1].placed_at, two[1].id)));
            seen.into_iter().map(|card| card.id).collect::<Vec<_>>()
        };
        let base = OrderFilter::default;
        let newest: Vec<_> = ids.iter().rev().map(|order| order.id).collect();
        assert_eq!(list(base()).await, newest);
        assert_eq!(list(OrderFilter { channel: Some(world.channel.clone()), ..base() }).await, newest);
        assert_eq!(list(OrderFilter { life: Some(Life::Cancelled), ..base() }).await.len(), 4);
        let due = OrderFilter { payment: Some(PaymentState::DueAtPickup), ..base() };
        assert_eq!(list(due).await.len(), 10);
        assert_eq!(list(OrderFilter { payment: Some(PaymentState::Unpaid), ..base() }).await.len(), 4);
        let krakow = OrderFilter { location: Some(world.krakow), ..base() };
        assert_eq!(list(krakow.clone()).await.len(), 7);
        assert_eq!(list(OrderFilter { life: Some(Life::Placed), ..krakow.clone() }).await.len(), 5);
        assert_eq!(list(OrderFilter { scope: Some(vec![world.krakow]), ..base() }).await.len(), 7);
        assert_eq!(
            list(OrderFilter { scope: Some(vec![world.krakow, world.gdansk]), ..base() }).await.len(),
            14
        );
        assert_eq!(list(OrderFilter { scope: Some(vec![world.gdansk]), ..krakow.clone() }).await.len(), 0);
        let say = |text: &str| OrderFilter { query: Some(text.to_owned()), ..base() };
        assert_eq!(list(say("anna@example.com")).await.len(), 7);
        assert_eq!(list(say("zak")).await.len(), 7);
        assert_eq!(list(OrderFilter { query: Some("jan".to_owned()), ..krakow }).await.len(), 3);
        assert_eq!(list(say(&ids[5].number)).await, [ids[5].id]);
        assert_eq!(list(say("nobody at all")).await.len(), 0);
        let (from, to) = (Some(ids[3].placed_at), Some(ids[9].placed_at));
        assert_eq!(list(OrderFilter { from, to, ..base() }).await.len(), 6);
        let anna = ids[0].person.unwrap();
        let mine =
            orders::orders_of(&mut db.read().await.unwrap(), anna, &PageRequest::first(50)).await.unwrap();
        assert_eq!((mine.items.len(), mine.items[0].pieces), (7, 1));
    })
    .await;
}
