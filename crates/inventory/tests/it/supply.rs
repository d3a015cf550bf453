//! Goods on their way: preorders, backorders, and what becomes of them when dates move.

use inventory::{
    Ahead, Arrive, Cause, ChannelPolicy, Error, Expect, Fate, From, PromiseMoved, Reason, Reservation,
    Reserve, Rest, State, Supply, arrive, call_off, expect, release_all,
};
use kernel::{Db, LocationId, MovementId, Query, SupplyId, VariantId, args};
use testkit::each_database;

use crate::world::*;

async fn allow(db: &Db, code: &str, ahead: Ahead) {
    let policy = ChannelPolicy { channel: channel(code), ahead, horizon_days: 60 };
    db.run(&SYSTEM, async |tx| inventory::set_channel_policy(tx, &policy).await).await.unwrap();
}

fn order_line(db: &Db, variant: VariantId, location: LocationId, quantity: i64, days: i64) -> Expect {
    Expect {
        id: SupplyId::fresh(db.now()),
        variant,
        location,
        reference: "PO 7/1".to_owned(),
        quantity: units(quantity),
        expected_at: db.now().plus_days(days),
    }
}

async fn due(db: &Db, line: &Expect) -> Supply {
    db.run(&SYSTEM, async |tx| expect(tx, line.clone()).await).await.unwrap()
}

fn ahead(db: &Db, variant: VariantId, location: LocationId, quantity: i64) -> Reserve {
    Reserve { from: From::StockOrSupply, ..through(db, "shop", variant, location, quantity) }
}

async fn wait(db: &Db, variant: VariantId, location: LocationId, quantity: i64) -> Reservation {
    promise(db, vec![ahead(db, variant, location, quantity)]).await.unwrap().remove(0)
}

async fn look(db: &Db, it: &Reservation) -> Reservation {
    inventory::find(&mut db.read().await.unwrap(), it.id).await.unwrap()
}

async fn come(db: &Db, supply: SupplyId, quantity: i64, rest: Rest) -> MovementId {
    let delivery = Arrive { id: MovementId::fresh(db.now()), supply, units: units(quantity), rest };
    db.run(&SYSTEM, async |tx| arrive(tx, delivery.clone()).await).await.unwrap().id
}

/// What was told about promises, in order.
async fn moves(db: &Db) -> Vec<PromiseMoved> {
    let mut read = db.read().await.unwrap();
    let rows: Vec<(kernel::Body,)> = read
        .all("SELECT body FROM kernel_event WHERE name = 'inventory.promise_moved' ORDER BY id", args![])
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| serde_json::from_value(body.0).unwrap()).collect()
}

