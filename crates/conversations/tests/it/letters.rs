//! What a buyer hears of an order, from the first letter to the last.

use std::collections::BTreeSet;

use catalog::{Brand, Channel, Market, ProductText, SaveProduct, SaveVariant, Seller, Text};
use conversations::{Desk, MessageState, Template};
use customers::Phone;
use inventory::{Address, Capability, Cause, Change, Hours, Kind, Location, Move, Point, Span};
use kernel::{
    BasketId, BrandCode, ChannelCode, Currency, FulfilmentId, LocationId, MarketCode, Money, MovementId,
    OrderId, PriceListCode, Quantity, SellerCode, Sku, TenderId, Tx, Tz, VariantId,
};
use orders::{CancelReason, Contact, Delivery, DeliveryMode, HandOver, OpenBasket, Pay, PayBy, Place, Proof};
use payments::Method;
use testkit::each_database_with_clock;

use crate::*;

const AREAS: &[kernel::Area] = &[
    catalog::MIGRATIONS,
    pricing::MIGRATIONS,
    inventory::MIGRATIONS,
    customers::MIGRATIONS,
    shipping::MIGRATIONS,
    payments::MIGRATIONS,
    orders::MIGRATIONS,
    conversations::MIGRATIONS,
];

struct Shop {
    store: LocationId,
    jacket: VariantId,
    outbox: Outbox,
}

async fn shop(db: &Db) -> Shop {
    db.share(Desk {
        shop_url: "https://szron.example".into(),
        brand: "Szron".into(),
        sender_name: "Szron".into(),
        sender_email: "sklep@szron.example".into(),
    });
    let (store, jacket) = db.run(&Actor::System, async |tx| build(tx).await).await.unwrap();
    Shop { store, jacket, outbox: Outbox::new(db) }
}

async fn build(tx: &mut Tx) -> Result<(LocationId, VariantId), conversations::Error> {
    let market = MarketCode::new("pl").unwrap();
    let seller = SellerCode::new("szron").unwrap();
    let list = PriceListCode::new("pln").unwrap();
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
    .await?;
    let brand = Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".into() };
    catalog::save_brand(tx, &brand).await?;
    catalog::save_seller(
        tx,
        &Seller {
            code: seller.clone(),
            name: "Szron sp. z o.o.".into(),
            tax_id: "1234563218".into(),
            street: "ul. Mroźna 1".into(),
            postcode: "30-001".into(),
            city: "Kraków".into(),
            country: "PL".into(),
        },
    )
    .await?;
    let channel = Channel {
        code: ChannelCode::new("shop").unwrap(),
        market: market.clone(),
        brand: brand.code,
        price_list: list.clone(),
        name: Text::new("Sklep", "Shop"),
    };
    catalog::save_channel(tx, &channel).await?;
    let name = |text: &str| ProductText { name: text.into(), ..ProductText::default() };
    let sku = Sku::new("SWINICA-M").unwrap();
    let product = SaveProduct {
        key: "swinica".into(),
        status: catalog::Status::Published,
        texts: [("pl".to_owned(), name("Kurtka Świnica")), ("en".to_owned(), name("Swinica jacket"))].into(),
        variants: vec![SaveVariant::new(sku.clone())],
        ..SaveProduct::default()
    };
    catalog::save_product(tx, product).await?;
    let jacket = catalog::variant_by_sku(tx, &sku).await?.id;
    let pricing = |error: pricing::Error| conversations::Error::Orders(error.into());
    pricing::save_list(tx, &pricing::PriceList { code: list.clone(), currency: Currency::Pln, market })
        .await
        .map_err(pricing)?;
    for rate in pricing::TaxRate::poland() {
        pricing::save_tax(tx, &rate).await.map_err(pricing)?;
    }
    let gross = Money::new(89_900, Currency::Pln);
    pricing::set_price(tx, pricing::SetPrice { list, variant: jacket, gross, valid_from: None })
        .await
        .map_err(pricing)?;

    let day = [Span::new("09:00", "21:00").unwrap()];
    let store = tx.new_id();
    let mut location = Location::new(store, "krk-1", Kind::Store, "Szron Kraków Floriańska", seller);
    location.point = Point::new(50.0636, 19.9402);
    location.address = Address {
        street: "ul. Floriańska 12".into(),
        postcode: "31-021".into(),
        city: "Kraków".into(),
        country: "PL".into(),
    };
    location.hours = Hours::default().on_days(0..=5, &day);
    location.capabilities = BTreeSet::from([Capability::Pickup, Capability::Ship, Capability::Till]);
    inventory::save_location(tx, location).await?;
    let id: MovementId = tx.new_id();
    let change = Change::Delta(5);
    inventory::move_stock(
        tx,
        Move {
            id,
            variant: jacket,
            location: store,
            change,
            cause: Cause::Received,
            reference: None,
            at: None,
        },
    )
    .await?;
    Ok((store, jacket))
}

