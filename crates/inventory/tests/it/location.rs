use inventory::{
    Capability, Change, Error, Filter, Hours, Location, LocationState, Point, Span, location_by_code,
    locations, nearest, places, save_location,
};
use kernel::{Db, Locations};
use testkit::each_database;

use crate::world::*;

const CITIES: &[(&str, f64, f64)] = &[
    ("warszawa", 52.2297, 21.0122),
    ("krakow", 50.0647, 19.9450),
    ("gdansk", 54.3520, 18.6466),
    ("lodz", 51.7592, 19.4560),
];

async fn save(db: &Db, location: &Location) -> Result<Location, Error> {
    db.run(&SYSTEM, async |tx| save_location(tx, location.clone()).await).await
}

#[tokio::test]
async fn a_location_reads_back_as_it_was_saved() {
    each_database(AREAS, async |db| {
        let mut wanted = place(db, "warszawa-mlociny", 52.290_123_4, 20.930_555_9);
        wanted.address.city = "Warszawa".to_owned();
        wanted.phone = Some("+48221234567".to_owned());
        wanted.hours = Hours::default().on_days(0..=5, &[Span::new("09:00", "21:00").unwrap()]);
        wanted.capabilities.insert(Capability::Till);
        let saved = save(db, &wanted).await.unwrap();
        assert_eq!(saved.version, 1);
        assert_eq!(saved.point, Point::new(52.290_123, 20.930_556));
        let read = location_by_code(&mut db.read().await.unwrap(), "warszawa-mlociny").await.unwrap();
        assert_eq!(read, saved);

        // The same again changes nothing; something else is a new version; an old version is refused.
        assert_eq!(save(db, &wanted).await.unwrap(), saved);
        let renamed = save(db, &Location { name: "Młociny".to_owned(), ..saved.clone() }).await.unwrap();
        assert_eq!(renamed.version, 2);
        assert!(matches!(save(db, &Location { phone: None, ..saved }).await, Err(Error::Stale { now: 2 })));
        assert_eq!(told(db, "inventory.location_saved").await, 2);
    })
    .await;
}

#[tokio::test]
async fn bad_locations_and_strangers_are_refused() {
    each_database(AREAS, async |db| {
        let good = place(db, "warszawa", 52.0, 21.0);
        save(db, &good).await.unwrap();
        let twin = Location { id: kernel::LocationId::fresh(db.now()), ..good.clone() };
        assert!(matches!(save(db, &twin).await, Err(Error::CodeTaken(_))));
        for (bad, field) in [
            (Location { code: "Warszawa 1".to_owned(), ..good.clone() }, "/code"),
            (Location { name: " ".to_owned(), ..good.clone() }, "/name"),
            (Location { point: Some(Point { lat: 91.0, lon: 0.0 }), ..good.clone() }, "/point"),
        ] {
            let refused = save(db, &bad).await;
            assert!(
                matches!(refused, Err(Error::Invalid { pointer, .. }) if pointer == field),
                "{refused:?}"
            );
        }
        let clerk = key(db, &[kernel::Capability::AdjustStock], Locations::All);
        let refused = db.run(&clerk, async |tx| save_location(tx, good.clone()).await).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        let unknown = location_by_code(&mut db.read().await.unwrap(), "nowhere").await;
        assert!(matches!(unknown, Err(Error::UnknownLocation(_))));
    })
    .await;
}

#[tokio::test]
async fn the_nearest_places_with_stock_come_first() {
    each_database(AREAS, async |db| {
        let mut ids = Vec::new();
        for (code, lat, lon) in CITIES {
            ids.push(save(db, &place(db, code, *lat, *lon)).await.unwrap().id);
        }
        let variant = shelf(db, ids[0], 1).await;
        for id in &ids[1..3] {
            tell(db, variant, *id, Change::Delta(5)).await;
        }
        let here = Point::new(52.2, 21.0).unwrap();
        let codes = async |limit, filter: Filter| -> Vec<_> {
            let places = places(db).await.unwrap();
            let near = nearest(db, variant, here, limit, &filter).await.unwrap();
            near.iter().map(|it| places.get(it.location).unwrap().location.code.clone()).collect()
        };
        assert_eq!(codes(10, Filter::default()).await, ["warszawa", "krakow", "gdansk"]);
        assert_eq!(codes(2, Filter::all()).await, ["warszawa", "lodz"]);
        assert_eq!(codes(10, Filter::default().at_least(2)).await, ["krakow", "gdansk"]);
        assert_eq!(codes(10, Filter::that_can(Capability::Ship)).await, [""; 0]);
        let only = Filter { locations: Some(vec![ids[2]]), ..Filter::default() };
        assert_eq!(codes(10, only).await, ["gdansk"]);
        let near = nearest(db, variant, here, 1, &Filter::default()).await.unwrap();
        assert_eq!(near[0].available, 1);
        assert!((3_000.0..4_000.0).contains(&near[0].distance_m), "{near:?}");

        // A closed place is gone from the answers at once.
        let places = places(db).await.unwrap();
        let closed =
            Location { state: LocationState::Closed, ..places.by_code("warszawa").unwrap().location.clone() };
        save(db, &closed).await.unwrap();
        assert_eq!(codes(10, Filter::default()).await, ["krakow", "gdansk"]);
        assert_eq!(locations(&mut db.read().await.unwrap()).await.unwrap().len(), 4);
    })
    .await;
}
