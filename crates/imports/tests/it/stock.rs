use imports::{Format, Kind, Options};
use testkit::each_database;

use crate::world::{AREAS, counts, import, on_hand, retailer};

const PRODUCTS: &str = "sku,name_pl\nA,Aa\nB,Be\n";

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_counted_to_what_the_table_says() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        import(db, Kind::Products, Format::Csv, PRODUCTS, &Options::default()).await;
        let file = "sku;location;quantity\nA;waw;7\nB;waw;many\nC;waw;1\nB;nowhere;1\nB;waw;0\n";
        let report = import(db, Kind::Stock, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&report), (5, 0, 1, 1, 3));
        let mut places: Vec<(i64, i64)> = report.errors.iter().map(|error| (error.line, error.column)).collect();
        places.sort_unstable();
        assert_eq!(places, [(3, 3), (4, 1), (5, 2)]);
        assert_eq!(on_hand(db, "A", "waw").await, 7);
        let again = import(db, Kind::Stock, Format::Csv, file, &Options::default()).await;
        assert_eq!(counts(&again), (5, 0, 0, 2, 3));
        let lines = "{\"sku\":\"A\",\"location\":\"waw\",\"quantity\":3}\n{\"sku\":\"A\",\"location\":\"waw\",\"quantity\":-3}\n";
        let report = import(db, Kind::Stock, Format::Json, lines, &Options::default()).await;
        assert_eq!(counts(&report), (2, 0, 1, 0, 1));
        assert_eq!(on_hand(db, "A", "waw").await, 3);
    })
    .await;
}
