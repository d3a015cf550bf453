//! A small retailer: one channel, two stores and a warehouse, two products, and keys for the API.

use std::collections::BTreeSet;

use access::{KeyKind, NewKey};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use catalog::{Brand, Channel, Market, Seller, TaxClass, Text};
use inventory::{Address, Kind, Location, Point};
use kernel::{
    Actor, ApiKeyId, Area, BrandCode, Capability, ChannelCode, Currency, Db, LocationId, Locations,
    MarketCode, Money, PriceListCode, SellerCode, Tz,
};
use pricing::{PriceList, SetPrice, TaxRate};
use serde_json::{Value, json};
use tower::ServiceExt;

pub const AREAS: &[Area] = &[
    access::MIGRATIONS,
    catalog::MIGRATIONS,
    pricing::MIGRATIONS,
    inventory::MIGRATIONS,
    customers::MIGRATIONS,
    shipping::MIGRATIONS,
    payments::MIGRATIONS,
    orders::MIGRATIONS,
    loyalty::MIGRATIONS,
    imports::MIGRATIONS,
];

pub struct World {
    pub db: Db,
    pub app: Router,
    /// May do everything.
    pub key: String,
    /// May do what a shopper may.
    pub public: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}
impl Answer {
    pub fn slug(&self) -> &str {
        self.body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/")
    }
    pub fn text(&self, pointer: &str) -> String {
        match self.body.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            _ => panic!("no text at {pointer} of {} {}", self.status, self.body),
        }
    }
    pub fn number(&self, pointer: &str) -> i64 {
        let found = self.body.pointer(pointer).and_then(Value::as_i64);
        found.unwrap_or_else(|| panic!("no number at {pointer} of {} {}", self.status, self.body))
    }
    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
}

pub async fn key(db: &Db, kind: KeyKind, capabilities: &[Capability], locations: Locations) -> String {
    let request = NewKey {
        id: ApiKeyId::fresh(db.now()),
        kind,
        name: "Test".to_owned(),
        capabilities: capabilities.iter().copied().collect::<BTreeSet<_>>(),
        locations,
    };
    let shown =
        db.run(&Actor::System, async |tx| access::create_key(tx, request.clone()).await).await.unwrap();
    shown.key.reveal().to_owned()
}

fn place(id: LocationId, code: &str, kind: Kind, city: &str, lat: f64, lon: f64) -> Location {
    let mut place = Location::new(id, code, kind, city, SellerCode::new("szron").unwrap());
    place.address = Address {
        street: "Długa 1".into(),
        postcode: "80-800".into(),
        city: city.into(),
        country: "PL".into(),
    };
    place.point = Point::new(lat, lon);
    let can = match kind {
        Kind::Store => vec![inventory::Capability::Pickup, inventory::Capability::Till],
        _ => vec![inventory::Capability::Ship],
    };
    place.capabilities = can.into_iter().collect();
    place
}

impl World {
    pub async fn build(db: &Db) -> World {
        dimensions(db).await;
        let world = World {
            db: db.clone(),
            app: api::router(api::State::new(db.clone())),
            key: key(db, KeyKind::Secret, Capability::ALL, Locations::All).await,
            public: key(db, KeyKind::Publishable, &[], Locations::All).await,
        };
        world.put("/products/demo-product", product("Kurtka", &["DEMO-1", "DEMO-2"])).await.ok(200);
        prices(db).await;
        for (sku, location, counted) in [
            ("DEMO-1", "gda-1", 20),
            ("DEMO-1", "waw-1", 5),
            ("DEMO-2", "gda-1", 3),
            ("DEMO-1", "central", 50),
        ] {
            let count = json!({"sku": sku, "location": location, "counted": counted, "cause": "counted"});
            world.post("/stock/movements", count).await.ok(201);
        }
        world
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        if status.is_client_error() || status.is_server_error() {
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json", "{body}");
            assert_eq!(body["status"], status.as_u16(), "{body}");
            assert!(body["title"].is_string() && body["type"].is_string(), "{body}");
        }
        Answer { status, headers, body }
    }
    pub fn request(&self, method: &str, path: &str, key: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path, &self.key).body(Body::empty()).unwrap()).await
    }
    pub async fn get_as(&self, key: &str, path: &str) -> Answer {
        self.send(self.request("GET", path, key).body(Body::empty()).unwrap()).await
    }
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path, &self.key).body(Body::empty()).unwrap()).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(json_body(self.request("PUT", path, &self.key), &body)).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(json_body(self.request("PATCH", path, &self.key), &body)).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&self.key, path, &fresh_key(&self.db), body).await
    }
    pub async fn post_as(&self, key: &str, path: &str, once: &str, body: Value) -> Answer {
        let request = self.request("POST", path, key).header("idempotency-key", once);
        self.send(json_body(request, &body)).await
    }

    /// What there is of everything, to see that a refused request changed nothing.
    pub async fn picture(&self) -> String {
        kernel::settle(&self.db, &[], &[]).await.unwrap();
        let end = self.db.events_end().await.unwrap();
        let stock = self.get("/stock?limit=200").await.body;
        let product = self.get("/products/demo-product").await.body;
        format!("{end} {stock} {product}")
    }

    /// A basket with these quantities.
    pub async fn basket(&self, lines: &[(&str, i64)]) -> String {
        let id = self.post("/baskets", json!({"channel": "shop"})).await.ok(201).text("/id");
        for (sku, quantity) in lines {
            let body = json!({"quantity": quantity});
            self.put(&format!("/baskets/{id}/quantities/{sku}"), body).await.ok(200);
        }
        id
    }
    pub async fn ordered(&self, lines: &[(&str, i64)]) -> Answer {
        let basket = self.basket(lines).await;
        self.post(&format!("/baskets/{basket}/checkout"), pickup("gda-1")).await
    }
}

