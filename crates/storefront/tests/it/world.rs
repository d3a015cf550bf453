//! A small retailer with two stores and a warehouse, and a browser to visit its shop with.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use catalog::{
    Attribute, Blobs, Brand, Channel, Choice, Market, OptionValue, ProductText, SaveCategory, SaveProduct,
    SaveVariant, Seller, Text,
};
use inventory::{Address, Capability, Cause, Change, Hours, Kind, Location, Move, Point, Span};
use kernel::{
    Actor, BrandCode, ChannelCode, Currency, Db, LocationId, MarketCode, Money, OrderId, PriceListCode,
    SellerCode, Sku, Timestamp, Tz, VariantId,
};
use payments::{
    Answer, Headers, Provider, ProviderError, ProviderEvent, RefundAnswer, RefundRequest, Standing, Start,
    Started,
};
use pricing::{PriceList, SetPrice, TaxRate};
use storefront::{BrandArt, Site, State};
use testkit::TestClock;
use tower::ServiceExt;

const CODES: &str = "the codes of the tests are codes";
const SYSTEM: &Actor = &Actor::System;

pub const AREAS: &[kernel::Area] = &[
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

/// Runs a test against a shop on each database.
pub async fn each_shop(test: impl AsyncFn(&World)) {
    testkit::each_database_with_clock(AREAS, async |db, clock| {
        let world = World::new(db, clock).await;
        test(&world).await;
    })
    .await;
}

pub struct World<'a> {
    pub db: Db,
    pub clock: &'a TestClock,
    pub state: State,
    pub router: Router,
    pub bank: Arc<Bank>,
    pub variants: BTreeMap<String, VariantId>,
    pub places: BTreeMap<&'static str, LocationId>,
}

/// Whoever moves the money, outside the house: it notes what it was asked for.
#[derive(Default)]
pub struct Bank {
    pub asked: AtomicUsize,
    pub is_closed: std::sync::atomic::AtomicBool,
}
impl Provider for Bank {
    fn name(&self) -> &str {
        "bank"
    }
    fn start(&self, request: Start) -> Answer<'_, Started> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let is_closed = self.is_closed.load(Ordering::SeqCst);
        Box::pin(async move {
            if is_closed {
                return Err(ProviderError::Silent("closed".into()));
            }
            let provider_ref = format!("ref-{}", request.intent);
            Ok(Started { redirect_url: format!("https://bank.example/{provider_ref}"), provider_ref })
        })
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, ProviderEvent> {
        Box::pin(async { Err(ProviderError::Signature("none".into())) })
    }
    fn refund(&self, _: RefundRequest) -> Answer<'_, RefundAnswer> {
        Box::pin(async { Err(ProviderError::Refused("none".into())) })
    }
    fn void<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move { Ok(Standing { provider_ref: provider_ref.to_owned(), events: Vec::new() }) })
    }
    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        Box::pin(async move { Ok(Standing { provider_ref: provider_ref.to_owned(), events: Vec::new() }) })
    }
}

fn channel() -> ChannelCode {
    ChannelCode::new("shop").expect(CODES)
}

impl<'a> World<'a> {
    async fn new(db: &Db, clock: &'a TestClock) -> Self {
        dimensions(db).await;
        let places = stores(db).await;
        let mut world = Self::of(db, clock, places);
        world.add("kurtka-halna", "Kurtka Halna", "jackets", &["granat", "mech"], &["S", "M"], 39_900).await;
        world.add("buty-rosa", "Buty Rosa", "shoes", &["granat"], &["42", "43"], 49_900).await;
        world.add("czapka-mgla", "Czapka Mgła", "jackets", &["mech"], &["M"], 8_900).await;
        for (sku, place, many) in [
            ("KURTKA-HALNA-GRANAT-M", "poznan", 2),
            ("KURTKA-HALNA-GRANAT-M", "krakow", 9),
            ("KURTKA-HALNA-GRANAT-M", "magazyn", 20),
            ("KURTKA-HALNA-GRANAT-S", "krakow", 1),
            ("BUTY-ROSA-GRANAT-42", "poznan", 5),
        ] {
            world.stock(sku, place, many).await;
        }
        world
    }

    fn of(db: &Db, clock: &'a TestClock, places: BTreeMap<&'static str, LocationId>) -> Self {
        let bank = Arc::new(Bank::default());
        Self::with(db, clock, places, bank.clone(), Some(bank))
    }

