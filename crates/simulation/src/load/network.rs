//! The firm, its market and channels, its places.

use catalog::Text;
use inventory::{Address, Capability, Hours, Kind, Location, Point, Span, TimeOfDay};
use kernel::{BrandCode, ChannelCode, Currency, Db, MarketCode, PriceListCode, Problem, SellerCode, Tz};

use super::SYSTEM;
use crate::szron;

const CODES: &str = "the codes of Szron are codes";

pub fn market() -> MarketCode {
    MarketCode::new(szron::MARKET.code).expect(CODES)
}
pub fn price_list() -> PriceListCode {
    PriceListCode::new(szron::MARKET.price_list).expect(CODES)
}
pub fn brand() -> BrandCode {
    BrandCode::new(szron::SZRON.code).expect(CODES)
}
fn seller() -> SellerCode {
    SellerCode::new(szron::SELLER.code).expect(CODES)
}

pub async fn load(db: &Db) -> Result<(), Problem> {
    db.run(SYSTEM, async |tx| {
        let (firm, market_of) = (szron::SELLER, szron::MARKET);
        catalog::save_market(
            tx,
            &catalog::Market {
                code: market(),
                country: market_of.country.to_owned(),
                currency: Currency::Pln,
                zone: Tz::Europe__Warsaw,
                languages: market_of.languages.iter().map(|it| (*it).to_owned()).collect(),
            },
        )
        .await?;
        catalog::save_brand(tx, &catalog::Brand { code: brand(), name: szron::SZRON.name.to_owned() })
            .await?;
        catalog::save_seller(
            tx,
            &catalog::Seller {
                code: seller(),
                name: firm.name.to_owned(),
                tax_id: firm.tax_id.to_owned(),
                street: firm.street.to_owned(),
                postcode: firm.postcode.to_owned(),
                city: firm.city.to_owned(),
                country: firm.country.to_owned(),
            },
        )
        .await?;
        let list = pricing::PriceList { code: price_list(), currency: Currency::Pln, market: market() };
        pricing::save_list(tx, &list).await?;
        for rate in pricing::TaxRate::poland() {
            pricing::save_tax(tx, &rate).await?;
        }
        for channel in szron::CHANNELS {
            catalog::save_channel(
                tx,
                &catalog::Channel {
                    code: ChannelCode::new(channel.code).expect(CODES),
                    market: market(),
                    brand: brand(),
                    price_list: price_list(),
                    name: Text::new(channel.name.pl, channel.name.en),
                },
            )
            .await?;
        }
        for place in szron::locations() {
            let wanted = location(&place, tx.new_id());
            inventory::save_location(tx, wanted).await?;
        }
        Ok::<(), Problem>(())
    })
    .await
}

fn location(place: &szron::Location, id: kernel::LocationId) -> Location {
    let kind = match place.kind {
        szron::Kind::Warehouse => Kind::Warehouse,
        szron::Kind::Store => Kind::Store,
    };
    let mut location = Location::new(id, place.code, kind, place.name, seller());
    location.address = Address {
        street: place.street.to_owned(),
        postcode: place.postcode.to_owned(),
        city: place.city.to_owned(),
        country: "PL".to_owned(),
    };
    location.point = Point::new(place.latitude, place.longitude);
    location.phone = Some(place.phone.to_owned());
    location.hours = Hours {
        week: place.hours.map(|day| day.into_iter().map(|day| span(day.opens, day.closes)).collect()),
        exceptions: Vec::new(),
    };
    for capability in place.capabilities {
        match capability {
            szron::Capability::Pickup => location.capabilities.extend([Capability::Pickup, Capability::Till]),
            szron::Capability::ShipFromStore | szron::Capability::ShipFromWarehouse => {
                location.capabilities.insert(Capability::Ship);
            }
            szron::Capability::Returns => {
                location.capabilities.insert(Capability::Returns);
            }
            // Comforts of a store: nothing is decided by them yet.
            szron::Capability::FittingRoom
            | szron::Capability::Repairs
            | szron::Capability::Kiosk
            | szron::Capability::StepFree => {}
        }
    }
    location
}

fn span(opens: u16, closes: u16) -> Span {
    let time = |minutes: u16| {
        TimeOfDay::new(u32::from(minutes) / 60, u32::from(minutes) % 60).expect("minutes of one day")
    };
    Span { from: time(opens), to: time(closes) }
}
