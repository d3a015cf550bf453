//! A till to look at: `cargo run -p pos --example run`, then http://127.0.0.1:4190/pos. A fresh database with the demo
//! retailer and a few orders that wait; everybody's PIN is printed.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::Blobs;
use customers::{Email, Phone};
use kernel::{Actor, ChannelCode, Db, OrderId, Problem, Quantity, SystemClock};
use orders::{Contact, Delivery, DeliveryMode, OpenBasket, PayBy, Place};
use payments::Method;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("spoina-till-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let db = Db::open(
        &format!("sqlite://{}/spoina.db", folder.display()),
        Arc::new(SystemClock),
        Default::default(),
    )
    .await?;
    db.migrate(&[
        access::MIGRATIONS,
        catalog::MIGRATIONS,
        pricing::MIGRATIONS,
        inventory::MIGRATIONS,
        customers::MIGRATIONS,
        payments::MIGRATIONS,
        orders::MIGRATIONS,
        loyalty::MIGRATIONS,
    ])
    .await?;
    let blobs = Blobs::memory();
    let told = |problem: Problem| format!("{}: {:?}", problem.title, problem.detail);
    simulation::load(&db, &blobs, 7).await.map_err(told)?;
    some_orders(&db).await.map_err(told)?;
    let consumers = vec![inventory::consumer(), orders::consumer(), loyalty::consumer()];
    let _runtime = kernel::Runtime::start(&db, consumers, vec![]);
    for person in simulation::szron::staff().iter().filter(|it| it.location.is_some()).take(6) {
        println!("{:?} {} PIN {}", person.location, person.name, person.pin);
    }
    let site = pos::Site {
        channel: ChannelCode::new("store").expect("a code"),
        secure: false,
        name: "Szron".into(),
    };
    let media = Router::new()
        .route("/media/{id}", get(async move |Path(id): Path<String>| picture(&blobs, &id).await));
    let app =
        pos::router(pos::State { db, site }).merge(media).merge(ui::router()).layer(ui::security_headers());
    let address = std::env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:4190".into());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}/pos");
    let app = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
    Ok(axum::serve(listener, app).await?)
}

async fn picture(blobs: &Blobs, id: &str) -> Response {
    let Some(id) = catalog::MediaId::new(id) else { return StatusCode::NOT_FOUND.into_response() };
    match blobs.get(&id).await {
        Ok(Some((mime, bytes))) => ([(header::CONTENT_TYPE, mime)], bytes).into_response(),
        Ok(None) | Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Orders of the e-shop for the first store: to be picked, picked and ready.
async fn some_orders(db: &Db) -> Result<(), Problem> {
    let place = inventory::locations(&mut db.read().await?)
        .await?
        .into_iter()
        .find(|it| it.can(inventory::Capability::Pickup))
        .expect("Szron has stores");
    println!("orders wait in {} ({})", place.name, place.code);
    let shop = ChannelCode::new("shop").expect("a code");
    let variants = catalog::search_variants(&mut db.read().await?, "kurtka", 60).await?;
    let mut goods = Vec::new();
    for card in variants {
        if inventory::at(db, card.variant, place.id).await? > 0 {
            goods.push(card.variant);
        }
    }
    for (nth, customer) in simulation::szron::customers().into_iter().take(6).enumerate() {
        let variant = goods[nth % goods.len()];
        db.run(&Actor::System, async |tx| {
            let wanted = OpenBasket { id: tx.new_id(), channel: shop.clone(), person: None, visitor: None };
            let basket = orders::open_basket(tx, wanted).await?;
            let one = Quantity::new(1).expect("one");
            orders::add_line(tx, basket.id, variant, one).await?;
            let order: OrderId = tx.new_id();
            let contact = Contact {
                email: Email::parse(&customer.email).ok(),
                phone: Phone::parse(&customer.phone).ok(),
                name: Some(customer.name()),
                lang: "pl".into(),
            };
            let wanted = Place {
                order,
                basket: basket.id,
                deliveries: vec![Delivery { mode: DeliveryMode::Pickup { location: place.id }, lines: None }],
                contact,
                payments: vec![PayBy {
                    method: Method::OnPickup,
                    amount: None,
                    provider: None,
                    return_url: None,
                }],
            };
            let placed = orders::place(tx, wanted).await?;
            let fulfilment = &placed.fulfilments[0];
            println!("order {} code {} e-mail {}", placed.number, fulfilment.code, customer.email);
            if nth % 3 > 0 {
                orders::pick(tx, fulfilment.id).await?;
            }
            if nth % 3 > 1 || nth == 1 {
                orders::stage(tx, fulfilment.id, Some(format!("A{}", nth + 1))).await?;
            }
            Ok::<(), Problem>(())
        })
        .await?;
    }
    Ok(())
}
