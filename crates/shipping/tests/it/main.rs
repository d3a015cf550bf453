//! Shipping through the front door, on both databases. What a carrier does is tested in `connectors`, packing in `orders`.

use inventory::{Address, Point};
use kernel::{Actor, FulfilmentId, LocationId, OrderId, ShipmentId};
use shipping::{
    Callback, CallbackState, Carriers, CreateShipment, Headers, Kind, NewTrack, Parcel, Party, PickupPoint,
    Size, State, Step,
};
use testkit::each_database;

const AREAS: &[kernel::Area] = &[shipping::MIGRATIONS];

fn parcel(db: &kernel::Db) -> CreateShipment {
    let at = db.now();
    CreateShipment {
        id: ShipmentId::fresh(at),
        order: OrderId::fresh(at),
        fulfilment: FulfilmentId::fresh(at),
        location: LocationId::fresh(at),
        carrier: "nobody".to_owned(),
        service: "courier".to_owned(),
        kind: Kind::Courier,
        reference: "7KQ4-M2XR".to_owned(),
        sender: Party::default(),
        receiver: Party::default(),
        point: None,
        parcels: vec![Parcel::of(Size::Small, 500)],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_stored_once_and_nobody_believes_an_unknown_carrier() {
    each_database(AREAS, async |db| {
        let callback = Callback {
            carrier: "nobody".to_owned(),
            headers: Headers::new([("X-Signature", "abc"), ("Cookie", "secret")]),
            body: "{}".to_owned(),
        };
        let store = async |it: &Callback| {
            db.run(&Actor::System, async |tx| shipping::store_callback(tx, it.clone()).await).await
        };
        let first = store(&callback).await.unwrap();
        assert_eq!(store(&callback).await.unwrap(), first);
        assert_ne!(store(&Callback { body: "{ }".to_owned(), ..callback.clone() }).await.unwrap(), first);
        kernel::settle(db, &[], &shipping::workers(&Carriers::default())).await.unwrap();
        let mut read = db.read().await.unwrap();
        let refused = shipping::callbacks(&mut read, CallbackState::Refused, 10).await.unwrap();
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].headers.get("x-signature"), Some("abc"));
        assert_eq!(refused[0].headers.get("cookie"), None);
        drop(read);
        let large = store(&Callback { body: "x".repeat(70_000), ..callback }).await;
        assert!(matches!(large, Err(shipping::Error::CallbackTooLarge(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_packed_once_whoever_is_faster() {
    each_database(AREAS, async |db| {
        let new = parcel(db);
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (db, new) =
                    (db.clone(), CreateShipment { id: ShipmentId::fresh(db.now()), ..new.clone() });
                tokio::spawn(async move {
                    db.run(&Actor::System, async |tx| shipping::create(tx, new.clone()).await).await
                })
            })
            .collect();
        let mut packed = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => packed += 1,
                Err(shipping::Error::AlreadyPacked(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(packed, 1);
        // A carrier that nobody knows fails at once: a person decides.
        kernel::settle(db, &[], &shipping::workers(&Carriers::default())).await.unwrap();
        let mut read = db.read().await.unwrap();
        let found = shipping::shipments(&mut read, new.order).await.unwrap();
        assert_eq!((found.len(), found[0].state), (1, State::Failed));
        assert!(shipping::audit(&mut read).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_counts_once_and_moves_nothing_back() {
    each_database(AREAS, async |db| {
        let new = parcel(db);
        db.run(&Actor::System, async |tx| shipping::create(tx, new.clone()).await).await.unwrap();
        let say = async |event: &str, step| {
            let (order, shipment, happened_at) = (new.order, new.id, db.now());
            let (event, raw) = (event.to_owned(), "word".to_owned());
            let track = NewTrack { order, shipment, event, step, raw, place: None, happened_at };
            db.run(&Actor::System, async |tx| shipping::record_track(tx, track.clone()).await).await.unwrap()
        };
        let state = async || shipping::shipment(&mut db.read().await.unwrap(), new.id).await.unwrap().state;
        assert!(say("1", Step::Ready).await);
        assert!(!say("1", Step::Delivered).await);
        assert_eq!(state().await, State::Ready);
        assert!(say("2", Step::InTransit).await && say("3", Step::Other).await);
        assert_eq!(state().await, State::Ready);
        assert!(say("4", Step::Lost).await && say("5", Step::Delivered).await);
        assert_eq!(state().await, State::Delivered);
        assert_eq!(shipping::tracks(&mut db.read().await.unwrap(), new.order).await.unwrap().len(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_points_come_first_and_far_ones_are_found_too() {
    each_database(AREAS, async |db| {
        let point = |code: &str, lat, lon| PickupPoint {
            code: code.to_owned(),
            name: code.to_owned(),
            address: Address::default(),
            place: Point::new(lat, lon).unwrap(),
            hint: String::new(),
        };
        let all = [point("A", 52.41, 16.93), point("B", 52.40, 16.92), point("C", 50.06, 19.94)];
        let stored = async |points: &[PickupPoint]| {
            db.run(&Actor::System, async |tx| shipping::store_points(tx, "truck", points).await)
                .await
                .unwrap();
        };
        stored(&all).await;
        let near = async |lat, lon, limit| {
            let here = Point::new(lat, lon).unwrap();
            let mut read = db.read().await.unwrap();
            let found = shipping::points_near(&mut read, "truck", here, limit).await.unwrap();
            found.into_iter().map(|(it, _)| it.code).collect::<Vec<_>>()
        };
        assert_eq!(near(52.40, 16.92, 2).await, ["B", "A"]);
        assert_eq!(near(52.23, 19.0, 5).await.len(), 3);
        stored(&all[1..]).await;
        assert_eq!(near(52.40, 16.92, 1).await, ["B"]);
        let mut read = db.read().await.unwrap();
        assert!(matches!(
            shipping::point(&mut read, "truck", "A").await,
            Err(shipping::Error::UnknownPoint(_))
        ));
        drop(read);
        stored(&all).await;
        assert_eq!(shipping::point(&mut db.read().await.unwrap(), "truck", "A").await.unwrap(), all[0]);
    })
    .await;
}
