use kernel::{Actor, Capability, Grants, Locations, StaffId};
use orders::{
    Clock, ExceptionFilter, ExceptionKind, ExceptionState, FulfilmentState, Life, PaymentState, PolicyKind,
    RejectReason,
};
use payments::TransactionKind;
use serde_json::json;
use testkit::each_database_with_clock;

use crate::world::{AREAS, pln, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn work_that_nobody_takes_is_late_then_told_to_a_role_and_solved_by_doing_it() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let order = world.ordered(&[(world.jacket, 1)]).await;
        let (id, here) = (order.fulfilments[0].id, staff(db, &[world.krakow]));
        let late = async || {
            let filter = ExceptionFilter { kind: Some(ExceptionKind::Late), ..ExceptionFilter::default() };
            let mut read = db.read().await.unwrap();
            orders::exceptions(&mut read, &filter, &here.locations()).await.unwrap()
        };
        clock.wind_minutes(59);
        world.settle().await;
        assert!(late().await.is_empty());
        clock.wind_minutes(2);
        world.settle().await;
        let open = late().await;
        assert_eq!((open.len(), open[0].detail.as_str()), (1, "accept"));
        assert_eq!(world.facts("orders.late").await.len(), 1);
        // Another store does not see it; this one may take it.
        let there = staff(db, &[world.gdansk]);
        let mut read = db.read().await.unwrap();
        let seen = orders::exceptions(&mut read, &ExceptionFilter::default(), &there.locations()).await;
        assert!(seen.unwrap().is_empty());
        drop(read);
        let case = open[0].id;
        let refused = world.run(&there, async |tx| orders::take_exception(tx, case).await).await;
        assert_eq!(slug(refused.unwrap_err()), "kernel/denied");
        let taken = world.run(&here, async |tx| orders::take_exception(tx, case).await).await.unwrap();
        assert_eq!((taken.state, taken.owner), (ExceptionState::Taken, here.staff()));
        clock.wind_minutes(61);
        world.settle().await;
        assert_eq!(late().await[0].escalated_to.as_deref(), Some("administrator"));
        assert_eq!(world.facts("orders.escalated").await.len(), 1);
        let it = world.run(&here, async |tx| orders::accept(tx, id).await).await.unwrap();
        assert_eq!((it.state, it.clock), (FulfilmentState::Picking, Some(Clock::Pick)));
        assert!(late().await.is_empty());
        world.run(&here, async |tx| orders::pick(tx, id).await).await.unwrap();
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_nobody_has_wait_for_a_person_before_they_are_given_up() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        world.decide(PolicyKind::Service, json!({ "shortage": { "park_minutes": 600 } })).await;
        world.stock(world.warehouse, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Captured, pln(12_300), "mov-1").await;
        let all = staff(db, &[world.warehouse, world.krakow]);
        let id = order.fulfilments[0].id;
        let it =
            world.run(&all, async |tx| orders::reject(tx, id, RejectReason::NotFound).await).await.unwrap();
        let parked = it.live().next().unwrap().clone();
        assert_eq!((it.life, parked.state), (Life::Placed, FulfilmentState::Parked));
        world.assert_clean().await;
        let retry =
            async || world.run(&all, async |tx| orders::retry_parked(tx, parked.id).await).await.unwrap();
        assert_eq!(retry().await, None);
        // A delivery comes in, and somebody looks again.
        world.stock(world.krakow, world.jacket, 1).await;
        let next = retry().await.unwrap();
        let it = world.order(order.id).await;
        let live: Vec<_> = it.live().map(|it| (it.id, it.location, it.state)).collect();
        assert_eq!(live, [(next, world.krakow, FulfilmentState::Open)]);
        // That store cannot find it either, and nobody does anything about it.
        world.run(&all, async |tx| orders::reject(tx, next, RejectReason::Damaged).await).await.unwrap();
        clock.wind_minutes(601);
        world.settle().await;
        let gone = world.order(order.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Cancelled, PaymentState::Refunded));
        let open = orders::exceptions_of(&mut db.read().await.unwrap(), order.id).await.unwrap();
        let stuck = open.iter().filter(|it| it.kind == ExceptionKind::Unfillable);
        assert!(stuck.clone().count() == 2 && stuck.clone().all(|it| it.state == ExceptionState::Solved));
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_payment_is_looked_after_by_whoever_it_is_given_to() {
    each_database_with_clock(AREAS, async |db, _| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let intent = world.intent(order.id).await.id;
        world.provider_says(intent, TransactionKind::Failed, pln(12_300), "mov-1").await;
        let open = orders::exceptions_of(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!((open.len(), open[0].kind), (1, ExceptionKind::Payment));
        let capabilities = [Capability::ManageOrders, Capability::ReadOrders].into();
        let grants = Grants { capabilities, locations: Locations::All };
        let desk = Actor::Staff(StaffId::fresh(db.now()), grants.into());
        let (case, other) = (open[0].id, StaffId::fresh(db.now()));
        let given = world.run(&desk, async |tx| orders::assign_exception(tx, case, other).await).await;
        assert_eq!(given.unwrap().owner, Some(other));
        for _ in 0..2 {
            let note = Some("called the buyer".to_owned());
            let it = world
                .run(&desk, async |tx| orders::solve_exception(tx, case, note.clone()).await)
                .await
                .unwrap();
            assert_eq!((it.state, it.note.as_deref()), (ExceptionState::Solved, Some("called the buyer")));
        }
        let again = world.run(&desk, async |tx| orders::take_exception(tx, case).await).await;
        assert_eq!(slug(again.unwrap_err()), "orders/exception-solved");
        world.assert_clean().await;
    })
    .await;
}