    fn with(
        db: &Db,
        clock: &'a TestClock,
        places: BTreeMap<&'static str, LocationId>,
        bank: Arc<Bank>,
        provider: Option<Arc<dyn Provider>>,
    ) -> Self {
        let site = Site {
            channel: channel(),
            public_url: "https://shop.example".to_owned(),
            secret: [7; 32],
            secure: false,
            name: "Mróz".to_owned(),
            demo: false,
            brand: BrandArt { claim: Text::new("Na miasto. Na mróz.", "For town."), ..BrandArt::default() },
        };
        let state = State::new(db.clone(), Blobs::memory(), provider, site);
        let router = storefront::router(state.clone());
        World { db: db.clone(), clock, state, router, bank, variants: BTreeMap::new(), places }
    }

    /// The same shop on a node that has remembered nothing yet.
    pub fn fresh(&self) -> World<'a> {
        let mut world = Self::of(&self.db, self.clock, self.places.clone());
        world.variants = self.variants.clone();
        world
    }

    /// The same shop on a node that knows nobody to pay through.
    pub fn without_bank(&self) -> World<'a> {
        let bank = Arc::new(Bank::default());
        let mut world = Self::with(&self.db, self.clock, self.places.clone(), bank, None);
        world.variants = self.variants.clone();
        world
    }

    /// From now on this is what the place does.
    pub async fn lets(&self, place: &str, capabilities: &[Capability]) {
        let places = inventory::locations(&mut self.db.read().await.unwrap()).await.expect("the places");
        let mut location = places.into_iter().find(|it| it.code == place).expect("a place");
        location.capabilities = capabilities.iter().copied().collect();
        let saved =
            self.db.run(SYSTEM, async |tx| inventory::save_location(tx, location.clone()).await).await;
        saved.expect("a place");
    }

    pub async fn add(
        &mut self,
        key: &str,
        name: &str,
        category: &str,
        colors: &[&str],
        sizes: &[&str],
        minor: i64,
    ) {
        let sku = |color: &str, size: &str| {
            Sku::new(format!("{key}-{color}-{size}").to_uppercase()).expect("an SKU")
        };
        let all = colors.iter().flat_map(|color| sizes.iter().map(move |size| (*color, *size)));
        let variants = all.map(|(color, size)| SaveVariant {
            options: vec![OptionValue::new("color", color), OptionValue::new("size", size)],
            ..SaveVariant::new(sku(color, size))
        });
        let wanted = SaveProduct {
            key: key.to_owned(),
            texts: [("pl", name.to_owned()), ("en", format!("{name} (en)"))]
                .map(|(lang, name)| {
                    let lead = "Na każdy wiatr".to_owned();
                    (
                        lang.to_owned(),
                        ProductText {
                            name,
                            lead,
                            description: "Długi opis.".into(),
                            ..ProductText::default()
                        },
                    )
                })
                .into(),
            categories: vec![category.to_owned()],
            variants: variants.collect(),
            ..SaveProduct::default()
        };
        self.db.run(SYSTEM, async |tx| catalog::save_product(tx, wanted.clone()).await).await.expect("saved");
        let skus: Vec<Sku> = wanted.variants.iter().map(|it| it.sku.clone()).collect();
        let found = catalog::variants_by_sku(&mut self.db.read().await.unwrap(), &skus).await.expect("found");
        for (sku, variant) in found {
            self.variants.insert(sku.to_string(), variant.id);
            self.price(sku.as_str(), minor).await;
        }
    }

    pub async fn price(&self, sku: &str, minor: i64) {
        let price = SetPrice {
            list: PriceListCode::new("pln").expect(CODES),
            variant: self.variants[sku],
            gross: Money::new(minor, Currency::Pln),
            valid_from: None,
        };
        self.db.run(SYSTEM, async |tx| pricing::set_price(tx, price.clone()).await).await.expect("a price");
    }

    /// So many more pieces there.
    pub async fn stock(&self, sku: &str, place: &str, many: i64) {
        let (variant, location) = (self.variants[sku], self.places[place]);
        self.db
            .run(SYSTEM, async |tx| {
                let movement = Move {
                    id: tx.new_id(),
                    variant,
                    location,
                    change: Change::Delta(many),
                    cause: Cause::Received,
                    reference: None,
                    at: None,
                };
                inventory::move_stock(tx, movement).await
            })
            .await
            .expect("stock");
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { router: &self.router, cookies: BTreeMap::new(), lang: "pl", headers: Vec::new() }
    }

    pub async fn order(&self, id: &str) -> orders::Order {
        let id: OrderId = id.parse().expect("an order's id");
        orders::order(&mut self.db.read().await.unwrap(), id).await.expect("the order")
    }
}