impl Shop {
    async fn settle(&self, db: &Db) {
        let consumers = [inventory::consumer(), orders::consumer(), conversations::consumer()];
        kernel::settle(db, &consumers, &[self.outbox.worker()]).await.unwrap();
    }
    async fn order(&self, db: &Db, mode: DeliveryMode, pay: PayBy, lang: &str) -> orders::Order {
        let contact = Contact {
            email: Some(email("anna@example.com")),
            phone: Some(Phone::parse("601234567").unwrap()),
            name: Some("Anna Nowak".into()),
            lang: lang.into(),
        };
        db.run(&Actor::System, async |tx| {
            let basket: BasketId = tx.new_id();
            let channel = ChannelCode::new("shop").unwrap();
            orders::open_basket(tx, OpenBasket { id: basket, channel, person: None, visitor: None }).await?;
            orders::set_quantity(tx, basket, self.jacket, Quantity::new(2).unwrap()).await?;
            let delivery = Delivery { mode: mode.clone(), lines: None };
            let order: OrderId = tx.new_id();
            let (contact, payments) = (contact.clone(), vec![pay.clone()]);
            orders::place(tx, Place { order, basket, deliveries: vec![delivery], contact, payments }).await
        })
        .await
        .unwrap()
    }
    async fn reserve(&self, db: &Db, lang: &str) -> orders::Order {
        self.order(db, DeliveryMode::Pickup { location: self.store }, PayBy::on_pickup(), lang).await
    }
    async fn stage(&self, db: &Db, order: &orders::Order) -> FulfilmentId {
        let id = order.fulfilments[0].id;
        db.run(&Actor::System, async |tx| {
            orders::pick(tx, id).await?;
            orders::stage(tx, id, Some("A3".into())).await
        })
        .await
        .unwrap();
        id
    }
}
/// Templates in the order in which they were written.
async fn told(db: &Db) -> Vec<Template> {
    let messages = all(db).await;
    assert!(
        messages.iter().all(|it| it.state == MessageState::Sent && it.order.is_some() && it.person.is_some())
    );
    messages.into_iter().rev().map(|it| it.template).collect()
}
async fn words(db: &Db, template: Template) -> (String, conversations::Words) {
    let message = all(db).await.into_iter().find(|it| it.template == template).unwrap();
    let words = conversations::message(&mut db.read().await.unwrap(), message.id).await.unwrap().1;
    (message.subject, words)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pickup_is_told_from_the_order_to_the_receipt() {
    each_database_with_clock(AREAS, async |db, _| {
        let shop = shop(db).await;
        let order = shop.reserve(db, "pl").await;
        shop.settle(db).await;
        let (subject, placed) = words(db, Template::OrderPlaced).await;
        assert_eq!(subject, format!("Zamówienie {} przyjęte", order.number));
        for part in [
            "2 x Kurtka Świnica",
            "1\u{a0}798,00\u{a0}zł",
            "Zapłacisz przy odbiorze",
            "Floriańska 12",
            "NIP 1234563218",
        ] {
            assert!(placed.text.contains(part), "{part} in {}", placed.text);
        }
        let code = &order.fulfilments[0].code;
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert!(!placed.text.contains(&spaced), "the code comes when there is something to collect");

        let fulfilment = shop.stage(db, &order).await;
        shop.settle(db).await;
        let (_, ready) = words(db, Template::OrderReady).await;
        let map = "https://www.openstreetmap.org/?mlat=50.063600";
        for part in [
            spaced.as_str(),
            "pon.–sob.: 09:00–21:00",
            "Czekamy do:",
            "Do zapłaty przy odbiorze: 1\u{a0}798,00\u{a0}zł",
            map,
        ] {
            assert!(ready.text.contains(part), "{part} in {}", ready.text);
        }

        let amount = Money::new(179_800, Currency::Pln);
        let id = TenderId::fresh(db.now());
        let given = Some(Money::new(200_000, Currency::Pln));
        let pay = Pay { id, method: Method::Cash, amount, given, reference: None };
        let hand_over = HandOver::whole(fulfilment, Proof::Code(code.clone()), vec![pay], None);
        let receipt =
            db.run(&Actor::System, async |tx| orders::hand_over(tx, hand_over.clone()).await).await.unwrap();
        shop.settle(db).await;
        let (_, thanks) = words(db, Template::HandedOver).await;
        for part in [
            receipt.number.as_str(),
            "VAT 23%",
            "Gotówka: 2\u{a0}000,00\u{a0}zł",
            "Reszta: 202,00\u{a0}zł",
            "https://szron.example/account",
        ] {
            assert!(thanks.text.contains(part), "{part} in {}", thanks.text);
        }
        assert_eq!(told(db).await, [Template::OrderPlaced, Template::OrderReady, Template::HandedOver]);
        assert_eq!(shop.outbox.mails().len(), 3);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_nobody_collects_are_told_in_the_language_of_the_order() {
    each_database_with_clock(AREAS, async |db, clock| {
        let shop = shop(db).await;
        let order = shop.reserve(db, "en").await;
        shop.stage(db, &order).await;
        shop.settle(db).await;
        clock.wind_hours(49);
        shop.settle(db).await;
        let (subject, reminder) = words(db, Template::OrderReminder).await;
        assert_eq!(subject, format!("Order {} waits for one more day", order.number));
        assert!(reminder.text.contains(&order.fulfilments[0].code[..3]), "{}", reminder.text);
        clock.wind_days(60);
        shop.settle(db).await;
        let all =
            [Template::OrderPlaced, Template::OrderReady, Template::OrderReminder, Template::OrderExpired];
        assert_eq!(told(db).await, all);
        let (subject, expired) = words(db, Template::OrderExpired).await;
        assert_eq!(subject, format!("The reservation of order {} has expired", order.number));
        assert!(
            expired.text.contains("was not collected in time") && expired.text.contains("2 x Swinica jacket")
        );
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_called_off_is_told_once() {
    each_database_with_clock(AREAS, async |db, _| {
        let shop = shop(db).await;
        let order = shop.reserve(db, "pl").await;
        for _ in 0..2 {
            db.run(&Actor::System, async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await)
                .await
                .unwrap();
            shop.settle(db).await;
        }
        assert_eq!(told(db).await, [Template::OrderPlaced, Template::OrderCancelled]);
        let (subject, cancelled) = words(db, Template::OrderCancelled).await;
        assert_eq!(subject, format!("Zamówienie {} anulowane", order.number));
        assert!(cancelled.text.contains("Nie pobraliśmy żadnych pieniędzy."), "{}", cancelled.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_online_order_that_nobody_pays_expires() {
    each_database_with_clock(AREAS, async |db, clock| {
        let shop = shop(db).await;
        let pay = PayBy::online("simpay", "https://szron.example/back");
        let order = shop.order(db, DeliveryMode::Pickup { location: shop.store }, pay, "pl").await;
        shop.settle(db).await;
        let (_, placed) = words(db, Template::OrderPlaced).await;
        assert!(placed.text.contains("Czekamy na potwierdzenie płatności."), "{}", placed.text);
        let link = format!("Zapłać: https://szron.example/orders/{}", order.id);
        assert!(placed.text.contains(&link), "{}", placed.text);
        clock.wind_days(2);
        shop.settle(db).await;
        assert_eq!(told(db).await, [Template::OrderPlaced, Template::OrderExpired]);
        assert!(words(db, Template::OrderExpired).await.1.text.contains("nie zostało opłacone na czas"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_told_when_it_leaves() {
    each_database_with_clock(AREAS, async |db, _| {
        let shop = shop(db).await;
        let address = Address {
            street: "ul. Długa 5/7".into(),
            postcode: "00-238".into(),
            city: "Warszawa".into(),
            country: "PL".into(),
        };
        let pay = PayBy::online("simpay", "https://szron.example/back");
        let order = shop.order(db, DeliveryMode::Ship { address }, pay, "pl").await;
        let outcome = payments::Outcome {
            intent: payments::intents(&mut db.read().await.unwrap(), order.id).await.unwrap()[0].id,
            kind: payments::TransactionKind::Captured,
            reference: "p-1".into(),
            amount: order.total,
            happened_at: db.now(),
        };
        db.run(&Actor::System, async |tx| payments::record_outcome(tx, outcome.clone()).await).await.unwrap();
        shop.settle(db).await;
        db.run(&Actor::System, async |tx| {
            let id = order.fulfilments[0].id;
            orders::pick(tx, id).await?;
            orders::ship(tx, id, Some("630012345678".into())).await
        })
        .await
        .unwrap();
        shop.settle(db).await;
        assert_eq!(told(db).await, [Template::OrderPlaced, Template::Shipped]);
        let (_, shipped) = words(db, Template::Shipped).await;
        for part in ["630012345678", "Anna Nowak", "ul. Długa 5/7", "00-238 Warszawa", "2 x Kurtka Świnica"]
        {
            assert!(shipped.text.contains(part), "{part} in {}", shipped.text);
        }
    })
    .await;
}
