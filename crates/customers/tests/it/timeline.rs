use customers::{Activity, ActivityKind, Moment, Recognise, Source, Who};
use kernel::{Actor, EventId, PageRequest, ProductId, Timestamp};
use serde_json::json;
use testkit::each_database;

use crate::*;

async fn remember(db: &Db, moment: &Moment) -> bool {
    db.run(&Actor::System, async |tx| customers::remember(tx, moment.clone()).await).await.unwrap()
}
fn moment(db: &Db, person: PersonId, kind: &str, at: Timestamp) -> Moment {
    Moment {
        person,
        at,
        kind: kind.to_owned(),
        channel: Some(channel()),
        subject: "order_01h455vb4pex5vsknk084sn02q".to_owned(),
        data: json!({"total": {"amount": 12999, "currency": "PLN"}}),
        event: EventId::fresh(db.now()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_told_twice_is_one_moment() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        let placed = moment(db, anna, "orders.placed", db.now());
        assert!(remember(db, &placed).await);
        assert!(!remember(db, &placed).await);
        let page =
            customers::timeline(&mut db.read().await.unwrap(), anna, &PageRequest::default()).await.unwrap();
        assert_eq!(page.items.len(), 1);
        let entry = &page.items[0];
        assert_eq!(
            (entry.source, entry.id, entry.kind.as_str()),
            (Source::Moment, placed.event, "orders.placed")
        );
        assert_eq!(
            (&entry.data, &entry.channel, &entry.subject),
            (&placed.data, &placed.channel, &placed.subject)
        );
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_moments_and_views_are_seamless_and_newest_first() {
    each_database(AREAS, async |db| {
        let visitor = new_visitor(db);
        let product = ProductId::fresh(db.now());
        let anna =
            recognise(db, Recognise { visitor: Some(visitor), ..guest(Some("anna@example.com"), None) })
                .await;
        let at = db.now();
        let views: Vec<_> = (0..20)
            .map(|n| Activity {
                who: if n % 4 == 0 { Who::Person(anna) } else { Who::Visitor(visitor) },
                kind: ActivityKind::ProductView,
                channel: channel(),
                // Pairs share a millisecond.
                at: at.plus_millis(n / 2),
                path: format!("/p/{n}"),
                product: Some(product),
                variant: None,
                query: Some("kurtka".into()),
                campaign: instagram(),
            })
            .collect();
        // Units see a clock that goes on; views of the future would be cut to now.
        for _ in 0..40 {
            db.now();
        }
        db.run(&Actor::System, async |tx| customers::track(tx, views.clone()).await).await.unwrap();
        for n in 0..10 {
            remember(db, &moment(db, anna, "orders.placed", at.plus_millis(n))).await;
        }
        let mut read = db.read().await.unwrap();
        let whole = customers::timeline(&mut read, anna, &PageRequest::first(200)).await.unwrap();
        assert_eq!(whole.items.len(), 30);
        assert!(whole.items.windows(2).all(|pair| (pair[0].at, pair[0].id) > (pair[1].at, pair[1].id)));
        let view = whole.items.iter().find(|it| it.source == Source::Activity).unwrap();
        assert_eq!(view.data["campaign"]["clicks"]["fbclid"], "IwAR0abc");
        assert_eq!(view.data["product"], json!(product));
        let (mut pieces, mut request) = (Vec::new(), PageRequest::first(7));
        loop {
            let page = customers::timeline(&mut read, anna, &request).await.unwrap();
            pieces.extend(page.items);
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        assert_eq!(pieces, whole.items);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_is_not_ours_starts_at_the_top() {
    each_database(AREAS, async |db| {
        let anna = recognise(db, guest(Some("anna@example.com"), None)).await;
        remember(db, &moment(db, anna, "orders.placed", db.now())).await;
        for text in ["", "x", "99999999999999999999~event_x", "-5~event_01h455vb4pex5vsknk084sn02q", "~"] {
            let request = PageRequest { after: Some(text.to_owned()), ..PageRequest::default() };
            let page = customers::timeline(&mut db.read().await.unwrap(), anna, &request).await.unwrap();
            assert_eq!(page.items.len(), 1, "{text}");
        }
    })
    .await;
}
