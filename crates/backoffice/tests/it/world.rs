//! A small retailer with two stores, its staff, and a browser that keeps cookies.

use std::collections::BTreeMap;
use std::sync::Mutex;

use access::{AddStaff, PasswordHash, Role};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use catalog::{Blobs, Brand, Channel, Market, ProductText, SaveProduct, SaveVariant, Seller, Status, Text};
use customers::{Email, Phone};
use inventory::{Capability, Cause, Change, Hours, Kind, Location, Move, Point, Span};
use kernel::{
    Actor, Area, BrandCode, ChannelCode, Currency, Db, LocationId, MarketCode, Money, MovementId, OrderId,
    PriceListCode, Quantity, SellerCode, Sku, StaffId, Tz, VariantId,
};
use orders::{Contact, Delivery, DeliveryMode, OpenBasket, Order, PayBy, Place};
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
    conversations::MIGRATIONS,
];
pub const PASSWORD: &str = "bardzo-tajne-haslo";

pub struct World {
    pub app: Router,
    pub krakow: LocationId,
    pub gdansk: LocationId,
    pub jacket: VariantId,
    pub krakow_order: Order,
    pub gdansk_order: Order,
}

pub fn shop() -> ChannelCode {
    ChannelCode::new("shop").unwrap()
}
pub fn list() -> PriceListCode {
    PriceListCode::new("pln").unwrap()
}

fn store(db: &Db, code: &str, name: &str, lat: f64) -> Location {
    let seller = SellerCode::new("szron").unwrap();
    let day = [Span::new("10:00", "20:00").unwrap()];
    Location {
        capabilities: [Capability::Pickup, Capability::Till].into(),
        point: Point::new(lat, 19.9),
        hours: Hours::default().on_days(0..=5, &day),
        ..Location::new(LocationId::fresh(db.now()), code, Kind::Store, name, seller)
    }
}

pub async fn world(db: &Db) -> World {
    let krakow = store(db, "krakow", "Kraków Floriańska", 50.06);
    let gdansk = store(db, "gdansk", "Gdańsk Długa", 54.35);
    db.run(&Actor::System, async |tx| {
        let market = Market {
            code: MarketCode::new("pl").unwrap(),
            country: "PL".to_owned(),
            currency: Currency::Pln,
            zone: Tz::Europe__Warsaw,
            languages: vec!["pl".to_owned(), "en".to_owned()],
        };
        catalog::save_market(tx, &market).await.unwrap();
        let brand = Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".to_owned() };
        catalog::save_brand(tx, &brand).await.unwrap();
        let seller = Seller {
            code: SellerCode::new("szron").unwrap(),
            name: "Szron sp. z o.o.".to_owned(),
            tax_id: "5260250274".to_owned(),
            street: "Zimowa 1".to_owned(),
            postcode: "00-001".to_owned(),
            city: "Warszawa".to_owned(),
            country: "PL".to_owned(),
        };
        catalog::save_seller(tx, &seller).await.unwrap();
        let channel = Channel {
            code: shop(),
            market: market.code.clone(),
            brand: brand.code,
            price_list: list(),
            name: Text::new("Sklep internetowy", "Web shop"),
        };
        catalog::save_channel(tx, &channel).await.unwrap();
        for rate in pricing::TaxRate::poland() {
            pricing::save_tax(tx, &rate).await.unwrap();
        }
        let prices = pricing::PriceList { code: list(), currency: Currency::Pln, market: market.code };
        pricing::save_list(tx, &prices).await.unwrap();
        inventory::save_location(tx, krakow.clone()).await.unwrap();
        inventory::save_location(tx, gdansk.clone()).await.unwrap();
        Ok::<(), kernel::Fault>(())
    })
    .await
    .unwrap();
    let jacket = product(db, "kurtka-turnia", "Kurtka Turnia", "SZR-TURNIA", 34_900).await;
    for location in [krakow.id, gdansk.id] {
        stock(db, jacket, location, 5).await;
    }
    for (email, name, roles, locations) in [
        ("admin@szron.example", "Ada Admin", vec![Role::Administrator], vec![]),
        ("krakow@szron.example", "Kuba Krakowski", vec![Role::Store], vec![krakow.id]),
        ("agent@szron.example", "Agata Agent", vec![Role::Agent], vec![]),
        ("oferta@szron.example", "Olga Oferta", vec![Role::Merchandiser], vec![]),
    ] {
        hire(db, email, name, roles, locations).await;
    }
    let krakow_order = order(db, jacket, krakow.id, "ewa.lis@example.com", "Ewa Lis <b>").await;
    let gdansk_order = order(db, jacket, gdansk.id, "jan.wilk@example.com", "Jan Wilk").await;
    let site = backoffice::Site {
        secure: false,
        public_url: "http://shop.example".to_owned(),
        name: "Szron".to_owned(),
    };
    let state = backoffice::State { db: db.clone(), blobs: Blobs::memory(), site };
    World {
        app: backoffice::router(state),
        krakow: krakow.id,
        gdansk: gdansk.id,
        jacket,
        krakow_order,
        gdansk_order,
    }
}