pub fn json_body(request: axum::http::request::Builder, body: &Value) -> Request<Body> {
    request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
}

pub fn fresh_key(db: &Db) -> String {
    kernel::EventId::fresh(db.now()).to_string()
}

pub fn pickup(location: &str) -> Value {
    json!({
        "deliveries": [{"mode": "pickup", "location": location}],
        "contact": {"email": "anna.nowak@example.com", "phone": "600 100 200", "name": "Anna Nowak", "lang": "pl"},
        "payments": [{"method": "on_pickup"}],
    })
}

pub fn product(name: &str, skus: &[&str]) -> Value {
    let variants: Vec<Value> = skus
        .iter()
        .map(|sku| json!({"sku": sku, "options": [{"axis": "size", "code": sku}], "tax_class": "standard"}))
        .collect();
    json!({
        "texts": {"pl": {"name": name}, "en": {"name": format!("{name} (en)")}},
        "brand": "szron",
        "attributes": {"warmth": 3.5, "season": "winter", "care": ["30", "no-iron"], "note": {"pl": "ciepła"}},
        "variants": variants,
    })
}

async fn dimensions(db: &Db) {
    let (shop, pln) = (ChannelCode::new("shop").unwrap(), PriceListCode::new("pln").unwrap());
    let (market, szron) = (MarketCode::new("pl").unwrap(), SellerCode::new("szron").unwrap());
    let brand = BrandCode::new("szron").unwrap();
    db.run(&Actor::System, async |tx| {
        catalog::save_market(
            tx,
            &Market {
                code: market.clone(),
                country: "PL".into(),
                currency: Currency::Pln,
                zone: Tz::Europe__Warsaw,
                languages: vec!["pl".into(), "en".into()],
            },
        )
        .await
        .unwrap();
        catalog::save_brand(tx, &Brand { code: brand.clone(), name: "Szron".into() }).await.unwrap();
        catalog::save_seller(
            tx,
            &Seller {
                code: szron.clone(),
                name: "Szron SA".into(),
                tax_id: "5260001246".into(),
                street: "Długa 1".into(),
                postcode: "80-800".into(),
                city: "Gdańsk".into(),
                country: "PL".into(),
            },
        )
        .await
        .unwrap();
        pricing::save_list(
            tx,
            &PriceList { code: pln.clone(), currency: Currency::Pln, market: market.clone() },
        )
        .await
        .unwrap();
        for class in [TaxClass::Standard] {
            let rate = TaxRate {
                country: "PL".into(),
                class,
                rate_bp: 2300,
                valid_from: kernel::Timestamp::from_millis(0),
            };
            pricing::save_tax(tx, &rate).await.unwrap();
        }
        catalog::save_channel(
            tx,
            &Channel {
                code: shop.clone(),
                market: market.clone(),
                brand: brand.clone(),
                price_list: pln.clone(),
                name: Text::new("Sklep", "Shop"),
            },
        )
        .await
        .unwrap();
        for (code, kind, city, lat, lon) in [
            ("gda-1", Kind::Store, "Gdańsk", 54.35, 18.65),
            ("waw-1", Kind::Store, "Warszawa", 52.23, 21.01),
            ("central", Kind::Warehouse, "Łódź", 51.77, 19.46),
        ] {
            let id = tx.new_id::<LocationId>();
            inventory::save_location(tx, place(id, code, kind, city, lat, lon)).await.unwrap();
        }
        Ok::<_, kernel::Fault>(())
    })
    .await
    .unwrap();
}

async fn prices(db: &Db) {
    for (sku, minor) in [("DEMO-1", 12_999), ("DEMO-2", 4_950)] {
        let sku = kernel::Sku::new(sku).unwrap();
        let variant = catalog::variant_by_sku(&mut db.read().await.unwrap(), &sku).await.unwrap().id;
        db.run(&Actor::System, async |tx| {
            let price = SetPrice {
                list: PriceListCode::new("pln").unwrap(),
                variant,
                gross: Money::new(minor, Currency::Pln),
                valid_from: None,
            };
            pricing::set_price(tx, price).await.map(drop)
        })
        .await
        .unwrap();
    }
}
