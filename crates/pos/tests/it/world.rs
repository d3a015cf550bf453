//! A small chain with two stores and its tills, and a browser that keeps its cookies.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use catalog::Blobs;
use inventory::Location;
use kernel::{ChannelCode, Db, LineId, OrderId, TenderId, VariantId};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::small;

const AREAS: &[kernel::Area] = &[
    access::MIGRATIONS,
    catalog::MIGRATIONS,
    pricing::MIGRATIONS,
    inventory::MIGRATIONS,
    customers::MIGRATIONS,
    shipping::MIGRATIONS,
    payments::MIGRATIONS,
    orders::MIGRATIONS,
    loyalty::MIGRATIONS,
];

pub struct World {
    pub db: Db,
    pub app: Router,
    pub here: Location,
    pub there: Location,
    /// The PIN of somebody, by name and code of the store.
    pin: fn(&str, &str) -> String,
}

/// Two stores, a jacket and a guide book, on every engine.
pub async fn each(test: impl AsyncFn(&World)) {
    testkit::each_database(AREAS, async |db| {
        small::build(db).await.expect("a small chain");
        test(&world(db, small::pin).await).await;
    })
    .await;
}

/// The whole of Szron, on every engine.
pub async fn each_szron(test: impl AsyncFn(&World)) {
    testkit::each_database(AREAS, async |db| {
        simulation::load(db, &Blobs::memory(), 7).await.expect("Szron moves in");
        let pin = |name: &str, place: &str| {
            let hired = simulation::szron::staff();
            hired.into_iter().find(|it| it.name == name && it.location == Some(place)).unwrap().pin
        };
        test(&world(db, pin).await).await;
    })
    .await;
}

async fn world(db: &Db, pin: fn(&str, &str) -> String) -> World {
    let mut stores: Vec<Location> = inventory::locations(&mut db.read().await.unwrap())
        .await
        .unwrap()
        .into_iter()
        .filter(|it| it.can(inventory::Capability::Till))
        .collect();
    stores.truncate(2);
    let there = stores.pop().unwrap();
    let here = stores.pop().unwrap();
    let site = pos::Site { channel: ChannelCode::new("store").unwrap(), secure: false, name: "Szron".into() };
    let app = pos::router(pos::State { db: db.clone(), site }).merge(ui::router());
    World { db: db.clone(), app, here, there, pin }
}

#[derive(Default)]
pub struct Browser {
    pub cookies: RefCell<BTreeMap<String, String>>,
    pub csrf: RefCell<String>,
    pub english: bool,
}

pub struct Answer {
    pub status: StatusCode,
    pub text: String,
}
impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text))
    }
    #[track_caller]
    pub fn fine(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()
    }
    #[track_caller]
    pub fn refused(&self, status: u16, slug: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"));
        assert!(problem["text"].as_str().is_some_and(|text| !text.is_empty() && !text.contains('⟦')));
        problem
    }
}

