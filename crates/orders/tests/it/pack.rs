use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use inventory::Point;
use kernel::{Actor, Currency, MarketCode, Money, ShipmentId, Timestamp};
use orders::{
    CancelReason, Delivery, DeliveryMode, ExceptionFilter, ExceptionKind, FulfilmentState, Order, Pack,
    Place, SendTo,
};
use payments::TransactionKind;
use shipping::{
    Answer, Carrier, CarrierError, Carriers, Consignment, Created, Headers, Kind, Label, NewTrack, Parcel,
    PickupPoint, Report, Service, ServiceState, Shipment, Size, State, Step,
};
use testkit::each_database;

use crate::world::{AREAS, World, address, now, online, slug, staff, world};

/// A carrier on this machine: it gives numbers, or refuses all day.
#[derive(Default)]
struct Truck {
    refuses: AtomicBool,
    numbers: AtomicUsize,
    cancelled: Mutex<Vec<String>>,
    fetched: Mutex<Vec<String>>,
}
impl Carrier for Truck {
    fn name(&self) -> &str {
        "truck"
    }
    fn create(&self, request: Consignment) -> Answer<'_, Created> {
        Box::pin(async move {
            if self.refuses.load(Ordering::Relaxed) {
                return Err(CarrierError::Refused("not to this street".to_owned()));
            }
            self.numbers.fetch_add(1, Ordering::Relaxed);
            let number = request.shipment.to_string();
            Ok(Created { carrier_ref: number.clone(), tracking: number, tracking_url: None })
        })
    }
    fn label<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, Label> {
        let body = format!("%PDF-{carrier_ref}").into_bytes();
        Box::pin(async move { Ok(Label { content_type: "application/pdf".to_owned(), body }) })
    }
    fn cancel<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        self.cancelled.lock().unwrap().push(carrier_ref.to_owned());
        Box::pin(async { Ok(()) })
    }
    fn hand_over<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()> {
        self.fetched.lock().unwrap().push(carrier_ref.to_owned());
        Box::pin(async { Ok(()) })
    }
    fn points(&self) -> Answer<'_, Vec<PickupPoint>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, Report> {
        Box::pin(async { Err(CarrierError::Signature("this carrier does not report".to_owned())) })
    }
}

struct Depot {
    truck: Arc<Truck>,
    world: World,
}

/// A courier for 14.99 zł, free from 200 zł, and lockers for 9.99 zł.
async fn depot(db: &kernel::Db) -> Depot {
    let world = world(db).await;
    world.stock(world.warehouse, world.jacket, 5).await;
    let service = |code: &str, kind, fee| Service {
        market: MarketCode::new("pl").unwrap(),
        code: code.to_owned(),
        carrier: "truck".to_owned(),
        kind,
        name: catalog::Text::same(code),
        fee: Money::new(fee, Currency::Pln),
        free_from: Some(Money::new(20_000, Currency::Pln)),
        position: 1,
        state: ServiceState::Offered,
    };
    let locker = PickupPoint {
        code: "KRA01A".to_owned(),
        name: "Automat KRA01A".to_owned(),
        address: address(),
        place: Point::new(50.06, 19.94).unwrap(),
        hint: String::new(),
    };
    world
        .run(&Actor::System, async |tx| {
            shipping::save_service(tx, service("courier", Kind::Courier, 1499)).await?;
            shipping::save_service(tx, service("locker", Kind::Locker, 999)).await?;
            Ok(shipping::store_points(tx, "truck", std::slice::from_ref(&locker)).await?)
        })
        .await
        .unwrap();
    Depot { truck: Arc::default(), world }
}