#[tokio::test]
async fn a_preorder_gets_a_date_and_becomes_stock_when_the_goods_arrive() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = VariantId::fresh(db.now());
        let line = order_line(db, variant, location, 5, 10);
        due(db, &line).await;
        // Nobody has allowed it yet, and a backorder is for what was there before.
        let early = async || promise(db, vec![ahead(db, variant, location, 2)]).await;
        assert!(matches!(early().await, Err(Error::OutOfStock { .. })));
        allow(db, "shop", Ahead::Backorder).await;
        assert!(matches!(early().await, Err(Error::OutOfStock { .. })));
        allow(db, "shop", Ahead::Preorder).await;
        let places = inventory::places(db).await.unwrap();
        let filter = inventory::Filter::all();
        let offer = inventory::offer(db, variant, Some(&channel("shop"))).await.unwrap();
        let told: Vec<_> = offer.incoming(&places, &filter).map(|it| (it.units, it.expected_at)).collect();
        assert_eq!(told, [(5, line.expected_at)]);

        let first = wait(db, variant, location, 2).await;
        assert_eq!((first.supply, first.promised_at), (Some(line.id), Some(line.expected_at)));
        let second = wait(db, variant, location, 3).await;
        assert!(matches!(early().await, Err(Error::OutOfStock { .. })));
        let others = promise(db, vec![through(db, "shop", variant, location, 1)]).await;
        assert!(matches!(others, Err(Error::OutOfStock { .. })));
        let gone =
            db.run(&SYSTEM, async |tx| inventory::fulfil(tx, &[first.id], Cause::Sold, None).await).await;
        assert!(matches!(gone, Err(Error::NotHereYet(_))));
        let offer = inventory::offer(db, variant, Some(&channel("shop"))).await.unwrap();
        assert_eq!(offer.incoming(&places, &filter).count(), 0);
        assert_clean(db).await;

        // A part comes: the first is served, the second keeps what there is of its own.
        let delivery = come(db, line.id, 4, Rest::Follows).await;
        let again = Arrive { id: delivery, supply: line.id, units: units(4), rest: Rest::Follows };
        db.run(&SYSTEM, async |tx| arrive(tx, again.clone()).await).await.unwrap();
        assert_eq!((look(db, &first).await.supply, look(db, &second).await.landed), (None, 2));
        let here = row(db, variant, location).await;
        assert_eq!((here.on_hand, here.reserved, here.available()), (4, 4, 0));
        assert_clean(db).await;
        come(db, line.id, 1, Rest::Follows).await;
        assert_eq!(look(db, &second).await.supply, None);
        db.run(&SYSTEM, async |tx| inventory::fulfil(tx, &[first.id, second.id], Cause::Sold, None).await)
            .await
            .unwrap();
        assert_eq!(look(db, &second).await.state, State::Fulfilled);
        assert_eq!(moves(db).await.iter().map(|it| it.fate).collect::<Vec<_>>(), [Fate::Arrived; 2]);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn when_a_date_moves_promises_go_to_what_comes_first_in_the_order_of_promises() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 1).await;
        allow(db, "shop", Ahead::Backorder).await;
        let (soon, late) =
            (order_line(db, variant, location, 3, 5), order_line(db, variant, location, 9, 20));
        due(db, &soon).await;
        due(db, &late).await;
        assert_eq!(wait(db, variant, location, 1).await.supply, None);
        let first = wait(db, variant, location, 2).await;
        let second = wait(db, variant, location, 2).await;
        assert_eq!((first.supply, second.supply), (Some(soon.id), Some(late.id)));
        // The first supplier is late: now the other one is sooner, and serves both.
        let moved = Expect { expected_at: db.now().plus_days(40), ..soon.clone() };
        due(db, &moved).await;
        due(db, &moved).await;
        let now = look(db, &first).await;
        assert_eq!((now.supply, now.promised_at), (Some(late.id), Some(late.expected_at)));
        let told = moves(db).await;
        assert_eq!(told.len(), 1, "the second stands as it stood");
        assert_eq!(
            (told[0].fate, told[0].from, told[0].to),
            (Fate::Moved, first.promised_at, now.promised_at)
        );
        // The other one delivers less: the first keeps its date, the second waits longer.
        due(db, &Expect { quantity: units(3), ..late.clone() }).await;
        assert_eq!(look(db, &second).await.promised_at, Some(moved.expected_at));
        assert_eq!(look(db, &first).await.promised_at, Some(late.expected_at));
        assert_clean(db).await;
        // Nothing comes any more: a shortfall that names who loses.
        for id in [soon.id, late.id] {
            db.run(&SYSTEM, async |tx| call_off(tx, id).await).await.unwrap();
        }
        let lost: Vec<_> = moves(db).await.into_iter().filter(|it| it.fate == Fate::Lost).collect();
        assert_eq!(lost.len(), 2);
        let uncovered = inventory::uncovered(&mut db.read().await.unwrap(), variant, location).await.unwrap();
        let named: Vec<_> = uncovered.iter().map(|it| (it.reservation, it.units)).collect();
        assert_eq!(named, [(second.id, 2), (first.id, 2)]);
        assert_eq!(inventory::shortfalls(&mut db.read().await.unwrap()).await.unwrap()[0].units, 4);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn what_lies_free_serves_who_waited_for_a_delivery_that_does_not_come() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 1).await;
        allow(db, "shop", Ahead::Backorder).await;
        let line = order_line(db, variant, location, 5, 5);
        due(db, &line).await;
        let waiting = wait(db, variant, location, 2).await;
        tell(db, variant, location, inventory::Change::Delta(4)).await;
        come(db, line.id, 1, Rest::Lost).await;
        let now = look(db, &waiting).await;
        assert_eq!((now.supply, now.landed), (None, 0));
        let here = row(db, variant, location).await;
        assert_eq!((here.on_hand, here.reserved), (6, 2));
        assert_eq!(inventory::shortfalls(&mut db.read().await.unwrap()).await.unwrap(), []);
        let closed = db.run(&SYSTEM, async |tx| call_off(tx, line.id).await).await;
        assert!(matches!(closed, Err(Error::SupplyClosed { .. })));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_promise_that_is_taken_back_frees_what_came_and_what_is_on_its_way() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 1).await;
        allow(db, "shop", Ahead::Backorder).await;
        keep(db, variant, location, "shop", (3, 0)).await;
        let line = order_line(db, variant, location, 6, 5);
        due(db, &line).await;
        let waiting = wait(db, variant, location, 4).await;
        come(db, line.id, 3, Rest::Follows).await;
        assert_eq!(look(db, &waiting).await.landed, 3);
        assert_clean(db).await;
        let part = [(waiting.id, units(2))];
        db.run(&SYSTEM, async |tx| inventory::release_part(tx, &part, Reason::Cancelled).await)
            .await
            .unwrap();
        let now = look(db, &waiting).await;
        assert_eq!((now.open.get(), now.supply, now.here()), (2, None, 2));
        assert_clean(db).await;
        db.run(&SYSTEM, async |tx| release_all(tx, &[waiting.id], Reason::Cancelled).await).await.unwrap();
        assert_eq!(row(db, variant, location).await.reserved, 0);
        let left = inventory::find_supply(&mut db.read().await.unwrap(), line.id).await.unwrap();
        assert_eq!((left.promised, left.free()), (0, 3));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_on_their_way_are_promised_once() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 5).await;
        allow(db, "shop", Ahead::Backorder).await;
        let line = order_line(db, variant, location, 20, 5);
        due(db, &line).await;
        let buyers: Vec<_> = (0..60)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    match promise(&db, vec![ahead(&db, variant, location, 1)]).await {
                        Ok(it) => Some(it[0].supply.is_some()),
                        Err(Error::OutOfStock { .. }) => None,
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        // The goods come while they are being sold.
        let (id, other) = (line.id, db.clone());
        let delivery = tokio::spawn(async move { come(&other, id, 8, Rest::Follows).await });
        let mut sold = 0;
        for buyer in buyers {
            sold += i64::from(buyer.await.unwrap().is_some());
        }
        delivery.await.unwrap();
        assert_eq!(sold, 25);
        assert_clean(db).await;
        come(db, line.id, 12, Rest::Follows).await;
        let here = row(db, variant, location).await;
        assert_eq!((here.on_hand, here.reserved), (25, 25));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn nonsense_is_refused_and_what_is_overdue_is_not_promised() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let variant = shelf(db, location, 1).await;
        allow(db, "shop", Ahead::Backorder).await;
        let line = order_line(db, variant, location, 5, -1);
        due(db, &line).await;
        let far = order_line(db, variant, location, 5, 90);
        due(db, &far).await;
        let refused = promise(db, vec![ahead(db, variant, location, 2)]).await;
        assert!(matches!(refused, Err(Error::OutOfStock { .. })));
        let try_it = async |line: Expect| db.run(&SYSTEM, async |tx| expect(tx, line.clone()).await).await;
        let other = VariantId::fresh(db.now());
        assert!(matches!(try_it(Expect { variant: other, ..line.clone() }).await, Err(Error::IdTaken(_))));
        assert!(matches!(
            try_it(Expect { quantity: units(0), ..line.clone() }).await,
            Err(Error::Invalid { .. })
        ));
        let clerk = key(db, &[kernel::Capability::ReadStock], kernel::Locations::All);
        let denied = db.run(&clerk, async |tx| expect(tx, far.clone()).await).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        assert_clean(db).await;
    })
    .await;
}