async fn dimensions(db: &Db) {
    db.run(SYSTEM, async |tx| {
        let (market, list) = (MarketCode::new("pl").expect(CODES), PriceListCode::new("pln").expect(CODES));
        let brand = BrandCode::new("mroz").expect(CODES);
        let market_row = Market {
            code: market.clone(),
            country: "PL".into(),
            currency: Currency::Pln,
            zone: Tz::Europe__Warsaw,
            languages: vec!["pl".into(), "en".into()],
        };
        catalog::save_market(tx, &market_row).await.unwrap();
        catalog::save_brand(tx, &Brand { code: brand.clone(), name: "Mróz".into() }).await.unwrap();
        let seller = Seller {
            code: SellerCode::new("mroz").expect(CODES),
            name: "Mróz sp. z o.o.".into(),
            tax_id: "0000000106".into(),
            street: "Polna 1".into(),
            postcode: "61-001".into(),
            city: "Poznań".into(),
            country: "PL".into(),
        };
        catalog::save_seller(tx, &seller).await.unwrap();
        pricing::save_list(
            tx,
            &PriceList { code: list.clone(), currency: Currency::Pln, market: market.clone() },
        )
        .await
        .unwrap();
        for rate in TaxRate::poland() {
            pricing::save_tax(tx, &rate).await.unwrap();
        }
        let name = Text::same("Sklep");
        catalog::save_channel(tx, &Channel { code: channel(), market, brand, price_list: list, name })
            .await
            .unwrap();
        let choices = |codes: &[(&str, &str)]| -> Vec<Choice> {
            codes.iter().map(|(code, name)| Choice::new(*code, Text::same(name))).collect()
        };
        let colors = choices(&[("granat", "granatowy"), ("mech", "mech")]);
        let sizes = choices(&[("S", "S"), ("M", "M"), ("42", "42"), ("43", "43")]);
        for attribute in [
            Attribute::list("color", Text::new("Kolor", "Colour"), colors),
            Attribute::list("size", Text::new("Rozmiar", "Size"), sizes),
        ] {
            catalog::save_attribute(tx, attribute).await.unwrap();
        }
        for (key, pl, en) in [("jackets", "Kurtki", "Jackets"), ("shoes", "Buty", "Shoes")] {
            let (parent, about, name) = (None, Text::default(), Text::new(pl, en));
            let category = SaveCategory { key: key.into(), parent, name, about, position: 0 };
            catalog::save_category(tx, category).await.unwrap();
        }
        Ok::<_, kernel::Fault>(())
    })
    .await
    .expect("the dimensions");
}

async fn stores(db: &Db) -> BTreeMap<&'static str, LocationId> {
    let mut ids = BTreeMap::new();
    let week = Span::new("10:00", "20:00").expect("hours");
    for (code, kind, city, postcode, lat, lon) in [
        ("magazyn", Kind::Warehouse, "Stryków", "95-010", 51.90, 19.60),
        ("poznan", Kind::Store, "Poznań", "61-888", 52.40, 16.93),
        ("krakow", Kind::Store, "Kraków", "31-147", 50.06, 19.94),
    ] {
        let id = LocationId::fresh(db.now());
        let seller = SellerCode::new("mroz").expect(CODES);
        let mut location = Location::new(id, code, kind, &format!("Mróz {city}"), seller);
        location.address = Address {
            street: "ul. Długa 1".into(),
            postcode: postcode.into(),
            city: city.into(),
            country: "PL".into(),
        };
        location.point = Point::new(lat, lon);
        location.hours = Hours::default().on_days(0..=5, &[week]);
        location.capabilities = match kind {
            Kind::Warehouse => [Capability::Ship].into(),
            _ => [Capability::Pickup, Capability::Till].into(),
        };
        db.run(SYSTEM, async |tx| inventory::save_location(tx, location.clone()).await)
            .await
            .expect("a place");
        ids.insert(code, id);
    }
    ids
}

/// Keeps its cookies and sends the token of the last page, as browsers do.
pub struct Browser<'w> {
    router: &'w Router,
    pub cookies: BTreeMap<String, String>,
    pub lang: &'static str,
    pub headers: Vec<(&'static str, String)>,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub fn to(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
    pub fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }
    /// The value of the first hidden or typed field of this name.
    pub fn field(&self, name: &str) -> String {
        let rest = self.body.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
        let rest = rest.split('>').next().unwrap_or_default();
        rest.split("value=\"").nth(1).and_then(|it| it.split('"').next()).unwrap_or_default().to_owned()
    }
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Fills in the token of the browser's own pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get("/stores").await.field("csrf");
        let mut all = vec![("csrf", token.as_str())];
        all.extend(fields);
        self.post_raw(path, &all).await
    }

    pub async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let text: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", ui::encode(value).replace('/', "%2F")))
            .collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(text.join("&"))).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("accept-language", self.lang).header("host", "shop.example");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("ASCII");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(response.into_body(), 10_000_000).await.expect("a body");
        Page { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
