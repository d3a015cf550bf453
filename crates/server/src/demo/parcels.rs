//! How the demo's parcels travel: a courier and lockers of the simulated carrier, in the cities of the stores.

use kernel::{Actor, Currency, Db, MarketCode, Money};
use shipping::{Kind, Service, ServiceState};
use simulation::szron;
use simulator::Locker;

use crate::commands::say;

/// Streets that a city may have; the houses on them are invented.
const CORNERS: [(&str, f64, f64, &str); 3] = [
    ("ul. Ogrodowa", 0.006, 0.004, "Przy wejściu do sklepu spożywczego."),
    ("ul. Lipowa", -0.009, 0.007, "Za stacją paliw."),
    ("ul. Szkolna", 0.012, -0.011, "Na parkingu, pod wiatą."),
];

/// Three around each store.
pub fn lockers() -> Vec<Locker> {
    let mut found = Vec::new();
    for (number, place) in szron::locations().iter().enumerate() {
        if place.kind != szron::Kind::Store {
            continue;
        }
        let letters = catalog::fold(place.city).to_uppercase();
        let letters: String = letters.chars().filter(char::is_ascii_alphabetic).take(3).collect();
        for (at, (street, north, east, hint)) in CORNERS.iter().enumerate() {
            let code = format!("{letters}{:02}{}", number + 1, ["A", "B", "C"][at]);
            found.push(Locker {
                name: format!("Automat {code}"),
                code,
                street: format!("{street} {}", 3 + 2 * number),
                postcode: place.postcode.to_owned(),
                city: place.city.to_owned(),
                country: "PL".to_owned(),
                latitude: place.latitude + north,
                longitude: place.longitude + east,
                hint: (*hint).to_owned(),
            });
        }
    }
    found
}

/// What the shop of the demo offers.
pub async fn offer(db: &Db) -> Result<(), String> {
    let market = MarketCode::new(szron::MARKET.code).ok_or("the market of Szron has no code")?;
    let zl = |minor| Money::new(minor, Currency::Pln);
    let service = |code: &str, kind, pl: &str, en: &str, fee, position| Service {
        market: market.clone(),
        code: code.to_owned(),
        carrier: "simship".to_owned(),
        kind,
        name: catalog::Text::new(pl, en),
        fee: zl(fee),
        free_from: Some(zl(szron::MARKET.free_delivery_from_minor)),
        position,
        state: ServiceState::Offered,
    };
    let fee = szron::MARKET.delivery_minor;
    let services = [
        service("courier", Kind::Courier, "Kurier SimShip", "SimShip courier", fee, 1),
        service("locker", Kind::Locker, "Automat paczkowy SimShip", "SimShip parcel locker", fee - 300, 2),
    ];
    let saved = db.run(&Actor::System, async |tx| {
        for service in &services {
            shipping::save_service(tx, service.clone()).await?;
        }
        Ok::<_, shipping::Error>(())
    });
    saved.await.map_err(|error| say(error.into()))
}
