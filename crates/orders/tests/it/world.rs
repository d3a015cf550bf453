//! A small retailer: one market, a warehouse, two stores, three products.

use std::collections::BTreeSet;

use catalog::{Brand, Channel, Market, ProductText, SaveProduct, SaveVariant, Seller, Status, Text};
use customers::Email;
use inventory::{Address, Capability, Cause, Change, Kind, Location, Move};
use kernel::{
    Actor, Area, BasketId, BrandCode, ChannelCode, Currency, Db, Fault, Grants, IntentId, LocationId,
    Locations, MarketCode, Money, MovementId, OrderId, PriceListCode, Quantity, SellerCode, Sku, StaffId,
    TenderId, Timestamp, Tx, Tz, VariantId, VisitorId,
};
use orders::{Contact, Delivery, DeliveryMode, OpenBasket, Order, Pay, PayBy, Place};
use payments::Method;

pub const AREAS: &[Area] = &[
    catalog::MIGRATIONS,
    pricing::MIGRATIONS,
    inventory::MIGRATIONS,
    customers::MIGRATIONS,
    shipping::MIGRATIONS,
    payments::MIGRATIONS,
    orders::MIGRATIONS,
];

#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub channel: ChannelCode,
    pub warehouse: LocationId,
    pub krakow: LocationId,
    pub gdansk: LocationId,
    /// 123.00, 99.99 and 0.99 zł.
    pub jacket: VariantId,
    pub shirt: VariantId,
    pub socks: VariantId,
}

pub fn pln(minor: i64) -> Money {
    Money::new(minor, Currency::Pln)
}
pub fn q(units: i64) -> Quantity {
    Quantity::new(units).unwrap()
}
pub fn now(db: &Db) -> Timestamp {
    db.now()
}

/// Whoever serves at these places.
pub fn staff(db: &Db, places: &[LocationId]) -> Actor {
    use kernel::Capability::*;
    let capabilities = [FulfilOrders, Sell, TakePayments, ReadOrders, AdjustStock].into();
    let locations = Locations::Only(places.iter().copied().collect());
    Actor::Staff(StaffId::fresh(now(db)), Grants { capabilities, locations }.into())
}
pub fn visitor(db: &Db) -> Actor {
    Actor::Visitor(VisitorId::fresh(now(db)))
}

fn place_of(db: &Db, code: &str, kind: Kind, can: &[Capability]) -> Location {
    let seller = SellerCode::new("szron").unwrap();
    let id = LocationId::fresh(now(db));
    let capabilities: BTreeSet<Capability> = can.iter().copied().collect();
    Location { capabilities, ..Location::new(id, code, kind, code, seller) }
}

pub async fn world(db: &Db) -> World {
    let warehouse = place_of(db, "mag-01", Kind::Warehouse, &[Capability::Ship]);
    let krakow =
        place_of(db, "krk-01", Kind::Store, &[Capability::Pickup, Capability::Ship, Capability::Till]);
    let gdansk = place_of(db, "gda-01", Kind::Store, &[Capability::Pickup, Capability::Till]);
    let channel = ChannelCode::new("shop").unwrap();
    let list = PriceListCode::new("pln").unwrap();
    let saved: Result<Vec<VariantId>, orders::Error> = db
        .run(&Actor::System, async |tx| {
            let market = Market {
                code: MarketCode::new("pl").unwrap(),
                country: "PL".to_owned(),
                currency: Currency::Pln,
                zone: Tz::Europe__Warsaw,
                languages: vec!["pl".to_owned(), "en".to_owned()],
            };
            catalog::save_market(tx, &market).await?;
            let brand = Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".to_owned() };
            catalog::save_brand(tx, &brand).await?;
            catalog::save_seller(tx, &seller()).await?;
            let shop = Channel {
                code: channel.clone(),
                market: market.code.clone(),
                brand: brand.code,
                price_list: list.clone(),
                name: Text::same("Shop"),
            };
            catalog::save_channel(tx, &shop).await?;
            for rate in pricing::TaxRate::poland() {
                pricing::save_tax(tx, &rate).await?;
            }
            let prices = pricing::PriceList {
                code: list.clone(),
                currency: Currency::Pln,
                market: market.code.clone(),
            };
            pricing::save_list(tx, &prices).await?;
            for place in [&warehouse, &krakow, &gdansk] {
                inventory::save_location(tx, place.clone()).await?;
            }
            let mut variants = Vec::new();
            for (key, gross) in [("jacket", 12_300), ("shirt", 9_999), ("socks", 99)] {
                variants.push(product(tx, key, gross, &list).await?);
            }
            Ok(variants)
        })
        .await;
    let variants = saved.unwrap();
    World {
        db: db.clone(),
        channel,
        warehouse: warehouse.id,
        krakow: krakow.id,
        gdansk: gdansk.id,
        jacket: variants[0],
        shirt: variants[1],
        socks: variants[2],
    }
}

