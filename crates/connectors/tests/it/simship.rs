use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use connectors::SimShip;
use inventory::{Address, Point};
use kernel::{Actor, Db, FulfilmentId, LocationId, OrderId, ShipmentId};
use shipping::{
    Callback, CallbackState, Carriers, CreateShipment, Headers, Kind, Parcel, Party, Shipment, Size,
    State as Way, Step,
};
use simulator::{Locker, ParcelBehaviour, Parcels};
use testkit::{TestClock, each_database_with_clock};
use tokio::net::TcpListener;

struct World {
    db: Db,
    carrier: Parcels,
    carriers: Carriers,
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

async fn hook(State(db): State<Db>, headers: HeaderMap, body: String) -> StatusCode {
    let fields = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
    let callback = Callback { carrier: "simship".to_owned(), headers: Headers::new(fields), body };
    let stored =
        db.run(&Actor::System, async |tx| shipping::store_callback(tx, callback.clone()).await).await;
    if stored.is_ok() { StatusCode::ACCEPTED } else { StatusCode::INTERNAL_SERVER_ERROR }
}

fn locker() -> Locker {
    Locker {
        code: "POZ01S".to_owned(),
        name: "Automat POZ01S".to_owned(),
        street: "ul. Cienista 4".to_owned(),
        postcode: "61-001".to_owned(),
        city: "Poznań".to_owned(),
        country: "PL".to_owned(),
        latitude: 52.41,
        longitude: 16.93,
        hint: String::new(),
    }
}

async fn world(db: &Db) -> World {
    let inbox = serve(Router::new().route("/callbacks", post(hook)).with_state(db.clone())).await;
    let clock = db.clone();
    let carrier = Parcels::with_clock("shared", format!("{inbox}/callbacks"), vec![locker()], move || {
        clock.now().as_millis()
    });
    let base = serve(Router::new().nest("/simship", carrier.router())).await;
    let simship = SimShip::new(format!("{base}/simship"), "shared");
    World {
        db: db.clone(),
        carrier,
        carriers: Carriers::new([Arc::new(simship) as Arc<dyn shipping::Carrier>]),
    }
}

fn parcel(db: &Db, kind: Kind) -> CreateShipment {
    let at = db.now();
    let address = Address {
        street: "ul. Długa 5".to_owned(),
        postcode: "80-827".to_owned(),
        city: "Gdańsk".to_owned(),
        country: "PL".to_owned(),
    };
    let party = |name: &str| Party {
        name: name.to_owned(),
        address: address.clone(),
        email: Some("anna@example.com".to_owned()),
        phone: Some("+48600100200".to_owned()),
    };
    CreateShipment {
        id: ShipmentId::fresh(at),
        order: OrderId::fresh(at),
        fulfilment: FulfilmentId::fresh(at),
        location: LocationId::fresh(at),
        carrier: "simship".to_owned(),
        service: "box".to_owned(),
        kind,
        reference: "7KQ4-M2XR".to_owned(),
        sender: party("Szron Gdańsk"),
        receiver: party("Anna <Nowak>"),
        point: (kind == Kind::Locker).then(|| "POZ01S".to_owned()),
        parcels: vec![Parcel::of(Size::Small, 1200)],
    }
}

impl World {
    async fn create(&self, new: CreateShipment) -> Shipment {
        let made = self.db.run(&Actor::System, async |tx| shipping::create(tx, new.clone()).await).await;
        made.unwrap()
    }
    async fn hand_over(&self, it: &Shipment) -> Result<Option<Shipment>, shipping::Error> {
        let (order, fulfilment) = (it.order, it.fulfilment);
        self.db.run(&Actor::System, async |tx| shipping::hand_over(tx, order, fulfilment).await).await
    }
    /// Everything has arrived and was worked on.
    async fn quiet(&self) {
        for _ in 0..2 {
            self.carrier.delivered().await;
            kernel::settle(&self.db, &[], &shipping::workers(&self.carriers)).await.unwrap();
        }
    }
    /// The carrier's trucks move on.
    async fn later(&self, clock: &TestClock, hours: i64) {
        clock.wind_hours(hours);
        self.carrier.advance();
        self.quiet().await;
    }
    async fn look(&self, id: ShipmentId) -> Shipment {
        shipping::shipment(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }
    async fn in_state(&self, state: CallbackState) -> usize {
        shipping::callbacks(&mut self.db.read().await.unwrap(), state, 100).await.unwrap().len()
    }
    async fn clean(&self) {
        let found = shipping::audit(&mut self.db.read().await.unwrap()).await.unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_gets_its_label_travels_to_its_locker_and_is_collected() {
    each_database_with_clock(&[shipping::MIGRATIONS], async |db, clock| {
        let world = world(db).await;
        let it = world.create(parcel(db, Kind::Locker)).await;
        assert!(matches!(world.hand_over(&it).await, Err(shipping::Error::NoLabel(_))));
        world.quiet().await;
        let labelled = world.look(it.id).await;
        assert_eq!(labelled.state, Way::Labelled);
        let tracking = labelled.tracking.clone().unwrap();
        assert_eq!(tracking.len(), 16);
        let mut read = db.read().await.unwrap();
        let label = shipping::label(&mut read, it.order, it.id).await.unwrap();
        drop(read);
        let svg = String::from_utf8(label.body).unwrap();
        assert_eq!(label.content_type, "image/svg+xml");
        assert!(svg.contains("POZ01S") && svg.contains("Anna &lt;Nowak&gt;") && !svg.contains("<Nowak>"));

        world.hand_over(&it).await.unwrap().unwrap();
        world.quiet().await;
        assert!(world.carrier.parcel_by_tracking(&tracking).unwrap().handed_over_at.is_some());
        world.later(clock, 3).await;
        assert_eq!(world.look(it.id).await.state, Way::InTransit);
        world.carrier.behave(ParcelBehaviour {
            doubled: true,
            reordered: true,
            ..ParcelBehaviour::default()
        });
        world.later(clock, 47).await;
        assert_eq!(world.look(it.id).await.state, Way::Delivered);
        let mut read = db.read().await.unwrap();
        let steps: Vec<Step> =
            shipping::tracks(&mut read, it.order).await.unwrap().iter().map(|it| it.step).collect();
        drop(read);
        assert_eq!(steps, [Step::InTransit, Step::InTransit, Step::Ready, Step::Delivered]);
        assert_eq!(world.in_state(CallbackState::Refused).await, 0);
        assert!(world.in_state(CallbackState::Worked).await >= 4);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_report_moves_nothing() {
    each_database_with_clock(&[shipping::MIGRATIONS], async |db, clock| {
        let world = world(db).await;
        let it = world.create(parcel(db, Kind::Courier)).await;
        world.quiet().await;
        world.hand_over(&it).await.unwrap().unwrap();
        world.quiet().await;
        world.carrier.behave(ParcelBehaviour { forged: true, ..ParcelBehaviour::default() });
        world.later(clock, 30).await;
        assert_eq!(world.look(it.id).await.state, Way::HandedOver);
        assert_eq!(world.in_state(CallbackState::Refused).await, 4);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_tried_again_and_what_is_withdrawn_never_leaves() {
    each_database_with_clock(&[shipping::MIGRATIONS], async |db, _| {
        let world = world(db).await;
        world.carrier.behave(ParcelBehaviour { refuses: true, ..ParcelBehaviour::default() });
        let it = world.create(parcel(db, Kind::Courier)).await;
        world.quiet().await;
        let failed = world.look(it.id).await;
        assert_eq!(failed.state, Way::Failed);
        assert!(failed.reason.unwrap().contains("nothing is taken today"));
        world.carrier.behave(ParcelBehaviour::default());
        db.run(&Actor::System, async |tx| shipping::retry(tx, it.id).await).await.unwrap();
        world.quiet().await;
        assert_eq!(world.look(it.id).await.state, Way::Labelled);
        // The same goods are not packed twice.
        let again = CreateShipment { id: ShipmentId::fresh(db.now()), ..parcel(db, Kind::Courier) };
        let again = CreateShipment { order: it.order, fulfilment: it.fulfilment, ..again };
        let refused = db.run(&Actor::System, async |tx| shipping::create(tx, again.clone()).await).await;
        assert!(matches!(refused, Err(shipping::Error::AlreadyPacked(_))));

        for _ in 0..2 {
            db.run(&Actor::System, async |tx| shipping::cancel(tx, it.id).await).await.unwrap();
        }
        world.quiet().await;
        assert!(world.carrier.parcel_by_key(&it.id.to_string()).unwrap().is_cancelled);
        assert!(world.hand_over(&it).await.unwrap().is_none());
        db.run(&Actor::System, async |tx| shipping::create(tx, again.clone()).await).await.unwrap();
        world.quiet().await;
        assert_eq!(world.look(again.id).await.state, Way::Labelled);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_asked_once_a_day_and_the_nearest_locker_is_found() {
    each_database_with_clock(&[shipping::MIGRATIONS], async |db, _| {
        let world = world(db).await;
        for _ in 0..2 {
            let asked = db.run(&Actor::System, async |tx| shipping::refresh_points(tx, "simship").await);
            asked.await.unwrap();
        }
        world.quiet().await;
        let near = Point::new(52.4, 16.9).unwrap();
        let found = shipping::points_near(&mut db.read().await.unwrap(), "simship", near, 5).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.code, "POZ01S");
        assert!((2000.0..3500.0).contains(&found[0].1), "{}", found[0].1);
        // What the carrier closed is not offered any more.
        db.run(&Actor::System, async |tx| shipping::store_points(tx, "simship", &[]).await).await.unwrap();
        let gone = shipping::point(&mut db.read().await.unwrap(), "simship", "POZ01S").await;
        assert!(matches!(gone, Err(shipping::Error::UnknownPoint(_))));
    })
    .await;
}
