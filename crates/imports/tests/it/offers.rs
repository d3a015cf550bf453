use std::time::Instant;

use imports::{Format, Kind, Options, Started, open_file, run};
use kernel::{Actor, Currency, Db, ImportId, Money};
use testkit::each_database;

use crate::world::{AREAS, counts, import, on_hand, price, retailer, shared};

fn defaults() -> Options {
    Options {
        price: Some(Money::new(99_900, Currency::Pln)),
        stock: vec![("waw".into(), 5)],
        ..Options::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_become_products_with_the_price_and_stock_that_are_given() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let file = "product_id,product_title,vendor_id,cluster_id,cluster_label,category_id,category_label\n\
            7,quiet fridge 300 l,3,1,Quiet Fridge,2,Fridges\n\
            8,,3,1,Quiet Fridge,2,Fridges\n\
            9,loud fridge,x,1,Loud Fridge,2,Fridges\n\
            10,small freezer,4,2,Small Freezer,3,Freezers\n";
        let report = import(db, Kind::Products, Format::PriceRunner, file, &defaults()).await;
        assert_eq!(counts(&report), (4, 2, 0, 0, 2));
        let places: Vec<(i64, i64)> = report.errors.iter().map(|error| (error.line, error.column)).collect();
        assert_eq!(places, [(3, 2), (4, 3)]);
        assert_eq!((price(db, "PR-7").await, on_hand(db, "PR-10", "waw").await), (Some(99_900), 5));
        let mut read = db.read().await.unwrap();
        let found = catalog::search(&mut read, "fridges quiet", "en", 5).await.unwrap();
        assert_eq!(found[0].key, "offer-7");
    })
    .await;
}

/// SQLite alone here: the size of the file is the point, and the engines are compared above.
#[tokio::test(flavor = "multi_thread")]
async fn twenty_four_thousand_offers_arrive_and_arrive_only_once() {
    let Some(path) = shared("pricerunner-offers/offers_shared.csv.gz") else { return };
    let folder = std::env::temp_dir().join(format!("spoina-offers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let clock = std::sync::Arc::new(testkit::TestClock::default());
    let url = format!("sqlite://{}/spoina.db", folder.display());
    let db = Db::open(&url, clock, kernel::Options::default()).await.unwrap();
    db.migrate(AREAS).await.unwrap();
    retailer(&db).await;
    for (created, unchanged) in [(24_701, 0), (0, 24_701)] {
        let started =
            Started { id: ImportId::fresh(db.now()), kind: Kind::Products, format: Format::PriceRunner };
        let (begun, mut heard) = (Instant::now(), 0);
        let report =
            run(&db, &Actor::System, started, open_file(&path).unwrap(), &defaults(), &mut |_| heard += 1)
                .await
                .unwrap();
        eprintln!("{} in {:?}", report.summary(), begun.elapsed());
        assert_eq!(counts(&report), (24_701, created, 0, unchanged, 0));
        assert!(heard >= 247);
    }
    let mut read = db.read().await.unwrap();
    let begun = Instant::now();
    let found = catalog::search(&mut read, "apple iphone 8 silver", "en", 20).await.unwrap();
    eprintln!("a search in {:?}", begun.elapsed());
    let names: Vec<&str> = found.iter().map(|card| card.name.get("en")).collect();
    assert!(names.len() > 5 && names.iter().all(|name| name.contains("iphone 8")), "{names:#?}");
    drop(read);
    drop(db);
    let _ = std::fs::remove_dir_all(folder);
}