fn seller() -> Seller {
    Seller {
        code: SellerCode::new("szron").unwrap(),
        name: "Szron sp. z o.o.".to_owned(),
        tax_id: "5260250274".to_owned(),
        street: "Zimowa 1".to_owned(),
        postcode: "00-001".to_owned(),
        city: "Warszawa".to_owned(),
        country: "PL".to_owned(),
    }
}

async fn product(
    tx: &mut Tx,
    key: &str,
    gross: i64,
    list: &PriceListCode,
) -> Result<VariantId, orders::Error> {
    let sku = Sku::new(key.to_uppercase()).unwrap();
    let text = ProductText { name: key.to_owned(), ..ProductText::default() };
    let wanted = SaveProduct {
        key: key.to_owned(),
        status: Status::Published,
        texts: [("pl".to_owned(), text)].into(),
        variants: vec![SaveVariant::new(sku.clone())],
        ..SaveProduct::default()
    };
    catalog::save_product(tx, wanted).await?;
    let variant = catalog::variant_by_sku(tx, &sku).await?.id;
    let price = pricing::SetPrice { list: list.clone(), variant, gross: pln(gross), valid_from: None };
    pricing::set_price(tx, price).await?;
    Ok(variant)
}

impl World {
    pub async fn run<T>(
        &self,
        actor: &Actor,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, orders::Error> + Clone,
    ) -> Result<T, orders::Error> {
        self.db.run(actor, work).await
    }

    pub async fn stock(&self, location: LocationId, variant: VariantId, units: i64) {
        let id = MovementId::fresh(now(&self.db));
        let change = Change::Delta(units);
        let fact = Move { id, variant, location, change, cause: Cause::Received, reference: None, at: None };
        let moved: Result<_, orders::Error> =
            self.db.run(&Actor::System, async |tx| Ok(inventory::move_stock(tx, fact.clone()).await?)).await;
        moved.unwrap();
    }

    /// `(on_hand, reserved)`
    pub async fn counters(&self, location: LocationId, variant: VariantId) -> (i64, i64) {
        let filter = inventory::StockFilter {
            variant: Some(variant),
            location: Some(location),
            ..inventory::StockFilter::default()
        };
        let mut read = self.db.read().await.unwrap();
        let page = inventory::stock(&mut read, &filter, &kernel::PageRequest::first(1)).await.unwrap();
        page.items.first().map_or((0, 0), |row| (row.on_hand, row.reserved))
    }

