use customers::{Activity, ActivityKind, Campaign, Visitor, Who};
use kernel::Actor;
use testkit::each_database;

use crate::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_campaign_of_a_browser_stays_the_first() {
    each_database(AREAS, async |db| {
        let visitor = new_visitor(db);
        let first = Visitor {
            id: visitor,
            channel: channel(),
            first_seen: db.now(),
            landing: "/".into(),
            campaign: Campaign::default(),
        };
        let ad = Visitor { landing: "/p/kurtka".into(), campaign: instagram(), ..first.clone() };
        let later = Visitor {
            landing: "/p/buty".into(),
            campaign: Campaign::from_pairs([("utm_source", "newsletter")]),
            ..first.clone()
        };
        for visit in [&first, &ad, &later] {
            db.run(&Actor::System, async |tx| customers::visit(tx, visit.clone()).await).await.unwrap();
        }
        let seen = customers::visitor(&mut db.read().await.unwrap(), visitor).await.unwrap().unwrap();
        assert_eq!(seen.campaign, instagram());
        assert_eq!(seen.landing, "/p/kurtka");
        assert_eq!(seen.person, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_many_browsers_is_stored_whole() {
    each_database(AREAS, async |db| {
        let visitors: Vec<_> = (0..3).map(|_| new_visitor(db)).collect();
        let batch: Vec<_> = (0..30)
            .map(|n| Activity {
                who: Who::Visitor(visitors[n % 3]),
                kind: ActivityKind::PageView,
                channel: channel(),
                // A wrong clock of a device: kept as now.
                at: db.now().plus_days(400),
                path: format!("/p/{n}?\n"),
                product: None,
                variant: None,
                query: None,
                campaign: if n == 1 { instagram() } else { Campaign::default() },
            })
            .collect();
        db.run(&Actor::System, async |tx| customers::track(tx, batch.clone()).await).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert_eq!(read.count("SELECT COUNT(*) FROM customers_activity", args![]).await.unwrap(), 30);
        assert_eq!(read.count("SELECT COUNT(*) FROM customers_visitor", args![]).await.unwrap(), 3);
        let future = read
            .count("SELECT COUNT(*) FROM customers_activity WHERE at > $1", args![db.now()])
            .await
            .unwrap();
        assert_eq!(future, 0);
        let second = customers::visitor(&mut read, visitors[1]).await.unwrap().unwrap();
        assert_eq!((second.campaign, second.landing.as_str()), (instagram(), "/p/1?"));
        let third = customers::visitor(&mut read, visitors[2]).await.unwrap().unwrap();
        assert!(third.campaign.is_empty());
        assert_eq!(events(db).await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_track_is_no_error() {
    each_database(AREAS, async |db| {
        db.run(&Actor::System, async |tx| customers::track(tx, Vec::new()).await).await.unwrap();
    })
    .await;
}