impl Depot {
    fn request(&self, basket: kernel::BasketId, service: &str, to: SendTo) -> Place {
        let mode = DeliveryMode::Send { service: service.to_owned(), to };
        Place {
            deliveries: vec![Delivery { mode, lines: None }],
            payments: vec![online()],
            ..self.world.pickup(basket, self.world.krakow)
        }
    }
    /// Ordered, paid and picked.
    async fn picked(&self, service: &str, to: SendTo) -> Order {
        let basket = self.world.basket(&[(self.world.jacket, 1)]).await;
        let order = self.world.place(&self.request(basket, service, to)).await.unwrap();
        let intent = self.world.intent(order.id).await;
        self.world.provider_says(intent.id, TransactionKind::Captured, order.total, "p-1").await;
        let id = order.fulfilments[0].id;
        self.world.run(&self.staff(), async |tx| orders::pick(tx, id).await).await.unwrap();
        self.world.order(order.id).await
    }
    fn staff(&self) -> Actor {
        staff(&self.world.db, &[self.world.warehouse])
    }
    fn packing(&self, order: &Order) -> Pack {
        Pack {
            shipment: ShipmentId::fresh(now(&self.world.db)),
            fulfilment: order.fulfilments[0].id,
            service: None,
            point: None,
            parcels: vec![Parcel::of(Size::Medium, 1500)],
        }
    }
    async fn pack(&self, request: &Pack) -> Result<Shipment, orders::Error> {
        self.world.run(&self.staff(), async |tx| orders::pack(tx, request.clone()).await).await
    }
    async fn ship(&self, order: &Order) -> Result<orders::Fulfilment, orders::Error> {
        let id = order.fulfilments[0].id;
        self.world.run(&self.staff(), async |tx| orders::ship(tx, id, None).await).await
    }
    /// Jobs of the carrier, then everybody hears of it.
    async fn settle(&self) {
        let carriers = Carriers::new([self.truck.clone() as Arc<dyn Carrier>]);
        let consumers = [orders::consumer(), inventory::consumer()];
        kernel::settle(&self.world.db, &consumers, &shipping::workers(&carriers)).await.unwrap();
        let parked = kernel::parked(&mut self.world.db.read().await.unwrap()).await.unwrap();
        assert!(parked.is_empty(), "{parked:?}");
    }
    async fn says(&self, it: &Shipment, event: &str, step: Step) {
        let new = NewTrack {
            order: it.order,
            shipment: it.id,
            event: event.to_owned(),
            step,
            raw: step.to_string(),
            place: None,
            happened_at: now(&self.world.db),
        };
        let told =
            self.world.run(&Actor::System, async |tx| Ok(shipping::record_track(tx, new.clone()).await?));
        told.await.unwrap();
        self.settle().await;
    }
    async fn look(&self, id: ShipmentId) -> Shipment {
        shipping::shipment(&mut self.world.db.read().await.unwrap(), id).await.unwrap()
    }
    async fn troubles(&self) -> Vec<String> {
        let filter = ExceptionFilter { kind: Some(ExceptionKind::Carrier), ..ExceptionFilter::default() };
        let mut read = self.world.db.read().await.unwrap();
        let open = orders::exceptions(&mut read, &filter, &kernel::Locations::All).await.unwrap();
        open.into_iter().map(|it| it.detail).collect()
    }
    async fn clean(&self) {
        self.world.assert_clean().await;
        let found = shipping::audit(&mut self.world.db.read().await.unwrap()).await.unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}

fn door() -> SendTo {
    SendTo::Door(address())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_decides_the_price_and_a_locker_the_address() {
    each_database(AREAS, async |db| {
        let it = depot(db).await;
        let one = it.world.basket(&[(it.world.jacket, 1)]).await;
        let two = it.world.basket(&[(it.world.jacket, 2)]).await;
        let locker = SendTo::Point("KRA01A".to_owned());
        let cheap = it.world.place(&it.request(one, "locker", locker.clone())).await.unwrap();
        assert_eq!(cheap.delivery.gross.minor, 999);
        assert_eq!(cheap.fulfilments[0].address, Some(address()));
        let way = orders::way(&mut db.read().await.unwrap(), cheap.id).await.unwrap().unwrap();
        assert_eq!((way.service.as_str(), way.point.as_deref()), ("locker", Some("KRA01A")));
        let free = it.world.place(&it.request(two, "courier", door())).await.unwrap();
        assert!(free.delivery.gross.is_zero());

        let basket = it.world.basket(&[(it.world.jacket, 1)]).await;
        for (service, to, problem) in [
            ("nobody", door(), "shipping/unknown-service"),
            ("locker", SendTo::Point("KRA99Z".to_owned()), "shipping/unknown-point"),
            ("locker", door(), "orders/invalid"),
            ("courier", locker, "orders/invalid"),
        ] {
            let refused = it.world.place(&it.request(basket, service, to)).await.unwrap_err();
            assert_eq!(slug(refused), problem);
        }
        it.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packed_goods_wait_for_their_label_and_leave_with_its_number() {
    each_database(AREAS, async |db| {
        let it = depot(db).await;
        let order = it.picked("courier", door()).await;
        let request = it.packing(&order);
        let packed = it.pack(&request).await.unwrap();
        assert_eq!(it.pack(&request).await.unwrap(), packed);
        assert_eq!(slug(it.pack(&it.packing(&order)).await.unwrap_err()), "shipping/already-packed");
        assert_eq!(slug(it.ship(&order).await.unwrap_err()), "shipping/no-label");
        it.settle().await;
        assert_eq!(it.truck.numbers.load(Ordering::Relaxed), 1);
        let left = it.ship(&order).await.unwrap();
        assert_eq!(left.tracking, Some(packed.id.to_string()));
        assert_eq!(left.carrier.as_deref(), Some("truck"));
        assert_eq!(it.ship(&order).await.unwrap(), left);
        it.settle().await;
        assert_eq!(*it.truck.fetched.lock().unwrap(), [packed.id.to_string()]);
        // What has left is neither packed nor unpacked again.
        assert_eq!(slug(it.pack(&it.packing(&order)).await.unwrap_err()), "orders/wrong-state");
        let refused =
            it.world.run(&it.staff(), async |tx| orders::unpack(tx, packed.id).await).await.unwrap_err();
        assert_eq!(slug(refused), "shipping/wrong-state");
        for (event, step) in [("3", Step::Delivered), ("1", Step::InTransit), ("2", Step::Ready)] {
            it.says(&packed, event, step).await;
            assert_eq!(it.look(packed.id).await.state, State::Delivered);
        }
        it.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_that_refuses_is_asked_again_or_left_for_another_one() {
    each_database(AREAS, async |db| {
        let it = depot(db).await;
        let order = it.picked("courier", door()).await;
        it.truck.refuses.store(true, Ordering::Relaxed);
        let packed = it.pack(&it.packing(&order)).await.unwrap();
        it.settle().await;
        assert_eq!(it.look(packed.id).await.state, State::Failed);
        assert_eq!(it.troubles().await, ["refused"]);
        it.world.run(&it.staff(), async |tx| orders::pack_again(tx, packed.id).await).await.unwrap();
        assert!(it.troubles().await.is_empty());
        it.settle().await;
        assert_eq!(it.troubles().await, ["refused"]);
        it.truck.refuses.store(false, Ordering::Relaxed);
        let other = Pack {
            service: Some("locker".to_owned()),
            point: Some("KRA01A".to_owned()),
            ..it.packing(&order)
        };
        let second = it.pack(&other).await.unwrap();
        assert!(it.troubles().await.is_empty());
        it.settle().await;
        assert_eq!(it.look(second.id).await.state, State::Labelled);
        it.ship(&order).await.unwrap();
        it.settle().await;
        it.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_work_takes_its_parcel_back_and_a_scanned_parcel_has_left() {
    each_database(AREAS, async |db| {
        let it = depot(db).await;
        let order = it.picked("courier", door()).await;
        let packed = it.pack(&it.packing(&order)).await.unwrap();
        it.settle().await;
        let id = order.id;
        it.world
            .run(&Actor::System, async |tx| orders::cancel(tx, id, CancelReason::Staff).await)
            .await
            .unwrap();
        it.settle().await;
        assert_eq!(it.look(packed.id).await.state, State::Cancelled);
        assert_eq!(*it.truck.cancelled.lock().unwrap(), [packed.id.to_string()]);
        // The carrier drives off with it all the same: somebody has to look.
        it.says(&packed, "1", Step::InTransit).await;
        assert_eq!(it.look(packed.id).await.state, State::Cancelled);
        assert_eq!(it.troubles().await, ["stray"]);

        let order = it.picked("courier", door()).await;
        let packed = it.pack(&it.packing(&order)).await.unwrap();
        it.settle().await;
        it.says(&packed, "2", Step::InTransit).await;
        let left = it.world.order(order.id).await;
        assert_eq!(left.fulfilments[0].state, FulfilmentState::Shipped);
        assert_eq!(left.fulfilments[0].tracking, Some(packed.id.to_string()));
        it.says(&packed, "3", Step::Returned).await;
        assert_eq!(it.troubles().await, ["stray", "returned"]);
        assert_eq!(it.world.counters(it.world.warehouse, it.world.jacket).await.0, 4);
        it.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_sees_parcels_that_went_astray() {
    each_database(AREAS, async |db| {
        let it = depot(db).await;
        let order = it.picked("courier", door()).await;
        let packed = it.pack(&it.packing(&order)).await.unwrap();
        it.settle().await;
        it.ship(&order).await.unwrap();
        it.says(&packed, "1", Step::Delivered).await;
        it.clean().await;
        crate::world::damage(db, "UPDATE shipping_shipment SET state = 'labelled', handed_over_at = NULL")
            .await;
        let names = async || {
            let mut read = db.read().await.unwrap();
            let mut found = orders::audit(&mut read).await.unwrap();
            found.extend(shipping::audit(&mut read).await.unwrap());
            found.into_iter().map(|it| it.invariant).collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["orders.shipped_has_its_parcel", "shipping.states_follow_reports"]);
        let back = "UPDATE shipping_shipment SET state = 'delivered', handed_over_at = closed_at";
        crate::world::damage(db, back).await;
        assert!(names().await.is_empty());
        crate::world::damage(db, "UPDATE orders_fulfilment SET state = 'cancelled'").await;
        assert!(names().await.contains(&"orders.no_parcel_of_ended_work"));
    })
    .await;
}