    pub async fn basket(&self, lines: &[(VariantId, i64)]) -> BasketId {
        let id = BasketId::fresh(now(&self.db));
        let open = OpenBasket { id, channel: self.channel.clone(), person: None, visitor: None };
        self.run(&visitor(&self.db), async |tx| {
            orders::open_basket(tx, open.clone()).await?;
            for (variant, units) in lines {
                orders::set_quantity(tx, id, *variant, q(*units)).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        id
    }

    pub fn pickup(&self, basket: BasketId, location: LocationId) -> Place {
        Place {
            order: OrderId::fresh(now(&self.db)),
            basket,
            deliveries: vec![Delivery { mode: DeliveryMode::Pickup { location }, lines: None }],
            contact: contact("anna@example.com"),
            payments: vec![PayBy::on_pickup()],
        }
    }
    pub fn prepaid(&self, basket: BasketId, location: LocationId) -> Place {
        Place { payments: vec![online()], ..self.pickup(basket, location) }
    }
    pub fn parcel(&self, basket: BasketId) -> Place {
        let mode = DeliveryMode::Ship { address: address() };
        Place {
            deliveries: vec![Delivery { mode, lines: None }],
            payments: vec![online()],
            ..self.pickup(basket, self.krakow)
        }
    }

    pub async fn place(&self, request: &Place) -> Result<Order, orders::Error> {
        self.run(&visitor(&self.db), async |tx| orders::place(tx, request.clone()).await).await
    }
    /// One order for pickup in Kraków, to be paid there.
    pub async fn ordered(&self, lines: &[(VariantId, i64)]) -> Order {
        let basket = self.basket(lines).await;
        self.place(&self.pickup(basket, self.krakow)).await.unwrap()
    }

    pub async fn order(&self, id: OrderId) -> Order {
        orders::order(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }
    pub async fn intent(&self, order: OrderId) -> payments::Intent {
        let intents = payments::intents(&mut self.db.read().await.unwrap(), order).await.unwrap();
        intents.into_iter().next_back().unwrap()
    }

    /// What a verified callback of the provider comes to.
    pub async fn provider_says(
        &self,
        intent: IntentId,
        kind: payments::TransactionKind,
        amount: Money,
        reference: &str,
    ) {
        let outcome = payments::Outcome {
            intent,
            kind,
            reference: reference.to_owned(),
            amount,
            happened_at: now(&self.db),
        };
        let heard: Result<_, payments::Error> =
            self.db.run(&Actor::System, async |tx| payments::record_outcome(tx, outcome.clone()).await).await;
        heard.unwrap();
        self.settle().await;
    }

    /// Makes this the market's policy from now on.
    pub async fn decide(&self, kind: orders::PolicyKind, body: serde_json::Value) {
        let market = MarketCode::new("pl").unwrap();
        let draft = orders::DraftPolicy { market: market.clone(), kind, body, note: String::new() };
        self.run(&Actor::System, async |tx| {
            let saved = orders::draft_policy(tx, draft.clone()).await?;
            orders::activate_policy(tx, &market, kind, saved.version).await
        })
        .await
        .unwrap();
    }
    /// A policy that sends goods to stores that lack them.
    pub async fn send_to_stores(&self) {
        let network = orders::Network::standard(Currency::Pln, "PL");
        let mut body = serde_json::to_value(&network).unwrap();
        let transfer = serde_json::json!({ "mode": "transfer", "to": "PL", "parcel": 500, "hours": 24 });
        body["rates"].as_array_mut().unwrap().push(transfer);
        self.decide(orders::PolicyKind::Sourcing, body).await;
    }

    /// Timers, events and jobs, until it is quiet.
    pub async fn settle(&self) {
        let workers = payments::workers(&payments::Providers::default());
        let consumers = [payments::consumer(), orders::consumer(), inventory::consumer()];
        kernel::settle(&self.db, &consumers, &workers).await.unwrap();
        let parked = kernel::parked(&mut self.db.read().await.unwrap()).await.unwrap();
        assert!(parked.is_empty(), "{parked:?}");
    }

    pub async fn facts(&self, name: &'static str) -> Vec<serde_json::Value> {
        facts(&self.db, name).await
    }

    /// All books of all rooms that take part.
    pub async fn breaches(&self) -> Vec<kernel::Breach> {
        let mut read = self.db.read().await.unwrap();
        let mut found = orders::audit(&mut read).await.unwrap();
        found.extend(payments::audit(&mut read).await.unwrap());
        found.extend(inventory::audit(&mut read).await.unwrap());
        found
    }
    pub async fn assert_clean(&self) {
        let found = self.breaches().await;
        assert!(found.is_empty(), "{found:?}");
    }
}

pub async fn facts(db: &Db, name: &'static str) -> Vec<serde_json::Value> {
    use kernel::{Query, args};
    let rows: Vec<(kernel::Body,)> = db
        .read()
        .await
        .unwrap()
        .all("SELECT body FROM kernel_event WHERE name = $1 ORDER BY at, id", args![name])
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| body.0).collect()
}

pub fn contact(email: &str) -> Contact {
    Contact {
        email: Some(Email::parse(email).unwrap()),
        phone: None,
        name: Some("Anna Nowak".to_owned()),
        lang: "pl".to_owned(),
    }
}
pub fn online() -> PayBy {
    PayBy::online("simpay", "http://localhost/back")
}
pub fn address() -> Address {
    Address {
        street: "Polna 3".to_owned(),
        postcode: "30-001".to_owned(),
        city: "Kraków".to_owned(),
        country: "PL".to_owned(),
    }
}
pub fn cash(db: &Db, amount: i64, given: i64) -> Pay {
    let (id, given) = (TenderId::fresh(now(db)), Some(pln(given)));
    Pay { id, method: Method::Cash, amount: pln(amount), given, reference: None }
}
pub fn card(db: &Db, amount: i64) -> Pay {
    let id = TenderId::fresh(now(db));
    let reference = Some("T-1".to_owned());
    Pay { id, method: Method::Card, amount: pln(amount), given: None, reference }
}

/// The slug a client would see.
pub fn slug(error: orders::Error) -> String {
    kernel::Problem::from(error).slug().to_owned()
}

/// Breaks a book on purpose, past every verb.
pub async fn damage(db: &Db, sql: &'static str) {
    let done: Result<u64, Fault> =
        db.run(&Actor::System, async |tx| tx.exec(sql, kernel::args![]).await).await;
    assert_eq!(done.unwrap(), 1, "{sql}");
}
