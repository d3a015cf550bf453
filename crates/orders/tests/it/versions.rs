use kernel::{Actor, MarketCode};
use orders::{DraftPolicy, PolicyKind, VersionState};
use serde_json::json;
use testkit::each_database;

use crate::world::{AREAS, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_drafted_activated_and_called_back() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let market = MarketCode::new("pl").unwrap();
        let draft = |body| DraftPolicy {
            market: market.clone(),
            kind: PolicyKind::Service,
            body,
            note: "longer".to_owned(),
        };
        let save = async |actor: &Actor, body: serde_json::Value| {
            let draft = draft(body);
            world.run(actor, async |tx| orders::draft_policy(tx, draft.clone()).await).await
        };
        let activate = async |version| {
            world
                .run(&Actor::System, async |tx| {
                    orders::activate_policy(tx, &market, PolicyKind::Service, version).await
                })
                .await
        };
        let here = staff(db, &[world.krakow]);
        assert_eq!(slug(save(&here, json!({})).await.unwrap_err()), "kernel/denied");
        let wrong = save(&Actor::System, json!({ "clocks": { "pick_minutes": 0 } })).await.unwrap_err();
        let problem = kernel::Problem::from(wrong);
        assert_eq!(
            (problem.slug(), problem.errors[0].pointer.as_str()),
            ("orders/no-policy", "/clocks/pick_minutes")
        );
        let unknown = save(&Actor::System, json!({ "clock": {} })).await.unwrap_err();
        assert_eq!(slug(unknown), "orders/no-policy");
        for minutes in [30, 45] {
            save(&Actor::System, json!({ "clocks": { "accept_minutes": minutes } })).await.unwrap();
        }
        for (version, minutes) in [(1, 30), (2, 45), (1, 30)] {
            activate(version).await.unwrap();
            let now = orders::service(&mut db.read().await.unwrap(), &market).await.unwrap();
            assert_eq!(now.clocks.accept_minutes, Some(minutes));
        }
        let mut read = db.read().await.unwrap();
        let all = orders::policy_versions(&mut read, &market, PolicyKind::Service).await.unwrap();
        drop(read);
        let states: Vec<_> = all.into_iter().map(|it| (it.version, it.state)).collect();
        assert_eq!(states, [(2, VersionState::Retired), (1, VersionState::Active)]);
        assert_eq!(slug(activate(7).await.unwrap_err()), "orders/unknown-policy");
        assert_eq!(world.facts("orders.policy_activated").await.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn past_orders_are_planned_again_under_another_policy() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.warehouse, world.jacket, 10).await;
        world.stock(world.krakow, world.jacket, 10).await;
        for _ in 0..3 {
            let basket = world.basket(&[(world.jacket, 1)]).await;
            world.place(&world.parcel(basket)).await.unwrap();
        }
        let market = MarketCode::new("pl").unwrap();
        let mut tried = orders::Network::standard(kernel::Currency::Pln, "PL");
        let same = orders::replay(db, &market, &tried, 7).await.unwrap();
        assert_eq!((same.comparison.first.orders, same.comparison.changed), (3, 0));
        assert_eq!(same.comparison.actual.load[&world.warehouse].orders, 3);
        // Stores send everything: it costs more work, and all of it lies with them.
        tried.policy.constraints.kinds = vec![sourcing::Kind::Store];
        let other = orders::replay(db, &market, &tried, 7).await.unwrap().comparison;
        assert_eq!((other.changed, other.second.load[&world.krakow].orders), (3, 3));
        assert!(other.second.sum.handling > other.first.sum.handling);
        assert!(!other.second.load.contains_key(&world.warehouse));
        tried.policy.weights.distance_km = -1;
        let wrong = orders::replay(db, &market, &tried, 7).await.unwrap_err();
        assert_eq!(slug(wrong), "sourcing/invalid-policy");
    })
    .await;
}
