use inventory::{Error, Holder, Reason, Reserve, State, extend, firm_up, release_all, release_part};
use kernel::Query;
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

#[tokio::test]
async fn time_puts_the_goods_back() {
    each_database_with_clock(AREAS, async |db, clock| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        let soon = Some(db.now().plus_minutes(15));
        let held = promise(db, vec![Reserve { expires_at: soon, ..request(db, variant, location, 5) }]);
        let held = held.await.unwrap().remove(0);
        assert_eq!(held.code.as_deref().map(str::len), Some(6));
        settle(db).await;
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 0);
        let code = held.code.as_deref();
        let queue = inventory::holds(&mut db.read().await.unwrap(), location, code).await.unwrap();
        assert_eq!(queue, std::slice::from_ref(&held));

        clock.wind_minutes(16);
        settle(db).await;
        let gone = inventory::find(&mut db.read().await.unwrap(), held.id).await.unwrap();
        assert_eq!((gone.state, gone.released()), (State::Released, 5));
        assert_eq!(inventory::at(db, variant, location).await.unwrap(), 5);
        assert_eq!(told(db, "inventory.released").await, 1);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_promise_made_longer_or_firm_outlives_its_first_hour() {
    each_database_with_clock(AREAS, async |db, clock| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        let soft = |n| Reserve {
            expires_at: Some(db.now().plus_minutes(60)),
            holder: Holder::new(format!("basket:{n}")).unwrap(),
            ..request(db, variant, location, 1)
        };
        let held = promise(db, vec![soft(1), soft(2), soft(3)]).await.unwrap();
        let order = Holder::new("order:1").unwrap();
        let later = db.now().plus_minutes(180);
        db.run(&SYSTEM, async |tx| {
            firm_up(tx, &[held[0].id], &order, None).await?;
            extend(tx, held[1].id, Some(later)).await
        })
        .await
        .unwrap();

        clock.wind_minutes(61);
        settle(db).await;
        let states = async || {
            let mut states = Vec::new();
            for it in &held {
                states.push(inventory::find(&mut db.read().await.unwrap(), it.id).await.unwrap().state);
            }
            states
        };
        assert_eq!(states().await, [State::Held, State::Held, State::Released]);
        clock.wind_minutes(121);
        settle(db).await;
        assert_eq!(states().await, [State::Held, State::Released, State::Released]);
        let firm = inventory::reservations(&mut db.read().await.unwrap(), &order).await.unwrap();
        assert_eq!((firm.len(), firm[0].expires_at), (1, None));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn releasing_twice_gives_back_once_and_in_parts_too() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (a, b) = (shelf(db, location, 5).await, shelf(db, location, 5).await);
        let held = promise(db, vec![request(db, a, location, 3), request(db, b, location, 2)]).await.unwrap();
        let ids = [held[0].id, held[1].id];
        db.run(&SYSTEM, async |tx| {
            let part = release_part(tx, &[(ids[0], units(1))], Reason::Rejected).await?;
            assert_eq!((part[0].open.get(), part[0].state), (2, State::Held));
            release_all(tx, &ids, Reason::Cancelled).await?;
            release_all(tx, &ids, Reason::Cancelled).await
        })
        .await
        .unwrap();
        assert_eq!(row(db, a, location).await.reserved, 0);
        assert_eq!(row(db, b, location).await.reserved, 0);
        assert_eq!(told(db, "inventory.released").await, 3);
        let unknown = kernel::ReservationId::fresh(db.now());
        let refused =
            db.run(&SYSTEM, async |tx| release_all(tx, &[ids[0], unknown], Reason::Cancelled).await).await;
        assert!(matches!(refused, Err(Error::UnknownReservation(id)) if id == unknown));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_release_the_same_promise_give_it_back_once() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (a, b) = (shelf(db, location, 5).await, shelf(db, location, 5).await);
        let held = promise(db, vec![request(db, a, location, 3), request(db, b, location, 2)]).await.unwrap();
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let db = db.clone();
                let ids = if n % 2 == 0 { [held[0].id, held[1].id] } else { [held[1].id, held[0].id] };
                tokio::spawn(async move {
                    db.run(&SYSTEM, async |tx| release_all(tx, &ids, Reason::Cancelled).await).await.unwrap()
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap().iter().all(|it| it.state == State::Released));
        }
        assert_eq!((row(db, a, location).await.reserved, row(db, b, location).await.reserved), (0, 0));
        assert_eq!(told(db, "inventory.released").await, 2);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_promise_that_ended_leaves_no_timer_behind() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        let soon = Some(db.now().plus_minutes(15));
        let held = promise(db, vec![Reserve { expires_at: soon, ..request(db, variant, location, 1) }]);
        let held = held.await.unwrap();
        db.run(&SYSTEM, async |tx| release_all(tx, &[held[0].id], Reason::Cancelled).await).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert_eq!(read.count("SELECT COUNT(*) FROM kernel_timer", kernel::args![]).await.unwrap(), 0);
    })
    .await;
}