impl Browser {
    pub async fn send(
        &self,
        world: &World,
        method: &str,
        path: &str,
        body: Option<Value>,
        csrf: bool,
    ) -> Answer {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            Request::builder().method(method).uri(path).header(header::COOKIE, cookies.join("; "));
        if self.english {
            request = request.header(header::ACCEPT_LANGUAGE, "en");
        }
        if csrf {
            request = request.header("x-csrf-token", self.csrf.borrow().as_str());
        }
        let body = body.map_or_else(Body::empty, |it| Body::from(it.to_string()));
        let response = world.app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
    pub async fn get(&self, world: &World, path: &str) -> Answer {
        self.send(world, "GET", path, None, false).await
    }
    pub async fn post(&self, world: &World, path: &str, body: Value) -> Answer {
        self.send(world, "POST", path, Some(body), true).await
    }
    pub async fn enter(&self, world: &World, place: &Location, staff: &str, pin: &str) -> Answer {
        let body = json!({ "place": place.code, "staff": staff, "pin": pin });
        let answer = self.post(world, "/pos/api/sign-in", body).await;
        if answer.status.is_success() {
            *self.csrf.borrow_mut() = answer.json()["csrf"].as_str().unwrap().to_owned();
        }
        answer
    }
}

/// Somebody who has a PIN at this store: id and PIN.
pub async fn somebody(world: &World, place: &Location) -> (String, String) {
    let names = Browser::default().get(world, &format!("/pos/api/places/{}/staff", place.code)).await.fine();
    let first = &names.as_array().unwrap()[0];
    let name = first["name"].as_str().unwrap();
    (first["id"].as_str().unwrap().to_owned(), (world.pin)(name, &place.code))
}

/// A browser at the till of this store.
pub async fn till(world: &World, place: &Location) -> Browser {
    let (staff, pin) = somebody(world, place).await;
    let browser = Browser::default();
    browser.enter(world, place, &staff, &pin).await.fine();
    browser
}

/// Something that lies here, with its price in grosze.
pub async fn goods(world: &World, browser: &Browser) -> Vec<(VariantId, i64)> {
    let found = browser.get(world, "/pos/api/goods?q=kurtka").await.fine();
    let groups = found["groups"].as_array().unwrap();
    let items = groups.iter().flat_map(|group| group["items"].as_array().unwrap());
    let fit = items.filter(|item| item["here"].as_i64().unwrap() > 0 && item["price"].is_i64());
    fit.map(|item| (item["id"].as_str().unwrap().parse().unwrap(), item["price"].as_i64().unwrap())).collect()
}

pub fn sale(world: &World, lines: &[(VariantId, i64)], tenders: Value) -> Value {
    let at = world.db.now();
    let lines: Vec<Value> = lines
        .iter()
        .map(|(variant, quantity)| json!({ "id": LineId::fresh(at), "variant": variant, "quantity": quantity }))
        .collect();
    json!({ "order": OrderId::fresh(at), "till": null, "lines": lines, "person": null, "tenders": tenders })
}
pub fn cash(world: &World, amount: i64, given: i64) -> Value {
    json!({ "id": TenderId::fresh(world.db.now()), "method": "cash", "amount": amount, "given": given })
}
pub fn card(world: &World, amount: i64) -> Value {
    json!({ "id": TenderId::fresh(world.db.now()), "method": "card", "amount": amount, "reference": "0042" })
}

/// An order of the e-shop for a store, to be paid there: order, fulfilment, code, e-mail, amount.
pub struct Ordered {
    pub order: orders::Order,
    pub fulfilment: String,
    pub code: String,
}

pub async fn order_for(world: &World, place: &Location, variant: VariantId) -> Ordered {
    let shop = ChannelCode::new("shop").unwrap();
    let place = place.id;
    let order = world
        .db
        .run(&kernel::Actor::System, async |tx| {
            let wanted =
                orders::OpenBasket { id: tx.new_id(), channel: shop.clone(), person: None, visitor: None };
            let basket = orders::open_basket(tx, wanted).await?;
            orders::add_line(tx, basket.id, variant, kernel::Quantity::new(1).unwrap()).await?;
            let contact = orders::Contact {
                email: Some(customers::Email::parse("ola.test@example.com")?),
                phone: Some(customers::Phone::parse("601 234 567")?),
                name: Some("Ola Test".into()),
                lang: "pl".into(),
            };
            let by = orders::PayBy {
                method: payments::Method::OnPickup,
                amount: None,
                provider: None,
                return_url: None,
            };
            let mode = orders::DeliveryMode::Pickup { location: place };
            let wanted = orders::Place {
                order: tx.new_id(),
                basket: basket.id,
                deliveries: vec![orders::Delivery { mode, lines: None }],
                contact,
                payments: vec![by],
            };
            Ok::<_, kernel::Problem>(orders::place(tx, wanted).await?)
        })
        .await
        .unwrap();
    let it = &order.fulfilments[0];
    Ordered { fulfilment: it.id.to_string(), code: it.code.clone(), order }
}
