//! Goods that go from one of our places to another.

use inventory::{
    Ahead, ChannelPolicy, Error, From, RequestTransfer, Reserve, TransferState, cancel_transfer,
    receive_transfer, request_transfer, send_transfer,
};
use kernel::{Db, LocationId, Locations, TransferId, VariantId};
use testkit::each_database;

use crate::world::*;

struct Pair {
    source: LocationId,
    destination: LocationId,
    coat: VariantId,
    hat: VariantId,
}

async fn pair(db: &Db) -> Pair {
    let (source, destination) = (store(db, "central").await, store(db, "warszawa").await);
    let (coat, hat) = (shelf(db, source, 10).await, shelf(db, source, 10).await);
    Pair { source, destination, coat, hat }
}

fn wanted(db: &Db, it: &Pair) -> RequestTransfer {
    RequestTransfer {
        id: TransferId::fresh(db.now()),
        source: it.source,
        destination: it.destination,
        lines: vec![(it.coat, units(4)), (it.hat, units(2))],
        note: Some("na sobotę".to_owned()),
    }
}

#[tokio::test]
async fn what_leaves_is_on_its_way_and_what_is_lost_or_found_stands_in_the_ledger() {
    each_database(AREAS, async |db| {
        let it = pair(db).await;
        let wanted = wanted(db, &it);
        let id = wanted.id;
        for _ in 0..2 {
            db.run(&SYSTEM, async |tx| request_transfer(tx, wanted.clone()).await).await.unwrap();
        }
        assert_eq!(inventory::at(db, it.coat, it.source).await.unwrap(), 10);
        // One hat fewer than asked for.
        let packed = [(it.coat, units(4)), (it.hat, units(1))];
        for _ in 0..2 {
            let sent = db.run(&SYSTEM, async |tx| send_transfer(tx, id, &packed, None).await).await.unwrap();
            assert_eq!(sent.state, TransferState::Sent);
        }
        assert_eq!(inventory::at(db, it.coat, it.source).await.unwrap(), 6);
        let filter = inventory::SupplyFilter { location: Some(it.destination), ..Default::default() };
        let coming = inventory::expected(&mut db.read().await.unwrap(), &filter).await.unwrap();
        assert_eq!(coming.iter().map(|it| it.open()).sum::<i64>(), 5);
        assert_clean(db).await;
        // One coat is missing, one hat too many came.
        let counted = [(it.coat, units(3)), (it.hat, units(2))];
        for _ in 0..2 {
            let got = db.run(&SYSTEM, async |tx| receive_transfer(tx, id, &counted).await).await.unwrap();
            assert_eq!(got.state, TransferState::Received);
        }
        assert_eq!(row(db, it.coat, it.destination).await.on_hand, 3);
        assert_eq!(row(db, it.hat, it.destination).await.on_hand, 2);
        let page = kernel::PageRequest::first(10);
        let moved = inventory::ledger(&mut db.read().await.unwrap(), it.coat, Some(it.destination), &page)
            .await
            .unwrap();
        let causes: Vec<_> = moved.items.iter().map(|it| (it.cause.as_str(), it.delta)).collect();
        assert_eq!(causes, [("lost", -1), ("transferred", 4)]);
        assert_eq!(inventory::expected(&mut db.read().await.unwrap(), &filter).await.unwrap(), []);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn goods_in_transit_can_be_promised_and_the_loss_is_told() {
    each_database(AREAS, async |db| {
        let it = pair(db).await;
        tell(db, it.coat, it.destination, inventory::Change::Delta(1)).await;
        tell(db, it.coat, it.destination, inventory::Change::Delta(-1)).await;
        let policy = ChannelPolicy { channel: channel("shop"), ahead: Ahead::Backorder, horizon_days: 9 };
        db.run(&SYSTEM, async |tx| inventory::set_channel_policy(tx, &policy).await).await.unwrap();
        let wanted = wanted(db, &it);
        let packed = [(it.coat, units(4))];
        db.run(&SYSTEM, async |tx| {
            request_transfer(tx, wanted.clone()).await?;
            send_transfer(tx, wanted.id, &packed, None).await
        })
        .await
        .unwrap();
        let ask = Reserve { from: From::StockOrSupply, ..through(db, "shop", it.coat, it.destination, 3) };
        let held = promise(db, vec![ask]).await.unwrap().remove(0);
        assert!(held.supply.is_some() && held.promised_at.is_some());
        db.run(&SYSTEM, async |tx| receive_transfer(tx, wanted.id, &[(it.coat, units(2))]).await)
            .await
            .unwrap();
        let here = row(db, it.coat, it.destination).await;
        assert_eq!((here.on_hand, here.reserved, here.short()), (2, 3, 1));
        let lost =
            inventory::uncovered(&mut db.read().await.unwrap(), it.coat, it.destination).await.unwrap();
        assert_eq!((lost[0].reservation, lost[0].units), (held.id, 1));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_cancelled_that_has_left_and_only_the_people_of_a_place_act_there() {
    each_database(AREAS, async |db| {
        let it = pair(db).await;
        let adjust = [kernel::Capability::AdjustStock];
        let from = key(db, &adjust, Locations::Only([it.source].into()));
        let to = key(db, &adjust, Locations::Only([it.destination].into()));
        let wanted = wanted(db, &it);
        let id = wanted.id;
        db.run(&to, async |tx| request_transfer(tx, wanted.clone()).await).await.unwrap();
        let other = RequestTransfer { lines: vec![(it.hat, units(1))], ..wanted.clone() };
        let taken = db.run(&to, async |tx| request_transfer(tx, other.clone()).await).await;
        assert!(matches!(taken, Err(Error::IdTaken(_))));
        let packed = [(it.coat, units(1))];
        let denied = db.run(&to, async |tx| send_transfer(tx, id, &packed, None).await).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        let early = db.run(&to, async |tx| receive_transfer(tx, id, &packed).await).await;
        assert!(matches!(early, Err(Error::WrongTransferState { .. })));
        db.run(&from, async |tx| send_transfer(tx, id, &packed, None).await).await.unwrap();
        let late = db.run(&from, async |tx| cancel_transfer(tx, id).await).await;
        assert!(matches!(late, Err(Error::WrongTransferState { .. })));
        let denied = db.run(&from, async |tx| receive_transfer(tx, id, &packed).await).await;
        assert!(matches!(denied, Err(Error::Denied(_))));

        let second = RequestTransfer { id: TransferId::fresh(db.now()), ..wanted };
        db.run(&to, async |tx| request_transfer(tx, second.clone()).await).await.unwrap();
        for _ in 0..2 {
            let gone = db.run(&to, async |tx| cancel_transfer(tx, second.id).await).await.unwrap();
            assert_eq!(gone.state, TransferState::Cancelled);
        }
        let same =
            RequestTransfer { id: TransferId::fresh(db.now()), destination: it.source, ..second.clone() };
        let circle = db.run(&SYSTEM, async |tx| request_transfer(tx, same.clone()).await).await;
        assert!(matches!(circle, Err(Error::Invalid { pointer: "/destination", .. })));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_receive_at_once_receive_once() {
    each_database(AREAS, async |db| {
        let it = pair(db).await;
        let wanted = wanted(db, &it);
        let packed = [(it.coat, units(4)), (it.hat, units(2))];
        db.run(&SYSTEM, async |tx| {
            request_transfer(tx, wanted.clone()).await?;
            send_transfer(tx, wanted.id, &packed, None).await
        })
        .await
        .unwrap();
        let people: Vec<_> = (0..6)
            .map(|_| {
                let (db, id) = (db.clone(), wanted.id);
                tokio::spawn(async move {
                    db.run(&SYSTEM, async |tx| receive_transfer(tx, id, &packed).await).await.unwrap()
                })
            })
            .collect();
        for person in people {
            assert_eq!(person.await.unwrap().state, TransferState::Received);
        }
        assert_eq!(row(db, it.coat, it.destination).await.on_hand, 4);
        assert_clean(db).await;
    })
    .await;
}
