//! After the sale at the desk: changes looked at and made, exchanges, complaints with their clock.

use kernel::{Actor, Db, TenderId};
use orders::{HandOver, Life, Order, Pay, Proof};
use testkit::each_database;

use crate::world::{AREAS, Browser, world};

/// The customer has come for it and paid.
async fn collected(db: &Db, order: &Order) {
    let pay = Pay {
        id: TenderId::fresh(db.now()),
        method: payments::Method::Card,
        amount: order.total,
        given: None,
        reference: Some("T-1".to_owned()),
    };
    let hand = HandOver::whole(order.fulfilments[0].id, Proof::Staff, vec![pay], None);
    let done: Result<_, orders::Error> =
        db.run(&Actor::System, async |tx| orders::hand_over(tx, hand.clone()).await).await;
    done.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_looked_at_and_then_made() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = &world.krakow_order;
        let path = format!("/staff/orders/{}/change", order.number);
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.get(&path).await.is(403);
        let agent = Browser::signed_in(&world.app, "agent@szron.example").await;
        agent.get(&format!("/staff/orders/{}", order.number)).await.has("data-test=\"change\"");
        agent.get(&path).await.is(200).has("data-test=\"change-cancel\"").has("data-test=\"change-store\"");
        let off = format!("off-{}", order.lines[0].id);
        agent.post(&path, &[("kind", "cancel"), ("reason", "customer"), (&off, "0")]).await.is(422);
        let seen = agent.post(&path, &[("kind", "cancel"), ("reason", "customer"), (&off, "1")]).await;
        seen.is(200).has("data-test=\"difference\"").has("data-test=\"make\"");
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!((stored.life, stored.version), (Life::Placed, order.version), "a look changes nothing");
        let much = [("kind", "quantity"), ("line", &order.lines[0].id.to_string()), ("quantity", "999")];
        agent.post(&path, &much).await.is(200).has("data-test=\"refused\"").lacks("data-test=\"make\"");

        let (change, version) = (seen.input("change"), seen.input("version"));
        let make = [
            ("step", "make"),
            ("kind", "cancel"),
            ("reason", "customer"),
            (&off, "1"),
            ("change", &change),
            ("version", &version),
        ];
        assert_eq!(agent.post(&path, &make).await.to, format!("/staff/orders/{}", order.number));
        let stored = orders::order(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(stored.life, Life::Cancelled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_taken_down_and_answered() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = &world.krakow_order;
        collected(db, order).await;
        let agent = Browser::signed_in(&world.app, "agent@szron.example").await;
        let new = format!("/staff/orders/{}/complaint", order.number);
        let page = agent.get(&new).await;
        page.is(200).has("data-test=\"complaint-new\"");
        let (id, since, line) = (page.input("complaint"), page.input("since"), order.lines[0].id.to_string());
        let mut asked = vec![
            ("complaint", id.as_str()),
            ("line", line.as_str()),
            ("quantity", "1"),
            ("what", "Szew <b>puścił</b>."),
            ("since", since.as_str()),
            ("demand", "reduction"),
        ];
        agent.post(&new, &asked).await.is(422);
        asked.push(("amount", "20,00"));
        let opened = agent.post(&new, &asked).await;
        opened.is(303);
        let code = opened.to.rsplit('/').next().unwrap().to_owned();
        agent.get("/staff/complaints").await.has(&code).has("data-test=\"clock\"");
        agent.get(&format!("/staff/complaints?q={}", code.to_lowercase())).await.is(303);
        let path = format!("/staff/complaints/{code}");
        agent.get(&path).await.is(200).has("data-test=\"answer\"").lacks("<b>puścił");
        let store = Browser::signed_in(&world.app, "krakow@szron.example").await;
        store.get(&path).await.is(403);
        let short = [("act", "answer"), ("answer", "refuse"), ("reason", "normal_wear"), ("note", "nie")];
        agent.post(&path, &short).await.is(422);
        let yes = [("act", "answer"), ("answer", "reduce"), ("amount", "15,00"), ("note", "Przepraszamy.")];
        assert_eq!(agent.post(&path, &yes).await.to, path);
        agent.get(&path).await.has("data-test=\"reduced\"").has("Przepraszamy.");
        agent.post(&path, &[("act", "withdraw")]).await.is(409);
        agent.get(&format!("/staff/orders/{}", order.number)).await.has(&code);
    })
    .await;
}