async fn hire(db: &Db, email: &str, name: &str, roles: Vec<Role>, locations: Vec<LocationId>) {
    let password = PasswordHash::make(PASSWORD).await.unwrap();
    let request = AddStaff {
        id: StaffId::fresh(db.now()),
        email: email.to_owned(),
        name: name.to_owned(),
        language: "pl".to_owned(),
        roles,
        locations,
        password: Some(password),
        pin: None,
    };
    db.run(&Actor::System, async |tx| access::add_staff(tx, request.clone()).await).await.unwrap();
}

async fn product(db: &Db, key: &str, name: &str, sku: &str, gross: i64) -> VariantId {
    let text = |name: &str| ProductText { name: name.to_owned(), ..ProductText::default() };
    let sku = Sku::new(sku).unwrap();
    let wanted = SaveProduct {
        key: key.to_owned(),
        status: Status::Published,
        texts: BTreeMap::from([("pl".to_owned(), text(name)), ("en".to_owned(), text("Turnia jacket"))]),
        variants: vec![SaveVariant::new(sku.clone())],
        ..SaveProduct::default()
    };
    db.run(&Actor::System, async |tx| catalog::save_product(tx, wanted.clone()).await).await.unwrap();
    let variant = catalog::variant_by_sku(&mut db.read().await.unwrap(), &sku).await.unwrap().id;
    let price = pricing::SetPrice {
        list: list(),
        variant,
        gross: Money::new(gross, Currency::Pln),
        valid_from: Some(db.now().plus_days(-1)),
    };
    db.run(&Actor::System, async |tx| pricing::set_price(tx, price.clone()).await).await.unwrap();
    variant
}

async fn stock(db: &Db, variant: VariantId, location: LocationId, units: i64) {
    let fact = Move {
        id: MovementId::fresh(db.now()),
        variant,
        location,
        change: Change::Delta(units),
        cause: Cause::Received,
        reference: None,
        at: None,
    };
    db.run(&Actor::System, async |tx| inventory::move_stock(tx, fact.clone()).await).await.unwrap();
}

pub async fn order(db: &Db, variant: VariantId, location: LocationId, email: &str, name: &str) -> Order {
    let contact = Contact {
        email: Email::parse(email).ok(),
        phone: Phone::parse("600700800").ok().filter(|_| email.starts_with("ewa")),
        name: Some(name.to_owned()),
        lang: "pl".to_owned(),
    };
    db.run(&Actor::System, async |tx| {
        let basket = OpenBasket { id: tx.new_id(), channel: shop(), person: None, visitor: None };
        let basket = orders::open_basket(tx, basket).await?;
        orders::add_line(tx, basket.id, variant, Quantity::new(1).unwrap()).await?;
        let request = Place {
            order: tx.new_id::<OrderId>(),
            basket: basket.id,
            deliveries: vec![Delivery { mode: DeliveryMode::Pickup { location }, lines: None }],
            contact: contact.clone(),
            payments: vec![PayBy {
                method: payments::Method::OnPickup,
                amount: None,
                provider: None,
                return_url: None,
            }],
        };
        orders::place(tx, request).await
    })
    .await
    .unwrap()
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub body: String,
    pub headers: axum::http::HeaderMap,
}
impl Answer {
    #[track_caller]
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "`{text}` is missing in ({}):\n{}", self.status, self.body);
        self
    }
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "`{text}` stands in:\n{}", self.body);
        self
    }
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
    /// The value of an input of the page.
    #[track_caller]
    pub fn input(&self, name: &str) -> String {
        let place = self.body.find(&format!("name=\"{name}\"")).expect("the input stands in the page");
        let tag = self.body[place..].split('>').next().unwrap();
        let value = tag.split(" value=\"").nth(1).expect("the input has a value");
        value[..value.find('"').unwrap()].to_owned()
    }
}

/// A browser: keeps cookies, sends the token of the last page it saw.
pub struct Browser<'w> {
    app: &'w Router,
    cookies: Mutex<BTreeMap<String, String>>,
    pub csrf: Mutex<String>,
    lang: &'static str,
}

impl<'w> Browser<'w> {
    pub fn new(app: &'w Router) -> Self {
        Self { app, cookies: Mutex::default(), csrf: Mutex::default(), lang: "pl" }
    }
    pub fn speaking(app: &'w Router, lang: &'static str) -> Self {
        Self { lang, ..Self::new(app) }
    }
    pub async fn signed_in(app: &'w Router, email: &str) -> Self {
        let browser = Self::new(app);
        browser.sign_in(email, PASSWORD).await.is(303);
        browser.get("/staff").await.is(200);
        browser
    }
    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/staff/sign-in", &[("email", email), ("password", password), ("to", "/staff")]).await
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new(), &[]).await
    }
    /// A form with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.lock().unwrap().clone();
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        self.post_bare(path, &fields).await
    }
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", ui::encode(name), ui::encode(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some(kind), pairs.join("&").into_bytes(), &[]).await
    }
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let csrf = self.csrf.lock().unwrap().clone();
        let mut body = Vec::new();
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n").bytes(),
        );
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        self.send(Method::POST, path, Some("multipart/form-data; boundary=x"), body, &[]).await
    }
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
        more: &[(&str, &str)],
    ) -> Answer {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT_LANGUAGE, self.lang);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            if rest.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let to = headers.get(header::LOCATION).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = body.split_once("name=\"csrf\" value=\"") {
            *self.csrf.lock().unwrap() = rest[..rest.find('"').unwrap()].to_owned();
        }
        Answer { status, to, body, headers }
    }
}
