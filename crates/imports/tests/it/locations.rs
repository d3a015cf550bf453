use imports::{Format, Kind, Options};
use testkit::each_database;

use crate::world::{AREAS, counts, import, retailer};

#[tokio::test(flavor = "multi_thread")]
async fn locations_arrive_with_their_hours_and_only_once() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let file = "code,name,kind,street,postcode,city,lat,lon,capabilities,mon,sat,phone\n\
            krk-1,Kraków Rynek,store,Rynek 1,31-042,Kraków,50.0617,19.9373,pickup|till,10:00-21:00,9:00-15:00,+48123456789\n\
            gda-1,Gdańsk,store,,,Gdańsk,north,18.6,,,,\n\
            Bad Code,Zły,store,,,,,,,,,\n\
            poz-1,Poznań,castle,,,,,,,,,\n";
        let report = import(db, Kind::Locations, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&report), (4, 1, 0, 0, 3));
        let mut told: Vec<(i64, &str)> =
            report.errors.iter().map(|error| (error.line, error.pointer.as_str())).collect();
        told.sort_unstable();
        assert_eq!(told, [(3, "lat"), (4, "/code"), (5, "kind")]);
        let mut read = db.read().await.unwrap();
        let place = inventory::location_by_code(&mut read, "krk-1").await.unwrap();
        assert!(place.can(inventory::Capability::Pickup) && !place.can(inventory::Capability::Ship));
        assert_eq!((place.hours.week[0].len(), place.hours.week[1].len()), (1, 0));
        let again = import(db, Kind::Locations, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&again), (4, 0, 0, 1, 3));
        let json = r#"[{"code": "krk-1", "name": "Kraków Rynek Główny", "address": {"street": "Rynek 1", "postcode": "", "city": "Kraków", "country": "PL"}}]"#;
        assert_eq!(counts(&import(db, Kind::Locations, Format::Json, json, &Options::default()).await), (1, 0, 1, 0, 0));
    })
    .await;
}
