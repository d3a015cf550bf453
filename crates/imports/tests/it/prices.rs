use imports::{Format, Kind, Options};
use testkit::each_database;

use crate::world::{AREAS, counts, import, price, retailer};

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_set_and_those_of_tomorrow_wait() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        import(db, Kind::Products, Format::Csv, "sku,name_pl\nA,Aa\nB,Be\n", &Options::default()).await;
        let file = "sku,price,currency,list,valid_from\n\
            A,\"12,50\",,,\nB,7,EUR,,\nB,7,,eur,\nX,7,,,\nB,9.999,,,\nB,20,PLN,pln,2030-01-01T00:00:00Z\n";
        let report = import(db, Kind::Prices, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&report), (6, 0, 2, 0, 4));
        assert_eq!((price(db, "A").await, price(db, "B").await), (Some(1_250), None));
        let again = import(db, Kind::Prices, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&again), (6, 0, 0, 2, 4));
        let line = "{\"sku\":\"A\",\"gross\":{\"amount\":1300,\"currency\":\"PLN\"}}";
        assert_eq!(
            counts(&import(db, Kind::Prices, Format::Json, line, &Options::default()).await),
            (1, 0, 1, 0, 0)
        );
        assert_eq!(price(db, "A").await, Some(1_300));
    })
    .await;
}
